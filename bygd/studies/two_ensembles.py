"""A comparison in the members of a second ensemble: the same scenarios, people and luck, in a folder below."""

from __future__ import annotations

import copy
from pathlib import Path

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.ensembles import load
from bygd.scenarios.options import NONE, Common, CompareOptions
from bygd.scenarios.settings import headline_of
from bygd.statistics.comparison import by_scenario
from bygd.statistics.sureness import LEAST_RUNS
from bygd.statistics.two_ensembles import both_ensembles
from bygd.studies.folder import CONFIG
from bygd.studies.study import Study

FOLDER = "beside_ensemble"  # below that of the comparison
FILE = "ensembles.csv"


def refuse_beside(options: CompareOptions) -> None:
    """Raise ``InputError`` where a second ensemble makes no sense; nothing without one."""
    if not (beside := options.beside_ensemble):
        return
    if options.practice_of or options.municipalities:
        other = "practice_of" if options.practice_of else "municipalities"
        raise InputError(f"beside_ensemble is for scenarios in one municipality; leave out {other}.")
    if NONE in (beside, options.ensemble):
        raise InputError("beside_ensemble sets an ensemble beside another; default is the declared numbers, and none.")
    if options.member >= 0:
        raise InputError("beside_ensemble compares all members of two ensembles; leave member out.")
    if load(beside).table.equals(load(options.ensemble, options.out).table):
        raise InputError(f"beside_ensemble is {beside}, which has the same members as ensemble; name another one.")


def options_beside(options: CompareOptions, folder: Path, replicates: int) -> CompareOptions:
    """Options of the comparison in the second ensemble: as many runs as the first took.

    Where the first stopped by itself, at least as many as words about the second need.
    """
    least = 0 if options.replicates else LEAST_RUNS * len(load(options.beside_ensemble).table)
    result = copy.copy(options)
    result.ensemble, result.beside_ensemble = options.beside_ensemble, ""
    result.replicates, result.out = max(replicates, least), str(folder / FOLDER)
    return result


def names_of(options: CompareOptions) -> tuple[str, str]:
    """What both ensembles are called in tables: by their files, with the folders where these have one name."""
    first, second = options.ensemble, options.beside_ensemble
    stems = Path(first).stem, Path(second).stem
    return stems if stems[0] != stems[1] else (first, second)


def begun_of(options: Common) -> list[Path]:
    """The folder of a comparison, and that of its second ensemble if it has one that was begun."""
    folder = Path(options.out)
    second = folder / FOLDER
    wanted = getattr(options, "beside_ensemble", "") and (second / CONFIG).is_file()
    return [folder, second] if wanted else [folder]


def write_beside(study: Study, tables: dict[str, pd.DataFrame], beside: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Write ``ensembles.csv`` of a comparison whose tables, and those in the second ensemble, are there."""
    runs, others = (by_scenario(item, "runs") for item in (tables, beside))
    table = both_ensembles(runs, others, headline_of(study.options).both)
    table.to_csv(study.folder / FILE, index=False)
    return table
