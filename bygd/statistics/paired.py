"""What a table of counts says: shares with their intervals, scenarios compared pair by pair, and what members add.

A share over runs is a ratio of sums, its interval comes from the runs (delta method); two scenarios on the same runs
are compared run by run (``contrast``), over ensemble members with what differs between these (``between_members``).
"""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import NamedTuple

import numpy as np

from bygd.statistics.shares import share_above
from sim.outcomes import Outcome


@dataclasses.dataclass(frozen=True)
class Ratio:
    """A ratio of sums over runs, with a 95 % interval from the runs; not a number where nobody was observed."""

    value: float
    low: float
    high: float
    n: float
    of: float


def _influence(n: np.ndarray, of: np.ndarray) -> tuple[float, np.ndarray]:
    """Ratio of sums, and what each run adds to its deviation (linearised)."""
    total = of.sum()
    if total <= 0:
        return math.nan, np.full(len(n), math.nan)
    value = n.sum() / total
    return float(value), (n - value * of) / of.mean()


def ratio(n: np.ndarray, of: np.ndarray, scale: float = 1.0, members: np.ndarray | None = None) -> Ratio:
    """Ratio of sums ``scale * n.sum() / of.sum()`` with its 95 % interval from the runs (delta method).

    ``n``, ``of``: counts of each run, of the same length. One run has no interval, nobody observed no value (NaN).
    ``members``: number of the member of each run; the interval then covers 95 % of the members, as in ``contrast``.
    """
    value, deviation = _influence(np.asarray(n, float), np.asarray(of, float))
    runs = len(deviation)
    half = 1.96 * deviation.std(ddof=1) / math.sqrt(runs) if runs > 1 else math.nan
    low, high = value - half, value + half
    if members is not None and len(np.unique(members)) > 1 and not math.isnan(half):
        _, low, high = between_members(value + deviation, members)
    return Ratio(scale * value, scale * low, scale * high, float(np.sum(n)), float(np.sum(of)))


@dataclasses.dataclass(frozen=True)
class Members:
    """How an effect differs between ensemble members (sets of numbers that agree with published figures)."""

    count: int
    spread: float  # standard deviation of the effect between members, chance taken out
    chance: float  # half-width of the 95 % interval of the mean effect, from chance alone
    runs: int = 0  # in all members together
    split: Parted | None = dataclasses.field(default=None, compare=False, repr=False)  # one row, this effect

    @property
    def helps(self) -> float:
        """Share of the members where the difference is above 0, equal counts half."""
        return self.above(0.0)

    def above(self, level: float) -> float:
        """Share of the members (0 to 1) whose effect is above ``level``, chance taken out (``Parted.above``).

        Not a number with one run a member.
        """
        return math.nan if self.split is None else float(self.split.above(level)[0])


@dataclasses.dataclass(frozen=True)
class Contrast:
    """Scenario less baseline on the same runs; ``single``: half-width of what one municipality alone would see.

    With ``members`` the interval holds what nobody knows (the members) and chance; without, chance alone.
    """

    baseline: float
    scenario: float
    difference: float
    low: float
    high: float
    independent_low: float
    independent_high: float
    single: float
    replicates: int
    gain: float = math.nan  # how many times smaller the variance of the paired difference is; NaN: nothing varies
    members: Members | None = None


def contrast(
    base: tuple[np.ndarray, np.ndarray],
    other: tuple[np.ndarray, np.ndarray],
    scale: float = 1.0,
    members: np.ndarray | None = None,
) -> Contrast:
    """Compare two scenarios run by run (same order of replicates in both).

    The independent-seeds interval comes from the two marginal variances of the same runs. ``members``: number of the
    member that each run was simulated in; the interval then covers 95 % of the members, and chance on top.
    """
    value0, deviation0 = _influence(*(np.asarray(x, float) for x in base))
    value1, deviation1 = _influence(*(np.asarray(x, float) for x in other))
    runs = len(deviation0)
    difference = scale * (value1 - value0)
    paired = scale * (deviation1 - deviation0)
    if runs > 1:
        half = 1.96 * paired.std(ddof=1) / math.sqrt(runs)
        single = 1.96 * scale * math.sqrt(deviation0.var(ddof=1) + deviation1.var(ddof=1))
    else:
        half = single = math.nan
    independent = single / math.sqrt(runs) if runs else math.nan
    low, high, between = difference - half, difference + half, None
    if members is not None and len(np.unique(members)) > 1 and not math.isnan(half):
        between, low, high = between_members(difference + paired, members)
    return Contrast(
        scale * value0,
        scale * value1,
        difference,
        low,
        high,
        difference - independent,
        difference + independent,
        single,
        runs,
        (independent / half) ** 2 if half > 0 else math.nan,
        between,
    )


def paired_effects(
    base: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray], scale: float = 1.0
) -> np.ndarray:
    """What each run says of the difference of two scenarios (linearised); its mean is ``contrast(…).difference``."""
    (value0, deviation0), (value1, deviation1) = (_influence(*counts) for counts in (base, other))
    return np.asarray(scale * (value1 + deviation1 - value0 - deviation0))


def between_members(effects: np.ndarray, members: np.ndarray) -> tuple[Members, float, float]:
    """Split what differs between runs into members and chance; low and high end of the effect over 95 % of the members.

    Random effects (DerSimonian and Laird 1986 in balanced form): the mean of a member is drawn towards the mean of all
    by as much of its variance as is chance, so that few runs in a member do not make members look different. The ends
    are those of the members seen, so they need not lie evenly around the mean; they are widened for what so few members
    and runs leave open.
    """
    result = parted(effects[None, :], members)
    count, chance = result.drawn_in.shape[1], float(result.chance[0])
    if math.isnan(chance):  # one run a member: chance and members cannot be told apart
        return Members(count, math.nan, math.nan, len(effects)), *_ends(effects, 0.0)
    spread = float(result.spread[0])
    wider = _wider(float(result.means[0].var(ddof=1)), spread, chance, count, len(effects))
    about = Members(count, spread, 1.96 * chance, len(effects), result)
    return about, *_ends(result.drawn_in[0], 1.96 * chance, wider)


def mean_of(effects: np.ndarray, members: np.ndarray | None) -> tuple[float, float, float]:
    """Mean of effects by run, with the ends of its 95 % interval: over the members if there are several, else chance.

    The ends are no numbers where one run says nothing of chance.
    """
    mean = float(effects.mean())
    if members is not None and len(np.unique(members)) > 1:
        return mean, *between_members(effects, members)[1:]
    half = 1.96 * float(effects.std(ddof=1)) / len(effects) ** 0.5 if len(effects) > 1 else math.nan
    return mean, mean - half, mean + half


class Parted(NamedTuple):
    """Effects (rows) whose runs lie in members; not a number where one run a member tells nothing apart."""

    means: np.ndarray  # of each member: effects x members
    spread: np.ndarray  # standard deviation between members, chance taken out
    chance: np.ndarray  # standard error of the mean over all runs, from chance alone
    drawn_in: np.ndarray  # means of the members, drawn towards the mean of all by what of their variance is chance

    noise: np.ndarray  # variance that chance alone gives the mean of a member
    free: int  # degrees of freedom of what is known of chance: runs less members

    @property
    def helps(self) -> np.ndarray:
        """Share of the members (0 to 1) where each effect is above 0; one for each row of ``drawn_in``."""
        return self.above(0.0)

    def above(self, level: float | np.ndarray, beside: np.ndarray | None = None) -> np.ndarray:
        """Share of the members (0 to 1) where each effect (row) is above ``level``, chance taken out.

        What so few members and runs leave open is averaged over (``shares.share_above``). ``level``: a number, or one a
        row; ``beside``: variance of each mean that comes from elsewhere. Not numbers with one run a member.
        """
        if not self.free:
            return np.full(self.chance.shape, math.nan)
        return share_above(
            self.means, self.noise, self.free, np.broadcast_to(np.asarray(level, float), self.chance.shape), beside
        )


def parted(effects: np.ndarray, members: np.ndarray) -> Parted:
    """Split effects by run (effects x runs) into members and chance, as ``between_members`` says."""
    _, at = np.unique(members, return_inverse=True)
    runs = np.bincount(at).astype(float)
    means = effects @ (at[:, None] == np.arange(len(runs))) / runs
    free, mean = len(at) - len(runs), effects.mean(axis=1)
    if free == 0:
        unknown = np.full(len(effects), math.nan)
        return Parted(means, unknown, unknown, np.full(means.shape, math.nan), unknown, 0)
    within = ((effects - means[:, at]) ** 2).sum(axis=1) / free
    variance, noise = np.zeros(len(effects)), within * np.mean(1.0 / runs)
    if len(runs) > 1:
        variance = np.maximum(0.0, means.var(axis=1, ddof=1) - noise)
    total = variance[:, None] + within[:, None] / runs
    kept = np.sqrt(np.divide(variance[:, None], total, out=np.zeros_like(total), where=variance[:, None] > 0))
    drawn_in = mean[:, None] + kept * (means - mean[:, None])
    return Parted(means, np.sqrt(variance), np.sqrt(within / len(at)), drawn_in, noise, free)


def _ends(values: np.ndarray, chance: float, wider: float = 1.0) -> tuple[float, float]:
    """Ends of the middle 95 % of values, widened by the half-width of chance (as independent parts add up)."""
    middle = float(values.mean())
    low, high = (float(item) for item in np.quantile(values, [0.025, 0.975], method="weibull"))
    return middle - wider * math.hypot(middle - low, chance), middle + wider * math.hypot(high - middle, chance)


def _wider(total: float, spread: float, chance: float, members: int, runs: int) -> float:
    """How many times wider an interval over members is, because their spread is estimated, and from so many members.

    ``total``: variance between means of members. By generalised inference: variances are drawn as the data leave them
    open (chi-square), and the half-width holds 95 % of the normal deviates with such variances.
    """
    if not total > 0 or not chance > 0:
        return 1.0
    size, between, within = _draws(members, runs)
    variance = np.maximum(0.0, total * between - chance * chance * members * within) + total * between / members
    half = float(np.quantile(np.sqrt(variance) * size, 0.95))
    return max(1.0, half / (1.96 * math.hypot(spread, chance)))


@functools.cache
def _draws(members: int, runs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Normal deviates (sizes), and by how much variances between and within members may be off: the same for all."""
    rng, n = np.random.default_rng(0), 4000
    free = members - 1, max(1, runs - members)
    return np.abs(rng.standard_normal(n)), free[0] / rng.chisquare(free[0], n), free[1] / rng.chisquare(free[1], n)


THRESHOLDS = {"%": 1.0, "months": 0.5}


def verdict(outcome: Outcome, result: Contrast) -> str:
    """Better, worse, no relevant difference or undecided: the whole interval beyond, or within, the threshold.

    One percentage point, half a month in work; other units have no threshold, there the interval must exclude zero.
    """
    if math.isnan(result.difference) or math.isnan(result.low):
        return "not observed" if math.isnan(result.difference) else "undecided"
    threshold = THRESHOLDS.get(outcome.unit, 0.0)
    low, high = result.low, result.high
    up, down = ("higher", "lower") if outcome.direction == 0 else ("better", "worse")[:: outcome.direction]
    if low > threshold:
        return up
    if high < -threshold:
        return down
    if low >= -threshold and high <= threshold:
        return "no relevant difference"
    return "undecided"


def kaplan_meier(at_risk: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Share still there (0 to 1) by months since settlement (Kaplan and Meier 1958).

    ``at_risk``, ``moved``: persons at risk and persons who moved in each month, of the same length as the result.
    Months in which nobody is at risk are not a number.
    """
    hazard = np.divide(moved, at_risk, out=np.zeros_like(moved, float), where=at_risk > 0)
    curve = np.cumprod(1.0 - hazard)
    return np.where(at_risk > 0, curve, np.nan)
