"""Find the numbers of the model that agree with published figures: ``python -m experiments.calibrate``."""

from bygd.scenarios.options import CalibrateOptions
from experiments.calibrate.program import calibrate
from experiments.command.main import main

if __name__ == "__main__":
    main(CalibrateOptions, calibrate, "calibrate")
