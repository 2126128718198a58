"""From the words of a call to checked options, as the programs read them from a command line."""

from __future__ import annotations

import copy
import dataclasses
import functools
import numbers
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypedDict

import pandas as pd

from bygd.errors import MISTAKES, InputError, near
from bygd.scenarios import ensembles
from bygd.scenarios.build import checked
from bygd.scenarios.measures import in_force, join, named_measures, read_population
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.notes import notes_of
from bygd.scenarios.options import NONE, EnsembleOptions, law_of
from bygd.scenarios.settings import SETTING, read_setting
from sim.policy import Policy
from sim.population import Description
from sim.processes import names_of

type Measure = str | Path | Policy
type Measures = Measure | Sequence[Measure]
type EnsembleLike = str | Path | pd.DataFrame
OF_SETTING = "of_setting"  # in place of an ensemble: that of the setting
type Members = dict[str, dict[str, float]]


class Setting(TypedDict, total=False):
    """What is simulated beside municipality and measures; without a word as the programs have it.

    ``setting`` (``norway_2003_act``, ``norway_2021_act``) chooses all others together, and what is said besides wins:
    ``numbers`` of the model by name; ``population`` (``before_2022``, ``ukraine_2022``); ``law`` (2003, 2021);
    ``months`` from January of ``start``, after ``warm_up`` years; ``arrivals`` (``series``, ``mean``,
    ``series_to_2023``, ``stated``) or ``settled_per_year`` persons; ``threads`` (0: one a core).
    """

    setting: str
    numbers: Mapping[str, float]
    population: str
    law: int
    months: int
    start: int
    warm_up: int
    arrivals: str
    settled_per_year: int
    threads: int


def one_sentence[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Raise ``InputError`` for whatever mistake of the user's a function meets."""

    @functools.wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except MISTAKES as error:
            raise error if isinstance(error, InputError) else InputError(str(error)) from None

    return asked


class Keywords:
    """Options of a program, set one after the other from keyword arguments; every mistake is one sentence."""

    KINDS: ClassVar[dict[str, tuple[type, str]]] = {
        "int": (numbers.Integral, "a whole number"),
        "str": (str, "a text"),
        "list[str]": (Sequence, "a list of names"),
    }

    def __init__(self, kind: type[EnsembleOptions], municipality: str | Path) -> None:
        self.options: Any = kind()
        self.options.municipality = _municipality(municipality)
        self.members: Members | None = None
        self.frame: ensembles.Ensemble | None = None

    def set_all(self, given: Mapping[str, Any]) -> None:
        """Set who comes, the law, numbers of the model, and all plain options."""
        rest = dict(given)
        setting = read_setting(self._fitting("setting", rest.get("setting", SETTING), "str"))
        months = rest.get("months", setting.options.get("months", self.options.months))
        for name, value in setting.options_of(self.options, self._fitting("months", months, "int")).items():
            setattr(self.options, name, copy.copy(value))
        population = self._fitting("population", rest.pop("population", "before_2022"), "str")
        self.options.population, values = read_population(population)
        self._set_numbers(values)
        self._set_numbers(law_of(rest.get("law", self.options.law)))
        self._set_numbers(setting.numbers)
        self._set_numbers(rest.pop("numbers", {}))
        kinds = {field.name: str(field.type) for field in dataclasses.fields(self.options)}
        known = {"replicates", "seed", "until", "budget", *Setting.__annotations__} & {"numbers", *kinds}
        for name, value in rest.items():
            if name not in known:
                raise InputError(f"There is no option {name!r}{near(name, known)}.")
            setattr(self.options, name, self._fitting(name, value, kinds[name]))

    def _fitting(self, name: str, value: Any, kind: str) -> Any:
        """Value of an option, if it is of its kind."""
        wanted, words = self.KINDS[kind]
        if isinstance(value, bool) or not isinstance(value, wanted):
            raise InputError(f"{name} is {value!r}, but must be {words}.")
        result: Any = value
        if kind == "list[str]":
            return [result] if isinstance(result, str) else list(result)
        return int(result) if kind == "int" else result

    def _set_numbers(self, values: Any) -> None:
        """Set numbers of the model by name."""
        if not isinstance(values, Mapping):
            raise InputError("numbers must say names and values, like numbers={'placement.detection': 0.6}.")
        known = names_of(self.options)
        for name, value in values.items():
            if str(name).startswith("practice."):
                raise InputError(
                    f"{name} belongs to the offices; change it with a measure: bygd.measure({{{name!r}: {value!r}}})."
                )
            if name not in known:
                raise InputError(f"There is no number {name!r}{near(str(name), known)}; bygd.numbers() lists them.")
            head, _, number = name.partition(".")
            real = isinstance(value, numbers.Real) and not isinstance(value, bool)
            setattr(getattr(self.options, head), number, float(value) if real else value)

    def set_in_force(self, option: str, named: Measures) -> None:
        """Set the measures in force from the beginning, each at its size."""
        name, self.options.policies = _named(option, named)
        self.options.policies = in_force(self.options, name)
        self.options.policy = list(self.options.policies)

    def set_scenarios(self, named: Measures) -> None:
        """Set what is compared with the baseline."""
        self.options.scenarios = []
        for item in _listed("measures", named):
            name, policies = _named("measures", item)
            if not name:
                raise InputError("measures holds a scenario without measures; the baseline is always there.")
            join(self.options.policies, policies)
            self.options.scenarios.append(name)

    def set_ensemble(self, ensemble: EnsembleLike | None, member: int | None) -> None:
        """Set the ensemble, and the one member of it that is wanted; setting and numbers come before."""
        if isinstance(ensemble, str) and ensemble == OF_SETTING:
            pass
        elif isinstance(ensemble, pd.DataFrame):
            self.frame = ensembles.of_frame(ensemble)
            self.options.ensemble = ensembles.OWN
        elif ensemble is None or isinstance(ensemble, (str, Path)):
            self.options.ensemble = NONE if ensemble is None else str(ensemble)
        else:
            raise InputError(f"ensemble is {ensemble!r}, but must be a name, a file (.csv) or a data frame.")
        if member is not None:
            self.options.member = self._fitting("member", member, "int")
            if self.options.member < 0:
                raise InputError(f"member is {member}, but must be a whole number from 0.")
        if self.frame is not None:
            self.members = ensembles.members_in(self.options, self.frame.table, member=self.options.member)

    def checked(self) -> Any:
        """Options, checked as the programs check them."""
        return checked(self.options)


def words_of(
    kind: type, municipality: Any, ensemble: EnsembleLike | None, member: int | None, given: dict[str, Any]
) -> Keywords:
    """Keywords that all calls share, understood."""
    words = Keywords(kind, municipality)
    words.set_all(given)
    words.set_ensemble(ensemble, member)
    return words


def checked_words(words: Keywords) -> Any:
    """Checked options; what the reader must know is a warning, at the line that called the function that asks."""
    options = words.checked()
    for note in notes_of(options):
        warnings.warn(note, stacklevel=4)
    return options


def _municipality(named: Any) -> Description:
    if isinstance(named, bool) or not isinstance(named, (str, Path, int)):
        raise InputError(f"municipality is {named!r}, but must be a name, like 'sel', or a file.")
    return read_municipality(str(named))


def _named(option: str, named: Any) -> tuple[str, dict[str, Policy]]:
    """Name of a scenario of these measures, and the measures by their own names."""
    shown: list[str] = []
    results: dict[str, Policy] = {}
    for item in _listed(option, named):
        if isinstance(item, Policy):
            shown.append(item.name)
            join(results, {item.name: item})
        elif isinstance(item, (str, Path)):
            if text := str(item):
                name, policies = named_measures(text)
                shown.append(name)
                join(results, policies)
        else:
            raise InputError(f"{option} holds {item!r}, but must hold names, files or measures.")
    return "+".join(shown), results


def _listed(option: str, named: Any) -> list[Any]:
    """Items of a list, or the one thing that stands for it."""
    if isinstance(named, (str, Path, Policy)):
        return [named]
    if not isinstance(named, Sequence):
        raise InputError(f"{option} is {named!r}, but must be names, files or measures, like {option}=['follow_up'].")
    return list(named)
