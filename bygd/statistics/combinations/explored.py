"""Every combination of measures at several sizes of staff, from few runs of each.

A *cell* is a combination and a level (of staff). Each cell has the same runs, with the same people, the same luck and
the same ensemble member in all cells; one run a member tells nothing about a single cell, in which chance is several
times larger than what differs between members. But a run is simulated in all cells, and there nearly everything is
the sum of what single measures and pairs of them do. So

**Smoothing.** at each level, each run is fitted by the effects of measures and pairs (all 2^k combinations are there,
so the fit is a mean, and the same whatever else is fitted). Chance that is a cell's own falls out: a fit of 56 numbers
to 1,024 cells keeps a twentieth of it.

**What pairs leave out** (three measures together, ceilings) is in the mean of a cell over all runs. It is estimated as
a variance between cells, beyond what chance gives a mean of so many runs, and the mean of a cell is drawn towards the
fit by as much of its distance as is chance (empirical Bayes; Efron and Morris 1973). ``unfitted`` tells how much it is.

**Chance against members.** Some combinations (``contrasts.fraction``) have a second run in each member, from which the
same effects are fitted. The difference of the two fits of a member holds chance only. The second fit rests on fewer
cells; how much more of their own chance it keeps is known.

Intervals and shares are those of ``values`` and ``paired``: random effects over members, the variance of which is
drawn too where little is known of it.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from bygd.statistics.combinations.contrasts import every, members, pairs
from bygd.statistics.combinations.values import quantiles, t_quantile

Matrix = np.ndarray
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


@dataclasses.dataclass(frozen=True)
class Differences:
    """Differences between cells, each with its 95 % interval and what it is in each member.

    ``members``: differences x members, chance drawn in (``paired.Parted.drawn_in``); ``chance``: standard error of
    their mean from chance alone; ``spread``: standard deviation between members, without chance.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    chance: np.ndarray
    spread: np.ndarray
    members: Matrix

    def above(self, threshold: float = 0.0) -> np.ndarray:
        """Share of the members (0 to 1) in which each difference is more than a threshold; equal counts half."""
        from scipy.special import ndtr

        over = self.members - threshold
        certain = np.where(over > 0, 1.0, np.where(over < 0, 0.0, 0.5))
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(self.chance[:, None] > 0, ndtr(over / self.chance[:, None]), certain)
        return shares.mean(axis=1)

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
        member: number of the member of each run, from 0; as many runs in each.
        again_n: counts of one further run in each member, levels x some combinations x members.
        again_of: what they are counted out of, same shape.
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
        again: np.ndarray,
        scale: float = 1.0,
    ) -> None:
        self.levels, self.size, self.runs = n.shape
        self.k = self.size.bit_length() - 1
        self.member, self.members = member, int(member.max()) + 1
        self.design = terms(every(self.k), self.k)
        self.part = terms(again, self.k)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio, mean_of = (
                n.sum(axis=2, keepdims=True) / of.sum(axis=2, keepdims=True),
                of.mean(axis=2, keepdims=True),
            )
            each = scale * (ratio + (n - ratio * of) / mean_of)
            rows = np.asarray(again)
            second = scale * (ratio[:, rows] + (again_n - ratio[:, rows] * again_of) / mean_of[:, rows])
        self.plain = scale * ratio.reshape(-1)  # mean of each cell as it was simulated
        self._fit(each)
        self.second = self._cells(self.part.T @ second / len(rows))

    def _fit(self, each: Matrix) -> None:
        weights = self.design.T @ each / self.size  # levels x terms x runs
        fitted = self.design @ weights
        residual = each - fitted
        left = 1.0 - self.design.shape[1] / self.size
        per_level = (residual**2).mean(axis=(1, 2))
        self.own = per_level / left if left > 0 else np.zeros(self.levels)  # variance of a cell's own chance, by level
        belongs = (self.member[:, None] == np.arange(self.members)) / (self.runs / self.members)
        self.first = self._cells(weights @ belongs)
        beyond = residual.mean(axis=2)
        noise = self.own / self.runs
        really = np.maximum((beyond**2).mean(axis=1) / left - noise, 0.0) if left > 0 else noise * 0.0
        kept = np.divide(really, really + noise, out=np.zeros_like(really), where=really > 0)
        self.unfitted = np.sqrt(really)
        self.value = self.first.mean(axis=1) + (kept[:, None] * beyond).reshape(-1)
        self.left_open = kept * noise  # variance of what is not known of a cell beyond its fit, by level

    def _cells(self, weights: Matrix) -> Matrix:
        """Fits of all cells from weights of the terms (levels x terms x members): cells x members."""
        return (self.design @ weights).reshape(self.levels * self.size, -1)

    def against(self, cells: np.ndarray, others: np.ndarray | int = 0) -> Differences:
        """Differences of ``cells`` to ``others`` (0: nothing, at the first level), pair by pair."""
        cells = np.asarray(cells)
        others = np.broadcast_to(np.asarray(others), cells.shape)
        value = self.value[cells] - self.value[others]
        first, second = (fits[cells] - fits[others] for fits in (self.first, self.second))
        total = first.var(axis=1, ddof=1)
        chance, freedom = self._chance(cells, others, (first - second).var(axis=1, ddof=1))
        spread = np.sqrt(np.maximum(total - chance, 0.0))
        kept = np.divide(spread, np.sqrt(total), out=np.zeros_like(total), where=total > 0)
        drawn_in = value[:, None] + kept[:, None] * (first - first.mean(axis=1, keepdims=True))
        beside = np.where(
            cells == others, 0.0, self.left_open[cells // self.size] + self.left_open[others // self.size]
        )
        error = np.sqrt(chance / self.members + beside)
        t = t_quantile(self.members - 1)
        half = np.hypot(np.sqrt(total) * self._widths(total, chance, freedom), t * np.sqrt(beside))
        half = np.fmax(half, t * error)
        return Differences(value, value - half, value + half, error, spread, drawn_in)

    def optimism(self, repeats: int = 20) -> float:
        """How much too good the cell that looks best may look: chosen in half of the members, measured in the others.

        Halves know less than the whole, so the whole is off by less.
        """
        rng = np.random.default_rng(0)
        effects = self.first - self.first[0]
        lost = []
        for _ in range(repeats):
            order = rng.permutation(self.members)
            chosen, other = (effects[:, half].mean(axis=1) for half in np.array_split(order, 2))
            winner = int(np.argmax(chosen))
            lost.append(chosen[winner] - other[winner])
        return float(np.mean(lost))

    def _widths(self, total: np.ndarray, chance: np.ndarray, freedom: np.ndarray) -> np.ndarray:
        """Half-widths of 95 % intervals, in standard deviations between members as they look."""
        share = np.divide(chance, total + chance, out=np.zeros_like(total), where=total > 0)
        about = np.maximum(1, 2.0 ** np.round(np.log2(np.maximum(freedom, 1.0)))).astype(int)
        result = np.zeros_like(total)
        for few in np.unique(about):
            at, known = quantiles(self.members, self.members + int(few), 1.0 / self.members)
            result[about == few] = np.interp(share[about == few], at, known)
        return result

    def _chance(self, cells: np.ndarray, others: np.ndarray, between_fits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Variance of a member's first fit from chance, from that of the difference of its two fits.

        And of how many degrees of freedom it is known as well (Satterthwaite): fewer where the second fit keeps much
        more chance than the first.
        """
        rows, columns = (self.design[item % self.size] for item in (cells, others))
        levels = cells // self.size, others // self.size
        same = levels[0] == levels[1]
        apart = ((rows - columns) ** 2).sum(axis=1) * self.own[levels[0]]
        both = self.design.shape[1] * (self.own[levels[0]] + self.own[levels[1]])
        own = np.where(same, apart, both)
        each = self.runs / self.members
        first, second = own / (self.size * each), own / len(self.part)
        shared = np.maximum(between_fits - first - second, 0.0) / (1.0 + 1.0 / each)
        chance = shared / each + first
        known = np.divide((each + 1.0) * chance, between_fits, out=np.ones_like(chance), where=between_fits > 0)
        return chance, (self.members - 1) * np.minimum(known, 1.0) ** 2


def terms(masks: np.ndarray, k: int) -> Matrix:
    """Combinations x (1, measures, pairs): -1 and +1 coding of the two-level design."""
    sign = np.where(members(masks, k), 1.0, -1.0)
    return np.column_stack([np.ones(len(sign)), sign, *(sign[:, i] * sign[:, j] for i, j in pairs(k))])
