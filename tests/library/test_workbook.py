"""One workbook holds all tables that a sheet can hold, as numbers and texts, and never a formula."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.studies import workbook
from bygd.studies.files import write_parquet
from bygd.studies.workbook import export_workbook
from experiments import study

SPACE = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def made(folder: Path) -> Path:
    """Tables of a study whose names and errors were chosen to be formulas."""
    folder.mkdir()
    (folder / "provenance.json").write_text(json.dumps({"source": "abc", "study": "0123"}), encoding="utf-8")
    runs = pd.DataFrame(
        {
            "scenario": ["baseline", "=1+1"],
            "replicate": [0, 2**62],
            "failed": [False, True],
            "error": ["", "@SUM(1)"],
            "employed_36m_n": [3.5, float("nan")],
        }
    )
    write_parquet(folder / "runs.parquet", runs, {"study": "0123", "table": "runs"})
    (folder / "comparison.csv").write_text("scenario,low,combination\nVågå,-0.25,01\nx,,1+2\n", encoding="utf-8")
    return folder


def sheets_of(file: Path) -> dict[str, list[list[object]]]:
    """Cells of every sheet of a workbook, by its name: numbers, switches, texts, ``None``."""
    with zipfile.ZipFile(file) as book:
        names = [item.attrib["name"] for item in _tree(book.read("xl/workbook.xml")).iterfind(".//sheet", SPACE)]
        pages = [book.read(f"xl/worksheets/sheet{at}.xml") for at in range(1, len(names) + 1)]
    assert not any(b"<f>" in page for page in pages), "a formula"
    rows = ([_cells(row) for row in _tree(page).iterfind(".//row", SPACE)] for page in pages)
    return dict(zip(names, rows, strict=True))


def _tree(text: bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  (our own)


def _cells(row: ET.Element) -> list[object]:
    cells: list[object] = []
    for cell in row.iterfind("c", SPACE):
        letters = re.match("[A-Z]+", cell.attrib["r"])
        assert letters is not None
        cells += [None] * (ord(letters[0]) - ord("A") - len(cells))
        kind, text = cell.attrib.get("t", "n"), "".join(cell.itertext())
        cells.append({"n": float, "b": lambda word: word == "1"}.get(kind, str)(text))
    return cells


def test_a_workbook_holds_every_table_and_what_its_columns_mean(tmp_path, capsys) -> None:
    folder = made(tmp_path / "a")
    study.manage(["export", str(folder), "format=xlsx"])
    assert capsys.readouterr().out == f"{folder}/tables.xlsx\n"
    sheets = sheets_of(folder / "tables.xlsx")
    assert list(sheets) == ["columns", "comparison", "runs"]
    assert sheets["runs"] == [
        ["scenario", "replicate", "failed", "error", "employed_36m_n"],
        ["baseline", 0.0, False, None, 3.5],
        ["'=1+1", str(2**62), True, "'@SUM(1)"],
    ]
    assert sheets["comparison"] == [["scenario", "low", "combination"], ["Vågå", -0.25, "01"], ["x", None, "1+2"]]
    assert ["runs", "employed_36m_n", "employed 36 months after settlement", "%, 100 × n / of", 1.0] in sheets[
        "columns"
    ]


def test_a_table_that_no_sheet_holds_is_left_out_with_a_sentence(tmp_path, monkeypatch, capsys) -> None:
    folder = made(tmp_path / "a")
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    write_parquet(folder / "monthly.parquet", pd.DataFrame({"month": range(3)}), {"study": "0123", "table": "monthly"})
    study.manage(["export", str(folder), "format=xlsx"])
    said = capsys.readouterr().err
    assert "monthly.parquet has 3 rows and 1 columns, more than a sheet holds (2 below its head" in said
    assert list(sheets_of(folder / "tables.xlsx")) == ["columns", "comparison", "runs"]


def test_a_workbook_that_somebody_has_worked_in_stays(tmp_path) -> None:
    folder = made(tmp_path / "a")
    export_workbook(folder)
    export_workbook(folder)
    (folder / "tables.xlsx").write_bytes(b"my pivot table")
    with pytest.raises(InputError, match=r"tables\.xlsx is there already, and not as export wrote it"):
        export_workbook(folder)
    assert (folder / "tables.xlsx").read_bytes() == b"my pivot table"


def test_nothing_half_written_is_left(tmp_path, monkeypatch) -> None:
    folder = made(tmp_path / "a")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workbook, "_write", broken)
    with pytest.raises(KeyboardInterrupt):
        export_workbook(folder)
    assert not [file for file in folder.iterdir() if "xlsx" in file.name]


def test_a_decimal_mark_is_no_business_of_a_workbook(tmp_path) -> None:
    with pytest.raises(InputError, match="leave out decimal=comma"):
        study.manage(["export", str(made(tmp_path / "a")), "format=xlsx", "decimal=comma"])


def test_names_of_sheets_are_short_allowed_and_different() -> None:
    names = workbook._names(["columns", "Columns", "a/b[c]", "x" * 40, "x" * 41, "history"])
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
