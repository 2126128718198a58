"""Compile once, before test processes start, so that each of them loads what is in the cache."""

import sys

import pytest

from sim.engine_room import COMPILED, is_compiled_before


def pytest_configure(config: pytest.Config) -> None:
    """In the controlling process, compile the default model if it is not in the cache."""
    if COMPILED and not hasattr(config, "workerinput") and not is_compiled_before():
        from sim.compiled import Stepper
        from sim.scenario import Scenario
        from tests.worlds import hamlet

        sys.stderr.write("compiling the model once, before the tests …\n")
        Stepper(Scenario(hamlet(), months=1, warm_up=0), 1)
