"""Which combinations may be the best on average over the ensemble members, and in how many members they nearly are.

What is resampled is the member, with all its replicates; where there is one member only, the replicate.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from bygd.statistics.combinations.values import LEVEL, Estimates, Values
from bygd.statistics.paired import parted


@dataclasses.dataclass(frozen=True)
class Best:
    """Which combinations cannot be told from the best, and what naming the first of them would promise too much.

    ``named`` is the winner's effect as found on all members (or replicates); ``honest`` what winners chosen on nine
    tenths of them do on the last tenth.
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
    good. It uses every member (or replicate) for choosing and promises its 95 % for any true effects; halving them
    would promise no more, with an answer that depends on the halves.
    """
    return np.array([may_be(values, row) for row in range(len(values.value))])


def may_be(values: Values, row: int) -> bool:
    """Whether one combination is among those that may be the best."""
    if values.replicates < 2:
        return True
    known = values.covariance
    spread = np.sqrt(np.maximum(known.diagonal() + known[row, row] - 2 * known[row], 0.0))
    moves = spread > 1e-9 * max(1.0, abs(values.value[row]))
    behind = values.value - values.value[row]
    if (behind[~moves] > 1e-9 * max(1.0, abs(values.value[row]))).any():
        return False  # always exactly so much less
    worst = float((behind[moves] / spread[moves]).max(initial=0.0))
    if worst > 0:
        return worst <= _critical(values, row, np.flatnonzero(moves), spread[moves], worst)
    return True


def _critical(values: Values, row: int, others: np.ndarray, spread: np.ndarray, asked: float) -> float:
    """Largest standardised lead over ``row`` that equally good combinations have in 95 of 100 cases.

    Bounds come first: most combinations are so near, or so far behind, that they need no draws.
    """
    from scipy.stats import t

    least, most = t.ppf(LEVEL, values.freedom), t.ppf(1 - (1 - LEVEL) / len(others), values.freedom)
    if asked <= least or asked > most:
        return float(least if asked <= least else most)
    lead = (values.errors[others] - values.errors[row]) / spread[:, None]
    return float(np.quantile(lead.max(axis=0), LEVEL))


def honest_effect(values: Values, folds: int = 10, repeats: int = 20) -> float:
    """Effect of the combination that looks best, chosen and measured on different members, or replicates (tenfold)."""
    units = values.freedom + 1
    folds = min(folds, units)
    if folds < 2:
        return math.nan
    rng = np.random.default_rng(values.seed)
    whole = values.n.sum(axis=1), values.of.sum(axis=1)
    results = []
    for _ in range(repeats):
        top, bottom = np.zeros(2), np.zeros(2)
        for some in np.array_split(rng.permutation(units), folds):
            held = np.isin(values.labels, some)
            n, of = values.n[:, held].sum(axis=1), values.of[:, held].sum(axis=1)
            with np.errstate(invalid="ignore", divide="ignore"):
                winner = int(np.nanargmax(values.scale * (whole[0] - n) / (whole[1] - of)))
            top += n[[winner, 0]]
            bottom += of[[winner, 0]]
        results.append(values.scale * float(top[0] / bottom[0] - top[1] / bottom[1]))
    return float(np.mean(results))


def near_best(values: Values, margin: float) -> np.ndarray:
    """Number of members in which each combination is the best, or less than ``margin`` behind; chance is drawn in.

    Not a number in one member, and where one run a member cannot tell chance from members.
    """
    if values.members < 2:
        return np.full(len(values.value), math.nan)
    effects = (values.value - values.value[0])[:, None] + values.deviation - values.deviation[0]
    result = parted(effects, values.member)
    near = result.drawn_in >= result.drawn_in.max(axis=0) - margin
    return np.where(np.isnan(result.chance), math.nan, near.sum(axis=1))


# --- effect against cost -----------------------------------------------------------------------------------------


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
