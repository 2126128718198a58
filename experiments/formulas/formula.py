"""A formula of the model, drawn over its main input: what is held, which cases are told apart, which numbers enter.

The formula itself is called, never copied. ``curve`` gives its values, ``numbers_in`` the declared numbers that move
it: found by watching which ones it reads, and by trying whether its curve follows them.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

import numpy as np

from bygd.errors import InputError
from sim.parameters import Number, numbers
from sim.processes import Parameters, Practice

Value = float | str  # a stated value, or (with a dot) the name of the declared number that is the value
Curve = tuple[np.ndarray, np.ndarray]


@dataclasses.dataclass
class Numbers(Parameters):
    """All numbers of the model: those of its processes, and those of an office's practice."""

    practice: Practice = field(default_factory=Practice)


class NoCurveError(InputError):
    """A formula has no value at some point of its curve with these numbers."""


@dataclasses.dataclass(frozen=True)
class Axis:
    """Main input: an argument of the formula, and the range over which it is drawn.

    ``whole``: it takes whole numbers only. ``named``: its values are kinds (trades, household types), which the words
    name under the argument. ``n``: points of a curve that is neither.
    """

    argument: str
    low: float
    high: float
    whole: bool = False
    named: bool = False
    n: int = 201

    @property
    def points(self) -> np.ndarray:
        """Values at which the curve is drawn."""
        if self.whole or self.named:
            return np.arange(int(self.low), int(self.high) + 1)
        return np.linspace(self.low, self.high, self.n)


@dataclasses.dataclass(frozen=True, eq=False)
class Formula:
    """A method of a process (``language.gain``), or what an event works out (``scene``), over its main input.

    ``result`` names what comes out (a label and a unit in the words); ``held`` are the other inputs; each of ``cases``
    changes some of them and is a curve of its own. ``jumps``: the result is a kind or a whole number.
    """

    name: str
    over: Axis
    result: str
    held: Mapping[str, Value] = field(default_factory=dict)
    cases: Mapping[str, Mapping[str, Value]] = field(default_factory=lambda: {"": {}})
    jumps: bool = False
    scene: Callable[..., float] | None = None

    @property
    def process(self) -> str:
        """Name of the process."""
        return self.name.split(".")[0]

    @property
    def method(self) -> str:
        """Name of the method (one that is drawn twice has its other input as a third part of the name)."""
        return self.name.split(".")[1]

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the inputs in the order of the call."""
        if self.scene:
            return tuple(inspect.signature(self.scene).parameters)[1:]
        return tuple(inspect.signature(getattr(getattr(Numbers(), self.process), self.method)).parameters)

    def of(self, parameters: Numbers) -> Callable[..., float]:
        """Return what is called, with these numbers."""
        if self.scene:
            return functools.partial(self.scene, parameters)
        return getattr(getattr(parameters, self.process), self.method)

    def others(self, case: str) -> dict[str, Value]:
        """Return the inputs beside the main one in this case: stated values, or names of numbers."""
        return {**self.held, **self.cases[case]}


def value(parameters: Numbers, stated: Value) -> Any:
    """A stated value, or that of the number which it names."""
    if not is_number(stated):
        return stated
    process, _, name = str(stated).partition(".")
    return getattr(getattr(parameters, process), name)


def is_number(stated: Value) -> bool:
    """Tell whether a held value is the name of a declared number."""
    return isinstance(stated, str) and "." in stated


def curve(formula: Formula, parameters: Numbers, case: str | None = None, *, every: int = 1) -> Curve:
    """Main input and value of the formula with these numbers, in the first case or the one named.

    ``every``: take one of so many points. ``NoCurveError`` where there is no value.
    """
    case = next(iter(formula.cases)) if case is None else case
    call = formula.of(parameters)
    others = {name: value(parameters, stated) for name, stated in formula.others(case).items()}
    others = {name: item for name, item in others.items() if name != formula.over.argument}
    x = formula.over.points[::every]
    try:
        y = np.array([float(call(**others, **{formula.over.argument: item})) for item in x.tolist()])
    except (ArithmeticError, ValueError, IndexError) as error:
        raise NoCurveError(f"{formula.name} has no value with these numbers ({error}).") from None
    if not np.isfinite(y).all():
        raise NoCurveError(f"{formula.name} has no value with these numbers (it is not finite).")
    return x, y


def curves(formula: Formula, parameters: Numbers, *, every: int = 1) -> dict[str, Curve]:
    """Curve of each case."""
    return {case: curve(formula, parameters, case, every=every) for case in formula.cases}


@functools.cache
def declared() -> dict[str, Number]:
    """Every declared number by name, in the order of the month; those of the practice last."""
    return numbers(Numbers())


def numbers_with(values: Mapping[str, float]) -> Numbers:
    """All numbers as declared, but for these (``{"language.talk": 0.4}``)."""
    options = Numbers()
    for name, item in values.items():
        if name not in declared():
            raise InputError(f"There is no number {name}; python -m experiments.numbers lists them.")
        process, _, number = name.partition(".")
        setattr(getattr(options, process), number, item)
    return options


def watched(parameters: Numbers, seen: set[str]) -> Numbers:
    """Return the same numbers, which note in ``seen`` every one that is read."""
    own = copy.copy(parameters)
    for part in dataclasses.fields(own):
        process = copy.copy(getattr(parameters, part.name))
        process.__class__ = _watching(type(process), part.name, seen)
        setattr(own, part.name, process)
    return own


def _watching(kind: type, prefix: str, seen: set[str]) -> type:
    known = {item.name for item in dataclasses.fields(kind)}

    def read(self: Any, name: str) -> Any:
        if name in known:
            seen.add(f"{prefix}.{name}")
        return object.__getattribute__(self, name)

    return type(kind.__name__, (kind,), {"__getattribute__": read, "__module__": kind.__module__})


def numbers_in(formula: Formula) -> tuple[str, ...]:
    """Names of the declared numbers that move the curve within their plausible range, those of its process first."""
    return tuple(sorted(_survey(formula)[0], key=lambda name: not name.startswith(f"{formula.process}.")))


def reach(formula: Formula) -> tuple[float, float]:
    """Smallest and largest value of the curves as declared, and with each number at either end of what is plausible."""
    _, low, high = _survey(formula)
    return low, high


@functools.cache
def _survey(formula: Formula) -> tuple[list[str], float, float]:
    read: set[str] = set()
    before = curves(formula, watched(Numbers(), read), every=_thin(formula))
    moving, seen = [], [y for _, y in before.values()]
    for name in declared():
        if name in read:
            after = list(_at_the_ends(formula, name))
            if any((y != before[case][1]).any() for each in after for case, (_, y) in each.items()):
                moving.append(name)
            seen += [y for each in after for _, y in each.values()]
    return moving, min(float(y.min()) for y in seen), max(float(y.max()) for y in seen)


def _at_the_ends(formula: Formula, name: str) -> Iterator[dict[str, Curve]]:
    for end in declared()[name].plausible:
        try:
            yield curves(formula, numbers_with({name: end}), every=_thin(formula))
        except NoCurveError:  # one end alone may contradict another number, as shares that fall
            continue


def _thin(formula: Formula) -> int:
    """Every fifth point shows as well what moves a smooth curve, and where it ends."""
    return 1 if formula.over.whole or formula.over.named else 5


def steps_of(number: Number, *, all_allowed: bool = False) -> list[float]:
    """Values that a reader may try, rising: about 100 over what is plausible (or allowed), the declared one too.

    Of a number that is a design and no unknown, only the declared one is plausible.
    """
    low, high = number.allowed if all_allowed else number.plausible
    low, high = min(low, number.default), max(high, number.default)
    if low == high:
        return [number.default]
    least = (high - low) / 100.0
    unit = 10.0 ** math.floor(math.log10(least))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= 0.999 * least)
    below, above = math.ceil((number.default - low) / step - 1e-6), math.ceil((high - number.default) / step - 1e-6)
    between = [float(f"{number.default + k * step:.12g}") for k in range(1 - below, above)]
    return sorted({low, *between, number.default, high})
