"""Compare scenarios with a baseline: ``python -m experiments.compare scenarios=[follow_up,wage_subsidy]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bygd.scenarios.options import CompareOptions
from experiments.command.main import main
from experiments.command.progress import Steps

if TYPE_CHECKING:
    import pandas as pd

    from bygd.studies.study import Study


def compare(options: CompareOptions) -> None:
    """Simulate the baseline and each scenario on the same people with the same luck; table and figures."""
    from bygd.statistics.comparison import by_scenario
    from bygd.studies.dose import dose_of
    from bygd.studies.programs import EACH_OTHER, compare_study
    from bygd.studies.stopping import Enough
    from experiments.display import dose
    from experiments.display.results import write_results
    from experiments.display.short_table import short_table, wrapped
    from experiments.display.tables import comparison_text
    from experiments.display.two_ensembles import both_text
    from experiments.display.words import Words

    if options.municipalities or options.practice_of == EACH_OTHER:
        compare_in_each(options)
        return
    in_second = ("simulating in the second ensemble",) if options.beside_ensemble else ()
    reports_to_write = ("writing the brief", "telling matched lives", "writing the report in two languages")
    reported = () if options.practice_of else reports_to_write
    steps = Steps("simulating", *in_second, "writing tables and figures", *reported)
    study = compare_study(options)
    tables = study.run(Enough(options.until, options.budget))
    both = _in_second(study, tables, steps) if in_second else None
    doses = dose_of(study, tables)
    steps.next()
    table = write_results(study.folder, study.options, tables, options.willingness)
    words, about = Words(options.text_language), (table, options.municipality.title, study.options)
    full = options.table == "full"
    text = comparison_text(words, *about) if full else short_table(words, *about, study.options.policies)
    texts = [text, words("terminal.full", folder=str(study.folder))]
    texts += [] if both is None else both_text(words, both, study.options, study.folder)
    if doses is not None:
        doses.to_csv(study.folder / "dose.csv", index=False)
        dose.save(study.folder / "figures", doses, study.options)
        found = wrapped(dose.findings(words, doses, study.options))
        texts += ["", *found, words("terminal.posts", file=f"{study.folder}/dose.csv")]
    several = len(by_scenario(tables, "runs")["baseline"]) > 1  # one run has no interval, and no report
    if several and not options.practice_of:
        from bygd.studies import lives
        from experiments.report import page as report
        from experiments.report.comparison.data import load

        steps.next()
        read = load(study.folder)  # remembers what it has worked out, which is the same in brief and report
        briefs = report.write_briefs(read)
        texts.insert(0, words("terminal.brief", first=str(briefs[0]), second=briefs[1].name))
        steps.next()
        lives.ensure(study.folder)
        steps.next()
        reports = report.write_each(read)
        texts.append(words("terminal.report", first=str(reports[0]), second=reports[1].name))
    study.say(*texts)


def _in_second(study: Study, tables: dict[str, pd.DataFrame], steps: Steps) -> pd.DataFrame:
    """Simulate the same in the members of ``beside_ensemble``; returns the table that is written of both."""
    from bygd.studies.files import provenance_of
    from bygd.studies.programs import compare_study
    from bygd.studies.two_ensembles import options_beside, write_beside

    steps.next()
    options: Any = study.options
    second = compare_study(options_beside(options, study.folder, study.replicates))
    second.arguments = provenance_of(study.folder)["command"]  # not that which only went on
    try:
        return write_beside(study, tables, second.run())
    except KeyboardInterrupt as stop:  # both go on from the folder of the first
        raise type(stop)(f" in {study.folder}") from None


def compare_in_each(given: CompareOptions) -> None:
    """Compare in each municipality, in a study folder of its own; one table and text of all."""
    import pandas as pd

    from bygd.scenarios.checks import refuse_unobserved
    from bygd.scenarios.settings import headline_of
    from bygd.scenarios.template import template_notes
    from bygd.spoken import spoken
    from bygd.statistics.comparison import by_scenario, comparison, overview_rows
    from bygd.statistics.exchange import two_by_two
    from bygd.studies.programs import EACH_OTHER, compare_studies
    from bygd.studies.stopping import Enough
    from experiments.display import figures, short_table
    from experiments.display.tables import exchange_text, overview_text
    from experiments.display.words import Words

    steps = Steps(*(f"simulating {name}" for name in given.municipalities), "writing tables and figures")
    folder, studies = compare_studies(given)
    headline = headline_of(given)
    for study in studies.values():
        refuse_unobserved("", headline.asked, study.options, given.replicates or given.budget)
    titles = {name: study.options.municipality.title for name, study in studies.items()}
    runs, overviews, words = {}, [], Words(given.text_language)
    for name, study in studies.items():
        options: Any = study.options
        runs[name] = by_scenario(study.run(Enough(given.until, given.budget)), "runs")
        steps.next()
        if given.practice_of == EACH_OTHER:
            continue
        rows = overview_rows(runs[name], name, outcomes=headline.asked)
        rows.insert(1, "title", titles[name])
        overviews.append(rows)
        if given.table == "full":
            text = overview_text(words, rows, titles[name], options)
        else:
            table = comparison(runs[name], short_table.shown(options))
            text = short_table.short_table(words, table, titles[name], options, given.policies)
        print("\n".join([text, *map(spoken, template_notes(options.municipality))]), flush=True)
    if given.practice_of == EACH_OTHER:
        table = two_by_two(runs, headline.asked)
        table.to_csv(folder / "exchange.csv", index=False)
        print(exchange_text(words, table, titles, headline))
        print(words("tables.exchange.written", file=f"{folder}/exchange.csv"))
        return
    table = pd.concat(overviews, ignore_index=True)
    table.to_csv(folder / "overview.csv", index=False)
    figures.overview(folder, table, given.policies, headline.both)
    print(words("terminal.together", folder=str(folder)))


if __name__ == "__main__":
    main(CompareOptions, compare, "compare")
