"""From published figures to numbers: sequential Monte Carlo over all numbers of the model at once.

Before the figures every number is equally likely over its plausible range, independently of the others. The figures
are normally distributed around what the model gives, with their tolerances as standard deviations. Particles go from
the one to the other in tempered steps (Del Moral, Doucet and Jasra 2006, 2012); between steps each moves by the
preconditioned Crank-Nicolson rule (Cotter, Roberts, Stuart and White 2013), whose steps need not shrink with the
number of dimensions: about 180 numbers of which the figures say nothing do not slow it down.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import logsumexp, ndtr

STAY = 0.5  # share of the effective number of particles that a tempered step leaves
MOVES = 20  # after each step
LAST_MOVES = 100


def log_likelihood(values: np.ndarray, figures: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Of published figures, given the model's values (points x targets) and standard deviations."""
    return -0.5 * np.sum(((values - figures) / sd) ** 2, axis=1)


def sample(
    model: Callable[[np.ndarray], np.ndarray],
    figures: np.ndarray,
    sd: np.ndarray,
    dimensions: int,
    particles: int,
    seed: int,
) -> np.ndarray:
    """Draw numbers (particles x dimensions, from 0 to 1) that agree with the figures.

    ``model`` gives targets (points x targets) for numbers (points x dimensions); ``sd`` holds everything that keeps
    a true model from hitting a figure: tolerance, and the error of ``model`` itself.
    """
    chance = np.random.default_rng(seed)

    def likelihood(z: np.ndarray) -> np.ndarray:
        return log_likelihood(model(ndtr(z)), figures, sd)

    z = chance.standard_normal((particles, dimensions))
    now = likelihood(z)
    heat, step = 0.0, 0.5
    while heat < 1.0:
        more = next_heat(now, heat) - heat
        weights = np.exp(more * now - logsumexp(more * now))
        chosen = systematic(weights, chance)
        z, now = z[chosen], now[chosen]
        heat += more
        for _ in range(MOVES if heat < 1.0 else LAST_MOVES):
            z, now, accepted = moved(z, now, heat, step, likelihood, chance)
            step = float(np.clip(step * np.exp(accepted - 0.3), 0.01, 1.0))
    return ndtr(z)


def next_heat(now: np.ndarray, heat: float) -> float:
    """Next tempering exponent, at which the effective number of particles falls to ``STAY`` of all."""

    def effective(more: float) -> float:
        return float(np.exp(2 * logsumexp(more * now) - logsumexp(2 * more * now)) / len(now))

    low, high = 0.0, 1.0 - heat
    if effective(high) >= STAY:
        return 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= STAY else (low, middle)
    return heat + low


def moved(
    z: np.ndarray,
    now: np.ndarray,
    heat: float,
    step: float,
    likelihood: Callable[[np.ndarray], np.ndarray],
    chance: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Move each particle once, or leave it; the share that moved comes third."""
    offered = np.sqrt(1.0 - step**2) * z + step * chance.standard_normal(z.shape)
    then = likelihood(offered)
    accepted = np.log(chance.random(len(z))) < heat * (then - now)
    return np.where(accepted[:, None], offered, z), np.where(accepted, then, now), float(accepted.mean())


def systematic(weights: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Resample: rows of particles, each about as often as its weight says."""
    at = (chance.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), at), len(weights) - 1)


def effective_size(weights: np.ndarray) -> float:
    """How many equally weighted draws these are worth; one weight a draw."""
    return float(np.sum(weights) ** 2 / np.sum(weights**2))


def ranges_of(draws: np.ndarray, weights: np.ndarray | None = None, level: float = 0.9) -> np.ndarray:
    """Low, median and high of each column, with the given share between low and high: 3 x columns."""
    quantiles = [(1 - level) / 2, 0.5, (1 + level) / 2]
    if weights is None:
        return np.quantile(draws, quantiles, axis=0)
    return np.quantile(draws, quantiles, axis=0, weights=weights / weights.sum(), method="inverted_cdf")


def inclusion(weights: np.ndarray, size: int) -> np.ndarray:
    """Probability of each draw to be one of ``size`` different ones: in proportion to its weight, at most 1.

    A draw's weight over this probability is what it stands for once it is taken (Horvitz and Thompson 1952).
    ``size`` is at most the number of draws.
    """
    probability = np.zeros(len(weights))
    certain = np.zeros(len(weights), bool)
    while True:
        left = size - certain.sum()
        probability = np.where(certain, 1.0, weights / weights[~certain].sum() * left if left else 0.0)
        over = (probability >= 1.0) & ~certain
        if not over.any():
            return probability
        certain |= over


def without_repeats(weights: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Rows of ``size`` different draws, taken in proportion to the weights; a weight that asks for more takes one.

    Systematic sampling with unequal probabilities; ``size`` is at most the number of draws.
    """
    probability = inclusion(weights, size)
    order = np.random.default_rng([seed, 9]).permutation(len(weights))
    edges = np.cumsum(probability[order])
    start = np.random.default_rng([seed, 10]).random()
    return np.sort(order[np.searchsorted(edges, start + np.arange(size)).clip(max=len(weights) - 1)])
