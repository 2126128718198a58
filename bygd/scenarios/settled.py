"""Which persons settled that a municipality states a run does not use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.population import MEAN_YEARS, SERIES_END

LATE = range(SERIES_END + 1, 2024)  # years that arrivals=series_to_2023 takes too
LATER = f"; arrivals=series_to_{LATE[-1]} takes {LATE[0]} and {LATE[-1]} as stated"
KNOWN = range(MEAN_YEARS.start, LATE.stop)


def unused_years(settled: Iterable[int], options: Any) -> list[int]:
    """Years that are stated, and that a run within the years of ``options`` passes over or never comes to.

    The mean of 2012 to 2019 is used always; years to 2023 that come after the end of a run are not told.
    """
    end = options.start + (options.months - 1) // 12
    last = min(end, LATE[-1] if options.arrivals == "series_to_2023" else SERIES_END)
    used = KNOWN if options.arrivals == "mean" else range(options.start, last + 1)
    return [year for year in sorted(settled) if year not in MEAN_YEARS and year not in used and not end < year < 2024]


def late_years(options: Any) -> set[int]:
    """Years of a run that arrivals=series_to_2023 takes as stated, and other arrivals do not."""
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
