"""YAML 1.2 with its core schema and nothing else: what a text holds, within bounds, or one sentence about it.

Numbers are decimal (``0517`` is 517), ``no`` and ``1:30`` are words, a name stands once in its group. There are no
tags, no merging of groups (``<<``), no interpolation. PyYAML scans and parses; what its reader takes for a value (that
of YAML 1.1, with octal and sexagesimal numbers) is not used. Both loaders that know YAML 1.2 forget the lines.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from bygd.errors import shortened, yaml_fault

MOST_VALUES = 50_000  # with those that an alias (*name) repeats
MOST_DEPTH = 30
MOST_DIGITS = 40
PLAIN, OTHER = "plain", "other"  # a word without quotation marks; whatever else is no tag of the writer's
TEXTS = ("title", "name", "en", "nb")  # what stands behind these is text as written: ``title: No``, ``name: 0517``
WHOLE = re.compile(r"[-+]?[0-9]+")
REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS = {word: value for value in (True, False) for word in (f"{value}", f"{value}".lower(), f"{value}".upper())}
CONTROL = re.compile("[^\\t\\n\\r\\x20-\\x7e\\xa0-\\ud7ff\\ue001-\\ufffd\\U00010000-\\U0010ffff]")
NOTHING = ("", "~", "null", "Null", "NULL")
HARD_BLANK = re.compile(r"^[ \t]*(?:[\w.]+:[ \t]*)?([^\S \t\n\r])", re.MULTILINE)  # YAML takes it for a letter


class YamlFault(ValueError):  # noqa: N818  (it is what is wrong, in words)
    """What is wrong with a text; the words go behind a colon."""


def parse(text: str) -> Any:
    """Mappings, lists, texts, numbers that a text holds (nothing: ``None``); ``YamlFault`` if it cannot be read."""
    if match := CONTROL.search(text):
        raise _control(text.count("\n", 0, match.start()) + 1, match[0])
    try:
        root = _Nodes(text).get_single_node()
    except yaml.YAMLError as error:
        raise _hard_blank(text, error) or YamlFault(yaml_fault(error)) from None
    return None if root is None else _Values().of(root, 0)


def _hard_blank(text: str, error: yaml.YAMLError) -> YamlFault | None:
    """The last hard blank in place of a space before what cannot be read: it is not seen in an editor."""
    mark = getattr(error, "problem_mark", None)
    before = "".join(text.splitlines(keepends=True)[: mark.line + 1]) if mark else text
    if not (found := list(HARD_BLANK.finditer(before))):
        return None
    line = before.count("\n", 0, found[-1].start(1)) + 1
    return YamlFault(f"line {line} holds a hard blank (code {ord(found[-1][1])}) where a space belongs")


class _Nodes(Reader, Scanner, Parser, Composer, BaseResolver):
    """Nodes of a text, not more and not deeper than the bounds."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self.nodes = self.depth = 0

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """Tell a plain word from all else."""
        return PLAIN if kind is yaml.ScalarNode and value is not None and implicit[0] else OTHER

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node; ``YamlFault`` beyond the bounds."""
        self.nodes += 1
        self.depth += 1
        line = self.peek_event().start_mark.line + 1
        _check_bounds(self.nodes, self.depth, line)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Values:
    """Values of nodes; those behind an alias count each time."""

    def __init__(self) -> None:
        self.nodes = 0

    def of(self, node: Any, depth: int, *, as_text: bool = False) -> Any:
        """Value of a node; ``as_text``: a plain word stays as it is written."""
        self.nodes += 1
        _check_bounds(self.nodes, depth, _line(node))
        if node.tag not in (PLAIN, OTHER):
            tag = shortened(node.tag.replace("tag:yaml.org,2002:", "!!"))
            raise YamlFault(f"line {_line(node)} holds a tag ({tag}), which no such file needs")
        if isinstance(node, yaml.ScalarNode):
            plain = node.tag == PLAIN and not (as_text and node.value)
            return _scalar(node) if plain else _text(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.of(item, depth + 1) for item in node.value]
        return self.mapping(node, depth)

    def mapping(self, node: Any, depth: int) -> dict[str | int, Any]:
        """Value of a mapping: names are texts or whole numbers, each there once."""
        result: dict[str | int, Any] = {}
        lines: dict[str | int, int] = {}
        for key_node, value_node in node.value:
            key, line = _key(key_node), _line(key_node)
            if node.flow_style and value_node.value == "" and isinstance(key, int) and result:
                name, before = list(result.items())[-1]
                raise YamlFault(
                    f"line {line} holds {shortened(f'{name}: {before},{key}')}, a decimal comma; write a point"
                )
            if key == "<<" and key_node.tag == PLAIN:
                raise YamlFault(f"line {line} merges groups with <<, which is no YAML 1.2; write its lines out")
            if (same := _number_in(key)) in lines:
                raise YamlFault(
                    f"line {line} holds {shortened(str(key))} a second time, the first is in line {lines[same]}; "
                    "keep one"
                )
            lines[same] = line
            result[key] = self.of(value_node, depth + 1, as_text=key in TEXTS)
        return result


def _text(node: Any) -> str:
    """Text of a node; ``YamlFault`` for a character that can only have been written as a code."""
    if match := CONTROL.search(node.value):
        raise _control(_line(node), match[0])
    return str(node.value)


def _control(line: int, character: str) -> YamlFault:
    return YamlFault(f"line {line} holds a character that no text has (code {ord(character)})")


def _check_bounds(nodes: int, depth: int, line: int) -> None:
    if nodes > MOST_VALUES:
        raise YamlFault(f"up to line {line} it holds more than {MOST_VALUES} values, with those that *names repeat")
    if depth > MOST_DEPTH:
        raise YamlFault(f"in line {line} more than {MOST_DEPTH} groups lie in each other")


def _key(node: Any) -> str | int:
    """Name of a line: a whole number as such, all else as it is written."""
    if not isinstance(node, yaml.ScalarNode) or node.tag not in (PLAIN, OTHER):
        raise YamlFault(f"line {_line(node)} has a list, a group or a tag where a name belongs")
    plain = node.tag == PLAIN and WHOLE.fullmatch(node.value)
    return _scalar(node) if plain else _text(node)


def _number_in(key: str | int) -> str | int:
    """The number that a name is, however it is written (2016, ``'2016'``), else the name."""
    try:
        return int(key)
    except ValueError:
        return key


def is_number(text: str) -> bool:
    """Whether a text is a number by the core schema."""
    return REAL.fullmatch(text) is not None


def number(given: Any) -> float:
    """A number, or what a text says of one; ``ValueError`` for what only Python takes for one (``0_5``)."""
    if "_" in str(given):
        raise ValueError(given)
    return float(given)


def _scalar(node: Any) -> Any:
    """Value of a plain word by the core schema; octal and hexadecimal numbers are left as they are written."""
    text = node.value
    if text in NOTHING:
        return None
    if text in WORDS:
        return WORDS[text]
    if not is_number(text):
        return text
    if len(text) > MOST_DIGITS:
        raise YamlFault(f"line {_line(node)} holds a number of {len(text)} digits")
    return int(text) if WHOLE.fullmatch(text) else float(re.sub(r"\.(inf|nan)", r"\1", text.lower()))


def _line(node: Any) -> int:
    """Lines as an editor counts them."""
    return int(node.start_mark.line) + 1


# --- writing ---------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Quotes whatever ``parse`` would take for something else; repeats instead of naming."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


_Dumper.add_multi_representer(float, lambda dumper, value: dumper.represent_float(float(value)))  # NumPy's too
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(f"^(?:{REAL.pattern})$"), list("-+.0123456789"))


def dump(tree: Any) -> str:
    """Text that ``parse`` reads as the same tree, a line a value."""
    return yaml.dump(tree, Dumper=_Dumper, default_flow_style=False, allow_unicode=True, sort_keys=False)
