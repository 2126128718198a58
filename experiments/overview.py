"""Compare all measures in several municipalities: ``python -m experiments.overview municipalities=[sel,vaga]``."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios import ensembles
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.checks import municipalities, refuse_unobserved, short_names
from bygd.statistics.comparison import SHOWN, good_runs, overview_rows
from bygd.studies.files import check_folder
from bygd.studies.stopping import Enough
from bygd.studies.study import Study
from experiments.command.main import main
from experiments.command.options import OverviewOptions
from experiments.display import figures
from experiments.display.tables import overview_text

LEAST_MONTHS = 60


def overview(made: OverviewOptions) -> None:
    """Compare the measures with the baseline in each place; one table, one figure, one study folder a place."""
    if made.months <= LEAST_MONTHS:
        raise InputError(f"months is {made.months}, but who settled must be seen for 60: say more than {LEAST_MONTHS}.")
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = Path(made.out or f"outputs/overview-{stamp}")
    check_folder(folder, short_names(made.municipalities))
    municipalities = municipalities(made.municipalities)
    studies = []
    for name, municipality in municipalities.items():  # all checked before the first is simulated
        one = copy.copy(made)
        one.municipality = municipality
        one.out = str(folder / name)
        points = ensembles.members_of(one, one.parameters)
        studies.append(Study("overview", one, scenarios_of(one), points=points, monthly=False, in_turn=len(points) > 1))
    for study in studies:
        refuse_unobserved("", SHOWN, study.made, made.replicates or made.budget)
    tables = []
    for name, study in zip(municipalities, studies, strict=True):
        runs = good_runs(study.run(Enough(made.until, made.budget))["runs"])
        tables.append(overview_rows({str(key): frame for key, frame in runs.groupby("scenario", sort=False)}, name))
        tables[-1].insert(1, "title", study.made.municipality.title)
        print(overview_text(tables[-1], study.made.municipality.title, made), flush=True)
    table = pd.concat(tables, ignore_index=True)
    table.to_csv(folder / "overview.csv", index=False)
    figures.save(figures.overview(table), folder, "overview")
    print(f"Table and figure: {folder}/overview.csv, {folder}/overview.png")


if __name__ == "__main__":
    main(OverviewOptions, overview, "overview")
