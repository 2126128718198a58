"""Scenarios that options describe, checked and laid out."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE, parts_of, short_name, spelled_out
from bygd.scenarios.declare import check_values, expand_home
from bygd.scenarios.measures import measures, refuse_idle, sized
from bygd.scenarios.municipality import read_municipality, with_practice, with_settled
from bygd.scenarios.options import Common, CompareOptions, MechanismsOptions, SensitivityOptions, SweepOptions, base_of
from bygd.scenarios.settings import refuse_unfit
from sim.parameters import check
from sim.policy import Policy, check_policy
from sim.processes import Parameters
from sim.scenario import Scenario

PRACTICE_OF = "practice_of_"  # and a municipality: name of the scenario with its practice


def scenarios_of(
    options: CompareOptions | MechanismsOptions | SensitivityOptions | SweepOptions,
) -> dict[str, Scenario]:
    """The baseline and what is compared with it, by name; odd selections are refused."""
    base = base_of(options)
    if getattr(options, "practice_of", ""):
        return _practice_scenarios(options, base)
    if not options.scenarios:
        raise InputError("scenarios is empty; name at least one, like scenarios=[follow_up].")
    baseline = scenario_of(options, base, BASELINE)
    scenarios = {BASELINE: baseline}
    sets: dict[frozenset[tuple[str, float]], str] = {}
    for name in spelled_out(options.scenarios):
        same = sets.setdefault(frozenset(map(sized, parts_of(name))), name)
        if name in scenarios or same != name:
            raise InputError(
                f"The scenario {name} is there twice{'' if same == name else f' (as {same})'}; name it once."
            )
        policies = [*base, *measures(options, name)]
        refuse_idle(policies, options.months)
        scenarios[name] = baseline.but(policies=tuple(policies), name=name).checked()
    return scenarios


def _practice_scenarios(options: Any, base: list[Policy]) -> dict[str, Scenario]:
    """The baseline, and the same people and firms with the practice of another municipality's offices."""
    donor = read_municipality(options.practice_of)
    if any(len(item.municipalities) != 1 for item in (options.municipality, donor)):
        raise InputError("practice_of needs two single municipalities, like municipality=sel practice_of=nordre_land.")
    exchanged, name = copy.copy(options), f"{PRACTICE_OF}{short_name(options.practice_of)}"
    exchanged.municipality = with_practice(options.municipality, donor)
    return {BASELINE: scenario_of(options, base, BASELINE), name: scenario_of(exchanged, base, name)}


def scenario_of(options: Common, policies: list[Policy], name: str) -> Scenario:
    """Check and lay out one scenario of a program's options."""
    refuse_idle(policies, options.months)
    return Scenario(
        options.municipality,
        tuple(policies),
        parameters_of(options),
        months=options.months,
        start=options.start,
        warm_up=options.warm_up,
        arrivals=options.arrivals,
        name=name,
    ).checked()


def variants(options: Common, sets: dict[str, list[Policy]]) -> dict[str, Scenario]:
    """Scenarios of sets of measures, by name; what does not depend on the measures is laid out once for all.

    One of the sets holds every measure that there is in any, at some size: what cannot be is refused there.
    """
    most = max(sets.values(), key=len)
    whole = scenario_of(options, most, BASELINE)
    for policy in most:
        check_policy(policy, whole.parameters)
    _ = whole.rows
    return {name: whole.but(policies=tuple(policies), name=name) for name, policies in sets.items()}


def baseline_of(options: Common) -> Scenario:
    """The scenario of the measures that are in force from the beginning."""
    return scenario_of(options, base_of(options), BASELINE)


def parameters_of(options: Any) -> Parameters:
    """Only the numbers of the model, of a program's options."""
    return Parameters(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Parameters)})


def checked[Options](options: Options) -> Options:
    """Return the options of a program; ``InputError`` or ``ParameterError`` for what no scenario can be made of."""
    given: Any = options
    if isinstance(given, Parameters):
        check(parameters_of(given))
    check_values(given)
    expand_home(given)
    if isinstance(given, Common):
        refuse_unfit(given)
    if people := getattr(given, "settled_per_year", 0):
        given.municipality = with_settled(given.municipality, people)
    if getattr(given, "address", "") and given.executor != "dask":
        raise InputError(
            f"address is of a Dask scheduler, but executor is {given.executor}; say executor=dask as well."
        )
    return options
