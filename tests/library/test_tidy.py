"""The tidy table of outcomes says what the table of runs says, and tables say themselves what their columns hold."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from bygd.studies import columns, tidy
from bygd.studies.files import write_parquet
from bygd.studies.tidy import write_outcomes
from sim.outcomes import OUTCOMES

KEYS = ["municipality", "scenario", "seed", "point", "replicate"]


def runs_of(failed: set[tuple[str, int]] = frozenset(), points: tuple[str, ...] = ()) -> pd.DataFrame:
    """Runs of two scenarios, three replicates, with counts by chance; nobody is ever observed for one outcome."""
    rng = np.random.default_rng(1)
    rows = []
    for point in points or ("",):
        for scenario in ("baseline", "follow_up"):
            for replicate in range(3):
                bad = (scenario, replicate) in failed and point == (points or ("",))[0]
                row = {"municipality": "sel", "scenario": scenario, "seed": 7} | ({"point": point} if points else {})
                row |= {"replicate": replicate, "failed": bad, "error": "it broke" if bad else ""}
                for name in OUTCOMES:
                    row |= {f"{name}_n": float(rng.integers(0, 9)), f"{name}_of": 0.0 if name == "stay_12m" else 9.0}
                rows.append(row)
    return pd.DataFrame(rows)


def tidy_of(folder: Path, runs: pd.DataFrame) -> pd.DataFrame:
    write_parquet(folder / "runs.parquet", runs)
    return pd.read_parquet(write_outcomes(folder, {"table": "outcomes"}))


def test_a_row_is_a_run_and_an_outcome_and_sums_are_those_of_the_runs(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tidy, "ROWS", 4)  # pieces end within a scenario
    runs = runs_of()
    table = tidy_of(tmp_path, runs)
    assert list(table) == [name for name in KEYS if name != "point"] + ["outcome", "value", "n", "of", "unit", "label"]
    assert len(table) == len(runs) * len(OUTCOMES)
    sums = table.groupby(["scenario", "outcome"], observed=True)[["n", "of"]].sum()
    for scenario, rows in runs.groupby("scenario"):
        assert sums.loc[(scenario, "employed_36m")].tolist() == [rows["employed_36m_n"].sum(), 27.0]
    one = table[table["outcome"] == "months_in_work_60"].iloc[0]
    assert (one["value"], one["unit"]) == (one["n"] / one["of"], "months")
    share = table[table["outcome"] == "employed_36m"].iloc[0]
    assert math.isclose(share["value"], 100 * share["n"] / share["of"])
    assert table.loc[table["outcome"] == "stay_12m", "value"].isna().all(), "nobody was observed"
    assert not table["label"].str.startswith("…").any(), "each label is read by itself"


def test_numeric_columns_are_numbers(tmp_path) -> None:
    table = tidy_of(tmp_path, runs_of(points=("a", "b")))
    texts = {"municipality", "scenario", "point", "outcome", "unit", "label"}
    for name in table:
        assert pd.api.types.is_numeric_dtype(table[name]) == (name not in texts), name


@pytest.mark.parametrize(("points", "left"), [((), 4), (("a", "b"), 10)])
def test_a_replicate_that_failed_anywhere_is_left_out_of_all_scenarios(tmp_path, points, left) -> None:
    table = tidy_of(tmp_path, runs_of({("follow_up", 1)}, points))
    rows = table[table["outcome"] == "employed_36m"]
    assert len(rows) == left
    at_first = rows[rows["point"] == "a"] if points else rows
    assert set(at_first["replicate"]) == {0, 2}


def test_tables_say_label_unit_and_direction_of_their_columns(tmp_path) -> None:
    tidy_of(tmp_path, runs_of())
    schema = pq.read_schema(tmp_path / "runs.parquet")
    share = schema.field("employed_36m_n").metadata
    assert share[b"label"].decode() == OUTCOMES["employed_36m"].label
    assert share[b"unit"].decode() == "%, 100 × n / of"
    assert share[b"direction"] == b"1"
    assert schema.field("employed_36m_of").metadata[b"label"].decode().endswith("counted out of")
    schema = pq.read_schema(tmp_path / "outcomes.parquet")
    assert all(schema.field(name).metadata[b"label"] for name in schema.names)


def test_a_varied_number_says_its_meaning_and_unit(tmp_path) -> None:
    values = pd.DataFrame({"row": [0], "point": ["x"], "answer.pressure": [0.1], "practice.after.protected": [0.5]})
    for name in ("design", "morris_design"):
        write_parquet(tmp_path / f"{name}.parquet", values)
        schema = pq.read_schema(tmp_path / f"{name}.parquet")
        assert schema.field("answer.pressure").metadata[b"unit"].decode().startswith("log-odds")
        assert all(schema.field(column).metadata[b"label"] for column in schema.names)


def test_columns_of_a_ranking_are_those_of_their_outcomes() -> None:
    found = columns.column_of("combinations.parquet", "employed_36m_effect")
    assert found is not None
    assert (found.label, found.unit) == ("employed 36 months after settlement: effect", "points")
    assert columns.column_of("combinations.parquet", "anything") is None
    found = columns.column_of("decision.csv", "stay_36m_p_best")
    assert found.label.startswith("persons still living there after 36 months: share of the members")


def test_the_same_runs_are_the_same_bytes(tmp_path) -> None:
    """A dictionary that holds a text twice is written now so, now so."""
    tidy_of(tmp_path, runs_of())
    table = pq.read_table(tmp_path / "outcomes.parquet")
    for name in ("outcome", "unit", "label"):
        texts = table[name].combine_chunks().dictionary.to_pylist()
        assert len(texts) == len(set(texts)), name
    once = (tmp_path / "outcomes.parquet").read_bytes()
    for _ in range(5):
        assert write_outcomes(tmp_path, {"table": "outcomes"}).read_bytes() == once
