"""Compare scenarios with a baseline: ``python -m experiments.compare scenarios=[follow_up,wage_subsidy]``."""

from __future__ import annotations

from experiments import ensemble, figures, lives
from experiments.compose import main
from experiments.enough import Enough
from experiments.options import CompareOptions
from experiments.report import page as report
from experiments.scenarios import scenarios_of
from experiments.study import Study
from experiments.tables import comparison, comparison_text


def study_of(made: CompareOptions) -> Study:
    """The baseline and what is compared with it."""
    points = ensemble.worlds_of(made, made.parameters)
    return Study("compare", made, scenarios_of(made), points=points, monthly=False, in_turn=len(points) > 1)


def compare(made: CompareOptions) -> None:
    """Simulate the baseline and each scenario on the same people with the same luck; table and figures."""
    study = study_of(made)
    scenarios = study.scenarios
    tables = study.run(Enough(made.until, made.budget))
    failed = tables["runs"].loc[tables["runs"]["failed"], "replicate"]
    good = {key: frame[~frame["replicate"].isin(failed)] for key, frame in tables.items()}  # pairs stay pairs
    runs = {name: good["runs"][good["runs"]["scenario"] == name] for name in scenarios}
    curves = {name: good["curves"][good["curves"]["scenario"] == name] for name in scenarios}
    place = made.municipality.title
    folder = study.folder / "figures"
    figures.save(figures.employment(curves, place), folder, "employment", study.failed)
    figures.save(figures.staying(curves, place), folder, "staying", study.failed)
    figures.save(figures.difference(curves, place), folder, "difference", study.failed)
    figures.save(figures.refusals(runs, place), folder, "refusals", study.failed)
    figures.save(figures.after_programme(runs, place), folder, "after_programme", study.failed)
    table = comparison(runs)
    table.to_csv(study.folder / "comparison.csv", index=False)
    study.say(comparison_text(table, place, made), f"All outcomes: {study.folder}/comparison.csv; figures: {folder}")
    if runs["baseline"].shape[0] > 1:  # one run has no interval, and no report
        lives.ensure(study.folder)
        reports = [report.write(study.folder, language) for language in ("en", "nb")]
        study.say(f"Report to mail, English and Norwegian: {reports[0]}, {reports[1].name}")


if __name__ == "__main__":
    main(CompareOptions, compare, "compare")
