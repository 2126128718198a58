"""Pictures of runs and comparisons as files; intervals are of the mean, of what is known, not of one municipality."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bygd.statistics.comparison import members_of
from bygd.statistics.curves import differences, share_curve, stay_curve
from bygd.statistics.paired import THRESHOLDS, ratio
from experiments.display import drawings
from experiments.display.sheet import WIDE, Sheet, zero
from experiments.display.style import INK, STATUS_COLOURS, save, styled, title_of
from experiments.display.words import Words
from sim.outcomes import REASONS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

GOALS = {"direct": ("on the day of leaving (IMDi)", 55), "1y": ("in November of the next year (SSB)", 70)}
SEXES = {"all": "", "men": "_men", "women": "_women"}
OVER = {"employed_36m": "in work 36 months after settlement", "stay_60m": "still living there after 60 months"}


@styled()
def save_all(
    folder: Path, curves: dict[str, pd.DataFrame], runs: dict[str, pd.DataFrame], place: str, note: str = ""
) -> None:
    """Write the pictures of scenarios, the first of which is the baseline, with a note under each (failed runs)."""
    words = Words("en")
    months = words("curves.axis_months")
    n = next(iter(runs.values()))["replicate"].nunique()
    mean = f"Bands: 95 % interval of the mean over {n} runs."
    lines = {
        name: [(title_of(scenario), curve(frame)) for scenario, frame in curves.items()]
        for name, curve in {
            "employment": lambda frame: share_curve(frame, "work", "seen"),
            "staying": stay_curve,
        }.items()
    }
    lowest = min([x for _, levels in lines["staying"] for part in levels for x in part if math.isfinite(x)] or [0])
    floor = 40 if lowest > 40 else 0
    sheet = drawings.curves(words, "", lines["employment"], (months, words("curves.axis_adults")), width=WIDE)
    title = f"Employed, by months since settlement, {place}"
    save(sheet.figure, folder, "employment", note, title=title, caption=mean)
    axis = months, words("curves.axis_persons")
    sheet = drawings.curves(words, "", lines["staying"], axis, floor=floor, width=WIDE)
    title = f"Still living in the municipality (Kaplan–Meier), {place}"
    cut = f" {words('curves.stay_note', floor=str(floor))}" if floor else ""
    save(sheet.figure, folder, "staying", note, title=title, caption=mean + cut)
    if len(curves) > 1:
        _difference(folder, curves, runs, place, note)
    _refusals(folder, runs, place, note)
    sheet = after_programme(runs)
    title = f"In work or education after the programme, {place}"
    save(sheet.figure, folder, "after_programme", note, title=title, caption="Lines: 95 % interval of the mean.")


def _difference(
    folder: Path, curves: dict[str, pd.DataFrame], runs: dict[str, pd.DataFrame], place: str, note: str
) -> None:
    """Difference in employment to the baseline by months since settlement, paired by run."""
    words, (first, *others) = Words("en"), curves
    members = members_of(runs[first].sort_values("replicate"))
    lines = [(title_of(name), differences(curves[first], curves[name], "work", "seen", members)) for name in others]
    values = [(label, np.array([(one.difference, one.low, one.high) for one in found]).T) for label, found in lines]
    seen = curves[first].groupby("since")["seen"].sum().to_numpy()
    for _, rows in values:
        rows[:, seen < 0.2 * seen.max()] = np.nan
    band = THRESHOLDS["%"]
    axis = words("curves.axis_months"), words("curves.axis_points")
    sheet = drawings.difference(words, "", [(label, tuple(rows)) for label, rows in values], band, axis, width=WIDE)
    n = runs[first]["replicate"].nunique()
    over = (
        f"of {n} paired runs"
        if members is None
        else f"of {members.max() + 1} plausible worlds, and chance; {n} paired runs"
    )
    title = f"Employment: difference to the baseline, same people, same luck, {place}"
    caption = f"Bands: 95 % {over}. Grey: less than {band:g} point, no relevant difference."
    save(sheet.figure, folder, "difference", note, title=title, caption=caption)


def _refusals(folder: Path, runs: dict[str, pd.DataFrame], place: str, note: str) -> None:
    """Answers to requests for refugees, in per cent of requests, by scenario."""
    words = Words("en")
    answers = {
        name: label
        for name, label in words.part("path.answers").items()
        if name in ("requests_accepted", *REASONS) and any(frame[f"{name}_n"].sum() for frame in runs.values())
    }
    rows = [
        (
            label,
            [
                ratio(frame[f"{name}_n"].to_numpy(), frame[f"{name}_of"].to_numpy(), 100).value
                for frame in runs.values()
            ],
        )
        for name, label in answers.items()
    ]
    if not rows:
        return
    names = [
        f"{title_of(name)} ({frame['asks_per_start_n'].mean():.0f} requests a run)" for name, frame in runs.items()
    ]
    sheet = drawings.bars(words, "", rows, 1, names=names, width=WIDE)
    title = f"What employers answer to requests for refugees, % of requests, {place}"
    save(sheet.figure, folder, "refusals", note, title=title)


def after_programme(runs: dict[str, pd.DataFrame]) -> Sheet:
    """Work or education on leaving (IMDi's rule) and in November of the year after (SSB's), each with its goal.

    The two rules are not to be mixed: one panel each.
    """

    def level(frame: pd.DataFrame, name: str) -> tuple[float, float, float]:
        found = ratio(frame[f"{name}_n"].to_numpy(), frame[f"{name}_of"].to_numpy(), 100)
        return found.value, found.low, found.high

    series = {
        label: [[level(frame, f"work_or_education_{moment}{sex}") for frame in runs.values()] for moment in GOALS]
        for label, sex in SEXES.items()
    }
    titles = [f"{words}; goal {goal} %" for words, goal in GOALS.values()]
    sheet = drawings.spans(titles, [title_of(name) for name in runs], series, "% of those who left the programme")
    for axes, (_, goal) in zip(sheet.panels, GOALS.values(), strict=True):
        axes.axvline(goal, color=INK, linewidth=1.2, linestyle="--")
        axes.set_xlim(0, 100)
    return sheet


@styled()
def statuses(folder: Path, monthly: pd.DataFrame, place: str, start: int, note: str = "") -> None:
    """Write what the settled adults do, over calendar time (mean of the runs)."""
    mean = monthly.groupby("month").mean(numeric_only=True)
    in_class = mean["settled"] - mean["placement"] - mean["work"] - mean["education"] - mean["idle"] - mean["out"]
    parts = [mean["work"], mean["education"], mean["placement"], in_class, mean["idle"], mean["out"]]
    labels = ["in work", "in education", "in a placement", "in class", "without work", "lasting inactivity"]
    x = start + (mean.index.to_numpy() - 1) / 12
    sheet = Sheet(320, width=WIDE, margins=None)
    axes = sheet.axes
    axes.stackplot(x, parts, labels=labels, colors=tuple(STATUS_COLOURS.values()))
    axes.plot(x, mean["settled"] - mean["moved_away"], color=INK, label="of all these: still living there")
    axes.set_ylabel("adults, mean of the runs")
    axes.set_xlabel("calendar year")
    axes.set_xlim(x[0], x[-1])
    axes.legend(loc="upper left", fontsize=10)
    save(sheet.figure, folder, "statuses", note, title=f"Adults settled so far (movers included), {place}")


@styled()
def overview(folder: Path, table: pd.DataFrame) -> None:
    """Write differences of all measures in all municipalities: employment after 36 months, staying 60 months."""
    names = list(dict.fromkeys(table["scenario"]))
    series = {}
    for place, part in table.groupby("title", sort=False):
        rows = part.set_index("scenario").loc[names]
        series[str(place)] = [
            rows[[f"{key}_difference", f"{key}_low", f"{key}_high"]].to_numpy().tolist() for key in OVER
        ]
    sheet = drawings.spans(
        list(OVER.values()), [title_of(name) for name in names], series, "percentage points against the baseline"
    )
    for axes in sheet.panels:
        zero(axes, THRESHOLDS["%"])
    over = "95 % of worlds, and chance" if "employed_36m_share_of_worlds_better" in table else "95 % interval"
    caption = f"Lines: {over}. Grey: less than one point, no relevant difference."
    save(sheet.figure, folder, "overview", title="Each measure, by municipality", caption=caption)
