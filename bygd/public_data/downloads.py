"""Downloads of public statistics, told by what they hold, not by their names."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bygd.public_data.addresses import CENTRALITY, CHANGES, CODES, CODES_AT_FIRST, ESTABLISHMENTS, PEOPLE, SETTLED
from bygd.public_data.faults import PublicDataError
from bygd.public_data.imdi import is_settlement

ENDINGS = (".json", ".csv", ".txt")
MOST_BYTES = 50_000_000
COUNTIES_OF_2012 = ("02", "05")  # beginnings of numbers that ended with 2019


class Download(NamedTuple):
    """A file that was downloaded: what it is, its text, its day (ISO), and where it lies."""

    kind: str
    text: str
    day: str
    origin: str


def downloads_in(named: Iterable[str]) -> list[Download]:
    """Downloads among files and folders; ``PublicDataError`` for a file, or a whole folder, that holds none.

    Of a folder the files that end in .json, .csv or .txt are looked at.
    """
    result = []
    for item in map(Path, named):
        if item.is_dir():
            inside = sorted(file for file in item.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
            found = [one for file in inside if (one := _download(file))]
            if not found:
                raise PublicDataError("no_files", folder=item)
            result += found
        elif one := _download(item):
            result.append(one)
        else:
            raise PublicDataError("unknown_file", file=item)
    return result


def _download(file: Path) -> Download | None:
    """A file, if it is a download that is read here."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return None
        text = text_of(file.read_bytes())
        day = dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC).date().isoformat()
    except (OSError, ValueError) as error:
        raise PublicDataError("unreadable", file=file, why=getattr(error, "strerror", None) or error) from None
    kind = _kind_of(text)
    return Download(kind, text, day, str(file)) if kind else None


def _kind_of(text: str) -> str:
    """What a text is; empty for anything else."""
    if is_settlement(text):
        return SETTLED
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        loaded = None
    return _kind_of_json(loaded) if isinstance(loaded, dict) else ""


def _kind_of_json(loaded: dict[str, Any]) -> str:
    """What an answer in JSON is; empty for anything else."""
    if isinstance(codes := loaded.get("codes"), list):
        numbers = [str(item.get("code")) for item in codes if isinstance(item, dict)]
        return CODES_AT_FIRST if any(number.startswith(COUNTIES_OF_2012) for number in numbers) else CODES
    if isinstance(names := loaded.get("id"), list) and "dimension" in loaded:
        return ESTABLISHMENTS if any(str(name).startswith("NACE") for name in names) else PEOPLE
    known = {"codeChanges": CHANGES, "correspondenceItems": CENTRALITY}
    return next((kind for key, kind in known.items() if key in loaded), "")


def text_of(content: bytes) -> str:
    """Text of a file or an answer: UTF-8, else the Western letters of an older table."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
