"""Designs: which numbers, which values, which points; and one sentence for what cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios import designs
from bygd.scenarios.options import DESIGNS
from sim.parameters import numbers
from sim.points import at, point_of
from sim.processes import Parameters
from sim.scenario import Scenario
from tests.support.random_towns import hamlet

TWO = ["answer.pressure:0.1:0.3", "practice.protected:0.2:0.6"]


def table(kind: str, vary=TWO, *, points=(), n: int = 8, seed: int = 1) -> pd.DataFrame:
    return designs.table_of(kind, vary, list(points), n, seed)


def test_grid_and_zip_combine_stated_values() -> None:
    assert len(table("grid", ["answer.pressure:0.1:0.2:0.3", "practice.protected:0.2:0.6"])) == 6
    pairs = table("zip")[["answer.pressure", "practice.protected"]].to_numpy()
    assert pairs.tolist() == [[0.1, 0.2], [0.3, 0.6]]
    mapping = {"answer.pressure": [0.1, 0.3], "practice.protected": [0.2, 0.6]}
    pd.testing.assert_frame_equal(table("grid", mapping), table("grid"))


def test_a_list_names_only_what_differs() -> None:
    rows = table("list", [], points=[{"answer.pressure": 0.1}, {"practice.protected": 0.5}])
    points = designs.points_of(rows)
    assert list(points.values()) == [{"answer.pressure": 0.1}, {"practice.protected": 0.5}]
    assert list(points) == [point_of(one) for one in points.values()]


@pytest.mark.parametrize(("kind", "points"), [("lhs", 8), ("sobol", 8), ("saltelli", 32), ("morris", 24)])
def test_designs_fill_the_ranges(kind: str, points: int) -> None:
    rows = table(kind)
    assert len(rows) == points
    assert rows["row"].tolist() == list(range(points))
    for name, (low, high) in {"answer.pressure": (0.1, 0.3), "practice.protected": (0.2, 0.6)}.items():
        assert low <= rows[name].min() < low + 0.2 * (high - low)
        assert high - 0.2 * (high - low) < rows[name].max() <= high
    pd.testing.assert_frame_equal(rows, table(kind))
    assert not rows.equals(table(kind, seed=2)), "another seed is another design"


def test_a_latin_hypercube_has_one_point_in_every_stripe() -> None:
    values = (table("lhs", n=20)["answer.pressure"] - 0.1) / 0.2
    assert sorted(np.floor(values * 20).astype(int)) == list(range(20))


def test_ranges_default_to_the_plausible_ones_and_every_number_can_be_reached() -> None:
    found = designs.ranges(designs.stated(["language.*", "answer.pressure"]))
    declared = numbers(Parameters())
    assert found == {
        name: one.plausible
        for name, one in declared.items()
        if name.startswith("language.") or name == "answer.pressure"
    }
    assert set(designs.fitting("practice.protected")) == {"practice.protected"}
    assert {name.count(".") for name in designs.fitting("practice.*")} == {1}, "of all offices, not of each besides"
    assert set(designs.fitting("practice.after.prot*")) == {"practice.after.protected"}
    scenario = Scenario(hamlet(), months=12, warm_up=0)
    for name, one in designs.known().items():
        at(scenario, {name: one.plausible[0]})


def test_equal_points_are_simulated_once() -> None:
    assert len(designs.points_of(table("grid", ["answer.pressure:0.1:0.1:0.3"]))) == 2


SHARES = [f"practice.{name}" for name in ("protected", "prepared", "evaluated", "uptake", "known", "onsite", "mapping")]

BAD = {
    "vary names 'langage.talk', which fits no number; is language.talk meant?": ("lhs", ["langage.talk"]),
    "vary is empty": ("lhs", []),
    "answer.pressure has no range (0.2 to 0.2)": ("lhs", ["answer.pressure:0.2:0.2"]),
    "has 3 values, but a range has two": ("sobol", ["answer.pressure:0.1:0.2:0.3"]),
    "must be a number between": ("grid", ["practice.protected:0.2:1.4"]),
    "is to be much, but must be": ("grid", ["practice.protected:much"]),
    "design=grid needs the values of practice.protected": ("grid", ["practice.protected"]),
    "as many values of each number; there are 2, 3": ("zip", ["answer.pressure:0.1:0.2", "answer.trust:1:2:3"]),
    "design=list needs points": ("list", []),
    "more than 100000": ("grid", [f"{name}:0.3:0.31:0.32:0.33:0.34:0.35" for name in SHARES]),
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_cannot_be_is_one_sentence(sentence: str) -> None:
    kind, vary = BAD[sentence]
    with pytest.raises(InputError) as stop:
        table(kind, vary)
    assert sentence in str(stop.value)
    assert str(stop.value).endswith(".")
    assert "\n" not in str(stop.value)


def test_a_sobol_sequence_needs_a_power_of_two() -> None:
    with pytest.raises(InputError, match="power of two, like 64"):
        table("sobol", n=60)


def test_every_design_has_words_in_the_help() -> None:
    from bygd.scenarios.options import SweepOptions

    words = SweepOptions.__dataclass_fields__["design"].metadata["words"]
    assert all(name in words for name in DESIGNS)
