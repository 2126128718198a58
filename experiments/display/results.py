"""Figures and tables of a finished comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bygd.scenarios.options import Common
from bygd.statistics.comparison import by_scenario, comparison
from experiments.display import figures

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def write_results(folder: Path, options: Common, tables: dict[str, pd.DataFrame], failed: str = "") -> pd.DataFrame:
    """Write ``figures/`` and ``comparison.csv`` of a study's tables into its folder; returns the table.

    ``failed``: a sentence about runs that failed, for the figures.
    """
    runs, curves = (by_scenario(tables, name) for name in ("runs", "curves"))
    table = comparison(runs)
    table.to_csv(folder / "comparison.csv", index=False)
    figures.save_all(folder / "figures", curves, runs, options.municipality.title, failed)
    return table
