"""How a number of the model is declared, checked and listed.

A process is a plain dataclass whose fields are declared with ``number``; config schema, ranges for sensitivity
analysis and the tables of the documentation all come from that one declaration.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.engine_room import answer

GRADES = {
    "A": "register data, law, Norwegian field experiment",
    "B": "survey, evaluation or quasi-experiment",
    "C": "qualitative",
    "D": "analogous foreign evidence",
    "X": "assumption",
}


@dataclasses.dataclass(frozen=True)
class Number:
    """Declaration of one number: ``allowed`` stops a run, ``plausible`` is what a sensitivity analysis varies."""

    name: str
    default: float
    unit: str
    allowed: tuple[float, float]
    plausible: tuple[float, float]
    meaning: str
    source: str
    grade: str


class ParameterError(ValueError):
    """A number is unknown, of the wrong type or out of its allowed range; the text is one sentence."""


def number(
    default: float,
    unit: str,
    low: float,
    high: float,
    meaning: str,
    source: str,
    grade: str = "X",
    *,
    allowed: tuple[float, float] | None = None,
) -> Any:
    """Declare a number of a process, as a field of its class.

    ``low`` and ``high`` bound what is plausible; ``allowed`` (default: 0 to five times ``high``, 0 to 1 for a
    probability or share, also one per month) bounds what is possible at all. All are in ``unit``. ``meaning`` says what
    the number is, and ``source`` what it rests on: ids of ``configs/evidence/sources.csv`` or lines of the field note.
    ``grade`` is one of ``GRADES``; ``ValueError`` for any other.
    """
    if grade not in GRADES:
        msg = f"unknown evidence grade {grade!r}"
        raise ValueError(msg)
    if allowed is None:
        allowed = (0.0, 1.0) if unit.startswith(("probability", "share")) else (min(0.0, 5 * low), max(1.0, 5 * high))
    return dataclasses.field(
        default=default,
        metadata={
            "unit": unit,
            "plausible": (low, high),
            "allowed": allowed,
            "meaning": meaning,
            "source": source,
            "grade": grade,
        },
    )


def process[T](cls: type[T]) -> type[T]:
    """Make ``cls`` a process: its fields are numbers, its methods the formulas that use them."""
    return dataclasses.dataclass(cls)


def numbers(tree: Any) -> dict[str, Number]:
    """Every declared number of a process (or of a dataclass of processes): dotted name -> declaration."""
    found = dict(_declared(type(tree)))  # type: ignore[arg-type]
    for name, value in _processes_in(tree):
        found.update({f"{name}.{key}": one for key, one in numbers(value).items()})
    return found


@functools.cache
def _declared(kind: type) -> dict[str, Number]:
    return {
        field.name: Number(name=field.name, default=float(field.default), **field.metadata)  # type: ignore[arg-type]
        for field in dataclasses.fields(kind)
        if "unit" in field.metadata
    }


def check(tree: Any, prefix: str = "") -> None:
    """Raise ``ParameterError`` for the first number of ``tree`` that is unknown, not a number or out of range."""
    for fault in faults_of(tree, prefix):
        raise ParameterError(fault)


def faults_of(tree: Any, prefix: str = "") -> Iterator[str]:
    """One sentence for each number of ``tree`` that is unknown, not a number or out of its allowed range."""
    known, given = _fields(type(tree)), vars(tree)  # type: ignore[arg-type]
    for name in sorted(given.keys() - known.keys()):
        yield f"Unknown parameter {prefix}{name}; known here are {', '.join(sorted(known))}."
    for name, low, high in _bounds(type(tree)):  # type: ignore[arg-type]
        value = given[name]
        if type(value) is float and low <= value <= high:
            continue  # as nearly always
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{prefix}{name} is {value!r}, but must be a number between {low:g} and {high:g}."
        elif not low <= value <= high or math.isnan(value):
            yield f"{prefix}{name} is {value:g} {known[name]['unit']}, but must lie between {low:g} and {high:g}."
    for name, value in _processes_in(tree):
        yield from faults_of(value, f"{prefix}{name}.")


def record(tree: Any) -> np.void:
    """The numbers of a process, or of a dataclass of processes, as one record for the compiled engine.

    The record's type follows the *instances* (a student's own process in place of ours brings its own formulas).
    """
    return records([tree])[0]


Told = tuple[Any, tuple[Any, ...]]  # a process, and its numbers


def records(trees: Sequence[Any], told: dict[int, Told] | None = None) -> np.ndarray:
    """Records of trees of the same classes, one after the other.

    ``told``: by identity of a process what it told already; for a caller whose processes change no more.
    """
    kinds, told = _kinds(trees[0]), {} if told is None else told
    if any(_kinds(tree) != kinds for tree in trees[1:]):
        return np.array([record(tree) for tree in trees])
    result = np.zeros(len(trees), _shape(kinds))  # and not made of rows, whose types would be compared field by field
    for number, tree in enumerate(trees):
        result[number] = _values(tree, result.dtype, told)
    return result


def _values(tree: Any, shape: np.dtype, told: dict[int, Told]) -> tuple[Any, ...]:
    """Numbers of a tree in the order of its record; what marks the class (``sim.engine_room.layout``) is zero."""
    if id(tree) in told:
        return told[id(tree)][1]
    given, names = vars(tree), shape.names or ()
    processes = dict(_processes_in(tree))
    values = tuple(
        [_values(processes[name], shape[name], told) if name in processes else given.get(name, 0) for name in names]
    )
    told[id(tree)] = tree, values
    return values


def _processes_in(tree: Any) -> list[tuple[str, Any]]:
    """Processes among the fields of a dataclass, by name."""
    parts = [(name, getattr(tree, name)) for name in _parts(type(tree))]  # type: ignore[arg-type]
    return [(name, value) for name, value in parts if _is_process(type(value))]  # type: ignore[arg-type]


# A comparison over many worlds asks these for every world; what a class is does not change.


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    return {field.name: field.metadata for field in dataclasses.fields(kind)}


@functools.cache
def _parts(kind: type) -> tuple[str, ...]:
    """Fields that are no numbers: processes, or what is put in place of one."""
    return tuple(name for name, metadata in _fields(kind).items() if "unit" not in metadata)


@functools.cache
def _bounds(kind: type) -> tuple[tuple[str, float, float], ...]:
    """Fields that are numbers, each with what bounds it."""
    return tuple((name, *metadata["allowed"]) for name, metadata in _fields(kind).items() if "unit" in metadata)


@functools.cache
def _is_process(kind: type) -> bool:
    return dataclasses.is_dataclass(kind)


def _kinds(tree: Any) -> tuple[Any, ...]:
    """A process's class, or the class of a dataclass of processes with those of its parts."""
    return type(tree), *((name, _kinds(part)) for name, part in _processes_in(tree))


@functools.cache
def _shape(kinds: tuple[Any, ...]) -> np.dtype:
    kind, *parts = kinds
    return np.dtype([(name, _shape(part)) for name, part in parts], align=True) if parts else answer(kind)
