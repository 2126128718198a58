"""Sources of the lines of a municipality file: the comments behind the values, read as text.

``X`` is an assumption; an id of ``configs/evidence``, or a table of SSB or IMDi, is a published figure; lines of the
field note are interviews. A line without any of these says nothing. So one can tell which differences between
municipalities are data.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bygd.errors import InputError
from bygd.evidence.sources import cited, sources
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.lines import LINE, paths
from bygd.scenarios.own_files import read_text
from bygd.scenarios.yaml_text import YamlFault, parse

DATA, NOTE, ASSUMED, UNSAID = "data", "note", "assumption", "unsaid"
PUBLISHED = re.compile(r"\bSSB (?:table|tabell|Klass) \d+|\bIMDi, ")  # as municipality fetch writes them


class Basis(NamedTuple):
    """Kind of a line's source, and its comment."""

    kind: str
    says: str


def bases(text: str) -> dict[str, Basis]:
    """Source of each line with a value, by dotted key (``municipalities.sel.settled.2012``)."""
    results: dict[str, Basis] = {}
    for path, line in paths(text):
        if (match := LINE.match(line)) and match["value"].strip():
            says = (match["comment"] or "").strip()
            results[path] = Basis(kind_of(says), says)
    return results


def kind_of(says: str) -> str:
    """Kind of a comment: an assumption before interviews before data, where it names several."""
    if re.search(r"\bX\b", says):
        return ASSUMED
    if re.search(r"\bnote\b", says):
        return NOTE
    return DATA if PUBLISHED.search(says) or cited(says) or any(name in says for name in _named()) else UNSAID


@cache
def _named() -> list[str]:
    """Ids of evidence that are words, like ``stay5_2005``."""
    return [name for name in sources().index if "_" in name]


class Described(NamedTuple):
    """A municipality as a file describes it: values of its lines, and their sources."""

    values: dict[str, Any]
    bases: dict[str, Basis]


def described(file: Path) -> dict[str, Described]:
    """Municipalities of a file by key; none where the file is not there, or cannot be read."""
    try:
        text = read_text(file, "municipality")
        plain = parse(text)
    except (InputError, YamlFault):
        return {}
    there = plain.get("municipalities") if isinstance(plain, dict) else None
    result, lines = {}, bases(text)
    for key, municipality in there.items() if isinstance(there, dict) else ():
        head = f"municipalities.{key}."
        own = {name.removeprefix(head): item for name, item in lines.items() if name.startswith(head)}
        result[str(key)] = Described(flat(municipality), own)
    return result


def flat(tree: Any, prefix: str = "") -> dict[str, Any]:
    """Values of a tree by dotted name."""
    if not isinstance(tree, dict):
        return {prefix: tree}
    return {
        name: value for key, item in tree.items() for name, value in flat(item, f"{prefix}.{key}".lstrip(".")).items()
    }


@cache
def shipped() -> dict[str, Described]:
    """Municipalities of ``configs``, by key."""
    files = [folder_of("municipality") / f"{name}.yaml" for name in choices("municipality")]
    return {key: item for file in files for key, item in described(file).items()}


def bases_of(key: str, values: dict[str, Any], file: Path | None = None) -> dict[str, Basis]:
    """Sources of a municipality's lines, from its ``file``, else from ``configs`` for lines with equal values."""
    there = (described(file) if file else shipped()).get(key)
    unsaid = Basis(UNSAID, "")
    if there is None:
        return dict.fromkeys(values, unsaid)
    same = {name for name, value in values.items() if name in there.values and there.values[name] == value}
    return {name: there.bases.get(name, unsaid) if name in same else unsaid for name in values}
