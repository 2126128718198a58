"""The model beside every published figure: what was fitted, what was only checked, what misses.

Fresh luck (another seed than the calibration's). A member's figure is what its runs show together; the range over the
members of an ensemble therefore holds what nobody knows, and the chance of a municipality of this size. With the
declared numbers alone, municipalities stand beside each other, to show how far they differ.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import ClassVar

import pandas as pd

from bygd.errors import InputError
from bygd.evidence.beside import beside, predictions, row_of
from bygd.evidence.targets import load
from bygd.scenarios import ensembles
from bygd.scenarios.build import scenario_of
from bygd.scenarios.options import ENSEMBLE, EnsembleOptions, base_of, many, option
from bygd.studies.files import check_writable
from bygd.studies.programs import by_municipality
from bygd.studies.study import Study
from experiments.calibrate.report import targets_figure
from experiments.validate.text import declared_text, text, write_page

PREDICTED = (
    *(f"employed_{month}m" for month in (12, 24, 36, 48, 60, 78)),
    *(f"employed_36m_{who}" for who in ("men", "women", "school_1", "school_2", "school_3")),
    *(f"employed_36m_{who}" for who in ("single_men", "single_women", "lone_parents", "couples_children", "couples")),
    *(f"stay_{month}m" for month in (12, 24, 36, 48, 60)),
)  # what the ensemble says by sex, schooling, household and months since settlement
LEAST_MONTHS = 156  # in which every figure is observed


@dataclasses.dataclass
class FiguresOptions(EnsembleOptions):
    """Hold the members of an ensemble, or the declared numbers, against every published figure, with fresh luck."""

    CHOSEN: ClassVar[dict[str, str]] = {"municipality": "national"}
    months: int = option(168, "months simulated, from January of start", bounds=(1, 444))
    figures: str = option(
        "norway_2003_act",
        "norway_2003_act, ukraine_2022 (with population=ukraine_2022 law=2021), or a file like my_figures.yaml",
    )
    ensemble: str = option(ENSEMBLE, "ensemble of configs/ensembles, or default: the declared numbers")
    municipalities: list[str] = many(
        [], "with ensemble=default: several beside each other, like [national,sel]; figures may compare two of them"
    )
    replicates: int = option(200, "runs, in the members in turn", bounds=(2, 1_000_000))
    seed: int = option(2, "another seed than that of the calibration", bounds=(0, 4294967295))
    page: str = option("", "with an ensemble: Markdown page that is written, like page=docs/validation.md")


def validate_figures(options: FiguresOptions) -> None:
    """Hold an ensemble, or the declared numbers, against every published figure; print and write a table."""
    if options.ensemble == ensembles.NONE:
        declared(options)
    else:
        over_members(options)


def declared(given: FiguresOptions) -> None:
    """The declared numbers in each municipality, beside every figure."""
    if given.page:
        raise InputError("page shows the members of an ensemble; leave out ensemble=default, or page.")
    targets = load(given.figures)
    several, options = by_municipality(given, "validate") if given.municipalities else (None, {_name(given): given})
    studies = {
        name: Study("validate", item, {name: scenario_of(item, base_of(item), name)}, monthly=False, curves=False)
        for name, item in options.items()
    }
    runs = {name: study.run()["runs"] for name, study in studies.items()}
    table = pd.DataFrame([row_of(target, runs) for target in targets])
    folder = several or next(iter(studies.values())).folder
    table.to_csv(folder / "figures.csv", index=False)
    print(f"{declared_text(table, targets, list(runs), given)}\nTable: {folder}/figures.csv")


def _name(options: FiguresOptions) -> str:
    """Name of the municipality by which figures know it: that of its file in ``configs``, ``national`` by default."""
    keys = list(options.municipality.municipalities)
    return keys[0] if len(keys) == 1 else "region"


def over_members(options: FiguresOptions) -> None:
    """The members of an ensemble beside the national figures; writes the page too."""
    check_request(options)
    targets = [item for item in load(options.figures) if item.municipality == "national" and not item.over]
    members = ensembles.members_of(options, options.ensemble)
    study = Study(
        "validate", options, {"national": scenario_of(options, base_of(options), "national")}, members,
        monthly=False, curves=False, in_turn=len(members) > 1,
    )  # fmt: skip
    study.simulate()
    runs = pd.read_parquet(study.folder / "runs.parquet")
    table, predicted = beside(targets, runs), predictions(PREDICTED, runs)
    table.to_csv(study.folder / "figures.csv", index=False)
    predicted.to_csv(study.folder / "predicted.csv", index=False)
    targets_figure(table, study.folder / "figures" / "figures", study.failed)
    used = min(len(members), options.replicates)
    study.say(text(table, options, used), f"Tables and figure: {study.folder}")
    if options.page:
        write_page(Path(options.page), table, predicted, options, used, study.folder)


def check_request(options: FiguresOptions) -> None:
    """Refuse what an ensemble cannot be asked, and a page that cannot be written."""
    if options.municipalities:
        raise InputError("municipalities stand beside each other with ensemble=default only; say that as well.")
    if options.months < LEAST_MONTHS:
        raise InputError(
            f"months is {options.months}, but must be {LEAST_MONTHS} or more, so that all figures are seen."
        )
    if not options.page:
        return
    if not options.page.endswith(".md"):
        raise InputError(f"page is {options.page}, but must be a Markdown file, like docs/validation.md.")
    if not Path(options.page).parent.is_dir():
        raise InputError(f"page is {options.page}, but there is no folder {Path(options.page).parent}; make it first.")
    check_writable(Path(options.page))
