"""Vary numbers of the model: ``python -m experiments.sweep vary=[language.*,answer.pressure] design=lhs n=64``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import SweepOptions
from experiments.command.main import main
from experiments.command.progress import Steps

if TYPE_CHECKING:
    import pandas as pd

    from experiments.display.sweep_figure import View
    from sim.outcomes import Outcome


def sweep(options: SweepOptions) -> None:
    """Simulate the design; write ``design.parquet``, ``runs.parquet``, ``sweep.csv`` and the figures."""
    from bygd.scenarios import designs
    from bygd.scenarios.checks import refuse_unobserved
    from bygd.statistics.sweeps import write_rows
    from bygd.studies.files import write_parquet
    from bygd.studies.programs import design_table, sweep_study
    from experiments.display import sweep_figure
    from experiments.display.sweep_figure import strongest
    from sim.outcomes import OUTCOMES

    steps = Steps("simulating", "writing the table", "drawing figures")
    study, table = sweep_study(options), design_table(options)
    refuse_unobserved("outcome", [options.outcome], options, options.replicates)
    study.simulate()
    steps.next()
    write_parquet(study.folder / "design.parquet", table, study.about("design"))
    shown = write_rows(
        study.folder / "sweep.csv", study.by_point(), list(study.scenarios), study.points, options.outcome
    )
    if shown.empty:
        raise InputError(
            f"Nobody was observed for {options.outcome} in {options.months} months; the table is in "
            f"{study.folder}/sweep.csv; for a figure say another outcome, or more months in another folder."
        )
    names, outcome = designs.varied(table), OUTCOMES[options.outcome]
    views = {"sweep": levels_of(shown, outcome)}
    if len(study.scenarios) > 1:
        views["sweep_differences"] = differences_of(shown, outcome)
    steps.next()
    for name, view in views.items():
        sweep_figure.sweep(view, names, options, study.folder / "figures" / name, study.failed)
    study.say(
        f"{options.municipality.title}: {len(study.points)} points of {len(names)} number{'s' * (len(names) > 1)} × "
        f"{len(study.scenarios)} scenario{'s' * (len(study.scenarios) > 1)} × {options.replicates} runs, "
        f"{options.months} months from {options.start}.",
        f"Rank correlations over the points, {outcome.label}:",
        *(strongest(view, scenario, names) for view in views.values() for scenario in view.told),
        f"All points and outcomes: {study.folder}/sweep.csv; figures: {study.folder}/figures",
    )


def levels_of(shown: pd.DataFrame, outcome: Outcome) -> View:
    """The outcome itself, under the baseline and every scenario."""
    from experiments.display.sweep_figure import View

    return View(shown, outcome.label, outcome.unit, [BASELINE])


def differences_of(shown: pd.DataFrame, outcome: Outcome) -> View:
    """What each scenario changes: paired differences to the baseline."""
    from bygd.statistics.paired import THRESHOLDS
    from experiments.display.sweep_figure import View

    rows = shown[shown["scenario"] != BASELINE].drop(columns=["value", "low", "high"])
    rows = rows.rename(columns={"difference": "value", "difference_low": "low", "difference_high": "high"})
    unit = "points" if outcome.unit == "%" else outcome.unit
    texts = list(rows["scenario"].unique())
    return View(rows, f"{outcome.label}, less baseline", unit, texts, THRESHOLDS.get(outcome.unit, 0.0))


if __name__ == "__main__":
    main(SweepOptions, sweep, "sweep")
