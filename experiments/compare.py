"""Compare scenarios with a baseline: ``python -m experiments.compare scenarios=[follow_up,wage_subsidy]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments import ensemble, figures, lives
from experiments.compose import main
from experiments.enough import Enough
from experiments.options import Common, CompareOptions
from experiments.report import page as report
from experiments.scenarios import scenarios_of
from experiments.study import Study
from experiments.tables import comparison, comparison_text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def study_of(made: CompareOptions) -> Study:
    """The baseline and what is compared with it."""
    points = ensemble.worlds_of(made, made.parameters)
    return Study("compare", made, scenarios_of(made), points=points, monthly=False, in_turn=len(points) > 1)


def compare(made: CompareOptions) -> None:
    """Simulate the baseline and each scenario on the same people with the same luck; table and figures."""
    study = study_of(made)
    tables = study.run(Enough(made.until, made.budget))
    table = write_results(study.folder, made, tables, study.failed)
    text = comparison_text(table, made.municipality.title, made)
    told = [text, f"All outcomes: {study.folder}/comparison.csv; figures: {study.folder}/figures"]
    if len(by_scenario(tables, "runs")["baseline"]) < 2:  # one run has no interval, and no report
        study.say(*told)
        return
    study.say(*told, "The report is being written, in two languages …")
    lives.ensure(study.folder)
    reports = [report.write(study.folder, language) for language in ("en", "nb")]
    study.say(f"Report to mail, English and Norwegian: {reports[0]}, {reports[1].name}")


def write_results(folder: Path, made: Common, tables: dict[str, pd.DataFrame], failed: str = "") -> pd.DataFrame:
    """Write ``figures/`` and ``comparison.csv`` of a study's tables into its folder; returns the table.

    ``failed``: a sentence about runs that failed, for the figures.
    """
    runs, curves = (by_scenario(tables, name) for name in ("runs", "curves"))
    place = made.municipality.title
    for name, figure in {
        "employment": figures.employment(curves, place),
        "staying": figures.staying(curves, place),
        "difference": figures.difference(curves, place),
        "refusals": figures.refusals(runs, place),
        "after_programme": figures.after_programme(runs, place),
    }.items():
        figures.save(figure, folder / "figures", name, failed)
    table = comparison(runs)
    table.to_csv(folder / "comparison.csv", index=False)
    return table


def by_scenario(tables: dict[str, pd.DataFrame], name: str) -> dict[str, pd.DataFrame]:
    """Rows of a table by scenario, without pairs of which a run failed: pairs stay pairs."""
    failed = tables["runs"].loc[tables["runs"]["failed"], "replicate"]
    good = tables[name][~tables[name]["replicate"].isin(failed)]
    return {str(scenario): rows for scenario, rows in good.groupby("scenario", sort=False)}


if __name__ == "__main__":
    main(CompareOptions, compare, "compare")
