"""Persons settled by municipality and year: IMDi's file of asked, decided and settled.

``Enhet;År;Kommunenummer;Kommune;Bosetting;Antall``, of which *Faktisk bosetting* in persons is read. Old numbers stand
in it beside new ones; a dot is no figure, small groups are hidden.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import NamedTuple

from bygd.public_data.faults import PublicDataError
from bygd.public_data.klass import History, Span

SETTLED = "faktisk bosetting"
PERSONS = "personer"
UNIT, YEAR, NUMBER, COUNT = "enhet", "år", "kommunenummer", "antall"
HIDDEN = re.compile(r"|\.{1,3}|:|\*|-|–|<\s*\d+")  # signs for no figure, and for one that is too small to be shown
COUNTED, PARTLY, SMALL, MISSING = "counted", "partly", "hidden", "missing"
ASSUMED = 2  # persons where a figure is hidden (below 5) or a dot
Rows = dict[tuple[str, int], int | None]


class Settled(NamedTuple):
    """Persons settled in a year: how it is known, and the numbers under which IMDi has it."""

    persons: int
    known: str
    numbers: tuple[str, ...]


def is_settlement(text: str) -> bool:
    """Whether a text is such a file."""
    head = text.lstrip("\ufeff").partition("\n")[0].lower()
    return ";" in head and NUMBER in head and COUNT in head


def rows_of(text: str, origin: str) -> Rows:
    """Persons settled by number and year (``None``: no figure); ``PublicDataError`` if the file has another form."""
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    result: Rows = {}
    try:
        head = [name.strip().lower() for name in next(lines, [])]
        if lacking := [name for name in (YEAR, NUMBER, COUNT) if name not in head]:
            raise PublicDataError("odd_form", origin=origin, why=f"IMDi: {', '.join(lacking)}")
        for line in lines:
            if any(cell.strip().lower() == SETTLED for cell in line):
                _add(result, dict(zip(head, map(str.strip, line), strict=False)), lines.line_num, origin)
    except csv.Error as error:
        raise PublicDataError("odd_form", origin=origin, why=f"IMDi: {error}") from None
    if not result:
        raise PublicDataError("odd_form", origin=origin, why="IMDi: Faktisk bosetting")
    return result


def _add(result: Rows, cells: dict[str, str], line: int, origin: str) -> None:
    if cells.get(UNIT, PERSONS).lower() != PERSONS:
        return
    numbers = {name: cells.get(name, "") for name in (YEAR, NUMBER)}
    for name, value in numbers.items():
        if not value.isdecimal() or len(value) > 4:
            raise PublicDataError("odd_cell", origin=origin, line=line, column=name, value=value or '""')
    key = numbers[NUMBER].zfill(4), int(numbers[YEAR])
    if key in result:
        raise PublicDataError("twice", origin=origin, line=line, number=key[0], year=key[1])
    count = re.sub(r"\s", "", cells.get(COUNT, ""))
    if not HIDDEN.fullmatch(count) and not (count.isdecimal() and len(count) < 7):
        raise PublicDataError("odd_cell", origin=origin, line=line, column=COUNT, value=count)
    result[key] = int(count) if count.isdecimal() else None


def settled_of(rows: Rows, history: History, needed: Iterable[int], origin: str) -> dict[int, Settled]:
    """Persons settled in each year that is ``needed`` or there, from the numbers that were the municipality then.

    A hidden figure is taken as 2; a needed year without any line as the mean of those that have one.
    ``PublicDataError`` if no year has one.
    """
    own = {number for span in history.spans for number in span.numbers}
    there = {year for number, year in rows if number in own}
    known = {year: item for year in sorted(there) if (item := _in_year(rows, history, year))}
    persons = [item.persons for item in known.values()]
    if not persons:
        old = sorted(own - {history.number})
        numbers = f"{history.number} ({', '.join(old)})" if old else history.number
        raise PublicDataError("not_settled", origin=origin, number=numbers)
    mean = round(sum(persons) / len(persons))
    return {year: known.get(year, Settled(mean, MISSING, ())) for year in sorted({*known, *needed})}


def _in_year(rows: Rows, history: History, year: int) -> Settled | None:
    """Persons of a year: of the numbers that held then, else of other numbers of the same municipality."""
    held = history.in_year(year)
    hidden = None
    for span in (held, *(span for span in history.spans if span != held)):
        item = _of_span(rows, span, year)
        if item and item.known != SMALL:
            return item
        hidden = hidden or item
    return hidden


def _of_span(rows: Rows, span: Span, year: int) -> Settled | None:
    found = {number: rows[number, year] for number in span.numbers if (number, year) in rows}
    if not found:
        return None
    figures = [persons for persons in found.values() if persons is not None]
    persons = sum(figures) + ASSUMED * (len(found) - len(figures))
    known = COUNTED if len(figures) == len(found) else PARTLY if figures else SMALL
    return Settled(persons, known, tuple(found))
