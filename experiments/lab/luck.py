"""Does a rule draw only chance of its own: said in its text, or heard in a run."""

from __future__ import annotations

import ast
import inspect
import random
from collections.abc import Iterator

import numpy as np

from experiments.lab.language import Remark
from experiments.lab.listening import Heard, owner_of
from experiments.lab.rulefile import Rule, RuleError
from sim.chance import FOR_LIFE, Purpose

OWN = range(200, 256)  # purposes for rules outside of the model
FOREIGN = {"random", "numpy.random", "secrets", "uuid", "time", "datetime", "os"}
KEYED = "draw(world, self.luck_key, PURPOSE, 0) of sim.chance is the same for the same person, month and purpose"


def said(rule: Rule) -> Iterator[Remark]:
    """Chance, or what else differs from run to run, that the text of a rule names."""
    foreign = set(_foreign_names(rule.tree))
    for function in rule.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in foreign:
                yield Remark(node.lineno, f"{node.id} belongs to nobody and differs from run to run: {KEYED}")
            elif isinstance(node, ast.Attribute) and node.attr in {"random", "rng"}:
                if not (isinstance(node.value, ast.Name) and node.value.id in foreign):
                    yield Remark(node.lineno, f"{ast.unparse(node)} has one luck for all, in turn: {KEYED}")
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"hash", "id"}:
                yield Remark(node.lineno, f"{node.func.id}() differs from run to run: use fields of agents")
            elif (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"uniform", "philox"}
            ):
                yield Remark(node.lineno, f"{node.func.id} is what draws are made of: {KEYED}")


def _foreign_names(tree: ast.Module) -> Iterator[str]:
    """Names under which a file knows modules of chance and time, or what they hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (item.asname or item.name.partition(".")[0] for item in node.names if item.name in FOREIGN)
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                if node.module in FOREIGN or f"{node.module}.{item.name}" in FOREIGN:
                    yield item.asname or item.name


def check_heard(rule: Rule, heard: Heard) -> None:
    """Refuse draws whose purpose belongs to another rule, that belong to nobody, or that decide two things."""
    allowed = _inherited(rule)
    for (who, month, purpose, _), lines in heard.own.items():
        line = min(lines)
        name = Purpose(purpose).name if purpose in set(Purpose) else str(purpose)
        if purpose not in OWN and purpose not in allowed:
            whose = f"which {owner_of(name)} draws" if purpose in set(Purpose) else "which may be another rule's"
            raise RuleError(
                f"this draws with the purpose {name}, {whose}, so that its luck and yours are one: take a number of "
                f"your own, {OWN.start} to {OWN.stop - 1}.",
                line,
            )
        if who not in heard.owners:
            raise RuleError("this draw belongs to nobody: say whose luck it is, like self.luck_key.", line)
        if len(lines) > 1:
            when = "for life" if month == FOR_LIFE else "in one month"
            raise RuleError(
                f"lines {', '.join(map(str, sorted(lines)))} draw the same number {when}, so one luck decides two "
                "things: take two purposes, or another last argument.",
                max(lines),
            )
    if both := set(heard.own) & heard.others:
        purpose = min(key[2] for key in both)
        line = min(min(heard.own[key]) for key in both)
        raise RuleError(
            f"this draws again what the model draws in the same month ({Purpose(purpose).name}), so one luck "
            f"decides two things: take a number of your own, {OWN.start} to {OWN.stop - 1}.",
            line,
        )


def _inherited(rule: Rule) -> set[int]:
    """Purposes of the events that the rule overrides: who writes an event anew draws what it drew."""
    results = set()
    for cls, function in rule.methods():
        usual = [base for base in cls.__mro__[1:] if hasattr(base, function.name) and base.__module__.startswith("sim")]
        if usual:
            text = inspect.getsource(getattr(usual[0], function.name))
            results |= {item.value for item in Purpose if f"Purpose.{item.name}" in text}
    return results


class Elsewhere:
    """Generators of Python and NumPy, watched: whether a run has drawn from them."""

    def __init__(self, seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002  (a rule may have used it; that is what is looked for)
        self.before = self._now()

    def _now(self) -> tuple[object, ...]:
        numpy_state = np.random.get_state()  # noqa: NPY002
        return random.getstate(), numpy_state[1].tobytes(), numpy_state[2]

    @property
    def drawn(self) -> bool:
        """Whether somebody has drawn since."""
        return self._now() != self.before
