"""Compare measures in Sel, to see what Bygd does: ``python -m experiments.demo``."""

from __future__ import annotations

import sys

from bygd.scenarios.options import CompareOptions
from experiments.command.completion import asked
from experiments.command.dispatch import work_of
from experiments.command.main import main

DEMO = ["municipality=sel", "budget=600", "out=outputs/demo"]  # what is typed besides wins

if __name__ == "__main__":
    if not asked(sys.argv[1:]):
        sys.argv[1:] = [*DEMO, *sys.argv[1:]]  # that is the command of the results
    main(CompareOptions, work_of("compare"), "compare")
