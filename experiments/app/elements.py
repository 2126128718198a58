"""Elements of the page as HTML has them, so that browsers, keyboards and screen readers know what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara


def element(
    tag: str, classes: str, text: str = "", on_click: Callable[[], None] | None = None, **attributes: str
) -> Any:
    """An HTML element with text, or around what stands under its ``with``; ``aria_label=…`` becomes ``aria-label``."""
    named = {"type": "button"} if tag == "button" else {}
    named |= {name.replace("_", "-"): value for name, value in attributes.items()}
    options = solara.v.Html(tag=tag, class_=classes, children=[text] if text else [], attributes=named)
    if on_click is not None:
        solara.v.use_event(options, "click", lambda *_: on_click())
    return options


def markup(html: str, classes: str, tag: str = "div", **attributes: str) -> Any:
    """HTML that our own templates have made safe."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return solara.HTML(tag=tag, unsafe_innerHTML=html, classes=[classes], attributes=named)
