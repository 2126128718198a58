"""The brief says what the numbers say, whatever they say, on one page, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bygd.statistics.comparison import PAYERS
from bygd.statistics.dose import POSTS
from bygd.statistics.sureness import level
from bygd.studies.files import provenance_of
from experiments.display import drawings
from experiments.display.style import styled
from experiments.display.words import LANGUAGES, Words
from experiments.report.comparison import advice, brief
from experiments.report.comparison.data import load
from experiments.report.comparison.story import Story
from experiments.report.page import brief_page, fragment, write
from tests.report.test_comparison_report import study
from tests.support.reports import text_of

MEMBERS, RUNS = 100, 200
SCENARIOS = ("follow_up", "coordinated_requests+wage_subsidy", "follow_up+extra_staff:0.5", "all_ten")
SHIFTS = {
    "gain": {"employed_36m": 4.0, "stay_60m": 4.0},
    "harm": {"employed_36m": -4.0, "stay_60m": -4.0},
    "small": {"employed_36m": 0.1, "stay_60m": -0.1},
    "open": {"employed_36m": 4.0, "stay_60m": -4.0},
}


def told(
    folder: Path, shift: dict[str, float], members: int = MEMBERS, runs: int = RUNS, language: str = "en"
) -> Story:
    """A made-up comparison of several scenarios over ensemble members, told in a language."""
    study(folder, shift, runs=runs, scenarios=SCENARIOS)
    frame = pd.read_parquet(folder / "runs.parquet")
    frame["point"] = frame["replicate"] % members
    luck = np.random.default_rng(2)  # so that members and chance can be told apart
    for name in ("employed_36m", "stay_60m"):
        moved = frame["scenario"] != "baseline"
        frame.loc[moved, f"{name}_n"] += luck.normal(0.0, 0.02, moved.sum())
    frame.to_parquet(folder / "runs.parquet")
    return Story(load(folder), Words(language))


@pytest.mark.parametrize("answer", SHIFTS)
@pytest.mark.usefixtures("without_pictures")
def test_the_heading_is_the_answer(answer: str, tmp_path: Path) -> None:
    story = told(tmp_path / "study", SHIFTS[answer])
    assert brief.answer_of(brief.told_of(story)) == answer
    text = text_of(brief_page(story))
    heading = story.words.part("brief.headline")[answer].rpartition("}")[2].strip()
    assert heading in text
    others = [
        words.rpartition("}")[2].strip() for key, words in story.words.part("brief.headline").items() if key != answer
    ]
    assert not [words for words in others if words in text]


@pytest.mark.parametrize(("members", "runs"), [(100, 100), (50, 200)])
@pytest.mark.usefixtures("without_pictures")
def test_too_few_runs_or_members_are_provisional_and_no_word_is_firm(members: int, runs: int, tmp_path: Path) -> None:
    story = told(tmp_path / "study", SHIFTS["gain"], members, runs)
    assert brief.answer_of(brief.told_of(story)) == "provisional"
    text = text_of(brief_page(story))
    assert "should not be a basis of decisions" in text
    assert not re.search("(very )?likely (better|worse)|virtually certain", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("without_pictures")
def test_both_outcomes_kroner_hours_and_three_sentences_are_there(language: str, tmp_path: Path) -> None:
    story = told(tmp_path / "study", SHIFTS["gain"] | {"kr_municipality": 90000.0}, language=language)
    section = brief.section(story)
    table = next(block for block in section.blocks if block.kind == "table")
    assert len(table.rows) == len(SCENARIOS)
    assert all(len(row) == len(table.head) == 5 for row in table.rows)
    box = next(block for block in section.blocks if block.kind == "box")
    assert len(box.items) == 3
    said = text_of(fragment(section.blocks))
    assert all(story.words(f"brief.head.{outcome}") in said for outcome in story.both)
    assert all("+" in row[3] and story.words("payer.municipality") in row[3] for row in table.rows)
    if language == "nb":
        assert not re.search(r"\b(the|of|with|more|likely|kroner a)\b", text_of(fragment(section.blocks)))


@pytest.mark.parametrize(
    ("work", "stay", "said", "advised"),
    [  # share of members better by posts: none, a quarter, a half, one, two
        ((0.5, 0.95, 0.97, 0.98, 0.98), (0.5, 0.6, 0.95, 0.97, 0.97), "but a quarter", "A quarter"),
        ((0.93, 0.95, 0.97, 0.98, 0.98), (0.5, 0.6, 0.95, 0.97, 0.97), "without a new post", "No new post"),
        ((0.5, 0.95, 0.97, 0.98, 0.98), (0.5, 0.2, 0.8, 0.97, 0.97), "looks best", "Half"),
        ((0.5, 0.6, 0.8, 0.98, 0.98), (0.5, 0.6, 0.8, 0.8, 0.9), "only with one", "One"),
        ((0.5, 0.6, 0.8, 0.8, 0.8), (0.5, 0.6, 0.8, 0.8, 0.8), "looks best", "Propose"),
    ],
)
@pytest.mark.usefixtures("without_pictures")
def test_headline_advice_and_case_paper_agree(work, stay, said: str, advised: str, tmp_path: Path) -> None:
    """The best of what was compared has half a post; the dose says what is enough."""
    folder = tmp_path / "study"
    story = told(folder, SHIFTS["gain"])
    rows = [
        {"with": "follow_up", "posts": posts, "outcome": outcome, "members": 100, "share_of_members_better": share}
        | {
            "likelier": "better" if share >= 0.5 else "worse",
            "how_sure": level(max(share, 1.0 - share)),
            "provisional": "",
        }
        | {"difference": 2.0, "low": 1.0, "high": 3.0, "hours_asked": 500.0, "hours_had": 600.0}
        | {f"kr_{payer}_extra": 100.0 for payer in PAYERS}
        for outcome, shares in zip(story.both, (work, stay), strict=True)
        for posts, share in zip(POSTS, shares, strict=True)
    ]
    pd.DataFrame(rows).to_csv(folder / "dose.csv", index=False)
    frame = pd.read_parquet(folder / "runs.parquet")
    frame.loc[frame["scenario"] == SCENARIOS[2], "employed_36m_n"] += 0.05  # the best
    frame.to_parquet(folder / "runs.parquet")
    section = brief.section(Story(load(folder), story.words))
    steps = next(block for block in section.blocks if block.kind == "items")
    assert said.lower() in section.title.lower()
    assert steps.items[0].lines[0].lower().startswith(advised.lower())
    case = next(block for block in section.blocks if block.kind == "box")
    smallest = re.search("is the smallest that very likely helps|helps .* without a new post", case.items[0].lines[0])
    assert bool(smallest) == (said != "looks best")


def test_dots_are_twenty_equally_likely_effects_and_keep_their_side() -> None:
    values = np.linspace(-3.0, 5.0, 4001)
    drawn = drawings.quantiles(values)
    assert drawn == pytest.approx(np.linspace(-2.8, 4.8, 20))
    with styled():
        sheet = drawings.quantile_dots(Words("en"), "x", [("A", values)], 1.0, "points")
    columns = [line for line in sheet.axes.lines if line.get_marker() in {"o", "D"}]
    counts = {"gain": 0, "loss": 0, "small": 0}
    for line in columns:
        at = line.get_xdata()[0]
        kind = "loss" if line.get_marker() == "D" else "small" if line.get_markerfacecolor() == "white" else "gain"
        counts[kind] += len(line.get_xdata())
        assert {"gain": at >= 1.0, "loss": at <= -1.0, "small": abs(at) <= 1.0}[kind]
    assert counts == {
        "gain": int((drawn > 1).sum()),
        "loss": int((drawn < -1).sum()),
        "small": int((abs(drawn) <= 1).sum()),
    }


def test_both_outcomes_are_drawn_on_one_scale_and_no_dot_lies_on_another() -> None:
    luck = np.random.default_rng(1)
    wide, narrow = luck.normal(2.0, 6.0, 400), luck.normal(0.2, 0.4, 400)
    scale = drawings.dot_scale([wide, narrow], 1.0)
    with styled():
        sheets = [drawings.quantile_dots(Words("nb"), "x", [("A", row)], 1.0, "", scale) for row in (wide, narrow)]
    assert sheets[0].axes.get_xlim() == sheets[1].axes.get_xlim()
    assert max(sheets[0].axes.get_xlim()) > max(drawings.quantiles(wide))
    for sheet in sheets:
        marks = [line for line in sheet.axes.lines if line.get_marker() in {"o", "D"}]
        spots = [tuple(sheet.axes.transData.transform(spot)) for line in marks for spot in line.get_xydata()]
        apart = min(np.hypot(*np.subtract(a, b)) for i, a in enumerate(spots) for b in spots[:i])
        assert apart >= max(line.get_markersize() for line in marks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("without_pictures")
def test_one_set_of_assumptions_is_no_matter_of_more_runs(language: str, tmp_path: Path) -> None:
    """All runs have the same numbers, so no further run says how sure it is."""
    folder = tmp_path / "study"
    study(folder, SHIFTS["gain"], runs=RUNS, scenarios=SCENARIOS)
    story = Story(load(folder), Words(language))
    text, words = text_of(brief_page(story)), story.words
    assert words("brief.headline.one_set") in text
    assert words("brief.run.one_set", runs="200") in text
    assert words("brief.caption") not in text
    assert words("sureness.mark.provisional") + "," not in text, "once is enough"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", SHIFTS)
def test_the_brief_prints_on_one_page_and_the_report_on_nine(answer: str, language: str, tmp_path, browser) -> None:
    story = told(tmp_path / "study", SHIFTS[answer] | {"hours_asked": 2000.0}, language=language)
    assert provenance_of(story.study.folder)
    page = tmp_path / "brief.html"
    with styled():
        page.write_text(brief_page(story), encoding="utf-8")
    assert pages_of(page, browser) == 1
    assert pages_of(write(story.study.folder, language), browser) <= 9


def pages_of(file: Path, browser: Any) -> int:
    """Pages that Chromium prints."""
    page = browser.new_page()
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


@pytest.mark.parametrize(("language", "many"), [("en", "A, B, C and 18 more"), ("nb", "A, B, C og 18 til")])
def test_of_many_scenarios_a_sentence_names_the_first(language: str, many: str) -> None:
    told: list[Any] = [SimpleNamespace(title=title) for title in "ABCDEFGHIJKLMNOPQRSTU"]
    assert advice.some_of(Words(language), told) == many
    assert advice.some_of(Words("en"), told[:4]) == "A, B, C and D"
