"""One picture of all cards: each contrast with its interval, on a common scale."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from experiments.cards.card import KINDS, Judged, JudgedCard
from experiments.display.figures import plt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = {  # colour and shape by finding (Okabe and Ito)
    "holds": ("#0072B2", "o"),
    "does not hold": ("#D55E00", "X"),
    "undecided": ("#777777", "D"),
}
ROW, AROUND = 0.44, 1.9  # inches
TICKS = (-30, -10, -3, -1, -0.3, 0, 0.3, 1, 3, 10, 30)


def draw(judged: list[JudgedCard], municipality: str) -> Figure:
    """Two panels, emergent and by form; a row for each claim."""
    kinds = [kind for kind in KINDS if any(one.card.kind == kind for one in judged)]
    rows = {kind: [(one, claim) for one in judged if one.card.kind == kind for claim in one.claims] for kind in kinds}
    heights = [len(rows[kind]) for kind in kinds]
    figure, panels = plt.subplots(
        len(kinds),
        1,
        figsize=(11.5, AROUND + ROW * sum(heights)),
        sharex=True,
        squeeze=False,
        layout="constrained",
        gridspec_kw={"height_ratios": heights},
    )
    for axes, kind in zip(panels[:, 0], kinds, strict=True):
        _panel(axes, rows[kind], kind)
    bottom = panels[-1, 0]
    bottom.set_xlabel("A − B in standard deviations of single runs, linear to ±0.3   (bars: 95 % interval of the mean)")
    for finding, (colour, shape) in LOOKS.items():
        bottom.plot([], [], shape, color=colour, label=finding)
    figure.legend(*bottom.get_legend_handles_labels(), loc="outside lower right", ncols=3)
    figure.suptitle(
        f"Pattern cards: what must be larger (A) less what must be smaller (B), {municipality}", x=0.01, ha="left"
    )
    return figure


def _panel(axes: Axes, rows: list[tuple[JudgedCard, Judged]], kind: str) -> None:
    labels = []
    for y, (one, claim) in enumerate(rows):
        value, low, high = claim.standardised
        colour, shape = LOOKS[claim.finding]
        axes.plot([low, high], [y, y], color=colour, linewidth=1.8)
        axes.plot(value, y, shape, color=colour, markersize=7)
        what = claim.claim
        label = f"{one.card.number}   {what.quantity.name.en}: {what.a.words.en} > {what.b.words.en}"
        labels.append("\n".join(textwrap.wrap(label, 84)))
        if y and rows[y - 1][0].card.number != one.card.number:
            axes.axhline(y - 0.5, color="#DDDDDD", linewidth=0.8)
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.set_xscale("symlog", linthresh=0.3, linscale=0.6)
    low, high = axes.get_xlim()
    shown = [tick for tick in TICKS if low <= tick <= high]
    axes.set_xticks(shown, [f"{tick:g}" for tick in shown])
    axes.minorticks_off()
    axes.set_title(kind)
