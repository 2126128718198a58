"""What the explorer says on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bygd.scenarios.settings import headline_of
from bygd.studies.exploring import POSTS, Exploration, Exploring
from experiments.display.declared import outcome_name, unit_name
from experiments.display.words import Words
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


def text_of(words: Words, study: Exploration, found: Exploring, file: Path) -> str:
    """How much was simulated, what the fit leaves out, and the file to mail."""
    posts = "; ".join(words.plain(item) for item in POSTS)
    cells, combinations = str(len(study.scenarios)), str(len(study.scenarios) // len(POSTS))
    lines = [
        words("tables.explorer.cells", cells=cells, combinations=combinations, posts=posts),
        words("tables.explorer.runs", runs=str(found.runs), members=str(found.members)),
    ]
    for name in headline_of(study.options).shown:
        if name in found.quantities:
            n = words.written(f"{found.quantities[name].unfitted.mean():.2f}")
            unit = unit_name(OUTCOMES[name].unit, words.language)
            outcome = outcome_name(name, words.language)
            lines.append(words("tables.explorer.left_out", outcome=outcome, n=n, unit=unit))
    size = words.written(f"{file.stat().st_size / 1e6:.1f}")
    lines.append(words("tables.explorer.page", size=size, file=str(file)))
    return "\n".join(lines)


def check_text(table: pd.DataFrame, file: Path) -> str:
    """How often the explorer and ``compare`` agree, by outcome, how far they are apart, and how far all cells alike."""
    lines = []
    for name, rows in table.groupby("outcome", sort=False):
        signed = rows["explorer_difference"] - rows["compare_difference"]
        apart, unit = signed.abs(), OUTCOMES[str(name)].unit
        off = (rows["explorer_share"] - rows["compare_share"]).abs()
        shares = "" if off.isna().all() else f"; shares of members {100 * off.mean():.0f} of 100"
        lines.append(
            f"{OUTCOMES[str(name)].label}: {int(rows['agrees'].sum())} of {len(rows)} cells agree (95 of 100 would if "
            f"nothing but chance parted them); differences are {apart.mean():.2f} {unit} apart on average, at most "
            f"{apart.max():.2f}{shares}. Chance is mostly common to all cells: on average the explorer says "
            f"{signed.mean():+.2f} {unit} beside compare, {rows['z'].mean():+.1f} standard errors."
        )
    return "\n".join([*lines, f"Table: {file}"])
