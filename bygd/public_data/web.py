"""Answers of public statistics: from files that were downloaded, else the cache, else the network; each asked once.

Only ``Sources.get`` asks, and only for what is asked of it. An answer is kept once it could be read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bygd.public_data.addresses import Asked
from bygd.public_data.downloads import Download, text_of
from bygd.public_data.faults import PublicDataError
from bygd.version import __version__

WAIT = 30.0  # seconds for a sign of life
LONGEST = 120.0  # seconds for a whole answer
MOST_MB = 50
KEPT = 30  # days
UNKNOWN_QUESTION = (400, 404, 405, 410, 501)  # answers of an address that does not know the question
PIECE = 1 << 16


class Answer[T](NamedTuple):
    """What an answer says, the day on which it was given (ISO), and where it is from."""

    value: T
    day: str
    origin: str


def cache_of_user() -> Path:
    """Folder in which answers are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bygd" / "public_data"


@dataclasses.dataclass
class Sources:
    """Where answers come from.

    ``downloads`` are looked at first. ``cache`` is the folder in which answers are kept for a month (``anew``: they are
    asked for all the same); ``wait`` and ``longest`` are seconds.
    """

    downloads: list[Download] = dataclasses.field(default_factory=list)
    cache: Path = dataclasses.field(default_factory=cache_of_user)
    anew: bool = False
    wait: float = WAIT
    longest: float = LONGEST

    def get[T](self, asked: Asked, read: Callable[[str, str], T]) -> Answer[T]:
        """The answer to a question, as ``read`` reads it (from a text and its origin); ``PublicDataError`` if none."""
        if given := [item for item in self.downloads if item.kind == asked.kind]:
            return _first_that_fits(given, read)
        if kept := self.kept(asked):
            text, day = kept
            with contextlib.suppress(PublicDataError):  # kept by another version: asked anew
                return Answer(read(text, asked.address), day, asked.address)
        text, question = self._answered(asked)
        value = read(text, question.address)
        day = dt.datetime.now(tz=dt.UTC).date().isoformat()
        self._keep(asked, text, day)
        return Answer(value, day, question.address)

    def kept(self, asked: Asked) -> tuple[str, str] | None:
        """Text and day of an answer in the cache; none if it is older than a month."""
        if self.anew:
            return None
        try:
            known = json.loads(self._file(asked).read_text(encoding="utf-8"))
            text, day = str(known["text"]), str(known["day"])
            age = dt.datetime.now(tz=dt.UTC).date() - dt.date.fromisoformat(day)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (text, day) if dt.timedelta(0) <= age <= dt.timedelta(days=KEPT) else None

    def _file(self, asked: Asked) -> Path:
        named = hashlib.sha256(f"{asked.address}\n{asked.body}".encode()).hexdigest()[:24]
        return self.cache / f"{asked.kind}_{named}.json"

    def _keep(self, asked: Asked, text: str, day: str) -> None:
        """Keep an answer whole or not at all; a cache that cannot be written is done without."""
        file = self._file(asked)
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            self.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_text(json.dumps({"address": asked.address, "day": day, "text": text}), encoding="utf-8")
            temporary.replace(file)

    def _answered(self, asked: Asked) -> tuple[str, Asked]:
        """Text of an answer over the network, and the question that got it."""
        try:
            return fetched(asked, self.wait, self.longest), asked
        except _UnknownQuestionError as fault:
            if asked.otherwise is None:
                raise PublicDataError("refused", address=asked.address, why=fault) from None
            return self._answered(asked.otherwise)


class _UnknownQuestionError(Exception):
    """An address does not know what it was asked."""


def _first_that_fits[T](given: list[Download], read: Callable[[str, str], T]) -> Answer[T]:
    """What the first of several downloads says that can be read; the fault of the last if none can."""
    for item in given[:-1]:
        with contextlib.suppress(PublicDataError):
            return Answer(read(item.text, item.origin), item.day, item.origin)
    return Answer(read(given[-1].text, given[-1].origin), given[-1].day, given[-1].origin)


def fetched(asked: Asked, wait: float = WAIT, longest: float = LONGEST) -> str:
    """Text of an answer; ``PublicDataError`` where there is none, whatever went wrong on the way."""
    headers = {"User-Agent": f"Bygd/{__version__}", "Accept": "application/json, text/csv, */*"}
    headers |= {"Content-Type": "application/json"} if asked.body else {}
    question = urllib.request.Request(asked.address, asked.body.encode() or None, headers)  # noqa: S310
    try:
        with urllib.request.urlopen(question, timeout=wait) as answer:  # noqa: S310  (addresses are our own)
            content = _whole(answer, asked.address, longest)
    except urllib.error.HTTPError as error:
        if error.code in UNKNOWN_QUESTION:
            raise _UnknownQuestionError(error.code) from None
        raise PublicDataError("refused", address=asked.address, why=f"{error.code} {error.reason}") from None
    except http.client.IncompleteRead:
        raise PublicDataError("cut_off", address=asked.address) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, PublicDataError):
            raise
        raise PublicDataError("no_answer", address=asked.address, why=_why(error)) from None
    return text_of(content)


def _whole(answer: http.client.HTTPResponse, address: str, longest: float) -> bytes:
    """All of an answer, within bounds of size and time."""
    content, end = bytearray(), time.monotonic() + longest
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > MOST_MB * 1_000_000:
            raise PublicDataError("too_large", address=address, most=MOST_MB)
        if time.monotonic() > end:
            raise TimeoutError("timed out")
    if answer.length:
        raise http.client.IncompleteRead(bytes(content), answer.length)
    return bytes(content)


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)
