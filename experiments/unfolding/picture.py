"""How effects unfold, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import pyplot as plt

from bygd.statistics.by_month import LAST, ROUTES, Unfolding
from experiments.display import figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def picture(found: dict[str, Unfolding], place: str) -> Figure:
    """Difference and how it comes about, one row a scenario: by way to the job, and by who."""
    figure, rows = plt.subplots(len(found), 2, figsize=(9.4, 3.4 * len(found)), sharex=True, squeeze=False)
    months = np.arange(LAST + 1)
    for (left, right), (name, one) in zip(rows, found.items(), strict=True):
        values = np.array([[v.value, v.low, v.high] for v in (one.of_100(one.difference[:, m]) for m in months)]).T
        left.fill_between(months, values[1], values[2], color=figures.COLOURS[0], alpha=0.15, linewidth=0)
        left.plot(
            months,
            values[0],
            color=figures.COLOURS[0],
            linewidth=2,
            label="difference (band: 95 % interval of the mean)",
        )
        for i, kind in enumerate(ROUTES):
            line = [one.of_100(one.routes[:, i, m]).value for m in months]
            left.plot(months, line, color=figures.COLOURS[i + 1], linestyle=figures.LINES[i + 1], label=ROUTES[kind])
        for i, label in ((1, "in work only with"), (2, "in work only without")):
            line = [one.of_100(one.sides[:, i, m]).value for m in months]
            right.plot(months, line, color=figures.COLOURS[i], linestyle=figures.LINES[i], label=label)
        left.set_title(f"{figures.title_of(name)}, {place}", fontsize=10.5)
        for axes in (left, right):
            axes.axhline(0, color="black", linewidth=0.8)
            axes.set_xticks(range(0, LAST + 1, 12))
            axes.set_xlim(0, LAST)
            axes.legend(fontsize=8.5, loc="best", frameon=True, edgecolor="none", framealpha=0.9)
        left.set_ylabel("of 100 adults settled")
    for axes in rows[-1]:
        axes.set_xlabel("months since settlement")
    figure.tight_layout()
    return figure
