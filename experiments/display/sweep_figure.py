"""The pictures of a sweep: an outcome, and what scenarios change of it, against each varied number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from bygd.scenarios.designs import known
from bygd.statistics.sweeps import rank_correlation
from experiments.display.sheet import WIDE, Sheet
from experiments.display.style import COLOURS, LINES, PALE, legible, styled, title_of
from experiments.display.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from bygd.scenarios.options import SweepOptions

PANELS = 12
FEW = 9  # values of a number, up to which points are joined by their means
GROUPS = 6  # of points, whose means make a line


class View(NamedTuple):
    """What one picture shows: rows (a point and scenario each: value, low, high), and whose rank correlation is told.

    ``relevant``: of differences only, from where on one is called relevant.
    """

    rows: pd.DataFrame
    title: str
    unit: str
    told: list[str]
    relevant: float = math.nan

    @property
    def effect(self) -> bool:
        """Whether these are differences to the baseline."""
        return not math.isnan(self.relevant)

    def of(self, scenario: str) -> pd.DataFrame:
        """Rows of one scenario."""
        return self.rows[self.rows["scenario"] == scenario]


@styled()
def sweep(view: View, names: list[str], options: SweepOptions, file: Path, note: str = "") -> None:
    """Write one panel a number (the strongest, if many); a dot is a point of the design, with its interval."""
    rho = rank_correlation(view.of(view.told[0]), names)
    order = list(rho.index)
    shown = [*order, *(each for each in names if each not in order)][:PANELS]
    words, scenarios = Words("en"), view.rows["scenario"].unique()
    labels = {str(name): legible(words.title(str(name), options.policies)) for name in scenarios}
    sheet = Sheet.of(len(shown), max(250, WIDE / len(shown)), 200, sharey=True)
    for i, (axes, each) in enumerate(zip(sheet.panels, shown, strict=True)):
        _panel(axes, view, each, labels)
        axes.set_title(f"{each}   (ρ {rho[each]:+.2f})" if each in rho else each, fontsize=11)
        axes.set_ylabel("" if i % 3 else view.unit)
    sheet.legend(columns=1 if max(map(len, labels.values())) > 24 else 3)
    title = f"{view.title}, {options.municipality.title}"
    sheet.save(file, note, title=title, caption=_note(view, names, options))


def _note(view: View, names: list[str], options: SweepOptions) -> str:
    """What the picture shows, in words."""
    lines = [
        f"A dot is a point of the design: {options.replicates} runs, same luck at each; bar: 95 % interval (chance)."
    ]
    if any(view.rows[name].nunique() > FEW for name in names):
        lines.append(
            f"Line: means of {GROUPS} equal groups of points along the number; "
            f"ρ: rank correlation, {Words('en').title(view.told[0], options.policies)}."
        )
    if view.effect and view.relevant:
        lines.append(f"Grey: a difference below {view.relevant:g} (in {view.unit}) is not called relevant.")
    if len(names) > PANELS:
        lines.append(f"Of {len(names)} numbers the {PANELS} with the strongest correlation are shown.")
    return "\n".join(lines)


def _panel(axes: Axes, view: View, name: str, labels: dict[str, str]) -> None:
    from matplotlib.ticker import MaxNLocator

    item, rows = known()[name], view.rows
    if view.effect:
        axes.axhline(0, color="#999999", linewidth=0.8)
        axes.axhspan(-view.relevant, view.relevant, color=PALE, zorder=0)
    few = rows[name].nunique() <= FEW
    low, high = rows[name].min(), rows[name].max()
    scenarios = list(rows.groupby("scenario", sort=False))
    for i, (scenario, frame) in enumerate(scenarios):
        part = frame.dropna(subset=[name])
        look = (i + view.effect) % len(COLOURS)  # a scenario has one colour in both pictures
        colour = COLOURS[look]
        beside = 0.012 * (i - (len(scenarios) - 1) / 2) * (high - low) * few  # else bars would hide each other
        spread = [part["value"] - part["low"], part["high"] - part["value"]]
        style: dict[str, Any] = {"markersize": 3, "linewidth": 0.7, "alpha": 0.45 if few else 0.8, "color": colour}
        axes.errorbar(part[name] + beside, part["value"], yerr=spread, fmt="o", **style)
        if few:
            mean = part.groupby(name)["value"].mean()
            x, y = mean.index.to_numpy(), mean.to_numpy()
        else:
            x, y = smooth(part[name].to_numpy(), part["value"].to_numpy())
        axes.plot(x + beside, y, color=colour, linestyle=LINES[look], linewidth=1.8, label=labels[str(scenario)])
    usual = ""
    if not name.startswith("practice."):  # that is the municipality's own
        usual = f"   (as declared: {item.default:g})"
        if low <= item.default <= high:
            axes.axvline(item.default, color="#999999", linewidth=0.8, linestyle=":")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(f"{item.unit}{usual}", fontsize=10)


def smooth(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means of the values in equal groups of points along a number."""
    order = np.argsort(x, kind="stable")
    groups = np.array_split(order, min(GROUPS, len(order)))
    return np.array([x[some].mean() for some in groups]), np.array([y[some].mean() for some in groups])


def strongest(view: View, scenario: str, names: list[str]) -> str:
    """Which numbers go most with the outcome, or with what a scenario changes, by rank correlation over the points."""
    what = title_of(scenario) + (" less baseline" if view.effect else "")
    rho = rank_correlation(view.of(scenario), names)
    if rho.empty:
        return f"  {what}: too few points to say which numbers go with it"
    return f"  {what}: " + ", ".join(f"{name} {value:+.2f}" for name, value in rho.head(5).items())
