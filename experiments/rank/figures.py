"""Pictures of a ranking: worth of each measure, pairs, effect against cost, an order of introduction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import pyplot as plt

from bygd.statistics.combinations.steps import ADDED
from bygd.statistics.combinations.tables import Ranked, unit_of
from experiments.display.figures import COLOURS, save, title_of
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.figure import Figure

KINDS = {"shapley": "share of all (Shapley)", "alone": "added to nothing", "last": "added to all others"}
COSTS = ("kr_municipality", "kr_state", "hours_asked")


def save_all(folder: Path, found: Ranked, tables: dict[str, pd.DataFrame], note: str = "") -> None:
    """Write all pictures of each outcome, with a note under each (how many runs failed)."""
    for name in found.outcomes:
        save(worth(found, tables["shapley"], name), folder, f"shapley_{name}", note)
        save(cost(found, tables, name), folder, f"frontier_{name}", note)
        if not found.orders:
            save(pairs(found, tables["interactions"], name), folder, f"interactions_{name}", note)
            save(order(found, tables["order"], name), folder, f"order_{name}", note)


def _labels(found: Ranked) -> list[str]:
    return [f"{i + 1} {title_of(name)}" for i, name in enumerate(found.measures)]


def _words(found: Ranked, name: str) -> str:
    return f"{OUTCOMES[name].label}, {found.about['municipality']}"


def _intervals(found: Ranked) -> str:
    """What the intervals hold."""
    if found.members > 1:
        return f"95 % of {found.members} ensemble members, and chance; {found.replicates} runs of each combination"
    return f"95 % intervals from {found.replicates} runs of each combination"


def worth(found: Ranked, table: pd.DataFrame, name: str) -> Figure:
    """What each measure is worth in three senses, with 95 % intervals; over members, chance alone as a thick line."""
    figure, axes = plt.subplots(figsize=(7.8, 1.4 + 0.52 * found.k))
    part = table[table["outcome"] == name]
    for k, (kind, words) in enumerate(KINDS.items()):
        rows = part[part["kind"] == kind].set_index("measure").loc[found.measures]
        y = np.arange(found.k) + (k - 1) * 0.24
        spread = [rows["value"] - rows["low"], rows["high"] - rows["value"]]
        if kind == "shapley":
            axes.barh(y, rows["value"], 0.22, color=COLOURS[k + 1], alpha=0.45)
        axes.errorbar(rows["value"], y, xerr=spread, fmt="osD"[k], color=COLOURS[k + 1], markersize=4.5, label=words)
        if found.told_apart:
            axes.hlines(y, rows["chance_low"], rows["chance_high"], color=COLOURS[k + 1], linewidth=3.4)
    axes.axvline(0, color="black", linewidth=0.9)
    axes.set_yticks(range(found.k), _labels(found))
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.25)
    thick = "; thick: chance alone" if found.told_apart else ""
    axes.set_xlabel(f"{unit_of(name)}\n{_intervals(found)}{thick}")
    axes.set_title(f"What each measure is worth: {_words(found, name)}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.1 - 0.7 / found.k), ncols=3)
    return figure


def pairs(found: Ranked, table: pd.DataFrame, name: str) -> Figure:
    """How much more two measures do together than each for itself; a ring where that is clear."""
    figure, axes = plt.subplots(figsize=(8.2, 7.2))
    part = table[table["outcome"] == name]
    grid = np.full((found.k, found.k), np.nan)
    for row in part.itertuples():
        grid[row.second - 1, row.first - 1] = row.value
    most = max(np.nanmax(np.abs(grid)), 1e-9)
    image = axes.imshow(grid, cmap="PuOr", vmin=-most, vmax=most)
    for row in part.itertuples():
        weight, colour = "bold" if row.clear else "normal", "white" if abs(row.value) > 0.6 * most else "black"
        text = f"{row.value:+.{1 if most >= 0.95 else 2}f}".replace("-", "−")
        at = row.first - 1, row.second - 1
        axes.text(*at, text, ha="center", va="center", fontsize=8, weight=weight, color=colour)
    axes.set_xticks(range(found.k - 1), _labels(found)[:-1], rotation=40, ha="right")
    axes.set_yticks(range(1, found.k), _labels(found)[1:])
    axes.set_ylim(found.k - 0.5, 0.5)
    axes.set_xlim(-0.5, found.k - 1.5)
    figure.colorbar(image, label=unit_of(name), shrink=0.7)
    axes.set_title(f"Together more (+) or less (−) than each for itself; bold: clear\n{_words(found, name)}")
    return figure


def cost(found: Ranked, tables: dict[str, pd.DataFrame], name: str) -> Figure:
    """Effect of every combination against what it costs each payer; the frontier with intervals, the others faint."""
    figure, panels = plt.subplots(1, 3, figsize=(12, 4.6), sharey=True)
    every, ahead = tables["combinations"], tables["frontier"]
    for axes, kind in zip(panels, COSTS, strict=True):
        maybe = every[f"{name}_may_be_best"] == 1
        axes.scatter(every[f"{kind}_extra"], every[f"{name}_effect"], s=5, color="#BBBBBB", label="all combinations")
        inside = every[maybe]
        axes.scatter(inside[f"{kind}_extra"], inside[f"{name}_effect"], s=9, color="#E69F00", label="may be the best")
        steps = ahead[(ahead["outcome"] == name) & (ahead["cost"] == kind) & (ahead["clear_step"] == 1)]
        spread = [steps["effect"] - steps["low"], steps["high"] - steps["effect"]]
        axes.errorbar(
            steps["extra"], steps["effect"], yerr=spread, fmt="o-", color="#0072B2", markersize=4.5, label="frontier"
        )
        for i, row in enumerate(steps.itertuples()):
            if i % max(1, len(steps) // 4) == 0 or i == len(steps) - 1:
                axes.annotate(
                    row.combination, (row.extra, row.effect), xytext=(4, -11), textcoords="offset points", fontsize=7.5
                )
        axes.axhline(0, color="black", linewidth=0.9)
        axes.set_xlabel(f"{OUTCOMES[kind].label}\nmore than without, {OUTCOMES[kind].unit}")
    panels[0].set_ylabel(f"effect, {unit_of(name)}")
    panels[1].legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), ncols=3)
    names = ", ".join(_labels(found))
    figure.suptitle(f"Effect against cost: {_words(found, name)}", x=0.02, ha="left")
    note = f"{names}\nFrontier: {_intervals(found)}"
    figure.text(0.02, -0.22, note, fontsize=8, color="#444444", wrap=True)
    return figure


def order(found: Ranked, table: pd.DataFrame, name: str) -> Figure:
    """An order of introduction as steps, with the interval of each gain."""
    figure, axes = plt.subplots(figsize=(7.8, 4.4))
    part = table[(table["outcome"] == name) & (table["says"] == ADDED)]
    x = np.arange(len(part) + 1)
    axes.step(x, [0.0, *part["effect"]], where="mid", color="#0072B2", linewidth=1.6)
    spread = [part["effect"] - part["low"], part["high"] - part["effect"]]
    axes.errorbar(x[1:], part["effect"], yerr=spread, fmt="o", color="#0072B2", markersize=4.5)
    labels = [f"{row.number} {title_of(row.measure)}\n{row.gain:+.1f}" for row in part.itertuples()]
    axes.set_xticks(x, ["none", *labels], rotation=35, ha="right", fontsize=9)
    axes.axhline(0, color="black", linewidth=0.9)
    axes.set_ylabel(f"effect, {unit_of(name)}")
    axes.set_xlabel(_intervals(found), fontsize=9, color="#444444")
    axes.set_title(f"One measure after another, the most useful first: {_words(found, name)}")
    return figure
