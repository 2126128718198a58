"""Both languages say the same things, each in its own way."""

from __future__ import annotations

import ast
import math
import re
import string
from collections.abc import Iterable

import pytest
from omegaconf import OmegaConf

from bygd.scenarios.catalogue import choices
from bygd.scenarios.measures import read_measure
from bygd.scenarios.settings import months_of, read_setting
from experiments.display.words import FOLDER, LANGUAGES, Words, texts


def municipalities(node: object, path: str = "") -> dict[str, set[str]]:
    """Every text under its path, with the names of its places."""
    if isinstance(node, dict):
        found = [municipalities(one, f"{path}/{key}") for key, one in node.items()]
    elif isinstance(node, list):
        found = [municipalities(one, f"{path}/{i}") for i, one in enumerate(node)]
    else:
        return {path: {name for _, name, _, _ in string.Formatter().parse(str(node)) if name}}
    return {key: value for one in found for key, value in one.items()}


def test_both_languages_say_the_same_things() -> None:
    english, norwegian = municipalities(texts("en")), municipalities(texts("nb"))
    assert english.keys() == norwegian.keys()
    assert {key for key in english if english[key] != norwegian[key]} == set()
    assert len(english) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_of_words_overwrites_another(language) -> None:
    tops = [key for file in (FOLDER / language).glob("*.yaml") for key in OmegaConf.load(file)]
    assert len(tops) == len(set(tops))


TAKEN = {"say", "texts", "known"}  # names of what parts are taken from
HOLE = "\0"  # what the code fills in


def asked_for() -> tuple[set[str], set[str]]:
    """Dotted keys that code asks for, and parts of which all is taken, each with holes; never with one at the start."""
    keys, parts = set(), set()
    for file in FOLDER.parents[1].rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # what is said of the code
        keys |= {text for node in ast.walk(tree) if id(node) not in inner and "." in (text := text_of(node))}
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).partition("(")[0] in TAKEN:
                parts.add(text_of(node.slice))
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                goal = parts if name in {"part", "_amounts"} else keys
                goal |= {text_of(item) for first in node.args[:2] for item in either(first)}
    return {key for key in keys if key[:1] not in {"", HOLE}}, {part for part in parts if part[:1] not in {"", HOLE}}


def either(node: ast.expr) -> list[ast.expr]:
    """Both sides of an expression with if and else, else itself."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def text_of(node: ast.AST) -> str:
    """A text of the code, with a hole in the place of each value; empty for what is none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def unused(known: Iterable[str]) -> list[str]:
    """Keys of texts that no code asks for."""
    keys, parts = asked_for()
    asked = re.compile("|".join([*map(pattern_of, keys), *(rf"{pattern_of(text)}(\..*)?" for text in parts)]))
    return [key for key in known if not any(map(asked.fullmatch, (key, key.removesuffix("_members"))))]


def test_every_text_is_asked_for() -> None:
    """Each key stands in the code, its holes filled with all but points, or lies in a part that is taken whole."""
    assert not unused(key.removeprefix("/").replace("/", ".") for key in municipalities(texts("en")))


@pytest.mark.parametrize("key", ["brief.nobody", "nobody_asks", "terminal.nobody", "count.none.x.y"])
def test_a_text_that_nobody_asks_for_is_found(key: str) -> None:
    assert unused([key]) == [key]


def pattern_of(text: str) -> str:
    """A text of the code as a regular expression of what it may become."""
    return "[^.]+?".join(map(re.escape, text.split(HOLE)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes_of_each_number_of_months_have_their_texts(language: str) -> None:
    words = Words(language)
    years = words.part("numbers.years")
    for line in (line for name in choices("setting") for line in read_setting(name).setting.headline):
        for outcome in line[:2]:
            for key in ("brief.effect", "brief.head", "terminal.outcome", "explorer.headline", "figures.over"):
                text = words.part(key)[outcome]
                assert years[str(months_of(outcome))] in text or str(months_of(outcome)) in text
    nb = Words("nb")
    assert nb("outcome.stay_36m.name") == "Bor fortsatt i kommunen tre år etter bosetting"
    assert nb("brief.unseen.employed_12m") == "ukjent hvor mange som er i arbeid etter ett år"


def test_an_unknown_place_in_a_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("en")("title")


NUMBERS = [
    (1234567.0, 0, "1,234,567", "1\u00a0234\u00a0567"),
    (12.34, 1, "12.3", "12,3"),
    (-0.04, 1, "0.0", "0,0"),
    (-2.5, 1, "−2.5", "−2,5"),
    (math.nan, 1, "–", "–"),
]


@pytest.mark.parametrize(("value", "decimals", "english", "norwegian"), NUMBERS)
def test_numbers_are_written_as_the_language_does(value, decimals, english, norwegian) -> None:
    assert Words("en").number(value, decimals) == english
    assert Words("nb").number(value, decimals) == norwegian


def test_sums_keep_three_figures() -> None:
    assert Words("en").rounded(1234567) == "1,230,000"
    assert Words("en").rounded(-43.6) == "−44"
    assert Words("nb").rounded(1.74, sign=True) == "+1,7"


MORE = [
    (2.4, "two more", "to flere"),
    (-1.2, "one fewer", "én færre"),
    (0.4, "no more and no fewer", "omtrent like mange"),
]


@pytest.mark.parametrize(("value", "english", "norwegian"), MORE)
def test_differences_are_people(value, english, norwegian) -> None:
    assert Words("en").more(value) == english
    assert Words("nb").more(value) == norwegian


SPANS = [
    (1.2, 3.8, "between one and four more", "mellom én og fire flere"),
    (-3.8, -1.2, "between one and four fewer", "mellom én og fire færre"),
    (-2.4, 0.9, "between three fewer and one more", "fra tre færre til én flere"),
    (0.2, 1.8, "between none and two more", "mellom ingen og to flere"),
    (-1.8, -0.2, "between none and two fewer", "mellom ingen og to færre"),
    (-2.4, 13.2, "between 3 fewer and 14 more", "fra 3 færre til 14 flere"),
    (0.0, 0.0, "less than one either way", "mindre enn én i hver retning"),
    (2.0, 2.0, "two more", "to flere"),
]


@pytest.mark.parametrize(("low", "high", "english", "norwegian"), SPANS)
def test_an_interval_is_rounded_outwards_and_both_ends_are_written_alike(low, high, english, norwegian) -> None:
    assert Words("en").span(low, high) == english
    assert Words("nb").span(low, high) == norwegian


def test_months_keep_their_figures() -> None:
    assert Words("nb").span(-0.31, 1.2, "months") == "fra 0,4 måneder mindre til 1,2 måneder mer"


@pytest.mark.parametrize(
    ("size", "english", "norwegian"),
    [
        ("0.5", "Half an adviser's post more", "En halv rådgiverstilling til"),
        ("0.50", "Half an adviser's post more", "En halv rådgiverstilling til"),
        ("2", "Two more advisers", "To rådgiverstillinger til"),
        ("0.35", "One more adviser (× 0.35)", "Én rådgiverstilling til (× 0,35)"),
    ],
)
def test_a_size_has_words_where_there_are_any(size, english, norwegian) -> None:
    policies = {"extra_staff": read_measure("extra_staff")}
    assert Words("en").measure(f"extra_staff:{size}", policies) == english
    assert Words("nb").measure(f"extra_staff:{size}", policies) == norwegian


def test_dates_are_days_of_the_language() -> None:
    assert Words("en").date("2026-03-01T10:00:00+01:00") == "1 March 2026"
    assert Words("nb").date("2026-03-01T10:00:00+01:00") == "1. mars 2026"
