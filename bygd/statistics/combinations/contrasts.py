"""What a measure, or a pair, is worth: rows of weights over all combinations."""

from __future__ import annotations

import math

import numpy as np

Matrix = np.ndarray


def members(masks: np.ndarray, k: int) -> Matrix:
    """Which of ``k`` measures each combination has: combinations x measures, true or false."""
    return (np.asarray(masks)[:, None] >> np.arange(k)) & 1 == 1


def every(k: int) -> np.ndarray:
    """All combinations of ``k`` measures, as whole numbers: bit i stands for measure i."""
    return np.arange(2**k)


def fraction(k: int, distance: int = 5) -> np.ndarray:
    """Some combinations of ``k`` measures, 0 first, that tell all single effects and those of pairs from each other.

    A regular fraction of the two-level design whose defining words have ``distance`` letters or more (5: resolution V;
    Box and Hunter 1961). Words are found one after the other, the smallest first, which gives 128 of 1,024.
    """
    words = [0]
    for word in range(1, 2**k):
        if all((word ^ other).bit_count() >= distance for other in words):
            words += [word ^ other for other in words]
    even = [mask for mask in range(2**k) if not any((mask & word).bit_count() % 2 for word in words)]
    return np.array(even)


def main_effects(k: int) -> Matrix:
    """Average effect of each measure over all combinations of the others."""
    return np.where(members(every(k), k).T, 1.0, -1.0) / 2 ** (k - 1)


def shapley(k: int) -> Matrix:
    """Shapley value of each measure: its average effect over all orders of introduction; they sum to the total."""
    has = members(every(k), k)
    size = has.sum(axis=1)
    weight = np.array([1 / (k * math.comb(k - 1, s)) for s in range(k)])  # of a set of s others
    with_it, without = weight[np.maximum(size - 1, 0)], weight[np.minimum(size, k - 1)]
    return np.where(has.T, with_it, -without)


def ends(masks: np.ndarray, k: int) -> dict[str, Matrix]:
    """What each measure adds to nothing (``alone``) and to all others (``last``), and all together (``total``)."""
    row_of = {int(mask): row for row, mask in enumerate(masks)}
    everything, single = (1 << k) - 1, [1 << i for i in range(k)]
    pairs = {
        "alone": [(item, 0) for item in single],
        "last": [(everything, everything ^ item) for item in single],
        "total": [(everything, 0)],
    }
    return {
        kind: np.array([difference(len(masks), row_of[plus], row_of[minus]) for plus, minus in some])
        for kind, some in pairs.items()
    }


def pairs(k: int) -> list[tuple[int, int]]:
    """Pairs of measures, in the order of ``interactions``."""
    return [(i, j) for i in range(k) for j in range(i + 1, k)]


def interactions(k: int) -> Matrix:
    """How much more two measures do together than each for itself, on average over all combinations of the others."""
    sign = np.where(members(every(k), k).T, 1.0, -1.0)
    rows = [sign[i] * sign[j] / 2 ** (k - 2) for i, j in pairs(k)]
    return np.array(rows).reshape(len(rows), 2**k)


def difference(combinations: int, plus: int, minus: int) -> np.ndarray:
    """Contrast of two combinations."""
    row = np.zeros(combinations)
    row[plus] += 1
    row[minus] -= 1
    return row
