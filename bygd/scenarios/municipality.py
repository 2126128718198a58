"""A municipality by its name in ``configs``, or by a file."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from bygd.errors import InputError, misfit
from bygd.scenarios.catalogue import choices, file_of, own_file_of, unknown
from bygd.scenarios.own_files import Stamp, load_yaml, stamp_of
from sim.population import Description, check_description

NUMBERS = {3435: "vaga", 3437: "sel", 3448: "nordre_land"}  # SSB's since 2020; the files state those before


def municipality_file(named: str) -> Path:
    """File of a municipality of ``configs``, or one's own; ``InputError`` if ``named`` is neither."""
    own = own_file_of("municipality", named)
    if own is None and named.isascii() and named.isdecimal():
        raise InputError(_unknown_number(int(named)))
    if own is None and (names := [name.strip() for name in named.strip("[]").split(",")])[1:]:
        raise InputError(
            f"municipality is one, not {named}; region simulates {read_municipality('region').title} together, and "
            f'python -m experiments.compare "municipalities=[{",".join(names)}]" compares one by one.'
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
    try:
        merged = OmegaConf.merge(OmegaConf.structured(Description), *_layers(named, files))
        municipality: Any = OmegaConf.to_object(merged)
    except OmegaConfBaseException as error:
        raise InputError(misfit(str(getattr(error, "full_key", None) or named), error)) from None
    check_description(municipality)
    _READ[where] = files, municipality
    return municipality


def _layers(named: str, files: dict[Path, Stamp]) -> list[DictConfig]:
    """What a file holds, behind what the files hold that it names as ``defaults``; notes the ``files``."""
    file = municipality_file(named)
    files[file.absolute()] = stamp_of(file)
    node: Any = load_yaml(file, "municipality", "keys and values, like configs/municipality/sel.yaml")
    parts = list(node.pop("defaults", ["_self_"]))
    parts += ["_self_"] * ("_self_" not in parts)
    return [layer for part in parts for layer in ([node] if part == "_self_" else _layers(str(part), files))]


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
        key: dataclasses.replace(municipality, settled=dict.fromkeys(municipality.settled, shares[key]))
        for key, municipality in description.municipalities.items()
    }
    return dataclasses.replace(description, municipalities=municipalities)


def with_practice(description: Description, other: Description) -> Description:
    """Return a single municipality with the offices' practice of another; firms, people and names stay."""
    ((key, here),), (donor,) = description.municipalities.items(), other.municipalities.values()
    offices = {
        side: dataclasses.replace(office, name=here.offices[side].name) for side, office in donor.offices.items()
    }
    return dataclasses.replace(description, municipalities={key: dataclasses.replace(here, offices=offices)})
