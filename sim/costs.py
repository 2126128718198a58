"""What one unit more costs: a paired ratio of differences, with an interval that may be unbounded.

Costs and effects are differences between two scenarios on the same runs. Where the effect cannot be told from zero,
no finite interval holds its promise (Fieller 1954), and none is given.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

Z = 1.96


@dataclasses.dataclass(frozen=True)
class PerExtra:
    """Extra cost per extra unit of effect, with its 95 % interval.

    ``kind``: ``interval``; ``unbounded`` (the effect cannot be told from zero: ``low`` and ``high`` are not numbers);
    ``dearer`` (the effect is a loss: it costs and takes away); ``none`` (nothing varies or nothing was observed).
    """

    value: float
    low: float
    high: float
    kind: str


def per_extra(
    cost0: np.ndarray, cost1: np.ndarray, effect0: np.ndarray, effect1: np.ndarray, *, worlds: np.ndarray | None = None
) -> PerExtra:
    """Ratio of mean differences over paired runs: (cost1 - cost0) / (effect1 - effect0), with Fieller's interval.

    Args:
        cost0: cost of the baseline, one value a run (kroner of the whole period).
        cost1: cost of the scenario, same runs in the same order.
        effect0: effect of the baseline, one value a run (months in work, persons still there ...).
        effect1: effect of the scenario.
        worlds: number of the world that each run was simulated in; the interval is then that of one world, whichever
            it is, and chance, as that of ``sim.outcomes.contrast``.
    """
    cost = np.asarray(cost1, float) - np.asarray(cost0, float)
    effect = np.asarray(effect1, float) - np.asarray(effect0, float)
    runs = len(cost)
    if runs < 2 or not effect.any():
        return PerExtra(math.nan, math.nan, math.nan, "none")
    spread = _spread(np.array([cost, effect]), worlds)
    c, e = float(cost.mean()), float(effect.mean())
    value = c / e if e else math.nan
    a = e * e - Z * Z * spread[1, 1]
    if a <= 0:
        return PerExtra(value, math.nan, math.nan, "unbounded")
    if e < 0:
        return PerExtra(math.nan, math.nan, math.nan, "dearer")
    b = c * e - Z * Z * spread[0, 1]
    half = math.sqrt(max(0.0, b * b - a * (c * c - Z * Z * spread[0, 0])))
    return PerExtra(value, (b - half) / a, (b + half) / a, "interval")


def _spread(both: np.ndarray, worlds: np.ndarray | None) -> np.ndarray:
    """Covariance (2, 2) of mean cost and effect by chance; with worlds that of one world's, by moments."""
    runs = both.shape[1]
    if worlds is None or len(np.unique(worlds)) < 2:
        return np.cov(both) / runs
    _, at = np.unique(worlds, return_inverse=True)
    each = np.bincount(at)
    means = np.array([np.bincount(at, one) / each for one in both])
    free = runs - len(each)
    if free == 0:  # chance and worlds cannot be told apart: all of it is between the worlds
        return np.cov(means)
    left = both - means[:, at]
    within = left @ left.T / free
    size, axes = np.linalg.eigh(np.cov(means) - within * np.mean(1.0 / each))
    return (axes * np.maximum(size, 0.0)) @ axes.T + within / runs
