"""Finds English words in what is to be Norwegian."""

from __future__ import annotations

import re

ENGLISH = set(
    re.findall(
        r"\w+",
        """the and of or but with without are were have must not there which this that than from into more fewer less
        about each every none one two choose named say see folder tables figures written likely better worse work
        working living after before months years runs sets measure measures adults people persons difference average
        share combinations numbers number cannot what who whose you your only if so as it its""",
    )
)
TYPED = re.compile(  # what is typed, or the name of a file: it is the same in every language
    r"python -m \S+(?: [\w.]+)*|\S*[=/]\S*|\S+\.(?:yaml|csv|html|parquet|md)\b|--\w+|'[^']*'|\w+_\w+"
    r"|\w+\.\w+|(?m:^\w+) (?=er |nevner |må )|\((?:programme|after)\)|«[^»]*»|\[[^\]]*\]"
)


def english_in(text: str) -> list[str]:
    """English words of a Norwegian text; of what is typed, and of names in code, nothing is said."""
    words = re.findall(r"[A-Za-zæøåÆØÅ]+", TYPED.sub(" ", text))
    return [word for word in words if word.lower() in ENGLISH]
