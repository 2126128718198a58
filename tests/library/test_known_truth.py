"""Words of sureness mean what they say: on ensembles of known truth, the share that is said is the true one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bygd.statistics.known_truth import CHANCE, LARGE, WORDS, calibration, simulated
from bygd.statistics.paired import parted
from bygd.statistics.sureness import LEVELS


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return simulated(each=60, seed=7)


def test_each_word_is_true_as_often_as_it_says(effects: pd.DataFrame) -> None:
    found = calibration(effects)
    assert (found["effects"] > 200).all()
    assert (100 * (found["said"] - found["true"]).abs() < pd.Series([0.7, 1.5, 3.0, 4.0], WORDS)).all()


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("chance", CHANCE)
def test_no_word_is_too_firm_however_large_chance_is(effects: pd.DataFrame, word: str, chance: float) -> None:
    found = calibration(effects[effects["chance"] == chance]).loc[word]
    if found["effects"] > 20:
        assert found["true"] > found["said"] - 0.02
        assert 100 * found["true"] > LEVELS[word] - 1


def test_where_chance_is_large_and_runs_are_two_certain_is_hardly_said_and_then_holds() -> None:
    table = simulated(each=300, seed=3, runs=(2,), chance=(LARGE, 8.0))
    found = calibration(table).loc["virtually_certain"]
    assert found["effects"] < 0.1 * len(table)
    assert 100 * found["true"] > 98.5


@pytest.mark.parametrize("above", [-0.5, 0.7])
def test_the_size_of_an_effect_is_as_sure_as_it_is_said(above: float) -> None:
    found = calibration(simulated(each=50, seed=11, above=above))
    assert (100 * (found["said"] - found["true"]).abs() < pd.Series([1.0, 2.0, 3.5, 4.5], WORDS)).all()


def test_without_chance_members_are_counted_and_equal_ones_count_half() -> None:
    members = np.tile(np.arange(4), 2)
    one = parted(np.array([[1.0, 2.0, 0.0, -1.0] * 2]), members).above(0.0)[0]
    assert one == pytest.approx((2 + 0.5 + 0.5) / 5)
    assert parted(np.zeros((1, 8)), members).above(0.0)[0] == 0.5


def test_turned_round_the_share_is_that_of_the_other_side() -> None:
    draw = np.random.default_rng(1)
    values, members = draw.gamma(2.0, size=(20, 300)) - 1.5, np.tile(np.arange(100), 3)
    assert parted(values, members).above(0.4) == pytest.approx(1 - parted(-values, members).above(-0.4))


def test_with_one_run_a_member_nothing_is_said() -> None:
    assert np.isnan(parted(np.ones((1, 100)), np.arange(100)).above(0.0)).all()
