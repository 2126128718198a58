"""Rank measures by simulating all their combinations: ``python -m experiments.rank municipality=sel``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bygd.scenarios.options import RankOptions
from experiments.command.main import main
from experiments.command.progress import Steps

if TYPE_CHECKING:
    import pandas as pd

    from bygd.statistics.combinations.tables import Ranked


def rank(options: RankOptions) -> None:
    """Simulate the combinations, write tables, figures and pages, print what they say."""
    from bygd.scenarios.checks import refuse_unobserved
    from bygd.statistics.combinations.tables import tables_of
    from bygd.studies.folder import design_of as folder_design
    from bygd.studies.ranking import choice_tables, counted, design_of, rank_study, ranked
    from experiments.display.words import Words
    from experiments.rank.pictures import save_all
    from experiments.rank.text import text_of
    from experiments.report import page as report

    design = design_of(options)
    steps = Steps("simulating", "ranking", "drawing figures", "writing the report in two languages")
    study = rank_study(options)
    refuse_unobserved("outcomes", options.outcomes, options, options.replicates)
    counts = study.counts(counted(options))
    steps.next()
    result = ranked(options, design, counts)
    tables = tables_of(result) | choice_tables(options, result, counts, folder_design(study.folder))
    write(study.folder, result, tables)
    steps.next()
    save_all(study.folder)
    words = Words(options.text_language)
    texts = [text_of(words, result, tables, options.policies), words("tables.written", folder=str(study.folder))]
    if result.replicates > 1:  # one run has no interval, and no report
        steps.next()
        reports = [report.write(study.folder, language) for language in ("en", "nb")]
        texts.append(words("terminal.report", first=str(reports[0]), second=reports[1].name))
    study.say(*texts)


def write(folder: Path, result: Ranked, tables: dict[str, pd.DataFrame]) -> None:
    """Write the tables, and ``rank.json`` with what is said of them."""
    from experiments.rank.text import summary

    tables["combinations"].to_parquet(folder / "combinations.parquet", index=False)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    given = json.dumps(summary(result, tables), indent=2, ensure_ascii=False)
    (folder / "rank.json").write_text(given, encoding="utf-8")


if __name__ == "__main__":
    main(RankOptions, rank, "rank")
