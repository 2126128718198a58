"""Enough runs: the rule stops when answers are clear, and its reported interval still holds what it promises."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions
from bygd.statistics.paired import THRESHOLDS, contrast
from bygd.studies import stopping
from bygd.studies.stopping import Enough, decided, refuse_few_runs

KEY = "employed_36m"
THRESHOLD = THRESHOLDS["%"]


def runs(differences: np.ndarray, rng: np.random.Generator, adults: float = 100.0) -> dict[str, pd.DataFrame]:
    """Rows of a baseline and a scenario whose shares differ run by run by ``differences`` (percentage points)."""
    base = rng.normal(40.0, 5.0, len(differences))
    return {
        name: pd.DataFrame({f"{KEY}_n": adults * share / 100.0, f"{KEY}_of": adults})
        for name, share in (("baseline", base), ("scenario", base + differences))
    }


def stopped(
    effect: float, spread: float, rng: np.random.Generator, budget: int = 2000
) -> tuple[int, float, float, str]:
    """Runs used, the reported interval, and what it was decided to be."""
    rule = Enough([KEY], budget)
    frames = runs(rng.normal(effect, spread, budget), rng)
    n = rule.first
    while more := rule.more({name: frame[:n] for name, frame in frames.items()}):
        n += more
    part = {name: frame[:n] for name, frame in frames.items()}
    found = stopping.contrast_of(part["baseline"], part["scenario"], KEY)
    return n, found.low, found.high, "" if rule.undecided else decided(KEY, found)


def test_a_clear_answer_takes_two_looks_and_an_unclear_one_the_budget() -> None:
    rng = np.random.default_rng(1)
    assert stopped(5.0, 4.0, rng)[0] == stopping.FIRST + stopping.BLOCK, "one look, and one look ahead"
    assert stopped(THRESHOLD, 4.0, rng, budget=900)[0] == 900, "at the threshold nothing is ever decided"


def test_a_look_ahead_takes_back_what_was_luck() -> None:
    rng = np.random.default_rng(2)
    lucky = np.concatenate([np.full(stopping.FIRST, 3.0), np.full(stopping.BLOCK, -9.0)]) + rng.normal(0, 1, 300)
    rule, frames = Enough([KEY], 2000), runs(lucky, rng)
    assert rule.more({name: frame[: stopping.FIRST] for name, frame in frames.items()}) == stopping.BLOCK
    assert rule.undecided, "better at the first look only"
    assert rule.more(frames) > 0, "not decided the same way twice"


def test_the_budget_is_never_exceeded_and_blocks_fill_parts() -> None:
    rng = np.random.default_rng(3)
    for budget in (60, 250, 1234):
        assert stopped(THRESHOLD, 6.0, rng, budget=budget)[0] == budget
    assert stopping.FIRST % 50 == stopping.BLOCK % 50 == 0, "whole parts of a study"


def test_a_clear_answer_has_two_runs_in_each_member_all_the_same() -> None:
    rng = np.random.default_rng(8)
    members = np.tile(np.arange(300), 3)
    frames = {name: rows.assign(point=members) for name, rows in runs(rng.normal(6.0, 2.0, 900), rng).items()}
    rule, n = Enough([KEY], 900), 200
    while more := rule.more({name: frame[:n] for name, frame in frames.items()}):
        n += more
    assert not rule.undecided
    assert n == 600


def test_a_budget_of_fewer_than_two_runs_a_member_is_refused() -> None:
    refuse_few_runs(CompareOptions(budget=400), 200)
    refuse_few_runs(CompareOptions(budget=20), 1)
    refuse_few_runs(CompareOptions(budget=20, replicates=20), 200)
    with pytest.raises(InputError, match=r"^budget is 399, but must be 400 or more.*say replicates=399\.$"):
        refuse_few_runs(CompareOptions(budget=399), 200)


def test_an_outcome_nobody_was_observed_for_does_not_hold_up_the_rest() -> None:
    frames = runs(np.zeros(200), np.random.default_rng(4), adults=0.0)
    rule = Enough([KEY], 2000)
    rule.more(frames)
    assert rule.more(frames) == 0


def test_an_unknown_outcome_is_one_sentence() -> None:
    with pytest.raises(InputError, match=r"^until names 'jobs', which is no outcome; .*\.$"):
        Enough(["jobs"], 100)


@pytest.mark.slow
@pytest.mark.parametrize("effect", [0.0, 0.5, 0.8, 1.0, 1.2, 1.6, -1.3])
def test_the_reported_interval_covers_the_truth_although_it_was_looked_at_often(effect: float) -> None:
    """Just beyond the threshold luck decides when to stop: there the interval covers 92 to 93 %, else 94 to 96."""
    rng = np.random.default_rng([5, round(100 * (effect + 5))])
    found = [stopped(effect, 4.0, rng) for _ in range(1500)]
    covered = np.mean([low <= effect <= high for _, low, high, _ in found])
    assert covered >= 0.915, f"a 95 % interval after stopping covers {covered:.3f} at an effect of {effect}"
    said = {"better": effect > THRESHOLD, "worse": effect < -THRESHOLD, "no relevant difference": abs(effect) <= 1}
    wrong = np.mean([bool(verdict) and not said[verdict] for *_, verdict in found])
    assert wrong <= 0.025, f"{wrong:.3f} of the decided answers are wrong"


def test_a_surer_interval_decides_later_than_the_reported_one() -> None:
    base = (np.full(100, 40.0), np.full(100, 100.0))
    other = (40.0 + 1.22 + np.resize([1.0, -1.0], 100), np.full(100, 100.0))
    found = contrast(base, other, 100.0)
    assert found.low > THRESHOLD
    assert decided(KEY, found) == "", "beyond the threshold with 95 %, not with 99 %"
