"""The glossary: every name that it says is in the model is there."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from bygd.scenarios.catalogue import choices
from experiments.formulas.formula import declared
from experiments.pages.processes import processes
from sim import states
from sim.agents import KINDS
from sim.engine_room import fields
from sim.outcomes import OUTCOMES

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = [
    line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.count(" | ") == 3
]
TERMS = [row for row in ROWS if row[0] != "Norwegian"]


@functools.cache
def known() -> set[str]:
    """Names of numbers, states, kinds, events, formulas, outcomes and measures."""
    found = set(declared()) | set(OUTCOMES) | set(choices("policy"))
    found |= {f"{kind.__name__}.{name}" for kind in KINDS.values() for name in fields(kind)}
    found |= {f"{name}.{one}" for name, kind in vars(states).items() for one in getattr(kind, "__members__", {})}
    for process in processes():
        found |= {f"{process.name}.{called.partition('(')[0]}" for called, _ in process.events}
        found |= {f"{process.name}.{one.__qualname__}" for one in process.methods.values()}
    return found


def test_there_are_about_fifty_terms_each_once() -> None:
    assert 50 <= len(TERMS) <= 80
    assert len({row[0] for row in TERMS}) == len(TERMS)


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row[0])
def test_a_term_is_translated_explained_and_in_the_model(row: list[str]) -> None:
    assert all(cell.strip() for cell in row)
    names = re.findall(r"`([^`]+)`", row[3])
    assert names or row[3] == "left out"
    assert [name for name in names if name not in known()] == []
