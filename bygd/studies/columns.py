"""All columns of all tables of a study, and what each holds (``docs/data.md`` shows them)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from sim.outcomes import JOB_REASONS, OUTCOMES, REASONS, WAYS
from sim.states import Event, Status


class Column(NamedTuple):
    """One column: what it holds, in which unit; ``direction`` +1: more is better, -1: less is, 0: neither."""

    name: str
    label: str
    unit: str = ""
    direction: int = 0


OUT_OF = "… out of"
SPLIT = {  # columns of a month that are followed by their parts
    "asked": (REASONS, "requests"),
    "found_job": (WAYS, "jobs"),
    "applied": (JOB_REASONS, "applications"),
}


def listed(file: Path) -> dict[str, list[Column]]:
    """Columns of a CSV file of part, name, label and unit, by part."""
    parts: dict[str, list[Column]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for part, name, label, unit in list(csv.reader(lines))[1:]:
            parts.setdefault(part, []).append(Column(name, label, unit))
    return parts


PARTS = listed(Path(__file__).with_suffix(".csv"))


def outcomes() -> list[Column]:
    """Both columns of every outcome."""
    results = []
    label = ""
    for item in OUTCOMES.values():
        label = f"{label.partition(':')[0]}: {item.label[2:]}" if item.label.startswith("… ") else item.label
        unit = f"{item.unit}, {item.scale:g} × n / of"
        results += [Column(f"{item.name}_n", label, unit, item.direction), Column(f"{item.name}_of", "… out of", "", 0)]
    return results


def monthly() -> list[Column]:
    """Columns of a month; ways to a job and reasons of a no in the words of the outcomes."""
    columns = []
    for column in PARTS["month"]:
        names, unit = SPLIT.get(column.name, ([], ""))
        columns += [column, *(Column(name, OUTCOMES[name].label, unit) for name in names)]
    return columns


def people() -> list[Column]:
    """Columns of a change of a person, with what each event and status is as a number."""
    columns = {column.name: column for column in PARTS["people"]}
    for name, kinds in (("event", Event), ("status", Status)):
        codes = ", ".join(f"{kind.value} {kind.name.lower()}" for kind in kinds)
        columns[name] = columns[name]._replace(label=f"{columns[name].label}: {codes}")
    return [*columns.values()]


def tables() -> dict[str, list[Column]]:
    """Columns of every table of a study, in their order."""
    keys = PARTS["keys"]
    first = [column for column in keys if column.name != "replicate"]
    return {
        "runs.parquet": [*keys, *PARTS["run"], *outcomes()],
        "monthly.parquet": [*keys, *monthly()],
        "curves.parquet": [*keys, *PARTS["since"]],
        "people.parquet": [*first, *people()],
        "design.parquet": PARTS["design"],
        "comparison.csv": PARTS["comparison"],
        "sweep.csv": PARTS["sweep"],
        "decision.csv": PARTS["decision"],
        "acceptability.csv": PARTS["acceptability"],
        "count_first.csv": PARTS["count_first"],
        "failed.csv": PARTS["failed"],
    }
