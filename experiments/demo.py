"""Compare measures in Sel, to see what Bygd does: ``python -m experiments.demo``."""

from __future__ import annotations

import sys

from bygd.commands import typed
from bygd.scenarios.options import CompareOptions
from experiments.command.completion import asked
from experiments.command.dispatch import work_of
from experiments.command.main import main

DEMO = ["municipality=sel", "budget=600", "out=outputs/demo"]  # what is typed besides wins

if __name__ == "__main__":
    if not asked(sys.argv[1:]):
        given = sys.argv[1:]
        names = {word.partition("=")[0] for word in given}
        usual = [word for word in DEMO if word.partition("=")[0] not in names]
        sys.argv[1:] = [*usual, *given]  # that is the command of the results
    main(CompareOptions, work_of("compare"), "compare")
    if not asked(sys.argv[1:]) and "language" not in names and not any(word.startswith("-") for word in given):
        print(f"\nPå norsk: {typed('demo', *given, 'language=nb')}")  # for who reads no other line of these
