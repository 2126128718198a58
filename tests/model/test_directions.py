"""Which way things go: more of this never gives less of that, formula by formula over their range.

``test_directions_in_sel`` asks the same of outcomes. "Card n" is a row of the domain paper's validation cards.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.processes import Parameters, Practice
from sim.rules.answer import Answer
from sim.rules.ending import Ending
from sim.rules.offices import Offices
from sim.rules.placement import Placement
from sim.rules.relations import Relations
from sim.scenario import Scenario
from sim.states import Reason
from sim.tallies import Tally
from tests.support.random_towns import hamlet, measure, parameters
from tests.support.scene import (
    AUTUMN,
    EMPLOYERS,
    MONTHS,
    SUMMER,
    Scene,
    in_order,
    many,
    plausible,
    scene,
    share,
    some,
    with_one_more,
)

# --- the answer ---------------------------------------------------------------------------------------------


@some
@given(fields=EMPLOYERS, values=in_order(0.0, 15.0), month=MONTHS)
def test_more_requests_never_make_a_yes_more_likely(
    fields: dict[str, Any], values: tuple[float, float], month: int
) -> None:
    less, more = with_one_more(fields, "pressure", values, month)
    assert more <= less, "cross-pressure only takes away"


@some
@given(fields=EMPLOYERS, values=in_order(0.0, 1.0), month=MONTHS)
def test_more_trust_never_makes_a_yes_less_likely(
    fields: dict[str, Any], values: tuple[float, float], month: int
) -> None:
    less, more = with_one_more(fields, "trust", values, month)
    assert more >= less, "who is trusted is heard"


@some
@given(fields=EMPLOYERS, values=in_order(0.0, 1.0), month=MONTHS)
def test_rested_staff_never_make_a_yes_less_likely(
    fields: dict[str, Any], values: tuple[float, float], month: int
) -> None:
    less, more = with_one_more(fields, "goodwill", values, month)
    assert more >= less, "tired supervisors say no"


@some
@given(fields=EMPLOYERS, values=in_order(0.0, 5.0), month=MONTHS)
def test_a_scar_never_makes_a_yes_more_likely(fields: dict[str, Any], values: tuple[float, float], month: int) -> None:
    less, more = with_one_more(fields, "scar", values, month)
    assert more <= less, "who was left alone is careful"


@some
@given(fields=EMPLOYERS, told=in_order(0.0, 5.0), month=MONTHS)
def test_better_norwegian_never_makes_a_yes_less_likely(
    fields: dict[str, Any], told: tuple[float, float], month: int
) -> None:
    here = scene(month=month, **fields)
    assert here.log_odds(told[1]) >= here.log_odds(told[0]), "nobody is refused for speaking better"


def test_better_norwegian_never_makes_a_yes_less_likely_where_the_motive_is_weak() -> None:
    here = scene(social=-1.5, learned=0.15)
    odds = [here.log_odds(told) for told in np.linspace(0.0, 3.0, 61)]
    assert all(more >= less for less, more in itertools.pairwise(odds)), "nobody is refused for speaking better"


@many
@given(a=plausible(Answer), u=st.floats(-3.0, 2.0), motives=in_order(0.0, 3.0))
def test_a_social_motive_adds_to_a_gain_and_does_not_buy_off_a_loss(
    a: Answer, u: float, motives: tuple[float, float]
) -> None:
    less, more = (a.worth(u, motive) for motive in motives)
    if u < 0.0:
        assert more == less < 0.0, "at a loss, goodness does not help"
    else:
        assert more - less == pytest.approx(a.social * (motives[1] - motives[0]), abs=1e-12)


def test_the_kink_shows_in_the_answer() -> None:
    dear = {"learned": 0.35}  # so much supervision that the trainee never pays for it
    kind, plain = (scene(social=social, **dear).log_odds() for social in (2.0, 0.0))
    assert kind == plain, "a loss, so the motive is silent"
    kind, plain = (scene(social=social).log_odds() for social in (2.0, 0.0))
    assert kind > plain, "no loss, so the motive speaks"


@many
@given(a=plausible(Answer), busy=share, trusts=in_order(0.0, 1.0), mentor=share)
def test_a_trusted_office_loses_less_on_a_busy_day(
    a: Answer, busy: float, trusts: tuple[float, float], mentor: float
) -> None:
    costs = [a.season_cost(busy, trust, mentor) for trust in trusts]
    assert costs[0] >= costs[1] >= 0.0, "a trusted office gets a yes in spite of a hectic day"
    assert a.season_cost(0.0, trusts[0], mentor) == 0.0, "a quiet day costs nothing"


def test_the_high_season_costs_a_trusted_office_less() -> None:
    cost = {
        trust: scene(month=AUTUMN, trust=trust).log_odds() - scene(month=SUMMER, trust=trust).log_odds()
        for trust in (0.1, 0.9)
    }
    assert 0.0 < cost[0.9] < cost[0.1]


def test_the_mentor_grant_helps_most_in_high_season_and_only_where_it_is_known() -> None:
    gain = {}
    for month, knows in itertools.product((SUMMER, AUTUMN), (True, False)):
        without, granted = (
            scene({"mentor": mentor}, month=month, aware_luck=0.0 if knows else 2.0).log_odds() for mentor in (0.0, 1.0)
        )
        gain[month, knows] = granted - without
    assert gain[SUMMER, True] > gain[AUTUMN, True] > 0.0, "card 13: the grant takes off the pressure of the season"
    assert gain[SUMMER, False] == gain[AUTUMN, False] == 0.0, "nobody uses a grant unknown to him"


@many
@given(a=plausible(Answer), pressure=st.floats(0.1, 10.0), askers=st.integers(0, 4))
def test_an_extra_asker_costs_more_in_a_small_firm(a: Answer, pressure: float, askers: int) -> None:
    drop = {n: a.pressing(pressure + 1.0, askers + 1, n) - a.pressing(pressure, askers, n) for n in (3, 60)}
    assert drop[3] >= drop[60] >= 0.0, "card 10"


@pytest.mark.parametrize("fields", [{}, {"pressure": 9.0}, {"social": 3.0, "goodwill": 1.0}])
def test_an_agreed_requirement_never_makes_a_yes_less_likely(fields: dict[str, Any]) -> None:
    for told in np.linspace(0.5, 3.0, 11):
        usual, agreed = (scene({"agreed": share}, **fields).log_odds(told) for share in (0.0, 1.0))
        assert agreed >= usual


def test_the_right_skill_helps_only_where_it_is_needed_and_seen() -> None:
    def gain(mapping: float, luck: float, skill: int) -> float:
        here = scene({"mapping": mapping}, latent=2, need_luck=luck)
        here.refugee.skill = skill
        return here.log_odds() - scene({"mapping": mapping}).log_odds()

    d = Parameters().demand
    between = (d.latent_seen + d.latent_mapped) / 2
    assert gain(0.0, 0.0, 2) > 0.0, "the seamstress"
    assert gain(0.0, 0.0, 3) == 0.0, "another skill is no help"
    assert gain(0.0, between, 2) == 0.0, "a need that nobody sees"
    assert gain(1.0, between, 2) > 0.0, "mapping finds it"


def test_supervision_costs_more_than_the_trainee_gives_at_first_and_less_by_the_third_month() -> None:
    a = Answer()
    assert a.supervision(0, 0.0, 0.0) > a.break_even > a.supervision(2, 0.0, 0.0), "card 15"
    months = [a.supervision(month, 0.5, 0.1) for month in range(12)]
    assert all(later <= earlier for earlier, later in itertools.pairwise(months))


# --- hard limits --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [0.0, 2.0, 6.0])
def test_who_is_never_willing_says_no_to_everybody(told: float) -> None:
    here = scene(never=True, social=3.0, trust=1.0)
    assert here.employer.consider(here.refugee, here.model, told, 0, False, 0) == Reason.UNWILLING


@pytest.mark.parametrize("name", [*numbers(Practice()), "all at once"])
def test_no_practice_moves_the_unwilling(name: str) -> None:
    town = hamlet(persons=12, enterprises=120)
    before = [one.never for one in IntegrationModel(Scenario(town, months=1, warm_up=0), seed=2).employers]
    high = {
        f"practice.{number}": {"set": one.plausible[1]}
        for number, one in numbers(Practice()).items()
        if name in (number, "all at once")
    }
    model = IntegrationModel(Scenario(town, (measure("push", high),), months=14, warm_up=0), seed=2).run()
    assert any(before)
    assert [one.never for one in model.employers] == before, "never is never"
    hosts = {one.first_host for one in model.refugees if one.n_placements > 0}
    assert not any(model.employers[host].never for host in hosts)


def test_no_capacity_so_every_answer_is_no() -> None:
    tiny_firms = {"demand__staff_1": 1.0, "answer__small_none": 1.0}
    town = hamlet(persons=30, public_units={})
    made = parameters(**tiny_firms, relations__initiatives=0.015, answer__never_private=0.2)
    tally = IntegrationModel(Scenario(town, (), made, months=40, warm_up=0), seed=1).run().tallies.sum(axis=0)
    assert tally[Tally.ASKED] >= 50, "many ask"
    assert tally[Tally.REFUSED_NO_ROOM] + tally[Tally.REFUSED_UNWILLING] == tally[Tally.ASKED], "no room, so no"
    assert tally[Tally.STARTED] == tally[Tally.PLACEMENT] == 0
    assert tally[Tally.OTHERS_ASKED] >= 50
    assert tally[Tally.PUPILS_PLACED] + tally[Tally.STUDENTS_PLACED] + tally[Tally.NAV_PLACED] == 0


def test_no_hours_so_no_new_placements_and_no_follow_up() -> None:
    gone = measure("gone", {"practice.hours_per_participant": {"set": 0.0}}, from_month=25)
    made = parameters(
        requests__walk_in_rate=0.0,
        placement__voiced=0.0,
        placement__trouble=0.25,
        relations__initiatives=0.1,
        answer__base=0.5,
    )
    town = hamlet(persons=40, enterprises=150, practice={"known": 0.6})
    model = IntegrationModel(Scenario(town, (gone,), made, months=36, warm_up=0), seed=4).run()
    before, after = model.tallies[:24].sum(axis=0), model.tallies[24:].sum(axis=0)
    assert before[Tally.STARTED] >= 10
    assert before[Tally.PROBLEMS_FOUND] > 0
    assert after[Tally.SEEKERS] > 0, "people still wait for a place"
    assert after[Tally.HOURS_FOLLOW_NEEDED] > 0, "people are still out"
    assert after[Tally.HOURS_FOLLOW] == after[Tally.HOURS_NEW] == after[Tally.KR_STATE] == 0, "nobody has time"
    assert after[Tally.STARTED] == after[Tally.ASKED] == 0, "no hours, so nobody is asked"
    assert after[Tally.PROBLEMS] > 0
    assert after[Tally.PROBLEMS_FOUND] == 0, "no follow-up hours, so silence about problems"
    assert after[Tally.INITIATIVES] > 0
    assert after[Tally.TAKEN_UP] == 0, "no hours, so no initiative is taken up"


def test_no_trouble_so_nothing_to_find_or_miss() -> None:
    made = parameters(placement__trouble=0.0, answer__base=0.5)
    town = hamlet(persons=40, enterprises=150, practice={"known": 0.6})
    count = IntegrationModel(Scenario(town, (), made, months=36, warm_up=0), seed=4).run().tallies.sum(axis=0)
    assert count[Tally.STARTED] >= 10
    assert count[Tally.PROBLEMS] == count[Tally.PROBLEMS_FOUND] == count[Tally.BROKEN_OFF] == 0


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
    here.refugee.begin_placement(here.model, here.employer, 0, here.refugee.oral, False)
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


# --- hiring and the subsidy ---------------------------------------------------------------------------------


@many
@given(
    e=plausible(Ending),
    oral=st.floats(0.0, 5.0),
    required=st.floats(1.5, 3.5),
    quality=share,
    work=st.booleans(),
    evaluated=st.booleans(),
    meets=st.booleans(),
)
def test_the_subsidy_raises_the_odds_by_its_factor_and_only_where_it_is_used(
    e: Ending, oral: float, required: float, quality: float, work: bool, evaluated: bool, meets: bool
) -> None:
    plain, paid = (e.p_hire(oral, required, quality, 1.0, work, evaluated, meets, known) for known in (False, True))
    assume(plain > 0.0)
    assert paid / (1.0 - paid) == pytest.approx(e.subsidy_odds * plain / (1.0 - plain), rel=1e-9)
    without = dataclasses.replace(e, subsidy_odds=1.0)
    assert without.p_hire(oral, required, quality, 1.0, work, evaluated, meets, False) == plain


@many
@given(e=plausible(Ending), oral=in_order(0.0, 5.0), required=st.floats(1.5, 3.5), quality=in_order(0.0, 1.0))
def test_norwegian_and_quality_never_lower_the_chance_of_being_hired(
    e: Ending, oral: tuple[float, float], required: float, quality: tuple[float, float]
) -> None:
    def p(level: float, good: float) -> float:
        return e.p_hire(level, required, good, 1.0, True, False, False, False)

    assert p(oral[1], quality[0]) >= p(oral[0], quality[0])
    assert p(oral[0], quality[1]) >= p(oral[0], quality[0])
    assert 0.0 <= p(oral[1], quality[1]) <= 0.95


@pytest.mark.parametrize("know", [0.0, 1.0])
def test_a_subsidy_that_nobody_knows_changes_nobodys_life(know: float) -> None:
    made = parameters(
        relations__aware_start=know, ending__hire=0.9, ending__public=1.0, demand__openings=0.1, answer__base=0.5
    )
    subsidy = measure("subsidy", {"ending.subsidy_odds": {"set": 2.0}})
    town = hamlet(persons=40, enterprises=150, practice={"known": 0.6})
    without, paid = (
        IntegrationModel(Scenario(town, chosen, made, months=42, warm_up=0), seed=6).run()
        for chosen in ((), (subsidy,))
    )
    assert without.tallies[:, Tally.HIRED_BY_HOST].sum() >= 8
    assert np.array_equal(without.tallies, paid.tallies) == (know == 0.0), "it helps where it is known, and only there"
    assert np.array_equal(without.totals, paid.totals) == (know == 0.0)
    assert (paid.tallies[:, Tally.SUBSIDY_MONTHS].sum() > 0) == (know == 1.0)
