"""Who comes: the right number in the right year, households of the right kinds, people as the sources say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.chance import Purpose, luck
from sim.model import IntegrationModel
from sim.population import Description
from sim.rules.settlement import Settlement
from sim.scenario import Scenario
from sim.states import Household
from tests.support.random_towns import hamlet, parameters


def enrolled(persons: int = 200, years: int = 10, seed: int = 1, **options: Any) -> IntegrationModel:
    """Everybody who will ever come, none of them settled yet."""
    town = hamlet(persons=persons, enterprises=10)
    return IntegrationModel(Scenario(town, months=12 * years, **({"warm_up": 0} | options)), seed)


def heads(model: IntegrationModel) -> list[Any]:
    return [refugee for refugee in model.everybody if refugee.is_head]


@pytest.mark.parametrize("persons", [0, 1, 3, 17, 60])
@pytest.mark.parametrize("seed", [1, 2])
def test_persons_settled_stay_within_a_household_of_those_due(persons: int, seed: int) -> None:
    """In every year, and counted from the first on: what one year has too many the next has fewer."""
    model = enrolled(persons, seed=seed, warm_up=2)
    by_year = np.zeros(12)
    for head in heads(model):
        by_year[head.settle_month // 12] += head.persons
    over = np.cumsum(by_year) - persons * np.arange(1, 13)
    largest = max((head.persons for head in heads(model)), default=1)
    assert (over >= 0).all()
    assert (over < largest).all()
    assert by_year.any() == (persons > 0)


def test_places_do_not_share_what_is_due() -> None:
    towns = hamlet(persons=40, key="big", code=7).municipalities | hamlet(persons=4, key="small", code=9).municipalities
    model = IntegrationModel(Scenario(Description("Both", towns), months=60, warm_up=0))
    settled = [sum(head.persons for head in heads(model) if head.municipality == i) for i in (0, 1)]
    assert 200 <= settled[0] < 207
    assert 20 <= settled[1] < 27


@pytest.fixture(scope="module")
def crowd() -> IntegrationModel:
    """Eight thousand persons, so that shares are near their means (tolerances are some four standard deviations)."""
    return enrolled(persons=800)


def test_households_arrive_in_their_year_and_all_through_it(crowd: IntegrationModel) -> None:
    months = np.array([head.settle_month for head in heads(crowd)])
    assert months.min() >= 0
    assert months.max() < 120
    counts = np.bincount(months % 12, minlength=12)
    assert abs(counts / counts.sum() - 1 / 12).max() < 0.03


def test_there_is_room_in_the_list_for_everybody() -> None:
    """Even if every single person is joined by a partner."""
    everybody_joins = parameters(settlement__single_men=50.0, settlement__couples_children=0.0, settlement__couples=0.0)
    everybody_joins.settlement.lone_parents = 0.0
    everybody_joins.settlement.reunification = 3.0
    town = hamlet(persons=30)
    scenario = Scenario(town, parameters=everybody_joins, months=120, warm_up=0)
    model = IntegrationModel(scenario)
    assert sum(refugee.joins for refugee in model.everybody) == len(heads(model)) == 300
    assert len(model.everybody) <= scenario.rows.capacity


def test_households_are_made_of_the_people_they_count(crowd: IntegrationModel) -> None:
    model = crowd
    for head in heads(model):
        couple = head.household in (Household.COUPLE_CHILDREN, Household.COUPLE)
        assert head.persons == head.children + (2 if couple else 1)
        assert (head.children > 0) == (head.household in (Household.COUPLE_CHILDREN, Household.LONE_PARENT))
        assert (head.partner >= 0) == couple
        if couple:
            other = model.everybody[head.partner]
            assert other.partner == head.id
            assert (head.is_woman, other.is_woman) == (False, True)
            assert (other.settle_month, other.family, other.municipality) == (
                head.settle_month,
                head.family,
                head.municipality,
            )
        if head.household in (Household.LONE_PARENT, Household.SINGLE_WOMAN):
            assert head.is_woman


def settled_together(model: IntegrationModel) -> list[Any]:
    """Adults without those who join a partner later."""
    return [refugee for refugee in model.everybody if not refugee.joins]


def test_adults_and_women_have_their_shares_before_reunification(crowd: IntegrationModel) -> None:
    adults = settled_together(crowd)
    persons = sum(head.persons for head in heads(crowd))
    assert len(adults) / persons == pytest.approx(0.585, abs=0.03)
    assert sum(adult.is_woman for adult in adults) / len(adults) == pytest.approx(0.425, abs=0.02)


def test_households_have_the_shares_of_the_sources(crowd: IntegrationModel) -> None:
    """Households per 100 adults (decision 3)."""
    adults = len(settled_together(crowd))
    kinds = np.bincount([head.household for head in heads(crowd)], minlength=5) / adults * 100
    assert (abs(kinds - [36.0, 13.0, 8.0, 17.0, 4.5]) < [3.6, 1.9, 1.4, 2.5, 1.3]).all()


def test_families_have_three_children_and_lone_parents_two_and_a_half(crowd: IntegrationModel) -> None:
    for kind, mean, most in ((Household.COUPLE_CHILDREN, 3.0, 5), (Household.LONE_PARENT, 2.5, 4)):
        children = [head.children for head in heads(crowd) if head.household == kind]
        assert np.mean(children) == pytest.approx(mean, abs=0.23)
        assert set(children) == set(range(1, most + 1))


def test_a_quarter_as_many_partners_as_adults_join_later_within_one_to_three_years(crowd: IntegrationModel) -> None:
    joining = [refugee for refugee in crowd.everybody if refugee.joins]
    assert len(joining) / len(settled_together(crowd)) == pytest.approx(0.25, abs=0.035)
    for one in joining:
        head = crowd.everybody[one.partner]
        assert head.household in (Household.SINGLE_MAN, Household.SINGLE_WOMAN)
        assert head.partner == -1, "nobody is a partner before the other is there"
        assert one.is_woman != head.is_woman
        assert 12 <= one.settle_month - head.settle_month < 36


def drawn(purpose: Purpose, n: int = 4000) -> list[float]:
    world = SimpleNamespace(seed=1, replicate=0, month=0)
    return [luck(world, who, purpose) for who in range(n)]


def test_ages_have_the_shares_of_the_participants() -> None:
    ages = np.array([Settlement().age_at(u) for u in drawn(Purpose.AGE)])
    assert ages.min() >= 18.0
    assert ages.max() < 56.0
    shares = [(ages < limit).mean() for limit in (26, 36, 46)]
    assert shares == pytest.approx([0.27, 0.73, 0.93], abs=0.02)
    assert ages.mean() == pytest.approx(0.27 * 22 + 0.46 * 31 + 0.20 * 41 + 0.07 * 51, abs=0.5)


def test_schooling_has_its_shares() -> None:
    tracks = [Settlement().track_of(u) for u in drawn(Purpose.TRACK)]
    assert (np.bincount(tracks, minlength=4) / len(tracks))[1:] == pytest.approx([0.30, 0.48, 0.22], abs=0.025)


@pytest.mark.parametrize(
    ("is_woman", "child_months", "share"),
    [(False, -1, 0.95), (False, 10, 0.95), (True, -1, 0.77), (True, 0, 0.298), (True, 71, 0.298), (True, 72, 0.77)],
)
def test_care_for_small_children_keeps_women_from_work(is_woman: bool, child_months: int, share: float) -> None:
    assert Settlement().p_available(is_woman, child_months) == share
    able = [u < Settlement().p_available(is_woman, child_months) for u in drawn(Purpose.AVAILABLE)]
    assert np.mean(able) == pytest.approx(share, abs=0.025)


def test_what_people_are_like_is_drawn_when_they_settle() -> None:
    model = enrolled(persons=60, years=3, parameters=parameters(moving__rate=0.0)).run()
    here = [refugee for refugee in model.everybody if refugee.settle_month < 36]
    assert len(here) > 80
    assert all(refugee.status for refugee in here)
    assert all(refugee.months == 35 - refugee.settle_month for refugee in here)
    at_arrival = np.array([refugee.age - refugee.months / 12 for refugee in here])
    assert (at_arrival >= 18).all()
    assert {refugee.track for refugee in here} == {1, 2, 3}
    assert {refugee.skill for refugee in here} == set(range(8))
    assert 0.4 < np.mean([refugee.wish == refugee.skill for refugee in here]) < 0.75
    assert all((refugee.child_months >= 0) == (refugee.children > 0) for refugee in here)
    couples = [one for one in here if one.is_head and one.household == Household.COUPLE_CHILDREN]
    assert couples
    assert all(one.child_months == model.everybody[one.partner].child_months for one in couples)


def test_who_comes_later_is_not_there_yet() -> None:
    model = enrolled(persons=60, years=3)
    for _ in range(12):
        model.step()
    assert {bool(one.status) for one in model.everybody if one.settle_month >= 12} == {False}
    assert {bool(one.status) for one in model.everybody if one.settle_month < 12 and not one.joins} == {True}
