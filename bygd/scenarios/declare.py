"""Declaring an option beside its default: explanation, bounds, words that it may be; and holding values to that."""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import at_home


def option(
    default: Any,
    words: str,
    *,
    bounds: tuple[int, int] | None = None,
    among: tuple[str, ...] = (),
    path: bool = False,
    typed: str = "",
) -> Any:
    """Declare an option with its explanation, the least and the most it may be, or the words it may be.

    ``path``: it names a file or a folder. ``typed``: how it is typed, where its own name is that of numbers.
    """
    about = {"words": words, "bounds": bounds, "among": among, "path": path, "typed": typed}
    return field(default=default, metadata=about)


def many(default: list[str], words: str) -> Any:
    """Declare an option that is a list."""
    return field(default_factory=lambda: list(default), metadata={"words": words})


def typed_name(item: dataclasses.Field[Any]) -> str:
    """Name of an option as it is typed."""
    return item.metadata.get("typed") or item.name


def check_values(options: Any) -> None:
    """Refuse values beyond their bounds, and words that are not among those declared."""
    for item in dataclasses.fields(options):
        value, bounds, among = getattr(options, item.name), item.metadata.get("bounds"), item.metadata.get("among", ())
        name = typed_name(item)
        if bounds and not bounds[0] <= value <= bounds[1]:
            raise InputError(f"{name} is {value}, but must be a whole number from {bounds[0]} to {bounds[1]}.")
        for each in (value if isinstance(value, list) else [value]) if among else []:
            if each not in among:
                raise InputError(f"{name} is {each!r}, but must be {' or '.join(among)}.")


def expand_home(options: Any) -> None:
    """Put the home folder in place of a ``~`` in the texts that name files and folders."""
    for item in dataclasses.fields(options):
        if item.metadata.get("path"):
            setattr(options, item.name, at_home(getattr(options, item.name)))
