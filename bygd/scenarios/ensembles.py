"""Ensemble members: sets of numbers that agree with published figures, as ``experiments.calibrate`` keeps them.

A comparison simulates run 0 in the first member, run 1 in the second, and so on, round and round. Numbers that the user
sets (or an act, or a population) are the same in all members. What a municipality says of its offices' practice is too,
unless nobody has counted it there (``assumed``): then it lies around what the file says, where the member's national
practice lies in its plausible range.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bygd.errors import InputError, near, shortened
from bygd.scenarios.build import parameters_of
from bygd.scenarios.catalogue import folder_of, known_names, own_file_of
from bygd.scenarios.options import NONE, Common, EnsembleOptions
from bygd.scenarios.own_files import by_file, load_json, load_table
from bygd.scenarios.settings import ensembles_of_others, read_setting
from sim.parameters import Number, numbers
from sim.points import DEFAULT
from sim.population import Description
from sim.processes import Parameters, Practice

PRACTICE = "practice."
OWN = "ensemble.csv"  # in a study folder: an ensemble that has no other file


class Ensemble(NamedTuple):
    """Members (rows: a member; columns: numbers of the model), and where they come from."""

    table: pd.DataFrame
    about: dict[str, Any]


def names() -> list[str]:
    """Ensembles that there are."""
    return sorted(file.stem for file in folder_of("ensembles").glob("*.csv"))


def load(name: str, folder: str = "") -> Ensemble:
    """Read an ensemble; ``InputError`` if there is none of that name, or its files are damaged or of another model.

    A file of one's own is looked for in the study folder ``folder`` first; it needs no ``.json`` beside it.
    """
    if name in names():
        return _read(folder_of("ensembles") / f"{name}.csv")
    file = own_file_of("ensembles", name, (".csv",))
    if file is None:
        known, own = known_names("ensembles", (".csv",)), "or name a file of your own, like my_ensemble.csv"
        raise InputError(
            f"There is no ensemble {name!r}{near(name, known)}; choose from {', '.join([NONE, *known])}, {own}."
        )
    inside = Path(folder) / file.name
    file = inside if folder and inside.is_file() else file
    if not file.is_file():
        raise InputError(f"There is no ensemble file {name}.")
    return _read(file)


def _read(file: Path) -> Ensemble:
    """Table and provenance of an ensemble; only the table is remembered."""
    beside, name = file.with_suffix(".json"), file.stem
    values, fault = _table(file)
    if fault:
        raise InputError(f"The ensemble {name} ({file}) {fault}; fetch it again, or calibrate anew.")
    about: dict[str, Any] = {}
    if file.parent == folder_of("ensembles") or beside.is_file():
        try:
            about = load_json(beside, "ensemble")
        except InputError:
            raise InputError(
                f"The ensemble {name} cannot be read: {file} and {name}.json beside it must be as calibrate wrote "
                "them; fetch them again."
            ) from None
    return Ensemble(values.set_index("member"), {**about, "made": _made(about, file)})


def _made(about: dict[str, Any], file: Path) -> str:
    """When an ensemble was made: as it says, else when its file was written."""
    try:
        return dt.datetime.fromisoformat(about["made"]).isoformat(timespec="seconds")
    except (KeyError, TypeError, ValueError):
        return dt.datetime.fromtimestamp(file.stat().st_mtime).astimezone().isoformat(timespec="seconds")


@by_file
def _table(file: Path) -> tuple[pd.DataFrame, str]:
    """Table of a file, and what is wrong with it."""
    return (values := load_table(file, "ensemble")), _fault(values)


def of_frame(frame: pd.DataFrame) -> Ensemble:
    """An ensemble from a table: one row a member (column ``member``, or the index), one column a number."""
    values = frame if "member" in frame else frame.rename_axis("member").reset_index()
    if fault := _fault(values):
        raise InputError(f"The ensemble {fault}; compare with bygd/scenarios/ensembles.py.")
    return Ensemble(values.set_index("member"), {"made": dt.datetime.now().astimezone().isoformat(timespec="seconds")})


def write_ensemble(ensemble: Ensemble, file: Path) -> None:
    """Write an ensemble as ``load`` reads it: a table, and beside it where it comes from."""
    ensemble.table.to_csv(file, index_label="member")
    file.with_suffix(".json").write_text(json.dumps(ensemble.about, indent=2), encoding="utf-8")


def _fault(values: pd.DataFrame) -> str:
    """What is wrong with the table of an ensemble; nothing if it is as it should be."""
    if fault := _fault_of_members(values):
        return fault
    known = numbers(Parameters()) | {f"{PRACTICE}{name}": item for name, item in numbers(Practice()).items()}
    for name in values.columns.drop("member"):
        if name not in known:
            return f"has the number {name}, which the model does not have"
        low, high = known[name].allowed
        items = pd.to_numeric(values[name], errors="coerce").to_numpy(float, na_value=np.nan)
        good = (low <= items) & (items <= high)  # what is no number is not between
        if values[name].dtype == bool or not good.all():
            first = 0 if good.all() else good.argmin()
            return (
                f"has {shortened(str(values[name].iloc[first]))} for {name} in member {values['member'].iloc[first]}, "
                f"which must be a number between {low:g} and {high:g}"
            )
    return ""


def _fault_of_members(values: pd.DataFrame) -> str:
    """What is wrong with columns and members, whatever their numbers are."""
    if "member" not in values:
        return "has no column member"
    if values.columns.has_duplicates:
        return f"has the column {values.columns[values.columns.duplicated()][0]} twice"
    members = values["member"]
    if values.empty:
        return "holds no members"
    if members.duplicated().any():
        return f"has the member {members[members.duplicated()].iloc[0]} twice"
    if not pd.api.types.is_integer_dtype(members) or members.min() < 0:
        return "must name its members by whole numbers from 0"
    return ""


def members_of(options: Common, name: str, most: int = 0) -> dict[str, dict[str, float]]:
    """Members by name, in the order of the runs; one without any number where none are wanted.

    ``most`` (0: all) are spread evenly over the file: members are equally likely, but neighbours in it may be copies of
    one draw that have not quite parted, and are a little more alike. Of an option ``member`` there is this one alone.
    """
    member = getattr(options, "member", -1)
    if name != NONE:
        return members_in(options, load(name, options.out).table, most, member)
    if member >= 0:
        raise InputError(f"member is {member}, but ensemble=default has no members; name an ensemble as well.")
    return {DEFAULT: {}}


def from_member(
    options: EnsembleOptions, points: dict[str, dict[str, float]], members: dict[str, dict[str, float]] | None = None
) -> dict[str, dict[str, float]]:
    """Points, their names kept, with all other numbers as in the one member that ``options`` name, if they name one.

    ``members``: instead of those of the option ``ensemble``. ``InputError`` for an ensemble without a member.
    """
    if options.ensemble != NONE and options.member < 0:
        raise InputError(f"ensemble is {options.ensemble}, so say which member all points begin with, like member=17.")
    (member,) = (members_of(options, options.ensemble) if members is None else members).values()
    return {  # what is varied comes last, so that the practice of all offices wins over that of one in the member
        name: {key: value for key, value in member.items() if key not in values} | values
        for name, values in points.items()
    }


def members_in(options: Common, table: pd.DataFrame, most: int = 0, member: int = -1) -> dict[str, dict[str, float]]:
    """Members of a table as ``members_of`` has them; ``member``: this one alone."""
    used, usual = parameters_of(options), usual_of(options)
    own = {
        key
        for key in numbers(Parameters())
        if float(getattr(getattr(used, key.partition(".")[0]), key.partition(".")[2])) != usual[key]
    }
    if member >= 0:
        if member not in table.index:
            known = f"{table.index.min()} to {table.index.max()}"
            raise InputError(f"member is {member}, but the ensemble has no such member; choose one of {known}.")
        table = table.loc[[member]]
    if 0 < most < len(table):
        table = table.iloc[np.arange(most) * len(table) // most]
    kept = [str(key) for key in table if key not in own and not key.startswith(PRACTICE)]
    rows = table[kept].to_numpy(float).tolist()
    members = {f"member_{item}": dict(zip(kept, row, strict=True)) for item, row in zip(table.index, rows, strict=True)}
    for key, values in _practice(options.municipality, table).items():
        for numbers_of_it, value in zip(members.values(), values, strict=True):
            numbers_of_it[key] = float(value)
    return members


def usual_of(options: Common) -> dict[str, float]:
    """Value of each number where the user says nothing; with an ensemble of another setting, as declared."""
    declared = {key: item.default for key, item in numbers(Parameters()).items()}
    of_others = ensembles_of_others(options.setting)
    return (
        declared
        if getattr(options, "ensemble", NONE) in of_others
        else declared | read_setting(options.setting).numbers
    )


def _practice(municipality: Description, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """What is assumed of the offices' practice, by name of a point (``sim.points.at``), one value a member."""
    results = {}
    for name, item in numbers(Practice()).items():
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
        for key, given in offices.items():
            results[key] = around(given, table[f"{PRACTICE}{name}"].to_numpy(float), item)
    return results


def around(given: float, national: np.ndarray, item: Number) -> np.ndarray:
    """Values that lie around ``said`` as ``national`` lie around the middle of the plausible range; its ends stay."""
    low, high = item.plausible
    return np.interp(national, [low, (low + high) / 2.0, high], [min(low, given), given, max(high, given)])
