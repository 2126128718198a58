"""What a municipality still has of the template: lines that nobody has changed, told with every result."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from bygd.scenarios.catalogue import folder_of, load_own
from bygd.scenarios.municipality import read_municipality
from sim.population import OFFICES, Description

HOURS = "hours_per_participant"
OWN = (
    "code",
    "inhabitants",
    "enterprises",
    "public_units",
    "sectors",
    "settled",
    "displaced",
)  # in which no two are alike
SHARED = ("name", "centrality", "labour_market")  # in which another municipality may be like the template
LINES = len(OFFICES) + len(OWN) + len(SHARED)


@functools.cache
def template() -> dict[str, Any]:
    """Fields of the template's municipality; nobody may change them."""
    (fields,) = read_municipality(str(folder_of("template") / "municipality.yaml")).municipalities.values()
    return vars(fields)


def texts_in(language: str) -> dict[str, dict[str, str]]:
    """Comments and names of the template in a language, by the English ones; empty for English."""
    file = folder_of("template") / f"municipality.{language}.yaml"
    found: dict[str, dict[str, str]] = load_own(file) if file.is_file() else {}
    return found


@functools.cache
def _names() -> set[tuple[Any, str]]:
    """Names of the template, each with itself in another language."""
    files = folder_of("template").glob("municipality.*.yaml")
    return {pair for file in files for pair in load_own(file)["names"].items()}


def alike(theirs: Any, stated: Any) -> bool:
    """Whether a line is the template's, in any language."""
    return bool(stated == theirs or (isinstance(stated, str) and (theirs, stated) in _names()))


def untouched(fields: Mapping[str, Any]) -> list[str]:
    """Which of the ``LINES`` of a municipality are the template's; none where nothing shows that it began there."""
    known = template()
    same = [name for name in (*OWN, *SHARED) if name in fields and alike(known[name], fields[name])]
    offices, theirs = fields.get("offices", {}), known["offices"]
    hours = [side for side in OFFICES if side in offices and _hours(offices[side]) == _hours(theirs[side])]
    if not set(same) & set(OWN):  # of a file from public statistics the offices alone are the template's
        first = OFFICES[0]
        named = first in offices and alike(theirs[first].name, offices[first].name)
        same, hours = [], hours if named else []
    return [*(f"{HOURS} ({side})" for side in hours), *same]


def _hours(office: Any) -> float:
    return float(getattr(office, HOURS))


def untouched_in(description: Description) -> dict[str, list[str]]:
    """Lines that are the template's, by name of the municipality; of those that have any."""
    found = {item.name: untouched(vars(item)) for item in description.municipalities.values()}
    return {name: lines for name, lines in found.items() if lines}


def template_notes(description: Description) -> list[str]:
    """A sentence for each municipality that has lines of the template."""
    return [
        f"Note: {len(lines)} of {LINES} lines of {name} are the template's, not yours ({', '.join(lines)}); what "
        "follows rests on made-up numbers until you have stated them."
        for name, lines in untouched_in(description).items()
    ]
