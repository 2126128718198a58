"""Pictures of obstacles taken away one at a time, and of the reasons that employers give, in each language."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from bygd.scenarios.removals import SIDES, Removal
from bygd.scenarios.settings import headline_of
from bygd.statistics.obstacles import PLACEMENTS
from experiments.display.drawings import beside
from experiments.display.sheet import WIDE, Sheet, label_rows, span, zero
from experiments.display.style import BASE, FAINT, HARM, NEW, styled
from experiments.display.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

    from bygd.scenarios.settings import Headline
    from experiments.display.figures import Shown

ROW, EDGES = 19.0, 90.0  # points of a row, and above and below all rows
LETTERS = 52  # of a row's name, before it is cut into two lines
SIDE_NAMES = {"placement": ("requests", "path.answers"), "job": ("applications", "obstacles.turned_down")}


@styled()
def save_all(
    folder: Path, shown: Shown, table: pd.DataFrame, reasons: pd.DataFrame, removals: Mapping[str, Removal]
) -> None:
    """Write both pictures into ``folder``, in each language."""
    failed, of = shown.failed
    for words in map(Words, LANGUAGES):
        note = words("figures.failed", failed=words.number(failed), all=words.number(of)) if failed else ""
        municipality = shown.options.municipality.title
        lines = {"obstacles": shown.over(words, "lines", "_of_pairs"), "labels": shown.over(words, "lines")}
        effects = removed(words, table, removals, headline_of(shown.options))
        sheets = {"obstacles": effects, "labels": given(words, reasons)}
        titles = {"obstacles": "obstacles.title", "labels": "obstacles.labels_title"}
        captions = {"obstacles": "obstacles.caption", "labels": "obstacles.labels_caption"}
        for name, sheet in sheets.items():
            title, caption = words(titles[name], municipality=municipality), words(captions[name], lines=lines[name])
            sheet.save(folder / f"{name}_{words.language}", note, title=title, caption=caption)


def removed(words: Words, table: pd.DataFrame, removals: Mapping[str, Removal], headline: Headline) -> Sheet:
    """One row an obstacle, by side: placements and employment without it, and how often it is named."""
    rows = _rows(table)
    names = [words(f"obstacles.side.{row[1:]}") if row in HEADS else _title(words, removals[row]) for row in rows]
    options: Any = {"sharey": True, "gridspec_kw": {"width_ratios": [1, 1, 0.5]}}
    sheet = Sheet(EDGES + ROW * len(rows), words, width=1.6 * WIDE, grid=(1, 3), margins=None, **options)
    panels = ((PLACEMENTS, "placements", 100.0), (headline.work, "employed", 1.0))  # with their scale
    for axes, (outcome, key, scale) in zip(sheet.panels, panels, strict=False):
        _effects(axes, rows, table[table["outcome"] == outcome].set_index("obstacle"), scale)
        axes.set_title(words(f"obstacles.{key}", months=str(headline.months)), fontsize=11)
        axes.xaxis.set_major_formatter(sheet.ticks(sign=True))
    _named(sheet, rows, table)
    label_rows(sheet.axes, [textwrap.fill(name, LETTERS) for name in names], 9.5)
    for row, label in zip(rows, sheet.axes.get_yticklabels(), strict=True):
        label.set_fontweight("bold" if row in HEADS else "normal")
    for axes in sheet.panels:
        axes.tick_params(axis="y", length=0)
    return sheet


HEADS = tuple(f"#{side}" for side in SIDES)  # rows that name what follows


def _rows(table: pd.DataFrame) -> list[str]:
    """Names of the obstacles from the top down, each side under its heading."""
    rows: list[str] = []
    for side, head in zip(SIDES, HEADS, strict=True):
        names = list(dict.fromkeys(table.loc[table["side"] == side, "obstacle"]))
        rows += [head, *names] if names else []
    return rows


def _title(words: Words, removal: Removal) -> str:
    title: str = getattr(removal.title, words.language)
    return title


def _effects(axes: Axes, rows: Sequence[str], found: pd.DataFrame, scale: float) -> None:
    """Bars with their intervals: blue above zero for certain, red below, grey where it is neither."""
    for y, name in enumerate(rows):
        if name in found.index:
            value, low, high = scale * found.loc[name, ["difference", "low", "high"]].to_numpy(float)
            colour = NEW if low > 0 else HARM if high < 0 else BASE
            axes.barh(y, value, 0.62, color=colour, alpha=0.35, linewidth=0)
            span(axes, y, (value, low, high), colour, markersize=4.5, linewidth=1.8)
    zero(axes)
    axes.grid(axis="x", alpha=0.25)


def _named(sheet: Sheet, rows: Sequence[str], table: pd.DataFrame) -> None:
    """How often each obstacle is the reason that is given, in per cent of requests or applications."""
    axes, shares = sheet.panels[-1], table.drop_duplicates("obstacle").set_index("obstacle")["named"]
    for y, name in enumerate(rows):
        if name in shares and np.isfinite(shares[name]):
            axes.barh(y, shares[name], 0.62, color=FAINT, linewidth=0)
            beside(axes, shares[name], y, sheet.words.number(shares[name], 1) if sheet.words else "")
    axes.set_title(sheet.words("obstacles.named") if sheet.words else "", fontsize=11)
    axes.set_xlim(0, 1.35 * max([1.0, *shares[np.isfinite(shares)]]))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def given(words: Words, reasons: pd.DataFrame) -> Sheet:
    """The reasons that employers give, a panel each for requests and for applications, the most frequent first."""
    most = int(reasons["side"].value_counts().max())
    sheet = Sheet(EDGES + ROW * most, words, width=1.6 * WIDE, grid=(1, 2), margins=None)
    for axes, (side, (key, names)) in zip(sheet.panels, SIDE_NAMES.items(), strict=True):
        found = reasons[reasons["side"] == side]
        for y, (value, low, high) in enumerate(found[["value", "low", "high"]].to_numpy(float)):
            axes.barh(y, value, 0.62, color=FAINT, linewidth=0)
            span(axes, y, (value, low, high), BASE, markersize=4.5, linewidth=1.8)
        texts = words.part(names)
        label_rows(axes, [texts[name] for name in found["reason"]], 9.5)
        axes.set_ylim(most - 0.5, -0.5)
        axes.set_title(words(f"obstacles.{key}"), fontsize=11)
        axes.xaxis.set_major_formatter(sheet.ticks())
        axes.tick_params(axis="y", length=0)
    return sheet
