"""Pictures of a ranking as files: those of its report in English, with the names of its measures."""

from __future__ import annotations

from pathlib import Path

from experiments.display.style import styled
from experiments.display.words import Words
from experiments.report.ranking.best import PAYERS, frontier_picture
from experiments.report.ranking.data import load
from experiments.report.ranking.order import ending, order_picture
from experiments.report.ranking.worth import pairs_picture, worth_picture


@styled()
def save_all(folder: Path, note: str = "") -> None:
    """Write the pictures of a folder with the tables of a ranking, each with a note (how many runs failed)."""
    found = load(folder, Words("en"))
    words = found.words
    names = "; ".join(found.label(n) for n in found.numbers)
    for outcome in found.said["outcomes"]:
        said = found.over("rank.frontier.caption")
        shown = {"shapley": ("worth", worth_picture(found, outcome), "")}
        shown["frontier"] = ("frontier", frontier_picture(found, outcome, PAYERS), f"{said}\n{names}")
        if found.said["all_combinations"]:
            shown["interactions"] = ("pairs", pairs_picture(found, outcome), names)
            shown["order"] = ("order", order_picture(found, outcome), ending(found, outcome))
        for name, (key, picture, more) in shown.items():
            title = f"{words(f'rank.{key}.title')}: {found.outcome(outcome)}, {found.said['municipality']}"
            caption = "\n".join(filter(None, (picture.caption, more)))
            picture.sheet.save(folder / "figures" / f"{name}_{outcome}", note, title=title, caption=caption)
