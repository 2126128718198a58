"""A study folder: seconds a run, stages, more replicates, and the diary of one run."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd

from bygd.commands import recorded, typed
from bygd.errors import InputError
from bygd.studies.files import alone, note_command, write_text
from bygd.studies.folder import CONFIG, program_of
from bygd.studies.programs import options_in_one_piece, study_in
from bygd.studies.study import Study
from bygd.studies.tables import read_table
from bygd.studies.two_ensembles import begun_of
from sim.points import DEFAULT, at
from sim.states import Event


def pace_of(study: Study) -> float:
    """Seconds a run: trimmed mean of the times between finished parts; 0 with fewer than two parts."""
    runs = study.ordered("runs")
    counts = runs.groupby("part", observed=True).size() if len(runs) else pd.Series(dtype=int)
    done = sorted((study.parts.file("runs", str(key)).stat().st_mtime, int(n)) for key, n in counts.items())
    gaps = sorted((later - earlier) / runs for (earlier, _), (later, runs) in pairwise(done))
    middle = gaps[len(gaps) // 10 : len(gaps) - len(gaps) // 10]
    return sum(middle) / len(middle) if middle else 0.0


def stages_of(folder: Path) -> list[Path]:
    """Study folders within a folder: the stages of an analysis, or municipalities."""
    return sorted(file.parent for file in folder.glob(f"*/{CONFIG}"))


def studies_of(folder: Path) -> list[Path]:
    """The folder, unless it only holds stages or municipalities, and the study folders within it."""
    within = stages_of(folder)
    itself = not within or ((folder / CONFIG).is_file() and program_of(folder) != "sensitivity")
    return [folder, *within] if itself else within


def add_replicates(folder: Path, more: str) -> None:
    """Raise ``replicates`` in ``config.yaml`` by a text like ``+200``."""
    options = options_in_one_piece(folder)
    if not re.fullmatch(r"\+[1-9]\d*", more):
        raise InputError("Say how many more, like replicates=+200.")
    if options.replicates == 0:
        raise InputError(f"{folder} has as many runs as its answers need; extend its budget in a new folder.")
    replicates, command = options.replicates + int(more), recorded("study extend", folder, f"replicates={more}")
    folders = begun_of(options)
    with contextlib.ExitStack() as locks:  # another process there would find a study that is not its own
        for each in folders:
            locks.enter_context(alone(each / "lock"))
        for each in folders:
            text = (each / CONFIG).read_text(encoding="utf-8")
            write_text(each / CONFIG, re.sub(r"(?m)^replicates: \d+$", f"replicates: {replicates}", text))
            note_command(each, command)


def diary(folder: Path, row: str) -> Iterator[str]:
    """Diary of one row of ``runs.parquet``, simulated again in the Mesa engine: a line an event."""
    study = study_in(folder)
    again = typed("study resume", folder)
    if not (folder / "runs.parquet").is_file():
        raise InputError(f"{folder} is not finished and has no runs.parquet yet; {again} goes on.")
    runs = read_table(folder, "runs")
    if not re.fullmatch(r"\d+", row, re.ASCII) or int(row) >= len(runs):
        raise InputError(f"Row {row} is not there; runs.parquet has rows 0 to {len(runs) - 1}.")
    from sim.model import IntegrationModel

    item = runs.iloc[int(row)]
    scenario = at(study.scenarios[item["scenario"]], study.points[item.get("point", DEFAULT)])
    yield f"{item['scenario']}, replicate {item['replicate']}, seed {item['seed']}: month, person, event"
    model = IntegrationModel(scenario, int(item["seed"]), int(item["replicate"]), people=True).run()
    for line in model.diary[: model.cursor[0]]:
        yield f"{int(line[1]) + 1 - scenario.warm_up_months:>5} {int(line[0]):>5} {Event(int(line[2])).name.lower()}"
