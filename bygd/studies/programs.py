"""The study that each kind of options describes, and the study that a folder holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios import designs, ensembles
from bygd.scenarios.build import baseline_of, scenario_of, scenarios_of
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.checks import check_outcomes
from bygd.scenarios.options import CompareOptions, RunOptions, SensitivityOptions, SweepOptions, base_of
from bygd.studies.folder import options_of, program_of
from bygd.studies.ranking import rank_study
from bygd.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario import Scenario

MOST_RUNS = 50_000_000
STAGE_DESIGN = "{}_design.parquet"  # beside the folder of a stage of a sensitivity analysis


def run_study(made: RunOptions) -> Study:
    """One scenario, named after the measures in force."""
    name = "+".join(policy.name for policy in base_of(made)) or BASELINE
    return Study("run", made, {name: scenario_of(made, base_of(made), name)})


def compare_study(made: CompareOptions) -> Study:
    """The baseline and what is compared with it."""
    points = ensembles.members_of(made, made.ensemble)
    return Study("compare", made, scenarios_of(made), points=points, monthly=False, in_turn=len(points) > 1)


def design_table(made: SweepOptions) -> pd.DataFrame:
    """The design that the options of a sweep describe."""
    return designs.table_of(made.design, made.vary, made.points, made.n, made.seed)


def sweep_study(made: SweepOptions) -> Study:
    """The baseline and the scenarios at every point; odd and endless requests are refused."""
    check_outcomes("outcome", [made.outcome])
    points = designs.points_of(design_table(made))
    scenarios = all_scenarios(made)
    runs = len(points) * len(scenarios) * made.replicates
    if runs > MOST_RUNS:
        raise InputError(f"That makes {runs} runs, more than {MOST_RUNS}; say fewer points, scenarios or replicates.")
    return Study("sweep", made, scenarios, points=points, monthly=False, curves=False)


def all_scenarios(made: SensitivityOptions | SweepOptions) -> dict[str, Scenario]:
    """The baseline and what is compared with it, if anything is."""
    return scenarios_of(made) if made.scenarios else {BASELINE: baseline_of(made)}


def stage_study(made: SensitivityOptions) -> Study:
    """Study of a stage of a sensitivity analysis, from its folder and the design that lies beside it."""
    folder = Path(made.out)
    file = folder.parent / STAGE_DESIGN.format(folder.name)
    if not file.is_file():
        raise InputError(
            f"{folder} is a sensitivity analysis in stages; python -m experiments.study resume {folder} goes on."
        )
    points = designs.points_of(pd.read_parquet(file))
    return Study("sensitivity", made, all_scenarios(made), points=points, monthly=False, curves=False)


STUDIES: dict[str, Callable[[Any], Study]] = {
    "run": run_study,
    "compare": compare_study,
    "rank": rank_study,
    "sensitivity": stage_study,
    "sweep": sweep_study,
}


def study_in(folder: Path) -> Study:
    """Study of a folder, with as many replicates as were asked for or are there."""
    made = options_of(folder, *STUDIES)
    study = STUDIES[program_of(folder)](made)
    if study.replicates == 0:
        last = [int(found[1]) for file in parts_in(folder) if (found := re.search(r"-(\d+)\.parquet$", file.name))]
        study.replicates = max(last) + 1 if last else 0
    return study


def parts_in(folder: Path) -> list[Path]:
    """Finished parts of the table of runs."""
    return sorted((folder / "parts").glob("runs-*.parquet"))


def options_in_one_piece(folder: Path) -> Any:
    """Options of a folder; ``InputError`` for one whose later points depend on earlier runs."""
    made = options_of(folder, *STUDIES)
    if isinstance(made, SensitivityOptions):
        raise InputError(f"{folder} is of a sensitivity analysis, whose stages build on each other; use a new folder.")
    return made
