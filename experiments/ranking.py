"""Statistics of combinations of measures, on arrays; nothing here simulates or writes.

A *combination* is a whole number whose bit i says whether measure i is in force (0: none of them). ``n`` and ``of``
are counts by combination and replicate; all combinations have the same replicates, with the same people and the same
luck. The value of a combination is a ratio of sums over the replicates, an effect is its difference to combination 0.

Intervals come from resampling the replicates: each gets a random weight (a *multiplier bootstrap* of the linearised
ratios), and the same weights go to all combinations, so that what they share falls out of every difference. For the
few replicates that there are, the weights are scaled to Student's t. Where several things are compared and the reader
will look at the most striking one, ``clear`` and ``low`` and ``high`` of ``together`` hold for all of them at once.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

DRAWS = 2000
LEVEL = 0.95
Matrix = np.ndarray


@dataclasses.dataclass(frozen=True)
class Estimates:
    """Some numbers with 95 % intervals: one by one (``low``, ``high``) and all at once (``all_low``, ``all_high``)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    all_low: np.ndarray
    all_high: np.ndarray
    draws: np.ndarray  # what is known of each number, as draws: numbers x draws

    @property
    def clear(self) -> np.ndarray:
        """Which are not zero, all asked at once."""
        return (self.all_low > 0) | (self.all_high < 0)


class Values:
    """Values of combinations, and how far each could be off.

    Args:
        n: counts, combinations x replicates.
        of: what they are counted out of, same shape.
        scale: turns the ratio into its unit; a negative one turns "less is better" round.
        seed: of the weights; the same seed and number of replicates give the same weights, so effects and costs that
            were counted on the same replicates are resampled together.
    """

    def __init__(self, n: Matrix, of: Matrix, scale: float = 1.0, *, draws: int = DRAWS, seed: int = 0) -> None:
        self.n, self.of, self.scale, self.seed = np.asarray(n, float), np.asarray(of, float), scale, seed
        self.n_draws = draws
        self.replicates = self.n.shape[1]
        with np.errstate(invalid="ignore", divide="ignore"):  # an outcome that nobody was observed for is NaN
            self.value = scale * self.n.sum(axis=1) / self.of.sum(axis=1)
            self.deviation = (scale * self.n - self.value[:, None] * self.of) / self.of.mean(axis=1)[:, None]

    @cached_property
    def errors(self) -> Matrix:
        """Draws of how far each value may be off: combinations x draws; no replicates, no knowledge: NaN."""
        runs = self.replicates
        if runs < 2:
            return np.full((len(self.value), self.n_draws), math.nan)
        rng = np.random.default_rng(self.seed)
        weights = rng.standard_normal((runs, self.n_draws)) / math.sqrt(runs * (runs - 1))
        weights /= np.sqrt(rng.chisquare(runs - 1, self.n_draws) / (runs - 1))
        return self.deviation @ weights

    def spread(self, deviation: Matrix) -> np.ndarray:
        """Standard errors of means whose deviations by replicate are given (numbers x replicates)."""
        runs = self.replicates
        return (
            np.sqrt((deviation**2).sum(axis=1) / (runs * (runs - 1))) if runs > 1 else np.full(len(deviation), np.nan)
        )

    def estimate(self, contrasts: Matrix) -> Estimates:
        """Sums of values, each weighted by a row of ``contrasts`` (numbers x combinations)."""
        return self._with_intervals(
            contrasts @ self.value, contrasts @ self.errors, self.spread(contrasts @ self.deviation)
        )

    def against(self, rows: Sequence[int] | np.ndarray, row: int = 0) -> Estimates:
        """Differences of the combinations in ``rows`` to the one in ``row``, pair by pair."""
        spread = self.spread(self.deviation[rows] - self.deviation[row])
        return self._with_intervals(self.value[rows] - self.value[row], self.errors[rows] - self.errors[row], spread)

    def _with_intervals(self, value: np.ndarray, draws: Matrix, spread: np.ndarray) -> Estimates:
        one, every = quantile_t(self.replicates), _largest(draws, spread)
        return Estimates(
            value, value - one * spread, value + one * spread, value - every * spread, value + every * spread, draws
        )


def quantile_t(replicates: int) -> float:
    """Half-width of a two-sided 95 % interval in standard errors; NaN for a single replicate."""
    from scipy.stats import t

    return float(t.ppf(0.5 + LEVEL / 2, replicates - 1)) if replicates > 1 else math.nan


def _largest(draws: Matrix, spread: np.ndarray) -> float:
    """Half-width, in standard errors, that holds for all numbers at once (two-sided)."""
    moves = spread > 0
    if not moves.any():
        return 0.0 if not np.isnan(spread).any() else math.nan
    return float(np.quantile(np.abs(draws[moves] / spread[moves, None]).max(axis=0), LEVEL))


# --- what a measure is worth: rows of weights over the combinations ------------------------------------------------


def members(masks: np.ndarray, k: int) -> Matrix:
    """Which of ``k`` measures each combination has: combinations x measures, true or false."""
    return (np.asarray(masks)[:, None] >> np.arange(k)) & 1 == 1


def every(k: int) -> np.ndarray:
    """All combinations of ``k`` measures."""
    return np.arange(2**k)


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


def alone(k: int) -> Matrix:
    """Effect of each measure added to nothing."""
    return np.array([_difference(2**k, 1 << i, 0) for i in range(k)])


def last(k: int) -> Matrix:
    """Effect of each measure added to all others."""
    everything = 2**k - 1
    return np.array([_difference(2**k, everything, everything ^ (1 << i)) for i in range(k)])


def total(k: int) -> Matrix:
    """Effect of all measures together, as a single row."""
    return _difference(2**k, 2**k - 1, 0)[None, :]


def pairs(k: int) -> list[tuple[int, int]]:
    """Pairs of measures, in the order of ``interactions``."""
    return [(i, j) for i in range(k) for j in range(i + 1, k)]


def interactions(k: int) -> Matrix:
    """How much more two measures do together than each for itself, on average over all combinations of the others."""
    sign = np.where(members(every(k), k).T, 1.0, -1.0)
    rows = [sign[i] * sign[j] / 2 ** (k - 2) for i, j in pairs(k)]
    return np.array(rows).reshape(len(rows), 2**k)


def _difference(combinations: int, plus: int, minus: int) -> np.ndarray:
    row = np.zeros(combinations)
    row[plus] += 1
    row[minus] -= 1
    return row


# --- many measures: Shapley values from sampled orders --------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Orders:
    """Random orders of introduction, each with its reverse, and the combinations that they pass through."""

    orders: Matrix  # pairs of orders x 2 x measures
    masks: np.ndarray  # combinations, 0 first; also each measure alone and all but each

    @property
    def k(self) -> int:
        """Number of measures."""
        return self.orders.shape[2]

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Row of each combination."""
        return {int(mask): row for row, mask in enumerate(self.masks)}

    def difference(self, plus: int, minus: int) -> np.ndarray:
        """Contrast of two combinations."""
        return _difference(len(self.masks), self.row_of[plus], self.row_of[minus])

    @cached_property
    def by_pair(self) -> Matrix:
        """Contrasts of what each measure adds when its turn comes: pairs of orders x measures x combinations."""
        found = np.zeros((len(self.orders), self.k, len(self.masks)))
        for p, both in enumerate(self.orders):
            for order in both:
                mask = 0
                for i in order:
                    found[p, i] += self.difference(mask | 1 << int(i), mask) / 2
                    mask |= 1 << int(i)
        return found

    @property
    def alone(self) -> Matrix:
        """Effect of each measure added to nothing."""
        return np.array([self.difference(1 << i, 0) for i in range(self.k)])

    @property
    def last(self) -> Matrix:
        """Effect of each measure added to all others."""
        everything = (1 << self.k) - 1
        return np.array([self.difference(everything, everything ^ (1 << i)) for i in range(self.k)])

    @property
    def total(self) -> Matrix:
        """Effect of all measures together, as a single row."""
        return self.difference((1 << self.k) - 1, 0)[None, :]


def sampled_orders(k: int, n_pairs: int, seed: int = 0) -> Orders:
    """Draw ``n_pairs`` orders of ``k`` measures; each comes with its reverse, which halves most of the noise."""
    rng = np.random.default_rng(seed)
    forward = np.array([rng.permutation(k) for _ in range(n_pairs)])
    orders = np.stack([forward, forward[:, ::-1]], axis=1)
    everything = (1 << k) - 1
    masks = dict.fromkeys([0, everything])
    masks |= dict.fromkeys(one for i in range(k) for one in (1 << i, everything ^ (1 << i)))
    for order in orders.reshape(-1, k):
        mask = 0
        for i in order:
            mask |= 1 << int(i)
            masks[mask] = None
    return Orders(orders, np.array(list(masks), dtype=np.int64))


def shapley_from(orders: Orders, values: Values) -> tuple[Estimates, np.ndarray]:
    """Shapley values with intervals that count both errors, and the standard error from sampling orders alone."""
    contrasts = orders.by_pair.mean(axis=0)
    n = len(orders.orders)
    gains = orders.by_pair @ values.value  # pairs of orders x measures
    sampling = gains.std(axis=0, ddof=1) / math.sqrt(n) if n > 1 else np.full(orders.k, math.nan)
    chance = np.random.default_rng(values.seed + 1).standard_normal((orders.k, values.n_draws))
    draws = contrasts @ values.errors + sampling[:, None] * chance
    spread = np.hypot(values.spread(contrasts @ values.deviation), sampling)
    return values._with_intervals(contrasts @ values.value, draws, spread), sampling  # noqa: SLF001


# --- which combinations may be the best -----------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Best:
    """Which combinations cannot be told from the best, and what naming the first of them would promise too much.

    ``named`` is the winner's effect as found on all replicates; ``honest`` what winners chosen on nine tenths of the
    replicates do on the last tenth.
    """

    inside: np.ndarray
    winner: int
    named: float
    honest: float

    @property
    def optimism(self) -> float:
        """How much too good the winner looks."""
        return self.named - self.honest


def best(values: Values) -> Best:
    """Find the combinations not distinguishable from the best (more is better)."""
    winner = int(np.argmax(values.value))
    return Best(may_be_best(values), winner, float(values.value[winner] - values.value[0]), honest_effect(values))


def may_be_best(values: Values) -> np.ndarray:
    """Combinations that may be the best: with 95 % certainty the true best is among them.

    Hsu's comparisons with the best on common random numbers: a combination is left out if some other one is better by
    more than the largest of its paired differences to all others would be, in 95 of 100 cases, if all were equally
    good. It uses every replicate for choosing and promises its 95 % for any true effects; halving the replicates
    would promise no more, with an answer that depends on the halves.
    """
    if values.replicates < 2:
        return np.ones(len(values.value), bool)
    gram = values.deviation @ values.deviation.T / (values.replicates * (values.replicates - 1))
    inside = np.ones(len(values.value), bool)
    for row in range(len(inside)):
        spread = np.sqrt(np.maximum(gram.diagonal() + gram[row, row] - 2 * gram[row], 0.0))
        moves = spread > 1e-9 * max(1.0, abs(values.value[row]))
        behind = values.value - values.value[row]
        if (behind[~moves] > 1e-9 * max(1.0, abs(values.value[row]))).any():
            inside[row] = False  # always exactly so much less
            continue
        worst = float((behind[moves] / spread[moves]).max(initial=0.0))
        if worst > 0:
            inside[row] = worst <= _critical(values, row, np.flatnonzero(moves), spread[moves], worst)
    return inside


def _critical(values: Values, row: int, others: np.ndarray, spread: np.ndarray, asked: float) -> float:
    """Largest standardised lead over ``row`` that equally good combinations have in 95 of 100 cases.

    Bounds come first: most combinations are so near, or so far behind, that they need no draws.
    """
    from scipy.stats import t

    freedom = values.replicates - 1
    least, most = t.ppf(LEVEL, freedom), t.ppf(1 - (1 - LEVEL) / len(others), freedom)
    if asked <= least or asked > most:
        return float(least if asked <= least else most)
    lead = (values.errors[others] - values.errors[row]) / spread[:, None]
    return float(np.quantile(lead.max(axis=0), LEVEL))


def honest_effect(values: Values, folds: int = 10, repeats: int = 20) -> float:
    """Effect of the combination that looks best, chosen and measured on different replicates (tenfold, repeated)."""
    runs = values.replicates
    folds = min(folds, runs)
    if folds < 2:
        return math.nan
    rng = np.random.default_rng(values.seed)
    whole = values.n.sum(axis=1), values.of.sum(axis=1)
    found = []
    for _ in range(repeats):
        top, bottom = np.zeros(2), np.zeros(2)
        for held in np.array_split(rng.permutation(runs), folds):
            n, of = values.n[:, held].sum(axis=1), values.of[:, held].sum(axis=1)
            with np.errstate(invalid="ignore", divide="ignore"):
                winner = int(np.nanargmax(values.scale * (whole[0] - n) / (whole[1] - of)))
            top += n[[winner, 0]]
            bottom += of[[winner, 0]]
        found.append(values.scale * float(top[0] / bottom[0] - top[1] / bottom[1]))
    return float(np.mean(found))


# --- effect against cost --------------------------------------------------------------------------------------------


def frontier(effect: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Rows that nothing cheaper (or as cheap) reaches, from the cheapest on."""
    order = np.lexsort((-effect, cost))
    ahead = np.maximum.accumulate(np.concatenate([[-np.inf], effect[order][:-1]]))
    return order[effect[order] > ahead]


def clear_steps(values: Values, rows: np.ndarray) -> np.ndarray:
    """Rows of a frontier that are better for certain than the one kept before; combination 0 is where it begins."""
    kept: list[int] = []
    before = 0
    for row in rows:
        if values.against([int(row)], before).low[0] > 0:
            kept.append(int(row))
            before = int(row)
    return np.array(kept, dtype=int)


def on_frontier(effect: Estimates, cost: Estimates) -> np.ndarray:
    """Share of the draws in which each row is on the frontier."""
    n = effect.draws.shape[1]
    count = np.zeros(len(effect.value))
    for b in range(n):
        count[frontier(effect.value + effect.draws[:, b], cost.value + cost.draws[:, b])] += 1
    return count / n


# --- an order of introduction ---------------------------------------------------------------------------------------

ADDED, NOTHING, HARM, BUDGET, DONE = "added", "not distinguishable from zero", "harm", "over budget", "all are in"


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of an order: the measure, what it adds (interval for all candidates at once), what there is then.

    ``rivals``: other measures whose gain at this step cannot be told from this one's. ``says``: ``added``, or why
    there is no such step (the measure that would have come next is named; -1 if there is none).
    """

    measure: int
    before: int
    row: int
    gain: tuple[float, float, float]
    effect: tuple[float, float, float]
    rivals: tuple[int, ...]
    says: str


def introduce(
    values: Values,
    k: int,
    allowed: np.ndarray | None = None,
    worth: Callable[[np.ndarray, int, np.ndarray], np.ndarray] | None = None,
) -> list[Step]:
    """Introduce one measure after the other, each the best of those whose gain is above zero for certain.

    Every gain is a paired difference between two simulated combinations, not a sum of single effects.

    Args:
        values: all 2^k combinations.
        k: number of measures.
        allowed: which combinations the budget allows (default: all).
        worth: from gains, the row now and the rows after each candidate to what is compared (default: the gains).
    """
    allowed = np.ones(2**k, bool) if allowed is None else allowed
    now = 0
    steps: list[Step] = []
    while True:
        open_ = [i for i in range(k) if not now >> i & 1]
        payable = np.array([i for i in open_ if allowed[now | 1 << i]], dtype=int)
        if not len(payable):
            return [*steps, _end(values, now, BUDGET if open_ else DONE)]
        rows = now | 1 << payable
        gains = values.against(rows, now)
        sure = gains.all_low > 0
        score = gains.value if worth is None else worth(gains.value, now, rows)
        chosen = int(np.argmax(np.where(sure, score, -np.inf) if sure.any() else gains.value))
        step = _step(values, gains, payable, chosen, now, rows)
        if not sure[chosen]:
            return [*steps, dataclasses.replace(step, says=HARM if gains.all_high[chosen] < 0 else NOTHING)]
        steps.append(step)
        now = int(rows[chosen])


def _step(values: Values, gains: Estimates, payable: np.ndarray, chosen: int, now: int, rows: np.ndarray) -> Step:
    row = int(rows[chosen])
    gap = values.against(rows, row)
    near = tuple(int(i) for i in payable[gap.all_high >= 0] if i != payable[chosen])
    gain = float(gains.value[chosen]), float(gains.all_low[chosen]), float(gains.all_high[chosen])
    return Step(int(payable[chosen]), now, row, gain, _of(values, row), near, ADDED)


def _end(values: Values, now: int, says: str) -> Step:
    return Step(-1, now, now, (math.nan,) * 3, _of(values, now), (), says)


def _of(values: Values, row: int) -> tuple[float, float, float]:
    found = values.against([row], 0)
    return float(found.value[0]), float(found.low[0]), float(found.high[0])
