"""Files that a person or a stranger writes: one sentence for what is wrong, and not read again until they change."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.yaml_text import YamlFault, parse

Stamp = tuple[int, int]
MOST_BYTES = 1_000_000


def read_text(file: Path, what: str, most: int = MOST_BYTES) -> str:
    """Text of a file; ``InputError`` if it is not there, no file, no text in UTF-8, or larger than ``most`` bytes."""
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{file} is a folder, but the {what} must be a file.")
        if not stat.S_ISREG(mode):  # a pipe would be waited for without end
            raise InputError(f"{file} is a pipe or a device, but the {what} must be an ordinary file.")
        with file.open("rb") as handle:
            content = handle.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"There is no {what} file {file}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"The {what} file {file} cannot be read: {getattr(error, 'strerror', error)}.") from None
    if len(content) > most:
        raise InputError(f"The {what} file {file} is larger than {most:,} bytes; is it another file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"The {what} file {file} is not in UTF-8, so save it in that encoding.") from None


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


def literal[T](tree: T) -> T:
    """A tree whose texts OmegaConf takes as they are: ``${…}`` refers to nothing."""
    result: Any = tree
    if isinstance(tree, str):
        result = re.sub(r"(\\*)\$\{", r"\1\1\\${", tree)
    elif isinstance(tree, list):
        result = [literal(item) for item in tree]
    elif isinstance(tree, dict):
        result = {key: literal(item) for key, item in tree.items()}
    return result


def is_file_name(value: object) -> bool:
    """Tell whether a value names a YAML file, not something in ``configs``."""
    return isinstance(value, str) and value.endswith((".yaml", ".yml"))


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
