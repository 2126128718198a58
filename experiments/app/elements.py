"""Elements of the page as HTML has them, so that browsers, keyboards and screen readers know what they are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import ipyvuetify
import solara

from experiments.display.declared import translated
from experiments.display.words import Words


def element(
    tag: str, classes: str, text: str = "", on_click: Callable[[], None] | None = None, **attributes: str
) -> Any:
    """An HTML element with text, or around what stands under its ``with``; ``aria_label=…`` becomes ``aria-label``.

    One with ``on_click`` is a component of its own, so it may come and go like any other.
    """
    named = {"type": "button"} if tag == "button" else {}
    named |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return _html(tag, classes, text, named) if on_click is None else Pressed(tag, classes, text, on_click, named)


@solara.component
def Pressed(  # noqa: N802
    tag: str, classes: str, text: str, on_click: Callable[[], None], named: dict[str, str]
) -> Any:
    """An element that does something when it is pressed."""
    options = _html(tag, classes, text, named)
    solara.v.use_event(options, "click", lambda *_: on_click())
    return options


def _html(tag: str, classes: str, text: str, named: dict[str, str]) -> Any:
    return _kind(tag).element(tag=tag, class_=classes, children=[text] if text else [], attributes=named)


@functools.cache
def _kind(tag: str) -> Any:
    """Elements of one tag: a browser shows no other tag where one of a common kind was, so each has its own."""
    return type(f"Html{tag.title()}", (ipyvuetify.Html,), {})


def markup(html: str, classes: str, tag: str = "div", **attributes: str) -> Any:
    """HTML that our own templates have made safe."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return solara.HTML(tag=tag, unsafe_innerHTML=html, classes=[classes], attributes=named)


@solara.component
def Faults(words: Words, lead: str, sentences: tuple[str, ...]) -> None:  # noqa: N802
    """A lead and every sentence below it; what is English on another page says so."""
    known = [item if words.language == "en" else translated(item, words.language) for item in sentences]
    others = [item for item, text in zip(sentences, known, strict=True) if not text]
    with element("div", "notice", role="alert"):
        element("p", "", lead)
        _listed([text for text in known if text], words.language)
        if others:
            element("p", "", words("faults.in_english"))
            _listed(others, "en")


def _listed(texts: list[str], language: str) -> None:
    if texts:
        with element("ul", "faults", lang=language):
            for text in texts:
                element("li", "", text)
