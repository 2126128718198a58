"""What ``compare beside_ensemble=…`` prints: each scenario in either ensemble, and whether both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.studies.two_ensembles import names_of
from experiments.display.short_table import wrapped
from experiments.display.words import Words, letter


def both_text(words: Words, table: pd.DataFrame, options: Any, folder: Path) -> list[str]:
    """Lines of the table of ``bygd.statistics.two_ensembles`` in ``folder``, in the language of ``words``."""
    first, second = names_of(options)
    lines = ["", *wrapped([words("both.head", first=first, second=second)])]
    for i, name in enumerate(dict.fromkeys(table["scenario"])):
        lines.append(words("scenario", letter=letter(i), title=words.title(name, options.policies)))
        for row in table[table["scenario"] == name].to_dict("records"):
            about = {
                "outcome": words(f"terminal.outcome.{row['outcome']}"),
                "first": _side(words, row),
                "second": _side(words, row, "beside_"),
                "says": words(f"both.says.{row['says']}"),
            }
            lines += [f" {line}" for line in wrapped([words("both.row", **about)])]
    return [*lines, words("both.written", file=f"{folder}/ensembles.csv")]


def _side(words: Words, row: Mapping[Any, Any], which: str = "") -> str:
    """Difference, interval and word of one ensemble."""
    n = words.number(row[f"{which}difference"], 1, sign=True)
    low, high = row[f"{which}low"], row[f"{which}high"]
    return n if pd.isna(low) else words("both.span", n=n, span=words.interval(low, high))
