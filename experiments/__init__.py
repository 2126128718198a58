"""Programs that use the model: ``python -m experiments.NAME --help``."""
