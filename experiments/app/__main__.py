"""Open the page, to compare measures, watch a run and look at rules: ``python -m experiments.app``."""

from experiments.app.program import main

main()
