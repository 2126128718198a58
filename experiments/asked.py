"""Whether what was asked for can be done, told before anything is simulated: outcomes, places, folders, numbers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.compose import read
from experiments.options import Common, InputError, RunOptions, base_of
from experiments.study import announce_compiling, scenario_of
from sim import compiled
from sim.outcomes import OUTCOMES, counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.population import Description

TRIED = 200  # runs of the baseline, if not fewer are asked for


def check_outcomes(option: str, names: list[str]) -> None:
    """Refuse no outcome at all, one that does not exist, and one that is named twice."""
    if not names:
        raise InputError(f"{option} is empty; name at least one outcome, like {option}=[employed_36m].")
    for name in names:
        if name not in OUTCOMES:
            raise InputError(f"{option} names {name!r}, which is no outcome; docs/data.md lists them.")
        if names.count(name) > 1:
            raise InputError(f"{option} names {name} twice; name it once.")


def refuse_unobserved(option: str, names: Iterable[str], made: Common, runs: int) -> None:
    """Refuse outcomes for which nobody is observed in the first runs of the baseline: too few months or people.

    ``option`` names them; empty where nobody can choose. A study that is there already is left alone; so is the Mesa
    engine, in which a try costs as much as the study.
    """
    if getattr(made, "engine", "compiled") != "compiled" or (made.out and Path(made.out).exists()):
        return
    announce_compiling()
    runs = min(runs, TRIED)
    found = compiled.run(scenario_of(made, base_of(made), "baseline"), made.seed, np.arange(runs))
    good = ~found.failed
    seen = counts(found)
    for name in names:
        if good.any() and not seen[name][1][good].sum() > 0:  # where all fail, the study says why
            raise InputError(
                f"Nobody is observed for {name} in {runs} runs of {made.municipality.title} over {made.months} months; "
                f"say more months or replicates, a larger municipality{f', or another {option}=…' if option else ''}."
            )


def municipalities(names: list[str]) -> dict[str, Description]:
    """Municipalities of the option ``places`` by name, or by that of their own file; none, or one twice, is refused."""
    if not names:
        raise InputError("places is empty; name at least one municipality, like places=[sel,vaga].")
    short = short_names(names)
    for name in short:
        if short.count(name) > 1:
            raise InputError(f"places names {name} twice; name it once.")
    return {
        one: read(RunOptions, [f"municipality={name}"]).municipality for one, name in zip(short, names, strict=True)
    }


def short_names(names: Iterable[str]) -> list[str]:
    """Names of municipalities, or of their files, as folders are named after them."""
    return [Path(name).stem for name in names]


def check_folder(folder: Path, own: Iterable[str] = ()) -> None:
    """Refuse a folder that is a file, cannot be written, or holds anything but studies in folders of the ``own`` names.

    For programs whose folder is no study itself.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name another folder with out=….")
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / name / "config.yaml").is_file() for name in own):
        raise InputError(f"{folder} holds something else; name a new folder with out=….")
    check_writable(folder)


def check_writable(target: Path) -> None:
    """Refuse a file or folder that cannot be made where it is to lie."""
    there = next(one for one in (target, *target.absolute().parents) if one.exists())
    if there != target and not there.is_dir():
        raise InputError(f"Cannot write {target}: {there} is a file.")
    if not os.access(there, os.W_OK):
        raise InputError(f"Cannot write {target}: you may not write to {there}; name another place.")
