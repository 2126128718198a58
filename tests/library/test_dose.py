"""The dose: which numbers of posts are simulated, and what is read from them."""

import math

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios.catalogue import with_posts
from bygd.scenarios.options import CompareOptions
from bygd.statistics.dose import POSTS, curve, dose_rows, hours_at, smallest_sure, turns_at
from bygd.statistics.sureness import LEAST_MEMBERS, level
from bygd.studies.dose import dose_of, sets_with_staff
from bygd.studies.programs import compare_study
from experiments.command.read import read
from experiments.display.dose import findings
from experiments.display.words import LANGUAGES, Words
from sim.outcomes import OUTCOMES


def test_each_set_that_has_posts_is_looked_at_once() -> None:
    names = ["follow_up", "follow_up+extra_staff:0.5", "extra_staff:2+follow_up", "extra_staff", "all_ten"]
    assert sets_with_staff(names) == ["follow_up", ""]
    assert sets_with_staff(["follow_up", "all_ten"]) == []


def test_a_number_of_posts_has_one_name() -> None:
    assert [with_posts("follow_up", posts) for posts in (0.0, 0.25, 1.0)] == [
        "follow_up",
        "follow_up+extra_staff:0.25",
        "follow_up+extra_staff",
    ]
    assert with_posts("", 0.0) == "baseline"


def rows(*values: float, share: tuple[float, ...] = (), members: int = 200) -> pd.DataFrame:
    table = pd.DataFrame(
        {"posts": POSTS[: len(values)], "difference": values, "hours_had": 100 + 40 * np.arange(len(values))}
    )
    words = [level(item) if item > 0 and members >= LEAST_MEMBERS else "" for item in share]  # nothing of no number
    sides = ["better" if item >= 0.5 else "worse" for item in share]
    return table.assign(likelier=sides, how_sure=words) if share else table


def test_the_smallest_number_of_posts_that_is_very_likely_better() -> None:
    shares = (math.nan, 0.6, 0.9, 0.95, 0.8)
    assert smallest_sure(rows(0, 1, 2, 3, 4, share=shares)) == 0.5
    assert math.isnan(smallest_sure(rows(0, 1, 2, 3, 4, share=(0.1, 0.2, 0.3, 0.4, 0.89))))
    assert math.isnan(smallest_sure(rows(0, 1, 2, 3, 4, share=shares, members=99))), "too few to be as sure"


def test_the_sign_turns_between_a_loss_and_a_gain() -> None:
    assert turns_at(rows(-2.0, 2.0, 3.0, 4.0, 5.0)) == pytest.approx(0.125)
    assert turns_at(rows(-2.0, -1.0, -0.5, 0.5, 5.0)) == pytest.approx(0.75)
    assert math.isnan(turns_at(rows(-2.0, -1.0, -0.5, -0.1, -0.1)))
    assert math.isnan(turns_at(rows(0.5, 1.0, 2.0, 3.0, 4.0)))


def test_hours_a_participant_grow_as_the_hours_there_are() -> None:
    assert hours_at(rows(0, 1, 2, 3, 4), 0.0, 1.5) == 1.5
    assert hours_at(rows(0, 1, 2, 3, 4), 0.375, 1.5) == pytest.approx(1.5 * 1.6)


def made(effect: float) -> pd.DataFrame:
    """Runs of 120 members, two of each, in which so many more of 100 adults are in work."""
    luck = np.random.default_rng(3)
    counts = {f"{name}_{part}": value for name in OUTCOMES for part, value in (("n", 40.0), ("of", 100.0))}
    table = pd.DataFrame({"replicate": np.arange(240), "point": [f"m{i % 120}" for i in range(240)], **counts})
    shift = effect + luck.normal(0, 0.5, 240)
    table["employed_36m_n"] += shift
    table["hours_had_n"] = 900.0 + 100 * effect
    return table


@pytest.fixture(scope="module")
def doses() -> pd.DataFrame:
    effects = {"baseline": 0.0, "follow_up": -2.0, "a": -1.0, "b": 2.0, "c": 4.0, "d": 4.5}
    runs = {name: made(effect) for name, effect in effects.items()}
    runs["baseline"]["employed_36m_n"] = 40.0
    return dose_rows(runs, {("follow_up", posts): name for posts, name in zip(POSTS, list(effects)[1:], strict=True)})


def test_rows_of_a_dose_are_those_of_a_comparison(doses: pd.DataFrame) -> None:
    found = curve(doses, "follow_up", "employed_36m")
    assert found["posts"].tolist() == list(POSTS)
    assert found["difference"].to_numpy() == pytest.approx([-2, -1, 2, 4, 4.5], abs=0.15)
    assert smallest_sure(found) == 0.5
    assert turns_at(found) == pytest.approx(0.25 + 0.25 / 3, abs=0.02)
    assert found["hours_had"].iloc[-1] > found["hours_had"].iloc[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_found_is_said(language: str, doses: pd.DataFrame) -> None:
    (text,) = findings(Words(language), doses, read(CompareOptions, ["municipality=sel"]))
    words = Words(language)
    assert words.plain(0.5) in text
    assert words("dose.unknown", outcome="")[-20:] not in text
    assert words.number(0.3, 1) in text, "where the sign turns"


def shifted(doses: pd.DataFrame, by: float) -> pd.DataFrame:
    """The same dose, its difference without posts so much higher."""
    first = doses["posts"] == 0
    return doses.assign(difference=doses["difference"].where(~first, doses["difference"] + by))


@pytest.mark.parametrize(
    ("language", "nothing", "soon"),
    [
        ("en", "next to nothing changes", "at less than 0.1 posts"),
        ("nb", "nesten ingenting", "ved mindre enn 0,1 still"),
    ],
)
def test_a_loss_that_is_tiny_or_soon_made_good_is_said_so(language, nothing, soon, doses: pd.DataFrame) -> None:
    options, words = read(CompareOptions, ["municipality=sel"]), Words(language)
    (tiny,) = findings(words, shifted(doses, 1.9), options)
    assert nothing in tiny
    assert {"en": "turns to a gain", "nb": "snur til"}[language] not in tiny
    steep = shifted(doses, 0.5)
    steep.loc[steep["posts"] == 0.25, "difference"] = 30.0
    (text,) = findings(words, steep, options)
    assert soon in text


def test_no_post_differs_from_nothing_by_nothing() -> None:
    table = dose_rows({"baseline": made(0.0), "a": made(1.0)}, {("", 0.0): "baseline", ("", 1.0): "a"})
    nothing = table[table["posts"] == 0]
    assert (nothing["difference"] == 0).all()
    assert nothing["share_of_members_better"].isna().all()
    assert (nothing["likelier"] == "equal").all()
    assert (nothing["how_sure"] == "").all()


def small(*said: str) -> list[str]:
    return ["municipality=vaga", "months=72", "warm_up=1", "replicates=6", "ensemble=default", "threads=1", *said]


@pytest.mark.compiled
def test_a_comparison_with_staff_has_its_dose_and_one_without_has_none(tmp_path) -> None:
    said = small("scenarios=[follow_up+extra_staff:0.5]", f"out={tmp_path / 'a'}")
    study = compare_study(read(CompareOptions, said))
    tables = study.run()
    table = dose_of(study, tables)
    assert table is not None
    assert sorted(table["posts"].unique()) == list(POSTS)
    again = dose_of(study, tables)  # what is there is not simulated again
    assert again.equals(table)
    asked = curve(table, "follow_up", "months_in_work_60").set_index("posts")
    assert asked.loc[0.5, "scenario"] == "follow_up+extra_staff:0.5"
    plain = compare_study(read(CompareOptions, small("scenarios=[follow_up]", f"out={tmp_path / 'b'}")))
    assert dose_of(plain, plain.run()) is None


@pytest.mark.compiled
def test_the_dose_takes_no_longer_than_the_comparison(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("bygd.studies.dose.LEAST", 1)
    said = small("scenarios=[follow_up+extra_staff:0.5]", f"out={tmp_path / 'a'}")
    study = compare_study(read(CompareOptions, said))
    tables = study.run()
    dose_of(study, tables)
    runs = pd.read_parquet(tmp_path / "a" / "dose" / "runs.parquet")
    assert len(runs) <= len(tables["runs"])


@pytest.mark.compiled
def test_where_nobody_was_seen_long_enough_there_is_no_dose(tmp_path) -> None:
    said = ["municipality=vaga", "months=12", "warm_up=0", "replicates=2", "ensemble=default", "threads=1"]
    study = compare_study(read(CompareOptions, [*said, "scenarios=[extra_staff]", f"out={tmp_path / 'a'}"]))
    assert dose_of(study, study.run()) is None
