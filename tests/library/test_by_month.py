"""How an effect unfolds: on two histories written by hand, and in the words of the report."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.statistics.by_month import GROUPS, LAST, ROUTES, SIDES, trend, unfolding, word
from bygd.statistics.divergence import STEPS
from bygd.statistics.lives import Lives
from bygd.statistics.paired import Contrast
from experiments.command.words import understood
from experiments.display.by_month import text
from experiments.report.comparison.effects import lasting
from experiments.unfolding import UnfoldingOptions
from sim.states import Event, Status

WORK, IDLE = Status.WORK, Status.IDLE
STORIES = {  # scenario, replicate, person: month, event, what they do then
    ("baseline", 0, 1): [(1, Event.SETTLED, Status.CLASS), (31, Event.FOUND_JOB_ADVERT, WORK)],
    ("better", 0, 1): [(1, Event.SETTLED, Status.CLASS), (21, Event.HIRED_BY_HOST, WORK)],
    ("baseline", 0, 2): [(3, Event.SETTLED, Status.CLASS)],
    ("better", 0, 2): [
        (3, Event.SETTLED, Status.CLASS),
        (23, Event.FOUND_JOB_ADVERT, WORK),
        (43, Event.LOST_JOB, IDLE),
    ],
    ("baseline", 1, 1): [(1, Event.SETTLED, Status.CLASS), (11, Event.FOUND_JOB_ADVERT, WORK)],
    ("better", 1, 1): [(1, Event.SETTLED, Status.CLASS)],
    ("baseline", 1, 9): [(70, Event.SETTLED, Status.CLASS)],  # too late to be followed
    ("better", 1, 9): [(70, Event.SETTLED, Status.CLASS), (80, Event.FOUND_JOB_ADVERT, WORK)],
}


@pytest.fixture(scope="module")
def found():
    people, events = [], []
    for (scenario, replicate, person), story in STORIES.items():
        who = {"scenario": scenario, "replicate": replicate, "luck_key": person}
        counts = {"settle_month": story[0][0], "last": 120, "work_months": 0, "there_months": 0}
        people.append(who | counts)
        for month, event, status in story:
            extra = {"employer": -1, "trade": -1, "oral": 1.0, "reference": 0.0}
            events.append(who | {"month": month, "event": event.value, "status": status.value} | extra)
    return unfolding(Lives(pd.DataFrame(people), pd.DataFrame(events)), "better")


def test_only_those_who_can_be_followed_count(found) -> None:
    assert list(found.people) == [2, 1]


def test_each_month_shows_who_is_in_work_and_by_which_way(found) -> None:
    host, elsewhere = (found.routes[:, list(ROUTES).index(kind)] for kind in (1, 4))
    assert list(host[0, [19, 20, 29, 30, LAST]]) == [0, 1, 1, 1, 1]
    assert list(elsewhere[0, [19, 20, 29, 30, 40, LAST]]) == [0, 1, 1, 0, -1, -1]
    assert list(elsewhere[1, [9, 10, LAST]]) == [0, -1, -1]


def test_all_three_ways_to_split_add_up(found) -> None:
    ahead, behind = (found.sides[:, SIDES.index(side)] for side in ("ahead", "behind"))
    assert np.array_equal(found.difference, ahead - behind)
    assert np.array_equal(found.difference, found.groups.sum(axis=1))
    assert np.array_equal(found.sides.sum(axis=1)[:, 0], found.people)


def test_who_was_ahead_is_caught_up_or_falls_back(found) -> None:
    ahead = found.moves[:, SIDES.index("ahead")].sum(axis=0)
    assert dict(zip(SIDES, ahead, strict=True)) == {"both": 1, "ahead": 0, "behind": 0, "neither": 1}
    said = text("better", found)
    assert "both in work 50 %" in said
    assert "neither in work 50 %" in said


def test_every_step_belongs_to_one_group() -> None:
    assert sorted(step for steps in GROUPS.values() for step in steps) == sorted(STEPS)


@pytest.mark.parametrize(("late", "said"), [(3.0, "grows"), (0.5, "fades"), (1.5, "lasts")])
def test_an_effect_grows_fades_or_lasts(late, said, found) -> None:
    runs = np.random.default_rng(1).normal(0, 0.2, (200, LAST + 1))
    runs[:, 24] += 1.5
    runs[:, LAST] += late
    one = found._replace(people=np.full(200, 1.0), routes=np.stack([runs, 0 * runs], axis=1))
    assert trend(one).value == pytest.approx(100 * (late - 1.5), abs=5)
    assert word(one).startswith(said)


@pytest.mark.parametrize(
    ("early", "change", "said"),
    [
        (2.0, (1.2, 0.4, 2.0), "grows"),
        (2.0, (-1.2, -2.0, -0.4), "fades"),
        (-2.0, (-1.2, -2.0, -0.4), "grows"),
        (2.0, (0.1, -0.5, 0.7), "lasts"),
        (2.0, (0.1, -1.5, 1.7), "open"),
        (0.1, (0.2, 0.1, 0.3), "none"),
    ],
)
def test_the_report_says_what_the_interval_allows(early, change, said) -> None:
    def contrast(value: float) -> Contrast:
        return Contrast(40, 40 + value, value, value - 0.5, value + 0.5, math.nan, math.nan, 5.0, 100)

    assert lasting(contrast(early), contrast(early + change[0]), change) == said


@pytest.mark.parametrize("words", [[], ["a", "b"], ["a", "runs=0"], ["a", "runs=x"], ["a", "year=3"]])
def test_what_is_not_understood_is_a_sentence(words) -> None:
    with pytest.raises(InputError, match=r"it is said like|must be a whole number"):
        understood(UnfoldingOptions, "unfolding", words)
