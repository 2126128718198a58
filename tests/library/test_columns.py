"""The data dictionary is complete, fresh, and its example runs."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from bygd.errors import InputError
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.options import CompareOptions, RunOptions, SweepOptions
from bygd.studies import columns
from bygd.studies.export import harmless
from bygd.studies.study import Study
from experiments import study
from experiments.command.read import read
from experiments.display.tables import number_text
from experiments.display.words import Words
from experiments.run import run
from experiments.sweep import sweep
from sim.tallies import Tally

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
SMALL = ["municipality=vaga", "months=48", "warm_up=0", "replicates=3"]


def test_no_column_is_explained_twice_and_every_label_says_something() -> None:
    for table, found in columns.tables().items():
        names = [one.name for one in found]
        assert len(names) == len(set(names)), table
        assert all(len(one.label) > 3 for one in found), table
        assert all("|" not in one.label for one in found), "it stands in a table"


def test_months_are_explained_in_the_order_in_which_they_are_counted() -> None:
    assert [one.name for one in columns.monthly()] == ["month", *(one.name.lower() for one in Tally)]


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_tables_hold_what_the_dictionary_says(tmp_path) -> None:
    run(read(RunOptions, [*SMALL, "record=people", f"out={tmp_path / 'run'}"]))
    asked = ["vary=[answer.pressure:0.1:0.2]", "design=grid", "scenarios=[follow_up]"]
    sweep(read(SweepOptions, [*SMALL, *asked, f"out={tmp_path / 'sweep'}"]))
    said = {table: [one.name for one in found] for table, found in columns.tables().items()}
    for table in ("runs", "monthly", "curves", "people"):
        names = [name for name in said[f"{table}.parquet"] if name != "point"]
        there = pq.read_schema(tmp_path / "run" / f"{table}.parquet").names
        assert there[:4] == names[:4]
        assert sorted(there) == sorted(names)
    assert pq.read_schema(tmp_path / "sweep" / "runs.parquet").names[:7] == said["runs.parquet"][:7]
    varied = ["answer.pressure"]
    assert pq.read_schema(tmp_path / "sweep" / "design.parquet").names == [*said["design.parquet"], *varied]
    assert list(pd.read_csv(tmp_path / "sweep" / "sweep.csv", nrows=1)) == [*said["sweep.csv"], *varied]


@pytest.mark.compiled
def test_the_python_example_runs(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    made = read(CompareOptions, [*SMALL, "scenarios=[follow_up]", "out=outputs/my_study"])
    Study("compare", made, scenarios_of(made), monthly=False).run()
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(code, {})  # noqa: S102  (our own page)
    assert "follow_up" in capsys.readouterr().out


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_an_export_opens_in_a_norwegian_spreadsheet(tmp_path) -> None:
    folder = tmp_path / "run"
    run(read(RunOptions, [*SMALL, f"out={folder}"]))
    (folder / "comparison.csv").write_text(
        'scenario,low,replicates,as_good,label\n=1+1,-0.25,30,2,"a, b"\nVågå,1e-05,30,,-\n', encoding="utf-8"
    )
    (folder / "runs.csv").write_text("left as it is", encoding="utf-8")
    study.manage(["export", str(folder), "decimal=comma"])
    there = folder / "spreadsheet"
    table = pd.read_csv(there / "runs.csv", sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)
    pd.testing.assert_frame_equal(table, pd.read_parquet(folder / "runs.parquet"), check_dtype=False)
    meanings = pd.read_csv(there / "columns.csv", sep=";", encoding="utf-8-sig")
    assert set(table.columns) <= set(meanings["column"])
    assert (folder / "runs.csv").read_text(encoding="utf-8") == "left as it is", "programs read points"
    assert (there / "comparison.csv").read_text(encoding="utf-8").splitlines() == [
        "\ufeffscenario;low;replicates;as_good;label",
        "'=1+1;-0,25;30;2;a, b",
        "Vågå;1e-05;30;;'-",
    ]
    study.manage(["export", str(folder), "decimal=comma"])
    with (there / "runs.csv").open("a", encoding="utf-8") as handle:
        handle.write("my notes\n")
    with pytest.raises(InputError, match=r"runs\.csv is there already, and not as export wrote it"):
        study.manage(["export", str(folder), "decimal=comma"])
    assert (there / "runs.csv").read_text(encoding="utf-8").endswith("my notes\n")


def test_a_table_opens_without_formulas() -> None:
    """Whatever a municipality, measure or error is called."""
    texts = ["=cmd|' /C calc'!A0", "+47", "-2+3", "@SUM(1)", "\tx", "plain"]
    shown = harmless(pd.DataFrame({"title": texts, "low": [-1.5] * 6, "n": range(6)}))
    assert "".join(text[0] for text in shown["title"]) == "'''''p"
    assert shown["low"].sum() == -9.0


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (math.nan, "%", "–"),
        (12345.6, "h a year", "12 346"),
        (0.04, "%", "0.0"),
        (0.04, "placements", "0.04"),
        (-0.0042, "placements", "-0.0042"),
        (0.0, "placements", "0.00"),
    ],
)
def test_a_small_difference_is_never_written_as_none(value: float, unit: str, said: str) -> None:
    assert number_text(Words("en"), value, unit) == said
