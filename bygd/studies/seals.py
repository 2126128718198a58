"""Seals of tables: each Parquet file says in its metadata what it is, and carries a digest of all its bytes.

The digest (SHA-256) is taken with its own place zero, then written there, so that a bit that changes anywhere, also in
the footer, is found. Only what was read and differs is *damaged*; an error of the operating system is none of ours.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from bygd.errors import InputError

ABOUT, DIGEST = b"bygd", b"bygd_digest"
PREFIX = b"sha256:"
EMPTY = b"0" * 64  # where the digest will stand
TAIL = 8  # bytes behind the footer: its length, PAR1
CHUNK = 2**20
FORMAT = 1  # of the tables; another one is another study

About = dict[str, Any]


class DamagedError(InputError):
    """A table is not what it must be; the text is one sentence."""


class HashingFile:
    """A file that is written once from its beginning, with a digest of what was written."""

    closed = False

    def __init__(self, file: Path) -> None:
        self._handle = file.open("wb+")
        self._digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Write, and take into the digest."""
        self._digest.update(data)
        return self._handle.write(data)

    def tell(self) -> int:
        """Bytes written so far."""
        return self._handle.tell()

    def flush(self) -> None:
        """Left to ``seal``."""

    def seal(self) -> None:
        """Put the digest in its place, and everything on the disk."""
        place = place_of(self._handle)
        self._handle.seek(place)
        self._handle.write(self._digest.hexdigest().encode())
        self._handle.flush()
        os.fsync(self._handle.fileno())

    def close(self) -> None:
        """Close the file."""
        self._handle.close()
        self.closed = True


def metadata_of(about: About) -> dict[bytes, bytes]:
    """Metadata of a table that is to be sealed."""
    return {ABOUT: json.dumps(about, sort_keys=True).encode(), DIGEST: PREFIX + EMPTY}


def bare(table: pa.Table) -> pa.Table:
    """The table without what the file that it was read from said of itself."""
    kept = {key: value for key, value in (table.schema.metadata or {}).items() if key not in {ABOUT, DIGEST}}
    return table.replace_schema_metadata(kept or None)


def place_of(handle: BinaryIO) -> int:
    """Where in a Parquet file its digest stands; -1 if it has none."""
    size = handle.seek(0, os.SEEK_END)
    handle.seek(max(0, size - TAIL))
    length = int.from_bytes(handle.read(4), "little") + TAIL
    if size < length:
        return -1
    handle.seek(size - length)
    at = handle.read(length).rfind(PREFIX)
    return size - length + at + len(PREFIX) if at >= 0 else -1


def is_whole(handle: BinaryIO) -> bool:
    """Whether the bytes of a sealed table are those that were written."""
    place = place_of(handle)
    if place < 0:
        return False
    digest, at, stated = hashlib.sha256(), 0, b""
    handle.seek(0)
    while data := handle.read(CHUNK if not at < place <= at + CHUNK else place - at):
        if at == place:
            stated, data = data[: len(EMPTY)], EMPTY + data[len(EMPTY) :]
        digest.update(data)
        at += len(data)
    return digest.hexdigest().encode() == stated


def about_of(table: pq.ParquetFile) -> About:
    """What a table says that it is."""
    return dict(json.loads((table.metadata.metadata or {}).get(ABOUT, b"{}")))


def checked(handle: BinaryIO, expected: About, name: Path, text: Sequence[str] = ()) -> pq.ParquetFile:
    """The table in an open file, once its bytes and what it says that it is are right; ``DamagedError`` if not.

    ``expected``: what it must say. ``text``: columns to be read as dictionaries.
    """
    if not is_whole(handle):
        raise DamagedError(f"{name} is damaged: its content is not what was written.")
    handle.seek(0)
    table = pq.ParquetFile(handle, read_dictionary=text)
    about = about_of(table)
    if {key: about.get(key) for key in expected} != expected:
        raise DamagedError(f"{name} does not belong there: it is of another study, or another part or table of it.")
    return table


def cannot_read(file: Path, error: OSError) -> InputError:
    """The sentence for an error of the operating system: nothing is known of the file, and nothing is done to it."""
    reason = error.strerror or str(error)
    return InputError(f"Cannot read {file}: {reason}; nothing was changed, the same command goes on.")
