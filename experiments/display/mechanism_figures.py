"""Pictures of what measures do with all mechanisms of a setting, and of what changes without each, in each language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.display.sheet import Sheet, cells
from experiments.display.style import DIM, legible, styled
from experiments.display.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from bygd.scenarios.removals import Removal

ROW, COLUMN, EDGE = 17.0, 47.0, 240.0  # points


@styled()
def save_all(
    folder: Path, table: pd.DataFrame, removals: Mapping[str, Removal], options: Any, other: pd.DataFrame | None
) -> None:
    """Write a picture an outcome into ``folder``, in each language."""
    for words in map(Words, LANGUAGES):
        for outcome, found in table.groupby("outcome", sort=False):
            sheet = matrix(words, found, removals, options, other)
            what = words(f"terminal.outcome.{outcome}")
            title = words("mechanisms.title", municipality=options.municipality.title, outcome=what)
            caption = words("mechanisms.caption")
            sheet.save(folder / f"mechanisms_{outcome}_{words.language}", title=title, caption=caption)


def matrix(
    words: Words, found: pd.DataFrame, removals: Mapping[str, Removal], options: Any, other: pd.DataFrame | None
) -> Sheet:
    """One row a measure: what it does (elsewhere, and here), and what that changes by without each mechanism."""
    names = list(dict.fromkeys(found["scenario"]))
    heads = [*(["mechanisms.elsewhere"] if other is not None else []), "mechanisms.here"]
    by = found.set_index(["mechanism", "scenario"])
    outcome = str(found["outcome"].iloc[0])
    grid = np.full((len(names), len(heads) + len(removals)), math.nan)
    texts = np.full(grid.shape, "", dtype=object)
    for row, name in enumerate(names):
        here = by.loc[("", name)]
        given: list[tuple[float, float, float]] = []
        if other is not None:
            given.append(_effect(other.loc[(name, outcome)]) if (name, outcome) in other.index else (math.nan,) * 3)
        given.append(_effect(here))
        given += [tuple(by.loc[(item, name), ["change", "change_low", "change_high"]]) for item in removals]
        for column, (value, low, high) in enumerate(given):
            if math.isnan(value):
                continue
            sure = low > 0 or high < 0
            grid[row, column] = value if sure else 0.0
            texts[row, column] = words.number(value, 1, sign=True) if sure else ""
    columns = [words(head) for head in heads] + [getattr(item.title, words.language) for item in removals.values()]
    labels = [legible(words.title(name, options.policies), 60) for name in names]
    sheet = Sheet(190 + ROW * len(names), words, width=EDGE + COLUMN * grid.shape[1], margins=None)
    reach = max(1.0, float(np.nanmax(np.abs(grid))))
    cells(sheet.axes, grid, texts, (labels, columns), cmap="RdBu", vmin=-reach, vmax=reach)
    sheet.axes.axvline(len(heads) - 0.5, color=DIM, linewidth=1.2)
    return sheet


def _effect(row: pd.Series) -> tuple[float, float, float]:
    return float(row["difference"]), float(row["low"]), float(row["high"])
