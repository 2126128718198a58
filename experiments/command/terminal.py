"""Printing to a pipe that its reader closes early, as ``head`` and ``less`` do."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

STDOUT = 1  # its number, for the system
CLOSED = 128 + 13  # status of a program whose reader has left, as shells have it


@contextlib.contextmanager
def for_a_reader() -> Iterator[None]:
    """Exit quietly on a closed pipe."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)  # else Python complains at its end
        sys.exit(CLOSED)
