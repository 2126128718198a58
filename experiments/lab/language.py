"""The language that both engines speak: what a rule may not say, found in its text, with what to say instead.

Used on the rules of ``sim`` by the tests, and on a student's file by the lab.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

LOOP = "write the loop out"
CALLS = {
    "sum": f"sum() rounds otherwise in the two engines: {LOOP}",
    "fsum": f"fsum() rounds otherwise in the two engines: {LOOP}",
    "pow": "pow() differs between the engines in its last bits: write x * x, or exp(k * log(q))",
    "hypot": "hypot() differs between the engines in its last bits: write sqrt(x * x + y * y)",
    "round": "round() differs between the engines: leave the number as it is, or compare it with thresholds",
    "sorted": f"sorted() is not for agents in the compiled engine: {LOOP} and remember the best",
    "map": f"map() hides a loop that the compiler refuses: {LOOP}",
    "filter": f"filter() hides a loop that the compiler refuses: {LOOP}",
    "zip": "zip() of agents is refused by the compiler: loop over range(len(...))",
    "super": "super() does not compile: call the original by its module, like language.learn(self, world)",
    "getattr": "getattr() does not compile: write the name of the field",
    "setattr": "setattr() does not compile: write the name of the field",
}
POWER = "** differs between the engines in its last bits: write x * x, or exp(k * log(q))"
BY_KEY = f"an order by a key does not compile: {LOOP} and remember the best"
REFUSED: dict[tuple[type[ast.AST], ...], str] = {
    (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.Yield, ast.YieldFrom): (
        f"a comprehension, generator or lambda hides a loop that the compiler refuses: {LOOP}"
    ),
    (ast.JoinedStr, ast.Try, ast.With): "the compiler refuses f-strings, try and with in a rule: leave it out",
    (ast.Global, ast.Nonlocal): (
        "a rule remembers nothing outside of agents: declare a field in the agent's class instead of a global"
    ),
}
FOREIGN = {"math", "np", "numpy", "numba", "mesa"}
AGENTS = {"world", "refugee", "employer", "office", "asker", "municipality", "seed", "replicate", "who", "luck_key"}
DRAWS = {"draw", "happens", "luck", "normal", "monthly_normal", "poisson", "pick"}


class Remark(NamedTuple):
    """What is wrong in a line, in words that say what to do."""

    line: int
    words: str


def called(node: ast.AST) -> str:
    """Name of what is called: ``min`` of ``min(a, b)``, ``pick`` of ``place.pick(...)``."""
    function = getattr(node, "func", None)
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def not_spoken(tree: ast.AST) -> Iterator[Remark]:
    """What the engines compute differently, or one of them not at all."""
    for node in ast.walk(tree):
        if words := _not_spoken(node):
            yield Remark(getattr(node, "lineno", 0), words)


def _not_spoken(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        by_key = {keyword.arg for keyword in node.keywords} & {"key", "default"}
        return CALLS.get(called(node), BY_KEY if by_key else "")
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        return POWER if isinstance(node.op, ast.Pow) else ""
    if isinstance(node, ast.Name):
        return f"{node.id} is not for rules: take exp, log, sqrt and cos from sim.engine_room" * (node.id in FOREIGN)
    return next((words for kinds, words in REFUSED.items() if isinstance(node, kinds)), "")


def not_a_formula(function: ast.FunctionDef) -> Iterator[Remark]:
    """What a method of a process may not do: see agents or the world, draw, or change a number."""
    for argument in function.args.args:
        if argument.arg in AGENTS:
            yield Remark(
                function.lineno, f"a formula takes numbers, not {argument.arg}: give it the numbers that it needs"
            )
    for node in ast.walk(function):
        if called(node) in DRAWS or (isinstance(node, ast.Name) and node.id == "Purpose"):
            yield Remark(getattr(node, "lineno", 0), "a formula does not draw: an event of an agent does, and asks it")
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield Remark(node.lineno, f"a formula changes nothing, but this sets {ast.unparse(node)}: return a number")
