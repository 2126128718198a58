"""What is watched: municipality, seed, measures, numbers of the model. All of it stands in the address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from experiments.app.address import Address
from experiments.app.choosing import Go, either, measure, select, where
from experiments.app.elements import element
from experiments.app.measures import policies, titles
from experiments.app.observed_run import MOST_NUMBERS, MOST_SEED, declared_numbers, near, setting_of, step_of
from experiments.display.words import Words
from sim.parameters import Number

REST = 0.5  # seconds that a slider or a field must rest before it counts


@solara.component
def Settings(words: Words, address: Address, go: Go, own: Path) -> None:  # noqa: N802
    """A line of choices; measures and numbers fold out below it."""
    open_, unfold = solara.use_state("")
    choice, setting = address.choice, setting_of(address)
    with element("div", "setting", role="group", aria_label=words("watch.setting")):
        where(words, address, go, own)
        Seed(words, setting.seed, lambda seed: go(lambda now: now.with_rest(seed=str(seed) if seed != 1 else "")))
        kinds = {how: words(f"watch.with_{how}") for how in ("no", "yes")}
        how = "yes" if setting.with_measures else "no"
        either(
            words("watch.with"),
            kinds,
            how,
            lambda how: go(lambda now: now.with_rest(**{"with": how if how == "yes" else ""})),
        )
        counted = {"measures": len(choice.measures), "numbers": len(setting.numbers)}
        for name, n in counted.items():
            Fold(words(f"watch.{name}_button", n=words.number(n)), name, open_ == name, unfold)
    if open_ == "measures":
        with element("div", "fold", id="measures"):
            known, _ = policies(own)
            element("p", "", words("watch.measures_note"))
            if choice.measures:
                listed = words.listing(titles(words, known, choice.measures))
                element("p", "chosen", words("choose.chosen", names=listed))
            with element("div", "grid"):
                for name in known:
                    measure(words, address, go, known, name)
    if open_ == "numbers":
        with element("div", "fold", id="numbers"):
            element("p", "", words("watch.numbers_note", most=str(MOST_NUMBERS)))
            Numbers(words, go, dict(setting.numbers))


@solara.component
def Fold(label: str, name: str, is_open: bool, unfold: Callable[[str], None]) -> None:  # noqa: N802
    """A button that folds a part out and in."""
    sign = "▾" if is_open else "▸"
    about = {"aria_expanded": str(is_open).lower(), "aria_controls": name}
    element("button", "plain", f"{sign} {label}", lambda: unfold("" if is_open else name), **about)


@solara.component
def Seed(words: Words, seed: int, on_seed: Callable[[int], None]) -> None:  # noqa: N802
    """The number that decides all chance."""
    shown, show = solara.use_state(str(seed))
    solara.use_effect(lambda: show(str(seed)), [seed])
    good = shown.isdecimal() and int(shown) <= MOST_SEED

    async def rest() -> None:
        await asyncio.sleep(REST)
        if good and int(shown) != seed:
            on_seed(int(shown))

    solara.lab.use_task(rest, dependencies=[shown])
    solara.v.TextField(
        label=words("watch.seed"),
        v_model=shown,
        on_v_model=lambda text: show(str(text)),
        type="number",
        attributes={"min": "0", "max": str(MOST_SEED)},
        class_="seed",
        outlined=True,
        dense=True,
        hide_details="auto",
        error_messages=[] if good else [words("watch.seed_hint", most=str(MOST_SEED))],
    )


# --- numbers of the model ------------------------------------------------------------------------------------------


@solara.component
def Numbers(words: Words, go: Go, changed: dict[str, float]) -> None:  # noqa: N802
    """Numbers of one part of the model, with those that have been moved already."""
    process, choose = solara.use_state(next(iter(changed), "answer.").partition(".")[0])
    select(words("watch.process"), words.part("formulas.processes"), process, choose)

    def put(name: str, value: float | None) -> None:
        kept = {key: item for key, item in changed.items() if key != name} | ({} if value is None else {name: value})
        go(lambda now: now.with_rest(numbers=",".join(f"{key}:{item:.4g}" for key, item in kept.items())))

    shown = {
        name: item for name, item in declared_numbers().items() if name in changed or name.startswith(f"{process}.")
    }
    with element("div", "grid"):
        for name, item in shown.items():
            full = len(changed) >= MOST_NUMBERS and name not in changed
            Moved(words, name, item, changed.get(name, item.default), full, put).key(name)


@solara.component
def Moved(  # noqa: N802
    words: Words, name: str, number: Number, value: float, full: bool, put: Callable[[str, float | None], None]
) -> None:
    """A number with its slider over what is plausible, its unit, and where it comes from."""
    shown, show = solara.use_state(value)
    solara.use_effect(lambda: show(value), [value])
    low, high = min(number.plausible[0], value), max(number.plausible[1], value)
    rested = near(shown, number, value)

    async def rest() -> None:
        await asyncio.sleep(REST)
        if rested != value:
            put(name, None if rested == number.default else rested)

    solara.lab.use_task(rest, dependencies=[shown])
    meaning = words.meaning(name, number)
    with element("div", "number"):
        element("div", "label", f"{meaning}: {words.amount(rested, number)}")
        solara.v.Slider(
            v_model=shown,
            on_v_model=lambda there: show(float(there)),
            min=low,
            max=high,
            step=step_of(number),
            disabled=full,
            hide_details=True,
            attributes={"aria-label": f"{meaning}: {words.amount(rested, number)}"},
        )
        source = number.source.replace("assumption", words("watch.assumption"))
        texts: dict[str, Any] = {
            "value": words.plain(number.default),
            "low": words.plain(number.plausible[0]),
            "high": words.plain(number.plausible[1]),
        }
        element("p", "", words("watch.declared", **texts, source=source, grade=number.grade))
        if value != number.default:
            element("button", "plain", words("watch.as_declared"), lambda: put(name, None))
