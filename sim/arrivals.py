"""How many come: persons to settle in each simulated year, from what a municipality's file states."""

from __future__ import annotations

from sim.parameters import ParameterError
from sim.population import MEAN_YEARS, SERIES_END, Description, MunicipalityDescription, MunicipalityError, lacking

WARM_UP_YEARS = range(2012, 2015)
STATED = "stated"
ARRIVALS = ("series", "mean", "series_to_2023", STATED)


def check_arrivals(description: Description, arrivals: str) -> None:
    """Raise ``ParameterError`` for unknown arrivals, ``MunicipalityError`` where the years they need are not stated."""
    if arrivals not in ARRIVALS:
        raise ParameterError(f"arrivals is {arrivals!r}, but must be one of {', '.join(ARRIVALS)}.")
    for key, municipality in description.municipalities.items():
        for fault in lacking(municipality.settled) if arrivals != STATED else ():
            raise MunicipalityError(f"Municipality {key}: {fault}, or say arrivals=stated.")


def persons_by_year(
    municipality: MunicipalityDescription, start: int, years: int, warm_up: int, *, arrivals: str
) -> list[int]:
    """Persons to settle in each simulated year; ``start`` is the first counted calendar year.

    ``arrivals`` is ``series`` (the file's years to 2021, then the mean of 2012-2019), ``mean`` (that mean always),
    ``series_to_2023`` (the years before ``start`` take the mean of 2012-2014 in these three), or ``stated``: every year
    as the file states it, also before ``start``, and the mean of the nearest two years where it states none.
    """
    simulated = range(start - warm_up, start + years)
    if arrivals == STATED:
        displaced = displaced_by_year(municipality, simulated)
        others = {year: settled - municipality.displaced.get(year, 0) for year, settled in municipality.settled.items()}
        whole = _whole([_stated(others, year) for year in simulated])
        return [one + other for one, other in zip(whole, displaced, strict=True)]
    mean = sum(municipality.settled[year] for year in MEAN_YEARS) / len(MEAN_YEARS)
    before = sum(municipality.settled[year] for year in WARM_UP_YEARS) / len(WARM_UP_YEARS)
    last = 2023 if arrivals == "series_to_2023" else SERIES_END
    exact = []
    for year in simulated:
        if year < start:
            exact.append(before)
        elif arrivals == "mean" or year not in municipality.settled or year > last:
            exact.append(mean)
        else:
            exact.append(float(municipality.settled[year]))
    return _whole(exact)


def displaced_by_year(municipality: MunicipalityDescription, simulated: range) -> list[int]:
    """Of the persons of ``persons_by_year`` with arrivals ``stated``, those under collective protection."""
    displaced = {year: municipality.displaced.get(year, 0) for year in municipality.settled}
    first = min(municipality.displaced, default=0)
    return _whole([_stated(displaced, year) if year >= first else 0.0 for year in simulated])


def _stated(persons: dict[int, int], year: int) -> float:
    """Persons of a year: as stated; else the mean of the last two years stated before it, or of the first two."""
    if year in persons:
        return float(persons[year])
    known = sorted(persons)
    near = [one for one in known if one < year][-2:] or known[:2]
    return sum(persons[one] for one in near) / len(near)


def _whole(exact: list[float]) -> list[int]:
    """Whole persons whose running sum stays nearest to the exact one."""
    whole, carried = [], 0.0
    for value in exact:
        whole.append(int(value + carried + 0.5))
        carried += value - whole[-1]
    return whole
