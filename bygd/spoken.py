"""What the library prints while it works: English, unless a program has named a reader of another language."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from bygd.errors import InputError


class SpokenError(InputError):
    """A mistake that is told in the reader's language already."""


_TRANSLATE: ContextVar[Callable[[str], str]] = ContextVar("translate", default=str)


def spoken(sentence: str) -> str:
    """The sentence as the reader of this program is to see it."""
    return _TRANSLATE.get()(sentence)


@contextlib.contextmanager
def spoken_by(translate: Callable[[str], str]) -> Iterator[None]:
    """Let ``spoken`` give what ``translate`` makes of a sentence, meanwhile."""
    before = _TRANSLATE.set(translate)
    try:
        yield
    finally:
        _TRANSLATE.reset(before)
