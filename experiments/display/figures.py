"""Pictures of runs and comparisons as files, in each language; their intervals are those of table and report."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bygd.scenarios.settings import USUAL, told_months
from bygd.statistics.comparison import members_of, sure_of
from bygd.statistics.curves import differences, share_curve, stay_curve
from bygd.statistics.paired import THRESHOLDS, ratio
from experiments.display import drawings
from experiments.display.sheet import WIDE, Interval, Sheet, zero
from experiments.display.style import INK, STATUS_COLOURS, legible, styled
from experiments.display.words import LANGUAGES, Words
from sim.outcomes import OUTCOMES, REASONS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from bygd.scenarios.options import Common
    from sim.policy import Policy

GOALS = {"direct": 55, "1y": 70}  # of IMDi on the day of leaving, of SSB in November of the next year
GROUPS = {"all": "", "men": "_men", "women": "_women"}  # with what the names of their outcomes end in
BAND = THRESHOLDS["%"]
ROOM = 64  # letters of two lines beside a row
SEEN = 0.2  # share of the most people seen at once, below which a difference is not drawn


class Picture(NamedTuple):
    """A drawing, and what its intervals are."""

    sheet: Sheet
    caption: str = ""


@dataclasses.dataclass
class Shown:
    """What the pictures of a study are made of: rows of ``runs`` and ``curves`` by scenario, the baseline first.

    ``failed``: how many runs failed and are not among these, and of how many.
    """

    options: Common
    runs: dict[str, pd.DataFrame]
    curves: dict[str, pd.DataFrame]
    failed: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        """Nothing is drawn beyond the horizon of the setting."""
        self.curves = {name: told_months(frame, self.options) for name, frame in self.curves.items()}

    @functools.cached_property
    def members(self) -> np.ndarray | None:
        """Ensemble member of each run, in the order of the replicates; ``None``: all have the same numbers."""
        return members_of(next(iter(self.runs.values())).sort_values("replicate"))

    @functools.cached_property
    def work(self) -> dict[str, drawings.Levels]:
        """Share in work by months since settlement."""
        return {name: share_curve(frame, "work", "seen", self.members) for name, frame in self.curves.items()}

    @functools.cached_property
    def staying(self) -> dict[str, drawings.Levels]:
        """Share of the persons who still live there, by months since settlement."""
        return {name: stay_curve(frame, self.members) for name, frame in self.curves.items()}

    @functools.cached_property
    def differences(self) -> dict[str, drawings.Levels]:
        """Paired difference in employment to the baseline by months since settlement; where enough are seen."""
        first, *others = self.curves
        seen = self.curves[first].groupby("since")["seen"].sum().to_numpy()
        results = {}
        for name in others:
            item = differences(self.curves[first], self.curves[name], "work", "seen", self.members)
            three = np.array([(month.difference, month.low, month.high) for month in item]).T
            value, low, high = np.where(seen < SEEN * seen.max(), np.nan, three)
            results[name] = value, low, high
        return results

    def level(self, scenario: str, name: str) -> Interval:
        """Percentage of an outcome in a scenario, with its interval."""
        frame = self.runs[scenario]
        result = ratio(frame[f"{name}_n"].to_numpy(), frame[f"{name}_of"].to_numpy(), 100, members_of(frame))
        return result.value, result.low, result.high

    def labels(self, words: Words) -> dict[str, str]:
        """Names of the scenarios for a reader."""
        return words.labels(self.runs, self.options.policies)

    def over(self, words: Words, kind: str, pairs: str = "") -> str:
        """What the intervals are of; ``kind``: bands or lines, ``pairs``: ``_of_pairs`` where these are compared."""
        count = len(next(iter(self.runs.values())))
        if count < 2:
            return words("figures.one")
        members = 1 if self.members is None else int(self.members.max()) + 1
        key = f"figures.{'mean' if members == 1 else 'members'}{pairs}"
        return words(f"figures.{kind}", over=words(key, runs=words.number(count), members=words.number(members)))

    def save(self, file: Path, words: Words, name: str, picture: Picture) -> None:
        """Write a picture in a language, with a note about runs that failed."""
        failed, of = self.failed
        note = words("figures.failed", failed=words.number(failed), all=words.number(of)) if failed else ""
        title = words("figures.title", title=words(f"figures.{name}"), municipality=self.options.municipality.title)
        picture.sheet.save(file.with_name(f"{name}_{words.language}"), note, title=title, caption=picture.caption)


@styled()
def save_all(folder: Path, shown: Shown) -> None:
    """Write all pictures of a study into ``folder``, in each language."""
    for words in map(Words, LANGUAGES):
        pictures = {
            "employment": employment(words, shown),
            "staying": staying(words, shown),
            "refusals": refusals(words, shown),
            "after_programme": after_programme(words, shown),
        }
        if len(shown.runs) > 1:
            pictures["difference"] = difference(words, shown)
        for name, picture in pictures.items():
            shown.save(folder / name, words, name, picture)


def employment(words: Words, shown: Shown) -> Picture:
    """Employment by months since settlement, one line a scenario."""
    lines = [(label, shown.work[name]) for name, label in shown.labels(words).items()]
    axis = words("curves.axis_months"), words("curves.axis_adults")
    return Picture(drawings.curves(words, "", lines, axis, width=WIDE), shown.over(words, "bands"))


def staying(words: Words, shown: Shown) -> Picture:
    """Survival curve of living there, in persons; the axis says where it starts."""
    lines = [(label, shown.staying[name]) for name, label in shown.labels(words).items()]
    lowest = min([x for _, levels in lines for part in levels for x in part if math.isfinite(x)] or [0.0])
    floor = 40 if lowest > 40 else 0
    cut = f" ({words('curves.stay_note', floor=str(floor))})" if floor else ""
    axis = words("curves.axis_months"), words("curves.axis_persons") + cut
    return Picture(drawings.curves(words, "", lines, axis, floor=floor, width=WIDE), shown.over(words, "bands"))


def difference(words: Words, shown: Shown) -> Picture:
    """Difference in employment to the baseline by months since settlement."""
    labels = shown.labels(words)
    lines = [(labels[name], levels) for name, levels in shown.differences.items()]
    axis = words("curves.axis_months"), words("curves.axis_points")
    caption = f"{shown.over(words, 'bands', '_of_pairs')} {words('figures.little')}"
    return Picture(drawings.curves(words, "", lines, axis, band=BAND, width=WIDE), caption)


def refusals(words: Words, shown: Shown) -> Picture:
    """Answers to requests for refugees, in per cent of requests, by scenario."""
    answers = words.part("path.answers")
    given = [
        name
        for name in ("requests_accepted", *REASONS)
        if any(frame[f"{name}_n"].sum() for frame in shown.runs.values())
    ]
    rows = [(answers[name], [shown.level(scenario, name)[0] for scenario in shown.runs]) for name in given]
    names = [
        words("figures.requests", scenario=label, n=words.number(shown.runs[name]["asks_per_start_n"].mean()))
        for name, label in shown.labels(words).items()
    ]
    return Picture(drawings.bars(words, "", rows, 1, names=names, width=WIDE))


def after_programme(words: Words, shown: Shown) -> Picture:
    """Work or education on leaving (IMDi's rule) and in November of the year after (SSB's), each with its goal.

    The two rules are not to be mixed: one panel each.
    """
    labels = shown.labels(words)
    series = {
        words(f"figures.groups.{group}"): [
            [shown.level(name, f"work_or_education_{moment}{end}") for name in labels] for moment in GOALS
        ]
        for group, end in GROUPS.items()
    }
    titles = [words(f"figures.goals.{moment}", goal=str(goal)) for moment, goal in GOALS.items()]
    sheet = drawings.spans(words, titles, list(labels.values()), series, words("goals.axis"))
    for axes, goal in zip(sheet.panels, GOALS.values(), strict=True):
        axes.axvline(goal, color=INK, linewidth=1.2, linestyle="--")
        axes.set_xlim(0, 100)
    return Picture(sheet, shown.over(words, "lines"))


@styled()
def statuses(folder: Path, monthly: pd.DataFrame, shown: Shown) -> None:
    """Write what the settled adults do, over calendar time (mean of the runs), in each language."""
    mean = monthly.groupby("month").mean(numeric_only=True)
    in_class = mean["settled"] - mean["placement"] - mean["work"] - mean["education"] - mean["idle"] - mean["out"]
    parts = [mean["work"], mean["education"], mean["placement"], in_class, mean["idle"], mean["out"]]
    x = shown.options.start + (mean.index.to_numpy() - 1) / 12
    for words in map(Words, LANGUAGES):
        *labels, still_there = words.part("figures.does").values()
        sheet = Sheet(320, width=WIDE, margins=None)
        axes = sheet.axes
        axes.stackplot(x, parts, labels=labels, colors=tuple(STATUS_COLOURS.values()))
        axes.plot(x, mean["settled"] - mean["moved_away"], color=INK, label=still_there)
        axes.set_ylabel(words("figures.adults"))
        axes.set_xlabel(words("figures.year"))
        axes.set_xlim(x[0], x[-1])
        axes.legend(loc="upper left", fontsize=10)
        shown.save(folder / "statuses", words, "statuses", Picture(sheet))


@styled()
def overview(
    folder: Path, table: pd.DataFrame, policies: Mapping[str, Policy], both: Sequence[str] = USUAL.both
) -> None:
    """Write differences of all measures in all municipalities: work, and who still lives there."""
    for words in map(Words, LANGUAGES):
        picture = overview_of(words, table, policies, both)
        file = folder / f"overview_{words.language}"
        picture.sheet.save(file, title=words("figures.overview"), caption=picture.caption)


def overview_of(
    words: Words, table: pd.DataFrame, policies: Mapping[str, Policy], both: Sequence[str] = USUAL.both
) -> Picture:
    """The picture of an overview: a row a measure, by effect on employment; a mark a municipality, grey if unsure."""
    mean = table.groupby("scenario", sort=False)[f"{both[0]}_difference"].mean()
    names = mean.sort_values(ascending=False, kind="stable").index
    series, tones = {}, {}
    for municipality, part in table.groupby("title", sort=False):
        rows = part.set_index("scenario").loc[names].to_dict("records")
        label = legible(str(municipality))
        series[label] = [[_interval_of(row, key) for row in rows] for key in both]
        tones[label] = [[_tone_of(row, key) for row in rows] for key in both]
    titles = [words(f"figures.over.{key}") for key in both]
    labels = [legible(words.title(name, policies), ROOM) for name in names]
    sheet = drawings.spans(words, titles, labels, series, words("figures.over_axis"), sign=True, tones=tones)
    for axes in sheet.panels:
        zero(axes, BAND)
    chance = table[f"{both[0]}_provisional"].isin(("one_run", "one_set")).all()
    caption = words("figures.lines", over=words(f"figures.over_{'chance' if chance else 'members'}"))
    return Picture(sheet, " ".join((caption, words("figures.ground"), words("figures.colours"))))


def _interval_of(row: Mapping[Hashable, Any], outcome: str) -> Interval:
    return row[f"{outcome}_difference"], row[f"{outcome}_low"], row[f"{outcome}_high"]


def _tone_of(row: Mapping[Hashable, Any], outcome: str) -> str:
    """How sure a difference in a row of an overview is."""
    start = f"{outcome}_"
    part = {str(name).removeprefix(start): value for name, value in row.items() if str(name).startswith(start)}
    return sure_of(part, OUTCOMES[outcome], 0, int(row["replicates"])).tone
