"""What the act of 2021 is for displaced people, what becomes of them, and how it is counted."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
import pytest

from experiments.lab.chronicle import Chronicle, chronicle
from experiments.lab.conservation import CLAIMS
from sim.compiled import run
from sim.model import IntegrationModel, results_of
from sim.outcomes import EVERY_OUTCOME, OUTCOMES_2021, counts
from sim.parameters import numbers as numbers_of_all
from sim.processes import WITHOUT_DISPLACED, Parameters, idle
from sim.rules.displaced import Displaced
from sim.scenario import Scenario
from sim.states import Contract, Event, Sector, Status
from sim.tallies import Curve, Total
from tests.support.displaced_towns import displaced_adults, ended, scenario
from tests.support.random_towns import hamlet, parameters

U = (np.arange(2000) + 0.5) / 2000


# --- what the act is for them -----------------------------------------------------------------------------


@pytest.mark.no_cover
def test_a_programme_is_a_right_and_no_duty() -> None:
    everybody = parameters(displaced__takes_part=1.0, displaced__takes_part_old=1.0, displaced__eldest=60.0)
    nobody = parameters(displaced__takes_part=0.0, displaced__takes_part_old=0.0)
    for numbers, share in ((everybody, 1.0), (nobody, 0.0)):
        model = IntegrationModel(scenario(numbers)).run()
        took_part = [one.in_programme or one.left_month >= 0 for one in displaced_adults(model)]
        assert np.mean(took_part) == share
        others = [one for one in model.everybody if not one.displaced and one.status != Status.ABROAD]
        assert all(one.in_programme or one.left_month >= 0 for one in others)


@pytest.mark.no_cover
def test_who_is_past_the_age_of_retirement_neither_takes_part_nor_works() -> None:
    old = [one for one in displaced_adults(ended()) if one.age - one.months / 12 >= 67.0]
    assert old
    assert all(one.status == Status.OUT and one.left_month < 0 and one.experience == 0 for one in old)


def test_english_is_as_common_as_in_the_survey() -> None:
    d = Displaced()
    heard = [d.english_of(u) for u in U]
    assert np.mean(np.array(heard) == 1.0) == pytest.approx(d.english_fluent, abs=0.001)
    assert np.mean(np.array(heard) == 0.0) == pytest.approx(d.english_none, abs=0.001)
    assert all(one.english == 0.0 for one in ended().everybody if not one.displaced)


@pytest.mark.parametrize("track", [1, 2, 3])
def test_programmes_are_as_long_as_their_numbers_say(track: int) -> None:
    d, g = Displaced(), Parameters().programme
    lengths = [g.drawn_length(d.usual_length(track), d.longest_extension(track), u) for u in U]
    assert max(lengths) == int(d.usual_length(track) + d.longest_extension(track))
    assert np.median(lengths) == int(d.usual_length(track))


@pytest.mark.no_cover
def test_a_job_may_end_the_programme_in_any_month_and_search_begins_when_it_may() -> None:
    eager = parameters(
        displaced__leaves_for_job=1.0, displaced__search_from=0.0, displaced__search=9.0, hiring__simple_posts=1.0
    )
    model = IntegrationModel(scenario(eager), people=True).run()
    early = [one for one in displaced_adults(model) if 0 <= one.left_month < one.settle_month + 4 and not one.emigrated]
    assert early
    rows = model.diary[: model.cursor[0]]
    left = {int(row[0]): row for row in rows if row[2] == Event.LEFT_PROGRAMME}
    assert sum(left[one.id][3] == Status.WORK for one in early) > len(early) / 2


def test_search_follows_its_numbers() -> None:
    d = dataclasses.replace(Displaced(), search=2.0, in_programme=0.5, search_from=3.0)
    assert d.effort(0.4, False, 0) == pytest.approx(0.8)
    assert d.effort(0.4, True, 2) == 0.0
    assert d.effort(0.4, True, 3) == pytest.approx(0.4)
    assert d.times_for(False) == 1.0
    assert d.times_for(True) == d.search_women


@pytest.mark.no_cover
def test_placements_come_no_earlier_than_they_may() -> None:
    model = IntegrationModel(
        scenario(parameters(requests__least_oral=0.0, requests__seek=0.9, answer__base=3.0), enterprises=900),
        people=True,
    ).run()
    placed = [one for one in displaced_adults(model) if one.n_placements > 0]
    asked_by_the_office = [one for one in placed if one.in_programme or one.left_month >= one.first_host_month]
    first = [one.first_host_month - one.settle_month for one in asked_by_the_office]
    assert first
    assert min(first) >= 4
    assert min(first) < model.p.requests.first_months


# --- simple posts, English, class beside a job ------------------------------------------------------------


@pytest.mark.parametrize("sector", list(Sector))
def test_simple_posts_are_in_simple_trades(sector: Sector) -> None:
    h = dataclasses.replace(Parameters().hiring, simple_posts=0.3, simple_hotel=0.6)
    expected = {Sector.HOTEL_FOOD: 0.6, Sector.MANUFACTURING: 0.3, Sector.AGRICULTURE: 0.3, Sector.OTHER: 0.3}
    assert h.p_simple(sector.value) == expected.get(sector, 0.0)
    assert Parameters().hiring.p_simple(sector.value) == 0.0, "none in the setting of 2003"


def test_jobs_elsewhere_are_a_mixture_of_simple_and_others() -> None:
    s = dataclasses.replace(Parameters().search, simple_outside=0.5)
    for heard in (0.0, 1.5, 3.0):
        assert s.within_reach(heard, 0.0, 0.9) == s.reach(heard), "to the bit"
        assert s.within_reach(heard, 0.4, 0.9) == pytest.approx(0.8 * s.reach(heard) + 0.2 * 0.9)


def test_english_is_heard() -> None:
    model = IntegrationModel(scenario(), people=True)
    one = model.everybody[0]
    for english in (0.0, 0.5, 1.0):
        one.english = english
        plain = model.p.language.heard(one.oral, one.work_hours)
        assert one.is_heard(model) == plain + model.p.hiring.english_helps * english


def test_class_goes_on_beside_a_job_as_its_share_says() -> None:
    g = dataclasses.replace(Parameters().language, class_beside_job=0.25)
    assert g.hours_in_class(Status.WORK, 3) == pytest.approx(0.25 * g.hours_in_class(Status.CLASS, 3))
    assert Parameters().language.hours_in_class(Status.WORK, 3) == 0.0


def employed(name: str, of: str, **numbers: float) -> float:
    """Share in work over all displaced people of working age and all months, of one long run."""
    made = scenario(parameters(**numbers), persons=160, displaced=150, enterprises=400)
    total = run(made, 3, np.arange(6)).totals.sum(axis=0)
    return float(total[Total[name]] / total[Total[of]])


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("low", "high"),
    [
        ({}, {"hiring__simple_posts": 0.7, "hiring__simple_hotel": 0.9}),
        (
            {"hiring__simple_posts": 0.5, "hiring__simple_need": 1.8},
            {"hiring__simple_posts": 0.5, "hiring__simple_need": 0.7},
        ),
        ({"hiring__english_helps": 0.0}, {"hiring__english_helps": 3.0}),
        ({"displaced__search": 0.5}, {"displaced__search": 2.0}),
        ({"displaced__in_programme": 0.5}, {"displaced__in_programme": 3.0}),
        ({"displaced__search_women": 0.4}, {"displaced__search_women": 1.0}),
        ({"displaced__temporary": 0.9, "displaced__temporary_ends": 0.3}, {"displaced__temporary": 0.0}),
    ],
)
def test_more_of_it_is_more_work(low: dict[str, float], high: dict[str, float]) -> None:
    stock = ("DISPLACED_2024_06", "DISPLACED_2024_06_OF")
    assert employed(*stock, **low) < employed(*stock, **high)


@pytest.mark.compiled
def test_education_emigration_and_temporary_jobs_follow_their_numbers() -> None:
    def both(n: str, of: str, name: str, low: float, high: float) -> tuple[float, float]:
        return employed(n, of, **{name: low}), employed(n, of, **{name: high})

    none, many = both("DISPLACED_STUDY0_2023", "DISPLACED_LEFT_2023", "displaced__study", 0.0, 1.0)
    assert none == 0.0
    assert many > 0.05
    none, many = both("DISPLACED_GONE", "DISPLACED_GONE_OF", "displaced__emigration", 0.0, 0.02)
    assert none == 0.0
    assert many > 0.1
    few, many = both("DISPLACED_TEMPORARY", "DISPLACED_2024_06", "displaced__temporary", 0.0, 0.6)
    assert few < many


# --- emigration -------------------------------------------------------------------------------------------


@functools.cache
def leaving() -> IntegrationModel:
    return IntegrationModel(scenario(parameters(displaced__emigration=0.03)), people=True).run()


def test_who_emigrates_is_gone_for_good_with_the_household() -> None:
    model = leaving()
    gone = [one for one in model.everybody if one.emigrated]
    assert gone
    for one in gone:
        assert one.displaced
        assert one.moved_away
        assert one.status == Status.OUT
        assert one.employer == one.host == -1
        assert not one.in_programme
        if one.partner >= 0:
            assert model.everybody[one.partner].emigrated
    rows = model.diary[: model.cursor[0]]
    left = {int(row[0]): row[1] for row in rows if row[2] == Event.EMIGRATED}
    assert left.keys() == {one.id for one in gone}
    later = [row for row in rows if row[0] in left and row[1] > left[row[0]]]
    assert later == [], "nothing happens to them any more"


def test_who_emigrated_counts_among_those_who_left_and_not_among_residents() -> None:
    model = leaving()
    counted = [one for one in model.everybody if one.counted and one.status != Status.ABROAD]
    gone = [one for one in counted if one.emigrated]
    heads = [one for one in counted if one.is_head or one.joins]
    assert model.curve[0, Curve.PERSONS_SEEN] == sum(one.persons for one in heads)
    m = 12
    assert model.curve[m, Curve.PERSONS_SEEN] == sum(one.persons for one in heads if one.months >= m)
    assert model.curve[m, Curve.SEEN] < sum(one.months >= m for one in counted)
    assert model.curve[m, Curve.PERSONS_THERE] < model.curve[m, Curve.PERSONS_SEEN]
    assert gone


@pytest.mark.no_cover
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_what_can_never_happen_does_not_happen_to_displaced_people(claim: Callable[[Chronicle], None]) -> None:
    claim(told())


@functools.cache
def told() -> Chronicle:
    numbers = parameters(displaced__emigration=0.02, hiring__simple_posts=0.6, language__class_beside_job=0.4)
    return chronicle(scenario(numbers, persons=40, displaced=34), seed=7)


# --- counted as the sources count -------------------------------------------------------------------------


def test_counts_of_a_month_are_those_of_the_people_there() -> None:
    model = IntegrationModel(scenario(parameters(hiring__simple_posts=0.6, displaced__emigration=0.01)))
    seen = {}
    while model.month < model.scenario_run.all_months:
        model.step()
        year, month = divmod(model.month - 1, 12)
        seen[2021 + year, month + 1] = [
            (
                one.age,
                one.status,
                one.is_woman,
                one.months,
                one.contract,
                one.in_programme,
                one.left_month,
                one.registered,
            )
            for one in model.everybody
            if one.displaced and one.status != Status.ABROAD and not one.emigrated
        ]
    total = model.totals
    for year, month in ((2023, 4), (2023, 10), (2024, 4), (2024, 6)):
        of = [one for one in seen[year, month] if 20.0 <= one[0] < 67.0]
        name = f"DISPLACED_{year}_{month:02d}"
        assert total[Total[f"{name}_OF"]] == len(of) > 0
        assert total[Total[name]] == sum(one[1] == Status.WORK for one in of)
    june = [one for one in seen[2024, 6] if 20.0 <= one[0] < 67.0]
    for years in (1, 2):
        for woman in (False, True):
            of = [one for one in june if one[3] // 12 == years and one[2] == woman]
            name = f"DISPLACED_R{years}_{'WOMEN' if woman else 'MEN'}"
            assert total[Total[f"{name}_OF"]] == len(of)
            assert total[Total[name]] == sum(one[1] == Status.WORK for one in of)
    temporary = [one for one in june if one[1] == Status.WORK and one[4] in (Contract.ENDS, Contract.TEMPORARY)]
    assert total[Total.DISPLACED_TEMPORARY] == len(temporary)
    march = [one for one in seen[2024, 3] if one[0] < 67.0]
    assert total[Total.DISPLACED_2024_03_OF] == len(march)
    assert total[Total.DISPLACED_TOOK_PART] == sum(one[5] or one[6] >= 0 for one in march)
    assert total[Total.DISPLACED_IN_PROGRAMME] == sum(one[5] for one in march)
    work = [one for one in march if one[1] == Status.WORK]
    assert total[Total.DISPLACED_WORK_2024_03] == len(work)
    assert total[Total.DISPLACED_BY_OFFICE] == sum(one[7] for one in work)
    after = [one for one in seen[2023, 12] if one[0] < 56.0 and one[6] >= 0]
    assert total[Total.DISPLACED_AFTER_OF] == len(after) > 0
    assert total[Total.DISPLACED_AFTER] == sum(one[1] == Status.WORK for one in after)


def test_leavers_of_2023_are_counted_by_origin() -> None:
    model = ended()
    left = [one for one in model.everybody if 24 <= one.left_month < 36]
    assert model.totals[Total.DISPLACED_LEFT_2023] == sum(one.displaced for one in left) > 0
    assert model.totals[Total.OTHERS_LEFT_2023] == sum(not one.displaced for one in left) > 0
    ended_by_march = [one for one in model.everybody if one.displaced and 0 <= one.left_month <= 12 + 26]
    assert model.totals[Total.DISPLACED_ENDED] == len(ended_by_march)
    months = sum(one.left_month - one.settle_month + 1 for one in ended_by_march)
    assert model.totals[Total.DISPLACED_MONTHS] == months


def test_tables_have_outcomes_of_the_act_only_where_they_are_about() -> None:
    usual = counts(results_of(Scenario(hamlet(), months=12, warm_up=0), 1, np.arange(1)))
    assert list(usual) == list(counts(results_of(Scenario(hamlet(), months=12, warm_up=0), 1, np.arange(1))))
    assert not set(usual) & set(OUTCOMES_2021)
    with_them = ended().outcomes()
    assert set(OUTCOMES_2021) <= set(with_them["outcome"])
    assert set(with_them["outcome"]) == set(EVERY_OUTCOME)


def test_numbers_without_use_in_2003_are_told() -> None:
    names = idle(Parameters())
    assert {name for name in names if not name.startswith("displaced.")} == set(WITHOUT_DISPLACED)
    assert names <= set(numbers_of_all(Parameters()))
    assert "settlement.single_men" not in names
