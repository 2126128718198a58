"""Corners of the allowed ranges: nothing that passes the door breaks a run, and no state leaves its bounds."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from experiments.lab.towns import lively_town
from sim.compiled import Batch
from sim.parameters import numbers
from sim.points import at
from sim.processes import Parameters
from sim.rules.offices import Practice
from sim.scenario import Scenario
from sim.tallies import Tally

pytestmark = pytest.mark.compiled
CORNERS = 300
RANGES = {name: one.allowed for name, one in numbers(Parameters()).items()}
RANGES |= {f"practice.{name}": one.allowed for name, one in numbers(Practice()).items()}
ROUNDING = 1e-6


@pytest.fixture(scope="module")
def town() -> Scenario:
    """Two years of a town in which everything happens."""
    return dataclasses.replace(lively_town(), months=24, warm_up=0)


def faults(town: Scenario, values: dict[str, float]) -> list[str]:
    """What is wrong with a run at these numbers."""
    batch = Batch(at(town, values))
    results = batch.simulate(1, np.array([0]))
    if results.failed.any():
        return ["it fails"]
    month = {name: results.tally[:, :, index] for name, index in Tally.__members__.items()}
    found = [name for name in ("TRUST", "GOODWILL") if (month[name] > month["WILLING"] + ROUNDING).any()]
    found += [name for name, values in month.items() if (values < -ROUNDING).any()]
    arrays = {"totals": results.totals, "curve": results.curve, "tally": results.tally}
    arrays |= {f"{kind}.{name}": array[name] for kind, array in batch.agents.items() for name in array.dtype.names}
    found += [name for name, array in arrays.items() if array.dtype.kind == "f" and not np.isfinite(array).all()]
    trust = batch.agents["employers"]["trust"]
    return found + ["trust"] * bool(((trust < 0) | (trust > 1)).any())


def test_random_corners_of_what_is_allowed_run(town: Scenario) -> None:
    """Every second time all numbers at once, else twenty of them, so that none hides the others."""
    found = {}
    for seed in range(CORNERS):
        rng = np.random.default_rng(seed)
        names = list(RANGES) if seed % 2 else rng.choice(list(RANGES), 20, replace=False)
        values = {str(name): float(RANGES[str(name)][rng.integers(2)]) for name in names}
        if wrong := faults(town, values):
            found[seed] = wrong
    assert found == {}


def test_each_end_of_each_range_runs(town: Scenario) -> None:
    """Two numbers at a time, of different rules: laying out a town takes ten times as long as its run."""
    names, found = list(RANGES), {}
    half = (len(names) + 1) // 2
    for first, second in zip(names, names[half:] + names[:half], strict=True):  # each is first once, and second once
        values = {first: RANGES[first][0], second: RANGES[second][1]}
        if wrong := faults(town, values):
            found[first, second] = wrong
    assert found == {}


@pytest.mark.parametrize(
    "values",
    [{"offices.lasting": 4.85, "practice.single_contact": 1.0}, {"language.ceiling_2": 0.0}, {"demand.summer": 7.0}],
)
def test_nonsense_is_refused_at_the_door(values: dict[str, float], town: Scenario) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        at(town, values)


def test_trust_stays_between_0_and_1_where_everything_pulls(town: Scenario) -> None:
    """Drift and a new contact person together would pull it beyond the usual level."""
    pull = {"relations.drift": 1.0, "relations.turnover": 1.0, "offices.turnover": 0.99, "relations.usual": 0.9}
    for start in (0.0, 1.0):
        assert faults(town, {**pull, "relations.trust_start": start}) == []
