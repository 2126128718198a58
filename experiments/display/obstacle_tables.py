"""Obstacles as text, for the terminal: by removal, by the reasons that are given, and by person."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from bygd.scenarios.options import Common
from bygd.scenarios.removals import SIDES, Removal
from bygd.statistics.obstacles import FIRST, FOLLOWED, NONE_MET
from sim.outcomes import OUTCOMES

COLUMNS = {  # outcomes that the text shows: heading, decimals
    "placements_per_adult": ("placements an adult", 2),
    "employed_36m": ("work, 36 months, points", 1),
    "employed_60m": ("work, 60 months, points", 1),
    "months_in_work_60": ("months in work of 60", 2),
}
LINE = "  {:<47}" + "{:>25}" * len(COLUMNS) + "{:>9}"
WAY = {"placement": "On the way to a placement", "job": "On the way to a job"}
ANSWERS = {"placement": "requests for a placement", "job": "applications for a job"}
GOAL = {"placement": "placed", "job": "in a job"}
MET = {"not_sent_out": "in line, but no hours to ask employers", "childcare_failed": "an offer failed on childcare"}
NONE = {"placement": "none: nobody was asked", "job": "none: neither host nor adviser spoke for them"}


def effects_text(table: pd.DataFrame, removals: Mapping[str, Removal], options: Common) -> str:
    """What taking away each obstacle does, the largest first, beside how often it is the reason that is given."""
    runs = int(table["replicates"].max())
    lines = [
        f"{options.municipality.title}: {runs} pairs of runs, {options.months} months from {options.start}",
        "One obstacle is taken away at a time: same people, same luck.",
        _over(table),
    ]
    for side in SIDES:
        part = table[table["side"] == side]
        if part.empty:
            continue
        lines += ["", LINE.format(WAY[side], *(head for head, _ in COLUMNS.values()), "named").rstrip()]
        lines.append(LINE.format("without removal", *(_level(table, name) for name in COLUMNS), "").rstrip())
        for name, rows in part.groupby("obstacle", sort=False):
            found = rows.set_index("outcome")
            cells = [_cell(found.loc[key], COLUMNS[key][1]) if key in found.index else "–" for key in COLUMNS]
            named = found["named"].iloc[0]
            share = "" if math.isnan(named) else f"{named:.1f} %"
            lines.append(LINE.format(removals[str(name)].title.en[:46], *cells, share).rstrip())
    first = " and ".join(f"{WAY[side].lower()} by {COLUMNS[key][0]}" for side, key in FIRST.items())
    answers = " or ".join(ANSWERS[side] for side in SIDES)
    lines += ["", f"Sorted {first}.", f"named: of {answers}, the share that is refused for this reason."]
    return "\n".join(lines) + "\n"


def _over(table: pd.DataFrame) -> str:
    if "members" not in table:
        return "Differences to the baseline, with 95 % intervals of chance."
    members = int(table["members"].max())
    return f"Differences to the baseline; intervals cover 95 % of {members} sets of assumptions, and chance."


def _level(table: pd.DataFrame, name: str) -> str:
    values = table.loc[table["outcome"] == name, "baseline"]
    return f"{values.iloc[0]:.{COLUMNS[name][1]}f}" if len(values) else "–"


def _cell(row: pd.Series, decimals: int) -> str:
    value, low, high = (f"{row[name] + 0.0:+.{decimals}f}" for name in ("difference", "low", "high"))
    return f"{value} ({low} … {high})"


def labels_text(reasons: pd.DataFrame) -> str:
    """The reasons that employers give, with all obstacles in place, the most frequent first."""
    lines = ["Reasons that employers give (labels), with all obstacles in place:"]
    for side in SIDES:
        part = reasons[reasons["side"] == side]
        shown = [f"{row.label.partition(': ')[2]} {row.value:.1f}" for row in part.itertuples() if row.value >= 0.05]
        lines.append(f"  of 100 {ANSWERS[side]}: {', '.join(shown)}")
    return "\n".join(lines) + "\n"


def binding_text(table: pd.DataFrame) -> str:
    """Persons never placed and never hired, by the reason that each met most often."""
    lines = [f"The reason met most often by who is never placed, or never in a job, in {FOLLOWED} months (diaries):"]
    for side in SIDES:
        part = table[table["side"] == side]
        if part.empty:
            continue
        never, followed = part[["never", "followed"]].iloc[0]
        shown = [f"{_reason(side, row.reason)} {row.share:.0f}" for row in part.itertuples() if row.share >= 0.5]
        lines.append(f"  never {GOAL[side]} ({never} of {followed}), of 100: {', '.join(shown)}")
    lines.append("  The diary does not record applications that people send by themselves.")
    return "\n".join(lines) + "\n"


def _reason(side: str, name: str) -> str:
    if name == NONE_MET:
        return NONE[side]
    return MET.get(name) or OUTCOMES[name].label.partition(": ")[2]
