"""Set the model beside published figures: ``python -m experiments.published replicates=40 months=168``.

Figures and tolerances are those of ``configs/targets`` (docs/targets.md). They are national unless they name a place;
the municipalities stand beside them to show how far they differ.
"""

from __future__ import annotations

import copy
import math
from pathlib import Path

import pandas as pd

from bygd.evidence.targets import Measured, Target, load, measured
from bygd.scenarios.build import scenario_of
from bygd.scenarios.checks import municipalities, short_names
from bygd.scenarios.options import base_of
from bygd.studies.files import check_folder
from bygd.studies.study import Study
from experiments.command.main import main
from experiments.command.options import PublishedOptions

NOTHING = Measured(math.nan, math.nan)


def published(made: PublishedOptions) -> None:
    """Simulate each place and print model and source side by side; also written to ``published.csv``."""
    targets = load(made.figures)
    if made.out:
        check_folder(Path(made.out), short_names(made.municipalities))
    municipalities = municipalities(made.municipalities)
    studies = {}
    for name, municipality in municipalities.items():
        one = copy.copy(made)
        one.municipality = municipality
        one.out = f"{made.out}/{name}" if made.out else ""
        studies[name] = Study("published", one, {name: scenario_of(one, base_of(one), name)})
    runs = {name: study.run()["runs"] for name, study in studies.items()}
    table = pd.DataFrame([row_of(target, runs) for target in targets])
    if made.out:
        folder = next(iter(studies.values())).folder
        table.to_csv((folder if len(studies) == 1 else folder.parent) / "published.csv", index=False)
    print(
        f"{made.replicates} runs a place, {made.months} months from {made.start}; ± is the 95 % interval of the mean.\n"
        "±tol is what may separate figure and model although both are right (one standard deviation); how far is\n"
        "model less figure in tolerances, where the figure was counted (national, or the place that it names).\n"
    )
    print(
        f"{'figure':<44}{'use':<13}{'published':>9}{'±tol':>7}"
        + "".join(f"{name:>16}" for name in runs)
        + f"{'how far':>12}  measured as"
    )
    for target, row in zip(targets, table.to_dict("records"), strict=True):
        print(
            f"{target.id:<44}{target.use:<13}"
            f"{_said(target, target.value):>9}{_said(target, target.tolerance):>7}"
            + "".join(_cell(target, row, name) for name in runs)
            + f"{row['verdict']:>12}  {target.outcome}"
        )


def row_of(target: Target, runs: dict[str, pd.DataFrame]) -> dict[str, object]:
    """One figure beside the runs of each place; ``away`` is in tolerances, at the place where it was counted."""
    row: dict[str, object] = {
        "id": target.id,
        "outcome": target.outcome,
        "use": target.use,
        "published": target.value,
        "unit": target.unit,
        "tolerance": target.tolerance,
        "population": target.population,
        "moment": target.moment,
        "publisher": target.publisher,
    }
    found = {name: _in_municipality(target, name, runs) for name in runs}
    for name, one in found.items():
        half = 1.96 * one.error
        row |= {name: one.value, f"{name}_low": one.value - half, f"{name}_high": one.value + half}
    away = target.away(found.get(target.municipality, NOTHING).value)
    return row | {"away": away, "verdict": verdict(away)}


def verdict(away: float) -> str:
    """Within one tolerance, or how many of them above or below."""
    if math.isnan(away):
        return "–"
    return "within" if abs(away) <= 1 else f"{abs(away):.1f} {'above' if away > 0 else 'below'}"


def _in_municipality(target: Target, name: str, runs: dict[str, pd.DataFrame]) -> Measured:
    """Measure in one place; a ratio of two places, and only there where it belongs."""
    if not target.over:
        return measured(target, runs[name])
    if name != target.municipality or target.over not in runs:
        return NOTHING
    return measured(target, runs[name], runs[target.over])


def _said(target: Target, value: float) -> str:
    return f"{value:.{target.digits}f}"


def _cell(target: Target, row: dict, name: str) -> str:
    value = row[name]
    if math.isnan(value):
        return f"{'–':>16}"
    return f"{_said(target, value):>9} ±{_said(target, row[f'{name}_high'] - value):>5}"


if __name__ == "__main__":
    main(PublishedOptions, published, "published")
