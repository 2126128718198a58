"""Find the numbers of the model that agree with published figures: ``python -m experiments.calibrate``."""

from __future__ import annotations

from bygd.scenarios.options import CalibrateOptions
from experiments.command.main import main


def calibrate(options: CalibrateOptions) -> None:
    """Run all waves; write tables, figures and the ensemble."""
    from experiments.calibrate.waves import all_waves

    all_waves(options)


if __name__ == "__main__":
    main(CalibrateOptions, calibrate, "calibrate")
