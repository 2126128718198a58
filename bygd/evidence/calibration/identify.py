"""What the figures can tell: how far each number moves them, and which numbers move them in the same way."""

from __future__ import annotations

import numpy as np


def swings(slopes: np.ndarray, tolerance: np.ndarray) -> np.ndarray:
    """Move of each target over the whole plausible range, in tolerances: numbers x targets."""
    return slopes / tolerance


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
