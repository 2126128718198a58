"""What a user did wrong: exceptions whose text is one sentence that says what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from yaml import Mark, MarkedYAMLError

from sim.parameters import ParameterError
from sim.policy import PolicyError
from sim.population import MunicipalityError


class InputError(ValueError):
    """What was asked for cannot be done; the text is one sentence that says what to do."""


MISTAKES = (InputError, ParameterError, PolicyError, MunicipalityError)

# --- sentences about mistyped names, values that do not fit, and files that are not YAML -------------------------

MARK = "\ue000"  # in texts that OmegaConf is to take as they are (bygd.scenarios.own_files.literal)
LETTERS = str.maketrans({"å": "a", "ø": "o", "æ": "ae", " ": "_", "-": "_"})
MISFIT = re.compile(
    r"[Vv]alue '?(.*?)'? (?:of type '\w+' could not be converted to|\(\w+\) is incompatible with type hint) '?(\w+)"
)
KINDS = {
    "integer": "a whole number",
    "int": "a whole number",
    "float": "a number with a point, like 0.25",
    "bool": "true or false",
    "string": "a text",
}  # by the names that OmegaConf has for them
MISFITS = {  # part of what OmegaConf says of a value, and what it means
    "is not Optional": "{name} has no value.",
    "missing mandatory value": "{name} is missing; compare with configs/municipality/sel.yaml.",
    r"Key '[^']*' not in '\w+'": "{name} is unknown; compare with configs/municipality/sel.yaml.",
    "is not a ListConfig, list or tuple": "{name} must be a list, like {name}=[…].",
}
DECIMAL_COMMA = r"\s*[-+]?\d+,\d+\s*"
KEYS = {"int": "a whole number", "str": "a word that begins with a letter"}
YAML_FAULTS = {  # part of what the reader of YAML says, and what it means
    r"'\t'": "line {line} holds a tab; indent with spaces",
    "mapping values": "in line {line} or the one before a colon, or the space behind it, is missing or one too many",
    "expected ':'": "in line {begun} a colon, or the space behind it, is missing",
    "expected '<document start>'": "line {line} begins a second document; keep one",
    "but found another document": "line {line} begins a second document; keep one",
    "undefined alias": "line {line} repeats with * what has no name (&) before",
    "flow": "a bracket is opened in line {begun} and not closed",
    "quoted": "a quotation mark in line {begun} has no partner",
    "expected <block end>": "in line {line} or just before it something begins too far left or right, or lacks a colon",
}


def near(text: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """`` (is sel meant?)`` for ``Sell``; empty if nothing known is near."""
    plain = text.lower().translate(LETTERS)
    result = difflib.get_close_matches(plain, list(known), n=1, cutoff=cutoff)
    return f" (is {result[0]} meant?)" if result else ""


def yaml_fault(error: BaseException) -> str:
    """Where a YAML file cannot be read, and what to look for there."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).partition("\n")[0].split()).rstrip(".")
    text = f"{error.context or ''}: {error.problem or ''}"
    words = next(
        (words for part, words in YAML_FAULTS.items() if part in text), "line {line} cannot be read ({problem})"
    )
    return words.format(
        problem=error.problem, line=_line(error.problem_mark), begun=_line(error.context_mark or error.problem_mark)
    )


def _line(mark: Mark) -> int:
    """Lines as an editor counts them."""
    return int(mark.line) + 1


def not_a(name: str, value: object, kind: str) -> InputError:
    """Error for a value that is not of its ``kind``, a name of ``KINDS``; a decimal comma is told as such."""
    wanted = KINDS.get(kind.lower(), kind)
    if kind == "float" and re.fullmatch(DECIMAL_COMMA, str(value)):
        wanted = f"a number with a point; write {str(value).strip().replace(',', '.')}"
    return InputError(f"{name} is {shortened(repr(value))}, but must be {wanted}.")


def misfit(name: str, error: BaseException) -> str:
    """One sentence for a value that does not fit its option."""
    if match := MISFIT.search(str(error).replace(MARK, "")):
        return str(not_a(name, match[1], match[2].lower()))
    for words, sentence in MISFITS.items():
        if re.search(words, str(error)):
            return sentence.format(name=name)
    if match := re.search(r"Key (.*) \(\w+\) is incompatible with \((\w+)\)", str(error)):
        return f"{name}: the name {shortened(match[1])} must be {KEYS.get(match[2], match[2])}."
    return f"{name}: {first_line(error)}."


def shortened(text: str, most: int = 60) -> str:
    """A text in one line, cut where it is long; what cannot be shown is a ?."""
    words = "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))
    return words if len(words) <= most else f"{words[: most - 1]}…"


def first_line(error: BaseException) -> str:
    """What an error says first; Hydra puts the cause into the second line."""
    lines = [line for line in str(error).split("\n") if "raised while composing" not in line]
    return " ".join(lines[0].split()).rstrip(".")
