"""Write pages of ``docs`` anew that are made from the code, its declarations and other pages.

python -m experiments.pages all                  all of them, into docs
python -m experiments.pages odd evidence         only these
python -m experiments.pages parameters=FOLDER    docs/parameters.md; FOLDER is one place of an overview over members
python -m experiments.pages note=FILE            write nothing; compare quotes with the text of the field note

``docs=DIRECTORY`` writes elsewhere. A test fails when a page is not fresh.
"""

from __future__ import annotations

from pathlib import Path

from bygd.errors import InputError
from bygd.studies.files import write_text
from experiments.command.main import plain
from experiments.display import markdown
from experiments.pages import confidence, data, evidence, odd, parameters, processes, targets, traceability

Made = dict[str, str]  # text by file, below the folder of the pages

FROM_CODE = {"data": data.page, "targets": targets.page, "traceability": traceability.page, "evidence": evidence.page}
FROM_PAGES = {"odd": odd.page, "sure": confidence.page}  # from what stands in the folder too
PROCESSES = "processes"  # a folder of pages
NAMES = ("odd", *FROM_CODE, PROCESSES, "sure")  # in this order: the last reads the others
OPTIONS = ("parameters", "note", "docs")


def made(name: str, docs: Path) -> Made:
    """What ``name`` writes below the folder ``docs``."""
    if name == PROCESSES:
        return {f"{PROCESSES}/{one}.md": text for one, text in processes.pages().items()}
    return {f"{name}.md": FROM_PAGES[name](docs) if name in FROM_PAGES else FROM_CODE[name]()}


def program(words: list[str]) -> None:
    """Do what the words of the command say; ``InputError`` for one that is not understood."""
    told = dict(word.split("=", 1) for word in words if "=" in word)
    names = [word for word in words if "=" not in word]
    strange = [one for one in names if one not in ("all", *NAMES)] + [f"{one}=" for one in told if one not in OPTIONS]
    if strange:
        known = ["all", *NAMES, *(f"{one}=…" for one in OPTIONS)]
        raise InputError(f"{' '.join(strange)} is not understood; there is: {', '.join(known)}.")
    docs = Path(told.get("docs", "docs"))
    if not docs.is_dir():
        raise InputError(f"There is no folder {docs}; go to the checkout, or say docs=DIRECTORY.")
    if "note" in told:
        compare_quotes(Path(told["note"]))
    if "parameters" in told:
        write(docs, {"parameters.md": parameters.page(Path(told["parameters"]))})
    for name in NAMES:
        if name in names or "all" in names:
            write(docs, made(name, docs))


def write(docs: Path, texts: Made) -> None:
    """Write pages, and say which."""
    for name, text in texts.items():
        (docs / name).parent.mkdir(exist_ok=True)
        write_text(docs / name, text)
        print(f"Written: {docs / name}")


def compare_quotes(note: Path) -> None:
    """Compare the quotes of the traceability table with the text of the field note."""
    wrong = traceability.misquoted(markdown.read(note))
    print("\n".join(wrong) or "Every quote stands in its lines.")
    if wrong:
        raise InputError(f"{len(wrong)} quotes are not those of {note}.")


def main() -> None:
    """Run the program."""
    plain(program, str(__doc__))
