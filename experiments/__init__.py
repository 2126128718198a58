"""Programs that use the model: ``python -m experiments.NAME --help``, or ``bygd NAME --help``."""

__version__ = "0.2.0"
