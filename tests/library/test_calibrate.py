"""Calibration: the sampler against brute force, the emulator on polynomials, a whole small run."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.evidence.calibration import emulator, posterior, task
from bygd.evidence.calibration.emulator import fit, strongest
from bygd.scenarios import ensembles
from bygd.scenarios.options import CalibrateOptions
from experiments.calibrate.__main__ import calibrate
from experiments.calibrate.report import keep
from experiments.calibrate.waves import medoid
from experiments.command.read import read
from experiments.validate import figures as validation


def test_the_sampler_finds_what_brute_force_finds() -> None:
    chance = np.random.default_rng(0)
    slopes = np.concatenate([[[10, 0, 3], [0, 8, 2], [4, -3, 9]], chance.normal(0, 0.3, (40, 3))])
    figures, sd = np.array([5.0, 5.5, 9.0]), np.full(3, 0.8)
    found = posterior.sample(lambda u: u @ slopes, figures, sd, 43, 4000, 1)[:, :3]
    u = chance.random((400_000, 43))
    weights = np.exp(posterior.log_likelihood(u @ slopes, figures, sd))
    assert posterior.effective_size(weights) > 3000
    assert np.abs(posterior.ranges_of(found) - posterior.ranges_of(u[:, :3], weights)).max() < 0.04


def test_without_figures_every_value_is_as_likely() -> None:
    found = posterior.sample(lambda u: 0 * u[:, :1], np.array([0.0]), np.array([1.0]), 5, 4000, 3)
    assert np.abs(np.quantile(found, [0.05, 0.5, 0.95], axis=0).T - [0.05, 0.5, 0.95]).max() < 0.03


def test_worlds_are_taken_in_proportion_and_never_twice() -> None:
    weights = np.array([0.0, 1.0, 1.0, 2.0, 40.0, 4.0])
    taken = np.array([posterior.without_repeats(weights, 3, seed) for seed in range(400)])
    assert all(len(set(row)) == 3 for row in taken)
    often = np.bincount(taken.ravel(), minlength=6) / 400
    assert often == pytest.approx([0, 0.25, 0.25, 0.5, 1.0, 1.0], abs=0.08)


def test_a_draw_stands_for_what_its_weight_says_however_often_it_is_taken() -> None:
    weights = np.array([0.0, 1.0, 1.0, 2.0, 40.0, 4.0])
    probability = posterior.inclusion(weights, 3)
    assert probability == pytest.approx([0, 0.25, 0.25, 0.5, 1.0, 1.0])
    totals = []
    for seed in range(400):
        rows = posterior.without_repeats(weights, 3, seed)
        totals.append((weights[rows] / probability[rows]).sum())
    assert np.mean(totals) == pytest.approx(weights.sum())


def test_the_emulator_is_exact_on_polynomials_and_knows_its_error() -> None:
    chance = np.random.default_rng(2)
    u = chance.random((200, 6))
    y = np.stack([3 + u @ [1, 2, 0, 0, 0, 4], 2 * u[:, 0] * u[:, 1] - u[:, 1] ** 2], axis=1)
    exact = fit([0, 1], u, y)
    assert exact.values(u[:5]) == pytest.approx(y[:5])
    assert exact.slopes(np.full(6, 0.5))[:, 0] == pytest.approx([1, 2, 0, 0, 0, 4], abs=1e-6)
    noisy = fit([0, 1], u, y + 0.5 * chance.standard_normal(y.shape))
    fresh = chance.random((2000, 6))
    real = np.stack([3 + fresh @ [1, 2, 0, 0, 0, 4], 2 * fresh[:, 0] * fresh[:, 1] - fresh[:, 1] ** 2], axis=1)
    missed = np.sqrt(np.mean((noisy.values(fresh) - real) ** 2, axis=0) + 0.25)
    assert noisy.press == pytest.approx(missed, rel=0.2)
    assert strongest(u, y, np.ones(2), 2) == [0, 5] or strongest(u, y, np.ones(2), 2) == [1, 5]


def test_fewer_points_than_coefficients_still_foretell() -> None:
    chance = np.random.default_rng(4)
    u = chance.random((80, 100))
    slopes = np.zeros((100, 1))
    slopes[:3] = [[5], [-4], [3]]
    few = fit([0, 1], u, u @ slopes + 0.1 * chance.standard_normal((80, 1)))
    fresh = chance.random((2000, 100))
    missed = np.sqrt(np.mean((few.values(fresh) - fresh @ slopes) ** 2, axis=0))
    assert (missed < (fresh @ slopes).std(axis=0)).all(), "better than the mean alone"
    assert few.press == pytest.approx(missed, rel=0.3)


def test_points_left_out_are_foretold_as_by_fitting_anew() -> None:
    chance = np.random.default_rng(5)
    u = chance.random((30, 4))
    y = u[:, :1] ** 2 + 0.3 * chance.standard_normal((30, 1))
    missed = []
    for i in range(30):
        others = np.arange(30) != i
        missed.append(_ridge(u[others], y[others], u[[i]]) - y[i])
    by_hand = np.sqrt(np.mean(np.square(missed), axis=0)).min(axis=-1)
    assert fit([0], u, y).press == pytest.approx(by_hand.ravel(), rel=1e-6)


def _ridge(u: np.ndarray, y: np.ndarray, at: np.ndarray) -> np.ndarray:
    """What ridge regression with each penalty says at a point, from the normal equations; the constant is free."""
    x, there = (emulator.features(item, [0])[:, 1:] for item in (u, at))
    middle = x.mean(axis=0)
    square = (x - middle).T @ (x - middle)
    slopes = [
        np.linalg.solve(square + penalty * np.eye(len(square)), (x - middle).T @ (y - y.mean()))
        for penalty in emulator.PENALTIES
    ]
    return np.array([((there - middle) @ item + y.mean()).item() for item in slopes])


def test_collinearity_tells_numbers_that_do_the_same() -> None:
    assert emulator.collinearity(np.array([[1.0, 0.0], [0.0, 3.0]])) == pytest.approx(1.0)
    assert emulator.collinearity(np.array([[1.0, 0.0], [1.0, 0.01]])) > 100
    assert emulator.collinearity(np.array([[1.0, 0.0], [0.0, 0.0]])) == math.inf


def test_the_medoid_is_a_draw_in_the_middle() -> None:
    draws = np.array([[0.1, 0.1], [0.5, 0.45], [0.9, 0.9]])
    assert (medoid(draws) == draws[1]).all()


SMALL = [
    "municipality=region", "vary=[language.*]", "points=60", "again=30", "waves=2", "sure=2", "centre=20",
    "members=20", "recoveries=2", "curved=2", "warm_up=1",
]  # fmt: skip


@pytest.mark.compiled
@pytest.mark.slow
def test_a_whole_small_calibration_and_again_without_simulating(tmp_path, capsys, monkeypatch, request) -> None:
    monkeypatch.setattr("experiments.calibrate.waves.PARTICLES", 200)
    made = read(CalibrateOptions, [*SMALL, f"out={tmp_path}/one", f"save={tmp_path}/kept/mine.csv"])
    calibrate(made)
    said = capsys.readouterr().out
    about = json.loads((tmp_path / "kept" / "mine.json").read_text())
    members = pd.read_csv(tmp_path / "kept" / "mine.csv", index_col="member")
    targets = pd.read_csv(tmp_path / "one" / "targets.csv")
    assert len(members) == 20
    assert set(made.free) <= set(members)
    assert set(about["point"]) == set(made.free)
    _check_draws(tmp_path / "one", members, about)
    assert len(pd.read_csv(tmp_path / "one" / "recovery.csv")) == 2 * len(made.free)
    assert "only checked, never fitted" in said
    fitted = targets[targets["use"] == "calibration"]
    before = ((fitted["prior_median"] - fitted["published"]) / fitted["tolerance"]).abs().mean()
    assert fitted["away"].abs().mean() < before + 0.2
    request.getfixturevalue("without_pictures")
    calibrate(made)  # everything is there: the same text
    assert capsys.readouterr().out == said


def _check_draws(folder: Path, members: pd.DataFrame, about: dict) -> None:
    """Draws before and after the figures are tables too, and the members are those of the ensemble."""
    prior, posterior = (pd.read_parquet(folder / f"{name}.parquet") for name in ("prior", "posterior"))
    targets = pd.read_csv(folder / "targets.csv", index_col="id")
    assert len(prior) == about["points"][0]
    assert (posterior[list(members)].to_numpy() == members.to_numpy()).all()
    assert posterior["weight"].sum() == pytest.approx(1)
    assert posterior[targets.index].median().to_numpy() == pytest.approx(targets["median"].to_numpy())


def test_a_path_to_save_at_replaces_nothing_and_a_name_lies_in_configs(tmp_path) -> None:
    assert task.kept_at("mine").parent.name == "ensembles"
    assert task.kept_at(f"{tmp_path}/Mine.CSV") == tmp_path / "Mine.CSV"
    made = tmp_path / "study"
    made.mkdir()
    task.check_save(f"{tmp_path}/new/mine.csv", made)
    for there in ("mine.csv", "mine.json"):
        (tmp_path / there).write_text("letters", encoding="utf-8")
        with pytest.raises(InputError, match="There is an ensemble mine already"):
            task.check_save(f"{tmp_path}/mine.csv", made)
        (made / there.replace("mine", "ensemble")).write_text("letters", encoding="utf-8")
        task.check_save(f"{tmp_path}/mine.csv", made)  # this very calibration kept it: it may be done again
        (made / there.replace("mine", "ensemble")).unlink()
        (tmp_path / there).unlink()
    (tmp_path / "letters").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="letters is a file"):
        task.check_save(f"{tmp_path}/letters/mine.csv", made)
    keep(tmp_path / "deep" / "mine.csv", pd.DataFrame({"answer.base": [-0.5]}), {"made": "2026-11-30"})
    assert ensembles.load(f"{tmp_path}/deep/mine.csv").table.to_numpy().tolist() == [[-0.5]]
    assert sorted(file.name for file in (tmp_path / "deep").iterdir()) == ["mine.csv", "mine.json"]


def test_bad_requests_end_in_a_sentence() -> None:
    from bygd.evidence.calibration.task import task_of

    with pytest.raises(InputError, match="fits no number"):
        task_of(read(CalibrateOptions, ["free=[search.nothing]"]))
    with pytest.raises(InputError, match="at least the number of members"):
        task_of(read(CalibrateOptions, ["again=50"]))
    with pytest.raises(InputError, match="There is no ensemble"):
        ensembles.load("nowhere")


@pytest.mark.compiled
def test_worlds_are_held_against_every_figure(tmp_path, capsys, monkeypatch) -> None:
    words = ["municipality=region", "replicates=6", f"out={tmp_path}/one", f"page={tmp_path}/page.md"]
    made = read(validation.FiguresOptions, words)
    validation.validate_figures(made)
    said = capsys.readouterr().out
    table = pd.read_csv(tmp_path / "one" / "figures.csv")
    assert "only checked, never fitted" in said
    assert (table["within"] == (table["away"].abs() <= 2)).all()
    assert said.count("MISSED") == (~table["within"]).sum()
    page = (tmp_path / "page.md").read_text()
    assert page.count("**missed**") == (~table["within"]).sum()
    assert (tmp_path / "img" / "page.png").stat().st_size > 5000
    (tmp_path / "page.md").write_text(page.replace("(to be written)", "Men who study are too few."))
    validation.validate_figures(made)
    assert "Men who study are too few." in (tmp_path / "page.md").read_text()
    made.page = "page.txt"
    with pytest.raises(InputError, match="must be a Markdown file"):
        validation.validate_figures(made)
