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


def per_extra(cost0: np.ndarray, cost1: np.ndarray, effect0: np.ndarray, effect1: np.ndarray) -> PerExtra:
    """Ratio of mean differences over paired runs: (cost1 - cost0) / (effect1 - effect0), with Fieller's interval.

    Args:
        cost0: cost of the baseline, one value a run (kroner of the whole period).
        cost1: cost of the scenario, same runs in the same order.
        effect0: effect of the baseline, one value a run (months in work, persons still there ...).
        effect1: effect of the scenario.
    """
    cost = np.asarray(cost1, float) - np.asarray(cost0, float)
    effect = np.asarray(effect1, float) - np.asarray(effect0, float)
    runs = len(cost)
    if runs < 2 or not effect.any():
        return PerExtra(math.nan, math.nan, math.nan, "none")
    spread = np.cov(cost, effect) / runs
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
