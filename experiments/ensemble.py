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
    """Read an ensemble; ``InputError`` if there is none of that name, or its files are damaged or of another model."""
    if name not in names():
        raise InputError(f"There is no ensemble {name!r}; choose from {', '.join([NONE, *names()])}.")
    file = folder_of("ensemble") / f"{name}.csv"
    try:
        values = pd.read_csv(file)
        about = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(
            f"The ensemble {name} cannot be read: {file} and {name}.json beside it must be as calibrate wrote them; "
            "fetch them again."
        ) from None
    if fault := _fault(values):
        raise InputError(f"The ensemble {name} ({file}) {fault}; fetch it again, or calibrate anew.")
    return Ensemble(values.set_index("world"), about)


def _fault(values: pd.DataFrame) -> str:
    """What is wrong with the table of an ensemble; nothing if it is as it should be."""
    if "world" not in values:
        return "has no column world"
    if values.empty:
        return "holds no worlds"
    if values["world"].duplicated().any():
        return f"has the world {values['world'][values['world'].duplicated()].iloc[0]} twice"
    known = numbers(Parameters())
    for name in values.columns.drop("world"):
        if name not in known:
            return f"has the number {name}, which the model does not have"
        low, high = known[name].allowed
        for world, value in zip(values["world"], values[name], strict=True):
            if not isinstance(value, (int, float)) or not low <= value <= high:  # not a number is not between either
                return f"has {value} for {name} in world {world}, which must be a number between {low:g} and {high:g}"
    return ""


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
