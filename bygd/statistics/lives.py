"""Matched lives: the same people under several policies, and what they do month by month."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from sim.states import Event, Status, Way

WHO = ["scenario", "replicate", "luck_key"]
FOUND = tuple(Event(Event.FOUND_JOB + way) for way in Way if way != Way.HOST)  # in any way but with the host
LIFE = (
    Event.SETTLED,
    Event.JOINED,
    Event.PLACED,
    Event.PLACEMENT_ENDED,
    Event.BROKEN_OFF,
    Event.HIRED_BY_HOST,
    *FOUND,
    Event.LOST_JOB,
    Event.STUDIES,
    Event.STUDIES_ENDED,
    Event.LEFT_PROGRAMME,
    Event.MOVED,
    Event.EMIGRATED,
    Event.HEALTH,
)  # what makes two lives different; all other events say why


@dataclasses.dataclass
class Lives:
    """People settled in the counted period, and their events, by scenario and replicate; the baseline comes first.

    ``people``: one row a person, with months in work and months living there until ``last`` (the last month).
    ``events``: one row an event, in the order in which they happened; month 1 is the first counted one.
    """

    people: pd.DataFrame
    events: pd.DataFrame

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the baseline first."""
        return list(self.people["scenario"].unique())

    def of(self, scenario: str) -> Lives:
        """Only the lives of one scenario."""
        return Lives(*(frame[frame["scenario"] == scenario] for frame in (self.people, self.events)))


def spells(lives: Lives) -> pd.DataFrame:
    """What each person does at the end of each month, as spells: ``month`` is the first, ``months`` how many."""
    rows = lives.events[lives.events["event"].isin(LIFE)].copy()
    left = (rows["event"] == Event.LEFT_PROGRAMME).groupby([rows[name] for name in WHO]).cumsum() > 0
    ended = rows["event"].isin((Event.PLACEMENT_ENDED, Event.BROKEN_OFF))  # written while the host is still known
    back = np.where(left, Status.IDLE.value, Status.CLASS.value)
    rows["status"] = np.where(ended, back, rows["status"])
    rows = rows.drop_duplicates([*WHO, "month"], keep="last")
    rows = rows.merge(lives.people[[*WHO, "last"]], on=WHO)
    until = rows.groupby(WHO)["month"].shift(-1).fillna(rows["last"] + 1)
    return rows.assign(months=(until - rows["month"]).astype(int))[[*WHO, "month", "months", "status"]]
