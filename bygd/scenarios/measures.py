"""Measures by name or file, and those of a scenario, by the name that the user gives it; populations by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from bygd.errors import InputError, misfit
from bygd.scenarios.catalogue import folder_of, parts_of, refuse_unknown
from bygd.scenarios.options import Common, Population
from bygd.scenarios.own_files import by_file, is_file_name, literal, load_yaml, restored
from sim.policy import Policy, dosed


def measures(options: Common, name: str) -> list[Policy]:
    """Measures of a scenario's name: ``follow_up+extra_staff:0.5``; ``InputError`` for an odd selection."""
    results: list[Policy] = []
    for part in parts_of(name):
        measure, colon, dose = part.partition(":")
        if measure in [policy.name for policy in results]:
            raise InputError(f"The measure {measure} appears twice in {name}; name it once.")
        if measure in options.policy:
            raise InputError(f"The measure {measure} of {name} is in force already (policy=…); leave it out of one.")
        policy = options.policies[measure]
        results.append(dosed(policy, _number(part, dose)) if colon else policy)
    return results


def _number(part: str, dose: str) -> float:
    try:
        return float(dose)
    except ValueError:
        raise InputError(f"{part} is not understood; a measure with its size looks like extra_staff:0.5.") from None


def read_measure(named: str) -> Policy:
    """Read a measure by its name in ``configs``, or by its file (``.yaml``); nobody may change it."""
    if is_file_name(named):
        return _read(Path(named))
    refuse_unknown("policy", named, word="measure", or_file="my_measure.yaml")
    return _read(folder_of("policy") / f"{named}.yaml")


@by_file
def _read(file: Path) -> Policy:
    loaded = load_yaml(file, "measure", "keys and values, like configs/policy/follow_up.yaml")
    try:
        policy = restored(OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(Policy), literal(loaded))))
    except OmegaConfBaseException as error:
        sentence = misfit(str(getattr(error, "full_key", None) or file), error)
        raise InputError(f"{file}: {sentence.replace('municipality/sel', 'policy/follow_up')}") from None
    policy.name = file.stem
    return policy


# --- who comes ---------------------------------------------------------------------------------------------------


class WhoComes(NamedTuple):
    """Words about a population, and the numbers of the model that it sets, by name."""

    words: Population
    numbers: dict[str, float]


def read_population(name: str) -> WhoComes:
    """Read a population by its name in ``configs``; ``InputError`` if there is none; nobody may change it."""
    refuse_unknown("population", name)
    return _read_population(folder_of("population") / f"{name}.yaml")


@by_file
def _read_population(file: Path) -> WhoComes:
    loaded = load_yaml(file, "population", "keys and values, like configs/population/before_2022.yaml")
    words: Any = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(Population), loaded.pop("population")))
    return WhoComes(words, {f"{head}.{name}": value for head, part in loaded.items() for name, value in part.items()})
