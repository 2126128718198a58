"""Cells of the explorer beside ``compare``: the same scenarios simulated anew with other seeds, many runs of each."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from bygd.commands import recorded
from bygd.scenarios.options import CompareOptions
from bygd.statistics.comparison import by_scenario, contrast_of, members_of
from bygd.studies.exploring import Exploration, Exploring
from bygd.studies.programs import compare_study
from bygd.studies.study import Study

SIDES = ("difference", "low", "high", "share", "error")


def some_cells(study: Exploration, cells: int, seed: int) -> list[str]:
    """Names of so many random cells, nothing not among them."""
    names = [name for name in study.scenarios if name != "baseline"]
    return [names[i] for i in np.random.default_rng(seed).permutation(len(names))[:cells]]


def comparing(study: Exploration, names: list[str], replicates: int) -> Study:
    """The comparison of these scenarios with the baseline, in all members of the ensemble, with the next seed."""
    options = study.options
    kept = {
        item.name: getattr(options, item.name)
        for item in dataclasses.fields(CompareOptions)
        if hasattr(options, item.name)
    }
    kept |= {"scenarios": names, "replicates": replicates, "seed": options.seed + 1, "out": str(study.folder / "check")}
    result = compare_study(CompareOptions(**kept))
    result.arguments = recorded("explorer check", study.folder)
    return result


def beside(
    study: Exploration, found: Exploring, tables: dict[str, pd.DataFrame], outcomes: Iterable[str]
) -> pd.DataFrame:
    """One row a scenario and outcome: what either says, ``z`` of the difference, whether both agree.

    ``error``: standard error of the mean over all members there are, chance and choice of members together. They agree
    where the means differ by less than 1.96 such errors of both, as 95 of 100 do if neither is biased.
    """
    runs = by_scenario(tables, "runs")
    base, cell_of = runs["baseline"], {name: i for i, name in enumerate(study.scenarios)}
    rows = []
    for key in [name for name in outcomes if name in found.quantities]:
        names = [name for name in runs if name != "baseline"]
        ours = found.quantities[key].against(np.array([cell_of[name] for name in names]))
        shares = ours.above()
        errors = np.hypot(ours.spread / np.sqrt(found.members), ours.chance)
        for i, name in enumerate(names):
            other = contrast_of(base, runs[name], key, members_of(base))
            row: dict[str, Any] = {"scenario": name, "outcome": key}
            row |= _side("explorer", ours.value[i], ours.low[i], ours.high[i], shares[i], errors[i])
            both = other.members
            told_apart = both is not None and not math.isnan(both.spread)  # not with one run a member
            if both is not None and told_apart:
                error, share = float(np.hypot(both.spread / np.sqrt(both.count), both.chance / 1.96)), both.helps
            else:
                alone = contrast_of(base, runs[name], key)
                error, share = (alone.high - alone.low) / 2 / 1.96, math.nan
            row |= _side("compare", other.difference, other.low, other.high, share, error)
            row["z"] = (ours.value[i] - other.difference) / np.hypot(errors[i], error)
            rows.append(row | {"agrees": abs(row["z"]) < 1.96})
    return pd.DataFrame(rows)


def _side(name: str, *values: float) -> dict[str, float]:
    return {f"{name}_{part}": float(value) for part, value in zip(SIDES, values, strict=True)}
