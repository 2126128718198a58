"""What stands between people and a job: obstacles by removal, by the reasons that employers give, and by person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.removals import SIDES, Removal
from bygd.scenarios.settings import USUAL, Headline
from bygd.statistics.comparison import comparison, members_of
from bygd.statistics.lives import WHO, Lives
from bygd.statistics.paired import ratio
from sim.outcomes import JOB_REASONS, OUTCOMES, REASONS
from sim.states import Event, JobReason, Reason, Way

PLACEMENTS = "placements_per_adult"
SHOWN = (PLACEMENTS, "employed_24m", "employed_36m", "employed_60m", "months_in_work_60")  # where all are followed long
ANSWERS = {"placement": REASONS, "job": JOB_REASONS}  # outcomes that count answers by the reason of a no
NONE_MET = "none"
PLACED = (Event.PLACED,)
HIRED = (Event.HIRED_BY_HOST, *(Event(Event.FOUND_JOB + way) for way in Way if way != Way.HOST))
MET = {  # by event: what somebody meets on the way
    "placement": {Event.REFUSED + reason: f"refused_{reason.name.lower()}" for reason in Reason if reason}
    | {Event.NOT_SENT_OUT: "not_sent_out"},
    "job": {Event.TURNED_DOWN + reason: f"turned_down_{reason.name.lower()}" for reason in JobReason if reason}
    | {Event.CHILDCARE_FAILED: "childcare_failed"},
}
GOALS = {"placement": PLACED, "job": HIRED}


def shown_of(headline: Headline) -> tuple[str, ...]:
    """Outcomes that are told of each obstacle: placements, and work; in another setting what it tells first."""
    return SHOWN if headline == USUAL else (PLACEMENTS, *headline.asked)


def first_of(headline: Headline) -> dict[str, str]:
    """By side, the outcome by which its obstacles are sorted."""
    return {"placement": PLACEMENTS, "job": headline.work}


def effects(
    runs: Mapping[str, pd.DataFrame], removals: Mapping[str, Removal], headline: Headline = USUAL
) -> pd.DataFrame:
    """One row an obstacle and outcome: baseline, value without the obstacle, paired difference, verdict.

    ``named``: percentage of the answers on that side (requests, or applications) in which the obstacle is the reason
    given; not a number where no reason of a no is this obstacle. The largest difference of each side comes first.
    """
    table = comparison(dict(runs), shown_of(headline))
    table = table.rename(columns={"scenario": "obstacle", "scenario_value": "without"})
    named = {name: _named(runs[BASELINE], removal) for name, removal in removals.items()}
    table.insert(0, "side", [removals[name].side for name in table["obstacle"]])
    table.insert(2, "named", [named[name] for name in table["obstacle"]])
    return _sorted(table, first_of(headline))


def _sorted(table: pd.DataFrame, by: Mapping[str, str]) -> pd.DataFrame:
    names: list[str] = []
    for side in SIDES:
        first = table[(table["side"] == side) & (table["outcome"] == by[side])]
        names += list(first.sort_values("difference", ascending=False, kind="stable")["obstacle"])
    order = {name: i for i, name in enumerate(names)}
    return table.sort_values("obstacle", key=lambda column: column.map(order), kind="stable", ignore_index=True)


def _named(base: pd.DataFrame, removal: Removal) -> float:
    if not removal.labels:
        return float("nan")
    n = sum(base[f"{name}_n"].sum() for name in removal.labels)
    of = base[f"{removal.labels[0]}_of"].sum()
    return float(100.0 * n / of) if of > 0 else float("nan")


def labels(base: pd.DataFrame) -> pd.DataFrame:
    """One row a reason of a no, without removals: percentage of requests or applications, with its interval."""
    rows = []
    for side, names in ANSWERS.items():
        for name in names:
            share = ratio(base[f"{name}_n"].to_numpy(float), base[f"{name}_of"].to_numpy(float), 100, members_of(base))
            rows.append((side, name, OUTCOMES[name].label, share.value, share.low, share.high))
    table = pd.DataFrame(rows, columns=["side", "reason", "label", "value", "low", "high"])
    table["side"] = pd.Categorical(table["side"], SIDES)
    table = table.sort_values(["side", "value"], ascending=[True, False], kind="stable", ignore_index=True)
    return table.astype({"side": str})


def binding(lives: Lives, months: int = USUAL.months) -> pd.DataFrame:
    """Persons never placed, and never hired, in their first ``months``, by the reason that each met most often.

    Of those who are followed, and live there, so long. Of reasons met equally often the last one counts; ``none``: met
    none that the diary records (of applications it records those that a host or an adviser speaks for). One row a side
    and reason: persons, and their percentage.
    """
    people = lives.people[lives.people["settle_month"] + months <= lives.people["last"]]
    people = people[people["there_months"] >= months][[*WHO, "settle_month"]]
    events = lives.events.merge(people, on=WHO)
    events = events[events["month"] < events["settle_month"] + months]
    rows = []
    for side in SIDES:
        there = events.loc[events["event"].isin(GOALS[side]), WHO].drop_duplicates()
        never = people[WHO].merge(there, on=WHO, how="left", indicator=True).query("_merge == 'left_only'")[WHO]
        reasons = never.merge(_most_met(events, MET[side]), on=WHO, how="left")["reason"].fillna(NONE_MET)
        for reason, persons in reasons.value_counts().items():
            rows.append((side, reason, persons, 100.0 * persons / len(never), len(never), len(people)))
    return pd.DataFrame(rows, columns=["side", "reason", "persons", "share", "never", "followed"])


def _most_met(events: pd.DataFrame, names: Mapping[int, str]) -> pd.DataFrame:
    """The reason that each person met most often; of several the last."""
    met = events[events["event"].isin(names)]
    met = met.assign(
        reason=met["event"].map({int(event): name for event, name in names.items()}), at=np.arange(len(met))
    )
    counted = met.groupby([*WHO, "reason"], as_index=False).agg(times=("at", "size"), last=("at", "max"))
    return counted.sort_values(["times", "last"]).drop_duplicates(WHO, keep="last")[[*WHO, "reason"]]
