"""Open the page: ``python -m experiments.app``."""

from experiments.app.program import main

main()
