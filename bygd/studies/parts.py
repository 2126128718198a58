"""Finished parts of a study: files named by what they hold, and where in them each run lies."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bygd.studies.worker import Cell

KEYS = ("scenario", "point", "replicate")


class Part(NamedTuple):
    """Cells that are written to one file, and the key that names it."""

    key: str
    cells: list[Cell]

    @property
    def runs(self) -> int:
        """How many runs it holds."""
        return sum(len(cell.replicates) for cell in self.cells)


def keys_of(folder: Path, table: str) -> pd.DataFrame:
    """Which runs the finished parts of a table hold, and where: scenario, point, replicate, file, (first) row, rows."""
    results: list[np.ndarray] = []
    files: list[str] = []
    names: tuple[dict[str, int], dict[str, int]] = ({}, {})  # of scenarios and points: the number of each
    columns = ["scenario", "point", "replicate"]
    for file in sorted((folder / "parts").glob(f"{table}-*.parquet")):
        try:
            part = pq.ParquetFile(file, read_dictionary=columns[:2]).read(columns, use_threads=False).combine_chunks()
        except (pa.ArrowInvalid, OSError):  # a damaged disk, never a stopped study
            print(f"{file} cannot be read; what it held is simulated again.", file=sys.stderr)
            file.unlink(missing_ok=True)
            continue
        if len(part):
            results.append(_stretches_of(part, names, len(files)))
            files.append(file.name)
    if not files:
        return pd.DataFrame()
    scenario, point, replicate, at_file, row, rows = np.concatenate(results, axis=1)
    return pd.DataFrame(
        {
            "scenario": pd.Categorical.from_codes(scenario, list(names[0])),
            "point": pd.Categorical.from_codes(point, list(names[1])),
            "replicate": replicate,
            "file": pd.Categorical.from_codes(at_file, files),
            "row": row,
            "rows": rows,
        }
    )


def _stretches_of(part: pa.Table, names: tuple[dict[str, int], dict[str, int]], file: int) -> np.ndarray:
    """Rows of one run after the other: numbers of scenario and point, replicate, file, first row, how many."""
    marks = []
    for column, known in zip(part.columns[:2], names, strict=True):
        texts = column.chunk(0)
        numbers = np.array([known.setdefault(name, len(known)) for name in texts.dictionary.to_pylist()])
        marks.append(numbers[texts.indices.to_numpy()])
    keys = np.array([*marks, part.column(2).to_numpy()])
    first = np.flatnonzero(np.diff(keys, axis=1, prepend=keys[:, :1] - 1).any(axis=0))
    return np.array([*keys[:, first], np.full(len(first), file), first, np.diff(first, append=len(part))])


def gathered(runs: pd.DataFrame, read: Callable[[str], pa.Table]) -> pa.Table:
    """Rows of these runs (file, row, rows), in their order."""
    pieces, positions = [], []
    starts = runs["rows"].cumsum() - runs["rows"]
    for file, some in runs.assign(start=starts).groupby("file", sort=False, observed=True):
        pieces.append(read(file).take(pa.array(_stretches(some["row"], some["rows"]))))
        positions.append(_stretches(some["start"], some["rows"]))
    table, order = pa.concat_tables(pieces), np.concatenate(positions)
    return table if np.all(np.diff(order) == 1) else table.take(pa.array(np.argsort(order)))


def _stretches(first: pd.Series, lengths: pd.Series) -> np.ndarray:
    """Concatenated ranges: ``lengths[i]`` whole numbers from ``first[i]`` on."""
    return np.repeat((first - (lengths.cumsum() - lengths)).to_numpy(), lengths) + np.arange(lengths.sum())


def key_of(cells: list[Cell]) -> str:
    """Name a part by what it holds: its scenarios and points, first and last replicate."""
    digest = hashlib.sha256("\n".join(f"{cell.scenario}@{cell.point}" for cell in cells).encode()).hexdigest()[:12]
    first, last = (fold(int(cell.replicates[at]) for cell in cells) for fold, at in ((min, 0), (max, -1)))
    return f"{digest}-{first:07d}-{last:07d}"


def blocks_of(replicates: np.ndarray, size: int) -> list[tuple[int, int]]:
    """First and last of each run of consecutive replicates, cut at multiples of ``size``."""
    if not len(replicates):
        return []
    cuts = np.flatnonzero((np.diff(replicates) != 1) | (replicates[1:] % size == 0)) + 1
    return [(int(some[0]), int(some[-1])) for some in np.split(replicates, cuts)]
