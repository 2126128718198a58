"""Drivers of an effect: numbers of the model that go with it from one ensemble member to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bygd.statistics.paired import THRESHOLDS, Contrast, verdict
from sim.outcomes import OUTCOMES, Outcome

LUCK = 0.05  # what luck finds more often than this is not told
UNDECIDED = ("undecided", "not observed")
LEAST = 20  # members below which nothing is looked for
MOST = 10  # numbers that are told of one effect
SHUFFLES = 2000
Interval = tuple[float, float, float]  # value, low, high


class Side(NamedTuple):
    """Members in which a number is low, or high: a third of all."""

    edge: float  # the number's value where that third ends, or begins
    effect: Interval
    verdict: str


class Hanging(NamedTuple):
    """A number on which an effect depends."""

    number: str
    correlation: float  # of ranks, with what clearer numbers leave unexplained
    p: float  # how often luck shows one as large for any number
    low: Side
    high: Side
    turns: float  # value at which the verdict becomes another one; not a number where it does not

    @property
    def flips(self) -> bool:
        """Whether the verdict is one where the number is low, and another where it is high."""
        return flips(self.low.verdict, self.high.verdict)


class Search(NamedTuple):
    """Numbers that stand out from chance, the clearest first; and among how many, where."""

    found: list[Hanging]
    numbers: int
    members: int
    limit: float  # correlation that luck reaches for some number in one of twenty cases, after those that were found


def hangs_on(outcome: Outcome, effects: np.ndarray, values: pd.DataFrame, seed: int = 0) -> Search:
    """Search all numbers (columns of ``values``, a row a member) for those with which ``effects`` (members) go.

    One after the other: first the clearest, then the clearest of what that one leaves unexplained, and so on, until
    luck explains what is left as well.
    """
    seen = np.isfinite(effects)
    effects, values = effects[seen], values[seen]
    values = values.loc[:, (values != values.iloc[0]).any()] if len(values) else values
    if len(effects) < LEAST or not len(values.columns) or len(np.unique(effects)) < 2:
        return Search([], len(values.columns), len(effects), math.nan)
    x = values.to_numpy(float)
    a, b = (ranks(item) for item in (x, effects[:, None]))
    a, b = a - a.mean(axis=0), b - b.mean()
    draw = np.random.default_rng(seed)
    results: list[Hanging] = []
    while True:
        r = correlations(a, b)[:, 0]
        shuffled = np.array([draw.permutation(b[:, 0]) for _ in range(SHUFFLES)]).T
        most = np.abs(correlations(a, shuffled)).max(axis=0)
        at = int(np.abs(r).argmax())
        p = float((1 + (most >= abs(r[at]) - 1e-12).sum()) / (1 + SHUFFLES))
        if p > LUCK or len(results) == MOST:
            return Search(results, x.shape[1], len(effects), float(np.quantile(most, 1 - LUCK)))
        results.append(_hanging(outcome, str(values.columns[at]), float(r[at]), p, x[:, at], effects))
        a, b = (_without(item, a[:, [at]]) for item in (a, b))


def ranks(x: np.ndarray) -> np.ndarray:
    """Ranks within each column."""
    return pd.DataFrame(x).rank().to_numpy()


def _without(a: np.ndarray, item: np.ndarray) -> np.ndarray:
    """What a column explains, taken out of all; nothing is left of itself."""
    left = a - item * (item.T @ a) / float((item**2).sum())
    left[:, (left**2).sum(axis=0) < 1e-9 * (a**2).sum(axis=0)] = 0.0
    return left


def correlations(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Correlation of each column of ``a`` with each of ``b``, both with mean 0; 0 where nothing varies."""
    size = np.sqrt((a**2).sum(axis=0)[:, None] * (b**2).sum(axis=0))
    return np.divide(a.T @ b, size, out=np.zeros_like(size), where=size > 0)


def rank_correlations(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Spearman's rank correlation of each column of ``x`` with each column of ``y``; 0 where nothing varies."""
    a, b = (ranks(item) for item in (x, y))
    return correlations(a - a.mean(axis=0), b - b.mean(axis=0))


def _hanging(outcome: Outcome, number: str, r: float, p: float, x: np.ndarray, effects: np.ndarray) -> Hanging:
    edges = np.quantile(x, [1 / 3, 2 / 3])
    low, high = (
        _side(outcome, float(edge), effects[which])
        for edge, which in zip(edges, (x <= edges[0], x >= edges[1]), strict=True)
    )
    turns = _turning(outcome, x, effects) if flips(low.verdict, high.verdict) else math.nan
    return Hanging(number, r, p, low, high, turns)


def _side(outcome: Outcome, edge: float, effects: np.ndarray) -> Side:
    result = mean_of(effects)
    return Side(edge, result, verdict_on(outcome, result))


def mean_of(effects: np.ndarray) -> Interval:
    """Mean over members with its 95 % interval, which holds their differences and chance."""
    from scipy.special import stdtrit  # quantiles of Student's t; scipy.stats takes a second to import

    many, mean = len(effects), float(effects.mean())
    half = float(stdtrit(many - 1, 0.975) * effects.std(ddof=1)) / math.sqrt(many) if many > 1 else math.nan
    return mean, mean - half, mean + half


def _turning(outcome: Outcome, x: np.ndarray, effects: np.ndarray) -> float:
    """Value at which a straight line through the members passes a limit of the verdict; not a number: outside them."""
    slope, start = np.polyfit(x, effects, 1)
    least = THRESHOLDS.get(outcome.unit, 0.0)
    passes = [(limit - start) / slope for limit in (-least, least)] if slope else []
    middle = float(np.median(x))
    inside = [float(item) for item in passes if x.min() <= item <= x.max()]
    return min(inside, key=lambda item: abs(item - middle), default=math.nan)


# --- verdicts ----------------------------------------------------------------------------------------------


def verdict_on(outcome: Outcome, results: Sequence[Any]) -> str:
    """Verdict on a mean with its interval, by the rule for one difference."""
    value, low, high = (float(part) for part in results)
    return verdict(outcome, Contrast(math.nan, math.nan, value, low, high, math.nan, math.nan, math.nan, 0))


def flips(low: str, high: str) -> bool:
    """Whether two verdicts are decided and differ."""
    return low != high and not {low, high} & set(UNDECIDED)


# --- studies -----------------------------------------------------------------------------------------------


def member_effects(base: pd.DataFrame, other: pd.DataFrame, outcome: str) -> pd.Series:
    """Effect in each member (point), in the unit of the outcome: ratio of sums over its runs, less the baseline's."""
    ratios = []
    for runs in (other, base):
        sums = runs.groupby("point", sort=False)[[f"{outcome}_n", f"{outcome}_of"]].sum()
        n, of = (sums[f"{outcome}_{part}"] for part in ("n", "of"))
        ratios.append(n / of.where(of > 0))
    return OUTCOMES[outcome].scale * (ratios[0] - ratios[1])


def search(base: pd.DataFrame, other: pd.DataFrame, outcome: str, design: pd.DataFrame) -> Search:
    """What the effect of a scenario depends on, from the runs of both."""
    effects = member_effects(base, other, outcome)
    return hangs_on(OUTCOMES[outcome], effects.to_numpy(float), design.loc[effects.index])
