"""Matched lives: who parts where and why, whom the page shows, and that months add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bygd.statistics.divergence import PROBLEM, STEPS, Row, chosen, part, partings, steps
from bygd.statistics.lives import Lives
from bygd.studies import lives as watching
from bygd.studies.lives import collect
from sim.compiled import run
from sim.policy import Policy
from sim.scenario import Scenario
from sim.states import Event, Status
from sim.tallies import Total
from tests.support.random_towns import hamlet, measure, parameters

# --- two histories -----------------------------------------------------------------------------------------

HOST = {"employer": 7, "trade": 3}
START = [Row(1, Event.SETTLED)]
PLACED = [*START, Row(9, Event.PLACED, **HOST)]
ENDED = [*PLACED, Row(13, Event.PLACEMENT_ENDED)]


def left(status: Status) -> list[Row]:
    return [Row(25, Event.LEFT_PROGRAMME, status)]


CASES = {
    "no hours": ([*START, Row(9, Event.NOT_SENT_OUT)], PLACED, (9, "hours", "not_sent_out", "placed:3")),
    "refused": (
        [*START, Row(9, Event.REFUSED_LOAD), Row(9, Event.REFUSED_DISTRUST)],
        [*START, Row(9, Event.REFUSED_LOAD), Row(9, Event.PLACED, **HOST), Row(9, Event.PREPARED)],
        (9, "refused_distrust", "refused_distrust", "prepared:3"),
    ),
    "nobody asked": (START, PLACED, (9, "asked", "not_asked", "placed:3")),
    "a loss": (PLACED, [*START, Row(9, Event.REFUSED_NO_ROOM)], (9, "refused_no_room", "placed:3", "refused_no_room")),
    "an employer's idea": (
        [*START, Row(9, Event.NOT_SENT_OUT)],
        [*START, Row(9, Event.TAKEN_UP), Row(9, Event.PLACED, **HOST)],
        (9, "initiative", "not_sent_out", "taken_up:3"),
    ),
    "walking in": (
        START,
        [*START, Row(9, Event.WALKED_IN), Row(9, Event.PLACED, **HOST)],
        (9, "walk_in", "not_asked", "walked_in:3"),
    ),
    "leaving Norway": (
        START,
        [*START, Row(9, Event.MOVED, Status.OUT), Row(9, Event.EMIGRATED, Status.OUT)],
        (9, "moved", "stays", "moved"),
    ),
    "leaving Norway, not only the municipality": (
        [*START, Row(9, Event.MOVED)],
        [*START, Row(9, Event.MOVED), Row(9, Event.EMIGRATED)],
        (9, "moved", "stays", "emigrated"),
    ),
    "another employer": (
        PLACED,
        [*START, Row(9, Event.PLACED, employer=8, trade=5)],
        (9, "workplace", "placed:3", "placed:5"),
    ),
    "mended": (
        [*PLACED, Row(11, Event.PROBLEM_MISSED), Row(11, Event.BROKEN_OFF)],
        [*PLACED, Row(11, Event.PROBLEM_FOUND), Row(13, Event.PLACEMENT_ENDED)],
        (11, "mended", "broken_off", "problem_found"),
    ),
    "prevented": (
        [*PLACED, Row(11, Event.PROBLEM_MISSED), Row(13, Event.PLACEMENT_ENDED)],
        [*ENDED, Row(13, Event.HIRED_BY_HOST, **HOST)],
        (11, "problem", "problem_missed", "no_problem"),
    ),
    "not broken off": (
        [*PLACED, Row(11, Event.PROBLEM_MISSED), Row(11, Event.BROKEN_OFF)],
        [*PLACED, Row(11, Event.PROBLEM_MISSED), Row(13, Event.PLACEMENT_ENDED)],
        (11, "not_broken_off", "broken_off", "goes_on"),
    ),
    "hired": (
        [*ENDED, Row(13, Event.TURNED_DOWN_RIVALS), Row(13, Event.FOUND_JOB_ADVERT, trade=0)],
        [*ENDED, Row(13, Event.HIRED_BY_HOST, **HOST)],
        (13, "hired", "found_job_advert:0", "hired_by_host:3"),
    ),
    "turned down by the host": (
        [*ENDED, Row(13, Event.TURNED_DOWN_LANGUAGE), Row(13, Event.TURNED_DOWN_RIVALS)],
        [*ENDED, Row(13, Event.HIRED_BY_HOST, **HOST)],
        (13, "hired", "turned_down_language", "hired_by_host:3"),
    ),
    "not asked by the host": (
        ENDED,
        [*ENDED, Row(13, Event.HIRED_BY_HOST, **HOST)],
        (13, "hired", "not_hired", "hired_by_host:3"),
    ),
    "back to a former host": (
        [*ENDED, Row(20, Event.FOUND_JOB_ADVERT, trade=0)],
        [*ENDED, Row(20, Event.FOUND_JOB_RETURN, **HOST)],
        (20, "found_return", "found_job_advert:0", "found_job_return:3"),
    ),
    "sent on": (
        [*ENDED, Row(20, Event.TURNED_DOWN_LANGUAGE), Row(20, Event.TURNED_DOWN_UNKNOWN)],
        [*ENDED, Row(20, Event.TURNED_DOWN_LANGUAGE), Row(20, Event.FOUND_JOB_SENT, trade=1)],
        (20, "found_sent", "turned_down_unknown", "found_job_sent:1"),
    ),
    "recommended": (
        START,
        [*START, Row(20, Event.FOUND_JOB_ADVISER, trade=1)],
        (20, "found_adviser", "no_job_found", "found_job_adviser:1"),
    ),
    "childcare": (
        [*ENDED, Row(13, Event.CHILDCARE_FAILED)],
        [*ENDED, Row(13, Event.HIRED_BY_HOST, **HOST)],
        (13, "childcare", "childcare_failed", "hired_by_host:3"),
    ),
    "a reference": (
        ENDED,
        [*PLACED, Row(13, Event.PLACEMENT_ENDED, oral=2.1, reference=0.5), Row(20, Event.FOUND_JOB_KNOWN, trade=1)],
        (20, "found_reference", "no_job_found", "found_job_known:1"),
    ),
    "Norwegian": (
        [*PLACED, Row(13, Event.PLACEMENT_ENDED, oral=2.0)],
        [*PLACED, Row(13, Event.PLACEMENT_ENDED, oral=2.1), Row(20, Event.FOUND_JOB_OUTSIDE)],
        (20, "found_norwegian", "no_job_found", "found_job_outside:-1"),
    ),
    "a job by other ways": (
        START,
        [*START, Row(20, Event.FOUND_JOB_OUTSIDE)],
        (20, "found_other", "no_job_found", "found_job_outside:-1"),
    ),
    "a job kept": (
        [*START, Row(20, Event.FOUND_JOB_ADVERT), Row(30, Event.LOST_JOB)],
        [*START, Row(20, Event.FOUND_JOB_ADVERT)],
        (30, "kept_job", "lost_job", "keeps_job"),
    ),
    "a job lost by moving": (
        [*START, Row(20, Event.FOUND_JOB_ADVERT), Row(30, Event.LOST_JOB), Row(30, Event.MOVED)],
        [*START, Row(20, Event.FOUND_JOB_ADVERT)],
        (30, "moved", "moved", "stays"),
    ),
    "education": (
        START + left(Status.IDLE),
        START + left(Status.EDUCATION),
        (25, "education", "left_programme_5", "left_programme_4"),
    ),
    "a partner": ([], [Row(20, Event.JOINED)], (20, "joined", "not_joined", "joined")),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_lives_part_in_the_right_month_at_the_right_step(before, after, expected) -> None:
    assert part(before, after) == expected
    month, step, here, there = expected
    assert part(after, before) == (month, step, there, here)


@pytest.mark.parametrize(("before", "after", "_"), CASES.values(), ids=CASES)
def test_what_came_before_and_what_comes_after_change_no_parting(before, after, _) -> None:
    earlier = [Row(-3, Event.PLACED, employer=1), Row(-1, Event.PLACEMENT_ENDED)]
    later = [Row(90, Event.HEALTH)]
    assert part(earlier + before + later, earlier + after) == part(before, after)


def test_norwegian_refusals_and_a_mended_problem_alone_are_no_other_life() -> None:
    assert part(ENDED, [row._replace(oral=2.5) for row in ENDED]) is None
    assert part([*START, Row(8, Event.REFUSED_LOAD), *ENDED[1:]], ENDED) is None
    assert part([*ENDED, Row(13, Event.EVALUATED)], ENDED) is None
    assert part([*ENDED, Row(20, Event.TURNED_DOWN_NAME)], ENDED) is None
    assert part([*ENDED, Row(20, Event.VOUCHED_FOR)], ENDED) is None
    found, missed = ([*PLACED, Row(11, event), ENDED[-1]] for event in PROBLEM)
    assert part(found, missed) is None


# --- simulated people --------------------------------------------------------------------------------------


def member(*policies: Policy, months: int = 96, warm_up: int = 1) -> Scenario:
    busy = parameters(answer__base=1.0, placement__trouble=0.2, requests__seek=0.4)
    return Scenario(hamlet(persons=20, enterprises=120), tuple(policies), busy, months=months, warm_up=warm_up)


FOLLOW_UP = measure("follow_up", {name: {"at_least": 0.9} for name in ("practice.prepared", "practice.evaluated")})


@pytest.fixture(scope="module")
def watched() -> Lives:
    scenarios = {"baseline": member(), "same": member(), "follow_up": member(FOLLOW_UP)}
    return collect(scenarios, 5, np.arange(15))


@pytest.mark.compiled
def test_under_the_same_policy_nobody_parts(watched) -> None:
    table = partings(watched, "same")
    assert len(table) > 500
    assert (table["step"] == "").all()
    assert (table[["gain_work_months", "gain_there_months"]] == 0).all(axis=None)
    assert steps(table)[["step", "n", "months"]].to_numpy().tolist() == [["all", 0, 0]]
    assert len(chosen(table)) == 0


@pytest.mark.compiled
def test_months_are_those_that_the_model_counts(watched) -> None:
    for name, scenario in (("baseline", member()), ("follow_up", member(FOLLOW_UP))):
        totals = run(scenario, 5, np.arange(15)).totals
        people = watched.of(name).people
        assert people.groupby("replicate").size().tolist() == totals[:, Total.ADULTS].tolist()
        assert people.groupby("replicate")["work_months"].sum().tolist() == totals[:, Total.WORK_MONTHS].tolist()
        assert (people["there_months"] <= people["last"] - people["settle_month"] + 1).all()
        assert (people["there_months"] >= 0).all()
        assert people["age"].between(15, 80).all()


@pytest.mark.compiled
def test_gains_of_the_steps_add_up_to_the_whole_difference(watched) -> None:
    table = partings(watched, "follow_up")
    found = steps(table)
    before, after = (watched.of(name).people["work_months"].sum() for name in ("baseline", "follow_up"))
    assert found["months"][1:].sum() == found["months"][0] == after - before != 0
    assert found["n"][1:].sum() == found["n"][0] == (table["step"] != "").sum() > 0
    assert found["people"][1:].sum() == pytest.approx(found["people"][0])
    assert found["adds"][1:].sum() == pytest.approx(found["adds"][0])
    assert set(found["step"][1:]) <= set(STEPS) - {"other"}, "every cause has a name"
    assert (found["people_low"] <= found["people"]).all()


@pytest.mark.compiled
def test_where_nothing_is_broken_off_lives_first_part_there() -> None:
    """Of each run, with nobody from before: whatever parts later is a consequence of the first."""
    kept = measure("kept", {"placement.breaks": {"set": 0.0}})
    lives = collect({"baseline": member(warm_up=0), "kept": member(kept, warm_up=0)}, 3, np.arange(15))
    parted = partings(lives, "kept").query("step != ''")
    first = parted[parted["month"] == parted.groupby("replicate")["month"].transform("min")]
    assert len(first) > 10
    assert set(first["step"]) == {"not_broken_off"}
    assert set(first["before"]) == {"broken_off"}


@pytest.mark.compiled
def test_a_policy_from_a_later_month_parts_nobody_before(watched) -> None:
    late = measure("late", FOLLOW_UP.changes, from_month=40)
    lives = collect({"baseline": member(), "late": member(late)}, 5, np.arange(5))
    months = partings(lives, "late").query("step != ''")["month"]
    assert len(months) > 0
    assert months.min() >= 40


@pytest.mark.compiled
def test_a_run_that_fails_is_left_out_of_every_scenario(monkeypatch) -> None:
    simulate = watching.Batch.simulate

    def failing(self, seed, replicates, *, people):
        results = simulate(self, seed, replicates, people=people)
        results.failed[:] = bool(self.scenario.policies) and replicates[0] == 1
        return results

    monkeypatch.setattr(watching.Batch, "simulate", failing)
    scenarios = {"baseline": member(months=12), "follow_up": member(FOLLOW_UP, months=12)}
    lives = collect(scenarios, 5, np.arange(3))
    for name in scenarios:
        assert set(lives.of(name).people["replicate"]) == {0, 2}


# --- twelve people -----------------------------------------------------------------------------------------


def table_of(gains: list[int], replicates: list[int]) -> pd.DataFrame:
    n = len(gains)
    return pd.DataFrame(
        {"replicate": replicates, "luck_key": range(n), "gain_work_months": gains, "step": ["hired"] * n}
    )


def test_twelve_are_chosen_by_the_rule() -> None:
    table = table_of([*range(-10, 11), 99], [*range(21), 21])
    table.loc[21, "step"] = ""  # the same life: never shown
    found = chosen(table)
    gains = {kind: found[found["kind"] == kind]["gain_work_months"].tolist() for kind in ("gain", "loss", "typical")}
    assert gains == {"gain": [10, 9, 8, 7], "loss": [-10, -9, -8, -7], "typical": [0, -1, 1, -2]}


def test_of_each_run_one_is_chosen_if_there_are_runs_enough() -> None:
    many = chosen(table_of([5, 5, 4, 3, 2, 1], [3, 3, 2, 2, 1, 0])).query("kind == 'gain'")
    assert many["luck_key"].tolist() == [0, 2, 4, 5], "ties go to the lower key, and each run gives one"
    few = chosen(table_of([5, 5, 4, 3, 2], [3, 3, 2, 2, 2])).query("kind == 'gain'")
    assert few["luck_key"].tolist() == [0, 2, 1, 3]


@pytest.mark.compiled
def test_the_twelve_are_the_same_every_time(watched) -> None:
    again = collect({"baseline": member(), "follow_up": member(FOLLOW_UP)}, 5, np.arange(15), threads=1)
    one, two = (chosen(partings(lives, "follow_up")) for lives in (watched, again))
    pd.testing.assert_frame_equal(one, two)
    assert one["kind"].value_counts().tolist() == [4, 4, 4]
    assert one["replicate"].is_unique
