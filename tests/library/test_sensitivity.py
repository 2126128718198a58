"""Indices of known functions, with and without luck; boxes and thresholds that were planted are found."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.designs import fitting
from bygd.scenarios.options import SensitivityOptions
from bygd.statistics.drivers import verdict_on
from bygd.statistics.sensitivity import conclusions, discovery, indices, responses
from bygd.statistics.sensitivity.responses import counts_of
from experiments import study
from experiments.command.main import main
from experiments.command.read import read
from experiments.sensitivity.__main__ import sensitivity
from sim.outcomes import OUTCOMES
from sim.parameters import Number

SEEDS = 12
rng = np.random.default_rng


def numbers(d: int) -> dict[str, Number]:
    """Numbers from 0 to 1."""
    one = Number("x", 0.5, "share", (0.0, 1.0), (0.0, 1.0), "", "", "X")
    return {f"x{i}": one for i in range(d)}


def ishigami(u: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), for points in 0 to 1."""
    x = math.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def blocks(y: np.ndarray, d: int) -> np.ndarray:
    """Points of a Saltelli design as blocks x (A, AB_1 …, B) x seeds."""
    return y.reshape(-1, d + 2, y.shape[1])


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_sobol_indices_of_ishigami_lie_within_their_intervals_also_with_luck(noise: float) -> None:
    points = responses.drawn("saltelli", numbers(3), 1024, 1)
    luck = noise * rng(2).normal(size=(1, SEEDS)) + noise * rng(3).normal(size=(len(points.unit), SEEDS))
    y = blocks(ishigami(points.unit)[:, None] + luck, 3)
    found = indices.sobol(y, indices.weights(len(y), SEEDS, draws=200))
    first, total = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
    assert found.seen
    for known, estimate in ((first, found.first), (total, found.total)):
        assert (estimate.low <= known + 1e-9).all()
        assert (known - 1e-9 <= estimate.high).all()
        assert np.abs(estimate.value - known).max() < (0.05 if noise == 0 else 0.12), "luck does not dilute an index"


def test_a_number_without_effect_has_an_index_of_exactly_zero() -> None:
    """Its runs are the same runs: luck belongs to the seed, not to the point."""
    points = responses.drawn("saltelli", numbers(2), 64, 1)
    luck = rng(4).normal(size=SEEDS)
    y = blocks(points.unit[:, :1] + luck * (1 + points.unit[:, :1]), 2)
    found = indices.sobol(y, indices.weights(len(y), SEEDS, draws=50))
    assert found.first.value[1] == found.total.value[1] == 0.0


def test_shares_of_numbers_luck_and_both_are_recovered() -> None:
    """Var of x in 0 to 1 is 1/12: numbers 36/12 = 3, luck 4, interplay 1."""
    x = rng(5).random((400, 1))
    y = 6 * x + 2 * rng(6).normal(size=(1, 60)) + rng(7).normal(size=(400, 60))
    found = indices.shares(y, indices.weights(400, 60, draws=200))
    for part, known in ((found.numbers, 3 / 8), (found.luck, 4 / 8), (found.interplay, 1 / 8)):
        assert part.low <= known <= part.high
        assert part.value == pytest.approx(known, abs=0.09)


def test_morris_orders_numbers_and_luck_adds_nothing() -> None:
    points = responses.drawn("morris", numbers(4), 40, 1)
    weight = np.array([8.0, 4.0, 1.0, 0.0])
    y = (points.unit @ weight)[:, None] + 5 * rng(8).normal(size=(len(points.unit), SEEDS))
    found = indices.morris(indices.elementary(points.unit, y), indices.weights(40, SEEDS, draws=200))
    assert list(np.argsort(-found.mu_star.value)[:2]) == [0, 1]
    assert found.mu.value == pytest.approx(weight, abs=1.2)
    assert found.raw[3] > 1.0, "the usual index takes luck for an effect"
    assert found.mu_star.low[3] <= 0.0 <= found.mu_star.high[3]
    assert found.mu_star.low[0] > found.mu_star.high[2]


def test_a_scenario_is_one_more_factor_of_the_variance() -> None:
    """Numbers 16/12, scenario 14/9, a scenario that works differently 6/12, luck 2.25 + 1."""
    x, effect = rng(1).random((300, 2)), np.array([-1.0, 0.0, 2.0])
    tilted = 3 * (x[:, 1] - 0.5)[:, None] * np.array([1.0, -1.0, 0.0])
    y = (4 * x[:, :1] + effect + tilted)[:, :, None]
    y = y + 1.5 * rng(2).normal(size=(1, 1, 40)) + rng(3).normal(size=(300, 3, 40))
    found = indices.factors(y, indices.weights(300, 40, draws=100))
    known = np.array([16 / 12, 14 / 9, 6 / 12, 3.25])
    for part, share in zip(found, known / known.sum(), strict=True):
        assert part.low <= share <= part.high
        assert part.value == pytest.approx(share, abs=0.04)


def test_a_linear_function_without_luck_has_its_slopes() -> None:
    points = responses.drawn("morris", numbers(3), 6, 1)
    effects = indices.elementary(points.unit, np.repeat((points.unit @ [3.0, -2.0, 0.5])[:, None], 3, axis=1))
    found = indices.morris(effects, indices.weights(6, 3, draws=20))
    assert found.mu.value == pytest.approx([3.0, -2.0, 0.5])
    assert found.mu_star.value == pytest.approx([3.0, 2.0, 0.5])
    assert found.sigma.value == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)


# --- where a conclusion holds ------------------------------------------------------------------------------


def test_a_planted_box_is_found_and_described() -> None:
    x = rng(9).random((300, 6))
    wanted = (x[:, 1] > 0.6) & (x[:, 4] < 0.5)
    found = discovery.box_of(x, wanted)
    assert found is not None
    assert {(one.column, one.upper) for one in found.limits} == {(1, False), (4, True)}
    assert found.hits / found.inside > 0.9
    assert found.p <= 0.01


def test_where_there_is_no_box_luck_finds_as_good_a_one() -> None:
    often = [discovery.box_of(rng(i).random((80, 5)), rng(100 + i).random(80) < 0.3) for i in range(12)]
    assert sum(one is not None and one.p <= 0.05 for one in often) <= 3


def test_a_planted_threshold_flips_the_verdict() -> None:
    x = rng(10).random((200, 8))
    found = discovery.separating(x, x[:, 3] > 0.7)
    assert found[0].column == 3
    assert found[0].above
    assert found[0].where == pytest.approx(0.7, abs=0.05)
    assert found[0].p < 1e-6
    assert all(one.p > 0.05 for one in found[1:])


def test_a_verdict_that_flips_is_told_with_the_number_it_hangs_on() -> None:
    """Nothing below, two points above the middle of one number; luck of the seeds is common to all samples."""
    x = rng(12).random((120, 40))
    luck = rng(13).normal(size=(1, 20)) / 4 + 3 * rng(14).normal(size=(120, 20))
    found = discovery.tilts(x, 4 * np.maximum(0, x[:, [7]] - 0.4) + luck, indices.weights(120, 20))
    assert found[0].column == 7
    outcome = OUTCOMES["employed_36m"]
    first = conclusions.Hanging(found[0], *(verdict_on(outcome, one) for one in found[0][2:]))
    assert (first.low, first.high, first.flips) == ("no relevant difference", "better", True)
    assert all(one.p > 0.05 for one in found[1:])


def test_a_box_is_found_among_many_numbers_and_none_where_there_is_none() -> None:
    x = rng(15).random((150, 100))
    found = discovery.box_of(x, (x[:, 60] > 0.6) & (x[:, 4] < 0.6))
    assert found is not None
    assert {(one.column, one.upper) for one in found.limits} == {(60, False), (4, True)}
    luck = discovery.box_of(x, rng(16).random(150) < 0.3)
    assert luck is None or luck.p > 0.05


def test_all_numbers_of_the_model_are_varied_by_default() -> None:
    found = responses.varied([], SensitivityOptions())
    assert {"answer.never_private", "relations.trust_start", "practice.protected"} <= set(found)
    assert "practice.outreach" not in found


def test_ranges_of_ones_own_take_the_place_of_the_plausible_ones_as_in_a_sweep() -> None:
    for vary in (["answer.pressure:0.1:0.3", "answer.*"], {"answer.pressure": [0.1, 0.3], "answer.*": None}):
        found = responses.varied(vary, SensitivityOptions())
        assert found["answer.pressure"].plausible == (0.1, 0.3)
        assert found["answer.base"] == fitting("answer.base")["answer.base"]
        values = responses.drawn("lhs", found, 10, 1).values()
        assert all(0.1 <= one["answer.pressure"] <= 0.3 for one in values)
    with pytest.raises(InputError, match="upside down"):
        responses.varied(["answer.pressure:0.3:0.1"], SensitivityOptions())


def test_too_few_worlds_say_nothing() -> None:
    x = rng(11).random((40, 3))
    holds = np.arange(40) < discovery.LEAST - 1
    assert discovery.separating(x, holds) == []
    assert discovery.box_of(x, holds) is None


# --- the program -------------------------------------------------------------------------------------------


def table(**changes: object) -> pd.DataFrame:
    rows = [
        {
            "scenario": "baseline",
            "point": point,
            "replicate": seed,
            "failed": False,
            "stay_60m_n": 3.0,
            "stay_60m_of": 5.0,
        }
        for point, seed in itertools.product(("a", "b"), range(3))
    ]
    return pd.DataFrame([rows[0] | changes, *rows[1:]])


def test_failed_runs_and_missing_values_are_refused_never_averaged() -> None:
    counts_of(table(), ["a", "b"], ["stay_60m"])
    with pytest.raises(InputError, match=r"^1 of 6 runs failed \(baseline at point a with replicate 0\).*\.$"):
        counts_of(table(failed=True), ["a", "b"], ["stay_60m"])
    with pytest.raises(InputError, match=r"^stay_60m has no value at 1 of 2 points \(a\).*\.$"):
        counts_of(table(stay_60m_n=math.nan), ["a", "b"], ["stay_60m"])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("vary=[luck.*]", "fits no number"), ("outcomes=[jobs]", "no outcome"), ("method=guess", "morris or sobol")],
)
def test_bad_input_is_one_sentence(said: str, sentence: str, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr("sys.argv", ["sensitivity", said, f"out={tmp_path / 'x'}"])
    with pytest.raises(SystemExit):
        main(SensitivityOptions, sensitivity, "sensitivity")
    text = capsys.readouterr().err.strip()
    assert sentence in text
    assert "\n" not in text
    assert not (tmp_path / "x").exists()


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.parametrize("method", ["morris", "sobol", "samples"])
def test_the_program_writes_tables_and_figures(method: str, tmp_path, capsys) -> None:
    small = [
        "municipality=vaga",
        "months=72",
        "warm_up=0",
        "trajectories=4",
        "blocks=4",
        "replicates=3",
        "samples=12",
        "sample_runs=4",
    ]
    made = read(
        SensitivityOptions, [*small, "vary=[placement.b*,answer.pressure]", f"method={method}", f"out={tmp_path}"]
    )
    sensitivity(made)
    names = ["shares", "scenario_factor", "verdicts", "hangs_on_follow_up"]
    if method != "samples":
        found = pd.read_csv(tmp_path / f"{method}.csv")
        assert {"outcome", "scenario", "number", "index", "value", "low", "high"} == set(found.columns)
        assert set(found["scenario"]) == {"baseline", "follow_up"}
        names.append(f"{method}_follow_up")
    for name in names:
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 5000
    assert "prior samples" in capsys.readouterr().out
    points = pd.read_parquet(tmp_path / "samples_design.parquet")
    assert set(pd.read_parquet(tmp_path / "samples" / "runs.parquet")["point"]) == set(points["point"])
    before = (tmp_path / "hangs_on.csv").read_bytes()
    study.manage(["resume", str(tmp_path)])
    assert (tmp_path / "hangs_on.csv").read_bytes() == before
    capsys.readouterr()
    study.manage(["status", str(tmp_path)])
    assert "missing 0" in capsys.readouterr().out
    with pytest.raises(InputError, match="build on each other"):
        study.manage(["extend", str(tmp_path), "replicates=+2"])
    with pytest.raises(InputError, match="is a stage"):
        study.manage(["resume", str(tmp_path / "samples")])
