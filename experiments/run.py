"""Simulate one scenario: ``python -m experiments.run municipality=sel policy=[follow_up]``."""

from __future__ import annotations

from bygd.scenarios.options import RunOptions
from experiments.command.main import main
from experiments.command.progress import Steps


def run(options: RunOptions) -> None:
    """Simulate, write the study folder, print the main outcomes."""
    from bygd.studies.programs import run_study
    from experiments.display import figures
    from experiments.display.tables import outcome_table
    from experiments.display.words import Words

    steps = Steps("simulating", "drawing figures")
    study = run_study(options)
    (name,) = study.scenarios
    tables = study.run()
    steps.next()
    failed = tables["runs"]["failed"]
    ok = tables["runs"][~failed]
    good = {key: tables[key][tables[key]["replicate"].isin(ok["replicate"])] for key in ("monthly", "curves")}
    folder = study.folder / "figures"
    shown = figures.Shown(options, {name: ok}, {name: good["curves"]}, (int(failed.sum()), len(failed)))
    figures.save_all(folder, shown)
    figures.statuses(folder, good["monthly"], shown)
    words = Words(options.text_language)
    text = outcome_table(words, ok, options.municipality.title, name, options)
    study.say(text, words("tables.run.written", folder=str(study.folder)))


if __name__ == "__main__":
    main(RunOptions, run, "run")
