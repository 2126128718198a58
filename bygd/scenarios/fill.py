"""A dataclass with what a file holds, every value of the kind that the class declares."""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Callable
from typing import Any

from bygd.errors import InputError, misfit
from bygd.scenarios.own_files import literal, restored

ABSENT = dataclasses.MISSING
SCALARS = (int, float, str, bool)
_hints: Callable[[Any], dict[str, Any]] = functools.cache(typing.get_type_hints)


class _NotPlainError(Exception):
    """A value is to be converted, or does not fit."""


def filled[T](kind: type[T], tree: Any, named: str) -> T:
    """A dataclass with what a tree holds; ``InputError`` for what does not fit, by its name or else as ``named``.

    OmegaConf converts what is of another kind, and knows what does not fit; but loading it and asking it takes longer
    than all else at the start of a comparison, and nearly every file needs neither.
    """
    try:
        return typing.cast("T", _instance(kind, None, tree))
    except _NotPlainError:
        return _converted(kind, tree, named)


def fits(hint: Any, tree: Any) -> bool:
    """Tell whether all that a tree holds is of the kind declared there, so that OmegaConf need not be asked."""
    if dataclasses.is_dataclass(hint) or typing.get_origin(hint) is dict:
        if type(tree) is not dict:
            return False
        return all((below := declared_at(hint, key)) and fits(below, item) for key, item in tree.items())
    try:
        _value(hint, ABSENT, tree)
    except _NotPlainError:
        return False
    return True


def declared_at(hint: Any, key: Any) -> Any:
    """What is declared for a key of a dataclass or of a dictionary; ``None``: nothing, or it is no such key."""
    if dataclasses.is_dataclass(hint):
        return _hints(hint).get(key)
    kind, inner = typing.get_origin(hint), typing.get_args(hint)
    return inner[1] if kind is dict and type(key) is inner[0] else None


def _converted[T](kind: type[T], tree: Any, named: str) -> T:
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        result: T = restored(OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(kind), literal(tree))))
    except OmegaConfBaseException as error:
        raise InputError(misfit(str(getattr(error, "full_key", None) or named), error)) from None
    return result


def _instance(kind: Any, before: Any, tree: Any) -> Any:
    """A dataclass with what a tree holds, and the rest as in ``before`` (``None``: as declared)."""
    fields, hints = dataclasses.fields(kind), _hints(kind)
    if type(tree) is not dict or tree.keys() - {item.name for item in fields}:
        raise _NotPlainError
    values = {}
    for item in fields:
        default = _default(item) if before is None else getattr(before, item.name)
        values[item.name] = _value(hints[item.name], default, tree.get(item.name, ABSENT))
    return kind(**values)


def _default(item: dataclasses.Field) -> Any:
    return item.default if item.default_factory is ABSENT else item.default_factory()


def _value(hint: Any, default: Any, given: Any) -> Any:
    """What a field holds whose declared value is ``default``."""
    if dataclasses.is_dataclass(hint):
        before = None if default is ABSENT else default
        if type(before) not in (type(None), hint):
            raise _NotPlainError
        return _instance(hint, before, {} if given is ABSENT and before is not None else given)
    if given is ABSENT:
        given = default
    kind, inner = typing.get_origin(hint), typing.get_args(hint)
    if kind is dict and type(given) is dict and (not default or default is ABSENT or given is default):
        if any(type(key) is not inner[0] for key in given):
            raise _NotPlainError
        return {key: _value(inner[1], ABSENT, item) for key, item in given.items()}
    if kind is list and type(given) is list:
        return [_value(inner[0], ABSENT, item) for item in given]
    if hint is Any and type(given) is list and all(type(item) in SCALARS for item in given):
        return list(given)
    if hint is float and type(given) in (int, float):
        return float(given)
    if type(given) in SCALARS and hint in (Any, type(given)):
        return given
    raise _NotPlainError
