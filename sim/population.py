"""Where people come and who is there to meet them: from a municipality's description to rows of agents.

A description states persons per year, enterprises, sectors and the practice of two offices; everything individual
is drawn later, in the model, from each agent's own luck.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Any

from sim.parameters import faults_of as faults_of_numbers
from sim.parameters import numbers
from sim.rules.offices import Practice
from sim.states import Sector, Stream

WITH_STAFF = 0.323  # share of enterprises with staff (m0555-m0562)
MAX_YEARS = 40
OFFICES = ("programme", "after")  # side 0 and side 1: those that a file describes
SIDES = (*OFFICES, "trial")  # side 2 begins with the practice of the programme's; without a trial it serves nobody
UNCOUNTED = (  # numbers of practice that an office works with whatever its measures, and hardly ever counts
    "hours_per_participant",
    "protected",
    "prepared",
    "evaluated",
    "uptake",
    "honest",
    "known",
    "matching",
    "matching_first",
)
NUMBERS_OF_PRACTICE = tuple(numbers(Practice()))
MOST_INDEX = 5.0  # of the labour market, times the usual
MOST_INHABITANTS = 999_999_999
MOST_UNITS = 100_000  # workplaces of a municipality
SERIES_END = 2021
MEAN_YEARS = range(2012, 2020)


class MunicipalityError(ValueError):
    """A description of a municipality is incomplete or makes no sense; the text is one sentence."""


@dataclasses.dataclass
class Office(Practice):
    """An office that finds placements for refugees: its name and its practice.

    ``assumed``: numbers of the practice that nobody has counted here; they differ between ensemble members.
    """

    name: str = ""
    assumed: list[str] = field(default_factory=lambda: list(UNCOUNTED))


@dataclasses.dataclass
class MunicipalityDescription:
    """One municipality as its file describes it; ``settled`` are persons a year, children included.

    ``displaced``: of the settled of a year, how many are under collective protection (used with arrivals ``stated``).
    ``labour_market_index``: posts that its employers open in a calendar year, times the usual; 1 where none is stated.
    """

    name: str
    code: int
    offices: dict[str, Office]
    inhabitants: int
    centrality: int
    labour_market: int
    enterprises: int
    public_units: dict[str, int]
    sectors: dict[str, float]
    settled: dict[int, int]
    labour_market_index: dict[int, float] = field(default_factory=dict)
    displaced: dict[int, int] = field(default_factory=dict)


@dataclasses.dataclass
class Description:
    """A municipality, or several that are run together."""

    title: str
    municipalities: dict[str, MunicipalityDescription] = field(default_factory=dict)


@dataclasses.dataclass
class Rows:
    """Starting fields of all agents, a list for each kind (of refugees, as many as may come), and of the offices.

    What a row does not state starts at zero; ``id`` is the place in the list.
    """

    agents: dict[str, list[dict[str, Any]]]
    practices: list[Practice]

    @property
    def capacity(self) -> int:
        """How many refugees there may be."""
        return len(self.agents["refugees"])


def check_description(description: Description) -> None:
    """Raise ``MunicipalityError`` with one sentence for the first thing that makes no sense."""
    stated = {
        key: {field.name: getattr(municipality, field.name) for field in dataclasses.fields(municipality)}
        for key, municipality in description.municipalities.items()
    }
    for fault in faults_of(description.title, stated):
        raise MunicipalityError(fault)


def faults_of(title: str | None, municipalities: dict[str, dict[str, Any]]) -> Iterator[str]:
    """One sentence for each thing that makes no sense; ``municipalities``: what is stated, perhaps in part.

    ``title`` is ``None`` where none is stated.
    """
    if title is not None and not _is_line(title):
        yield f"title is {title[:60]!r}, but must be words in one line."
    if not municipalities:
        yield f"The file of {title or ''!r} names no municipality."
    codes = [stated["code"] for stated in municipalities.values() if "code" in stated]
    if len(set(codes)) < len(codes):
        yield "Two municipalities have the same code; give each its own number."
    for key, stated in municipalities.items():
        if not re.fullmatch(r"\w{1,60}", key):
            yield f"The short name {key[:60]!r} of a municipality must be one word of letters, digits and _."
        for name, faults in CHECKS.items():
            for fault in faults(stated[name]) if name in stated else ():
                yield f"Municipality {key}: {fault}."
        settled = stated.get("settled", {})
        for year, persons in stated.get("displaced", {}).items() if "settled" in stated else ():
            if not 0 <= persons <= settled.get(year, 0):
                yield f"Municipality {key}: displaced in {year} is {persons}, but must lie between 0 and those settled."


def _is_line(text: str) -> bool:
    """Whether a text is words in one line, as tables and lists show it."""
    return bool(text.strip()) and len(text.splitlines()) == 1


def _name(name: str) -> Iterator[str]:
    if not _is_line(name):
        yield f"name is {name[:60]!r}, but must be words in one line"


def _offices(offices: dict[str, Office]) -> Iterator[str]:
    if set(offices) != set(OFFICES):
        yield f"offices must be {' and '.join(OFFICES)}"
    for side in OFFICES:
        if side in offices:
            for fault in faults_of_numbers(practice_of(offices[side]), f"offices.{side}."):
                yield fault.removesuffix(".")
            if (name := offices[side].name) and not _is_line(name):
                yield f"offices.{side}.name is {name[:60]!r}, but must be words in one line"
            for name in offices[side].assumed:
                if name not in UNCOUNTED:
                    yield f"offices.{side}.assumed names {name!r}; choose from {', '.join(UNCOUNTED)}"


def _code(code: int) -> Iterator[str]:
    if not 0 < code < 100_000:
        yield f"code is {code}, but must be a number from 1 to 99999"


def _inhabitants(inhabitants: int) -> Iterator[str]:
    if not 0 < inhabitants <= MOST_INHABITANTS:
        yield f"inhabitants is {inhabitants}, but must be above 0, and at most {MOST_INHABITANTS}"


def _centrality(centrality: int) -> Iterator[str]:
    if centrality not in range(4):
        yield f"centrality is {centrality}, but must be 0, 1, 2 or 3"


def _labour_market(labour_market: int) -> Iterator[str]:
    if not abs(labour_market) <= MOST_INHABITANTS:
        yield f"labour_market is {labour_market}, but must be a number of at most nine digits"


def _enterprises(enterprises: int) -> Iterator[str]:
    if not 10 <= enterprises <= 1_000_000:
        yield f"enterprises is {enterprises}, but must lie between 10 and 1000000"


def _sectors(sectors: dict[str, float]) -> Iterator[str]:
    names = {sector.name.lower() for sector in Sector}
    if set(sectors) != names:
        yield f"sectors must be just {', '.join(sorted(names))}"
    if any(share < 0 for share in sectors.values()):
        yield "shares of sectors must not be negative"
    if not all(-1 <= share <= 1 for share in sectors.values()):
        yield "shares of sectors must lie between 0 and 1"
        return  # their sum may be no number
    total = math.fsum(sectors.values())
    if not abs(total - 1) < 1e-6:
        yield f"shares of sectors sum to {total:.6g}, but must sum to 1"


def _public_units(public_units: dict[str, int]) -> Iterator[str]:
    names = {sector.name.lower() for sector in Sector}
    if not set(public_units) <= names:
        yield f"public_units may name only {', '.join(sorted(names))}"
    if any(units < 0 for units in public_units.values()):
        yield "public_units must not be negative"
    if sum(public_units.values()) > MOST_UNITS:
        yield f"public_units are {sum(public_units.values())} in all, but must be at most {MOST_UNITS}"


def _settled(settled: dict[int, int]) -> Iterator[str]:
    for year, persons in settled.items():
        if not 0 <= persons <= 200_000:
            yield f"settled in {year} is {persons}, but must lie between 0 and 200000"
    if min(settled, default=0) > SERIES_END:
        return  # enough for arrivals ``stated``; a scenario refuses others
    yield from lacking(settled)


def lacking(settled: dict[int, int]) -> Iterator[str]:
    """A sentence if years are not there whose mean all arrivals but ``stated`` need."""
    if lacking := [str(year) for year in MEAN_YEARS if year not in settled]:
        yield f"settled lacks the year{'s' * (len(lacking) > 1)} {', '.join(lacking)}; state 2012 to 2021"


def _labour_market_index(index: dict[int, float]) -> Iterator[str]:
    for year, value in index.items():
        if not 0 <= value <= MOST_INDEX:
            yield f"labour_market_index in {year} is {value:g}, but must lie between 0 and {MOST_INDEX:g}"


CHECKS: dict[str, Callable[[Any], Iterator[str]]] = {  # by the field of a municipality that each looks at
    "name": _name,
    "offices": _offices,
    "code": _code,
    "inhabitants": _inhabitants,
    "centrality": _centrality,
    "labour_market": _labour_market,
    "enterprises": _enterprises,
    "sectors": _sectors,
    "public_units": _public_units,
    "settled": _settled,
    "labour_market_index": _labour_market_index,
}


def practice_of(office: Office) -> Practice:
    """Practice of an office without its name."""
    return Practice(**{name: getattr(office, name) for name in NUMBERS_OF_PRACTICE})


def practices_of(description: Description) -> list[Practice]:
    """Practice of all offices, in the order of the offices."""
    return [
        practice_of(municipality.offices[side if side in OFFICES else OFFICES[0]])
        for municipality in description.municipalities.values()
        for side in SIDES
    ]


def index_by_year(municipality: MunicipalityDescription, first_year: int) -> list[float]:
    """Index of the labour market in each simulated year, from ``first_year`` (that of the warm-up) on."""
    return [float(municipality.labour_market_index.get(first_year + year, 1.0)) for year in range(MAX_YEARS)]


def example_place() -> MunicipalityDescription:
    """Made-up municipality of a thousand inhabitants that settles six persons a year: quick to simulate."""
    return MunicipalityDescription(
        name="Example",
        code=900,
        offices={name: Office(name=name) for name in OFFICES},
        inhabitants=1000,
        centrality=0,
        labour_market=1,
        enterprises=60,
        public_units={"care": 1, "kindergarten_school": 1},
        sectors={sector.name.lower(): 1 / len(Sector) for sector in Sector},
        settled=dict.fromkeys(range(2012, 2024), 6),
    )


def _places(index: int, municipality: MunicipalityDescription) -> list[dict[str, Any]]:
    units = [municipality.public_units.get(sector.name.lower(), 0) for sector in Sector]
    n = max(1, round(municipality.enterprises * WITH_STAFF)) + sum(units)
    return [
        {
            "code": municipality.code,
            "inhabitants": municipality.inhabitants,
            "centrality": municipality.centrality,
            "labour_market": municipality.labour_market,
            "n_employers": n,
            "n_public": sum(units),
            "addresses": 1 << (n - 1).bit_length(),
            "sector_share": [float(municipality.sectors[sector.name.lower()]) for sector in Sector],
            "public_units": units,
            "office_programme": 3 * index,
            "office_after": 3 * index + 1,
            "office_trial": 3 * index + 2,
        }
    ]


def _employers(index: int, municipality: MunicipalityDescription) -> list[dict[str, Any]]:
    return [{"municipality": index} for _ in range(_places(index, municipality)[0]["n_employers"])]


def _service_offices(index: int, municipality: MunicipalityDescription) -> list[dict[str, Any]]:
    return [
        {"luck_key": 4 * municipality.code + side, "municipality": index, "side": side} for side in range(len(SIDES))
    ]


def _askers(index: int, municipality: MunicipalityDescription) -> list[dict[str, Any]]:
    return [
        {"luck_key": 4 * municipality.code + stream, "municipality": index, "stream": int(stream)} for stream in Stream
    ]


RowsOf = Callable[[int, MunicipalityDescription], list[dict[str, Any]]]
AGENTS: dict[str, RowsOf] = {  # agents of a kind in one municipality (its index, its description): starting fields
    "employers": _employers,
    "offices": _service_offices,
    "askers": _askers,
    "municipalities": _places,
}


def rows_of(
    description: Description,
    persons: list[list[int]],
    first_year: int,
    further: dict[str, RowsOf] | None = None,
    displaced: list[list[int]] | None = None,
) -> Rows:
    """Lay out the agents of a checked description.

    ``persons``: one list of yearly numbers for each municipality; ``displaced``: of these, under collective protection.

    ``first_year``: the calendar year in which the warm-up begins. ``further``: functions like those in ``AGENTS`` for
    kinds that the model itself does not have.
    """
    towns = list(enumerate(description.municipalities.values()))
    # a household of at least one person per draw; a single may be joined by a partner
    agents: dict[str, list[dict[str, Any]]] = {
        "refugees": [{} for _ in range(2 + sum(2 * sum(due) + 24 for due in persons))]
    }
    for name, made in (AGENTS | (further or {})).items():
        agents[name] = [row for index, municipality in towns for row in made(index, municipality)]
    first = 0
    displaced = displaced or [[] for _ in towns]
    for row, due, its, (_, municipality) in zip(agents["municipalities"], persons, displaced, towns, strict=True):
        row |= {"first_employer": first}
        row |= {"persons": due + [0] * (MAX_YEARS - len(due)), "displaced": its + [0] * (MAX_YEARS - len(its))}
        row["index"] = index_by_year(municipality, first_year)
        first += row["n_employers"]
    for rows in agents.values():
        for i, row in enumerate(rows):
            row["id"] = i
    return Rows(agents, practices_of(description))
