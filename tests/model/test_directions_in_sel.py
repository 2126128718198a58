"""Which way outcomes go in Sel, run by run on the same people with the same luck.

A direction counts as shown when the difference is at least four of its standard errors. "Card n" is a row of the domain
paper's validation cards.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from omegaconf import OmegaConf

from sim.compiled import Results, run
from sim.population import Description, MunicipalityDescription, Office
from sim.scenario import Scenario
from sim.tallies import Tally, Total
from tests.support.random_towns import measure
from tests.support.scene import ERRORS

N = 300  # runs
MANY = 1200  # runs where hires are compared, which are few: 5.3 standard errors


def sel() -> dict[str, Any]:
    """What the municipality's file says."""
    file = Path(__file__).parents[2] / "configs" / "municipality" / "sel.yaml"
    read = OmegaConf.to_container(OmegaConf.load(file))
    assert isinstance(read, dict)
    return read["municipalities"]["sel"]


@functools.cache
def sel_with(*changes: tuple[str, str, float], crowd: int = 1, runs: int = N) -> Results:
    """Runs of Sel over ten years with these changes; ``crowd`` times as many people settle."""
    municipality = sel()
    offices = {name: Office(**office) for name, office in municipality["offices"].items()}
    settled = {year: crowd * persons for year, persons in municipality["settled"].items()}
    town = Description(
        "Sel", {"sel": MunicipalityDescription(**(municipality | {"offices": offices, "settled": settled}))}
    )
    targets: dict[str, dict[str, float]] = {}
    for target, kind, value in changes:
        targets.setdefault(target, {})[kind] = value
    policies = (measure("test", targets),) if targets else ()
    return run(Scenario(town, policies), 2024, np.arange(runs), threads=1)


def sums(results: Results, columns: Sequence[int]) -> np.ndarray:
    """Sum over months and columns, one number a run."""
    table = results.totals if isinstance(columns[0], Total) else results.tally.sum(axis=1)
    return table[:, list(columns)].sum(axis=1)


def difference(
    one: Results, other: Results, part: Sequence[int], whole: Sequence[int], *, paired: bool = True
) -> tuple[float, float, str]:
    """Ratio of sums in ``one`` less that in ``other``, its standard error, and both in words."""
    ratios, influence = [], []
    for results in (one, other):
        a, b = sums(results, part), sums(results, whole)
        ratios.append(a.sum() / b.sum())
        influence.append((a - ratios[-1] * b) / b.mean())
    error = (
        np.std(influence[0] - influence[1], ddof=1) if paired else math.hypot(*(np.std(i, ddof=1) for i in influence))
    )
    words = f"{ratios[0]:.5f} against {ratios[1]:.5f}"
    return ratios[0] - ratios[1], float(error) / math.sqrt(len(influence[0])), words


def assert_more(
    one: Results, other: Results, part: Sequence[int], whole: Sequence[int], claim: str, *, paired: bool = True
) -> None:
    """The first has more, by at least four standard errors."""
    gain, error, words = difference(one, other, part, whole, paired=paired)
    print(f"{claim}: {words}, difference {gain:+.5f}, standard error {error:.5f}")  # noqa: T201
    assert gain >= ERRORS * error, f"{claim}: {words}, standard error {error:.5f}"


OTHERS = (Tally.PUPILS_PLACED, Tally.STUDENTS_PLACED, Tally.NAV_PLACED)
FOLLOW_UP = (Tally.HOURS_FOLLOW,), (Tally.HOURS_FOLLOW_NEEDED,)
HIRES = (Tally.HIRED_BY_HOST,), (Tally.STARTED,)
BREAK_OFFS = (Tally.BROKEN_OFF,), (Tally.STARTED,)
FOUND = (Tally.PROBLEMS_FOUND,), (Tally.PROBLEMS,)
COORDINATED = ("practice.coordination", "set", 1.0)
DOUBLE_HOURS = ("practice.hours_per_participant", "scale", 2.0)
DOUBLE_QUOTA = ("practice.quota", "set", 1.0)


@pytest.mark.compiled
@pytest.mark.slow
def test_coordination_takes_pressure_off_the_employers() -> None:
    pressure = (Tally.PRESSURE,), (Tally.WILLING,)
    assert_more(sel_with(), sel_with(COORDINATED), *pressure, "card 1: recent asks per willing employer")


@pytest.mark.compiled
@pytest.mark.slow
def test_coordination_does_not_crowd_out_the_other_groups() -> None:
    gain, error, words = difference(sel_with(COORDINATED), sel_with(), OTHERS, (Tally.OTHERS_ASKED,))
    print(f"card 2: {words}, standard error {error:.5f}")  # noqa: T201
    assert gain >= -ERRORS * error, f"card 2, acceptance of the others' requests: {words}"


@pytest.mark.compiled
@pytest.mark.slow
def test_a_doubled_quota_on_the_same_hours_costs_quality() -> None:
    usual, pushed = sel_with(runs=MANY), sel_with(DOUBLE_QUOTA, runs=MANY)
    assert_more(pushed, usual, (Tally.STARTED,), (Tally.SETTLED,), "card 3: placements per adult-month")
    assert_more(usual, pushed, *FOLLOW_UP, "card 3: follow-up delivered of needed")
    assert_more(usual, pushed, *HIRES, "card 3: hires per placement")
    assert_more(pushed, usual, *BREAK_OFFS, "card 3: break-offs per placement")


@pytest.mark.compiled
@pytest.mark.slow
def test_doubled_hours_give_more_follow_up_and_fewer_break_offs() -> None:
    usual, doubled = sel_with(), sel_with(DOUBLE_HOURS)
    assert_more(doubled, usual, *FOLLOW_UP, "follow-up delivered of needed")
    assert_more(doubled, usual, *FOUND, "problems found")
    assert_more(usual, doubled, *BREAK_OFFS, "break-offs per placement")


@pytest.mark.compiled
@pytest.mark.slow
def test_protected_follow_up_finds_more_problems_with_the_same_hours() -> None:
    reactive, protected = sel_with(), sel_with(("practice.protected", "set", 0.6))
    assert_more(protected, reactive, *FOUND, "card 5: problems found")
    assert_more(reactive, protected, *BREAK_OFFS, "card 5: break-offs per placement")


@pytest.mark.compiled
@pytest.mark.slow
def test_three_times_as_many_people_at_the_same_posts_get_fewer_places() -> None:
    usual = sel_with()
    surge = sel_with(("practice.hours_per_participant", "scale", 1 / 3), crowd=3)
    municipality = (Tally.STARTED,), (Tally.SETTLED,)
    assert_more(usual, surge, *municipality, "card 6: placements per adult-month", paired=False)
    work = (Total.WORK1_M, Total.WORK1_W), (Total.SEEN1_M, Total.SEEN1_W)
    assert_more(usual, surge, *work, "card 6: employed one year after", paired=False)


@pytest.mark.compiled
@pytest.mark.slow
def test_honesty_keeps_more_trust_than_silence() -> None:
    honest, silent = (sel_with(("practice.honest", "set", value)) for value in (1.0, 0.0))
    assert_more(honest, silent, (Tally.TRUST,), (Tally.WILLING,), "mean trust of the willing")
    assert_more(honest, silent, (Tally.GOODWILL,), (Tally.WILLING,), "mean goodwill of the willing")


@pytest.mark.compiled
@pytest.mark.slow
def test_a_subsidy_brings_more_into_work_the_more_know_of_it() -> None:
    subsidy = ("ending.subsidy_odds", "set", 2.0)
    none, few, all_ = (sel_with(), sel_with(subsidy), sel_with(subsidy, ("practice.awareness_growth", "set", 0.02)))
    works = (Tally.WORK,), (Tally.SETTLED,)  # every employer who knows of it may use it, whatever way somebody comes
    assert_more(few, none, *works, "card 12: work, the subsidy known to few")
    assert_more(all_, few, *works, "card 12: work, known to more and more")


@pytest.mark.compiled
@pytest.mark.slow
def test_twice_the_requests_of_others_leave_fewer_places_for_refugees() -> None:
    twice = sel_with(*((f"competing.{stream}", "scale", 2.0) for stream in ("pupils", "students", "nav_others")))
    assert_more(sel_with(), twice, (Tally.STARTED,), (Tally.ASKED,), "placements per request")


BY_ADVISER = (Tally.JOBS_ADVISER,), (Tally.JOBSEEKERS,)
MODELLED = tuple(Tally(column) for column in range(Tally.JOBS_HOST, Tally.JOBS_ADVERT + 1))


@pytest.mark.compiled
@pytest.mark.slow
def test_more_rivals_leave_fewer_jobs() -> None:
    few, usual, many = (sel_with(("hiring.rivals", "scale", times)) for times in (0.5, 1.0, 2.0))
    for less, more in ((usual, few), (many, usual)):
        assert_more(more, less, MODELLED, (Tally.APPLIED,), "jobs per application")
        assert_more(more, less, (Tally.WORK,), (Tally.SETTLED,), "in work")


@pytest.mark.compiled
@pytest.mark.slow
def test_an_advisers_word_makes_jobs_and_without_matching_there_are_none() -> None:
    matching = ("practice.matching", "set", 0.4)
    none, plain, strong = (
        sel_with(("practice.matching", "set", 0.0)),
        sel_with(matching, ("hiring.word", "set", 0.5)),
        sel_with(matching, ("hiring.word", "set", 4.0)),
    )
    assert sums(none, (Tally.JOBS_ADVISER,)).sum() == 0
    assert_more(strong, plain, *BY_ADVISER, "jobs through advisers per jobseeker-month")
    assert_more(plain, none, *BY_ADVISER, "jobs through advisers per jobseeker-month")


@pytest.mark.compiled
@pytest.mark.slow
def test_references_are_worth_most_where_employers_know_each_other() -> None:
    strangers = sel_with(("hiring.circle", "set", 0.0), ("hiring.letter", "set", 0.0))
    small = sel_with(("hiring.circle", "set", 200.0), ("hiring.letter", "set", 0.0))
    assert_more(small, strangers, MODELLED, (Tally.APPLIED,), "jobs per application")
    assert_more(strangers, small, (Tally.TURNED_DOWN_UNKNOWN,), (Tally.APPLIED,), "turned down as unknown")


@pytest.mark.compiled
@pytest.mark.slow
def test_hours_of_a_teacher_at_workplaces_raise_follow_up() -> None:
    onsite = ("practice.onsite", "set", 1.0)
    without, with_teacher = sel_with(onsite), sel_with(onsite, ("practice.teacher_hours", "set", 40.0))
    assert_more(with_teacher, without, *FOLLOW_UP, "follow-up by advisers, delivered of needed")
    assert_more(with_teacher, without, (Tally.TEACHER_HOURS,), (Tally.SETTLED,), "hours of teaching on site")


@pytest.mark.compiled
@pytest.mark.slow
def test_spare_hours_place_more_where_they_are_used() -> None:
    post = ("practice.programme.extra_posts", "add", 1.0)
    idle, used = (sel_with(post, ("requests.uses_spare", "set", share)) for share in (0.0, 1.0))
    assert_more(used, idle, (Tally.STARTED,), (Tally.SETTLED,), "placements per adult-month")
    assert_more(idle, used, (Tally.HOURS_IDLE,), (Tally.HOURS_HAD,), "hours paid and not used")
