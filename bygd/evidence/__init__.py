"""Published figures, their sources, and calibration to them."""
