"""The dose: effect by number of posts, the smallest number that is very likely better, and where the sign turns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from bygd.scenarios.settings import USUAL
from bygd.statistics.comparison import PAYERS, comparison
from sim.outcomes import OUTCOMES

POSTS = (0.0, 0.25, 0.5, 1.0, 2.0)
SURE = ("very_likely", "virtually_certain")  # words of sureness with which a number of posts is named
HOURS = ("hours_asked", "hours_had")
KRONER = tuple(f"kr_{payer}" for payer in PAYERS)


def dose_rows(
    runs: dict[str, pd.DataFrame], at: dict[tuple[str, float], str], outcomes: Sequence[str] = USUAL.shown
) -> pd.DataFrame:
    """One row a set of measures, number of posts and outcome, as ``comparison`` has them.

    ``runs``: rows by scenario on the same replicates, the baseline first; ``at``: scenario of each set (its name
    without posts) and number of posts. ``hours_asked`` and ``hours_had`` (a year) stand beside each row, and what each
    payer pays more than in the baseline (``kr_state_extra``, 1000 kr a year).
    """
    named = {name: runs[name] for name in dict.fromkeys(["baseline", *at.values()])}
    table = comparison(named, outcomes)
    beside = {name: {key: _level(rows, key) for key in HOURS} for name, rows in named.items()}
    for name, rows in named.items():
        beside[name] |= {f"{key}_extra": _level(rows, key) - _level(named["baseline"], key) for key in KRONER}
    frames = []
    for (rest, posts), name in at.items():
        rows = table[table["scenario"] == name]
        if name == "baseline":  # no measure and no post: nothing differs
            rows = _nothing(table)
        frames.append(rows.assign(**beside[name]).assign(scenario=name))
        frames[-1].insert(0, "with", rest)
        frames[-1].insert(1, "posts", posts)
    return pd.concat(frames, ignore_index=True)


def _nothing(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the baseline beside itself."""
    rows = table.drop_duplicates("outcome").copy()
    rows["scenario_value"] = rows["baseline"]
    for name in ("difference", "low", "high", "independent_low", "independent_high", "members_sd", "chance_half"):
        if name in rows:
            rows[name] = 0.0
    for name in ("pairing_gain", "one_municipality_low", "one_municipality_high", "share_of_members_better"):
        if name in rows:
            rows[name] = math.nan
    for name in ("share_better_by_more", "share_worse_by_more"):
        rows[name] = 0.0
    return rows.assign(verdict="no relevant difference", likelier="equal", how_sure="", how_sure_by_more="")


def _level(rows: pd.DataFrame, key: str) -> float:
    return OUTCOMES[key].scale * float(rows[f"{key}_n"].sum() / rows[f"{key}_of"].sum())


def curve(table: pd.DataFrame, rest: str, outcome: str) -> pd.DataFrame:
    """Rows of one set of measures and outcome by number of posts."""
    return table[(table["with"] == rest) & (table["outcome"] == outcome)].sort_values("posts", ignore_index=True)


def smallest_sure(rows: pd.DataFrame) -> float:
    """The smallest number of posts of a ``curve`` that is very likely better, by the words of ``sureness``.

    Not a number where none is, or where the answer is provisional: then nobody can be as sure.
    """
    sure = rows.loc[[is_sure(row) for _, row in rows.iterrows()], "posts"]
    return float(sure.iloc[0]) if len(sure) else math.nan


def is_sure(row: pd.Series) -> bool:
    """Whether a row of a ``curve`` is very likely better, by the words of ``sureness``."""
    return row["likelier"] == "better" and row["how_sure"] in SURE


def provisional(rows: pd.DataFrame) -> bool:
    """Whether too few members or runs were simulated to say of any number of posts how sure it is."""
    return bool((rows["provisional"].fillna("") != "").all())


def turns_at(rows: pd.DataFrame) -> float:
    """Posts at which a ``curve`` goes from a loss to a gain, on straight lines between them; NaN: nowhere."""
    posts, values = rows["posts"].to_numpy(float), rows["difference"].to_numpy(float)
    if len(values) < 2 or not values[0] < 0 or not (values > 0).any():
        return math.nan
    first = int(np.argmax(values > 0))
    return float(np.interp(0.0, values[first - 1 : first + 1], posts[first - 1 : first + 1]))


def hours_at(rows: pd.DataFrame, posts: float, hours_per_participant: float) -> float:
    """Adviser hours a participant and month with so many posts, where the office has ``hours_per_participant`` without.

    Hours there are grow with the posts as they were counted; between counted numbers of posts on straight lines.
    """
    had = np.interp(posts, rows["posts"].to_numpy(float), rows["hours_had"].to_numpy(float))
    return float(hours_per_participant * had / rows["hours_had"].iloc[0])
