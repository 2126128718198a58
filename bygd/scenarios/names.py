"""Measures by any of their names: that of their file, or their title in English or Norwegian, however it is written."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata

from bygd.errors import LETTERS
from bygd.scenarios.catalogue import (
    ALL_TEN,
    EVERY,
    ONE,
    at_home,
    choices,
    folder_of,
    is_file,
    load_own,
    own_file_of,
    recommendations,
)

SEVERAL: dict[str, tuple[str, ...]] = {  # names for several measures
    ALL_TEN: ("All ten", "All ten recommendations", "Alle ti", "Alle ti anbefalingene"),
    EVERY: ("Every measure", "Hvert tiltak"),
}
NUMBERED = ("Recommendation", "Anbefaling")  # and the number of one
BEGINNING = 4  # letters of a title from which it is guessed
NEAR = 0.7  # how like a name is that may be meant, 0 to 1


def plain(text: str) -> str:
    """A name without what writers do differently: small plain letters, ``_`` between words, no other signs."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "_".join(re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode()))


@functools.cache
def titles() -> dict[str, tuple[str, str]]:
    """Name in ``configs`` and name as it is shown, by every plain name; of *Matching: …* also what is before the colon.

    File names come first, so what is near two names is taken for that of a file.
    """
    known = dict.fromkeys(choices("policy"), ()) | SEVERAL
    for name in choices("policy"):
        title = load_own(folder_of("policy") / f"{name}.yaml")["title"]
        known[name] = tuple(part for text in title.values() for part in (text, text.partition(":")[0]))
    for number in recommendations():
        known[f"{ONE}{number}"] = tuple(f"{word} {number}" for word in NUMBERED)
    results = {plain(name): (name, name) for name in known}
    for name, texts in known.items():
        for text in texts:
            results.setdefault(plain(text), (name, text))
    return results


def code_names(scenario: str) -> str:
    """A scenario's name with each measure by its name in ``configs``; files of one's own, and unknown names, stay."""
    if is_file(at_home(scenario)):  # its name may hold a +
        return scenario
    return "+".join(map(_code_name, scenario.split("+")))


def _code_name(part: str) -> str:
    head, colon, size = part.rpartition(":")
    for name, dose in ((part, ""), (head, colon + size)):
        if own_file_of("policy", name):
            return part
        if name in choices("policy"):
            return name + dose
        if plain(name) in titles():
            return titles()[plain(name)][0] + dose.strip()
    return part


def meant(text: str) -> str:
    """Which name may be meant, in the language in which it is typed; empty if none is near."""
    typed = plain(text)
    begin = [name for name in titles() if len(typed) >= BEGINNING and name.startswith(typed)]
    near = difflib.get_close_matches(typed, list(titles()), n=1, cutoff=NEAR)
    if not (found := [*near, *begin][:1]):
        return ""
    code, shown = titles()[found[0]]
    return f" (is {code} meant?)" if code == shown else f" (is {shown} meant, {code}?)"
