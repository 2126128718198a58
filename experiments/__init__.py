"""Commands: ``python -m experiments.NAME --help``, or ``bygd NAME --help``."""

import bygd  # noqa: F401  (it binds the names sim and configs to the packages beside this one)
