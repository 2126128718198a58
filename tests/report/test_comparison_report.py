"""The report says what the study says, in both languages, in one file that needs nothing else."""

from __future__ import annotations

import functools
import itertools
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions
from bygd.scenarios.settings import USUAL
from bygd.statistics.cost import PerExtra
from bygd.studies.study import Study
from experiments.command.main import main
from experiments.command.read import read
from experiments.display.style import inline
from experiments.display.words import Words
from experiments.report.__main__ import ReportOptions, report
from experiments.report.comparison.data import load
from experiments.report.comparison.services import _price_line
from experiments.report.comparison.story import Story
from experiments.report.page import write, write_each
from sim.outcomes import OUTCOMES
from sim.tallies import Curve

RUNS = 12


@functools.cache
def config(scenarios: tuple[str, ...]) -> str:
    """What ``config.yaml`` of a comparison says."""
    made = read(CompareOptions, ["municipality=sel", f"scenarios=[{','.join(scenarios)}]", f"replicates={RUNS}"])
    return Study("compare", made, {}).fingerprint.config


def study(
    folder: Path, shift: dict[str, float] | None = None, runs: int = RUNS, scenarios: tuple[str, ...] = ("follow_up",)
) -> Path:
    """A made-up finished study: every outcome as in the baseline, but those in ``shift`` (in units of the count)."""
    folder.mkdir()
    (folder / "config.yaml").write_text(config(scenarios), encoding="utf-8")
    paper = {
        "bygd": "0.1.0",
        "source": "abc",
        "command": "python -m experiments.compare",
        "made": "2026-03-01T10:00:00",
    }
    (folder / "provenance.json").write_text(json.dumps(paper), encoding="utf-8")
    names = ("baseline", *scenarios)
    pd.concat([_runs(name, shift if name != "baseline" else None, runs) for name in names]).to_parquet(
        folder / "runs.parquet"
    )
    pd.concat([_curves(name, runs) for name in names]).to_parquet(folder / "curves.parquet")
    return folder


def _runs(name: str, shift: dict[str, float] | None, runs: int) -> pd.DataFrame:
    luck = np.random.default_rng(1)
    columns: dict[str, object] = {"scenario": name, "replicate": np.arange(runs), "failed": False}
    for key, outcome in OUTCOMES.items():
        of = luck.integers(70, 90, runs).astype(float) if outcome.unit == "%" else np.full(runs, 10.0)
        n = np.round(of * luck.uniform(0.3, 0.5, runs)) if outcome.unit == "%" else luck.uniform(2000, 3000, runs)
        columns |= {f"{key}_n": n + (shift or {}).get(key, 0.0), f"{key}_of": of}
    return pd.DataFrame(columns)


def _curves(name: str, runs: int) -> pd.DataFrame:
    since = np.tile(np.arange(84), runs)
    columns: dict[str, object] = {"scenario": name, "replicate": np.repeat(np.arange(runs), 84), "since": since}
    columns |= {member.name.lower(): 80.0 for member in Curve}
    return pd.DataFrame(columns).assign(work=since / 2.0, moved=0.3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One made-up study."""
    scenarios = ("follow_up", "coordinated_requests+wage_subsidy")
    return study(tmp_path_factory.mktemp("report") / "study", scenarios=scenarios)


@pytest.fixture(scope="module")
def pages(folder) -> dict[str, str]:
    """Its report by language, each of a reading of its own."""
    return {language: write(folder, language).read_text(encoding="utf-8") for language in ("en", "nb")}


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Story:
    """A made-up study, told in English."""
    return Story(load(study(tmp_path_factory.mktemp("story") / "study")), Words("en"))


def test_reports_of_one_reading_are_those_of_a_reading_each(folder, pages) -> None:
    assert [file.read_text(encoding="utf-8") for file in write_each(load(folder))] == list(pages.values())


@pytest.mark.usefixtures("without_pictures")
def test_a_measure_that_cites_no_figure_has_a_report(tmp_path) -> None:
    page = write(study(tmp_path / "study", scenarios=("coordinated_requests",)), "en").read_text(encoding="utf-8")
    assert "plain numbers are lines of the field note" in page


class Tags(HTMLParser):
    """Tags and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


# --- the file ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_page_needs_nothing_from_outside(pages, language) -> None:
    html = pages[language]
    assert len(html.encode()) < 2_000_000
    assert "://" not in html
    assert not re.search(r"\bsrc=|<link|<script|@import|url\((?!#)", html)
    tags = Tags(html).tags
    assert ("html", {"lang": language}) in tags
    marks = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(marks) == len(set(marks)), "drawings share no ids"
    links = {str(attributes["href"]) for _, attributes in tags if "href" in attributes}
    assert links <= {f"#{mark}" for mark in marks}
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(marks)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_headings_are_in_order_and_drawings_have_words(pages, language) -> None:
    tags = Tags(pages[language]).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    drawings = [attributes for tag, attributes in tags if attributes.get("role") == "img"]
    assert len(drawings) == sum(tag == "svg" for tag, _ in tags) > 2
    assert all(len(str(attributes["aria-label"])) > 40 for attributes in drawings)


def test_a_drawing_keeps_to_itself() -> None:
    svg = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" viewBox="0 0 9 9"><style>*{}</style>'
        '<g id="unused"/><path id="a" d="M 1.23456 2"/><clipPath id="c"/>'
        '<use xlink:href="#a" clip-path="url(#c)" style="font: 12px DejaVu; fill: red"/></svg>'
    )
    assert inline(svg, "x") == (
        '<svg viewBox="0 0 9 9" aria-hidden="true" focusable="false"><g/><path id="x-0" d="M 1.2 2"/>'
        '<clipPath id="x-1"/><use href="#x-0" clip-path="url(#x-1)" style="font-size: 12px; fill: red"/></svg>'
    )


# --- findings ---------------------------------------------------------------------------------------------------


def test_what_a_drawing_leaves_out_of_a_name_is_no_further_adviser(tmp_path) -> None:
    """Beside half a post, "+ 1 more" was read as one more post; and "+ 1 measure" hid that it was half a post."""
    scenarios = (
        *("follow_up+extra_staff:0.5", "extra_staff:1.5+follow_up+mentor_grant", "follow_up+mentor_grant:0.5+matching"),
        "follow_up+extra_staff+mentor_grant+matching:0.25+wage_subsidy",
    )
    told = load(study(tmp_path / "study", scenarios=scenarios))
    assert [Story(told, Words("en")).label(one) for one in told.scenarios] == [
        "A: Prepare, follow up, evaluate + ½ post",
        "B: Prepare, follow u… + 1½ posts + 1 other measure",
        "C: Prepare, follow up, … + 2 other measures (50 %)",
        "D: Prepare, fo… + 1 post + 3 other measures (25 %)",
    ]
    assert Story(told, Words("nb")).label(told.scenarios[1]).endswith(" + 1½ stillinger + 1 tiltak til")
    assert Story(told, Words("nb")).title(told.scenarios[3]).endswith(" + 1 stilling + 3 tiltak til (25 %)")


def test_a_scenario_is_named_in_the_language(story) -> None:
    words, policies = Words("nb"), story.study.options.policies
    assert words.scenario("follow_up", policies) == policies["follow_up"].title.nb
    assert words.scenario("follow_up:0.5+all_ten", policies).endswith(", 50 % av veien + Alle ti anbefalingene")
    assert words.scenario("recommendation_6", policies) == "Anbefaling 6"


def test_one_run_says_so(tmp_path) -> None:
    html = write(study(tmp_path / "study", {"employed_36m": 5}, runs=1), "en").read_text(encoding="utf-8")
    assert "Provisional: one pair of runs cannot say how sure this is." in html


def test_runs_of_one_set_of_assumptions_are_provisional(pages) -> None:
    for language, said in {"en": "Provisional: one set of assumptions", "nb": "Foreløpig: Ett sett"}.items():
        assert said in pages[language]
        better = Words(language)("sureness.side.better")
        levels = [text.format(side=better) for text in Words(language).part("sureness.towards").values()]
        assert not [text for text in levels if text in pages[language].lower()]


@pytest.mark.usefixtures("without_pictures")
def test_groups_who_lose_places_are_in_the_brief(tmp_path) -> None:
    html = write(study(tmp_path / "study", {"others_placements": -300}), "en").read_text(encoding="utf-8")
    short = html.partition("<nav")[0]
    assert "The other groups who need placements lose: 30.0 slots a year fewer" in short
    assert "They lose." not in html, "from one set of assumptions"


@pytest.mark.usefixtures("without_pictures")
def test_a_warning_stands_where_more_hours_are_asked_for_than_there_are(tmp_path) -> None:
    enough = write(study(tmp_path / "enough", {"hours_had": 2000}), "en").read_text(encoding="utf-8")
    asked = write(study(tmp_path / "asked", {"hours_asked": 2000}), "en").read_text(encoding="utf-8")
    assert "More hours are asked for than there are" not in enough
    assert "More hours are asked for than there are" in asked
    assert "find the hours first" in asked.partition("<nav")[0]
    assert "find the hours first" not in enough


@pytest.mark.parametrize(("gain", "words"), [(5, "single measure"), (12, "Nothing known")])
@pytest.mark.usefixtures("without_pictures")
def test_effects_too_large_to_be_true_are_doubted(gain, words, tmp_path) -> None:
    html = write(study(tmp_path / "study", {"employed_1y": 0.8 * gain}), "en").read_text(encoding="utf-8")
    assert "look for a mistake first" in html
    assert words in html


def test_a_usual_effect_is_not_doubted(pages) -> None:
    assert "look for a mistake first" not in pages["en"]


PRICES = [
    (PerExtra(900.0, 400.0, 2000.0, "interval"), "The municipality: 900 kroner (400 to 2,000)."),
    (PerExtra(-900.0, -2000.0, -400.0, "interval"), "The municipality: saves 900 kroner (400 to 2,000)."),
    (PerExtra(50.0, -100.0, 300.0, "interval"), "The municipality: anything from saving 100 to paying 300 kroner."),
]


@pytest.mark.parametrize(("found", "said"), PRICES)
def test_a_price_is_paid_or_saved_or_either(found, said, story) -> None:
    assert _price_line(story, "municipality", found) == said


@pytest.mark.usefixtures("without_pictures")
def test_no_price_where_the_effect_cannot_be_told_from_none(tmp_path) -> None:
    html = write(study(tmp_path / "study", {"kr_state": 90000}), "en").read_text(encoding="utf-8")
    assert "The number of months in work does not change." in html
    more = write(study(tmp_path / "more", {"kr_state": 90000, "work_months": 30}), "en").read_text(encoding="utf-8")
    assert "The state (NAV): 3,000 kroner (3,000 to 3,000)." in more


@pytest.mark.usefixtures("without_pictures")
def test_outcomes_that_were_not_counted_are_left_out(tmp_path) -> None:
    folder = study(tmp_path / "study")
    gone = ("hours_asked", "work_months", "kr_grant", "employed_36m_men", "requests")
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.drop(columns=[f"{name}_{part}" for name in gone for part in ("n", "of")]).to_parquet(folder / "runs.parquet")
    html = write(folder, "en").read_text(encoding="utf-8")
    assert 'id="hours"' not in html
    assert "Integration grant, from" not in html
    assert 'id="costs"' in html


def test_norwegian_has_commas_and_no_english(pages) -> None:
    text = Tags(re.sub(r"<style.*?</style>", "", pages["nb"], flags=re.DOTALL)).text
    key = text.partition("Nøkkeltall")[2].partition("Hvor sikkert er dette")[0]
    assert not re.search(r"\d\.\d", key)
    assert not re.search(r"\b(the|of|and|with|more|fewer)\b", key)
    names = [*USUAL.asked, "employed_1y", "employed_60m"]
    assert all(Words("nb")(f"outcome.{outcome}.name") in text for outcome in names)


@pytest.mark.usefixtures("without_pictures")
def test_failed_runs_are_said_and_left_out(tmp_path) -> None:
    folder = study(tmp_path / "study")
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.loc[(runs["replicate"] == 3) & (runs["scenario"] == "follow_up"), "failed"] = True
    runs.to_parquet(folder / "runs.parquet")
    assert load(folder).replicates == RUNS - 1
    assert f"Runs that failed: 1 of {RUNS}" in write(folder, "en").read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", ["decided", "budget"])
@pytest.mark.usefixtures("without_pictures")
def test_the_number_of_runs_is_explained(reason, tmp_path) -> None:
    folder = study(tmp_path / "study")
    paper = json.loads((folder / "provenance.json").read_text())
    open_ = ["follow_up.stay_60m"] if reason == "budget" else []
    paper["runs"] = {"used": RUNS, "reason": reason, "undecided": open_}
    (folder / "provenance.json").write_text(json.dumps(paper), encoding="utf-8")
    html = write(folder, "en").read_text(encoding="utf-8")
    said = {"decided": "twice in a row", "budget": "A: Still living in the municipality five years after settlement"}
    assert said[reason] in html.partition('id="sure"')[2]


# --- the program ------------------------------------------------------------------------------------------------


def call(arguments: list[str], monkeypatch) -> int:
    monkeypatch.setattr(sys, "argv", ["report", *arguments])
    try:
        main(ReportOptions, report, "report")
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.usefixtures("without_pictures")
def test_the_folder_is_the_first_word_whatever_its_name(tmp_path, monkeypatch, capsys) -> None:
    folder = study(tmp_path / "my study's (2) folder")
    assert call([str(folder), "language=nb"], monkeypatch) == 0
    assert "report_nb.html" in capsys.readouterr().out
    assert (folder / "report_nb.html").exists()
    assert not list(folder.glob("*.tmp"))


def broken(kind: str, folder: Path) -> Path:
    """A folder that cannot be reported."""
    if kind == "nowhere":
        return folder
    study(folder)
    if kind == "unfinished":
        (folder / "runs.parquet").unlink()
    elif kind == "torn":
        (folder / "runs.parquet").write_bytes(b"torn")
    elif kind == "not a study":
        (folder / "config.yaml").unlink()
    elif kind == "older":
        config = (folder / "config.yaml").read_text(encoding="utf-8").replace("name: before_2022", "name: ''")
        (folder / "config.yaml").write_text(config, encoding="utf-8")
    elif kind == "no yaml":
        (folder / "config.yaml").write_text("a: [1", encoding="utf-8")
    elif kind == "unreadable":
        (folder / "provenance.json").write_text("{", encoding="utf-8")
    else:
        config = (folder / "config.yaml").read_text(encoding="utf-8")
        new = config.replace("program: compare", "program: run") if kind == "run" else f"{config}\n"
        new = new.replace("  classroom_gain:", "  classroom_gone:") if kind == "old" else new
        (folder / "config.yaml").write_text(new, encoding="utf-8")
    return folder


BROKEN = {
    "nowhere": "There is no folder",
    "unfinished": "not finished",
    "torn": "is damaged",
    "not a study": "no study folder",
    "unreadable": "cannot be read",
    "no yaml": "cannot be read",
    "run": "is no study of compare",
    "older": "another version",
    "old": "is not understood by this version",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_folder_that_cannot_be_reported_is_one_sentence(kind, tmp_path, monkeypatch, capsys) -> None:
    folder = broken(kind, tmp_path / "study")
    assert call([str(folder)], monkeypatch) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert BROKEN[kind] in said.err
    assert said.err.strip().endswith(".")
    assert "\n" not in said.err.strip()
    assert not list(tmp_path.rglob("report_*"))


def test_an_unknown_language_or_no_folder_is_one_sentence(tmp_path, monkeypatch, capsys) -> None:
    assert call([str(tmp_path), "language=se"], monkeypatch) == 1
    assert "language is 'se', but must be en or nb." in capsys.readouterr().err
    assert call([], monkeypatch) == 1
    assert "folder is missing; it is said like: python -m experiments.report FOLDER" in capsys.readouterr().err
    with pytest.raises(InputError, match="must be en or nb"):
        Words("se")


@pytest.mark.usefixtures("without_pictures")
def test_another_population_or_law_is_said_at_the_top(tmp_path, pages) -> None:
    folder = study(tmp_path / "study")
    made = read(CompareOptions, ["scenarios=[follow_up]", "population=ukraine_2022", "law=2021"])
    (folder / "config.yaml").write_text(Study("compare", made, {}).fingerprint.config, encoding="utf-8")
    opening = write(folder, "nb").read_text(encoding="utf-8").partition("<nav")[0]
    assert made.population.warning.nb in opening
    assert "Andre forutsetninger" in opening
    assert "Integreringsloven av 2021: Bare lengden på programmet" in opening
    assert "Introduksjonsloven av 2003 gjelder" in pages["nb"]
    assert "Andre forutsetninger" not in pages["nb"]
