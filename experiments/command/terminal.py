"""What is printed survives its reader: any encoding, a pipe that closes, a full disk, no output at all."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from bygd.commands import as_started

STREAMS = {0: "stdin", 1: "stdout", 2: "stderr"}  # by their numbers, for the system
CLOSED = 128 + 13  # status of a program whose reader has left, as shells have it
FALLBACK = "bygd_plain"  # name of the error handler, for Python
SIGNS = "−–—‑…→←×±·≤≥≈∞µμρ•€«»“”„‘’æøÆØßđĐłŁ½¼¾"
SPELLED = '- - - - ... -> <- x +/- . <= >= ~ inf u u rho * EUR " " " " " \' \' ae o Ae O ss d D l L 1/2 1/4 3/4'
PLAIN = dict(zip(SIGNS, SPELLED.split(), strict=True))


def plain(letters: str) -> str:
    """The letters in ASCII: signs spelled out, letters without their accents, ``?`` for what has no such form."""
    parts = (PLAIN.get(letter) or unicodedata.normalize("NFKD", letter) for letter in letters)
    return "".join(part.encode("ascii", "ignore").decode() or "?" for part in parts)


def _fall_back(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


class Forgiving:
    """A text stream that keeps the first error of its writes as ``fault``, and drops what comes after it."""

    def __init__(self, stream: Any) -> None:
        """Wrap a stream; what its encoding lacks is written in ASCII."""
        self.stream = stream
        self.fault: OSError | None = None
        if isinstance(stream, io.TextIOWrapper):  # in a notebook it is something else
            stream.reconfigure(errors=FALLBACK)

    def write(self, text: str) -> int:
        """Write, commands by the name that the user has typed; returns the number of letters, also where dropped."""
        self._try(self.stream.write, as_started(text))
        return len(text)

    def flush(self) -> None:
        """Flush."""
        self._try(self.stream.flush)

    def _try(self, action: Any, *arguments: str) -> None:
        try:
            action(*arguments)
        except OSError as error:
            self.fault = self.fault or error
            with contextlib.suppress(OSError):  # else Python complains at its end of what is still in the buffer
                _lead_nowhere(self.stream.fileno())

    def __getattr__(self, name: str) -> Any:
        """Whatever else a stream can do."""
        return getattr(self.stream, name)


def _lead_nowhere(number: int) -> None:
    """Connect a stream of the system with nothing."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)


def _replace_closed() -> None:
    """Lead streams nowhere that were closed from the start (``>&-``), so that no file takes their numbers."""
    for number, name in STREAMS.items():
        if getattr(sys, name) is None:
            try:
                os.fstat(number)
            except OSError:
                _lead_nowhere(number)
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115, PTH123


@contextlib.contextmanager
def for_a_reader() -> Iterator[None]:
    """Print in a form that the terminal can show; a reader who leaves (``| head``) stops no work.

    In the end that is status ``CLOSED`` without a word; another fault of the output, like a full disk, is an
    ``OSError``.
    """
    codecs.register_error(FALLBACK, _fall_back)
    _replace_closed()
    before = sys.stdout, sys.stderr
    out, err = Forgiving(sys.stdout), Forgiving(sys.stderr)
    sys.stdout, sys.stderr = out, err
    try:
        yield
    finally:
        out.flush()
        sys.stdout, sys.stderr = before
    if isinstance(out.fault, BrokenPipeError):
        sys.exit(CLOSED)
    if out.fault is not None:
        raise OSError(out.fault.errno, f"All is done, but what was to be printed is lost: {out.fault.strerror}")
