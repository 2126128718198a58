"""Write pages of ``docs`` anew that are made from the code, its declarations and other pages.

A test fails when a page is not fresh.
"""

from __future__ import annotations

import dataclasses
import importlib
from pathlib import Path
from types import ModuleType

from bygd.errors import InputError
from bygd.scenarios.declare import option
from experiments.command.progress import Steps
from experiments.command.words import word

Made = dict[str, str]  # text by file, below the folder of the pages
FROM_CODE = ("data", "targets", "traceability", "evidence")
PROCESSES = "processes"  # a folder of pages
NAMES = ("odd", *FROM_CODE, PROCESSES, "sure")  # in this order: the last reads the others


def writer(name: str) -> ModuleType:
    """Module that writes a page."""
    return importlib.import_module(f"experiments.pages.{'confidence' if name == 'sure' else name}")


def made(name: str, docs: Path) -> Made:
    """What ``name`` writes below the folder ``docs``."""
    if name == PROCESSES:
        return {f"{PROCESSES}/{item}.md": text for item, text in writer(name).pages().items()}
    page = writer(name).page
    return {f"{name}.md": page() if name in FROM_CODE else page(docs)}  # the others from what stands there too


@dataclasses.dataclass
class PagesOptions:
    """Write pages of ``docs`` anew that are made from the code, its declarations and other pages."""

    pages: list[str] = word("pages to write, or all", among=("all", *NAMES), several=True)
    parameters: str = option(
        "", "writes docs/parameters.md; a folder of one comparison of every measure over an ensemble", path=True
    )
    decisions: str = option(
        "", "writes docs/decisions.md; a folder of one comparison of every measure in several municipalities", path=True
    )
    note: str = option("", "writes nothing; text of the field note with which quotes are compared", path=True)
    docs: Path = option(Path("docs"), "folder of the pages")


def write_pages(asked: PagesOptions) -> None:
    """Do what was asked."""
    if not (asked.pages or asked.parameters or asked.decisions or asked.note):
        raise InputError(f"Say which pages: all, or some of {', '.join(NAMES)}.")
    if not asked.docs.is_dir():
        raise InputError(f"There is no folder {asked.docs}; go to the checkout, or say docs=DIRECTORY.")
    if asked.note:
        compare_quotes(Path(asked.note))
    if asked.parameters:
        write(asked.docs, {"parameters.md": writer("parameters").page(Path(asked.parameters))})
    if asked.decisions:
        write(asked.docs, {"decisions.md": writer("decisions").page(Path(asked.decisions))})
    names = [name for name in NAMES if name in asked.pages or "all" in asked.pages]
    steps = Steps(*(f"writing {name}" for name in names))
    for name in names:
        write(asked.docs, made(name, asked.docs))
        steps.next()


def write(docs: Path, texts: Made) -> None:
    """Write pages, and say which."""
    from bygd.studies.files import write_text

    for name, text in texts.items():
        (docs / name).parent.mkdir(exist_ok=True)
        write_text(docs / name, text)
        print(f"Written: {docs / name}")


def compare_quotes(note: Path) -> None:
    """Compare the quotes of the traceability table with the text of the field note."""
    from experiments.display import markdown
    from experiments.pages import traceability

    wrong = traceability.misquoted(markdown.read(note))
    print("\n".join(wrong) or "Every quote stands in its lines.")
    if wrong:
        raise InputError(f"{len(wrong)} quotes are not those of {note}.")
