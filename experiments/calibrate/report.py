"""What a calibration says: tables, figures, the ensemble, and a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bygd.evidence.beside import allowed, figure_table
from bygd.evidence.calibration.emulator import Emulator, collinearity, norms
from bygd.evidence.calibration.posterior import ranges_of
from bygd.evidence.calibration.task import Members, Task, Wave, kept_at
from bygd.studies.files import provenance, write_parquet, write_text
from experiments.display.sheet import Sheet, zero
from experiments.display.style import FAILED, FAINT, INK, MAYBE, NEW, PALE, styled

SHOWN = 8  # tolerances to each side in the figure
TOLD = 0.8  # of the prior width: a narrower posterior is one that the figures told something about
DIGITS = 4
USES = {"calibration": "fitted", "check": "only checked, never fitted"}


def say_wave(task: Task, number: int, emulator: Emulator, wave: Wave) -> None:
    """Tell how well the emulator foresaw a wave."""
    away = (emulator.values(wave.u) - wave.fitted) / task.tolerance
    near = np.mean((np.abs(wave.fitted - task.figures) < 3 * task.tolerance).all(axis=1))
    print(
        f"Wave {number}: {len(wave.u)} points; emulator misses by {np.sqrt(np.mean(away**2)):.2f} tolerances (root "
        f"mean square); {100 * near:.0f} % of the points have every target within 3 tolerances.",
        flush=True,
    )


def target_table(
    task: Task, waves: list[Wave], members: np.ndarray, point: np.ndarray, centre: np.ndarray
) -> pd.DataFrame:
    """One row a figure: published, tolerance, before and after the calibration, and the point set."""
    before = np.concatenate([waves[0].fitted, waves[0].checks], axis=1)
    after = np.concatenate([waves[-1].fitted, waves[-1].checks], axis=1)[members]
    names = ("prior_low", "prior_median", "prior_high", "low", "median", "high")
    ranges = dict(zip(names, (*ranges_of(before), *ranges_of(after)), strict=True))
    columns = {"declared": centre, **ranges, "point": point}
    return figure_table(task.every, ("id", "use", "outcome", "unit"), columns)


def number_table(task: Task, emulator: Emulator, last: Wave, members: np.ndarray, point: np.ndarray) -> pd.DataFrame:
    """One row a number: what the figures told about it, and whether it can be told apart from the fitted ones."""
    slopes = moves(task, emulator, last.u[members])
    low, middle, high = (task.scaled(row) for row in ranges_of(last.u[members]))
    least, most = task.ranges
    names = ("meaning", "unit", "grade", "source")
    every = range(len(task.numbers))
    columns = {
        "number": list(task.numbers),
        **{name: [getattr(item, name) for item in task.numbers.values()] for name in names},
        "free": [i in task.free for i in every],
        "declared": [item.default for item in task.numbers.values()],
        "plausible_low": least,
        "plausible_high": most,
        "low": low,
        "median": middle,
        "high": high,
        "width": (high - low) / (0.9 * (most - least)),
        "point": task.scaled(point),
        "swing": norms(slopes),
        "most_moved": [task.targets[at].id for at in np.abs(slopes).argmax(axis=1)],
        "collinearity": [collinearity(slopes[sorted({*task.free, i})]) for i in every],
    }
    return pd.DataFrame(columns).sort_values("swing", ascending=False, kind="stable")


def moves(task: Task, emulator: Emulator, u: np.ndarray) -> np.ndarray:
    """Move of each target over the whole plausible range of each number, in tolerances: numbers x targets."""
    return emulator.slopes(u.mean(axis=0)) / task.tolerance


def ensemble_table(task: Task, u: np.ndarray) -> pd.DataFrame:
    """Points (points x numbers, 0 to 1): a row each, a column a number of the model, or of the offices' practice."""
    values = pd.DataFrame(task.scaled(u), columns=list(task.numbers))
    return values.map(lambda value: float(f"{value:.{DIGITS}g}"))


def draw_table(task: Task, wave: Wave, members: Members | None = None) -> pd.DataFrame:
    """Points of a wave, or its members with their weights: numbers of the model, then the figures that it showed."""
    rows = slice(None) if members is None else members.rows
    table = ensemble_table(task, wave.u[rows])
    figures = np.concatenate([wave.fitted[rows], wave.checks[rows]], axis=1)
    table[[item.id for item in task.every]] = figures
    if members is not None:
        table.insert(0, "weight", members.weights)
        table.insert(1, "log_likelihood", members.log_likelihood)
    return table.rename_axis("draw").reset_index()


def write(
    task: Task,
    emulator: Emulator,
    waves: list[Wave],
    members: Members,
    point: tuple[np.ndarray, np.ndarray],
    coverage: pd.DataFrame,
    centre: np.ndarray,
) -> None:
    """Write everything into the folder, and say the main things."""
    targets = target_table(task, waves, members.rows, point[1], centre)
    numbers = number_table(task, emulator, waves[-1], members.rows, point[0])
    ensemble = ensemble_table(task, waves[-1].u[members.rows])
    targets.to_csv(task.folder / "targets.csv", index=False)
    numbers.to_csv(task.folder / "numbers.csv", index=False)
    coverage.to_csv(task.folder / "recovery.csv", index=False)
    write_parquet(task.folder / "prior.parquet", draw_table(task, waves[0]))
    write_parquet(task.folder / "posterior.parquet", draw_table(task, waves[-1], members))
    about = {
        **provenance("calibrate"),
        "figures": task.options.figures,
        "targets": len(task.targets),
        "points": [len(item.u) for item in waves],
        "runs": runs_of(task, waves),
        "effective": round(members.effective, 1),
        "emulator": {
            item.id: {"misses": round(float(press), 3), "explained": round(float(share), 3)}
            for item, press, share in zip(task.targets, emulator.press, emulator.explained, strict=True)
        },
        "collinearity": round(float(collinearity(moves(task, emulator, waves[-1].u[members.rows])[task.free])), 2),
        "covered": None if coverage.empty else round(float(coverage["covered"].mean()), 3),
        "point": {
            name: float(f"{task.scaled(point[0])[i]:.3g}") for i, name in enumerate(task.numbers) if i in task.free
        },
    }
    keep(task.folder / "ensemble.csv", ensemble, about)
    if task.options.save:
        keep(kept_at(task.options.save), ensemble, about)
    targets_figure(targets, task.folder / "figures" / "targets")
    widths_figure(numbers, task.folder / "figures")
    print(text(task, targets, numbers, coverage, about))


def runs_of(task: Task, waves: list[Wave]) -> int:
    """How many runs the calibration took, those with known numbers and with the point set included."""
    options = task.options
    sure = len(waves[-1].u) + 1 + (options.recoveries + 1 if options.recoveries else 0)
    return 3 * options.centre + options.sure * sure + sum(len(item.u) + 1 for item in waves[:-1])


def keep(file: Path, ensemble: pd.DataFrame, about: dict[str, Any]) -> None:
    """Write an ensemble, and beside it (.json) where it comes from; the table last, each file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file.with_suffix(".json"), json.dumps(about, indent=2) + "\n")
    write_text(file, ensemble.to_csv(index_label="member", lineterminator="\n"))


def figure_lines(table: pd.DataFrame, width: int) -> list[str]:
    """A line a figure: published, tolerance, declared (if the table has that), members, how far they are off."""
    lines = []
    for row in table.to_dict("records"):
        declared = f"{row['declared']:>10.1f}" if "declared" in row else ""
        members = f"{row['median']:.1f} ({row['low']:.1f} … {row['high']:.1f})"
        lines.append(
            f"{row['id'][: width - 1]:<{width}}{row['published']:>10.1f}{row['tolerance']:>8.1f}{declared}{members:>28}"
            f"{row['away']:>+7.1f}{'' if row['within'] else '  MISSED'}"
        )
    return lines


def text(
    task: Task, targets: pd.DataFrame, numbers: pd.DataFrame, coverage: pd.DataFrame, about: dict[str, Any]
) -> str:
    """The main results, as lines for the terminal."""
    lines = [
        (
            f"{about['runs']} runs of {task.options.municipality.title}, {task.options.months} months; "
            f"{task.options.members} members; the weights of the last wave are worth {about['effective']:.0f} draws."
        ),
        "",
        f"{'figure':<36}{'published':>10}{'± tol.':>8}{'declared':>10}{'members, median (90 %)':>28}{'away':>7}",
    ]
    for use, words in USES.items():
        lines += [f"  {words}", *figure_lines(targets[targets["use"] == use], 36)]
    free = numbers[numbers["free"]]
    lines += ["", f"{'fitted number':<28}{'declared':>10}{'point':>10}{'members, median (90 %)':>32}{'width':>7}"]
    for row in free.to_dict("records"):
        members = f"{row['median']:.3g} ({row['low']:.3g} … {row['high']:.3g})"
        lines.append(
            f"{row['number']:<28}{row['declared']:>10.3g}{row['point']:>10.3g}{members:>32}{row['width']:>7.2f}"
        )
    given = numbers[(numbers["width"] < TOLD) & ~numbers["free"]]
    lines += [
        "",
        (
            f"Width: of the 90 % range, before the figures 1. Of {len(numbers) - len(free)} other numbers the figures "
            f"narrow {len(given)} to below {TOLD}: {', '.join(given['number']) or 'none'}."
        ),
        f"Collinearity index of the fitted numbers: {about['collinearity']} (below 10: they can be told apart).",
    ]
    if len(coverage):
        by = coverage.groupby("number", sort=False)["covered"].mean()
        lines.append(
            f"Recovery: of {coverage['member'].nunique()} members with known numbers the 90 % ranges hold the true "
            f"value in {100 * about['covered']:.0f} % of cases (from {100 * by.min():.0f} % for {by.idxmin()} to "
            f"{100 * by.max():.0f} %)."
        )
    lines.append(f"Tables and figures: {task.folder}")
    return "\n".join(lines)


# --- figures -------------------------------------------------------------------------------------------------


@styled()
def targets_figure(table: pd.DataFrame, file: Path, note: str = "", members: int = 2) -> None:
    """Write each figure in its own tolerances, in several ``members`` or one; before and after the calibration."""
    most = allowed(members)
    rows = table.iloc[::-1].reset_index(drop=True)
    sheet = Sheet(90 + 23 * len(rows), width=720, margins=None)
    axes = sheet.axes
    zero(axes, most)

    def away(column: str) -> pd.Series:
        return (rows[column] - rows["published"]) / rows["tolerance"]

    both = "prior_low" in rows
    if both:
        axes.hlines(rows.index + 0.15, away("prior_low"), away("prior_high"), color=FAINT, linewidth=4)
    colours = np.where(rows["within"], NEW, FAILED)
    axes.hlines(rows.index - 0.15, away("low"), away("high"), color=colours, linewidth=4)
    median = away("median")
    for inside, mark in ((median.abs() <= SHOWN, "o"), (median > SHOWN, ">"), (median < -SHOWN, "<")):
        x = median[inside].clip(-SHOWN, SHOWN)
        axes.scatter(x, x.index - 0.15, color=colours[inside], s=30, zorder=3, marker=mark, clip_on=False)
    axes.set_yticks(rows.index, [f"{row.id}  ({row.published:g} {row.unit})" for row in rows.itertuples()], fontsize=9)
    checks = int((rows["use"] == "check").sum()) - 0.5
    axes.axhline(checks, color=INK, linestyle=":")
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    at: Any = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center", "fontsize": 9, "bbox": ground}
    axes.text(0.995, checks, "fitted ↑   only checked ↓", **at)
    axes.set_xlim(-SHOWN, SHOWN)
    axes.set_xlabel("distance of the model from the published figure, in tolerances")
    words = "grey before, blue after the calibration" if both else "blue"
    beyond = "; ◂ ▸: beyond" if (median.abs() > SHOWN).any() else ""
    shown, dot = ("90 % of the members", "median") if members > 1 else ("One set of numbers", "its value")
    title = f"{shown}: {words} (red: {dot} not within {most:g})"
    sheet.save(file, note, title=title, caption=f"Dot: {dot}; grey field: within {most:g}{beyond}.")


@styled()
def widths_figure(numbers: pd.DataFrame, folder: Path, shown: int = 30) -> None:
    """Write what the figures said about the numbers: range after, of the range before."""
    rows = numbers.head(shown).iloc[::-1].reset_index(drop=True)
    span = rows["plausible_high"] - rows["plausible_low"]
    sheet = Sheet(70 + 19 * len(rows), width=650, margins=None)
    axes = sheet.axes
    axes.hlines(rows.index, 0, 1, color=PALE, linewidth=5)
    low, high, middle, declared = (
        (rows[name] - rows["plausible_low"]) / span for name in ("low", "high", "median", "declared")
    )
    axes.hlines(rows.index, low, high, color=np.where(rows["free"], NEW, MAYBE), linewidth=5)
    axes.scatter(middle, rows.index, color=INK, s=18, zorder=3)
    axes.scatter(declared, rows.index, marker="|", color=FAILED, s=80, zorder=3)
    axes.set_yticks(rows.index, rows["number"], fontsize=9)
    axes.set_xlabel("position in the plausible range (0 lowest, 1 highest)")
    axes.set_xlim(-0.02, 1.02)
    title = "Numbers that move the figures most: 90 % after the calibration"
    caption = "Blue: fitted, orange: others; dot: median; red line: as declared."
    sheet.save(folder / "numbers", title=title, caption=caption)
