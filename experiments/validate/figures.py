"""The model beside every published figure: what was fitted, what was only checked, what misses.

Fresh luck (another seed than the calibration's). A member's figure is what its runs show together; the range over the
members of an ensemble therefore holds what nobody knows, and the chance of a municipality of this size. With the
declared numbers alone, municipalities stand beside each other, to show how far they differ.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bygd.commands import recorded
from bygd.errors import InputError
from bygd.evidence.beside import allowed, beside, predictions, row_of
from bygd.evidence.options import FiguresOptions
from bygd.evidence.targets import Target, load_for
from bygd.evidence.validation import figures_study
from bygd.scenarios import ensembles
from bygd.scenarios.options import EnsembleOptions
from bygd.scenarios.settings import SETTING, refuse_short, told
from bygd.studies.files import check_writable
from bygd.studies.programs import by_municipality
from experiments.calibrate.report import USES, figure_lines, targets_figure
from experiments.command.progress import Steps

PREDICTED = (
    *(f"employed_{month}m" for month in (12, 24, 36, 48, 60, 78)),
    *(f"employed_36m_{who}" for who in ("men", "women", "school_1", "school_2", "school_3")),
    *(f"employed_36m_{who}" for who in ("single_men", "single_women", "lone_parents", "couples_children", "couples")),
    *(f"stay_{month}m" for month in (12, 24, 36, 48, 60)),
)  # what the ensemble says by sex, schooling, household and months since settlement


def validate_figures(options: FiguresOptions) -> None:
    """Hold an ensemble, or the declared numbers, against every published figure; print and write a table."""
    if options.ensemble == ensembles.NONE:
        declared(options)
    else:
        over_members(options)


def declared(given: FiguresOptions) -> None:
    """The declared numbers in each municipality, beside every figure."""
    if given.page:
        raise InputError("page shows the members of an ensemble; leave out ensemble=default, or page.")
    targets = load_for(given)
    several, options = by_municipality(given, "validate") if given.municipalities else (None, {_name(given): given})
    studies = {name: figures_study(item, name, targets) for name, item in options.items()}
    steps = Steps(*(f"simulating {name}" for name in studies), "comparing with published figures")
    runs = {}
    for name, study in studies.items():
        runs[name] = study.run()["runs"]
        steps.next()
    table = pd.DataFrame([row_of(target, runs) for target in targets])
    folder = several or next(iter(studies.values())).folder
    table.to_csv(folder / "figures.csv", index=False)
    print(f"{declared_text(table, targets, list(runs), given)}\nTable: {folder}/figures.csv")


def _name(options: FiguresOptions) -> str:
    """Name of the municipality by which figures know it: that of its file in ``configs``, ``national`` by default."""
    keys = list(options.municipality.municipalities)
    return keys[0] if len(keys) == 1 else "region"


def over_members(options: FiguresOptions) -> None:
    """The members of an ensemble beside the national figures; writes the page too."""
    check_request(options)
    every = load_for(options)
    targets = [item for item in every if item.municipality == "national" and not item.over]
    if not targets:
        raise InputError(
            f"None of the figures {options.figures} is a national one, and only these stand beside an ensemble; say "
            "municipality: national of a figure, or ensemble=default with municipalities=[…] where they were counted."
        )
    study = figures_study(options, "national", targets)
    steps = Steps("simulating", "comparing with published figures")
    study.simulate()
    steps.next()
    runs = pd.read_parquet(study.folder / "runs.parquet")
    table, predicted = beside(targets, runs), predictions(told(PREDICTED, options), runs)
    table.to_csv(study.folder / "figures.csv", index=False)
    predicted.to_csv(study.folder / "predicted.csv", index=False)
    used = min(len(study.points), options.replicates)
    targets_figure(table, study.folder / "figures" / "figures", study.failed, used)
    if options.page:
        write_page(Path(options.page), table, predicted, options, used, study.folder)
    left_out = [item.id for item in every if item not in targets]
    study.say(text(table, options, used, left_out), f"Tables and figure: {study.folder}")


def check_request(options: FiguresOptions) -> None:
    """Refuse what an ensemble cannot be asked, and a page that cannot be written."""
    if options.municipalities:
        raise InputError("municipalities stand beside each other with ensemble=default only; say that as well.")
    refuse_short(options)
    if not options.page:
        return
    if not options.page.endswith(".md"):
        raise InputError(f"page is {options.page}, but must be a Markdown file, like docs/validation.md.")
    if not Path(options.page).parent.is_dir():
        raise InputError(f"page is {options.page}, but there is no folder {Path(options.page).parent}; make it first.")
    check_writable(Path(options.page))


# --- text for the terminal, and the page docs/validation.md -----------------------------------------------------

DISCUSSED = "What misses"


def text(table: pd.DataFrame, options: EnsembleOptions, members: int, left_out: Sequence[str]) -> str:
    """The table for the terminal, and which figures stand in no row because they were counted elsewhere."""
    lines = [
        (
            f"{options.municipality.title}: {members} members, {options.replicates} runs of {options.months} months; "
            f"within: the median is at most {allowed(members):g} tolerances away"
        ),
        f"{'figure':<44}{'published':>10}{'± tol.':>8}{'median (90 % of members)':>28}{'away':>7}",
    ]
    for use, words in USES.items():
        part = table[table["use"] == use]
        lines += [f"  {words}: {int(part['within'].sum())} of {len(part)} within", *figure_lines(part, 44)]
    if left_out:
        lines.append(f"Left out, because they are not national: {', '.join(left_out)}.")
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
    setting = [] if options.setting == SETTING else [f"setting={options.setting}"]
    told = [*setting, f"ensemble={options.ensemble}", f"page={page.as_posix()}"]
    command = recorded("validate figures", *told)
    most = allowed(members)
    lines = [
        "# Validation: the calibrated members beside published figures",
        "",
        f"Written by `{command}` (the discussion at the end by hand). {members} ensemble members of",
        f"*{options.ensemble}*, {options.replicates} national runs over {options.months} months, with",
        f"luck that the calibration did not see. *Within*: the median member is at most {most:g} tolerances away.",
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
