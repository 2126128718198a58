"""Commands: ``python -m experiments.NAME --help``, or ``bygd NAME --help``."""

from experiments.command.loading import prepare

prepare()  # before anything else is loaded

import bygd  # noqa: E402, F401  (it binds the names sim and configs to the packages beside this one)
