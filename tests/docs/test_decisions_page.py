"""The page of every measure in three municipalities: every measure in each, effects as sure as their columns say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bygd.errors import InputError
from bygd.scenarios.catalogue import single_measures
from bygd.scenarios.measures import read_measure
from experiments.pages import decisions

DOCS = Path(__file__).parents[2] / "docs"


def tables() -> dict[str, list[list[str]]]:
    """Rows of each municipality's table on the page, without its head."""
    text = (DOCS / "decisions.md").read_text(encoding="utf-8")
    parts = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    return {
        name: [re.split(r" ?\| ?", line)[1:-1] for line in part.splitlines() if line.startswith("| ")][1:]
        for name, part in parts.items()
    }


def test_every_measure_stands_in_every_municipality_the_best_first() -> None:
    found = tables()
    assert set(found) == {"Sel", "Vågå", "Nordre Land"}
    titles = {read_measure(name).title.en for name in single_measures()}
    for rows in found.values():
        assert titles <= {row[0] for row in rows}
        effects = [float(row[1].replace("−", "-")) for row in rows[:-1]]
        assert effects == sorted(effects, reverse=True)
        best = [int(row[5]) for row in rows]
        assert 96 <= sum(best) <= 104  # one of them is the best


def test_a_folder_that_is_no_such_study_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a comparison in several municipalities"):
        decisions.page(tmp_path)
    (tmp_path / "sel").mkdir()
    (tmp_path / "sel" / "config.yaml").write_text("kind: compare\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"lacks comparison\.csv; finish it"):
        decisions.page(tmp_path)
