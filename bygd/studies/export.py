"""Tables of finished studies for other programs: one table of many folders, and CSV."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.line_sources import flat
from bygd.scenarios.own_files import load_json
from bygd.studies import whole
from bygd.studies.columns import tables
from bygd.studies.files import check_writable, provenance_of, write_groups
from bygd.studies.folder import CONFIG, config_of, refuse_absent
from bygd.studies.lives import FILES
from bygd.studies.seals import about_of
from bygd.studies.tables import opened
from sim.points import DEFAULT

SPREADSHEET, COLUMNS = "spreadsheet", "columns"  # a folder, and a table of what columns mean
NORWEGIAN: dict[str, Any] = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"}
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is one for a spreadsheet
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
    for folder in folders:
        refuse_absent(folder)
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
    values = {name: _numbers([item.get(name) for item in asked]) for name in extra}
    everywhere = [folder for folder, some in columns.items() if "point" in some]

    def groups() -> Iterator[pa.Table]:
        for i, folder in enumerate(results):
            for batch in pq.ParquetFile(folder / "runs.parquet").iter_batches(whole.ROWS):
                frame = batch.to_pandas()
                frame.insert(0, "study", str(folder))
                if everywhere and "point" not in frame:
                    frame.insert(4, "point", DEFAULT)
                for at_column, name in enumerate(extra, start=1):
                    frame.insert(at_column, name, values[name][i])
                yield pa.Table.from_pandas(frame, preserve_index=False)

    write_groups(out, groups(), COLLECTED)
    rows = pq.read_metadata(out).num_rows
    names = dict.fromkeys(name if name in extra else name.partition(".")[0] for name in differ)
    return Collected(rows, len(results), list(names), sorted({*configs} - {*results}))


def _refuse_another(out: Path) -> None:
    """Raise ``InputError`` for a name that is no table's, and if a file is there that ``collect`` has not made."""
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file with out=…, like collected.parquet.")
    check_writable(out)
    if out.exists() and not _is_collected(out):
        raise InputError(f"{out} is there already, and collect has not made it; name another file with out=….")
    if out.suffix != ".parquet":
        raise InputError(f"{out} must end in .parquet, because that is what collect writes.")


def _is_collected(file: Path) -> bool:
    try:
        with file.open("rb") as handle:
            return bool(about_of(pq.ParquetFile(handle)) == COLLECTED)
    except (OSError, ValueError):  # no table
        return False


def _columns(file: Path) -> list[str]:
    with opened(file) as handle:
        return list(pq.read_schema(handle).names)


def _own(file: Path) -> contextlib.AbstractContextManager[BinaryIO]:
    """A table, open; a file of another name than a study's tables have is taken as it is."""
    return opened(file) if file.name in {*tables(), *FILES.values()} else file.open("rb")


def frames(file: Path) -> Iterator[pd.DataFrame]:
    """Rows of a table, some at a time."""
    with _own(file) as handle:
        yield from (batch.to_pandas() for batch in pq.ParquetFile(handle).iter_batches(whole.ROWS))


def _numbers(values: list[Any]) -> list[Any]:
    """Values of an option in many studies as one column holds them: all as numbers or switches, else all as text."""
    given = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in values):
        return values
    if given and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in given):
        every = len(given) == len(values) and all(isinstance(value, int) for value in given)
        return values if every else [math.nan if value is None else float(value) for value in values]
    return [str(value) for value in values]


# --- for spreadsheets ------------------------------------------------------------------------------------


def export(folder: Path, decimal: str = "point") -> Iterator[Path]:
    """Write every table of a study as CSV, and what the columns mean; yields each file as soon as it is there.

    With ``comma`` into the folder ``spreadsheet``, the CSV tables too, as a Norwegian spreadsheet opens them; programs
    go on reading those with points. Text that a spreadsheet would take for a formula gets an apostrophe. A file that
    somebody else has written, or has worked in, is not written over: ``InputError``.
    """
    if decimal not in {"point", "comma"}:
        raise InputError(f"decimal is {decimal!r}, but must be point or comma.")
    parquet, texts = _readable(folder)
    comma, goal = decimal == "comma", folder / SPREADSHEET if decimal == "comma" else folder
    goal.mkdir(exist_ok=True)
    style: dict[str, Any] = NORWEGIAN if comma else {"encoding": "utf-8"}
    chosen = {name: file for name, file in ({**texts, **parquet} if comma else parquet).items() if name != COLUMNS}
    written = Written(goal)
    written.refuse_others([f"{name}.csv" for name in (*chosen, COLUMNS)])
    for name, file in sorted(chosen.items()):
        temporary = goal / f"{name}.csv.tmp"
        (_from_parquet if name in parquet else _from_csv)(file, temporary, style)
        yield written.put(temporary)
    rows = [(table, *item) for table, columns in tables().items() for item in columns]
    meanings = pd.DataFrame(rows, columns=["table", "column", "holds", "unit", "direction"])
    harmless(meanings).to_csv(goal / f"{COLUMNS}.csv.tmp", index=False, **style)
    yield written.put(goal / f"{COLUMNS}.csv.tmp")


def _readable(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Parquet and CSV tables of a folder by name, as they were written; ``InputError`` if there are none."""
    refuse_absent(folder)
    parquet, texts = ({file.stem: file for file in sorted(folder.glob(kind))} for kind in ("*.parquet", "*.csv"))
    if not parquet and not texts:
        raise InputError(f"{folder} has no tables; finish it with {typed('study resume', folder)}.")
    for file in parquet.values():  # before anything is written
        with _own(file):
            pass
    return parquet, texts


def tables_there(folder: Path) -> list[Path]:
    """Tables of a study folder, each once: as Parquet if it is there as such; errors as for ``export``."""
    parquet, texts = _readable(folder)
    return [file for name, file in sorted({**texts, **parquet}.items()) if name != COLUMNS]


class Written:
    """What ``export`` has written into a folder: digests of files by name, kept there."""

    def __init__(self, goal: Path) -> None:
        self.goal, self.file = goal, goal / ".exported.json"
        self.digests = load_json(self.file, "list of exported tables") if self.file.is_file() else {}

    def refuse_others(self, names: list[str]) -> None:
        """Raise ``InputError`` if a file of these names is there and is not as it was written."""
        for file in (self.goal / name for name in names):
            if file.exists() and (not file.is_file() or digest_of(file) != self.digests.get(file.name)):
                raise InputError(f"{file} is there already, and not as export wrote it; move it away, or rename it.")

    def put(self, temporary: Path) -> Path:
        """Give a table its name."""
        file = temporary.with_suffix("")
        self.digests[file.name] = digest_of(temporary)
        self.file.write_text(json.dumps(self.digests, indent=1), encoding="utf-8")
        return temporary.replace(file)


def digest_of(file: Path) -> str:
    """Digest of a file's bytes."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _from_parquet(file: Path, goal: Path, style: dict[str, Any]) -> None:
    with goal.open("w", encoding=style["encoding"], newline="") as handle:
        rest = {name: value for name, value in style.items() if name != "encoding"}
        for i, frame in enumerate(frames(file)):
            harmless(frame).to_csv(handle, index=False, header=not i, **rest)


def _from_csv(file: Path, goal: Path, style: dict[str, Any]) -> None:
    with (
        file.open(encoding="utf-8-sig", newline="") as lines,
        goal.open("w", encoding=style["encoding"], newline="") as handle,
    ):
        rows = csv.writer(handle, delimiter=style["sep"], lineterminator="\n")
        rows.writerows([_cell(text) for text in row] for row in csv.reader(lines))


def _cell(text: str) -> str:
    """Cell of a CSV file with a decimal comma, if it is a number."""
    return text.replace(".", ",") if NUMBER.fullmatch(text) else without_formula(text)


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The table, its text such that no spreadsheet takes it for a formula."""
    text = [name for name, kind in frame.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    return frame.assign(**{str(name): frame[name].map(without_formula) for name in text})


def without_formula(value: Any) -> Any:
    """The value, with an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
