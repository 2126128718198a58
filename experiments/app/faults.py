"""What went wrong, for the page: every fault of a file, a sentence each (``display.declared`` has their Norwegian)."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bygd.errors import MISTAKES
from bygd.scenarios.parse import stated_in
from experiments.app.address import is_own


def sentences_of(error: BaseException, municipality: str, own: Path) -> tuple[str, ...]:
    """What an error says; of a file in the folder ``own`` all that is to be mended, not the first alone."""
    if not isinstance(error, MISTAKES):
        return (f"{type(error).__name__}: {' '.join(str(error).split())[:300]}",)
    found: list[str] = []
    if is_own(municipality):
        with contextlib.suppress(Exception):  # what cannot be read at all has one sentence
            found = stated_in(str(own / municipality)).faults
    return tuple(found) or (str(error),)
