"""The programs as a user meets them: study folders, resuming, help, sweeps."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios.declare import typed_name
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.studies import executors, study, worker
from experiments.benchmark.studies import StudiesOptions
from experiments.command.main import main
from experiments.command.read import read
from experiments.compare import compare
from experiments.run import run
from experiments.validate.figures import FiguresOptions
from sim.outcomes import OUTCOMES

pytestmark = pytest.mark.compiled
SHORT = ["municipality=vaga", "months=24", "replicates=6", "warm_up=1", "threads=2"]


def call(options: type, program, name: str, arguments: list[str], monkeypatch) -> int:
    """Call a program as from the command line; returns its exit status."""
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    try:
        main(options, program, name)
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def content(file: Path) -> str:
    """Hash of what a table holds, whatever the bytes of the file."""
    frame = pd.read_parquet(file)
    return hashlib.sha256(pd.util.hash_pandas_object(frame).to_numpy().tobytes()).hexdigest()


def test_run_makes_a_study_folder(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "study"
    assert call(RunOptions, run, "run", [*SHORT, f"out={out}", "record=people"], monkeypatch) == 0
    for name in (
        "config.yaml",
        "provenance.json",
        "runs.parquet",
        "monthly.parquet",
        "curves.parquet",
        "people.parquet",
    ):
        assert (out / name).exists(), name
    for name in ("employment_en", "staying_nb", "refusals_nb", "statuses_en", "statuses_nb"):
        assert (out / "figures" / f"{name}.png").stat().st_size > 5000
        assert (out / "figures" / f"{name}.svg").exists()
    runs = pd.read_parquet(out / "runs.parquet")
    assert len(runs) == 6
    assert {f"{name}_n" for name in OUTCOMES} | {f"{name}_of" for name in OUTCOMES} <= set(runs.columns)
    assert not runs.isna().any().any(), "a count is never NaN"
    assert len(pd.read_parquet(out / "monthly.parquet")) == 6 * 24
    people = pd.read_parquet(out / "people.parquet")
    assert {"replicate", "person", "month", "event", "status", "employer_id", "oral"} <= set(people.columns)
    assert (people.groupby(["replicate", "person"])["month"].is_monotonic_increasing).all()
    assert json.loads((out / "provenance.json").read_text())["command"].startswith("python -m experiments.run")
    assert "employed" in capsys.readouterr().out


@pytest.mark.usefixtures("without_pictures")
def test_both_engines_write_the_same_tables(tmp_path, monkeypatch) -> None:
    short = ["municipality=vaga", "months=12", "replicates=2", "warm_up=0", "record=people", "threads=1"]
    for engine in ("compiled", "mesa"):
        monkeypatch.setattr(executors, "Processes", executors.ThreadPoolExecutor)
        assert call(RunOptions, run, "run", [*short, f"engine={engine}", f"out={tmp_path / engine}"], monkeypatch) == 0
    for table in ("runs", "monthly", "curves", "people"):
        assert content(tmp_path / "compiled" / f"{table}.parquet") == content(tmp_path / "mesa" / f"{table}.parquet"), (
            table
        )


@pytest.mark.usefixtures("without_pictures")
def test_chunks_and_threads_do_not_matter(tmp_path, monkeypatch) -> None:
    for name, chunk, threads in (("a", 50, 1), ("b", 2, 2)):
        monkeypatch.setattr(study, "CHUNK", chunk)
        assert call(RunOptions, run, "run", [*SHORT, f"threads={threads}", f"out={tmp_path / name}"], monkeypatch) == 0
    assert content(tmp_path / "a" / "runs.parquet") == content(tmp_path / "b" / "runs.parquet")


@pytest.mark.usefixtures("without_pictures")
def test_a_stopped_study_goes_on_where_it_was(tmp_path, monkeypatch, capsys) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    monkeypatch.setattr(study, "CHUNK", 2)
    assert call(RunOptions, run, "run", [*SHORT, f"out={whole}"], monkeypatch) == 0
    write = study.write_parquet
    written: list[Path] = []

    def interrupted(file, *table) -> None:
        if any(one.name.startswith("runs") for one in written):
            raise KeyboardInterrupt
        written.append(file)
        write(file, *table)

    monkeypatch.setattr(study, "write_parquet", interrupted)
    assert call(RunOptions, run, "run", [*SHORT, f"out={cut}"], monkeypatch) == 130
    assert "kept" in capsys.readouterr().err
    assert len(list((cut / "parts").glob("runs-*.parquet"))) == 1
    monkeypatch.setattr(study, "write_parquet", write)
    simulated: list[int] = []
    one_go = worker.simulated_cells

    def counted(cells: list[worker.Cell], *more: Any) -> Any:
        simulated.extend(len(cell.replicates) for cell in cells)
        return one_go(cells, *more)

    monkeypatch.setattr(worker, "simulated_cells", counted)
    assert call(RunOptions, run, "run", [*SHORT, f"out={cut}"], monkeypatch) == 0
    assert sum(simulated) == 4, "the finished part is not simulated again"
    for table in ("runs", "monthly", "curves"):
        assert content(whole / f"{table}.parquet") == content(cut / f"{table}.parquet")


def test_compare_pairs_and_judges(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "compare"
    arguments = [*SHORT, "scenarios=[follow_up,follow_up+wage_subsidy]", f"out={out}"]
    assert call(CompareOptions, compare, "compare", arguments, monkeypatch) == 0
    table = pd.read_csv(out / "comparison.csv")
    assert set(table["scenario"]) == {"follow_up", "follow_up+wage_subsidy"}
    assert {"baseline", "difference", "low", "high", "independent_low", "verdict", "replicates"} <= set(table.columns)
    allowed = {"better", "worse", "higher", "lower", "no relevant difference", "undecided", "not observed"}
    assert set(table["verdict"]) <= allowed
    people = table[table["outcome"] == "adults_settled"]
    assert np.allclose(people["difference"], 0), "the same people come under every policy"
    said = capsys.readouterr()
    assert "same people, same luck" in said.out
    assert "Report to mail" in said.out
    command = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["command"]
    assert '"scenarios=[follow_up,follow_up+wage_subsidy]"' in command, "it can be typed again in every shell"


@pytest.mark.usefixtures("without_pictures")
def test_several_municipalities_are_compared_in_folders_of_their_own(tmp_path, monkeypatch, capsys) -> None:
    arguments = ["months=72", "replicates=3", "warm_up=0", "scenarios=[follow_up]", "ensemble=default"]
    both, one = tmp_path / "both", tmp_path / "one"
    more = ["municipalities=[vaga,sel]", f"out={both}"]
    assert call(CompareOptions, compare, "compare", [*arguments, *more], monkeypatch) == 0
    assert list(pd.read_csv(both / "overview.csv")["municipality"]) == ["vaga", "sel"]
    assert "Table and figure: " in capsys.readouterr().out
    more = ["municipality=vaga", f"out={one}"]
    assert call(CompareOptions, compare, "compare", [*arguments, *more], monkeypatch) == 0
    assert content(both / "vaga" / "runs.parquet") == content(one / "runs.parquet")
    assert (both / "vaga" / "config.yaml").read_text() == (one / "config.yaml").read_text(), "a study like any other"


@pytest.mark.usefixtures("without_pictures")
def test_order_of_policies_does_not_matter(tmp_path, monkeypatch) -> None:
    for name in ("follow_up+wage_subsidy", "wage_subsidy+follow_up"):
        arguments = [*SHORT, f"scenarios=[{name}]", f"out={tmp_path / name}"]
        assert call(CompareOptions, compare, "compare", arguments, monkeypatch) == 0
    tables = [
        pd.read_csv(tmp_path / name / "comparison.csv") for name in ("follow_up+wage_subsidy", "wage_subsidy+follow_up")
    ]
    pd.testing.assert_frame_equal(tables[0].drop(columns="scenario"), tables[1].drop(columns="scenario"))


@pytest.mark.slow
def test_a_sweep_gives_each_job_its_own_folder(tmp_path) -> None:
    command = [sys.executable, "-m", "experiments.run", "-m", "policy=[],[follow_up]", *SHORT]
    environment_root = Path(__file__).parents[2]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**__import__("os").environ, "PYTHONPATH": str(environment_root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("outputs/sweep-*/*/study/runs.parquet"))) == 2


@pytest.mark.parametrize("options", [RunOptions, CompareOptions, StudiesOptions, FiguresOptions])
def test_help_explains_every_option(options, monkeypatch, capsys) -> None:
    import dataclasses

    assert call(options, lambda _: None, "x", ["--help"], monkeypatch) == 0
    said = capsys.readouterr().out
    for field in dataclasses.fields(options):
        if "words" in field.metadata:
            assert f"\n  {typed_name(field)} " in said
    assert "follow_up" in said
    assert max(len(line) for line in said.splitlines()) <= 110


def test_a_file_of_ones_own_is_a_municipality(tmp_path) -> None:
    text = Path("configs/municipality/sel.yaml").read_text(encoding="utf-8").replace("title: Sel", "title: Lom")
    file = tmp_path / "lom.yaml"
    file.write_text(text, encoding="utf-8")
    assert read(RunOptions, [f"municipality={file}"]).municipality.title == "Lom"


def test_one_scenario_needs_no_brackets() -> None:
    assert read(CompareOptions, ["scenarios=follow_up+wage_subsidy"]).scenarios == ["follow_up+wage_subsidy"]
