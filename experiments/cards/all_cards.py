"""All cards by number. 1 to 22 were laid down before the model was written, the others came later.

A side that has no words or no measure of its own has those of its setting, or of the claim's quantity; ``minus`` takes
off the same in another setting, by another measure, or both.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from bygd.errors import InputError, near
from bygd.scenarios.catalogue import ALL_TEN, choices
from bygd.scenarios.own_files import load_yaml
from bygd.scenarios.removals import read_removals
from experiments.cards.card import Card, Claim, Quantity, Side, percent, points
from experiments.cards.measures import MEASURES, Measure
from experiments.cards.settings import OBSTACLES, PLACES, Setting, own_measure
from sim.policy import Words

Entry = dict[str, Any]
UNITS = {"percent": percent, "points": points}


def deck(folder: Path) -> dict[int, Card]:
    """Cards of the files in ``folder/deck``, by number; ``InputError`` says which file and card is wrong, and how."""
    settings, quantities = (_load(folder / f"{name}.yaml") for name in ("settings", "quantities"))
    cards: dict[int, Card] = {}
    for file in sorted((folder / "deck").glob("*.yaml")):
        for number, entry in _load(file).items():
            if number in cards:
                raise InputError(f"In {file.name}: there is a card {number} already.")
            cards[number] = _card_of(file, number, entry, settings, quantities)
    return dict(sorted(cards.items()))


def own_deck(file: Path) -> dict[int, Card]:
    """Cards of a file of one's own, by number; ``InputError`` says what is wrong with it.

    It holds cards as the files of the deck do, and may hold more ``settings`` and ``quantities``.
    """
    loaded, folder, known = _load(file), Path(__file__).parent, []
    for name in ("settings", "quantities"):
        there, more = _load(folder / f"{name}.yaml"), loaded.pop(name, None) or {}
        if not isinstance(more, dict):
            raise InputError(f"In {file.name}: {name} must be names, and what each holds.")
        if twice := sorted(map(str, there.keys() & more.keys())):
            raise InputError(f"In {file.name}: {name} names {twice[0]}, which is there already; say another name.")
        known.append(there | more)
    for number in loaded:
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise InputError(f"In {file.name}: {number} is no number of a card, settings or quantities.")
    if not loaded:
        raise InputError(f"{file.name} holds no cards; write them like those of experiments/cards/deck.")
    return {number: _card_of(file, number, loaded[number], *known) for number in sorted(loaded)}


def _card_of(file: Path, number: int, entry: Any, settings: dict[str, Entry], quantities: dict[str, Entry]) -> Card:
    try:
        return _card(number, entry, settings, quantities)
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"In {file.name}, card {number}: {str(error).rstrip('.')}.") from None


def _load(file: Path) -> dict[Any, Entry]:
    return load_yaml(file, "cards", "numbers of cards, and what each holds")


def _known(kind: str, name: Any, known: Collection[str]) -> str:
    if name not in known:
        raise InputError(f"there is no {kind} {name!r}{near(str(name), known)}")
    return str(name)


def _checked(what: str, entry: Any, needed: str, optional: str = "") -> Entry:
    """An entry with all keys that it needs, and no others than it may have."""
    if not isinstance(entry, dict):
        raise InputError(f"{what} is {entry!r}, but must have {needed or optional}")
    for key in entry:
        _known(f"part of {what}", key, [*needed.split(), *optional.split()])
    for key in needed.split():
        if entry.get(key) in (None, "", []):
            raise InputError(f"{what} lacks {key}")
    return entry


def _words(what: str, entry: Any) -> Words:
    return Words(**_checked(what, entry, "en nb"))


def _card(number: int, entry: Any, settings: dict[str, Entry], quantities: dict[str, Entry]) -> Card:
    _checked("the card", entry, "title lines claims if_not")
    claims = tuple(_claim(claim, settings, quantities) for claim in entry["claims"])
    return Card(number, _words("title", entry["title"]), entry["lines"], claims, _words("if_not", entry["if_not"]))


def _claim(entry: Any, settings: dict[str, Entry], quantities: dict[str, Entry]) -> Claim:
    _checked("a claim", entry, "quantity more less", "by_form")
    name = _known("quantity", entry["quantity"], quantities)
    given = _checked(name, quantities[name], "name unit", "measure")
    words, unit = _words(f"name of {name}", given["name"]), given["unit"]
    short = isinstance(unit, str)
    quantity = UNITS[_known("unit", unit, UNITS)](**vars(words)) if short else Quantity(words, _words("unit", unit))
    a, b = (_side(side, entry[side], given.get("measure"), settings) for side in ("more", "less"))
    return Claim(quantity, a, b, entry.get("by_form", ""))


def _side(which: str, entry: Any, measure: Any, settings: dict[str, Entry]) -> Side:
    name = _checked(which, entry, "setting", "words measure minus")["setting"]
    setting = _setting(name, settings)
    whole = {"words": settings[name].get("words"), "measure": measure, **entry}
    _checked(which, whole, "words measure", "setting minus")
    other = whole | _checked("minus", whole.get("minus", {}), "", "setting measure")
    less = (_setting(other["setting"], settings), _measure(other["measure"])) if "minus" in whole else None
    return Side(_words(f"words of {which}", whole["words"]), setting, _measure(whole["measure"]), less)


def _setting(name: str, settings: dict[str, Entry]) -> Setting:
    entry = settings[_known("setting", name, settings)]
    _checked(name, entry, "", "words measures changes numbers removed trial municipality long watched")
    fields = {key: value for key, value in entry.items() if key != "words"}
    known = [ALL_TEN, *choices("policy")]
    named = [str(item) for item in fields.get("measures", ())]
    fields["measures"] = tuple(item if own_measure(item) else _known("measure", item, known) for item in named)
    changes = fields.get("changes", {}).items()
    fields["changes"] = tuple((number, kind, float(by)) for number, kinds in changes for kind, by in kinds.items())
    fields["numbers"] = tuple((number, float(value)) for number, value in fields.get("numbers", {}).items())
    obstacles = read_removals(OBSTACLES)
    fields["removed"] = tuple(_known("obstacle", item, obstacles) for item in fields.get("removed", ()))
    if "trial" in fields:
        _known("trial", fields["trial"], choices("trials"))
    _known("municipality", fields.get("municipality", "here"), PLACES)
    return Setting(**fields)


def _measure(entry: Any) -> Measure:
    """Make a measure of its name, or of its name and arguments."""
    name, given = next(iter(entry.items())) if isinstance(entry, dict) else (entry, [])
    make = MEASURES[_known("measure", name, MEASURES)]
    return make(**given) if isinstance(given, dict) else make(*(given if isinstance(given, list) else [given]))


CARDS = deck(Path(__file__).parent)
