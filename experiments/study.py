"""Look after study folders: ``python -m experiments.study status|resume|extend|repeat|merge|collect|export FOLDER``."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from bygd.errors import InputError
from bygd.studies.export import Collected, collect, export
from bygd.studies.files import alone, note_command, provenance_of, write_text
from bygd.studies.folder import CONFIG, options_of, program_of
from bygd.studies.merge import merge
from bygd.studies.programs import STUDIES, options_in_one_piece, parts_in, study_in
from experiments.command.dispatch import work_of
from experiments.command.main import plain
from sim.points import DEFAULT, at
from sim.states import Event

COMMANDS = {
    "status FOLDER": "what is there, what is missing, what failed",
    "resume FOLDER": "go on, from the folder's own config.yaml",
    "extend FOLDER replicates=+200": "add replicates",
    "repeat FOLDER ROW": "run one row of runs.parquet again in the Mesa engine, print its diary",
    "merge A B out=C": "join two folders of one study",
    "collect FOLDER … out=FILE": "one table from the folders of a sweep (-m)",
    "export FOLDER [decimal=comma]": "every table as CSV, and what the columns mean",
}


REASONS = {
    "fixed": "as many as were asked for",
    "decided": "as many as the answers needed",
    "budget": "as many as the budget allows",
}


HELP = "python -m experiments.study COMMAND FOLDER …\n\n" + "\n".join(
    f"  {how:<35}{what}" for how, what in COMMANDS.items()
)


def status(folder: Path) -> None:
    """Say what is there, what is missing, what failed, and how long the rest takes; stages one after the other."""
    if within := sorted(file.parent for file in folder.glob(f"*/{CONFIG}")):
        for stage in within:
            status(stage)
        return
    study = study_in(folder)
    missing = sum(part.runs for part in study.missing())
    there = sum(len(replicates) for replicates in study.there().values())
    failed = sum(int(pd.read_parquet(file, columns=["failed"])["failed"].sum()) for file in parts_in(folder))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    points = f"{len(study.points)} points, " * (len(study.points) > 1)
    print(f"{folder}: {study.program}, {len(study.scenarios)} scenarios, {points}{study.replicates} replicates")
    print(f"  runs there {there}, missing {missing}, failed {failed}; {size / 1e6:.1f} MB")
    why = provenance_of(folder).get("runs")
    if why is not None and not missing:
        print(f"  all runs are there ({REASONS.get(why['reason'], why['reason'])})")
        return
    if pace := _pace(folder):
        print(f"  about {missing * pace / 60:.0f} min at the pace so far")
    print(f"  go on with: python -m experiments.study resume {folder}")


def _pace(folder: Path) -> float:
    """Seconds a run, from the times at which parts were finished (a pause counts for little); 0 if nobody knows."""
    done = sorted((file.stat().st_mtime, pq.read_metadata(file).num_rows) for file in parts_in(folder))
    gaps = sorted((later - earlier) / runs for (earlier, _), (later, runs) in pairwise(done))
    middle = gaps[len(gaps) // 10 : len(gaps) - len(gaps) // 10]
    return sum(middle) / len(middle) if middle else 0.0


def resume(folder: Path) -> None:
    """Go on where the study stopped: the command that made the folder, with the folder's own options."""
    work_of(program_of(folder))(options_of(folder, *STUDIES))


def extend(folder: Path, replicates: str) -> None:
    """Add replicates, then go on."""
    made = options_in_one_piece(folder)
    if not re.fullmatch(r"replicates=\+[1-9]\d*", replicates):
        raise InputError("Say how many more, like replicates=+200.")
    if made.replicates == 0:
        raise InputError(f"{folder} has as many runs as its answers need; extend its budget in a new folder.")
    text = (folder / CONFIG).read_text(encoding="utf-8")
    more = made.replicates + int(replicates.partition("+")[2])
    with alone(folder / "lock"):  # another process there would find a study that is not its own
        write_text(folder / CONFIG, re.sub(r"(?m)^replicates: \d+$", f"replicates: {more}", text))
        note_command(folder, f"python -m experiments.study extend {folder} {replicates}")
    resume(folder)


def repeat(folder: Path, row: str) -> None:
    """Run one row again in the readable engine, and print what happened to everybody."""
    study = study_in(folder)
    again = f"python -m experiments.study resume {folder}"
    if not (folder / "runs.parquet").is_file():
        raise InputError(f"{folder} is not finished and has no runs.parquet yet; {again} goes on.")
    try:
        runs = pd.read_parquet(folder / "runs.parquet")
    except (OSError, ValueError):
        raise InputError(f"{folder}/runs.parquet cannot be read; {again} makes it again from its parts.") from None
    if not re.fullmatch(r"\d+", row, re.ASCII) or int(row) >= len(runs):
        raise InputError(f"Row {row} is not there; runs.parquet has rows 0 to {len(runs) - 1}.")
    from sim.model import IntegrationModel

    one = runs.iloc[int(row)]
    scenario = at(study.scenarios[one["scenario"]], study.points[one.get("point", DEFAULT)])
    print(f"{one['scenario']}, replicate {one['replicate']}, seed {one['seed']}: month, person, event")
    model = IntegrationModel(scenario, int(one["seed"]), int(one["replicate"]), people=True).run()
    for line in model.diary[: model.cursor[0]]:
        print(f"{int(line[1]) + 1 - scenario.warm_up_months:>5} {int(line[0]):>5} {Event(int(line[2])).name.lower()}")


def told(found: Collected, out: Path) -> None:
    """Say what a table of many studies holds."""
    for folder in found.unfinished:
        print(f"{folder} is not finished and is left out.", file=sys.stderr)
    print(
        f"{found.rows} runs of {found.studies} studies, which differ in {', '.join(found.differ) or 'nothing'}: {out}"
    )


def manage(words: list[str]) -> None:
    """Understand the command line."""
    command, *rest = words
    folders = [Path(one) for one in rest if "=" not in one]
    said = dict(one.partition("=")[::2] for one in rest if "=" in one)
    match command, folders, sorted(said):
        case "status", [folder], []:
            status(folder)
        case "resume", [folder], []:
            resume(folder)
        case "extend", [folder], ["replicates"]:
            extend(folder, f"replicates={said['replicates']}")
        case "repeat", [folder, row], []:
            repeat(folder, str(row))
        case "merge", [one, other], ["out"]:
            out = Path(said["out"])
            merge(one, other, out)
            resume(out)
        case "collect", [_, *_], [] | ["out"]:
            told(collect(folders, out := Path(said.get("out", "collected.parquet"))), out)
        case "export", [folder], [] | ["decimal"]:
            for file in export(folder, said.get("decimal", "point")):
                print(file)
        case _:
            how = [line for line in COMMANDS if line.split()[0] == command]
            hint = f"it is said like: python -m experiments.study {how[0]}" if how else "--help lists the commands"
            raise InputError(f"{' '.join(words)!r} is not understood; {hint}.")


def main() -> None:
    """Run a command."""
    plain(manage, HELP)


if __name__ == "__main__":
    main()
