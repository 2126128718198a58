"""Who comes: a population by its name in ``configs``, with the numbers that it sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from omegaconf import OmegaConf

from bygd.scenarios.catalogue import folder_of, refuse_unknown
from bygd.scenarios.options import Population
from bygd.scenarios.own_files import by_file, load_yaml


class WhoComes(NamedTuple):
    """Words about a population, and the numbers of the model that it sets, by name."""

    words: Population
    numbers: dict[str, float]


def read_population(name: str) -> WhoComes:
    """Read a population by its name in ``configs``; ``InputError`` if there is none; nobody may change it."""
    refuse_unknown("population", name)
    return _read(folder_of("population") / f"{name}.yaml")


@by_file
def _read(file: Path) -> WhoComes:
    loaded = load_yaml(file, "population", "keys and values, like configs/population/before_2022.yaml")
    words: Any = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(Population), loaded.pop("population")))
    plain: Any = OmegaConf.to_container(loaded)
    return WhoComes(words, {f"{head}.{name}": value for head, part in plain.items() for name, value in part.items()})
