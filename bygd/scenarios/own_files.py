"""YAML files: read with one sentence for what is wrong with them, and not again until they change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from omegaconf import DictConfig, OmegaConf

from bygd.errors import InputError, yaml_fault

Stamp = tuple[int, int]


def load_yaml(file: Path, what: str, like: str) -> DictConfig:
    """Keys and values of a YAML file; ``InputError`` if there are none.

    ``what`` it describes, like ``municipality``; ``like`` says what it must hold.
    """
    if not file.is_file():
        raise InputError(f"There is no {what} file {file}.")
    try:
        loaded = OmegaConf.load(file)
    except Exception as error:  # noqa: BLE001  (whatever a YAML reader raises)
        raise InputError(f"The {what} file {file} is not valid YAML: {yaml_fault(error)}.") from None
    if not isinstance(loaded, DictConfig):
        raise InputError(f"The {what} file {file} must hold {like}.")
    return loaded


def stamp_of(file: Path) -> Stamp:
    """Time of the last change and size; zeros for a file that is not there."""
    try:
        result = file.stat()
    except OSError:
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
