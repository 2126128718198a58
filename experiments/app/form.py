"""A municipality's own file as a form: what it asks for, and the text that the answers make. Nothing is drawn here.

Answers are texts by the dotted name of a line (``offices.after.hours_per_participant``, ``settled.2022``), as they are
typed. A text that is no number is written as it is: the check of the file says what is wrong with it.
"""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bygd.errors import InputError
from bygd.scenarios import parse
from bygd.scenarios.catalogue import YAML
from bygd.scenarios.expectations import Expected, expected_of
from bygd.scenarios.lines import MARK, Stated, comments, with_group, with_line, with_lines, without_lines
from bygd.scenarios.own_files import read_text
from bygd.scenarios.template import HOURS, alike, template
from bygd.scenarios.yaml_text import REAL, WHOLE, YamlFault, dump
from bygd.scenarios.yaml_text import parse as tree_in
from bygd.studies.files import write_text
from experiments.display.words import Words, capital
from experiments.municipality.filled import KEY, key_of
from experiments.municipality.template import line_about, template_text
from sim.population import OFFICES

POSTS = "extra_posts"
OFFICE_LINES = tuple(f"offices.{side}.{name}" for side in OFFICES for name in (HOURS, POSTS))
NAME_LINES, PLACE_LINES = ("name", "code"), ("inhabitants", "centrality")
TEXTS = ("name",)  # all else are numbers
UNITS, SETTLED, DISPLACED = "public_units", "settled", "displaced"
FIRST_YEAR = 2019  # years before it may stay as they are
MOST_LETTERS = 60  # of a municipality's short name
SAFE_NAME = re.compile(rf"\w[\w .()-]{{0,80}}({'|'.join(map(re.escape, YAML))})", re.IGNORECASE)
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\.", re.IGNORECASE)  # no names of files on Windows
WRITING = threading.Lock()

Texts = Mapping[str, str]


class Begun(NamedTuple):
    """What a form begins from. ``file``: its name, empty for the template; ``content``: what stood in it."""

    file: str
    content: bytes
    text: str
    tree: dict[Any, Any]
    key: str

    @property
    def top(self) -> str:
        """Dotted name of the municipality."""
        return f"municipalities.{self.key}"

    def value(self, line: str) -> Any:
        """Value of a line of the municipality; ``None`` where there is none."""
        return _value(self.tree["municipalities"][self.key], _path(line))


class Checked(NamedTuple):
    """A text as ``municipality check`` understands it. ``key``: short name of the municipality."""

    text: str
    key: str
    stated: parse.Stated
    known: Expected

    @property
    def fields(self) -> dict[str, Any]:
        """Fields of the municipality that can be understood."""
        return self.stated.municipalities.get(self.key, {})


# --- what it begins from -------------------------------------------------------------------------------------------


def begin(folder: Path, file: str, words: Words) -> Begun:
    """The template in a language, or a file of the page; ``InputError`` for one that a form cannot hold."""
    text = read_text(folder / file, "municipality") if file else template_text(words)
    try:
        tree = tree_in(text)
    except YamlFault as fault:
        raise InputError(f"The municipality file {folder / file} is not valid YAML: {fault}.") from None
    there = tree.get("municipalities") if isinstance(tree, dict) else None
    if not isinstance(there, dict) or len(there) != 1 or "defaults" in tree:
        raise InputError(words("form.not_one", name=file))
    ((key, municipality),) = there.items()
    if not isinstance(municipality, dict):
        raise InputError(words("form.not_one", name=file))
    return Begun(file, (folder / file).read_bytes() if file else b"", text, tree, key)


def years_of(begun: Begun, group: str) -> list[int]:
    """Years that the form asks for: those of the template, and what the file states besides."""
    stated = begun.value(group)
    own = {year for year in stated if isinstance(year, int)} if isinstance(stated, dict) else set()
    return sorted({*template()[group], *own})


def lines_of(begun: Begun) -> list[str]:
    """All lines that the form asks for, in its order."""
    units = [f"{UNITS}.{name}" for name in template()[UNITS]]
    years = [f"{group}.{year}" for group in (SETTLED, DISPLACED) for year in years_of(begun, group)]
    return [*NAME_LINES, *OFFICE_LINES, "enterprises", *units, *years, *PLACE_LINES]


def first_texts(begun: Begun, words: Words) -> dict[str, str]:
    """What stands in the form at first, as its language writes numbers."""
    return {line: shown(begun.value(line), words) for line in lines_of(begun)}


def shown(value: Any, words: Words) -> str:
    """A value as it is typed in a language."""
    if value is None:
        return ""
    return words.written(f"{value:.10g}") if isinstance(value, float) else str(value)


def helps(words: Words) -> dict[str, str]:
    """What each line means, what is usual and where it is found: the words of the template."""
    head = f"municipalities.{KEY}."
    known = {line.removeprefix(head): says for line, says in comments(template_text(words)).items() if says}
    about = capital(MARK.sub("", line_about(words, POSTS)).strip())
    return known | {f"offices.{side}.{POSTS}": about for side in OFFICES}


def as_in_template(line: str, text: str) -> bool:
    """Whether a line says what the template says: nothing, where that says nothing."""
    first, *rest = _path(line)
    known = template()[str(first)]
    for name in rest:
        known = vars(known[name]) if name in OFFICES else known.get(name)
    value = understood(line, text)
    return alike(known, 0 if value is None and line.endswith(POSTS) else value)


# --- from answers to a file ----------------------------------------------------------------------------------------


def understood(line: str, text: str) -> Any:
    """Value of what is typed: a decimal comma and spaces between thousands may be; ``None``: nothing."""
    text = text.strip()
    if line in TEXTS or not text:
        return text or None
    plain = "".join(text.split())
    if WHOLE.fullmatch(plain) and len(plain) < 20:
        return int(plain)
    if line in OFFICE_LINES and REAL.fullmatch(plain.replace(",", ".")) and len(plain) < 20:
        return float(plain.replace(",", "."))
    return text


def written(begun: Begun, texts: Texts, words: Words) -> str:
    """Text of the file: that of the beginning with other values; comments elsewhere stay."""
    values = {line: understood(line, texts.get(line, "")) for line in lines_of(begun)}
    changed = {line: value for line, value in values.items() if not _same(value, begun.value(line))}
    if not changed:
        return begun.text
    tree = _changed(begun, changed)
    try:
        text = _edited(begun, tree, changed, words)
        whole = tree_in(text) == tree
    except (KeyError, YamlFault):  # lines in another shape than ours
        whole = False
    return text if whole else dump(tree)


def short_name(begun: Begun, name: Any) -> str:
    """Key of the municipality: of its name where it begins from the template, else as it was."""
    if begun.file or not isinstance(name, str):
        return begun.key
    key = key_of(name)[:MOST_LETTERS]
    return f"n_{key}" if key.isdecimal() else key


def _changed(begun: Begun, changed: Mapping[str, Any]) -> dict[Any, Any]:
    """The tree with these values."""
    tree = copy.deepcopy(begun.tree)
    municipality = tree["municipalities"][begun.key]
    for line, value in changed.items():
        *groups, last = _path(line)
        group = municipality
        for name in groups:
            if not isinstance(group.get(name), dict):
                group[name] = {}
            group = group[name]
        group[last] = value
        if value is None:
            del group[last]
        if line.endswith(HOURS) and value is not None and isinstance(counted := group.get("assumed"), list):
            group["assumed"] = [name for name in counted if name != HOURS]
    if "name" in changed:
        if tree.get("title") == begun.value("name") and changed["name"] is not None:
            tree["title"] = changed["name"]
        tree["municipalities"] = {short_name(begun, changed["name"]): municipality}
    return tree


def _edited(begun: Begun, tree: dict[Any, Any], changed: Mapping[str, Any], words: Words) -> str:
    """The text with the lines that differ; ``KeyError`` where a line has no place in it."""
    says = words("form.stated")
    (municipality,) = tree["municipalities"].values()
    there = {line for line in changed if begun.value(line) is not None}
    text = without_lines(begun.text, {f"{begun.top}.{line}" for line in there if changed[line] is None})
    stated = {f"{begun.top}.{line}": Stated(changed[line], says) for line in there if changed[line] is not None}
    if tree.get("title") != begun.tree.get("title"):
        stated["title"] = Stated(tree["title"], "")
    for side in OFFICES:
        line = f"offices.{side}.assumed"
        if (value := _value(municipality, _path(line))) != begun.value(line):
            stated[f"{begun.top}.{line}"] = Stated(value, "")
    text = with_lines(text, stated)
    for line in [line for line in changed if line not in there]:
        text = with_line(text, *_place(begun.top, line, municipality), Stated(changed[line], says))
    for group in (UNITS, SETTLED, DISPLACED):
        if municipality.get(group) == {}:
            text = with_group(text, f"{begun.top}.{group}", {})
    key = next(iter(tree["municipalities"]))
    return re.sub(rf"^( +){re.escape(str(begun.key))}:", rf"\g<1>{key}:", text, count=1, flags=re.MULTILINE)


def _place(top: str, line: str, municipality: dict[Any, Any]) -> tuple[str, str]:
    """Behind which line a new one stands, and its name: a year behind the one before it, posts behind hours."""
    *groups, last = _path(line)
    group = ".".join([top, *map(str, groups)])
    if last == POSTS and (_value(municipality, (*groups, HOURS))) is not None:
        return f"{group}.{HOURS}", str(last)
    if isinstance(last, int):
        earlier = [year for year in _value(municipality, tuple(groups)) if isinstance(year, int) and year < last]
        return (f"{group}.{max(earlier)}" if earlier else group), str(last)
    return group, str(last)


def _same(value: Any, before: Any) -> bool:
    return type(value) is type(before) and value == before if isinstance(value, str) else bool(value == before)


def _path(line: str) -> tuple[str | int, ...]:
    return tuple(int(name) if name.isdecimal() else name for name in line.split("."))


def _value(tree: Any, path: Iterable[Any]) -> Any:
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


# --- the check -----------------------------------------------------------------------------------------------------


def check(text: str, file: str) -> Checked:
    """What ``municipality check`` finds in a file of this name with this text."""
    try:
        stated = parse.stated(tree_in(text), file)
    except YamlFault as fault:
        stated = parse.Stated("", {}, set(), [f"The municipality file {file} is not valid YAML: {fault}."])
    except InputError as fault:
        stated = parse.Stated("", {}, set(), [str(fault)])
    key = next(iter(stated.municipalities), KEY)
    return Checked(text, key, stated, expected_of(stated.municipalities.get(key, {})))


def line_of(fault: str, lines: Iterable[str]) -> str:
    """The line of the form that a sentence of the check is about; empty for one of another line."""
    plain = re.sub(r"^(settled|displaced) (?:in|lacks the years?) (\d{4})", r"\1.\2", _without_head(fault))
    found = [line for line in lines if re.match(rf"{re.escape(line)}(?![\w.])", plain)]
    return max(found, key=len, default="")


def _without_head(sentence: str) -> str:
    """A sentence without the municipality's short name before it."""
    return re.sub(r"^(municipalities\.\w+\.|\w+ \w+: )", "", sentence)


def in_words(sentence: str, labels: Texts) -> str:
    """A sentence of the check, in any language, with the form's own names of lines."""
    plain = re.sub(r"^(settled|displaced) (?:in|i) (\d{4})", r"\1.\2", _without_head(sentence))
    for line in sorted(labels, key=len, reverse=True):
        if re.match(rf"{re.escape(line)}(?![\w.])", plain):
            return labels[line] + plain[len(line) :]
    return plain[:1].upper() + plain[1:]


# --- the file ------------------------------------------------------------------------------------------------------


def file_of(begun: Begun, name: str) -> str:
    """Name of the file where nobody says another."""
    return begun.file or f"{short_name(begun, name.strip() or None)}.yaml"


def is_file_name(name: str) -> bool:
    """Whether a name is one of a file in the page's folder, and in no other, on every system."""
    return bool(SAFE_NAME.fullmatch(name)) and not DEVICES.match(name)


def content_of(file: Path) -> bytes | None:
    """What stands in a file; ``None`` if it is not there."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def save(file: Path, text: str, known: bytes | None) -> bool:
    """Write a file whole; ``False``, and nothing done, where another than the ``known`` content stands in it."""
    with WRITING:
        if content_of(file) not in (None, known, text.encode()):
            return False
        write_text(file, text)
        return True
