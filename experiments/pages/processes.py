"""The pages of the processes, ``docs/processes``: formulas with curves, numbers, events, cards.

All is read from the code and its declarations. The curves are drawn when the site is built, where a page says
``<!-- curve: answer.supervision -->``.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from bygd.evidence.sources import sources
from experiments.cards.all_cards import CARDS
from experiments.display.markdown import table
from experiments.display.words import Words
from experiments.formulas.catalogue import formulas_of
from experiments.formulas.formula import Formula, Numbers, curves
from experiments.formulas.texts import Texts
from experiments.pages.parameters import TITLES
from experiments.pages.parameters import cells as number_cells
from experiments.pages.traceability import Row, mechanisms
from sim.parameters import GRADES, numbers

AGAIN = "python -m experiments.pages processes"
INDEX = "index"
OWN_TITLES = {"counting": "Counting, and what it costs"}
INDEX_HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


class Process:
    """A file of ``sim/rules``: numbers and formulas of its classes (``groups``: name of the numbers, class), events."""

    def __init__(self, module: ModuleType, groups: dict[str, type]) -> None:
        """Read the file."""
        self.module, self.groups = module, groups
        self.name = module.__name__.rpartition(".")[2]
        self.text = inspect.getsource(module)
        self.title = OWN_TITLES.get(self.name) or TITLES[next(iter(groups))]
        self.says = inspect.cleandoc(module.__doc__ or "").replace("``", "`")
        steps = re.match(r"Steps? ([\d and]+)\.", self.says)
        self.step = steps[1] if steps else ""  # "9", "9 and 10"; empty: beside the month

    @property
    def place(self) -> int:
        """Place in the order of the month; what stands beside the month comes last."""
        return int(self.step.partition(" ")[0] or 99)

    @property
    def numbers(self) -> dict[str, Any]:
        """Declared numbers by dotted name."""
        return {
            f"{group}.{name}": item for group, kind in self.groups.items() for name, item in numbers(kind()).items()
        }

    @property
    def methods(self) -> dict[str, Any]:
        """Formulas by dotted name, in the order of the file."""
        return {
            f"{group}.{name}": item
            for group, kind in self.groups.items()
            for name, item in vars(kind).items()
            if inspect.isfunction(item) and not name.startswith("_")
        }

    @property
    def events(self) -> list[tuple[str, str]]:
        """Events of the file: how each is called, and the first line of what it says."""
        tree = ast.parse(self.text)
        return [
            (f"{item.name}({ast.unparse(item.args)})", (ast.get_docstring(item) or "").partition("\n")[0])
            for item in tree.body
            if isinstance(item, ast.FunctionDef)
        ]

    @property
    def drawn(self) -> tuple[Formula, ...]:
        """Formulas of which there is a curve."""
        return tuple(item for group in self.groups for item in formulas_of(group))

    @property
    def mechanisms(self) -> list[Row]:
        """Mechanisms in which a rule of the file acts."""
        return [row for row in mechanisms() if any(rule.partition(".")[0] == self.name for rule in row.rules)]


@functools.cache
def processes() -> tuple[Process, ...]:
    """All processes in the order of the month."""
    groups: dict[str, dict[str, type]] = {}
    for group, part in vars(Numbers()).items():
        groups.setdefault(type(part).__module__, {})[group] = type(part)
    results = [Process(inspect.getmodule(next(iter(some.values()))), some) for some in groups.values()]  # type: ignore[arg-type]
    return tuple(sorted(results, key=lambda item: item.place))


def page(process: Process) -> str:
    """Page of one process."""
    groups = " and ".join(f"`{group}.`" for group in process.groups)
    lines = [
        f"# {process.title}",
        "",
        process.says,
        "",
        f"File [`sim/rules/{process.name}.py`](../../sim/rules/{process.name}.py); its numbers begin with {groups}.",
        "",
        *_formulas(process),
        *_events(process),
        *_numbers(process),
        *_evidence(process),
        "",
        f"Written by `{AGAIN}`; do not edit it.",
    ]
    return "\n".join(lines).rstrip() + "\n"


def _formulas(process: Process) -> Iterator[str]:
    if not process.methods:
        return
    yield from ["## Formulas", ""]
    for name, formula in process.methods.items():
        own = [
            item for item in process.drawn if item.process == name.partition(".")[0] and item.method == formula.__name__
        ]
        yield from [f"### `{formula.__name__}`", "", inspect.cleandoc(formula.__doc__ or "").replace("``", "`"), ""]
        for item in own:
            yield from _curve(item)
        yield from ["```python", _code(formula), "```", ""]


def _code(formula: Any) -> str:
    """Text of a formula without its docstring."""
    text = textwrap.dedent(inspect.getsource(formula)).rstrip()
    words = ast.parse(text).body[0].body[0]  # type: ignore[attr-defined]
    lines = text.splitlines()
    return "\n".join(lines[: words.lineno - 1] + lines[words.end_lineno :])


def _curve(formula: Formula) -> Iterator[str]:
    """Place of a curve, and what it says in words."""
    texts = Texts(Words("en"), formula)
    ends = dataclasses.replace(formula, over=dataclasses.replace(formula.over, n=2))
    parts = [texts.ends(case, result).rstrip(".") for case, result in curves(ends, Numbers()).items()]
    title = texts.title if texts.title.endswith("?") else f"{texts.title}."
    figures = "; ".join(parts).removeprefix(f"{texts.title}: ")
    yield from [f"<!-- curve: {formula.name} -->", ""]
    yield from [f"**{title}** {texts.says} {texts.held(Numbers())}".rstrip(), ""]
    yield from [f"In figures, {texts.y} over {texts.x}: {figures}.", ""]


def _events(process: Process) -> Iterator[str]:
    if not process.events:
        return
    yield from ["## What happens", ""]
    own = {name.partition(".")[2] for name in process.methods}
    for item in process.drawn:
        if item.method not in own:
            yield from _curve(item)
    yield from [table("event | what it does", [[f"`{called}`", _cell(text)] for called, text in process.events]), ""]


def _numbers(process: Process) -> Iterator[str]:
    if not process.numbers:
        return
    grades = Counter(item.grade for item in process.numbers.values())
    text = ", ".join(f"{grades[grade]} {grade} ({words})" for grade, words in GRADES.items() if grades[grade])
    yield from ["## Numbers", ""]
    yield from [f"{len(process.numbers)}: {text}. Verdicts that depend on them: [parameters.md](../parameters.md).", ""]
    rows = []
    for name, item in process.numbers.items():
        *cells, source = number_cells(name, item)
        rows.append([f'<a id="{name}"></a>{cells[0]}', *cells[1:], linked(source)])
    yield from [table("number | what it is | value | plausible | grade | source", rows), ""]


def _evidence(process: Process) -> Iterator[str]:
    rows = []
    for row in process.mechanisms:
        also = [f"Also: {linked(row.basis)}".replace("_*", "_\\*")] if row.basis else []
        rests = "<br>".join([*(item.text for item in row.passages), *also])
        tests = "<br>".join(f"`{test}`" for test in row.tests)
        rows.append([f"**{row.name}**", _cell(rests), _cell(tests), ", ".join(map(str, row.cards))])
    head = "mechanism | field note, and what else it rests on | tests | cards"
    yield from ["## Evidence", "", table(head, rows), ""]
    for number in sorted({card for row in process.mechanisms for card in row.cards}):
        yield f"- Card {number}, {CARDS[number].kind}: {CARDS[number].title.en}"
    yield from ["", "What each card found: [cards.md](../cards.md)."]
    yield "All mechanisms and measures: [traceability.md](../traceability.md)."


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("``", "`")


@functools.cache
def _ids() -> frozenset[str]:
    return frozenset(sources().index)


def linked(source: str) -> str:
    """What a number rests on, each id that can be looked up with a link to it."""

    def link(result: re.Match[str]) -> str:
        return f"[{result[0]}](../evidence.md#{result[0]})" if result[0] in _ids() else result[0]

    return re.sub(r"\b[a-z]\w+\b", link, source)


def index() -> str:
    """Page that lists the processes."""
    rows = []
    for item in processes():
        first = re.sub(r"^Steps? [\d and]+\. ", "", item.says.partition("\n")[0])
        assumed = sum(number.grade == "X" for number in item.numbers.values())
        title = f"[{item.title}]({item.name}.md)"
        rows.append(f"| {item.step or '–'} | {title} | {_cell(first)} | {len(item.numbers)} | {assumed} |")
    return INDEX_HEAD + "\n".join(rows) + "\n"


def pages() -> dict[str, str]:
    """All pages by name."""
    return {INDEX: index()} | {item.name: page(item) for item in processes()}
