"""Matched lives told: every step has words, and the program writes a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions
from bygd.statistics.divergence import HOW, NOTHING, PROBLEM, REFUSED, STEPS, TURNED_DOWN, each_partings
from bygd.statistics.lives import LIFE, Lives
from bygd.studies.folder import options_of
from bygd.studies.lives import ensure
from bygd.studies.programs import compare_study
from experiments.command.read import read
from experiments.command.words import understood
from experiments.display.words import texts
from experiments.lives import LivesOptions
from experiments.lives import lives as told
from experiments.report.comparison.lives import Matched, matched, section
from sim.states import Status


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_step_and_event_has_words(language) -> None:
    say = texts(language)["lives"]
    assert set(say["steps"]) == set(STEPS)
    plain = {event.name.lower() for event in (*LIFE, *PROBLEM, *REFUSED, *TURNED_DOWN)} - {"left_programme"}
    left_for = {f"left_programme_{status.value}" for status in (Status.PLACEMENT, Status.WORK, Status.EDUCATION)}
    left_for.add(f"left_programme_{Status.IDLE.value}")
    needed = plain | left_for | set(NOTHING.values()) | set(HOW.values()) | {"nothing", "not_asked", "not_sent_out"}
    assert set(say["phrases"]) == needed


def test_both_languages_say_the_same_things() -> None:
    def shape(node) -> object:
        if isinstance(node, dict):
            return {key: shape(value) for key, value in node.items()}
        return len(node) if isinstance(node, list) else sorted(part.split("}")[0] for part in node.split("{")[1:])

    assert shape(texts("en")) == shape(texts("nb"))


class Page(HTMLParser):
    """Reads a page: text, balanced tags, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        assert not {"src", "href"} & {name for name, _ in attrs}, "nothing is fetched"
        self.labels += [value for name, value in attrs if name == "aria-label"]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        pass

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("lives") / "study"
    small = ["municipality=vaga", "months=72", "replicates=12", "warm_up=1", "scenarios=[follow_up,wage_subsidy]"]
    compare_study(read(CompareOptions, [*small, f"out={folder}"])).run()
    return folder


@pytest.mark.compiled
@pytest.mark.slow
def test_the_program_prints_a_table_and_writes_a_page(study, capsys) -> None:
    for file in study.glob("lives*.parquet"):  # another test may have been here
        file.unlink()
    assert matched(study, options_of(study)) is None, "no lives yet"
    for language in ("en", "nb"):
        told(LivesOptions(study, language=language))
        title = texts(language)["section"]["lives"]
        text = (study / f"lives_{language}.html").read_text(encoding="utf-8")
        page = Page()
        page.feed(text)
        assert page.open == []
        assert title in text
        assert 4 <= len(page.labels) <= 12
        assert not any(str(key) in text for key in ensure(study).people["luck_key"]), "nobody has a name or number"
    assert capsys.readouterr().out.count("100") > 2
    before = (study / "lives.parquet").stat().st_mtime_ns
    assert ensure(study).scenarios == ["baseline", "follow_up", "wage_subsidy"]
    assert (study / "lives.parquet").stat().st_mtime_ns == before, "not simulated again"
    merged = section(matched(study, options_of(study), ["wage_subsidy"]), "nb", {"other": {}} | texts("nb"))
    assert merged is not None
    assert merged.count("<table>") == 1


@pytest.mark.compiled
@pytest.mark.slow
def test_a_page_says_so_where_nobody_parts(study) -> None:
    lives = ensure(study)
    same = {name: getattr(lives.of("baseline"), name) for name in ("people", "events")}
    copies = Lives(
        *(pd.concat([frame, frame.assign(scenario="follow_up")], ignore_index=True) for frame in same.values())
    )
    text = section(Matched(copies, options_of(study, "compare"), each_partings(copies, ["follow_up"])), "en")
    assert "Nobody leads another life." in text
    assert "Nobody loses." in text


@pytest.mark.compiled
@pytest.mark.slow
def test_what_cannot_be_done_is_refused_in_a_sentence(study, tmp_path) -> None:
    for arguments, words in (
        ([], "folder is missing"),
        ([str(study), "colour=red"], "is not understood"),
        ([str(study), "language=sv"], "must be en or nb"),
        ([str(study), "scenario=peace"], "no scenario 'peace'; choose from follow_up"),
        ([str(tmp_path)], "no study folder"),
    ):
        with pytest.raises(InputError, match=words):
            told(understood(LivesOptions, "lives", arguments))
    old = tmp_path / "old"
    old.mkdir()
    config = (study / "config.yaml").read_text(encoding="utf-8")
    (old / "config.yaml").write_text(config, encoding="utf-8")
    (old / "provenance.json").write_text(json.dumps({"source": "older"}), encoding="utf-8")
    with pytest.raises(InputError, match="another version of the model"):
        ensure(old)
    (old / "config.yaml").write_text(config.replace("program: compare", "program: run"), encoding="utf-8")
    with pytest.raises(InputError, match="is no study of compare"):
        ensure(old)
