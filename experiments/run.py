"""Simulate one scenario: ``python -m experiments.run municipality=sel policy=[follow_up]``."""

from __future__ import annotations

from bygd.scenarios.options import RunOptions
from bygd.studies.programs import run_study
from experiments.command.main import main
from experiments.display import figures
from experiments.display.tables import outcome_table


def run(made: RunOptions) -> None:
    """Simulate, write the study folder, print the main outcomes."""
    study = run_study(made)
    (name,) = study.scenarios
    tables = study.run()
    municipality = made.municipality.title
    ok = tables["runs"][~tables["runs"]["failed"]]
    good = {key: tables[key][tables[key]["replicate"].isin(ok["replicate"])] for key in ("monthly", "curves")}
    folder = study.folder / "figures"
    figures.save(figures.employment({name: good["curves"]}, municipality), folder, "employment", study.failed)
    figures.save(figures.staying({name: good["curves"]}, municipality), folder, "staying", study.failed)
    figures.save(figures.refusals({name: ok}, municipality), folder, "refusals", study.failed)
    figures.save(figures.after_programme({name: ok}, municipality), folder, "after_programme", study.failed)
    figures.save(figures.statuses(good["monthly"], municipality, made.start), folder, "statuses", study.failed)
    study.say(outcome_table(ok, municipality, name, made), f"Tables and figures: {study.folder}")


if __name__ == "__main__":
    main(RunOptions, run, "run")
