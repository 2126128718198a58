"""Effects of sets of measures over ensemble members, with chance removed before anything is compared.

With r runs a member the largest of several noisy means is too large: a naive maximum over sets of measures finds value
in chance. Here the means of the members are drawn in first, all sets together: they are moved as little as possible
(linearly, optimal transport between normal distributions) so that their covariance is what is left when that of chance
is taken off. It is the rule of ``bygd.statistics.paired.parted`` for several effects at once, so that differences
between sets are right too. Choosing on one half of the runs and valuing on the other is no alternative: with two to ten
runs a member it values the wrong choices, and says too little, often less than nothing
(``tests/library/test_decision.py`` compares both on simulated truth).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.comparison import members_of
from sim.outcomes import OUTCOMES

LEAST = 20  # members below which nothing is told of them
DRAWS = 500  # of how far the mean over all members may be off by chance


@dataclasses.dataclass(frozen=True)
class Choices:
    """What can be chosen, and what each choice does in each run; more is better.

    ``names``: the choices, doing nothing first; ``effects``: choices x runs, against doing nothing (row 0 is 0);
    ``members``: number of the ensemble member that each run lies in.
    """

    names: tuple[str, ...]
    effects: np.ndarray
    members: np.ndarray

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        shape = (len(self.names), len(self.members))
        if self.effects.shape != shape or not np.isfinite(self.effects).all():
            raise InputError(f"effects must be finite numbers of {shape[0]} choices x {shape[1]} runs.")

    @cached_property
    def _at(self) -> np.ndarray:
        """Member of each run, from 0."""
        return np.unique(self.members, return_inverse=True)[1]

    @cached_property
    def count(self) -> int:
        """Number of members."""
        return int(self._at.max(initial=-1)) + 1

    @property
    def enough(self) -> bool:
        """Whether anything can be told: 20 members or more, and two runs in some of them."""
        return LEAST <= self.count < len(self.members)

    @cached_property
    def means(self) -> np.ndarray:
        """Mean of each member, with chance: choices x members."""
        sums = np.array([np.bincount(self._at, row) for row in self.effects])
        return sums / np.bincount(self._at)

    @cached_property
    def within(self) -> np.ndarray:
        """Covariance of one run's effects from chance alone; not numbers with one run a member."""
        free = len(self.members) - self.count
        off = self.effects - self.means[:, self._at]
        return off @ off.T / free if free else np.full((len(off), len(off)), math.nan)

    @cached_property
    def chance(self) -> np.ndarray:
        """Covariance of a member's mean from chance alone."""
        return self.within * float(np.mean(1.0 / np.bincount(self._at)))

    @cached_property
    def drawn_in(self) -> np.ndarray:
        """Effect in each member, chance removed: choices x members; not numbers where that cannot be told."""
        if not self.enough:
            return np.full(self.means.shape, math.nan)
        return self.means.mean(axis=1, keepdims=True) + toward(np.cov(self.means), self.chance) @ centred(self.means)

    @cached_property
    def off(self) -> np.ndarray:
        """Draws of how far the mean over all members may be off by chance: choices x draws, in pairs of both signs."""
        draws = np.random.default_rng(0).standard_normal((len(self.names), DRAWS // 2))
        moved = root(self.within / len(self.members)) @ draws
        return np.hstack([moved, -moved])

    @cached_property
    def best(self) -> int:
        """Row with the largest mean over the members; the first of equals."""
        return int(self.means.mean(axis=1).argmax())

    def shuffled(self, draw: np.random.Generator) -> Choices:
        """The same runs with members that mean nothing."""
        return dataclasses.replace(self, members=draw.permutation(self.members))


def together(choices: Sequence[Choices]) -> list[np.ndarray]:
    """Effects of several outcomes in the same members (``drawn_in`` of each), with what they have in common."""
    sizes = [max(float(np.sqrt(np.trace(np.cov(item.means)))), 1e-12) for item in choices]
    names = tuple(name for item in choices for name in item.names)
    rows = np.vstack([item.effects / size for item, size in zip(choices, sizes, strict=True)])
    parts = np.split(Choices(names, rows, choices[0].members).drawn_in, len(choices))
    return [part * size for part, size in zip(parts, sizes, strict=True)]


# --- linear algebra: of a matrix, or of each of a stack of them -------------------------------------------------------


def centred(values: np.ndarray) -> np.ndarray:
    """Rows without their means."""
    return values - values.mean(axis=-1, keepdims=True)


def _made(sizes: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Symmetric matrix of its eigenvalues and eigenvectors."""
    return (vectors * sizes[..., None, :]) @ vectors.swapaxes(-1, -2)


def root(matrix: np.ndarray) -> np.ndarray:
    """Symmetric square root of a covariance."""
    sizes, vectors = np.linalg.eigh(matrix)
    return _made(np.sqrt(np.maximum(sizes, 0.0)), vectors)


def left(total: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Covariance that is left when that of noise is taken off: none of it negative, as much of it as the traces say."""
    sizes, vectors = np.linalg.eigh(total - noise)
    kept = np.maximum(sizes, 0.0)
    whole, there = sizes.sum(axis=-1, keepdims=True), kept.sum(axis=-1, keepdims=True)
    return _made(kept * np.divide(np.maximum(whole, 0.0), there, out=np.zeros_like(there), where=there > 0), vectors)


def toward(total: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Matrix that moves centred rows with covariance ``total`` as little as possible to one without ``noise``."""
    sizes, vectors = np.linalg.eigh(total)
    known = sizes > np.maximum(1e-10 * sizes.max(axis=-1, keepdims=True), 1e-300)
    sizes = np.where(known, sizes, 1.0)
    half, inverse = _made(np.where(known, np.sqrt(sizes), 0.0), vectors), _made(known / np.sqrt(sizes), vectors)
    return inverse @ root(half @ left(total, noise) @ half) @ inverse


# --- studies -------------------------------------------------------------------------------------------------------


def choices_of(runs: dict[str, pd.DataFrame], outcome: str) -> Choices | None:
    """Choices in one outcome (its unit; turned round where less is better), from the runs of each scenario.

    ``None`` where it was not observed, or where all runs have the same numbers of the model.
    """
    item, members = OUTCOMES[outcome], members_of(runs[BASELINE])
    counts = [
        (frame[f"{outcome}_n"].to_numpy(float), frame[f"{outcome}_of"].to_numpy(float)) for frame in runs.values()
    ]
    if members is None or not all(of.sum() > 0 for _, of in counts):
        return None
    values = np.array([n.sum() / of.sum() + (n - n.sum() / of.sum() * of) / of.mean() for n, of in counts])
    base = values[list(runs).index(BASELINE)]
    return _nothing_first(runs, (item.direction or 1) * item.scale * (values - base), members)


def net_benefit_of(runs: dict[str, pd.DataFrame], payer: str, willingness: float) -> Choices | None:
    """Choices in kroner a year: ``willingness`` (kroner) x months in work - what ``payer`` pays more."""
    months, paid = choices_of(runs, "work_months"), choices_of(runs, name := f"kr_{payer}")
    if months is None or paid is None:
        return None
    return dataclasses.replace(months, effects=willingness * months.effects - paid.effects / OUTCOMES[name].scale)


def _nothing_first(runs: dict[str, pd.DataFrame], effects: np.ndarray, members: np.ndarray) -> Choices:
    names = list(runs)
    order = [names.index(BASELINE), *(i for i, name in enumerate(names) if name != BASELINE)]
    return Choices(tuple(names[i] for i in order), effects[order], members)
