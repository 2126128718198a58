"""Each benchmark runs with tiny numbers; what it compares is the same, and small work needs little memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.studies import study
from experiments.benchmark import engines, machine, memory, overhead, studies
from experiments.command.read import read

TINY = ["municipality=vaga", "months=12", "warm_up=0"]


@pytest.mark.compiled
@pytest.mark.slow
def test_all_ways_simulate_the_same_study(monkeypatch, capsys) -> None:
    monkeypatch.setattr(studies, "cores", lambda: 1)  # no time for starting processes
    monkeypatch.setattr(study, "executor_of", lambda _made, compiled: ThreadPoolExecutor(1))
    studies.studies(read(studies.StudiesOptions, [*TINY, "replicates=2", "large=3", "rounds=1"]))
    said = capsys.readouterr().out
    assert said.count("mesa.batch_run") == 3
    assert said.count("Bygd, compiled") == 4


def test_ways_that_found_other_numbers_are_not_compared() -> None:
    one, other = (pd.DataFrame({"replicate": [0, 1], "persons_there": last}) for last in ([3.0, 4.0], [3.0, 5.0]))
    studies.check_same({"a": one, "b": one}, 2)
    studies.check_same({"a": one, "b": other}, 1)
    with pytest.raises(InputError, match=r"^b found other numbers .*\.$"):
        studies.check_same({"a": one, "b": other}, 2)


@pytest.mark.compiled
def test_overhead_is_a_share_of_the_bare_time(monkeypatch, capsys) -> None:
    shape = overhead.Shape(measures=1, points=2, replicates=3, monthly=True, curves=True)
    monkeypatch.setattr(overhead, "SHAPES", {"tiny": shape})
    monkeypatch.setattr(overhead, "pair", lambda _made, _shape: (overhead.Cost(1.1, 2.4), overhead.Cost(1.0, 2.0)))
    overhead.overhead(read(overhead.OverheadOptions, [*TINY, "rounds=1"]))
    assert "tiny" in (last := capsys.readouterr().out.splitlines()[-1])
    assert "10.0 %" in last
    assert "20.0 %" in last
    with pytest.raises(InputError, match=r"^only is 'x', but must be one of tiny\.$"):
        overhead.overhead(read(overhead.OverheadOptions, [*TINY, "only=x"]))


@pytest.mark.compiled
def test_the_bare_runs_are_those_of_the_study(tmp_path, monkeypatch) -> None:
    simulate, seen = overhead.compiled.Batch.simulate, []

    def watched(batch, seed, replicates, **more):
        seen.extend((batch.scenario.name, batch.scenario.parameters.placement.trouble, int(one)) for one in replicates)
        return simulate(batch, seed, replicates, **more)

    monkeypatch.setattr(overhead.compiled.Batch, "simulate", watched)
    made = read(overhead.OverheadOptions, [*TINY, "threads=2"])
    study = overhead.study_of(made, overhead.Shape(1, 2, 5, monthly=False, curves=False), str(tmp_path))
    study.simulate()
    of_study = [one for one in seen if one]
    seen.clear()
    overhead.simulate_bare(study)
    assert sorted(seen) == sorted(of_study)
    assert len(seen) == 2 * 2 * 5


@pytest.mark.compiled
def test_a_study_of_known_size_is_measured(capsys) -> None:
    made = read(memory.MemoryOptions, ["municipality=vaga", "replicates=5"])
    found = memory.simulate(made, 30)
    assert (found.runs, memory.points_of(made, 30)) == (30, 3)
    assert 50 < found.written < 16_000
    with pytest.raises(InputError, match=r"^runs must be"):
        memory.memory(read(memory.MemoryOptions, ["runs=[0]"]))


@pytest.mark.compiled
def test_a_run_grows_to_the_size_asked_for() -> None:
    found = engines.simulate(engines.NationalOptions(refugees=400, employers=90))
    assert 250 < found["refugees"] < 550
    assert found["employers"] == 90


def held(mib: int) -> float:
    """Fill so much memory and let go again."""
    return float(np.ones(mib * 131_072).sum())


@pytest.mark.slow
def test_the_peak_of_a_process_is_its_own() -> None:
    mine = np.ones(500 * 131_072)  # this process holds much; the other must not count it
    other = machine.alone(held, 200)
    assert mine.sum() > other.result
    assert 200 < other.peak < machine.peak() - 200


@pytest.mark.compiled
def test_a_part_that_was_made_twice_counts_once(tmp_path, monkeypatch) -> None:
    """Killed between the curves of a part and its runs, and taken up again with parts of another size."""
    shape = overhead.Shape(measures=1, points=1, replicates=12, monthly=False, curves=True)
    made = read(overhead.OverheadOptions, [*TINY, "threads=1"])
    monkeypatch.setattr(study, "CHUNK", 8)
    overhead.study_of(made, shape, str(tmp_path / "a")).simulate()
    for file in (tmp_path / "a" / "study" / "parts").glob("runs-*"):
        file.unlink()
    monkeypatch.setattr(study, "CHUNK", 5)
    for name in "ab":
        overhead.study_of(made, shape, str(tmp_path / name)).simulate()
    one, other = ((tmp_path / name / "study" / "curves.parquet").read_bytes() for name in "ab")
    assert one == other
