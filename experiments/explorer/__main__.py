"""Try all combinations of measures on one page: ``python -m experiments.explorer municipality=sel``."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from bygd.scenarios.declare import option
from bygd.scenarios.options import ExplorerOptions
from experiments.command.main import Part, parts
from experiments.command.progress import Steps
from experiments.command.words import word


@dataclasses.dataclass
class CheckOptions:
    """Compare random cells of a finished explorer anew, and say whether both agree."""

    folder: Path = word("folder that the explorer has made")
    cells: int = option(30, "how many cells", bounds=(1, 1000))
    replicates: int = option(400, "runs of each, with another seed", bounds=(2, 1_000_000))


def explorer(options: ExplorerOptions) -> None:
    """Simulate all combinations with several numbers of posts, and write one file that opens without a server."""
    from bygd.scenarios.checks import refuse_unobserved
    from bygd.scenarios.settings import headline_of
    from bygd.studies.exploring import explore, explorer_study
    from experiments.display.words import Words
    from experiments.explorer import page
    from experiments.explorer.contents import contents, wanted
    from experiments.explorer.text import text_of

    study = explorer_study(options)
    headline = headline_of(options)
    refuse_unobserved("", [headline.work], options, options.replicates)
    steps = Steps("simulating", "working out every combination", "writing the page")
    counts = study.counts(wanted(headline))
    steps.next()
    found = explore(study, counts, wanted(headline))
    held = contents(study, found)
    steps.next()
    file = page.write(study, held)
    study.say(text_of(Words(options.text_language), study, found, file))


def check(options: CheckOptions) -> None:
    """Simulate random cells anew as ``compare`` does, with another seed; a table of both and how often they agree."""
    from bygd.scenarios.settings import headline_of
    from bygd.studies.beside_compare import beside, comparing, some_cells
    from bygd.studies.exploring import explore
    from bygd.studies.programs import explorer_in
    from experiments.explorer.text import check_text

    steps = Steps("reading the explorer's study", "simulating", "comparing")
    study = explorer_in(options.folder)
    headline = headline_of(study.options).shown
    found = explore(study, study.counts(list(headline)), headline)
    steps.next()
    other = comparing(study, some_cells(study, options.cells, study.options.seed), options.replicates)
    tables = other.run()
    steps.next()
    table = beside(study, found, tables, headline)
    table.to_csv(options.folder / "check.csv", index=False)
    print(check_text(table, options.folder / "check.csv"))


PARTS = {"write": Part(ExplorerOptions, explorer), "check": Part(CheckOptions, check)}

if __name__ == "__main__":
    parts("Try all combinations of measures on one page.", PARTS, "explorer", usual="write")
