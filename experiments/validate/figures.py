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
    ensemble: str = option(ENSEMBLE, "ensemble of configs/ensemble, or default: the declared numbers")
    municipalities: list[str] = many(
        [], "with ensemble=default: several beside each other, like [national,sel]; figures may compare two of them"
    )
    replicates: int = option(200, "runs, in the members in turn", bounds=(2, 1_000_000))
    seed: int = option(2, "another seed than that of the calibration", bounds=(0, 4294967295))
    page: str = option("", "with an ensemble: Markdown page that is written, like page=docs/validation.md")


def validate_figures(made: FiguresOptions) -> None:
    """Hold an ensemble, or the declared numbers, against every published figure; print and write a table."""
    if made.ensemble == ensembles.NONE:
        declared(made)
    else:
        over_members(made)


def declared(made: FiguresOptions) -> None:
    """The declared numbers in each municipality, beside every figure."""
    if made.page:
        raise InputError("page shows the members of an ensemble; leave out ensemble=default, or page.")
    targets = load(made.figures)
    several, options = by_municipality(made, "validate") if made.municipalities else (None, {_name(made): made})
    studies = {
        name: Study("validate", one, {name: scenario_of(one, base_of(one), name)}, monthly=False, curves=False)
        for name, one in options.items()
    }
    runs = {name: study.run()["runs"] for name, study in studies.items()}
    table = pd.DataFrame([row_of(target, runs) for target in targets])
    folder = several or next(iter(studies.values())).folder
    table.to_csv(folder / "figures.csv", index=False)
    print(f"{declared_text(table, targets, list(runs), made)}\nTable: {folder}/figures.csv")


def _name(made: FiguresOptions) -> str:
    """Name of the municipality by which figures know it: that of its file in ``configs``, ``national`` by default."""
    keys = list(made.municipality.municipalities)
    return keys[0] if len(keys) == 1 else "region"


def over_members(made: FiguresOptions) -> None:
    """The members of an ensemble beside the national figures; writes the page too."""
    check_request(made)
    targets = [one for one in load(made.figures) if one.municipality == "national" and not one.over]
    members = ensembles.members_of(made, made.ensemble)
    study = Study(
        "validate", made, {"national": scenario_of(made, base_of(made), "national")}, members,
        monthly=False, curves=False, in_turn=len(members) > 1,
    )  # fmt: skip
    study.simulate()
    runs = pd.read_parquet(study.folder / "runs.parquet")
    table, predicted = beside(targets, runs), predictions(PREDICTED, runs)
    table.to_csv(study.folder / "figures.csv", index=False)
    predicted.to_csv(study.folder / "predicted.csv", index=False)
    targets_figure(table, study.folder / "figures" / "figures", study.failed)
    used = min(len(members), made.replicates)
    study.say(text(table, made, used), f"Tables and figure: {study.folder}")
    if made.page:
        write_page(Path(made.page), table, predicted, made, used, study.folder)


def check_request(made: FiguresOptions) -> None:
    """Refuse what an ensemble cannot be asked, and a page that cannot be written."""
    if made.municipalities:
        raise InputError("municipalities stand beside each other with ensemble=default only; say that as well.")
    if made.months < LEAST_MONTHS:
        raise InputError(f"months is {made.months}, but must be {LEAST_MONTHS} or more, so that all figures are seen.")
    if not made.page:
        return
    if not made.page.endswith(".md"):
        raise InputError(f"page is {made.page}, but must be a Markdown file, like docs/validation.md.")
    if not Path(made.page).parent.is_dir():
        raise InputError(f"page is {made.page}, but there is no folder {Path(made.page).parent}; make it first.")
    check_writable(Path(made.page))
