"""People under collective protection: who comes, what the act of 2021 is for them, and that nobody else notices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.arrivals import displaced_by_year, persons_by_year
from sim.compiled import Stepper, run
from sim.model import IntegrationModel
from sim.parameters import numbers as numbers_of_all
from sim.population import MunicipalityDescription, MunicipalityError, check_description
from sim.processes import Parameters, copied
from sim.rules.displaced import Displaced
from sim.scenario import Scenario
from sim.states import Household, Status
from tests.support.displaced_towns import ended, scenario
from tests.support.random_towns import differences, hamlet, parameters, random_scenario

U = (np.arange(2000) + 0.5) / 2000
STATED = {**dict.fromkeys(range(2012, 2022), 10), 2022: 60, 2023: 80}


def described(**fields: Any) -> MunicipalityDescription:
    return next(iter(hamlet(**fields).municipalities.values()))


# --- how many come ----------------------------------------------------------------------------------------


def test_stated_years_are_taken_as_stated_the_warm_up_too() -> None:
    one = described(settled=STATED, displaced={2022: 55, 2023: 70})
    assert persons_by_year(one, 2022, 2, 3, arrivals="stated") == [10, 10, 10, 60, 80]
    assert displaced_by_year(one, range(2019, 2024)) == [0, 0, 0, 55, 70]


def test_after_the_last_stated_year_comes_the_mean_of_the_last_two() -> None:
    one = described(settled=STATED, displaced={2022: 50, 2023: 70})
    assert persons_by_year(one, 2023, 3, 0, arrivals="stated") == [80, 70, 70]
    assert displaced_by_year(one, range(2023, 2026)) == [70, 60, 60]


def test_before_the_first_stated_year_nobody_is_displaced() -> None:
    one = described(settled={2022: 60, 2023: 80}, displaced={2022: 50, 2023: 70})
    assert persons_by_year(one, 2022, 2, 2, arrivals="stated") == [10, 10, 60, 80]
    assert displaced_by_year(one, range(2020, 2024)) == [0, 0, 50, 70]


@pytest.mark.parametrize("arrivals", ["series", "mean", "series_to_2023"])
def test_a_file_that_begins_in_2022_needs_stated_arrivals(arrivals: str) -> None:
    with pytest.raises(MunicipalityError, match=r"settled lacks the years 2012.*or say arrivals=stated"):
        Scenario(hamlet(settled={2022: 60, 2023: 80}), start=2022, arrivals=arrivals)


@pytest.mark.parametrize("displaced", [{2022: 61}, {2022: -1}, {2030: 5}])
def test_more_displaced_than_settled_are_refused(displaced: dict[int, int]) -> None:
    with pytest.raises(MunicipalityError, match=r"displaced in 20.. is .*, but must lie between"):
        check_description(hamlet(settled=STATED, displaced=displaced))


def test_as_many_come_as_are_stated() -> None:
    people = ended().everybody
    for year, due in ((2022, 50), (2023, 50), (2024, 50)):
        for displaced, expected in ((True, due), (False, 60 - due)):
            came = sum(
                one.persons
                for one in people
                if one.displaced == displaced and one.is_head and one.settle_month // 12 == year - 2021
            )
            assert abs(came - expected) <= 5, "a household that is too many is taken off the next year"


def test_other_people_are_the_same_without_the_displaced() -> None:
    settled = {**dict.fromkeys(range(2012, 2022), 60), **dict.fromkeys((2022, 2023, 2024), 10)}
    alone = IntegrationModel(scenario(settled=settled, displaced=0)).run()
    traits = ("luck_key", "settle_month", "track", "is_woman", "pace", "skill", "children", "household")
    others = [[getattr(one, name) for name in traits] for one in ended().everybody if not one.displaced]
    assert others == [[getattr(one, name) for name in traits] for one in alone.everybody]


# --- who comes --------------------------------------------------------------------------------------------


def shares(year: int) -> tuple[float, float]:
    """Share of men among persons up to 55 (half of the children boys), and share above 55, worked out."""
    d = Displaced()
    men = women = children = old_men = old = 0.0
    for u in U:
        kind = d.kind_in(u, year)
        has_man = kind in (Household.SINGLE_MAN, Household.COUPLE, Household.COUPLE_CHILDREN)
        has_woman = kind != Household.SINGLE_MAN
        young = float(np.mean([d.children_of(kind, v) for v in U[::40]]))
        aged = d.share_above_55(year) if young == 0 else 0.0
        men, women, children = men + has_man, women + has_woman, children + young
        old_men, old = old_men + aged * has_man, old + aged * (has_man + has_woman)
    everybody = men + women + children
    return (men - old_men + children / 2) / (everybody - old), old / everybody


@pytest.mark.parametrize(("year", "men", "above"), [(2022, 0.369, 0.135), (2023, 0.469, 0.120), (2025, 0.469, 0.120)])
def test_men_and_the_old_are_as_many_as_in_the_sources(year: int, men: float, above: float) -> None:
    assert shares(year) == pytest.approx((men, above), abs=0.012)


def test_nobody_is_settled_before_april_2022() -> None:
    d = Displaced()
    assert {d.month_in(u, 2022) for u in U} == set(range(3, 12))
    assert {d.month_in(u, 2023) for u in U} == set(range(12))
    came = [one.settle_month for one in ended().everybody if one.displaced]
    assert min(came) >= 12 + 3


def test_nobody_above_55_brings_children() -> None:
    people = [one for one in ended().everybody if one.displaced and one.status != Status.ABROAD]
    old = [one for one in people if one.age - one.months / 12 >= 56.0]
    assert old
    assert all(one.children == 0 for one in old)
    assert 0.1 < len(old) / len(people) < 0.4


# --- nobody else notices ----------------------------------------------------------------------------------


@pytest.mark.compiled
def test_without_displaced_people_their_numbers_do_nothing() -> None:
    """Every number of the process anywhere in its range, and not a bit of the setting of 2003 is another."""
    rng = np.random.default_rng(19)
    for case in range(3):
        made = random_scenario(np.random.default_rng([19, case]))
        before = run(made, 1, np.arange(2), people=True)
        other = made.but(parameters=with_other_displaced(made.parameters, rng))
        after = run(other, 1, np.arange(2), people=True)
        for name in ("tally", "totals", "curve"):
            assert np.array_equal(getattr(before, name), getattr(after, name)), name
        assert all(np.array_equal(a, b) for a, b in zip(before.diary, after.diary, strict=True))


def with_other_displaced(made: Parameters, rng: np.random.Generator) -> Parameters:
    other = copied(made)
    for name, one in numbers_of_all(Displaced()).items():
        setattr(other.displaced, name, float(rng.uniform(*one.plausible)))
    return other


# --- two engines ------------------------------------------------------------------------------------------


@pytest.mark.compiled
@pytest.mark.parametrize("case", range(4))
def test_engines_agree_bit_for_bit_with_displaced_people(case: int) -> None:
    made = random_scenario(np.random.default_rng([20, case])).parameters
    made = made if case else parameters()
    both = scenario(made, months=30, displaced=55)
    model, stepper = IntegrationModel(both, case, people=True), Stepper(both, case, people=True)
    for month in range(both.all_months):
        model.step()
        stepper.step()
        assert differences(model, stepper) == [], f"in month {month}"
