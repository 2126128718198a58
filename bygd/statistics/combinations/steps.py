"""An order of introduction: one measure after the other, each certain to add something."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from bygd.statistics.combinations.values import Estimates, Values
from bygd.statistics.paired import Contrast

ADDED, NOTHING, HARM, BUDGET, DONE = "added", "not distinguishable from zero", "harm", "over budget", "all are in"


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of an order: the measure, what it adds (interval for all candidates at once), what there is then.

    ``rivals``: other measures whose gain at this step cannot be told from this one's. ``says``: ``added``, or why
    there is no such step (the measure that would have come next is named; -1 if there is none). ``contrast``: what it
    adds asked for itself, of which ``sureness`` tells how sure it is.
    """

    measure: int
    before: int
    row: int
    gain: tuple[float, float, float]
    effect: tuple[float, float, float]
    rivals: tuple[int, ...]
    says: str
    contrast: Contrast | None = None


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
    contrast = gains.contrast(chosen, float(values.value[0]))
    return Step(int(payable[chosen]), now, row, gain, _of(values, row), near, ADDED, contrast)


def _end(values: Values, now: int, says: str) -> Step:
    return Step(-1, now, now, (math.nan,) * 3, _of(values, now), (), says)


def _of(values: Values, row: int) -> tuple[float, float, float]:
    result = values.against([row], 0)
    return float(result.value[0]), float(result.low[0]), float(result.high[0])
