"""Atomic writes, folder locks, provenance."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import importlib.metadata
import itertools
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from bygd.commands import recorded
from bygd.errors import InputError
from bygd.studies.columns import explained
from bygd.studies.seals import About, HashingFile, bare, metadata_of
from bygd.version import __version__
from sim.source_identity import source_hash


def check_folder(folder: Path, own: Iterable[str] = ()) -> None:
    """Refuse a folder that is a file, cannot be written, or holds anything but studies in folders of the ``own`` names.

    For programs whose folder is no study itself.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name another folder with out=….")
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / name / "config.yaml").is_file() for name in own):
        raise InputError(f"{folder} holds something else; name a new folder with out=….")
    check_writable(folder)


def refuse_dead_link(target: Path) -> None:
    """Raise ``InputError`` if a path is or goes by a link to what is not there (a disk that is not mounted)."""
    for item in (target, *target.parents):
        if item.is_symlink() and not item.exists():
            raise InputError(f"{item} is a link to {item.readlink()}, which is not there; make that, or name another.")


def check_writable(target: Path) -> None:
    """Refuse a file or folder that cannot be made where it is to lie."""
    refuse_dead_link(target)
    there = next(item for item in (target, *target.absolute().parents) if item.exists())
    if there != target and not there.is_dir():
        raise InputError(f"Cannot write {target}: {there} is a file.")
    if not os.access(there, os.W_OK):
        raise InputError(f"Cannot write {target}: you may not write to {there}; name another place.")


DECIDING = (
    "sim",
    "bygd",
    "experiments",
    "configs",
    "pyproject.toml",
    "requirements.lock",
)  # what of a checkout makes results


def provenance(program: str, arguments: list[str] | str | None = None) -> dict[str, Any]:
    """With which command, code and versions results are made, and when.

    ``arguments``: of the command, by default as typed; a text is the whole command.
    """
    if not isinstance(arguments, str):
        arguments = recorded(program, *(sys.argv[1:] if arguments is None else arguments))
    packages = ("mesa", "numpy", "numba", "pandas", "hydra-core")
    return {
        "bygd": __version__,
        "source": source_hash(),
        "commit": commit_of_code(),
        "command": arguments,
        "made": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: importlib.metadata.version(name) for name in packages},
    }


def commit_of_code() -> str:
    """Commit of the checkout, with a + if code or configs were changed; empty outside a checkout.

    A study file or a figure that lies about in the checkout changes nothing.
    """
    try:
        ask = ["git", "-C", str(Path(__file__).parents[2])]
        head = subprocess.run([*ask, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        dirty = subprocess.run(
            [*ask, "status", "--porcelain", "--", *DECIDING], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if dirty else "")


WITHOUT_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)  # what some file systems answer


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Lock the folder (``InputError`` if another process has it); the system releases it when the process ends."""
    held = FileLock(lock, fallback_to_soft=False)  # a soft lock would outlive a process that is killed
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise InputError(f"Another process works in {lock.parent}; wait for it or name a new folder.") from None
    except OSError as error:
        if error.errno not in WITHOUT_LOCKS:
            raise
        print(f"{lock.parent} lies where files cannot be locked: let no other program write to it.", file=sys.stderr)
    try:
        yield
    finally:
        held.release()


def provenance_of(folder: Path) -> dict[str, Any]:
    """What ``provenance.json`` of a study folder says; ``InputError`` if it cannot be read."""
    try:
        result = json.loads(
            (folder / "provenance.json").read_text(encoding="utf-8-sig")
        )  # an editor may have marked it
        _ = result["source"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"provenance.json in {folder} cannot be read; make the study anew in another folder."
        ) from None
    return dict(result)


def note_command(folder: Path, command: str) -> None:
    """Append a command to ``provenance.json``: results come from all commands there, in order."""
    about = provenance_of(folder)
    about["then"] = [*about.get("then", []), command]
    write_text(folder / "provenance.json", json.dumps(about, indent=2))


def write_text(file: Path, text: str) -> None:
    """Write a text atomically."""
    temporary = file.with_suffix(file.suffix + ".tmp")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(file)


def write_parquet(file: Path, table: pd.DataFrame | pa.Table, about: About | None = None) -> None:
    """Write a table atomically, sealed; ``about``: what it is."""
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False)
    write_groups(file, iter([table]), about)


def write_groups(file: Path, groups: Iterator[pa.Table], about: About | None = None) -> None:
    """Write a table in row groups, atomically, sealed; ``about``: what it is.

    Columns carry label and unit, except in the parts of a study, which nobody but the study reads.
    """
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        groups = map(bare, groups)
        first = next(groups)
        schema = first.schema if "part" in (about or {}) else explained(first.schema, file.name)
        text = [item.name for item in schema if not pa.types.is_primitive(item.type)]
        with contextlib.closing(HashingFile(temporary)) as sink:
            with pq.ParquetWriter(
                pa.PythonFile(sink, mode="w"), schema, compression="zstd", use_dictionary=text, write_statistics=text
            ) as writer:
                for group in itertools.chain([first], groups):
                    writer.write_table(group)
                writer.add_key_value_metadata(metadata_of(about or {}))
            sink.seal()
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
