"""Markdown that programs write: tables, and pages of which only what stands between two marks is made anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from bygd.errors import InputError
from bygd.studies.files import write_text


def table(head: str, rows: list[list[str]]) -> str:
    """Table with the columns of ``head`` (``a | b``)."""
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def code(names: Iterable[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def marks(name: str) -> tuple[str, str]:
    """First and last line of a part of a page."""
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def parts(content: str) -> list[str]:
    """Names of the parts of a page, in their order."""
    return re.findall(r"^<!-- (.+): begin -->$", content, re.MULTILINE)


def read(page: Path) -> str:
    """Text of a page; ``InputError`` if there is none."""
    if not page.is_file():
        raise InputError(f"There is no page {page}.")
    return page.read_text(encoding="utf-8")


def check(content: str, name: str, page: Path) -> None:
    """Raise ``InputError`` unless the page has the two marks of this part, once each."""
    begin, end = marks(name)
    if content.count(begin) != 1 or content.count(end) != 1 or content.index(end) < content.index(begin):
        raise InputError(f"{page} needs one line {begin} and one line {end} after it.")


def renewed(content: str, name: str, text: str) -> str:
    """Return the page with ``text`` between the two marks of this part."""
    begin, end = marks(name)
    return f"{content[: content.index(begin)]}{begin}\n\n{text.strip()}\n\n{content[content.index(end) :]}"


def without(content: str) -> str:
    """Return what of a page is written by hand."""
    for name in parts(content):
        content = renewed(content, name, "")
    return content


def renew(page: Path, texts: dict[str, str]) -> None:
    """Write the parts of a page anew; ``InputError`` if it lacks the marks of one."""
    content = read(page)
    for name, text in texts.items():
        check(content, name, page)
        content = renewed(content, name, text)
    write_text(page, content)
