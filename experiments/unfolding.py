"""Split an effect by month, and say why: ``python -m experiments.unfolding STUDY_FOLDER [runs=400]``."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from bygd.scenarios.declare import option
from experiments.command.main import main
from experiments.command.progress import Steps
from experiments.command.words import word


@dataclasses.dataclass
class UnfoldingOptions:
    """Split the effects of a finished comparison by months since settlement, and say how they come about."""

    folder: Path = word("folder of a study that experiments.compare has made")
    runs: int = option(400, "most of its first runs in which everybody is watched", bounds=(1, 1_000_000))


def unfold(options: UnfoldingOptions) -> None:
    """Print how the effects unfold; write ``unfolding.csv`` and figures into the folder."""
    from bygd.statistics.by_month import table
    from bygd.studies.lives import unfoldings
    from experiments.display.by_month import curve_text, pictures, text, way_text
    from experiments.report.comparison.data import load

    steps = Steps("reading the study", "watching everybody in the first runs", "drawing figures")
    study = load(options.folder)
    texts = [curve_text(study)]
    steps.next()
    result = unfoldings(options.folder, min(options.runs, study.replicates))
    texts += [*(text(name, item) for name, item in result.items()), way_text(study)]
    steps.next()
    table(result).to_csv(options.folder / "unfolding.csv", index=False)
    pictures(result, study, options.folder / "figures")
    texts.append(f"All months: {options.folder}/unfolding.csv; figures: {options.folder}/figures/unfolding_*.png")
    print("\n\n".join(texts))


if __name__ == "__main__":
    main(UnfoldingOptions, unfold, "unfolding")
