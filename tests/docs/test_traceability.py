"""The table from the field note to code, tests and cards is fresh, complete, and names nothing that does not exist."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bygd.scenarios.catalogue import recommendations
from experiments.pages import rule_anatomy, traceability

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "traceability.md"


def test_all_that_is_named_exists_and_nothing_is_left_out() -> None:
    assert list(traceability.faults(ROOT)) == []


def test_each_of_the_ten_recommendations_has_a_row() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert set(recommendations()) == set(range(1, 11))
    for number, names in recommendations().items():
        for name in names:
            row = next(line for line in told.splitlines() if f"`configs/policy/{name}.yaml`" in line)
            assert row.startswith(f"| **{number}** ")
            assert "§5, " in row, "the passage is that of the recommendation"


def test_every_file_of_rules_and_every_event_has_a_row() -> None:
    named = {rule for row in traceability.mechanisms() for rule in row.rules}
    assert {rule.partition(".")[0] for rule in named} == set(rule_anatomy.RULES)
    assert {one.full for one in rule_anatomy.rules().values() if not one.is_formula} <= named


def first(data: dict[str, Any]) -> dict[str, Any]:
    return data["mechanisms"][0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: first(data)["rules"].append("answer.ponder"), "there is no rule answer.ponder."),
        (lambda data: first(data)["tests"].append("test_answer.test_none"), "there is no test test_answer.test_none."),
        (
            lambda data: first(data)["tests"].append("test_conservation.test_in_every_month[nobody_sleeps]"),
            "there is no test test_conservation.test_in_every_month[nobody_sleeps].",
        ),
        (lambda data: first(data)["tests"].clear(), "no test."),
        (lambda data: first(data)["cards"].append(99), "there is no card 99."),
        (lambda data: first(data)["note"][0].update(section="4.2"), "lines 144-145 do not lie in section 4.2."),
        (lambda data: first(data)["note"][0].update(en=""), "needs both languages"),
        (lambda data: first(data)["rules"].clear(), "The event settlement.expect stands in no row."),
        (lambda data: [one["cards"].clear() for one in data["mechanisms"]], "Card 24 stands in no row."),
        (lambda data: data["measures"].pop("follow_up"), "Measures must be"),
        (lambda data: data["measures"]["follow_up"]["cards"].clear(), "follow_up: card 5 simulates it"),
        (lambda data: data["mechanisms"][3]["rules"].clear(), "Card 21 follows from demand.Demand.is_seen"),
    ],
)
def test_what_is_wrong_is_told(change: Callable[[dict[str, Any]], Any], sentence: str, monkeypatch) -> None:
    data = copy.deepcopy(traceability._data())
    change(data)
    monkeypatch.setattr(traceability, "_data", lambda: data)
    assert any(sentence in fault for fault in traceability.faults(ROOT))


def test_a_measure_acts_where_its_numbers_are_read() -> None:
    found = {row.name: row for row in traceability.measures()}
    assert "requests.begin_placement" in found["supervision_course"].rules
    assert found["flexible_rules"].rules == ("ending.has_childcare", "hiring.judge")
    assert traceability._events("hiring.Hiring.fits") == ["hiring.judge"], "a formula acts where it is asked"
    assert traceability.through("qualification_tracks") == {
        "ServiceOffice.maps": ["demand.meets_need", "requests.fitting_employer", "search.employer_with_post"]
    }
