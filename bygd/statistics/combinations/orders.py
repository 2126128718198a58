"""Many measures: Shapley values from sampled orders of introduction."""

from __future__ import annotations

import dataclasses
import math
from functools import cached_property

import numpy as np

from bygd.statistics.combinations.contrasts import difference
from bygd.statistics.combinations.values import Estimates, Values

Matrix = np.ndarray


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
    def by_pair(self) -> Matrix:
        """Contrasts of what each measure adds when its turn comes: pairs of orders x measures x combinations."""
        result = np.zeros((len(self.orders), self.k, len(self.masks)))
        row_of = {int(mask): row for row, mask in enumerate(self.masks)}
        for p, both in enumerate(self.orders):
            for order in both:
                mask = 0
                for i in order:
                    before, mask = mask, mask | 1 << int(i)
                    result[p, i] += difference(len(self.masks), row_of[mask], row_of[before]) / 2
        return result


def sampled_orders(k: int, n_pairs: int, seed: int = 0) -> Orders:
    """Draw ``n_pairs`` orders of ``k`` measures; each comes with its reverse, which halves most of the noise."""
    rng = np.random.default_rng(seed)
    forward = np.array([rng.permutation(k) for _ in range(n_pairs)])
    orders = np.stack([forward, forward[:, ::-1]], axis=1)
    everything = (1 << k) - 1
    masks = dict.fromkeys([0, everything])
    masks |= dict.fromkeys(item for i in range(k) for item in (1 << i, everything ^ (1 << i)))
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
    return values.estimate(contrasts, sampling), sampling
