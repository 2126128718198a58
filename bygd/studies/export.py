"""Tables of finished studies for other programs: one table of many folders, and CSV."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bygd.errors import InputError
from bygd.scenarios.line_sources import flat
from bygd.studies.columns import tables
from bygd.studies.files import provenance_of, write_groups
from bygd.studies.folder import CONFIG, config_of
from bygd.studies.study import ROWS
from sim.points import DEFAULT

SPREADSHEET, COLUMNS = "spreadsheet", "columns"  # a folder, and a table of what columns mean
NORWEGIAN: dict[str, Any] = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"}
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is one for a spreadsheet


class Collected(NamedTuple):
    """What a table of many studies holds: its rows, its studies, what they differ in, folders that were left out."""

    rows: int
    studies: int
    differ: list[str]
    unfinished: list[Path]


def collect(folders: list[Path], out: Path) -> Collected:
    """Write one table from many study folders, with a column for every option in which they differ."""
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
    there = {"replicates", *(name for folder in results for name in pq.read_schema(folder / "runs.parquet").names)}
    extra = [name for name in differ if name.partition(".")[0] not in there]
    columns = {name: _numbers([item.get(name) for item in asked]) for name in extra}
    everywhere = [folder for folder in results if "point" in pq.read_schema(folder / "runs.parquet").names]

    def groups() -> Iterator[pa.Table]:
        for i, folder in enumerate(results):
            for batch in pq.ParquetFile(folder / "runs.parquet").iter_batches(ROWS):
                frame = batch.to_pandas()
                frame.insert(0, "study", str(folder))
                if everywhere and "point" not in frame:
                    frame.insert(4, "point", DEFAULT)
                for at_column, name in enumerate(extra, start=1):
                    frame.insert(at_column, name, columns[name][i])
                yield pa.Table.from_pandas(frame, preserve_index=False)

    write_groups(out, groups())
    rows = pq.read_metadata(out).num_rows
    names = dict.fromkeys(name if name in extra else name.partition(".")[0] for name in differ)
    return Collected(rows, len(results), list(names), sorted({*configs} - {*results}))


def _numbers(values: list[Any]) -> list[Any]:
    """Values of an option in many studies as one column holds them: all as numbers if they are, else all as text."""
    given = [value for value in values if value is not None]
    if given and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in given):
        whole = len(given) == len(values) and all(isinstance(value, int) for value in given)
        return values if whole else [math.nan if value is None else float(value) for value in values]
    return [str(value) for value in values]


# --- for spreadsheets ------------------------------------------------------------------------------------


def export(folder: Path, decimal: str = "point") -> Iterator[Path]:
    """Write every table of a study as CSV, and what the columns mean; yields each file as soon as it is there.

    With ``comma`` into the folder ``spreadsheet``, the CSV tables too, as a Norwegian spreadsheet opens them; programs
    go on reading those with points. Text that a spreadsheet would take for a formula gets an apostrophe.
    """
    if decimal not in {"point", "comma"}:
        raise InputError(f"decimal is {decimal!r}, but must be point or comma.")
    parquet, texts = ({file.stem: file for file in sorted(folder.glob(kind))} for kind in ("*.parquet", "*.csv"))
    if not parquet and not texts:
        raise InputError(f"{folder} has no tables; finish it with python -m experiments.study resume {folder}.")
    comma, goal = decimal == "comma", folder / SPREADSHEET if decimal == "comma" else folder
    goal.mkdir(exist_ok=True)
    style: dict[str, Any] = NORWEGIAN if comma else {"encoding": "utf-8"}
    for name, file in sorted(({**texts, **parquet} if comma else parquet).items()):
        if name != COLUMNS:
            temporary = goal / f"{name}.csv.tmp"
            (_from_parquet if name in parquet else _from_csv)(file, temporary, style)
            yield temporary.replace(goal / f"{name}.csv")
    rows = [(table, *item) for table, columns in tables().items() for item in columns]
    meanings = pd.DataFrame(rows, columns=["table", "column", "holds", "unit", "direction"])
    harmless(meanings).to_csv(goal / f"{COLUMNS}.csv", index=False, **style)
    yield goal / f"{COLUMNS}.csv"


def _from_parquet(file: Path, goal: Path, style: dict[str, Any]) -> None:
    with goal.open("w", encoding=style["encoding"], newline="") as handle:
        rest = {name: value for name, value in style.items() if name != "encoding"}
        for i, batch in enumerate(pq.ParquetFile(file).iter_batches(ROWS)):
            harmless(batch.to_pandas()).to_csv(handle, index=False, header=not i, **rest)


def _from_csv(file: Path, goal: Path, style: dict[str, Any]) -> None:
    with (
        file.open(encoding="utf-8-sig", newline="") as lines,
        goal.open("w", encoding=style["encoding"], newline="") as handle,
    ):
        rows = csv.writer(handle, delimiter=style["sep"], lineterminator="\n")
        rows.writerows([_cell(text) for text in row] for row in csv.reader(lines))


def _cell(text: str) -> str:
    """Cell of a CSV file with a decimal comma, if it is a number."""
    return text.replace(".", ",") if NUMBER.fullmatch(text) else _plain(text)


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The table, its text such that no spreadsheet takes it for a formula."""
    text = [name for name, kind in frame.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    return frame.assign(**{str(name): frame[name].map(_plain) for name in text})


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
