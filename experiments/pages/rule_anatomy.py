"""What each rule reads, draws and changes, and the order of a month: read from the source of ``sim``.

Nothing is run. The pages that describe the model (``experiments.pages``) take their tables
from here, so that they say what the code does.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

import sim
from experiments.formulas.formula import declared
from sim.agents import KINDS
from sim.engine_room import fields
from sim.processes import Parameters

ROOT = Path(sim.__path__[0])
RULES = tuple(sorted(file.stem for file in (ROOT / "rules").glob("[a-z]*.py")))
LISTS = {name: kind.__name__ for name, kind in KINDS.items()}
NAMED = {"candidate": "Refugee"} | {  # whom a variable of a rule means where nothing else says so: as in its own events
    next(iter(inspect.signature(event).parameters)): kind.__name__
    for kind in KINDS.values()
    for event in vars(kind).values()
    if inspect.isfunction(event)
}
USUAL = (1, 2, 3)
CHANCE = {  # places of who, purpose and alternative among the arguments; who −1: the agent whose event it is
    **dict.fromkeys(("draw", "happens", "luck", "normal", "monthly_normal", "poisson", "pick"), USUAL),
    "uniform": (2, 4, 5),
    "employer_met": (-1, 1, 2),
}
PROCESSES = {type(part).__name__: name for name, part in vars(Parameters()).items()} | {"Practice": "practice"}

HEIRS = {  # processes that have the formulas of another one, by that one
    name: tuple(
        other for other, heir in vars(Parameters()).items() if heir is not part and isinstance(heir, type(part))
    )
    for name, part in vars(Parameters()).items()
}


@dataclasses.dataclass(frozen=True)
class Draw:
    """One use of chance: which generator, whose, for what, which alternative."""

    kind: str
    who: str
    purpose: str
    alternative: str


@dataclasses.dataclass(frozen=True)
class Rule:
    """An event or a formula of ``sim.rules``: ``name`` is ``learn`` or ``Language.gain``, ``words`` its first line."""

    module: str
    name: str
    words: str
    reads: tuple[str, ...]
    changes: tuple[str, ...]
    draws: tuple[Draw, ...]
    calls: tuple[str, ...]
    numbers: tuple[str, ...]
    carries: tuple[tuple[str, str], ...]  # number, and a state that is set from it

    @property
    def full(self) -> str:
        """Name with its module, like ``language.learn``."""
        return f"{self.module}.{self.name}"

    @property
    def is_formula(self) -> bool:
        """Tell whether it is a method of a process."""
        return "." in self.name


@dataclasses.dataclass(frozen=True)
class Step:
    """One line of a month: for whom, on which conditions, what is called (``module.event``, or empty)."""

    each: str
    conditions: tuple[str, ...]
    calls: str
    text: str


@functools.cache
def tree(name: str) -> ast.Module:
    """Syntax tree of a file of ``sim``, by its path without ``.py`` (``month``, ``rules/answer``)."""
    return ast.parse((ROOT / f"{name}.py").read_text(encoding="utf-8"))


@functools.cache
def states() -> dict[str, Mapping[str, object]]:
    """Declared state of each kind of agent."""
    return {kind.__name__: fields(kind) for kind in KINDS.values()}


@functools.cache
def rules() -> dict[str, Rule]:
    """Every event and formula of ``sim/rules`` by its full name, in the order of files and lines."""
    results = {}
    for module in RULES:
        for node in tree(f"rules/{module}").body:
            if isinstance(node, ast.FunctionDef):
                item = _Reader(module, node).rule(node.name)
                results[item.full] = item
            elif isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        item = _Reader(module, method, node.name).rule(f"{node.name}.{method.name}")
                        results[item.full] = item
    return results


@functools.cache
def constants() -> dict[str, object]:
    """Values that modules of ``sim/rules`` hold besides their numbers: ``demand.HOTEL_SEASON``."""
    results = {}
    for module in RULES:
        for node in tree(f"rules/{module}").body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                results[f"{module}.{name}"] = getattr(importlib.import_module(f"sim.rules.{module}"), name)
    return results


@functools.cache
def events_of() -> dict[tuple[str, str], str]:
    """Full name of the rule behind each event of an agent: ``("Refugee", "learn")`` is ``language.learn``."""
    results = {}
    for kind in KINDS.values():
        for name, value in vars(kind).items():
            if callable(value) and value.__module__.startswith("sim.rules."):
                results[kind.__name__, name] = f"{value.__module__.rpartition('.')[2]}.{name}"
    return results


@functools.cache
def owner_of() -> dict[str, str]:
    """Kind of agent that each event belongs to, by the event's full name."""
    return {full: kind for (kind, _), full in events_of().items()}


def written_by() -> dict[tuple[str, str], list[str]]:
    """Rules that change each state: ``("Refugee", "oral")`` -> names of events."""
    results: dict[tuple[str, str], list[str]] = {}
    for rule in rules().values():
        for change in rule.changes:
            kind, _, name = change.partition(".")
            results.setdefault((kind, name), []).append(rule.full)
    for change in _Reader("month", _function("month", "before")).rule("before").changes:
        kind, _, name = change.partition(".")
        results.setdefault((kind, name), []).insert(0, "month.before")
    return results


def read_by() -> dict[str, list[str]]:
    """Rules that read each number (``practice.prepared`` -> ``requests.begin_placement`` …)."""
    results: dict[str, list[str]] = {name: [] for name in sorted(declared())}
    for rule in [*rules().values(), _Reader("month", _function("month", "before")).rule("before")]:
        for name in rule.numbers:
            results[name].append(rule.full)
            for heir in HEIRS.get(name.partition(".")[0], ()):
                results[f"{heir}.{name.partition('.')[2]}"].append(rule.full)
    return results


# --- the order of a month -------------------------------------------------------------------------------------


def schedule() -> list[Step]:
    """The lines of ``sim.month.month`` in order, with those of ``live`` in its place."""
    return list(_steps(_function("month", "month").body, "", ()))


def _function(file: str, name: str) -> ast.FunctionDef:
    return next(item for item in tree(file).body if isinstance(item, ast.FunctionDef) and item.name == name)


def _steps(body: list[ast.stmt], each: str, conditions: tuple[str, ...]) -> Iterator[Step]:
    for node in body:
        if isinstance(node, ast.For):
            yield from _steps(node.body, ast.unparse(node.target), conditions)
        elif isinstance(node, ast.If):
            given = ast.unparse(node.test)
            yield from _steps(node.body, each, (*conditions, given))
            yield from _steps(node.orelse, each, (*conditions, f"not ({given})"))
        elif isinstance(node, ast.Assign):
            yield Step(each, conditions, "", ast.unparse(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Name) and called.id == "live":
                yield from _steps(_function("month", "live").body, each, conditions)
            elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                kind = NAMED[called.value.id]
                yield Step(each, conditions, events_of()[kind, called.attr], ast.unparse(node))
            elif isinstance(called, ast.Name):
                full = next(item for item in rules() if item.endswith(f".{called.id}"))
                yield Step(each, conditions, full, ast.unparse(node))


# --- one rule -------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one function of a rule: whom its variables mean, then what it does with them."""

    def __init__(self, module: str, function: ast.FunctionDef, process: str = "") -> None:
        self.module, self.function, self.process = module, function, process
        self.kinds = dict(NAMED)  # variable -> kind of agent
        self.processes = {"self": PROCESSES[process]} if process else {}
        self.same: dict[str, str] = {}  # variable -> the expression it stands for
        for node in self._nodes():
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._take(node.targets[0].id, node.value)
            elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                listed = ast.unparse(node.iter).removeprefix("world.")
                if listed in LISTS:
                    self.kinds[node.target.id] = LISTS[listed]

    def _nodes(self) -> list[ast.AST]:
        """Everything in the function, in the order of the text."""
        results = [node for node in ast.walk(self.function) if hasattr(node, "lineno")]
        return sorted(results, key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]

    def _take(self, name: str, value: ast.expr) -> None:
        text = ast.unparse(value)
        if kind := self._kind(value):
            self.kinds[name] = kind
        if process := self._process(text):
            self.processes[name] = process
        if text.endswith("luck_key"):
            self.same[name] = text

    def _kind(self, node: ast.expr) -> str:
        """Kind of agent that an expression is; empty: none."""
        if isinstance(node, ast.Name):
            return self.kinds.get(node.id, "")
        if isinstance(node, ast.Subscript):
            return LISTS.get(ast.unparse(node.value).removeprefix("world."), "")
        return ""

    def _process(self, text: str) -> str:
        """Process that an expression is: ``world.p.answer``; empty: none."""
        if text.startswith("world.practice["):
            return "practice"
        return text.removeprefix("world.p.") if text.startswith("world.p.") and text.count(".") == 2 else ""

    def rule(self, name: str) -> Rule:
        """What the function does."""
        words = (ast.get_docstring(self.function) or "").partition("\n")[0]
        changes = self._changes()
        reads, named = [], []
        for node in self._nodes():
            if not isinstance(node, ast.Attribute):
                continue
            if self._kind(node.value) and isinstance(node.ctx, ast.Load):
                state = f"{self._kind(node.value)}.{node.attr}"
                if node.attr in states()[self._kind(node.value)]:
                    reads.append(state)
            if number := self._number(node):
                named.append(number)
        return Rule(
            self.module,
            name,
            words,
            _once(reads),
            _once(changes),
            tuple(self._draws()),
            _once(self._calls()),
            _once(named),
            tuple(dict.fromkeys(self._carries())),
        )

    def _number(self, node: ast.AST) -> str:
        """Number of the model that an expression reads; empty: none."""
        if not isinstance(node, ast.Attribute):
            return ""
        process = self.processes.get(ast.unparse(node.value), "") or self._process(ast.unparse(node.value))
        name = f"{process}.{node.attr}"
        return name if name in declared() else ""

    def _carries(self) -> Iterator[tuple[str, str]]:
        inside: dict[str, set[str]] = {}  # variable -> numbers that it was worked out from
        for node in self._nodes():
            if not isinstance(node, (ast.Assign, ast.AugAssign)):
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            parts = list(ast.walk(node.value))
            results = {number for item in parts if (number := self._number(item))}
            results = results.union(*(inside.get(item.id, set()) for item in parts if isinstance(item, ast.Name)))
            if isinstance(target, ast.Name):
                inside[target.id] = inside.get(target.id, set()) | results
            elif isinstance(target, ast.Attribute) and (kind := self._kind(target.value)):
                yield from ((number, f"{kind}.{target.attr}") for number in sorted(results))

    def _changes(self) -> Iterator[str]:
        for node in self._nodes():
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AugAssign)
                else []
            )
            for target in targets:
                inner = target.value if isinstance(target, ast.Subscript) else target
                if isinstance(inner, ast.Attribute) and (kind := self._kind(inner.value)):
                    yield f"{kind}.{inner.attr}"

    def _draws(self) -> Iterator[Draw]:
        for node in self._nodes():
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            who, purpose, last = CHANCE.get(name, USUAL)
            given = [ast.unparse(item) for item in node.args]
            if name not in CHANCE or not (given[purpose:] and given[purpose].startswith("Purpose.")):
                continue
            whose = f"{ast.unparse(node.func).rpartition('.')[0]}.luck_key" if who < 0 else self._whose(given[who])
            other = given[last] if len(given) > last and name != "poisson" else ""
            yield Draw(name, whose, given[purpose].removeprefix("Purpose.").removesuffix(" + 0"), other)

    def _whose(self, who: str) -> str:
        for name, text in self.same.items():
            if who == name or who.startswith(f"{name} "):
                return who.replace(name, text, 1)
        return who

    def _calls(self) -> Iterator[str]:
        for node in self._nodes():
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name):
                if full := _local(self.module, node.func.id):
                    yield full
            elif isinstance(node.func, ast.Attribute):
                kind = self._kind(node.func.value)
                process = self.processes.get(ast.unparse(node.func.value), "") or self._process(
                    ast.unparse(node.func.value)
                )
                if kind and (kind, node.func.attr) in events_of():
                    yield events_of()[kind, node.func.attr]
                elif process and _method(process, node.func.attr):
                    yield _method(process, node.func.attr)


def _local(module: str, name: str) -> str:
    if module not in RULES:
        return ""
    here = [item.name for item in tree(f"rules/{module}").body if isinstance(item, ast.FunctionDef)]
    return f"{module}.{name}" if name in here else ""


def _method(process: str, name: str) -> str:
    method = getattr(type(getattr(Parameters(), process, None)), name, None)  # of a base class, perhaps
    module = getattr(method, "__module__", "")
    return f"{module.rpartition('.')[2]}.{method.__qualname__}" if method and module.startswith("sim.rules.") else ""


def _once(names: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
