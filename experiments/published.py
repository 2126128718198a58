"""Set the model beside published figures: ``python -m experiments.published replicates=40 months=168``.

Figures are national unless they say otherwise; the municipalities stand beside them to show how far they differ.
"""

from __future__ import annotations

import copy
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.compose import main, read
from experiments.options import InputError, PublishedOptions, RunOptions, base_of
from experiments.study import Study, scenario_of
from sim.outcomes import OUTCOMES, Ratio, ratio


def published(made: PublishedOptions) -> None:
    """Simulate each place and print model and source side by side; also written to ``published.csv``."""
    figures = _figures(made.figures)
    studies = []
    for name in made.places:
        one = copy.copy(made)
        one.municipality = read(RunOptions, [f"municipality={name}"]).municipality
        one.out = f"{made.out}/{name}" if made.out else ""
        studies.append(Study("published", one, {name: scenario_of(one, base_of(one), name)}))
    for name, study in zip(made.places, studies, strict=True):
        runs = study.run()["runs"]
        runs = runs[~runs["failed"]]
        found = [_ratio(runs, key) for key in figures["outcome"]]
        figures[name] = [one.value for one in found]
        figures[f"{name}_low"], figures[f"{name}_high"] = ([one.low for one in found], [one.high for one in found])
    folder = studies[0].folder if len(studies) == 1 else studies[0].folder.parent
    if made.out:
        figures.to_csv(folder / "published.csv", index=False)
    print(
        f"{made.replicates} runs a place, {made.months} months from {made.start}; ± is the 95 % interval of the mean\n"
    )
    print(f"{'figure':<34}{'outcome':<46}{'published':>10}" + "".join(f"{name:>16}" for name in made.places))
    for row in figures.to_dict("records"):
        values = "".join(_cell(row, name) for name in made.places)
        print(f"{row['id']:<34}{OUTCOMES[row['outcome']].label[:44]:<46}{row['published']:>10.1f}{values}")


def _figures(name: str) -> pd.DataFrame:
    """Published figures: one row each, with the outcome of the model that is counted in the same way."""
    there = {
        Path(file.name).stem: file for file in (files("configs") / "targets").iterdir() if file.name.endswith(".csv")
    }
    if name not in there:
        raise InputError(f"There are no figures {name!r}; choose from {', '.join(sorted(there))}.")
    return pd.read_csv(str(there[name]))


def _ratio(runs: pd.DataFrame, key: str) -> Ratio:
    n, of = (runs[f"{key}_{part}"].to_numpy(float) for part in ("n", "of"))
    return ratio(n, of, OUTCOMES[key].scale)


def _cell(row: dict, name: str) -> str:
    if np.isnan(row[name]):
        return f"{'–':>16}"
    return f"{row[name]:>10.1f} ±{(row[f'{name}_high'] - row[name]):4.1f}"


if __name__ == "__main__":
    main(PublishedOptions, published, "published")
