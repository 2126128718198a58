"""Say which numbers matter, and what a verdict hangs on: ``python -m experiments.sensitivity``."""

from experiments.compose import main
from experiments.options import SensitivityOptions
from experiments.sensitivity.program import sensitivity

if __name__ == "__main__":
    main(SensitivityOptions, sensitivity, "sensitivity")
