"""Rank measures by simulating all their combinations: ``python -m experiments.rank municipality=sel``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from bygd.scenarios.checks import refuse_unobserved
from bygd.scenarios.options import RankOptions
from bygd.statistics.combinations.tables import Ranked, tables_of
from bygd.studies.ranking import COSTS, LEVELS, design_of, rank_study, ranked
from experiments.command.main import main
from experiments.display.style import styled
from experiments.display.words import LANGUAGES, Words
from experiments.rank.text import summary, text_of
from experiments.report import page as report
from experiments.report.ranking.best import PAYERS, frontier_picture
from experiments.report.ranking.data import Ranking, load
from experiments.report.ranking.order import ending, order_picture
from experiments.report.ranking.page import failed
from experiments.report.ranking.worth import pairs_picture, worth_picture


def rank(options: RankOptions) -> None:
    """Simulate the combinations, write tables, figures and pages, print what they say."""
    design = design_of(options)
    study = rank_study(options)
    refuse_unobserved("outcomes", options.outcomes, options, options.replicates)
    result = ranked(options, design, study.counts([*options.outcomes, *COSTS, *LEVELS]))
    tables = tables_of(result)
    write(study.folder, result, tables)
    save_all(study.folder)
    texts = [text_of(result, tables), f"Tables: {study.folder}/*.csv; figures: {study.folder}/figures"]
    if result.replicates > 1:  # one run has no interval, and no report
        reports = [report.write(study.folder, language) for language in ("en", "nb")]
        texts.append(f"Report to mail, English and Norwegian: {reports[0]}, {reports[1].name}")
    study.say(*texts)


def write(folder: Path, result: Ranked, tables: dict[str, pd.DataFrame]) -> None:
    """Write the tables, and ``rank.json`` with what is said of them."""
    tables["combinations"].to_parquet(folder / "combinations.parquet", index=False)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    given = json.dumps(summary(result, tables), indent=2, ensure_ascii=False)
    (folder / "rank.json").write_text(given, encoding="utf-8")


@styled()
def save_all(folder: Path) -> None:
    """Write the pictures of a folder with the tables of a ranking in each language, with a note of runs that failed."""
    for words in map(Words, LANGUAGES):
        _save(folder, load(folder, words))


def _save(folder: Path, result: Ranking) -> None:
    words = result.words
    note = failed(result) if result.said["failed"]["runs"] else ""
    names = "; ".join(result.label(n) for n in result.numbers)
    for outcome in result.said["outcomes"]:
        given = result.over("rank.frontier.caption")
        shown = {"shapley": ("worth", worth_picture(result, outcome), "")}
        shown["frontier"] = ("frontier", frontier_picture(result, outcome, PAYERS), f"{given}\n{names}")
        if result.said["all_combinations"]:
            shown["interactions"] = ("pairs", pairs_picture(result, outcome), names)
            shown["order"] = ("order", order_picture(result, outcome), ending(result, outcome))
        for name, (key, picture, more) in shown.items():
            title = f"{words(f'rank.{key}.title')}: {result.outcome(outcome)}, {result.said['municipality']}"
            caption = "\n".join(filter(None, (picture.caption, more)))
            picture.sheet.save(
                folder / "figures" / f"{name}_{outcome}_{words.language}", note, title=title, caption=caption
            )


if __name__ == "__main__":
    main(RankOptions, rank, "rank")
