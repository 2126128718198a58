"""Pictures of indices: bars, heat map, convergence, shares of variance, and what a conclusion depends on."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.figures import COLOURS
from experiments.sensitivity.conclusions import Conclusion, Judged, Words
from experiments.sensitivity.design import Design
from experiments.sensitivity.indices import Shares
from experiments.sensitivity.results import TOP, WIDE, WORDS, Result

TRACED = 5  # numbers in the picture of convergence
ROWS = 30  # numbers in the heat map
INDEX = {
    "morris": "mean size of the effect of the whole plausible range (µ*), {unit}",
    "sobol": "share of the variance of the expected outcome: total (bar), alone (dot)",
}
VERDICTS = {  # colour and mark
    "better": ("#009E73", "o"),
    "higher": ("#009E73", "o"),
    "worse": ("#D55E00", "v"),
    "lower": ("#D55E00", "v"),
    "no relevant difference": ("#0072B2", "s"),
    "undecided": ("#BBBBBB", "."),
    "not observed": ("#BBBBBB", "x"),
}


def _unit(one: Result) -> str:
    return "points" if one.answer.outcome.unit == "%" else one.answer.outcome.unit


def bars(results: list[Result], place: str) -> Figure:
    """Strongest numbers of each outcome with 95 % intervals, one panel an outcome (all of one scenario)."""
    shown = min(TOP, len(results[0].names))
    figure, panels = plt.subplots(1, len(results), figsize=(5.9 * len(results), 1.9 + 0.27 * shown), squeeze=False)
    for axes, one in zip(panels[0], results, strict=True):
        _bars(axes, one, shown)
    figure.suptitle(f"What matters most, {place}: {results[0].answer.what}   (bars: 95 % interval)", x=0.01, ha="left")
    figure.tight_layout()
    return figure


def _bars(axes: Axes, one: Result, shown: int) -> None:
    top, y = one.order[:shown], np.arange(shown)
    main = one.main
    axes.barh(y, np.nan_to_num(main.value[top]), 0.72, color="#56B4E9")
    axes.hlines(y, main.low[top], main.high[top], color="#444444", linewidth=1.2)
    if "first" in one.by_index:
        axes.plot(one.by_index["first"].value[top], y, "o", color=COLOURS[2], markersize=4.5)
    axes.set_yticks(y, [one.names[at] for at in top], fontsize=9)
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_title("\n".join(textwrap.wrap(one.answer.outcome.label, 48)), fontsize=10.5)
    axes.set_xlabel("\n".join(textwrap.wrap(INDEX[one.method].format(unit=_unit(one)), 52)), fontsize=9)


def heat(results: list[Result], place: str) -> Figure:
    """Numbers by outcomes: the main index as a share of the largest of its column."""
    relative = np.array([_relative(one) for one in results]).T
    order = np.argsort(-np.nan_to_num(relative).max(axis=1), kind="stable")[:ROWS]
    figure, axes = plt.subplots(figsize=(3.4 + 1.25 * len(results), 2.4 + 0.27 * len(order)))
    axes.imshow(np.maximum(relative[order], 0), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, at in enumerate(order):
        for column in range(len(results)):
            value = relative[at, column]
            if value >= 0.005:
                colour = "white" if value > 0.6 else "#333333"
                axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=8, color=colour)
    axes.set_yticks(range(len(order)), [results[0].names[at] for at in order], fontsize=9)
    labels = [f"{one.answer.outcome.label}: {one.answer.what}" for one in results]
    axes.set_xticks(range(len(results)), ["\n".join(textwrap.wrap(one, 30)) for one in labels], rotation=55, ha="right")
    axes.tick_params(axis="x", labelsize=8.5)
    axes.spines[:].set_visible(False)
    index = WORDS[results[0].method][0].replace("mu_star", "µ*").replace("total", "total index")
    axes.set_title(f"{index}, per cent of the largest in the column, {place}")
    return figure


def _relative(one: Result) -> np.ndarray:
    largest = one.main.value.max()
    return one.main.value / largest if one.seen and largest > 0 else np.full(len(one.names), np.nan)


def convergence(results: list[Result], place: str) -> Figure | None:
    """Main index against n for the strongest numbers; a line where there are enough runs."""
    shown = [one for one in results if one.trace is not None]
    if not shown:
        return None
    columns = min(3, len(shown))
    rows = -(-len(shown) // columns)
    figure, panels = plt.subplots(rows, columns, figsize=(5.2 * columns, 1 + 3.5 * rows), squeeze=False)
    for axes in panels.flat[len(shown) :]:
        axes.set_visible(False)
    for axes, one in zip(panels.flat, shown, strict=False):
        _trace(axes, one)
    rule = f"Enough runs: from there on no 95 % interval of the {TOP} strongest is wider than {WIDE:.0%} of the largest"
    figure.suptitle(f"How the indices settle, {place}. {rule}".replace("%.", " %."), x=0.01, ha="left", fontsize=10.5)
    figure.tight_layout()
    return figure


def _trace(axes: Axes, one: Result) -> None:
    trace = one.trace
    if trace is None:
        return
    for k, at in enumerate(one.order[:TRACED]):
        axes.plot(
            trace.n, trace.value[:, at], color=COLOURS[k + 1], marker="osD^v"[k], markersize=4, label=one.names[at]
        )
        axes.fill_between(trace.n, trace.low[:, at], trace.high[:, at], color=COLOURS[k + 1], alpha=0.13, linewidth=0)
    blocks = WORDS[one.method][1]
    if trace.reached:
        axes.axvline(trace.enough, color="black", linestyle="--", linewidth=1)
        said = f"enough from {trace.enough} {blocks}"
    else:
        said = f"not enough yet: about {trace.enough} {blocks} would be" if trace.enough < 100_000 else "not enough yet"
    axes.set_title(
        "\n".join(textwrap.wrap(f"{one.answer.outcome.label}: {one.answer.what}", 50)) + f"\n{said}", fontsize=9.5
    )
    axes.set_xlabel(f"{blocks} (n)")
    axes.set_ylabel({"morris": f"µ*, {_unit(one)}", "sobol": "total index"}[one.method])
    axes.set_ylim(bottom=min(0, np.nanmin(trace.value[:, one.order[:TRACED]])))
    axes.legend(fontsize=7.5, loc="upper right")


def parts(labels: list[str], found: list[Shares], place: str) -> Figure:
    """Variance of one run: numbers, luck, and luck that works differently at other numbers."""
    figure, axes = plt.subplots(figsize=(9.2, 1.7 + 0.5 * len(found)))
    left = np.zeros(len(found))
    colours = (COLOURS[1], "#BBBBBB", COLOURS[5])
    words = (
        "numbers (expected outcome)",
        "luck, the same at all points",
        "luck that works differently at other numbers",
    )
    for which, colour, label in zip(("numbers", "luck", "interplay"), colours, words, strict=True):
        value = np.array([100 * max(0.0, float(getattr(one, which).value)) for one in found])
        axes.barh(range(len(found)), value, left=left, color=colour, label=label)
        for y, (one, width) in enumerate(zip(found, value, strict=True)):
            share = getattr(one, which)
            if width > 12:
                text = f"{width:.0f} ({100 * share.low:.0f}–{100 * share.high:.0f})"
                dark = which == "numbers"
                axes.text(
                    left[y] + width / 2, y, text, ha="center", va="center", fontsize=8.5, color="w" if dark else "k"
                )
        left += value
    axes.set_yticks(range(len(found)), ["\n".join(textwrap.wrap(one, 52)) for one in labels], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the variance of one run's outcome over plausible worlds and seeds (95 % interval)")
    axes.set_title(f"Numbers that nobody has measured, and luck, {place}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.35, -0.32 * 5 / (len(found) + 3)), ncols=3, fontsize=8.5)
    return figure


def dependence(all_judged: list[Judged], words: Words, design: Design, place: str) -> Figure:
    """Worlds by the two numbers that matter most for a verdict, one panel an outcome and scenario, with the box."""
    columns = min(3, len(all_judged))
    rows = -(-len(all_judged) // columns)
    figure, panels = plt.subplots(rows, columns, figsize=(5.6 * columns, 0.6 + 5.3 * rows), squeeze=False)
    for axes in panels.flat[len(all_judged) :]:
        axes.set_visible(False)
    for axes, one in zip(panels.flat, all_judged, strict=False):
        _worlds(axes, one, words, design)
    figure.suptitle(f"What a conclusion depends on, {place}: each mark is one plausible world", x=0.01, ha="left")
    figure.tight_layout()
    return figure


def _worlds(axes: Axes, one: Judged, words: Words, design: Design) -> None:
    told = one.conclusions[0] if one.conclusions else None
    across, up = _pair(one, told)
    for said, (colour, mark) in VERDICTS.items():
        which = one.verdicts == said
        if which.any():
            x, y = ([words.value(at, unit) for unit in design.unit[which, at]] for at in (across, up))
            size = 22 if said in {"undecided", "not observed"} else 30
            axes.scatter(x, y, s=size, color=colour, marker=mark, label=f"{said} ({which.sum()})", linewidth=0.6)
    if told is not None and told.box is not None and told.box.p <= 0.05:
        _box(axes, one, told, words, (across, up))
    axes.set_xlabel(_axis(words, across), fontsize=9)
    axes.set_ylabel(_axis(words, up), fontsize=9)
    text = words.sentence(one, told) if told else "No world has a verdict: more runs for each world (world_runs=…)."
    title = f"{one.answer.outcome.label}: {one.answer.what}"
    axes.set_title("\n".join(textwrap.wrap(title, 62)) + "\n" + "\n".join(textwrap.wrap(text, 74)), fontsize=8.5)
    axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)


def _axis(words: Words, column: int) -> str:
    return f"{words.names[column]}, {words.numbers[column].unit}"


def _pair(one: Judged, told: Conclusion | None) -> tuple[int, int]:
    """Two numbers to show: those of the box first, then the most separating ones."""
    inside = [limit.column for limit in told.box.limits] if told and told.box and told.box.p <= 0.05 else []
    apart = [found.column for found in told.separations] if told else []
    order = list(dict.fromkeys([*inside, *apart, *range(len(one.columns))]))
    columns = [one.columns[at] for at in order]
    return columns[0], columns[1] if len(columns) > 1 else columns[0]


def _box(axes: Axes, one: Judged, told: Conclusion, words: Words, shown: tuple[int, int]) -> None:
    if told.box is None:
        return
    ends = {at: list(words.numbers[at].plausible) for at in shown}
    for limit in told.box.limits:
        at = one.columns[limit.column]
        if at in ends:
            ends[at][int(limit.upper)] = words.value(at, limit.value)
    (left, right), (low, high) = ends[shown[0]], ends[shown[1]]
    axes.add_patch(
        Rectangle((left, low), right - left, high - low, fill=False, linestyle="--", linewidth=1.3, zorder=3)
    )
