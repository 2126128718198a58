"""Finished tables of a study folder, read by whoever wants them: as they were written, or a sentence."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa

from bygd.commands import typed
from bygd.studies.seals import About, DamagedError, cannot_read, checked, place_of


@contextlib.contextmanager
def opened(file: Path, expected: About | None = None) -> Iterator[BinaryIO]:
    """The file of a table of a study folder, open at its beginning; nothing is ever changed.

    ``DamagedError`` if it is not as it was written, is of another study than its folder, or not what is ``expected``; a
    table without a digest, in a folder that does not say which study it holds, is believed. ``InputError`` if it cannot
    be read.
    """
    try:
        with file.open("rb") as handle:
            if study := said_of(file.parent, "study"):
                checked(handle, {"study": study, "table": file.stem} | (expected or {}), file)
            elif place_of(handle) >= 0:
                checked(handle, {}, file)
            handle.seek(0)
            yield handle
    except OSError as error:
        raise cannot_read(file, error) from None
    except (DamagedError, pa.ArrowInvalid):
        raise DamagedError(
            f"{file} is damaged, or not what its study has written; "
            f"{typed('study resume', file.parent)} makes it again."
        ) from None


def read_table(
    folder: Path, name: str, columns: list[str] | None = None, expected: About | None = None
) -> pd.DataFrame:
    """A table of a study folder, or some of its columns; errors as for ``opened``."""
    with opened(folder / f"{name}.parquet", expected) as handle:
        return pd.read_parquet(handle, columns=columns)


def said_of(folder: Path, name: str) -> str:
    """What ``provenance.json`` of a folder says, like ``study``, the hash of its study; empty if it does not say."""
    try:
        about = json.loads((folder / "provenance.json").read_text(encoding="utf-8-sig"))
        return str(about.get(name, ""))
    except (OSError, ValueError, AttributeError):
        return ""
