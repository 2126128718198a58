"""Which way things go in the offices: hours, follow-up, what employers make of it, spare hours, the teacher.

Formula by formula over their range, and office by office.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import IntegrationModel
from sim.rules.offices import Offices
from sim.rules.placement import Placement
from sim.rules.relations import Relations
from sim.scenario import Scenario
from sim.tallies import Tally
from tests.support.random_towns import hamlet, measure, parameters
from tests.support.scene import Scene, in_order, many, plausible, scene, share, some

# --- follow-up and trust ------------------------------------------------------------------------------------


@many
@given(t=plausible(Placement), follow=in_order(0.0, 1.0))
def test_more_follow_up_never_finds_fewer_problems(t: Placement, follow: tuple[float, float]) -> None:
    assert t.p_found(follow[1]) >= t.p_found(follow[0])
    assert 0.0 <= t.p_found(0.0) == pytest.approx(t.voiced), "without follow-up only what is said is heard"


@many
@given(t=plausible(Placement), gaps=in_order(0.0, 3.0), prepared=share)
def test_better_norwegian_and_preparation_never_give_more_trouble(
    t: Placement, gaps: tuple[float, float], prepared: float
) -> None:
    assert t.p_trouble(gaps[0], prepared) <= t.p_trouble(gaps[1], prepared)
    assert t.p_trouble(gaps[0], 1.0) <= t.p_trouble(gaps[0], prepared)


@many
@given(
    o=plausible(Offices),
    wanted=in_order(0.0, 300.0),
    hours=in_order(0.0, 300.0),
    follow=st.floats(0.0, 300.0),
    kept=share,
)
def test_hours_bind(
    o: Offices, wanted: tuple[float, float], hours: tuple[float, float], follow: float, kept: float
) -> None:
    def quality(wish: float, had: float) -> float:
        return o.follow_quality(had - o.new_work(wish, follow, had, kept), follow)

    assert quality(wanted[1], hours[0]) <= quality(wanted[0], hours[0]) + 1e-12, "more new work, not more follow-up"
    assert quality(wanted[0], hours[1]) >= quality(wanted[0], hours[0]) - 1e-12, "more hours, not less follow-up"
    left = hours[0] - o.new_work(wanted[1], follow, hours[0], kept)
    assert left >= min(follow, kept * hours[0]) - 1e-12, "what is protected is kept for follow-up"


def placed(process: Placement, relations: Relations) -> Scene:
    """A scene in which the refugee is in placement with the employer."""
    here = scene(trust=0.5, goodwill=0.8)
    here.refugee.begin_placement(here.model, here.employer, 0, here.refugee.oral, here.refugee.oral, False)
    here.employer.trust, here.refugee.placement_months = [0.5, 0.5], 1
    here.model.p = dataclasses.replace(here.model.p, placement=process, relations=relations)
    return here


@some
@given(t=plausible(Placement), r=plausible(Relations))
def test_a_problem_that_is_found_is_cheaper_than_one_that_is_missed(t: Placement, r: Relations) -> None:
    after = {}
    for voiced in (1.0, 0.0):
        sure = dataclasses.replace(t, trouble=1e6, voiced=voiced, detection=0.0, breaks=0.0)
        here = placed(sure, r)
        here.refugee.go_on(here.model)
        assert here.model.tally[Tally.PROBLEMS] == 1
        assert here.model.tally[Tally.PROBLEMS_FOUND] == voiced
        after[voiced] = here
    found, missed = after[1.0], after[0.0]
    assert found.employer.trust[0] > missed.employer.trust[0], "who comes when there is trouble is trusted"
    assert found.employer.goodwill >= missed.employer.goodwill
    assert found.employer.trust[1] == missed.employer.trust[1] == 0.5, "trust is in the office that placed"
    assert (found.refugee.placement_bad, missed.refugee.placement_bad) == (0, 1)


@some
@given(r=plausible(Relations), trust=share, goodwill=share)
def test_an_honest_no_is_cheaper_than_silence(r: Relations, trust: float, goodwill: float) -> None:
    after = {}
    for honest in (True, False):
        here = scene(trust=trust, goodwill=goodwill)
        here.model.p = dataclasses.replace(here.model.p, relations=r)
        here.employer.get_no_answer(here.model, 0, honest)
        after[honest] = here.employer
    assert after[True].trust[0] >= after[False].trust[0], "a no is better than nothing"
    assert after[True].trust[0] > after[False].trust[0] or trust <= r.honest_no, "(who has no trust has none to lose)"
    assert after[True].goodwill == goodwill >= after[False].goodwill
    assert after[True].trust[1] == after[False].trust[1] == trust, "the other office is not to blame"


def test_a_no_weighs_less_than_silence_in_the_next_answer() -> None:
    odds = {}
    for honest in (True, False):
        here = scene(trust=0.5)
        here.employer.get_no_answer(here.model, 0, honest)
        odds[honest] = here.log_odds()
    assert odds[True] > odds[False], "card 7"


def test_trust_falls_faster_than_it_grows() -> None:
    r = Relations()
    assert r.missed > r.found, "an event of the same weight"
    assert r.silence > r.taken_up > r.honest_no
    assert r.missed >= r.ended_well


# --- hours of an office -------------------------------------------------------------------------------------


def planned(practice: dict[str, float] | None = None, month: int = 9, **fields: Any) -> tuple[Any, np.ndarray]:
    """Office of the programme that has planned a month with these numbers of people, and what it counted."""
    town = hamlet(persons=4, practice={"hours_per_participant": 3.0} | (practice or {}))
    model = IntegrationModel(Scenario(town, (), parameters(offices__turnover=0.0), months=24, warm_up=0), seed=5)
    model.month, model.month_of_year = month, month % 12 + 1
    office = model.offices[0]
    office.push = 1.0
    for name, value in ({"participants": 20, "placed": 4, "seekers": 5, "jobseekers": 6} | fields).items():
        setattr(office, name, value)
    office.plan(model)
    return office, model.tally.copy()


@pytest.mark.parametrize("onsite", [0, 2, 4])
def test_hours_of_the_teacher_are_follow_up_of_those_on_site(onsite: int) -> None:
    done, needed = [], []
    for hours in (0.0, 2.0, 8.0, 65.0):
        office, tally = planned({"teacher_hours": hours, "hours_per_participant": 0.8}, placed_onsite=onsite)
        done.append(office.follow_up)
        needed.append(tally[Tally.HOURS_FOLLOW_NEEDED])
    assert done == sorted(done), "a teacher never takes follow-up away"
    assert needed == sorted(needed, reverse=True)
    per_month = parameters().offices.per_month
    assert needed[0] == pytest.approx(4 * per_month)
    assert needed[-1] == pytest.approx((4 - onsite) * per_month), "and helps only where it comes"
    assert (done[-1] > done[0]) == (onsite > 0)


def test_a_teacher_in_summer_has_the_hours_of_summer() -> None:
    usual, summer = (planned({"teacher_hours": 4.0}, month, placed_onsite=4)[1] for month in (9, 6))
    per_month, left = parameters().offices.per_month, parameters().offices.summer_hours
    assert usual[Tally.HOURS_FOLLOW_NEEDED] == pytest.approx(4 * per_month - 4.0)
    assert summer[Tally.HOURS_FOLLOW_NEEDED] == pytest.approx(4 * per_month - 4.0 * left)


def test_without_matching_no_hour_is_spent_on_it_and_more_gives_more_contacts() -> None:
    contacts = []
    for matching in (0.0, 0.1, 0.2, 0.4):
        office, tally = planned({"matching": matching})
        contacts.append(office.contacts)
        assert (tally[Tally.HOURS_MATCHING] > 0.0) == (matching > 0.0)
        assert tally[Tally.HOURS_MATCHING] <= tally[Tally.HOURS_MATCHING_WANTED] == pytest.approx(6 * matching)
    assert contacts[0] == 0.0
    assert contacts == sorted(contacts)


def test_hours_kept_for_matching_are_taken_from_the_rest_where_hours_are_few() -> None:
    poor = {"hours_per_participant": 0.5, "matching": 0.4}
    late, first = (planned(poor | {"matching_first": kept}) for kept in (0.0, 0.5))
    assert first[1][Tally.HOURS_MATCHING] > late[1][Tally.HOURS_MATCHING]
    rest = [tally[Tally.HOURS_NEW] + tally[Tally.HOURS_FOLLOW] for _, tally in (first, late)]
    assert rest[0] < rest[1]


@many
@given(o=plausible(Offices), push=st.floats(1.0, 4.0), use=in_order(0.0, 1.0))
def test_spare_hours_push_as_far_as_they_are_used(o: Offices, push: float, use: tuple[float, float]) -> None:
    assert o.pushed(push, 0.0) == 1.0, "not used: as ever"
    assert o.pushed(push, 1.0) == pytest.approx(push)
    assert o.pushed(push, use[0]) <= o.pushed(push, use[1])


@many
@given(o=plausible(Offices), push=st.floats(1.0, 4.0), hours=in_order(0.0, 300.0), asked=st.floats(0.0, 300.0))
def test_the_memory_of_spare_hours_stays_in_bounds_and_grows_with_hours(
    o: Offices, push: float, hours: tuple[float, float], asked: float
) -> None:
    push = min(push, o.push_most)
    less, more = (o.next_push(push, had, asked) for had in hours)
    assert 1.0 <= less <= more <= o.push_most
    short = push
    for _ in range(200):
        short = o.next_push(short, 0.5 * asked, asked)
    assert short == 1.0 or asked == 0.0, "where hours lack nothing is pushed"


def test_where_spare_hours_are_not_used_the_memory_of_them_moves_nothing() -> None:
    town = hamlet(persons=20, enterprises=100, practice={"matching": 0.2, "hours_per_participant": 4.0})
    runs = {}
    for use in (0.0, 1.0):
        for most in (1.0, 4.0):
            made = parameters(requests__uses_spare=use, offices__push_most=most)
            runs[use, most] = IntegrationModel(Scenario(town, (), made, months=30, warm_up=0), seed=2).run().tallies
    assert np.array_equal(runs[0.0, 1.0], runs[0.0, 4.0]), "as without it"
    assert np.array_equal(runs[1.0, 1.0], runs[0.0, 1.0]), "nothing remembered, nothing pushed"
    more, usual = runs[1.0, 4.0].sum(axis=0), runs[0.0, 4.0].sum(axis=0)
    assert more[Tally.SEEKERS] > usual[Tally.SEEKERS]
    assert more[Tally.HOURS_MATCHING_WANTED] > usual[Tally.HOURS_MATCHING_WANTED]


def test_an_office_that_goes_back_to_its_hosts_meets_them_more_often() -> None:
    again = []
    for returns in (0.0, 1.0):
        made = parameters(requests__returns=returns, answer__base=0.5, requests__waits=0.0)
        town = hamlet(persons=30, enterprises=150, practice={"known": 0.6})
        model = IntegrationModel(Scenario(town, (), made, months=40, warm_up=0), seed=4).run()
        again.append(
            sum(max(0, one.hosted - 1) for one in model.employers) / sum(one.hosted for one in model.employers)
        )
    assert again[1] > again[0]


# --- a trial ------------------------------------------------------------------------------------------------


def trial_of(share_: float, practice: dict[str, dict[str, float]] | None = None) -> IntegrationModel:
    town = hamlet(persons=20, enterprises=100)
    made = parameters(trial__share=share_, trial__from_month=7.0, trial__until=24.0)
    policies = (measure("trial", practice),) if practice else ()
    return IntegrationModel(Scenario(town, policies, made, months=40, warm_up=0), seed=3).run()


def test_without_a_share_nobody_is_in_a_trial_and_its_office_does_nothing() -> None:
    strong = {"practice.trial.matching": {"set": 4.0}}
    model, base = trial_of(0.0, strong), trial_of(0.0)
    assert {one.group for one in model.everybody} == {0}
    assert np.array_equal(model.tallies, base.tallies), "an office without people is no office"


def test_treated_and_controls_are_drawn_as_often_as_said_and_the_office_serves_the_treated() -> None:
    nobody_else = {f"practice.{office}.matching": {"set": 0.0} for office in ("programme", "after")}
    model = trial_of(0.6, {"practice.trial.matching": {"set": 4.0}, **nobody_else})
    groups = [one.group for one in model.everybody if one.status]
    n = len(groups)
    assert abs(np.mean([group > 0 for group in groups]) - 0.6) <= 4 * (0.6 * 0.4 / n) ** 0.5
    assert {0, 1, 2} == set(groups)
    served = {one.group for one in model.everybody if one.recommended_by >= 0}
    assert served <= {1}, "nobody else is matched"
    assert model.tallies[:, Tally.CONTACTS].sum() > 0


@pytest.mark.parametrize("track", [0.0, 1.0, 3.0])
def test_a_trial_may_be_for_one_schooling(track: float) -> None:
    t = parameters(trial__share=1.0, trial__track=track).trial
    for mine in (1, 2, 3):
        assert (t.group_of(mine, 0.5, 0.2) == 1) == (track in (0.0, float(mine)))
        assert (t.group_of(mine, 0.5, 0.9) == 2) == (track in (0.0, float(mine)))
