"""Split how an effect unfolds over 60 months, and say why: ``python -m experiments.unfolding STUDY_FOLDER [runs=400]``.

The same people with the same luck, with and without the measures: only those who can be followed for 60 months, so that
every month is about the same people. The difference in a month is split, exactly, in three ways: by how those in work
came to their job, by who is ahead and who behind, and by the step at which two lives first part (``partings``).
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from experiments import figures
from experiments.compose import plain
from experiments.ensemble import worlds_of
from experiments.files import provenance_of
from experiments.lives import WHO, Lives, collect, options_of, spells
from experiments.options import CompareOptions, InputError
from experiments.partings import REQUESTS, partings
from experiments.report.data import BASELINE, Comparison, load
from experiments.scenarios import scenarios_of
from experiments.study import announce_compiling
from experiments.tables import number_text
from sim.contrasts import Ratio, ratio
from sim.engine_room import source_hash
from sim.outcomes import OUTCOMES
from sim.states import Event, Status

LAST = 60
YEARS = (6, 12, 18, 24, 36, 48, 60)
RUNS, CHUNK = 400, 50
HOST, ELSEWHERE = 1, 2  # in work: with the host of a placement, or found otherwise; 0: not in work
ROUTES = {HOST: "hired by a host", ELSEWHERE: "job found elsewhere"}
GROUPS: dict[str, tuple[str, ...]] = {
    "a placement more or fewer": REQUESTS,
    "another workplace": ("workplace",),
    "a problem mended, or none": ("problem", "mended"),
    "a placement not broken off": ("not_broken_off",),
    "hired by the host": ("hired", "childcare"),
    "a job elsewhere: better reference": ("found_reference",),
    "a job elsewhere: more Norwegian": ("found_norwegian",),
    "a job elsewhere: else": ("found_other",),
    "a job kept": ("kept_job",),
    "anything else": ("joined", "education", "programme", "health", "moved", "other"),
}
SIDES = ("both", "ahead", "behind", "neither")  # in work with and without; only with; only without; in neither
WAY = (
    "placements_started",
    "broken_off",
    "problems_never_found",
    "hired_by_host",
    "employed_6m_after_place",
    "follow_up",
    "trust",
    "goodwill",
    "requests_accepted",
    "refused_distrust",
    "refused_staff_tired",
)


class Unfolding(NamedTuple):
    """One scenario against the baseline: sums over people, each runs x … x months since settlement."""

    people: np.ndarray  # runs
    routes: np.ndarray  # runs x routes x months: in work that way with the measures, less without
    sides: np.ndarray  # runs x sides x months
    groups: np.ndarray  # runs x groups x months: difference of those whose lives part there
    moves: np.ndarray  # runs x sides at month 24 x sides at month 60

    def of_100(self, sums: np.ndarray) -> Ratio:
        """Sums by run for each 100 people."""
        return ratio(sums, self.people, 100.0)

    @property
    def difference(self) -> np.ndarray:
        """In work with the measures less without: runs x months."""
        return self.routes.sum(axis=1)


def jobs(lives: Lives, who: pd.MultiIndex, settled: np.ndarray) -> np.ndarray:
    """How each person (of one scenario) is in work, by months since settlement: ``HOST``, ``ELSEWHERE`` or 0."""
    found = np.zeros((len(who), LAST + 1), np.int8)
    all_spells = spells(lives)
    work = all_spells[all_spells["status"] == Status.WORK.value].sort_values("month")
    begins = lives.events[lives.events["event"].isin((Event.HIRED_BY_HOST, Event.FOUND_JOB))]
    begins = begins[[*WHO, "month", "event"]].sort_values("month", kind="stable")
    rows = pd.merge_asof(work, begins, on="month", by=WHO)
    at = who.get_indexer(pd.MultiIndex.from_frame(rows[WHO[1:]]))
    rows, at = rows[at >= 0], at[at >= 0]
    first = rows["month"].to_numpy() - settled[at]
    how = np.where(rows["event"] == Event.HIRED_BY_HOST, HOST, ELSEWHERE)
    for person, start, months, kind in zip(at, first, rows["months"], how, strict=True):
        found[person, max(0, start) : max(0, start + months)] = kind
    return found


def unfolding(lives: Lives, scenario: str) -> Unfolding:
    """Sums of the runs that ``lives`` holds."""
    keys = WHO[1:]
    people = lives.people[lives.people["scenario"].isin((lives.scenarios[0], scenario))]
    people = people[people["settle_month"] + LAST <= people["last"]].drop_duplicates(keys).set_index(keys).sort_index()
    who = pd.MultiIndex.from_frame(people.index.to_frame())
    settled = people["settle_month"].to_numpy()
    without, other = (jobs(lives.of(name), who, settled) for name in (lives.scenarios[0], scenario))
    table = partings(lives, scenario).set_index(keys).reindex(who)
    runs, of_run = np.unique(who.get_level_values(0), return_inverse=True)

    def by_run(values: np.ndarray) -> np.ndarray:
        sums = np.zeros((len(runs), *values.shape[1:]))
        np.add.at(sums, of_run, values)
        return sums

    gain = (other > 0).astype(int) - (without > 0)
    side = np.select([gain > 0, gain < 0, other > 0], [1, 2, 0], 3)
    routes = np.stack([(other == kind).astype(int) - (without == kind) for kind in ROUTES], axis=1)
    step = table["step"].to_numpy(str)
    groups = np.stack([gain * np.isin(step, steps)[:, None] for steps in GROUPS.values()], axis=1)
    moves = np.zeros((len(who), len(SIDES), len(SIDES)))
    moves[np.arange(len(who)), side[:, 24], side[:, LAST]] = 1
    sides = np.stack([side == k for k in range(len(SIDES))], axis=1)
    return Unfolding(by_run(np.ones(len(who))), by_run(routes), by_run(sides), by_run(groups), by_run(moves))


def simulated(folder: Path, runs: int) -> dict[str, Unfolding]:
    """Watch everybody in the first runs of a study, some runs at a time; sums by scenario."""
    made: CompareOptions = options_of(folder)
    if provenance_of(folder)["source"] != source_hash():
        raise InputError(f"{folder} was made with another version of the model; make it anew in another folder.")
    announce_compiling()
    scenarios, worlds = scenarios_of(made), list(worlds_of(made, made.parameters).values())
    threads = made.threads or os.cpu_count() or 1
    found: dict[str, list[Unfolding]] = {name: [] for name in scenarios if name != BASELINE}
    for start in range(0, runs, CHUNK):
        some = np.arange(start, min(runs, start + CHUNK))
        lives = collect(scenarios, made.seed, some, threads, worlds)
        for name, parts in found.items():
            parts.append(unfolding(lives, name))
    return {
        name: Unfolding(*(np.concatenate(part) for part in zip(*parts, strict=True))) for name, parts in found.items()
    }


# --- tables ------------------------------------------------------------------------------------------------


def table(found: dict[str, Unfolding]) -> pd.DataFrame:
    """One row a scenario, part and month since settlement: of 100 people, with the interval of the mean."""
    rows = []
    for name, one in found.items():
        parts = {("difference", ""): one.difference}
        parts |= {("route", ROUTES[kind]): one.routes[:, i] for i, kind in enumerate(ROUTES)}
        parts |= {("side", side): one.sides[:, i] for i, side in enumerate(SIDES)}
        parts |= {("step", group): one.groups[:, i] for i, group in enumerate(GROUPS)}
        for (kind, part), sums in parts.items():
            for month in range(LAST + 1):
                value = one.of_100(sums[:, month])
                rows.append((name, kind, part, month, value.value, value.low, value.high))
    return pd.DataFrame(rows, columns=["scenario", "kind", "part", "since", "value", "low", "high"])


LINE = "{:<38}" + "{:>9}" * len(YEARS)


def curve_text(study: Comparison) -> str:
    """Difference in employment by months since settlement, with the interval of worlds and chance, and its trend."""
    lines = [
        f"{study.place}, {study.replicates} pairs of runs: difference in employment by months since settlement, points",
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


def trend(one: Unfolding, first: int = 24, last: int = LAST) -> Ratio:
    """Change of the difference between two months since settlement, of 100 people."""
    return one.of_100(one.difference[:, last] - one.difference[:, first])


def word(one: Unfolding) -> str:
    """Whether the effect grows, lasts or fades from month 24 to month 60."""
    change, start = trend(one), one.of_100(one.difference[:, 24])
    if math.isnan(change.low) or change.low <= 0 <= change.high:
        return "lasts, as far as these runs can tell"
    return "grows" if change.value * (start.value or 1.0) > 0 else "fades"


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
        [shown, LINE.format("  ± chance and worlds, of the mean", *(f"{v.high - v.value:.2f}" for v in values))]
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


def picture(found: dict[str, Unfolding], place: str) -> Figure:
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
        left.set_title(f"{figures.title_of(name)}, {place}", fontsize=10.5)
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
    figures.save(picture(found, study.place), folder / "figures", "unfolding")
    print(f"All months: {folder}/unfolding.csv; figure: {folder}/figures/unfolding.png")


def main() -> None:
    """Run the program."""
    plain(program, str(__doc__))


if __name__ == "__main__":
    main()
