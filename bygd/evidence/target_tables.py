"""Figures as a table, one row each: the short form of a file of targets, for figures of one's own."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.yaml_text import number as number_in

SHORT = ("id", "outcome", "value", "tolerance")  # columns without which there is no figure
PART = "stated"  # part of a tolerance whose parts nobody says
NUMBERS = ("value", "tolerance", "published")
BECAUSE = "because"  # column with the reason for a tolerance
NOBODY = "not stated"
USUAL = {
    "use": "check",
    "grade": "X",
    **dict.fromkeys(("population", "moment", "source", "publisher", "differs"), NOBODY),
}


def entries_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Figures of a table as a file of targets has them; what a row leaves out is as in ``USUAL``.

    ``tolerance`` is a number, or its parts as in a file; ``others`` is a list, or ids with spaces between them.
    ``InputError`` for a table without figures, or without one of the columns ``SHORT``.
    """
    if missing := [name for name in SHORT if name not in frame]:
        raise InputError(f"A table of figures needs the columns {', '.join(SHORT)}; {missing[0]} is missing.")
    if frame.empty:
        raise InputError("The table of figures has no rows; write one for each figure.")
    if frame.columns.has_duplicates:
        raise InputError(f"The table of figures has the column {frame.columns[frame.columns.duplicated()][0]} twice.")
    return [_entry(row) for row in frame.astype(object).to_dict("records")]


def _entry(row: dict[Any, Any]) -> dict[str, Any]:
    """A figure from the cells of its row."""
    said = {str(name): _said(str(name), _plain(item)) for name, item in row.items() if not _is_empty(item)}
    because = str(said.pop(BECAUSE, NOBODY))
    if "tolerance" in said and not isinstance(said["tolerance"], dict):
        said["tolerance"] = {PART: {"size": said["tolerance"], "because": because}}
    if isinstance(said.get("others"), str):
        said["others"] = said["others"].split()
    return USUAL | said


def _said(name: str, cell: Any) -> Any:
    """A cell of a column of numbers as a number, if it is one; of a column of texts as a text."""
    if name not in NUMBERS:
        return cell if isinstance(cell, (list, dict)) else str(cell)
    try:
        return number_in(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell  # refused by its name where figures are checked


def _is_empty(cell: Any) -> bool:
    """Whether nothing stands in a cell."""
    if isinstance(cell, str):
        return not cell.strip()
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


def _plain(cell: Any) -> Any:
    """A cell without NumPy's types, which are no numbers for a check by type."""
    return cell.item() if hasattr(cell, "item") else cell
