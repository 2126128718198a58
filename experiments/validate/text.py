"""The model beside published figures, as text for the terminal and as the page ``docs/validation.md``."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING

from bygd.evidence.beside import WITHIN
from experiments.calibrate.report import USES, figure_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from bygd.evidence.targets import Target
    from bygd.scenarios.options import EnsembleOptions

DISCUSSED = "What misses"


def text(table: pd.DataFrame, options: EnsembleOptions, members: int) -> str:
    """The table for the terminal."""
    lines = [
        (
            f"{options.municipality.title}: {members} members, {options.replicates} runs of {options.months} months; "
            f"within: the median is at most {WITHIN:g} tolerances away"
        ),
        f"{'figure':<44}{'published':>10}{'± tol.':>8}{'median (90 % of members)':>28}{'away':>7}",
    ]
    for use, words in USES.items():
        part = table[table["use"] == use]
        lines += [f"  {words}: {int(part['within'].sum())} of {len(part)} within", *figure_lines(part, 44)]
    return "\n".join(lines)


def declared_text(table: pd.DataFrame, targets: Sequence[Target], names: list[str], options: EnsembleOptions) -> str:
    """The declared numbers in each municipality beside every figure, for the terminal."""
    lines = [
        f"{options.replicates} runs a municipality, {options.months} months from {options.start}; ±: 95 % interval.",
        "±tol is what may separate figure and model although both are right (one standard deviation); how far is",
        "model less figure in tolerances, where the figure was counted (national, or the municipality that it names).",
        "",
        f"{'figure':<44}{'use':<13}{'published':>9}{'±tol':>7}"
        + "".join(f"{name:>16}" for name in names)
        + f"{'how far':>12}  measured as",
    ]
    for target, row in zip(targets, table.to_dict("records"), strict=True):
        cells = "".join(_cell(target, row, name) for name in names)
        lines.append(
            f"{target.id:<44}{target.use:<13}{_shown(target, target.value):>9}{_shown(target, target.tolerance):>7}"
            f"{cells}{row['verdict']:>12}  {target.outcome}"
        )
    return "\n".join(lines)


def _shown(target: Target, value: float) -> str:
    return f"{value:.{target.digits}f}"


def _cell(target: Target, row: dict, name: str) -> str:
    value = row[name]
    if math.isnan(value):
        return f"{'–':>16}"
    return f"{_shown(target, value):>9} ±{_shown(target, row[f'{name}_high'] - value):>5}"


def write_page(
    page: Path, table: pd.DataFrame, predicted: pd.DataFrame, options: EnsembleOptions, members: int, study: Path
) -> None:
    """Write the page; what a person wrote under ``DISCUSSED`` stays."""
    before = page.read_text(encoding="utf-8") if page.is_file() else ""
    kept = before.partition(f"## {DISCUSSED}\n")[2]
    image = page.parent / "img" / f"{page.stem}.png"
    image.parent.mkdir(exist_ok=True)
    shutil.copyfile(study / "figures" / "figures.png", image)
    command = f"python -m experiments.validate figures ensemble={options.ensemble} page={page.as_posix()}"
    lines = [
        "# Validation: the calibrated members beside published figures",
        "",
        f"Written by `{command}` (the discussion at the end by hand). {members} ensemble members of",
        f"*{options.ensemble}*, {options.replicates} national runs over {options.months} months, with",
        f"luck that the calibration did not see. *Within*: the median member is at most {WITHIN:g} tolerances away.",
        "[targets.md](targets.md) says what each figure counts, [calibration.md](calibration.md) how the members were",
        "found, [cards.md](cards.md) which patterns of the field note the model shows.",
        "",
        f"![Each published figure, and the members in tolerances away from it](img/{image.name})",
        "",
    ]
    for use, words in USES.items():
        part = table[table["use"] == use]
        lines += [f"## {words.capitalize()}: {int(part['within'].sum())} of {len(part)} within", ""]
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
