"""``datapackage.json`` of a study folder: what its tables are, for archives and for whoever finds the folder.

Form: Frictionless Data Package, version 1 (https://specs.frictionlessdata.io/data-package/). Units and directions are
``unit`` and ``direction`` of a field, which that form leaves to us.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bygd.studies.columns import column_of
from bygd.studies.files import provenance_of, write_text
from bygd.studies.folder import config_of

PACKAGE = "datapackage.json"
GENERATED = {"profile", "name", "created", "sources", "bygd", "resources"}  # whatever else stands there is its reader's
PEEKED = 10_000  # rows of a CSV file that tell the types of its columns
ABOUT = (
    "Tables of a study of Bygd, an agent-based simulation of how refugees find work, or leave, in small Norwegian "
    "municipalities. They describe simulated groups, never a person. config.yaml says what was asked for, "
    "provenance.json with which code and command it was made. The folder parts holds the same rows as they were "
    "finished; an archive needs it only to go on with the study."
)
LICENCES = [{"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}]
KINDS = {
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".csv": ("csv", "text/csv"),
    ".json": ("json", "application/json"),
    ".yaml": ("yaml", "application/yaml"),
}
INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)")
REAL = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?|nan|[-+]?inf", re.IGNORECASE)
SWITCH = {"True", "False"}


def describe(folder: Path) -> Path:
    """Write ``datapackage.json`` of a finished study folder anew, from what lies there now; returns the file.

    Title, description, licences and whatever else somebody has written there stay. A file there that is no such
    description stays too, and that is said.
    """
    file = folder / PACKAGE
    try:
        kept = dict(json.loads(file.read_text(encoding="utf-8-sig"))) if file.exists() else {}
    except (OSError, ValueError, TypeError):
        print(f"{file} cannot be read and is left as it is; delete it, and it is written anew.", file=sys.stderr)
        return file
    own = {key: value for key, value in kept.items() if key not in GENERATED}
    write_text(
        file, json.dumps({**_about(folder), **own, "resources": resources(folder)}, indent=1, ensure_ascii=False)
    )
    return file


def refresh(folder: Path) -> None:
    """Write ``datapackage.json`` anew if there is one."""
    if (folder / PACKAGE).is_file():
        describe(folder)


def _about(folder: Path) -> dict[str, Any]:
    """What is said of the study as a whole."""
    config, about = config_of(folder), provenance_of(folder)
    program, study = str(config.get("program", "study")), about.get("study") or about["source"]
    place = config.get("municipality", {}).get("title", "")
    shown = ", ".join(map(str, config.get("scenarios") or config.get("measures") or config.get("policy") or []))
    words = ": ".join(filter(None, [", ".join(filter(None, ["Bygd", program, str(place)])), shown]))
    version = f"Bygd {about.get('bygd', '')}"
    commit = f", commit {about['commit']}" if about.get("commit") else ""
    return {
        "profile": "data-package",
        "name": f"bygd-{program}-{study}",
        "title": words,
        "description": ABOUT,
        "created": about.get("made", ""),
        "licenses": LICENCES,
        "keywords": ["agent-based model", "refugees", "labour market", "Norway"],
        "sources": [{"title": f"{version}{commit}, model {about['source']}"}],
        "bygd": {"command": about.get("command", ""), "then": about.get("then", []), "seed": config.get("seed")},
    }


def resources(folder: Path) -> list[dict[str, Any]]:
    """Tables of a folder, and what they were made with; a CSV file beside a Parquet file of its name is a copy."""
    there = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    tables = {file.stem for file in there if file.suffix == ".parquet"}
    listed = [
        file
        for file in there
        if file.suffix in KINDS and file.name != PACKAGE and not (file.suffix == ".csv" and file.stem in tables)
    ]
    return [_resource(file) for file in sorted(listed, key=lambda file: (file.suffix != ".parquet", file.name))]


def _resource(file: Path) -> dict[str, Any]:
    """One file: where, in which format, how large, its digest and, of a table, its columns."""
    kind, medium = KINDS[file.suffix]
    tabular = kind in {"parquet", "csv"}
    with file.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    result: dict[str, Any] = {
        "name": re.sub(r"[^-a-z0-9._]+", "-", (file.stem if tabular else file.name).lower()),
        "path": file.name,
        "format": kind,
        "mediatype": medium,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest}",
    }
    if kind == "json":
        result["type"] = "json"  # else readers of the form take the file for another description
    try:
        types = list((_of_parquet if kind == "parquet" else kinds_of_csv)(file)) if tabular else []
    except (OSError, ValueError, pa.ArrowException, csv.Error):  # somebody else's
        return result
    if kind == "csv":
        result |= {"profile": "tabular-data-resource", "encoding": "utf-8"} if types else {}
    if types:
        result["schema"] = {"fields": [_field(file.name, *item) for item in types], "missingValues": [""]}
    return result


def _field(file: str, name: str, kind: str) -> dict[str, Any]:
    """A column as the form has it."""
    found = column_of(file, name)
    result: dict[str, Any] = {"name": name, "type": kind}
    if found:
        result["description"] = found.label
        result |= {"unit": found.unit} if found.unit else {}
        result |= {"direction": found.direction} if found.direction else {}
    return result


def _of_parquet(file: Path) -> Iterator[tuple[str, str]]:
    for item in pq.read_schema(file):
        if pa.types.is_boolean(item.type):
            yield item.name, "boolean"
        elif pa.types.is_integer(item.type):
            yield item.name, "integer"
        else:
            yield item.name, "number" if pa.types.is_floating(item.type) else "string"


def kinds_of_csv(file: Path) -> Iterator[tuple[str, str]]:
    """Columns of a CSV table with the type of each, from its first rows."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        names = next(rows, [])
        peeked = list(itertools.islice(rows, PEEKED))
    for at, name in enumerate(names):
        yield name, _kind_of({row[at] for row in peeked if at < len(row)} - {""})


def _kind_of(values: Iterable[str]) -> str:
    """Type of a column by its cells; ``any`` if all are empty. What has leading zeros is text."""
    several = set(values)
    if not several:
        return "any"
    if several <= SWITCH:
        return "boolean"
    if all(map(INTEGER.fullmatch, several)):
        return "integer"
    return "number" if all(map(REAL.fullmatch, several)) else "string"
