"""Points of a design: a scenario with some numbers of the model, or of the offices' practice, set otherwise."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
from typing import TYPE_CHECKING

from sim.parameters import ParameterError, numbers
from sim.population import OFFICES, Description
from sim.processes import copied, names_of
from sim.rules.offices import Practice

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

    ``practice.x`` is that of both offices, ``practice.after.x`` of one of the two; measures come on top.
    """
    if not values:
        return scenario
    parameters = copied(scenario.parameters)
    known, known_practice = names_of(parameters), numbers(Practice())
    practice: dict[str, dict[str, float]] = {side: {} for side in OFFICES}
    for name, value in values.items():
        head, _, number = name.partition(".")
        if head == "practice":
            side, _, rest = number.rpartition(".")
            if rest not in known_practice or side not in {"", *OFFICES}:
                raise ParameterError(f"There is no number {name}; python -m experiments.numbers lists them.")
            for one in [side] if side else OFFICES:
                practice[one][rest] = value
        elif name in known:
            setattr(getattr(parameters, head), number, value)
        else:
            raise ParameterError(f"There is no number {name}; python -m experiments.numbers lists them.")
    if not any(practice.values()):
        return scenario.but(parameters=parameters).checked()
    place = _with_practice(scenario.place, practice)
    return dataclasses.replace(scenario, parameters=parameters, place=place).checked()


def _with_practice(place: Description, practice: dict[str, dict[str, float]]) -> Description:
    """Return the description with these numbers in the offices of every municipality."""
    places = copy.deepcopy(place.places)
    for one in places.values():
        for side, changes in practice.items():
            for name, value in changes.items():
                setattr(one.offices[side], name, value)
    return dataclasses.replace(place, places=places)
