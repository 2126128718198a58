"""Indices of sensitivity for a model with luck in it, from ``y[point, seed]`` with the same seeds at every point.

What one run shows is ``Y(x, s)`` at numbers ``x`` and seed ``s``; it has a unique decomposition into
``mean + N(x) + L(s) + I(x, s)`` (Hoeffding; Sobol' with the seed as one more factor, Hart, Alexanderian and Gremaud
2017, SIAM J. Sci. Comput. 39, A1514). ``N`` is what the numbers do to the *expected* output, ``L`` the luck that is
the same at all points, ``I`` the luck that works differently at each. All indices here are of ``f(x) = mean + N(x)``.

A mean over few seeds still holds ``I``: its square counts luck as if a number had done it, and every difference seems
to be an interaction. So no square is ever taken: ``product`` multiplies only values of *different* seeds, which have
no luck in common. Its mean is the product of the expected outputs, exactly, however the luck of one seed is correlated
between points. A number without any effect has an index of exactly zero, because its runs are the same runs.

Intervals are percentiles of a bootstrap that draws blocks of points and, on its own, seeds (Owen 2007, Ann. Appl.
Stat. 1, 386: for crossed factors, slightly too wide). As a seed that is drawn twice is no second seed, draws are
weights, and pairs are always of different original seeds and blocks. The first row of weights, all ones, is the
estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Multiply = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
DRAWS = 300
LEVEL = (2.5, 97.5)


class Estimate(NamedTuple):
    """Values with the two ends of their 95 % intervals; arrays of one shape."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Weights(NamedTuple):
    """How often each block of points and each seed is drawn; the first row is one each."""

    blocks: np.ndarray  # draws x blocks
    seeds: np.ndarray  # draws x seeds


class Shares(NamedTuple):
    """Variance of one run's outcome in three parts, and each part's share."""

    numbers: Estimate
    luck: Estimate
    interplay: Estimate
    variance: np.ndarray  # of the three, in squared units
    seen: bool  # the interval of the numbers' variance lies above zero


class Factors(NamedTuple):
    """Shares of the variance of one run's outcome, with the scenario as one more factor."""

    numbers: Estimate  # what numbers do to the mean over scenarios
    scenario: Estimate  # what the scenario does, averaged over all numbers
    both: Estimate  # what a scenario does otherwise at other numbers
    luck: Estimate  # all that differs between seeds


class Effects(NamedTuple):
    """Morris indices by number: effect of going through the whole range."""

    mu: Estimate  # mean effect
    mu_star: Estimate  # mean size of the effect, without what luck adds
    sigma: Estimate  # how much the effect differs over the ranges (curvature, interactions)
    raw: np.ndarray  # mean size as usually computed: luck included


class Indices(NamedTuple):
    """Sobol' indices by number: share of the variance of the expected output."""

    first: Estimate
    total: Estimate
    seen: bool  # there is a variance to share


def weights(blocks: int, seeds: int, draws: int = DRAWS, seed: int = 0) -> Weights:
    """Draw blocks and seeds with replacement, at least two different ones of each."""
    rng = np.random.default_rng(seed)
    return Weights(_drawn(rng, draws, blocks), _drawn(rng, draws, seeds))


def _drawn(rng: np.random.Generator, draws: int, n: int) -> np.ndarray:
    if n < 2:
        raise ValueError(f"{n} cannot be drawn from; at least 2 are needed.")
    counts = np.ones((draws + 1, n))
    for row in counts[1:]:
        row[:] = 0
        while np.count_nonzero(row) < 2:
            row[:] = rng.multinomial(n, np.full(n, 1 / n))
    return counts


def product(a: np.ndarray, b: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Mean of ``a`` of one seed times ``b`` of another (last axis: seeds): unbiased for the product of the means."""
    return ((a @ w) * (b @ w) - (a * b) @ w**2) / (w.sum() ** 2 - (w**2).sum())


def _same(a: np.ndarray, b: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Mean of ``a`` times ``b`` of the same seed."""
    return (a * b) @ w / w.sum()


def between(y: np.ndarray, w: np.ndarray, seeds: np.ndarray, multiply: Multiply = product) -> np.ndarray:
    """Variance between points of different blocks; ``y``: blocks x points of a block x … x seeds.

    Half the mean squared difference of pairs, the square taken by ``multiply``; pairs within a block are left out,
    because its points are no independent draws.
    """
    many = y.shape[1]
    squares = multiply(y, y, seeds).sum(axis=1)
    sums = y.sum(axis=1)
    all_sum = np.tensordot(w, sums, 1)
    pairs = many * w.sum() * np.tensordot(w, squares, 1) - multiply(all_sum, all_sum, seeds)
    within = np.tensordot(w**2, many * squares - multiply(sums, sums, seeds), 1)
    return (pairs - within) / (many**2 * (w.sum() ** 2 - (w**2).sum()))


def shares(y: np.ndarray, drawn: Weights) -> Shares:
    """Split the variance of one run into numbers, luck, and both together; ``y``: points x seeds, points drawn freely.

    Variance between points, over pairs of different seeds: N. The same over equal seeds: N + I. Variance between
    seeds at one point: L + I. In a complete table these are the estimators of the two-way analysis of variance with
    random effects (Searle, Casella and McCulloch 1992, Variance Components, ch. 4), unbiased, so perhaps below zero.
    """
    rows = []
    blocks = y[:, None, :]
    for w, s in zip(*drawn, strict=True):
        numbers = between(blocks, w, s)
        interplay = between(blocks, w, s, _same) - numbers
        luck = w @ (_same(y, y, s) - product(y, y, s)) / w.sum() - interplay
        rows.append((numbers, luck, interplay))
    parts = np.array(rows, float)
    first, second, third = _of_whole(parts)
    return Shares(first, second, third, parts[0], bool(estimate(parts).low[0] > 0))


def _of_whole(parts: np.ndarray) -> list[Estimate]:
    """Share of each part (draws x parts) in the sum of all; not a number where that is not above zero."""
    whole = parts.sum(axis=1, keepdims=True)
    result = estimate(np.divide(parts, whole, out=np.full_like(parts, np.nan), where=whole > 0))
    return [Estimate(*item) for item in zip(*result, strict=True)]


def factors(y: np.ndarray, drawn: Weights) -> Factors:
    """Split the variance of one run with the scenario as a factor, each as likely; ``y``: points x scenarios x seeds.

    The squares of ``numbers``, ``scenario`` and ``both`` are products of different seeds (the second also of different
    points), so none of them holds luck.
    """
    mean = y.mean(axis=1, keepdims=True)
    apart = y - mean
    rows = []
    for w, s in zip(*drawn, strict=True):
        numbers = between(mean, w, s)
        both = sum(between(apart[:, [at]], w, s) for at in range(y.shape[1])) / y.shape[1]
        luck = w @ (_same(y, y, s) - product(y, y, s)).mean(axis=1) / w.sum()
        rows.append((numbers, _main(apart, w, s), both, luck))
    return Factors(*_of_whole(np.array(rows, float)))


def _main(apart: np.ndarray, w: np.ndarray, s: np.ndarray) -> float:
    """Mean square of what each scenario does on average, over pairs of different points and different seeds."""
    by_point, by_seed = apart @ s, np.tensordot(w, apart, 1)  # points x scenarios, scenarios x seeds
    squares = np.tensordot(w**2, apart**2, 1) @ s**2
    pairs = (w @ by_point) ** 2 - w**2 @ by_point**2 - by_seed**2 @ s**2 + squares
    return float(pairs.mean() / ((w.sum() ** 2 - (w**2).sum()) * (s.sum() ** 2 - (s**2).sum())))


def sobol(y: np.ndarray, drawn: Weights) -> Indices:
    """First-order and total Sobol' indices of the expected output; ``y``: blocks x (A, AB_1 … AB_d, B) x seeds.

    Numerators of Saltelli et al. (2010, Comput. Phys. Commun. 181, 259: B (AB - A)) and Jansen (1999, ibid. 117, 35:
    half of (AB - A) squared), each product over different seeds; their denominator is ``between`` all A and B.
    """
    a, mixed, b = y[:, :1], y[:, 1:-1], y[:, -1:]
    ends = np.concatenate([a, b], axis=1)
    changed = mixed - a
    first, total, variances = [], [], []
    for w, s in zip(*drawn, strict=True):
        variance = between(ends, w, s)
        centre = np.tensordot(w, ends.mean(axis=1), 1) / w.sum()
        first.append(w @ product(np.broadcast_to(b - centre, changed.shape), changed, s) / w.sum())
        total.append(w @ product(changed, changed, s) / (2 * w.sum()))
        variances.append(variance)
    variance = np.array(variances)[:, None]
    seen = bool(estimate(variance).low[0] > 0)
    least = np.where(variance > 0, variance, np.nan)
    return Indices(estimate(np.array(first) / least), estimate(np.array(total) / least), seen)


def elementary(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Elementary effects: trajectories x numbers x seeds, for the whole range; ``x`` in 0 to 1, ``y``: points x seeds.

    A trajectory is numbers + 1 points, each differing from the one before in one number (Morris 1991, Technometrics
    33, 161).
    """
    d = x.shape[1]
    paths, runs = x.reshape(-1, d + 1, d), y.reshape(-1, d + 1, y.shape[1])
    steps = np.diff(paths, axis=1)
    which = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, which[:, :, None], axis=2)
    effects = np.empty((len(paths), d, y.shape[1]))
    np.put_along_axis(effects, which[:, :, None], np.diff(runs, axis=1) / size, axis=1)
    return effects


def morris(effects: np.ndarray, drawn: Weights) -> Effects:
    """Indices from elementary effects (trajectories x numbers x seeds).

    ``mu_star`` is the mean size of an effect (Campolongo, Cariboni and Saltelli 2007, Environ. Model. Softw. 22, 1509),
    but the sign that makes each seed's effect positive is that of the *other* seeds: luck cannot agree with itself and
    averages out. Without luck it is the usual one; an effect smaller than its own standard error comes out too small.
    ``sigma`` is the standard deviation of the expected effect, by ``between``.
    """
    mu, star, sigma = [], [], []
    for w, s in zip(*drawn, strict=True):
        weighted = effects * s
        rest = weighted.sum(axis=2, keepdims=True) - weighted
        mu.append(np.tensordot(w, weighted.sum(axis=2), 1) / (w.sum() * s.sum()))
        star.append(np.tensordot(w, (np.sign(rest) * weighted).sum(axis=2), 1) / (w.sum() * s.sum()))
        spread = between(effects[:, None], w, s)
        sigma.append(np.sqrt(np.maximum(spread, 0)))
    raw = np.abs(effects.mean(axis=2)).mean(axis=0)
    return Effects(estimate(np.array(mu)), estimate(np.array(star)), estimate(np.array(sigma)), raw)


def estimate(draws: np.ndarray) -> Estimate:
    """The first row, with percentiles of the others; draws that had nothing to divide by are left out."""
    known = np.isfinite(draws[1:]).any(axis=0)
    low, high = np.nanpercentile(np.where(known, draws[1:], 0.0), LEVEL, axis=0)
    low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    return Estimate(draws[0], low, high)


def needed(n: np.ndarray, width: np.ndarray, limit: float) -> tuple[int, bool]:
    """First ``n`` from which on the widest interval stays within ``limit``; else a guess, as widths fall with √n."""
    good = width <= limit
    if good[-1]:
        last_bad = np.flatnonzero(~good)
        return int(n[last_bad[-1] + 1 if len(last_bad) else 0]), True
    return int(np.ceil(n[-1] * (width[-1] / limit) ** 2)), False
