"""What recording agents see of a run, and what is measured of it for the cards."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.cards import measures, recording_agents
from experiments.cards.recording_agents import (
    APPLICATION,
    NO_TO_IDEA,
    PLACEMENT_MONTH,
    PLACEMENT_OVER,
    REQUEST,
    WITNESSES,
)
from sim.compiled import Stepper
from sim.model import IntegrationModel
from sim.scenario import Scenario
from sim.states import Event, JobReason, Reason, Status, Way
from sim.tallies import Curve, Tally
from tests.support.random_towns import differences, hamlet, parameters


def watched() -> Scenario:
    eager = parameters(relations__initiatives=0.05)
    return Scenario(hamlet(persons=20, enterprises=60), parameters=eager, classes=WITNESSES, months=48, warm_up=0)


def test_witnesses_change_nothing_and_miss_nothing() -> None:
    model = IntegrationModel(watched(), seed=3, people=True).run()
    plain = IntegrationModel(dataclasses.replace(watched(), classes=Scenario(hamlet()).classes), seed=3).run()
    assert np.array_equal(model.tallies, plain.tallies)
    assert np.array_equal(model.totals, plain.totals)
    rows = model.diary[: model.cursor[0]]
    events = (REQUEST, NO_TO_IDEA, PLACEMENT_OVER, PLACEMENT_MONTH, APPLICATION)
    count = {event: (rows[:, 2] == event).sum() for event in events}
    total = model.tallies.sum(axis=0)
    assert count[REQUEST] == total[Tally.ASKED] > 0
    assert count[NO_TO_IDEA] == total[Tally.HONEST_NO] + total[Tally.SILENCE] > 0
    assert count[PLACEMENT_OVER] == total[Tally.ENDED] + total[Tally.BROKEN_OFF] > 0
    asked = measures.rows_of(rows, REQUEST)
    refused = total[[Tally.REFUSED + reason for reason in Reason if reason is not Reason.YES]].sum()
    assert ((asked[:, measures.WHAT] == Reason.YES).sum()) == total[Tally.ASKED] - refused
    seen = asked[:, measures.Y].astype(int) & recording_agents.WEIGHED > 0
    for_room = (Reason.NO_ROOM, Reason.LANGUAGE, Reason.LOAD, Reason.OTHERS_FIRST)
    assert not (seen & np.isin(asked[:, measures.WHAT], (Reason.UNWILLING, Reason.NO_ROOM))).any()
    assert seen[~np.isin(asked[:, measures.WHAT], (Reason.UNWILLING, *for_room))].all()


def test_witnesses_see_each_application_and_what_it_was_turned_down_for() -> None:
    model = IntegrationModel(watched(), seed=3, people=True).run()
    rows, total = model.diary[: model.cursor[0]], model.tallies.sum(axis=0)
    sent = measures.rows_of(rows, APPLICATION)
    why, marks = sent[:, measures.WHAT], sent[:, measures.Y].astype(int)
    assert len(sent) == total[Tally.APPLIED] > 0
    for reason in JobReason:
        if reason is not JobReason.YES:
            assert (why == reason).sum() == total[Tally.TURNED_DOWN + reason]
    assert not marks[why == JobReason.NO_OPENING].any(), "without a post nothing helps"
    for reason, mark in {
        JobReason.NAME: recording_agents.WITH_NATIVE_NAME,
        JobReason.INEXPERIENCE: recording_agents.EXPERIENCED,
        JobReason.CV_GAP: recording_agents.WITHOUT_GAP,
        JobReason.UNKNOWN: recording_agents.VOUCHED_FOR,
    }.items():
        assert (marks[why == reason] & mark > 0).all(), f"{reason.name} is what the same luck had been a yes without"
    hired = marks[why == JobReason.YES]
    assert (hired & recording_agents.IN_NORWEGIAN > 0).all()
    assert (hired & recording_agents.VOUCHED_FOR > 0).all()


@pytest.mark.compiled
@pytest.mark.slow
def test_witnesses_see_the_same_in_both_engines() -> None:
    model, stepper = IntegrationModel(watched(), seed=3, people=True), Stepper(watched(), seed=3, people=True)
    for month in range(model.scenario_run.all_months):
        model.step()
        stepper.step()
        assert not stepper.out.failed[0]
        assert differences(model, stepper) == [], f"in month {month}"


def sight(*rows: tuple[float, ...]) -> SimpleNamespace:
    """A made-up diary of one run of a hundred months."""
    ordered = sorted(rows, key=lambda row: row[1])
    return SimpleNamespace(results=SimpleNamespace(diary=[np.array(ordered, float)]), first=0, end=100)


def counted(measure, *rows) -> tuple[float, float]:
    n, of = measure(sight(*rows))
    return float(n[0]), float(of[0])


def asked(month: int, employer: int, reason: Reason, marks: int = recording_agents.WEIGHED, busy: float = 0.0):
    return (1, month, REQUEST, reason, employer, busy, marks)


def test_yeses_after_a_no_are_those_of_that_employer_within_24_months() -> None:
    rows = [
        (-1, 10, NO_TO_IDEA, 1, 7, 0, 0),
        (-1, 10, NO_TO_IDEA, 0, 8, 0, 0),
        (-1, 80, NO_TO_IDEA, 1, 9, 0, 0),  # too near the end
        asked(11, 7, Reason.YES),
        asked(34, 7, Reason.YES),
        asked(35, 7, Reason.YES),  # too late
        asked(10, 7, Reason.YES),  # not after
        asked(20, 7, Reason.NO_NEED),
        asked(20, 8, Reason.YES),
    ]
    assert counted(measures.yeses_after_no(honest=True), *rows) == (2, 1)
    assert counted(measures.yeses_after_no(honest=False), *rows) == (1, 1)


def test_answers_after_a_place_are_told_apart_by_what_was_missed() -> None:
    rows = [
        (1, 5, PLACEMENT_OVER, 0, 7, 1.0, 0),
        (2, 5, PLACEMENT_OVER, 2, 8, 0.1, 0),
        asked(6, 7, Reason.YES),
        asked(9, 7, Reason.NO_ROOM),
        asked(9, 8, Reason.DISTRUST),
    ]
    assert counted(measures.accepted_after_placement(good=True), *rows) == (1, 2)
    assert counted(measures.accepted_after_placement(good=False), *rows) == (0, 1)


def test_requests_are_told_apart_by_size_season_and_who_asks() -> None:
    new, more = recording_agents.YES_TO_NEW_PERSON, recording_agents.YES_IF_ASKED_MORE
    rows = [
        asked(
            1,
            1,
            Reason.YES,
            recording_agents.WEIGHED + recording_agents.SMALL + recording_agents.HOSTED + new,
            busy=0.3,
        ),
        asked(2, 2, Reason.YES, recording_agents.WEIGHED + recording_agents.HOSTED + more),
        asked(3, 3, Reason.NO_NEED, recording_agents.WEIGHED + recording_agents.SMALL),
        asked(4, 4, Reason.NO_ROOM, 0),
        asked(5, 5, Reason.YES, recording_agents.WEIGHED + recording_agents.WALKED_IN),
    ]
    assert counted(measures.accepted_when(busy=True), *rows) == (1, 1)
    assert counted(measures.accepted_when(busy=False), *rows) == (1, 2)
    assert counted(measures.drop_by_request(small=True), *rows) == (1, 2)
    assert counted(measures.drop_by_request(small=False), *rows) == (0, 1)
    assert counted(measures.accepted_from(new_person=False), *rows) == (2, 2)
    assert counted(measures.accepted_from(new_person=True), *rows) == (1, 2)


def test_an_obstacle_counts_where_the_same_application_had_been_a_yes_without_it() -> None:
    norwegian, name, stranger = (
        recording_agents.IN_NORWEGIAN,
        recording_agents.WITH_NATIVE_NAME,
        recording_agents.AS_STRANGER,
    )
    rows = [
        (1, 5, recording_agents.APPLICATION, JobReason.YES, 7, Way.RETURN, norwegian + name),
        (1, 6, recording_agents.APPLICATION, JobReason.LANGUAGE, 7, Way.KNOWN, norwegian),
        (1, 7, recording_agents.APPLICATION, JobReason.NAME, 7, Way.RETURN, name),
        (1, 8, recording_agents.APPLICATION, JobReason.YES, 7, Way.RETURN, norwegian + name + stranger),
        (1, 9, recording_agents.APPLICATION, JobReason.NO_OPENING, 7, Way.RETURN, 0),  # there is no post
    ]
    assert counted(measures.hired_without("language"), *rows) == (1, 4)
    assert counted(measures.hired_without("name"), *rows) == (1, 4)
    assert counted(measures.hired_without("cv_gap"), *rows) == (0, 4)
    assert counted(measures.taken_back(as_stranger=False), *rows) == (2, 3)
    assert counted(measures.taken_back(as_stranger=True), *rows) == (1, 3)


def test_a_next_employer_is_one_who_was_no_host_before() -> None:
    rows = [(person, 1, Event.SETTLED, Status.CLASS, -1, 1, 0) for person in (1, 2, 3, 4)]
    rows += [(person, 12, Event.PLACED, Status.PLACEMENT, 3, 2, 0) for person in (1, 2, 3)]
    rows += [
        (1, 20, Event.FOUND_JOB_RETURN, Status.WORK, 3, 2, 0),  # back with the host
        (2, 20, Event.FOUND_JOB_SENT, Status.WORK, 5, 2, 0),
        (3, 16, Event.HIRED_BY_HOST, Status.WORK, 3, 2, 0),
        (3, 40, Event.FOUND_JOB_OUTSIDE, Status.WORK, -1, 2, 0),  # later, beyond the modelled employers
        (4, 80, Event.FOUND_JOB_ADVERT, Status.WORK, 3, 2, 0),  # too late
    ]
    assert counted(measures.next_employer(60), *rows) == (2, 4)


def test_treated_and_controls_are_told_apart() -> None:
    curve = np.zeros((1, 61, len(Curve)))
    curve[0, 24, [Curve.TREATED_SEEN, Curve.TREATED_WORK, Curve.CONTROLS_SEEN, Curve.CONTROLS_WORK]] = 10, 4, 8, 1
    run = SimpleNamespace(results=SimpleNamespace(curve=curve))
    assert [float(value[0]) for value in measures.in_trial(24, treated=True)(run)] == [4, 10]
    assert [float(value[0]) for value in measures.in_trial(24, treated=False)(run)] == [1, 8]


def test_a_job_is_kept_if_it_is_not_lost_within_twelve_months() -> None:
    july, november = 6, 10
    summer, late_autumn = (6, 7, 8), (10, 11, 12)
    rows = [
        (1, july, Event.FOUND_JOB_KNOWN, Status.WORK, 3, 2, 0),
        (1, july + 4, Event.LOST_JOB, Status.IDLE, -1, 2, 0),
        (2, july, Event.HIRED_BY_HOST, Status.WORK, 3, 2, 0),
        (2, july + 13, Event.LOST_JOB, Status.IDLE, -1, 2, 0),
        (3, november, Event.FOUND_JOB_ADVERT, Status.WORK, 3, 2, 0),
    ]
    assert counted(measures.jobs_kept(*summer), *rows) == (1, 2)
    assert counted(measures.jobs_kept(*late_autumn), *rows) == (1, 1)
    assert counted(measures.hires_in(*summer), *rows) == (2, 24), "June to August of eight years"


def test_who_works_after_three_years_is_followed_to_the_fifth() -> None:
    rows = [(person, 1, Event.SETTLED, Status.CLASS, -1, 1, 0) for person in (1, 2, 3, 4)]
    rows += [
        (1, 20, Event.FOUND_JOB_ADVERT, Status.WORK, 3, 2, 0),
        (2, 20, Event.FOUND_JOB_KNOWN, Status.WORK, 3, 2, 0),
        (2, 30, Event.LOST_JOB, Status.IDLE, -1, 2, 0),
        (2, 50, Event.MOVED, Status.IDLE, -1, 2, 1),
        (3, 30, Event.MOVED, Status.CLASS, -1, 2, 1),  # gone before
    ]
    assert counted(measures.stays_who(works=True), *rows) == (1, 1)
    assert counted(measures.stays_who(works=False), *rows) == (1, 2)
