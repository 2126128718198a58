"""The fast engine: the same month over array records, many runs on threads.

``Batch`` holds the arrays of one thread. ``run`` simulates replicates, ``run_together`` those of several scenarios;
``Stepper`` walks one run month by month (for tests and for looking at agents).
"""

from __future__ import annotations

import dataclasses
import sys
from collections import namedtuple
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from sim.engine_room import answer, compiled, order_of, rule
from sim.held import borrow, hold
from sim.month import before
from sim.parameters import Told, records
from sim.scenario import Scenario, check_seed
from sim.tallies import Curve, Tally, Total

DIARY_COLUMNS = 8
DIARY_ROWS = 60  # for each person who may come; a diary that needs more gets more


# What a rule sees, rebuilt every month, besides the lists of agents; in the readable engine the model has these names.
NOW = ("seed", "replicate", "month", "month_of_year", "first_year", "n_years", "counted_from", "p", "practice")
COUNTS = ("tally", "totals", "curve", "diary", "cursor", "people")


def world_type(lists: Iterable[str]) -> type:
    """Type of the world with these lists of agents, in this order."""
    return getattr(sys.modules[__name__], "__".join(("World", *lists)))


def __getattr__(name: str) -> Any:
    """Make a type of world whose name tells its lists, once: what the cache of compiled code looks it up by."""
    kind, *lists = name.split("__")
    if kind != "World":
        raise AttributeError(name)
    return globals().setdefault(name, namedtuple(name, (*NOW, *lists, *COUNTS), module=__name__))  # noqa: PYI024


class Times(NamedTuple):
    """When things are, the same for all runs of a scenario."""

    first_year: int
    n_years: int
    counted_from: int
    months: int


class Out(NamedTuple):
    """Where results go: months, totals, curve, diary, its length, whether a run failed."""

    tally: Any  # runs x all months x Tally
    totals: Any  # runs x Total
    curve: Any  # runs x months since settlement x Curve
    diary: Any  # runs x rows x DIARY_COLUMNS
    cursor: Any  # runs x 1
    people: Any  # runs x years: people known by the end of each year
    failed: Any  # runs
    running: Any  # 1: the run that is simulated; -1: none yet


OF_A_RUN = tuple(name for name in Out._fields if name != "running")


@rule
def _start_anew(now, fresh):
    for k in range(len(now)):
        for i in range(now[k].shape[0]):
            now[k][i] = fresh[k][i]


@compiled
def _simulate(
    world_of,
    order,
    seed,
    replicates,
    first,
    start,
    stop,
    times,
    p_table,
    practices,
    phase,
    people,
    others,
    now,
    fresh,
    out,
):
    """Months ``start`` to ``stop`` - 1 of each replicate from number ``first`` on; month -1 is what comes before.

    ``people`` and ``others``: arrays of refugees and of each other kind; ``now`` and ``fresh``: all of them as 64-bit
    words, and a copy to start from.
    """
    for r in range(first, replicates.shape[0]):
        out.running[0] = r
        if start < 0:
            _start_anew(now, fresh)
            out.people[r, 0] = people.shape[0]  # before anybody is known: all places are open
        for step in range(start, stop):
            t = max(step, 0)
            # built here and not in a function: numba cannot return a record inside a tuple
            world = hold(
                world_of(
                    seed,
                    replicates[r],
                    t,
                    t % 12 + 1,
                    times.first_year,
                    times.n_years,
                    times.counted_from,
                    p_table[phase[t]],
                    borrow(practices[phase[t]]),
                    borrow(people[: out.people[r, t // 12]]),
                    *borrow(others),
                    borrow(out.tally[r, t]),
                    borrow(out.totals[r]),
                    borrow(out.curve[r]),
                    borrow(out.diary[r]),
                    borrow(out.cursor[r]),
                    borrow(out.people[r]),
                )
            )
            if step < 0:
                before(world)
            else:
                order[0].pass_month(world)


@dataclasses.dataclass
class Results:
    """Counts of a batch of runs: arrays as in ``Out``; months and curve start with the counted period.

    ``displaced``: whether the scenario settles anybody under collective protection.
    """

    replicates: np.ndarray
    tally: np.ndarray
    totals: np.ndarray
    curve: np.ndarray
    diary: list[np.ndarray]
    failed: np.ndarray
    displaced: bool = False


def diary_rows(scenario: Scenario) -> int:
    """Rows of a diary: far more than usual lives fill."""
    return DIARY_ROWS * scenario.rows.capacity


def check_diary(cursor: np.ndarray, rows: int) -> None:
    """Raise ``OverflowError`` if a diary of a run that is walked month by month is full: no row is lost unnoticed."""
    if cursor.max(initial=0) > rows > 0:
        raise OverflowError(f"the diary has {rows} rows, but {cursor.max()} were written; raise DIARY_ROWS")


class Batch:
    """Arrays of one thread for one scenario; ``beside`` another one, which is at work when this one is not, its own."""

    def __init__(self, scenario: Scenario, beside: Batch | None = None) -> None:
        self.scenario = scenario
        laid_out = _laid_out(scenario)
        self.agents = beside.agents if beside else {name: array.copy() for name, array in laid_out.items()}
        self.now = tuple(_words(array) for array in self.agents.values())
        self.fresh = tuple(_words(array) for array in laid_out.values())
        phases = scenario.phases
        self.told: dict[int, Told] = beside.told if beside else {}
        self.p_table = records([phase.parameters for phase in phases], self.told)
        practices = records([practice for phase in phases for practice in phase.practices], self.told)
        self.practices = practices.reshape(len(phases), -1)
        starts = np.array([phase.month for phase in phases])
        self.phase = np.searchsorted(starts, np.arange(scenario.all_months), side="right") - 1
        self.times = Times(
            scenario.start - scenario.warm_up, scenario.n_years, scenario.warm_up_months, scenario.all_months
        )

    def out(self, runs: int, rows: int) -> Out:
        """Empty arrays for results, with ``rows`` of diary for each run (0: none is kept)."""
        s = self.scenario
        return Out(
            np.zeros((runs, s.all_months, len(Tally.__members__))),
            np.zeros((runs, len(Total))),
            np.zeros((runs, s.months, len(Curve))),
            np.zeros((runs, rows, DIARY_COLUMNS)),
            np.zeros((runs, 1), np.int64),
            np.zeros((runs, s.n_years), np.int64),
            np.zeros(runs, np.bool_),
            np.full(1, -1),
        )

    def advance(self, seed: int, replicates: np.ndarray, start: int, stop: int, out: Out) -> None:
        """Simulate months ``start`` to ``stop`` - 1 (-1: what comes before the first) of each replicate.

        A run that fails is marked in ``out.failed``, and the others go on.
        """
        check_seed(seed)
        first = 0
        while first < len(replicates) or not len(replicates):
            out.running[0] = -1
            try:
                return self._advance(seed, replicates, first, start, stop, out)
            except Exception:
                failed = int(out.running[0])
                if failed < 0:  # it does not even compile
                    raise
                out.failed[failed] = True
                first = failed + 1
        return None

    def _advance(self, seed: int, replicates: np.ndarray, first: int, start: int, stop: int, out: Out) -> None:
        others = {name: array for name, array in self.agents.items() if name != "refugees"}
        _simulate(
            world_type(["refugees", *others]),
            order_of(self.scenario.month),
            seed,
            replicates,
            first,
            start,
            stop,
            self.times,
            self.p_table,
            self.practices,
            self.phase,
            self.agents["refugees"],
            tuple(others.values()),
            self.now,
            self.fresh,
            out,
        )

    def simulate(self, seed: int, replicates: np.ndarray, *, people: bool = False) -> Results:
        """Run ``replicates`` (whole numbers) one after the other; ``people``: with diaries. Releases the GIL."""
        rows = diary_rows(self.scenario) if people else 0
        out = self.out(len(replicates), rows)
        self.advance(seed, replicates, -1, self.scenario.all_months, out)
        if people and out.cursor.max(initial=0) > rows:  # a diary was too short: all again, with as many as it takes
            out = self.out(len(replicates), int(out.cursor.max()))
            self.advance(seed, replicates, -1, self.scenario.all_months, out)
        return self.results(replicates, out, people=people)

    def results(self, replicates: np.ndarray, out: Out, *, people: bool) -> Results:
        """What the runs of ``replicates`` counted."""
        warm = self.scenario.warm_up_months
        diary = [out.diary[r, : out.cursor[r, 0]] for r in range(len(replicates))] if people else []
        displaced = self.scenario.has_displaced
        return Results(replicates, out.tally[:, warm:], out.totals, out.curve, diary, out.failed, displaced)

    def differs_from(self, other: Batch, month: int) -> bool:
        """Tell whether other numbers hold in a month than in another scenario of the same people and firms."""
        return self._numbers(month) != other._numbers(month)

    def _numbers(self, month: int) -> tuple[bytes, bytes]:
        phase = self.phase[month]
        return self.p_table[phase].tobytes(), self.practices[phase].tobytes()


class Stepper:
    """One run, month by month; ``agents`` are the live arrays."""

    def __init__(self, scenario: Scenario, seed: int, replicate: int = 0, *, people: bool = False) -> None:
        self.batch = Batch(scenario)
        self.out = self.batch.out(1, diary_rows(scenario) if people else 0)
        self.seed, self.replicates, self.month = seed, np.array([replicate]), 0
        self.batch.advance(seed, self.replicates, -1, 0, self.out)
        self.n = int(self.out.people[0, -1])

    def step(self) -> None:
        """Simulate one month."""
        self.batch.advance(self.seed, self.replicates, self.month, self.month + 1, self.out)
        self.month += 1
        check_diary(self.out.cursor, self.out.diary.shape[1])

    @property
    def agents(self) -> dict[str, np.ndarray]:
        """Arrays of all agents (refugees: those who will ever come)."""
        return self.batch.agents | {"refugees": self.batch.agents["refugees"][: self.n]}


def run(scenario: Scenario, seed: int, replicates: np.ndarray, *, threads: int = 1, people: bool = False) -> Results:
    """Simulate ``replicates`` (whole numbers) of a scenario on threads; rows come back in the order given."""
    replicates = np.asarray(replicates, np.int64)
    threads = max(1, min(threads, len(replicates)))  # without replicates: only compile
    parts = np.array_split(replicates, threads)
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda part: Batch(scenario).simulate(seed, part, people=people), parts))
    return Results(
        replicates,
        np.concatenate([one.tally for one in done]),
        np.concatenate([one.totals for one in done]),
        np.concatenate([one.curve for one in done]),
        [rows for one in done for rows in one.diary],
        np.concatenate([one.failed for one in done]),
        scenario.has_displaced,
    )


def run_together(
    scenarios: list[Scenario], seed: int, replicates: np.ndarray, *, people: bool = False
) -> list[Results]:
    """Simulate scenarios that ``Scenario.but`` made of each other, bit for bit as each alone.

    Months before the first in which they differ (the warm-up, where measures start later) are simulated once for all.
    """
    first = Batch(scenarios[0])
    batches = [first, *(Batch(scenario, first) for scenario in scenarios[1:])]
    starts = sorted({phase.month for scenario in scenarios for phase in scenario.phases})
    end = scenarios[0].all_months
    fork = next((month for month in starts if any(batch.differs_from(first, month) for batch in batches)), end)
    if fork == 0 or len(scenarios) == 1:
        return [batch.simulate(seed, replicates, people=people) for batch in batches]
    rows = diary_rows(scenarios[0]) if people else 0
    outs = [batch.out(len(replicates), rows) for batch in batches]
    for r in range(len(replicates)):
        one = replicates[r : r + 1]
        runs = [out._replace(**{name: getattr(out, name)[r : r + 1] for name in OF_A_RUN}) for out in outs]
        first.advance(seed, one, -1, fork, runs[0])
        _copy(runs[0], runs[1:])
        there = [words.copy() for words in first.now]
        for batch, its in zip(batches, runs, strict=True):
            for now, then in zip(first.now, there, strict=True):
                now[:] = then
            if not its.failed[0]:
                batch.advance(seed, one, fork, end, its)
    return [
        batch.simulate(seed, replicates, people=True)  # a diary was too short
        if out.cursor.max(initial=0) > rows > 0
        else batch.results(replicates, out, people=people)
        for batch, out in zip(batches, outs, strict=True)
    ]


def _copy(done: Out, others: list[Out]) -> None:
    """What a run has counted so far, for other runs to go on from."""
    written = min(int(done.cursor[0, 0]), done.diary.shape[1])
    for other in others:
        for name in OF_A_RUN:
            if name == "diary":
                other.diary[0, :written] = done.diary[0, :written]
            else:
                getattr(other, name)[:] = getattr(done, name)


def _laid_out(scenario: Scenario) -> dict[str, np.ndarray]:
    """Agents as they start, which nobody writes to."""
    if "agents" not in scenario.shared:
        agents = {name: _filled(cls, scenario.rows.agents[name]) for name, cls in scenario.lists.items()}
        scenario.shared["agents"] = agents
    return scenario.shared["agents"]


def _filled(cls: type, rows: list[dict[str, Any]]) -> np.ndarray:
    array = np.zeros(len(rows), answer(cls))
    for name in rows[0] if rows else ():
        array[name] = [row[name] for row in rows]
    return array


def _words(array: np.ndarray) -> np.ndarray:
    return array.view(np.uint8).reshape(-1).view(np.uint64)
