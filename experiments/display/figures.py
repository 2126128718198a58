"""Figures of runs and comparisons; a band is the 95 % interval of the mean over runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from bygd.statistics.curves import _by_run, share_curve, stay_curve
from bygd.statistics.paired import ratio
from sim.outcomes import OUTCOMES, REASONS
from sim.states import Status

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

mpl.use("Agg")


# Okabe and Ito (2008); the baseline is black.
COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#777777")


LINES = ("-", "--", "-.", (0, (1, 1.2)), (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (3, 3)), (0, (2, 4)))


STATUS_COLOURS = {
    Status.WORK: "#009E73",
    Status.EDUCATION: "#56B4E9",
    Status.PLACEMENT: "#E69F00",
    Status.CLASS: "#F0E442",
    Status.IDLE: "#BBBBBB",
    Status.OUT: "#777777",
}  # from the top of a stack down


BAND = "band: 95 % interval of the mean over {runs} runs"


mpl.rcParams.update(
    {
        "figure.dpi": 110,
        "savefig.dpi": 150,
        "font.size": 10.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 11.5,
        "axes.titlelocation": "left",
        "legend.frameon": False,
        "svg.hashsalt": "bygd",
    }
)


def save(figure: Figure, folder: Path, name: str, note: str = "") -> None:
    """Write a figure as PNG and SVG, with a note under it (how many runs failed)."""
    folder.mkdir(parents=True, exist_ok=True)
    if note:
        bottom = figure.get_tightbbox().y0 / figure.get_figheight()
        figure.text(0.01, bottom - 0.02, note, va="top", fontsize=9, color="#B00000")
    for kind in ("png", "svg"):
        figure.savefig(
            folder / f"{name}.{kind}", bbox_inches="tight", metadata={"Date": None} if kind == "svg" else None
        )
    plt.close(figure)


def title_of(name: str) -> str:
    """Name of a scenario as a reader sees it."""
    return name.replace("_", " ").replace("+", " + ")


def employment(curves: dict[str, pd.DataFrame], municipality: str) -> Figure:
    """Employment by months since settlement, one line a scenario."""
    figure, axes = plt.subplots(figsize=(7.6, 4.6))
    for i, (name, frame) in enumerate(curves.items()):
        _line(axes, share_curve(frame, "work", "seen"), name, i)
    _since_axis(
        axes,
        next(iter(curves.values())),
        f"Employed, by months since settlement, {municipality}",
        "% of adults settled",
    )
    axes.set_ylim(0, 80)
    return figure


def staying(curves: dict[str, pd.DataFrame], municipality: str) -> Figure:
    """Survival curve of living there, in persons."""
    figure, axes = plt.subplots(figsize=(7.6, 4.6))
    for i, (name, frame) in enumerate(curves.items()):
        _line(axes, stay_curve(frame), name, i)
    title = f"Still living in the municipality (Kaplan–Meier), {municipality}"
    _since_axis(axes, next(iter(curves.values())), title, "% of persons settled")
    axes.set_ylim(40, 101)
    axes.text(0.995, 0.02, "axis starts at 40 %", transform=axes.transAxes, ha="right", fontsize=8.5, color="#666666")
    return figure


def difference(curves: dict[str, pd.DataFrame], municipality: str) -> Figure:
    """Difference in employment to the baseline by months since settlement, paired by run."""
    figure, axes = plt.subplots(figsize=(7.6, 4.6))
    names = list(curves)
    base_n, base_of = (_by_run(curves[names[0]], column) for column in ("work", "seen"))
    seen = base_of.sum(axis=0)
    for i, name in enumerate(names[1:], start=1):
        n, of = (_by_run(curves[name], column) for column in ("work", "seen"))
        with np.errstate(invalid="ignore", divide="ignore"):  # nobody is seen that long in a short run
            value = 100 * (n.sum(0) / of.sum(0) - base_n.sum(0) / seen)
            deviation = (n - of * n.sum(0) / of.sum(0)) / of.mean(0)
            deviation -= (base_n - base_of * base_n.sum(0) / seen) / base_of.mean(0)
        half = 196 * deviation.std(axis=0, ddof=1) / np.sqrt(len(n)) if len(n) > 1 else np.full(n.shape[1], np.nan)
        value[seen < 0.2 * seen.max()] = np.nan
        _line(axes, (value, value - half, value + half), name, i)
    axes.axhline(0, color="black", linewidth=0.9)
    axes.axhspan(-1, 1, color="#000000", alpha=0.05, linewidth=0)
    axes.text(1, -0.92, "± 1 point: no relevant difference", fontsize=8.5, color="#666666", va="bottom")
    title = f"Employment: difference to the baseline, same people, same luck, {municipality}"
    _since_axis(axes, curves[names[0]], title, "percentage points")
    return figure


def _line(axes: Axes, values: tuple[np.ndarray, np.ndarray, np.ndarray], name: str, i: int) -> None:
    x = np.arange(len(values[0]))
    axes.plot(x, values[0], color=COLOURS[i % 8], linestyle=LINES[i % 8], linewidth=1.8, label=title_of(name))
    axes.fill_between(x, values[1], values[2], color=COLOURS[i % 8], alpha=0.16, linewidth=0)


def _since_axis(axes: Axes, frame: pd.DataFrame, title: str, unit: str) -> None:
    months = int(frame["since"].max())
    axes.set_title(title)
    axes.set_ylabel(unit)
    axes.set_xlabel(f"months since settlement   ({BAND.format(runs=frame['replicate'].nunique())})")
    axes.set_xticks(range(0, months + 2, 12))
    axes.set_xlim(0, months)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)


def refusals(runs: dict[str, pd.DataFrame], municipality: str) -> Figure:
    """Answers to requests for refugees, in per cent of requests, by scenario."""
    figure, axes = plt.subplots(figsize=(7.6, 1.5 + 0.62 * len(REASONS)))
    names = [
        name for name in ["requests_accepted", *REASONS] if any(frame[f"{name}_n"].sum() for frame in runs.values())
    ]
    height = 0.8 / len(runs)
    for i, (scenario, frame) in enumerate(runs.items()):
        for k, name in enumerate(names):
            found = ratio(frame[f"{name}_n"].to_numpy(), frame[f"{name}_of"].to_numpy(), 100)
            y = k + (i - (len(runs) - 1) / 2) * height
            label = title_of(scenario) if k == 0 else None
            colour = COLOURS[i % 8] if len(runs) > 1 else "#56B4E9"
            axes.barh(y, found.value, height * 0.92, color=colour, label=label)
            axes.text(found.value + 0.4, y, f"{found.value:.1f}", va="center", fontsize=8)
    labels = [
        OUTCOMES[name].label.replace("requests refused: ", "no: ").replace("requests answered ", "") for name in names
    ]
    axes.set_yticks(range(len(names)), labels)
    axes.invert_yaxis()
    asked = [frame["asks_per_start_n"].mean() for frame in runs.values()]
    axes.set_xlabel("% of requests   (requests a run: " + ", ".join(f"{n:.0f}" for n in asked) + ")")
    axes.set_title(f"What employers answer to requests for refugees, {municipality}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.09), ncols=2)
    return figure


def after_programme(runs: dict[str, pd.DataFrame], municipality: str) -> Figure:
    """Work or education on leaving (IMDi's rule) and in November of the year after (SSB's), each with its goal.

    The two rules are not to be mixed: one panel each.
    """
    figure, panels = plt.subplots(1, 2, figsize=(9.2, 4.2), sharey=True)
    moments = (("direct", "on the day of leaving (IMDi)", 55), ("1y", "in November of the next year (SSB)", 70))
    for axes, (moment, words, goal) in zip(panels, moments, strict=True):
        for i, (scenario, frame) in enumerate(runs.items()):
            for k, sex in enumerate(("", "_men", "_women")):
                n, of = (frame[f"work_or_education_{moment}{sex}_{part}"].to_numpy() for part in ("n", "of"))
                found = ratio(n, of, 100)
                x = k + (i - (len(runs) - 1) / 2) * 0.8 / len(runs)
                axes.bar(
                    x, found.value, 0.74 / len(runs), color=COLOURS[i % 8], label=title_of(scenario) if k == 0 else None
                )
                axes.errorbar(x, found.value, found.high - found.value, color="#777777", capsize=2, linewidth=1)
        axes.axhline(goal, color="#555555", linewidth=0.9, linestyle="--")
        axes.text(2.45, goal + 1, f"national goal {goal} %", color="#555555", fontsize=8.5, ha="right")
        axes.set_xticks(range(3), ["all", "men", "women"])
        axes.set_title(words)
        axes.set_ylim(0, 85)
    panels[0].set_ylabel("% of those who left the programme")
    figure.suptitle(
        f"In work or education after the programme, {municipality}   (bars: 95 % interval of the mean)",
        x=0.02,
        ha="left",
    )
    panels[0].legend(loc="upper center", bbox_to_anchor=(1.05, -0.1), ncols=2)
    return figure


def statuses(monthly: pd.DataFrame, municipality: str, start: int) -> Figure:
    """What the settled adults do, over calendar time (mean of the runs)."""
    figure, axes = plt.subplots(figsize=(7.6, 4.4))
    mean = monthly.groupby("month").mean(numeric_only=True)
    in_class = mean["settled"] - mean["placement"] - mean["work"] - mean["education"] - mean["idle"] - mean["out"]
    parts = [mean["work"], mean["education"], mean["placement"], in_class, mean["idle"], mean["out"]]
    labels = ["in work", "in education", "in a placement", "in class", "without work", "lasting inactivity"]
    x = start + (mean.index.to_numpy() - 1) / 12
    axes.stackplot(x, parts, labels=labels, colors=tuple(STATUS_COLOURS.values()))
    axes.plot(
        x, mean["settled"] - mean["moved_away"], color="black", linewidth=1.6, label="of all these: still living there"
    )
    axes.set_title(f"Adults settled so far (movers included), {municipality}")
    axes.set_ylabel("adults, mean of the runs")
    axes.set_xlabel("calendar year")
    axes.set_xlim(x[0], x[-1])
    axes.legend(loc="upper left", fontsize=9)
    return figure


def overview(table: pd.DataFrame) -> Figure:
    """Differences of all measures in all municipalities: employment after 36 months, staying 60 months."""
    names, municipalities = list(dict.fromkeys(table["scenario"])), list(dict.fromkeys(table["title"]))
    figure, panels = plt.subplots(1, 2, figsize=(10.5, 1.4 + 0.36 * len(names)), sharey=True)
    titles = {"employed_36m": "in work 36 months after settlement", "stay_60m": "still living there after 60 months"}
    for axes, (key, title) in zip(panels, titles.items(), strict=True):
        axes.axvspan(-1, 1, color="#000000", alpha=0.06, linewidth=0)
        axes.axvline(0, color="black", linewidth=0.9)
        for i, municipality in enumerate(municipalities):
            part = table[table["title"] == municipality].set_index("scenario").loc[names]
            y = np.arange(len(names)) + (i - (len(municipalities) - 1) / 2) * 0.24
            value = part[f"{key}_difference"]
            spread = [value - part[f"{key}_low"], part[f"{key}_high"] - value]
            axes.errorbar(
                value, y, xerr=spread, fmt="osD^v"[i % 5], color=COLOURS[1 + i % 7], markersize=4.5, label=municipality
            )
        axes.set_title(title)
        over = "95 % of members, and chance" if "employed_36m_share_of_worlds_better" in table else "95 % interval"
        axes.set_xlabel(f"percentage points against the baseline\n({over})")
        axes.grid(axis="x", alpha=0.25)
    panels[0].set_yticks(range(len(names)), [title_of(name) for name in names])
    panels[0].invert_yaxis()
    figure.legend(
        *panels[0].get_legend_handles_labels(),
        loc="lower center",
        ncols=len(municipalities),
        bbox_to_anchor=(0.5, -0.03),
    )
    figure.suptitle("All measures; grey: less than one point, no relevant difference", x=0.01, ha="left", fontsize=11.5)
    figure.tight_layout()
    return figure
