"""Where two lives of one person diverge: the month, the event on each side, and the step that it belongs to.

A life is what happens to somebody (``lives.LIFE``): the same events in the same months are the same life, whatever
the level of Norwegian, and a refusal that changes nothing is no other life. Lives part in the first month in which
these events, or the problems of a placement (found or not), differ. The refusals, missing hours and so on of that
month tell why.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.statistics.lives import FOUND, LIFE, Lives
from bygd.statistics.paired import Ratio, ratio
from sim.states import Event, JobReason, Reason

REFUSED = tuple(Event(Event.REFUSED + no) for no in Reason if no != Reason.YES)
TURNED_DOWN = tuple(Event(Event.TURNED_DOWN + no) for no in JobReason if no != JobReason.YES)
BROUGHT = {  # somebody brings the person to the employer; all other jobs are found by applying
    Event.FOUND_JOB_RETURN: "found_return",
    Event.FOUND_JOB_SENT: "found_sent",
    Event.FOUND_JOB_ADVISER: "found_adviser",
}
APPLIED = tuple(event for event in FOUND if event not in BROUGHT)
PROBLEM = (Event.PROBLEM_FOUND, Event.PROBLEM_MISSED)
LIVED = frozenset(LIFE)
# Steps in the order of a life: people, requests, placement, job, and what comes besides.
STEPS = (
    "joined",
    "asked",
    "hours",
    *(event.name.lower() for event in REFUSED),
    "initiative",
    "walk_in",
    "workplace",
    "problem",
    "mended",
    "not_broken_off",
    "hired",
    "childcare",
    *BROUGHT.values(),
    "found_reference",
    "found_norwegian",
    "found_other",
    "kept_job",
    "education",
    "programme",
    "health",
    "moved",
    "other",
)
# Order within a month (``sim.month``): of two differences in one month the earlier one made the other.
ORDER = (
    (Event.SETTLED, Event.JOINED),
    (Event.PLACED,),
    PROBLEM,
    (Event.BROKEN_OFF,),
    (Event.PLACEMENT_ENDED,),
    (Event.HIRED_BY_HOST,),
    *((event,) for event in BROUGHT),
    APPLIED,
    (Event.HEALTH,),
    (Event.MOVED, Event.EMIGRATED),
    (Event.LOST_JOB,),
    (Event.LEFT_PROGRAMME,),
    (Event.STUDIES, Event.STUDIES_ENDED),
)
PHASE = {event: k for k, events in enumerate(ORDER) for event in events}
ALONE = {
    Event.SETTLED: "joined",
    Event.JOINED: "joined",
    Event.BROKEN_OFF: "not_broken_off",
    Event.PROBLEM_FOUND: "problem",
    Event.PROBLEM_MISSED: "problem",
    Event.LOST_JOB: "kept_job",
    Event.STUDIES: "education",
    Event.STUDIES_ENDED: "education",
    Event.LEFT_PROGRAMME: "programme",
    Event.HEALTH: "health",
    Event.MOVED: "moved",
    Event.EMIGRATED: "moved",
}  # step of an event that happens on one side only


class Row(NamedTuple):
    """One event of a person."""

    month: int
    event: int
    status: int = 0
    employer: int = -1
    trade: int = -1
    oral: float = 0.0
    reference: float = 0.0


class Parting(NamedTuple):
    """First month in which two lives differ; ``before`` and ``after`` name what happens on each side."""

    month: int
    step: str
    before: str
    after: str


def _key(row: Row) -> tuple[int, int, int]:
    """What must be equal for two events to be the same: the employer of a placement, studies after the programme."""
    event = row.event
    detail = row.employer if event == Event.PLACED else row.status if event == Event.LEFT_PROGRAMME else 0
    return row.month, event, detail


def part(before: list[Row], after: list[Row]) -> Parting | None:
    """Compare one person's events in the baseline (``before``) and in a scenario; ``None``: the same life."""
    if before == after:  # as often
        return None
    if [_key(row) for row in before if row.event in LIVED] == [_key(row) for row in after if row.event in LIVED]:
        return None
    texts = [[row for row in side if row.event in LIVED or row.event in PROBLEM] for side in (before, after)]
    pairs = zip(map(_key, texts[0]), map(_key, texts[1]), strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(map(len, texts)))
    month = min(side[same].month for side in texts if len(side) > same)
    sides = [[row for row in side if row.month == month] for side in (before, after)]
    rest = [[row for row in side[same:] if row.month == month] for side in texts]
    first = [_first(some, other) for some, other in (rest, rest[::-1])]
    which = 0 if _phase(first[0]) <= _phase(first[1]) else 1
    cause = first[which]
    if cause is None:  # the same events in another order
        return Parting(month, "other", "nothing", "nothing")
    event = Event(cause.event)
    step = _step(event, first[1 - which], sides[which], sides[1 - which])
    if step == "found":
        step = _found_through(*(side[max(0, same - 1) : same] for side in texts))
    words = [_happens(step, first[k], sides[k]) for k in (0, 1)]
    return Parting(month, step, *words)


def _first(some: list[Row], other: list[Row]) -> Row | None:
    """The difference of one side that comes first in the order of a month."""
    known = {_key(row) for row in other}
    return min((row for row in some if _key(row) not in known), key=_phase, default=None)


def _phase(row: Row | None) -> int:
    return len(ORDER) if row is None else PHASE[Event(row.event)]


def _step(event: Event, other: Row | None, here: list[Row], there: list[Row]) -> str:
    """Name the step at which ``event`` happened on one side; ``other`` is what differs on the other side."""
    same_phase = other is not None and PHASE[Event(other.event)] == PHASE[event]
    if event == Event.PLACED:
        return "workplace" if same_phase else _request_step(here, there)
    if event in PROBLEM and same_phase:
        return "mended"
    if event == Event.LEFT_PROGRAMME and same_phase:
        return "education"
    if event == Event.HIRED_BY_HOST:
        return "childcare" if _has(there, Event.CHILDCARE_FAILED) else "hired"
    return "found" if event in APPLIED else (BROUGHT | ALONE).get(event, "other")


def _request_step(placed: list[Row], other: list[Row]) -> str:
    """Why somebody was placed on one side only: what the other side met in that month."""
    if _has(placed, Event.TAKEN_UP):
        return "initiative"
    if _has(placed, Event.WALKED_IN) and not _has(other, Event.WALKED_IN):
        return "walk_in"
    tries = sum(row.event in REFUSED for row in placed)
    refused = [Event(row.event) for row in other if row.event in REFUSED]
    if refused:  # the answer to the request that got a yes here, or to the last one
        return refused[min(tries, len(refused) - 1)].name.lower()
    return "hours" if _has(other, Event.NOT_SENT_OUT) else "asked"


def _found_through(last: list[Row], last_too: list[Row]) -> str:
    """Through what an application got somebody a job on one side only: a better reference, more Norwegian, or else.

    Asked of the last event that both sides share (none: an empty list).
    """
    for item, two in zip(last, last_too, strict=True):
        if item.reference != two.reference:
            return "found_reference"
        if item.oral != two.oral:
            return "found_norwegian"
    return "found_other"


def _has(rows: list[Row], event: Event) -> bool:
    return any(row.event == event for row in rows)


NOTHING = {
    "joined": "not_joined",
    "asked": "not_asked",
    "hours": "not_sent_out",
    "walk_in": "not_asked",
    "problem": "no_problem",
    "mended": "no_problem",
    "not_broken_off": "goes_on",
    "hired": "not_hired",
    "childcare": "childcare_failed",
    "kept_job": "keeps_job",
    "education": "no_studies",
    "programme": "stays_in_programme",
    "health": "no_exit",
    "moved": "stays",
} | {step: "no_job_found" for step in STEPS if step.startswith("found_")}
REQUESTS = ("asked", "hours", "initiative", "walk_in", *(event.name.lower() for event in REFUSED))


def _happens(step: str, row: Row | None, month: list[Row]) -> str:
    """Name what happens on one side in the month of the divergence; a trade is added after a colon."""
    event = None if row is None else Event(row.event)
    if row is None or event is None or (step in REQUESTS and event != Event.PLACED):
        return _meets(step, month) if step in REQUESTS else _misses(step, month)
    if event == Event.PLACED:
        names = [name for item, name in HOW.items() if _has(month, item)]
        return f"{(names or ['placed'])[0]}:{row.trade}"
    if event == Event.PROBLEM_MISSED and _has(month, Event.BROKEN_OFF):
        event = Event.BROKEN_OFF
    if event in (Event.HIRED_BY_HOST, *FOUND):
        return f"{event.name.lower()}:{row.trade}"
    return event.name.lower() + (f"_{row.status}" if event == Event.LEFT_PROGRAMME else "")


HOW = {Event.TAKEN_UP: "taken_up", Event.WALKED_IN: "walked_in", Event.PREPARED: "prepared"}  # the first that holds


def _meets(step: str, month: list[Row]) -> str:
    """Name what somebody meets who is not placed: the refusal of the step (or the last), no hours, no request."""
    refused = [Event(item.event).name.lower() for item in month if item.event in REFUSED]
    if refused:
        return step if step in refused else refused[-1]
    return "not_sent_out" if _has(month, Event.NOT_SENT_OUT) else "not_asked"


def _misses(step: str, month: list[Row]) -> str:
    """Name what somebody meets to whom the event of ``step`` does not happen: of a job, why it was refused.

    The host answers first, and others only to who is brought to them.
    """
    answers = [Event(item.event).name.lower() for item in month if item.event in TURNED_DOWN]
    if answers and step == "hired" and _has(month, Event.PLACEMENT_ENDED):
        return answers[0]
    return answers[-1] if answers and step in BROUGHT.values() else NOTHING.get(step, "nothing")


# --- all people --------------------------------------------------------------------------------------------


def partings(lives: Lives, scenario: str) -> pd.DataFrame:
    """One row a person of the baseline or of ``scenario``: where the lives diverge (``step`` empty: nowhere), gains."""
    return each_partings(lives, [scenario])[scenario]


def each_partings(lives: Lives, scenarios: list[str]) -> dict[str, pd.DataFrame]:
    """``partings`` of several scenarios by name."""
    base = _side(lives, lives.scenarios[0])
    return {name: _partings(base, _side(lives, name)) for name in scenarios}


class Side(NamedTuple):
    """People of a scenario, and what happens to each."""

    people: pd.DataFrame
    diaries: dict[tuple[int, int], list[Row]]


def _side(lives: Lives, scenario: str) -> Side:
    there = lives.of(scenario)
    return Side(there.people, _diaries(there.events))


def _partings(base: Side, other: Side) -> pd.DataFrame:
    sides = base, other
    who = ["replicate", "luck_key"]
    counts = ["work_months", "there_months"]
    pairs = [
        side.people.set_index(who)[counts].add_suffix(end)
        for side, end in zip(sides, ("_before", "_after"), strict=True)
    ]
    table = pairs[0].join(pairs[1], how="outer").fillna(0).astype(int).sort_index()
    for name in counts:
        table[f"gain_{name}"] = table[f"{name}_after"] - table[f"{name}_before"]
    results = [part(*(side.diaries.get(person, []) for side in sides)) for person in table.index]
    blank = Parting(0, "", "", "")
    return table.join(pd.DataFrame([item or blank for item in results], index=table.index)).reset_index()


def _diaries(events: pd.DataFrame) -> dict[tuple[int, int], list[Row]]:
    """Events of each person (replicate, luck_key), in their order."""
    events = events.sort_values(["replicate", "luck_key"], kind="stable")
    who = events[["replicate", "luck_key"]].to_numpy()
    rows = list(map(Row._make, zip(*(events[name].tolist() for name in Row._fields), strict=True)))
    starts = np.flatnonzero(np.append(True, (who[1:] != who[:-1]).any(axis=1))[: len(who)])
    ends = [*starts[1:].tolist(), len(who)]
    return {
        (replicate, key): rows[start:end]
        for (replicate, key), start, end in zip(who[starts].tolist(), starts.tolist(), ends, strict=False)
    }


def steps(table: pd.DataFrame) -> pd.DataFrame:
    """Which step made the difference: one row a step that occurs, and ``all`` first; intervals over replicates.

    ``people``: how many of 100 part there; ``gain``, ``there``: mean gain of these in months in work and in months
    living there; ``adds``: months in work that they add to 100 people; ``share``: of the total gain, in per cent
    (not a number where the total is not distinguishable from none).
    """
    runs = table.groupby("replicate")
    of = runs.size()
    total = runs["gain_work_months"].sum()
    whole = ratio(total, of)
    known = whole.low > 0 or whole.high < 0
    rows = []
    for step in ["all", *(item for item in STEPS if (table["step"] == item).any())]:
        those = table[table["step"] != ""] if step == "all" else table[table["step"] == step]
        by_run = those.groupby("replicate")
        n = by_run.size().reindex(of.index, fill_value=0)
        work, there = (
            by_run[name].sum().reindex(of.index, fill_value=0) for name in ("gain_work_months", "gain_there_months")
        )
        sign = np.sign(total.sum())
        results = {
            "people": ratio(n, of, 100),
            "gain": ratio(work, n),
            "there": ratio(there, n),
            "adds": ratio(work, of, 100),
            "share": ratio(sign * work, sign * total, 100) if known else Ratio(*[np.nan] * 5),
        }
        row = {"step": step, "n": len(those), "months": int(work.sum())}
        row |= {"more": int((those["gain_work_months"] > 0).sum()), "less": int((those["gain_work_months"] < 0).sum())}
        for name, item in results.items():
            row |= {name: item.value, f"{name}_low": item.low, f"{name}_high": item.high}
        rows.append(row)
    return pd.DataFrame(rows)


EACH = 4  # people chosen of a kind


def chosen(table: pd.DataFrame) -> pd.DataFrame:
    """Pick up to twelve people by a rule: largest gains in months in work, largest losses, typical ones.

    Typical: the gain is nearest to the median of all whose lives part. Ties go to the lower replicate, then the lower
    luck_key; from each replicate at most one person, unless there are too few replicates.
    """
    parted = table[table["step"] != ""]
    gain = parted["gain_work_months"]
    rules = {
        "gain": (parted[gain > 0], -gain),
        "loss": (parted[gain < 0], gain),
        "typical": (parted, (gain - gain.median()).abs()),
    }
    picked: list[pd.DataFrame] = []
    used: set[int] = set()
    taken: set[int] = set()
    for kind, (people, order) in rules.items():
        line = (
            people.assign(order=order.loc[people.index])
            .sort_values(["order", "replicate", "luck_key"])
            .drop(columns="order")
        )
        line = line[~line.index.isin(taken)]
        fresh = line[~line["replicate"].isin(used)].drop_duplicates("replicate")
        some = pd.concat([fresh, line.drop(fresh.index)]).head(EACH)
        used |= set(some["replicate"])
        taken |= set(some.index)
        picked.append(some.assign(kind=kind))
    return pd.concat(picked, ignore_index=True)
