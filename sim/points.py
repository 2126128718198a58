"""Points of a design: a scenario with some numbers of the model, or of the offices' practice, set otherwise."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from typing import TYPE_CHECKING, Any

from sim.parameters import ParameterError
from sim.population import NUMBERS_OF_PRACTICE, OFFICES, Description
from sim.processes import PROCESSES, copied, names_of

if TYPE_CHECKING:
    from sim.scenario import Scenario

DEFAULT = "default"


def point_of(values: dict[str, float]) -> str:
    """Name of a point: the same values have the same name, whatever their order; no values are ``default``."""
    if not values:
        return DEFAULT
    text = ";".join(f"{name}={float(value)!r}" for name, value in sorted(values.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def at(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """Return the scenario with these numbers, from before the first month on; ``ParameterError`` for an unknown one.

    ``practice.x`` is that of both offices, ``practice.after.x`` of one of the two, ``practice.sel.after.x`` that of one
    municipality among several; measures come on top.
    """
    return Point(values).of(scenario)


class Point:
    """A point for many scenarios: numbers are put in and checked once for all that differ in measures only."""

    def __init__(self, values: dict[str, float]) -> None:
        self.values = values
        self._made: dict[tuple[int, ...], tuple[Scenario, Scenario]] = {}  # a scenario and what became of it

    def of(self, scenario: Scenario) -> Scenario:
        """Return the scenario at this point, as ``at`` does."""
        if not self.values:
            return scenario
        beneath = id(scenario.shared), id(scenario.parameters), id(scenario.municipality)
        if beneath not in self._made:
            self._made[beneath] = scenario, _at(scenario, self.values)
        return self._made[beneath][1].under(scenario).checked()


def _at(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """Return the scenario with these numbers, its measures not yet on top."""
    parameters = copied(scenario.parameters)
    numbers = {process: vars(getattr(parameters, process)) for process in PROCESSES}
    practice: dict[Office, dict[str, Any]] = {}
    places = _places(tuple(values), names_of(parameters), tuple(scenario.municipality.municipalities))
    for (process, offices, number), value in zip(places, values.values(), strict=True):
        if process:
            numbers[process][number] = value
        for office in offices:
            practice.setdefault(office, {})[number] = value
    municipality = _with_practice(scenario.municipality, practice) if practice else None
    return scenario.but(parameters=parameters, municipality=municipality)


Office = tuple[str, str]  # a municipality and one of its sides


@functools.cache  # all points of a design have the same names
def _places(
    names: tuple[str, ...], known: frozenset[str], municipalities: tuple[str, ...]
) -> list[tuple[str, list[Office], str]]:
    """Where numbers lie: the process, or the offices, and the name there; ``ParameterError`` for an unknown one."""
    every = [(municipality, side) for municipality in municipalities for side in OFFICES]
    places: list[tuple[str, list[Office], str]] = []
    for name in names:
        head, _, number = name.partition(".")
        whose, _, rest = number.rpartition(".")
        offices = [one for one in every if whose in {"", one[1], ".".join(one)}]
        if head == "practice" and rest in NUMBERS_OF_PRACTICE and offices:
            places.append(("", offices, rest))
        elif name in known:
            places.append((head, [], number))
        else:
            raise ParameterError(f"There is no number {name}; python -m experiments.numbers lists them.")
    return places


def _with_practice(description: Description, practice: dict[Office, dict[str, Any]]) -> Description:
    """Return the description with these numbers in its offices (by municipality and office)."""
    municipalities = {
        key: dataclasses.replace(
            municipality,
            offices={
                side: dataclasses.replace(office, **practice.get((key, side), {}))
                for side, office in municipality.offices.items()
            },
        )
        for key, municipality in description.municipalities.items()
    }
    return dataclasses.replace(description, municipalities=municipalities)
