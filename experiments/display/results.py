"""Figures and tables of a finished comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import Common
from bygd.scenarios.settings import headline_of
from bygd.statistics.comparison import by_scenario, comparison
from bygd.statistics.decision.tables import choice_tables_of
from bygd.statistics.sureness import evidence_by_scenario
from bygd.studies.folder import design_of
from experiments.display import figures

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write_results(
    folder: Path, options: Common, tables: dict[str, pd.DataFrame], willingness: float = 0.0
) -> pd.DataFrame:
    """Write ``comparison.csv`` and ``figures/`` of a study's tables into its folder; returns the table.

    Over ensemble members also ``decision.csv``, ``acceptability.csv`` and ``count_first.csv``; ``willingness``: kroner
    that a month in work is worth.
    """
    runs, curves = (by_scenario(tables, name) for name in ("runs", "curves"))
    failed = int(tables["runs"]["failed"].sum()), len(tables["runs"])
    table = comparison(runs, evidence=evidence_by_scenario(options, [name for name in runs if name != BASELINE]))
    table.to_csv(folder / "comparison.csv", index=False)
    if (design := design_of(folder)) is not None:
        for name, rows in choice_tables_of(runs, design, willingness, headline_of(options).both).items():
            rows.to_csv(folder / f"{name}.csv", index=False)
    figures.save_all(folder / "figures", figures.Shown(options, runs, curves, failed))
    return table
