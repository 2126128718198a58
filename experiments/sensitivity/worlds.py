"""Where a conclusion holds: which numbers separate the worlds where it does from those where it does not.

A *world* is one plausible value for every number. ``separating`` looks at one number at a time (regional sensitivity
analysis, Spear and Hornberger 1980, Water Res. 14, 43), ``peel`` looks for a box of a few numbers (PRIM, Friedman and
Fisher 1999, Stat. Comput. 9, 123, as used for scenario discovery by Bryant and Lempert 2010, Technol. Forecast. Soc.
Change 77, 34). Both would find something by luck among many numbers: the first corrects its p-values for their number
(Holm), the second says how often shuffled worlds hold a box as good.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import ks_2samp

LEAST = 5  # worlds on each side, below which nothing is looked for
ALPHA = 0.05  # share of the worlds that is peeled off at a time
SIDES = 4  # most sides of a box: more cannot be said in a sentence
SHUFFLES = 200


class Separation(NamedTuple):
    """How far apart one number lies in worlds where a conclusion holds and where not."""

    column: int
    distance: float  # Kolmogorov-Smirnov
    p: float  # corrected for how many numbers were looked at
    where: float  # value at which the two distributions are farthest apart
    above: bool  # it holds rather above that value
    share_below: float  # of worlds where it holds, up to that value
    share_above: float


class Limit(NamedTuple):
    """One side of a box: worlds with a number at most (``upper``) or at least ``value``."""

    column: int
    upper: bool
    value: float


class Box(NamedTuple):
    """A box, how many worlds of how many in it are wanted ones, and how often luck finds one as good."""

    limits: tuple[Limit, ...]
    hits: int
    inside: int
    wanted: int
    worlds: int
    p: float


def separating(x: np.ndarray, holds: np.ndarray) -> list[Separation]:
    """All numbers (columns of ``x``), the most separating first; empty with too few worlds on one side."""
    if min(holds.sum(), (~holds).sum()) < LEAST:
        return []
    found = [_separation(column, x[:, column], holds) for column in range(x.shape[1])]
    order = sorted(found, key=lambda one: (one.p, -one.distance))
    least, corrected = 0.0, []
    for k, one in enumerate(order):
        least = max(least, min(1.0, one.p * (len(order) - k)))
        corrected.append(one._replace(p=least))
    return corrected


def _separation(column: int, x: np.ndarray, holds: np.ndarray) -> Separation:
    test = ks_2samp(x[holds], x[~holds])
    where = float(test.statistic_location)
    below = x <= where
    shares = [float(holds[side].mean()) if side.any() else math.nan for side in (below, ~below)]
    return Separation(column, float(test.statistic), float(test.pvalue), where, test.statistic_sign < 0, *shares)


def box_of(x: np.ndarray, wanted: np.ndarray, seed: int = 0) -> Box | None:
    """The best box of ``wanted`` worlds, with the share of shuffled worlds that hold one as good; ``None``: too few."""
    if min(wanted.sum(), (~wanted).sum()) < LEAST:
        return None
    limits, score = peel(x, wanted)
    if not limits:
        return None
    rng = np.random.default_rng(seed)
    luck = [peel(x, rng.permutation(wanted))[1] for _ in range(SHUFFLES)]
    p = (1 + sum(one >= score for one in luck)) / (1 + SHUFFLES)
    inside = _inside(x, limits)
    return Box(limits, int(wanted[inside].sum()), int(inside.sum()), int(wanted.sum()), len(wanted), p)


def peel(x: np.ndarray, wanted: np.ndarray) -> tuple[tuple[Limit, ...], float]:
    """Peel thin slices off the worlds, each time the one that leaves the largest share wanted.

    Of the boxes on the way the one that luck would explain least is taken (wanted worlds inside beyond what the whole
    would have there, in standard deviations), then sides are dropped as long as that gets no worse.
    """
    inside = np.ones(len(wanted), bool)
    limits: dict[tuple[int, bool], float] = {}
    best: tuple[dict[tuple[int, bool], float], float] = ({}, 0.0)
    while inside.sum() > 2 * LEAST and not wanted[inside].all():
        column, upper, value = _slice(x, wanted, inside)
        keep = x[:, column] <= value if upper else x[:, column] >= value
        if (inside & keep).sum() in {0, inside.sum()}:
            break
        inside &= keep
        limits[column, upper] = value
        score = _score(wanted, inside)
        if score > best[1]:
            best = (dict(limits), score)
    return _simplified(x, wanted, tuple(Limit(*side, value) for side, value in best[0].items()))


def _slice(x: np.ndarray, wanted: np.ndarray, inside: np.ndarray) -> tuple[int, bool, float]:
    """Side to be peeled: column, whether its upper end, and the new limit."""
    values, hits = x[inside], wanted[inside].astype(float)
    best = (-1.0, 0, False, 0.0)
    for upper in (False, True):
        limits = np.quantile(values, 1 - ALPHA if upper else ALPHA, axis=0, method="closest_observation")
        kept = values < limits if upper else values > limits
        count = kept.sum(axis=0)
        share = np.divide(hits @ kept, count, out=np.full(len(limits), -1.0), where=count > 0)
        column = int(share.argmax())
        if share[column] > best[0]:
            edge = values[kept[:, column], column]
            best = (float(share[column]), column, upper, float(edge.max() if upper else edge.min()))
    return best[1:]


def _score(wanted: np.ndarray, inside: np.ndarray) -> float:
    """Wanted worlds inside beyond the usual share, in standard deviations of a draw without putting back."""
    n, total, share = inside.sum(), len(wanted), wanted.mean()
    spread = math.sqrt(n * share * (1 - share) * (total - n) / (total - 1))
    return float((wanted[inside].sum() - n * share) / spread) if spread > 0 else 0.0


def _inside(x: np.ndarray, limits: tuple[Limit, ...]) -> np.ndarray:
    """Worlds within all limits."""
    inside = np.ones(len(x), bool)
    for one in limits:
        inside &= x[:, one.column] <= one.value if one.upper else x[:, one.column] >= one.value
    return inside


def _simplified(x: np.ndarray, wanted: np.ndarray, limits: tuple[Limit, ...]) -> tuple[tuple[Limit, ...], float]:
    """Drop the side that matters least while there are too many, and as long as the score loses at most a twentieth."""
    best = _score(wanted, _inside(x, limits))
    while len(limits) > 1:
        fewer = [limits[:i] + limits[i + 1 :] for i in range(len(limits))]
        scores = [_score(wanted, _inside(x, one)) for one in fewer]
        at = int(np.argmax(scores))
        if scores[at] < 0.95 * best and len(limits) <= SIDES:
            break
        limits, best = fewer[at], max(best, scores[at])
    return limits, _score(wanted, _inside(x, limits))
