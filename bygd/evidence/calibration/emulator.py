"""A fast stand-in for the simulation: each target as a polynomial of the numbers, fitted to simulated points.

A number is ``u``, from 0 (lowest plausible) to 1 (highest). All numbers enter linearly and the ``curved`` ones with
squares and products as well. Ridge regression: large coefficients cost, each target's as much as lets points that are
left out be foretold best; that error (PRESS) is told too. It needs no more points than coefficients.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
from scipy import linalg

PENALTIES = np.geomspace(1e-8, 1e5, 53)  # of a squared coefficient (change over half a range), beside squared errors
TINY = 1e-12  # of 1 less the leverage


class Emulator(NamedTuple):
    """Coefficients (features x targets) and what is known of their errors."""

    curved: list[int]  # columns of the numbers that enter with squares and products
    coefficients: np.ndarray
    press: np.ndarray  # root mean square error of points left out, by target
    explained: np.ndarray  # share of the variance explained at points left out, by target

    def values(self, u: np.ndarray) -> np.ndarray:
        """Targets (points x targets) at ``u`` (points x numbers, 0 to 1)."""
        return features(u, self.curved) @ self.coefficients

    def slopes(self, u: np.ndarray, step: float = 0.01) -> np.ndarray:
        """Derivative of the targets by each number at one point: numbers x targets, per whole range."""
        moved = np.concatenate([np.eye(len(u)) * step, -np.eye(len(u)) * step]) + u
        values = self.values(moved)
        return (values[: len(u)] - values[len(u) :]) / (2 * step)


def features(u: np.ndarray, curved: list[int]) -> np.ndarray:
    """Constant, all numbers, squares and products of the curved ones; points x features."""
    x = 2.0 * u - 1.0
    pairs = list(itertools.combinations_with_replacement(curved, 2))
    first, second = ([pair[i] for pair in pairs] for i in (0, 1))
    return np.concatenate([np.ones((len(x), 1)), x, x[:, first] * x[:, second]], axis=1)


def terms(numbers: int, curved: int) -> int:
    """How many coefficients there are for a target."""
    return 1 + numbers + curved * (curved + 1) // 2


def fit(curved: list[int], u: np.ndarray, y: np.ndarray) -> Emulator:
    """Fit to simulated points: ``u`` points x numbers, ``y`` points x targets; the constant costs nothing.

    All penalties are tried on one singular value decomposition. A point's error when it is left out is its residual
    over 1 less its leverage (the diagonal of the hat matrix), so nothing is fitted anew (Golub, Heath and Wahba 1979).
    """
    x = features(u, curved)[:, 1:]
    middle, level = x.mean(axis=0), y.mean(axis=0)
    left, size, right = linalg.svd(x - middle, full_matrices=False, lapack_driver="gesdd")
    inner = left.T @ (y - level)
    press = np.full((len(PENALTIES), y.shape[1]), np.inf)
    for i, penalty in enumerate(PENALTIES):
        kept = size**2 / (size**2 + penalty)
        leverage = 1.0 / len(x) + left**2 @ kept
        out = (y - level - left @ (kept[:, None] * inner)) / np.maximum(1.0 - leverage, TINY)[:, None]
        press[i] = np.sqrt(np.mean(out**2, axis=0))
    best = press.argmin(axis=0)
    slopes = right.T @ (size[:, None] / (size[:, None] ** 2 + PENALTIES[best]) * inner)
    least = press[best, np.arange(y.shape[1])]
    return Emulator(curved, np.vstack([level - middle @ slopes, slopes]), least, 1.0 - least**2 / y.var(axis=0))


def strongest(u: np.ndarray, y: np.ndarray, scale: np.ndarray, k: int) -> list[int]:
    """Columns of the ``k`` numbers that move the targets most, in units of ``scale``, by a linear fit."""
    slopes = fit([], u, y).coefficients[1:] / scale
    return sorted(np.argsort(-norms(slopes))[:k].tolist())


# --- what the figures can tell ---------------------------------------------------------------------------------


def norms(scaled: np.ndarray) -> np.ndarray:
    """All targets together: root of the sum of squares, by number."""
    return np.sqrt(np.sum(scaled**2, axis=1))


def collinearity(scaled: np.ndarray) -> float:
    """Collinearity index of a set of numbers (Brun, Reichert and Künsch 2001): 1 apart, above about 10 not separable.

    ``scaled``: numbers x targets. A change of one number can be undone by the others up to a share 1 / index.
    """
    length = norms(scaled)
    if not (length > 0).all():
        return float("inf")
    directions = scaled / length[:, None]
    least = np.linalg.eigvalsh(directions @ directions.T)[0]
    return float(1.0 / np.sqrt(least)) if least > 1e-12 else float("inf")
