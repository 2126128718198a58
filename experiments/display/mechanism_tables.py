"""What measures do without one mechanism at a time, as text for the terminal; and what they do elsewhere."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
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
NAME = 50  # letters of a mechanism


def elsewhere(folder: str, headline: Headline, names: Collection[str]) -> pd.DataFrame | None:
    """Differences of the headline outcomes in the folder of another comparison, by scenario and outcome.

    ``InputError`` for a folder that holds no comparison, or none of these outcomes or scenarios.
    """
    if not folder:
        return None
    file = Path(folder) / FILE
    if not file.is_file():
        raise InputError(f"beside={folder} holds no {FILE}; name the folder that a comparison has written.")
    table = load_table(file, "comparison")
    missing = {"scenario", "outcome", "difference", "low", "high"} - set(table)
    if missing:
        raise InputError(f"{file} lacks {', '.join(sorted(missing))}; name the folder that a comparison has written.")
    table = table[table["outcome"].isin(headline.both)]
    if table.empty:
        raise InputError(f"{file} has no row of {' or '.join(headline.both)}; compare there over as many months.")
    if not table["scenario"].isin(names).any():
        raise InputError(f"{file} compares none of these measures; compare the same there.")
    return table.set_index(["scenario", "outcome"])


def text(
    words: Words, table: pd.DataFrame, removals: Mapping[str, Removal], options: Any, other: pd.DataFrame | None
) -> str:
    """Each measure with all mechanisms (and elsewhere), and the mechanisms that change it most."""
    lines = [words("mechanisms.head", municipality=options.municipality.title, setting=options.setting)]
    lines.append(words("mechanisms.units"))
    for outcome, found in table.groupby("outcome", sort=False):
        lines += ["", words("mechanisms.outcome", outcome=words(f"terminal.outcome.{outcome}"))]
        whole = found[found["mechanism"] == ""].set_index("scenario")
        for name in whole.index:
            lines.append(f"  {words.title(str(name), options.policies)}")
            if name == BASELINE:
                lines.append("    " + words("mechanisms.level", level=words.number(whole.loc[name, "baseline"], 1)))
            else:
                if other is not None and (name, outcome) in other.index:
                    there = _span(words, other.loc[(name, outcome)])
                    lines.append("    " + words("mechanisms.beside", folder=options.beside, span=there))
                lines.append("    " + words("mechanisms.effect", span=_span(words, whole.loc[name])))
            rows = found[(found["scenario"] == name) & (found["mechanism"] != "")]
            lines += [f"    {line}" for line in _changes(words, rows, removals)]
    return "\n".join(lines) + "\n"


def _changes(words: Words, rows: pd.DataFrame, removals: Mapping[str, Removal]) -> list[str]:
    """A line a mechanism that surely changes the effect, the largest first."""
    sure = rows[(rows["change_low"] > 0) | (rows["change_high"] < 0)]
    ordered = sure.loc[sure["change"].abs().sort_values(ascending=False, kind="stable").index]
    lines = []
    for _, row in ordered.iterrows():
        title = getattr(removals[str(row["mechanism"])].title, words.language)
        span = _span(words, row, "change", "change_low", "change_high")
        lines.append(f"{words('mechanisms.without', title=title):<{NAME}}  {span}")
    return lines or [words("mechanisms.none")]


def _span(words: Words, row: pd.Series, value: str = "difference", low: str = "low", high: str = "high") -> str:
    if math.isnan(row[value]):
        return words("mechanisms.nobody")
    ends = {"value": row[value], "low": row[low], "high": row[high]}
    return words("mechanisms.span", **{name: words.number(end, 1, sign=True) for name, end in ends.items()})
