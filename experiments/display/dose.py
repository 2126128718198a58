"""The dose for a reader: effect by number of posts as a picture, and what it says as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bygd.scenarios.settings import headline_of
from bygd.statistics.dose import POSTS, curve, hours_at, provisional, smallest_sure, turns_at
from bygd.statistics.paired import THRESHOLDS
from experiments.display.sheet import WIDE, Sheet
from experiments.display.style import COLOURS, INK, LINES, MARKERS, PALE, legible, styled
from experiments.display.sureness import number
from experiments.display.words import LANGUAGES, Words, capital

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

BAND = THRESHOLDS["%"]
TINY = 0.1  # posts; where a sign turns before that, it is only told that it is before


@styled()
def save(folder: Path, table: pd.DataFrame, options: Any) -> None:
    """Write the picture of the dose into ``folder``, in each language."""
    for words in map(Words, LANGUAGES):
        title = words("figures.title", title=words("figures.dose"), municipality=options.municipality.title)
        key = "members" if "members" in table else "chance"
        caption = f"{words('figures.bands', over=words(f'figures.over_{key}'))} {words('figures.little')}"
        drawn(words, table, options).save(folder / f"dose_{words.language}", title=title, caption=caption)


def drawn(words: Words, table: pd.DataFrame, options: Any) -> Sheet:
    """Difference in each outcome by number of posts, a line a set of measures."""
    rests, both = list(dict.fromkeys(table["with"])), headline_of(options).both
    wide = max(WIDE, 1.3 * WIDE)
    sheet = Sheet(250 + 17 * len(rests), words, width=wide, grid=(1, len(both)), margins=None, sharey=True)
    for axes, outcome in zip(sheet.panels, both, strict=True):
        axes.axhspan(-BAND, BAND, color=PALE, linewidth=0, zorder=0)
        axes.axhline(0, color=INK, linewidth=1, zorder=0.5)
        for i, rest in enumerate(rests):
            rows = curve(table, rest, outcome)
            look: dict[str, Any] = {"color": COLOURS[(i + 1) % 8], "linestyle": LINES[(i + 1) % 8]}
            axes.fill_between(rows["posts"], rows["low"], rows["high"], color=look["color"], alpha=0.15, linewidth=0)
            label = legible(words.title(rest, options.policies) if rest else words("dose.alone"))
            axes.plot(rows["posts"], rows["difference"], marker=MARKERS[i % 5], markersize=5, label=label, **look)
        axes.set_title(words(f"figures.over.{outcome}"), fontsize=11)
        axes.set_xlabel(words("figures.posts"))
        axes.set_xticks(POSTS, [words.plain(item) for item in POSTS], fontsize=10)
        axes.yaxis.set_major_formatter(sheet.ticks(sign=True))
    sheet.axes.set_ylabel(words("figures.dose_axis"))
    sheet.legend(columns=1)
    return sheet


def beside(words: Words, rest: str, options: Any) -> str:
    """What acts beside the posts, for a reader."""
    if not rest:
        return words("dose.alone")
    return words("dose.with", measures=words.title(rest, options.policies))


def findings(words: Words, table: pd.DataFrame, options: Any) -> list[str]:
    """For each set of measures: the smallest number of posts that is very likely better, and where the sign turns."""
    lines, both = [], headline_of(options).both
    for rest in dict.fromkeys(table["with"]):
        seen = [outcome for outcome in both if len(curve(table, rest, outcome))]  # else nobody was seen so long
        said = [_smallest(words, curve(table, rest, outcome), outcome) for outcome in seen]
        rows = curve(table, rest, both[0])
        said += _turn(words, rows, options)
        lines.append(f"{beside(words, rest, options)}: {' '.join(said)}")
    return lines


def _turn(words: Words, rows: pd.DataFrame, options: Any) -> list[str]:
    """Where the mean of a ``curve`` goes from a loss to a gain; of a loss too small to matter only that."""
    turn = turns_at(rows)
    if math.isnan(turn):
        return []
    loss = float(rows["difference"].iloc[0])
    given = {"difference": words.number(loss, 1, sign=True)}
    if loss > -BAND:
        return [words("dose.no_loss", **given)]
    given["posts"] = words(f"dose.{'about' if turn >= TINY else 'less_than'}", posts=words.number(max(turn, TINY), 1))
    return [words("dose.turns", **given, hours=words.number(hours_at(rows, turn, hours_of(options)), 1))]


def hours_of(options: Any) -> float:
    """Adviser hours a participant and month that the municipalities' files state, without more posts; their mean."""
    places = options.municipality.municipalities.values()
    return sum(item.offices["programme"].hours_per_participant for item in places) / len(places)


def _smallest(words: Words, rows: pd.DataFrame, outcome: str) -> str:
    posts, name = smallest_sure(rows), capital(words(f"figures.over.{outcome}"))
    if math.isnan(posts):
        return words("dose.unknown" if provisional(rows) else "dose.none", outcome=name)
    row = rows[rows["posts"] == posts].iloc[0]
    given = {"posts": words.plain(posts), "of": number(words, float(row["share_of_members_better"]))}
    return words("dose.smallest", outcome=name, difference=words.number(row["difference"], 1, sign=True), **given)
