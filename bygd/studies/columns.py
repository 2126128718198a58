"""All columns of all tables of a study, and what each holds (``docs/data.md`` shows them)."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from bygd.scenarios.designs import known
from bygd.scenarios.settings import USUAL
from sim.outcomes import JOB_REASONS, OUTCOMES, REASONS, WAYS
from sim.states import Event, Status


class Column(NamedTuple):
    """One column: what it holds, in which unit; ``direction`` +1: more is better, -1: less is, 0: neither."""

    name: str
    label: str
    unit: str = ""
    direction: int = 0


OUT_OF = "… out of"
AS_ABOVE = "as above"  # in the list: a key of a run, in another table
SPLIT = {  # columns of a month that are followed by their parts
    "asked": (REASONS, "requests"),
    "found_job": (WAYS, "jobs"),
    "applied": (JOB_REASONS, "applications"),
}


def listed(file: Path) -> dict[str, list[Column]]:
    """Columns of a CSV file of part, name, label and unit, by part."""
    parts: dict[str, list[Column]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    keys = {name: label for part, name, label, _ in rows if part == "keys"}
    for part, name, label, unit in rows:
        parts.setdefault(part, []).append(Column(name, keys[name] if label == AS_ABOVE else label, unit))
    return parts


PARTS = listed(Path(__file__).with_suffix(".csv"))


def whole_label(before: str, label: str) -> str:
    """A label by itself: where it begins with …, what the label before it says stands in place of that."""
    return f"{before.partition(':')[0]}: {label[2:]}" if label.startswith("… ") else label


def labels() -> dict[str, str]:
    """What each outcome is in words, by its name; each by itself."""
    results: dict[str, str] = {}
    for item in OUTCOMES.values():
        results[item.name] = whole_label(next(reversed(results.values()), ""), item.label)
    return results


def outcomes() -> list[Column]:
    """Both columns of every outcome."""
    results, words = [], labels()
    for item in OUTCOMES.values():
        unit = f"{item.unit}, {item.scale:g} × n / of"
        results += [Column(f"{item.name}_n", words[item.name], unit, item.direction), Column(f"{item.name}_of", OUT_OF)]
    return results


def monthly() -> list[Column]:
    """Columns of a month; ways to a job and reasons of a no in the words of the outcomes."""
    columns = []
    for column in PARTS["month"]:
        names, unit = SPLIT.get(column.name, ([], ""))
        columns += [column, *(Column(name, OUTCOMES[name].label, unit) for name in names)]
    return columns


def coded(listed: list[Column]) -> list[Column]:
    """Columns of a change of a person, with what each event and status is as a number."""
    columns = {column.name: column for column in listed}
    for name, kinds in (("event", Event), ("status", Status)):
        codes = ", ".join(f"{kind.value} {kind.name.lower()}" for kind in kinds)
        columns[name] = columns[name]._replace(label=f"{columns[name].label}: {codes}")
    return [*columns.values()]


def tables() -> dict[str, list[Column]]:
    """Columns of every table of a study, in their order."""
    keys = PARTS["keys"]
    first = [column for column in keys if column.name != "replicate"]
    lived = [column for column in keys if column.name in {"scenario", "replicate"}]
    return {
        "outcomes.parquet": [*keys, *PARTS["outcomes"]],
        "runs.parquet": [*keys, *PARTS["run"], *outcomes()],
        "monthly.parquet": [*keys, *monthly()],
        "curves.parquet": [*keys, *PARTS["since"]],
        "people.parquet": [*first, *coded(PARTS["people"])],
        "lives_people.parquet": [*lived, *PARTS["lives_people"]],
        "lives.parquet": [*lived, *coded(PARTS["lives"])],
        "design.parquet": PARTS["design"],
        "trial.parquet": PARTS["trial"],
        "comparison.csv": PARTS["comparison"],
        "ensembles.csv": PARTS["ensembles"],
        "sweep.csv": PARTS["sweep"],
        "decision.csv": PARTS["decision"],
        "acceptability.csv": PARTS["acceptability"],
        "count_first.csv": PARTS["count_first"],
        "failed.csv": PARTS["failed"],
    }


# --- as a table itself says them -----------------------------------------------------------------------------------

OF_OUTCOME = re.compile(
    rf"({'|'.join(sorted(OUTCOMES, key=len, reverse=True))})_(effect|extra|step|gain|low|high|gain_low|gain_high)"
)

OF_HEADLINE = re.compile(r"((employed|stay)_(\d+)m)_(\w+)")  # what the dictionary says of the usual setting's


@functools.cache
def described(file: str) -> dict[str, Column]:
    """Columns that the dictionary has of a table, by name; of a design of any name those of all designs."""
    found = tables().get("design.parquet" if file.endswith("_design.parquet") else file, [])
    return {column.name: column for column in found}


@functools.cache
def _anywhere() -> dict[str, Column]:
    """Columns that mean the same wherever they stand."""
    everywhere = {name: Column(name, item.meaning, item.unit) for name, item in known().items()}
    words = labels()
    everywhere |= {name: Column(name, words[name], item.unit, item.direction) for name, item in OUTCOMES.items()}
    return everywhere | {column.name: column for column in [*PARTS["keys"], *PARTS["outcomes"]]}


def column_of(file: str, name: str) -> Column | None:
    """What a column of a table holds: by the dictionary, or because it is a number or an outcome; ``None``: unknown."""
    if found := described(file).get(name) or _anywhere().get(name):
        of = described(file)[f"{name[:-3]}_n"].label if found.label == OUT_OF else ""
        return found._replace(label=f"{of}: counted out of") if of else found
    if match := OF_HEADLINE.fullmatch(name):
        usual = next(item for item in USUAL.both if item.startswith(match[2]))
        if found := described(file).get(f"{usual}_{match[4]}"):
            return found._replace(name=name, label=f"{labels()[match[1]]}: {found.label.partition(': ')[2]}")
    if match := OF_OUTCOME.fullmatch(name):
        outcome = _anywhere()[match[1]]
        unit = "points" if outcome.unit == "%" else outcome.unit
        return outcome._replace(name=name, label=f"{outcome.label}: {match[2].replace('_', ' ')}", unit=unit)
    return None


def explained(schema: pa.Schema, file: str) -> pa.Schema:
    """The schema of a table with label, unit and direction of its columns as metadata of its fields."""
    fields = []
    for item in schema:
        if found := column_of(file, item.name):
            direction = str(found.direction) if found.direction else ""
            about = {"label": found.label, "unit": found.unit, "direction": direction}
            item = item.with_metadata({key: text for key, text in about.items() if text})  # noqa: PLW2901
        fields.append(item)
    return pa.schema(fields, schema.metadata)
