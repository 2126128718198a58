"""What the model cites can be looked up: every evidence id has a row with value, source and address."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
CITING = [*sorted((ROOT / "sim").rglob("*.py")), *sorted((ROOT / "configs").rglob("*.yaml"))]
SOURCES = pd.read_csv(ROOT / "configs" / "evidence" / "sources.csv", dtype=str).set_index("id")


def cited(text: str) -> set[str]:
    """Ids of a text, ranges like p064-p068 in full."""
    found = set(re.findall(r"\b[pm]\d{3,4}\b", text))
    for first, last in re.findall(r"\b([pm]\d{3,4})-([pm]\d{3,4})\b", text):
        width = len(first) - 1
        found |= {f"{first[0]}{n:0{width}d}" for n in range(int(first[1:]), int(last[1:]) + 1)}
    return found


@pytest.mark.parametrize("file", CITING, ids=lambda file: file.name)
def test_every_id_that_is_cited_can_be_looked_up(file: Path) -> None:
    assert sorted(cited(file.read_text(encoding="utf-8")) - set(SOURCES.index)) == []


def test_a_source_is_complete() -> None:
    assert SOURCES.index.is_unique
    assert SOURCES[["what", "source"]].notna().all().all()
