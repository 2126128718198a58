"""The practice of two municipalities exchanged: who keeps what, and which way round the table is."""

from __future__ import annotations

import pandas as pd
import pytest

from bygd.scenarios.build import scenarios_of
from bygd.scenarios.catalogue import choices, spelled_out
from bygd.scenarios.municipality import read_municipality, with_practice
from bygd.scenarios.options import CompareOptions
from bygd.statistics.exchange import market_differences, two_by_two
from bygd.studies.programs import compare_studies
from experiments.command.read import read
from experiments.display.tables import exchange_text
from experiments.display.words import Words
from sim.outcomes import OUTCOMES


def test_offices_change_their_practice_and_nothing_else() -> None:
    sel, other = read_municipality("sel"), read_municipality("nordre_land")
    changed = with_practice(sel, other)
    (before,), (after,), (donor,) = (one.municipalities.values() for one in (sel, changed, other))
    for side, office in after.offices.items():
        assert office.name == before.offices[side].name
        assert office.prepared == donor.offices[side].prepared != before.offices[side].prepared
    assert (after.code, after.sectors, after.settled) == (before.code, before.sectors, before.settled)
    assert with_practice(changed, sel) == sel


def test_each_of_two_municipalities_has_the_practice_of_the_other() -> None:
    made = read(CompareOptions, ["municipalities=[sel,nordre_land]", "practice_of=each_other", "policy=[wage_subsidy]"])
    _, studies = compare_studies(made)
    assert {name: list(one.scenarios) for name, one in studies.items()} == {
        "sel": ["baseline", "practice_of_nordre_land"],
        "nordre_land": ["baseline", "practice_of_sel"],
    }
    for study in studies.values():
        assert study.points == {"default": {}}, "an ensemble would set the practice of both"
        assert [one.name for one in study.scenarios["baseline"].policies] == ["wage_subsidy"]
        again = scenarios_of(study.options)
        assert list(again) == list(study.scenarios), "the options of a folder mean the same study"


def runs(share: int) -> pd.DataFrame:
    """Runs in which so many of a hundred are counted."""
    return pd.DataFrame({f"{key}_{part}": [n, n] for key in OUTCOMES for part, n in (("n", share), ("of", 100))})


def test_a_difference_is_the_second_practice_less_the_first_in_both() -> None:
    tables = {
        "sel": {"baseline": runs(40), "practice_of_nordre_land": runs(43)},
        "nordre_land": {"baseline": runs(52), "practice_of_sel": runs(50)},
    }
    table = two_by_two(tables)
    work = table[table["outcome"] == "employed_36m"].set_index("municipality")
    assert dict(work["difference"]) == pytest.approx({"sel": 3, "nordre_land": 2})
    assert dict(work["practice_nordre_land"]) == pytest.approx({"sel": 43, "nordre_land": 52})
    assert market_differences(table, "employed_36m") == pytest.approx([10, 9])
    said = exchange_text(Words("en"), table, {"sel": "Sel", "nordre_land": "Nordre Land"})
    assert "the adults in work after 36 months change by +3.0 of 100 in Sel and +2.0 in Nordre Land" in said
    assert "differs from Sel by +10.0 and +9.0 points" in said


def test_every_measure_is_each_alone_and_some_together() -> None:
    names = spelled_out(["follow_up+wage_subsidy", "every_measure"])
    assert names[0] == "follow_up+wage_subsidy"
    assert set(choices("policy")) < set(names)
    assert "all_ten" in names
    assert len(set(names)) == len(names)
