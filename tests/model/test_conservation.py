"""What can never happen: people, places, hours, kroner and counts add up in every month of any town.

The claims, and the witnesses who write down what happens, are those that the rule lab puts to students' rules
(``experiments/lab``); here the model itself has to pass.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from experiments.lab.chronicle import REFUSALS, TURNED_DOWN, Chronicle, chronicle
from experiments.lab.conservation import CLAIMS
from experiments.lab.towns import hamlet, lively_town, parameters
from sim.parameters import numbers
from sim.processes import Parameters, Practice
from sim.scenario import Scenario
from sim.states import Status
from sim.tallies import Tally, Total
from tests.support.random_towns import random_scenario

RANDOM_TOWNS = range(5)


@functools.cache
def lively() -> Chronicle:
    return chronicle(lively_town(), seed=7)


@functools.cache
def random_town(case: int) -> Chronicle:
    rng = np.random.default_rng([1848, case])
    return chronicle(random_scenario(rng), int(rng.integers(0, 2**31)))


@pytest.mark.parametrize("town", ["lively", *RANDOM_TOWNS])
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_in_every_month(claim: Callable[[Chronicle], None], town: str | int) -> None:
    claim(random_town(town) if isinstance(town, int) else lively())


def test_everything_happens_in_the_lively() -> None:
    told = lively()
    count = told.model.tallies.sum(axis=0)
    rare = {"HOSTED_INDUSTRY_WORK", "HOSTED_PUBLIC_WORK", "STUDY5_M", "STUDY5_W"}
    reasons = (*REFUSALS, *TURNED_DOWN)
    silent = [column.name for column in Tally if count[column] == 0 and column not in reasons]
    usual = [column for column in Total if column <= Total.AFTER_CONTROLS]  # the rest: test_act_2021
    silent += [column.name for column in usual if told.model.totals[column] == 0 and column.name not in rare]
    assert silent == [], "a claim about what never happens proves nothing"
    assert sum(count[column] > 0 for column in REFUSALS) >= 7, "employers say no for many reasons"
    assert sum(count[column] > 0 for column in TURNED_DOWN) >= 6, "to who looks for a job, too"
    assert told.seen.from_ideas, "some placement began with an initiative"


def test_who_is_supervised_is_at_the_workplace() -> None:
    told = lively()
    supervised = sum(hours for _, _, hours in told.seen.supervision)
    at_work = sum(hours for _, hours in told.seen.at_work)
    assert at_work == pytest.approx(supervised), "months of supervision are months at work"


def test_every_month_of_a_placement_needs_follow_up() -> None:
    told = lively()
    placed = sum(desk.placed for desks in told.desks[1:] for desk in desks)
    assert placed == len(told.seen.supervision), "a month of a placement, a month of follow-up"
    needed = sum(plan[4] for plan in told.seen.plans)
    assert 0 < needed < placed * told.model.p.offices.per_month, "a teacher at the workplace follows some of them"
    assert told.model.tallies[:, Tally.HOURS_FOLLOW_NEEDED].sum() == pytest.approx(needed)


def test_experience_is_the_number_of_months_that_begin_in_work() -> None:
    told = lively()
    months = dict.fromkeys((one.id for one in told.people[0]), 0)
    for month in told.months():
        for one in told.people[month]:
            months[one.id] += one.status == Status.WORK
    assert {one.id: one.experience for one in told.people[-1]} == months


EDGES = [
    (name, edge)
    for name, one in {
        **numbers(Parameters()),
        **{f"practice.{name}": one for name, one in numbers(Practice()).items()},
    }.items()
    for edge in one.plausible
]


@settings(max_examples=12, derandomize=True, phases=[Phase.generate])  # a town does not shrink
@given(
    changes=st.lists(st.sampled_from(EDGES), min_size=10, max_size=60, unique_by=lambda change: change[0]),
    persons=st.integers(0, 20),
    firms=st.integers(10, 60),
    seed=st.integers(0, 2**31),
)
def test_at_the_edges_of_what_is_plausible(
    changes: list[tuple[str, float]], persons: int, firms: int, seed: int
) -> None:
    practice = {name.partition(".")[2]: value for name, value in changes if name.startswith("practice.")}
    rest = {name.replace(".", "__"): value for name, value in changes if not name.startswith("practice.")}
    town = hamlet(persons=persons, enterprises=firms, practice=practice)
    told = chronicle(Scenario(town, (), parameters(**rest), months=40, warm_up=0), seed)
    for claim in CLAIMS:
        claim(told)
