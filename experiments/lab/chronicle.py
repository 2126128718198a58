"""One run of the readable engine with recording agents: subclasses that write down what happens to them."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from sim.model import IntegrationModel
from sim.scenario import Scenario
from sim.states import Status
from sim.tallies import Tally

TINY = 1e-9  # hours, kroner of a thousand, trainees: what is left of adding floats
REFUSALS = range(Tally.REFUSED_UNWILLING, Tally.REFUSED_NO_NEED + 1)


def free(employer: Any, world: Any) -> float:
    """Trainees that still fit: willing supervisors, one fewer where staff are tired, less those taken."""
    tired = employer.goodwill < world.p.answer.tired_below and employer.capacity > 1
    return employer.capacity - tired - employer.trainees - employer.others_load


def witnesses(lists: dict[str, type]) -> tuple[type, ...]:
    """Subclasses of these agents that write down what happens to them, and the others."""
    refugee, office, asker = (lists[name] for name in ("refugees", "offices", "askers"))

    class WatchedRefugee(refugee):  # type: ignore[valid-type,misc]
        """Writes down starts, months at a workplace and ends."""

        def begin_placement(self, world: Any, employer: Any, side: Any, told: Any, own_way: Any) -> None:
            room, never = free(employer, world), employer.never
            refugee.begin_placement(self, world, employer, side, told, own_way)  # type: ignore[attr-defined]
            world.seen.starts.append((world.month, room, never))

        def go_on(self, world: Any) -> None:
            hours = world.p.requests.hours_of(self.work_practice)
            before = world.tally[Tally.EMPLOYER_HOURS]
            refugee.go_on(self, world)  # type: ignore[attr-defined]
            world.seen.supervision.append((world.month, world.tally[Tally.EMPLOYER_HOURS] - before, hours))

        def learn(self, world: Any) -> None:
            before = self.work_hours
            refugee.learn(self, world)  # type: ignore[attr-defined]
            if self.status == Status.PLACEMENT:
                world.seen.at_work.append((world.month, self.work_hours - before))

        def leave_placement(self, world: Any) -> None:
            world.seen.left_places.append(world.month)
            refugee.leave_placement(self, world)  # type: ignore[attr-defined]

    class WatchedOffice(office):  # type: ignore[valid-type,misc]
        """Writes down placements that began with an employer's initiative."""

        def answer_idea(self, world: Any, employer: Any) -> None:
            before = len(world.seen.starts)
            office.answer_idea(self, world, employer)  # type: ignore[attr-defined]
            world.seen.from_ideas.extend([world.month] * (len(world.seen.starts) - before))
            world.seen.ideas_answered.append(world.month)

    class WatchedAsker(asker):  # type: ignore[valid-type,misc]
        """Records the room there was for each slot of the other groups."""

        def ask_for_slot(self, world: Any, employer: Any, merged: Any, which: Any) -> Any:
            room = free(employer, world)
            given_to = asker.ask_for_slot(self, world, employer, merged, which)  # type: ignore[attr-defined]
            if given_to:
                world.seen.others.append((world.month, room, world.p.competing.load_of(self.stream)))
            return given_to

    return *lists.values(), WatchedRefugee, WatchedOffice, WatchedAsker


@dataclasses.dataclass
class Seen:
    """What the recording agents wrote down; the first of each entry is the month."""

    starts: list[tuple[int, float, bool]] = dataclasses.field(default_factory=list)
    supervision: list[tuple[int, float, float]] = dataclasses.field(default_factory=list)
    at_work: list[tuple[int, float]] = dataclasses.field(default_factory=list)
    left_places: list[int] = dataclasses.field(default_factory=list)
    from_ideas: list[int] = dataclasses.field(default_factory=list)
    ideas_answered: list[int] = dataclasses.field(default_factory=list)
    others: list[tuple[int, float, float]] = dataclasses.field(default_factory=list)


PEOPLE = (
    "id",
    "settle_month",
    "status",
    "in_programme",
    "moved_away",
    "host",
    "employer",
    "contract",
    "n_placements",
    "placement_bad",
    "experience",
    "age",
    "months",
    "persons",
    "is_head",
    "joins",
)
FIRMS = ("id", "never", "capacity", "trainees", "others_load", "goodwill", "pressure", "trust", "leaving", "has_idea")
DESKS = ("side", "follow_up", "done", "delivered", "hours_used", "hours_idle")


@dataclasses.dataclass
class Chronicle:
    """A run with recording agents: copies of all agents, before the first month and after each."""

    scenario: Scenario
    model: IntegrationModel
    seen: Seen
    people: list[list[Any]]
    firms: list[list[Any]]
    desks: list[list[Any]]
    money: list[Any]

    def settled(self, month: int) -> list[Any]:
        """Adults who have settled by the end of ``month`` (-1: before the first)."""
        return [item for item in self.people[month + 1] if item.status != Status.ABROAD]

    def months(self) -> range:
        """Months of the run."""
        return range(self.scenario.all_months)


def picture(agents: list[Any], names: tuple[str, ...]) -> list[Any]:
    """Copy some fields of all agents."""
    row = dataclasses.make_dataclass("Picture", names, frozen=True, slots=True)
    copy = lambda value: tuple(value) if isinstance(value, list) else value  # noqa: E731
    return [row(*(copy(getattr(item, name)) for name in names)) for item in agents]


class WatchedModel(IntegrationModel):
    """The readable engine with a notebook."""

    seen: Seen


def chronicle(scenario: Scenario, seed: int) -> Chronicle:
    """Run a scenario with recording agents."""
    model = WatchedModel(dataclasses.replace(scenario, classes=witnesses(scenario.lists)), seed)
    model.seen = Seen()
    given = Chronicle(scenario, model, model.seen, [], [], [], [])
    for month in range(scenario.all_months + 1):
        given.people.append(picture(model.everybody, PEOPLE))
        given.firms.append(picture(model.employers, FIRMS))
        given.desks.append(picture(model.offices, DESKS))
        if month < scenario.all_months:
            model.step()
            given.money.append(model.p.money)
    return given


def per_month(told: Chronicle, months: list[int]) -> np.ndarray:
    """How often each month occurs."""
    return np.bincount(np.array(months, int), minlength=len(told.months()))
