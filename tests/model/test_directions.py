"""Which way things go: more of this never gives less of that, formula by formula over their range.

``test_directions_of_offices`` and ``test_directions_of_jobs`` go on, and ``test_directions_in_sel`` asks the same of
outcomes. "Card n" is a row of the domain paper's validation cards.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.processes import Parameters, Practice
from sim.rules.answer import Answer
from sim.scenario import Scenario
from sim.states import Reason
from sim.tallies import Tally
from tests.support.random_towns import hamlet, measure, parameters
from tests.support.scene import (
    AUTUMN,
    EMPLOYERS,
    MONTHS,
    SUMMER,
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


@many
@given(a=plausible(Answer), gaps=in_order(0.0, 3.0), helps=in_order(-0.4, 0.4), mentor=share)
def test_who_lacks_norwegian_or_needs_help_takes_no_less_room(
    a: Answer, gaps: tuple[float, float], helps: tuple[float, float], mentor: float
) -> None:
    def load(gap: float, help_need: float) -> float:
        return a.load(a.mean_supervision(gap, a.help_told * help_need, mentor))

    assert load(gaps[0], helps[0]) <= load(gaps[1], helps[0]) <= load(gaps[1], helps[1])
    assert a.load_least <= load(gaps[0], helps[0]) <= load(gaps[1], helps[1]) <= a.load_most
    assert a.load(a.mean_supervision(0.0, 0.0, 0.0)) == 1.0, "a usual trainee is one"


@many
@given(a=plausible(Answer), z=st.floats(-3.0, 3.0), staff=st.tuples(st.integers(1, 90), st.integers(1, 90)))
def test_room_grows_with_luck_and_the_plain_numbers_with_size(a: Answer, z: float, staff: tuple[int, int]) -> None:
    assert a.slack_of(staff[0], z) <= a.slack_of(staff[0], z + 0.5)
    plain = dataclasses.replace(a, slack_least=1.0, slack_small=1.4, slack_middle=2.5, slack_large=5.0)
    small, large = sorted(staff)
    assert plain.slack_of(small, z) <= plain.slack_of(large, z)


def test_the_help_that_somebody_needs_makes_a_yes_less_likely_as_far_as_it_is_told() -> None:
    odds = []
    for help_need in (-0.2, 0.0, 0.2):
        here = scene()
        here.refugee.help_need = help_need
        odds.append(here.log_odds())
    assert odds[0] >= odds[1] > odds[2]
    here = scene()
    here.model.p = dataclasses.replace(here.model.p, answer=dataclasses.replace(here.model.p.answer, help_told=0.0))
    here.refugee.help_need = 0.2
    assert here.log_odds() == odds[1], "what nobody tells counts nothing"


def test_refugees_take_turns_with_the_other_groups_only_where_others_ask() -> None:
    for pressure, costs in ((0.0, False), (2.0, True)):
        last, others = (scene(last_guests=guests, pressure=pressure).log_odds() for guests in (1, 2))
        assert (last < others) == costs
    assert scene(last_guests=0).log_odds() == scene(last_guests=3).log_odds(), "nobody waits for their own turn"


def test_hands_are_wanted_in_the_season_where_they_work() -> None:
    gain = {}
    for month in (SUMMER, AUTUMN):
        odds = []
        for hands in (0.0, 0.8):
            here = scene(month=month)
            here.refugee.months = 30  # work practice
            here.model.p = dataclasses.replace(
                here.model.p, answer=dataclasses.replace(here.model.p.answer, hands=hands)
            )
            odds.append(here.log_odds())
        gain[month] = odds[1] - odds[0]
    assert gain[SUMMER] > 0.0 == gain[AUTUMN]


@many
@given(a=plausible(Answer), told=st.floats(0.0, 5.0), discounts=in_order(-1.0, 1.0))
def test_a_host_who_was_told_too_much_believes_less_unless_it_judges_itself(
    a: Answer, told: float, discounts: tuple[float, float]
) -> None:
    assert a.believed(told, discounts[1], False) <= a.believed(told, discounts[0], False)
    assert a.believed(told, discounts[1], True) == told


# --- hard limits --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [0.0, 2.0, 6.0])
def test_who_is_never_willing_says_no_to_everybody(told: float) -> None:
    here = scene(never=True, social=3.0, trust=1.0)
    assert here.employer.consider(here.refugee, here.model, told, 0, False, 0) == Reason.UNWILLING


def test_who_says_never_for_want_of_norwegian_takes_who_speaks_as_well_as_a_job_needs() -> None:
    here = scene(never=True, never_language=True, social=3.0, trust=1.0)
    need = here.model.p.ending.need(here.employer.sector)
    for believed, unwilling in ((need - 0.01, True), (need, False), (need + 2.0, False)):
        reason = here.employer.consider(here.refugee, here.model, believed, 0, False, 0)
        assert (reason == Reason.UNWILLING) == unwilling


@pytest.mark.parametrize(
    ("slack", "others", "told", "help_need", "reason"),
    [
        (1.1, 0.0, 0.5, 0.0, Reason.LANGUAGE),  # a usual trainee would fit
        (1.1, 0.0, 2.0, 0.4, Reason.LOAD),  # somebody who needs less help would fit
        (1.5, 1.0, 2.0, 0.0, Reason.OTHERS_FIRST),  # there would be room without the other groups
        (0.5, 0.0, 2.0, 0.0, Reason.NO_ROOM),
    ],
)
def test_want_of_room_has_its_reason(
    slack: float, others: float, told: float, help_need: float, reason: Reason
) -> None:
    here = scene(slack=slack, others_load=others)
    here.refugee.help_need = help_need
    assert here.employer.consider(here.refugee, here.model, told, 0, False, 0) == reason


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
    unmoved = [one for one in model.employers if one.never and not one.never_language]
    assert unmoved
    assert not any(one.id in hosts for one in unmoved)


def test_no_room_so_every_answer_is_no() -> None:
    made = parameters(
        demand__staff_1=1.0,
        answer__slack_least=0.1,
        answer__slack_spread=0.0,
        relations__initiatives=0.015,
        answer__never_private=0.2,
    )
    town = hamlet(persons=30, public_units={})
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
    assert after[Tally.HOURS_MATCHING] == after[Tally.CONTACTS] == after[Tally.JOBS_ADVISER] == 0
    assert after[Tally.JOBSEEKERS] > 0, "people who might be matched are there"
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
