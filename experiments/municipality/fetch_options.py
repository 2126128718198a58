"""What ``municipality fetch`` is told."""

from __future__ import annotations

import dataclasses
from typing import Any

from bygd.scenarios.options import many, option
from experiments.command.words import word

FILE = "my_municipality.yaml"
FIELD_NOTE = 2018  # year of the interviews, which the three municipalities describe


def spoken_in() -> Any:
    """Declare the language of what is said and written."""
    return option("en", "en (English) or nb (Norwegian)", among=("en", "nb"))


@dataclasses.dataclass
class Fetch:
    """Write a municipality's whole file from public statistics (SSB, IMDi), by its number."""

    number: str = word("number of the municipality, of today or an old one (3437, 0517), or its name", "")
    out: str = option("", f"file to write (by default {FILE}); with update=true a folder for copies", path=True)
    files: list[str] = many(
        [], "downloads, or a folder of them, that are read in place of asking; others are asked for"
    )
    update: bool = option(False, "renew trades and number of firms of vaga, sel and nordre_land in their own files")
    year: int = option(
        0,
        f"year of inhabitants and firms; 0: the latest, with update=true {FIELD_NOTE}, that of the interviews",
        bounds=(0, 2100),
    )
    anew: bool = option(False, "ask again for what was answered within a month")
    language: str = spoken_in()
