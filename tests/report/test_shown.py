"""What is drawn is what is found: table, pictures and report show the same numbers, over the same ensemble."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios.ensembles import members_of
from bygd.scenarios.options import CompareOptions
from bygd.scenarios.settings import USUAL
from bygd.statistics.comparison import by_scenario, comparison, outcome_frame, overview_rows
from bygd.studies.programs import compare_study
from experiments.command.read import read
from experiments.display import figures
from experiments.display.drawings import Levels
from experiments.display.style import UNSURE, styled
from experiments.display.sureness import bare
from experiments.display.tables import overview_text
from experiments.display.words import LANGUAGES, Words
from experiments.report.blocks import Picture, Pictures, Section
from experiments.report.comparison import effects
from experiments.report.comparison.data import load
from experiments.report.comparison.story import Story

pytestmark = pytest.mark.compiled
SCENARIOS = ["follow_up", "extra_staff:0.5"]
OPTIONS = ["municipality=vaga", "months=72", "warm_up=0", "threads=2", "replicates=12"]
YEARS = [24, 36]


class Found(NamedTuple):
    """A study in four ensemble members, three runs each."""

    story: Story
    table: pd.DataFrame
    shown: figures.Shown


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Found:
    folder = tmp_path_factory.mktemp("shown") / "study"
    options = read(CompareOptions, [*OPTIONS, f"scenarios=[{','.join(SCENARIOS)}]", f"out={folder}"])
    members = dict(list(members_of(options, options.ensemble).items())[:4])
    study = compare_study(options, members)
    tables = study.run()
    runs, curves = (by_scenario(tables, name) for name in ("runs", "curves"))
    table = comparison(runs).set_index(["scenario", "outcome"])
    return Found(Story(load(folder), Words("nb")), table, figures.Shown(options, runs, curves))


def lines_and_bands(axes) -> list[Levels]:
    """Curves as they are drawn: value, low, high by month."""
    drawn = [line.get_ydata() for line in axes.lines if len(line.get_xdata()) > 12]
    bands = []
    for item in axes.collections:
        (path,) = item.get_paths()
        ends = pd.DataFrame(path.vertices, columns=["x", "y"]).groupby("x")["y"].agg(["min", "max"])
        bands.append((ends["min"].to_numpy(), ends["max"].to_numpy()))
    return [(value, *band) for value, band in zip(drawn, bands, strict=True)]


def pictures_of(section: Section) -> list[Picture]:
    return [item for block in section.blocks if isinstance(block, Pictures) for item in block.pictures]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_curve_of_differences_is_the_table(language: str, found: Found) -> None:
    with styled():
        drawn = lines_and_bands(figures.difference(Words(language), found.shown).sheet.axes)
    for scenario, levels in zip(SCENARIOS, drawn, strict=True):
        row = found.table.loc[(scenario, "employed_36m")]
        assert [part[36] for part in levels] == pytest.approx(row[["difference", "low", "high"]].to_list())


def test_the_report_draws_the_differences_that_the_files_draw(found: Found) -> None:
    with styled():
        (picture,) = pictures_of(effects.curves(found.story))
        filed = lines_and_bands(figures.difference(Words("en"), found.shown).sheet.axes)
    panels = picture.sheet.panels
    for axes, there in zip(panels[::2], filed, strict=True):
        (here,) = lines_and_bands(axes)
        assert np.allclose([part[YEARS] for part in here], [part[YEARS] for part in there], equal_nan=True)
    assert len(panels) == 2 * len(SCENARIOS), "work beside staying, a row a scenario"


def test_the_report_writes_what_the_table_holds(found: Found) -> None:
    """``+1,2 (−0,4 til +2,8)``, for all five outcomes in one table."""
    words, text = found.story.words, str(effects.key_figures(found.story))
    for scenario in SCENARIOS:
        for outcome in ("employed_36m", "employed_1y"):
            row = found.table.loc[(scenario, outcome)]
            difference = words.number(row["difference"], 1, sign=True)
            assert f"{difference} ({words.interval(row['low'], row['high'], 1)})" in text


def test_levels_have_the_interval_of_the_table_of_a_run(found: Found) -> None:
    """Over members and chance, not of chance alone, which is far narrower."""
    with styled():
        axes = figures.after_programme(Words("en"), found.shown).sheet.panels[0]
    row = outcome_frame(found.shown.runs["baseline"]).set_index("outcome").loc["work_or_education_direct"]
    low, high = axes.lines[0].get_xdata()
    assert [*axes.lines[1].get_xdata(), low, high] == pytest.approx(row[["value", "low", "high"]].to_list())
    alone = (
        outcome_frame(found.shown.runs["baseline"].drop(columns="point"))
        .set_index("outcome")
        .loc["work_or_education_direct"]
    )
    assert row["high"] - row["low"] > 1.2 * (alone["high"] - alone["low"])


def test_an_overview_draws_and_writes_its_table_and_says_over_what(found: Found) -> None:
    table = overview_rows(found.shown.runs, "vaga")
    table.insert(1, "title", "Vågå")
    with styled():
        drawn = figures.overview_of(Words("nb"), table, found.shown.options.policies)
    best_first = table.sort_values("employed_36m_difference", ascending=False)
    for axes, key in zip(drawn.sheet.panels, USUAL.both, strict=True):
        spans = [line for line in axes.lines if len(line.get_xdata()) == 2][: len(SCENARIOS)]
        assert np.allclose([line.get_xdata() for line in spans], best_first[[f"{key}_low", f"{key}_high"]])
        assert {line.get_color() for line in spans} == {UNSURE}, "provisional: so few runs"
        assert axes.get_xlim() == drawn.sheet.panels[0].get_xlim(), "a point is as long in both"
    assert "95 % av settene med forutsetninger" in drawn.caption
    said = overview_text(Words("en"), table, "Vågå", found.shown.options)
    assert "95 % of sets of assumptions, and chance" in said
    assert f"{bare(Words('en'), table['employed_36m_share_of_members_better'].iloc[0])} %" in said


def test_failed_runs_are_told_under_a_picture_in_its_language(found: Found, tmp_path) -> None:
    shown = dataclasses.replace(found.shown, failed=(3, 36))
    with styled():
        picture = figures.refusals(Words("nb"), shown)
        shown.save(tmp_path / "refusals", Words("nb"), "refusals", picture)
    assert "3 av 36 kjøringer mislyktes og er holdt utenfor." in (tmp_path / "refusals_nb.svg").read_text("utf-8")
