"""Find the numbers of the model that agree with published figures: ``python -m experiments.calibrate``."""

from experiments.calibrate.program import calibrate
from experiments.compose import main
from experiments.options import CalibrateOptions

if __name__ == "__main__":
    main(CalibrateOptions, calibrate, "calibrate")
