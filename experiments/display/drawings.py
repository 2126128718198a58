"""Drawings of pages and files: one function a kind of chart; in a page 360 points wide, like a telephone."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bygd.statistics.curves import Levels
from experiments.display.sheet import WIDE, WIDTH, Interval, Sheet, label_rows, span, zero
from experiments.display.style import BASE, COLOURS, FAINT, HARM, INK, LINES, MARKERS, NEW, PALE, shade

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from experiments.display.words import Words

    Lines = Sequence[tuple[str, "Levels"]]

BESIDE = 158.0  # room for labels that stand beside their row
TALLEST = 9  # dots on each other that can still be told apart
DOTS = 20  # equally likely effects that a drawing shows


# --- rows: one scenario, group or answer under the other --------------------------------------------------------


def ends(words: Words, name: str, rows: Sequence[tuple[str, Interval, Interval]], band: float, unit: str) -> Sheet:
    """Two differences a row with their intervals: where a number is low (a ring), and where it is high (filled)."""
    sheet = Sheet(44 + 44 * len(rows), words, name)
    for y, (label, low, high) in enumerate(rows):
        zero(sheet.axes, band, (y - 0.16, y + 0.36))
        span(sheet.axes, y, low, BASE, markerfacecolor="white", markeredgewidth=2, alpha=1)
        span(sheet.axes, y + 0.22, high, NEW, markeredgewidth=2, alpha=1)
        label_above(sheet.axes, y - 0.52, label)
    sheet.axes.set_ylim(len(rows) - 0.5, -0.6)
    return _about_zero(sheet, [interval for _, *two in rows for interval in two], band, unit)


def _about_zero(sheet: Sheet, shown: Iterable[Interval], band: float, unit: str) -> Sheet:
    reach = max([band * 1.5, *(abs(x) for interval in shown for x in interval if math.isfinite(x))])
    sheet.axes.set_xlim(-reach * 1.08, reach * 1.08)
    sheet.scale(unit, sign=True)
    return sheet


def quantiles(values: np.ndarray) -> np.ndarray:
    """Twenty equally likely values (``DOTS``) of a sample: its quantiles at the middle of each twentieth."""
    return np.quantile(values, (np.arange(DOTS) + 0.5) / DOTS)


class DotScale(NamedTuple):
    """What drawings of dots beside each other share: half the width of the axis, columns, and dots on each other."""

    reach: float
    step: float
    tallest: int


def dot_scale(values: Iterable[np.ndarray], band: float) -> DotScale:
    """One scale for the effects of all rows of all drawings that are read beside each other."""
    drawn = [quantiles(row) for row in values]
    reach = 1.08 * max([3.0 * band, 0.1, *(abs(float(value)) for row in drawn for value in row)])
    for columns in (30, 60, 100):  # narrower ones where many dots would stand on each other
        step = _nice(2 * reach / columns)
        tallest = max((len(stack) for row in drawn for stack in _stacked(row, band, step).values()), default=0)
        if tallest <= TALLEST:
            break
    return DotScale(reach, step, tallest)


def quantile_dots(
    words: Words,
    name: str,
    rows: Sequence[tuple[str, np.ndarray]],
    band: float,
    unit: str,
    scale: DotScale | None = None,
) -> Sheet:
    """Quantile dot plot (Kay et al. 2016) of effects over ensemble members, a row each: label, effects.

    Twenty dots: blue above the band that does not matter, orange diamonds below it, grey rings within. ``scale``: that
    of several drawings; without it that of this one.
    """
    reach, step, tallest = scale or dot_scale([values for _, values in rows], band)
    stacks = [_stacked(quantiles(values), band, step) for _, values in rows]
    size = min(9.0, 34 / max(3, tallest), (WIDTH - 24) / (2 * reach / step))
    high = 19 + size * max(3, tallest)
    sheet = Sheet(42 + high * len(rows), words, name, margins=(12, 2, 40))
    axes = sheet.axes
    look = {1: (NEW, "o", NEW), -1: (HARM, "D", HARM), 0: (BASE, "o", "white")}
    for row, ((label, _), stacked) in enumerate(zip(rows, stacks, strict=True)):
        axes.fill_betweenx([row + 17 / high, row + 1], -band, band, color=PALE, linewidth=0, zorder=0)
        axes.plot([0, 0], [row + 17 / high, row + 1], color=INK, linewidth=1, zorder=0.5)
        axes.axhline(row + 1, color=FAINT, linewidth=0.6)
        for (at, side), stack in stacked.items():
            heights = row + 1 - (np.arange(len(stack)) + 0.6) * size / high
            colour, marker, face = look[side]
            width = size * (0.62 if marker == "D" else 0.78)
            axes.plot([at * step] * len(stack), heights, marker, color=colour, markerfacecolor=face, markersize=width)
        label_above(axes, row + 2 / high, label)
    axes.set_ylim(len(rows) + 0.02, 0)
    axes.set_xlim(-reach, reach)
    sheet.scale(unit, sign=True)
    return sheet


def _stacked(values: np.ndarray, band: float, step: float) -> dict[tuple[int, int], list[float]]:
    """Values by column (of ``step``) and side: above the band 1, below it -1, within it 0; no side leaves its place."""
    result: dict[tuple[int, int], list[float]] = {}
    for value in values:
        side = int(value > band) - int(value < -band)
        at = round(float(value) / step)
        if side:
            at = side * max(side * at, math.ceil(band / step + 1e-9))
        result.setdefault((at, side), []).append(float(value))
    return result


def bars(
    words: Words,
    name: str,
    rows: Sequence[tuple[str, Sequence[float]]],
    decimals: int,
    *,
    names: Sequence[str] = (),
    width: float = WIDTH,
) -> Sheet:
    """Bars of each scenario a row, the first (grey) without measures, their values beside them; ``names``: legend."""
    many = max((len(values) for _, values in rows), default=1)
    key = 17.0 * len(names)
    sheet = Sheet(
        10 + 16 * max(many, 1.4) * max(1, len(rows)) + key, words, name, width=width, margins=(BESIDE, 6 + key, 4)
    )
    axes = sheet.axes
    most = max([value for _, values in rows for value in values if math.isfinite(value)] or [1.0]) or 1.0
    for i, text in enumerate(names):  # a bar that nobody sees: the first row may have none
        axes.barh(0, 0, color=COLOURS[i % len(COLOURS)], label=text)
    for y, (label, values) in enumerate(rows):
        for i, value in enumerate(values):
            if math.isfinite(value):
                at = y + 0.8 * ((i + 0.5) / many - 0.5)
                axes.barh(at, value, 0.72 / many, color=COLOURS[i % len(COLOURS)])
                beside(axes, value, at, words.number(value, decimals))
        _label_beside(axes, y, label)
    if names:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), fontsize=11, labelspacing=0.2)
    axes.set_ylim(max(1, len(rows)) - 0.5, -0.5)
    axes.set_xlim(0, most * (1 + 93.6 / width))
    axes.set_axis_off()
    return sheet


def capacity(words: Words, name: str, rows: Sequence[tuple[str, float, float, str]]) -> Sheet:
    """What is asked for as a bar, what there is as a line, and both in figures."""
    sheet = Sheet(16 + 44 * len(rows), words, name, margins=(12, 6, 4))
    axes = sheet.axes
    most = max([x for _, asked, had, _ in rows for x in (asked, had)])
    for y, (label, asked, had, text) in enumerate(rows):
        over = asked > had
        colour = BASE if y == 0 else HARM if over else NEW
        axes.barh(y, asked, 0.36, color=colour, hatch="///" if over else None, edgecolor="white", linewidth=0)
        axes.plot([had, had], [y - 0.24, y + 0.24], color=INK, linewidth=3)
        beside(axes, max(asked, had), y, text)
        label_above(axes, y - 0.62, label)
    axes.set_ylim(len(rows) - 0.5, -0.7)
    axes.set_xlim(0, most * 1.4)
    axes.set_axis_off()
    return sheet


def spans(
    words: Words,
    titles: Sequence[str],
    rows: Sequence[str],
    series: dict[str, list[list[Interval]]],
    unit: str,
    *,
    sign: bool = False,
    tones: dict[str, list[list[str]]] | None = None,
) -> Sheet:
    """Estimates with intervals, panels side by side on one scale; ``series``: name -> panels x rows.

    ``sign``: they are differences; ``tones``: how sure each is (``Sureness.tone``), by which its colour is paler.
    """
    from matplotlib.ticker import MaxNLocator

    many = len(series)
    height = 110 + max(27, 8 + 13 * many) * len(rows)  # a label may take two lines
    sheet = Sheet(height, words, width=1.4 * WIDE, grid=(1, len(titles)), margins=None, sharex=True, sharey=True)
    for k, (axes, title) in enumerate(zip(sheet.panels, titles, strict=True)):
        for i, (name, values) in enumerate(series.items()):
            for y, interval in enumerate(values[k]):
                look: dict[str, Any] = {"markersize": 5.5, "linewidth": 2}
                at = y + 0.8 * ((i + 0.5) / many - 0.5)
                full, marker = COLOURS[1 + i % 7], MARKERS[i % len(MARKERS)]
                span(axes, at, interval, shade(tones[name][k][y], full) if tones else full, marker, **look)
            axes.plot([], [], color=full, marker=marker, markersize=5.5, linewidth=2, label=name)
        axes.set_title(textwrap.fill(title, 40))
        axes.set_xlabel(unit)
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(sheet.ticks(sign=sign))
        axes.grid(axis="x", alpha=0.25)
    label_rows(sheet.axes, [textwrap.fill(row, 32) for row in rows])
    if many > 1:
        sheet.legend(columns=min(many, max(1, 100 // (6 + max(map(len, series))))))
    return sheet


def label_above(axes: Axes, y: float, label: str) -> None:
    """Write a label at the left above a row."""
    axes.annotate(label, (0, y), (0, -1), ("axes fraction", "data"), "offset points", va="top")


def beside(axes: Axes, x: float, y: float, text: str) -> None:
    """Write a value at the right of its bar."""
    axes.annotate(text, (x, y), (4, 0), textcoords="offset points", va="center", fontsize=11)


def _label_beside(axes: Axes, y: float, label: str) -> None:
    municipality = ("axes fraction", "data")
    axes.annotate(label, (0, y), (-6, 0), municipality, "offset points", ha="right", va="center", fontsize=11)


def _nice(step: float) -> float:
    """Next of 1, 2, 5, 10, 20 … that is no less."""
    if step <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(step))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= step - 1e-12)


# --- curves by months since settlement ----------------------------------------------------------------------------


def curves(
    words: Words,
    name: str,
    lines: Lines,
    axis: tuple[str, str],
    *,
    band: float = -1,
    floor: float = 0,
    width: float = WIDTH,
) -> Sheet:
    """Curves with their bands; the first is without the measures: dashed and grey.

    ``axis``: names of months and of levels. With ``band``: all are differences, those within it too small to matter.
    """
    columns = 1 if max(len(label) for label, _ in lines) > width / 14 else 2
    key = 19.0 * -(-len(lines) // columns) if lines[0][0] else 0.0
    sheet = Sheet(0.41 * width + 82 + key, words, name, width=width, margins=(34, 22, 40 + key))
    axes, months, shown = sheet.axes, 12, [10.0]
    sheet.upright(axis[1], sign=band >= 0)
    for i, (label, (value, low, high)) in enumerate(lines, int(band >= 0)):
        known = np.flatnonzero(np.isfinite(value))
        months = max([months, *known])
        shown += [x for part in (value, low, high) for x in part[known] if math.isfinite(x)]
        axes.fill_between(np.arange(len(value)), low, high, color=COLOURS[i % 8], alpha=0.2, linewidth=0)
        axes.plot(value, color=COLOURS[i % 8], linestyle=LINES[i % 8], linewidth=2, label=label)
    if band >= 0:
        axes.axhspan(-band, band, color=PALE, linewidth=0, zorder=0)
        axes.axhline(0, color=INK, linewidth=1, zorder=0.5)
    else:
        axes.set_ylim(floor, 101 if floor else 10 * math.ceil(max(shown) / 10))
    axes.set_xlabel(axis[0])
    axes.set_xticks(range(0, months + 1, 12))
    axes.set_xlim(0, months)
    if key:
        sheet.legend(columns=columns, handlelength=2.4, fontsize=11, borderaxespad=0)
    return sheet


def differences(
    words: Words,
    name: str,
    titles: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Levels]]],
    months: str,
    band: float,
) -> Sheet:
    """Differences by months since settlement, a small multiple: a row a scenario, a column an outcome, one scale each.

    ``months``: name of the axis; differences within ``band`` are too small to matter.
    """
    many = len(titles)
    room = {"hspace": 0.55, "wspace": 0.28}
    sheet = Sheet(
        76 + 86 * len(rows),
        words,
        name,
        grid=(len(rows), many),
        margins=(34, 34, 40),
        sharex=True,
        sharey="col",
        gridspec_kw=room,
    )
    for row, (label, columns) in enumerate(rows):
        for k, (value, low, high) in enumerate(columns):
            axes = sheet.panels[row * many + k]
            axes.axhspan(-band, band, color=PALE, linewidth=0, zorder=0)
            axes.axhline(0, color=INK, linewidth=1, zorder=0.5)
            axes.fill_between(np.arange(len(value)), low, high, color=NEW, alpha=0.2, linewidth=0)
            axes.plot(value, color=NEW, linewidth=2)
            axes.tick_params(labelsize=9)
        sheet.panels[row * many].annotate(label, (0, 1), (-30, 4), "axes fraction", "offset points", fontsize=10)
    from matplotlib.ticker import MaxNLocator

    for axes in sheet.panels:
        axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(sheet.ticks(sign=True))
        axes.set_xlim(0, max([12, *(len(levels[0]) - 1 for _, columns in rows for levels in columns)]))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1.2, 2.4, 6]))
    for k, title in enumerate(titles):
        sheet.panels[k].annotate(title, (0, 1), (0, 22), "axes fraction", "offset points", fontsize=10, weight="bold")
        sheet.panels[-many + k].set_xlabel(months, fontsize=10)
    return sheet
