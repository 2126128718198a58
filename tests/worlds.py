"""Small worlds for tests: a tiny municipality, random scenarios, and both engines side by side."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from sim.compiled import Stepper
from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.policy import Policy, Words
from sim.population import Description, Office, Place
from sim.processes import Parameters
from sim.rules.offices import Practice
from sim.scenario import Scenario
from sim.states import Sector

YEARS = range(2012, 2024)
KINDS = ("places", "refugees", "employers", "offices", "askers")


def hamlet(
    *,
    persons: int = 6,
    enterprises: int = 60,
    code: int = 900,
    key: str = "hamlet",
    practice: dict[str, float] | None = None,
    **fields: Any,
) -> Description:
    """Describe a tiny municipality; ``persons`` are settled every year."""
    sectors = {sector.name.lower(): 0.125 for sector in Sector}
    offices = {name: Office(name=name, **(practice or {})) for name in ("programme", "after")}
    place = Place(
        name=key.title(),
        code=code,
        offices=offices,
        inhabitants=1000,
        centrality=0,
        labour_market=1,
        enterprises=enterprises,
        public_units={"care": 1, "kindergarten_school": 1},
        sectors=sectors,
        settled=dict.fromkeys(YEARS, persons),
    )
    return Description(title=key.title(), places={key: dataclasses.replace(place, **fields)})


def measure(name: str, changes: dict[str, dict[str, float]], from_month: int = 1) -> Policy:
    """Make a policy for a test."""
    words = Words(en=name, nb=name)
    return Policy(
        words, words, 0, lines="", grade="X", evidence=words, changes=changes, from_month=from_month, name=name
    )


def parameters(**changes: float) -> Parameters:
    """Make default numbers with changes: ``search__rate=0.1``."""
    made = Parameters()
    for name, value in changes.items():
        process, _, number = name.partition("__")
        assert number in numbers(getattr(made, process)), name
        setattr(getattr(made, process), number, value)
    return made


def random_scenario(rng: np.random.Generator) -> Scenario:
    """Draw a scenario: every number anywhere in its plausible range, practice, places and measures at random."""
    made = Parameters()
    for name, one in numbers(made).items():
        process, _, number = name.partition(".")
        setattr(getattr(made, process), number, float(rng.uniform(*one.plausible)))
    places = {}
    for i in range(int(rng.integers(1, 4))):
        practice = {name: float(rng.uniform(*one.plausible)) for name, one in numbers(Practice()).items()}
        town = hamlet(
            persons=int(rng.integers(0, 14)),
            enterprises=int(rng.integers(15, 160)),
            code=900 + i,
            key=f"town{i}",
            practice=practice,
            centrality=int(rng.integers(0, 4)),
            labour_market=int(rng.integers(1, 3)),
            inhabitants=int(rng.integers(200, 4000)),
        )
        places |= town.places
    targets = {f"practice.{name}": one for name, one in numbers(Practice()).items()}
    targets |= {name: one for name, one in numbers(Parameters()).items() if name.partition(".")[0] != "settlement"}
    names = list(targets)
    policies = tuple(
        measure(
            f"policy{k}",
            {
                name: {"set": float(rng.uniform(*targets[name].plausible))}
                for name in [names[(7 * k + j * 31 + int(rng.integers(0, 5)) * 13) % len(names)] for j in range(2)]
            },
            from_month=int(rng.integers(1, 20)),
        )
        for k in range(int(rng.integers(0, 3)))
    )
    try:
        return Scenario(
            Description("Towns", places),
            policies,
            made,
            months=int(rng.integers(6, 50)),
            warm_up=int(rng.integers(0, 3)),
        ).checked()
    except ValueError:
        return random_scenario(rng)


def state_of(agents: Any, name: str) -> Any:
    """One field of all agents of a kind as an array: of Mesa agents or of records."""
    if isinstance(agents, np.ndarray):
        return agents[name]
    return np.array([getattr(agent, name) for agent in agents])


def differences(model: IntegrationModel, stepper: Stepper) -> list[str]:
    """Fields in which the two engines differ, bit for bit, now."""
    found = []
    for kind in KINDS:
        plain = model.everybody if kind == "refugees" else getattr(model, kind)
        records = getattr(stepper.agents, kind)
        if len(plain) == 0:
            continue
        for name in records.dtype.names[:-1]:
            a, b = state_of(plain, name), records[name][: len(plain)]
            if len(plain) != len(records) or not np.array_equal(a, b):
                found.append(f"{kind}.{name}")
    out = stepper.out
    for name, a, b in (
        ("tally", model.tallies, out.tally[0]),
        ("totals", model.totals, out.totals[0]),
        ("curve", model.curve, out.curve[0]),
        ("diary", model.diary, out.diary[0]),
    ):
        if not np.array_equal(a, b):
            found.append(name)
    return found
