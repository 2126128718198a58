"""The second view: one run of the readable model, month by month, with everybody in it.

The run belongs to this browser tab alone. What is chosen (municipality, measures, seed, numbers) stands in the address
and takes effect when the run begins anew; SolaraViz is not used, docs/adr/0014 says why.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
from markupsafe import Markup

from experiments.app.about_agent import story
from experiments.app.address import Address
from experiments.app.board import COLOURS, HOUSEHOLDS, Filter, board, settled_in
from experiments.app.choosing import Go, select, tick
from experiments.app.elements import Faults, element, markup
from experiments.app.faults import sentences_of
from experiments.app.observed_run import GROUPS, Run, Setting, setting_of
from experiments.app.watch_setting import Settings
from experiments.display.words import Words, capital

PACE = 0.2  # seconds a month while it plays
WALKS = {"": 0, "step": 1, "year": 12, "play": 1_000_000}  # months
TILES = ("settled", "in_programme", "placement", "work", "education", "idle", "away", "hours", "requests", "refused")


def begin(setting: Setting, own: Path) -> Run | tuple[str, ...]:
    """A run before its first month, or sentences why there is none."""
    try:
        return Run(setting.scenario(own), setting.seed)
    except Exception as error:  # noqa: BLE001  (whatever happens, the visitor reads a sentence)
        return sentences_of(error, setting.choice.municipality, own)


@solara.component
def Watch(words: Words, address: Address, go: Go, own: Path) -> None:  # noqa: N802
    """Setting, time, board, numbers, story."""
    chosen = setting_of(address)
    (used, tries), use = solara.use_state((chosen, 0))
    begun = solara.lab.use_task(lambda: (used, tries, begin(used, own)), dependencies=[used, tries], raise_error=False)
    value = begun.value if begun.finished and begun.value and begun.value[:2] == (used, tries) else None
    run = value[2] if value else None
    fresh = not isinstance(run, Run) or run.month == 0

    def follow() -> None:
        if fresh and chosen != used:
            use((chosen, tries))

    solara.use_effect(follow, [chosen, used, fresh])
    with element("div", "watch"):
        element("p", "lead", words("watch.lead"))
        Settings(words, address, go, own)
        if isinstance(run, Run):
            Live(words, run, chosen != used, lambda: use((chosen, tries + 1))).key(f"{tries} {hash(used)}")
        elif run is None:
            element("p", "time", words("watch.preparing"), role="status")
            element("div", "skeleton", "", aria_hidden="true", style="min-height: 46rem")
        else:
            Faults(words, words("watch.fault_start"), run)
            element("button", "plain", words("watch.reset"), lambda: use((chosen, tries + 1)))


@solara.component
def Live(words: Words, run: Run, pending: bool, reset: Callable[[], None]) -> None:  # noqa: N802
    """A run with its controls; ``pending``: something else has been chosen meanwhile."""
    going, go_on = solara.use_state("")  # "", or how it goes: one of WALKS
    _, see = solara.use_state(0)
    picked, pick = solara.use_state((None, 0))
    chosen, choose = solara.use_state(Filter())
    halt = solara.use_ref(False)

    async def walk() -> None:
        halt.current = False
        months = WALKS[going]
        while months > 0 and not run.finished and not halt.current:
            begun = time.monotonic()
            await asyncio.to_thread(run.step)
            months -= 1
            if going == "play":
                see(run.month)
                await asyncio.sleep(max(0.03, PACE - (time.monotonic() - begun)))
        go_on("")

    def wish(what: str) -> None:
        if what == "pause":
            halt.current = True  # the month that is being simulated is shown before it stands still
        elif not going:
            go_on(what)

    def leave() -> None:
        halt.current = True  # nobody looks at it any more

    solara.lab.use_task(walk, dependencies=[going])
    solara.use_effect(lambda: leave, [])
    Time(words, run, run.month, going, wish, reset, pending)
    here = None if picked[0] is None else (str(picked[0]), int(picked[1]))
    with run.lock:  # a month that is being simulated meanwhile is not read half done
        numbers, given = tiles(run, words), story(run, words, here) if here else None
        drawn = board(run, words, chosen, here)
    markup(numbers, "tiles", tag="section", aria_label=words("watch.indicators"))
    with element("div", "stage"):
        with element("section", "", aria_label=words("watch.board"), id="results", tabindex="-1"):
            Filters(words, sorted({settled_in(run, item) for item in run.people}), chosen, choose)
            Drawn(
                board=drawn,
                words={name: words(f"watch.{name}") for name in ("board", "people", "offices", "employers")}
                | {"alt": words("watch.board_alt"), "employers_note": words("watch.employers_note")},
                event_pick=lambda which: pick((which[0], which[1])),
            )
            markup(legend(words), "legend", tag="ul")
        with element("section", "side", aria_label=words("watch.story")):
            element("h2", "", words("watch.story"))
            markup(given or Markup("<p>{}</p>").format(words("watch.pick")), "story", tabindex="0")


@solara.component_vue("board.vue")
def Drawn(board: dict[str, Any], words: dict[str, str], event_pick: Callable[[list[Any]], None]) -> None:  # noqa: N802
    """The board in the browser."""


# --- time --------------------------------------------------------------------------------------------------------


@solara.component
def Time(  # noqa: N802
    words: Words,
    run: Run,
    month: int,
    going: str,
    wish: Callable[[str], None],
    reset: Callable[[], None],
    pending: bool,
) -> None:
    """Which month it is, and the buttons that move it (``month`` is that of the run: a change is to be seen)."""
    over = {"aria_disabled": "true"} if run.finished else {}
    busy = {"aria_disabled": "true"} if going == "play" else over
    buttons = (
        ("❚❚", "pause", "plain main", over) if going == "play" else ("▶", "play", "plain main", over),
        ("", "step", "plain", busy),
        ("", "year", "plain", busy),
    )
    with element("div", "time", role="group", aria_label=words("watch.controls")):
        element("p", "month", month_of(run, words), role="status", data_month=str(month))
        hint = words("watch.pending") if pending else "" if month else words("watch.empty")
        element("p", "hint urge" if pending else "hint", hint, role="status")
        for sign, what, classes, state in buttons:
            element("button", classes, f"{sign} {words(f'watch.{what}')}", functools.partial(wish, what), **state)
        element("button", "plain urge" if pending or run.fault else "plain", words("watch.reset"), reset)
    if run.fault:
        Faults(words, words("watch.fault"), (run.fault,))


def month_of(run: Run, words: Words) -> str:
    """Where the run is: a calendar month and its number."""
    when = capital(words.month(run.scenario.start, run.month))
    if run.month == 0:
        return words("watch.at_start", month=when)
    kind = "at_end" if run.month >= run.scenario.months else "at"
    return words(f"watch.{kind}", month=when, n=words.number(run.month))


# --- who is shown ------------------------------------------------------------------------------------------------


@solara.component
def Filters(words: Words, years: list[int], chosen: Filter, choose: Callable[[Filter], None]) -> None:  # noqa: N802
    """Which people stand out on the board."""
    every = {"": words("watch.all")}
    groups = words.part("who.groups")
    lists: dict[str, dict[Any, str]] = {
        "group": every | {group: words(f"lives.statuses.{group}") for group in GROUPS},
        "sex": every | {sex: words(f"watch.{sex}") for sex in ("men", "women")},
        "household": every | {name: groups[name] for name in HOUSEHOLDS},
        "year": {0: words("watch.all")} | {year: str(year) for year in years},
    }

    def change(name: str, value: Any) -> None:
        choose(dataclasses.replace(chosen, **{name: value}))

    with element("div", "filters", role="group", aria_label=words("watch.filter")):
        element("span", "", words("watch.filter"))
        for name, names in lists.items():
            select(words(f"watch.filters.{name}"), names, getattr(chosen, name), functools.partial(change, name))
        tick(words("watch.now_only"), chosen.now, functools.partial(change, "now"))


def legend(words: Words) -> Markup:
    """What lines and marks mean."""
    lines = [
        Markup(
            '<li><svg viewBox="0 0 36 12" aria-hidden="true"><g class="line {}"><path d="M0 6H32"/>{}</g></svg>{}</li>'
        ).format(
            kind,
            Markup('<path class="end" d="M28 2l8 8m0-8l-8 8"/>')
            if kind == "no"
            else Markup('<circle class="end" cx="32" cy="6" r="3.5"/>'),
            words(f"watch.legend.{kind}"),
        )
        for kind in ("yes", "no", "idea", "placement", "work")
    ]
    return Markup("").join([*lines, Markup("<li>✓ ✕ ● {}</li>").format(words("watch.legend.dot"))])


# --- numbers -----------------------------------------------------------------------------------------------------


def tiles(run: Run, words: Words) -> Markup:
    """Numbers of the month, each with its curve."""
    return Markup("").join(tile(run, words, name) for name in TILES)


def tile(run: Run, words: Words, name: str) -> Markup:
    """One number: label, value with unit, curve since the first month."""
    values = [item["hours_used" if name == "hours" else name] for item in run.counts]
    unit = words(
        f"watch.tiles.{name}.unit", **({"had": words.number(run.counts[-1]["hours_had"])} if name == "hours" else {})
    )
    label, value = words(f"watch.tiles.{name}.label"), words.number(values[-1])
    most = max(*values, 1.0) if len(values) > 1 else max(values[0], 1.0)
    ends = {"first": words.number(values[0]), "most": words.number(max(values))}
    points = " ".join(f"{100 * i / run.scenario.months:.2f},{22 - 20 * y / most:.2f}" for i, y in enumerate(values))
    return Markup(
        '<div class="tile" data-tile="{}"><span>{}</span><span><b>{}</b>{}</span>'
        '<svg viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path d="M0 23H100" stroke="#ccc"/><polyline points="{}" fill="none" stroke="{}" stroke-width="1.8" '
        'vector-effect="non-scaling-stroke"/></svg></div>'
    ).format(
        name,
        label,
        value,
        unit,
        words("watch.tile_alt", label=label, value=value, unit=unit, **ends),
        points,
        COLOURS[name] if name in {"work", "placement"} else "#0072B2",
    )
