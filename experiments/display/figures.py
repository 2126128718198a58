"""Pictures of runs and comparisons as files; intervals are of what is known, not of what one municipality would see."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bygd.statistics.comparison import members_of
from bygd.statistics.curves import differences, share_curve, stay_curve
from bygd.statistics.paired import THRESHOLDS, ratio
from experiments.display import drawings
from experiments.display.sheet import WIDE, Interval, Sheet, zero
from experiments.display.style import INK, STATUS_COLOURS, styled, title_of
from experiments.display.words import Words
from sim.outcomes import REASONS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

GOALS = {"direct": ("on the day of leaving (IMDi)", 55), "1y": ("in November of the next year (SSB)", 70)}
SEXES = {"all": "", "men": "_men", "women": "_women"}
OVER = {"employed_36m": "in work 36 months after settlement", "stay_60m": "still living there after 60 months"}
BAND = THRESHOLDS["%"]


@styled()
def save_all(
    folder: Path, curves: dict[str, pd.DataFrame], runs: dict[str, pd.DataFrame], municipality: str, note: str = ""
) -> None:
    """Write the pictures of scenarios, the first of which is the baseline, with a note under each (failed runs)."""
    mean = f"95 % interval of the mean over {len(next(iter(runs.values())))} runs."
    pictures = {
        "employment": (employment(curves), "Employed, by months since settlement", f"Bands: {mean}"),
        "staying": (staying(curves), "Still living in the municipality (Kaplan–Meier)", f"Bands: {mean}"),
        "refusals": (refusals(runs), "What employers answer to requests for refugees, % of requests", ""),
        "after_programme": (after_programme(runs), "In work or education after the programme", f"Lines: {mean}"),
    }
    if len(curves) > 1:
        sheet, caption = difference(curves, runs)
        title = "Employment: difference to the baseline, same people, same luck"
        pictures["difference"] = (sheet, title, caption)
    for name, (sheet, title, caption) in pictures.items():
        sheet.save(folder / name, note, title=f"{title}, {municipality}", caption=caption)


def employment(curves: dict[str, pd.DataFrame]) -> Sheet:
    """Employment by months since settlement, one line a scenario."""
    words = Words("en")
    lines = [(title_of(name), share_curve(frame, "work", "seen")) for name, frame in curves.items()]
    return drawings.curves(words, "", lines, (words("curves.axis_months"), words("curves.axis_adults")), width=WIDE)


def staying(curves: dict[str, pd.DataFrame]) -> Sheet:
    """Survival curve of living there, in persons; the axis says where it starts."""
    words = Words("en")
    lines = [(title_of(name), stay_curve(frame)) for name, frame in curves.items()]
    lowest = min([x for _, levels in lines for part in levels for x in part if math.isfinite(x)] or [0.0])
    floor = 40 if lowest > 40 else 0
    cut = f" ({words('curves.stay_note', floor=str(floor))})" if floor else ""
    axis = words("curves.axis_months"), words("curves.axis_persons") + cut
    return drawings.curves(words, "", lines, axis, floor=floor, width=WIDE)


def difference(curves: dict[str, pd.DataFrame], runs: dict[str, pd.DataFrame]) -> tuple[Sheet, str]:
    """Difference in employment to the baseline by months since settlement, paired by run, and what its bands are."""
    words, (first, *others) = Words("en"), curves
    members = members_of(runs[first].sort_values("replicate"))
    seen = curves[first].groupby("since")["seen"].sum().to_numpy()
    lines = []
    for name in others:
        result = differences(curves[first], curves[name], "work", "seen", members)
        value, low, high = np.array([(item.difference, item.low, item.high) for item in result]).T
        value, low, high = (np.where(seen < 0.2 * seen.max(), np.nan, part) for part in (value, low, high))
        lines.append((title_of(name), (value, low, high)))
    axis = words("curves.axis_months"), words("curves.axis_points")
    over = "" if members is None else f"of {members.max() + 1} ensemble members, and chance; "
    caption = (
        f"Bands: 95 % {over or 'interval of the mean; '}{len(runs[first])} pairs of runs. Grey: too little to matter."
    )
    return drawings.curves(words, "", lines, axis, band=BAND, width=WIDE), caption


def _level(frame: pd.DataFrame, name: str) -> Interval:
    result = ratio(frame[f"{name}_n"].to_numpy(), frame[f"{name}_of"].to_numpy(), 100)
    return result.value, result.low, result.high


def refusals(runs: dict[str, pd.DataFrame]) -> Sheet:
    """Answers to requests for refugees, in per cent of requests, by scenario."""
    words = Words("en")
    labels = words.part("path.answers")
    given = [
        name for name in ("requests_accepted", *REASONS) if any(frame[f"{name}_n"].sum() for frame in runs.values())
    ]
    rows = [(labels[name], [_level(frame, name)[0] for frame in runs.values()]) for name in given]
    asked = {name: frame["asks_per_start_n"].mean() for name, frame in runs.items()}
    names = [f"{title_of(name)} ({n:.0f} requests a run)" for name, n in asked.items()]
    return drawings.bars(words, "", rows, 1, names=names, width=WIDE)


def after_programme(runs: dict[str, pd.DataFrame]) -> Sheet:
    """Work or education on leaving (IMDi's rule) and in November of the year after (SSB's), each with its goal.

    The two rules are not to be mixed: one panel each.
    """
    series = {
        label: [[_level(frame, f"work_or_education_{moment}{sex}") for frame in runs.values()] for moment in GOALS]
        for label, sex in SEXES.items()
    }
    titles = [f"{words}; goal {goal} %" for words, goal in GOALS.values()]
    sheet = drawings.spans(titles, [title_of(name) for name in runs], series, "% of those who left the programme")
    for axes, (_, goal) in zip(sheet.panels, GOALS.values(), strict=True):
        axes.axvline(goal, color=INK, linewidth=1.2, linestyle="--")
        axes.set_xlim(0, 100)
    return sheet


@styled()
def statuses(file: Path, monthly: pd.DataFrame, municipality: str, start: int, note: str = "") -> None:
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
    sheet.save(file, note, title=f"Adults settled so far (movers included), {municipality}")


@styled()
def overview(file: Path, table: pd.DataFrame) -> None:
    """Write differences of all measures in all municipalities: employment after 36 months, staying 60 months."""
    names = list(dict.fromkeys(table["scenario"]))
    columns = [[f"{key}_{part}" for part in ("difference", "low", "high")] for key in OVER]
    series = {
        str(municipality): [part.set_index("scenario").loc[names, three].to_numpy().tolist() for three in columns]
        for municipality, part in table.groupby("title", sort=False)
    }
    labels = [title_of(name) for name in names]
    sheet = drawings.spans(list(OVER.values()), labels, series, "percentage points against the baseline")
    for axes in sheet.panels:
        zero(axes, BAND)
    over = "95 % of members, and chance" if "employed_36m_share_of_worlds_better" in table else "95 % interval"
    caption = f"Lines: {over}. Grey: less than one point, no relevant difference."
    sheet.save(file, title="Each measure, by municipality", caption=caption)
