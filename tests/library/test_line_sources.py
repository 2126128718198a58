"""Which of a municipality's lines are data, and which are assumed: from its file, and told in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bygd.scenarios.line_sources import ASSUMED, DATA, NOTE, UNSAID, bases, bases_of, flat, kind_of, shipped
from bygd.scenarios.options import CompareOptions
from bygd.studies.study import Study
from experiments.command.read import read
from experiments.report.page import write
from tests.report.test_comparison_report import study
from tests.support.reports import section_in, section_of


@pytest.mark.parametrize(
    ("comment", "kind"),
    [
        ("m0050", DATA),
        ("settled_2010_2018_1", DATA),
        ("m0008 is suppressed; 2 assumed [X]", ASSUMED),
        ("X; near Norway's 20 % (m0571-m0578)", ASSUMED),
        ("note 762-763, m0451", NOTE),
        ("our own count of 2024", UNSAID),
        ("", UNSAID),
    ],
)
def test_a_comment_says_what_a_line_rests_on(comment, kind) -> None:
    assert kind_of(comment) == kind


def test_lines_are_found_under_their_keys() -> None:
    municipality = "  a:  # here\n    settled:\n      2012: 6   # m0050\n    sectors:\n      care: .1  # X\n"
    text = f"title: A  # note 1\nmunicipalities:\n{municipality}"
    found = {name: one.kind for name, one in bases(text).items()}
    assert found == {"title": NOTE, "municipalities.a.settled.2012": DATA, "municipalities.a.sectors.care": ASSUMED}


def test_every_line_of_our_municipalities_says_what_it_rests_on() -> None:
    for key in ("sel", "vaga", "nordre_land"):
        there = shipped()[key]
        assert there.bases.keys() == there.values.keys()
        assert [name for name, one in there.bases.items() if one.kind == UNSAID] == []
        assert there.bases["enterprises"].kind == DATA
        assert there.bases["sectors.retail"].kind == ASSUMED
    assert shipped()["vaga"].bases["settled.2019"].kind == ASSUMED


def test_what_a_user_states_otherwise_rests_on_nothing_we_know(tmp_path) -> None:
    values = dict(shipped()["sel"].values)
    values["enterprises"] += 1
    found = bases_of("sel", values)
    assert found["enterprises"].kind == UNSAID
    assert found["inhabitants"].kind == DATA
    file = tmp_path / "mine.yaml"
    file.write_text(
        "municipalities:\n  my_municipality:\n    enterprises: 700  # [X]\n    inhabitants: 5000  # SSB\n",
        encoding="utf-8",
    )
    own = bases_of("my_municipality", flat({"enterprises": 700, "inhabitants": 5000}), file)
    assert (own["enterprises"].kind, own["inhabitants"].kind) == (ASSUMED, UNSAID)
    assert bases_of("my_municipality", {"enterprises": 700}, tmp_path / "gone.yaml")["enterprises"].kind == UNSAID


@pytest.fixture(scope="module")
def sel(tmp_path_factory) -> Path:
    return study(tmp_path_factory.mktemp("made") / "study")


@pytest.mark.parametrize(
    ("language", "data", "assumed"),
    [
        ("en", "Differences that are data persons settled, inhabitants", "workplaces of the municipality, trades"),
        ("nb", "Forskjeller som er data bosatte personer, innbyggere", "kommunens egne arbeidsplasser, bransjer"),
    ],
)
def test_the_report_says_which_differences_are_data(language, data, assumed, sel) -> None:
    text = section_of(sel, "setting", language)
    assert data in text
    assert assumed in text
    assert "Nordre Land" in text


@pytest.mark.usefixtures("without_pictures")
def test_the_section_stands_in_the_report(sel, tmp_path) -> None:
    page = write(sel, "en", tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(section_of(sel, "setting", "en")) > 1000
    assert section_of(sel, "setting", "en") in section_in(page, "setting")


def test_the_report_reads_a_file_of_ones_own(tmp_path) -> None:
    folder = study(tmp_path / "study")
    mine = tmp_path / "mine.yaml"
    sel = Path(__file__).parents[2] / "configs" / "municipality" / "sel.yaml"
    text = (
        sel.read_text(encoding="utf-8").replace("  sel:", "  my_municipality:").replace("# m0436, end of 2017", "# X")
    )
    mine.write_text(text, encoding="utf-8")
    made = read(CompareOptions, [f"municipality={mine}", "scenarios=[follow_up]"])
    (folder / "config.yaml").write_text(Study("compare", made, {}).fingerprint.config, encoding="utf-8")
    paper = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    paper["command"] += f" municipality={mine}"
    (folder / "provenance.json").write_text(json.dumps(paper), encoding="utf-8")
    said = section_of(folder, "setting", "en")
    assert "Inhabitants 5,872 assumption" in said
    assert "Nordre Land" not in said
