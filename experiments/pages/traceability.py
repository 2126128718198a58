"""The page of where each mechanism comes from, and what holds it, ``docs/traceability.md``.

``configs/evidence/traceability.yaml`` says it; ``faults`` finds what it names and nobody has, ``misquoted`` quotes that
are not those of the field note.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bygd.scenarios.catalogue import choices, folder_of, load_own, recommendations
from experiments.cards.all_cards import CARDS
from experiments.display.markdown import code, table
from experiments.pages import rule_anatomy

LONGEST = 160  # signs of a quote
EVERY_MEASURE = "test_measures.test_a_measure_moves_what_it_should_and_more_of_it_moves_more"
HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


@dataclasses.dataclass(frozen=True)
class Passage:
    """A passage of the field note: section, lines, a short quote and what it says in English."""

    section: str
    lines: str
    nb: str
    en: str

    @property
    def span(self) -> tuple[int, int]:
        """First and last line."""
        first, _, last = self.lines.partition("-")
        return int(first), int(last or first)

    @property
    def text(self) -> str:
        """The passage as it is printed."""
        return f"§{self.section}, {self.lines}: «{self.nb}» ({self.en})"


@dataclasses.dataclass(frozen=True)
class Row:
    """A mechanism, or a measure: where it comes from, where it is, what holds it."""

    name: str
    rules: tuple[str, ...]
    passages: tuple[Passage, ...]
    basis: str
    tests: tuple[str, ...]
    cards: tuple[int, ...]


@functools.cache
def _data() -> dict[str, Any]:
    options = load_own(folder_of("evidence") / "traceability.yaml")
    return dict(options)


def _passage(texts: dict[str, Any]) -> Passage:
    return Passage(str(texts["section"]), str(texts["lines"]), texts["nb"], texts["en"])


def mechanisms() -> list[Row]:
    """Every mechanism, in the order of the file."""
    return [
        Row(
            item["name"],
            tuple(item["rules"]),
            tuple(_passage(given) for given in item["note"]),
            item["basis"],
            tuple(item["tests"]),
            tuple(item["cards"]),
        )
        for item in _data()["mechanisms"]
    ]


def measures() -> list[Row]:
    """Every measure; where it acts are the events that read a number it changes, or ask a formula that does."""
    rows = []
    for name, item in _data()["measures"].items():
        readers = [rule for number in changed(name) for rule in rule_anatomy.read_by()[number]]
        rules = tuple(dict.fromkeys(event for rule in readers for event in _events(rule)))
        tests = (f"{EVERY_MEASURE}[{name}]", *item["tests"])
        rows.append(Row(name, rules, (_passage(item["note"]),), "", tests, tuple(item["cards"])))
    return rows


def through(measure: str) -> dict[str, list[str]]:
    """States that are set from a number it changes, and the events that read them: ``Refugee.placement_onsite`` …."""
    names, known = set(changed(measure)), rule_anatomy.rules().values()
    states = dict.fromkeys(state for rule in known for number, state in rule.carries if number in names)
    readers = {
        state: [rule.full for rule in known if state in rule.reads and rule.module != "counting"] for state in states
    }
    return {state: result for state, result in readers.items() if result}


def _events(rule: str) -> list[str]:
    """The event itself; for a formula the events that ask for it."""
    known = rule_anatomy.rules()
    if rule not in known:
        return []
    if not known[rule].is_formula:
        return [rule]
    return [item.full for item in known.values() if rule in item.calls and not item.is_formula]


@functools.cache
def _policy(name: str) -> dict[str, Any]:
    options = load_own(folder_of("policy") / f"{name}.yaml")
    return dict(options)


def changed(measure: str) -> list[str]:
    """Numbers that a measure changes, without naming one office."""
    return [re.sub(r"^practice\.(programme|after|trial)\.", "practice.", name) for name in _policy(measure)["changes"]]


# --- what can be wrong ----------------------------------------------------------------------------------------


def faults(root: Path) -> Iterator[str]:
    """One sentence for each thing in the file that is not so; ``root``: the checkout."""
    rows = mechanisms()
    for row in [*rows, *measures()]:
        yield from _faults_of(row, root)
        if not row.passages and not row.basis:
            yield f"{row.name}: no passage of the note, and no basis."
    named = {rule for row in rows for rule in row.rules}
    for rule in rule_anatomy.rules().values():
        if not rule.is_formula and rule.full not in named:
            yield f"The event {rule.full} stands in no row."
    for number in set(CARDS) - {card for row in rows for card in row.cards}:
        yield f"Card {number} stands in no row."
    yield from _forms(rows)
    if set(_data()["measures"]) != set(choices("policy")):
        yield f"Measures must be {', '.join(choices('policy'))}."
    for row in measures():
        for card in sorted(_simulating(row.name) - set(row.cards)):
            yield f"{row.name}: card {card} simulates it, or a number that it changes, and is not named."


def _faults_of(row: Row, root: Path) -> Iterator[str]:
    yield from (f"{row.name}: there is no rule {rule}." for rule in row.rules if rule not in rule_anatomy.rules())
    yield from (f"{row.name}: there is no card {card}." for card in row.cards if card not in CARDS)
    yield from (f"{row.name}: there is no test {test}." for test in row.tests if not _is_test(test, root))
    if not row.tests:
        yield f"{row.name}: no test."
    for item in row.passages:
        first, last = _data()["sections"].get(item.section, (0, -1))
        if not first <= item.span[0] <= item.span[1] <= last:
            yield f"{row.name}: lines {item.lines} do not lie in section {item.section}."
        if not item.nb.strip() or not item.en.strip() or len(item.nb) > LONGEST:
            yield f"{row.name}: the quote of lines {item.lines} needs both languages and at most {LONGEST} signs."


def _is_test(name: str, root: Path) -> bool:
    """Tell whether a test exists, and the claim or measure in brackets that it is asked for."""
    test, _, case = name.rstrip("]").partition("[")
    claims = {*choices("policy"), *_claims(root)}
    return test in tests_of(root) and (not case or case in claims)


def _forms(rows: list[Row]) -> Iterator[str]:
    """A card that one formula says must stand beside this formula."""
    for number, card in CARDS.items():
        for form in {claim.by_form for claim in card.claims if claim.by_form}:
            module, _, name = form.partition(".")
            readers = {form, *rule_anatomy.read_by().get(f"{module}.{name.rpartition('.')[2]}", [])}
            beside = {rule for row in rows if number in row.cards for rule in row.rules}
            if not readers & (beside | {event for rule in beside for event in _asked(rule)}):
                yield f"Card {number} follows from {form}, which stands in no row with it."


def _asked(rule: str) -> tuple[str, ...]:
    result = rule_anatomy.rules().get(rule)
    return result.calls if result else ()


def _simulating(measure: str) -> set[int]:
    """Cards that simulate a measure alone, or a number that it changes."""
    results = set()
    for number, card in CARDS.items():
        for claim in card.claims:
            for setting, _ in (*claim.a.asks, *claim.b.asks):
                if measure in setting.measures or {name for name, _, _ in setting.changes} & set(changed(measure)):
                    results.add(number)
    return results


@functools.cache
def tests_of(root: Path) -> frozenset[str]:
    """Functions of the tests: ``test_directions.test_hours_bind``."""
    return frozenset(f"{file.stem}.{name}" for file in (root / "tests").rglob("test_*.py") for name in _functions(file))


@functools.cache
def _claims(root: Path) -> list[str]:
    """Claims to which every run is held (``experiments/lab``)."""
    return [
        name for file in ("conservation", "jobs") for name in _functions(root / "experiments" / "lab" / f"{file}.py")
    ]


def _functions(file: Path) -> list[str]:
    """Functions of a file."""
    result = ast.parse(file.read_text(encoding="utf-8")).body
    return [node.name for node in result if isinstance(node, ast.FunctionDef)]


def misquoted(note: str) -> list[str]:
    """Quotes that do not stand in the lines that they name."""
    lines = note.splitlines()
    results = []
    for row in [*mechanisms(), *measures()]:
        for item in row.passages:
            passage = " ".join(" ".join(lines[item.span[0] - 1 : item.span[1]]).split())
            if item.nb not in passage:
                results.append(f"{row.name}: lines {item.lines} do not say «{item.nb}».")
    return results


# --- the page -------------------------------------------------------------------------------------------------


def page() -> str:
    """The page as Markdown."""
    lines = [HEAD, "## The ten recommendations and every measure", ""]
    lines += ["Cards 18 and 20 simulate all ten together. *Through*: states that are set from a number it changes, and"]
    lines += ["the events that read them.", ""]
    lines.append(table("recommendation | field note | what it changes, and where | tests | cards", _of_measures()))
    lines += ["", "## Mechanisms", "", "In the order of a month.", ""]
    lines.append(table("mechanism | field note | code | tests | cards", _of_mechanisms()))
    lines += ["", "## From an event back to its mechanisms", ""]
    lines.append(table("file | event | mechanisms", _of_events()))
    lines += ["", "## From a card back to its mechanisms", ""]
    lines.append(table("card | claim | mechanisms | measures", _of_cards()))
    return "\n".join(lines) + "\n"


def _of_measures() -> list[list[str]]:
    of = {name: f"**{number}** " for number, names in recommendations().items() for name in names}
    rows = []
    for row in sorted(measures(), key=lambda row: list(of).index(row.name) if row.name in of else len(of)):
        acts = [f"changes {code(changed(row.name))}", _files(row.rules)]
        acts += [f"through `{state}`: {code(readers)}" for state, readers in through(row.name).items()]
        title = (
            f"{of.get(row.name, '**beside** ')}{_policy(row.name)['title']['en']} (`configs/policy/{row.name}.yaml`)"
        )
        rows.append([title, _passages(row), "<br>".join(acts), code(row.tests), _cards(row.cards)])
    return rows


def _of_mechanisms() -> list[list[str]]:
    return [
        [f"**{row.name}**", _passages(row), _files(row.rules), code(row.tests), _cards(row.cards)]
        for row in mechanisms()
    ]


def _of_events() -> list[list[str]]:
    return [
        [
            f"`sim/rules/{rule.module}.py`",
            f"`{rule.name}`",
            "; ".join(row.name for row in mechanisms() if rule.full in row.rules),
        ]
        for rule in rule_anatomy.rules().values()
        if not rule.is_formula
    ]


def _of_cards() -> list[list[str]]:
    return [
        [
            str(number),
            card.title.en,
            "; ".join(row.name for row in mechanisms() if number in row.cards),
            code([row.name for row in measures() if number in row.cards]),
        ]
        for number, card in CARDS.items()
    ]


def _passages(row: Row) -> str:
    also = [f"Also: {row.basis}"] if row.basis else []
    return "<br>".join([*(item.text for item in row.passages), *also]).replace("_*", "_\\*")


def _files(rules: tuple[str, ...]) -> str:
    """Rules by file."""
    files: dict[str, list[str]] = {}
    for rule in rules:
        module, _, name = rule.partition(".")
        files.setdefault(module, []).append(name)
    return "<br>".join(f"`sim/rules/{module}.py`: {code(names)}" for module, names in files.items())


def _cards(cards: tuple[int, ...]) -> str:
    return ", ".join(map(str, cards))
