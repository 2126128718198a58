"""Effect against cost: what nothing cheaper reaches."""

from __future__ import annotations

import numpy as np

from bygd.statistics.combinations.values import Estimates, Values


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
