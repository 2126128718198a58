"""What the visitor reads about measures and municipalities before anything is simulated."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean

from markupsafe import Markup

from bygd import errors
from bygd.scenarios.catalogue import single_measures
from bygd.scenarios.measures import read_measure
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.scenarios.settings import SETTING
from experiments.app.address import MEASURES, is_own, own_measures
from experiments.command import read
from experiments.display.words import Words
from experiments.report.opening import cost_sentences
from sim.policy import Policy
from sim.population import MEAN_YEARS, SERIES_END
from sim.processes import Parameters


@functools.cache
def _policies() -> dict[str, Policy]:
    names = single_measures()
    options = read.read(CompareOptions, [f"scenarios=[{','.join(names)}]"])
    return {name: options.policies[name] for name in names}


def policies(own: Path) -> tuple[dict[str, Policy], list[Exception]]:
    """All measures: those of the recommendations in their order, the others, and the visitor's own by their files.

    Also what is wrong with files that cannot be offered.
    """
    results, faults = dict(_policies()), list[Exception]()
    for name in own_measures(own):
        try:
            results[name] = read_measure(str(own / MEASURES / name))
        except errors.MISTAKES as fault:
            faults.append(fault)
    return results, faults


def titles(words: Words, known: dict[str, Policy], measures: Iterable[str]) -> list[str]:
    """Titles of measures, sizes in words; the name of a file that cannot be read."""
    return [words.measure(name, known) if name.partition(":")[0] in known else name for name in measures]


def details(language: str, policy: Policy) -> Markup:
    """Costs, staff and evidence of a measure, behind a line that opens."""
    words = Words(language, Path(__file__).parent / "words")
    lines = [*cost_sentences(words, policy, Parameters()), getattr(policy.evidence, language)]
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(words("choose.details"), items)


def settled_before(municipality: str, own: Path, setting: str = SETTING) -> float:
    """Persons settled a year in 2012-2019, in the other setting in stated years from 2022; 0 if that cannot be read."""
    name = str(own / municipality) if is_own(municipality) else municipality
    try:
        options = read.read(RunOptions, [f"municipality={name}", f"setting={setting}"])
        every = options.municipality.municipalities.values()
        late = [year for year in next(iter(every)).settled if year > SERIES_END]
        return fmean(sum(item.settled[year] for item in every) for year in (MEAN_YEARS if setting == SETTING else late))
    except (*errors.MISTAKES, KeyError, OSError, ValueError):  # the comparison says what is wrong with the file
        return 0.0
