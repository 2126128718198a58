"""The look of all pictures: colours, lines, matplotlib's settings while one is drawn, and how it is written.

Colours are of Okabe and Ito (2008); what a colour says is also said by place, shape or line.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sim.states import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

BASE, NEW, HARM, PALE, INK = "#6b6b6b", "#0072B2", "#D55E00", "#e9e9e9", "#222222"
GAIN, MAYBE, FAINT, FAILED, DIM = "#009E73", "#E69F00", "#c4c4c4", "#B00000", "#555555"
UNSURE = "#949494"  # still a contrast of 3 to white
COLOURS = (BASE, NEW, HARM, GAIN, "#CC79A7", MAYBE, "#56B4E9", "#777777")  # of scenarios; the baseline is grey
LINES: Any = ("--", "-", "-.", (0, (1, 1.2)), (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (3, 3)), (0, (2, 4)))
MARKERS = "osD^v"
STATUS_COLOURS = {
    Status.WORK: GAIN,
    Status.EDUCATION: "#56B4E9",
    Status.PLACEMENT: MAYBE,
    Status.CLASS: "#F0E442",
    Status.IDLE: "#BBBBBB",
    Status.OUT: "#777777",
}  # from the top of a stack down
LONGEST = 50  # letters of a scenario's name that a drawing has room for
STYLE: Any = {
    "text.parse_math": False,  # a title may hold dollars
    "text.usetex": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "bygd",
    "savefig.dpi": 150,
    "font.size": 12.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#999999",
    "axes.titlelocation": "left",
    "axes.titlesize": 12.0,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "legend.frameon": False,
}
DRAWING = threading.RLock()  # matplotlib's style is one for the whole process
TAG = re.compile(r"<[^>]*>")
NOTHING: Any = dict.fromkeys(("Date", "Creator", "Format", "Type"))  # of an SVG's own metadata


@contextmanager
def styled() -> Iterator[None]:
    """Context (or decorator) in which pictures are made and written, one thread at a time."""
    import matplotlib as mpl

    with DRAWING, mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # a box says it, once a letter is too often
        yield


def legible(text: str, longest: int = LONGEST) -> str:
    """A title or name in a drawing: one line of what can be seen, cut to what there is room for.

    A first underscore would take it out of the legend.
    """
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    text = " " * text.startswith("_") + text
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shade(tone: str, full: str = "") -> str:
    """Colour of a finding by how sure it is (``Sureness.tone``): full if very likely, paler if likely, else grey.

    ``full``: the colour itself, by default that of a gain or of harm.
    """
    full = full or (HARM if tone.endswith(("worse", "lower")) else NEW)
    if tone in {"better", "worse", "higher", "lower"}:
        return full
    return paler(full, 0.5) if tone.startswith("likely_") else UNSURE


def paler(colour: str, kept: float) -> str:
    """A colour of which so much (0 to 1) is kept, the rest white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - kept * (255 - part)):02x}" for part in parts)


def luminance(colour: tuple[float, ...]) -> float:
    """Relative luminance of red, green and blue (0 to 1 each) as the WCAG define it, 0 to 1."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: tuple[float, ...]) -> str:
    """Black or white, whichever is easier to read on a colour (one of them has a contrast of 4.58 at least)."""
    return "black" if luminance(colour) > 0.1791 else "white"


def title_of(name: str) -> str:
    """Name of a scenario as a reader sees it."""
    return name.replace("_", " ").replace("+", " + ")


def svg_of(figure: Figure, name: str) -> Markup:
    """A figure as SVG for a page: no address in it, no style that reaches beyond it, ids that begin with ``name``."""
    target = io.StringIO()
    figure.savefig(target, format="svg", metadata=NOTHING)
    return Markup(inline(target.getvalue(), name))  # noqa: S704  (our own drawing)


def inline(svg: str, name: str) -> str:
    """The SVG element alone, small, with its own ids; what is written in it stays as it is."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    view = re.search(r'viewBox="[^"]*"', svg)
    svg = re.sub(r"<svg[^>]*>", f'<svg {view[0] if view else ""} aria-hidden="true" focusable="false">', svg, count=1)
    used = {item for pair in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', "".join(TAG.findall(svg))) for item in pair}
    own = {item: f"{name}-{i}" for i, item in enumerate(sorted(used - {""}))}
    svg = TAG.sub(lambda tag: _small(tag[0], own), svg)
    svg = re.sub(r">\s+<", "><", svg.replace("\n", " ")).strip()
    while (shorter := re.sub(r"<(g|defs)>(</\1>)", "", svg)) != svg:
        svg = shorter
    return svg


def _small(tag: str, own: dict[str, str]) -> str:
    """A tag with its own ids, without fonts, and with no more decimals than can be seen."""
    tag = tag.replace("xlink:href", "href").replace(' xml:space="preserve"', "")
    tag = re.sub(r'\s*\bid="([^"]+)"', lambda result: f' id="{own[result[1]]}"' if result[1] in own else "", tag)
    tag = re.sub(r'href="#([^"]+)"', lambda result: f'href="#{own[result[1]]}"', tag)
    tag = re.sub(r"url\(#([^)]+)\)", lambda result: f"url(#{own[result[1]]})", tag)
    tag = re.sub(r"font: ([\d.]+px)[^;\"]*", r"font-size: \1", tag)
    tag = re.sub(r' ?font-family: [^;"]*;?| transform="rotate\(-0 [^"]*"', "", tag)
    return re.sub(r"-?\d+\.\d{2,}", _shorter, re.sub(r"\s*\n", " ", tag).replace(' "', '"'))


def _shorter(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
