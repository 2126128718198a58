"""Where a conclusion holds: which numbers separate the samples where it does from those where it does not.

A *sample* is one plausible value for every number. ``separating`` looks at one number at a time (regional sensitivity
analysis, Spear and Hornberger 1980, Water Res. 14, 43), ``peel`` looks for a box of a few numbers (PRIM, Friedman and
Fisher 1999, Stat. Comput. 9, 123, as used for scenario discovery by Bryant and Lempert 2010, Technol. Forecast. Soc.
Change 77, 34). ``tilts`` asks what the mean over samples is where a number is low and where it is high. All would find
something by luck among many numbers: p-values are corrected for how many were looked at (Holm), and of a box it is said
how often shuffled samples hold one as good.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import hypergeom, kstwo
from scipy.stats import t as student

from bygd.statistics.drivers import rank_correlations
from bygd.statistics.sensitivity.indices import Estimate, Weights, estimate

LEAST = 5  # samples on each side, below which nothing is looked for
ALPHA = 0.05  # share of the samples that is peeled off at a time
SIDES = 4  # most sides of a box: more cannot be said in a sentence
SHUFFLES = 200
ENOUGH = 20  # shuffles with as good a box, after which no more are tried
LOOKED = 12  # numbers in which a box is sought: those that separate the most
THIRD = 1 / 3
LEVEL = 0.05  # of a side of a box, corrected for how many numbers were looked at


class Separation(NamedTuple):
    """How far apart one number lies in samples where a conclusion holds and where not."""

    column: int
    distance: float  # Kolmogorov-Smirnov
    p: float  # corrected for how many numbers were looked at
    where: float  # value at which the two distributions are farthest apart
    above: bool  # it holds rather above that value
    share_below: float  # of samples where it holds, up to that value
    share_above: float


class Limit(NamedTuple):
    """One side of a box: samples with a number at most (``upper``) or at least ``value``."""

    column: int
    upper: bool
    value: float


class Box(NamedTuple):
    """A box, how many samples of how many in it are wanted ones, and how often luck finds one as good."""

    limits: tuple[Limit, ...]
    hits: int
    inside: int
    wanted: int
    samples: int
    p: float


class Tilt(NamedTuple):
    """Mean over the samples with a number in the lowest and highest third of its range; p: whether it matters."""

    column: int
    p: float  # of the rank correlation, corrected for how many numbers were looked at
    low: Estimate
    high: Estimate


def separating(x: np.ndarray, holds: np.ndarray) -> list[Separation]:
    """All numbers (columns of ``x``), the most separating first; empty with too few samples on one side."""
    if min(holds.sum(), (~holds).sum()) < LEAST:
        return []
    sorting = np.argsort(x, axis=0)
    apart = _apart(sorting, holds)
    size = round(holds.sum() * (~holds).sum() / len(holds))
    results = []
    for column, at in enumerate(np.abs(apart).argmax(axis=0)):
        where = float(x[sorting[at, column], column])
        below = x[:, column] <= where
        shares = [float(holds[side].mean()) if side.any() else math.nan for side in (below, ~below)]
        distance = float(abs(apart[at, column]))
        p = float(kstwo.sf(distance, size))
        results.append(Separation(column, distance, p, where, bool(apart[at, column] < 0), *shares))
    order = sorted(results, key=lambda item: (item.p, -item.distance))
    return [item._replace(p=p) for item, p in zip(order, holm([item.p for item in order]), strict=True)]


def holm(ordered: list[float]) -> list[float]:
    """p-values, the smallest first, corrected for their number (Holm 1979, Scand. J. Stat. 6, 65)."""
    least, corrected = 0.0, []
    for k, p in enumerate(ordered):
        least = max(least, min(1.0, p * (len(ordered) - k)))
        corrected.append(least)
    return corrected


def tilts(x: np.ndarray, y: np.ndarray, drawn: Weights) -> list[Tilt]:
    """Means of ``y`` (samples x seeds) where each number (columns of ``x``) is low and high, the clearest first.

    Intervals are of a bootstrap of samples and seeds; p of the rank correlation of a number with the samples' means
    (luck that all samples have in common moves no rank).
    """
    low, high = (mean_over(side, y, drawn) for side in (x < THIRD, x >= 1 - THIRD))
    p = rank_correlation_p(x, y.mean(axis=1))
    order = np.argsort(p, kind="stable")
    corrected = holm([float(item) for item in p[order]])
    return [
        Tilt(int(at), corrected[k], Estimate(*(part[at] for part in low)), Estimate(*(part[at] for part in high)))
        for k, at in enumerate(order)
    ]


def mean_over(which: np.ndarray, y: np.ndarray, drawn: Weights) -> Estimate:
    """Mean of ``y`` (samples x seeds) over the samples of each column of ``which``."""
    means = drawn.seeds @ y.T / drawn.seeds.sum(axis=1, keepdims=True)  # draws x samples
    count = drawn.blocks @ which
    return estimate(np.divide((drawn.blocks * means) @ which, count, out=np.full_like(count, np.nan), where=count > 0))


def rank_correlation_p(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """p-value of Spearman's rank correlation of each column of ``x`` with ``y``."""
    r = rank_correlations(x, y[:, None])[:, 0]
    n = len(y) - 2
    return np.asarray(2 * student.sf(np.abs(r) * np.sqrt(n / np.maximum(1e-12, 1 - r**2)), n))


def box_of(x: np.ndarray, wanted: np.ndarray, seed: int = 0) -> Box | None:
    """The best box of ``wanted`` samples, with the share of shuffles that hold one as good; ``None``: too few."""
    if min(wanted.sum(), (~wanted).sum()) < LEAST:
        return None
    order = np.argsort(x, axis=0)
    limits, score = sought(x, wanted, order)
    if not limits:
        return None
    rng = np.random.default_rng(seed)
    as_good = tried = 0
    while tried < SHUFFLES and as_good < ENOUGH:
        as_good += sought(x, rng.permutation(wanted), order)[1] >= score
        tried += 1
    p = as_good / tried if as_good == ENOUGH else (1 + as_good) / (1 + tried)  # Besag and Clifford 1991, Biometrika 78
    inside = _inside(x, limits)
    return Box(limits, int(wanted[inside].sum()), int(inside.sum()), int(wanted.sum()), len(wanted), p)


def sought(x: np.ndarray, wanted: np.ndarray, order: np.ndarray) -> tuple[tuple[Limit, ...], float]:
    """Box and score among the numbers that separate the most, without sides that luck would explain.

    Shuffled samples have the same choice. ``order``: of the samples by each number (columns of ``x``).
    """
    columns = np.arange(x.shape[1])
    if len(columns) > LOOKED:
        distances = np.abs(_apart(order, wanted)).max(axis=0)  # Kolmogorov-Smirnov, by number
        columns = np.argsort(-distances, kind="stable")[:LOOKED]
    result, _ = peel(x[:, columns], wanted)
    limits = tuple(item._replace(column=int(columns[item.column])) for item in result)
    while limits:
        likely = [_by_luck(x, wanted, limits, at) for at in range(len(limits))]
        worst = int(np.argmax(likely))
        if likely[worst] * x.shape[1] <= LEVEL:
            break
        limits = limits[:worst] + limits[worst + 1 :]
    return limits, _score(wanted, _inside(x, limits)) if limits else 0.0


def _by_luck(x: np.ndarray, wanted: np.ndarray, limits: tuple[Limit, ...], at: int) -> float:
    """How likely luck alone gives one side as many wanted samples, among those within the other sides."""
    others, inside = _inside(x, limits[:at] + limits[at + 1 :]), _inside(x, limits)
    hits = wanted[inside].sum()
    return float(hypergeom.sf(hits - 1, others.sum(), wanted[others].sum(), inside.sum()))


def _apart(order: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Distribution of the wanted samples less that of the others, at each sample in the order of each number."""
    there = wanted[order]
    return np.asarray(np.cumsum(there, axis=0) / wanted.sum() - np.cumsum(~there, axis=0) / (~wanted).sum())


def peel(x: np.ndarray, wanted: np.ndarray) -> tuple[tuple[Limit, ...], float]:
    """Peel thin slices off the samples, each time the one that leaves the largest share wanted.

    Of the boxes on the way the one that luck would explain least is taken (wanted samples inside beyond what the whole
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
    ordered = np.sort(values, axis=0)
    thin = max(1, round(ALPHA * len(values)))
    for upper in (False, True):
        limits = ordered[-thin] if upper else ordered[thin - 1]
        kept = values < limits if upper else values > limits
        count = kept.sum(axis=0)
        share = np.divide(hits @ kept, count, out=np.full(len(limits), -1.0), where=count > 0)
        column = int(share.argmax())
        if share[column] > best[0]:
            edge = values[kept[:, column], column]
            best = (float(share[column]), column, upper, float(edge.max() if upper else edge.min()))
    return best[1:]


def _score(wanted: np.ndarray, inside: np.ndarray) -> float:
    """Wanted samples inside beyond the usual share, in standard deviations of a draw without putting back."""
    n, total, share = inside.sum(), len(wanted), wanted.mean()
    spread = math.sqrt(n * share * (1 - share) * (total - n) / (total - 1))
    return float((wanted[inside].sum() - n * share) / spread) if spread > 0 else 0.0


def _inside(x: np.ndarray, limits: tuple[Limit, ...]) -> np.ndarray:
    """Samples within all limits."""
    inside = np.ones(len(x), bool)
    for item in limits:
        inside &= x[:, item.column] <= item.value if item.upper else x[:, item.column] >= item.value
    return inside


def _simplified(x: np.ndarray, wanted: np.ndarray, limits: tuple[Limit, ...]) -> tuple[tuple[Limit, ...], float]:
    """Drop the side that matters least while there are too many, and as long as the score loses at most a twentieth."""
    best = _score(wanted, _inside(x, limits))
    while len(limits) > 1:
        fewer = [limits[:i] + limits[i + 1 :] for i in range(len(limits))]
        scores = [_score(wanted, _inside(x, item)) for item in fewer]
        at = int(np.argmax(scores))
        if scores[at] < 0.95 * best and len(limits) <= SIDES:
            break
        limits, best = fewer[at], max(best, scores[at])
    return limits, _score(wanted, _inside(x, limits))
