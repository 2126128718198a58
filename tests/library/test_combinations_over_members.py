"""A ranking over ensemble members: intervals hold members and chance, and members are what is resampled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios import ensembles
from bygd.scenarios.options import RankOptions
from bygd.statistics.combinations.best import honest_effect, may_be, may_be_best, near_best
from bygd.statistics.combinations.contrasts import shapley
from bygd.statistics.combinations.orders import sampled_orders, shapley_from
from bygd.statistics.combinations.values import Values
from bygd.studies.ranking import rank_study
from experiments.command.read import read
from experiments.rank.__main__ import rank
from tests.library.test_ensembles import mine

ROWS = np.array([[-1.0, 1, 0, 0], [-1, 0, 1, 0], [-1, 0, 0, 1], [0, -1, -1, 2]])  # contrasts of four combinations


def drawn(seed, *, mean=0.0, spread=1.0, chance=2.0, members=20, runs=5, combinations=4, shared=3.0):
    """Counts whose effects are known: a mean, what each member adds, and chance, some of it shared by all."""
    luck = np.random.default_rng(seed)
    at = np.tile(np.arange(members), runs)
    theirs = mean + spread * luck.standard_normal((combinations, members))
    noise = chance * luck.standard_normal((combinations, len(at))) + shared * luck.standard_normal(len(at))
    return theirs[:, at] + noise, theirs, at


def values(seed, draws=400, **said):
    n, _, at = drawn(seed, **said)
    return Values(n, np.ones_like(n), members=at, draws=draws)


@pytest.mark.parametrize(("spread", "chance"), [(1.0, 2.0), (1.0, 0.3), (0.0, 2.0)])
def test_an_interval_holds_another_plausible_world_in_95_of_100_cases(spread, chance):
    studies, inside, together = 200, [], []
    for seed in range(studies):
        found = values(seed, spread=spread, chance=chance).estimate(ROWS)
        ours = ROWS @ (spread * np.random.default_rng(10_000 + seed).standard_normal(4))
        inside.append((found.low <= ours) & (ours <= found.high))
        together.append(np.all((found.all_low <= ours) & (ours <= found.all_high)))
    assert np.mean(inside) >= (0.92 if chance > spread else 0.94)
    assert np.mean(together) >= 0.92
    if chance < spread:
        assert np.mean(inside) <= 0.97


def test_chance_alone_holds_the_mean_over_the_very_worlds_that_were_simulated():
    inside = []
    for seed in range(200):
        n, theirs, at = drawn(seed)
        found = Values(n, np.ones_like(n), members=at).estimate(ROWS)
        ours = ROWS @ theirs.mean(axis=1)
        inside.append((found.chance_low <= ours) & (ours <= found.chance_high))
        assert (found.low <= found.chance_low).all()
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


def test_the_spread_between_worlds_and_in_how_many_a_measure_helps_are_found():
    found = [values(seed, mean=np.array([[0.0], [1], [1], [1]]), shared=0.0, chance=1.0) for seed in range(80)]
    one = [each.against([1]) for each in found]
    assert np.mean([each.members_sd**2 for each in one]) == pytest.approx(2.0, rel=0.1)
    assert np.mean([each.helps for each in one]) == pytest.approx(0.76, abs=0.03)  # Phi(1 / sqrt 2)


def test_one_world_is_chance_alone_as_before():
    n, of = drawn(1)[0], np.full((4, 100), 50.0)
    plain, same = Values(n, of), Values(n, of, members=np.full(100, 7))
    one, other = plain.estimate(ROWS), same.estimate(ROWS)
    for name in ("low", "high", "all_low", "all_high", "chance_low", "chance_high"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert np.allclose(one.low, one.chance_low)
    deviation = ROWS @ (n / 50.0)
    assert np.allclose(one.high - one.value, 1.9842 * deviation.std(axis=1, ddof=1) / 10, rtol=1e-4)
    assert np.isnan(one.helps).all()
    assert np.array_equal(may_be_best(plain), may_be_best(same))


def test_one_run_a_world_cannot_tell_worlds_from_chance():
    found = values(1, runs=1)
    one = found.estimate(ROWS)
    assert np.isnan(one.chance_low).all()
    assert np.isnan(one.helps).all()
    assert (one.low < one.value).all()
    assert np.isnan(near_best(found, 1.0)).all()


def test_draws_of_all_numbers_are_as_wide_as_their_intervals():
    found = values(3, draws=4000).estimate(ROWS)
    width = np.quantile(np.abs(found.draws), 0.95, axis=1)
    assert np.allclose(width, (found.high - found.low) / 2, rtol=0.08)


def test_what_all_worlds_share_falls_out_of_differences():
    n, theirs, at = drawn(2, chance=0.0)
    n[1:] = n[0] + 1.0  # the same in every member and run
    found = Values(n, np.ones_like(n), members=at).against([1, 2])
    assert np.allclose(found.low, 1.0)
    assert np.allclose(found.helps, 1.0)
    assert theirs.std() > 0.5


@pytest.mark.parametrize("seeds", [60, pytest.param(400, marks=pytest.mark.slow)])
def test_the_set_of_the_best_holds_the_best_of_all_worlds_though_few_worlds_were_seen(seeds):
    worth = 0.1 * np.arange(8.0)[::-1, None]
    held, naive = [], []
    for seed in range(seeds):
        n, _, at = drawn(seed, mean=worth, chance=0.3, combinations=8, members=10, runs=10)
        held.append(may_be(Values(n, np.ones_like(n), members=at), 0))
        naive.append(may_be(Values(n, np.ones_like(n)), 0))
    assert np.mean(held) >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / seeds)
    assert np.mean(naive) < 0.8, "runs of one member are not independent"


def test_winners_are_measured_in_worlds_that_did_not_choose_them():
    found = [values(seed, chance=0.1, combinations=32) for seed in range(20)]
    assert abs(np.mean([honest_effect(one) for one in found])) < 0.15
    assert np.mean([one.value.max() - one.value[0] for one in found]) > 0.3


def test_in_how_many_worlds_a_combination_is_nearly_the_best():
    theirs = np.array([[0.0, 0, 0, 0], [5, 5, 5, 0.2], [4.5, 4.5, 4.5, 9]])
    at = np.tile(np.arange(4), 25)
    n = theirs[:, at] + 0.01 * np.random.default_rng(1).standard_normal((3, 100))
    assert list(near_best(Values(n, np.ones_like(n), members=at), 1.0)) == [0, 3, 4]


def test_sampled_orders_hold_worlds_and_orders_and_chance():
    orders = sampled_orders(5, 6)
    n, _, at = drawn(4, combinations=len(orders.masks))
    found, error = shapley_from(orders, Values(n, np.ones_like(n), members=at))
    assert error.min() > 0
    assert (found.high - found.value > 2 * np.hypot(error, found.members_sd)).all()


def test_shares_of_measures_still_sum_to_the_total():
    found = values(5, combinations=8)
    assert found.estimate(shapley(3)).value.sum() == pytest.approx(found.value[7] - found.value[0])


def test_a_few_worlds_are_spread_evenly_over_the_ensemble():
    made = read(RankOptions, ["municipality=vaga"])
    every = list(ensembles.members_of(made, "norway_2003_act"))
    assert list(ensembles.members_of(made, "norway_2003_act", 20)) == every[::10]
    assert len(ensembles.members_of(made, "norway_2003_act", 33)) == 33
    assert list(ensembles.members_of(made, "norway_2003_act", 4000)) == every


@pytest.mark.compiled
def test_a_ranking_over_worlds_says_both_parts(tmp_path, monkeypatch, capsys):
    mine(tmp_path, monkeypatch)
    asked = ["municipality=vaga", "measures=[follow_up,wage_subsidy]", "months=72", "warm_up=0", "ensemble=mine"]
    made = read(RankOptions, [*asked, "replicates=12", "outcomes=[employed_36m]", f"out={tmp_path}/r"])
    assert list(rank_study(made).points) == ["member_0", "member_1", "member_2"]
    rank(made)
    runs = pd.read_parquet(tmp_path / "r" / "runs.parquet")
    assert all(runs["point"] == [f"member_{one % 3}" for one in runs["replicate"]]), "the same member for all"
    shares = pd.read_csv(tmp_path / "r" / "shapley.csv")
    assert {"chance_low", "chance_high", "members_sd", "helps"} <= set(shares)
    assert shares["helps"].between(0, 1).all()
    combinations = pd.read_csv(tmp_path / "r" / "combinations.csv")
    assert combinations["employed_36m_near_best_in"].between(0, 3).all()
    assert "95 % of 3 sets of assumptions, and chance" in capsys.readouterr().out
    for language, said in {"en": "95 % of 3 sets of assumptions", "nb": "95 % av 3 sett med forutsetninger"}.items():
        assert said in (tmp_path / "r" / f"report_{language}.html").read_text(encoding="utf-8")
