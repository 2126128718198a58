"""Vary numbers of the model: ``python -m experiments.sweep vary=[language.*,answer.pressure] design=lhs n=64``.

A design has points (values of the varied numbers); each is simulated under the baseline and every scenario, with the
same people and the same luck. ``sweep.csv`` has one row a point, scenario and outcome.
"""

from __future__ import annotations

import csv
import dataclasses
import math
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments import design, figures, sweep_figure
from experiments.asked import check_outcomes, refuse_unobserved
from experiments.compose import main
from experiments.files import write_parquet
from experiments.options import InputError, SweepOptions, base_of
from experiments.scenarios import scenarios_of
from experiments.study import Study, good_runs, scenario_of
from experiments.sweep_figure import View
from sim.contrasts import THRESHOLDS, Contrast, verdict
from sim.outcomes import OUTCOMES, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_RUNS = 50_000_000
BASELINE = "baseline"


def table_of(made: SweepOptions) -> pd.DataFrame:
    """The design that the options describe."""
    return design.table_of(made.design, made.vary, made.points, made.n, made.seed)


def study_of(made: SweepOptions) -> Study:
    """The baseline and the scenarios at every point; odd and endless requests are refused."""
    check_outcomes("outcome", [made.outcome])
    points = design.points_of(table_of(made))
    scenarios = scenarios_of(made) if made.scenarios else {BASELINE: scenario_of(made, base_of(made), BASELINE)}
    runs = len(points) * len(scenarios) * made.replicates
    if runs > MOST_RUNS:
        raise InputError(f"That makes {runs} runs, more than {MOST_RUNS}; say fewer points, scenarios or replicates.")
    return Study("sweep", made, scenarios, points=points, monthly=False, curves=False)


def sweep(made: SweepOptions) -> None:
    """Simulate the design; write ``design.parquet``, ``runs.parquet``, ``sweep.csv`` and the figures."""
    study, table = study_of(made), table_of(made)
    refuse_unobserved("outcome", [made.outcome], made, made.replicates)
    study.simulate()
    write_parquet(study.folder / "design.parquet", table)
    shown = write_rows(study.folder / "sweep.csv", study, table, made.outcome)
    if shown.empty:
        raise InputError(
            f"Nobody was observed for {made.outcome} in {made.months} months; the table is in "
            f"{study.folder}/sweep.csv; for a figure say another outcome, or more months in another folder."
        )
    names, outcome = design.varied(table), OUTCOMES[made.outcome]
    views = {"sweep": levels_of(shown, outcome)}
    if len(study.scenarios) > 1:
        views["sweep_differences"] = differences_of(shown, outcome)
    for name, view in views.items():
        figures.save(sweep_figure.sweep(view, names, made), study.folder / "figures", name, study.failed)
    study.say(
        f"{made.municipality.title}: {len(study.points)} points of {len(names)} number{'s' * (len(names) > 1)} × "
        f"{len(study.scenarios)} scenario{'s' * (len(study.scenarios) > 1)} × {made.replicates} runs, {made.months} "
        f"months from {made.start}.",
        f"Rank correlations over the points, {outcome.label}:",
        *(strongest(view, scenario, names) for view in views.values() for scenario in view.told),
        f"All points and outcomes: {study.folder}/sweep.csv; figures: {study.folder}/figures",
    )


def levels_of(shown: pd.DataFrame, outcome: Outcome) -> View:
    """The outcome itself, under the baseline and every scenario."""
    return View(shown, outcome.label, outcome.unit, [BASELINE])


def differences_of(shown: pd.DataFrame, outcome: Outcome) -> View:
    """What each scenario changes: paired differences to the baseline."""
    rows = shown[shown["scenario"] != BASELINE].drop(columns=["value", "low", "high"])
    rows = rows.rename(columns={"difference": "value", "difference_low": "low", "difference_high": "high"})
    unit = "points" if outcome.unit == "%" else outcome.unit
    told = list(rows["scenario"].unique())
    return View(rows, f"{outcome.label}, less baseline", unit, told, THRESHOLDS.get(outcome.unit, 0.0))


def write_rows(file: Path, study: Study, table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Write ``sweep.csv`` point by point; returns the rows of one outcome, with the values of the numbers."""
    temporary = file.with_suffix(".tmp")
    shown = []
    with temporary.open("w", newline="", encoding="utf-8") as handle:
        writer: Any = None
        for point, runs in study.by_point():
            for row in rows_of(runs, list(study.scenarios)):
                line = {"point": point, **row, **study.points[point]}
                if writer is None:
                    names = ["point", *row, *design.varied(table)]
                    writer = csv.DictWriter(handle, names, restval="", lineterminator="\n")
                    writer.writeheader()
                writer.writerow({key: _text(value) for key, value in line.items()})
                if row["outcome"] == outcome:
                    shown.append(line)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(file)
    return pd.DataFrame(shown)


def _text(value: Any) -> Any:
    """Write a number short; nothing where there is none."""
    if not isinstance(value, float):
        return value
    return "" if math.isnan(value) else f"{value:.7g}"


# --- one point -------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Ratios:
    """All outcomes of a scenario at a point: ratios of sums, and what each run adds to them (runs x outcomes)."""

    value: np.ndarray
    deviation: np.ndarray

    @property
    def half(self) -> np.ndarray:
        """Half-width of the 95 % interval; NaN with one run."""
        return half_of(self.deviation)


def half_of(deviation: np.ndarray) -> np.ndarray:
    """Half-width of the 95 % interval of means whose deviations are given (runs x outcomes)."""
    runs = len(deviation)
    return 1.96 * deviation.std(axis=0, ddof=1) / math.sqrt(runs) if runs > 1 else np.full(deviation.shape[1], math.nan)


def ratios(runs: pd.DataFrame) -> Ratios:
    """All outcomes at once; the same as ``sim.contrasts.ratio`` one by one."""
    n, of = (runs[[f"{name}_{part}" for name in OUTCOMES]].to_numpy(float) for part in ("n", "of"))
    scale = np.array([one.scale for one in OUTCOMES.values()])
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody was observed: NaN
        value = n.sum(axis=0) / np.where(of.sum(axis=0) > 0, of.sum(axis=0), math.nan)
        return Ratios(scale * value, scale * (n - value * of) / of.mean(axis=0))


def rows_of(runs: pd.DataFrame, scenarios: list[str]) -> Iterator[dict[str, Any]]:
    """One row a scenario and outcome of one point: value, paired difference to the baseline; none if all failed."""
    good = good_runs(runs)
    if good.empty:
        return
    found = {name: ratios(good[good["scenario"] == name]) for name in scenarios}
    failed = runs.groupby("scenario")["failed"].sum()
    for name, one in found.items():
        paired = name != BASELINE and BASELINE in found
        base = found.get(BASELINE, one)
        difference, half = one.value - base.value, half_of(one.deviation - base.deviation)
        for i, outcome in enumerate(OUTCOMES.values()):
            if math.isnan(one.value[i]):
                continue
            row = {
                "scenario": name,
                "outcome": outcome.name,
                "label": outcome.label,
                "unit": outcome.unit,
                "direction": outcome.direction,
                "value": float(one.value[i]),
                "low": float(one.value[i] - one.half[i]),
                "high": float(one.value[i] + one.half[i]),
                "replicates": len(one.deviation),
                "failed": int(failed[name]),
            }
            values = (difference[i], difference[i] - half[i], difference[i] + half[i]) if paired else [math.nan] * 3
            row |= dict(zip(("difference", "difference_low", "difference_high"), map(float, values), strict=True))
            yield row | {"verdict": _verdict(outcome.name, row) if paired else ""}


def _verdict(name: str, row: dict[str, Any]) -> str:
    contrast = Contrast(
        math.nan, row["value"], row["difference"], row["difference_low"], row["difference_high"],
        math.nan, math.nan, math.nan, row["replicates"],
    )  # fmt: skip
    return verdict(OUTCOMES[name], contrast)


def strongest(view: View, scenario: str, names: list[str]) -> str:
    """Which numbers go most with the outcome, or with what a scenario changes, by rank correlation over the points."""
    what = figures.title_of(scenario) + (" less baseline" if view.effect else "")
    rho = sweep_figure.rank_correlation(view.of(scenario), names)
    if rho.empty:
        return f"  {what}: too few points to say which numbers go with it"
    return f"  {what}: " + ", ".join(f"{name} {value:+.2f}" for name, value in rho.head(5).items())


if __name__ == "__main__":
    main(SweepOptions, sweep, "sweep")
