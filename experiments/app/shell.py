"""The page: header, languages, views. Solara renders ``Page`` once for every browser tab; nothing here is shared.

What a visitor has chosen lives in the address (``experiments.app.address``); a view gets the words of the language, the
address, and ``go``, which moves to another address, or to what a function makes of the present one.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from experiments.app.address import LANGUAGES, TEXTS, VIEWS, Address, read
from experiments.app.choosing import Go
from experiments.app.compare import Compare
from experiments.app.elements import Faults, element
from experiments.app.faults import sentences_of
from experiments.app.own import Own
from experiments.app.rules import Rules
from experiments.app.simulations import Desk
from experiments.app.watch import Watch
from experiments.display.words import Words

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("BYGD_APP_FOLDER", "outputs/app"))
DESK = Desk(FOLDER)
REPORT_CSS = (HERE.parent / "report" / "page.css").read_text(encoding="utf-8")
OWN_CSS = [file.read_text(encoding="utf-8") for file in sorted(HERE.glob("*.css"))]
CSS = "\n".join([".bygd .report {", REPORT_CSS, "}", *OWN_CSS])


@solara.component
def Layout(children: list[Any]) -> Any:  # noqa: N802  (Solara looks for this name)
    """Nothing around the page: it has a header of its own."""
    return solara.Div(children=children)


@solara.component
def Page() -> None:  # noqa: N802
    """The whole page, in the language and at the view of its address."""
    router = solara.use_router()
    arrived = solara.use_memo(lambda: read(router.search, FOLDER), [router.search])
    (address, odd), see = solara.use_state(arrived)
    here = solara.use_ref(address)  # as the last click left it; clicks are faster than pages
    sent = solara.use_ref([""])  # queries that are on their way into the browser's address
    words = Words(address.language, TEXTS)

    def go(there: Address | Callable[[Address], Address]) -> None:
        here.current = there(here.current) if callable(there) else there
        sent.current.append(here.current.query)
        see((here.current, []))
        router.push(f"/?{here.current.query}")

    def follow() -> None:
        query = router.search or ""
        if query in sent.current:  # our own, perhaps an older one than the last click
            del sent.current[: sent.current.index(query) + 1]
            if sent.current and query != here.current.query:  # the browser took an older one last
                router.push(f"/?{here.current.query}")
        elif arrived[0] != here.current:  # back, forward, or typed
            here.current = arrived[0]
            see(arrived)

    solara.use_effect(follow, [router.search])

    fault, clear = solara.use_exception()
    Document(language=words.language, busy=words("app.busy"), view=address.view)
    solara.Style(CSS)
    solara.Title(f"{words('app.title')} – {words(f'app.views.{address.view}')}")
    with element("div", "bygd", lang=address.language):
        if fault:  # nothing else, in case that it is what fails
            Broken(words, fault, clear)
            return
        element("a", "skip", words("app.skip"), href="#results")
        Header(words, address, go)
        if odd:
            element("p", "notice", words("app.odd", parts=", ".join(odd)), role="status")
        with element("main", ""):
            View(words, address, go)
        element("footer", "", words("app.foot"))


@solara.component_vue("document.vue")
def Document(language: str, busy: str, view: str) -> None:  # noqa: N802
    """What stands outside of the page in the browser's document."""


@solara.component
def View(words: Words, address: Address, go: Go) -> None:  # noqa: N802
    """The view that the address names."""
    if address.view == "compare":
        Compare(words, address, go, DESK)
    elif address.view == "own":
        Own(words, address, go, DESK.folder)
    elif address.view == "watch":
        Watch(words, address, go, DESK.folder)
    else:
        Rules(words, address, go)


@solara.component
def Header(words: Words, address: Address, go: Go) -> None:  # noqa: N802
    """Name, views, and the other language."""
    other = next(item for item in LANGUAGES if item != address.language)
    with element("header", "top"):
        with element("div", "name"):
            element("h1", "", words("app.title"))
            element("p", "", words("app.subtitle"))
        with element("nav", "views"):
            for view in VIEWS:
                chosen = {"aria_current": "page"} if view == address.view else {}
                show = functools.partial(go, functools.partial(Address.but, view=view))
                element("button", "", words(f"app.views.{view}"), show, **chosen)
        change, label = functools.partial(go, functools.partial(Address.but, language=other)), words("app.other_label")
        element("button", "language", words("app.other"), change, lang=other, aria_label=label)


@solara.component
def Broken(words: Words, fault: BaseException, clear: Callable[[], None]) -> None:  # noqa: N802
    """A sentence where something failed that nobody foresaw."""
    Faults(words, words("app.broken"), sentences_of(fault, "", FOLDER))
    element("button", "plain", words("app.again"), clear)
    element("a", "", words("app.anew"), href=f"/?lang={words.language}")
