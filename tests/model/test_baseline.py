"""Results change only on purpose: summary numbers of the default model against a file.

Refresh with ``python -m tests.support.refresh_baseline`` and say in CHANGELOG.md what changed and why.
"""

import json
from pathlib import Path

import pytest

from tests.support.refresh_baseline import FILE, PLACES, summary

pytestmark = pytest.mark.compiled


@pytest.mark.parametrize("municipality", PLACES)
def test_results_are_those_of_the_baseline(municipality: str) -> None:
    before = json.loads(Path(FILE).read_text(encoding="utf-8"))[municipality]
    now = summary(municipality)
    assert now.keys() == before.keys()
    changed = {name: (before[name], now[name]) for name in now if now[name] != pytest.approx(before[name], rel=1e-9)}
    assert not changed, "results changed: refresh the baseline and say why in CHANGELOG.md"
