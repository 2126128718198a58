"""Former names of commands and options, told for one version."""

from __future__ import annotations

import sys
from typing import NoReturn

from bygd.commands import MODULE, as_started

COMMANDS = {
    "overview": 'compare "municipalities=[sel,vaga,nordre_land]" "scenarios=[every_measure]"',
    "published": "validate figures ensemble=default",
    "swap": 'compare "municipalities=[sel,nordre_land]" practice_of=each_other',
}
OPTIONS = {  # an option of a command that has the new one
    "places": ("municipalities",),
    "parameters": ("ensemble",),
    "worlds": ("members", "samples"),
    "world_runs": ("sample_runs",),
}


def refer(command: str) -> NoReturn:
    """Name the command that does the work now, and end with status 1."""
    sys.exit(f"{command} is another command now: {as_started(MODULE)}{COMMANDS[command]}.")
