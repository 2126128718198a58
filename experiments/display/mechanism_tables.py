"""What measures do without one mechanism at a time, as text for the terminal; and what they do elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.own_files import load_table
from bygd.scenarios.removals import Removal
from bygd.scenarios.settings import Headline
from experiments.display.words import Words

FILE = "comparison.csv"
NAME = 44  # letters of a mechanism


def elsewhere(folder: str, headline: Headline) -> pd.DataFrame | None:
    """Differences of the headline outcomes in the folder of another comparison, by scenario and outcome.

    ``InputError`` for a folder that holds no comparison, or none of these outcomes.
    """
    if not folder:
        return None
    file = Path(folder) / FILE
    if not file.is_file():
        raise InputError(f"beside={folder} holds no {FILE}; name the folder that a comparison has written.")
    table = load_table(file, "comparison")
    missing = {"scenario", "outcome", "baseline", "difference", "low", "high"} - set(table)
    if missing:
        raise InputError(f"{file} lacks {', '.join(sorted(missing))}; name the folder that a comparison has written.")
    table = table[table["outcome"].isin(headline.both)]
    if table.empty:
        raise InputError(f"{file} has no row of {' or '.join(headline.both)}; compare there over as many months.")
    return table.set_index(["scenario", "outcome"])


def text(table: pd.DataFrame, removals: Mapping[str, Removal], options: Any, other: pd.DataFrame | None) -> str:
    """Each measure with all mechanisms (and elsewhere), and the mechanisms that change it most."""
    words = Words("en")
    lines = [f"{options.municipality.title}, {options.setting}: what measures do, and which mechanism makes them do it"]
    lines.append(
        "Differences in percentage points; in brackets what covers 95 % of the sets of assumptions, and chance."
    )
    for outcome, found in table.groupby("outcome", sort=False):
        lines += ["", f"{words(f'terminal.outcome.{outcome}')}, of 100"]
        whole = found[found["mechanism"] == ""].set_index("scenario")
        for name in whole.index:
            lines.append(f"  {words.title(str(name), options.policies)}")
            if name == BASELINE:
                lines.append(f"    level, all mechanisms: {whole.loc[name, 'baseline']:.1f}")
            else:
                if other is not None and (name, outcome) in other.index:
                    lines.append(f"    {options.beside}: {_span(other.loc[(name, outcome)])}")
                lines.append(f"    all mechanisms: {_span(whole.loc[name])}")
            lines += _changes(found[(found["scenario"] == name) & (found["mechanism"] != "")], removals)
    return "\n".join(lines) + "\n"


def _changes(rows: pd.DataFrame, removals: Mapping[str, Removal]) -> list[str]:
    """A line a mechanism that surely changes the effect, the largest first."""
    sure = rows[(rows["change_low"] > 0) | (rows["change_high"] < 0)]
    ordered = sure.loc[sure["change"].abs().sort_values(ascending=False, kind="stable").index]
    if ordered.empty:
        return ["    no mechanism surely changes that"]
    return [
        f"    without “{removals[str(row['mechanism'])].title.en}”".ljust(NAME + 6)
        + _span(row, "change", "change_low", "change_high")
        for _, row in ordered.iterrows()
    ]


def _span(row: pd.Series, value: str = "difference", low: str = "low", high: str = "high") -> str:
    if math.isnan(row[value]):
        return "nobody was observed"
    return f"{row[value]:+.1f} ({row[low]:+.1f} to {row[high]:+.1f})"
