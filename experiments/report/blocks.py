"""What a page is made of; ``page.html`` knows how each block looks."""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import Any

from markupsafe import Markup

from experiments.display.sheet import Sheet


@dataclasses.dataclass
class Block:
    """Anything on the page; ``kind`` names its macro in the template."""

    @property
    def kind(self) -> str:
        """Name of the block's macro."""
        return type(self).__name__.lower()


@dataclasses.dataclass
class Text(Block):
    """A paragraph."""

    text: str
    style: str = ""


@dataclasses.dataclass
class Heading(Block):
    """A heading inside a section."""

    text: str


@dataclasses.dataclass
class Item:
    """One point of a list: what it is about, a mark of the finding, sentences."""

    lead: str
    lines: list[str]
    finding: str = ""
    mark: str = ""


@dataclasses.dataclass
class Items(Block):
    """A list of points; ``numbered`` where their order counts."""

    items: list[Item]
    numbered: bool = False


@dataclasses.dataclass
class Box(Block):
    """A framed list: ``short`` (the findings) or ``warning``."""

    style: str
    title: str
    items: list[Item]
    last: str = ""


@dataclasses.dataclass
class Card(Block):
    """A measure: its title, its text, and facts as terms with lines."""

    title: str
    text: str
    facts: list[tuple[str, list[str]]]


@dataclasses.dataclass
class Picture:
    """A drawing with its heading, its words for those who do not see it, and what its signs mean."""

    sheet: Sheet
    title: str
    alt: str
    caption: str = ""

    @property
    def svg(self) -> Markup:
        """The drawing as it stands in the page."""
        return self.sheet.svg


@dataclasses.dataclass
class Pictures(Block):
    """Drawings that stand side by side where there is room."""

    pictures: list[Picture]


@dataclasses.dataclass
class Table(Block):
    """A small table; the first cell of a row is its heading."""

    caption: str
    head: list[str]
    rows: list[list[str]]


@dataclasses.dataclass
class Code(Block):
    """A command."""

    text: str


@dataclasses.dataclass
class Html(Block):
    """A piece of page that somebody else has made safe."""

    markup: Markup


@dataclasses.dataclass
class Section:
    """A part of the page; ``headed``: the page writes its title (else its block does); ``style``: a class of CSS.

    ``folded``: closed until the reader opens it, and not printed unless the reader asks for the appendix.
    """

    name: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    headed: bool = True
    style: str = ""
    folded: bool = False


@dataclasses.dataclass
class Page:
    """A whole report: title, command and time, what comes before the contents, and the sections after them."""

    title: str
    paper: dict[str, Any]
    opening: list[Block]
    sections: list[Section]
    brief: Section | None = None
