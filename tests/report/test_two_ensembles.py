"""Report and brief of a comparison say what holds in the members of a second ensemble, and what does not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bygd.scenarios.options import CompareOptions
from bygd.studies.two_ensembles import FILE, FOLDER, names_of
from experiments.display.words import LANGUAGES
from experiments.report.comparison import two_ensembles
from experiments.report.comparison.story import Story
from experiments.report.page import brief_page
from tests.report.test_brief import SCENARIOS, SHIFTS, told
from tests.support.reports import text_of


def in_two(folder: Path, first: str, second: str, language: str = "en", members: int = 100) -> Story:
    """A made-up comparison that says ``first``, and in another ensemble ``second``."""
    story = told(folder, SHIFTS[first], language=language)
    story.study.options.beside_ensemble = "worlds/mine.csv"
    told(folder / FOLDER, SHIFTS[second], members=members)
    (folder / FILE).touch()  # both are simulated
    return story


def sentence_of(story: Story, name: str) -> str:
    """What is said of all scenarios where they are of one sort."""
    titles = story.words.listing(
        [story.words("brief.quoted", title=story.title(item)) for item in story.study.scenarios]
    )
    return story.words(f"both.advice.{name}", titles=titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("gain", "gain", "for"),
        ("harm", "harm", "against"),
        ("gain", "harm", "parted"),
        ("gain", "open", "one"),
        ("open", "open", "neither"),
    ],
)
@pytest.mark.usefixtures("without_pictures")
def test_the_brief_says_which_advice_holds_in_both(first: str, second: str, name: str, language: str, tmp_path) -> None:
    story = in_two(tmp_path / "study", first, second, language)
    sentence = two_ensembles.sentence(story)
    assert "mine" in sentence
    assert sentence_of(story, name) in sentence
    assert sentence in text_of(brief_page(story))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("without_pictures")
def test_the_report_has_a_row_a_scenario_and_outcome(language: str, tmp_path) -> None:
    story = in_two(tmp_path / "study", "gain", "harm", language)
    section = two_ensembles.section(story)
    assert section
    rows = section.blocks[-1].rows  # type: ignore[attr-defined]
    assert len(rows) == 2 * len(SCENARIOS)
    assert {row[-1] for row in rows} == {story.words("both.says.different")}


@pytest.mark.usefixtures("without_pictures")
def test_few_members_of_the_second_say_nothing_of_advice(tmp_path) -> None:
    story = in_two(tmp_path / "study", "gain", "gain", members=50)
    assert sentence_of(story, "provisional") in two_ensembles.sentence(story)


@pytest.mark.usefixtures("without_pictures")
def test_a_comparison_in_one_ensemble_has_neither(tmp_path) -> None:
    story = in_two(tmp_path / "study", "gain", "gain")
    (story.study.folder / FILE).unlink()
    assert not two_ensembles.sentence(story), "the second is not simulated to its end"
    story = told(tmp_path / "one", SHIFTS["gain"])
    assert two_ensembles.section(story) is None
    assert not two_ensembles.sentence(story)


@pytest.mark.usefixtures("without_pictures")
def test_a_second_ensemble_with_fewer_runs_is_not_set_beside_the_first(tmp_path) -> None:
    """As after an ``extend`` that was stopped within the second."""
    story = in_two(tmp_path / "study", "gain", "gain")
    file = tmp_path / "study" / FOLDER / "runs.parquet"
    runs = pd.read_parquet(file)
    runs[runs["replicate"] < runs["replicate"].max()].to_parquet(file)
    assert two_ensembles.section(story) is None


def test_two_files_of_one_name_are_told_apart() -> None:
    options = CompareOptions(ensemble="a/mine.csv", beside_ensemble="b/mine.csv")
    assert names_of(options) == ("a/mine.csv", "b/mine.csv")
    options.ensemble = "norway_2003_act"
    assert names_of(options) == ("norway_2003_act", "mine")
