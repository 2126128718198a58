"""Say which numbers matter, and what a verdict depends on: ``python -m experiments.sensitivity``."""

from bygd.scenarios.options import SensitivityOptions
from experiments.command.main import main
from experiments.sensitivity.program import sensitivity

if __name__ == "__main__":
    main(SensitivityOptions, sensitivity, "sensitivity")
