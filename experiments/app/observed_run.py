"""One run that is watched month by month: the readable model, with a note of who asked whom.

The model is ``sim.model.IntegrationModel``; two of its agents also write down what they do anyway (no draw, no rule
and no number differs), so the run is the one that ``experiments.run`` finds for the same seed.
"""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bygd.scenarios.build import scenario_of
from bygd.scenarios.measures import measures
from bygd.scenarios.options import CompareOptions
from bygd.statistics.divergence import Row
from experiments.app.address import Address, Choice
from experiments.command import read
from sim.agents import Refugee, ServiceOffice
from sim.constants import OFFICES
from sim.model import IntegrationModel
from sim.parameters import Number, numbers
from sim.points import at
from sim.processes import Parameters
from sim.scenario import Scenario
from sim.states import Event, Reason, Status
from sim.tallies import Tally

MOST_SEED = 9999
MOST_NUMBERS = 4  # numbers of the model that can be moved at a time (they stand in the address)
AWAY = "away"  # where those are who have moved; all others are where their status says
GROUPS = ("class", "placement", "work", "education", "idle", "out", AWAY)


@dataclasses.dataclass(frozen=True)
class Setting:
    """What is watched: a choice (with its measures or without), a seed, numbers of the model that are set otherwise."""

    choice: Choice = Choice()
    with_measures: bool = False
    seed: int = 1
    numbers: tuple[tuple[str, float], ...] = ()

    def scenario(self, own: Path) -> Scenario:
        """Checked and laid out; raises one of ``experiments.command.read.MISTAKES``."""
        choice = dataclasses.replace(self.choice, together=True)
        options = read.read(CompareOptions, choice.arguments(own))
        wanted = "+".join(choice.measures) if self.with_measures else ""
        scenario = scenario_of(options, measures(options, wanted) if wanted else [], wanted or "baseline")
        return at(scenario, dict(self.numbers))


def setting_of(address: Address) -> Setting:
    """Setting that an address names; what cannot be understood is as usual."""
    rest = dict(address.rest)
    seed = rest.get("seed", "")
    results = {}
    for part in rest.get("numbers", "").split(","):
        name, _, value = part.partition(":")
        declared = declared_numbers().get(name)
        low, high = declared.allowed if declared else (1.0, 0.0)
        if value.replace(".", "", 1).removeprefix("-").isdecimal() and low <= float(value) <= high:
            results[name] = float(value)
    return Setting(
        address.choice,
        with_measures=rest.get("with") == "yes",
        seed=min(int(seed), MOST_SEED) if seed.isdecimal() else 1,
        numbers=tuple(results.items())[:MOST_NUMBERS],
    )


def declared_numbers() -> dict[str, Number]:
    """Numbers of the model by their dotted names."""
    return numbers(Parameters())


def near(there: float, number: Number, value: float) -> float:
    """What a slider says, without digits that nobody chose.

    A slider stands on one of its steps even where nobody moved it: less than a step is no move.
    """
    for item in (value, number.default):
        if abs(there - item) < 0.75 * step_of(number):
            return item
    return float(f"{there:.4g}")


def step_of(number: Number) -> float:
    """How far a number is moved at least: a hundredth of what is plausible."""
    low, high = number.plausible
    return (high - low) / 100 or 0.01


class Request(NamedTuple):
    """An employer was asked for a placement: for whom, by which office (or by the person), with which answer."""

    month: int
    person: int
    employer: int
    side: int
    own_way: bool
    idea: bool  # the employer's own initiative, taken up
    reason: Reason


class Watched(Refugee):
    """A refugee whose requests are recorded."""

    def ask(self, world: Any, employer: Any, side: int, merged: bool, own_way: bool) -> None:
        """Ask as every refugee does; note a no."""
        since = int(world.cursor[0])
        super().ask(world, employer, side, merged, own_way)
        event = int(world.diary[since][2])
        if Event.REFUSED < event < Event.TURNED_DOWN:
            world.asked.append(
                Request(world.month, self.id, employer.id, side, own_way, False, Reason(event - Event.REFUSED))
            )

    def begin_placement(
        self, world: Any, employer: Any, side: int, told: float, believed: float, own_way: bool
    ) -> None:
        """Begin a placement as every refugee does; note the yes."""
        last = world.diary[max(0, int(world.cursor[0]) - 1)]
        idea = bool(last[2] == Event.TAKEN_UP and last[0] == self.id and last[1] == world.month)
        super().begin_placement(world, employer, side, told, believed, own_way)
        world.asked.append(Request(world.month, self.id, employer.id, side, own_way, idea, Reason.YES))


class Bureau(ServiceOffice):
    """An office that also remembers how many hours it had this month."""

    hours_had: float

    def plan(self, world: Any) -> None:
        """Plan as every office does."""
        before = world.tally[Tally.HOURS_HAD]
        super().plan(world)
        self.hours_had = float(world.tally[Tally.HOURS_HAD] - before)


@dataclasses.dataclass
class Run:
    """A run at work. ``month`` 0 is the end of the years before the counted period; ``counts``: one entry a month."""

    scenario: Scenario
    seed: int
    model: Any = None
    fault: str = ""
    counts: list[dict[str, float]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        """Let the years before the counted period pass."""
        scenario = dataclasses.replace(self.scenario, classes=(Watched, Bureau))
        self.model = IntegrationModel(scenario, self.seed, people=True)
        self.model.asked = []
        for _ in range(scenario.warm_up_months):
            self.model.step()
        self.counts.append(self.count())

    @property
    def month(self) -> int:
        """Counted months so far."""
        return int(self.model.month) - self.scenario.warm_up_months

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to simulate."""
        return bool(self.fault) or self.month >= self.scenario.months

    def step(self, months: int = 1) -> None:
        """Simulate so many months, or as many as there are; what goes wrong becomes ``fault``."""
        with self.lock:
            for _ in range(months):
                if self.finished:
                    return
                try:
                    self.model.step()
                except Exception as error:  # noqa: BLE001  (whatever happens, the visitor reads a sentence)
                    self.fault = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
                    return
                self.counts.append(self.count())

    @property
    def offices(self) -> list[Any]:
        """Offices that the municipalities have; not those of a trial."""
        return [office for office in self.model.offices if office.side < OFFICES]

    # --- reading ------------------------------------------------------------------------------------------

    @property
    def people(self) -> list[Any]:
        """Everybody who has been settled, movers too."""
        return [item for item in self.model.everybody if item.status != Status.ABROAD]

    def diary(self, person: int) -> list[Row]:
        """What was recorded of a person, in order; month 1 is the first counted."""
        rows = self.model.diary[: self.model.cursor[0]]
        return [self._row(row) for row in rows[rows[:, 0] == person]]

    def this_month(self) -> list[tuple[int, Row]]:
        """What happened in the month that was simulated last: whose, and what."""
        rows = self.model.diary[: self.model.cursor[0]]
        first = int(np.searchsorted(rows[:, 1], self.model.month - 1))
        return [(int(row[0]), self._row(row)) for row in rows[first:]]

    def _row(self, row: np.ndarray) -> Row:
        employer = int(row[4])
        trade = int(self.model.employers[employer].sector) if employer >= 0 else -1
        month = int(row[1]) + 1 - self.scenario.warm_up_months
        return Row(month, int(row[2]), int(row[3]), employer, trade, float(row[5]), float(row[7]))

    def requests(self, *, now: bool = False) -> list[Request]:
        """Requests of the counted months, or of the last month."""
        first = self.model.month - 1 if now else self.scenario.warm_up_months
        return [item for item in self.model.asked if item.month >= first]

    def count(self) -> dict[str, float]:
        """Numbers at the end of the month."""
        people = self.people
        groups = [group_of(item) for item in people]
        requests = self.requests()
        yes = sum(item.reason == Reason.YES for item in requests)
        return {
            "settled": len(people),
            "in_programme": sum(item.in_programme and not item.moved_away for item in people),
            **{group: groups.count(group) for group in GROUPS},
            "hours_used": sum(office.hours_used for office in self.offices),
            "hours_had": sum(office.hours_had for office in self.offices),
            "requests": len(requests),
            "yes": yes,
            "refused": len(requests) - yes,
        }


def group_of(person: Any) -> str:
    """Where a person is on the board."""
    return AWAY if person.moved_away else Status(person.status).name.lower()
