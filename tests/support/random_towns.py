"""Random scenarios for tests; the towns themselves and the comparison of engines are those of the rule lab."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from experiments.lab import checks
from experiments.lab.parity import differences, state_of
from experiments.lab.towns import hamlet, lively_town, measure, parameters
from sim.parameters import numbers
from sim.population import SIDES, Description
from sim.processes import Parameters
from sim.rules.offices import Practice
from sim.scenario import Scenario

__all__ = ["differences", "hamlet", "measure", "parameters", "random_scenario", "shorten_the_lab", "state_of"]


def random_scenario(rng: np.random.Generator) -> Scenario:
    """Draw a scenario: every number anywhere in its plausible range, practice, places, measures, trials at random."""
    made = Parameters()
    for name, one in numbers(made).items():
        process, _, number = name.partition(".")
        setattr(getattr(made, process), number, float(rng.uniform(*one.plausible)))
    if rng.random() < 0.5:
        made.trial.share = 0.0  # no trial: its office serves nobody
    municipalities = {}
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
        municipalities |= town.municipalities
    offices = ("practice", *(f"practice.{side}" for side in SIDES))
    targets = {f"{office}.{name}": one for office in offices for name, one in numbers(Practice()).items()}
    targets |= {name: one for name, one in numbers(Parameters()).items() if name.partition(".")[0] != "settlement"}
    names = list(targets)
    policies = tuple(
        measure(
            f"policy{k}",
            {
                name: {"set": float(rng.uniform(*targets[name].plausible))}
                for name in (names[int(rng.integers(len(names)))] for _ in range(2))
            },
            from_month=int(rng.integers(1, 20)),
        )
        for k in range(int(rng.integers(0, 3)))
    )
    try:
        return Scenario(
            Description("Towns", municipalities),
            policies,
            made,
            months=int(rng.integers(6, 50)),
            warm_up=int(rng.integers(0, 3)),
        ).checked()
    except ValueError:
        return random_scenario(rng)


def shorten_the_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rule lab look at a year and a half only."""
    monkeypatch.setattr(checks, "lively_town", lambda: dataclasses.replace(lively_town(), months=18, warm_up=0))
