"""What can never happen: people, places, hours, kroner and counts add up in every month of any town.

A ``Chronicle`` is one run of the readable engine with witnesses: subclasses of the agents that write down
what they see while a month goes on, and a picture of everybody at its end. Each claim is a function of a
chronicle.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.parameters import numbers
from sim.population import Description
from sim.processes import Parameters, Practice
from sim.scenario import Scenario
from sim.states import Contract, Status
from sim.tallies import Curve, Tally, Total
from tests.chronicle import Chronicle, chronicle, per_month, random_town
from tests.worlds import hamlet, measure, parameters

TINY = 1e-9  # hours, kroner of a thousand, trainees: what is left of adding floats
RANDOM_TOWNS = range(5)
REFUSALS = range(Tally.REFUSED_UNWILLING, Tally.REFUSED_NO_NEED + 1)


# --- people ------------------------------------------------------------------------------------------------


def nobody_vanishes(told: Chronicle) -> None:
    for month in told.months():
        before = {one.id for one in told.settled(month - 1)}
        now = {one.id for one in told.settled(month)}
        assert before <= now, f"month {month}: who has settled stays in the data, also after moving away"
        due = {one.id for one in told.people[month + 1] if one.settle_month <= month}
        assert now == due, f"month {month}: everybody who was due has settled, and nobody else"


def every_adult_has_one_status(told: Chronicle) -> None:
    for month in told.months():
        settled, tally = told.settled(month), told.tallies()[month]
        count = {status: sum(one.status == status for one in settled) for status in Status}
        assert count[Status.ABROAD] == 0
        assert sum(count.values()) == len(settled) == tally[Tally.SETTLED], "the statuses are all there is"
        for status in (Status.PLACEMENT, Status.WORK, Status.EDUCATION, Status.IDLE, Status.OUT):
            assert tally[Tally[status.name]] == count[status], f"month {month}: the tally counts {status.name}"
        assert tally[Tally.PROGRAMME] == sum(one.in_programme for one in settled)
        at_home = sum(one.status == Status.WORK and not one.moved_away for one in settled)
        assert tally[Tally.RESIDENTS_WORK] == at_home, "residents in work live here"


def rights_and_status_agree(told: Chronicle) -> None:
    for month in told.months():
        for one in told.settled(month):
            if one.status == Status.CLASS:
                assert one.in_programme, "class is for participants"
            if one.status in (Status.IDLE, Status.EDUCATION, Status.OUT):
                assert not one.in_programme, "idle, in education or out: the programme is over"


def movers_stay_away_and_in_the_data(told: Chronicle) -> None:
    moves = 0
    for month in told.months():
        before = {one.id for one in told.settled(month - 1) if one.moved_away}
        away = {one.id for one in told.settled(month) if one.moved_away}
        assert before <= away, "nobody moves back"
        moves += told.tallies()[month, Tally.MOVES]
        assert told.tallies()[month, Tally.MOVED_AWAY] == len(away) == moves, "each move is counted once"
        for one in told.settled(month):
            assert not (one.moved_away and one.in_programme), "rights to the programme end with moving"
            assert not (one.moved_away and one.host >= 0), "nobody is placed here who lives elsewhere"


def status_tells_host_and_contract(told: Chronicle) -> None:
    for month in told.months():
        for one in told.people[month + 1]:
            assert (one.status == Status.PLACEMENT) == (one.host >= 0), "in placement: with a host"
            assert (one.status == Status.WORK) == (one.contract != Contract.NONE), "in work: with a contract"
            assert one.employer == -1 or one.status in (Status.WORK, Status.ABROAD), "an employer: in work"


def who_works_found_a_job_and_has_not_lost_it(told: Chronicle) -> None:
    tally = told.tallies()
    come = tally[:, Tally.FOUND_JOB] + tally[:, Tally.HIRED_BY_HOST]
    assert np.array_equal(np.cumsum(come - tally[:, Tally.LOST_JOB]), tally[:, Tally.WORK])


# --- places ------------------------------------------------------------------------------------------------


def trainees_are_refugees_with_this_host(told: Chronicle) -> None:
    for month in told.months():
        hosts = [one.host for one in told.people[month + 1] if one.host >= 0]
        for firm in told.firms[month + 1]:
            assert firm.trainees == hosts.count(firm.id), f"month {month}, employer {firm.id}: a slot a trainee"
            assert firm.trainees >= 0


def a_start_takes_a_free_place_of_a_willing_employer(told: Chronicle) -> None:
    for month, room, never in told.seen.starts:
        assert room >= 1 - TINY, f"month {month}: nobody is placed where there is no room"
        assert not never, f"month {month}: nobody is placed where refugees are never taken"
    for month, room, load in told.seen.others:
        assert room >= load - TINY, f"month {month}: the other groups need room too"


def places_never_exceed_willing_supervisors(told: Chronicle) -> None:
    for firms in told.firms:
        for firm in firms:
            assert firm.trainees + firm.others_load <= firm.capacity + TINY


def places_of_others_end_when_agreed(told: Chronicle) -> None:
    for firms in told.firms:
        for firm in firms:
            assert firm.others_load == pytest.approx(sum(firm.leaving), abs=TINY), "each place has an end"
            assert min(firm.leaving) >= 0.0


def placements_end_as_often_as_they_begin(told: Chronicle) -> None:
    tally = told.tallies()
    starts = per_month(told, [month for month, _, _ in told.seen.starts])
    left = per_month(told, told.seen.left_places)
    assert np.array_equal(starts, tally[:, Tally.STARTED])
    assert np.array_equal(np.cumsum(starts - left), tally[:, Tally.PLACEMENT]), "begun, not ended: going on"
    over = tally[:, Tally.ENDED] + tally[:, Tally.BROKEN_OFF]
    assert (over <= left).all(), "an end and a break-off each free a place"
    for month in told.months():
        was = {one.id: one.status for one in told.people[month]}
        now_elsewhere = (Status.EDUCATION, Status.OUT)
        went = sum(one.status in now_elsewhere and one.status != was[one.id] for one in told.people[month + 1])
        others = tally[month, Tally.FOUND_JOB] + tally[month, Tally.MOVES] + went
        assert left[month] - over[month] <= others, "the other ends are a job, a move, education, illness"
    assert sum(one.n_places for one in told.people[-1]) == starts.sum(), "each start is in somebody's life"


def trouble_is_found_or_missed(told: Chronicle) -> None:
    t = told.tallies().T
    missed = t[Tally.PROBLEMS] - t[Tally.PROBLEMS_FOUND]
    assert (missed >= 0).all(), "what is found was there"
    assert (t[Tally.BROKEN_OFF] <= missed).all(), "only what nobody found breaks a placement off"
    assert (t[Tally.STARTED_PREPARED] <= t[Tally.STARTED]).all()
    assert (t[Tally.WALK_INS] <= t[Tally.STARTED]).all()
    assert (t[Tally.EVALUATED] <= t[Tally.ENDED]).all(), "only what ended is evaluated"
    assert (t[Tally.HIRED_BY_HOST] + t[Tally.CHILDCARE_FAILED] <= t[Tally.ENDED]).all(), "one offer an end"
    assert (t[Tally.CHILDCARE_PLACES] <= t[Tally.HIRED_BY_HOST]).all(), "a childcare place is found for a hire"
    assert (t[Tally.HIRED_LATENT] <= t[Tally.HIRED_BY_HOST]).all()


# --- requests ----------------------------------------------------------------------------------------------


def every_request_is_answered(told: Chronicle) -> None:
    t = told.tallies().T
    asked_and_got = t[Tally.ASKED] - sum(t[column] for column in REFUSALS)
    ideas = per_month(told, told.seen.from_ideas)
    assert np.array_equal(asked_and_got + ideas, t[Tally.STARTED]), "yes to a request, or an initiative: a start"
    assert (ideas <= t[Tally.TAKEN_UP]).all(), "only an initiative that is taken up becomes a placement"


def every_initiative_is_answered_next_month(told: Chronicle) -> None:
    t = told.tallies().T
    answers = per_month(told, told.seen.ideas_answered)
    waiting = np.array([sum(firm.has_idea for firm in firms) for firms in told.firms])
    assert np.array_equal(answers, waiting[:-1]), "what waits is answered the month after"
    assert (waiting[1:] <= t[Tally.INITIATIVES]).all()
    no = t[Tally.HONEST_NO] + t[Tally.SILENCE]
    assert np.array_equal(t[Tally.TAKEN_UP] + no, answers + t[Tally.CHILDCARE_FAILED]), "yes, an honest no, or silence"


def other_groups_get_what_they_asked_for_at_most(told: Chronicle) -> None:
    t = told.tallies().T
    got = t[Tally.PUPILS_PLACED] + t[Tally.STUDENTS_PLACED] + t[Tally.NAV_PLACED]
    assert np.array_equal(got, per_month(told, [month for month, _, _ in told.seen.others]))
    assert (got <= t[Tally.OTHERS_ASKED]).all()


def relations_stay_between_nothing_and_everything(told: Chronicle) -> None:
    for firms in told.firms:
        for firm in firms:
            assert 0.0 <= firm.goodwill <= 1.0
            assert all(0.0 <= trust <= 1.0 for trust in firm.trust)
            assert firm.pressure >= 0.0


# --- hours and kroner --------------------------------------------------------------------------------------


def supervision_takes_no_more_than_the_hours_at_work(told: Chronicle) -> None:
    for month, spent, hours in told.seen.supervision:
        assert -TINY <= spent <= hours + TINY, f"month {month}: one cannot be supervised while away"
    bound = np.zeros(len(told.months()))
    for month, _, hours in told.seen.supervision:
        bound[month] += hours
    t = told.tallies().T
    judged = t[Tally.STARTED] * np.array([money.involvement_hours for money in told.money])
    bound += judged + t[Tally.COURSES] * np.array([money.course_hours for money in told.money])
    assert (t[Tally.EMPLOYER_HOURS] <= bound + TINY).all()
    assert (t[Tally.MENTOR_HOURS] <= t[Tally.EMPLOYER_HOURS] + TINY).all(), "the grant pays hours that were spent"


def nobody_works_hours_that_an_office_does_not_have(told: Chronicle) -> None:
    t = told.tallies().T
    standing, new, follow = t[Tally.HOURS_STANDING], t[Tally.HOURS_NEW], t[Tally.HOURS_FOLLOW]
    assert (standing + new + follow <= t[Tally.HOURS_HAD] + TINY).all()
    for hours, wanted in (
        (standing, t[Tally.HOURS_STANDING_WANTED]),
        (new, t[Tally.HOURS_NEW_WANTED]),
        (follow, t[Tally.HOURS_FOLLOW_NEEDED]),
    ):
        assert (hours >= 0.0).all(), "hours are never negative"
        assert (hours <= wanted + TINY).all(), "nobody does more than is wanted"
    used = np.array([sum(desk.hours_used for desk in desks) for desks in told.desks[1:]])
    assert used == pytest.approx(standing + new + follow, abs=TINY)
    for desks in told.desks[1:]:
        for desk in desks:
            assert all(0.0 <= share <= 1.0 for share in (desk.follow_up, desk.done, desk.delivered))


def kroner_are_hours_times_prices(told: Chronicle) -> None:
    for month in told.months():
        t, money, desks = told.tallies()[month], told.money[month], told.desks[month + 1]
        hours = [sum(desk.hours_used + desk.hours_idle for desk in desks if desk.side == side) for side in (0, 1)]
        teaching = money.teacher_hour * t[Tally.TEACHER_HOURS] / money.trainees_per_teacher
        childcare = money.childcare_place * t[Tally.CHILDCARE_PLACES]
        grants = money.subsidy_month * t[Tally.SUBSIDY_MONTHS] + money.course * t[Tally.COURSES]
        mentors = money.employer_hour * t[Tally.MENTOR_HOURS]
        employers = money.employer_hour * t[Tally.EMPLOYER_HOURS]
        assert t[Tally.KR_MUNICIPALITY] == pytest.approx(
            money.adviser_hour * hours[0] + teaching + childcare, rel=1e-12
        )
        assert t[Tally.KR_STATE] == pytest.approx(money.adviser_hour * hours[1] + grants + mentors, rel=1e-12)
        assert t[Tally.KR_EMPLOYER] == pytest.approx(employers - mentors, rel=1e-12), "an hour is paid once"


def benefit_and_grant_follow_people(told: Chronicle) -> None:
    for month in told.months():
        t, money = told.tallies()[month], told.money[month]
        here = [one for one in told.settled(month) if not one.moved_away]
        families = [one for one in here if one.is_head or one.joins]
        entitled = [one for one in here if one.in_programme and one.status != Status.WORK]
        assert t[Tally.PERSONS_THERE] == sum(one.persons for one in families)
        assert t[Tally.KR_BENEFIT] == pytest.approx(sum(money.benefit_month(one.age) for one in entitled))
        grants = sum(one.persons * money.grant_month(one.months) for one in families)
        assert t[Tally.KR_GRANT] == pytest.approx(grants)


# --- cohorts -----------------------------------------------------------------------------------------------


def a_cohort_is_seen_by_fewer_as_time_goes_on(told: Chronicle) -> None:
    c = told.model.curve.T
    for column in (Curve.SEEN, Curve.WOMEN_SEEN, Curve.PERSONS_SEEN, Curve.RESIDENTS, Curve.PERSONS_THERE):
        assert (np.diff(c[column]) <= 0).all(), f"{column.name}: nobody is seen later who was not seen before"
    assert (c[Curve.WORK] + c[Curve.STUDY] <= c[Curve.SEEN]).all()
    assert (c[Curve.WOMEN_SEEN] <= c[Curve.SEEN]).all()
    assert (c[Curve.WOMEN_WORK] <= np.minimum(c[Curve.WORK], c[Curve.WOMEN_SEEN])).all()
    assert (c[Curve.RESIDENTS_WORK] <= np.minimum(c[Curve.WORK], c[Curve.RESIDENTS])).all()
    assert np.array_equal(c[Curve.AT_RISK], c[Curve.PERSONS_THERE] + c[Curve.MOVED]), "there before: there, or moved"
    assert (c[Curve.AT_RISK][1:] <= c[Curve.PERSONS_THERE][:-1]).all(), "who can move now was there a month ago"


def totals_agree_with_each_other(told: Chronicle) -> None:
    total, c = told.model.totals, told.model.curve.T
    for small, large in itertools.chain(
        (
            (Total[f"{what}{when}_{sex}"], Total[f"{of}_{sex}"])
            for sex in "MW"
            for when, of in (("0", "LEFT"), ("1", "SEEN1"), ("5", "SEEN5"))
            for what in ("WORK", "STUDY")
        ),
        (
            (Total[f"{later}_{sex}"], Total[f"{earlier}_{sex}"])
            for sex in "MW"
            for later, earlier in (("SEEN1", "LEFT"), ("SEEN5", "SEEN1"))
        ),
        ((one, Total(one - 1)) for one in Total if one.name.startswith("STAY5") and not one.name.endswith("_OF")),
        ((one, Total(one - 1)) for one in Total if one.name.startswith("WORK36")),
        (
            (Total.HOSTED_WORK, Total.HOSTED),
            (Total.HOSTED_INDUSTRY_WORK, Total.HOSTED_INDUSTRY),
            (Total.HOSTED_PUBLIC_WORK, Total.HOSTED_PUBLIC),
            (Total.WOMEN, Total.ADULTS),
            (Total.B1_N, Total.B1_OF),
            (Total.YEARS_PLACED, Total.YEARS_IN_CLASS),
            (Total.EVER_PLACED60, Total.MONTHS60_OF),
            (Total.ADULTS, Total.PERSONS),
            (Total.WORK_MONTHS, Total.MONTHS_SEEN),
        ),
    ):
        assert 0 <= total[small] <= total[large], f"{small.name} is a part of {large.name}"
    for sex in "MW":
        for when, of in (("0", "LEFT"), ("1", "SEEN1"), ("5", "SEEN5")):
            both = total[Total[f"WORK{when}_{sex}"]] + total[Total[f"STUDY{when}_{sex}"]]
            assert both <= total[Total[f"{of}_{sex}"]], "nobody is in work and education at once"
    assert total[Total.HOSTED_INDUSTRY] + total[Total.HOSTED_PUBLIC] <= total[Total.HOSTED]
    assert total[Total.B1_OF] <= total[Total.LEFT_M] + total[Total.LEFT_W] <= total[Total.ADULTS]
    assert total[Total.ADULTS] == c[Curve.SEEN][0], "a cohort begins with all who settled"
    assert total[Total.PERSONS] == c[Curve.PERSONS_SEEN][0]
    assert total[Total.WORK_MONTHS] == c[Curve.WORK].sum(), "months in work, counted across or along"
    assert total[Total.MONTHS_SEEN] == c[Curve.SEEN].sum()
    for groups in (("MEN", "WOMEN"), ("SCHOOL_1", "SCHOOL_2", "SCHOOL_3")):
        if told.scenario.months > 36:
            assert sum(total[Total[f"WORK36_{group}"]] for group in groups) == c[Curve.WORK][36]
    if told.scenario.months > 60:
        assert total[Total.MONTHS60_OF] == c[Curve.SEEN][60]


CLAIMS: tuple[Callable[[Chronicle], None], ...] = (
    nobody_vanishes,
    every_adult_has_one_status,
    rights_and_status_agree,
    movers_stay_away_and_in_the_data,
    status_tells_host_and_contract,
    who_works_found_a_job_and_has_not_lost_it,
    trainees_are_refugees_with_this_host,
    a_start_takes_a_free_place_of_a_willing_employer,
    places_never_exceed_willing_supervisors,
    places_of_others_end_when_agreed,
    placements_end_as_often_as_they_begin,
    trouble_is_found_or_missed,
    every_request_is_answered,
    every_initiative_is_answered_next_month,
    other_groups_get_what_they_asked_for_at_most,
    relations_stay_between_nothing_and_everything,
    supervision_takes_no_more_than_the_hours_at_work,
    nobody_works_hours_that_an_office_does_not_have,
    kroner_are_hours_times_prices,
    benefit_and_grant_follow_people,
    a_cohort_is_seen_by_fewer_as_time_goes_on,
    totals_agree_with_each_other,
)


@functools.cache
def lively_town() -> Chronicle:
    """Chronicle of two towns over eleven years in which everything happens."""
    towns = [
        hamlet(persons=24, enterprises=200, code=900 + i, key=f"town{i}", inhabitants=2500).places for i in range(2)
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
        "ending.hire": {"set": 0.9},
        "relations.initiatives": {"set": 0.015},
        "placement.trouble": {"set": 0.25},
        "work.health": {"set": 0.0145},
        "ending.childcare": {"set": 1.0},
        "ending.public": {"set": 2.0},
        "requests.walk_in_rate": {"set": 0.1},
        "programme.study_ends": {"set": 0.005},
        "programme.study_later": {"set": 0.05},
        "demand.summer": {"set": 2.0},
    }
    place = Description("Two towns", towns[0] | towns[1])
    made = parameters(
        answer__base=-0.3,
        answer__later_share=0.3,
        answer__decay=2.5,
        settlement__lone_parents=40.0,
        work__health_from=24.0,
    )
    scenario = Scenario(place, (measure("everything", changes, from_month=7),), made, months=120, warm_up=1)
    return chronicle(scenario, seed=7)


@pytest.mark.parametrize("town", ["lively", *RANDOM_TOWNS])
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_in_every_month(claim: Callable[[Chronicle], None], town: str | int) -> None:
    claim(random_town(town) if isinstance(town, int) else lively_town())


def test_everything_happens_in_the_lively_town() -> None:
    told = lively_town()
    count = told.tallies().sum(axis=0)
    rare = {"HOSTED_INDUSTRY_WORK", "HOSTED_PUBLIC_WORK", "STUDY5_M", "STUDY5_W"}
    silent = [column.name for column in Tally if count[column] == 0 and column not in REFUSALS]
    silent += [column.name for column in Total if told.model.totals[column] == 0 and column.name not in rare]
    assert silent == [], "a claim about what never happens proves nothing"
    assert sum(count[column] > 0 for column in REFUSALS) >= 7, "employers say no for many reasons"
    assert told.seen.from_ideas, "some placement began with an initiative"


def test_who_is_supervised_is_at_the_workplace() -> None:
    told = lively_town()
    supervised = sum(hours for _, _, hours in told.seen.supervision)
    at_work = sum(hours for _, hours in told.seen.at_work)
    assert at_work == pytest.approx(supervised), "months of supervision are months at work"


def test_every_month_of_a_placement_needs_follow_up() -> None:
    told = lively_town()
    needed = told.tallies()[:, Tally.HOURS_FOLLOW_NEEDED].sum() / told.model.p.offices.per_month
    months = len(told.seen.supervision)
    assert needed == pytest.approx(months), "a month of a placement, a month of follow-up"


def test_experience_is_the_number_of_months_that_begin_in_work() -> None:
    told = lively_town()
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
