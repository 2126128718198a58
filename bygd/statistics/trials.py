"""What a trial says: the effect on the treated, on those beside them and on everybody, by month and by year.

Three scenarios would be one too many: treated and controls are compared within the trial, as its authors do, and each
group with itself in the same trial without any treatment, on the same people with the same luck. The latter shows what
no trial sees: whether others lose what the treated win.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.statistics.curves import by_run
from bygd.statistics.paired import Contrast, contrast
from sim.constants import MONTHS_A_YEAR

SEEN = 0.2  # months in which fewer are seen than this share of the most say nothing
ADDED = ("seen", "work")  # ends of the columns of a group
GROUPS: dict[str, tuple[tuple[str, int], ...]] = {  # groups of the curves' columns, added or taken away
    "treated": (("treated_", 1),),
    "controls": (("controls_", 1),),
    "others": (("", 1), ("treated_", -1)),
    "everybody": (("", 1),),
}
WITHIN = "trial"
EFFECTS = {  # as they are told, in this order
    WITHIN: "treated less controls, as a trial sees it",
    "treated": "treated, with less without treatment",
    "controls": "controls, with less without",
    "others": "all others settled, with less without",
    "everybody": "everybody settled, with less without",
}


class Counts(NamedTuple):
    """In work and seen, runs x months since settlement."""

    work: np.ndarray
    seen: np.ndarray


class Period(NamedTuple):
    """Months since settlement, from ``first`` to before ``last``."""

    words: str
    first: int
    last: int


def counts_of(curves: pd.DataFrame, group: str) -> Counts:
    """Counts of a group in the rows of one scenario, runs in the order of the replicates."""
    seen, work = (sum(sign * by_run(curves, f"{name}{end}") for name, sign in GROUPS[group]) for end in ADDED)
    return Counts(np.asarray(work, float), np.asarray(seen, float))


def sides_of(effect: str, played: pd.DataFrame, untreated: pd.DataFrame) -> tuple[Counts, Counts]:
    """What an effect compares: without, and with."""
    if effect == WITHIN:
        return counts_of(played, "controls"), counts_of(played, "treated")
    return counts_of(untreated, effect), counts_of(played, effect)


def periods(first: int, until: int, months: int) -> list[Period]:
    """The treatment, and each year after it that somebody settled in the first half of the run is seen in."""
    years = max(0, (months - until) // MONTHS_A_YEAR)
    names = ["during", *(f"year {i + 1} after" for i in range(years))]
    edges = [(first, until), *((until + MONTHS_A_YEAR * i, until + MONTHS_A_YEAR * (i + 1)) for i in range(years))]
    return [Period(name, *edge) for name, edge in zip(names, edges, strict=True)]


def by_month(
    played: pd.DataFrame, untreated: pd.DataFrame, until: int, members: np.ndarray | None = None
) -> pd.DataFrame:
    """One row an effect and month since settlement: levels of both sides, difference and its 95 % interval (points).

    ``played``, ``untreated``: rows of ``curves`` of the two scenarios; ``members``: ensemble member of each run.
    """
    rows = []
    for effect in EFFECTS:
        base, other = sides_of(effect, played, untreated)
        enough = np.minimum(base.seen.sum(axis=0), other.seen.sum(axis=0))
        for month in np.flatnonzero(enough > SEEN * enough.max()):
            result = _between(base, other, slice(month, month + 1), members)
            rows.append((effect, month, month - until, *_told(result)))
    names = ["effect", "since", "since_end", "without", "with", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def by_period(
    played: pd.DataFrame, untreated: pd.DataFrame, several: list[Period], members: np.ndarray | None = None
) -> pd.DataFrame:
    """One row an effect and period, months in work of months seen; as ``by_month``."""
    rows = []
    for effect, words in EFFECTS.items():
        base, other = sides_of(effect, played, untreated)
        most = base.seen.sum(axis=0).max()
        for item in several:
            months = slice(item.first, item.last)
            if base.seen[:, months].sum() > SEEN * most * (item.last - item.first):
                result = _between(base, other, months, members)
                rows.append((effect, words, item.words, item.first, item.last, *_told(result)))
    names = ["effect", "words", "period", "first", "last", "without", "with", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def _between(base: Counts, other: Counts, months: slice, members: np.ndarray | None) -> Contrast:
    sides = [(item.work[:, months].sum(axis=1), item.seen[:, months].sum(axis=1)) for item in (base, other)]
    return contrast(sides[0], sides[1], 100.0, members)


def _told(result: Contrast) -> tuple[float, ...]:
    return result.baseline, result.scenario, result.difference, result.low, result.high
