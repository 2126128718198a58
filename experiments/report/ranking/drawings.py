"""Drawings of a ranking: what measures are worth, pairs, effect against cost, an order as steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Rectangle

from experiments.display.drawings import BASE, HARM, INK, NEW, WIDTH, Interval, Sheet, label_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from experiments.display.words import Words

MAYBE = "#E69F00"
DARK = 0.55  # of the strongest colour; from here on figures are white


def worth(
    words: Words,
    name: str,
    rows: Sequence[tuple[str, Interval, Interval, Interval]],
    chance: Sequence[Interval],
    unit: str,
) -> Markup:
    """One measure a row: its share as a bar, alone as a ring, last as a diamond, with intervals.

    ``chance``: what of the interval of each share is chance (a thick line); empty where it is nothing else.
    """
    sheet = Sheet(words, 44 + 47 * len(rows))
    axes = sheet.axes
    for y, (label, share, alone, last) in enumerate(rows):
        axes.barh(y, share[0], 0.22, color=NEW if share[0] >= 0 else HARM, alpha=0.55, linewidth=0)
        axes.plot(share[1:], [y, y], color=INK, linewidth=1.4)
        for shift, (value, low, high), marker in ((0.21, alone, "o"), (0.36, last, "D")):
            axes.plot([low, high], [y + shift] * 2, color=BASE, linewidth=1.4)
            axes.plot([value], [y + shift], marker, color=BASE, markerfacecolor="white", markersize=5)
        axes.plot([0, 0], [y - 0.11, y + 0.44], color=INK, linewidth=1, zorder=0)
        label_above(axes, y - 0.46, label)
    for y, (_, low, high) in enumerate(chance):
        axes.plot([low, high], [y, y], color=INK, linewidth=3.6, solid_capstyle="butt")
    axes.set_ylim(len(rows) - 0.45, -0.52)
    sheet.scale(unit, sign=True)
    return sheet.draw(name)


def pairs(words: Words, name: str, k: int, cells: Sequence[tuple[int, int, float, bool]]) -> Markup:
    """Half a square of pairs: first and second (from 1), value, whether it is clearly not zero."""
    size = (WIDTH - 36) / max(k - 1, 1)
    sheet = Sheet(words, 26 + min(size, 60) * (k - 1), left=24, bottom=22, top=4)
    axes = sheet.axes
    most = max((abs(value) for _, _, value, _ in cells), default=1.0) or 1.0
    decimals = 1 if most >= 0.95 else 2
    for first, second, value, clear in cells:
        strong = abs(value) / most
        corner = first - 0.5, second - 0.5
        axes.add_patch(Rectangle(corner, 1, 1, color=NEW if value > 0 else HARM, alpha=strong, linewidth=0))
        if clear:
            inner = corner[0] + 0.06, corner[1] + 0.06
            axes.add_patch(Rectangle(inner, 0.88, 0.88, fill=False, edgecolor=INK, linewidth=1.8))
        text, colour = words.number(value, decimals, sign=True), "white" if strong > DARK else INK
        axes.text(first, second, text, ha="center", va="center", fontsize=11 if k < 9 else 9.5, color=colour)
    axes.set_xticks(range(1, k))
    axes.set_yticks(range(2, k + 1))
    axes.set_xlim(0.5, k - 0.5)
    axes.set_ylim(k + 0.5, 1.5)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return sheet.draw(name)


def frontier(
    words: Words,
    name: str,
    cloud: tuple[np.ndarray, np.ndarray, np.ndarray],
    steps: Sequence[tuple[float, Interval, str]],
    axis: tuple[str, str],
) -> Markup:
    """Effect against cost: all combinations (cost, effect, may be the best), certain steps of the frontier labelled."""
    sheet = Sheet(words, 240, left=34, top=22, bottom=40)
    sheet.upright(axis[1], sign=True)
    axes = sheet.axes
    cost, effect, maybe = cloud
    for which, colour in ((~maybe, "#c4c4c4"), (maybe, MAYBE)):
        seen = _thinned(cost[which], effect[which], (np.ptp(cost), np.ptp(effect)))
        axes.plot(*seen, "o", color=colour, markersize=2.6, markeredgewidth=0)
    begin = [(0.0, 0.0)] if steps and steps[0][0] > 0 else []  # nothing costs nothing
    x, y = zip(*begin, *((at, one[0]) for at, one, _ in steps), strict=True) if steps else ((), ())
    axes.plot(x, y, drawstyle="steps-post", color=NEW, linewidth=1.6)
    for at, (value, low, high), label in steps:
        axes.plot([at, at], [low, high], color=NEW, linewidth=2.4, alpha=0.6)
        axes.plot([at], [value], "o", color=NEW, markersize=6)
        right = at > 0.6 * cost.max()
        axes.annotate(
            label,
            (at, value),
            (-6 if right else 6, -10),
            textcoords="offset points",
            ha="right" if right else "left",
            fontsize=10,
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.6},
        )
    axes.axhline(0, color=INK, linewidth=1)
    axes.set_xlabel(axis[0])
    axes.xaxis.set_major_formatter(sheet.ticks(sign=True))
    return sheet.draw(name)


def _thinned(x: np.ndarray, y: np.ndarray, reach: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Points without those that lie on another one: a drawing shows no more, and is smaller."""
    cells = np.column_stack([x / max(reach[0], 1e-9) * 160, y / max(reach[1], 1e-9) * 100]).round()
    _, kept = np.unique(cells, axis=0, return_index=True)
    return x[kept], y[kept]


def order(words: Words, name: str, rows: Sequence[tuple[str, float, Interval]], unit: str) -> Markup:
    """Steps one under the other: label, effect before, effect after with its interval."""
    sheet = Sheet(words, 44 + 40 * len(rows))
    axes = sheet.axes
    for y, (label, before, (after, low, high)) in enumerate(rows):
        axes.barh(y + 0.05, after - before, 0.34, left=before, color=NEW, alpha=0.55, linewidth=0)
        axes.plot([low, high], [y + 0.05] * 2, color=INK, linewidth=1.4)
        if y + 1 < len(rows):
            axes.plot([after, after], [y + 0.05, y + 1.05], color=BASE, linewidth=0.8, linestyle=":")
        label_above(axes, y - 0.46, label)
        axes.plot([0, 0], [y - 0.16, y + 0.26], color=INK, linewidth=1)
    axes.set_ylim(len(rows) - 0.6, -0.52)
    highest = max(x for _, _, one in rows for x in one if math.isfinite(x))
    axes.set_xlim(min(0.0, *(one[1] for _, _, one in rows)), 1.05 * highest)
    sheet.scale(unit, sign=True)
    return sheet.draw(name)
