"""Tables in the form json-stat2, as SSB answers: a list of values, and the dimensions whose product they are.

Made for what is read here (a few hundred cells), so that no further package is needed.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Iterator
from typing import Any

from bygd.public_data.faults import PublicDataError

Cell = dict[str, str]  # code by dimension
MOST_CELLS = 2_000_000
LARGEST = 1e9  # beyond what is counted in Norway


def load(text: str, origin: str) -> dict[str, Any]:
    """Names and values of a JSON text; ``PublicDataError`` if it is not whole, or holds something else."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        loaded = None
    if not isinstance(loaded, dict):
        raise PublicDataError("not_json", origin=origin)
    return loaded


@dataclasses.dataclass(frozen=True)
class Table:
    """A table: codes of each dimension with their labels, and the values of its cells (``None``: no figure)."""

    origin: str
    number: str  # of the table, 07091; empty where it is not said
    codes: dict[str, dict[str, str]]  # labels by dimension and code, in order
    values: list[float | None]

    def cells(self) -> Iterator[tuple[Cell, float | None]]:
        """Each cell: its codes, and its value."""
        for item, value in zip(itertools.product(*self.codes.values()), self.values, strict=True):
            yield dict(zip(self.codes, item, strict=True)), value


def table_of(text: str, origin: str) -> Table:
    """Read a table; ``PublicDataError`` if it has another form."""
    loaded = load(text, origin)
    try:
        names = [str(name) for name in loaded["id"]]
        codes = {name: _codes(loaded["dimension"][name]["category"]) for name in names}
        size = 1
        for name in names:
            size *= len(codes[name])
        if size > MOST_CELLS or [len(codes[name]) for name in names] != list(loaded["size"]):
            raise ValueError("size")  # noqa: TRY301  (as what goes wrong above)
        values = _values(loaded["value"], size)
        number = str(loaded.get("extension", {}).get("px", {}).get("tableid", ""))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise PublicDataError("odd_form", origin=origin, why=f"json-stat2: {error}") from None
    return Table(origin, number, codes, values)


def _codes(category: dict[str, Any]) -> dict[str, str]:
    """Labels by code, in the order of the values; an index is a list or a mapping, or left out where there is one."""
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    ordered = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    return {str(code): str(labels.get(code, code)) for code in ordered}


def _values(given: Any, size: int) -> list[float | None]:
    """Values in order; a mapping names only the cells that have one."""
    listed = [given.get(str(i)) for i in range(size)] if isinstance(given, dict) else list(given)
    if len(listed) != size:
        raise ValueError(f"{len(listed)} values for {size} cells")
    return [_number(value) for value in listed]


def _number(value: Any) -> float | None:
    """A value as a number; dots and everything else that is none say that there is no figure."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= LARGEST else None
