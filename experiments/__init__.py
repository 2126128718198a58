"""Commands: ``python -m experiments.NAME --help``, or ``bygd NAME --help``."""
