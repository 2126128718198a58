"""Split an effect by month, and say why: ``python -m experiments.unfolding STUDY_FOLDER [runs=400]``."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from bygd.compiling import announce_compiling
from bygd.errors import InputError
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.ensembles import members_of
from bygd.scenarios.options import CompareOptions
from bygd.statistics.by_month import GROUPS, LAST, ROUTES, SIDES, WAY, YEARS, Unfolding, table, trend, unfolding, word
from bygd.studies.folder import options_of
from bygd.studies.lives import collect
from experiments.command.main import plain
from experiments.display import figures
from experiments.display.tables import number_text
from experiments.report.comparison.data import Comparison, load
from sim.outcomes import OUTCOMES

RUNS, CHUNK = 400, 50


def simulated(folder: Path, runs: int) -> dict[str, Unfolding]:
    """Watch everybody in the first runs of a study, some runs at a time; sums by scenario."""
    made: CompareOptions = options_of(folder, "compare")
    announce_compiling()
    scenarios, members = scenarios_of(made), list(members_of(made, made.ensemble).values())
    threads = made.threads or os.cpu_count() or 1
    found: dict[str, list[Unfolding]] = {name: [] for name in scenarios if name != BASELINE}
    for start in range(0, runs, CHUNK):
        some = np.arange(start, min(runs, start + CHUNK))
        lives = collect(scenarios, made.seed, some, threads, members)
        for name, parts in found.items():
            parts.append(unfolding(lives, name))
    return {
        name: Unfolding(*(np.concatenate(part) for part in zip(*parts, strict=True))) for name, parts in found.items()
    }


LINE = "{:<38}" + "{:>9}" * len(YEARS)


def curve_text(study: Comparison) -> str:
    """Difference in employment by months since settlement, with the interval of members and chance, and its trend."""
    lines = [
        f"{study.municipality}, {study.replicates} pairs of runs: difference in employment by months since settlement, points",
        LINE.format("", *YEARS),
    ]
    for scenario in study.scenarios:
        found = study.effect_by_month(scenario.name, "work", "seen", LAST)
        if len(found) <= LAST:
            raise InputError(f"{study.folder} follows nobody for {LAST} months; simulate more months.")
        lines += [
            LINE.format(scenario.name, *(f"{found[m].difference:+.1f}" for m in YEARS)),
            LINE.format("  low", *(f"{found[m].low:+.1f}" for m in YEARS)),
            LINE.format("  high", *(f"{found[m].high:+.1f}" for m in YEARS)),
        ]
    return "\n".join(lines)


def text(name: str, one: Unfolding) -> str:
    """The difference of a scenario in its parts."""
    change = trend(one)
    lines = [
        f"{name}: {len(one.people)} runs, {one.people.sum():.0f} people who can be followed for {LAST} months; of 100",
        (
            f"From month 24 to {LAST} the difference changes by {change.value:+.1f} ({change.low:+.1f} to "
            f"{change.high:+.1f}): it {word(one)}."
        ),
        LINE.format("months since settlement", *YEARS),
        _line("in work, difference", one, one.difference, spread=True),
    ]
    lines += ["by how they came to the job"]
    lines += [_line(f"  {ROUTES[kind]}", one, one.routes[:, i]) for i, kind in enumerate(ROUTES)]
    lines += ["by who"]
    lines += [_line(f"  in work {words}", one, one.sides[:, i]) for i, words in ((1, "only with"), (2, "only without"))]
    lines += ["by the step at which their two lives first part"]
    lines += [_line(f"  {group}", one, one.groups[:, i]) for i, group in enumerate(GROUPS)]
    return "\n".join([*lines, *moves_text(one)])


def _line(label: str, one: Unfolding, sums: np.ndarray, *, spread: bool = False) -> str:
    values = [one.of_100(sums[:, m]) for m in YEARS]
    shown = LINE.format(label, *(f"{value.value:+.2f}" for value in values))
    if not spread:
        return shown
    return "\n".join(
        [shown, LINE.format("  ± chance and members, of the mean", *(f"{v.high - v.value:.2f}" for v in values))]
    )


def moves_text(one: Unfolding) -> list[str]:
    """What becomes of those who are ahead, or behind, at month 24."""
    lines = []
    names = {0: "both in work", 1: "still only with", 2: "only without", 3: "neither in work"}
    for side, said in ((1, "in work only with the measures"), (2, "in work only without")):
        total = one.moves[:, side].sum()
        if total:
            share = 100 * one.moves[:, side].sum(axis=0) / total
            parts = ", ".join(f"{names[k] if k != side else 'the same'} {share[k]:.0f} %" for k in range(len(SIDES)))
            many = one.of_100(one.moves[:, side].sum(axis=1)).value
            lines.append(f"Of the {many:.1f} of 100 {said} at month 24, at month {LAST}: {parts}.")
    return lines


def way_text(study: Comparison) -> str:
    """What happens on the way to a job, without and with the measures."""
    lines = ["What happens on the way, mean of all runs (without, with, difference):"]
    for scenario in study.scenarios:
        lines.append(f"  {scenario.name}")
        for key in study.known(WAY):
            found, which = study.effect(scenario.name, key).found, OUTCOMES[key]
            values = [number_text(value, which.unit) for value in (found.baseline, found.scenario, found.difference)]
            lines.append("    {:<62}{:>9}{:>9}{:>9}".format(f"{which.label}, {which.unit}"[:61], *values))
    return "\n".join(lines)


def picture(found: dict[str, Unfolding], municipality: str) -> Figure:
    """Difference and how it comes about, one row a scenario: by way to the job, and by who."""
    figure, rows = plt.subplots(len(found), 2, figsize=(9.4, 3.4 * len(found)), sharex=True, squeeze=False)
    months = np.arange(LAST + 1)
    for (left, right), (name, one) in zip(rows, found.items(), strict=True):
        values = np.array([[v.value, v.low, v.high] for v in (one.of_100(one.difference[:, m]) for m in months)]).T
        left.fill_between(months, values[1], values[2], color=figures.COLOURS[0], alpha=0.15, linewidth=0)
        left.plot(
            months,
            values[0],
            color=figures.COLOURS[0],
            linewidth=2,
            label="difference (band: 95 % interval of the mean)",
        )
        for i, kind in enumerate(ROUTES):
            line = [one.of_100(one.routes[:, i, m]).value for m in months]
            left.plot(months, line, color=figures.COLOURS[i + 1], linestyle=figures.LINES[i + 1], label=ROUTES[kind])
        for i, label in ((1, "in work only with"), (2, "in work only without")):
            line = [one.of_100(one.sides[:, i, m]).value for m in months]
            right.plot(months, line, color=figures.COLOURS[i], linestyle=figures.LINES[i], label=label)
        left.set_title(f"{figures.title_of(name)}, {municipality}", fontsize=10.5)
        for axes in (left, right):
            axes.axhline(0, color="black", linewidth=0.8)
            axes.set_xticks(range(0, LAST + 1, 12))
            axes.set_xlim(0, LAST)
            axes.legend(fontsize=8.5, loc="best", frameon=True, edgecolor="none", framealpha=0.9)
        left.set_ylabel("of 100 adults settled")
    for axes in rows[-1]:
        axes.set_xlabel("months since settlement")
    figure.tight_layout()
    return figure


# --- the program -------------------------------------------------------------------------------------------


def program(arguments: list[str]) -> None:
    """Print how the effects of a finished comparison unfold; write ``unfolding.csv`` and a figure into its folder."""
    plain = [one for one in arguments if "=" not in one]
    said = dict(one.split("=", 1) for one in arguments if "=" in one)
    if len(plain) != 1 or set(said) - {"runs"} or not said.get("runs", "1").isdigit() or said.get("runs") == "0":
        raise InputError("Say one study folder of compare, then runs=400 if you like.")
    folder = Path(plain[0])
    study = load(folder)
    print(curve_text(study) + "\n")
    found = simulated(folder, min(int(said.get("runs", RUNS)), study.replicates))
    for name, one in found.items():
        print(text(name, one) + "\n")
    print(way_text(study) + "\n")
    table(found).to_csv(folder / "unfolding.csv", index=False)
    figures.save(picture(found, study.municipality), folder / "figures", "unfolding")
    print(f"All months: {folder}/unfolding.csv; figure: {folder}/figures/unfolding.png")


def main() -> None:
    """Run the program."""
    plain(program, str(__doc__))


if __name__ == "__main__":
    main()
