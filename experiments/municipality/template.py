"""A municipality file to fill in."""

from __future__ import annotations

import functools
from importlib.resources import files
from pathlib import Path

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.catalogue import YAML, choices
from bygd.scenarios.parse import stated_in
from bygd.scenarios.template import texts_in
from experiments.display.words import Words
from sim.parameters import GRADES, numbers
from sim.rules.offices import Practice

WORDS = Path(__file__).parent / "words"

# --- the template -----------------------------------------------------------------------------------------


def template_text(words: Words) -> str:
    """Text of a municipality file to fill in: hours, posts and firms first, optional lines of the offices last."""
    head = (files("configs") / "template" / "municipality.yaml").read_text(encoding="utf-8")
    more, rests = words.part("check.more")
    grades = "; ".join(f"{grade} {words(f'grade.{grade}')}" for grade in GRADES)
    lines = ["", f"# {more}", f"# {rests}", f"# {grades}."]
    for name, item in numbers(Practice()).items():
        if name != "hours_per_participant":
            lines.append(f"#        {f'{name}: {item.default:g}':<24}# {line_about(words, name)}")
    return in_language(head, words.language) + "\n".join(lines) + "\n"


def line_about(words: Words, name: str) -> str:
    """What a number of an office means, what is usual, and what that rests on."""
    item = numbers(Practice())[name]
    low, high = (f"{end:g}" for end in item.plausible)
    unit = f"{words.unit_of(item)}; " if words.unit_of(item) else ""
    about = {"meaning": words.meaning(f"practice.{name}", item), "grade": item.grade}
    return words("check.more_line", low=low, high=high, unit=unit, **about)


def in_language(text: str, language: str) -> str:
    """The template with comments and names in a language; as it is where the language has none (English)."""
    known = texts_in(language)
    comments, names = known.get("comments", {}), known.get("names", {})
    lines = []
    for line in text.splitlines():
        stated, sign, comment = line.partition("#")
        key, colon, value = stated.partition(": ")
        name = names.get(value.strip())
        stated = f"{key}{colon}{name}{'  ' if sign else ''}" if name else stated
        lines.append(stated + (f"# {comments.get(comment[1:], comment[1:])}" if sign else ""))
    return "\n".join(lines) + "\n"


def write_template(file: str, words: Words) -> None:
    """Write a municipality file to fill in; an existing file is left alone."""
    if not file.lower().endswith(YAML):
        raise InputError(f"The file {file} must end in .yaml, like my_municipality.yaml.")
    try:
        with Path(file).open("x", encoding="utf-8") as handle:
            handle.write(template_text(words))
    except FileExistsError:
        raise InputError(f"{file} exists already and is left as it is; name another file.") from None
    more = [] if words.language == "en" else [f"language={words.language}"]
    print(words("check.written", file=file, command=typed("municipality check", file, *more)))


@functools.cache
def _our_codes() -> dict[str, int]:
    """Codes of the municipalities that come with the program."""
    results: dict[str, int] = {}
    for name in choices("municipality"):
        ours = stated_in(str(files("configs") / "municipality" / f"{name}.yaml"), deep=False)
        results |= {key: fields["code"] for key, fields in ours.municipalities.items() if "code" in fields}
    return results
