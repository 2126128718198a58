"""A municipality by its name in ``configs``, or by a file."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from bygd.errors import InputError
from bygd.mistakes import misfit, near, yaml_fault
from bygd.scenarios.catalogue import choices, folder_of
from sim.population import Description, check_description


def own_file(value: Any) -> DictConfig | None:
    """Read a municipality file of the user's own, if ``value`` names one; ``InputError`` if it cannot be read."""
    if not isinstance(value, str) or not value.endswith((".yaml", ".yml")):
        return None
    if not Path(value).is_file():
        raise InputError(f"There is no municipality file {value}.")
    try:
        loaded = OmegaConf.load(value)
    except Exception as error:  # noqa: BLE001  (whatever a YAML reader raises)
        raise InputError(f"The municipality file {value} is not valid YAML: {yaml_fault(error)}.") from None
    if not isinstance(loaded, DictConfig):
        raise InputError(
            f"The municipality file {value} must hold keys and values, like configs/municipality/sel.yaml."
        )
    return loaded


def read_municipality(named: str) -> Description:
    """Read a municipality by its name in ``configs``, or by its file (``.yaml``); ``InputError`` if it makes no sense.

    A file may begin with ``defaults``, a list of municipalities that it is put together from.
    """
    try:
        merged = OmegaConf.merge(OmegaConf.structured(Description), *_layers(named))
        municipality: Any = OmegaConf.to_object(merged)
    except OmegaConfBaseException as error:
        raise InputError(misfit(str(getattr(error, "full_key", None) or named), error)) from None
    check_description(municipality)
    return municipality


def _layers(named: str) -> list[DictConfig]:
    """What a file holds, behind what the files hold that it names as ``defaults``."""
    file = named
    if not named.endswith((".yaml", ".yml")):
        known = choices("municipality")
        if named not in known:
            own = ", or name a file of your own, like my_municipality.yaml"
            raise InputError(
                f"There is no municipality {named!r}{near(named, known)}; choose from {', '.join(known)}{own}."
            )
        file = str(folder_of("municipality") / f"{named}.yaml")
    node: Any = own_file(file)
    parts = list(node.pop("defaults", ["_self_"]))
    parts += ["_self_"] * ("_self_" not in parts)
    return [layer for part in parts for layer in ([node] if part == "_self_" else _layers(str(part)))]


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
