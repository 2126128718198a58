"""Outcomes of one scenario, each with its interval; effects in each ensemble member."""

from __future__ import annotations

import pandas as pd

from bygd.statistics.comparison import comparison, members_of
from bygd.statistics.paired import ratio
from sim.outcomes import OUTCOMES, levels


def outcome_frame(runs: pd.DataFrame) -> pd.DataFrame:
    """One row an outcome of the rows of one scenario: value, 95 % interval (low, high), n, of, unit, label, direction.

    Values are not a number where nobody was observed.
    """
    counts = {name: (runs[f"{name}_n"].to_numpy(float), runs[f"{name}_of"].to_numpy(float)) for name in OUTCOMES}
    table, members = levels(counts), members_of(runs)
    ends = [ratio(*counts[outcome.name], outcome.scale, members) for outcome in OUTCOMES.values()]
    table.insert(2, "low", [item.low for item in ends])
    table.insert(3, "high", [item.high for item in ends])
    return table


def by_member(runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a scenario, outcome and ensemble member: the paired difference in it alone, its interval from chance."""
    columns = ["scenario", "outcome", "label", "unit", "baseline", "scenario_value", "difference", "low", "high"]
    frames = []
    for member in runs["baseline"]["point"].unique():
        alone = {name: rows[rows["point"] == member].drop(columns="point") for name, rows in runs.items()}
        frames.append(comparison(alone)[[*columns, "replicates"]].assign(member=member))
    table = pd.concat(frames, ignore_index=True)
    order = {name: {key: i for i, key in enumerate(table[name].unique())} for name in ("scenario", "outcome")}
    keys = [table[name].map(rank) for name, rank in order.items()]
    table.insert(2, "member", table.pop("member"))
    return table.iloc[pd.DataFrame(dict(enumerate(keys))).sort_values([0, 1], kind="stable").index].reset_index(
        drop=True
    )
