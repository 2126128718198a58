"""A section of a report, made without the rest of it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from experiments.display import style
from experiments.display.words import Words
from experiments.report.comparison.data import load
from experiments.report.comparison.story import Story
from experiments.report.page import SECTIONS, fragment


def text_of(html: str) -> str:
    """What is read, without tags and pictures."""
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def section_of(folder: Path, name: str, language: str) -> str:
    """Text of a section of the report of a study folder, without its heading."""
    with style.styled():
        section = SECTIONS[name](Story(load(folder), Words(language)))
        assert section, f"this study has no section {name}"
        return text_of(fragment(section.blocks))


def section_in(page: str, name: str) -> str:
    """Text of a section of a page, with its heading."""
    return text_of(page.partition(f'<section id="{name}">')[2].partition("</section>")[0])
