"""What the reader of results must know of what was asked for, one sentence each."""

from __future__ import annotations

from bygd.scenarios.labour_market import index_notes
from bygd.scenarios.options import Common
from bygd.scenarios.settings import setting_notes
from bygd.scenarios.settled import TO_2023, late_years, settled_notes
from bygd.scenarios.template import template_notes
from sim.processes import LAWS


def notes_of(options: Common) -> list[str]:
    """What the reader of these results must know, one sentence each."""
    notes = setting_notes(options)
    if options.population.warning.en:
        notes.append(f"Note: population={options.population.name} is {options.population.warning.en}")
    late = late_years(options) & set(TO_2023)
    if options.arrivals == "series_to_2023" and any(
        late & municipality.settled.keys() for municipality in options.municipality.municipalities.values()
    ):
        notes.append(
            "Note: 2022 and 2023 are other people (Ukraine) under another law; read what follows with that in mind."
        )
    if LAWS[options.law] and options.arrivals != "stated":
        notes.append(
            f"Note: law={options.law} alone changes only the length of the programme (docs/population.md); "
            "setting=norway_2021_act has people, offices and figures under that act too."
        )
    if options.trial.share > 0:
        notes.append(
            "Note: trial.share draws people to the office of a trial, which works as the programme's; "
            "python -m experiments.trial plays a trial and says what it does."
        )
    if (both := options.search.outside + options.search.acquaintances) > 1:
        notes.append(
            f"Note: search.outside and search.acquaintances are {both:g} together; above 1 the second is taken as what "
            "the first leaves."
        )
    return [*notes, *settled_notes(options), *index_notes(options), *template_notes(options.municipality)]
