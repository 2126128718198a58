"""Sources of published figures that the model cites, by id."""

from __future__ import annotations

import functools
import re

import pandas as pd

from bygd.scenarios.catalogue import folder_of

ID = r"[pm]\d{3,4}|m?n\d{3}"  # ids that are no words: parameters, municipal figures, and both under the act of 2021


@functools.cache
def sources() -> pd.DataFrame:
    """Published figures that the model cites, by id: ``what``, ``value``, ``unit``, ``source``, ``url``.

    ``note`` says what contradicts a figure, which figure it supersedes, and what is odd about it.
    """
    return pd.read_csv(folder_of("evidence") / "sources.csv", dtype=str, keep_default_na=False).set_index("id")


def cited(text: str) -> set[str]:
    """Ids of sources in a text, ranges like p064-p068 in full."""
    results = set(re.findall(rf"\b(?:{ID})\b", text))
    for first, last in re.findall(rf"\b({ID})-({ID})\b", text):
        letters, width = first.rstrip("0123456789"), len(first.lstrip("pmn"))
        results |= {f"{letters}{n:0{width}d}" for n in range(int(first[-width:]), int(last[-width:]) + 1)}
    return results
