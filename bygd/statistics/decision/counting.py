"""What an office can count itself, how, and how well four weeks of counting show it.

The standard errors are those of the simplest count there is. A *time log*: one adviser's days of four weeks, each as
different from the next as days can be (of an hour's work: sd as large as the mean; of a share: all or nothing).
*Case files*: the placements of the last year. *Initiatives*: those that employers take in four weeks. *Employers*: so
many, drawn by lot and rung up. Where there is little to count (a placement a month), so little is learnt.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.scenarios.ensembles import PRACTICE
from bygd.statistics.decision.knowing import Noise
from sim.population import UNCOUNTED

DAYS = 20.0  # working days of four weeks
CALLS = 20.0  # employers rung up
FOUR_WEEKS = 4.0 / 52.0  # of a year
AMOUNTS = ("hours_per_participant", "matching")  # hours; all others are shares
COUNTS = {  # way of counting: numbers of the practice that it shows
    "time_log": ("hours_per_participant", "protected", "matching", "matching_first"),
    "case_files": ("prepared", "evaluated"),
    "initiatives": ("uptake", "honest"),
    "employers": ("known",),
}
ALL = "all_counts"  # every way of counting at once


class Item(NamedTuple):
    """Something to count: ``kind`` is ``number``, ``way`` (of counting), ``all``; its numbers and their columns."""

    kind: str
    name: str
    numbers: tuple[str, ...]
    columns: tuple[str, ...]


def number_of(column: str) -> str:
    """Number of the practice that a column of a design holds: ``practice.sel.programme.known`` is ``known``."""
    return column.rpartition(".")[2]


def countable(design: pd.DataFrame) -> list[Item]:
    """What is worth looking at: numbers that differ between the members (a row each), ways of counting them, all."""
    columns = [str(name) for name in design if str(name).startswith(PRACTICE) and number_of(str(name)) in UNCOUNTED]
    varying = [name for name in columns if (design[name] != design[name].iloc[0]).any()]
    by_number = {key: tuple(name for name in varying if number_of(name) == key) for key in UNCOUNTED}
    there = {key: found for key, found in by_number.items() if found}

    def item(kind: str, name: str, numbers: tuple[str, ...]) -> Item:
        some = tuple(key for key in numbers if key in there)
        return Item(kind, name, some, tuple(name for key in some for name in there[key]))

    items = [item("way", way, numbers) for way, numbers in COUNTS.items()]
    items += [item("number", key, (key,)) for key in there]
    items.append(item("all", ALL, tuple(there)))
    return [each for each in items if each.numbers]


def looks(runs: pd.DataFrame) -> dict[str, float]:
    """Independent looks of four weeks' counting at each number, from the runs without measures."""
    year = {name: _a_year(runs, name) for name in ("placements_started", "placements_completed")}
    initiatives = FOUR_WEEKS * _out_of_a_year(runs, "initiatives_taken_up")
    not_taken_up = initiatives * (1.0 - _share(runs, "initiatives_taken_up"))
    shown = dict.fromkeys(COUNTS["time_log"], DAYS) | dict.fromkeys(COUNTS["employers"], CALLS)
    return shown | {
        "prepared": year["placements_started"],
        "evaluated": year["placements_completed"],
        "uptake": initiatives,
        "honest": not_taken_up,
    }


def _a_year(runs: pd.DataFrame, name: str) -> float:
    return float(runs[f"{name}_n"].sum() / runs[f"{name}_of"].sum())


def _out_of_a_year(runs: pd.DataFrame, name: str) -> float:
    """How many a year a share is out of."""
    return float(runs[f"{name}_of"].sum() / runs["placements_started_of"].sum())


def _share(runs: pd.DataFrame, name: str) -> float:
    of = float(runs[f"{name}_of"].sum())
    return float(runs[f"{name}_n"].sum()) / of if of else 0.0


def noise_of(number: str, count: float) -> Noise:
    """Standard error of a number after ``count`` looks, by its true value."""
    return functools.partial(_error, amount=number in AMOUNTS, count=count)


def _error(values: np.ndarray, amount: bool, count: float) -> np.ndarray:
    single = values if amount else np.sqrt(np.clip(values * (1.0 - values), 0.0, None))
    return single / np.sqrt(max(count, 1e-3))
