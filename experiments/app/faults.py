"""What went wrong, in the language of the page: every fault of a file, a sentence each.

The library speaks English. ``faults.nb.yaml`` has its sentences about municipality files with their Norwegian;
any other sentence is shown as English that is announced and marked as such.
"""

from __future__ import annotations

import contextlib
import functools
import re
from pathlib import Path
from typing import Any

from bygd.errors import MISTAKES
from bygd.scenarios.catalogue import load_own
from bygd.scenarios.parse import stated_in
from experiments.app.address import is_own

HERE = Path(__file__).parent
FIELD = re.compile(r"\{(\w+)\}")
INNER = "fault"  # the field that holds a sentence itself


def sentences_of(error: BaseException, municipality: str, own: Path) -> tuple[str, ...]:
    """What an error says; of a file in the folder ``own`` all that is to be mended, not the first alone."""
    if not isinstance(error, MISTAKES):
        return (f"{type(error).__name__}: {' '.join(str(error).split())[:300]}",)
    found: list[str] = []
    if is_own(municipality):
        with contextlib.suppress(Exception):  # what cannot be read at all has one sentence
            found = stated_in(str(own / municipality)).faults
    return tuple(found) or (str(error),)


def translated(sentence: str, language: str) -> str:
    """The sentence in a language; empty where that has no words for it."""
    for pattern, text in _patterns(language):
        if match := pattern.fullmatch(sentence):
            fields = {name: _table(language)["terms"].get(value, value) for name, value in match.groupdict().items()}
            if INNER in fields:
                fields[INNER] = translated(fields[INNER], language)
                if not fields[INNER]:
                    continue
            return text.format_map(fields)
    return ""


@functools.cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    return [(_pattern(pair["says"]), pair["means"]) for pair in _table(language)["sentences"]]


def _pattern(text: str) -> re.Pattern[str]:
    """What matches a text whose fields ``{like_this}`` may hold anything."""
    parts = FIELD.split(text)
    return re.compile(
        "".join(f"(?P<{part}>.*?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)), re.DOTALL
    )


@functools.cache
def _table(language: str) -> dict[str, Any]:
    file = HERE / f"faults.{language}.yaml"
    table: dict[str, Any] = load_own(file) if file.is_file() else {"sentences": [], "terms": {}}
    return table
