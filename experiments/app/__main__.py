"""Open the page, to compare measures, watch a run and look at rules: ``python -m experiments.app``."""

from experiments.app.program import AppOptions, app
from experiments.command.main import main

if __name__ == "__main__":
    main(AppOptions, app, "app")
