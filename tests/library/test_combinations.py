"""Ranking of combinations: closed forms, the promise of the set of the best, frontiers by hand."""

import numpy as np
import pytest

from bygd.statistics.combinations import contrasts as c
from bygd.statistics.combinations import orders as o
from bygd.statistics.combinations import steps as s
from bygd.statistics.combinations.best import best, clear_steps, frontier, may_be, may_be_best, on_frontier
from bygd.statistics.combinations.values import Values

K = 4
SINGLE = np.array([3.0, -1.0, 0.5, 0.0])  # the last is a dummy


def game(worth, k=K, replicates=40, noise=0.0, seed=1):
    """Counts of combinations whose true values are ``worth`` (one a combination); shared and own noise."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0, 1, replicates)
    n = worth[:, None] + shared + noise * rng.normal(0, 1, (len(worth), replicates))
    return Values(n, np.ones_like(n))


def ends(k, kind):
    return c.ends(c.every(k), k)[kind]


def additive(k=K):
    return c.members(c.every(k), k) @ SINGLE


def test_in_an_additive_game_every_measure_of_worth_is_the_single_effect():
    values = game(additive())
    for rows in (c.main_effects, c.shapley, lambda k: ends(k, "alone"), lambda k: ends(k, "last")):
        assert np.allclose(values.estimate(rows(K)).value, SINGLE)
    assert np.allclose(values.estimate(c.interactions(K)).value, 0)


def test_a_pure_interaction_is_shared_equally():
    has = c.members(c.every(K), K)
    values = game(4.0 * (has[:, 0] & has[:, 2]))
    assert np.allclose(values.estimate(c.shapley(K)).value, [2, 0, 2, 0])
    assert np.allclose(values.estimate(ends(K, "alone")).value, 0)
    assert np.allclose(values.estimate(ends(K, "last")).value, [4, 0, 4, 0])
    found = values.estimate(c.interactions(K)).value
    assert np.allclose(found, [4.0 if pair == (0, 2) else 0.0 for pair in c.pairs(K)])


def test_shapley_shares_sum_to_the_total_and_a_dummy_gets_nothing():
    worth = np.random.default_rng(3).normal(0, 1, 2 ** (K - 1))
    worth = np.concatenate([worth, worth])  # the last measure changes nothing
    values = game(worth)
    found = values.estimate(c.shapley(K))
    assert np.isclose(found.value.sum(), values.estimate(ends(K, "total")).value[0])
    assert np.isclose(found.value[-1], 0)
    assert np.isclose(values.estimate(c.main_effects(K)).value[-1], 0)


def test_intervals_are_those_of_resampling_whole_replicates():
    rng = np.random.default_rng(5)
    of = rng.integers(60, 140, (2**K, 60)).astype(float)
    n = rng.binomial(of.astype(int), 0.4) + 0.0
    values = Values(n, of, 100.0)
    rows = c.shapley(K)
    found = values.estimate(rows)
    weights = rng.multinomial(60, np.full(60, 1 / 60), 4000).T
    plain = rows @ (100 * (n @ weights) / (of @ weights))
    low, high = np.percentile(plain, [2.5, 97.5], axis=1)
    assert np.allclose((found.high - found.low) / (high - low), 1.03, atol=0.06)
    assert np.allclose(np.std(found.draws, axis=1) / np.std(plain, axis=1), 1.02, atol=0.06)


def test_what_combinations_share_falls_out_of_their_differences():
    values = game(additive())  # only shared noise
    found = values.estimate(c.shapley(K))
    assert np.allclose(found.low, found.high)
    assert values.deviation.std() > 0.5


def test_intervals_for_all_at_once_are_wider():
    found = game(additive(), noise=1.0).estimate(c.interactions(K))
    assert (found.all_low < found.low).all()
    assert (found.all_high > found.high).all()


def test_sampled_orders_agree_with_all_combinations_within_their_error():
    k = 7
    has = c.members(c.every(k), k)
    worth = has @ np.arange(k) + 5.0 * (has[:, 0] & has[:, 1]) - 3.0 * (has[:, 2] & has[:, 3] & has[:, 6])
    exact = game(worth, k).estimate(c.shapley(k)).value
    orders = o.sampled_orders(k, 40, seed=2)
    values = game(worth[orders.masks], k)
    found, error = o.shapley_from(orders, values)
    assert np.isclose(found.value.sum(), values.estimate(c.ends(orders.masks, k)["total"]).value[0])
    assert (np.abs(found.value - exact) <= 4 * error + 1e-9).all()
    assert error.max() > 0
    assert (found.low <= found.value - 1.9 * error).all()
    assert np.allclose(values.estimate(c.ends(orders.masks, k)["alone"]).value, np.arange(k))


def test_orders_and_their_reverses_measure_interactions_of_two_exactly():
    has = c.members(c.every(K), K)
    worth = additive() + 4.0 * (has[:, 0] & has[:, 2])
    orders = o.sampled_orders(K, 3)
    found, error = o.shapley_from(orders, game(worth[orders.masks]))
    assert np.allclose(found.value, np.add(SINGLE, [2, 0, 2, 0]))
    assert np.allclose(error, 0)


def test_only_what_is_surely_worse_than_another_is_not_among_the_best():
    worth = np.array([0.0, 1.0, 9.0, 8.9])
    found = best(game(worth, k=2, noise=1.0))
    assert list(found.inside) == [False, False, True, True]
    exact = best(game(worth, k=2))
    assert list(exact.inside) == [False, False, True, False]
    assert exact.optimism == pytest.approx(0)


def test_equal_twins_are_both_among_the_best():
    n = np.random.default_rng(1).normal(0, 1, (2, 30))[[0, 0, 1]]
    assert list(may_be_best(Values(n, np.ones_like(n))))[:2] in ([True, True], [False, False])


def test_naming_a_winner_of_equals_promises_too_much():
    gains = [best(game(np.zeros(64), k=6, noise=1.0, seed=seed)) for seed in range(10)]
    assert np.mean([one.optimism for one in gains]) > 0.2
    assert abs(np.mean([one.honest for one in gains])) < 0.15
    assert np.mean([one.inside.mean() for one in gains]) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("spacing", [0.0, 0.02, 0.3], ids=["all equal", "nearly equal", "spread out"])
def test_the_set_holds_the_true_best_in_95_of_100_studies(spacing):
    k, studies = 5, 400
    worth = spacing * np.arange(2**k)[::-1]
    held = [may_be(game(worth, k, replicates=20, noise=1.0, seed=seed), 0) for seed in range(studies)]
    assert np.mean(held) >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / studies)


def test_the_set_without_the_gain_of_pairs_would_be_larger():
    worth = 0.25 * np.arange(8.0)
    values = game(worth, k=3, noise=0.3)
    apart = Values(np.array([np.roll(row, i) for i, row in enumerate(values.n)]), values.of)
    assert may_be_best(values).sum() < may_be_best(apart).sum()


def test_the_frontier_of_a_case_by_hand():
    effect = np.array([0.0, 2.0, 1.0, 3.0, 3.0, 5.0, 2.0])
    cost = np.array([0.0, 1.0, 2.0, 4.0, 3.0, 9.0, 1.0])
    assert list(frontier(effect, cost)) == [0, 1, 4, 5]
    assert list(frontier(np.array([1.0, 0.0]), np.array([0.0, 0.0]))) == [0]


def test_steps_of_a_frontier_that_chance_could_make_are_left_out():
    values = game(np.array([0.0, 5.0, 5.01, 9.0]), k=2, noise=0.5)
    values.value[2] = max(values.value[2], values.value[1] + 0.001)
    assert list(clear_steps(values, np.array([0, 1, 2, 3]))) == [1, 3]


def test_the_share_on_the_frontier_is_one_where_nothing_is_in_doubt():
    values = game(np.array([0.0, 5.0, 4.0, 9.0]), k=2)
    cost = game(np.array([0.0, 1.0, 2.0, 3.0]), k=2)
    found = on_frontier(values.against(range(4)), cost.against(range(4)))
    assert list(found) == [1, 1, 0, 1]


def test_the_order_follows_paired_gains_and_stops_where_the_next_step_harms():
    has = c.members(c.every(3), 3)
    worth = 3.0 * has[:, 0] + 2.0 * has[:, 1] + 1.0 * has[:, 2] - 4.0 * (has[:, 0] & has[:, 1])
    steps = s.introduce(game(worth, k=3, noise=0.2), 3)
    assert [(one.measure, one.says) for one in steps] == [(0, s.ADDED), (2, s.ADDED), (1, s.HARM)]
    assert steps[1].row == 0b101
    assert steps[1].effect[0] == pytest.approx(4, abs=0.3)
    assert steps[1].gain[1] < steps[1].gain[0] < steps[1].gain[2]


def test_the_order_stops_at_what_chance_could_make_and_names_rivals():
    worth = c.members(c.every(3), 3) @ np.array([3.0, 3.0, 0.0])
    steps = s.introduce(game(worth, k=3, noise=1.0), 3)
    assert [one.says for one in steps] == [s.ADDED, s.ADDED, s.NOTHING]
    assert {steps[0].measure, *steps[0].rivals} == {0, 1}
    assert steps[1].rivals == ()


def test_the_order_keeps_to_the_budget_and_to_what_a_krone_buys():
    worth = c.members(c.every(3), 3) @ np.array([5.0, 3.0, 3.0])
    cost = c.members(c.every(3), 3) @ np.array([10.0, 2.0, 2.0])
    values = game(worth, k=3, noise=0.1)
    by_gain = s.introduce(values, 3, cost <= 10)
    assert [(one.measure, one.says) for one in by_gain] == [(0, s.ADDED), (-1, s.BUDGET)]
    by_price = s.introduce(values, 3, cost <= 10, lambda gain, now, rows: gain / (cost[rows] - cost[now]))
    assert {one.measure for one in by_price[:2]} == {1, 2}
    assert by_price[2].says == s.BUDGET
    assert s.introduce(values, 3)[-1].says == s.DONE


def test_one_replicate_says_nothing():
    values = game(additive(), replicates=1)
    assert np.isnan(values.estimate(c.shapley(K)).low).all()
    assert best(values).inside.all()
    assert s.introduce(values, K)[0].says == s.NOTHING
