"""Small made-up towns: quick to simulate, and in one of them everything happens."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from sim.parameters import numbers
from sim.policy import Policy, Words
from sim.population import Description, Office, example_place
from sim.processes import Parameters
from sim.scenario import Scenario

YEARS = range(2012, 2024)


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
    offices = {name: Office(name=name, **(practice or {})) for name in ("programme", "after")}  # type: ignore[arg-type]
    own: dict[str, Any] = {"name": key.title(), "code": code, "offices": offices, "enterprises": enterprises}
    own["settled"] = dict.fromkeys(YEARS, persons)
    return Description(title=key.title(), municipalities={key: dataclasses.replace(example_place(), **(own | fields))})


def measure(name: str, changes: dict[str, dict[str, float]], from_month: int = 1) -> Policy:
    """Make a policy for a test."""
    words = Words(en=name, nb=name)
    return Policy(
        words, words, 0, lines="", grade="X", evidence=words, changes=changes, from_month=from_month, name=name
    )


def parameters(**changes: float) -> Parameters:
    """Make default numbers with changes: ``search__rate=0.1``."""
    options = Parameters()
    for name, value in changes.items():
        process, _, number = name.partition("__")
        if number not in numbers(getattr(options, process)):
            raise KeyError(name)
        setattr(getattr(options, process), number, value)
    return options


@functools.cache
def lively_town() -> Scenario:
    """Two towns over eleven years in which everything happens."""
    towns = [
        hamlet(persons=24, enterprises=200, code=900 + i, key=f"town{i}", inhabitants=2500).municipalities
        for i in range(2)
    ]
    practice = {"quota": 0.5, "known": 0.6, "evaluated": 0.5, "coordination": 0.5, "onsite": 0.3, "mapping": 0.5}
    changes = {f"practice.{name}": {"set": value} for name, value in practice.items()} | {
        "ending.subsidy_odds": {"set": 2.0},
        "practice.awareness_growth": {"set": 0.02},
        "practice.outreach": {"set": 0.5},
        "practice.mentor": {"set": 1.0},
        "practice.course": {"set": 0.5},
        "practice.childcare": {"set": 0.5},
        "practice.involved": {"set": 0.5},
        "practice.agreed": {"set": 0.5},
        "practice.single_contact": {"set": 0.5},
        "practice.programme.extra_posts": {"set": 0.5},
        "practice.matching": {"set": 0.4},
        "practice.teacher_hours": {"set": 20.0},
        "hiring.rivals": {"set": 4.0},
        "hiring.rivals_host": {"set": 0.1},
        "hiring.tried": {"set": 2.6},
        "hiring.formal": {"set": 0.4},
        "relations.initiatives": {"set": 0.015},
        "placement.trouble": {"set": 0.25},
        "work.health": {"set": 0.0145},
        "ending.childcare": {"set": 1.0},
        "requests.walk_in_rate": {"set": 0.1},
        "programme.study_ends": {"set": 0.005},
        "programme.study_later": {"set": 0.05},
        "demand.summer": {"set": 2.0},
    }
    municipality = Description("Two towns", towns[0] | towns[1])
    options = parameters(
        answer__base=-0.3,
        answer__later_share=0.3,
        answer__decay=2.5,
        settlement__lone_parents=40.0,
        work__health_from=24.0,
        trial__share=0.5,
    )
    return Scenario(municipality, (measure("everything", changes, from_month=7),), options, months=120, warm_up=1)
