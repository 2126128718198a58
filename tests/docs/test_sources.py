"""What the model cites can be looked up: every evidence id has a row with value, source and address."""

from __future__ import annotations

from pathlib import Path

import pytest

from bygd.evidence.sources import cited, sources

ROOT = Path(__file__).parents[2]
CITING = [*sorted((ROOT / "sim").rglob("*.py")), *sorted((ROOT / "configs").rglob("*.yaml"))]


@pytest.mark.parametrize("file", CITING, ids=lambda file: file.name)
def test_every_id_that_is_cited_can_be_looked_up(file: Path) -> None:
    assert sorted(cited(file.read_text(encoding="utf-8")) - set(sources().index)) == []


def test_a_source_is_complete() -> None:
    assert sources().index.is_unique
    assert (sources()[["what", "source"]] != "").all().all()


def test_ranges_are_cited_in_full() -> None:
    assert cited("p064-p066 and m0001; not p12 or xp064") == {"p064", "p065", "p066", "m0001"}
    assert cited("mn019-mn021, n008") == {"mn019", "mn020", "mn021", "n008"}


@pytest.mark.parametrize(
    ("old", "new"), [("m0012", "mn019"), ("m0061", "mn022"), ("m0111", "mn025"), ("ukr_emp_2y", "ukr_emp_r2_all")]
)
def test_a_superseded_figure_names_the_one_that_holds(old: str, new: str) -> None:
    assert new in sources().index
    assert sources().loc[old, "note"].startswith(f"superseded by {new}")
