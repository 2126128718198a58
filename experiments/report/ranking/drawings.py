"""Drawings of a ranking: what measures are worth, pairs, effect against cost, an order as steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.display.drawings import label_above
from experiments.display.sheet import WIDTH, Interval, Sheet, span, zero
from experiments.display.style import BASE, FAINT, INK, MAYBE, NEW, ink_on, paler, shade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from experiments.display.words import Words

    Cloud = tuple[np.ndarray, np.ndarray, np.ndarray]
    Steps = Sequence[tuple[float, Interval, str]]


def worth(
    words: Words,
    name: str,
    rows: Sequence[tuple[str, str, Interval, Interval, Interval]],
    chance: Sequence[Interval],
    unit: str,
    reach: tuple[float, float],
) -> Sheet:
    """One measure a row: its share as a bar, alone as a ring, last as a diamond, with intervals.

    Args:
        words: the language.
        name: what the ids of the SVG begin with.
        rows: label, how sure the share is (``Sureness.tone``), share, alone, last.
        chance: what of the interval of each share is chance (a thick line); empty where it is nothing else.
        unit: of the axis.
        reach: lowest and highest value of the axis, the same for all drawings in a unit.
    """
    sheet = Sheet(44 + 47 * len(rows), words, name)
    axes = sheet.axes
    for y, (label, tone, share, alone, last) in enumerate(rows):
        axes.barh(y, share[0], 0.22, color=shade(tone), linewidth=0)
        axes.plot(share[1:], [y, y], color=INK, linewidth=1.4)
        for shift, interval, marker in ((0.21, alone, "o"), (0.36, last, "D")):
            span(axes, y + shift, interval, BASE, marker, linewidth=1.4, markerfacecolor="white", markersize=5, alpha=1)
        zero(axes, rows=(y - 0.11, y + 0.44))
        label_above(axes, y - 0.46, label)
    for y, (_, low, high) in enumerate(chance):
        axes.plot([low, high], [y, y], color=INK, linewidth=3.6, solid_capstyle="butt")
    axes.set_ylim(len(rows) - 0.45, -0.52)
    axes.set_xlim(*reach)
    sheet.scale(unit, sign=True)
    return sheet


def pairs(words: Words, name: str, k: int, cells: Sequence[tuple[int, int, float, str, bool]]) -> Sheet:
    """Half a square of pairs: first and second (from 1), value, how sure it is, whether it is clearly not zero."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    size = (WIDTH - 36) / max(k - 1, 1)
    sheet = Sheet(26 + min(size, 60) * (k - 1), words, name, margins=(24, 4, 22))
    axes = sheet.axes
    most = max((abs(value) for _, _, value, _, _ in cells), default=1.0) or 1.0
    decimals = 1 if most >= 0.95 else 2
    for first, second, value, tone, clear in cells:
        corner = first - 0.5, second - 0.5
        colour = to_rgb(paler(shade(tone.removeprefix("likely_")), abs(value) / most))
        axes.add_patch(Rectangle(corner, 1, 1, color=colour, linewidth=0))
        if clear:
            inner = corner[0] + 0.06, corner[1] + 0.06
            axes.add_patch(Rectangle(inner, 0.88, 0.88, fill=False, edgecolor=INK, linewidth=1.8))
        text, letters = words.number(value, decimals, sign=True), 11 if k < 9 else 9.5
        axes.text(first, second, text, ha="center", va="center", fontsize=letters, color=ink_on(colour))
    axes.set_xticks(range(1, k))
    axes.set_yticks(range(2, k + 1))
    axes.set_xlim(0.5, k - 0.5)
    axes.set_ylim(k + 0.5, 1.5)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return sheet


def frontier(words: Words, name: str, panels: Sequence[tuple[Cloud, Steps, str]], upright: str) -> Sheet:
    """Effect against cost, a panel a payer: all combinations (cost, effect, may be best), certain steps labelled."""
    space: Any = {"gridspec_kw": {"hspace": 0.42}}
    sheet = Sheet(240 * len(panels), words, name, grid=(len(panels), 1), margins=(34, 22, 40), **space)
    sheet.upright(upright, sign=True)
    for axes, ((cost, effect, maybe), steps, label) in zip(sheet.panels, panels, strict=True):
        for which, colour in ((~maybe, FAINT), (maybe, MAYBE)):
            seen = _thinned(cost[which], effect[which], (np.ptp(cost), np.ptp(effect)))
            axes.plot(*seen, "o", color=colour, markersize=2.6, markeredgewidth=0)
        _steps(axes, steps, 0.6 * cost.max())
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_xlabel(label)
        axes.xaxis.set_major_formatter(sheet.ticks(sign=True))
    return sheet


def _steps(axes: Axes, steps: Steps, middle: float) -> None:
    begin = [(0.0, 0.0)] if steps and steps[0][0] > 0 else []  # nothing costs nothing
    x, y = zip(*begin, *((at, item[0]) for at, item, _ in steps), strict=True) if steps else ((), ())
    axes.plot(x, y, drawstyle="steps-post", color=NEW, linewidth=1.6)
    for at, (value, low, high), label in steps:
        axes.plot([at, at], [low, high], color=NEW, linewidth=2.4, alpha=0.6)
        axes.plot([at], [value], "o", color=NEW, markersize=6)
        shift, side = (-6, "right") if at > middle else (6, "left")
        ground = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.6}
        text: dict[str, Any] = {"textcoords": "offset points", "fontsize": 10, "ha": side, "bbox": ground}
        axes.annotate(label, (at, value), (shift, -10), **text)


def _thinned(x: np.ndarray, y: np.ndarray, reach: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Points without those that lie on another one: a drawing shows no more, and is smaller."""
    cells = np.column_stack([x / max(reach[0], 1e-9) * 160, y / max(reach[1], 1e-9) * 100]).round()
    _, kept = np.unique(cells, axis=0, return_index=True)
    return x[kept], y[kept]


def order(words: Words, name: str, rows: Sequence[tuple[str, str, float, Interval]], unit: str) -> Sheet:
    """Steps one under the other: label, how sure it is, effect before, effect after with its interval."""
    sheet = Sheet(44 + 40 * max(1, len(rows)), words, name)
    axes = sheet.axes
    for y, (label, tone, before, (after, low, high)) in enumerate(rows):
        axes.barh(y + 0.05, after - before, 0.34, left=before, color=shade(tone), linewidth=0)
        axes.plot([low, high], [y + 0.05] * 2, color=INK, linewidth=1.4)
        if y + 1 < len(rows):
            axes.plot([after, after], [y + 0.05, y + 1.05], color=BASE, linewidth=0.8, linestyle=":")
        label_above(axes, y - 0.46, label)
        zero(axes, rows=(y - 0.16, y + 0.26))
    shown = [x for *_, item in rows for x in item if math.isfinite(x)]
    axes.set_ylim(max(1, len(rows)) - 0.6, -0.52)
    axes.set_xlim(min([0.0, *shown]), 1.05 * max(shown, default=1.0))
    sheet.scale(unit, sign=True)
    return sheet
