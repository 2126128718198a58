"""Numbers and names of municipalities since 2012, how they merged, and how central they are: SSB's Klass."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from bygd.errors import LETTERS
from bygd.public_data.faults import PublicDataError
from bygd.public_data.json_stat import load

FIRST = 2012  # year from which municipalities are followed: the first whose settled persons are used
NUMBER = re.compile(r"\d{3,4}")
NOWHERE = "9999"  # Klass's "not stated"
NAME = re.compile(r"[\w .,'’()/-]{1,60}")
OLD_CLASS = {1: 3, 2: 3, 3: 3, 4: 2, 5: 1, 6: 0}  # of the file, by SSB's class of today (1 most central)


class Change(NamedTuple):
    """A municipality, or a part of it, that got another number on a day (ISO)."""

    day: str
    old: str
    old_name: str
    new: str
    new_name: str


class Span(NamedTuple):
    """Numbers that made up the municipality from a day on, up to the span before it in the list."""

    day: str
    numbers: tuple[str, ...]


@dataclasses.dataclass
class History:
    """A municipality of today, and what it was: spans from today backwards; ``parts``: what belonged to it in part."""

    number: str
    name: str
    spans: list[Span]
    parts: dict[str, str] = dataclasses.field(default_factory=dict)

    def in_year(self, year: int) -> Span:
        """Numbers of the municipality at the end of a year."""
        return next(span for span in self.spans if span.day <= f"{year}-12-31")


def codes_of(text: str, origin: str) -> dict[str, str]:
    """Names by number, of ``codesAt``."""
    result = {}
    for item in _items(load(text, origin), "codes", origin):
        number, name = _number(item.get("code")), _name(item.get("name"))
        if number and name and number != NOWHERE:
            result[number] = name
    if not result:
        raise PublicDataError("odd_form", origin=origin, why="Klass: codes")
    return result


def changes_of(text: str, origin: str) -> list[Change]:
    """Changes of numbers, of ``changes``; the same in every order."""
    result = []
    for item in _items(load(text, origin), "codeChanges", origin):
        old, new, day = _number(item.get("oldCode")), _number(item.get("newCode")), str(item.get("changeOccurred"))
        if old and new and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            result.append(Change(day, old, _name(item.get("oldName")), new, _name(item.get("newName"))))
    return sorted(result)


def classes_of(text: str, origin: str) -> dict[str, tuple[int, str]]:
    """Class of centrality by number, with the day from which it holds, of a correspondence; the latest of several."""
    result: dict[str, tuple[int, str]] = {}
    for item in _items(load(text, origin), "correspondenceItems", origin):
        number, given = _number(item.get("sourceCode")), str(item.get("targetCode"))
        day = str(item.get("validFrom") or "")[:10]
        if number and given.isdecimal() and int(given) in OLD_CLASS and day >= result.get(number, (0, ""))[1]:
            result[number] = int(given), day
    if not result:
        raise PublicDataError("odd_form", origin=origin, why="Klass: correspondenceItems")
    return result


def _items(loaded: dict[str, Any], key: str, origin: str) -> list[dict[str, Any]]:
    items = loaded.get(key)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise PublicDataError("odd_form", origin=origin, why=f"Klass: {key}")
    return items


def _number(given: Any) -> str:
    """A number of four digits (``517`` is ``0517``); empty for what is none."""
    return str(given).zfill(4) if NUMBER.fullmatch(str(given)) else ""


def _name(given: Any) -> str:
    """Norwegian name (of ``Kåfjord - Gáivuotna - Kaivuono`` the first); empty for what is no name."""
    name = re.sub(r"\s*\((?:t\.o\.m\.|-).*", "", " ".join(str(given or "").split())).partition(" - ")[0]
    return name if NAME.fullmatch(name) else ""


def number_today(given: str, today: dict[str, str], changes: Iterable[Change]) -> str:
    """Number of today of the municipality with a number, today's or an old one, or a name.

    ``PublicDataError`` if there is none, or several.
    """
    if not NUMBER.fullmatch(given.strip()):
        return _by_name(given, today)
    number, left = given.strip().zfill(4), sorted(changes)
    while number not in today:
        later = [change for change in left if change.old == number]
        if not later:
            raise PublicDataError("unknown_number", given=given, near=_near(given, today))
        day = later[0].day
        next_ones = [change for change in later if change.day == day]
        if len(next_ones) > 1:
            next_ones = [change for change in next_ones if change.old_name == change.new_name] or next_ones
        if len(next_ones) > 1:
            choice = ", ".join(f"{change.new} {change.new_name}" for change in next_ones)
            raise PublicDataError("was_split", given=number, year=day[:4], choice=choice)
        number, left = next_ones[0].new, [change for change in left if change.day > day]
    return number


def _by_name(given: str, today: dict[str, str]) -> str:
    found = [number for number, name in today.items() if _plain(name) == _plain(given)]
    if len(found) > 1:
        raise PublicDataError("same_name", given=given, choice=", ".join(found))
    if not found:
        raise PublicDataError("unknown_number", given=repr(given), near=_near(given, today))
    return found[0]


def _near(given: str, today: dict[str, str]) -> str:
    """Municipality whose name is near to what is given, with its number; empty for a number, and where none is."""
    plain = {_plain(name): f"{number} {name}" for number, name in today.items()}
    close = difflib.get_close_matches(_plain(given), list(plain), n=1, cutoff=0.7)
    return plain[close[0]] if close else ""


def _plain(name: str) -> str:
    return name.strip().lower().translate(LETTERS)


def history_of(
    number: str, today: dict[str, str], changes: list[Change], at_first: Callable[[], dict[str, str]]
) -> History:
    """What a municipality of today was made of since 2012.

    ``at_first`` gives the names by number at the beginning; it is asked only where a number may have taken others in.
    A number that was split counts for the one that kept its name.
    """
    result = History(number, today[number], [])
    numbers = {number}
    for day in sorted({change.day for change in changes}, reverse=True):
        before: set[str] = set()
        now = [change for change in changes if change.day == day]
        for one in numbers:
            into = [change for change in now if change.new == one]
            whole = {change.old for change in into if change.old != one and _belongs(change, now, result.parts)}
            before |= whole
            if not into or _goes_on(one, into, changes, at_first):
                before.add(one)
        if before and before != numbers:
            result.spans.append(Span(day, tuple(sorted(numbers))))
            numbers = before
    result.spans.append(Span("", tuple(sorted(numbers))))
    return result


def _belongs(change: Change, now: list[Change], parts: dict[str, str]) -> bool:
    """Whether an old number counts for a new one; ``parts`` notes what was split."""
    if len({item.new for item in now if item.old == change.old}) == 1:
        return True
    parts[change.old] = change.old_name
    return change.old_name == change.new_name


def _goes_on(one: str, into: list[Change], changes: list[Change], at_first: Callable[[], dict[str, str]]) -> bool:
    """Whether a number that took others in was there before."""
    if any(change.old == one for change in into):
        return True
    return not _is_renamed(into) and _was_there(one, into[0].day, changes, at_first)


def _is_renamed(into: list[Change]) -> bool:
    """Whether one municipality only got another number."""
    return len(into) == 1 and into[0].old_name == into[0].new_name


def _was_there(number: str, day: str, changes: list[Change], at_first: Callable[[], dict[str, str]]) -> bool:
    """Whether a number existed before a day on which it took others in."""
    return any(change.new == number and change.day < day for change in changes) or number in at_first()
