"""Measures by name or file, and those of a scenario, by the name that the user gives it; populations by name."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import NamedTuple

from bygd.errors import InputError
from bygd.scenarios.catalogue import (
    BASELINE,
    EVERY,
    at_home,
    choices,
    file_of,
    folder_of,
    is_file,
    own_file_of,
    parts_of,
    refuse_unknown,
    unknown,
)
from bygd.scenarios.fill import filled
from bygd.scenarios.names import code_names, meant
from bygd.scenarios.options import Common, Population
from bygd.scenarios.own_files import by_file, load_yaml
from bygd.scenarios.yaml_text import number
from sim.policy import DOSE, Policy, dosed

NEUTRAL = ({"add": 0}, {"scale": 1})  # besides what goes nothing of the way


def measures(options: Common, name: str) -> list[Policy]:
    """Measures of a scenario's name: ``follow_up+extra_staff:0.5``; ``InputError`` for an odd selection."""
    results: list[Policy] = []
    for part in parts_of(name):
        measure, colon, dose = part.partition(":")
        if measure in [policy.name for policy in results]:
            raise InputError(f"The measure {measure} appears twice in {name}; name it once.")
        if measure in [item.partition(":")[0] for item in options.policy]:
            raise InputError(f"The measure {measure} of {name} is in force already (policy=…); leave it out of one.")
        policy = options.policies[measure]
        results.append(dosed(policy, _number(part, dose)) if colon else policy)
    return results


def named_measures(text: str) -> tuple[str, dict[str, Policy]]:
    """Name of a scenario, in which measures stand for their files, and its measures by their own names.

    Measures may be named by their titles too (``names.code_names``).
    """
    text = code_names(text)
    whole = is_file(at_home(text))  # then its name may hold a +
    shown: list[str] = []
    results: dict[str, Policy] = {}
    for part in [text] if whole else text.split("+"):
        head, colon, dose = part.rpartition(":")
        sizes = {part: "", head: colon + dose}
        if named := next((named for named in sizes if own_file_of("policy", named)), ""):
            policies = [read_measure(named)]
            shown.append(policies[0].name + sizes[named])
        else:
            policies = [read_measure(item.partition(":")[0]) for item in parts_of(part)]
            shown.append(part)
        join(results, {policy.name: policy for policy in policies})
    return "+".join(shown), results


def join(results: dict[str, Policy], more: dict[str, Policy]) -> None:
    """Put more measures to those that there are; ``InputError`` for another one of the same name."""
    for name, policy in more.items():
        if results.setdefault(name, policy) != policy:
            raise InputError(f"Two measures are called {name}; give one of them another name.")


def in_force(options: Common, name: str) -> dict[str, Policy]:
    """Measures in force from the beginning, each at its size, by the parts of ``name``; none may be there twice."""
    found = measures(options, name) if name else []
    return {part: dataclasses.replace(policy, name=part) for part, policy in zip(parts_of(name), found, strict=False)}


def refuse_idle(policies: list[Policy], months: int) -> None:
    """Refuse a measure that is there twice, and one that never acts: it begins after the end, or changes nothing."""
    names = [policy.name.partition(":")[0] for policy in policies]
    for name, policy in zip(names, policies, strict=True):
        if names.count(name) > 1:
            raise InputError(f"The measure {name} appears twice; name it once.")
        if policy.from_month > months:
            raise InputError(
                f"The measure {name} begins after the end: from_month is {policy.from_month}, and months is {months}."
            )
        if policy.changes and all(_is_neutral(change) for change in policy.changes.values()):
            raise InputError(f"The measure {name} changes nothing: its size is 0, or all that it adds; leave it out.")


def _is_neutral(change: dict[str, float]) -> bool:
    """Whether a change of a number leaves it as it is, whatever it is."""
    moves = {kind: amount for kind, amount in change.items() if kind != DOSE}
    return (change.get(DOSE) == 0 and not moves.get("add")) or moves in NEUTRAL


def sized(part: str) -> tuple[str, float]:
    """A measure and its size, however that is written: ``extra_staff:.50``; as a whole it is 1."""
    measure, _, dose = part.partition(":")
    return measure, _number(part, dose or "1")


def _number(part: str, dose: str) -> float:
    try:
        return number(dose)
    except ValueError:
        raise InputError(f"{part} is not understood; a measure with its size looks like extra_staff:0.5.") from None


def read_measure(named: str) -> Policy:
    """Read a measure by its name in ``configs``, or by its file; nobody may change it."""
    own = "my_measure.yaml"
    if named not in choices("policy") and not own_file_of("policy", named):
        raise InputError(unknown("policy", named, word="measure", or_file=own, hint=meant(named)))
    return _read(file_of("policy", named, word="measure", or_file=own))


@by_file
def _read(file: Path) -> Policy:
    loaded = load_yaml(file, "measure", "keys and values, like configs/policy/follow_up.yaml")
    try:
        policy = filled(Policy, loaded, str(file))
    except InputError as error:
        raise InputError(f"{file}: {str(error).replace('municipality/sel', 'policy/follow_up')}") from None
    policy.name = file.stem.replace("+", "_").replace(":", "_")  # these join measures, and give sizes
    if parts_of(policy.name) != [policy.name] or policy.name in {BASELINE, EVERY}:
        raise InputError(f"{file}: {policy.name} means something else among scenarios; give the file another name.")
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
    words = filled(Population, loaded.pop("population"), str(file))
    return WhoComes(words, {f"{head}.{name}": value for head, part in loaded.items() for name, value in part.items()})
