"""What an effect hangs on: a planted dependence is found and told, luck is not, in reports of both languages."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios.options import CompareOptions
from bygd.statistics import drivers
from bygd.statistics.drivers import hangs_on, member_effects, search
from bygd.studies.study import Study
from experiments.command.read import read
from experiments.display.words import Words
from experiments.report.page import write
from sim.outcomes import OUTCOMES
from sim.parameters import numbers
from sim.processes import Parameters, Practice
from tests.report.test_comparison_report import study
from tests.support.reports import section_in, section_of

WORLDS, NUMBERS = 100, 280
WORK = OUTCOMES["employed_36m"]


def members(seed: int) -> pd.DataFrame:
    """Made-up members: every number of the model anywhere in its plausible range."""
    draw = np.random.default_rng(seed)
    known = {name: one.plausible for name, one in numbers(Parameters()).items() if one.plausible[0] < one.plausible[1]}
    return pd.DataFrame({name: draw.uniform(*ends, WORLDS) for name, ends in known.items()})


def of_unit(values: pd.DataFrame, name: str) -> np.ndarray:
    low, high = numbers(Parameters())[name].plausible
    return ((values[name] - low) / (high - low)).to_numpy(float)


def test_a_planted_dependence_is_found_and_nothing_else() -> None:
    values, luck = members(1), np.random.default_rng(2)
    effects = 4 * of_unit(values, "answer.trust") - 2 * of_unit(values, "hiring.rivals") + luck.normal(0, 0.7, WORLDS)
    found = hangs_on(WORK, effects, values)
    assert [one.number for one in found.found] == ["answer.trust", "hiring.rivals"]
    assert found.numbers > 250
    first, second = found.found
    assert first.correlation > 0.7
    assert second.correlation < 0
    assert first.low.effect[0] < 1 < first.high.effect[0]
    assert first.low.effect[1] < first.low.effect[0] < first.low.effect[2]
    assert first.p < 0.001


def test_luck_alone_is_told_in_no_more_than_one_of_twenty(monkeypatch) -> None:
    monkeypatch.setattr(drivers, "SHUFFLES", 400)  # how often luck is told does not hang on it, only how finely
    luck = np.random.default_rng(3)
    told = sum(len(hangs_on(WORK, luck.normal(0, 1, WORLDS), members(seed)).found) > 0 for seed in range(100))
    assert told <= 10  # 5 expected; 11 or more of 100 come in one of a hundred such tests


def test_a_verdict_that_flips_is_told_with_about_where() -> None:
    values = members(4)
    part = of_unit(values, "answer.trust")  # 0.5 to 4: at 0.4 of the range, 1.9, the gain passes one point
    found = hangs_on(WORK, 5 * (part - 0.2) + np.random.default_rng(5).normal(0, 0.3, WORLDS), values).found[0]
    assert (found.low.verdict, found.high.verdict) == ("no relevant difference", "better")
    assert found.flips
    assert found.turns == pytest.approx(1.9, abs=0.15)
    none = hangs_on(WORK, 2 + part, values).found[0]
    assert not none.flips
    assert math.isnan(none.turns)


def test_too_few_worlds_and_equal_effects_say_nothing() -> None:
    values = members(6)
    assert hangs_on(WORK, np.zeros(WORLDS), values).found == []
    assert hangs_on(WORK, np.arange(10.0), values[:10]).found == []
    assert hangs_on(WORK, np.full(WORLDS, math.nan), values).found == []


def runs(shift: np.ndarray) -> pd.DataFrame:
    """Made-up runs in turn in the members; ``shift``: more in work, of 100, by member."""
    member = np.arange(3 * WORLDS) % WORLDS
    work = 40 + shift[member]
    return pd.DataFrame({"point": [f"member_{i}" for i in member], "employed_36m_n": work, "employed_36m_of": 100.0})


def test_each_world_counts_alike_however_many_runs_it_has() -> None:
    shift = np.arange(WORLDS) / 20
    base, other = runs(np.zeros(WORLDS)), runs(shift)
    found = member_effects(base[:250], other[:250], "employed_36m")
    assert found.to_numpy() == pytest.approx(shift)
    design = members(7).set_axis([f"member_{i}" for i in range(WORLDS)])
    design["answer.trust"] = shift[::-1]
    (first, *_) = search(base, other, "employed_36m", design).found
    assert (first.number, first.correlation) == ("answer.trust", pytest.approx(-1))


# --- the report --------------------------------------------------------------------------------------------


def over_members(folder: Path, slope: float) -> Path:
    """A made-up finished comparison in 100 members, whose effect hangs on employers' trust."""
    study(folder, runs=3 * WORLDS)
    made = read(CompareOptions, ["municipality=sel", "scenarios=[follow_up]", "ensemble=norway_2003_act"])
    (folder / "config.yaml").write_text(Study("compare", made, {}).fingerprint.config, encoding="utf-8")
    design = members(8)
    design.insert(0, "point", [f"member_{i}" for i in range(WORLDS)])
    design.insert(0, "row", range(WORLDS))
    design.to_parquet(folder / "design.parquet")
    for name in ("runs", "curves"):
        table = pd.read_parquet(folder / f"{name}.parquet")
        table["point"] = "member_" + (table["replicate"] % WORLDS).astype(str)
        if name == "runs":
            more = slope * of_unit(design, "answer.trust")[table["replicate"] % WORLDS]
            table["employed_36m_n"] += np.where(table["scenario"] == "follow_up", more, 0.0)
        table.to_parquet(folder / f"{name}.parquet")
    return folder


def hangs(folder: Path, language: str) -> str:
    """Text of the section."""
    return section_of(folder, "hangs", language)


@pytest.fixture(scope="module")
def on_trust(tmp_path_factory) -> Path:
    return over_members(tmp_path_factory.mktemp("made") / "study", 5.0)


@pytest.mark.usefixtures("without_pictures")
def test_the_section_stands_in_the_report(on_trust, tmp_path) -> None:
    page = write(on_trust, "en", tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(hangs(on_trust, "en")) > 1000
    assert hangs(on_trust, "en") in section_in(page, "hangs")


@pytest.mark.parametrize(
    ("language", "named", "better"),
    [
        ("en", "How much trust in who asks counts for the answer", "does better where this is high"),
        ("nb", "Hvor mye tillit til den som spør, teller for svaret", "virker bedre der dette er høyt"),
    ],
)
def test_the_report_names_the_assumption(language, named, better, on_trust) -> None:
    text = hangs(on_trust, language)
    assert named in text
    assert better in text
    assert "p048, p052" in text
    assert text.count(better) == 1


@pytest.mark.usefixtures("without_pictures")
def test_the_report_says_so_where_nothing_stands_out(tmp_path) -> None:
    assert "depends on no assumption" in hangs(over_members(tmp_path / "study", 0.0), "en")


@pytest.mark.usefixtures("without_pictures")
def test_practice_of_an_office_is_told_like_any_number(on_trust, tmp_path) -> None:
    folder = Path(shutil.copytree(on_trust, tmp_path / "study"))
    design = pd.read_parquet(folder / "design.parquet")
    names = {"answer.trust": "practice.sel.programme.hours_per_participant"}
    design.rename(columns=names).to_parquet(folder / "design.parquet")
    text = hangs(folder, "en")
    assert "Adviser hours a month for each participant" in text
    assert "differs between the sets of assumptions too" in text


@pytest.mark.parametrize("setting", ["norway_2003_act", "norway_2021_act"])
@pytest.mark.usefixtures("without_pictures")
def test_without_worlds_the_report_says_how_to_get_them(setting: str, tmp_path) -> None:
    folder = study(tmp_path / "study")
    made = read(CompareOptions, [f"setting={setting}", "municipality=sel", "scenarios=[follow_up]", "ensemble=default"])
    (folder / "config.yaml").write_text(Study("compare", made, {}).fingerprint.config, encoding="utf-8")
    text = hangs(folder, "en")
    assert "chance only" in text
    assert f"ensemble={setting}" in text


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_number_and_unit_has_words(language) -> None:
    words = Words(language)
    known = numbers(Parameters()) | {f"practice.{name}": one for name, one in numbers(Practice()).items()}
    assert known.keys() == (words.part("numbers_of_measures") | words.part("number_names")).keys()
    assert {one.unit for one in known.values()} == set(words.part("number_units"))
