"""The third view: each formula as a curve, beside it the numbers that move it, with where they come from.

What a visitor tries lives in the component, so in one browser tab alone; it changes neither model nor other views.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara
from markupsafe import Markup

from bygd.evidence.sources import cited, sources
from experiments.app.elements import element, markup
from experiments.display.words import Words, capital
from experiments.formulas.catalogue import PROCESSES, formulas_of
from experiments.formulas.drawing import WIDTH, height_of, svg
from experiments.formulas.formula import NoCurveError, Numbers, curves, declared, numbers_in, numbers_with, steps_of
from experiments.formulas.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from experiments.app.address import Address
    from experiments.app.choosing import Go
    from experiments.formulas.formula import Formula
    from sim.parameters import Number

    Change = Callable[[str, float | None], None]

CSS = (Path(__file__).parent / "rules.css").read_text(encoding="utf-8")
PAUSE = 0.02  # seconds that a slider may go on before its curve is drawn
KEPT = 400  # drawings that are kept for everybody: they depend on the numbers alone
WAITING = "…"
FIRST = "answer"  # step that is shown where the address names none


@solara.component
def Rules(words: Words, address: Address, go: Go) -> None:  # noqa: N802
    """Steps of the month on one side, the formulas of one of them on the other."""
    values: solara.Reactive[dict[str, float]] = solara.use_reactive({})
    wide = solara.use_reactive(False)
    asked = dict(address.rest).get("step", FIRST)
    step = asked if asked in PROCESSES else FIRST

    def change(name: str, value: float | None) -> None:
        kept = {key: item for key, item in values.value.items() if key != name}
        values.value = kept if value in {None, declared()[name].default} else {**kept, name: value}

    steady = solara.use_memo(lambda: change, [])  # the same for every card, so that only those change that must
    solara.Style(CSS)
    with element("div", "rules"):
        Steps(words, step, lambda item: go(lambda now: now.with_rest(step=item)))
        with element("section", "results", id="results", aria_label=words(f"formulas.processes.{step}"), tabindex="-1"):
            element("h2", "", words(f"formulas.processes.{step}"))
            element("p", "small", words("rules.intro"))
            Tuning(words, len(values.value), wide, lambda: values.set({}))
            for formula in formulas_of(step):
                own = {name: values.value[name] for name in numbers_in(formula) if name in values.value}
                Card(words, formula, own, steady, wide.value).key(f"{formula.name} {words.language}")
            Others(words, step)


@solara.component
def Steps(words: Words, step: str, show: Callable[[str], None]) -> None:  # noqa: N802
    """The steps of a month that have formulas, in their order."""
    with element("nav", "steps", aria_label=words("rules.steps")):
        element("h2", "", words("rules.steps"))
        for item in PROCESSES:
            chosen = {"aria_current": "page"} if item == step else {}
            title = words(f"formulas.processes.{item}")
            element("button", "", title, functools.partial(show, item), data_step=item, **chosen)


@solara.component
def Tuning(words: Words, changed: int, wide: Any, reset: Callable[[], None]) -> None:  # noqa: N802
    """How many numbers are changed, all back, and whether sliders go beyond what is plausible."""
    with element("div", "tuning"):
        kind = "none" if not changed else "one" if changed == 1 else "more"
        element("p", "changed", words(f"rules.changed.{kind}", n=words.number(changed)), role="status")
        element("button", "plain", words("rules.reset_all"), reset, **_off(not changed))
        solara.v.Switch(
            label=words("rules.wide"),
            v_model=wide.value,
            on_v_model=wide.set,
            dense=True,
            hide_details=True,
            inset=True,
        )


@solara.component
def Card(  # noqa: N802
    words: Words, formula: Formula, values: dict[str, float], change: Change, wide: bool
) -> None:
    """A formula: what it says, its curve, its numbers."""
    texts, names = Texts(words, formula), numbers_in(formula)
    with element("article", "formula", data_formula=formula.name):
        with element("div", "picture"):
            element("h3", "", texts.title)
            element("p", "says", texts.says)
            Drawing(words, formula, values)
        with element("div", "numbers"):
            element("h4", "", words("rules.moves"))
            if not names:
                element("p", "small", words("rules.nothing"))
            for name in names:
                NumberRow(words, name, values.get(name), change, wide).key(f"{name} {wide}")
            if names:
                markup(_sources(words, names), "sources")
            markup(_code(words, formula), "code")


@solara.component
def Drawing(words: Words, formula: Formula, values: dict[str, float]) -> None:  # noqa: N802
    """The curve in a room of fixed size, and in words where it begins and ends."""
    language, now = words.language, tuple(sorted(values.items()))

    async def draw() -> Drawn:
        await asyncio.sleep(PAUSE)  # a newer value of the slider cancels this one
        return await asyncio.to_thread(_drawn, language, formula, now)

    task: Any = solara.lab.use_task(draw, dependencies=[language, formula.name, now])
    drawn: Drawn = (task.value if task.finished else task.latest) or Drawn("", WAITING, words("rules.drawing"))
    room = f"aspect-ratio: {WIDTH:g} / {height_of(formula, compared=True):g}"
    if drawn.svg or drawn.tried == WAITING:
        label = Texts(words, formula).alt
        markup(drawn.svg, "room", data_values=drawn.tried, role="img", aria_label=label, style=room)
    else:
        element("p", "room notice", words("rules.fails"), role="alert", style=room)
    element("p", "ends", drawn.ends)
    if formula.held:
        element("p", "held", drawn.held)


@dataclasses.dataclass(frozen=True)
class Drawn:
    """SVG of a curve (empty where it has no value), which numbers it was drawn with, its ends, what is held."""

    svg: str
    tried: str
    ends: str = ""
    held: str = ""


@functools.lru_cache(KEPT)
def _drawn(language: str, formula: Formula, now: tuple[tuple[str, float], ...]) -> Drawn:
    words = Words(language, Path(__file__).parent / "words")
    parameters, texts = numbers_with(dict(now)), Texts(words, formula)
    tried = " ".join(f"{name}={item:g}" for name, item in now)
    try:
        ends = "\n".join(texts.ends(case, item) for case, item in curves(formula, parameters).items())
        return Drawn(svg(words, formula, parameters), tried, ends, texts.held(parameters))
    except NoCurveError:
        return Drawn("", tried, held=texts.held(parameters))


@solara.component
def NumberRow(  # noqa: N802
    words: Words, name: str, value: float | None, change: Change, wide: bool
) -> None:
    """A number: what it means, its value, a slider, and what it rests on."""
    number = declared()[name]
    steps = solara.use_memo(lambda: steps_of(number, all_allowed=wide), [name, wide])
    now = number.default if value is None else value
    shown, meaning = words.amount(now, number), capital(words.meaning(name, number))
    label = words("rules.slider", name=meaning, value=shown)
    with element("div", "number", data_number=name):
        line = Markup('<span class="name">{}</span><span class="value">{}</span>').format(meaning, shown)
        markup(line, "line")
        with element("div", "slide", data_low=_short(words, steps[0]), data_high=_short(words, steps[-1])):
            solara.v.Slider(
                v_model=min(range(len(steps)), key=lambda i: abs(steps[i] - now)),
                on_v_model=lambda i: change(name, steps[min(int(i), len(steps) - 1)]),
                min=0,
                max=len(steps) - 1,
                hide_details=True,
                attributes={"aria-label": label},
            )
            about = {"aria_label": words("rules.reset_of", name=meaning), **_off(value is None)}
            back = words("rules.reset", value=_short(words, number.default))
            element("button", "plain", back, lambda: change(name, None), **about)
        element("p", "basis", f"{_basis(words, number)} · {name}")


def _short(words: Words, value: float) -> str:
    return words.plain(float(f"{value:.3g}"))


def _off(yes: bool) -> dict[str, str]:
    return {"disabled": "disabled"} if yes else {}


def _basis(words: Words, number: Number) -> str:
    """What is plausible, and what it rests on, in a line."""
    low, high = (_short(words, end) for end in number.plausible)
    source = number.source.replace("assumption", words("measures.assumption"))
    texts = [words("rules.plausible", low=low, high=high)]
    texts.append(words("rules.evidence", words=words(f"rules.grades.{number.grade}")))
    return " · ".join([*texts, words("rules.source", source=source)])


def _code(words: Words, formula: Formula) -> Markup:
    """The formula as it stands in the model, behind a line that opens."""
    kind = type(getattr(Numbers(), formula.process))
    what = inspect.getsource(formula.scene or getattr(kind, formula.method))
    head = Markup("<details><summary>{}</summary><pre><code>{}</code></pre></details>")
    return head.format(words("rules.code"), inspect.cleandoc("\n" + what))


def _sources(words: Words, names: tuple[str, ...]) -> Markup:
    """What the ids beside the numbers stand for, behind a line that opens."""
    table = sources()
    ids = sorted(item for item in cited(" ".join(declared()[name].source for name in names)) if item in table.index)
    rows = [
        words("rules.source_row", id=item, **{key: str(table.loc[item][key]) for key in table.columns}) for item in ids
    ]
    items = Markup("").join(Markup("<li>{}</li>").format(row) for row in rows)
    return Markup("<details><summary>{}</summary><p>{}</p><ul>{}</ul></details>").format(
        words("rules.sources"), words("rules.sources_note"), items
    )


@solara.component
def Others(words: Words, step: str) -> None:  # noqa: N802
    """Numbers of the step that enter no curve, as a table behind a line that opens."""
    drawn = {name for formula in formulas_of(step) for name in numbers_in(formula)}
    left = {name: item for name, item in declared().items() if name.partition(".")[0] == step and name not in drawn}
    if not left:
        return
    head = Markup("").join(Markup("<th>{}</th>").format(item) for item in words.part("rules.heads"))
    rows = Markup("").join(_row(words, name, item) for name, item in left.items())
    html = Markup("<details><summary>{}</summary><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></details>")
    markup(html.format(words("rules.others", n=words.number(len(left))), head, rows), "others")


def _row(words: Words, name: str, number: Number) -> Markup:
    low, high = (_short(words, end) for end in number.plausible)
    cells = [
        Markup("{}<br><code>{}</code>").format(capital(words.meaning(name, number)), name),
        words.amount(number.default, number),
        words("to", low=low, high=high),
        words(f"rules.grades.{number.grade}"),
        number.source.replace("assumption", words("measures.assumption")),
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(item) for item in cells))
