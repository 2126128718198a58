"""Cost per extra unit: Fieller's interval, and words where no finite interval can hold its promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bygd.statistics.cost import per_extra

ZERO = np.zeros(400)


def test_a_ratio_without_any_scatter_is_known_exactly() -> None:
    found = per_extra(ZERO, ZERO + 300.0, ZERO, ZERO + 2.0)
    assert (found.kind, found.value) == ("interval", 150.0)
    assert found.low == pytest.approx(150.0)
    assert found.high == pytest.approx(150.0)


def test_cost_and_effect_that_move_together_scatter_less_than_either() -> None:
    """Each extra month costs exactly 100 kroner in every run: the ratio is certain although both parts are not."""
    effect = np.random.default_rng(1).normal(3.0, 2.0, 400)
    found = per_extra(ZERO, 100.0 * effect, ZERO, effect)
    assert found.low == pytest.approx(100.0) == found.high


def test_an_effect_that_cannot_be_told_from_zero_has_no_interval() -> None:
    effect = np.resize([1.0, -1.0], 400) + 0.01
    found = per_extra(ZERO, ZERO + 50.0, ZERO, effect)
    assert found.kind == "unbounded"
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_a_loss_has_no_price() -> None:
    found = per_extra(ZERO, ZERO + 50.0, ZERO, ZERO - 2.0)
    assert found.kind == "dearer"
    assert math.isnan(found.value)


def test_a_saving_is_a_negative_price() -> None:
    assert per_extra(ZERO + 50.0, ZERO, ZERO, ZERO + 2.0).high == pytest.approx(-25.0)


@pytest.mark.parametrize("runs", [1, 400])
def test_nothing_that_varies_gives_nothing(runs: int) -> None:
    same = np.ones(runs)
    assert per_extra(same, same + 1.0, same, same).kind == "none"


def test_the_interval_covers_the_truth_in_95_of_100_cases() -> None:
    rng = np.random.default_rng(7)
    covered = []
    for _ in range(2000):
        effect = rng.normal(2.0, 4.0, 150)
        cost = 500.0 + 40.0 * effect + rng.normal(0.0, 900.0, 150)
        zero = np.zeros(150)
        found = per_extra(zero, cost, zero, effect)
        covered.append(found.low <= 290.0 <= found.high)
    assert 0.93 <= np.mean(covered) <= 0.97


def test_the_interval_over_members_covers_what_a_world_has() -> None:
    """200 members of 10 runs: 95 of 100 new members have a ratio inside, and chance alone seldom holds them."""
    rng = np.random.default_rng(11)
    members, zero = np.repeat(np.arange(200), 10), np.zeros(2000)
    covered = []
    for _ in range(40):
        effect = rng.normal(4.0, 0.5, 200)[members] + rng.normal(0.0, 1.0, 2000)
        ratios = 400.0 / rng.normal(4.0, 0.5, 2000)
        found = [per_extra(zero, zero + 400.0, zero, effect, members=one) for one in (members, None)]
        covered.append([np.mean((one.low < ratios) & (ratios < one.high)) for one in found])
    over, alone = np.mean(covered, axis=0)
    assert over == pytest.approx(0.95, abs=0.02)
    assert alone < 0.3


def test_one_run_a_world_takes_all_scatter_as_that_of_members() -> None:
    effect = np.random.default_rng(3).normal(4.0, 0.5, 300)
    zero = np.zeros(300)
    found = per_extra(zero, zero + 400.0, zero, effect, members=np.arange(300))
    assert found.low < 400.0 / 4.8
    assert found.high > 400.0 / 3.2


@pytest.mark.parametrize(
    ("mean", "kind"), [(2.0, "interval"), (0.5, "unbounded"), (-0.5, "unbounded"), (-2.0, "dearer")]
)
def test_a_price_needs_worlds_that_agree_on_a_gain(mean: float, kind: str) -> None:
    rng = np.random.default_rng(4)
    members = np.repeat(np.arange(100), 20)
    effect = mean + (0.6 * rng.standard_normal(100))[members] + rng.standard_normal(2000)
    assert abs(effect.mean()) > 1.96 * effect.std() / math.sqrt(2000), "by chance alone all would have a price"
    zero = np.zeros(2000)
    found = per_extra(zero, zero + 400.0, zero, effect, members=members)
    assert found.kind == kind
    if kind == "interval":
        assert 100.0 < found.low < 400.0 / mean < found.high
