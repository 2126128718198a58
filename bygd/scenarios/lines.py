"""Lines of a municipality file by their dotted keys: other values and comments in the same text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

LINE = re.compile(r"^(?P<indent> *)(?P<key>[\w-]+):(?P<value>[^#]*)(#(?P<comment>.*))?$")

HEADING = re.compile(r"^\d\. [^.]*\. ?")
MARK = re.compile(r"\[[A-Z]\]")


class Stated(NamedTuple):
    """Value of a line, and the comment behind it."""

    value: Any
    says: str


def paths(text: str) -> Iterator[tuple[str, str]]:
    """Each line of a text with its dotted key (``municipalities.sel.settled.2012``); empty for a comment."""
    path: list[tuple[int, str]] = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match is None:
            yield "", line
            continue
        indent = len(match["indent"])
        path = [*(item for item in path if item[0] < indent), (indent, match["key"])]
        yield ".".join(key for _, key in path), line


def with_lines(text: str, stated: Mapping[str, Stated]) -> str:
    """A text in which these lines say something else; ``KeyError`` for one that it does not have."""
    lines, left = [], set(stated)
    for path, line in paths(text):
        if path in stated:
            lines.append(written(line[: len(line) - len(line.lstrip())], path.rpartition(".")[2], stated[path]))
            left.discard(path)
        else:
            lines.append(line)
    if left:
        raise KeyError(min(left))
    return "\n".join(lines) + "\n"


def with_group(text: str, group: str, stated: Mapping[Any, Stated]) -> str:
    """A text in which a group holds just these lines, in this order; ``KeyError`` if the group is not there."""
    lines, found = [], False
    for path, line in paths(text):
        if path.startswith(f"{group}."):
            continue
        lines.append(line)
        if path == group:
            found = True
            if not stated:
                lines[-1] = f"{line.split(':')[0]}: {{}}"
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            lines += [written(indent, str(key), item) for key, item in stated.items()]
    if not found:
        raise KeyError(group)
    return "\n".join(lines) + "\n"


def without_lines(text: str, dropped: set[str]) -> str:
    """A text without the lines of these keys."""
    return "\n".join(line for path, line in paths(text) if path not in dropped) + "\n"


def with_line(text: str, behind: str, key: str, stated: Stated) -> str:
    """A text with one more line behind that of a key, below it if that is a group; ``KeyError`` if it is not there."""
    lines, found = [], False
    for path, line in paths(text):
        lines.append(line)
        if path == behind:
            found = True
            indent = line[: len(line) - len(line.lstrip())]
            is_group = not line.partition("#")[0].partition(":")[2].strip()
            lines.append(written(f"{indent}  " if is_group else indent, key, stated))
    if not found:
        raise KeyError(behind)
    return "\n".join(lines) + "\n"


def comments(text: str) -> dict[str, str]:
    """What stands right above each line and behind it, by dotted key; without numbered headings and marks (``[X]``)."""
    results: dict[str, str] = {}
    above: list[str] = []
    for path, line in paths(text):
        if path:
            behind = (LINE.match(line) or {"comment": ""})["comment"] or ""
            parts = (" ".join(above), MARK.sub("", behind).strip())
            results[path] = " ".join(part[:1].upper() + part[1:] for part in parts if part)
        above = [*above, HEADING.sub("", line.strip("# "))] if line.lstrip().startswith("#") else []
    return results


def with_comments(text: str, before: str, comments: list[str]) -> str:
    """A text with lines of comment before the line of a key; ``KeyError`` if that is not there."""
    lines, found = [], False
    for path, line in paths(text):
        if path == before:
            found = True
            lines += [f"{line[: len(line) - len(line.lstrip())]}# {comment}" for comment in comments]
        lines.append(line)
    if not found:
        raise KeyError(before)
    return "\n".join(lines) + "\n"


def written(indent: str, key: str, stated: Stated) -> str:
    """A line with its comment."""
    value = f"{stated.value:.10g}" if isinstance(stated.value, float) else stated.value
    if isinstance(value, list):
        value = f"[{', '.join(map(str, value))}]"
    if isinstance(stated.value, str) and not re.fullmatch(r"[^\W\d_][\w ./-]*", stated.value):
        value = json.dumps(value, ensure_ascii=False)
    head = f"{indent}{key}: {value}"
    return f"{head:<32}  # {stated.says}" if stated.says else head
