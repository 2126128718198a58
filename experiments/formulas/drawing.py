"""Drawing of a formula: a curve for each case, and in grey behind it what it is as declared.

The size does not depend on the numbers, and the axes hardly ever: they span what the curves reach where each number
goes through its plausible range. Colours are of Okabe and Ito (2008); line and marker tell the cases apart as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.display.sheet import Sheet
from experiments.display.style import FAINT, HARM, INK, NEW, NOTHING, styled, svg_of
from experiments.formulas.formula import Curve, Formula, Numbers, curves, reach
from experiments.formulas.texts import Texts

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.ticker import FuncFormatter

    from experiments.display.words import Words

WIDTH, ROOM = 480.0, 190.0  # of the drawing, and the height of its axes; all in units of the SVG
LEFT, LETTER, TOP, BOTTOM, LINE = 52.0, 7.4, 30.0, 46.0, 19.0
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": NEW, "linestyle": "-", "marker": "o"},
    {"color": HARM, "linestyle": "--", "marker": "D"},
    {"color": "#00795C", "linestyle": "-.", "marker": "s"},
    {"color": "#8C4A7D", "linestyle": ":", "marker": "^"},
)
POINTS_SHOWN = 13  # a curve of more points has no markers


def figure(words: Words, formula: Formula, parameters: Numbers | None = None) -> Figure:
    """Draw the formula as declared or, where ``parameters`` are given, with these and in grey as declared.

    To be made and saved within ``experiments.display.style.styled()``; ``NoCurveError`` where there is no value.
    """
    texts = Texts(words, formula)
    before = {case: texts.shown(item) for case, item in curves(formula, Numbers()).items()}
    now = (
        before
        if parameters is None
        else {case: texts.shown(item) for case, item in curves(formula, parameters).items()}
    )
    legend = _legend(texts, compared=parameters is not None)
    height = height_of(formula, compared=parameters is not None)
    rows = _in_rows(texts)
    left = max(LEFT, 14.0 + LETTER * max(map(len, (texts.names_in if rows else []) + texts.names_out), default=0))
    sheet = Sheet(height, words, formula.name, width=WIDTH, margins=(left, TOP, height - TOP - ROOM))
    axes = sheet.axes
    for result, declared in ([(before, True)] if parameters is not None else []) + [(now, False)]:
        if rows:
            _rows(axes, result, declared=declared)
        else:
            _lines(axes, texts, result, declared=declared)
    (_scale_rows if rows else _scale)(axes, texts, now)
    if legend:
        sheet.legend(handles=legend, fontsize=11, borderpad=0.2)
    return sheet.figure


def height_of(formula: Formula, *, compared: bool) -> float:
    """Height of the drawing (its width is ``WIDTH``), which depends on the entries of the legend alone."""
    entries = len(formula.cases) * (len(formula.cases) > 1 or compared) + compared
    return TOP + ROOM + BOTTOM + LINE * ((entries + 1) // 2)


def svg(words: Words, formula: Formula, parameters: Numbers | None = None, name: str = "") -> Markup:
    """Inline SVG for a page; its ids begin with ``name``."""
    with styled():
        return svg_of(figure(words, formula, parameters), name or formula.name.replace(".", "-"))


def save(words: Words, formula: Formula, file: Path) -> None:
    """Write the formula as declared to a file (SVG or PNG), the same bytes each time."""
    with styled():
        metadata = NOTHING if file.suffix == ".svg" else {"Software": None}
        figure(words, formula).savefig(file, metadata=metadata, dpi=144)


def _in_rows(texts: Texts) -> bool:
    """Tell whether the main input is a kind: then values stand in rows, one a kind."""
    return texts.formula.over.named and texts.formula.over.argument != "month_of_year"


def _look(i: int, *, declared: bool, markers: bool) -> dict[str, Any]:
    look = LOOKS[i % len(LOOKS)]
    marker = look["marker"] if markers else "None"
    if declared:
        return {"color": FAINT, "linewidth": 5.5, "marker": marker, "markersize": 11, "zorder": 1}
    return {"linewidth": 2.2, "markersize": 6.5, "zorder": 3, **look, "marker": marker}


def _lines(axes: Axes, texts: Texts, results: dict[str, Curve], *, declared: bool) -> None:
    over = texts.formula.over
    style = "steps-mid" if texts.formula.jumps and over.whole else "default"
    for i, (x, y) in enumerate(results.values()):
        look = _look(i, declared=declared, markers=len(x) <= POINTS_SHOWN)
        axes.plot(x, y, drawstyle=style, solid_capstyle="butt", clip_on=False, **look)


def _rows(axes: Axes, results: dict[str, Curve], *, declared: bool) -> None:
    for i, (x, y) in enumerate(results.values()):
        apart = 0.24 * (i - (len(results) - 1) / 2)
        look = _look(i, declared=declared, markers=True) | {"linestyle": "None"}
        axes.plot(y, x - x[0] + apart, clip_on=False, **look)


def _limits(texts: Texts, results: dict[str, Curve]) -> tuple[float, float]:
    scale = 100.0 if texts.unit.startswith("%") else 1.0
    low, high = (scale * edge for edge in reach(texts.formula))
    low = min([low, *(float(y.min()) for _, y in results.values())])
    high = max([high, *(float(y.max()) for _, y in results.values())])
    room = 0.04 * (high - low or 1.0)
    return (low - room if low < 0.0 else 0.0), high + room


def _scale(axes: Axes, texts: Texts, results: dict[str, Curve]) -> None:
    from matplotlib.ticker import MaxNLocator

    over = texts.formula.over
    x = next(iter(results.values()))[0]
    axes.set_xlim(x[0], 100.0 if x[-1] == 99.9 else x[-1])  # a lot is below 1
    axes.set_xlabel(texts.x, fontsize=12)
    axes.set_title(texts.y, loc="left", fontsize=12, color=INK, x=0.0 if texts.names_out else -0.09, pad=10)
    if over.argument == "month_of_year":
        axes.set_xticks(x, texts.names_in, fontsize=11)
        axes.set_xlabel("")
    else:
        months = over.whole and "months" in over.argument
        steps = [1, 1.2, 2.4, 6, 10] if months else [1, 2, 5, 10]
        axes.xaxis.set_major_locator(MaxNLocator(7, steps=steps, integer=over.whole))
        axes.xaxis.set_major_formatter(_ticks(texts))
    if texts.names_out:
        names = texts.names_out
        at = [i for i, name in enumerate(names) if name]
        axes.set_yticks(at, [names[i] for i in at])
        axes.set_ylim(at[0] - 0.3, at[-1] + 0.3)
    else:
        axes.set_ylim(*_limits(texts, results))
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=texts.formula.jumps))
        axes.yaxis.set_major_formatter(_ticks(texts))
    axes.grid(axis="y", color="#ebebeb", linewidth=0.8)
    axes.set_axisbelow(True)


def _scale_rows(axes: Axes, texts: Texts, results: dict[str, Curve]) -> None:
    from matplotlib.ticker import MaxNLocator

    names = texts.names_in
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(*_limits(texts, results))
    axes.set_xlabel(texts.y, fontsize=12)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(_ticks(texts))
    axes.grid(axis="both", color="#ebebeb", linewidth=0.8)
    axes.set_axisbelow(True)


def _ticks(texts: Texts) -> FuncFormatter:
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda number, _: texts.words.plain(number))


def _legend(texts: Texts, *, compared: bool) -> list[Line2D]:
    """What lines and markers mean: the cases where there are several, and the grey where there is any."""
    from matplotlib.lines import Line2D

    cases = list(texts.formula.cases)
    markers = len(texts.formula.over.points) <= POINTS_SHOWN
    handles = []
    for i, case in enumerate(cases):
        if len(cases) > 1 or compared:
            look = _look(i, declared=False, markers=markers) | ({"linestyle": "None"} if _in_rows(texts) else {})
            label = texts.case(case) if len(cases) > 1 else texts.words("formulas.now")
            handles.append(Line2D([], [], label=label, **look))
    if compared:
        look = _look(0, declared=True, markers=False)
        handles.append(Line2D([], [], label=texts.words("formulas.as_declared"), **look))
    return handles
