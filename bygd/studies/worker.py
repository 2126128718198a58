"""What a worker does: simulate a scenario at a point with some replicates, and make tables of it.

A run that fails is a row with its error, whatever the point or a student's rule did; the others go on.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim import compiled
from sim.compiled import Results
from sim.outcomes import Columns, curves_columns, monthly_columns, runs_columns
from sim.points import Point
from sim.scenario import Scenario
from sim.tallies import Curve, Tally, Total

Tables = dict[str, pa.Table]


class Cell(NamedTuple):
    """What is simulated in one go: a scenario at a point, these replicates."""

    scenario: str
    point: str
    replicates: np.ndarray


class Wanted(NamedTuple):
    """What a worker simulates with, and which tables it sends back."""

    seed: int
    engine: str
    monthly: bool
    curves: bool
    people: bool


class Done(NamedTuple):
    """Cells of one length that were simulated: results and errors of their runs, one cell after the other."""

    cells: list[Cell]
    results: Results
    errors: list[str]
    warm_up_months: int


def tables_of(
    cells: list[Cell], scenarios: dict[str, Scenario], points: dict[str, dict[str, float]], wanted: Wanted
) -> Tables:
    """Simulate cells one after the other; their tables, ``runs`` last. Runs on threads, in processes, on a cluster."""
    names = [name for name in ("curves", "monthly", "people") if getattr(wanted, name)]
    return tables_from(simulated_cells(cells, scenarios, points, wanted), [*names, "runs"])


def simulated_cells(
    cells: list[Cell], scenarios: dict[str, Scenario], points: dict[str, dict[str, float]], wanted: Wanted
) -> list[Done]:
    """Simulate cells one after the other, without tables."""
    results = []
    lengths = {name: (scenario.months, scenario.warm_up_months) for name, scenario in scenarios.items()}
    for (_, warm), some in itertools.groupby(cells, lambda cell: lengths[cell.scenario]):
        alike = list(some)
        done = [
            item
            for (point, _), at_once in itertools.groupby(alike, lambda cell: (cell.point, cell.replicates.tobytes()))
            for item in _simulated_together(list(at_once), scenarios, points[point], wanted)
        ]
        errors = [error for _, part in done for error in part]
        results.append(Done(alike, _joined([item for item, _ in done]), errors, warm))
    return results


def tables_from(done: list[Done], names: list[str]) -> Tables:
    """Tables of these names of what was simulated; one that nobody kept is left out."""
    wanted = [name for name in names if name != "people" or done[0].results.diary]
    return {name: pa.concat_tables([_table(item, name) for item in done]).combine_chunks() for name in wanted}


def _table(done: Done, name: str) -> pa.Table:
    """A table of cells of one length; made at once, because a table of few rows costs as much as one of many."""
    cells, results = done.cells, done.results
    if name == "people":
        columns = people_columns(results, done.warm_up_months)
    else:
        columns = {"runs": runs_columns, "monthly": monthly_columns, "curves": curves_columns}[name](results)
    which = np.repeat(np.arange(len(cells)), [len(cell.replicates) for cell in cells])
    rows = [len(item) for item in results.diary] if name == "people" else len(columns["replicate"]) // len(which)
    row_of = pa.array(np.repeat(which, rows))
    table = {
        "scenario": pa.array([cell.scenario for cell in cells], pa.large_string()).take(row_of),
        "point": pa.array([cell.point for cell in cells], pa.large_string()).take(row_of),
    }
    table |= {key: pa.array(values) for key, values in columns.items()}
    if name == "runs":
        return pa.table(table).add_column(4, "error", [pa.array(done.errors, pa.large_string())])
    return pa.table(table)


def _simulated_together(
    cells: list[Cell], scenarios: dict[str, Scenario], values: dict[str, float], wanted: Wanted
) -> list[tuple[Results, list[str]]]:
    """Results of scenarios at one point with the same replicates, and the error of each run (empty: none).

    A run that fails, or has a value that is not finite, is a row of zeros.
    """
    replicates = cells[0].replicates
    results: dict[int, tuple[Results, list[str]]] = {}
    there: dict[int, Scenario] = {}
    point = Point(values)
    for place, cell in enumerate(cells):
        try:
            there[place] = point.of(scenarios[cell.scenario])
        except Exception as error:  # noqa: BLE001  (whatever a point does, the others go on)
            results[place] = _refused(scenarios[cell.scenario], error, replicates, wanted)
    for places in _variants(there):
        results |= _of_variants({place: there[place] for place in places}, replicates, wanted)
    return [_without_failed(*results[place]) for place in range(len(cells))]


def _variants(scenarios: dict[int, Scenario]) -> list[list[int]]:
    """Places of scenarios that ``Scenario.but`` made of each other, together."""
    families: dict[int, list[int]] = {}
    for place, scenario in scenarios.items():
        families.setdefault(id(scenario.shared), []).append(place)
    return list(families.values())


def _of_variants(
    scenarios: dict[int, Scenario], replicates: np.ndarray, wanted: Wanted
) -> dict[int, tuple[Results, list[str]]]:
    if wanted.engine == "mesa":
        return {place: _with_mesa(scenario, replicates, wanted) for place, scenario in scenarios.items()}
    try:
        ran = compiled.run_together([*scenarios.values()], wanted.seed, replicates, people=wanted.people)
    except Exception as error:  # noqa: BLE001  (whatever a student's rule does, the others go on)
        return {place: _refused(scenario, error, replicates, wanted) for place, scenario in scenarios.items()}
    return {
        place: (results, _errors(scenarios[place], results, wanted))
        for place, results in zip(scenarios, ran, strict=True)
    }


def _refused(scenario: Scenario, error: Exception, replicates: np.ndarray, wanted: Wanted) -> tuple[Results, list[str]]:
    return _nothing(scenario, replicates, wanted), [_words(error)] * len(replicates)


def _errors(scenario: Scenario, results: Results, wanted: Wanted) -> list[str]:
    """Why runs failed, of which the compiled engine cannot say it: the first one is asked of the other engine."""
    if not results.failed.any():
        return [""] * len(results.failed)
    first = int(np.argmax(results.failed))
    _, (why,) = _with_mesa(scenario, results.replicates[first : first + 1], wanted)
    return [why or "it fails in the compiled engine only" if bad else "" for bad in results.failed]


def _without_failed(results: Results, errors: list[str]) -> tuple[Results, list[str]]:
    """Results in which failed runs, and those that hold what is not finite, are zero: never part of a mean."""
    counts = {"month": (results.tally, Tally), "run": (results.totals[:, None], Total), "curve": (results.curve, Curve)}
    for where, (values, names) in counts.items():
        for run, place, column in np.argwhere(~np.isfinite(values)):
            if not results.failed[run]:
                name = names(column).name.lower() + (f" in month {place + 1}" if where == "month" else "")
                errors[run] = f"{name} is {values[run, place, column]}, no finite number"
                results.failed[run] = True
    for run, rows in enumerate(results.diary):
        if not (results.failed[run] or np.isfinite(rows).all()):
            errors[run], results.failed[run] = "the diary of a person holds what is no finite number", True
    for values, _ in counts.values():
        values[results.failed] = 0.0
    diary = [rows[:0] if failed else rows for rows, failed in zip(results.diary, results.failed, strict=False)]
    return dataclasses.replace(results, diary=diary), errors


def _with_mesa(scenario: Scenario, replicates: np.ndarray, wanted: Wanted) -> tuple[Results, list[str]]:
    from sim.model import results_of

    result, errors = [], []
    for item in replicates:
        which = np.array([item])
        try:
            result.append(results_of(scenario, wanted.seed, which, people=wanted.people))
            errors.append("")
        except Exception as error:  # noqa: BLE001  (as above)
            result.append(_nothing(scenario, which, wanted))
            errors.append(_words(error))
    return _joined(result), errors


def _joined(results: list[Results]) -> Results:
    """Results one after the other."""
    if len(results) == 1:
        return results[0]
    names = ("replicates", "tally", "totals", "curve", "failed")
    arrays = {name: np.concatenate([getattr(item, name) for item in results]) for name in names}
    diary = [rows for item in results for rows in item.diary]
    return compiled.Results(**arrays, diary=diary, displaced=results[0].displaced)


def _nothing(scenario: Scenario, replicates: np.ndarray, wanted: Wanted) -> Results:
    """Results of runs that failed."""
    runs = len(replicates)
    tally, curve = (np.zeros((runs, scenario.months, len(kind.__members__))) for kind in (Tally, Curve))
    diary = [np.zeros((0, compiled.DIARY_COLUMNS))] * runs if wanted.people else []
    totals, failed = np.zeros((runs, len(Total))), np.ones(runs, np.bool_)
    return compiled.Results(replicates, tally, totals, curve, diary, failed, scenario.has_displaced)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def people_columns(results: Results, warm_up_months: int) -> Columns:
    """One row a change of a person; months count from 1 (before the counted period: 0 and below)."""
    names = ["person", "month", "event", "status", "employer_id", "oral", "moved_away", "reference"]
    columns = dict(zip(names, np.concatenate(results.diary).T, strict=True))
    columns["month"] = columns["month"] + 1 - warm_up_months
    kinds = dict.fromkeys(["person", "month", "event", "status", "employer_id"], np.int32) | {"moved_away": np.bool_}
    replicates = np.repeat(results.replicates, [len(rows) for rows in results.diary])
    return {"replicate": replicates} | {
        name: values.astype(kinds.get(name, np.float64)) for name, values in columns.items()
    }
