"""States and counts: everybody is in one state, whoever has a host is counted there, and columns mean their names."""

from __future__ import annotations

import functools
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import pytest

from sim import states
from sim.agents import Refugee
from sim.engine_room import fields
from sim.model import IntegrationModel
from sim.scenario import Scenario
from sim.states import Event, Household, JobReason, Reason, Status, Stream, Way
from sim.tallies import Curve, Tally, Total
from tests.support.random_towns import hamlet, parameters, random_scenario

KINDS = [
    one for one in vars(states).values() if isinstance(one, type) and issubclass(one, IntEnum) and one is not IntEnum
]


# --- names and columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_fits_in_the_byte_that_holds_it(kind: type[IntEnum]) -> None:
    values = [one.value for one in kind]
    assert len(set(values)) == len(kind.__members__)
    assert all(0 <= value < 128 for value in values)


def test_a_person_starts_abroad_and_an_answer_is_yes_unless_there_is_a_reason() -> None:
    assert Status.ABROAD == 0  # a blank person
    assert Reason.YES == 0
    assert fields(Refugee)["status"] is Status  # one byte


def test_refusals_are_counted_under_their_reason() -> None:
    for reason in Reason:
        if reason != Reason.YES:
            assert Tally(Tally.REFUSED + reason) is Tally[f"REFUSED_{reason.name}"]


def test_a_refusal_is_written_under_its_reason() -> None:
    for reason in Reason:
        if reason != Reason.YES:
            assert Event(Event.REFUSED + reason) is Event[f"REFUSED_{reason.name}"]


def test_a_job_that_was_refused_is_counted_and_written_under_its_reason() -> None:
    for reason in JobReason:
        if reason != JobReason.YES:
            assert Tally(Tally.TURNED_DOWN + reason) is Tally[f"TURNED_DOWN_{reason.name}"]
            assert Event(Event.TURNED_DOWN + reason) is Event[f"TURNED_DOWN_{reason.name}"]


def test_a_job_is_counted_and_written_under_its_way() -> None:
    for way in Way:
        assert Tally(Tally.JOBS + way) is Tally[f"JOBS_{way.name}"]
        if way != Way.HOST:
            assert Event(Event.FOUND_JOB + way) is Event[f"FOUND_JOB_{way.name}"]


def test_controls_are_counted_in_the_columns_after_the_treated() -> None:
    for curve in (Curve.TREATED_SEEN, Curve.TREATED_WORK):
        assert Curve(curve + 2) is Curve[curve.name.replace("TREATED", "CONTROLS")]
    for total in (Total.AFTER_TREATED_OF, Total.AFTER_TREATED):
        assert Total(total + 2) is Total[total.name.replace("TREATED", "CONTROLS")]


def test_places_of_the_other_groups_are_counted_under_their_group() -> None:
    names = {Stream.PUPILS: "PUPILS_PLACED", Stream.STUDENTS: "STUDENTS_PLACED", Stream.NAV_OTHERS: "NAV_PLACED"}
    assert {stream: Tally(Tally.PUPILS_PLACED + stream).name for stream in Stream} == names


def test_women_are_counted_in_the_column_after_men() -> None:
    men = [one for one in Total if one.name.endswith("_M")]
    assert len(men) == 9
    assert all(Total(one + 1).name == one.name[:-1] + "W" for one in men)


def test_who_stayed_is_counted_under_the_kind_of_household() -> None:
    names = {
        Household.SINGLE_MAN: "SINGLE_MEN",
        Household.SINGLE_WOMAN: "SINGLE_WOMEN",
        Household.LONE_PARENT: "LONE_PARENTS",
        Household.COUPLE_CHILDREN: "COUPLES_CHILDREN",
        Household.COUPLE: "COUPLES",
    }
    for kind, name in names.items():
        assert Total(Total.STAY5_SINGLE_MEN_OF + 2 * kind).name == f"STAY5_{name}_OF"
        assert Total(Total.STAY5_SINGLE_MEN + 2 * kind).name == f"STAY5_{name}"


# --- what is true every month -----------------------------------------------------------------------------

SEEDS = range(6)


class Person(NamedTuple):
    """Where somebody is at the end of a month."""

    id: int
    status: int
    partner: int
    employer: int
    is_head: bool
    in_line: bool
    moved_away: bool


@functools.cache
def busy(seed: int) -> tuple[IntegrationModel, list[list[Person]]]:
    """A busy world at random after its last month, and everybody in each month."""
    scenario = random_scenario(np.random.default_rng([77, seed]))
    model = IntegrationModel(scenario, seed, people=True)
    months = []
    for _ in range(scenario.all_months):
        model.step()
        months.append([Person(*(getattr(one, name) for name in Person._fields)) for one in model.everybody])
    return model, months


@pytest.mark.parametrize("seed", SEEDS)
def test_couples_live_and_move_together_and_nobody_waits_in_line_overnight(seed: int) -> None:
    couples = 0
    for everybody in busy(seed)[1]:
        for one in everybody:
            assert not one.in_line
            assert one.employer < 0 or one.status == Status.WORK
            if one.status != Status.ABROAD and one.partner >= 0:
                partner = everybody[one.partner]
                assert partner.partner == one.id
                assert partner.status != Status.ABROAD
                assert partner.moved_away == one.moved_away
                assert partner.is_head != one.is_head
                couples += 1
    assert couples > 0 or all(one.partner < 0 or one.status == Status.ABROAD for one in everybody)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_diary_tells_the_same_story_as_the_counts(seed: int) -> None:
    model, _ = busy(seed)
    events = model.diary[: model.cursor[0]]
    assert len(events) == model.cursor[0]
    assert (np.diff(events[:, 1]) >= 0).all(), "in order of months"
    for event, column in (
        (Event.PLACED, Tally.STARTED),
        (Event.PLACEMENT_ENDED, Tally.ENDED),
        (Event.BROKEN_OFF, Tally.BROKEN_OFF),
        (Event.HIRED_BY_HOST, Tally.HIRED_BY_HOST),
        (Event.LOST_JOB, Tally.LOST_JOB),
        (Event.MOVED, Tally.MOVES),
        *((Event(Event.FOUND_JOB + way), Tally(Tally.JOBS + way)) for way in Way if way not in (Way.HOST, Way.OUTSIDE)),
        (Event.PREPARED, Tally.STARTED_PREPARED),
        (Event.PROBLEM_FOUND, Tally.PROBLEMS_FOUND),
        (Event.EVALUATED, Tally.EVALUATED),
        (Event.CHILDCARE_FAILED, Tally.CHILDCARE_FAILED),
        *((Event(Event.REFUSED + no), Tally(Tally.REFUSED + no)) for no in Reason if no != Reason.YES),
    ):
        assert (events[:, 2] == event).sum() == model.tallies[:, column].sum(), event.name
    outside = model.tallies[:, [Tally.JOBS_OUTSIDE, Tally.JOBS_MOVED]].sum()
    assert (events[:, 2] == Event.FOUND_JOB_OUTSIDE).sum() == outside, "beyond the modelled employers, or elsewhere"
    problems = np.isin(events[:, 2], (Event.PROBLEM_FOUND, Event.PROBLEM_MISSED)).sum()
    assert problems == model.tallies[:, Tally.PROBLEMS].sum()
    assert np.isin(events[:, 2], (Event.SETTLED, Event.JOINED)).sum() == sum(
        one.status != Status.ABROAD for one in model.everybody
    )


# --- totals, counted again from the people ----------------------------------------------------------------


def lively(**options: int) -> Scenario:
    """Many places and many jobs, so that all counts have something to count."""
    numbers = parameters(answer__base=1.5, requests__seek=0.45, search__applications=8.0, hiring__rivals=4.0)
    return Scenario(hamlet(persons=25, enterprises=150), parameters=numbers, **({"months": 96, "warm_up": 3} | options))


@functools.cache
def after_years() -> tuple[IntegrationModel, list[int]]:
    """The lively town after its last month; years in class and, of these, with a place."""
    model = IntegrationModel(lively())
    in_class, placed, years = set(), set(), [0, 0]
    while model.month < model.scenario_run.all_months:
        before = {one.id: one.n_placements for one in model.everybody}
        model.step()
        if model.month <= model.counted_from:
            continue
        in_class |= {one.id for one in model.everybody if one.in_programme}
        placed |= {one.id for one in model.everybody if one.n_placements > before[one.id] or one.host >= 0}
        if model.month % 12 == 0:
            years[0] += len(in_class)
            years[1] += len(in_class & placed)
            in_class, placed = set(), set()
    return model, years


def test_years_in_class_and_years_with_a_place_are_those_of_the_counted_period() -> None:
    """A place held in the warm-up is no place of the first counted year."""
    model, years = after_years()
    assert years[1] > 20
    assert [model.totals[Total.YEARS_IN_CLASS], model.totals[Total.YEARS_PLACED]] == years


def test_nobody_of_the_warm_up_is_counted_in_a_cohort() -> None:
    model, _ = after_years()
    counted = [one for one in model.everybody if model.counted_from <= one.settle_month < model.month]
    assert model.totals[Total.ADULTS] == len(counted)
    assert model.totals[Total.WOMEN] == sum(one.is_woman for one in counted)
    assert model.totals[Total.PERSONS] == sum(one.persons for one in counted)
    assert model.curve[0, Curve.SEEN] == len(counted)
    left = sum(one.left_month >= 0 for one in counted)
    assert model.totals[Total.LEFT_M] + model.totals[Total.LEFT_W] == left
    assert left > 20


def test_the_curve_is_counted_by_months_since_settlement() -> None:
    model = IntegrationModel(lively(months=72)).run()
    counted = [one for one in model.everybody if model.counted_from <= one.settle_month < model.month]
    seen = [sum(one.months >= m for one in counted) for m in range(72)]
    assert model.curve[:, Curve.SEEN].tolist() == seen
    assert model.curve[:, Curve.WORK].sum() == model.totals[Total.WORK_MONTHS] > 0
    assert model.curve[:, Curve.SEEN].sum() == model.totals[Total.MONTHS_SEEN]
    assert (np.diff(model.curve[:, Curve.SEEN]) <= 0).all()
    assert (model.curve[:, Curve.WORK] <= model.curve[:, Curve.SEEN]).all()
    assert (model.curve[:, Curve.MOVED] <= model.curve[:, Curve.AT_RISK]).all()
    there = model.curve[:, Curve.AT_RISK] - model.curve[:, Curve.MOVED]
    assert there.tolist() == model.curve[:, Curve.PERSONS_THERE].tolist()


def test_months_of_experience_are_the_months_that_began_in_work() -> None:
    """However the job was found: nobody works, and nobody loses a job, in the month that they get it."""
    model = IntegrationModel(lively(warm_up=0), people=True)
    began = {one.id: 0 for one in model.everybody}
    while model.month < model.scenario_run.all_months:
        for one in model.everybody:
            began[one.id] += one.status == Status.WORK
        model.step()
    hired = {int(row[0]) for row in model.diary[: model.cursor[0]] if row[2] == Event.HIRED_BY_HOST}
    ways = range(Event.FOUND_JOB_RETURN, Event.FOUND_JOB_OUTSIDE + 1)
    found = {int(row[0]) for row in model.diary[: model.cursor[0]] if row[2] in ways}
    assert hired
    assert found
    wrong = [one.id for one in model.everybody if one.experience != began[one.id]]
    assert wrong == []
