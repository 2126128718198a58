"""A student's file: imported, looked through for classes that the model can use, and put into a scenario.

It may hold subclasses of agents (``Refugee``) and of processes (``Answer``), at most one of each kind; ``KINDS``, kinds
of agents of its own (``KINDS = {"volunteers": (Volunteer, volunteers)}``: name of the list, class, and the function
that gives the starting fields); ``month(world)``, a month of its own; ``OFF``, numbers at which the rule does nothing
(``OFF = {"answer.firmness": 1.0}``); and whatever else.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import importlib.util
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from bygd.errors import InputError
from experiments.lab.towns import lively_town
from sim.agents import KINDS
from sim.engine_room import layout
from sim.parameters import ParameterError, numbers
from sim.population import RowsOf
from sim.processes import Parameters, copied, names_of
from sim.scenario import Scenario

SLOTS = {part.name: type(getattr(Parameters(), part.name)) for part in dataclasses.fields(Parameters)}
OUTSIDE = {  # what a rule may not call, because it leaves the model: a month happens some ten thousand times
    "print": "print() would write thousands of lines: take it out, and look at agents after a run in Python",
    "open": "a rule reads no file: declare what it says as a number of a process",
    "input": "nobody is there to answer input(): declare a number of a process",
    "breakpoint": "breakpoint() would stop the lab: take it out; it is for runs in Python",
    "exit": "exit() ends the program: leave an event with return",
    "quit": "quit() ends the program: leave an event with return",
}


class RuleError(Exception):
    """Something in a student's file is not as it must be: one sentence, and the line (0: no line in particular)."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.words, self.line = words, line


@dataclasses.dataclass
class Rule:
    """What a file holds."""

    file: Path
    tree: ast.Module
    module: ModuleType
    subclasses: tuple[type, ...]  # of agents that the model has
    processes: dict[str, type]  # by their name in ``Parameters``
    kinds: dict[str, tuple[type, RowsOf]]
    month: Callable[[Any], None] | None
    off: dict[str, float]

    @property
    def name(self) -> str:
        """Name of the scenario with the rule."""
        return self.file.stem

    @property
    def agents(self) -> tuple[type, ...]:
        """Subclasses of the model's agents, and kinds of its own."""
        return *self.subclasses, *(cls for cls, _ in self.kinds.values())

    @property
    def classes(self) -> list[type]:
        """Agents and processes."""
        return [*self.agents, *self.processes.values()]

    def methods(self) -> Iterator[tuple[type, ast.FunctionDef]]:
        """Formulas and events of the classes, as they are written."""
        nodes = {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)}
        for cls in self.classes:
            for part in cls.__mro__:
                if part.__module__ == self.module.__name__ and part.__name__ in nodes:
                    yield from ((part, item) for item in nodes[part.__name__].body if isinstance(item, ast.FunctionDef))

    def functions(self) -> Iterator[ast.FunctionDef]:
        """All that runs in a month: methods, and helpers under ``@rule``."""
        yield from (item for _, item in self.methods())
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and "rule" in {ast.unparse(item) for item in node.decorator_list}:
                yield node

    def where(self, *names: str) -> int:
        """Line in which the first of these names is declared in a class; 0: nowhere."""
        for name in names:
            for node in ast.walk(self.tree):
                target = getattr(node, "target", None) if isinstance(node, ast.AnnAssign) else None
                if (isinstance(target, ast.Name) and target.id == name) or getattr(node, "name", "") == name:
                    return int(getattr(node, "lineno", 0))
        return 0

    def own_numbers(self) -> list[str]:
        """Numbers that the model does not have, like ``answer.firmness``."""
        return [
            f"{slot}.{name}"
            for slot, kind in self.processes.items()
            for name in numbers(kind())
            if name not in numbers(SLOTS[slot]())
        ]

    def declared_anew(self) -> list[str]:
        """Numbers of the model that the file declares with another value."""
        return [
            f"{slot}.{name}"
            for slot, kind in self.processes.items()
            for name, item in numbers(SLOTS[slot]()).items()
            if numbers(kind())[name].default != item.default
        ]

    def scenario(self, base: Scenario, *, off: bool = False) -> Scenario:
        """``base`` with the rule in it; numbers that were set otherwise there stay so; ``off``: at those of ``OFF``."""
        options = copied(base.parameters)
        for slot, kind in self.processes.items():
            usual, given = SLOTS[slot](), vars(getattr(options, slot))
            setattr(options, slot, kind(**{name: item for name, item in given.items() if item != getattr(usual, name)}))
        for name, value in self.off.items() if off else ():
            slot, _, number = name.partition(".")
            setattr(getattr(options, slot), number, float(value))
        month = self.month or base.month
        return dataclasses.replace(
            base, parameters=options, classes=self.subclasses, kinds=self.kinds, month=month, name=self.name
        ).checked()


def load(path: Path) -> Rule:
    """Import a student's file; ``RuleError`` says what hinders."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise RuleError(f"Python does not understand this line: {error.msg}.", error.lineno or 0) from None
    except ValueError as error:
        raise RuleError(f"the file is no text in UTF-8 ({words_of(error)}): save it as UTF-8.") from None
    module = _imported(path)
    kinds, month = _kinds(module, tree), getattr(module, "month", None)
    own_month = month if getattr(month, "__module__", "") == module.__name__ else None
    subclasses, processes = _classes(module, tree, needed=not kinds and own_month is None)
    rule = Rule(path, tree, module, subclasses, processes, kinds, own_month, getattr(module, "OFF", {}))
    for check in (
        _check_month,
        _check_state,
        _check_declarations,
        _check_numbers,
        _check_methods,
        _check_outside,
        _check_off,
    ):
        check(rule)
    return rule


def check_name(path: Path) -> None:
    """Refuse a file that is not there, or whose name is that of another module."""
    if not path.is_file():
        raise InputError(f"There is no file {path}; name the file that holds your rule, like my_rule.py.")
    if path.suffix != ".py" or not path.stem.isidentifier() or path.stem == "baseline":
        raise InputError(f"{path.name} cannot be imported; call it something like my_rule.py (letters, digits and _).")
    try:
        there = importlib.util.find_spec(path.stem)
    except ValueError:
        there = None
    if there is not None and (there.origin is None or not path.samefile(there.origin)):
        raise InputError(f"There is another module {path.stem} in Python; call your file something else.")


def _imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path.resolve())
    if spec is None or spec.loader is None:
        raise InputError(f"{path} cannot be imported; call it something like my_rule.py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    sys.path.insert(0, str(path.resolve().parent))  # for processes that are started, and files beside it
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a student's file does)
        raise RuleError(f"importing the file stops here: {words_of(error)}.", line_in(error, path)) from None
    return module


def words_of(error: BaseException) -> str:
    """Name of an error, and what it says first."""
    text = str(error).split("\n")[0].rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def line_in(error: BaseException, path: Path) -> int:
    """Last line of a file that an error came through; 0: none."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [item.lineno for item in frames if Path(item.filename).resolve() == path.resolve()]
    return lines[-1] or 0 if lines else 0


def _kinds(module: ModuleType, tree: ast.Module) -> dict[str, tuple[type, RowsOf]]:
    """Kinds of agents that the file adds to the model."""
    result = getattr(module, "KINDS", {})
    shapes = result.values() if isinstance(result, dict) else [()]
    if not all(
        isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], type) and callable(item[1])
        for item in shapes
    ):
        raise RuleError(
            "KINDS must hold, by the name of a list, a class and a function that gives the starting fields of those in "
            'one municipality, like KINDS = {"volunteers": (Volunteer, volunteers)}.',
            _line_of("KINDS", tree),
        )
    return result


def _line_of(name: str, tree: ast.Module) -> int:
    """Line in which the file gives a name a value; 0: nowhere."""
    return next((n.lineno for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == name), 0)


def _classes(module: ModuleType, tree: ast.Module, *, needed: bool) -> tuple[tuple[type, ...], dict[str, type]]:
    """Subclasses of agents and of processes that the file itself declares, the last of each line of descent."""
    lines = {node.name: node.lineno for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    own = [item for item in vars(module).values() if isinstance(item, type) and item.__module__ == module.__name__]
    results: dict[str, type] = {}
    kinds: tuple[type, ...] = (*KINDS.values(), *SLOTS.values())
    for kind in kinds:
        mine = [item for item in own if issubclass(item, kind)]
        last = [item for item in mine if not any(other is not item and issubclass(other, item) for other in mine)]
        if len(last) > 1:
            raise RuleError(
                f"{last[0].__name__} and {last[1].__name__} both subclass {kind.__name__}: keep one in a file, "
                "or let one subclass the other.",
                lines[last[1].__name__],
            )
        if last:
            results[kind.__name__] = last[0]
    if needed and not results:
        raise RuleError(
            f"the file holds no class that the model can use: subclass an agent or a process, one of "
            f"{', '.join(kind.__name__ for kind in kinds)}.",
            min(lines.values(), default=0),
        )
    agents = tuple(results[kind.__name__] for kind in KINDS.values() if kind.__name__ in results)
    return agents, {slot: results[kind.__name__] for slot, kind in SLOTS.items() if kind.__name__ in results}


def _check_declarations(rule: Rule) -> None:
    """State that a record can hold, numbers under ``@process`` and within their ranges, no name twice."""
    for cls in rule.processes.values():
        if inspect.get_annotations(cls) and "__dataclass_fields__" not in vars(cls):
            raise RuleError(
                f"{cls.__name__} declares numbers, but is no process yet: write @process above it.",
                rule.where(cls.__name__),
            )
    try:
        for cls in rule.classes:
            layout(cls)
        _ = rule.scenario(lively_town()).rows
    except (TypeError, NameError, ParameterError) as error:
        given = re.sub(r"has the annotation <class '(\w+)'>", r"is declared as \1", str(error).rstrip("."))
        names = [word.strip("'\".,:").rpartition(".")[2] for word in given.split()]
        raise RuleError(f"{given}.", rule.where(*[item for item in names if item])) from None
    except Exception as error:  # noqa: BLE001  (whatever the function of a kind's starting fields does)
        given = f"the starting fields of {' and '.join(rule.kinds)} cannot be had: {words_of(error)}"
        raise RuleError(f"{given}.", line_in(error, rule.file)) from None


def _check_month(rule: Rule) -> None:
    """A month of its own takes the world, under ``@rule``."""
    if rule.month is None:
        return
    node = next(item for item in rule.tree.body if getattr(item, "name", "") == "month")
    if not isinstance(node, ast.FunctionDef) or len(node.args.args) != 1 or node not in list(rule.functions()):
        raise RuleError("month must be a function of the world, with @rule above it: def month(world).", node.lineno)


def _check_state(rule: Rule) -> None:
    """State of agents has a type and begins at 0; a value in the class would be one for all."""
    for node in (item for item in ast.walk(rule.tree) if isinstance(item, ast.ClassDef)):
        if node.name not in {cls.__name__ for cls in rule.agents}:
            continue
        for item in node.body:
            target = ast.unparse(item.targets[0] if isinstance(item, ast.Assign) else getattr(item, "target", item))
            if isinstance(item, ast.Assign) and not isinstance(item.value, (ast.Name, ast.Attribute)):
                words = (
                    f"{target} has no type, so all would share one value: declare state like {target}: float (no list)"
                )
            elif isinstance(item, ast.AnnAssign) and item.value is not None:
                words = f"state begins at 0: leave the value of {target} out, and set it in an event, like settle"
            else:
                continue
            raise RuleError(f"{words}.", item.lineno)


def _check_numbers(rule: Rule) -> None:
    """Numbers of the file lie in the ranges that it calls plausible, and are asked for."""
    asked = {node.attr for node in ast.walk(rule.tree) if isinstance(node, ast.Attribute)}
    for slot, kind in rule.processes.items():
        for name, item in numbers(kind()).items():
            low, high = item.plausible
            if not low <= item.default <= high:
                words = f"{name} is {item.default:g}, outside of the range that it calls plausible, {low:g} to {high:g}"
                raise RuleError(f"{words}.", rule.where(name))
            if f"{slot}.{name}" in rule.own_numbers() and name not in asked:
                raise RuleError(f"{name} is declared, but nothing in the file asks for it.", rule.where(name))


def _check_methods(rule: Rule) -> None:
    """Methods that override something take what it takes; others are asked for by somebody."""
    asked = {node.attr for node in ast.walk(rule.tree) if isinstance(node, ast.Attribute)}
    for cls, function in rule.methods():
        bases = [base for base in cls.__mro__[1:] if hasattr(base, function.name)]
        if not bases and function.name not in asked:
            known = [name for base in cls.__mro__[1:] for name in vars(base) if name[0] != "_"]
            meant = difflib.get_close_matches(function.name, known, 1)
            raise RuleError(
                f"{cls.__name__}.{function.name} overrides nothing and nobody calls it"
                f"{f': is {meant[0]} meant?' if meant else '; misspelt, or call it in an event.'}",
                function.lineno,
            )
        if bases:
            usual = list(inspect.signature(getattr(bases[0], function.name)).parameters)
            own = list(inspect.signature(getattr(cls, function.name)).parameters)
            if len(usual) != len(own):
                raise RuleError(
                    f"{function.name} takes ({', '.join(own)}), but is called with "
                    f"({', '.join(['self', *usual[1:]])}): take the same.",
                    function.lineno,
                )


def _check_outside(rule: Rule) -> None:
    """Rules write, read and ask nothing outside of the model."""
    for function in rule.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE:
                raise RuleError(f"{OUTSIDE[node.func.id]}.", node.lineno)


def _check_off(rule: Rule) -> None:
    """``OFF`` names numbers of the model or of the file."""
    line = _line_of("OFF", rule.tree)
    options: Any = Parameters()
    for slot, kind in rule.processes.items():
        setattr(options, slot, kind())
    if not isinstance(rule.off, dict):
        raise RuleError('OFF must hold numbers by name, like OFF = {"answer.firmness": 1.0}.', line)
    for name, value in rule.off.items():
        if name not in names_of(options):
            raise RuleError(f"OFF names {name!r}, which is no number; {known_as(rule)}.", line)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise RuleError(f"OFF has {value!r} for {name}, which must be a number.", line)


def known_as(rule: Rule) -> str:
    """What the numbers of the file are called."""
    own = rule.own_numbers()
    return f"those of your file are {', '.join(own)}" if own else "your file declares none of its own"
