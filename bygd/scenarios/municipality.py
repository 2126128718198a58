"""A municipality by its name in ``configs``, or by a file."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.catalogue import at_home, choices, file_of, is_file, own_file_of, unknown
from bygd.scenarios.fill import filled
from bygd.scenarios.own_files import Stamp, load_yaml, stamp_of
from sim.population import Description, MunicipalityDescription, check_description

SELF = "_self_"  # in a list of defaults: the file itself
GROUPS = (
    "public_units",
    "sectors",
    "settled",
    "displaced",
    "labour_market_index",
)  # groups of numbers in a municipality's file
DEEPEST = 5  # files that name files as defaults
NUMBERS = {3435: "vaga", 3437: "sel", 3448: "nordre_land"}  # SSB's since 2020; the files state those before


def municipality_file(named: str) -> Path:
    """File of a municipality of ``configs``, or one's own; ``InputError`` if ``named`` is neither."""
    own = own_file_of("municipality", named)
    if own is None and named.isascii() and named.isdecimal():
        raise InputError(_unknown_number(int(named)))
    if own is None and (names := [name.strip() for name in named.strip("[]").split(",")])[1:]:
        raise InputError(
            f"municipality is one, not {named}; region simulates {read_municipality('region').title} together, and "
            f"{typed('compare', f'municipalities=[{",".join(names)}]')} compares one by one."
        )
    return own or file_of("municipality", named, or_file="my_municipality.yaml")


def _unknown_number(number: int) -> str:
    """Sentence for a municipality's number in place of its name."""
    stated = {name: list(read_municipality(name).municipalities.values()) for name in choices("municipality")}
    name = NUMBERS.get(
        number, next((name for name, one in stated.items() if [each.code for each in one] == [number]), "")
    )
    hint = f" ({stated[name][0].name}: is {name} meant?)" if name else ""
    return unknown("municipality", str(number), hint=hint, or_file="my_municipality.yaml")


_READ: dict[str, tuple[dict[Path, Stamp], Description]] = {}  # by name: files with their stamps, and what they say


def read_municipality(named: str) -> Description:
    """Read a municipality by its name in ``configs``, or by its file (``.yaml``); ``InputError`` if it makes no sense.

    A file may begin with ``defaults``, a list of municipalities that it is put together from. What was read is
    remembered until one of these files changes: nobody may change what is returned.
    """
    where = str(municipality_file(named).absolute())
    if where in _READ and all(stamp_of(file) == stamp for file, stamp in _READ[where][0].items()):
        return _READ[where][1]
    files: dict[Path, Stamp] = {}
    municipality = described(tree_of(named, files), named)
    _READ[where] = files, municipality
    return municipality


def described(tree: dict[Any, Any], named: str) -> Description:
    """Description of a file with this tree; ``InputError`` if it makes no sense."""
    for path in misplaced(tree):
        raise InputError(f"{'.'.join(map(str, path))} is a group or a list, but must be a number.")
    municipality = filled(Description, tree, named)
    check_description(municipality)
    return municipality


def misplaced(tree: Any) -> list[tuple[Any, ...]]:
    """Names, from the top, of groups and lists where a number belongs: OmegaConf lets them pass."""
    municipalities = tree.get("municipalities")
    return [
        ("municipalities", key, part, name)
        for key, municipality in (municipalities.items() if isinstance(municipalities, dict) else ())
        for part in GROUPS
        if isinstance(municipality, dict) and isinstance(municipality.get(part), dict)
        for name, value in municipality[part].items()
        if isinstance(value, dict | list)
    ]


def tree_of(named: str, files: dict[Path, Stamp], within: tuple[Path, ...] = ()) -> dict[Any, Any]:
    """What a file holds, on top of what the files hold that it names as ``defaults``; notes the ``files``."""
    file = municipality_file(named)
    where = file.absolute()
    if where in within or len(within) > DEEPEST:
        raise InputError(f"The municipality file {file} is put together from itself; take it out of defaults.")
    files[where] = stamp_of(file)
    tree = load_yaml(file, "municipality", "keys and values, like configs/municipality/sel.yaml")
    parts = tree.pop("defaults", [SELF])
    if not (isinstance(parts, list) and all(isinstance(part, str) for part in parts) and len(set(parts)) == len(parts)):
        raise InputError(f"In {file} defaults must be a list of municipalities, each once, like [vaga, sel].")
    result: dict[Any, Any] = {}
    for part in [*parts, *[SELF] * (SELF not in parts)]:
        result = _merged(result, tree if part == SELF else tree_of(_meant(part, file), files, (*within, where)))
    return result


def _meant(part: str, file: Path) -> str:
    """What a file names in its ``defaults``: a municipality of ``configs``, a file beside it, else as it is typed."""
    beside = str(file.parent / at_home(part))
    return beside if part not in choices("municipality") and is_file(beside) else part


def _merged(below: Any, above: Any) -> Any:
    """A tree with another on top: what both hold is taken from the latter."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: _merged(below.get(key), item) for key, item in above.items()}


def with_settled(description: Description, people: int) -> Description:
    """Return the municipality with so many persons settled in each year of its file; several share as they did."""
    before = {key: sum(municipality.settled.values()) for key, municipality in description.municipalities.items()}
    if not sum(before.values()):
        raise InputError(
            f"In {description.title} nobody was settled, so settled_per_year cannot be shared; set it there."
        )
    ends = np.rint(people * np.cumsum([0, *before.values()]) / sum(before.values())).astype(int)
    shares = dict(zip(before, np.diff(ends).tolist(), strict=True))
    municipalities = {
        key: dataclasses.replace(
            municipality,
            settled=dict.fromkeys(municipality.settled, shares[key]),
            displaced=_shared(municipality, shares[key]),
        )
        for key, municipality in description.municipalities.items()
    }
    return dataclasses.replace(description, municipalities=municipalities)


def _shared(municipality: MunicipalityDescription, people: int) -> dict[int, int]:
    """Of so many persons settled in each year, those under collective protection: the year's share stays."""
    settled = municipality.settled
    return {year: round(people * persons / max(1, settled[year])) for year, persons in municipality.displaced.items()}


def with_practice(description: Description, other: Description) -> Description:
    """Return a single municipality with the offices' practice of another; firms, people and names stay."""
    ((key, here),), (donor,) = description.municipalities.items(), other.municipalities.values()
    offices = {
        side: dataclasses.replace(office, name=here.offices[side].name) for side, office in donor.offices.items()
    }
    return dataclasses.replace(description, municipalities={key: dataclasses.replace(here, offices=offices)})
