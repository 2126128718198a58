"""Reads the formulas that a page writes in mathematical notation, and evaluates them with the numbers of the model."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import math
import re
from types import CodeType, SimpleNamespace
from typing import Any

from experiments.pages import rule_anatomy
from experiments.pages.rule_anatomy import PROCESSES
from sim.parameters import numbers
from sim.processes import Parameters
from sim.states import Household, Sector, Status, Stream, Way

SIGNS = {"×": "*", "·": "*", "−": "-", "≤": "<=", "≥": ">=", "∈": "in", "^": "**", "⌊": "floor(", "⌋": ")"}
NAMES: dict[str, Any] = {"exp": math.exp, "min": min, "max": max, "floor": math.floor, "ln": math.log} | {
    name: one.value for enum in (Sector, Status, Household, Stream, Way) for name, one in enum.__members__.items()
}


@dataclasses.dataclass
class Formula:
    """One formula: names of what goes in, what is worked out first, and cases with their conditions."""

    module: str
    process: str
    name: str
    takes: list[str]
    cases: list[tuple[str, str]]
    first: list[tuple[str, str]]

    @property
    def full(self) -> str:
        """Its name in the code, like ``answer.Answer.worth``."""
        kind = next(kind for kind, name in PROCESSES.items() if name == self.process)
        return f"{self.module}.{kind}.{self.name}"

    def value(self, parameters: Parameters, given: dict[str, Any]) -> Any:
        """Value for these numbers and arguments."""
        process = getattr(parameters, self.process)
        names = NAMES | {name: getattr(process, name) for name in numbers(process)}
        names |= {name: getattr(process, name) for name in dir(process) if callable(getattr(process, name))}
        names |= {
            name.partition(".")[2]: (math.nan, *value)
            for name, value in rule_anatomy.constants().items()
            if isinstance(value, tuple)
        }
        names[self.process] = SimpleNamespace(**vars(process))
        names |= given
        for name, expression in self.first:
            names[name] = _evaluated(expression, names)
        for expression, condition in self.cases:
            if not condition or _evaluated(condition, names):
                return _evaluated(expression, names)
        raise ValueError(f"{self.full}: no case fits {given}")


def _evaluated(expression: str, names: dict[str, Any]) -> Any:
    return eval(_compiled(expression), {"__builtins__": {}}, names)  # noqa: S307  (our own page)


@functools.cache
def _compiled(expression: str) -> CodeType:
    for sign, python in SIGNS.items():
        expression = expression.replace(sign, python)
    return compile(re.sub(r"(?<![<>=!])=(?!=)", "==", expression), "page", "eval")


def formulas(page: str) -> list[Formula]:
    """Every formula of a page, under the headings that name a file of rules."""
    found = []
    for module, section in re.findall(
        r"^#### [^\n]*\(`sim/rules/(\w+)\.py`\)\n(.*?)(?=^#### |^### |\Z)", page, re.MULTILINE | re.DOTALL
    ):
        for block in re.findall(r"```text\n(.*?)```", section, re.DOTALL):
            found += [one for text in block.split("\n\n") if (one := _formula(module, text))]
    return found


def _formula(module: str, text: str) -> Formula | None:
    head, *lines = text.strip("\n").splitlines()
    said = re.match(r"(\w+)\(([\w, ]*)\) =(.*)$", head)
    if not said:
        return None
    held = importlib.import_module(f"sim.rules.{module}")
    process = next(
        PROCESSES[name]
        for name in vars(held)
        if name in PROCESSES and name != "Practice" and vars(held)[name].__module__ == held.__name__
    )
    lines = re.sub(r"\n {8,}", " ", "\n".join(lines)).splitlines()  # a line that goes on is set further in
    cases = [(said[3].strip(), "")] if said[3].strip() else []
    first = []
    for line in lines:
        if known := re.match(r"\s+where (\w+) = (.*)$", line):
            first.append((known[1], known[2]))
        elif case := re.match(r"\s+(.*?)\s{2,}(?:if (.*)|otherwise)$", line):
            cases.append((case[1], case[2] or ""))
        elif not cases:
            cases.append((line.strip(), ""))
        else:
            raise ValueError(f"{module}.{said[1]}: {line!r} is neither a case nor a where")
    return Formula(module, process, said[1], [one for one in said[2].split(", ") if one], cases, first)


def worked_out(page: str, first: str, names: dict[str, Any]) -> dict[str, Any]:
    """What a block of assignments gives, whose first one is of ``first``, line by line, each for those below it."""
    blocks = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    block = next(one for one in blocks if re.match(rf"{re.escape(first)} +[=←]", one))
    given, found = NAMES | names, {}
    for line in re.sub(r"\n +", " ", block).splitlines():
        target, expression = re.split(r" +[=←] ", line, maxsplit=1)
        found[target] = given[target] = _evaluated(expression, given)
        head, _, name = target.partition(".")
        if name:  # a state: lines below read it as it is now
            setattr(given[head], name, found[target])
    return found
