"""Scenarios that options describe, checked and laid out."""

from __future__ import annotations

import dataclasses
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE, parts_of
from bygd.scenarios.measures import measures
from bygd.scenarios.municipality import with_settled
from bygd.scenarios.options import Common, CompareOptions, SensitivityOptions, SweepOptions, base_of
from sim.parameters import check
from sim.policy import Policy
from sim.processes import Parameters
from sim.scenario import Scenario


def scenarios_of(made: CompareOptions | SensitivityOptions | SweepOptions) -> dict[str, Scenario]:
    """The baseline and what is compared with it, by name; odd selections are refused."""
    base = base_of(made)
    if not made.scenarios:
        raise InputError("scenarios is empty; name at least one, like scenarios=[follow_up].")
    scenarios = {BASELINE: scenario_of(made, base, BASELINE)}
    sets: dict[frozenset[str], str] = {}
    for name in made.scenarios:
        same = sets.setdefault(frozenset(parts_of(name)), name)
        if name in scenarios or same != name:
            raise InputError(
                f"The scenario {name} is there twice{'' if same == name else f' (as {same})'}; name it once."
            )
        scenarios[name] = scenario_of(made, [*base, *measures(made, name)], name)
    return scenarios


def scenario_of(made: Common, policies: list[Policy], name: str) -> Scenario:
    """Check and lay out one scenario of a program's options."""
    return Scenario(
        made.municipality,
        tuple(policies),
        parameters_of(made),
        months=made.months,
        start=made.start,
        warm_up=made.warm_up,
        arrivals=made.arrivals,
        name=name,
    ).checked()


def baseline_of(made: Common) -> Scenario:
    """The scenario of the measures that are in force from the beginning."""
    return scenario_of(made, base_of(made), BASELINE)


def parameters_of(made: Any) -> Parameters:
    """Only the numbers of the model, of a program's options."""
    return Parameters(**{field.name: getattr(made, field.name) for field in dataclasses.fields(Parameters)})


def checked[Options](options: Options) -> Options:
    """Return the options of a program; ``InputError`` or ``ParameterError`` for what no scenario can be made of."""
    made: Any = options
    if isinstance(made, Parameters):
        check(parameters_of(made))
    for field in dataclasses.fields(made):
        value, bounds, among = getattr(made, field.name), field.metadata.get("bounds"), field.metadata.get("among")
        if bounds and not bounds[0] <= value <= bounds[1]:
            raise InputError(f"{field.name} is {value}, but must be a whole number from {bounds[0]} to {bounds[1]}.")
        if among and value not in among:
            raise InputError(f"{field.name} is {value!r}, but must be {' or '.join(among)}.")
    if people := getattr(made, "settled_per_year", 0):
        made.municipality = with_settled(made.municipality, people)
    if getattr(made, "address", "") and made.executor != "dask":
        raise InputError(f"address is of a Dask scheduler, but executor is {made.executor}; say executor=dask as well.")
    return options
