"""A number in a rule is declared, or is named as true by definition; found with ``ast`` in the functions of the rules.

Allowed without a name, because they could not be other numbers:

- 0 and 1: none, all, the next one; the identities of sums and products;
- 2 as a factor or divisor: twice, half;
- whole numbers that choose and do not measure: a position (``row[3]``), the alternative of a draw, a class of
  schooling or centrality (``track == 2``), a group of a trial.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.lab.language import called

SIM = Path(__file__).parents[2] / "sim"
FILES = [*sorted((SIM / "rules").glob("[a-z]*.py")), SIM / "month.py"]
CHOOSES = {
    "draw",
    "happens",
    "luck",
    "normal",
    "monthly_normal",
    "pick",
    "known_employer",
    "ask_for_slot",
}  # alternative: last
CLASSES = {"track", "refugee.track", "centrality"}


def literals(tree: ast.AST) -> Iterator[str]:
    """Line and value of each number in a function that is neither declared, nor named, nor allowed."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            allowed = {id(one) for node in ast.walk(function) for part in _choices(node) for one in ast.walk(part)}
            for node in ast.walk(function):
                if _is_number(node) and node.value not in (0, 1) and id(node) not in allowed:
                    yield f"{node.lineno}: {node.value!r} in {function.name}"


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


def _choices(node: ast.AST) -> list[ast.AST]:
    """Parts of a node in which numbers need no name."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        return [one for one in (node.left, node.right) if isinstance(one, ast.Constant) and one.value == 2]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [node.slice]
    if called(node) in CHOOSES:
        return node.args[3:4] if called(node) == "happens" else node.args[-1:]  # there a probability comes last
    if isinstance(node, ast.Compare) and ast.unparse(node.left) in CLASSES and isinstance(node.ops[0], ast.Eq):
        return node.comparators
    if isinstance(node, ast.FunctionDef) and node.name in ("track_of", "group_of"):
        return [one for one in ast.walk(node) if isinstance(one, ast.Return)]
    return []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_number_of_a_rule_is_declared_or_named(file: Path) -> None:
    assert list(literals(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("p = 0.3 * employer.goodwill", ["2: 0.3 in rule"]),
        ("if refugee.months >= 12: return True", ["2: 12 in rule"]),
        ("return 1.0 / (1.0 + exp(-(heard - 2.0)))", ["2: 2.0 in rule"]),
        ("return min(staff, 2)", ["2: 2 in rule"]),
        ("return draw(world, 7, Purpose.MOVE, 0)", ["2: 7 in rule"]),
        ("return track >= 3", ["2: 3 in rule"]),
        ("return leaving[month % 12]", ["2: 12 in rule"]),
        ("return 2.0 * a + draw(world, who, Purpose.MOVE, 64 * k) - 1 if track == 3 else row[7]", []),
    ],
)
def test_a_number_without_a_name_is_found(planted: str, found: list[str]) -> None:
    assert list(literals(ast.parse(f"def rule():\n    {planted}"))) == found
