"""The model beside published figures: ensemble members, or the declared numbers in several municipalities."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bygd.evidence.targets import Measured, Target, measured, values_by_point
from bygd.scenarios.trials import of_scenario
from sim.outcomes import EVERY_OUTCOME

WITHIN = 2.0  # tolerances between figure and median of the ensemble members
ALONE = 1.0  # between figure and what one set of numbers says
SAID = (
    *("id", "tolerance", "unit", "use", "outcome", "trial"),
    *("population", "moment", "source", "publisher", "grade", "differs"),
)  # what a table says of a target itself
TIDY = (*("id", "municipality", "published", "tolerance", "value", "error", "low", "high", "away", "within"), *SAID[2:])
NOTHING = Measured(math.nan, math.nan)


def beside(targets: Sequence[Target], runs: pd.DataFrame) -> pd.DataFrame:
    """One row a published figure: the figure, its tolerance, the median member and 90 % of the members."""
    points, result = values_by_point(targets, runs)
    names = ("id", "use", "outcome", "trial", "unit", "population", "moment", "source")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice")  # nobody was observed for so long: no number
        quantiles = np.nanquantile(result, [0.05, 0.5, 0.95], axis=0)
    ranges = dict(zip(("low", "median", "high"), quantiles, strict=True))
    return figure_table(targets, names, ranges, allowed(len(points)))


def allowed(members: int) -> float:
    """Tolerances that a figure may be away: of the median of several members, or of one set of numbers."""
    return WITHIN if members > 1 else ALONE


def figure_table(
    targets: Sequence[Target], names: Sequence[str], columns: dict[str, np.ndarray], most: float = WITHIN
) -> pd.DataFrame:
    """One row a figure: what is declared of it (``names``), ``columns``, and how far off the ``median`` is.

    ``within``: at most ``most`` tolerances away.
    """
    said = {name: [getattr(item, name) for item in targets] for name in (*names, "value", "tolerance")}
    table = pd.DataFrame(said | columns).rename(columns={"value": "published"})
    table["away"] = [item.away(value) for item, value in zip(targets, columns["median"], strict=True)]
    return table.assign(within=table["away"].abs() <= most)


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
    found = {name: _of_one(target, name, runs) for name in runs}
    for name, item in found.items():
        row |= {name: item["value"], f"{name}_low": item["low"], f"{name}_high": item["high"]}
    away = found[target.municipality]["away"] if target.municipality in found else math.nan
    return row | {"away": away, "verdict": verdict(away)}


def _of_one(target: Target, name: str, runs: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """What one set of numbers says of a figure in a municipality; ``away`` only where the figure was counted."""
    item = _measured_in(target, name, runs)
    half = 1.96 * item.error
    return {
        "municipality": name,
        "value": item.value,
        "error": item.error,
        "low": item.value - half,
        "high": item.value + half,
        "away": target.away(item.value) if name == target.municipality else math.nan,
    }


def tidy(targets: Sequence[Target], runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a figure and municipality: ``TIDY``; of several members the median, and 90 % of them.

    ``within`` is as in the table of the program that prints it: at most ``ALONE`` tolerances away with one set of
    numbers, ``WITHIN`` with several members; missing where the figure was not counted, or nobody was observed.
    """
    rows = []
    for name, some in runs.items():
        members = some["point"].nunique() if "point" in some else 1
        several = members > 1
        here = [item for item in targets if not item.over or (item.municipality == name and not several)]
        found = _of_members(here, name, some) if several else [_of_one(item, name, runs) for item in here]
        for target, row in zip(here, found, strict=True):
            within = pd.NA if math.isnan(row["away"]) else abs(row["away"]) <= allowed(members)
            rows.append(
                {**{item: getattr(target, item) for item in SAID}, "published": target.value, **row, "within": within}
            )
    return pd.DataFrame(rows, columns=list(TIDY)).astype({"within": "boolean"})


def _of_members(targets: Sequence[Target], name: str, runs: pd.DataFrame) -> list[dict[str, Any]]:
    """What the members say of figures, in one municipality."""
    return [
        {
            "municipality": name,
            "value": row["median"],
            "low": row["low"],
            "high": row["high"],
            "away": row["away"] if name == target.municipality else math.nan,
        }
        for target, row in zip(targets, beside(targets, runs).to_dict("records"), strict=True)
    ]


def verdict(away: float) -> str:
    """Within one tolerance, or how many of them above or below."""
    if math.isnan(away):
        return "–"
    return "within" if abs(away) <= ALONE else f"{abs(away):.1f} {'above' if away > 0 else 'below'}"


def _measured_in(target: Target, name: str, runs: dict[str, pd.DataFrame]) -> Measured:
    """Measure in one municipality; a ratio of two only there where it belongs."""
    if not target.over:
        return measured(target, runs[name])
    if name != target.municipality or target.over not in runs:
        return NOTHING
    return measured(target, runs[name], runs[target.over])
