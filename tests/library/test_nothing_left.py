"""Values that are not finite, and studies of which no run is left: failed rows and sentences, never means."""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np
import pandas as pd
import pytest

import bygd
from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.statistics import comparison, curves, paired, sweeps
from bygd.statistics.combinations.values import Values
from bygd.statistics.cost import per_extra
from bygd.studies.programs import compare_study, run_study
from bygd.studies.stopping import Enough
from bygd.studies.worker import Cell, Wanted, simulated_cells
from experiments.command.read import read
from experiments.compare import compare
from sim import compiled
from sim.outcomes import OUTCOMES
from sim.tallies import Curve, Tally

SMALL = ["municipality=vaga", "months=12", "warm_up=0", "threads=1"]
NONE = np.empty(0)


@functools.cache
def three() -> RunOptions:
    """Options of three runs."""
    return read(RunOptions, [*SMALL, "replicates=3"])


@pytest.fixture
def broken(monkeypatch):
    """Let runs of some scenarios and replicates break: ``broken(spoil)``."""
    counted = compiled.Batch.results

    def breaks(spoil):
        def odd(self, replicates, out, *, people):
            results = counted(self, replicates, out, people=people)
            spoil(self.scenario, results)
            return results

        monkeypatch.setattr(compiled.Batch, "results", odd)

    return breaks


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("array", "index", "said", "value"),
    [
        ("tally", (3, Tally.TRUST), "trust in month 4 is", math.nan),
        ("totals", (0,), " is ", math.inf),
        ("curve", (2, Curve.WORK), "work is", -math.inf),
    ],
)
def test_a_value_that_is_not_finite_is_a_failed_row(broken, array, index, said, value, tmp_path) -> None:
    def spoil(_, results):
        for run in np.flatnonzero(results.replicates == 1):
            getattr(results, array)[(run, *index)] = value

    broken(spoil)
    tables = run_study(dataclasses.replace(three(), out=str(tmp_path / "a"))).run()
    runs = tables["runs"]
    assert runs["failed"].tolist() == [False, True, False]
    assert said in runs["error"][1]
    assert runs["error"][1].endswith(f"{value}, no finite number")
    assert np.isfinite(runs.select_dtypes("number")).all(axis=None)
    assert all(np.isfinite(table.select_dtypes("number")).all(axis=None) for table in tables.values())
    assert (
        tables["monthly"].query("replicate == 1").drop(columns=["seed", "replicate", "month"]).select_dtypes("number")
        == 0
    ).all(axis=None)


def test_both_engines_and_diaries_are_looked_at(monkeypatch) -> None:
    from sim import model

    (scenario,) = run_study(three()).scenarios.values()
    wanted = Wanted(1, "mesa", monthly=True, curves=True, people=True)
    results_of = model.results_of

    def odd(*asked, **more):
        results = results_of(*asked, **more)
        results.diary[0][0, 5] = math.nan
        return results

    monkeypatch.setattr(model, "results_of", odd)
    (done,) = simulated_cells([Cell("run", "default", np.array([0]))], {"run": scenario}, {"default": {}}, wanted)
    results, errors = done.results, done.errors
    assert errors == ["the diary of a person holds what is no finite number"]
    assert results.failed.all()
    assert len(results.diary[0]) == 0


@pytest.fixture
def soon(monkeypatch) -> None:
    """Let the stopping rule look after four runs, and then after every two."""
    monkeypatch.setattr("bygd.studies.stopping.FIRST", 4)
    monkeypatch.setattr("bygd.studies.stopping.BLOCK", 2)


def fails_somewhere(scenario, results) -> None:
    """Each replicate fails in one of the scenarios."""
    results.failed[:] = results.replicates % 2 == (scenario.name == "baseline")


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures", "soon")
@pytest.mark.parametrize(
    "words", [["replicates=4"], ["budget=40"], ["municipalities=[sel]", "months=72", "replicates=4"]]
)
def test_a_comparison_without_a_pair_left_is_one_sentence(broken, words, tmp_path) -> None:
    broken(fails_somewhere)
    asked = [*SMALL, "scenarios=[follow_up]", "ensemble=default", *words]
    with pytest.raises(
        InputError, match=r"^Some run of every replicate failed \(.*\), so nothing can be said[^\n]*\.$"
    ):
        compare(read(CompareOptions, [*asked, f"out={tmp_path / 'a'}"]))


@pytest.mark.compiled
def test_in_memory_too(broken) -> None:
    broken(fails_somewhere)
    with pytest.raises(
        InputError, match=r"^Some run of every replicate failed \(.*\), so nothing can be said; bygd\.model"
    ):
        bygd.compare("vaga", "follow_up", replicates=4, ensemble=None, months=12)


@pytest.mark.compiled
@pytest.mark.usefixtures("soon")
def test_failed_runs_do_not_make_a_study_endless(broken, tmp_path, monkeypatch) -> None:
    """Every second replicate fails, and nothing is ever decided: the budget counts what was simulated."""

    def half(_, results):
        results.failed[:] = results.replicates % 2 == 0

    broken(half)
    monkeypatch.setattr(Enough, "more", lambda *_: 4)
    study = compare_study(
        read(CompareOptions, [*SMALL, "scenarios=[follow_up]", "ensemble=default", f"out={tmp_path / 'a'}"])
    )
    study.simulate(Enough(["employed_36m"], 9))
    assert study.replicates == 9


def test_statistics_of_no_runs_are_not_a_number() -> None:
    nothing = paired.contrast((NONE, NONE), (NONE, NONE), members=NONE)
    assert nothing.replicates == 0
    assert all(math.isnan(value) for value in (nothing.difference, nothing.low, nothing.high, nothing.single))
    assert math.isnan(paired.ratio(NONE, NONE, members=NONE).value)
    assert per_extra(NONE, NONE, NONE, NONE).kind == "none"
    assert paired.verdict(OUTCOMES["employed_36m"], nothing) == "not observed"
    columns = ["scenario", "replicate", "failed", *(f"{name}_{part}" for name in OUTCOMES for part in ("n", "of"))]
    runs = pd.DataFrame(dict.fromkeys(columns, NONE)).astype({"failed": bool})
    assert comparison.comparison({"baseline": runs, "other": runs}).empty
    assert comparison.outcome_frame(runs)["value"].isna().all()
    assert comparison.overview_rows({"baseline": runs}, "vaga").empty
    assert list(sweeps.rows_of(runs, ["baseline"])) == []
    since = pd.DataFrame(dict.fromkeys(("replicate", "since", "work", "seen", "at_risk", "moved"), NONE))
    assert all(not len(values) for values in (*curves.share_curve(since, "work", "seen"), *curves.stay_curve(since)))
    assert curves.differences(since, since, "work", "seen") == []
    assert Values(np.empty((2, 0)), np.empty((2, 0))).replicates == 0
    assert paired.kaplan_meier(NONE, NONE).size == 0


def test_an_outcome_that_nobody_was_observed_for_is_undecided() -> None:
    assert dataclasses.astuple(paired.ratio(np.zeros(3), np.zeros(3)))[3:] == (0.0, 0.0)
    assert math.isnan(paired.contrast((np.zeros(3), np.zeros(3)), (np.ones(3), np.ones(3))).difference)
