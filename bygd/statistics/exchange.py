"""The practice of two municipalities exchanged: two by two, each with its own practice and that of the other.

Same firms, people and luck with another practice: a paired difference, the model's answer to "what does the practice
do?". Another municipality with the same practice: other firms, other people, another centrality; never "the effect of"
it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bygd.scenarios.build import PRACTICE_OF
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.settings import USUAL
from bygd.statistics.paired import contrast, ratio, verdict
from sim.outcomes import OUTCOMES


def two_by_two(
    tables: dict[str, dict[str, pd.DataFrame]], outcomes: Sequence[str] = tuple(USUAL.asked)
) -> pd.DataFrame:
    """One row an outcome and municipality: value with each practice, and the paired difference between them.

    ``tables``: runs by municipality and scenario, which are the baseline and the practice of the other; ``outcomes`` of
    the setting, that stand among others.
    """
    rows = []
    for key in ("employed_1y", *outcomes, "requests_accepted", "follow_up", "hired_by_host"):
        outcome = OUTCOMES[key]
        for municipality, runs in tables.items():
            pair: dict[str, tuple[np.ndarray, np.ndarray]] = {}
            for practice in tables:
                scenario = BASELINE if practice == municipality else f"{PRACTICE_OF}{practice}"
                mine = runs[scenario]
                pair[practice] = (mine[f"{key}_n"].to_numpy(float), mine[f"{key}_of"].to_numpy(float))
            first, second = pair.values()
            result = contrast(first, second, outcome.scale)
            row = {"outcome": key, "municipality": municipality, "difference": result.difference}
            row |= {"low": result.low, "high": result.high}
            for practice, counts in pair.items():
                item = ratio(*counts, scale=outcome.scale)
                row |= {f"practice_{practice}": item.value, f"practice_{practice}_half": item.high - item.value}
            rows.append(row | {"verdict": verdict(outcome, result), "replicates": result.replicates})
    return pd.DataFrame(rows)


def market_differences(table: pd.DataFrame, key: str) -> list[float]:
    """Second municipality less the first, in one outcome, with the practice of each: other firms, people and luck."""
    rows = table[table["outcome"] == key].set_index("municipality")
    first, second = rows.index
    return [rows.loc[second, f"practice_{item}"] - rows.loc[first, f"practice_{item}"] for item in rows.index]
