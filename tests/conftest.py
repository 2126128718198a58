"""Compile once, before test processes start, so that each of them loads what is in the cache."""

import pytest

from tests.compiling import compile_once


def pytest_configure(config: pytest.Config) -> None:
    """In the controlling process, compile the default model if it is not in the cache."""
    if not hasattr(config, "workerinput"):
        compile_once()
