"""What is declared in English in the code (sentences of the library, names of outcomes), in another language.

The files of ``declared/`` have each English text with its translation beside it. What has none stays English.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bygd.scenarios.catalogue import choices, load_own
from bygd.scenarios.measures import read_population
from bygd.scenarios.settings import read_setting

FOLDER = Path(__file__).parent / "declared"
ENGLISH = "en"
FIELD = re.compile(r"\{(\w+)\}")
INNER = "fault"  # the field that holds a sentence itself
MONTHS = re.compile(r"_(\d+)m(?=_|$)")
HINT = re.compile(r" \(is (.+) meant\?\)")


def translated(sentence: str, language: str) -> str:
    """The sentence in a language; empty where that has no words for it."""
    table = _table(language)
    if sentence in table["terms"]:
        return str(table["terms"][sentence])
    for pattern, text in _patterns(language):
        if match := pattern.fullmatch(sentence):
            fields = {name: _field(name, value, table) for name, value in match.groupdict().items()}
            if INNER in fields:
                fields[INNER] = translated(fields[INNER], language)
                if not fields[INNER]:
                    continue
            return text.format_map(fields)
    return ""


def _field(name: str, value: str, table: dict[str, Any]) -> str:
    """What stands in a field: a word that has a translation, a hint, a choice between words, or as it is."""
    if name == "hint":
        return HINT.sub(table["hint"], value)
    if value in table["terms"]:
        return str(table["terms"][value])
    word = {"kind": "or", "years": "and"}.get(name, "")
    return value.replace(f" {word} ", f" {table[word]} ") if word else value


def outcome_name(name: str, language: str) -> str:
    """What an outcome is called in a table; as declared in English."""
    if language == ENGLISH:
        from sim.outcomes import OUTCOMES  # with it comes what takes long to load

        return OUTCOMES[name].label
    names, months = _outcomes(language)["names"], MONTHS.search(name)
    text = names[name if name in names else pattern_name(name)]
    return str(text).replace("{N}", months[1] if months else "")


def pattern_name(name: str) -> str:
    """``employed_Nm`` for the outcome of any number of months."""
    return MONTHS.sub("_Nm", name)


def unit_name(unit: str, language: str) -> str:
    """What a unit of outcomes is called in a table; as declared in English."""
    return unit if language == ENGLISH else str(_outcomes(language)["units"].get(unit, unit))


def verdict_name(verdict: str, language: str) -> str:
    """What the strict verdict of a comparison is called in a table; as declared in English."""
    return verdict if language == ENGLISH else str(_outcomes(language)["verdicts"].get(verdict, verdict))


def language_of(arguments: Sequence[str]) -> str:
    """Language that arguments of a program name (``language=nb``, ``--language nb``); English without."""
    text = " ".join(argument.removeprefix("--") for argument in arguments)
    named = re.findall(r"(?:^| )language[= ](\w+)(?= |$)", text)
    return named[-1] if named and (FOLDER / f"outcomes.{named[-1]}.yaml").is_file() else ENGLISH


@functools.cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The sentences: frames of other sentences first, then those with most words of their own."""
    pairs = sorted(
        _table(language)["sentences"],
        key=lambda pair: (f"{{{INNER}}}" not in pair["says"], -len(FIELD.sub("", pair["says"]))),
    )
    return [(_pattern(pair["says"]), pair["means"]) for pair in pairs]


def _pattern(text: str) -> re.Pattern[str]:
    """What matches a text whose fields ``{like_this}`` may hold anything, a hint only itself or nothing."""
    parts = FIELD.split(text)
    kinds = {part: rf"(?P<{part}>.*?)" for part in parts[1::2]} | {"hint": rf"(?P<hint>(?:{HINT.pattern})?)"}
    return re.compile("".join(kinds[part] if i % 2 else re.escape(part) for i, part in enumerate(parts)), re.DOTALL)


@functools.cache
def _table(language: str) -> dict[str, Any]:
    """Sentences and terms of all files of a language together."""
    table: dict[str, Any] = {"sentences": [], "terms": {}, "hint": "", "or": "or", "and": "and"}
    for file in sorted(FOLDER.glob(f"*.{language}.yaml")):
        part = load_own(file)
        table["sentences"] += part.pop("sentences", [])
        table["terms"] |= part.pop("terms", {})
        table |= part
    for name in choices("setting"):  # what settings and populations say stands in both languages in their own files
        setting = read_setting(name).setting
        table["terms"] |= _pairs(language, setting.note, setting.one_set, setting.of_others, setting.beyond)
    for name in choices("population"):
        table["terms"] |= _pairs(language, read_population(name)[0].warning)
    return table


def _pairs(language: str, *several: Any) -> dict[str, str]:
    """Words of a setting in English, with the same in a language."""
    return {words.en: getattr(words, language) for words in several if hasattr(words, language) and words.en}


@functools.cache
def _outcomes(language: str) -> dict[str, dict[str, str]]:
    result: dict[str, dict[str, str]] = load_own(FOLDER / f"outcomes.{language}.yaml")["outcomes"]
    return result
