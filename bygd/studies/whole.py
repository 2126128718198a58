"""Whole tables of a study, put together from its parts: every run that was asked for, or a sentence."""

from __future__ import annotations

import functools
import itertools
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bygd.commands import recorded
from bygd.errors import InputError
from bygd.statistics.comparison import refuse_nothing_left
from bygd.studies.files import write_groups
from bygd.studies.parts import KEYS, gathered
from sim.points import DEFAULT

if TYPE_CHECKING:
    from bygd.studies.study import Study

ROWS = 10_000  # rows that are in memory at once when parts become a table
HELD = 64 * 2**20  # bytes of parts that are in memory then, about


def write(study: Study, table: str) -> bool:
    """Write one table of all parts, about ``ROWS`` rows (of whole runs) at a time; ``False`` if it has no rows."""
    order = study.ordered(table)
    _refuse_gaps(study, table, order)
    if not len(order):
        return False
    parts = list(order["part"].unique())
    columns = len(study.parts.read(table, parts[0]).column_names)
    ends = order["rows"].cumsum().to_numpy()
    size = 8 * columns * int(ends[-1]) // len(parts)
    read = functools.lru_cache(max(2, HELD // size))(functools.partial(study.parts.read, table))
    cuts = np.flatnonzero(np.diff((ends - 1) // ROWS)) + 1
    pieces = (order.iloc[i:j] for i, j in itertools.pairwise([0, *cuts, len(order)]))
    rows = (study.labelled(gathered(some, read)) for some in pieces)
    write_groups(study.folder / f"{table}.parquet", rows, study.about(table))
    return True


def _refuse_gaps(study: Study, table: str, order: pd.DataFrame) -> None:
    """Raise ``InputError`` unless each run that was asked for is there once, with all its rows.

    How many rows of ``people`` a run has, it alone knows; its part was written with all of them.
    """
    if table == "people":
        return
    runs = sum(len(replicates) for replicates in study.asked().values())
    months = {name: 1 if table == "runs" else scenario.months for name, scenario in study.scenarios.items()}
    whole = int((order["rows"] == order["scenario"].astype(str).map(months)).sum()) if len(order) else 0
    if not whole == len(order) == runs:
        raise InputError(
            f"{runs - whole} of {runs} runs are no longer whole in {study.folder}/parts, where files were taken away "
            f"while the study ran; {table}.parquet was not written, the same command simulates them again."
        )


def failed(study: Study) -> str:
    """Say how many runs failed, and write them down with the command that repeats each; empty if none did.

    ``InputError`` if no replicate is left in which every scenario was simulated.
    """
    keys = [name for name in (*KEYS, "seed", "failed", "error") if name != "point" or list(study.points) != [DEFAULT]]
    runs = pd.read_parquet(study.folder / "runs.parquet", columns=keys)
    rows = runs[runs["failed"]].drop(columns="failed")
    file = study.folder / "failed.csv"
    file.unlink(missing_ok=True)
    if not len(rows):
        return ""
    command = [recorded("study repeat", study.folder, row) for row in rows.index]
    rows.rename_axis("row").assign(repeat=command).to_csv(file)
    refuse_nothing_left(runs, f"; {file} lists them")
    for row in rows.head(10).itertuples():
        print(f"Run failed: scenario {row.scenario}, replicate {row.replicate}, seed {row.seed}.", file=sys.stderr)
    text = f"{len(rows)} of {len(runs)} runs failed and are left out."
    print(f"{text[:-1]} of all figures; {file} lists them.", file=sys.stderr)
    return text
