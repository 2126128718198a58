"""The members of an ensemble beside every published figure: what was fitted, what was only checked, what misses.

Fresh luck (another seed than the calibration's). A member's figure is what its runs show together; the range over members
therefore holds what nobody knows, and the chance of a place of this size.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.evidence import mappings
from bygd.evidence.targets import Target, load, sums_by_point
from bygd.scenarios import ensembles
from bygd.scenarios.build import scenario_of
from bygd.scenarios.options import base_of
from bygd.studies.files import check_writable
from bygd.studies.study import Study
from experiments.calibrate.report import WITHIN, targets_figure
from experiments.command.options import FiguresOptions
from experiments.display import figures
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

PREDICTED = (
    *(f"employed_{month}m" for month in (12, 24, 36, 48, 60, 78)),
    *(f"employed_36m_{who}" for who in ("men", "women", "school_1", "school_2", "school_3")),
    *(f"employed_36m_{who}" for who in ("single_men", "single_women", "lone_parents", "couples_children", "couples")),
    *(f"stay_{month}m" for month in (12, 24, 36, 48, 60)),
)  # what the members say by sex, schooling, household and months since settlement
DISCUSSED = "What misses"


def validate_figures(made: FiguresOptions) -> None:
    """Simulate, print the table, write it, the figure, and the page."""
    if made.page:
        if not made.page.endswith(".md"):
            raise InputError(f"page is {made.page}, but must be a Markdown file, like docs/validation.md.")
        if not Path(made.page).parent.is_dir():
            raise InputError(f"page is {made.page}, but there is no folder {Path(made.page).parent}; make it first.")
        check_writable(Path(made.page))
    targets = [one for one in load(made.figures) if one.municipality == "national" and not one.over]
    members = ensembles.members_of(made, made.ensemble)
    study = Study(
        "validate", made, {"national": scenario_of(made, base_of(made), "national")}, members,
        monthly=False, curves=False, in_turn=len(members) > 1,
    )  # fmt: skip
    study.simulate()
    runs = pd.read_parquet(study.folder / "runs.parquet")
    if "point" not in runs:
        runs["point"] = runs["replicate"].astype(str)  # one set of numbers: the range is that of single runs
    table = beside(targets, runs)
    predicted = predictions(PREDICTED, runs)
    table.to_csv(study.folder / "figures.csv", index=False)
    predicted.to_csv(study.folder / "predicted.csv", index=False)
    picture = targets_figure(table)
    figures.save(picture, study.folder / "figures", "figures", study.failed)
    study.say(text(table, made, min(len(members), made.replicates)), f"Tables and figure: {study.folder}")
    if made.page:
        write_page(Path(made.page), table, predicted, made, min(len(members), made.replicates), picture)


def beside(targets: list[Target], runs: pd.DataFrame) -> pd.DataFrame:
    """One row a published figure: the figure, its tolerance, the median member and 90 % of the members."""
    _, n, of = sums_by_point(targets, runs)
    found = mappings.values([one.mapping for one in targets], n, of)
    low, middle, high = np.nanquantile(found, [0.05, 0.5, 0.95], axis=0)
    rows = [
        {
            "id": one.id,
            "use": one.use,
            "outcome": one.outcome,
            "unit": one.unit,
            "population": one.population,
            "moment": one.moment,
            "source": one.source,
            "published": one.value,
            "tolerance": one.tolerance,
            "low": low[i],
            "median": middle[i],
            "high": high[i],
            "away": one.away(middle[i]),
            "within": abs(one.away(middle[i])) <= WITHIN,
        }
        for i, one in enumerate(targets)
    ]
    return pd.DataFrame(rows)


def predictions(outcomes: Iterable[str], runs: pd.DataFrame) -> pd.DataFrame:
    """What the members say where nothing is published: median and 90 % of the members."""
    rows = []
    for name in outcomes:
        total = runs.groupby("point", sort=False)[[f"{name}_n", f"{name}_of"]].sum()
        values = OUTCOMES[name].scale * total[f"{name}_n"] / total[f"{name}_of"].where(total[f"{name}_of"] > 0)
        low, middle, high = values.quantile([0.05, 0.5, 0.95])
        rows.append((name, OUTCOMES[name].label, OUTCOMES[name].unit, low, middle, high))
    return pd.DataFrame(rows, columns=["outcome", "label", "unit", "low", "median", "high"])


def text(table: pd.DataFrame, made: FiguresOptions, members: int) -> str:
    """The table for the terminal."""
    lines = [
        (
            f"{made.municipality.title}: {members} members, {made.replicates} runs of {made.months} months; "
            f"within: the median is at most {WITHIN:g} tolerances away"
        ),
        f"{'figure':<44}{'published':>10}{'± tol.':>8}{'median (90 % of members)':>28}{'away':>7}",
    ]
    for use, words in (("calibration", "fitted"), ("check", "only checked, never fitted")):
        part = table[table["use"] == use]
        lines.append(f"  {words}: {int(part['within'].sum())} of {len(part)} within")
        for row in part.to_dict("records"):
            found = f"{row['median']:.1f} ({row['low']:.1f} … {row['high']:.1f})"
            missed = "" if row["within"] else "  MISSED"
            lines.append(
                f"{row['id'][:43]:<44}{row['published']:>10.1f}{row['tolerance']:>8.1f}{found:>28}"
                f"{row['away']:>+7.1f}{missed}"
            )
    return "\n".join(lines)


def write_page(
    page: Path, table: pd.DataFrame, predicted: pd.DataFrame, made: FiguresOptions, members: int, picture: Figure
) -> None:
    """Write the page; what a person wrote under ``DISCUSSED`` stays."""
    before = page.read_text(encoding="utf-8") if page.is_file() else ""
    kept = before.partition(f"## {DISCUSSED}\n")[2]
    image = page.parent / "img" / f"{page.stem}.png"
    image.parent.mkdir(exist_ok=True)
    picture.savefig(image, bbox_inches="tight")
    command = f"python -m experiments.validate figures ensemble={made.ensemble} page={page.as_posix()}"
    lines = [
        "# Validation: the calibrated members beside published figures",
        "",
        f"Written by `{command}` (the discussion at the end by hand). {members} ensemble members of",
        f"*{made.ensemble}*, {made.replicates} runs of the national composition over {made.months} months, with luck",
        f"that the calibration did not see. *Within*: the median member is at most {WITHIN:g} tolerances away.",
        "[targets.md](targets.md) says what each figure counts, [calibration.md](calibration.md) how the members were",
        "found, [cards.md](cards.md) which patterns of the field note the model shows.",
        "",
        f"![Each published figure, and the members in tolerances away from it](img/{image.name})",
        "",
    ]
    for use, words in (("calibration", "Fitted"), ("check", "Only checked, never fitted")):
        part = table[table["use"] == use]
        lines += [f"## {words}: {int(part['within'].sum())} of {len(part)} within", ""]
        lines += ["| figure | published ± tolerance | median (90 % of members) | away | |", "|---|---|---|---|---|"]
        for row in part.to_dict("records"):
            unit = f" {row['unit']}"
            mark = "within" if row["within"] else "**missed** 🔴"
            lines.append(
                f"| `{row['id'].replace('+', '` + `')}`: {row['population']}; {row['moment']} | "
                f"{row['published']:g} ± {row['tolerance']:.1f}{unit} | {row['median']:.1f} ({row['low']:.1f} … "
                f"{row['high']:.1f}) | {row['away']:+.1f} | {mark} |"
            )
        lines.append("")
    lines += [
        "## What the members say by sex, schooling, household and time",
        "",
        "Mostly nothing is published by which to check these; they are predictions of the national composition.",
        "",
        "| outcome | median (90 % of members) |",
        "|---|---|",
        *(
            f"| {row.label} | {row.median:.1f} ({row.low:.1f} … {row.high:.1f}) {row.unit} |"
            for row in predicted.itertuples()
        ),
        "",
        f"## {DISCUSSED}",
    ]
    page.write_text("\n".join(lines) + "\n" + (kept or "\n(to be written)\n"), encoding="utf-8")
