"""The rules keep to the language that both engines speak, and nothing in them is dead.

Read with ``ast``, not run: each test names what it finds (file:line), so that it reads as a list of what to mend.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import pytest

from experiments.lab.language import called, not_a_formula, not_spoken
from sim.chance import Purpose
from sim.parameters import GRADES, Number, numbers
from sim.processes import Parameters, Practice
from sim.states import Contract, Event, Household, JobReason, Reason, Status, Way
from sim.tallies import Curve, Tally, Total

SIM = Path(__file__).parents[2] / "sim"
RULE_FILES = sorted((SIM / "rules").glob("[a-z]*.py"))
SOURCES = {file.name: ast.parse(file.read_text(encoding="utf-8")) for file in [*RULE_FILES, SIM / "month.py"]}
ALL_SOURCES = {file.name: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SIM.rglob("*.py"))}
NUMBERS = numbers(Parameters()) | {f"practice.{name}": one for name, one in numbers(Practice()).items()}
CHANCE = {
    "draw": 2,
    "happens": 2,
    "luck": 2,
    "normal": 2,
    "monthly_normal": 2,
    "poisson": 2,
    "pick": 2,
}  # place of the purpose
TYPING = ("__future__", "typing")  # for annotations, which neither engine reads
# A count that is chosen by arithmetic on a first column: expression added -> columns reached (by first column).
OFFSETS: dict[str, range | dict[str, range]] = {
    "reason": {"REFUSED": range(1, 11), "TURNED_DOWN": range(1, 13)},
    "way": range(7),
    "column": range(0, 4, 2),  # treated, controls
    "asker.stream": range(3),
    "sex": range(2),
    "2 * sex": range(0, 4, 2),
    "2 * (refugee.track - 1)": range(0, 6, 2),
    "2 * refugee.household": range(0, 10, 2),
}


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for name, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield f"{name}:{getattr(node, 'lineno', 0)}", node


def functions() -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """Every function of the rules: where, itself, whether it stands in a class."""
    for name, tree in SOURCES.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield f"{name}:{node.lineno}", node, False
            elif isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef):
                        yield f"{name}:{method.lineno}", method, True


# --- the language -----------------------------------------------------------------------------------------


def test_rules_speak_what_both_engines_speak() -> None:
    assert [f"{name}:{line} {words}" for name, tree in SOURCES.items() for line, words in not_spoken(tree)] == []


def test_rules_import_from_the_model_only() -> None:
    imported = [where for where, node in nodes(ast.Import)]
    elsewhere = [
        where
        for where, node in nodes(ast.ImportFrom)
        if not str(node.module).startswith("sim.") and node.module not in TYPING
    ]
    assert imported + elsewhere == []


def test_formulas_see_scalars_and_neither_world_nor_agents_nor_chance_and_change_no_number() -> None:
    assert [
        f"{where} {words}" for where, one, in_class in functions() if in_class for _, words in not_a_formula(one)
    ] == []


def test_every_function_outside_a_class_is_a_rule() -> None:
    bare = [
        (where, function.name)
        for where, function, in_class in functions()
        if not in_class and [ast.unparse(one) for one in function.decorator_list] != ["rule"]
    ]
    assert bare == []


def test_every_class_of_the_rules_is_a_process() -> None:
    bare = [
        (where, node.name)
        for where, node in nodes(ast.ClassDef)
        if [ast.unparse(one) for one in node.decorator_list] != ["process"]
    ]
    assert bare == []


def test_every_rule_says_what_it_does() -> None:
    assert [(where, one.name) for where, one, _ in functions() if not ast.get_docstring(one)] == []


def test_values_of_a_module_are_constants() -> None:
    """Compiled code freezes them; a list could be changed behind its back."""
    lists = [
        (name, ast.unparse(node))
        for name, tree in SOURCES.items()
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        and "__all__" not in ast.unparse(node)
        and not (isinstance(node.value, ast.Constant) or _is_tuple_of_constants(node.value))
    ]
    assert lists == []


def _is_tuple_of_constants(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Tuple) and all(isinstance(one, ast.Constant) or _is_member(one) for one in node.elts)


def _is_member(node: ast.AST) -> bool:
    """``Reason.LOAD.value``: a constant of an enumeration."""
    return isinstance(node, ast.Attribute) and node.attr == "value" and isinstance(node.value, ast.Attribute)


# --- chance -----------------------------------------------------------------------------------------------


def test_every_draw_names_its_purpose() -> None:
    nameless = []
    for where, function, _ in functions():
        for node in ast.walk(function):
            if called(node) in CHANCE:
                purpose = ast.unparse(node.args[CHANCE[called(node)]])
                passed_on = purpose == "purpose" and purpose in {one.arg for one in function.args.args}
                if not purpose.startswith("Purpose.") and not passed_on:
                    nameless.append((where, ast.unparse(node)))
    assert nameless == []


def test_every_purpose_decides_something() -> None:
    named = {node.attr for _, node in nodes(ast.Attribute) if ast.unparse(node.value) == "Purpose"}
    assert sorted(set(Purpose.__members__) - named) == []


# --- nothing is dead --------------------------------------------------------------------------------------


def numbers_read() -> set[str]:
    """Numbers that some formula or event reads: ``self.x``, ``world.p.process.x``, ``practice.x``."""
    process_of = {type(getattr(Parameters(), one.name)).__name__: one.name for one in dataclasses.fields(Parameters)}
    process_of["Practice"] = "practice"
    read = set()
    for tree in ALL_SOURCES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in process_of:
                read |= _attributes(node, {"self": process_of[node.name]})
            elif isinstance(node, ast.FunctionDef):
                aliases = {
                    ast.unparse(one.targets[0]): _process_meant(one.value)
                    for one in ast.walk(node)
                    if isinstance(one, ast.Assign) and _process_meant(one.value)
                }
                read |= _attributes(node, aliases)
    inherited = {f"displaced.{name.partition('.')[2]}" for name in read if name.startswith("settlement.")}
    return read | inherited  # whose formulas are those of its base class


def _process_meant(node: ast.AST) -> str:
    text = ast.unparse(node)
    if text.startswith("world.practice["):
        return "practice"
    head, _, name = text.rpartition(".")
    return name if head == "world.p" else ""


def _attributes(scope: ast.AST, aliases: dict[str, str]) -> set[str]:
    read = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.Attribute):
            process = aliases.get(ast.unparse(node.value)) or _process_meant(node.value)
            if process:
                read.add(f"{process}.{node.attr}")
    return read


def test_every_declared_number_is_read_somewhere() -> None:
    assert sorted(set(NUMBERS) - numbers_read()) == []


def test_every_formula_is_asked_for() -> None:
    asked = {node.attr for tree in ALL_SOURCES.values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert sorted(method.name for _, method, in_class in functions() if in_class and method.name not in asked) == []


def test_every_event_happens() -> None:
    """An event is called by its name (``refugee.learn(world)``) somewhere, not only listed among an agent's."""
    happen = {called(node) for tree in ALL_SOURCES.values() for node in ast.walk(tree) if isinstance(node, ast.Call)}
    happen |= {"before", "month"}
    assert sorted(one.name for _, one, in_class in functions() if not in_class and one.name not in happen) == []


@pytest.mark.parametrize("kind", [Contract, Event, Household, JobReason, Reason, Status, Way])
def test_every_state_comes_about(kind: type[IntEnum]) -> None:
    named = {
        node.attr
        for _, node in nodes(ast.Attribute)
        if isinstance(node.value, ast.Name) and node.value.id == kind.__name__
    }
    if kind is Event:  # a no is chosen by its reason, a job by its way
        named |= {Event(Event.REFUSED + no).name for no in Reason if no != Reason.YES}
        named |= {Event(Event.TURNED_DOWN + no).name for no in JobReason if no != JobReason.YES}
        named |= {Event(Event.FOUND_JOB + way).name for way in Way if way != Way.HOST}
    if kind is Way and "OUTSIDE" not in named:  # no employer judges there: its column and its event are named
        assert {"JOBS_OUTSIDE"} <= written_columns(Tally)
        named |= {"OUTSIDE"}
    assert sorted(set(kind.__members__) - named) == []


def written_columns(table: type[IntEnum]) -> set[str]:
    """Columns that a rule writes, those reached by arithmetic included."""
    found = set()
    for _, function, _ in functions():
        for node in ast.walk(function):
            if not isinstance(node, (ast.Assign, ast.AugAssign)):
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            chosen = node.value if isinstance(target, ast.Name) else target  # payer = Tally.A if ... else Tally.B
            for one in ast.walk(chosen):
                if isinstance(one, ast.BinOp) and _column(one.left, table) is not None:
                    first = table[_column(one.left, table)]
                    reached = OFFSETS[ast.unparse(one.right)]
                    reached = reached[_column(one.left, table)] if isinstance(reached, dict) else reached
                    found |= {table(first + i).name for i in reached}
                elif _column(one, table) is not None:
                    found.add(_column(one, table))
    return found


def _column(node: ast.AST, table: type[IntEnum]) -> str | None:
    return node.attr if isinstance(node, ast.Attribute) and ast.unparse(node.value) == table.__name__ else None


@pytest.mark.parametrize("table", [Tally, Total, Curve])
def test_every_column_of_results_is_written(table: type[IntEnum]) -> None:
    written = written_columns(table)
    assert [one.name for one in table if one.name not in written] == []


@pytest.mark.parametrize("table", [Tally, Total, Curve])
def test_columns_of_results_have_no_gap(table: type[IntEnum]) -> None:
    """Arrays are as wide as there are names; columns of a yes have two (reason 0, way 0)."""
    wide = len(table.__members__) if table is Tally else len(table)
    assert sorted(one.value for one in table) == list(range(len(table)))
    assert wide >= max(table) + 1


def test_rules_import_only_what_they_use() -> None:
    unused = []
    for name, tree in SOURCES.items():
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                unused += [f"{name}: {one.name}" for one in node.names if (one.asname or one.name) not in used]
    assert unused == []


# --- declarations -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "one"), NUMBERS.items(), ids=NUMBERS)
def test_a_number_is_declared_in_full(name: str, one: Number) -> None:
    low, high = one.plausible
    assert low < high or (low == high == one.default and name.startswith("trial.")), f"{name}: nothing to vary"
    assert low <= one.default <= high, f"{name}: the default is not plausible"
    assert one.allowed[0] <= low, f"{name}: allowed excludes what is plausible"
    assert high <= one.allowed[1], f"{name}: allowed excludes what is plausible"
    assert one.unit, name
    assert one.meaning, name
    assert one.source, name
    assert one.grade in GRADES, name
    if one.unit == "probability":
        assert one.allowed[0] >= 0, name
        assert one.allowed[1] <= 1, name


def test_a_number_of_unknown_origin_is_graded_as_an_assumption() -> None:
    claimed = [name for name, one in NUMBERS.items() if one.source.startswith("assumption") and one.grade != "X"]
    assert claimed == []
