"""Files that are whole or not there, folders for one process alone, and where results come from."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
import itertools
import json
import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments import __version__
from experiments.options import InputError
from sim.engine_room import source_hash

if TYPE_CHECKING:
    from collections.abc import Iterator


def provenance(program: str, arguments: list[str] | None = None) -> dict[str, Any]:
    """With which command (by default the one that was typed), code and versions results are made, and when."""
    typed = shlex.join(sys.argv[1:] if arguments is None else arguments)
    packages = ("mesa", "numpy", "numba", "pandas", "hydra-core")
    return {
        "bygd": __version__,
        "source": source_hash(),
        "commit": _commit(),
        "command": f"python -m experiments.{program} {typed}",
        "made": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: importlib.metadata.version(name) for name in packages},
    }


def _commit() -> str:
    """Commit of the checkout, with a + if something was changed; empty outside a checkout."""
    here = Path(__file__).parent
    try:
        ask = ["git", "-C", str(here)]
        head = subprocess.run([*ask, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        dirty = subprocess.run([*ask, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if dirty else "")


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the folder for this process; a second one is told so. The system lets go when the process ends."""
    with lock.open("w") as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # not on Windows
            pass
        except BlockingIOError:
            raise InputError(f"Another process works in {lock.parent}; wait for it or name a new folder.") from None
        yield


def provenance_of(folder: Path) -> dict[str, Any]:
    """What ``provenance.json`` of a study folder says; ``InputError`` if it cannot be read."""
    try:
        found = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        _ = found["source"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"provenance.json in {folder} cannot be read; make the study anew in another folder."
        ) from None
    return dict(found)


def write_text(file: Path, text: str) -> None:
    """Write under another name, then rename."""
    temporary = file.with_suffix(file.suffix + ".tmp")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(file)


def write_parquet(file: Path, table: pd.DataFrame | pa.Table) -> None:
    """Write a table whole: under another name, then rename."""
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False)
    write_groups(file, iter([table]))


def write_groups(file: Path, groups: Iterator[pa.Table]) -> None:
    """Write a table in row groups, under another name, then rename: a file is whole or not there."""
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        first = next(groups)
        text = [one.name for one in first.schema if not pa.types.is_primitive(one.type)]
        with pq.ParquetWriter(
            temporary, first.schema, compression="zstd", use_dictionary=text, write_statistics=text
        ) as writer:
            for group in itertools.chain([first], groups):
                writer.write_table(group)
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
