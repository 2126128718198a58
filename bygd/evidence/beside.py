"""The model beside published figures: ensemble members, or the declared numbers in several municipalities."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from bygd.evidence.targets import Measured, Target, measured, values_by_point
from bygd.scenarios.trials import of_scenario
from sim.outcomes import EVERY_OUTCOME

WITHIN = 2.0  # tolerances between figure and median of the ensemble members
NOTHING = Measured(math.nan, math.nan)


def beside(targets: Sequence[Target], runs: pd.DataFrame) -> pd.DataFrame:
    """One row a published figure: the figure, its tolerance, the median member and 90 % of the members."""
    _, result = values_by_point(targets, runs)
    names = ("id", "use", "outcome", "trial", "unit", "population", "moment", "source")
    ranges = dict(zip(("low", "median", "high"), np.nanquantile(result, [0.05, 0.5, 0.95], axis=0), strict=True))
    return figure_table(targets, names, ranges)


def figure_table(targets: Sequence[Target], names: Sequence[str], columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """One row a figure: what is declared of it (``names``), ``columns``, and how far off the ``median`` is."""
    said = {name: [getattr(item, name) for item in targets] for name in (*names, "value", "tolerance")}
    table = pd.DataFrame(said | columns).rename(columns={"value": "published"})
    table["away"] = [item.away(value) for item, value in zip(targets, columns["median"], strict=True)]
    return table.assign(within=table["away"].abs() <= WITHIN)


def predictions(outcomes: Iterable[str], runs: pd.DataFrame) -> pd.DataFrame:
    """What the members say where nothing is published: median and 90 % of the members."""
    rows, runs = [], of_scenario(runs, "")
    for name in outcomes:
        total = runs.groupby("point", sort=False)[[f"{name}_n", f"{name}_of"]].sum()
        values = EVERY_OUTCOME[name].scale * total[f"{name}_n"] / total[f"{name}_of"].where(total[f"{name}_of"] > 0)
        low, middle, high = values.quantile([0.05, 0.5, 0.95])
        rows.append((name, EVERY_OUTCOME[name].label, EVERY_OUTCOME[name].unit, low, middle, high))
    return pd.DataFrame(rows, columns=["outcome", "label", "unit", "low", "median", "high"])


def row_of(target: Target, runs: dict[str, pd.DataFrame]) -> dict[str, object]:
    """One figure beside the runs of each municipality; ``away`` is in tolerances, where the figure was counted."""
    names = ("id", "outcome", "trial", "use", "value", "unit", "tolerance", "population", "moment", "publisher")
    row = {"published" if name == "value" else name: getattr(target, name) for name in names}
    results = {name: _measured_in(target, name, runs) for name in runs}
    for name, item in results.items():
        half = 1.96 * item.error
        row |= {name: item.value, f"{name}_low": item.value - half, f"{name}_high": item.value + half}
    away = target.away(results.get(target.municipality, NOTHING).value)
    return row | {"away": away, "verdict": verdict(away)}


def verdict(away: float) -> str:
    """Within one tolerance, or how many of them above or below."""
    if math.isnan(away):
        return "–"
    return "within" if abs(away) <= 1 else f"{abs(away):.1f} {'above' if away > 0 else 'below'}"


def _measured_in(target: Target, name: str, runs: dict[str, pd.DataFrame]) -> Measured:
    """Measure in one municipality; a ratio of two only there where it belongs."""
    if not target.over:
        return measured(target, runs[name])
    if name != target.municipality or target.over not in runs:
        return NOTHING
    return measured(target, runs[name], runs[target.over])
