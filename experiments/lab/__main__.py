"""Check a rule of your own and see what it changes: ``python -m experiments.lab my_rule.py``."""

from experiments.command.main import main
from experiments.lab.program import LabOptions, lab

if __name__ == "__main__":
    main(LabOptions, lab, "lab")
