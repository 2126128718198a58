"""All tables of a study as one Excel workbook: a sheet a table, and a sheet that says what the columns hold."""

from __future__ import annotations

import csv
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from bygd.errors import InputError
from bygd.studies.columns import column_of
from bygd.studies.export import COLUMNS, Written, frames, tables_there, without_formula
from bygd.studies.package import kinds_of_csv

WORKBOOK = "tables.xlsx"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, its head among them
MOST_LETTERS = 32_767  # of a cell
EXACT = 10**15  # whole numbers from here on lose digits in a sheet
NO_NAME = re.compile(r"[\[\]:*?/\\']")  # letters that the name of a sheet must not have
NAME_LETTERS = 31
MEANING = ["table", "column", "holds", "unit", "direction"]  # of the sheet of columns


class Sheet(NamedTuple):
    """One table: its file, the names of its columns, and its rows."""

    file: Path
    names: list[str]
    rows: Callable[[], Iterator[Iterable[Any]]]


def export_workbook(folder: Path) -> tuple[Path, list[str]]:
    """Write ``tables.xlsx`` of a study folder; returns the file, and a sentence for each table that is left out.

    A table that a sheet cannot hold is left out, never cut. Numbers are numbers, texts are texts, and text that looks
    like a formula gets an apostrophe as in the CSV tables. A workbook that somebody has worked in is not written over:
    ``InputError``.
    """
    written = Written(folder)
    written.refuse_others([WORKBOOK])
    sheets, left_out = _sheets(folder)
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    temporary = folder / f"{WORKBOOK}.tmp"
    try:
        book = Workbook(temporary, {"constant_memory": True})
        head = book.add_format({"bold": True})
        for name, sheet in zip(_names([COLUMNS, *(item.file.stem for item in sheets)]), [None, *sheets], strict=True):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            names, rows = (sheet.names, sheet.rows()) if sheet else (MEANING, _meanings(sheets))
            page.write_row(0, 0, map(without_formula, names), head)
            for at, row in enumerate(rows, start=1):
                _write(page, at, row)
        book.close()
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, FileCreateError):
            raise InputError(f"Cannot write {folder / WORKBOOK}: {error}.") from None
        raise
    return written.put(temporary), left_out


def _sheets(folder: Path) -> tuple[list[Sheet], list[str]]:
    """Tables that fit, and sentences about the others."""
    sheets, left_out = [], []
    for file in tables_there(folder):
        try:
            sheet, rows = _of_parquet(file) if file.suffix == ".parquet" else _of_csv(file)
        except (UnicodeError, csv.Error):
            left_out.append(f"{file} cannot be read and is left out.")
            continue
        if rows >= MOST_ROWS or len(sheet.names) > MOST_COLUMNS:
            left_out.append(
                f"{file} has {rows:,} rows and {len(sheet.names):,} columns, more than a sheet holds "
                f"({MOST_ROWS - 1:,} below its head, {MOST_COLUMNS:,}), and is left out; "
                "export without format=xlsx writes it as CSV."
            )
        elif sheet.names:
            sheets.append(sheet)
    return sheets, left_out


def _of_parquet(file: Path) -> tuple[Sheet, int]:
    about = pq.read_metadata(file)

    def rows() -> Iterator[Iterable[Any]]:
        for frame in frames(file):
            yield from zip(*(frame[name].tolist() for name in frame), strict=True)

    return Sheet(file, list(pq.read_schema(file).names), rows), about.num_rows


def _of_csv(file: Path) -> tuple[Sheet, int]:
    kinds = dict(kinds_of_csv(file))
    numeric = [kind in {"integer", "number"} for kind in kinds.values()]

    def texts() -> Iterator[list[str]]:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from itertools.islice(csv.reader(lines), 1, None)

    def rows() -> Iterator[Iterable[Any]]:
        for row in texts():
            yield [_number(text) if is_number else text for text, is_number in zip(row, numeric, strict=False)]

    return Sheet(file, list(kinds), rows), sum(1 for _ in texts())


def _number(text: str) -> float | str:
    """A number, if it is one: the types of a long table are those of its first rows."""
    try:
        return float(text)
    except ValueError:
        return text


def _meanings(sheets: list[Sheet]) -> Iterator[list[Any]]:
    for sheet in sheets:
        for name in sheet.names:
            found = column_of(sheet.file.name, name)
            said = [found.label, found.unit, found.direction or ""] if found else ["", "", ""]
            yield [sheet.file.stem, name, *said]


def _write(page: Any, at: int, row: Iterable[Any]) -> None:
    """Write a row: numbers, switches and texts as such, nothing for what is not there."""
    for column, value in enumerate(row):
        if isinstance(value, (bool, np.bool_)):
            page.write_boolean(at, column, value)
        elif (
            isinstance(value, (int, float))
            and math.isfinite(value)
            and not (isinstance(value, int) and abs(value) >= EXACT)
        ):
            page.write_number(at, column, value)
        elif value is not None and value != "" and not (isinstance(value, float) and math.isnan(value)):
            page.write_string(at, column, without_formula(str(value))[:MOST_LETTERS])


def _names(wanted: list[str]) -> list[str]:
    """Names of sheets: allowed letters, short, no two alike."""
    results: list[str] = []
    for text in wanted:
        name, number = NO_NAME.sub("-", text)[:NAME_LETTERS], 1
        while name.lower() in {other.lower() for other in results} | {"history"}:
            number += 1
            name = f"{NO_NAME.sub('-', text)[: NAME_LETTERS - 4]}_{number}"
        results.append(name)
    return results
