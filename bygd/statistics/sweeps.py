"""Tables of a sweep: every outcome at every point, and which numbers move it."""

from __future__ import annotations

import csv
import dataclasses
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.comparison import good_runs
from bygd.statistics.drivers import verdict_on
from sim.outcomes import OUTCOMES

FEWEST = 8  # points from which a rank correlation is told


def write_rows(
    file: Path,
    by_point: Iterator[tuple[str, pd.DataFrame]],
    scenarios: list[str],
    points: dict[str, dict[str, float]],
    outcome: str,
) -> pd.DataFrame:
    """Write ``sweep.csv`` point by point; returns the rows of one outcome, with the values of the numbers.

    ``by_point``: name of a point and its runs; ``points``: the varied numbers of each.
    """
    temporary = file.with_suffix(".tmp")
    shown = []
    with temporary.open("w", newline="", encoding="utf-8") as handle:
        writer: Any = None
        for point, runs in by_point:
            for row in rows_of(runs, scenarios):
                line = {"point": point, **row, **points[point]}
                if writer is None:
                    names = ["point", *row, *dict.fromkeys(name for values in points.values() for name in values)]
                    writer = csv.DictWriter(handle, names, restval="", lineterminator="\n")
                    writer.writeheader()
                writer.writerow({key: _text(value) for key, value in line.items()})
                if row["outcome"] == outcome:
                    shown.append(line)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(file)
    return pd.DataFrame(shown)


# --- one point -------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Ratios:
    """All outcomes of a scenario at a point: ratios of sums, and what each run adds to them (runs x outcomes)."""

    value: np.ndarray
    deviation: np.ndarray

    @property
    def half(self) -> np.ndarray:
        """Half-width of the 95 % interval; NaN with one run."""
        return half_of(self.deviation)


def half_of(deviation: np.ndarray) -> np.ndarray:
    """Half-width of the 95 % interval of means whose deviations are given (runs x outcomes)."""
    runs = len(deviation)
    return 1.96 * deviation.std(axis=0, ddof=1) / math.sqrt(runs) if runs > 1 else np.full(deviation.shape[1], math.nan)


def ratios(runs: pd.DataFrame) -> Ratios:
    """All outcomes at once; the same as ``bygd.statistics.paired.ratio`` one by one."""
    n, of = (runs[[f"{name}_{part}" for name in OUTCOMES]].to_numpy(float) for part in ("n", "of"))
    scale = np.array([item.scale for item in OUTCOMES.values()])
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody was observed: NaN
        value = n.sum(axis=0) / np.where(of.sum(axis=0) > 0, of.sum(axis=0), math.nan)
        return Ratios(scale * value, scale * (n - value * of) / of.mean(axis=0))


def rows_of(runs: pd.DataFrame, scenarios: list[str]) -> Iterator[dict[str, Any]]:
    """One row a scenario and outcome of one point: value, paired difference to the baseline; none if all failed."""
    good = good_runs(runs)
    if good.empty:
        return
    results = {name: ratios(good[good["scenario"] == name]) for name in scenarios}
    failed = runs.groupby("scenario")["failed"].sum()
    for name, item in results.items():
        paired = name != BASELINE and BASELINE in results
        base = results.get(BASELINE, item)
        difference, half = item.value - base.value, half_of(item.deviation - base.deviation)
        for i, outcome in enumerate(OUTCOMES.values()):
            if math.isnan(item.value[i]):
                continue
            row = {
                "scenario": name,
                "outcome": outcome.name,
                "label": outcome.label,
                "unit": outcome.unit,
                "direction": outcome.direction,
                "value": float(item.value[i]),
                "low": float(item.value[i] - item.half[i]),
                "high": float(item.value[i] + item.half[i]),
                "replicates": len(item.deviation),
                "failed": int(failed[name]),
            }
            values = (difference[i], difference[i] - half[i], difference[i] + half[i]) if paired else [math.nan] * 3
            row |= dict(zip(("difference", "difference_low", "difference_high"), map(float, values), strict=True))
            yield row | {"verdict": verdict_on(outcome, values) if paired else ""}


def _text(value: Any) -> Any:
    """Write a number short; nothing where there is none."""
    if not isinstance(value, float):
        return value
    return "" if math.isnan(value) else f"{value:.7g}"


def rank_correlation(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """Spearman's correlation of each number with the value over the points, strongest first."""
    results = {}
    for name in names:
        both = rows[[name, "value"]].dropna().rank()
        if len(both) >= FEWEST and both.std().min() > 0:
            results[name] = float(both[name].corr(both["value"]))
    return pd.Series(results, dtype=float).sort_values(key=abs, ascending=False, kind="stable")
