"""Runs that fail, workers that die, parts that are damaged: the study goes on, and says what is missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import RunOptions, SweepOptions
from bygd.studies import executors, study, whole
from bygd.studies.programs import run_study
from experiments import study as command
from experiments.command.read import read
from experiments.run import run
from experiments.sweep import sweep
from sim import compiled
from tests.support.killed import killed

pytestmark = [pytest.mark.compiled, pytest.mark.usefixtures("without_pictures")]
SMALL = ["municipality=vaga", "months=24", "warm_up=0", "threads=1"]


def options(folder: Path, *more: str) -> RunOptions:
    return read(RunOptions, [*SMALL, *more, f"out={folder}"])


def test_a_run_that_fails_is_a_row_with_its_error_and_a_command(tmp_path, monkeypatch, capsys) -> None:
    simulate = compiled.Batch.simulate

    def breaks(self, seed, replicates, *, people=False):
        results = simulate(self, seed, replicates, people=people)
        results.failed[replicates == 3] = True
        return results

    monkeypatch.setattr(compiled.Batch, "simulate", breaks)
    run(options(tmp_path / "a", "replicates=6"))
    said = capsys.readouterr()
    assert "1 of 6 runs failed" in said.err
    assert "1 of 6 runs failed" in said.out, "the table says so too"
    runs = pd.read_parquet(tmp_path / "a" / "runs.parquet")
    assert runs.loc[runs["failed"], "replicate"].tolist() == [3]
    assert runs.loc[runs["failed"], "error"].tolist() == ["it fails in the compiled engine only"]
    failed = pd.read_csv(tmp_path / "a" / "failed.csv")
    assert failed["repeat"].tolist() == [f"python -m experiments.study repeat {tmp_path / 'a'} 3"]
    command.manage(["repeat", str(tmp_path / "a"), str(failed["row"][0])])


def test_a_point_that_cannot_be_fails_alone(tmp_path, capsys) -> None:
    """A measure doubles a number: at one point the result is out of its range."""
    made = read(SweepOptions, [
        *SMALL, "months=40", "scenarios=[follow_up]", "vary=[practice.protected:0.3:0.9]", "design=grid",
        "replicates=3", f"out={tmp_path / 's'}",
    ])  # fmt: skip
    made.policies["follow_up"].changes = {"practice.protected": {"scale": 2.0}}
    sweep(made)
    said = capsys.readouterr()
    assert "3 of 12 runs failed" in said.err
    assert "3 of 12 runs failed" in said.out
    runs = pd.read_parquet(tmp_path / "s" / "runs.parquet")
    errors = runs.loc[runs["failed"], "error"]
    assert len(errors) == 3
    assert errors.str.contains("practice.protected is 1.8 share, but must lie between 0 and 1").all()
    rows = pd.read_csv(tmp_path / "s" / "sweep.csv")
    assert set(rows.loc[rows["practice.protected"] == 0.3, "failed"]) == {0}
    assert (tmp_path / "s" / "figures" / "sweep.png").exists()


def test_an_error_in_a_rule_of_the_readable_engine_is_a_row(tmp_path, monkeypatch) -> None:
    from sim import model

    results_of = model.results_of

    def breaks(scenario, seed, replicates, *, people=False):
        if replicates[0] == 1:
            raise ZeroDivisionError("division by zero")
        return results_of(scenario, seed, replicates, people=people)

    monkeypatch.setattr(model, "results_of", breaks)
    monkeypatch.setattr(executors, "Processes", ThreadPoolExecutor)
    runs = run_study(options(tmp_path / "a", "replicates=3", "engine=mesa", "months=12")).run()["runs"]
    assert runs["error"].tolist() == ["", "ZeroDivisionError: division by zero", ""]
    assert np.allclose(runs.loc[1].filter(like="_n").astype(float), 0)


def test_when_every_run_fails_the_sentence_says_why(tmp_path, monkeypatch) -> None:
    simulate = compiled.Batch.simulate

    def breaks(self, seed, replicates, *, people=False):
        if len(replicates):  # none: only compile
            raise ValueError("no such luck")
        return simulate(self, seed, replicates)

    monkeypatch.setattr(compiled.Batch, "simulate", breaks)
    with pytest.raises(InputError, match=r"Every run failed \(ValueError: no such luck\)"):
        run(options(tmp_path / "a", "replicates=3"))


def test_a_damaged_part_is_simulated_again(tmp_path, capsys) -> None:
    whole = run_study(options(tmp_path / "a", "replicates=60")).run()["runs"]
    part = min((tmp_path / "a" / "parts").glob("runs-*"))
    part.write_bytes(part.read_bytes()[:-100])
    pd.testing.assert_frame_equal(run_study(options(tmp_path / "a", "replicates=60")).run()["runs"], whole)
    assert f"set aside as {part.parent / 'set_aside' / part.name}.1, what it held" in capsys.readouterr().err


def test_work_goes_on_when_workers_die_and_stops_when_they_always_do(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(study, "CHUNK", 10)
    tables_of, died = study.tables_of, []

    def dies(cells, *rest):
        if cells[0].replicates[0] == 20 and len(died) < lives:
            died.append(1)
            raise BrokenProcessPool("a worker was killed")
        return tables_of(cells, *rest)

    monkeypatch.setattr(study, "tables_of", dies)
    lives = 1
    runs = run_study(options(tmp_path / "a", "replicates=50")).run()["runs"]
    assert runs["replicate"].tolist() == list(range(50))
    died.clear()
    lives = 99
    with pytest.raises(InputError, match=r"Workers died \(BrokenProcessPool\); what was finished is kept"):
        run_study(options(tmp_path / "b", "replicates=50")).run()
    assert len(list((tmp_path / "b" / "parts").glob("runs-*"))) >= 2
    died.clear()
    lives = 0
    pd.testing.assert_frame_equal(run_study(options(tmp_path / "b", "replicates=50")).run()["runs"], runs)


def test_other_scenarios_or_points_in_the_same_folder_are_refused(tmp_path) -> None:
    made = options(tmp_path / "a", "replicates=2")
    first = run_study(made)
    first.run()
    for other in (
        study.Study("run", made, first.scenarios, {"p": {"answer.pressure": 0.1}}),
        study.Study("run", made, {"baseline": run_study(options(tmp_path / "a", "months=36")).scenarios["baseline"]}),
    ):
        with pytest.raises(InputError, match="other scenarios or points"):
            other.run()


def test_another_configuration_is_refused_by_name(tmp_path) -> None:
    run_study(options(tmp_path / "a", "replicates=2")).run()
    with pytest.raises(InputError, match=r"another configuration \(seed\); name"):
        run(options(tmp_path / "a", "replicates=2", "seed=3"))
    with pytest.raises(
        InputError, match=r"another number of replicates; .* resume .* goes on with that number, extend adds"
    ):
        run(options(tmp_path / "a", "replicates=4"))


def test_the_same_runs_whatever_the_size_of_the_parts(tmp_path, monkeypatch) -> None:
    """Extended twice, in odd steps, with other parts each time: the same file as made at once, and none twice."""
    for chunk, more in ((7, None), (50, "replicates=+13"), (4, "replicates=+20")):
        monkeypatch.setattr(study, "CHUNK", chunk)
        monkeypatch.setattr(whole, "ROWS", 11 + chunk)
        if more:
            command.manage(["extend", str(tmp_path / "a"), more])
        else:
            run_study(options(tmp_path / "a", "replicates=10")).run()
    parts = pd.concat([pd.read_parquet(one) for one in (tmp_path / "a" / "parts").glob("runs-*")])
    assert sorted(parts["replicate"]) == list(range(43)), "no run lost, none simulated twice"
    run_study(options(tmp_path / "b", "replicates=43")).run()
    for table in ("runs", "monthly", "curves"):
        assert (tmp_path / "a" / f"{table}.parquet").read_bytes() == (tmp_path / "b" / f"{table}.parquet").read_bytes()


@pytest.mark.slow
def test_a_sweep_killed_at_three_moments_gives_the_same_bytes(tmp_path) -> None:
    """Small parts, so that little is simulated: what can go wrong lies between and within them."""
    asked = [
        "municipality=vaga", "vary=[answer.pressure,placement.*]", "n=4", "replicates=10", "scenarios=[follow_up]",
        "months=48", "warm_up=0", "threads=1",
    ]  # fmt: skip
    for tables in (1, 2, 3):
        killed("sweep", [*asked, f"out={tmp_path / 'cut'}"], tables=tables, chunk=7)
    assert not (tmp_path / "cut" / "runs.parquet").exists(), "killed before the end, three times"
    assert len(list((tmp_path / "cut" / "parts").glob("runs-*.parquet"))) >= 3
    command.manage(["resume", str(tmp_path / "cut")])
    sweep(read(SweepOptions, [*asked, f"out={tmp_path / 'whole'}"]))
    for name in ("runs.parquet", "sweep.csv", "design.parquet"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert not list((tmp_path / "cut").rglob("*.tmp"))
