"""From the command line to checked options: files are put together, options set, every mistake is one sentence."""

from __future__ import annotations

import copy
import dataclasses
import functools
import re
import typing
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bygd.errors import InputError, near, shortened
from bygd.scenarios.build import checked
from bygd.scenarios.catalogue import EVERY, file_of, spelled_out
from bygd.scenarios.measures import in_force, join, named_measures, read_population
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.names import code_names
from bygd.scenarios.options import Common, law_of
from bygd.scenarios.own_files import load_yaml
from bygd.scenarios.search_path import located
from bygd.scenarios.settings import SETTING, read_setting
from experiments.command.renamed import OPTIONS
from experiments.command.values import fault_of, is_there, parsed, value_of
from sim.parameters import numbers
from sim.processes import Parameters

GROUPS = {"municipality": "sel", "population": "before_2022", "policy": []}  # with what is chosen by default
NAMING = ("scenarios", "measures", "also")  # options that name measures
ARGUMENT = re.compile(r"\+{0,2}([^\W\d]\w*(?:\.[\w:]+)*)=(.*)", re.DOTALL)  # name=value; + and ++ are Hydra's


def read(options: type, arguments: list[str]) -> Any:
    """Read ``arguments`` (``name=value``) into checked ``options``; raises one of ``MISTAKES``."""
    return composed(options, with_description(named_values(options, arguments)))


def named_values(options: type, arguments: list[str]) -> dict[str, Any]:
    """Values by name, as typed; the last counts. The first positional one is of the option declared as a ``word``."""
    words = [item for item in dataclasses.fields(options) if item.metadata.get("word")]
    results: dict[str, Any] = {}
    for argument in arguments:
        match = ARGUMENT.fullmatch(argument)
        bare = not match and "=" not in argument and not argument.startswith("-")
        if words and (bare or is_there(words[0], argument)):
            results[words.pop(0).name] = argument
        elif match:
            results[match[1]] = match[2]
        else:
            raise InputError(fault_of(argument, vars(options())))
    return results


def repeated(arguments: list[str]) -> list[str]:
    """A note for each option that is typed twice; the last counts, as what is added to a command does (make's ARGS)."""
    typed: dict[str, list[str]] = {}
    for match in filter(None, map(ARGUMENT.fullmatch, arguments)):
        typed.setdefault(match[1], []).append(match[2])
    return [
        f"Note: {name} is typed twice ({' and '.join(values)}); the last one, {values[-1]}, counts."
        for name, values in typed.items()
        if len(values) > 1
    ]


def with_description(given: dict[str, Any]) -> dict[str, Any]:
    """Put what the file of ``experiment=`` holds in its place; what is typed wins. ``InputError``: no file."""
    rest = dict(given)
    named = rest.pop("experiment", "")
    if not named:
        return given
    file = file_of("experiment", located("experiment", named), or_file="my_study.yaml")
    loaded = load_yaml(file, "experiment", "options and values, like replicates: 20")
    if "experiment" in loaded:
        raise InputError(f"The experiment file {file} names an experiment itself; put the lines of that one into it.")
    for key in loaded:
        if not re.fullmatch(r"[A-Za-z]\w*(\.\w+)*", str(key)) or str(key).startswith("hydra."):
            raise InputError(f"The experiment file {file} holds {shortened(str(key))}, which is no option; see --help.")
    return {**{str(key): value for key, value in loaded.items()}, **rest}


def by_field(options: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names of their fields, where an option is typed otherwise; a mapping is that of numbers."""
    result = dict(values)
    for item in dataclasses.fields(options):
        typed = item.metadata.get("typed", "")
        if isinstance(value := result.get(typed), str) and not value.lstrip().startswith("{"):
            result[item.name] = result.pop(typed)
    return result


def groups_of(options: type) -> dict[str, Any]:
    """Groups of ``configs`` that a program has, with what is chosen by default."""
    names = {field.name for field in dataclasses.fields(options)}
    chosen = GROUPS | getattr(options, "CHOSEN", {})
    return {group: default for group, default in chosen.items() if group in names}


def composed(options: type, values: Mapping[str, Any]) -> Any:
    """Checked ``options`` with these values by name: first what files say, then the act, then the user's own.

    A setting says what options are where nobody says anything.
    """
    given, groups, rest = options(), groups_of(options), by_field(options, values)
    for name in rest.keys() - groups.keys():
        if name.partition(".")[0] not in _kinds(given):
            raise _unknown(given, name)  # before any file is read
    chosen = {group: value_of(group, KINDS[group], rest.pop(group, default)) for group, default in groups.items()}
    before: dict[str, Any] = {}
    setting = read_setting(value_of("setting", str, rest.get("setting", SETTING)))
    if "municipality" in groups:
        given.municipality = copy.deepcopy(read_municipality(chosen["municipality"]))
    if "population" in groups:
        words, before = read_population(chosen["population"])
        given.population = copy.deepcopy(words)
    if issubclass(options, Common):
        months = rest.get("months", setting.options.get("months", given.months))
        asked = setting.options_of(given, value_of("months", int, months))
        before = {**asked, **before, **law_of(rest.get("law", asked.get("law", given.law))), **setting.numbers}
    if "policy" in groups:
        policy = _measures(given, chosen["policy"])
        for name in (name for name in NAMING if name in _kinds(given)):
            put(given, name, rest.pop(name, getattr(given, name)))
            setattr(given, name, _measures(given, getattr(given, name)))
        given.policies = copy.deepcopy(given.policies)
    for name, value in {**before, **rest}.items():
        put(given, name, value)
    if "policy" in groups:
        sized = in_force(given, "+".join(policy))
        bare = {name.partition(":")[0] for name in sized}
        given.policy = list(sized)
        given.policies = {**sized, **{name: item for name, item in given.policies.items() if name not in bare}}
    return checked(given)


KINDS: dict[str, Any] = {"municipality": str, "population": str, "policy": list[str]}  # of what is chosen


def _measures(given: Any, names: list[str]) -> list[str]:
    """Load the measures that these names of scenarios need; returns the names, with measures for their files."""
    results = []
    for item in map(code_names, names):
        for text in spelled_out([item]):
            name, policies = named_measures(text)
            join(given.policies, policies)
        results.append(item if item == EVERY else name)
    return results


# --- setting one option ---------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where an option lies: attribute or key of its owner, and the kind of its value."""

    owner: Any
    key: Any
    kind: Any


def put(options: Any, name: str, given: Any) -> None:
    """Set an option by its dotted name; a mapping sets what it names of several. ``InputError``: unknown, unfit."""
    owner, key, kind = _place(options, name)
    inner = typing.get_args(kind)[-1:]
    if dataclasses.is_dataclass(kind) or any(map(dataclasses.is_dataclass, inner)):
        several = parsed(name, given) if isinstance(given, str) else given
        if not isinstance(several, dict):
            raise InputError(f"{name} holds several options; set them one by one, like language.classroom_gain=0.006.")
        for part, value in several.items():
            put(options, f"{name}.{part}", value)
    elif isinstance(owner, dict):
        owner[key] = value_of(name, kind, given)
    else:
        setattr(owner, key, value_of(name, kind, given))


def _place(options: Any, name: str) -> Place:
    """Find an option by its dotted name; keys of a mapping may hold dots too."""
    owner, kind, steps = options, type(options), name.split(".")
    while True:
        if isinstance(owner, dict):
            length = next((n for n in range(len(steps), 0, -1) if _key(owner, steps[:n]) in owner), 1)
            key, kind = _key(owner, steps[:length]), typing.get_args(kind)[-1]
            if key not in owner and (dataclasses.is_dataclass(kind) or len(steps) > 1):
                raise _unknown(options, name)
        else:
            length, key = 1, steps[0]
            kinds = _kinds(owner) if dataclasses.is_dataclass(owner) else {}
            if key not in kinds:
                raise _unknown(options, name)
            kind = kinds[key]
        if not (steps := steps[length:]):
            return Place(owner, key, kind)
        owner = owner[key] if isinstance(owner, dict) else getattr(owner, key)


def _key(owner: dict[Any, Any], steps: list[str]) -> Any:
    """Key of a mapping, from steps of a dotted name; a number where all its keys are."""
    text = ".".join(steps)
    return int(text) if text.isdecimal() and all(isinstance(key, int) for key in owner) else text


_hints: Callable[[Any], dict[str, Any]] = functools.cache(typing.get_type_hints)


def _kinds(owner: Any) -> dict[str, Any]:
    """Kinds of the fields of a dataclass, by name."""
    return {item.name: _hints(type(owner))[item.name] for item in dataclasses.fields(owner)}


def _unknown(options: Any, name: str) -> InputError:
    """Error for an option that there is not."""
    known = [*_kinds(options), *numbers(Parameters())]
    if now := [item for item in OPTIONS.get(name, ()) if item in known]:
        return InputError(f"The option {name} is called {now[0]} now.")
    if name.startswith("policies.") and "policies" in known and name.count(".") > 1:
        there = ", ".join(options.policies) or "none"
        return InputError(f"Unknown option {name}; measures that are asked for: {there}.")
    see = "see --help, and python -m experiments.numbers for the numbers of the model"
    return InputError(f"Unknown option {name}{near(name, known, cutoff=0.75)}; {see}.")
