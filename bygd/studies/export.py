"""Tables of finished studies for other programs: one table of many folders, and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bygd.errors import InputError
from bygd.scenarios.line_sources import flat
from bygd.studies import whole
from bygd.studies.columns import tables
from bygd.studies.files import check_writable, provenance_of, write_groups
from bygd.studies.folder import CONFIG, config_of
from bygd.studies.lives import FILES
from bygd.studies.seals import about_of
from bygd.studies.tables import opened
from sim.points import DEFAULT

COLLECTED = {"table": "collected"}  # what such a table says that it is


class Collected(NamedTuple):
    """What a table of many studies holds: its rows, its studies, what they differ in, folders that were left out."""

    rows: int
    studies: int
    differ: list[str]
    unfinished: list[Path]


def collect(folders: list[Path], out: Path) -> Collected:
    """Write one table from many study folders, with a column for every option in which they differ."""
    _refuse_another(out)
    configs = sorted({file.parent for folder in folders for file in folder.rglob(CONFIG)})
    results = [folder for folder in configs if (folder / "runs.parquet").is_file()]
    if not results:
        raise InputError("No finished study lies in these folders.")
    if len({provenance_of(folder)["source"] for folder in results}) > 1:
        raise InputError("These studies were made with different versions of the model; collect those of one version.")
    asked = [flat(config_of(folder)) for folder in results]
    names = dict.fromkeys(name for item in asked for name in item)
    differ = [name for name in names if len({json.dumps(item.get(name)) for item in asked}) > 1]
    chosen = [name for name in differ if not name.startswith("policies.")]  # what measures do follows from their names
    differ = chosen or differ
    columns = {folder: _columns(folder / "runs.parquet") for folder in results}
    there = {"replicates", *(name for some in columns.values() for name in some)}
    extra = [name for name in differ if name.partition(".")[0] not in there]
    everywhere = [folder for folder, some in columns.items() if "point" in some]

    def groups() -> Iterator[pa.Table]:
        for folder, item in zip(results, asked, strict=True):
            for batch in pq.ParquetFile(folder / "runs.parquet").iter_batches(whole.ROWS):
                frame = batch.to_pandas()
                frame.insert(0, "study", str(folder))
                if everywhere and "point" not in frame:
                    frame.insert(4, "point", DEFAULT)
                for at_column, name in enumerate(extra, start=1):
                    frame.insert(at_column, name, str(item.get(name)))
                yield pa.Table.from_pandas(frame, preserve_index=False)

    write_groups(out, groups(), COLLECTED)
    rows = pq.read_metadata(out).num_rows
    names = dict.fromkeys(name if name in extra else name.partition(".")[0] for name in differ)
    return Collected(rows, len(results), list(names), sorted({*configs} - {*results}))


def _refuse_another(out: Path) -> None:
    """Raise ``InputError`` if a file is there that ``collect`` has not made."""
    check_writable(out)
    if not out.exists():
        return
    try:
        with out.open("rb") as handle:
            mine = about_of(pq.ParquetFile(handle)) == COLLECTED
    except (OSError, ValueError):  # a folder, or no table
        mine = False
    if not mine:
        raise InputError(f"{out} is there already, and collect has not made it; name another file with out=….")


def _columns(file: Path) -> list[str]:
    with opened(file) as handle:
        return list(pq.read_schema(handle).names)


def _frames(file: Path) -> Iterator[pd.DataFrame]:
    """Rows of a table, some at a time; a file of another name than a study's tables have is taken as it is."""
    own = file.name in {*tables(), *FILES.values()}
    with opened(file) if own else file.open("rb") as handle:
        yield from (batch.to_pandas() for batch in pq.ParquetFile(handle).iter_batches(whole.ROWS))


def export(folder: Path, decimal: str = "point") -> Iterator[Path]:
    """Write every table of a study as CSV beside it, and what the columns mean; each file as soon as it is there."""
    if decimal not in {"point", "comma"}:
        raise InputError(f"decimal is {decimal!r}, but must be point or comma.")
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise InputError(f"{folder} has no tables; finish it with python -m experiments.study resume {folder}.")
    style: dict[str, Any] = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"} if decimal == "comma" else {}
    for file in files:
        goal = file.with_suffix(".csv")
        temporary = goal.with_suffix(".csv.tmp")
        for i, frame in enumerate(_frames(file)):
            frame.to_csv(temporary, index=False, mode="a" if i else "w", header=not i, **style)
        temporary.replace(goal)
        yield goal
    rows = [(table, *item) for table, columns in tables().items() for item in columns]
    meanings = pd.DataFrame(rows, columns=["table", "column", "holds", "unit", "direction"])
    meanings.to_csv(folder / "columns.csv", index=False, **style)
    yield folder / "columns.csv"
