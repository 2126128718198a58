"""Pictures of indices: bars, heat map, convergence, shares of variance, and what a conclusion depends on."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bygd.statistics.drivers import UNDECIDED
from bygd.statistics.paired import THRESHOLDS
from bygd.statistics.sensitivity.conclusions import ESTIMATE, Conclusion, Judged, Words, unit_of
from bygd.statistics.sensitivity.discovery import THIRD
from bygd.statistics.sensitivity.indices import Estimate, Factors, Shares
from bygd.statistics.sensitivity.results import TOP, WIDE, WORDS, Result
from bygd.statistics.sensitivity.screening import Design
from experiments.display.figures import COLOURS, title_of
from sim.parameters import Number

TRACED = 5  # numbers in the picture of convergence
ROWS = 30  # numbers in the heat map
HANGING = 6  # numbers in the picture of what an effect hangs on
INK = "#333333"
PARTS = {  # colours, by how many parts a variance is split into
    3: (COLOURS[1], "#BBBBBB", COLOURS[5]),
    4: (COLOURS[1], COLOURS[3], COLOURS[5], "#BBBBBB"),
}
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


def label_of(name: str, number: Number, width: int = 62) -> str:
    """A number in words, then its name, range and grade of evidence."""
    low, high = number.plausible
    meaning = textwrap.shorten(number.meaning, width, placeholder=" …")
    return f"{meaning}\n{name}, {low:g} to {high:g} {number.unit}, grade {number.grade}"


def bars(results: list[Result], design: Design, municipality: str) -> Figure:
    """Strongest numbers of each outcome with 95 % intervals, one panel an outcome (all of one scenario)."""
    shown = min(TOP, len(results[0].names))
    height = 1.0 + 0.39 * shown
    figure, panels = plt.subplots(len(results), 1, figsize=(10.5, 0.5 + height * len(results)), squeeze=False)
    for axes, one in zip(panels[:, 0], results, strict=True):
        _bars(axes, one, design, shown)
    what = f"What matters most, {municipality}: {results[0].answer.what}"
    note = f"the strongest {shown} of {len(results[0].names)}; lines: 95 % interval; pale: the interval holds zero"
    _headed(figure, f"{what}\n{note}")
    return figure


def _headed(figure: Figure, title: str) -> None:
    """Put a title of some lines above all panels, with room for it."""
    figure.text(0.01, 1 - 0.08 / figure.get_figheight(), title, ha="left", va="top", fontsize=11)
    room = 0.22 * (1 + title.count("\n")) + 0.1
    figure.tight_layout(rect=(0, 0, 1, 1 - room / figure.get_figheight()))


def _bars(axes: Axes, one: Result, design: Design, shown: int) -> None:
    top, y = one.order[:shown], np.arange(shown)
    main = one.main
    colours = ["#56B4E9" if low > 0 else "#D5E8F3" for low in main.low[top]]
    axes.barh(y, np.nan_to_num(main.value[top]), 0.72, color=colours)
    axes.hlines(y, main.low[top], main.high[top], color="#444444", linewidth=1.2)
    if "first" in one.by_index:
        axes.plot(one.by_index["first"].value[top], y, "o", color=COLOURS[2], markersize=4.5)
    numbers = list(design.numbers.values())
    axes.set_yticks(y, [label_of(one.names[at], numbers[at]) for at in top], fontsize=7.5)
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=0.8)
    seen = "" if one.seen else "   (nothing is seen above luck: more replicates)"
    axes.set_title(one.answer.outcome.label + seen, fontsize=10.5)
    axes.set_xlabel(INDEX[one.method].format(unit=_unit(one)), fontsize=9)


def heat(results: list[Result], design: Design, municipality: str) -> Figure | None:
    """Numbers by outcomes: the main index as a share of the largest of its column, where it is above zero for sure."""
    relative = np.array([_relative(one) for one in results]).T
    sure = np.array([one.main.low > 0 for one in results]).T
    relative = np.where(sure, relative, 0.0)
    order = np.argsort(-relative.max(axis=1), kind="stable")[:ROWS]
    order = order[relative[order].max(axis=1) > 0]
    if not len(order):
        return None
    figure, axes = plt.subplots(figsize=(3.4 + 1.25 * len(results), 2.4 + 0.27 * max(4, len(order))))
    axes.imshow(relative[order], cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, at in enumerate(order):
        for column in range(len(results)):
            value = relative[at, column]
            if value >= 0.005:
                colour = "white" if value > 0.6 else "#333333"
                axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=8, color=colour)
    axes.set_yticks(
        range(len(order)), [_line(name, design) for name in np.array(results[0].names)[order]], fontsize=8.5
    )
    labels = [f"{one.answer.outcome.label}: {one.answer.what}" for one in results]
    axes.set_xticks(range(len(results)), ["\n".join(textwrap.wrap(one, 30)) for one in labels], rotation=55, ha="right")
    axes.tick_params(axis="x", labelsize=8.5)
    axes.spines[:].set_visible(False)
    index = WORDS[results[0].method][0].replace("mu_star", "µ*").replace("total", "total index")
    axes.set_title(
        f"{municipality}: {index}, per cent of the largest in the column\n(only what is above zero with its 95 % interval; "
        f"{len(order)} of {len(results[0].names)} numbers)",
        fontsize=10.5,
        x=-0.6,
    )
    return figure


def _line(name: str, design: Design) -> str:
    return f"{textwrap.shorten(design.numbers[name].meaning, 52, placeholder=' …')} ({name})"


def _relative(one: Result) -> np.ndarray:
    largest = one.main.value.max()
    return one.main.value / largest if one.seen and largest > 0 else np.full(len(one.names), np.nan)


def _grid(count: int, wide: float, tall: float, more: float) -> tuple[Figure, list[Axes]]:
    """Panels side by side, at most three; inches of each, and ``more`` in height for the title."""
    columns = min(3, count)
    rows = -(-count // columns)
    figure, panels = plt.subplots(rows, columns, figsize=(wide * columns, more + tall * rows), squeeze=False)
    for axes in panels.flat[count:]:
        axes.set_visible(False)
    return figure, list(panels.flat[:count])


def convergence(results: list[Result], municipality: str) -> Figure | None:
    """Main index against n for the strongest numbers; a line where there are enough runs."""
    shown = [one for one in results if one.trace is not None]
    if not shown:
        return None
    figure, panels = _grid(len(shown), wide=5.4, tall=4.4, more=1.0)
    for axes, one in zip(panels, shown, strict=True):
        _trace(axes, one)
    rule = f"enough runs: no 95 % interval of the {TOP} strongest is wider than {100 * WIDE:.0f} % of the largest"
    title = f"How the indices settle, {municipality}   (bands: 95 % interval; {rule})"
    figure.suptitle("\n".join(textwrap.wrap(title, 58 * min(3, len(shown)))), x=0.01, ha="left", fontsize=10.5)
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
    axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)


def parts(found: dict[str, Shares] | dict[str, Factors], words: dict[str, str], municipality: str) -> Figure:
    """Variance of one run of each outcome, in parts; ``words``: name of a part -> what it is called."""
    figure, axes = plt.subplots(figsize=(10, 1.3 + 0.55 * max(1, len(found))))
    left = np.zeros(len(found))
    for which, label, colour in zip(words, words.values(), PARTS[len(words)], strict=True):
        shares = [getattr(one, which) for one in found.values()]
        width = np.array([100 * max(0.0, float(one.value)) for one in shares])
        axes.barh(range(len(found)), width, left=left, color=colour, label=label)
        for y, share in enumerate(shares):
            if width[y] > 14:
                text = f"{width[y]:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"
                ink = "w" if which == "numbers" else "k"
                axes.text(left[y] + width[y] / 2, y, text, ha="center", va="center", fontsize=8.5, color=ink)
        left += width
    axes.set_yticks(range(len(found)), ["\n".join(textwrap.wrap(one, 46)) for one in found], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the variance of one run's outcome over prior samples and seeds (95 % interval)")
    axes.set_title(f"Numbers within their plausible ranges, and luck, {municipality}")
    figure.legend(
        *axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(0.02, 0.0), ncols=2, fontsize=8.5
    )
    figure.tight_layout()
    return figure


def verdicts(all_judged: list[Judged], municipality: str) -> Figure:
    """Difference of each scenario over all samples: mean with interval, nine samples of ten, and the threshold."""
    outcomes = list(dict.fromkeys(one.answer.outcome.label for one in all_judged))
    scenarios = list(dict.fromkeys(one.answer.scenario for one in all_judged))
    figure, panels = plt.subplots(
        1, len(outcomes), figsize=(3 + 4.3 * len(outcomes), 2.2 + 0.4 * len(scenarios)), sharey=True, squeeze=False
    )
    for axes, label in zip(panels[0], outcomes, strict=True):
        mine = [one for one in all_judged if one.answer.outcome.label == label]
        _band(axes, mine[0])
        for y, one in enumerate(mine):
            axes.hlines(y, *one.spread[1:], color="#BBBBBB", linewidth=5)
            _point(axes, y, one.mean, one.on_average)
        axes.set_title("\n".join(textwrap.wrap(label, 38)), fontsize=10)
        axes.set_xlabel(f"difference to the baseline, {unit_of(mine[0].answer)}", fontsize=9)
    panels[0][0].set_yticks(range(len(scenarios)), [title_of(one) for one in scenarios])
    panels[0][0].invert_yaxis()
    samples = len(all_judged[0].verdicts)
    figure.suptitle(
        f"What each measure does, whatever the unmeasured numbers are, {municipality} ({samples} samples)",
        x=0.01,
        ha="left",
    )
    text = (
        "point: mean over the samples with its 95 % interval (colour: verdict); grey: nine samples of ten, luck removed; "
        "band: no relevant difference"
    )
    figure.tight_layout()
    _verdict_legend(figure, {one.on_average for one in all_judged}, text)
    return figure


def _verdict_legend(figure: Figure, there: set[str], text: str) -> None:
    handles = [
        Line2D(
            [], [], color=INK if said in UNDECIDED else colour, marker="o" if mark in ".x" else mark, ls="", label=said
        )
        for said, (colour, mark) in VERDICTS.items()
        if said in there
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, 0.0), ncols=len(handles), title=text, alignment="left"
    )


def _band(axes: Axes, one: Judged) -> None:
    least = THRESHOLDS.get(one.answer.outcome.unit, 0.0)
    axes.axvspan(-least, least, color="#000000", alpha=0.06, linewidth=0)
    axes.axvline(0, color="black", linewidth=0.8)


def _point(axes: Axes, y: float, one: Estimate, said: str, *, clear: bool = True) -> None:
    colour, mark = VERDICTS[said]
    colour = INK if said in UNDECIDED and clear else colour
    alpha = 1.0 if clear else 0.35
    axes.hlines(y, one.low, one.high, color=colour, linewidth=1.6, alpha=alpha)
    axes.plot(one.value, y, "o" if mark in ".x" else mark, color=colour, markersize=5.5, alpha=alpha)


def hanging(all_judged: list[Judged], words: Words, municipality: str) -> Figure:
    """Effect of one scenario where each of the numbers that matter most is low, and where it is high."""
    height = 1.15 + 0.62 * HANGING
    figure, panels = plt.subplots(len(all_judged), 1, figsize=(12, 0.6 + height * len(all_judged)), squeeze=False)
    for axes, one in zip(panels[:, 0], all_judged, strict=True):
        _hanging(axes, one, words)
    what = title_of(all_judged[0].answer.scenario)
    _headed(figure, f"What the effect hangs on, {municipality}: {what} (difference to the baseline)")
    text = (
        "upper point: samples with the number in the lowest third of its range, lower point: in the highest third; "
        "lines: 95 % interval;\npale: luck would explain it (rank correlation, corrected for all numbers looked at); "
        "band: no relevant difference; dotted: mean over all samples"
    )
    said = {side for one in all_judged for found in one.hangs_on[:HANGING] for side in (found.low, found.high)}
    _verdict_legend(figure, said, text)
    return figure


def _hanging(axes: Axes, one: Judged, words: Words) -> None:
    _band(axes, one)
    axes.axvline(float(one.mean.value), color="#555555", linewidth=1, linestyle=":")
    labels, shown = [], one.hangs_on[:HANGING]
    for y, found in enumerate(shown):
        at = found.tilt.column
        _point(axes, y - 0.17, found.tilt.low, found.low, clear=found.clear)
        _point(axes, y + 0.17, found.tilt.high, found.high, clear=found.clear)
        mark = "  FLIPS" if found.flips else ""
        meaning = textwrap.shorten(words.numbers[at].meaning, 58, placeholder=" …")
        labels.append(
            f"{meaning}{mark}\n{words.names[at]}: below {words.amount(at, THIRD)}, above "
            f"{words.amount(at, 1 - THIRD)}; p = {found.tilt.p:.2g}"
        )
    axes.set_yticks(range(len(shown)), labels, fontsize=8)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_title(one.answer.outcome.label, fontsize=10.5)
    axes.set_xlabel(unit_of(one.answer), fontsize=9)


def hanging_heat(all_judged: list[Judged], words: Words, municipality: str) -> Figure | None:
    """Numbers by scenarios and outcomes: how much the effect changes from the lowest to the highest third."""
    columns = sorted({found.tilt.column for one in all_judged for found in one.hangs_on if found.clear})
    if not columns:
        return None
    all_judged = [one for one in all_judged if one.hangs_on[0].clear]
    change = np.full((len(columns), len(all_judged)), np.nan)
    flips = np.zeros_like(change, bool)
    for k, one in enumerate(all_judged):
        largest = THRESHOLDS.get(one.answer.outcome.unit, 0.0) or max(abs(float(part)) for part in one.spread) or 1.0
        for found in one.hangs_on:
            if found.clear:
                row = columns.index(found.tilt.column)
                change[row, k] = (found.tilt.high.value - found.tilt.low.value) / largest
                flips[row, k] = found.flips
    order = np.argsort(-np.isfinite(change).sum(axis=1), kind="stable")[:ROWS]
    figure, axes = plt.subplots(figsize=(4 + 0.5 * len(all_judged), 2.6 + 0.29 * len(order)))
    axes.imshow(change[order], cmap="PuOr", vmin=-3, vmax=3, aspect="auto")
    for row, at in enumerate(map(int, order)):
        for column in map(int, np.flatnonzero(np.isfinite(change[at]))):
            text = f"{change[at, column]:+.1f}" + ("*" if flips[at, column] else "")
            axes.text(
                column,
                row,
                text,
                ha="center",
                va="center",
                fontsize=7,
                color="white" if abs(change[at, column]) > 2 else INK,
            )
    axes.set_yticks(range(len(order)), [_line(words.names[columns[at]], words.design) for at in order], fontsize=8)
    labels = [f"{title_of(one.answer.scenario)}: {one.answer.outcome.name}" for one in all_judged]
    axes.set_xticks(range(len(labels)), labels, rotation=65, ha="right", fontsize=8, rotation_mode="anchor")
    axes.spines[:].set_visible(False)
    axes.set_title(
        f"What the effects hang on, {municipality}: change of the difference from lowest to highest third of a number\n"
        "(in thresholds: 1 is one point, or half a month; only what luck would not explain; * the verdict flips)",
        fontsize=10,
        x=-0.4,
    )
    return figure


def dependence(all_judged: list[Judged], words: Words, design: Design, municipality: str) -> Figure:
    """Samples by the two numbers that matter most for a verdict, one panel an outcome and scenario, with the box."""
    figure, panels = _grid(len(all_judged), wide=6.2, tall=5.6, more=0.6)
    for axes, one in zip(panels, all_judged, strict=True):
        _samples(axes, one, words, design)
    _headed(figure, f"What a conclusion depends on, {municipality}: each mark is one prior sample")
    return figure


def _samples(axes: Axes, one: Judged, words: Words, design: Design) -> None:
    told = one.told
    across, up = _pair(one, told)
    for said, which in _groups(one, told):
        good = ("above" in said) == (one.answer.outcome.direction >= 0)
        colour, mark = VERDICTS.get(said, VERDICTS["better" if good else "worse"])
        if which.any():
            x, y = ([words.value(at, unit) for unit in design.unit[which, at]] for at in (across, up))
            size = 22 if said in {"undecided", "not observed"} else 30
            label = "the others" if said == "undecided" and told and told.said.startswith(ESTIMATE) else said
            axes.scatter(x, y, s=size, color=colour, marker=mark, label=f"{label} ({which.sum()})", linewidth=0.6)
    if told is not None:
        _box(axes, one, told, words, (across, up))
    axes.set_xlabel(_axis(words, across), fontsize=9)
    axes.set_ylabel(_axis(words, up), fontsize=9)
    text = words.sentence(one, told) if told else "Where a verdict holds cannot be said with these runs."
    title = f"{one.answer.outcome.label}: {one.answer.what}"
    axes.set_title("\n".join(textwrap.wrap(title, 62)) + "\n" + "\n".join(textwrap.wrap(text, 74)), fontsize=8.5)
    axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)


def _groups(one: Judged, told: Conclusion | None) -> list[tuple[str, np.ndarray]]:
    """Samples by verdict; by estimate, where that is what is told."""
    if told is not None and told.said.startswith(ESTIMATE):
        least = f"{THRESHOLDS.get(one.answer.outcome.unit, 0.0):g} {unit_of(one.answer)}".replace("above", "")
        side = told.said.removeprefix(ESTIMATE)
        sign = "-" if side == "below" else ""
        return [("undecided", ~told.holds), (f"estimated {side} {sign}{least}", told.holds)]
    return [(said, one.verdicts == said) for said in VERDICTS]


def _axis(words: Words, column: int) -> str:
    number = words.numbers[column]
    return "\n".join(textwrap.wrap(f"{number.meaning} ({words.names[column]}), {number.unit}", 60))


def _pair(one: Judged, told: Conclusion | None) -> tuple[int, int]:
    """Two numbers to show: those of the box first, then the most separating ones."""
    inside = [limit.column for limit in told.box.limits] if told and told.box else []
    within = [one.columns[at] for at in inside]
    columns = list(dict.fromkeys([*within, *(found.tilt.column for found in one.hangs_on)]))
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
