"""What one unit more costs: a paired ratio of differences, with an interval that may be unbounded.

Costs and effects are differences between two scenarios on the same runs. Where the effect cannot be told from zero,
no finite interval holds its promise (Fieller 1954), and none is given.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from bygd.statistics.paired import parted

Z = 1.96
TAIL = 0.025  # of the members on either side of an interval


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
    cost0: np.ndarray, cost1: np.ndarray, effect0: np.ndarray, effect1: np.ndarray, *, members: np.ndarray | None = None
) -> PerExtra:
    """Ratio of mean differences over paired runs: (cost1 - cost0) / (effect1 - effect0), with Fieller's interval.

    Args:
        cost0: cost of the baseline, one value a run (kroner of the whole period).
        cost1: cost of the scenario, same runs in the same order.
        effect0: effect of the baseline, one value a run (months in work, persons still there ...).
        effect1: effect of the scenario.
        members: number of the member that each run was simulated in; the interval then covers 95 % of the members, and
            chance on top, as that of ``bygd.statistics.paired.contrast``.
    """
    cost = np.asarray(cost1, float) - np.asarray(cost0, float)
    effect = np.asarray(effect1, float) - np.asarray(effect0, float)
    runs = len(cost)
    if runs < 2 or not effect.any():
        return PerExtra(math.nan, math.nan, math.nan, "none")
    if members is None or len(np.unique(members)) < 2:
        return _fieller(cost, effect, np.cov(cost, effect) / runs)
    return _over_members(cost, effect, members)


def _fieller(cost: np.ndarray, effect: np.ndarray, spread: np.ndarray) -> PerExtra:
    """Ratio of means whose covariance is ``spread``."""
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


def _over_members(cost: np.ndarray, effect: np.ndarray, members: np.ndarray) -> PerExtra:
    """Ratio in the middle 95 % of the members, and chance on top; only where nearly all members agree on a gain."""
    runs = len(cost)
    result = parted(np.array([cost, effect]), members)
    if np.isnan(result.chance).any():  # one run a member: all scatter may be that of members
        return _fieller(cost, effect, np.cov(cost, effect))
    chance = _fieller(cost, effect, np.cov(cost, effect) / runs)
    costs, effects = result.drawn_in
    gains = float(np.mean(effects > 0))
    if gains <= TAIL:
        return PerExtra(math.nan, math.nan, math.nan, "dearer")
    if gains < 1 - TAIL or chance.kind != "interval":
        return PerExtra(chance.value, math.nan, math.nan, "unbounded")
    ratios = (costs / effects)[effects > 0]
    low, high = (float(item) for item in np.quantile(ratios, [TAIL, 1 - TAIL], method="weibull"))
    middle = chance.value
    low = middle - math.hypot(max(0.0, middle - low), middle - chance.low)
    high = middle + math.hypot(max(0.0, high - middle), chance.high - middle)
    return PerExtra(middle, low, high, "interval")
