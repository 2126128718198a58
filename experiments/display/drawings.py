"""Drawings for the page: small inline SVG, one function a kind of chart, 360 units wide like a telephone.

Colours are of Okabe and Ito (2008); what a colour says is also said by place, shape or line.
"""

from __future__ import annotations

import io
import math
import re
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from experiments.display.words import Words

WIDTH = 360.0
BESIDE = 158.0  # room for labels that stand beside their row
BESIDE_IT: Any = {"textcoords": "offset points", "va": "center", "fontsize": "11"}
PLACES = 56  # how many stacks of dots have room side by side
BASE, NEW, HARM, PALE, INK = "#6b6b6b", "#0072B2", "#D55E00", "#e9e9e9", "#222222"
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "bygd",
    "font.size": 12.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#999999",
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "legend.frameon": False,
}
DRAWING = threading.RLock()  # matplotlib's style is one for the whole process
Interval = tuple[float, float, float]  # value, low, high
Levels = tuple[np.ndarray, np.ndarray, np.ndarray]


class Sheet:
    """A drawing with one axes; ``draw`` hands out its SVG with ids that no other drawing has."""

    def __init__(self, words: Words, height: float, *, left: float = 12, top: float = 6, bottom: float = 42) -> None:
        """Lay out the axes; all in units of the SVG."""
        self.words = words
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        box = (left / WIDTH, bottom / height, (WIDTH - left - 12) / WIDTH, (height - top - bottom) / height)
        self.axes: Axes = self.figure.add_axes(box)
        for part in (self.figure, self.axes):
            part.patch.set_visible(False)

    def scale(self, label: str, *, sign: bool = False, floor: float | None = None) -> None:
        """Write the horizontal axis in the language's way."""
        axes = self.axes
        axes.set_xlabel(label)
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(self.ticks(sign=sign))
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        if floor is not None:
            axes.set_xlim(left=floor)

    def upright(self, label: str, *, sign: bool = False) -> None:
        """Write the vertical axis of a curve, its name above it."""
        self.axes.set_title(label, loc="left", fontsize=12, color=INK, x=-0.08)
        self.axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        self.axes.yaxis.set_major_formatter(self.ticks(sign=sign))

    def ticks(self, *, sign: bool = False) -> FuncFormatter:
        """Numbers of an axis as the language writes them."""

        def text(value: float, _: int | None = None) -> str:
            return self.words.number(value, 0 if abs(value - round(value)) < 1e-9 else 1, sign=sign)

        return FuncFormatter(text)

    def draw(self, name: str) -> Markup:
        """Inline SVG: no address in it, no style that reaches beyond it, ids that begin with ``name``."""
        target = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        self.figure.savefig(target, format="svg", metadata=nothing)
        return Markup(inline(target.getvalue(), name))  # noqa: S704  (our own drawing)


def inline(svg: str, name: str) -> str:
    """The SVG element alone, small, with its own ids."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    view = re.search(r'viewBox="[^"]*"', svg)
    svg = re.sub(r"<svg[^>]*>", f'<svg {view[0] if view else ""} aria-hidden="true" focusable="false">', svg, count=1)
    svg = svg.replace("xlink:href", "href").replace(' xml:space="preserve"', "")
    used = {one for pair in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg) for one in pair if one}
    own = {one: f"{name}-{i}" for i, one in enumerate(sorted(used))}
    svg = re.sub(r'\s*\bid="([^"]+)"', lambda found: f' id="{own[found[1]]}"' if found[1] in own else "", svg)
    svg = re.sub(r'href="#([^"]+)"', lambda found: f'href="#{own[found[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{own[found[1]]})", svg)
    svg = re.sub(r"font: ([\d.]+px)[^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r' ?font-family: [^;"]*;?| transform="rotate\(-0 [^"]*"', "", svg)
    svg = re.sub(r"<[^>]*>", lambda tag: re.sub(r"-?\d+\.\d{2,}", _shorter, tag[0]), svg)  # places, not what is written
    svg = re.sub(r">\s+<", "><", re.sub(r"\s*\n", " ", svg).replace(' "', '"')).strip()
    while (shorter := re.sub(r"<(g|defs)>(</\1>)", "", svg)) != svg:
        svg = shorter
    return svg


def _shorter(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


# --- rows: one scenario, group or answer under the other --------------------------------------------------------


def intervals(
    words: Words, name: str, rows: Sequence[tuple[str, Interval, str]], band: float, unit: str, *, beside: bool = False
) -> Markup:
    """Differences with their 95 % intervals: label, interval, finding (a filled point is certain, a ring is not).

    Long labels stand above their row, short ones ``beside`` it.
    """
    sheet = Sheet(words, 44 + (21 if beside else 40) * len(rows), left=BESIDE if beside else 12)
    axes = sheet.axes
    low_edge, high_edge = (-0.32, 0.32) if beside else (-0.11, 0.21)
    reach = [band * 1.5]
    for y, (label, (value, low, high), what) in enumerate(rows):
        colour = HARM if what in {"worse", "small_harm", "lower"} else NEW
        marker = "D" if colour == HARM else "o"
        face = colour if what in {"better", "worse", "higher", "lower"} else "white"
        axes.fill_betweenx([y + low_edge, y + high_edge], -band, band, color=PALE, linewidth=0)
        axes.plot([0, 0], [y + low_edge, y + high_edge], color=INK, linewidth=1)
        axes.plot([low, high], [y, y], color=colour, linewidth=3, alpha=0.75, solid_capstyle="round")
        axes.plot([value], [y], marker, color=colour, markerfacecolor=face, markersize=6.5, markeredgewidth=2)
        _label_beside(axes, y, label) if beside else label_above(axes, y - 0.5, label)
        reach += [abs(x) for x in (value, low, high) if math.isfinite(x)]
    axes.set_ylim(len(rows) - 0.5, -0.62)
    axes.set_xlim(-max(reach) * 1.08, max(reach) * 1.08)
    sheet.scale(unit, sign=True)
    return sheet.draw(name)


def ends(words: Words, name: str, rows: Sequence[tuple[str, Interval, Interval]], band: float, unit: str) -> Markup:
    """Two differences a row with their intervals: where a number is low (a ring), and where it is high (filled)."""
    sheet = Sheet(words, 44 + 44 * len(rows))
    axes = sheet.axes
    reach = [band * 1.5]
    for y, (label, low, high) in enumerate(rows):
        axes.fill_betweenx([y - 0.16, y + 0.36], -band, band, color=PALE, linewidth=0)
        axes.plot([0, 0], [y - 0.16, y + 0.36], color=INK, linewidth=1)
        for at, (value, *span), colour, face in ((y, low, BASE, "white"), (y + 0.22, high, NEW, NEW)):
            axes.plot(span, [at, at], color=colour, linewidth=3, alpha=0.75, solid_capstyle="round")
            axes.plot([value], [at], "o", color=colour, markerfacecolor=face, markersize=6.5, markeredgewidth=2)
            reach += [abs(x) for x in (value, *span) if math.isfinite(x)]
        label_above(axes, y - 0.52, label)
    axes.set_ylim(len(rows) - 0.5, -0.6)
    axes.set_xlim(-max(reach) * 1.08, max(reach) * 1.08)
    sheet.scale(unit, sign=True)
    return sheet.draw(name)


def dots(words: Words, name: str, rows: Sequence[tuple[str, list[float]]], unit: str) -> Markup:
    """Twenty equally likely outcomes a row, as stacks of dots; only what is exactly zero stands at zero."""
    reach = max([1.0, *(abs(value) for _, values in rows for value in values)]) * 1.08
    whole = all(value == round(value) for _, values in rows for value in values)
    step = max(1.0 if whole else 0.1, _nice(2 * reach / PLACES))
    stacks = [Counter(_away_from_zero(value / step) for value in values) for _, values in rows]
    tallest = max([1, *(n for stack in stacks for n in stack.values())])
    size = min(9.5, 44 / tallest, (WIDTH - 24) / (2 * reach / step))
    high = 24 + size * max(tallest, 2)
    sheet = Sheet(words, 50 + high * len(rows))
    axes = sheet.axes
    for row, ((label, _), stack) in enumerate(zip(rows, stacks, strict=True)):
        for municipality, n in sorted(stack.items()):
            heights = row + 1 - (np.arange(n) + 0.6) * size / high
            colour, marker = (NEW, "o") if municipality > 0 else (HARM, "D") if municipality < 0 else (BASE, "o")
            width = size * (0.66 if marker == "D" else 0.86)
            axes.plot([municipality * step] * n, heights, marker, color=colour, markersize=width, markeredgewidth=0)
        axes.plot([0, 0], [row + 20 / high, row + 1], color=INK, linewidth=1, zorder=0)
        axes.axhline(row + 1, color="#cccccc", linewidth=0.6)
        label_above(axes, row + 3 / high, label)
    axes.set_ylim(len(rows) + 0.02, 0)
    axes.set_xlim(-reach, reach)
    sheet.scale(unit, sign=True)
    return sheet.draw(name)


def levels(words: Words, name: str, rows: Sequence[tuple[str, Interval]], goal: tuple[float, str], unit: str) -> Markup:
    """Levels with a goal as a line."""
    sheet = Sheet(words, 62 + 38 * len(rows), top=20)
    axes = sheet.axes
    for y, (label, (value, low, high)) in enumerate(rows):
        colour = BASE if y == 0 else NEW
        axes.plot([goal[0], goal[0]], [y - 0.08, y + 0.3], color=INK, linewidth=1.2)  # beside labels, not through them
        axes.plot([low, high], [y, y], color=colour, linewidth=3, alpha=0.75)
        axes.plot([value], [y], "s" if y == 0 else "o", color=colour, markersize=7)
        label_above(axes, y - 0.5, label)
    values = [x for _, interval in rows for x in interval if math.isfinite(x)] + [goal[0]]
    axes.set_ylim(len(rows) - 0.5, -0.62)
    axes.set_xlim(max(0, min(values) - 8), min(100, max(values) + 8))
    axes.annotate(goal[1], (goal[0], 1), (0, 3), ("data", "axes fraction"), "offset points", ha="center")
    sheet.scale(unit)
    return sheet.draw(name)


def pairs(words: Words, name: str, rows: Sequence[tuple[str, float, float]], decimals: int) -> Markup:
    """Two bars a row, without (grey) and with (blue) the measures, their values beside them."""
    sheet = Sheet(words, 10 + 32 * len(rows), left=BESIDE, bottom=4)
    axes = sheet.axes
    most = max([value for _, *two in rows for value in two if math.isfinite(value)] or [1.0]) or 1.0
    for y, (label, base, value) in enumerate(rows):
        for shift, one, colour in ((-0.2, base, BASE), (0.2, value, NEW)):
            if math.isfinite(one):
                axes.barh(y + shift, one, 0.36, color=colour)
                axes.annotate(words.number(one, decimals), (one, y + shift), (4, 0), **BESIDE_IT)
        _label_beside(axes, y, label)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, most * 1.26)
    axes.set_axis_off()
    return sheet.draw(name)


def capacity(words: Words, name: str, rows: Sequence[tuple[str, float, float, str]]) -> Markup:
    """What is asked for as a bar, what there is as a line, and both in figures."""
    sheet = Sheet(words, 16 + 44 * len(rows), bottom=4)
    axes = sheet.axes
    most = max([x for _, asked, had, _ in rows for x in (asked, had)])
    for y, (label, asked, had, text) in enumerate(rows):
        over = asked > had
        colour = BASE if y == 0 else HARM if over else NEW
        axes.barh(y, asked, 0.36, color=colour, hatch="///" if over else None, edgecolor="white", linewidth=0)
        axes.plot([had, had], [y - 0.24, y + 0.24], color=INK, linewidth=3)
        axes.annotate(text, (max(asked, had), y), (5, 0), **BESIDE_IT)
        label_above(axes, y - 0.62, label)
    axes.set_ylim(len(rows) - 0.5, -0.7)
    axes.set_xlim(0, most * 1.4)
    axes.set_axis_off()
    return sheet.draw(name)


def label_above(axes: Axes, y: float, label: str) -> None:
    """Write a label at the left above a row."""
    axes.annotate(label, (0, y), (0, -1), ("axes fraction", "data"), "offset points", va="top")


def _label_beside(axes: Axes, y: float, label: str) -> None:
    municipality = ("axes fraction", "data")
    axes.annotate(label, (0, y), (-6, 0), municipality, "offset points", ha="right", va="center", fontsize=11)


def _away_from_zero(value: float) -> int:
    return int(math.copysign(math.ceil(abs(value) - 1e-9), value))


def _nice(step: float) -> float:
    """Next of 1, 2, 5, 10, 20 … that is no less."""
    if step <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(step))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= step - 1e-12)


# --- curves by months since settlement ----------------------------------------------------------------------------


def curves(words: Words, name: str, base: Levels, other: Levels, axis: tuple[str, str], floor: float = 0) -> Markup:
    """Two curves with bands: without the measures dashed and grey, with them blue."""
    sheet = _curve_sheet(words, axis)
    for levels_, colour, line, key in ((base, BASE, "--", "without"), (other, NEW, "-", "with")):
        _band(sheet.axes, levels_, colour, line, words(key))
    shown = [x for part in (*base, *other) for x in part if math.isfinite(x)]
    sheet.axes.set_ylim(floor, 101 if floor else 10 * math.ceil(max([*shown, 10.0]) / 10))
    sheet.axes.legend(loc="lower left" if floor else "upper left", ncols=2, handlelength=2.4)
    return sheet.draw(name)


def difference(words: Words, name: str, found: Levels, band: float, axis: tuple[str, str]) -> Markup:
    """One curve of differences with its band, about zero."""
    sheet = _curve_sheet(words, axis, sign=True)
    sheet.axes.axhspan(-band, band, color=PALE, linewidth=0)
    sheet.axes.axhline(0, color=INK, linewidth=1)
    _band(sheet.axes, found, NEW, "-", "")
    return sheet.draw(name)


def _curve_sheet(words: Words, axis: tuple[str, str], *, sign: bool = False) -> Sheet:
    sheet = Sheet(words, 230, left=34, top=22, bottom=40)
    sheet.upright(axis[1], sign=sign)
    sheet.axes.set_xlabel(axis[0])
    sheet.axes.set_xticks(range(0, 61, 12))
    sheet.axes.set_xlim(0, 60)
    return sheet


def _band(axes: Axes, found: Levels, colour: str, line: str, label: str) -> None:
    x = np.arange(len(found[0]))
    axes.fill_between(x, found[1], found[2], color=colour, alpha=0.2, linewidth=0)
    axes.plot(x, found[0], color=colour, linestyle=line, linewidth=2, label=label)


@contextmanager
def styled() -> Iterator[None]:
    """Context in which the drawings are made, one thread at a time (matplotlib's settings are those of the process)."""
    with DRAWING, mpl.rc_context(STYLE):
        yield
