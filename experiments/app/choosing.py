"""Choices that several views offer: one of several, municipality and years, a measure to tick; ``Go`` follows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import solara

from bygd.scenarios.catalogue import choices
from experiments.app.address import DOSED, SIZES, Address, is_own, municipalities, years_of
from experiments.app.elements import element, markup
from experiments.app.measures import details
from experiments.display.words import Words
from sim.policy import Policy

Go = Callable[[Address | Callable[[Address], Address]], None]


def name_of(words: Words, municipality: str) -> str:
    """Name of a municipality that can be chosen."""
    if is_own(municipality):
        return words("choose.own", name=municipality)
    return str(words.part("choose.places")[municipality])


def select(label: str, names: dict[Any, str], value: Any, on_value: Callable[[Any], None]) -> None:
    """One of several, by their texts."""
    keys = list(names)
    chosen = keys.index(value) if value in names else -1
    Select(label=label, texts=list(names.values()), chosen=chosen, event_choose=lambda i: on_value(keys[i]))


@solara.component_vue("select.vue")
def Select(label: str, texts: list[str], chosen: int, event_choose: Callable[[int], None]) -> None:  # noqa: N802
    """A list of the browser's own, which every keyboard, screen reader and telephone knows."""


def either(label: str, names: dict[str, str], value: str, on_value: Callable[[str], None]) -> None:
    """One of a few, all in sight, by their texts."""
    look: dict[str, Any] = {"row": True, "dense": True, "hide_details": True}
    with solara.v.RadioGroup(label=label, v_model=value, on_v_model=on_value, **look):
        for key, text in names.items():
            solara.v.Radio(label=text, value=key)


def tick(label: str, on: bool, on_value: Callable[[bool], None]) -> None:
    """Something to have or not."""
    solara.v.Checkbox(label=label, v_model=on, on_v_model=on_value, dense=True, hide_details=True)


def where(words: Words, address: Address, go: Go, own: Path) -> None:
    """Setting, municipality and horizon; ``own``: the folder of the visitor's own files."""
    choice = address.choice
    texts = words.part("choose.settings")
    settings = {name: texts[name] for name in choices("setting")}
    either(words("choose.setting"), settings, choice.setting, lambda name: go(lambda now: now.but(setting=name)))
    names = {municipality: name_of(words, municipality) for municipality in municipalities(own)}
    select(words("choose.place"), names, choice.municipality, lambda name: go(lambda now: now.but(municipality=name)))
    years = {n: words("choose.years_of", n=str(n)) for n in years_of(choice.setting)}
    select(words("choose.years"), years, choice.years, lambda n: go(lambda now: now.but(years=n)))


def measure(words: Words, address: Address, go: Go, known: dict[str, Policy], name: str) -> None:
    """A measure to tick, with its sentence, its size if it has one, and what it costs."""
    chosen = {item.partition(":")[0]: item for item in address.choice.measures}
    policy = known[name]

    def resize(size: float) -> None:
        go(lambda now: _with(now, known, name, name if size == 1 else f"{name}:{size:g}"))

    with element("div", "measure"):
        title = getattr(policy.title, words.language)
        tick(title, name in chosen, lambda on: go(lambda now: _with(now, known, name, name if on else "")))
        element("p", "", getattr(policy.description, words.language))
        if name == DOSED and name in chosen:
            sizes = {size: words.plain(size) for size in SIZES}
            select(words("choose.size"), sizes, float(chosen[name].partition(":")[2] or 1), resize)
        markup(details(words.language, policy), "more")


def _with(address: Address, order: Iterable[str], name: str, chosen: str) -> Address:
    """The address with a measure chosen so (empty: not), all in the order of the list."""
    kept = {item.partition(":")[0]: item for item in address.choice.measures} | {name: chosen}
    return address.but(measures=tuple(kept[key] for key in order if kept.get(key)))
