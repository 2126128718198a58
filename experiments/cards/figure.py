"""One picture of all cards: each contrast with its interval, on a common scale."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from experiments.cards.card import KINDS, Judged, JudgedCard
from experiments.display.sheet import Sheet, label_rows, span
from experiments.display.style import BASE, HARM, INK, NEW, styled

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

LOOKS = {"holds": (NEW, "o"), "does not hold": (HARM, "X"), "undecided": (BASE, "D")}  # colour and shape
TICKS = (-30, -10, -3, -1, -0.3, 0, 0.3, 1, 3, 10, 30)


@styled()
def draw(judged: list[JudgedCard], municipality: str, folder: Path) -> None:
    """Write two panels, emergent and by form; a row for each claim."""
    from matplotlib.lines import Line2D

    rows = {
        kind: [(item, claim) for item in judged if item.card.kind == kind for claim in item.claims] for kind in KINDS
    }
    rows = {kind: claims for kind, claims in rows.items() if claims}
    heights = [len(claims) for claims in rows.values()]
    options: Any = {"sharex": True, "gridspec_kw": {"height_ratios": heights}}
    sheet = Sheet(110 + 32 * sum(heights), width=830, grid=(len(rows), 1), margins=None, **options)
    for axes, (kind, claims) in zip(sheet.panels, rows.items(), strict=True):
        _panel(axes, claims, kind)
    sheet.panels[-1].set_xlabel("A − B in standard deviations of single runs, linear to ±0.3")
    handles = [Line2D([], [], color=colour, marker=mark, ls="", label=given) for given, (colour, mark) in LOOKS.items()]
    sheet.legend(handles=handles, columns=3)
    title = f"Pattern cards: what must be larger (A) less what must be smaller (B), {municipality}"
    sheet.save(folder / "cards", title=title, caption="Lines: 95 % interval of the mean.")


def _panel(axes: Axes, rows: list[tuple[JudgedCard, Judged]], kind: str) -> None:
    labels = []
    for y, (item, claim) in enumerate(rows):
        span(axes, y, claim.standardised, *LOOKS[claim.finding], linewidth=1.8, alpha=1)
        what = claim.claim
        label = f"{item.card.number}   {what.quantity.name.en}: {what.a.words.en} > {what.b.words.en}"
        labels.append("\n".join(textwrap.wrap(label, 84)))
        if y and rows[y - 1][0].card.number != item.card.number:
            axes.axhline(y - 0.5, color="#DDDDDD", linewidth=0.8)
    label_rows(axes, labels, 9)
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.set_xscale("symlog", linthresh=0.3, linscale=0.6)
    low, high = axes.get_xlim()
    shown = [tick for tick in TICKS if low <= tick <= high]
    axes.set_xticks(shown, [f"{tick:g}" for tick in shown])
    axes.minorticks_off()
    axes.set_title(kind)
