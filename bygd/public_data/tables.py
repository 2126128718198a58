"""Inhabitants (SSB's table 07459) and establishments by industry and size (07091) of one municipality."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from bygd.public_data import nace
from bygd.public_data.faults import PublicDataError
from bygd.public_data.json_stat import Cell, Table
from bygd.public_data.klass import History

REGION, INDUSTRY, PERIOD, CONTENTS = "Region", "NACE", "Tid", "ContentsCode"
INHABITANTS, FIRMS = "07459", "07091"
ALL, NONE = "99", "00"  # sizes: all establishments, and those without employees
SIZES = {"01": "1-4", "02": "5-9", "03": "10-19", "04": "20-49", "05": "50-99", "15": "100-249", "16": "250+"}


@dataclasses.dataclass(frozen=True)
class People:
    """Inhabitants of a year (1 January)."""

    number: int
    year: int


@dataclasses.dataclass(frozen=True)
class Firms:
    """Establishments of a year: with employees by sector (and ``public``) and by size, all of them.

    ``unshown``: codes of industries whose figures are not shown.
    """

    with_staff: dict[str, int]
    sizes: dict[str, int]
    in_all: int | None
    unshown: tuple[str, ...]
    year: int


def people_of(table: Table, history: History, year: int = 0) -> People:
    """Inhabitants in the latest year of a table, or that of ``year``; ``PublicDataError`` if they are not there."""
    region, period = _region(table, history), _period(table, year)
    values = [value for cell, value in _cells(table, region, period) if _is_whole(table, cell)]
    if not values or None in values:
        raise PublicDataError("no_figure", origin=table.origin, what=f"{INHABITANTS} ({period})", number=history.number)
    total = sum(value for value in values if value is not None)
    if total <= 0:
        raise PublicDataError("no_figure", origin=table.origin, what=f"{INHABITANTS} ({period})", number=history.number)
    return People(round(total), int(period[:4]))


def _is_whole(table: Table, cell: Cell) -> bool:
    """Whether a cell belongs to the sum of persons: where a dimension has a total it is that, else every code."""
    totals = {"Kjonn": "0", "Alder": "999A"}
    return all(cell[name] == code for name, code in totals.items() if code in table.codes.get(name, {}))


def firms_of(table: Table, history: History, year: int = 0) -> Firms:
    """Establishments with employees in the latest year of a table, or that of ``year``; see ``Firms``.

    Where a size is not shown, those with employees are all less those without. ``PublicDataError`` if there are none.
    """
    region, period = _region(table, history), _period(table, year)
    industry, size = _industry_and_size(table)
    found: dict[str, dict[str, float | None]] = {}
    for cell, value in _cells(table, region, period):
        found.setdefault(cell[industry], {})[cell[size]] = value
    divisions = {code: row for code, row in found.items() if nace.DIVISION.fullmatch(code)}
    counts = {code: _with_staff(row) for code, row in divisions.items()}
    with_staff = nace.by_sector({code: number or 0 for code, number in counts.items()})
    if not sum(with_staff[name] for name in nace.SECTORS):
        raise PublicDataError("no_firms", origin=table.origin, number=history.number)
    private = [row for code, row in divisions.items() if nace.sector_of(code) != nace.PUBLIC]
    sizes = {code: sum(round(row.get(code) or 0) for row in private) for code in table.codes[size]}
    whole = [row for code, row in found.items() if code not in divisions]
    return Firms(
        with_staff,
        {SIZES[code]: number for code, number in sizes.items() if code in SIZES},
        next((round(row[ALL]) for row in whole if row.get(ALL) is not None), None),  # type: ignore[arg-type]
        tuple(code for code, number in counts.items() if number is None),
        int(period[:4]),
    )


def _industry_and_size(table: Table) -> tuple[str, str]:
    """Names of the two dimensions of establishments; ``PublicDataError`` if there are others, or not these."""
    industry = next((name for name in table.codes if name.startswith(INDUSTRY)), "")
    others = [name for name in table.codes if name not in {industry, REGION, PERIOD, CONTENTS}]
    if not industry or len(others) != 1 or NONE not in table.codes[others[0]]:
        raise PublicDataError("odd_form", origin=table.origin, why=f"{FIRMS}: {', '.join(others) or INDUSTRY}")
    return industry, others[0]


def _with_staff(row: dict[str, float | None]) -> int | None:
    """Establishments of an industry with employees; ``None`` where the figures do not say."""
    whole, none = row.get(ALL), row.get(NONE)
    if whole is not None and none is not None:
        return max(0, round(whole - none))
    shown = [value for code, value in row.items() if code not in (ALL, NONE) and value is not None]
    return round(sum(shown)) if shown else None


def _region(table: Table, history: History) -> str:
    """Code of the municipality in a table: ``K-3437`` or ``3437``; an old number where it never changed hands."""
    there = table.codes.get(REGION, {})
    for code in (f"K-{history.number}", history.number):
        if code in there:
            return code
    raise PublicDataError("no_figure", origin=table.origin, what=table.number or "Region", number=history.number)


def _period(table: Table, year: int) -> str:
    """Code of the period: the latest, or the one of a year."""
    there = [code for code in table.codes.get(PERIOD, {}) if re.match(r"\d{4}", code)]
    fitting = [code for code in there if not year or code.startswith(str(year))]
    if not fitting:
        raise PublicDataError("odd_form", origin=table.origin, why=f"Tid: {year or ', '.join(there)}")
    return max(fitting)


def _cells(table: Table, region: str, period: str) -> Iterator[tuple[Cell, float | None]]:
    """Cells of a region and a period; of several contents the first."""
    contents = next(iter(table.codes.get(CONTENTS, {"": ""})))
    for cell, value in table.cells():
        if cell[REGION] == region and cell[PERIOD] == period and cell.get(CONTENTS, "") == contents:
            yield cell, value
