"""Share of ensemble members in which an effect is above a level: what the runs and members seen leave open is in it.

Effects differ between members (variance ``tau^2``) and, within a member, between runs (chance). Neither is known:

* **Variances.** Those of a balanced random-effects model with a flat prior on ``tau^2`` (Box and Tiao 1973, ch. 5): the
  variance of a run and that of the means of the members are scaled inverse chi-squares, of which those count that leave
  ``tau^2`` above 0. Both are cut into equally likely parts.
* **Form.** The members keep the form that their means show, narrowed to ``tau``, each spread a little by a normal
  kernel that leaves the variance as it is (smoothed bootstrap; Silverman and Young 1987): nobody has seen them all.
* **Mean.** That of all members is off by what chance and so few members leave open: the variance of a mean over their
  number, and ``beside`` where a number comes from elsewhere.

The share is the average over all of this, so that of the effects of which it says 95 of 100, 95 are
(``bygd.statistics.known_truth``; the table in ``docs/sure.md``). The best guesses alone would be too
sure where chance is large: of what they call 99 of 100, down to 94 are.
"""

from __future__ import annotations

import functools

import numpy as np

KERNEL = 0.5  # of the variance of the usual kernel, members ** -0.4: it smooths tails, not the middle
BETWEEN, WITHIN = 8, 4  # equally likely parts of both variances
AT_ONCE = 2_000_000  # numbers in memory
SMALLEST = np.finfo(float).tiny


def share_above(
    means: np.ndarray, noise: np.ndarray, free: int, level: np.ndarray, beside: np.ndarray | None = None
) -> np.ndarray:
    """Share of the members (0 to 1) where each effect is above ``level``; equal counts half.

    Args:
        means: of each member, effects x members (two or more).
        noise: variance that chance alone gives the mean of a member, one an effect.
        free: degrees of freedom of what is known of chance, from 1.
        level: one an effect, in its unit.
        beside: variance of the mean that comes from elsewhere, one an effect; none: 0.

    Without chance members are counted: ``n`` of ``members`` seen are ``n + 1/2`` of ``members + 1``.
    """
    beside = np.zeros(len(means)) if beside is None else beside
    result = np.empty(len(means))
    exact = (noise <= 0) & (beside <= 0)
    gap = means[exact] - level[exact, None]
    result[exact] = (((gap > 0) + 0.5 * (gap == 0)).sum(axis=1) + 0.5) / (means.shape[1] + 1)
    rest = np.flatnonzero(~exact)
    at_once = max(1, AT_ONCE // (BETWEEN * WITHIN * means.shape[1]))
    for first in range(0, len(rest), at_once):
        rows = rest[first : first + at_once]
        result[rows] = _averaged(means[rows] - level[rows, None], noise[rows], free, beside[rows])
    return result


def _averaged(means: np.ndarray, noise: np.ndarray, free: int, beside: np.ndarray) -> np.ndarray:
    """Share above 0, averaged over variances and mean; arguments as in ``share_above``."""
    from scipy.special import ndtr  # a fifth of the time that a program takes to start

    members = means.shape[1]
    middle = means.mean(axis=1)
    away = means - middle[:, None]
    total = np.maximum((away * away).sum(axis=1) / max(1, members - 1), SMALLEST)
    kernel = KERNEL * members**-0.4
    kernel /= 1.0 + kernel
    shape = away * np.sqrt((1.0 - kernel) / total)[:, None]
    whole, between, weights = _variances(total, noise, members, free)
    spread = np.sqrt(between)
    off = np.sqrt(np.maximum(kernel * between + whole / members + beside[:, None], SMALLEST))
    places = middle[:, None, None] + spread[:, :, None] * shape[:, None, :]
    shares: np.ndarray = ndtr(places / off[:, :, None]).mean(axis=2)
    return (shares * weights).sum(axis=1)


def _variances(
    total: np.ndarray, noise: np.ndarray, members: int, free: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Variance of the means of members, of it between members, and weights: effects x parts."""
    from scipy.special import gammainc, gammaincinv

    half = max(1, members - 1) / 2
    chance = noise[:, None] * _within(free)  # effects x parts
    with np.errstate(divide="ignore"):
        possible = gammainc(half, half * total[:, None] / chance)  # that the variance between members is above 0
    at = np.maximum(possible[:, :, None] * _middles(BETWEEN), SMALLEST)
    whole = half * total[:, None, None] / gammaincinv(half, at)
    between = np.maximum(whole - chance[:, :, None], 0.0)
    weights = np.repeat(np.maximum(possible, SMALLEST), BETWEEN, axis=1)
    size = len(total), -1
    return whole.reshape(size), between.reshape(size), weights / weights.sum(axis=1, keepdims=True)


@functools.cache
def _within(free: int) -> np.ndarray:
    """By how much a variance of so many degrees of freedom may be off: equally likely parts."""
    from scipy.special import gammaincinv

    return np.asarray(free / (2 * gammaincinv(free / 2, _middles(WITHIN))))


def _middles(parts: int) -> np.ndarray:
    return (np.arange(parts) + 0.5) / parts
