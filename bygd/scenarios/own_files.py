"""Files that a person or a stranger writes: one sentence for what is wrong, and not read again until they change."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bygd.errors import MARK, InputError, shortened
from bygd.scenarios.yaml_text import YamlFault, is_number, parse

if TYPE_CHECKING:
    import pandas as pd

Stamp = tuple[int, int]
MOST_BYTES = 1_000_000
MOST_BYTES_OF_TABLE = 50_000_000


def read_text(file: Path, what: str, most: int = MOST_BYTES) -> str:
    """Text of a file; ``InputError`` if it is not there, no file, no text in UTF-8, or larger than ``most`` bytes."""
    try:
        kind = _kind_of(file.stat().st_mode)
        content = b"" if kind else _beginning(file, most + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"There is no {what} file {file}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"The {what} file {file} cannot be read: {getattr(error, 'strerror', error)}.") from None
    if kind:
        raise InputError(f"{file} is {kind}, but the {what} must be an ordinary file.")
    if len(content) > most:
        raise InputError(f"The {what} file {file} is larger than {most:,} bytes; is it another file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"The {what} file {file} is not in UTF-8, so save it in that encoding.") from None


def _kind_of(mode: int) -> str:
    """What is no ordinary file, in words; a pipe would be waited for without end."""
    return "" if stat.S_ISREG(mode) else "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"


def _beginning(file: Path, size: int) -> bytes:
    with file.open("rb") as handle:
        return handle.read(size)


def load_yaml(file: Path, what: str, like: str) -> dict[Any, Any]:
    """Names and values of a YAML file, word for word; ``InputError`` if there are none.

    ``what`` it describes, like ``municipality``; ``like`` says what it must hold.
    """
    text = read_text(file, what)
    try:
        loaded = parse(text)
    except YamlFault as error:
        raise InputError(f"The {what} file {file} is not valid YAML: {error}.") from None
    if not isinstance(loaded, dict | None):
        raise InputError(f"The {what} file {file} must hold {like}.")
    return loaded or {}


def load_table(file: Path, what: str, *, texts: bool = False) -> pd.DataFrame:
    """Table of a CSV file; ``InputError`` unless each column is named once and each line has a value for each.

    ``texts``: cells are texts, as they stand there.
    """
    import pandas as pd

    text = read_text(file, what, MOST_BYTES_OF_TABLE)
    if fault := _fault_of_table(text):
        raise InputError(f"The {what} file {file} cannot be read: {fault}.")
    try:
        return pd.read_csv(io.StringIO(text), **({"dtype": str, "keep_default_na": False} if texts else {}))
    except ValueError as error:
        raise InputError(f"The {what} file {file} cannot be read: {shortened(str(error))}.") from None


def _fault_of_table(text: str) -> str:
    """What is wrong with the shape of a table; nothing if it is as it should be."""
    lines = csv.reader(io.StringIO(text), strict=True)
    head = text.partition("\n")[0]
    for sign, word in {";": "semicolons", "\t": "tabs"}.items():
        if sign in head:
            return f"{word} stand between its columns; save it with commas there, and points in numbers"
    try:
        names = next(lines, [])
        if len(names) < 2:
            return "it holds no columns"
        for name in names:
            if names.count(name) > 1:
                return f"the column {shortened(name)} is there a second time"
        for line in lines:
            if line and len(line) != len(names):
                comma = "; a decimal comma is written as a point" if len(line) > len(names) else ""
                return f"line {lines.line_num} has {len(line)} values for {len(names)} columns{comma}"
    except csv.Error as error:
        return f"line {lines.line_num}: {error}"
    return ""


def load_json(file: Path, what: str) -> dict[str, Any]:
    """Names and values of a JSON file; ``InputError`` if there are none."""
    try:
        loaded = json.loads(read_text(file, what))
    except (ValueError, RecursionError):  # (an InputError is a ValueError too)
        loaded = None
    if not isinstance(loaded, dict):
        raise InputError(f"The {what} file {file} cannot be read.")
    return loaded


def literal(tree: Any) -> Any:
    """A copy of a tree, in whose texts (``${…}``, ``???``, ``1_2``) OmegaConf sees texts; ``restored`` gives them back.

    OmegaConf's own way to quote (a backslash) holds for texts alone: it is looked at late, and not at all in a group.
    """
    if isinstance(tree, str):
        if _is_only_python_s(tree):
            return f"{MARK}{tree}"
        return f"?{MARK}??" if tree == "???" else tree.replace("${", f"${MARK}{{")
    if isinstance(tree, list):
        return [literal(item) for item in tree]
    return {key: literal(item) for key, item in tree.items()} if isinstance(tree, dict) else tree


def _is_only_python_s(text: str) -> bool:
    """Whether a text is a number for Python, and so for OmegaConf, but none in YAML: ``1_2``, ``infinity``."""
    try:
        float(text)
    except ValueError:
        return False
    return not is_number(text.strip())


def restored(value: Any) -> Any:
    """What OmegaConf has made of a ``literal`` tree, with the texts as they were; changed in place."""
    if isinstance(value, str):
        return value.replace(MARK, "")
    if isinstance(value, list):
        value[:] = map(restored, value)
    elif isinstance(value, dict):
        value.update({key: restored(item) for key, item in value.items()})
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if (item := restored(before := getattr(value, field.name))) is not before:
                setattr(value, field.name, item)
    return value


def stamp_of(file: Path) -> Stamp:
    """Time of the last change and size; zeros for a file that is not there."""
    try:
        result = file.stat()
    except (OSError, ValueError):
        return 0, 0
    return result.st_mtime_ns, result.st_size


def by_file[T](read: Callable[[Path], T]) -> Callable[[Path], T]:
    """Remember what was read from each file until the file changes; nobody may change what is returned."""
    known: dict[Path, tuple[Stamp, T]] = {}

    def reading(file: Path) -> T:
        stamp, where = stamp_of(file), file.absolute()
        if where not in known or known[where][0] != stamp:
            known[where] = stamp, read(file)
        return known[where][1]

    return reading
