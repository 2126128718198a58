"""Plausible worlds: sets of numbers that agree with published figures, as ``experiments.calibrate`` keeps them.

A comparison simulates run 0 in the first world, run 1 in the second, and so on, round and round. Numbers that the user
sets (or an act, or a population) are the same in all worlds.
"""

from __future__ import annotations

import functools
import json
from typing import Any, NamedTuple

import pandas as pd

from experiments.catalogue import folder_of
from experiments.compose import parameters_of
from experiments.options import Common, InputError
from sim.parameters import numbers
from sim.points import DEFAULT
from sim.processes import Parameters

NONE = "default"


class Ensemble(NamedTuple):
    """Worlds (rows: a world; columns: numbers of the model), and where they come from."""

    table: pd.DataFrame
    about: dict[str, Any]


def names() -> list[str]:
    """Ensembles that there are."""
    return sorted(file.stem for file in folder_of("ensemble").glob("*.csv"))


@functools.cache
def load(name: str) -> Ensemble:
    """Read an ensemble; ``InputError`` if there is none of that name, or it knows other numbers than the model."""
    if name not in names():
        raise InputError(f"There is no ensemble {name!r}; choose from {', '.join([NONE, *names()])}.")
    values = pd.read_csv(folder_of("ensemble") / f"{name}.csv", index_col="world")
    unknown = sorted(set(values) - set(numbers(Parameters())))
    if unknown:
        raise InputError(
            f"The ensemble {name} has the number {unknown[0]}, which the model no longer has; calibrate again."
        )
    about = json.loads((folder_of("ensemble") / f"{name}.json").read_text(encoding="utf-8"))
    return Ensemble(values, about)


def worlds_of(made: Common, name: str) -> dict[str, dict[str, float]]:
    """Worlds by name, in the order of the runs; one without any number where none are wanted."""
    if name == NONE:
        return {DEFAULT: {}}
    used = parameters_of(made)
    own = {
        key
        for key, one in numbers(Parameters()).items()
        if float(getattr(getattr(used, key.partition(".")[0]), key.partition(".")[2])) != one.default
    }
    table = load(name).table
    kept = table[[key for key in table if key not in own]]
    return {f"world_{world}": {str(key): float(one) for key, one in row.items()} for world, row in kept.iterrows()}
