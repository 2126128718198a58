"""Sources of published figures that the model cites, by id."""

from __future__ import annotations

import functools
import re

import pandas as pd

from bygd.scenarios.catalogue import folder_of


@functools.cache
def sources() -> pd.DataFrame:
    """Published figures that the model cites, by id: ``what``, ``value``, ``unit``, ``source``, ``url``."""
    return pd.read_csv(folder_of("evidence") / "sources.csv", dtype=str, keep_default_na=False).set_index("id")


def cited(text: str) -> set[str]:
    """Ids of sources in a text, ranges like p064-p068 in full."""
    results = set(re.findall(r"\b[pm]\d{3,4}\b", text))
    for first, last in re.findall(r"\b([pm]\d{3,4})-([pm]\d{3,4})\b", text):
        width = len(first) - 1
        results |= {f"{first[0]}{n:0{width}d}" for n in range(int(first[1:]), int(last[1:]) + 1)}
    return results
