"""How effects unfold by month, as text for the terminal and as a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bygd.errors import InputError
from bygd.statistics.by_month import GROUPS, LAST, ROUTES, SIDES, WAY, YEARS, Unfolding, trend, word
from experiments.display.drawings import Levels, curves
from experiments.display.sheet import WIDE
from experiments.display.style import styled
from experiments.display.tables import number_text
from experiments.display.words import Words
from experiments.report.comparison.data import Comparison
from sim.outcomes import OUTCOMES

LINE = "{:<38}" + "{:>9}" * len(YEARS)


def curve_text(study: Comparison) -> str:
    """Difference in employment by months since settlement, with the interval of members and chance, and its trend."""
    lines = [
        f"{study.municipality}, {study.replicates} pairs of runs: difference in employment by month, points",
        LINE.format("", *YEARS),
    ]
    for scenario in study.scenarios:
        result = study.effect_by_month(scenario.name, "work", "seen", LAST)
        if len(result) <= LAST:
            raise InputError(f"{study.folder} follows nobody for {LAST} months; simulate more months.")
        lines += [
            LINE.format(scenario.name, *(f"{result[m].difference:+.1f}" for m in YEARS)),
            LINE.format("  low", *(f"{result[m].low:+.1f}" for m in YEARS)),
            LINE.format("  high", *(f"{result[m].high:+.1f}" for m in YEARS)),
        ]
    return "\n".join(lines)


def text(name: str, item: Unfolding) -> str:
    """The difference of a scenario in its parts."""
    change = trend(item)
    lines = [
        f"{name}: {len(item.people)} runs, {item.people.sum():.0f} people followed for {LAST} months; of 100",
        (
            f"From month 24 to {LAST} the difference changes by {change.value:+.1f} ({change.low:+.1f} to "
            f"{change.high:+.1f}): it {word(item)}."
        ),
        LINE.format("months since settlement", *YEARS),
        _line("in work, difference", item, item.difference, spread=True),
    ]
    lines += ["by how they came to the job"]
    lines += [_line(f"  {ROUTES[kind]}", item, item.routes[:, i]) for i, kind in enumerate(ROUTES)]
    lines += ["by who"]
    lines += [
        _line(f"  in work {words}", item, item.sides[:, i]) for i, words in ((1, "only with"), (2, "only without"))
    ]
    lines += ["by the step at which their two lives first part"]
    lines += [_line(f"  {group}", item, item.groups[:, i]) for i, group in enumerate(GROUPS)]
    return "\n".join([*lines, *moves_text(item)])


def _line(label: str, item: Unfolding, sums: np.ndarray, *, spread: bool = False) -> str:
    values = [item.of_100(sums[:, m]) for m in YEARS]
    shown = LINE.format(label, *(f"{value.value:+.2f}" for value in values))
    if not spread:
        return shown
    return "\n".join(
        [shown, LINE.format("  ± chance and sets, of the mean", *(f"{v.high - v.value:.2f}" for v in values))]
    )


def moves_text(item: Unfolding) -> list[str]:
    """What becomes of those who are ahead, or behind, at month 24."""
    lines = []
    names = {0: "both in work", 1: "still only with", 2: "only without", 3: "neither in work"}
    for side, given in ((1, "in work only with the measures"), (2, "in work only without")):
        total = item.moves[:, side].sum()
        if total:
            share = 100 * item.moves[:, side].sum(axis=0) / total
            parts = ", ".join(f"{names[k] if k != side else 'the same'} {share[k]:.0f} %" for k in range(len(SIDES)))
            many = item.of_100(item.moves[:, side].sum(axis=1)).value
            lines.append(f"Of the {many:.1f} of 100 {given} at month 24, at month {LAST}: {parts}.")
    return lines


def way_text(study: Comparison) -> str:
    """What happens on the way to a job, without and with the measures."""
    lines = ["What happens on the way, mean of all runs (without, with, difference):"]
    for scenario in study.scenarios:
        lines.append(f"  {scenario.name}")
        for key in study.known(WAY):
            result, which = study.effect(scenario.name, key).found, OUTCOMES[key]
            values = [
                number_text(Words("en"), value, which.unit)
                for value in (result.baseline, result.scenario, result.difference)
            ]
            lines.append("    {:<62}{:>9}{:>9}{:>9}".format(f"{which.label}, {which.unit}"[:61], *values))
    return "\n".join(lines)


@styled()
def pictures(results: dict[str, Unfolding], study: Comparison, folder: Path) -> None:
    """Write how the difference of each scenario comes about: by way to the job, and by who."""
    words = Words("en")
    for name, item in results.items():
        ways = {"difference": item.difference} | {label: item.routes[:, i] for i, label in enumerate(ROUTES.values())}
        who = {f"in work only {side}": item.sides[:, i] for i, side in ((1, "with"), (2, "without"))}
        for key, by, sums in (("ways", "by way to the job", ways), ("who", "by who", who)):
            lines = [(label, _levels(item, part)) for label, part in sums.items()]
            axis = words("curves.axis_months"), "of 100 adults settled"
            sheet = curves(words, "", lines, axis, band=0, width=WIDE)
            file = folder / f"unfolding_{key}_{name.replace('+', '_and_').replace(':', '_')}"
            title = f"Difference in employment, {by}: {words.title(name, study.options.policies)}, {study.municipality}"
            sheet.save(
                file,
                title=title,
                caption="Bands: 95 % interval of the mean over the runs (chance and sets of assumptions).",
            )


def _levels(item: Unfolding, sums: np.ndarray) -> Levels:
    results = [item.of_100(sums[:, m]) for m in range(LAST + 1)]
    value, low, high = (np.array([getattr(each, end) for each in results]) for end in ("value", "low", "high"))
    return value, low, high
