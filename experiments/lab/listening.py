"""A run of the readable engine in which somebody listens: what is drawn, by whom, and what a rule is called with."""

from __future__ import annotations

import copy
import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.lab.parity import no_numbers
from experiments.lab.rulefile import Rule
from sim import chance
from sim.model import IntegrationModel
from sim.processes import copied
from sim.scenario import Scenario

Key = tuple[int, int, int, int]  # who, month, purpose, alternative


@dataclasses.dataclass
class Heard:
    """What was heard in a run."""

    own: dict[Key, set[int]] = dataclasses.field(default_factory=dict)  # drawn by the file: in which lines
    others: set[Key] = dataclasses.field(default_factory=set)  # drawn by the rules of the model
    calls: dict[tuple[type, str], list[Any]] = dataclasses.field(default_factory=dict)  # first arguments of a method
    owners: set[int] = dataclasses.field(default_factory=set)  # whose luck there is
    no_numbers: list[tuple[str, float]] = dataclasses.field(default_factory=list)  # fields that are NaN or endless


def listen(rule: Rule, scenario: Scenario, seed: int) -> Heard:
    """Run a scenario with the rule, and write down draws and calls."""
    heard = Heard()
    spied = _spied(rule, scenario, heard)
    usual, file = chance.uniform, str(rule.file.resolve())

    def uniform(seed: int, replicate: int, who: int, month: int, purpose: int, alternative: int) -> float:
        frame = sys._getframe(1)  # noqa: SLF001  (who asks is what this is about)
        while frame.f_code.co_filename == chance.__file__ and frame.f_back is not None:
            frame = frame.f_back
        key = (int(who), int(month), int(purpose), int(alternative))
        if frame.f_code.co_filename == file:
            heard.own.setdefault(key, set()).add(frame.f_lineno)
        else:
            heard.others.add(key)
        return usual(seed, replicate, who, month, purpose, alternative)

    chance.uniform = uniform
    try:
        model = IntegrationModel(spied, seed).run()
    finally:
        chance.uniform = usual
    heard.owners = {
        int(getattr(item, name))
        for agents in model.lists.values()
        for item in agents
        for name in ("luck_key", "family", "code")
        if hasattr(item, name)
    }
    heard.no_numbers = list(no_numbers(model))
    return heard


def _spied(rule: Rule, scenario: Scenario, heard: Heard) -> Scenario:
    """Return the scenario with classes that tell what their methods are called with."""
    options = copied(scenario.parameters)
    for slot, kind in rule.processes.items():
        spy = _spy(kind, rule, heard)
        own = copy.copy(getattr(options, slot))
        own.__class__ = spy
        setattr(options, slot, own)
    agents = tuple(_spy(cls, rule, heard) for cls in rule.agents)
    return dataclasses.replace(scenario, parameters=options, classes=agents)


def _spy(cls: type, rule: Rule, heard: Heard) -> type:
    texts = {
        function.name: _telling(cls, function.name, heard)
        for owner, function in rule.methods()
        if issubclass(cls, owner)
    }
    return type(cls.__name__, (cls,), {**texts, "__module__": cls.__module__})


def _telling(cls: type, name: str, heard: Heard) -> Callable[..., Any]:
    method = getattr(cls, name)

    def tell(self: Any, *arguments: Any) -> Any:
        heard.calls.setdefault((cls, name), [self, *arguments])
        return method(self, *arguments)

    return tell


def owner_of(purpose: str) -> str:
    """File of ``sim/rules`` that draws with a purpose."""
    for file in sorted((Path(chance.__file__).parent / "rules").glob("*.py")):
        if f"Purpose.{purpose}" in file.read_text(encoding="utf-8"):
            return f"sim/rules/{file.name}"
    return "sim"
