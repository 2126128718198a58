"""Check a rule of your own and see what it changes: ``python -m experiments.lab my_rule.py``."""

from __future__ import annotations

import sys

from experiments.command.main import main
from experiments.command.options import LabOptions
from experiments.command.read import named
from experiments.lab.program import lab

if __name__ == "__main__":
    sys.argv[1:] = named(sys.argv[1:], "file")
    main(LabOptions, lab, "lab")
