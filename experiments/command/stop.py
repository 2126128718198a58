"""How a command ends when it is told to: Ctrl-C with status 130, SIGTERM with 143; what was finished is kept."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

TOLD = (signal.SIGINT, signal.SIGTERM)


class Terminated(KeyboardInterrupt):
    """SIGTERM: the same orderly stop as after Ctrl-C."""


def status_of(stop: KeyboardInterrupt) -> int:
    """Exit status of a command that was stopped, as shells have it."""
    return 128 + (signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT)


@contextlib.contextmanager
def orderly() -> Iterator[None]:
    """Both signals raise ``KeyboardInterrupt`` meanwhile, unless whoever started the process had them ignored.

    Before and after, while a command loads and ends, ``experiments.command.loading`` decides.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in TOLD}
    try:
        for number, raises in zip(TOLD, (signal.default_int_handler, _terminate), strict=True):
            if before[number] not in {signal.SIG_IGN, None}:
                signal.signal(number, raises)
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
