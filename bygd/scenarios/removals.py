"""Obstacles and mechanisms as changes of the model's numbers: a scenario without one of them, from the beginning on.

A measure cannot change what employers and people are like before the first month (``sim.policy.FIXED_AT_START``), and
an ensemble member sets numbers of its own; a removal changes either, after all others.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import math
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import Any

from bygd.errors import InputError, near
from bygd.scenarios.build import baseline_of, scenarios_of
from bygd.scenarios.catalogue import BASELINE, file_of
from bygd.scenarios.fill import filled
from bygd.scenarios.options import MechanismsOptions, ObstaclesOptions
from bygd.scenarios.own_files import by_file, load_yaml
from sim.arrivals import STATED
from sim.outcomes import OUTCOMES
from sim.parameters import ParameterError, check, numbers
from sim.policy import ORDER, Phase, Words, changed
from sim.processes import Parameters, copied, idle, names_of
from sim.rules.offices import Practice
from sim.scenario import Scenario

OBSTACLES, MECHANISMS = "obstacles", "mechanisms"  # groups of configs
EXAMPLES = {OBSTACLES: "road_to_job", MECHANISMS: "norway_2021_act"}
SIDES = ("placement", "job")
WITHOUT = "|without "  # between the names of a scenario and of the mechanism that it lacks
PRACTICE = "practice"


@dataclasses.dataclass
class Removal:
    """One obstacle, or mechanism, taken away.

    ``changes``: dotted name -> {kind of change: value}, as of a measure; ``practice.x`` is that of all offices. Of an
    obstacle ``side``: on the way to a placement, or to a job; ``labels``: outcomes that count answers which name it.
    """

    title: Words
    stands_for: Words
    changes: dict[str, dict[str, Any]]
    side: str = ""
    labels: list[str] = field(default_factory=list)
    name: str = ""


@dataclasses.dataclass
class Without(Scenario):
    """A scenario without one of them: its numbers are changed in all months, after measures and ensemble members."""

    removal: Removal = field(kw_only=True)

    @classmethod
    def of(cls, scenario: Scenario, removal: Removal, name: str = "") -> Without:
        """Return the scenario without it, called ``name``, or as what is taken away."""
        given = {item.name: getattr(scenario, item.name) for item in dataclasses.fields(Scenario)}
        return cls(**{**given, "name": name or removal.name}, removal=removal)

    @cached_property
    def phases(self) -> list[Phase]:
        """Numbers by phase, as in the scenario, with those of the removal changed."""
        return [without(phase, self.removal) for phase in super().phases]


def without(phase: Phase, removal: Removal) -> Phase:
    """Return a phase in which the numbers of a removal are changed; ``ParameterError`` where that is not allowed."""
    result = Phase(phase.month, copied(phase.parameters), [copy.copy(item) for item in phase.practices])
    for target, change in removal.changes.items():
        head, _, number = target.partition(".")
        for owner in result.practices if head == PRACTICE else [getattr(result.parameters, head)]:
            setattr(owner, number, changed(getattr(owner, number), [change]))
    try:
        check(result.parameters)
        for practice in result.practices:
            check(practice, f"{PRACTICE}.")
    except ParameterError as error:
        raise ParameterError(f"Without {removal.name}: {error}") from None
    return result


def obstacle_scenarios(options: ObstaclesOptions) -> dict[str, Scenario]:
    """The baseline, and for each obstacle the same people and firms without it, by name."""
    baseline, removals = baseline_of(options), removals_of(options)
    return {BASELINE: baseline} | {name: Without.of(baseline, item).checked() for name, item in removals.items()}


def mechanism_scenarios(options: MechanismsOptions) -> dict[str, Scenario]:
    """The baseline and each set of measures, then each of them without one mechanism (``name|without mechanism``)."""
    scenarios = scenarios_of(options)
    result = dict(scenarios)
    for gone, removal in removals_of(options).items():
        if options.arrivals != STATED and removal.changes.keys() <= idle(Parameters()):
            raise InputError(f"{gone} acts on nobody in setting={options.setting}; say setting=norway_2021_act.")
        for name, scenario in scenarios.items():
            item = Without.of(scenario, removal, f"{name}{WITHOUT}{gone}")
            result[item.name] = item.checked()
    return result


def removals_of(options: ObstaclesOptions | MechanismsOptions) -> dict[str, Removal]:
    """Those that are asked for, by name, in the order of their file."""
    if isinstance(options, MechanismsOptions):
        group, named = MECHANISMS, options.mechanisms
    else:
        group, named = OBSTACLES, options.obstacles
    known = read_removals(named, group)
    for name in options.only:
        if name not in known:
            raise InputError(f"There is no {one(group)} {name!r}{near(name, known)}; choose from {', '.join(known)}.")
        if options.only.count(name) > 1:
            raise InputError(f"only names {name} twice; name it once.")
    return {name: item for name, item in known.items() if name in options.only or not options.only}


def read_removals(named: str, group: str = OBSTACLES) -> dict[str, Removal]:
    """Read obstacles (or mechanisms) by the name of their list in ``configs``, or by its file; nobody changes them."""
    return _READERS[group](file_of(group, named, word=f"list of {group}", or_file=f"my_{group}.yaml"))


def one(group: str) -> str:
    """What one of a group is called."""
    return group.removesuffix("s")


def _read(file: Path, group: str) -> dict[str, Removal]:
    example = f"configs/{group}/{EXAMPLES[group]}.yaml"
    loaded = load_yaml(file, group, f"{group} by name, like {example}")
    if not loaded:
        raise InputError(f"{file} names no {one(group)}; compare with {example}.")
    return {str(name): _removal(file, str(name), item, group) for name, item in loaded.items()}


_READERS = {group: by_file(functools.partial(_read, group=group)) for group in EXAMPLES}


def _removal(file: Path, name: str, given: Any, group: str) -> Removal:
    where, example = f"{file}: {name}", f"{group}/{EXAMPLES[group]}"
    if not name.isidentifier() or name == BASELINE:
        article = "a" if group == MECHANISMS else "an"
        raise InputError(f"{where} cannot be the name of {article} {one(group)}; take a word like other_groups.")
    if not isinstance(given, dict):
        raise InputError(f"{where} must hold keys and values, as in configs/{example}.yaml.")
    try:
        result = filled(Removal, {**given, "name": name}, name)
    except InputError as error:
        raise InputError(f"{where}: {str(error).replace('municipality/sel', example)}") from None
    for fault in _faults(result, group):
        raise InputError(f"{where} {fault}.")
    return result


def _faults(removal: Removal, group: str) -> list[str]:
    """What is wrong with a removal."""
    known = {name for name in names_of(Parameters()) if not name.startswith("trial.")}  # a trial is no obstacle
    known |= {f"{PRACTICE}.{name}" for name in numbers(Practice())}
    texts = [getattr(text, language) for text in (removal.title, removal.stands_for) for language in ("en", "nb")]
    faults = []
    if group == OBSTACLES and removal.side not in SIDES:
        faults.append(f"has the side {removal.side!r}, but must have {' or '.join(SIDES)}")
    if group == MECHANISMS and (removal.side or removal.labels):
        faults.append("is a mechanism, and has neither side nor labels")
    faults += [] if all(text.strip() for text in texts) else ["lacks a title or what it stands for, in en or nb"]
    faults += [] if removal.changes else ["changes nothing"]
    faults += [f"has the label {item!r}, which is no outcome" for item in removal.labels if item not in OUTCOMES]
    for target, change in removal.changes.items():
        if target not in known:
            faults.append(f"changes {target}, which is no number of the model{near(target, known)}")
        if not change or not set(change) <= set(ORDER):
            faults.append(f"must change {target} by {', '.join(ORDER[:-1])} or {ORDER[-1]}")
        for value in change.values():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                faults.append(f"changes {target} by {value!r}, which is no number")
    return faults
