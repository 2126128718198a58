"""The study that each kind of options describes, and the study that a folder holds."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios import designs, ensembles
from bygd.scenarios.build import baseline_of, scenario_of, scenarios_of
from bygd.scenarios.catalogue import BASELINE, short_name
from bygd.scenarios.checks import check_outcomes
from bygd.scenarios.municipality import read_municipality, with_settled
from bygd.scenarios.options import CompareOptions, RunOptions, SensitivityOptions, SweepOptions, base_of
from bygd.scenarios.settings import headline_of, months_of
from bygd.studies.exploring import Exploration, explorer_study
from bygd.studies.files import check_folder, provenance_of
from bygd.studies.folder import DESIGN, options_of, program_of
from bygd.studies.ranking import rank_study, unvalued
from bygd.studies.removals import removals_study
from bygd.studies.stopping import refuse_few_runs
from bygd.studies.study import Study
from bygd.studies.tables import opened, read_table
from bygd.studies.two_ensembles import refuse_beside
from sim.scenario import Scenario

Members = dict[str, dict[str, float]]  # numbers of the model, by name of the member
EACH_OTHER = "each_other"  # as practice_of: each of two municipalities with the practice of the other
MOST_RUNS = 50_000_000
STAGE_DESIGN = "{}_design.parquet"  # beside the folder of a stage of a sensitivity analysis


def run_study(options: RunOptions, members: Members | None = None) -> Study:
    """One scenario, named after the measures in force; ``members``: instead of those of the option ``ensemble``."""
    name = "+".join(policy.name for policy in base_of(options)) or BASELINE
    points = ensembles.members_of(options, options.ensemble) if members is None else members
    return Study(
        "run", options, {name: scenario_of(options, base_of(options), name)}, points=points, in_turn=len(points) > 1
    )


def point_study(options: RunOptions, points: Members) -> Study:
    """One scenario at every point with the same replicates; endless requests are refused."""
    name, runs = "+".join(policy.name for policy in base_of(options)) or BASELINE, len(points) * options.replicates
    if runs > MOST_RUNS:
        raise InputError(f"That makes {runs} runs, more than {MOST_RUNS}; say fewer points or replicates.")
    scenarios = {name: scenario_of(options, base_of(options), name)}
    return Study("run", options, scenarios, points=points, monthly=False, curves=False)


def compare_study(options: CompareOptions, members: Members | None = None) -> Study:
    """The baseline and what is compared with it; a practice at the declared numbers alone.

    ``members``: instead of those of the option ``ensemble``. ``InputError`` for a budget of which nothing could be said
    with words (``stopping.refuse_few_runs``).
    """
    refuse_beside(options)
    if options.practice_of:
        options = _practice_alone(options)
    points = ensembles.members_of(options, options.ensemble) if members is None else members
    options = unvalued(options)
    refuse_few_runs(options, len(points))
    return Study("compare", options, scenarios_of(options), points=points, monthly=False, in_turn=len(points) > 1)


def _practice_alone(options: CompareOptions) -> CompareOptions:
    """Options without scenarios and ensemble, whose members would set the practice of both."""
    plain, alone = CompareOptions(), copy.copy(options)
    if options.scenarios not in ([], plain.scenarios) or options.ensemble not in (ensembles.NONE, plain.ensemble):
        raise InputError(
            "practice_of compares the practice alone, at the declared numbers; leave scenarios and ensemble out."
        )
    alone.scenarios, alone.ensemble = [], ensembles.NONE
    return alone


def compare_studies(given: CompareOptions) -> tuple[Path, dict[str, Study]]:
    """Folder of a comparison in several municipalities, and the study of each by its name, all of them checked."""
    refuse_beside(given)
    least = max(map(months_of, headline_of(given).both))
    if given.months <= least:
        raise InputError(f"months is {given.months}, but who settled must be seen for {least}: say more than {least}.")
    folder, options = by_municipality(given, "compare")
    if given.practice_of == EACH_OTHER:
        if len(options) != 2:
            raise InputError("practice_of=each_other needs two municipalities, like municipalities=[sel,nordre_land].")
        for item, other in zip(options.values(), reversed(given.municipalities), strict=True):
            item.practice_of = other
    return folder, {name: compare_study(item) for name, item in options.items()}


def by_municipality(options: Any, program: str) -> tuple[Path, dict[str, Any]]:
    """Folder, and the options of each of ``made.municipalities`` by its name, with a folder of its own below it.

    A municipality that is named twice, and a folder that holds something else are refused.
    """
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = Path(options.out or f"outputs/{program}-{stamp}")
    names = [short_name(item) for item in options.municipalities]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"municipalities names {name} twice; name it once.")
    check_folder(folder, names)
    results = {}
    for name, named in zip(names, options.municipalities, strict=True):
        results[name] = item = copy.copy(options)
        item.municipality, item.municipalities, item.out = read_municipality(named), [], str(folder / name)
        if options.settled_per_year:
            item.municipality = with_settled(item.municipality, options.settled_per_year)
    return folder, results


def design_table(options: SweepOptions) -> pd.DataFrame:
    """The design that the options of a sweep describe."""
    return designs.table_of(options.design, options.vary, options.points, options.n, options.seed)


def sweep_study(options: SweepOptions) -> Study:
    """The baseline and the scenarios at every point; odd and endless requests are refused."""
    check_outcomes("outcome", [options.outcome])
    points = ensembles.from_member(options, designs.points_of(design_table(options)))
    scenarios = all_scenarios(options)
    runs = len(points) * len(scenarios) * options.replicates
    if runs > MOST_RUNS:
        raise InputError(f"That makes {runs} runs, more than {MOST_RUNS}; say fewer points, scenarios or replicates.")
    return Study("sweep", options, scenarios, points=points, monthly=False, curves=False)


def all_scenarios(options: SensitivityOptions | SweepOptions) -> dict[str, Scenario]:
    """The baseline and what is compared with it, if anything is."""
    return scenarios_of(options) if options.scenarios else {BASELINE: baseline_of(options)}


def stage_study(options: SensitivityOptions) -> Study:
    """Study of a stage of a sensitivity analysis, from its folder and the design that lies beside it."""
    folder = Path(options.out)
    file = folder.parent / STAGE_DESIGN.format(folder.name)
    if not file.is_file():
        raise InputError(f"{folder} is a sensitivity analysis in stages; {typed('study resume', folder)} goes on.")
    with opened(file) as handle:
        points = ensembles.from_member(options, designs.points_of(pd.read_parquet(handle)))
    return Study("sensitivity", options, all_scenarios(options), points=points, monthly=False, curves=False)


STUDIES: dict[str, Callable[[Any], Study]] = {
    "run": run_study,
    "compare": compare_study,
    "explorer": explorer_study,
    "mechanisms": removals_study,
    "obstacles": removals_study,
    "rank": rank_study,
    "sensitivity": stage_study,
    "sweep": sweep_study,
}


def study_in(folder: Path) -> Study:
    """Study of a folder, with as many replicates as were asked for or are there."""
    options = options_of(folder, *STUDIES)
    study = _as_begun(folder, STUDIES[program_of(folder)](options))
    if study.replicates == 0:
        last = [int(match[1]) for file in parts_in(folder) if (match := re.search(r"-(\d+)\.parquet$", file.name))]
        study.replicates = max(last) + 1 if last else 0
    return study


def explorer_in(folder: Path) -> Exploration:
    """Study of a folder that the explorer has made; ``InputError`` for another one."""
    options_of(folder, "explorer")
    study: Any = study_in(folder)
    return study


def _as_begun(folder: Path, study: Study) -> Study:
    """The study, with the points of ``design.parquet`` if it was made from Python with points of its own."""
    about = provenance_of(folder)
    if study.fingerprint.simulated == about.get("fingerprint", study.fingerprint.simulated):
        return study
    if (folder / DESIGN).is_file():
        own = dataclasses.replace(
            study,
            points=designs.points_of(read_table(folder, DESIGN.partition(".")[0])),
            in_turn=bool(about.get("in_turn")),
            own_points=True,
        )
        if own.fingerprint.simulated == about["fingerprint"]:
            return own
    raise InputError(
        f"{folder} holds scenarios or points that its config.yaml does not describe; "
        "the Python script that made it goes on with it."
    )


def parts_in(folder: Path) -> list[Path]:
    """Finished parts of the table of runs."""
    return sorted((folder / "parts").glob("runs-*.parquet"))


def options_in_one_piece(folder: Path) -> Any:
    """Options of a folder; ``InputError`` for one whose later points depend on earlier runs."""
    options = options_of(folder, *STUDIES)
    if isinstance(options, SensitivityOptions):
        raise InputError(f"{folder} is of a sensitivity analysis, whose stages build on each other; use a new folder.")
    return options
