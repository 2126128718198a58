"""What a mistyped word, command or file was perhaps meant to be, in the words of somebody who does not program."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from yaml import MarkedYAMLError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yaml import Mark

CURLY = "“”„«»‘’‚"
LIKE = (
    'options look like name=value, without spaces, and lists stand in quotes, like "scenarios=[follow_up,mentor_grant]"'
)
LETTERS = str.maketrans({"å": "a", "ø": "o", "æ": "ae", " ": "_", "-": "_"})
PLAIN = re.compile(r"[^\W\d]\w*=(?=.*[^\x00-\x7f])[\w./\\:~ -]+")  # name=text, and letters beyond a to z in the text
YAML_FAULTS = {  # part of what the reader of YAML says, and what it means
    r"'\t'": "line {line} holds a tab; indent with spaces",
    "mapping values": "in line {line} or the one before a colon, or the space behind it, is missing or one too many",
    "expected ':'": "in line {begun} a colon, or the space behind it, is missing",
    "duplicate key": "line {line} holds a name a second time ({problem})",
    "flow": "a bracket is opened in line {begun} and not closed",
    "quoted": "a quotation mark in line {begun} has no partner",
    "expected <block end>": "in line {line} or just before it something begins too far left or right, or lacks a colon",
}


def near(said: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """`` (is sel meant?)`` for ``Sell``; empty if nothing known is near."""
    plain = said.lower().translate(LETTERS)
    found = difflib.get_close_matches(plain, list(known), n=1, cutoff=cutoff)
    return f" (is {found[0]} meant?)" if found else ""


def quoted(argument: str) -> str:
    """``out=søk`` as ``out='søk'``: Hydra takes letters beyond a to z in quotation marks only."""
    if not PLAIN.fullmatch(argument):
        return argument
    name, _, text = argument.partition("=")
    return f"{name}='{text}'"


def argument_fault(argument: str, options: Iterable[str]) -> str:
    """One sentence for an argument that cannot be read by a program with these options."""
    if argument.endswith((".yaml", ".yml")) and "experiment" in options:
        return f"{argument!r} is not understood; a study file is named with experiment={argument}."
    if any(mark in argument for mark in CURLY):
        return f'{argument!r} holds curly quotation marks; type straight ones (").'
    for opening, closing in ("[]", "{}"):
        missing = argument.count(opening) - argument.count(closing)
        if missing:
            lacks = f"lacks a {closing if missing > 0 else opening}"
            return f"{argument!r} {lacks}; {LIKE}."
    return f"{argument!r} is not understood; {LIKE}."


def yaml_fault(error: BaseException) -> str:
    """Where a YAML file cannot be read, and what to look for there."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not in UTF-8, so save it in that encoding"
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).partition("\n")[0].split()).rstrip(".")
    said = f"{error.context or ''}: {error.problem or ''}"
    words = next(
        (words for part, words in YAML_FAULTS.items() if part in said), "line {line} cannot be read ({problem})"
    )
    return words.format(
        problem=error.problem, line=_line(error.problem_mark), begun=_line(error.context_mark or error.problem_mark)
    )


def _line(mark: Mark) -> int:
    """Lines as an editor counts them."""
    return int(mark.line) + 1
