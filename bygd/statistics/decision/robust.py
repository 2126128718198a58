"""Which choice is best, how often, and how much is lost where another one would have been better.

Definitions: *probability of best* (cost-effectiveness acceptability curve: BCEA, dampack), *regret* (Savage; regret
type II of Rhodium and FoRDM), *satisficing* (Starr's domain criterion), *mean of the worst tenth* (conditional value at
risk), *EVPI* (expected value of perfect information: mean of the largest less the largest mean).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bygd.statistics.decision.choices import Choices, together

LUCK = 0.05  # what shuffles give more often than this is not told
SHUFFLES = 200
WORST = 0.1


class Robust(NamedTuple):
    """One value a choice; all not numbers where the ensemble is too small (``Choices.enough``)."""

    mean: np.ndarray
    p_best: np.ndarray  # 0 to 1; ties are shared
    mean_regret: np.ndarray
    regret_90: np.ndarray  # not exceeded in 90 % of the members
    largest_regret: np.ndarray
    worst_tenth: np.ndarray


def robust(choices: Choices) -> Robust:
    """Probability of best, regrets and the mean of the worst tenth of the members, chance removed."""
    effects = choices.drawn_in
    mean = choices.means.mean(axis=1)
    if not choices.enough:
        return Robust(mean, *np.full((5, len(mean)), math.nan))
    regret = effects.max(axis=0) - effects
    return Robust(
        mean,
        p_best(choices),
        regret.mean(axis=1),
        np.quantile(regret, 0.9, axis=1),
        regret.max(axis=1),
        worst_tenth(effects),
    )


def p_best(choices: Choices) -> np.ndarray:
    """Share of the members in which each choice is the best; equals share, chance of the means is drawn."""
    if not choices.enough:
        return np.full(len(choices.names), math.nan)
    total = np.zeros(len(choices.names))
    for off in choices.off.T:
        moved = choices.drawn_in + off[:, None]
        first = moved >= moved.max(axis=0) - 1e-9
        total += (first / first.sum(axis=0)).mean(axis=1)
    return total / choices.off.shape[1]


def worst_tenth(effects: np.ndarray) -> np.ndarray:
    """Mean of each row over its lowest tenth; a member that lies across its end counts with the part inside."""
    count = effects.shape[1]
    weights = np.clip(WORST * count - np.arange(count), 0.0, 1.0)
    return np.sort(effects, axis=1) @ weights / weights.sum()


def reaches(choices: Sequence[Choices], levels: Sequence[float]) -> np.ndarray:
    """Share of the members (0 to 1) in which each choice reaches the level of every outcome at once (satisficing).

    ``choices``: the same choices in one outcome or several, ``levels``: the least of each, in its unit.
    """
    from scipy.special import ndtr

    first = choices[0]
    if not first.enough:
        return np.full(len(first.names), math.nan)
    share = np.ones((len(first.names), first.count))
    for item, effects, level in zip(choices, together(choices), levels, strict=True):
        chance = np.sqrt(np.maximum(item.within.diagonal(), 0.0) / len(item.members))[:, None]
        known = chance > 1e-12
        share *= np.where(known, ndtr((effects - level) / np.where(known, chance, 1.0)), effects >= level - 1e-12)
    return share.mean(axis=1)


def evpi(choices: Choices) -> float:
    """What it would be worth to know everything that differs between members: the mean regret of the best choice."""
    return value_of(choices.drawn_in)


def value_of(effects: np.ndarray) -> float:
    """Mean of the largest, less the largest mean; ``effects``: choices x members."""
    return float(values_of(effects))


def values_of(effects: np.ndarray) -> np.ndarray:
    """``value_of`` each of a stack of effects."""
    return effects.max(axis=-2).mean(axis=-1) - effects.mean(axis=-1).max(axis=-1)


def evpi_by_luck(choices: Choices, seed: int = 0) -> float:
    """EVPI that one in twenty shuffles of the runs over the members exceeds; below it, it is not told from nothing."""
    if not choices.enough:
        return math.nan
    draw = np.random.default_rng(seed)
    return float(np.quantile([evpi(choices.shuffled(draw)) for _ in range(SHUFFLES)], 1 - LUCK))
