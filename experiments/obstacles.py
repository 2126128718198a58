"""Take away obstacles between people and a job, one at a time: ``python -m experiments.obstacles municipality=sel``."""

from __future__ import annotations

from bygd.scenarios.options import ObstaclesOptions
from experiments.command.main import main
from experiments.command.progress import Steps


def obstacles(options: ObstaclesOptions) -> None:
    """Simulate the baseline and each removal on the same people with the same luck; tables and figures."""
    from bygd.scenarios.catalogue import BASELINE
    from bygd.scenarios.checks import refuse_unobserved
    from bygd.scenarios.removals import removals_of
    from bygd.scenarios.settings import headline_of
    from bygd.statistics.comparison import by_scenario
    from bygd.statistics.obstacles import binding, effects, labels, shown_of
    from bygd.studies.removals import diaries_of, removals_study
    from experiments.display import obstacle_figures
    from experiments.display.figures import Shown
    from experiments.display.obstacle_tables import binding_text, effects_text, labels_text
    from experiments.display.words import Words

    removals, headline = removals_of(options), headline_of(options)
    told = ("reading diaries",) if options.diaries else ()
    steps = Steps("simulating", "working out effects", *told, "writing tables and figures")
    study = removals_study(options)
    refuse_unobserved("", shown_of(headline), options, options.replicates)
    found = study.run()
    steps.next()
    runs = by_scenario(found, "runs")
    table, reasons = effects(runs, removals, headline), labels(runs[BASELINE])
    tables = {"obstacles": table, "labels": reasons}
    words = Words(options.text_language)
    texts = [effects_text(words, table, removals, options), labels_text(words, reasons)]
    if options.diaries:
        steps.next()
        tables["binding"] = binding(diaries_of(study, options.diaries), headline.months)
        texts.append(binding_text(words, tables["binding"], headline.months))
    steps.next()
    for name, rows in tables.items():
        rows.to_csv(study.folder / f"{name}.csv", index=False)
    failed = found["runs"]["failed"]
    shown = Shown(options, runs, {}, (int(failed.sum()), len(failed)))
    obstacle_figures.save_all(study.folder / "figures", shown, table, reasons, removals)
    study.say(*texts, words("tables.written", folder=str(study.folder)))


if __name__ == "__main__":
    main(ObstaclesOptions, obstacles, "obstacles")
