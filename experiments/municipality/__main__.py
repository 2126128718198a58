"""Write, fetch or check a file of your own municipality: ``python -m experiments.municipality PART``."""

from __future__ import annotations

import dataclasses
import sys

from experiments.command.main import Part, parts
from experiments.command.words import word
from experiments.municipality.fetch_options import Fetch, spoken_in


@dataclasses.dataclass
class Template:
    """Write a file to fill in, with what each line means."""

    file: str = word("file to write", "my_municipality.yaml", path=True)
    language: str = spoken_in()


@dataclasses.dataclass
class Check:
    """Say what a file means, what is odd, and what has to be mended."""

    file: str = word("a file like my_municipality.yaml, or a municipality that comes with the model", path=True)
    language: str = spoken_in()


def template(options: Template) -> None:
    """Write a file to fill in."""
    from experiments.display.words import Words
    from experiments.municipality.template import WORDS, write_template

    write_template(options.file, Words(options.language, WORDS))


def fetch(options: Fetch) -> None:
    """Write a municipality's whole file from public statistics, by its number."""
    from experiments.municipality.fetch import fetch as fetch_file

    fetch_file(options)


def check_file(options: Check) -> None:
    """Check a file; status 1 where it cannot be used yet."""
    from experiments.display.words import Words
    from experiments.municipality.check import check
    from experiments.municipality.template import WORDS

    if not check(options.file, Words(options.language, WORDS)):
        sys.exit(1)


PARTS = {"template": Part(Template, template), "fetch": Part(Fetch, fetch), "check": Part(Check, check_file)}

if __name__ == "__main__":
    parts("Write, fetch or check a file of your own municipality.", PARTS, "municipality")
