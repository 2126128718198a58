"""Check a rule of your own and see what it changes: ``python -m experiments.lab my_rule.py``."""

from __future__ import annotations

import sys

from experiments.compose import main
from experiments.lab.program import lab
from experiments.options import LabOptions
from experiments.report.__main__ import named

if __name__ == "__main__":
    sys.argv[1:] = named(sys.argv[1:], "file")
    main(LabOptions, lab, "lab")
