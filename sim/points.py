"""Points of a design: a scenario with some numbers of the model, or of the offices' practice, set otherwise."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

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

    ``practice.x`` is that of both offices, ``practice.after.x`` of one of the two, ``practice.sel.after.x`` that of one
    municipality among several; measures come on top.
    """
    if not values:
        return scenario
    parameters = copied(scenario.parameters)
    known, known_practice = names_of(parameters), numbers(Practice())
    offices = [(municipality, side) for municipality in scenario.municipality.municipalities for side in OFFICES]
    practice: dict[tuple[str, str], dict[str, Any]] = {office: {} for office in offices}
    for name, value in values.items():
        head, _, number = name.partition(".")
        if head == "practice":
            whose, _, rest = number.rpartition(".")
            meant = [one for one in offices if whose in {"", one[1], ".".join(one)}]
            if rest not in known_practice or not meant:
                raise ParameterError(f"There is no number {name}; python -m experiments.numbers lists them.")
            for one in meant:
                practice[one][rest] = value
        elif name in known:
            setattr(getattr(parameters, head), number, value)
        else:
            raise ParameterError(f"There is no number {name}; python -m experiments.numbers lists them.")
    municipality = _with_practice(scenario.municipality, practice) if any(practice.values()) else None
    return scenario.but(parameters=parameters, municipality=municipality).checked()


def _with_practice(description: Description, practice: dict[tuple[str, str], dict[str, Any]]) -> Description:
    """Return the description with these numbers in its offices (by municipality and office)."""
    municipalities = {
        key: dataclasses.replace(
            municipality,
            offices={
                side: dataclasses.replace(office, **practice[key, side])
                for side, office in municipality.offices.items()
            },
        )
        for key, municipality in description.municipalities.items()
    }
    return dataclasses.replace(description, municipalities=municipalities)
