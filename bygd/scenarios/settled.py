"""Which persons settled that a municipality states a run does not use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.population import MEAN_YEARS, SERIES_END

LATE = range(SERIES_END + 1, 2028)  # years under the act of 2021 that a file may state
TO_2023 = range(SERIES_END + 1, 2024)  # of these, what arrivals=series_to_2023 takes too
LATER = f"; setting=norway_2021_act takes years from {LATE[0]} on as stated"
KNOWN = range(MEAN_YEARS.start, LATE.stop)
LAST = {"series_to_2023": TO_2023[-1], "stated": LATE[-1]}  # year that is taken as stated, by arrivals


def unused_years(settled: Iterable[int], options: Any) -> list[int]:
    """Years that are stated, and that a run within the years of ``options`` passes over or never comes to.

    The mean of 2012 to 2019 is used always; years under the act of 2021 that come after the end of a run are not told.
    """
    end = options.start + (options.months - 1) // 12
    last = min(end, LAST.get(options.arrivals, SERIES_END))
    first = options.start - (options.warm_up if options.arrivals == "stated" else 0)
    used = range(MEAN_YEARS.start, TO_2023.stop) if options.arrivals == "mean" else range(first, last + 1)
    passed = [year for year in sorted(settled) if year not in MEAN_YEARS and year not in used]
    return [year for year in passed if not end < year <= LATE[-1]]


def late_years(options: Any) -> set[int]:
    """Years of a run under the act of 2021, which only some arrivals take as stated."""
    return set(LATE) & set(range(options.start, options.start + (options.months - 1) // 12 + 1))


def settled_notes(options: Any) -> list[str]:
    """A sentence for each municipality whose persons settled are stated in vain."""
    if options.settled_per_year or "municipality" in getattr(options, "CHOSEN", {}):
        return []  # the latter: programs of the typical place, beside figures of the years before
    found = {item.name: unused_years(item.settled, options) for item in options.municipality.municipalities.values()}
    return [
        f"Note: persons settled in {listed(years)} are stated for {name}, but not used (start={options.start}, "
        f"arrivals={options.arrivals}): a year of the run whose figure is not used has the mean of {MEAN_YEARS[0]} to "
        f"{MEAN_YEARS[-1]}{LATER if set(years) & late_years(options) else ''}."
        for name, years in found.items()
        if years
    ]


def listed(years: Iterable[int]) -> str:
    """Years in words: ``2020, 2021 and 2022``."""
    *before, last = map(str, years)
    return f"{', '.join(before)} and {last}" if before else last
