"""What two ensembles say of the same scenarios: both differences with their sureness, and whether they say the same."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from bygd.statistics.comparison import comparison

KEYS = ("scenario", "outcome", "label", "unit")
SIDES = ("difference", "low", "high", "members", "replicates", "share_of_members_better", "likelier", "how_sure")
SURE = frozenset(("virtually_certain", "very_likely", "likely"))  # words with which a side is said
SAID = ("same", "different", "one", "neither", "provisional")


def both_ensembles(
    runs: dict[str, pd.DataFrame], beside: dict[str, pd.DataFrame], outcomes: Iterable[str]
) -> pd.DataFrame:
    """One row a scenario and outcome: ``SIDES`` in either ensemble (``beside_…``: the second), and what they ``say``.

    ``runs``, ``beside``: by scenario, of the same scenarios. Outcomes that nobody reaches in one of them are left out.
    """
    wanted = list(outcomes)
    one, other = (comparison(item, wanted) for item in (runs, beside))
    if one.empty or other.empty:
        return pd.DataFrame(columns=[*KEYS, *SIDES, "provisional", *(f"beside_{name}" for name in SIDES), "says"])
    one, other = (frame[[*KEYS, *SIDES, "provisional"]] for frame in (one, other))
    named = {name: f"beside_{name}" for name in (*SIDES, "provisional")}
    table = one.merge(other.rename(columns=named), on=list(KEYS))
    table["provisional"] = table["provisional"].where(table["provisional"] != "", table.pop("beside_provisional"))
    sides = ("provisional", "likelier", "beside_likelier", "how_sure", "beside_how_sure")
    table["says"] = [said(*row) for row in table[list(sides)].itertuples(index=False)]
    return table


def said(provisional: str, side: str, other: str, level: str, other_level: str) -> str:
    """Which of ``SAID``: whether two ensembles say the same of one effect, from the likelier sides and their words.

    ``one``: only one of them names a side with a word; ``neither``: none does; ``provisional``: one may say no word.
    """
    if provisional:
        return "provisional"
    named = [item == "equal" or word in SURE for item, word in ((side, level), (other, other_level))]
    if all(named):
        return "same" if side == other else "different"
    return "one" if any(named) else "neither"
