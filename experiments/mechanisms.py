"""See which mechanism makes measures act as they do: ``python -m experiments.mechanisms setting=norway_2021_act``."""

from __future__ import annotations

from bygd.scenarios.options import MechanismsOptions
from experiments.command.main import main
from experiments.command.progress import Steps


def mechanisms(options: MechanismsOptions) -> None:
    """Simulate measures with all mechanisms and without each, on the same people with the same luck."""
    from bygd.scenarios.catalogue import BASELINE
    from bygd.scenarios.checks import refuse_unobserved
    from bygd.scenarios.removals import WITHOUT, removals_of
    from bygd.scenarios.settings import headline_of
    from bygd.statistics.comparison import by_scenario
    from bygd.statistics.mechanisms import effects
    from bygd.studies.removals import removals_study
    from experiments.display import mechanism_figures
    from experiments.display.mechanism_tables import elsewhere, text
    from experiments.display.words import Words

    removals, headline = removals_of(options), headline_of(options)
    refuse_unobserved("", list(headline.both), options, options.replicates)
    study, words = removals_study(options), Words(options.text_language)
    names = [name for name in study.scenarios if name != BASELINE and WITHOUT not in name]
    other = elsewhere(options.beside, headline, names)
    steps = Steps("simulating", "writing tables and figures")
    found = by_scenario(study.run(), "runs")
    steps.next()
    table = effects(found, names, removals, headline.both)
    table.to_csv(study.folder / "mechanisms.csv", index=False)
    mechanism_figures.save_all(study.folder / "figures", table, removals, options, other)
    said = text(words, table, removals, options, other)
    study.say(said, words("mechanisms.written", folder=str(study.folder)))


if __name__ == "__main__":
    main(MechanismsOptions, mechanisms, "mechanisms")
