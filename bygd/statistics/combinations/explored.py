"""Every combination of measures at several sizes of staff, from few runs of each.

A *cell* is a combination and a level (of staff). Each cell has the same runs, with the same people, the same luck and
the same ensemble member in all cells; one run a member tells nothing about a single cell, in which chance is several
times larger than what differs between members. But a run is simulated in all cells, and there nearly everything is
the sum of what single measures and pairs of them do. So

**Smoothing.** at each level, each run is fitted by the effects of measures and pairs (all 2^k combinations are there,
so the fit is a mean, and the same whatever else is fitted). Chance that is a cell's own falls out: a fit of 56 numbers
to 1,024 cells keeps a twentieth of it.

**What pairs leave out** (three measures together, ceilings) is in the mean of a cell over all runs. What all threes
have in common is one number, fitted as well: little in most cells, it adds up in those of no measure, of one, of all,
which are looked at most. (How it differs between members is in no interval: one run in each does not tell.) The rest is
a variance between cells, beyond what chance gives a mean of so many runs, and the mean of a cell is drawn towards the
fit by as much of its distance as is chance (empirical Bayes; Efron and Morris 1973). ``unfitted`` tells how much both
are.

**Chance against members.** Chance that a run has in all cells in common (who comes, which firms there are) is most of
what is left, and one run a member cannot tell it from what differs between members. Some combinations
(``contrasts.fraction``) have further runs in each member, from which the same effects are fitted nearly as well: all
fits of a member are as good as runs of it in every cell. What differs between them is chance.

Intervals and shares are those of ``values`` and ``paired``: random effects over members, the variance of which is
drawn too where little is known of it.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from bygd.statistics.combinations.contrasts import every, members, pairs
from bygd.statistics.combinations.values import quantiles, t_quantile
from bygd.statistics.paired import Parted, parted

Matrix = np.ndarray
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


@dataclasses.dataclass(frozen=True)
class Differences:
    """Differences between cells, each with its 95 % interval and what it is in each member.

    ``members``: differences x members, chance drawn in (``paired.Parted.drawn_in``); ``chance``: standard error of
    their mean from chance alone; ``spread``: standard deviation between members, without chance; ``split``: members and
    chance apart; ``beside``: variance of the mean that is left open of what pairs leave out.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    chance: np.ndarray
    spread: np.ndarray
    members: Matrix
    split: Parted
    beside: np.ndarray

    def above(self, threshold: float = 0.0) -> np.ndarray:
        """Share of the members (0 to 1) in which each difference is more than a threshold (``paired.Parted.above``)."""
        return self.split.above(threshold, self.beside)

    def dots(self, count: int) -> Matrix:
        """Differences x ``count`` quantiles, each for as large a share: what a quantile dot plot shows."""
        drawn = (self.members[:, :, None] + self.chance[:, None, None] * NODES).reshape(len(self.value), -1)
        weight = np.tile(WEIGHTS / WEIGHTS.sum(), self.members.shape[1]) / self.members.shape[1]
        order = np.argsort(drawn, axis=1)
        reached = np.cumsum(weight[order], axis=1)
        wanted = (np.arange(count) + 0.5) / count
        at = np.array([np.searchsorted(row, wanted) for row in reached]).clip(max=drawn.shape[1] - 1)
        return np.take_along_axis(np.take_along_axis(drawn, order, axis=1), at, axis=1)


class Explored:
    """One quantity (an outcome, a cost) in all cells: levels x 2^k combinations, cell ``level * 2^k + combination``.

    Args:
        n: counts, levels x 2^k x runs.
        of: what they are counted out of, same shape.
        member: number of the member of each run, from 0; equally many runs in each.
        again_n: counts of the further runs, levels x some combinations x runs.
        again_of: what they are counted out of, same shape.
        again_member: number of the member of each of these, equally many in each.
        again: these combinations (``contrasts.fraction``).
        scale: turns the ratio into its unit.
    """

    def __init__(
        self,
        n: Matrix,
        of: Matrix,
        member: np.ndarray,
        again_n: Matrix,
        again_of: Matrix,
        again_member: np.ndarray,
        again: np.ndarray,
        scale: float = 1.0,
    ) -> None:
        self.levels, self.size, self.runs = n.shape
        self.k = self.size.bit_length() - 1
        self.member = np.concatenate([member, again_member])
        self.members = int(member.max()) + 1
        self.design, self.threes = terms(every(self.k), self.k), threes(every(self.k), self.k)
        part = self.design[again]
        with np.errstate(invalid="ignore", divide="ignore"):
            mean_of = of.mean(axis=2, keepdims=True)
            ratio = n.mean(axis=2, keepdims=True) / mean_of
            each = scale * (ratio + (n - ratio * of) / mean_of)
            further = scale * (ratio[:, again] + (again_n - ratio[:, again] * again_of) / mean_of[:, again])
        self.plain = scale * ratio.reshape(-1)  # mean of each cell as it was simulated
        first = self.design.T @ each / self.size
        beyond = self._beyond(each - self.design @ first)
        rest = further - beyond[:, again, None]  # else a fit to fewer cells would take it for pairs
        self.weights = np.concatenate([first, part.T @ rest / len(part)], axis=2)  # levels x terms x all runs
        self.value = (self.weights.mean(axis=2) @ self.design.T + beyond).reshape(-1)

    def _beyond(self, residual: Matrix) -> Matrix:
        """What is known of the mean of each cell beyond its fit, levels x combinations, from what each run leaves."""
        in_common = self.threes @ residual / max(self.threes @ self.threes, 1.0)  # levels x runs
        residual = residual - self.threes[:, None] * in_common[:, None]
        left = max(1.0 - (self.design.shape[1] + 1) / self.size, 1e-9)  # nothing of two or three measures
        mean, noise = residual.mean(axis=2), (residual**2).mean(axis=(1, 2)) / left / self.runs
        really = np.maximum((mean**2).mean(axis=1) / left - noise, 0.0)
        kept = np.divide(really, really + noise, out=np.zeros_like(really), where=really > 0)
        self.left_open = kept * noise  # variance of what stays unknown of a cell, by level
        self.in_common = np.atleast_2d(np.cov(in_common)) / self.runs  # of the mean of what threes have in common
        common = in_common.mean(axis=1)
        known = np.maximum(common**2 - np.diag(self.in_common), 0.0) * np.mean(self.threes**2)
        self.unfitted = np.sqrt(really + known)  # standard deviation between cells, by level
        return common[:, None] * self.threes + kept[:, None] * mean

    def fits(self, cells: np.ndarray) -> Matrix:
        """Fit of each run (the further ones last) in these cells: cells x runs."""
        result = np.empty((len(cells), len(self.member)))
        for level in range(self.levels):
            here = cells // self.size == level
            result[here] = self.design[cells[here] % self.size] @ self.weights[level]
        return result

    def against(self, cells: np.ndarray, others: np.ndarray | int = 0) -> Differences:
        """Differences of ``cells`` to ``others`` (0: nothing, at the first level), pair by pair."""
        cells = np.asarray(cells)
        others = np.broadcast_to(np.asarray(others), cells.shape)
        value = self.value[cells] - self.value[others]
        fits = self.fits(cells) - self.fits(others)
        found = parted(fits, self.member)
        (at_level, among), (to_level, to) = np.divmod(cells, self.size), np.divmod(others, self.size)
        threes, to_threes = self.threes[among], self.threes[to]
        unknown = self.left_open[at_level] + self.left_open[to_level]
        unknown += self.in_common[at_level, at_level] * threes**2 + self.in_common[to_level, to_level] * to_threes**2
        unknown -= 2.0 * self.in_common[at_level, to_level] * threes * to_threes
        beside = np.where(cells == others, 0.0, np.maximum(unknown, 0.0))
        error = np.sqrt(found.chance**2 + beside)
        total, chance = found.means.var(axis=1, ddof=1), found.chance**2 * self.members
        share = np.divide(chance, total + chance, out=np.zeros_like(total), where=total > 0)
        at, known = quantiles(self.members, len(self.member), 1.0 / self.members)
        t = t_quantile(self.members - 1)
        half = np.hypot(np.sqrt(total) * np.interp(share, at, known), t * np.sqrt(beside))
        half = np.fmax(half, t * error)
        moved = (value - fits.mean(axis=1))[:, None]
        drawn_in, split = found.drawn_in + moved, found._replace(means=found.means + moved)
        return Differences(value, value - half, value + half, error, found.spread, drawn_in, split, beside)

    def optimism(self, repeats: int = 20) -> float:
        """How much too good the cell that looks best may look: chosen in half of the members, measured in the others.

        Halves know less than the whole, so the whole is off by less.
        """
        rng = np.random.default_rng(0)
        fits = self.fits(np.arange(self.value.size))
        effects = parted(fits - fits[0], self.member).means
        lost = []
        for _ in range(repeats):
            order = rng.permutation(self.members)
            chosen, other = (effects[:, half].mean(axis=1) for half in np.array_split(order, 2))
            winner = int(np.argmax(chosen))
            lost.append(chosen[winner] - other[winner])
        return float(np.mean(lost))


def threes(masks: np.ndarray, k: int) -> np.ndarray:
    """What threes have in common, by combination: the sum of their products, measures coded -1 and +1."""
    total = np.where(members(masks, k), 1.0, -1.0).sum(axis=1)
    return (total**3 - (3 * k - 2) * total) / 6.0  # Newton's identity, where all squares are 1


def terms(masks: np.ndarray, k: int) -> Matrix:
    """Combinations x (1, measures, pairs): -1 and +1 coding of the two-level design."""
    sign = np.where(members(masks, k), 1.0, -1.0)
    return np.column_stack([np.ones(len(sign)), sign, *(sign[:, i] * sign[:, j] for i, j in pairs(k))])
