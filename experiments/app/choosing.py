"""Choices that several views offer: one of several, a municipality's name, a measure to tick; ``Go`` follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import solara

from experiments.app.address import DOSED, SIZES
from experiments.app.elements import element, markup
from experiments.app.measures import details, policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from experiments.app.address import Address
    from experiments.display.words import Words

    Go = Callable[[Address | Callable[[Address], Address]], None]


def name_of(words: Words, municipality: str) -> str:
    """Name of a municipality that can be chosen."""
    if municipality.endswith(".yaml"):
        return words("choose.own", name=municipality.removesuffix(".yaml"))
    return str(words.part("choose.places")[municipality])


def select(label: str, names: dict[Any, str], value: Any, on_value: Callable[[Any], None]) -> None:
    """One of several, by their texts."""
    items = [{"text": text, "value": key} for key, text in names.items()]
    solara.v.Select(
        label=label, items=items, v_model=value, on_v_model=on_value, outlined=True, dense=True, hide_details=True
    )


def measure(words: Words, address: Address, go: Go, name: str) -> None:
    """A measure to tick, with its sentence, its size if it has one, and what it costs."""
    chosen = {item.partition(":")[0]: item for item in address.choice.measures}
    policy = policies()[name]

    def tick(on: bool) -> None:
        go(lambda now: _with(now, name, name if on else ""))

    def resize(size: float) -> None:
        go(lambda now: _with(now, name, name if size == 1 else f"{name}:{size:g}"))

    with element("div", "measure"):
        solara.v.Checkbox(
            label=getattr(policy.title, words.language),
            v_model=name in chosen,
            on_v_model=tick,
            dense=True,
            hide_details=True,
        )
        element("p", "", getattr(policy.description, words.language))
        if name == DOSED and name in chosen:
            sizes = {size: words.plain(size) for size in SIZES}
            select(words("choose.size"), sizes, float(chosen[name].partition(":")[2] or 1), resize)
        markup(details(words.language, name), "more")


def _with(address: Address, name: str, chosen: str) -> Address:
    """The address with a measure chosen so (empty: not), all in the order of the list."""
    kept = {item.partition(":")[0]: item for item in address.choice.measures} | {name: chosen}
    return address.but(measures=tuple(kept[key] for key in policies() if kept.get(key)))
