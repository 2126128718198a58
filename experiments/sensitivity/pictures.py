"""Pictures of indices: bars, heat map, convergence, shares of variance, and what a conclusion depends on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from bygd.statistics.drivers import UNDECIDED
from bygd.statistics.paired import THRESHOLDS
from bygd.statistics.sensitivity.conclusions import ESTIMATE, Conclusion, Judged, Words, unit_of
from bygd.statistics.sensitivity.discovery import THIRD
from bygd.statistics.sensitivity.indices import Estimate, Factors, Shares
from bygd.statistics.sensitivity.responses import Design
from bygd.statistics.sensitivity.results import TOP, WIDE, WORDS, Result
from experiments.display.sheet import Sheet, cells, label_rows, span, zero
from experiments.display.style import COLOURS, FAINT, GAIN, HARM, INK, MARKERS, MAYBE, NEW, styled, title_of
from sim.parameters import Number

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

TRACED = 5  # numbers in the picture of convergence
ROWS = 30  # numbers in the heat map
HANGING = 6  # numbers in the picture of what an effect depends on
BESIDE = 830.0  # width, in points, of a picture whose rows have long names
PARTS = {3: (NEW, FAINT, MAYBE), 4: (NEW, GAIN, MAYBE, FAINT)}  # colours, by how many parts a variance is split into
INDEX = {
    "morris": "mean size of the effect of the whole plausible range (µ*), {unit}",
    "sobol": "share of the variance of the expected outcome: total (bar), alone (dot)",
}
VERDICTS = {  # colour and mark
    "better": (GAIN, "o"),
    "higher": (GAIN, "o"),
    "worse": (HARM, "v"),
    "lower": (HARM, "v"),
    "no relevant difference": (NEW, "s"),
    "undecided": (FAINT, "."),
    "not observed": (FAINT, "x"),
}


def label_of(name: str, number: Number, width: int = 62) -> str:
    """A number in words, then its name, range and grade of evidence."""
    low, high = number.plausible
    meaning = textwrap.shorten(number.meaning, width, placeholder=" …")
    return f"{meaning}\n{name}, {low:g} to {high:g} {number.unit}, grade {number.grade}"


@styled()
def bars(results: list[Result], design: Design, municipality: str, file: Path) -> None:
    """Strongest numbers of each outcome with 95 % intervals, one panel an outcome (all of one scenario)."""
    shown = min(TOP, len(results[0].names))
    sheet = Sheet(60 + (70 + 29 * shown) * len(results), width=BESIDE, grid=(len(results), 1), margins=None)
    for axes, item in zip(sheet.panels, results, strict=True):
        _bars(axes, item, design, shown)
    title = f"What matters most, {municipality}: {results[0].answer.what}"
    caption = f"The strongest {shown} of {len(results[0].names)}; lines: 95 % interval; pale: the interval holds zero."
    sheet.save(file, title=title, caption=caption)


def _bars(axes: Axes, item: Result, design: Design, shown: int) -> None:
    top, y = item.order[:shown], np.arange(shown)
    main = item.main
    colours = ["#56B4E9" if low > 0 else "#D5E8F3" for low in main.low[top]]
    axes.barh(y, np.nan_to_num(main.value[top]), 0.72, color=colours)
    axes.hlines(y, main.low[top], main.high[top], color=INK, linewidth=1.2)
    if "first" in item.by_index:
        axes.plot(item.by_index["first"].value[top], y, "o", color=COLOURS[2], markersize=4.5)
    numbers = list(design.numbers.values())
    label_rows(axes, [label_of(item.names[at], numbers[at]) for at in top], 9)
    axes.axvline(0, color=INK, linewidth=0.8)
    seen = "" if item.seen else "   (nothing is seen above luck: more replicates)"
    axes.set_title(item.answer.outcome.label + seen)
    axes.set_xlabel(INDEX[item.method].format(unit=unit_of(item.answer)))


@styled()
def heat(results: list[Result], design: Design, municipality: str, file: Path) -> None:
    """Numbers by outcomes: the main index as a share of the largest of its column, where it is above zero for sure."""
    relative = np.array([_relative(item) for item in results]).T
    relative = np.where(np.array([item.main.low > 0 for item in results]).T, relative, 0.0)
    order = np.argsort(-relative.max(axis=1), kind="stable")[:ROWS]
    order = order[relative[order].max(axis=1) > 0]
    if not len(order):
        return
    shown = 100 * relative[order]
    texts = np.where(shown >= 0.5, np.char.mod("%.0f", np.nan_to_num(shown)), "")
    columns = [textwrap.fill(f"{item.answer.outcome.label}: {item.answer.what}", 30) for item in results]
    sheet = Sheet(240 + 20 * max(4, len(order)), width=440 + 70 * len(results), margins=None)
    names = [_line(name, design) for name in np.array(results[0].names)[order]]
    cells(sheet.axes, shown, texts, (names, columns), cmap="Blues", vmin=0, vmax=100)
    index = WORDS[results[0].method][0].replace("mu_star", "µ*").replace("total", "total index")
    caption = f"Only what is above zero with its 95 % interval; {len(order)} of {len(results[0].names)} numbers."
    sheet.save(file, title=f"{municipality}: {index}, per cent of the largest in the column", caption=caption)


def _line(name: str, design: Design) -> str:
    return f"{textwrap.shorten(design.numbers[name].meaning, 52, placeholder=' …')} ({name})"


def _relative(item: Result) -> np.ndarray:
    largest = item.main.value.max()
    return item.main.value / largest if item.seen and largest > 0 else np.full(len(item.names), np.nan)


@styled()
def convergence(results: list[Result], municipality: str, file: Path) -> None:
    """Main index against n for the strongest numbers; a line where there are enough runs."""
    shown = [item for item in results if item.trace is not None]
    if not shown:
        return
    sheet = Sheet.of(len(shown), 390, 360)
    for axes, item in zip(sheet.panels, shown, strict=True):
        _trace(axes, item)
    rule = f"no 95 % interval of the {TOP} strongest is wider than {100 * WIDE:.0f} % of the largest"
    sheet.save(
        file, title=f"How the indices settle, {municipality}", caption=f"Bands: 95 % interval. Enough runs: {rule}."
    )


def _trace(axes: Axes, item: Result) -> None:
    trace = item.trace
    if trace is None:
        return
    for k, at in enumerate(item.order[:TRACED], 1):
        axes.plot(
            trace.n, trace.value[:, at], color=COLOURS[k], marker=MARKERS[k - 1], markersize=4, label=item.names[at]
        )
        axes.fill_between(trace.n, trace.low[:, at], trace.high[:, at], color=COLOURS[k], alpha=0.13, linewidth=0)
    blocks = WORDS[item.method][1]
    if trace.reached:
        axes.axvline(trace.enough, color=INK, linestyle="--", linewidth=1)
        text = f"enough from {trace.enough} {blocks}"
    else:
        text = f"not enough yet: about {trace.enough} {blocks} would be" if trace.enough < 100_000 else "not enough yet"
    axes.set_title(textwrap.fill(f"{item.answer.outcome.label}: {item.answer.what}", 50) + f"\n{text}", fontsize=10.5)
    axes.set_xlabel(f"{blocks} (n)")
    axes.set_ylabel({"morris": f"µ*, {unit_of(item.answer)}", "sobol": "total index"}[item.method])
    axes.set_ylim(bottom=min(0, np.nanmin(trace.value[:, item.order[:TRACED]])))
    axes.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)


@styled()
def parts(
    results: dict[str, Shares] | dict[str, Factors], words: dict[str, str], municipality: str, file: Path
) -> None:
    """Variance of one run of each outcome, in parts; ``words``: name of a part -> what it is called."""
    sheet = Sheet(120 + 42 * max(1, len(results)), width=720, margins=None)
    axes = sheet.axes
    left = np.zeros(len(results))
    for which, label, colour in zip(words, words.values(), PARTS[len(words)], strict=True):
        shares = [getattr(item, which) for item in results.values()]
        width = np.array([100 * max(0.0, float(item.value)) for item in shares])
        axes.barh(range(len(results)), width, left=left, color=colour, label=label)
        for y, share in enumerate(shares):
            if width[y] > 14:
                text = f"{width[y]:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"
                ink = "white" if which == "numbers" else INK
                axes.text(left[y] + width[y] / 2, y, text, ha="center", va="center", fontsize=9, color=ink)
        left += width
    label_rows(axes, [textwrap.fill(item, 46) for item in results])
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the variance of one run's outcome over prior samples and seeds (95 % interval)")
    sheet.legend()
    sheet.save(file, title=f"Numbers within their plausible ranges, and luck, {municipality}")


@styled()
def verdicts(all_judged: list[Judged], municipality: str, file: Path) -> None:
    """Difference of each scenario over all samples: mean with interval, nine samples of ten, and the threshold."""
    outcomes = list(dict.fromkeys(item.answer.outcome.label for item in all_judged))
    scenarios = list(dict.fromkeys(item.answer.scenario for item in all_judged))
    width = 220 + 310 * len(outcomes)
    sheet = Sheet(170 + 29 * len(scenarios), width=width, grid=(1, len(outcomes)), margins=None, sharey=True)
    for axes, label in zip(sheet.panels, outcomes, strict=True):
        mine = [item for item in all_judged if item.answer.outcome.label == label]
        zero(axes, _least(mine[0]))
        for y, item in enumerate(mine):
            axes.hlines(y, *item.spread[1:], color=FAINT, linewidth=5)
            _point(axes, y, item.mean, item.on_average)
        axes.set_title(textwrap.fill(label, 38))
        axes.set_xlabel(f"difference to the baseline, {unit_of(mine[0].answer)}")
    label_rows(sheet.axes, [title_of(item) for item in scenarios])
    _verdict_legend(sheet, {item.on_average for item in all_judged})
    samples = len(all_judged[0].verdicts)
    title = f"What each measure does, whatever the unmeasured numbers are, {municipality} ({samples} samples)"
    caption = (
        "Point: mean over the samples with its 95 % interval (colour: verdict); "
        "grey line: nine samples of ten, luck removed; band: no relevant difference."
    )
    sheet.save(file, title=title, caption=caption)


def _verdict_legend(sheet: Sheet, there: set[str]) -> None:
    from matplotlib.lines import Line2D

    looks = {given: _look(given) for given in VERDICTS if given in there}
    handles = [Line2D([], [], color=colour, marker=mark, ls="", label=given) for given, (colour, mark) in looks.items()]
    sheet.legend(handles=handles, columns=len(handles))


def _look(text: str) -> tuple[str, str]:
    """Colour and mark of a mean: what is undecided is to be seen as well."""
    colour, mark = VERDICTS[text]
    return INK if text in UNDECIDED else colour, "o" if mark in ".x" else mark


def _least(item: Judged) -> float:
    return THRESHOLDS.get(item.answer.outcome.unit, 0.0)


def _point(axes: Axes, y: float, item: Estimate, text: str, *, clear: bool = True) -> None:
    interval = float(item.value), float(item.low), float(item.high)
    span(axes, y, interval, *_look(text), linewidth=1.6, markersize=5.5, alpha=1.0 if clear else 0.35)


@styled()
def hanging(all_judged: list[Judged], words: Words, municipality: str, file: Path) -> None:
    """Effect of one scenario where each of the numbers that matter most is low, and where it is high."""
    many = len(all_judged)
    sheet = Sheet(110 + (70 + 45 * HANGING) * many, width=BESIDE, grid=(many, 1), margins=None)
    for axes, item in zip(sheet.panels, all_judged, strict=True):
        _hanging(axes, item, words)
    texts = {side for item in all_judged for result in item.hangs_on[:HANGING] for side in (result.low, result.high)}
    _verdict_legend(sheet, texts)
    what = title_of(all_judged[0].answer.scenario)
    caption = (
        "Upper point: samples with the number in the lowest third of its range, lower point: in the highest third; "
        "lines: 95 % interval; pale: luck would explain it (rank correlation, corrected for all numbers looked at); "
        "band: no relevant difference; dotted: mean over all samples."
    )
    sheet.save(
        file, title=f"What the effect depends on, {municipality}: {what} (difference to the baseline)", caption=caption
    )


def _hanging(axes: Axes, item: Judged, words: Words) -> None:
    zero(axes, _least(item))
    axes.axvline(float(item.mean.value), color=INK, linewidth=1, linestyle=":")
    labels, shown = [], item.hangs_on[:HANGING]
    for y, result in enumerate(shown):
        at = result.tilt.column
        _point(axes, y - 0.17, result.tilt.low, result.low, clear=result.clear)
        _point(axes, y + 0.17, result.tilt.high, result.high, clear=result.clear)
        mark = "  FLIPS" if result.flips else ""
        meaning = textwrap.shorten(words.numbers[at].meaning, 58, placeholder=" …")
        labels.append(
            f"{meaning}{mark}\n{words.names[at]}: below {words.amount(at, THIRD)}, above "
            f"{words.amount(at, 1 - THIRD)}; p = {result.tilt.p:.2g}"
        )
    label_rows(axes, labels, 9)
    axes.set_title(item.answer.outcome.label)
    axes.set_xlabel(unit_of(item.answer))


@styled()
def hanging_heat(all_judged: list[Judged], words: Words, municipality: str, file: Path) -> None:
    """Numbers by scenarios and outcomes: how much the effect changes from the lowest to the highest third."""
    columns = sorted({result.tilt.column for item in all_judged for result in item.hangs_on if result.clear})
    if not columns:
        return
    all_judged = [item for item in all_judged if item.hangs_on[0].clear]
    change = np.full((len(columns), len(all_judged)), np.nan)
    texts = np.full(change.shape, "", dtype="U9")
    for k, item in enumerate(all_judged):
        largest = _least(item) or max(abs(float(part)) for part in item.spread) or 1.0
        for result in item.hangs_on:
            if result.clear:
                row = columns.index(result.tilt.column)
                change[row, k] = (result.tilt.high.value - result.tilt.low.value) / largest
                texts[row, k] = f"{change[row, k]:+.1f}" + ("*" if result.flips else "")
    order = np.argsort(-np.isfinite(change).sum(axis=1), kind="stable")[:ROWS]
    names = [_line(words.names[columns[at]], words.design) for at in order]
    labels = [f"{title_of(item.answer.scenario)}: {item.answer.outcome.name}" for item in all_judged]
    sheet = Sheet(240 + 21 * len(order), width=max(560, 430 + 40 * len(all_judged)), margins=None)
    cells(sheet.axes, change[order], texts[order], (names, labels), cmap="PuOr", vmin=-3, vmax=3)
    title = (
        f"What the effects depend on, {municipality}: change of the difference from lowest to highest third of a number"
    )
    caption = "In thresholds: 1 is one point, or half a month; only what luck would not explain; * the verdict flips."
    sheet.save(file, title=title, caption=caption)


@styled()
def dependence(all_judged: list[Judged], words: Words, design: Design, municipality: str, file: Path) -> None:
    """Samples by the two numbers that matter most for a verdict, one panel an outcome and scenario, with the box."""
    sheet = Sheet.of(len(all_judged), 450, 430)
    for axes, item in zip(sheet.panels, all_judged, strict=True):
        _samples(axes, item, words, design)
    sheet.save(file, title=f"What a conclusion depends on, {municipality}: each mark is one prior sample")


def _samples(axes: Axes, item: Judged, words: Words, design: Design) -> None:
    content = item.told
    across, up = _pair(item, content)
    for given, which in _groups(item, content):
        good = ("above" in given) == (item.answer.outcome.direction >= 0)
        colour, mark = VERDICTS.get(given, VERDICTS["better" if good else "worse"])
        if which.any():
            x, y = ([words.value(at, unit) for unit in design.unit[which, at]] for at in (across, up))
            size = 22 if given in {"undecided", "not observed"} else 30
            label = "the others" if given == "undecided" and content and content.said.startswith(ESTIMATE) else given
            axes.scatter(x, y, s=size, color=colour, marker=mark, label=f"{label} ({which.sum()})", linewidth=0.6)
    if content is not None:
        _box(axes, item, content, words, (across, up))
    axes.set_xlabel(_axis(words, across), fontsize=10)
    axes.locator_params(axis="x", nbins=5)
    axes.set_ylabel(_axis(words, up), fontsize=10)
    text = words.sentence(item, content) if content else "Where a verdict holds cannot be said with these runs."
    title = f"{item.answer.outcome.label}: {item.answer.what}"
    axes.set_title(f"{textwrap.fill(title, 66)}\n{textwrap.fill(text, 66)}", fontsize=9.5)
    axes.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)


def _groups(item: Judged, told: Conclusion | None) -> list[tuple[str, np.ndarray]]:
    """Samples by verdict; by estimate, where that is what is told."""
    if told is not None and told.said.startswith(ESTIMATE):
        least = f"{_least(item):g} {unit_of(item.answer)}".replace("above", "")
        side = told.said.removeprefix(ESTIMATE)
        sign = "-" if side == "below" else ""
        return [("undecided", ~told.holds), (f"estimated {side} {sign}{least}", told.holds)]
    return [(given, item.verdicts == given) for given in VERDICTS]


def _axis(words: Words, column: int) -> str:
    number = words.numbers[column]
    return textwrap.fill(f"{number.meaning} ({words.names[column]}), {number.unit}", 60)


def _pair(item: Judged, told: Conclusion | None) -> tuple[int, int]:
    """Two numbers to show: those of the box first, then the most separating ones."""
    inside = [limit.column for limit in told.box.limits] if told and told.box else []
    within = [item.columns[at] for at in inside]
    columns = list(dict.fromkeys([*within, *(result.tilt.column for result in item.hangs_on)]))
    return columns[0], columns[1] if len(columns) > 1 else columns[0]


def _box(axes: Axes, item: Judged, told: Conclusion, words: Words, shown: tuple[int, int]) -> None:
    from matplotlib.patches import Rectangle

    if told.box is None:
        return
    ends = {at: list(words.numbers[at].plausible) for at in shown}
    for limit in told.box.limits:
        at = item.columns[limit.column]
        if at in ends:
            ends[at][int(limit.upper)] = words.value(at, limit.value)
    (left, right), (low, high) = ends[shown[0]], ends[shown[1]]
    axes.add_patch(
        Rectangle((left, low), right - left, high - low, fill=False, linestyle="--", linewidth=1.3, zorder=3)
    )
