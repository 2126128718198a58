"""The sheet that every picture is drawn on, and the marks that several pictures share."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.display.style import BASE, DIM, FAILED, INK, NOTHING, PALE, ink_on, legible, styled, svg_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from markupsafe import Markup
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    from experiments.display.words import Words

WIDTH, WIDE = 360.0, 560.0  # of a drawing in a page, like a telephone, and of one in a file; in points
PACKED = {"compress_level": 3}  # of a PNG: a tenth larger than by default, packed in three quarters of the time
Interval = tuple[float, float, float]  # value, low, high


class Sheet:
    """A figure of one panel or several, made within ``style.styled()``; sizes in points, the units of the SVG."""

    def __init__(
        self,
        height: float,
        words: Words | None = None,
        name: str = "",
        *,
        width: float = WIDTH,
        grid: tuple[int, int] = (1, 1),
        margins: tuple[float, float, float] | None = (12, 6, 42),
        **options: Any,
    ) -> None:
        """Lay out panels; ``margins``: left, top and bottom, ``None``: as wide as the labels need.

        ``words``: the language of numbers; ``name``: what the ids of the SVG begin with; ``options``: of the panels.
        """
        from matplotlib.figure import Figure

        self.words, self.name = words, name
        self.figure: Figure = Figure((width / 72, height / 72), dpi=72, layout=None if margins else "constrained")
        if margins:
            left, top, bottom = margins
            edges = {"left": left / width, "right": 1 - 12 / width, "bottom": bottom / height, "top": 1 - top / height}
            options["gridspec_kw"] = edges | options.get("gridspec_kw", {})
        self.panels: list[Axes] = list(self.figure.subplots(*grid, squeeze=False, **options).flat)
        self.axes = self.panels[0]
        if name:
            for patch in (self.figure.patch, *(axes.patch for axes in self.panels)):
                patch.set_visible(False)  # the page has a ground of its own

    @classmethod
    def of(cls, count: int, wide: float, tall: float, *, more: float = 30, **options: Any) -> Sheet:
        """Panels side by side, at most three in a row; points of each, and ``more`` in height for a legend."""
        columns = min(3, count)
        rows = -(-count // columns)
        sheet = cls(more + tall * rows, width=wide * columns, grid=(rows, columns), margins=None, **options)
        for axes in sheet.panels[count:]:
            axes.set_visible(False)
        del sheet.panels[count:]
        return sheet

    @property
    def svg(self) -> Markup:
        """The drawing as SVG for a page, with ids that no other drawing has."""
        return svg_of(self.figure, self.name)

    @styled()
    def save(self, file: Path, note: str = "", *, title: str = "", caption: str = "") -> None:
        """Write it as PNG and SVG (``file`` has no suffix): title above, caption and note (failed runs) under it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        figure = self.figure
        figure.patch.set_visible(True)  # a page has a ground of its own, a file has none
        if engine := figure.get_layout_engine():
            engine.execute(figure)
            figure.set_layout_engine(None)  # laid out; with another engine each file would be drawn twice
        for legend in figure.legends:  # else they would move with the edge of the file
            legend.set_bbox_to_anchor((0, 0, 1, 1), figure.transFigure)
        from matplotlib.transforms import Bbox

        (wide, tall), box = figure.get_size_inches(), figure.get_tightbbox()  # the box once: it takes long
        for text, va, size, colour in (
            (title, "bottom", 12.5, INK),
            (caption, "top", 10, DIM),
            (note, "top", 10, FAILED),
        ):
            y = box.y1 + 0.12 if va == "bottom" else box.y0 - 0.12
            room = int(box.width * 72 / (0.55 * size))
            lines = [textwrap.fill(legible(line, 1000), room) for line in text.splitlines()]
            if lines:
                item = figure.text(box.x0 / wide, y / tall, "\n".join(lines), va=va, fontsize=size, color=colour)
                box = Bbox.union([box, item.get_window_extent().transformed(figure.dpi_scale_trans.inverted())])
        for kind, how in (("png", {"pil_kwargs": PACKED}), ("svg", {"metadata": NOTHING})):
            figure.savefig(file.with_name(f"{file.name}.{kind}"), bbox_inches=box.padded(0.15), **how)

    def legend(self, *, columns: int = 2, **options: Any) -> None:
        """Say under all panels what the marks mean (those of the first panel, or ``handles``)."""
        if "handles" not in options:
            options["handles"], options["labels"] = self.axes.get_legend_handles_labels()
        where: Any = "outside lower left" if self.figure.get_layout_engine() else "lower left"
        self.figure.legend(loc=where, ncols=columns, alignment="left", **{"fontsize": 10, **options})

    def scale(self, label: str, *, sign: bool = False) -> None:
        """Write the horizontal axis in the language's way."""
        from matplotlib.ticker import MaxNLocator

        for axes in self.panels:
            axes.set_xlabel(label)
            axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
            axes.xaxis.set_major_formatter(self.ticks(sign=sign))
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)

    def upright(self, label: str, *, sign: bool = False) -> None:
        """Write the vertical axis of a curve, its name above it."""
        from matplotlib.ticker import MaxNLocator

        for axes in self.panels:
            axes.set_title(label, x=-0.08)
            axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
            axes.yaxis.set_major_formatter(self.ticks(sign=sign))

    def ticks(self, *, sign: bool = False) -> FuncFormatter:
        """Numbers of an axis as the language writes them."""
        from matplotlib.ticker import FuncFormatter

        words = self.words

        def text(value: float, _: int | None = None) -> str:
            return (
                words.number(value, 0 if abs(value - round(value)) < 1e-9 else 1, sign=sign) if words else f"{value:g}"
            )

        return FuncFormatter(text)


# --- marks ------------------------------------------------------------------------------------------------------


def span(axes: Axes, y: float, interval: Sequence[float], colour: str = BASE, marker: str = "o", **look: Any) -> None:
    """An estimate with its interval, lying; ``look`` (of the marker) may fill it otherwise (``markerfacecolor``)."""
    value, low, high = interval
    axes.plot([low, high], [y, y], color=colour, linewidth=look.pop("linewidth", 3), alpha=look.get("alpha", 0.75))
    axes.plot([value], [y], color=colour, **{"marker": marker, "markersize": 6.5, "linestyle": "None", **look})


def zero(axes: Axes, band: float = 0.0, rows: tuple[float, float] | None = None) -> None:
    """The line of no difference, and about it those too small to matter; of some rows, or from edge to edge."""
    if rows is None:
        axes.axvspan(-band, band, color=PALE, linewidth=0, zorder=0)
        axes.axvline(0, color=INK, linewidth=1, zorder=0.5)
        return
    axes.fill_betweenx(rows, -band, band, color=PALE, linewidth=0, zorder=0)
    axes.plot([0, 0], rows, color=INK, linewidth=1, zorder=0.5)


def label_rows(axes: Axes, labels: Sequence[str], size: float = 10) -> None:
    """Name the rows of a panel, from the top down."""
    axes.set_yticks(range(len(labels)), labels, fontsize=size)
    axes.set_ylim(len(labels) - 0.5, -0.5)


def cells(
    axes: Axes, grid: np.ndarray, texts: np.ndarray, labels: tuple[Sequence[str], Sequence[str]], **look: Any
) -> None:
    """A table as colours and figures (``""``: none); ``labels``: of rows and of columns; ``look``: of the colours."""
    image = axes.imshow(grid, aspect="auto", **look)
    for row, column in zip(*np.nonzero(texts != ""), strict=True):
        ink = ink_on(tuple(image.to_rgba(grid[row, column])))
        axes.text(column, row, texts[row, column], ha="center", va="center", fontsize=8.5, color=ink)
    label_rows(axes, labels[0], 8.5)
    axes.set_xticks(range(len(labels[1])), labels[1], rotation=60, ha="right", rotation_mode="anchor", fontsize=8.5)
    axes.spines[:].set_visible(False)
