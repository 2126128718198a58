"""What combinations are worth, and how far that could be off.

``n`` and ``of`` are counts by combination and replicate. The value of a combination is a ratio of sums over the
replicates, an effect is its difference to combination 0. Ratios are linearised: each replicate has a deviation, and
what the combinations share falls out of every difference.

**Intervals.** The member is what differs: each replicate lies in one of the ensemble members, and nobody knows which of
them is ours. An effect is that of a member, drawn from all of them, known as well as chance allows (random effects,
``paired.parted``). With few runs in a member its variance between members is itself hardly known; taking the best
guess for it would make intervals too short just where chance is large. So it is drawn too: generalised inference for a
random effect (Weerahandi 1993), ``quantiles``. Where all runs are in one member, chance is all there is: Student's t.

**Means.** Which combination is the best *on average over the members* is another question (``errors``, ``units``):
there members are what is resampled, each with all its replicates (``best``).

Where several things are compared and the reader will look at the most striking one, ``clear``, ``all_low`` and
``all_high`` hold for all of them at once. They need draws of all numbers together: a *multiplier bootstrap* with one
weight a member (in one member: a replicate), the same for all numbers.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bygd.statistics.paired import Contrast, Members, Parted, parted

DRAWS = 2000
LEVEL = 0.95
Matrix = np.ndarray


@dataclasses.dataclass(frozen=True)
class Estimates:
    """Some numbers with 95 % intervals: one by one (``low``, ``high``) and all at once (``all_low``, ``all_high``).

    ``chance_low`` to ``chance_high`` holds chance alone: where the mean over the members lies. ``helps`` is the share
    of the members where a number is above 0, ``members_sd`` how much it differs between them (NaN in one member).
    ``split``: members and chance apart; ``None`` in one member.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    all_low: np.ndarray
    all_high: np.ndarray
    chance_low: np.ndarray
    chance_high: np.ndarray
    members_sd: np.ndarray
    helps: np.ndarray
    draws: np.ndarray  # how far each number may be off, as draws: numbers x draws
    runs: int  # replicates that they come from
    split: Parted | None = None

    @property
    def clear(self) -> np.ndarray:
        """Which are not zero, all asked at once."""
        return (self.all_low > 0) | (self.all_high < 0)

    def contrast(self, i: int, baseline: float = math.nan) -> Contrast:
        """One of the numbers as a paired difference, of which ``sureness`` tells how sure it is.

        ``baseline``: value without the measures; more is better.
        """
        unknown, about = math.nan, None
        value, low, high = (float(item[i]) for item in (self.value, self.low, self.high))
        if self.split is not None:
            rows = {name: item[i : i + 1] for name, item in self.split._asdict().items() if name != "free"}
            one = self.split._replace(**rows)
            known = not math.isnan(one.chance[0])  # with one run a member chance and members are not told apart
            spread, chance = float(one.spread[0]), 1.96 * float(one.chance[0])
            about = Members(one.means.shape[1], spread, chance, self.runs, one if known else None)
        return Contrast(
            baseline, baseline + value, value, low, high, unknown, unknown, unknown, self.runs, members=about
        )


class _Weights(NamedTuple):
    """Random weights that all numbers share."""

    units: Matrix  # members (or replicates) x draws
    between: np.ndarray  # draws: how many times larger a variance between units may be than it looks
    within: np.ndarray  # draws: the same of a variance within members


class Values:
    """Values of combinations, and how far each could be off.

    Args:
        n: counts, combinations x replicates.
        of: what they are counted out of, same shape.
        scale: turns the ratio into its unit; a negative one turns "less is better" round.
        members: number of the member of each replicate (default: all in one).
        seed: of the weights; the same seed, replicates and members give the same weights, so effects and costs that
            were counted on the same replicates are drawn together.
    """

    def __init__(
        self,
        n: Matrix,
        of: Matrix,
        scale: float = 1.0,
        *,
        members: np.ndarray | None = None,
        draws: int = DRAWS,
        seed: int = 0,
    ) -> None:
        self.n, self.of, self.scale, self.seed = np.asarray(n, float), np.asarray(of, float), scale, seed
        self.n_draws = draws
        self.replicates = self.n.shape[1]
        self.member = np.zeros(self.replicates, int) if members is None else np.unique(members, return_inverse=True)[1]
        self.members = int(self.member.max(initial=0)) + 1
        with np.errstate(invalid="ignore", divide="ignore"):  # an outcome that nobody was observed for is NaN
            self.value = scale * self.n.sum(axis=1) / self.of.sum(axis=1)
            self.deviation = (scale * self.n - self.value[:, None] * self.of) / self.of.mean(axis=1)[:, None]

    # --- numbers with intervals ----------------------------------------------------------------------------------

    def estimate(self, contrasts: Matrix, other: np.ndarray | None = None) -> Estimates:
        """Sums of values, each weighted by a row of ``contrasts`` (numbers x combinations).

        ``other``: standard error of each number that comes from elsewhere.
        """
        return self._known(contrasts @ self.value, contrasts @ self.deviation, other)

    def against(self, rows: Sequence[int] | np.ndarray, row: int = 0) -> Estimates:
        """Differences of the combinations in ``rows`` to the one in ``row``, pair by pair."""
        return self._known(self.value[rows] - self.value[row], self.deviation[rows] - self.deviation[row])

    def _known(self, value: np.ndarray, deviation: Matrix, other: np.ndarray | None = None) -> Estimates:
        other = np.zeros(len(value)) if other is None else other
        result = parted(value[:, None] + deviation, self.member)
        chance = np.hypot(result.chance, other)
        alone = t_quantile(self.replicates - self.members) * chance
        if self.members == 1:
            half, draws = alone, self._chance_draws(deviation)
            members_sd, helps = np.full((2, len(value)), math.nan)
        else:
            half, draws = self._over_members(result)
            half = np.fmax(np.hypot(half, t_quantile(self.freedom) * other), alone)
            members_sd, helps = result.spread, result.helps
        if other.any():
            draws = draws + other[:, None] * np.random.default_rng(self.seed + 1).standard_normal(draws.shape)
        ends = {"": half, "all_": _largest(draws, half) * half, "chance_": alone}
        low = {f"{kind}low": value - item for kind, item in ends.items()}
        high = {f"{kind}high": value + item for kind, item in ends.items()}
        split = result if self.members > 1 else None
        apart = {"members_sd": members_sd, "helps": helps, "draws": draws, "runs": self.replicates, "split": split}
        return Estimates(value=value, **low, **high, **apart)

    @property
    def freedom(self) -> int:
        """Degrees of freedom of what is resampled: members, or replicates where there is one member."""
        return (self.members if self.members > 1 else self.replicates) - 1

    # --- draws --------------------------------------------------------------------------------------------------

    @cached_property
    def _weights(self) -> _Weights:
        rng = np.random.default_rng(self.seed)
        units, within = self.freedom + 1, max(self.replicates - self.members, 1)
        weights = rng.standard_normal((units, self.n_draws))
        inflated = [free / rng.chisquare(free, self.n_draws) for free in (self.freedom, within)]
        return _Weights(weights, *inflated)

    def _chance_draws(self, deviation: Matrix) -> Matrix:
        """Draws of how far numbers may be off in one member; no replicates, no knowledge: NaN."""
        n, weights = self.units.shape[1], self._weights if self.freedom else None
        if weights is None:
            return np.full((len(deviation), self.n_draws), math.nan)
        return deviation @ (weights.units * np.sqrt(weights.between)) / math.sqrt(n * (n - 1))

    def _over_members(self, result: Parted) -> tuple[np.ndarray, Matrix]:
        """Half-widths of intervals that hold members and chance, and draws of how far numbers may be off."""
        runs, weights = np.bincount(self.member), self._weights
        uneven = float(np.sum((runs / self.replicates) ** 2))  # variance of a mean over members: one over their number
        total = result.means.var(axis=1, ddof=1)
        chance = np.nan_to_num(result.chance) ** 2 * self.replicates * float(np.mean(1.0 / runs))  # of a member's mean
        at, known = quantiles(self.members, self.replicates, uneven)
        share = np.divide(chance, total + chance, out=np.zeros(len(total)), where=total > 0)
        half = np.sqrt(total) * np.interp(share, at, known)
        centred = result.means - result.means.mean(axis=1, keepdims=True)
        pattern = np.divide(centred, np.sqrt((centred**2).sum(axis=1))[:, None], out=centred, where=total[:, None] > 0)
        return half, (pattern @ weights.units) * np.sqrt(_variances(total, chance, uneven, *weights[1:]))

    # --- means over the members ------------------------------------------------------------------------------------

    @property
    def labels(self) -> np.ndarray:
        """What each replicate is resampled with: its member, or where there is one only, itself."""
        return self.member if self.members > 1 else np.arange(self.replicates)

    @cached_property
    def units(self) -> Matrix:
        """Deviations of what is resampled (combinations x members, or replicates), for errors of means over all."""
        if self.members == 1:
            return self.deviation
        belongs = self.member[:, None] == np.arange(self.members)
        return self.deviation @ belongs * (self.members / self.replicates)

    @cached_property
    def covariance(self) -> Matrix:
        """Of the means over the members: combinations x combinations."""
        return self.units @ self.units.T / (self.freedom * (self.freedom + 1))

    @cached_property
    def errors(self) -> Matrix:
        """Draws of how far each mean over the members may be off: combinations x draws."""
        return self._chance_draws(self.units)


def t_quantile(freedom: int) -> float:
    """Half-width of a two-sided 95 % interval in standard errors; NaN where nothing is known."""
    from scipy.stats import t

    return float(t.ppf(0.5 + LEVEL / 2, freedom)) if freedom > 0 else math.nan


def _variances(total: np.ndarray, chance: np.ndarray, uneven: float, between: np.ndarray, within: np.ndarray) -> Matrix:
    """Variance of an effect that is drawn from all members around the mean of those seen: numbers x draws.

    ``total``: variance between means of members, as it looks; ``chance``: what of that is chance, as it looks.
    """
    really = total[:, None] * between
    return uneven * really + np.maximum(really - chance[:, None] * within, 0.0)


@functools.cache
def quantiles(members: int, replicates: int, uneven: float) -> tuple[np.ndarray, np.ndarray]:
    """Half-width of a 95 % interval over members, in standard deviations between means of members.

    By ``chance / (chance + total)`` from 0 (none of what differs looks like chance: Student's t) to 1.
    """
    rng, n = np.random.default_rng(0), 20_000
    inflated = [free / rng.chisquare(free, n) for free in (members - 1, max(replicates - members, 1))]
    size = np.abs(rng.standard_normal(n))
    at = np.linspace(0.0, 0.95, 39)
    width = np.sqrt(_variances(np.ones(len(at)), at / (1.0 - at), uneven, *inflated)) * size
    return at, np.quantile(width, LEVEL, axis=1)


def _largest(draws: Matrix, half: np.ndarray) -> float:
    """How many times wider intervals must be to hold for all numbers at once."""
    moves = half > 0
    if not moves.any():
        return 0.0 if not np.isnan(half).any() else math.nan
    return float(np.quantile(np.abs(draws[moves] / half[moves, None]).max(axis=0), LEVEL))
