"""From a municipality's description to the rows that a run starts with: persons by year, firms, offices."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from sim.arrivals import persons_by_year
from sim.model import IntegrationModel
from sim.parameters import ParameterError
from sim.population import (
    MAX_YEARS,
    MEAN_YEARS,
    Description,
    MunicipalityDescription,
    MunicipalityError,
    check_description,
    practice_of,
    rows_of,
)
from sim.scenario import Scenario
from sim.states import Sector, Stream, Way
from sim.tallies import Tally
from tests.support.random_towns import hamlet, parameters

FILES = Path(__file__).parents[2] / "configs" / "municipality"
NAMES = ("vaga", "sel", "nordre_land", "region", "national")
SERIES = {year: 10 * (year - 2011) for year in range(2012, 2024)}  # 10, 20 ... 120


def described(**fields: Any) -> MunicipalityDescription:
    return next(iter(hamlet(**fields).municipalities.values()))


def due(
    settled: dict[int, int], start: int = 2012, years: int = 10, warm_up: int = 0, arrivals: str = "series"
) -> list[int]:
    return persons_by_year(described(settled=settled), start, years, warm_up, arrivals=arrivals)


# --- persons by year --------------------------------------------------------------------------------------


def test_the_series_is_taken_year_by_year() -> None:
    assert due(SERIES) == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert due(SERIES, start=2015, years=2) == [40, 50]


def test_after_the_series_comes_the_mean_of_2012_to_2019() -> None:
    assert due(SERIES, start=2020, years=5) == [90, 100, 45, 45, 45]
    assert due(SERIES, start=2030, years=3) == [45, 45, 45]


def test_2022_and_2023_are_taken_only_on_request() -> None:
    assert due(SERIES, start=2021, years=4, arrivals="series_to_2023") == [100, 110, 120, 45]
    assert due(SERIES, start=2021, years=4) == [100, 45, 45, 45]


def test_the_mean_may_be_taken_always() -> None:
    assert due(SERIES, years=12, arrivals="mean") == [45] * 12


def test_the_warm_up_takes_the_mean_of_2012_to_2014() -> None:
    assert due(SERIES, years=2, warm_up=3) == [20, 20, 20, 10, 20]
    assert due(SERIES, start=2016, years=1, warm_up=2) == [20, 20, 50]
    assert due(SERIES, years=2, warm_up=1, arrivals="mean") == [20, 45, 45]


@given(
    values=st.lists(st.integers(0, 40), min_size=12, max_size=12),
    start=st.integers(2005, 2030),
    years=st.integers(1, 20),
    warm_up=st.integers(0, 5),
    arrivals=st.sampled_from(["series", "mean", "series_to_2023"]),
)
def test_persons_are_whole_and_their_sum_stays_within_half_a_person(
    values: list[int], start: int, years: int, warm_up: int, arrivals: str
) -> None:
    settled = dict(zip(range(2012, 2024), values, strict=True))
    mean = sum(settled[year] for year in range(2012, 2020)) / 8
    last = 2023 if arrivals == "series_to_2023" else 2021
    exact = [sum(values[:3]) / 3] * warm_up
    for year in range(start, start + years):
        in_series = arrivals != "mean" and 2012 <= year <= last
        exact.append(float(settled[year]) if in_series else mean)
    whole = due(settled, start, years, warm_up, arrivals)
    assert len(whole) == warm_up + years
    assert all(isinstance(persons, int) and persons >= 0 for persons in whole)
    assert np.abs(np.cumsum(whole) - np.cumsum(exact)).max() <= 0.5 + 1e-9


@pytest.mark.parametrize("arrivals", ["all", "", "Series"])
def test_an_unknown_kind_of_arrivals_is_refused(arrivals: str) -> None:
    with pytest.raises(ParameterError, match="but must be one of series, mean, series_to_2023, stated"):
        Scenario(hamlet(), arrivals=arrivals)


@pytest.mark.parametrize(("months", "warm_up"), [(0, 0), (-5, 3), (12 * MAX_YEARS + 1, 0), (12 * MAX_YEARS - 23, 2)])
def test_a_time_that_cannot_be_simulated_is_refused(months: int, warm_up: int) -> None:
    with pytest.raises(ParameterError, match=f"months is {months}, but must lie between 1 and"):
        Scenario(hamlet(), months=months, warm_up=warm_up)


def test_the_longest_time_passes() -> None:
    assert Scenario(hamlet(), months=12 * (MAX_YEARS - 3)).checked().n_years == MAX_YEARS


# --- descriptions -----------------------------------------------------------------------------------------


def spoil(change: Callable[[MunicipalityDescription], Any]) -> Description:
    town = hamlet()
    change(next(iter(town.municipalities.values())))
    return town


def set_to(name: str, value: Any) -> Callable[[MunicipalityDescription], None]:
    return lambda one: setattr(one, name, value)


def without(name: str, key: Any) -> Callable[[MunicipalityDescription], None]:
    return lambda one: getattr(one, name).pop(key)


def with_entry(name: str, key: Any, value: Any) -> Callable[[MunicipalityDescription], None]:
    return lambda one: getattr(one, name).__setitem__(key, value)


def office(name: str, value: Any, side: str = "after") -> Callable[[MunicipalityDescription], None]:
    return lambda one: setattr(one.offices[side], name, value)


BAD: list[tuple[str, Callable[[MunicipalityDescription], None], str]] = [
    ("no office after", without("offices", "after"), "offices must be programme and after"),
    ("an unknown office", with_entry("offices", "police", None), "offices must be programme and after"),
    ("a share above 1", office("prepared", 1.5), "offices.after.prepared is 1.5 share, but must lie between 0 and 1"),
    ("a share that is a word", office("known", "most", "programme"), "offices.programme.known is 'most'"),
    ("no hours", office("hours_per_participant", -1.0), "offices.after.hours_per_participant is -1"),
    ("a share that is not a number", office("uptake", math.nan), "offices.after.uptake is nan"),
    ("code 0", set_to("code", 0), "code is 0, but must be a number from 1 to 99999"),
    ("a long code", set_to("code", 100_000), "code is 100000"),
    ("nobody lives there", set_to("inhabitants", 0), "inhabitants is 0, but must be above 0"),
    ("an unknown number live there", set_to("inhabitants", math.nan), "inhabitants is nan"),
    ("an unknown centrality", set_to("centrality", 4), "centrality is 4, but must be 0, 1, 2 or 3"),
    ("hardly an enterprise", set_to("enterprises", 9), "enterprises is 9, but must lie between"),
    ("too many enterprises", set_to("enterprises", 10**7), "enterprises is 10000000"),
    ("a missing sector", without("sectors", "care"), "sectors must be just agriculture, care"),
    ("an unknown sector", with_entry("sectors", "mining", 0.0), "sectors must be just"),
    ("an unknown unit", with_entry("public_units", "mining", 1), "public_units may name only"),
    ("a negative unit", with_entry("public_units", "care", -1), "public_units must not be negative"),
    ("a negative share", with_entry("sectors", "care", -0.125), "shares of sectors must not be negative"),
    ("shares above 1", with_entry("sectors", "care", 0.225), "shares of sectors sum to 1.1, but must sum to 1"),
    ("shares below 1", with_entry("sectors", "care", 0.0), "shares of sectors sum to 0.875, but must sum to 1"),
    ("a share that is no number", with_entry("sectors", "care", math.nan), "shares of sectors"),
    ("negative people", with_entry("settled", 2015, -1), "settled in 2015 is -1, but must lie between 0 and"),
    ("all people", with_entry("settled", 2022, 10**6), "settled in 2022 is 1000000"),
    (
        "a labour market below nothing",
        with_entry("labour_market_index", 2015, -0.1),
        "labour_market_index in 2015 is -0.1",
    ),
    ("a labour market beyond all", with_entry("labour_market_index", 2015, 5.1), "5.1, but must lie between 0 and 5"),
    (
        "an unknown labour market",
        with_entry("labour_market_index", 2015, math.nan),
        "labour_market_index in 2015 is nan",
    ),
    ("an unknown number of people", with_entry("settled", 2022, math.nan), "settled in 2022 is nan"),
    *[(f"no {year}", without("settled", year), f"settled lacks the year {year}") for year in MEAN_YEARS],
]


@pytest.mark.parametrize(("what", "change", "part"), BAD, ids=[what for what, *_ in BAD])
def test_a_bad_description_is_refused_in_one_sentence_with_its_key(
    what: str, change: Callable[[MunicipalityDescription], None], part: str
) -> None:
    with pytest.raises(MunicipalityError) as caught:
        check_description(spoil(change))
    text = str(caught.value)
    assert text.startswith("Municipality hamlet: ")
    assert part in text
    assert re.fullmatch(r"[^\n]+[^.]\.", text), f"not one sentence: {text!r}"


def test_a_description_without_places_is_refused() -> None:
    with pytest.raises(MunicipalityError, match=r"The file of 'Nowhere' names no municipality\."):
        check_description(Description("Nowhere"))


def test_two_places_with_one_code_are_refused() -> None:
    """They would share their people's luck."""
    municipalities = hamlet(key="one", code=7).municipalities | hamlet(key="two", code=7).municipalities
    with pytest.raises(MunicipalityError, match="Two municipalities have the same code"):
        check_description(Description("Both", municipalities))


def test_a_good_description_passes_and_is_left_as_it_was() -> None:
    town = hamlet()
    before = copy.deepcopy(town)
    check_description(town)
    assert town == before


def test_years_after_2019_may_be_missing() -> None:
    town = hamlet(settled=dict.fromkeys(range(2012, 2020), 8))
    check_description(town)
    assert persons_by_year(town.municipalities["hamlet"], 2018, 4, 0, arrivals="series") == [8, 8, 8, 8]


def test_a_scenario_refuses_a_bad_description_at_the_door() -> None:
    with pytest.raises(MunicipalityError, match="centrality"):
        Scenario(hamlet(centrality=9))


# --- the labour market by year ----------------------------------------------------------------------------


def test_the_index_of_the_labour_market_stands_in_its_calendar_years() -> None:
    town = hamlet(labour_market_index={2010: 0.8, 2013: 1.5, 1990: 3.0})
    (row,) = Scenario(town, start=2012, warm_up=2, months=48).checked().rows.agents["municipalities"]
    assert row["index"] == [0.8, 1.0, 1.0, 1.5] + [1.0] * (MAX_YEARS - 4)


def test_without_an_index_the_labour_market_is_as_usual() -> None:
    (row,) = Scenario(hamlet()).rows.agents["municipalities"]
    assert row["index"] == [1.0] * MAX_YEARS


def jobs_with(index: float) -> float:
    """Jobs with modelled employers in a town whose labour market is always like this; only posts make jobs there."""
    town = hamlet(persons=24, enterprises=160, labour_market_index=dict.fromkeys(range(2012, 2017), index))
    posts_only = parameters(demand__latent_seen=0.0, demand__latent_mapped=0.0)
    made = IntegrationModel(Scenario(town, parameters=posts_only, months=60, warm_up=0), seed=4).run()
    return float(made.tallies[:, [Tally.JOBS + way for way in Way if way != Way.OUTSIDE]].sum())


@pytest.mark.no_cover
def test_without_any_post_nobody_is_hired_and_with_twice_as_many_more_are() -> None:
    none, usual, twice = (jobs_with(index) for index in (0.0, 1.0, 2.0))
    assert none == 0.0
    assert 0.0 < usual < twice


# --- the real municipalities ------------------------------------------------------------------------------


def municipality(name: str) -> Description:
    """A file of ``configs/municipality`` as Hydra would read it: its defaults first, then itself."""
    node = OmegaConf.load(FILES / f"{name}.yaml")
    parts = [part for part in node.pop("defaults", []) if part != "_self_"]  # type: ignore[union-attr]
    nodes = [OmegaConf.load(FILES / f"{part}.yaml") for part in parts]
    made = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(Description), *nodes, node))
    assert isinstance(made, Description)
    return made


def test_there_are_five_real_municipalities() -> None:
    assert sorted(file.stem for file in FILES.glob("*.yaml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_municipality_loads_and_makes_sense(name: str) -> None:
    made = municipality(name)
    check_description(made)
    assert made.title
    for one in made.municipalities.values():
        assert set(range(2012, 2024)) <= set(one.settled), "every year of the series, and 2022-23 for those who ask"
        assert all(placement_office.name for placement_office in one.offices.values())
        assert sum(one.public_units.values()) > 0
    scenario = Scenario(made).checked()
    assert len(scenario.rows.agents["municipalities"]) == len(made.municipalities)
    assert scenario.phases[0].practices[0] == practice_of(next(iter(made.municipalities.values())).offices["programme"])


def test_the_region_is_its_three_municipalities_and_jobs_flow_within_the_valley() -> None:
    region = municipality("region").municipalities
    assert list(region) == ["vaga", "sel", "nordre_land"]
    assert all(region[name] == municipality(name).municipalities[name] for name in region)
    assert region["vaga"].labour_market == region["sel"].labour_market != region["nordre_land"].labour_market


def test_real_municipalities_have_the_numbers_of_the_sources() -> None:
    """Employers with staff (decision 7), and adults who come in 2012-2021 (decision 3)."""
    rows_ = {name: rows_of(municipality(name), [[0]], 2012).agents["municipalities"][0] for name in NAMES[:3]}
    private = {name: one["n_employers"] - sum(one["public_units"]) for name, one in rows_.items()}
    assert private == {"sel": 265, "vaga": 206, "nordre_land": 276}
    persons = {name: sum(due(municipality(name).municipalities[name].settled)) for name in NAMES[:3]}
    adults = {name: 0.585 * 1.25 * n for name, n in persons.items()}  # a quarter more by reunification
    assert adults == pytest.approx({"sel": 96, "vaga": 75, "nordre_land": 105}, abs=6)


def test_the_typical_place_has_no_rural_factor() -> None:
    assert municipality("national").municipalities["national"].centrality == 3


# --- rows -------------------------------------------------------------------------------------------------


def rows() -> Any:
    towns = (
        hamlet(enterprises=100, key="big", code=7).municipalities
        | hamlet(enterprises=10, key="small", code=9).municipalities
    )
    return rows_of(Description("Both", towns), [[6, 7], [0, 1]], 2012)


def test_employers_stand_in_a_row_by_place() -> None:
    big, small = rows().agents["municipalities"]
    assert (sum(big["public_units"]), big["n_employers"], big["first_employer"]) == (2, 2 + 32, 0)
    assert (sum(small["public_units"]), small["n_employers"], small["first_employer"]) == (2, 2 + 3, 34)
    assert [one["municipality"] for one in rows().agents["employers"]] == [0] * 34 + [1] * 5
    assert [one["id"] for one in rows().agents["employers"]] == list(range(39))


def test_addresses_are_the_next_power_of_two() -> None:
    assert [one["addresses"] for one in rows().agents["municipalities"]] == [64, 8]
    for enterprises in range(10, 400, 7):
        (one,) = rows_of(hamlet(enterprises=enterprises), [[0]], 2012).agents["municipalities"]
        assert one["addresses"] // 2 < one["n_employers"] <= one["addresses"]
        assert one["addresses"] & (one["addresses"] - 1) == 0


def test_each_place_has_its_two_offices_one_for_a_trial_and_three_competing_groups() -> None:
    made = rows()
    agents = made.agents
    assert [(one["municipality"], one["side"]) for one in agents["offices"]] == [
        (p, s) for p in (0, 1) for s in (0, 1, 2)
    ]
    assert [(one["municipality"], one["stream"]) for one in agents["askers"]] == [
        (p, s) for p in (0, 1) for s in range(len(Stream))
    ]
    offices = [[one[f"office_{name}"] for name in ("programme", "after", "trial")] for one in agents["municipalities"]]
    assert offices == [[0, 1, 2], [3, 4, 5]]
    assert len(made.practices) == 6


def test_offices_take_their_practice_from_their_own_side_and_that_of_a_trial_from_the_programmes() -> None:
    town = hamlet()
    town.municipalities["hamlet"].offices["after"].prepared = 0.9
    assert [one.prepared for one in rows_of(town, [[1]], 2012).practices] == [0.4, 0.9, 0.4]


def test_shares_and_units_stand_in_the_order_of_the_sectors() -> None:
    big = rows().agents["municipalities"][0]
    assert big["public_units"] == [1 if sector in (Sector.CARE, Sector.KINDERGARTEN_SCHOOL) else 0 for sector in Sector]
    assert big["sector_share"] == [0.125] * 8
