"""What a program is doing: said on a terminal once a step takes longer than a second, with what comes next.

``main`` says it of every program, from the reading of its words on; a program that does several things one after the
other names them. Where runs or files are counted, a bar says how many are done.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator

from bygd.spoken import spoken

QUIET = 1.0  # seconds of a step before it is told


class Steps:
    """Steps of a program in their order, the first of which begins now; ``next`` begins the one after it."""

    def __init__(self, *words: str) -> None:
        """Begin the first step; ``words``: what each of them does, like *drawing figures*."""
        self.words, self.at = words, 0
        self._begin()

    def next(self) -> None:
        """Begin the step after this one; after the last nothing is waited for."""
        self.at += 1
        self._begin()

    def _begin(self) -> None:
        if self.at >= len(self.words):
            _Speaker.timer.cancel()
            return
        words = spoken(self.words[self.at])
        then = f", next: {spoken(self.words[self.at + 1])}" if self.words[self.at + 1 :] else ""
        line = f"{words[0].upper()}{words[1:]} … (step {self.at + 1} of {len(self.words)}{then})"
        _Speaker.wait(spoken(line))


@contextlib.contextmanager
def heard(words: str = "reading what is asked for") -> Iterator[None]:
    """On a terminal, say meanwhile what is waited for; at first that is what ``words`` say."""
    _Speaker.on = sys.stderr.isatty()
    Steps(words)
    try:
        yield
    finally:
        _Speaker.on = False
        _Speaker.timer.cancel()


class _Speaker:
    """Says a line when its time has come; the next line takes its place."""

    on = False
    timer = threading.Timer(QUIET, print)

    @classmethod
    def wait(cls, line: str) -> None:
        """Say a line unless another takes its place before."""
        cls.timer.cancel()
        if cls.on:
            cls.timer = threading.Timer(QUIET, _say, [line])
            cls.timer.daemon = True
            cls.timer.start()


def _say(line: str) -> None:
    """Say a line, above a bar if there is one."""
    from tqdm import tqdm

    tqdm.write(line, file=sys.stderr)
