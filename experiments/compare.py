"""Compare scenarios with a baseline: ``python -m experiments.compare scenarios=[follow_up,wage_subsidy]``."""

from __future__ import annotations

from bygd.scenarios.options import CompareOptions
from bygd.statistics.comparison import by_scenario
from bygd.studies import lives
from bygd.studies.programs import compare_study
from bygd.studies.stopping import Enough
from experiments.command.main import main
from experiments.display.results import write_results
from experiments.display.tables import comparison_text
from experiments.report import page as report


def compare(made: CompareOptions) -> None:
    """Simulate the baseline and each scenario on the same people with the same luck; table and figures."""
    study = compare_study(made)
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


if __name__ == "__main__":
    main(CompareOptions, compare, "compare")
