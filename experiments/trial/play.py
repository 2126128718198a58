"""A trial as it is asked for, simulated with treatment and without; tables, a figure, and what it says."""

from __future__ import annotations

import dataclasses
import json

from bygd.errors import InputError
from bygd.scenarios import ensembles
from bygd.scenarios.measures import measures
from bygd.scenarios.options import base_of
from bygd.scenarios.trials import TrialFile, check_design, for_the_treated, played, read_trial
from bygd.statistics.comparison import by_scenario, contrast_of, members_of
from bygd.statistics.trials import by_month, by_period, periods
from bygd.studies.files import write_parquet, write_text
from bygd.studies.study import Study
from experiments.command.progress import Steps
from experiments.trial.options import AS_FILED, TrialOptions
from experiments.trial.report import Result, picture, summary, text
from sim.policy import Words
from sim.rules.trial import Trial

OWN = ("share", "treated", "from_month", "until", "track")


def play(options: TrialOptions) -> None:
    """Simulate the trial and the same without treatment; write tables and a figure, print what it says."""
    given, base = trial_of(options), base_of(options)
    both = [played(options, base, given, months=options.months, treated=treated) for treated in (True, False)]
    members = ensembles.members_of(options, options.ensemble)
    study = Study(
        "trial", options, {item.name: item for item in both}, members, monthly=False, in_turn=len(members) > 1
    )
    steps = Steps("simulating", "working out what the trial says", "writing tables and a figure")
    tables = study.run()
    steps.next()
    result = result_of(given, *({name: by_scenario(tables, name)[item.name] for name in tables} for item in both))
    if not (result.treated and result.controls):
        raise InputError(
            f"Nobody was {'a control' if result.treated else 'treated'} in {options.replicates} runs of "
            f"{options.municipality.title}; say another share or track, or more replicates."
        )
    steps.next()
    write_parquet(study.folder / "trial.parquet", result.monthly, study.about("trial"))
    result.yearly.to_csv(study.folder / "trial.csv", index=False)
    write_text(study.folder / "trial.json", json.dumps(summary(result, options), indent=2, ensure_ascii=False) + "\n")
    picture(result, options, study.folder / "figures" / "trial", study.failed)
    study.say(text(result, options), f"Tables and figure: {study.folder}")


def trial_of(options: TrialOptions) -> TrialFile:
    """The trial that is asked for: that of a file, with own numbers and measures in place of what it says."""
    if options.trial != Trial():
        raise InputError("The numbers trial.… are the trial's own; say share=… in place of trial.share=…, and so on.")
    given = read_trial(options.like)
    own = {name: float(getattr(options, name)) for name in OWN if getattr(options, name) != AS_FILED}
    for name, value in own.items():
        if value < 0:
            raise InputError(f"{name} is {value:g}, but must not be negative; leave it out for what the file says.")
    check_design(given.design | own, options.months)
    taken = measures(options, "+".join(options.measures)) if options.measures else []
    if not own and not taken:
        return given
    others = tuple(map(for_the_treated, taken))
    title = Words(f"{given.title.en} (changed)", f"{given.title.nb} (endret)")
    return dataclasses.replace(
        given, name=f"{given.name}_own", title=title, design=given.design | own, measures=others, published=()
    )


def result_of(given: TrialFile, played_tables: dict, untreated: dict) -> Result:
    """What the tables of the trial, and of the same without treatment, say."""
    first, until = (int(given.design[name]) for name in ("from_month", "until"))
    runs, without = played_tables["runs"], untreated["runs"]
    curves, beside = played_tables["curves"], untreated["curves"]
    members, last = members_of(runs.sort_values("replicate")), int(curves["since"].max()) + 1
    at_end = curves[curves["since"] == until]
    return Result(
        given,
        by_month(curves, beside, until, members),
        by_period(curves, beside, periods(first, until, last), members),
        contrast_of(without, runs, "displaced", members_of(without)),
        float(at_end["treated_seen"].mean()),
        float(at_end["controls_seen"].mean()),
        len(runs),
        1 if members is None else len(set(members)),
    )
