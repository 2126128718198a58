"""What the explorer says on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bygd.scenarios.settings import headline_of
from bygd.studies.exploring import POSTS, Exploration, Exploring
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


def text_of(study: Exploration, found: Exploring, file: Path) -> str:
    """How much was simulated, what the fit leaves out, and the file to mail."""
    posts = ", ".join(f"{item:g}" for item in POSTS)
    combinations = len(study.scenarios) // len(POSTS)
    lines = [
        f"{len(study.scenarios)} cells: {combinations} combinations of measures at {posts} posts",
        f"{found.runs} runs in {found.members} ensemble members",
    ]
    lines += [
        f"{OUTCOMES[name].label}: singles and pairs leave out {found.quantities[name].unfitted.mean():.2f} "
        f"{OUTCOMES[name].unit} from one combination to the next"
        for name in headline_of(study.options).shown
        if name in found.quantities
    ]
    lines.append(f"Page to mail, {file.stat().st_size / 1e6:.1f} MB, English and Norwegian: {file}")
    return "\n".join(lines)


def check_text(table: pd.DataFrame, file: Path) -> str:
    """How often the explorer and ``compare`` agree, by outcome, and how far they are apart."""
    lines = []
    for name, rows in table.groupby("outcome", sort=False):
        apart = (rows["explorer_difference"] - rows["compare_difference"]).abs()
        off = (rows["explorer_share"] - rows["compare_share"]).abs()
        shares = "" if off.isna().all() else f"; shares of members {100 * off.mean():.0f} of 100"
        lines.append(
            f"{OUTCOMES[str(name)].label}: {int(rows['agrees'].sum())} of {len(rows)} cells agree (95 of 100 would if "
            f"nothing but chance parted them); differences are {apart.mean():.2f} {OUTCOMES[str(name)].unit} apart on "
            f"average, at most {apart.max():.2f}{shares}."
        )
    return "\n".join([*lines, f"Table: {file}"])
