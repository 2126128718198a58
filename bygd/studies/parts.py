"""Finished parts of a study: files that say what they hold, and where in them each run lies."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from bygd.studies.seals import FORMAT, About, DamagedError, cannot_read, checked
from bygd.studies.worker import Cell

KEYS = ("scenario", "point", "replicate")
TABLES = ("runs", "monthly", "curves", "people")
NAME = re.compile(rf"({'|'.join(TABLES)})-(.+)\.parquet")
ASIDE = "set_aside"  # folder of parts that are not what they must be


class Part(NamedTuple):
    """Cells that are written together, and the key that names them."""

    key: str
    cells: list[Cell]

    @property
    def runs(self) -> int:
        """How many runs it holds."""
        return sum(len(cell.replicates) for cell in self.cells)


@dataclasses.dataclass
class Parts:
    """Parts of one study in its folder: each a file for each of the study's tables, which say whose they are.

    A part is finished once all its files are there as they were written. Whatever else has the name of a part counts
    for nothing: it is told, and set aside if the folder is ours alone (``locked``); nothing is ever deleted.
    """

    folder: Path
    study: str  # ``Fingerprint.study``
    seed: int
    tables: tuple[str, ...]
    locked: bool = False
    seen: dict[Path, tuple[int, ...]] = dataclasses.field(default_factory=dict, repr=False)  # checked, and unchanged
    told: set[Path] = dataclasses.field(default_factory=set, repr=False)  # damaged, said once

    def file(self, table: str, key: str) -> Path:
        """File of a table of a part."""
        return self.folder / f"{table}-{key}.parquet"

    def about(self, table: str, key: str) -> About:
        """What this file must say that it is."""
        known = {"format": FORMAT, "study": self.study, "seed": self.seed, "tables": list(self.tables)}
        return known | {"table": table, "part": key}

    def read(self, table: str, key: str, columns: list[str] | None = None, *, text: tuple[str, ...] = ()) -> pa.Table:
        """A table of a part, or some of its columns; ``DamagedError`` if it is not what was written.

        ``InputError`` if the operating system cannot read it, which says nothing of what it holds.
        """
        file = self.file(table, key)
        try:
            content = io.BytesIO(file.read_bytes())
        except OSError as error:
            raise cannot_read(file, error) from None
        return checked(content, self.about(table, key), file, text).read(columns, use_threads=False)

    def finished(self) -> list[str]:
        """Keys of the finished parts; what is not what it must be is told, and set aside."""
        whole: dict[str, set[str]] = {}
        for file, table, key in self._files():
            try:
                self._check(file, table, key)
            except DamagedError as fault:
                self._tell(file, fault)
            except FileNotFoundError:  # while another process works there, whose lock we do not have
                continue
            else:
                whole.setdefault(key, set()).add(table)
        return [key for key, tables in whole.items() if len(tables) == len(self.tables)]

    def where(self, table: str, keys: list[str]) -> pd.DataFrame:
        """Which runs the parts of these keys hold, and where: scenario, point, replicate, part, (first) row, rows."""
        results: list[np.ndarray] = []
        names: tuple[dict[str, int], dict[str, int]] = ({}, {})  # of scenarios and points: the number of each
        for number, key in enumerate(keys):
            rows = self.read(table, key, list(KEYS), text=KEYS[:2]).combine_chunks()
            if len(rows):
                results.append(_stretches_of(rows, names, number))
        if not results:
            return pd.DataFrame()
        scenario, point, replicate, part, row, rows = np.concatenate(results, axis=1)
        return pd.DataFrame(
            {
                "scenario": pd.Categorical.from_codes(scenario, list(names[0])),
                "point": pd.Categorical.from_codes(point, list(names[1])),
                "replicate": replicate,
                "part": pd.Categorical.from_codes(part, keys),
                "row": row,
                "rows": rows,
            }
        )

    def _files(self) -> Iterator[tuple[Path, str, str]]:
        """Files that have the name of a table of a part, with the table and the key."""
        try:
            there = sorted(self.folder.iterdir()) if self.locked or self.folder.is_dir() else []
        except FileNotFoundError:  # deleted while the study runs
            raise
        except OSError as error:
            raise cannot_read(self.folder, error) from None
        for file in there:
            if (match := NAME.fullmatch(file.name)) and match[1] in self.tables and file.is_file():
                yield file, match[1], match[2]

    def _check(self, file: Path, table: str, key: str) -> None:
        try:
            stat = file.stat()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise cannot_read(file, error) from None
        now = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if self.seen.get(file) != now:
            self.read(table, key, [])
            self.seen[file] = now

    def _tell(self, file: Path, fault: DamagedError) -> None:
        said = str(fault).rstrip(".")
        if not self.locked:
            if file in self.told:
                return
            self.told.add(file)
            print(f"{said}; the study, taken up again, sets it aside and simulates what it held.", file=sys.stderr)
            return
        aside = self.folder / ASIDE
        aside.mkdir(exist_ok=True)
        number = 1
        while (target := aside / f"{file.name}.{number}").exists():
            number += 1
        file.rename(target)
        print(f"{said}; it is set aside as {target}, what it held is simulated again.", file=sys.stderr)


def _stretches_of(part: pa.Table, names: tuple[dict[str, int], dict[str, int]], number: int) -> np.ndarray:
    """Rows of one run after the other: numbers of scenario and point, replicate, part, first row, how many."""
    marks = []
    for column, known in zip(part.columns[:2], names, strict=True):
        texts = column.chunk(0)
        numbers = np.array([known.setdefault(name, len(known)) for name in texts.dictionary.to_pylist()])
        marks.append(numbers[texts.indices.to_numpy()])
    keys = np.array([*marks, part.column(2).to_numpy()])
    first = np.flatnonzero(np.diff(keys, axis=1, prepend=keys[:, :1] - 1).any(axis=0))
    return np.array([*keys[:, first], np.full(len(first), number), first, np.diff(first, append=len(part))])


def gathered(runs: pd.DataFrame, read: Callable[[str], pa.Table]) -> pa.Table:
    """Rows of these runs (part, row, rows), in their order."""
    pieces, positions = [], []
    starts = runs["rows"].cumsum() - runs["rows"]
    for key, some in runs.assign(start=starts).groupby("part", sort=False, observed=True):
        pieces.append(read(str(key)).take(pa.array(_stretches(some["row"], some["rows"]))))
        positions.append(_stretches(some["start"], some["rows"]))
    table, order = pa.concat_tables(pieces), np.concatenate(positions)
    return table if np.all(np.diff(order) == 1) else table.take(pa.array(np.argsort(order)))


def _stretches(first: pd.Series, lengths: pd.Series) -> np.ndarray:
    """Concatenated ranges: ``lengths[i]`` whole numbers from ``first[i]`` on."""
    return np.repeat((first - (lengths.cumsum() - lengths)).to_numpy(), lengths) + np.arange(lengths.sum())


def key_of(cells: list[Cell]) -> str:
    """Name a part by what it holds: a hash of its scenarios, points and replicates, first and last replicate."""
    digest = hashlib.sha256()
    for cell in cells:
        digest.update(f"{cell.scenario}@{cell.point}:{cell.replicates.tolist()}\n".encode())
    first, last = (fold(int(cell.replicates[at]) for cell in cells) for fold, at in ((min, 0), (max, -1)))
    return f"{digest.hexdigest()[:12]}-{first:07d}-{last:07d}"


def blocks_of(replicates: np.ndarray, size: int) -> list[tuple[int, int]]:
    """First and last of each run of consecutive replicates, cut at multiples of ``size``."""
    if not len(replicates):
        return []
    cuts = np.flatnonzero((np.diff(replicates) != 1) | (replicates[1:] % size == 0)) + 1
    return [(int(some[0]), int(some[-1])) for some in np.split(replicates, cuts)]
