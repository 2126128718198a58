"""Look after study folders: ``python -m experiments.study status|resume|extend|repeat|merge|collect|export FOLDER``."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.declare import option
from bygd.scenarios.options import Common
from experiments.command.main import Part, chosen, parts
from experiments.command.progress import Steps
from experiments.command.words import understood, word


@dataclasses.dataclass
class Folder:
    """The folder of a study."""

    folder: Path = word("folder of a study")


COMMON = {item.name: item for item in dataclasses.fields(Common)}


def _as_common(name: str) -> Any:
    return dataclasses.field(default=COMMON[name].default, metadata=COMMON[name].metadata)


@dataclasses.dataclass(kw_only=True)
class Where:
    """Where runs are simulated, which is no part of what a study is."""

    executor: str = _as_common("executor")
    address: str = _as_common("address")
    threads: int = _as_common("threads")


@dataclasses.dataclass
class Resume(Where, Folder):
    """Go on where the study stopped, from the folder's own config.yaml."""


@dataclasses.dataclass
class Extend(Resume):
    """Add replicates to a study, then go on."""

    replicates: str = option(dataclasses.MISSING, "how many more, like +200")


@dataclasses.dataclass
class Repeat(Folder):
    """Run one row of runs.parquet again in the Mesa engine, and print its diary."""

    row: str = word("row of runs.parquet, from 0")


@dataclasses.dataclass
class Merge:
    """Join two folders of one study, then finish it."""

    one: Path = word("folder of a study")
    other: Path = word("another folder of the same study")
    out: Path = option(dataclasses.MISSING, "folder that is made of both")


@dataclasses.dataclass
class Collect:
    """Write one table from the folders of a sweep (-m)."""

    folder: list[Path] = word("folders of studies", several=True)
    out: Path = option(Path("collected.parquet"), "table to write")


@dataclasses.dataclass
class Export(Folder):
    """Write every table as CSV, or all as one Excel workbook; a calibration as NetCDF."""

    decimal: str = option("point", "decimal mark of CSV tables", among=("point", "comma"))
    format: str = option(
        "csv",
        "csv; xlsx: one workbook, a sheet a table; netcdf: a calibration as ArviZ reads it",
        among=("csv", "xlsx", "netcdf"),
    )


def status(options: Folder) -> None:
    """Say what is there, what is missing, what failed; stages one after the other."""
    from bygd.studies.look import studies_of
    from experiments.display.status import status_text

    Steps("reading the study")
    for folder in studies_of(options.folder):
        print(status_text(folder))


def resume(options: Resume) -> None:
    """Go on where the study stopped, from the folder's own config.yaml."""
    from bygd.studies.folder import options_of, program_of
    from bygd.studies.programs import STUDIES, study_in
    from experiments.command.dispatch import work_of

    program, asked = program_of(options.folder), options_of(options.folder, *STUDIES)
    study = study_in(options.folder) if program != "sensitivity" else None  # which is several
    for given in [asked] if study is None else [asked, study.options]:
        for item in dataclasses.fields(Where):
            setattr(given, item.name, getattr(options, item.name))
    if study is None or not study.own_points:
        work_of(program)(asked)
        return
    study.simulate()
    study.say(f"{study.replicates} replicates at {len(study.points)} points; tables: {study.folder}")


def extend(options: Extend) -> None:
    """Add replicates, then go on."""
    from bygd.studies.look import add_replicates

    add_replicates(options.folder, options.replicates)
    resume(options)


def repeat(options: Repeat) -> None:
    """Run one row of runs.parquet again in the Mesa engine, and print what happened to everybody."""
    from bygd.studies.look import diary

    Steps("simulating the run again in the Mesa engine")
    for line in diary(options.folder, options.row):
        print(line)


def join(options: Merge) -> None:
    """Join two folders of one study, then finish it."""
    from bygd.studies.merge import merge

    Steps("joining the folders")
    merge(options.one, options.other, options.out)
    resume(Resume(options.out))


def gather(options: Collect) -> None:
    """Write one table from the folders of a sweep (-m)."""
    from bygd.studies.export import collect

    Steps("reading the studies, writing one table")
    result = collect(options.folder, options.out)
    for folder in result.unfinished:
        print(f"{folder} is not finished and is left out.", file=sys.stderr)
    differ = ", ".join(result.differ) or "nothing"
    print(f"{result.rows} runs of {result.studies} studies, which differ in {differ}: {options.out}")


def write_out(options: Export) -> None:
    """Write every table as CSV with what the columns mean, all as one Excel workbook, or a calibration as NetCDF."""
    from bygd.studies.export import export
    from bygd.studies.netcdf import export_netcdf

    Steps("writing tables")
    if options.format != "csv" and options.decimal != "point":
        raise InputError(f"format={options.format} holds numbers, not text; leave out decimal=comma.")
    if options.format == "netcdf":
        print(export_netcdf(options.folder))
        return
    if options.format == "xlsx":
        write_workbook(options.folder)
        return
    for file in export(options.folder, options.decimal):
        print(file)


def write_workbook(folder: Path) -> None:
    """Write all tables as one Excel workbook; say what does not fit."""
    from bygd.studies.workbook import export_workbook

    file, left_out = export_workbook(folder)
    for sentence in left_out:
        print(sentence, file=sys.stderr)
    print(file)


PARTS = {
    "status": Part(Folder, status),
    "resume": Part(Resume, resume),
    "extend": Part(Extend, extend),
    "repeat": Part(Repeat, repeat),
    "merge": Part(Merge, join),
    "collect": Part(Collect, gather),
    "export": Part(Export, write_out),
}


def manage(words: list[str]) -> None:
    """Do what the words of the command line say; ``InputError`` for what is not understood."""
    name, rest = chosen(PARTS, words)
    options, program = PARTS[name]
    program(understood(options, f"study {name}", rest))


if __name__ == "__main__":
    parts("Look after study folders.", PARTS, "study")
