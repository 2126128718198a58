"""Measures: counts (n out of of) by run, from the model's tables or from diaries."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from bygd.errors import InputError, near
from experiments.cards import recording_agents as w
from sim import outcomes
from sim.compiled import Results
from sim.scenario import Scenario
from sim.states import Event, JobReason, Reason, Status, Way
from sim.tallies import Curve, Tally

PERSON, MONTH, EVENT, WHAT, EMPLOYER, X, Y = range(7)  # columns of a diary
YES = Reason.YES.value
FOUND = tuple(Event.FOUND_JOB + way for way in Way if way is not Way.HOST)  # a job found, but not as a placement ends
EMPLOYERS = 1_000_000  # more than there are: a person and an employer in one number
OBSTACLES = {
    "language": w.IN_NORWEGIAN,
    "name": w.WITH_NATIVE_NAME,
    "inexperience": w.EXPERIENCED,
    "cv_gap": w.WITHOUT_GAP,
    "unknown": w.VOUCHED_FOR,
}
MEMORY = 24  # months in which an employer is watched after something happened


class Sight:
    """Some runs of a scenario, and what has been counted of them already."""

    def __init__(self, results: Results, scenario: Scenario) -> None:
        self.results, self.scenario = results, scenario
        self.first, self.end = scenario.warm_up_months, scenario.all_months

    @functools.cached_property
    def counts(self) -> outcomes.Counts:
        """Counts of all outcomes of the model."""
        return outcomes.counts(self.results)


Measure = Callable[[Sight], tuple[np.ndarray, np.ndarray]]
Pair = tuple[Any, Any]
MEASURES: dict[str, Callable[..., Measure]] = {}


def by_name(make: Callable[..., Measure]) -> Callable[..., Measure]:
    """Let a card name a measure, and make it once for each of its arguments."""
    return MEASURES.setdefault(make.__name__, functools.cache(make))


def _refuse_unknown(kind: str, names: tuple[str, ...], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise InputError(f"{name} is no {kind}{near(name, known)}.")


@by_name
def outcome(name: str) -> Measure:
    """One of the model's outcomes, unscaled."""
    _refuse_unknown("outcome", (name,), outcomes.OUTCOMES)

    def measure(sight: Sight) -> tuple[np.ndarray, np.ndarray]:
        return sight.counts[name]

    return measure


@by_name
def refused(*reasons: str) -> Measure:
    """Requests to willing employers that are refused for these reasons, of all those refused."""
    _refuse_unknown("reason", reasons, [reason.name.lower() for reason in Reason])

    def measure(sight: Sight) -> tuple[np.ndarray, np.ndarray]:
        month = sight.results.tally.sum(axis=1)
        willing = [reason for reason in Reason if reason not in (Reason.YES, Reason.UNWILLING)]
        return (
            np.sum([month[:, Tally.REFUSED + Reason[reason.upper()]] for reason in reasons], axis=0),
            np.sum([month[:, Tally.REFUSED + reason] for reason in willing], axis=0),
        )

    return measure


@by_name
def hired_latent() -> Measure:
    """Hires, whatever the way, where the need had not been advertised; a year."""

    def measure(sight: Sight) -> tuple[np.ndarray, np.ndarray]:
        runs, months, _ = sight.results.tally.shape
        return sight.results.tally[:, :, Tally.HIRED_LATENT].sum(axis=1), np.full(runs, months / 12.0)

    return measure


def each_run(count: Callable[[np.ndarray, Sight], Pair]) -> Measure:
    """Measure by reading the diary of each run."""

    def measure(sight: Sight) -> tuple[np.ndarray, np.ndarray]:
        pairs = np.array([count(rows, sight) for rows in sight.results.diary], float).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    return measure


def following(happened: np.ndarray, later: np.ndarray, column: int, months: int) -> np.ndarray:
    """For each row, how many of ``later`` are of the same person (or employer) in the months after its own."""

    def key(rows: np.ndarray) -> np.ndarray:
        return rows[:, column] * 10_000 + rows[:, MONTH]

    keys = np.sort(key(later))
    return np.searchsorted(keys, key(happened) + months, "right") - np.searchsorted(keys, key(happened), "right")


def rows_of(rows: np.ndarray, *events: int) -> np.ndarray:
    """Rows of some events in the counted period."""
    return rows[np.isin(rows[:, EVENT], events)]


# --- requests, as the recording agents saw them ---------------------------------------------------------------------


def weighed(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Requests of offices that a willing employer with room could weigh, and their marks."""
    asked = rows_of(rows, w.REQUEST)
    marks = asked[:, Y].astype(int)
    seen = (marks & w.WEIGHED > 0) & (marks & w.WALKED_IN == 0)
    return asked[seen], marks[seen]


@by_name
def accepted_when(*, busy: bool) -> Measure:
    """Weighed requests that are answered yes, in high season (or when it is not)."""

    def count(rows: np.ndarray, _: Sight) -> Pair:
        asked, _marks = weighed(rows)
        asked = asked[(asked[:, X] > 0.0) == busy]
        return (asked[:, WHAT] == YES).sum(), len(asked)

    return each_run(count)


@by_name
def drop_by_request(*, small: bool) -> Measure:
    """Share of weighed requests that one request more would have turned from a yes into a no."""

    def count(rows: np.ndarray, _: Sight) -> Pair:
        asked, marks = weighed(rows)
        of_size = (marks & w.SMALL > 0) == small
        yes, pressed = asked[of_size, WHAT] == YES, marks[of_size] & w.YES_IF_ASKED_MORE > 0
        return yes.sum() - pressed.sum(), of_size.sum()

    return each_run(count)


@by_name
def accepted_from(*, new_person: bool) -> Measure:
    """Weighed requests to earlier hosts that are answered yes: as asked, or from the next person in the post."""

    def count(rows: np.ndarray, _: Sight) -> Pair:
        asked, marks = weighed(rows)
        host = marks & w.HOSTED > 0
        yes = (marks & w.YES_TO_NEW_PERSON > 0) if new_person else (asked[:, WHAT] == YES)
        return (yes & host).sum(), host.sum()

    return each_run(count)


@by_name
def yeses_after_no(*, honest: bool) -> Measure:
    """Yeses at an employer in the 24 months after its initiative met an honest no (or silence), each."""

    def count(rows: np.ndarray, sight: Sight) -> Pair:
        given = rows_of(rows, w.NO_TO_IDEA)
        given = given[(given[:, WHAT] == float(honest)) & (given[:, MONTH] < sight.end - MEMORY)]
        asked = rows_of(rows, w.REQUEST)
        return following(given, asked[asked[:, WHAT] == YES], EMPLOYER, MEMORY).sum(), len(given)

    return each_run(count)


@by_name
def accepted_after_placement(*, good: bool) -> Measure:
    """Requests answered yes at an employer in the 24 months after a placement without (or with) unfound problems."""

    def count(rows: np.ndarray, sight: Sight) -> Pair:
        over = rows_of(rows, w.PLACEMENT_OVER)
        over = over[((over[:, WHAT] == 0) == good) & (over[:, MONTH] < sight.end - MEMORY)]
        asked = rows_of(rows, w.REQUEST)
        yes = asked[asked[:, WHAT] == YES]
        return following(over, yes, EMPLOYER, MEMORY).sum(), following(over, asked, EMPLOYER, MEMORY).sum()

    return each_run(count)


@by_name
def hours_in_month(month: int, *, own_work: bool) -> Measure:
    """Hours of supervision (or of the trainee's own work) in a month of a placement (1 is the first)."""

    def count(rows: np.ndarray, _: Sight) -> Pair:
        out = rows_of(rows, w.PLACEMENT_MONTH)
        out = out[out[:, WHAT] == month]
        return (out[:, Y] - out[:, X]).sum() if own_work else out[:, X].sum(), len(out)

    return each_run(count)


# --- applications for jobs, as the recording agents saw them --------------------------------------------------


def judged(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Applications to employers with an open post, and their marks."""
    sent = rows_of(rows, w.APPLICATION)
    sent = sent[sent[:, WHAT] != JobReason.NO_OPENING]
    return sent, sent[:, Y].astype(int)


@by_name
def hired_without(obstacle: str) -> Measure:
    """Applications turned down, and not without this obstacle, of all to an employer with an open post."""
    _refuse_unknown("obstacle", (obstacle,), OBSTACLES)

    def count(rows: np.ndarray, _: Sight) -> Pair:
        sent, marks = judged(rows)
        return ((sent[:, WHAT] != YES) & (marks & OBSTACLES[obstacle] > 0)).sum(), len(sent)

    return each_run(count)


@by_name
def taken_back(*, as_stranger: bool) -> Measure:
    """Applications to a former host or employer with an open post that get a yes: as they are, or from a stranger."""

    def count(rows: np.ndarray, _: Sight) -> Pair:
        sent, marks = judged(rows)
        back = sent[:, X] == Way.RETURN
        yes = (marks & w.AS_STRANGER > 0) if as_stranger else (sent[:, WHAT] == YES)
        return (yes & back).sum(), back.sum()

    return each_run(count)


# --- jobs and moves, from the usual diary ---------------------------------------------------------------------


@by_name
def hires_in(*season: int) -> Measure:
    """Jobs begun by residents in these months of the year, a month."""

    def count(rows: np.ndarray, sight: Sight) -> Pair:
        months = np.arange(sight.first, sight.end)
        return len(_hires(rows, sight, season)), np.isin(months % 12 + 1, season).sum()

    return each_run(count)


@by_name
def jobs_kept(*season: int) -> Measure:
    """Of jobs begun by residents in these months of the year, those that last twelve months."""

    def count(rows: np.ndarray, sight: Sight) -> Pair:
        hires = _hires(rows, sight, season)
        hires = hires[hires[:, MONTH] < sight.end - 12]
        lost = following(hires, rows_of(rows, Event.LOST_JOB), PERSON, 12)
        return (lost == 0).sum(), len(hires)

    return each_run(count)


def _hires(rows: np.ndarray, sight: Sight, season: tuple[int, ...]) -> np.ndarray:
    begun = rows_of(rows, *FOUND, Event.HIRED_BY_HOST)
    here = (begun[:, MONTH] >= sight.first) & (begun[:, Y] == 0)  # the usual diary says there who has moved away
    return begun[here & np.isin(begun[:, MONTH] % 12 + 1, season)]


@by_name
def next_employer(months: int) -> Measure:
    """Adults who, so soon after settlement, begin a job with one who was not their host, of all seen so long."""

    def count(rows: np.ndarray, sight: Sight) -> Pair:
        def pair(some: np.ndarray) -> np.ndarray:
            return some[:, PERSON] * EMPLOYERS + some[:, EMPLOYER]

        settled = rows_of(rows, Event.SETTLED, Event.JOINED)
        settled = settled[(settled[:, MONTH] >= sight.first) & (settled[:, MONTH] < sight.end - months)]
        begun = rows_of(rows, *FOUND)
        begun = begun[~np.isin(pair(begun), pair(rows_of(rows, Event.PLACED)))]
        return (following(settled, begun, PERSON, months) > 0).sum(), len(settled)

    return each_run(count)


@by_name
def in_trial(month: int, *, treated: bool) -> Measure:
    """In work so many months after settlement, of the treated of a trial (or of the controls)."""

    def measure(sight: Sight) -> tuple[np.ndarray, np.ndarray]:
        curve = sight.results.curve[:, month]
        columns = (Curve.TREATED_WORK, Curve.TREATED_SEEN) if treated else (Curve.CONTROLS_WORK, Curve.CONTROLS_SEEN)
        return curve[:, columns[0]], curve[:, columns[1]]

    return measure


@by_name
def stays_who(*, works: bool) -> Measure:
    """Adults living there 36 months after settlement, in work then (or not), who still do at 60 months."""

    def count(rows: np.ndarray, sight: Sight) -> Pair:
        settled = rows_of(rows, Event.SETTLED, Event.JOINED)
        settled = settled[(settled[:, MONTH] >= sight.first) & (settled[:, MONTH] < sight.end - 60)]
        moved = rows_of(rows, Event.MOVED)
        usual = rows[rows[:, EVENT] < w.REQUEST]
        usual = usual[np.argsort(usual[:, PERSON], kind="stable")]  # of each person, in the order of time
        keys = usual[:, PERSON] * 10_000 + usual[:, MONTH]
        last = np.searchsorted(keys, settled[:, PERSON] * 10_000 + settled[:, MONTH] + 36, "right") - 1
        there = following(settled, moved, PERSON, 36) == 0
        chosen = there & ((usual[last, WHAT] == Status.WORK) == works)
        return (chosen & (following(settled, moved, PERSON, 60) == 0)).sum(), chosen.sum()

    return each_run(count)
