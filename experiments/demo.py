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
        typed = {word.partition("=")[0] for word in sys.argv[1:]}
        usual = [word for word in DEMO if word.partition("=")[0] not in typed]
        sys.argv[1:] = [*usual, *sys.argv[1:]]  # that is the command of the results
    main(CompareOptions, work_of("compare"), "compare")
