"""Ensemble members: sets of numbers that agree with published figures, as ``experiments.calibrate`` keeps them.

A comparison simulates run 0 in the first member, run 1 in the second, and so on, round and round. Numbers that the user
sets (or an act, or a population) are the same in all members. What a municipality says of its offices' practice is too,
unless nobody has counted it there (``assumed``): then it lies around what the file says, where the member's national
practice lies in its plausible range.
"""

from __future__ import annotations

import functools
import json
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.build import parameters_of
from bygd.scenarios.catalogue import folder_of
from bygd.scenarios.options import Common
from sim.parameters import Number, numbers
from sim.points import DEFAULT
from sim.population import Description
from sim.processes import Parameters, Practice

NONE = "default"
PRACTICE = "practice."


class Ensemble(NamedTuple):
    """Members (rows: a member; columns: numbers of the model), and where they come from."""

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
    return Ensemble(values.set_index("member"), about)


def _fault(values: pd.DataFrame) -> str:
    """What is wrong with the table of an ensemble; nothing if it is as it should be."""
    if "member" not in values:
        return "has no column member"
    if values.empty:
        return "holds no members"
    if values["member"].duplicated().any():
        return f"has the member {values['member'][values['member'].duplicated()].iloc[0]} twice"
    known = numbers(Parameters()) | {f"{PRACTICE}{name}": one for name, one in numbers(Practice()).items()}
    for name in values.columns.drop("member"):
        if name not in known:
            return f"has the number {name}, which the model does not have"
        low, high = known[name].allowed
        for member, value in zip(values["member"], values[name], strict=True):
            if not isinstance(value, (int, float)) or not low <= value <= high:  # not a number is not between either
                return f"has {value} for {name} in member {member}, which must be a number between {low:g} and {high:g}"
    return ""


def members_of(made: Common, name: str, most: int = 0) -> dict[str, dict[str, float]]:
    """Members by name, in the order of the runs; one without any number where none are wanted.

    ``most`` (0: all) are spread evenly over the file: members are equally likely, but neighbours in it may be copies of
    one draw that have not quite parted, and are a little more alike.
    """
    if name == NONE:
        return {DEFAULT: {}}
    used = parameters_of(made)
    own = {
        key
        for key, one in numbers(Parameters()).items()
        if float(getattr(getattr(used, key.partition(".")[0]), key.partition(".")[2])) != one.default
    }
    table = load(name).table
    if 0 < most < len(table):
        table = table.iloc[np.arange(most) * len(table) // most]
    kept = table[[key for key in table if key not in own and not key.startswith(PRACTICE)]]
    members = {f"world_{member}": {str(key): float(one) for key, one in row.items()} for member, row in kept.iterrows()}
    for key, values in _practice(made.municipality, table).items():
        for member, value in zip(members.values(), values, strict=True):
            member[key] = float(value)
    return members


def _practice(municipality: Description, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """What is assumed of the offices' practice, by name of a point (``sim.points.at``), one value a member."""
    found = {}
    for name, one in numbers(Practice()).items():
        if f"{PRACTICE}{name}" not in table:
            continue
        offices = {
            f"{PRACTICE}{key}.{side}.{name}": getattr(office, name)
            for key, described in municipality.municipalities.items()
            for side, office in described.offices.items()
            if name in office.assumed
        }
        everywhere = len(offices) == sum(len(described.offices) for described in municipality.municipalities.values())
        if everywhere and len(set(offices.values())) == 1:
            offices = {f"{PRACTICE}{name}": next(iter(offices.values()))}
        for key, said in offices.items():
            found[key] = around(said, table[f"{PRACTICE}{name}"].to_numpy(float), one)
    return found


def around(said: float, national: np.ndarray, one: Number) -> np.ndarray:
    """Values that lie around ``said`` as ``national`` lie around the middle of the plausible range; its ends stay."""
    low, high = one.plausible
    return np.interp(national, [low, (low + high) / 2.0, high], [min(low, said), said, max(high, said)])
