"""The pictures of a ranking, in both languages."""

from __future__ import annotations

from pathlib import Path

from experiments.display.style import styled
from experiments.display.words import LANGUAGES, Words
from experiments.report.ranking.best import PAYERS, frontier_picture
from experiments.report.ranking.data import Ranking, load
from experiments.report.ranking.order import ending, order_picture
from experiments.report.ranking.page import failed
from experiments.report.ranking.worth import pairs_picture, worth_picture


@styled()
def save_all(folder: Path) -> None:
    """Write the pictures of a folder with the tables of a ranking in each language, with a note of runs that failed."""
    for words in map(Words, LANGUAGES):
        _save(folder, load(folder, words))


def _save(folder: Path, result: Ranking) -> None:
    words = result.words
    note = failed(result) if result.said["failed"]["runs"] else ""
    names = "\n".join(result.label(n) for n in result.numbers)
    for outcome in result.said["outcomes"]:
        given = result.over("rank.frontier.caption")
        shown = {"shapley": ("worth", worth_picture(result, outcome), "")}
        shown["frontier"] = ("frontier", frontier_picture(result, outcome, PAYERS), f"{given}\n{names}")
        if result.said["all_combinations"]:
            shown["interactions"] = ("pairs", pairs_picture(result, outcome), names)
            shown["order"] = ("order", order_picture(result, outcome), ending(result, outcome))
        for name, (key, picture, more) in shown.items():
            head = f"{words(f'rank.{key}.title').rstrip('?')}: {result.outcome(outcome).lower()}"
            title = f"{head}, {result.said['municipality']}"
            caption = "\n".join(filter(None, (picture.caption, more)))
            picture.sheet.save(
                folder / "figures" / f"{name}_{outcome}_{words.language}", note, title=title, caption=caption
            )
