"""Tell the user that the model is compiled, once."""

from __future__ import annotations

import sys

from bygd.spoken import spoken
from sim.engine_room import is_compiled_before


def announce_compiling() -> None:
    """Say once that the model has to be compiled, if it has."""
    if not is_compiled_before():
        print(spoken("Compiling the model (once; about half a minute) …"), file=sys.stderr, flush=True)
