"""What to count first reads as the tables say, in both languages, also where nothing can be said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bygd.scenarios.settings import USUAL
from bygd.statistics.decision.counting import ALL, COUNTS
from bygd.statistics.decision.tables import NEEDED
from experiments.display import style
from experiments.display.words import LANGUAGES, Words
from experiments.report.comparison import count_first
from experiments.report.comparison.data import load
from experiments.report.comparison.story import Story
from experiments.report.page import fragment
from sim.outcomes import OUTCOMES
from tests.report.test_comparison_report import study
from tests.support.reports import text_of

ROW = {"evppi": 0.3, "evppi_luck": 0.1, "evsi": 0.1, "narrowing_luck": 0.05}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("count") / "study", scenarios=("follow_up", "wage_subsidy"))


def told(
    folder: Path,
    language: str,
    rows: dict[str, tuple[float, float]],
    means: tuple[float, float] = (2.0, 1.0),
    members: int = 200,
    runs: int = 2,
) -> Story:
    """A study whose tables say of each way of counting how often the advice changes, and how much is narrowed."""
    found = load(folder)
    scenarios = ["baseline", *(item.name for item in found.scenarios)]
    decision = pd.DataFrame({"scenario": scenarios, "members": members, "runs": runs * members})
    for outcome in USUAL.both:
        decision[f"{outcome}_mean"] = [0.0, *means]
    count = [
        ROW
        | {"outcome": outcome, "kind": "all" if way == ALL else "way", "what": way, "scenario": name}
        | {"evppi_p": 0.01 if changes else 1.0, "narrowing_p": 0.01 if narrower else 1.0}
        | {"told": int(changes > 0), "changes": changes, "changes_counted": changes}
        | {"narrows": float(narrower > 0), "narrowing": narrower, "narrowing_counted": 0.8 * narrower}
        for outcome in USUAL.both
        for way, (changes, narrower) in rows.items()
        for name in scenarios[1:]
    ]
    count += [{"outcome": outcome, "kind": "everything", "what": "everything"} for outcome in USUAL.both]
    vars(found)["choice"] = {"decision": decision, "count_first": pd.DataFrame(count)}
    return Story(found, Words(language))


def read(story: Story) -> str:
    with style.styled():
        section = count_first.section(story)
        assert section
        return text_of(fragment(section.blocks))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_count_that_changes_the_advice_comes_first(folder, language: str) -> None:
    rows = dict.fromkeys([*COUNTS, ALL], (0.0, 0.0)) | {"case_files": (0.07, 0.25)}
    story = told(folder, language, rows)
    lead = count_first.sentence(story)
    assert story.words("count.ways.case_files.name") in lead
    assert {"7", "100", "20"} <= {word.strip(".,:%") for word in lead.split()}
    text = read(story)
    for way in COUNTS:
        assert story.words(f"count.ways.{way}.short").lower() in text.lower()
    assert "hours_per_participant, protected, matching, matching_first" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_count_changes_the_advice_it_says_so(folder, language: str) -> None:
    rows = dict.fromkeys(COUNTS, (0.0, 0.0)) | {"employers": (0.0, 0.5)}
    story = told(folder, language, rows)
    assert count_first.sentence(story) == story.words(
        "count.first.narrows",
        what=story.words("count.ways.employers.name"),
        scenario=story.title(story.study.scenarios[0]),
        n="40",
    )
    nothing = told(folder, language, dict.fromkeys(COUNTS, (0.0, 0.0)))
    assert count_first.sentence(nothing) == nothing.words("count.first.nothing")
    assert nothing.words("count.dash") in read(nothing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_harms_the_advice_is_to_do_none_of_it(folder, language: str) -> None:
    text = read(told(folder, language, dict.fromkeys(COUNTS, (0.0, 0.0)), (-3.0, -2.0)))
    expected = {"en": "It starts from doing none of this", "nb": "Utgangspunktet er å ikke innføre noe av dette"}
    assert expected[language] in text
    assert told(folder, language, {}).study.scenarios[1].letter == "B"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_that_cannot_say_says_why(folder, language: str) -> None:
    plain = Story(load(folder), Words(language))
    assert count_first.sentence(plain) == plain.words("count.none.ensemble")
    for members, runs in ((99, 5), (200, 1)):
        small = told(folder, language, dict.fromkeys(COUNTS, (0.07, 0.2)), members=members, runs=runs)
        expected = small.words("count.none.few", least="100", replicates=str(2 * members))
        assert count_first.sentence(small) == read(small) == expected
    short = told(folder, language, {})
    del short.study.choice["count_first"]
    assert count_first.sentence(short) == short.words("count.none.unobserved", m="36")
    counted = told(folder, language, {})
    assert count_first.sentence(counted) == counted.words("count.none.counted")
    assert read(counted) == counted.words("count.none.counted")


def test_the_outcomes_that_are_needed_exist() -> None:
    assert set(NEEDED) <= set(OUTCOMES)
