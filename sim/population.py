"""Where people come and who is there to meet them: from a municipality's description to rows of agents.

A description states persons per year, enterprises, sectors and the practice of two offices; everything individual
is drawn later, in the model, from each agent's own luck.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import field
from typing import Any

from sim.parameters import ParameterError, check, numbers
from sim.rules.offices import Practice
from sim.states import Sector, Stream

WITH_STAFF = 0.323  # share of enterprises with staff (m0555-m0562)
MAX_YEARS = 40
OFFICES = ("programme", "after")  # side 0 and side 1
SERIES_END = 2021
MEAN_YEARS = range(2012, 2020)
WARM_UP_YEARS = range(2012, 2015)


class MunicipalityError(ValueError):
    """A description of a municipality is incomplete or makes no sense; the text is one sentence."""


@dataclasses.dataclass
class Office(Practice):
    """An office that places refugees: its name and its practice."""

    name: str = ""


@dataclasses.dataclass
class Place:
    """One municipality as its file describes it; ``settled`` are persons a year, children included."""

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


@dataclasses.dataclass
class Description:
    """A municipality, or several that are run together."""

    title: str
    places: dict[str, Place] = field(default_factory=dict)


@dataclasses.dataclass
class Rows:
    """Starting fields of all agents but refugees, and how many refugees there may be."""

    municipalities: list[dict[str, Any]]
    employers: list[dict[str, Any]]
    offices: list[dict[str, Any]]
    askers: list[dict[str, Any]]
    practices: list[Practice]
    capacity: int


def check_description(description: Description) -> None:
    """Raise ``MunicipalityError`` with one sentence for the first thing that makes no sense."""
    if not description.places:
        raise MunicipalityError(f"The municipality {description.title!r} has no place.")
    codes = [place.code for place in description.places.values()]
    if len(set(codes)) < len(codes):
        raise MunicipalityError("Two places have the same code; give each its own number.")
    for key, place in description.places.items():
        _check_place(key, place)


def _check_place(key: str, place: Place) -> None:
    def require(condition: bool, text: str) -> None:
        if not condition:
            raise MunicipalityError(f"Municipality {key}: {text}.")

    sectors = {sector.name.lower() for sector in Sector}
    require(set(place.offices) == set(OFFICES), f"offices must be {' and '.join(OFFICES)}")
    for side in OFFICES:
        try:
            check(practice_of(place.offices[side]), f"offices.{side}.")
        except ParameterError as error:
            raise MunicipalityError(f"Municipality {key}: {error}") from None
    require(0 < place.code < 100_000, f"code is {place.code}, but must be a number from 1 to 99999")
    require(place.inhabitants > 0, f"inhabitants is {place.inhabitants}, but must be above 0")
    require(place.centrality in range(4), f"centrality is {place.centrality}, but must be 0, 1, 2 or 3")
    require(
        10 <= place.enterprises <= 1_000_000, f"enterprises is {place.enterprises}, but must lie between 10 and 1000000"
    )
    require(set(place.sectors) == sectors, f"sectors must be just {', '.join(sorted(sectors))}")
    require(set(place.public_units) <= sectors, f"public_units may name only {', '.join(sorted(sectors))}")
    require(all(units >= 0 for units in place.public_units.values()), "public_units must not be negative")
    require(all(share >= 0 for share in place.sectors.values()), "shares of sectors must not be negative")
    total = math.fsum(place.sectors.values())
    require(abs(total - 1) < 1e-6, f"shares of sectors sum to {total:.6g}, but must sum to 1")
    for year, persons in place.settled.items():
        require(0 <= persons <= 200_000, f"settled in {year} is {persons}, but must lie between 0 and 200000")
    for year in MEAN_YEARS:
        require(year in place.settled, f"settled lacks the year {year}; state 2012 to 2021")


def practice_of(office: Office) -> Practice:
    """Practice of an office without its name."""
    return Practice(**{name: getattr(office, name) for name in numbers(Practice())})


def persons_by_year(place: Place, start: int, years: int, warm_up: int, *, arrivals: str) -> list[int]:
    """Persons to settle in each simulated year; ``start`` is the first counted calendar year.

    ``arrivals`` is ``series`` (the file's years to 2021, then the mean of 2012-2019), ``mean`` (that mean always) or
    ``series_to_2023``. The years before ``start`` take the mean of 2012-2014.
    """
    mean = sum(place.settled[year] for year in MEAN_YEARS) / len(MEAN_YEARS)
    before = sum(place.settled[year] for year in WARM_UP_YEARS) / len(WARM_UP_YEARS)
    last = 2023 if arrivals == "series_to_2023" else SERIES_END
    exact = []
    for year in range(start - warm_up, start + years):
        if year < start:
            exact.append(before)
        elif arrivals == "mean" or year not in place.settled or year > last:
            exact.append(mean)
        else:
            exact.append(float(place.settled[year]))
    whole, carried = [], 0.0  # whole persons whose running sum stays nearest to the exact one
    for value in exact:
        whole.append(int(value + carried + 0.5))
        carried += value - whole[-1]
    return whole


def rows_of(description: Description, persons: list[list[int]]) -> Rows:
    """Lay out the agents of a checked description; ``persons``: one list of yearly numbers for each place."""
    rows = Rows([], [], [], [], [], capacity=2)
    for index, (place, due) in enumerate(zip(description.places.values(), persons, strict=True)):
        n_private = max(1, round(place.enterprises * WITH_STAFF))
        units = [place.public_units.get(sector.name.lower(), 0) for sector in Sector]
        n = n_private + sum(units)
        first = len(rows.employers)
        rows.municipalities.append(
            {
                "id": index,
                "code": place.code,
                "inhabitants": place.inhabitants,
                "centrality": place.centrality,
                "labour_market": place.labour_market,
                "first_employer": first,
                "n_employers": n,
                "n_public": sum(units),
                "addresses": 1 << (n - 1).bit_length(),
                "sector_share": [float(place.sectors[sector.name.lower()]) for sector in Sector],
                "public_units": units,
                "persons": due + [0] * (MAX_YEARS - len(due)),
                "office_programme": 2 * index,
                "office_after": 2 * index + 1,
            }
        )
        rows.employers += [{"id": first + i, "place": index} for i in range(n)]
        for side, name in enumerate(OFFICES):
            rows.offices.append(
                {"id": 2 * index + side, "luck_key": 2 * place.code + side, "place": index, "side": side}
            )
            rows.practices.append(practice_of(place.offices[name]))
        for stream in Stream:
            rows.askers.append(
                {"id": len(rows.askers), "luck_key": 4 * place.code + stream, "place": index, "stream": int(stream)}
            )
        # a household of at least one person per draw; a single may be joined by a partner
        rows.capacity += 2 * sum(due) + 24
    return rows
