"""One run of the readable engine with recording agents: subclasses that write down what happens to them."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from sim.model import IntegrationModel
from sim.scenario import Scenario
from sim.states import Status
from sim.tallies import Tally

TINY = 1e-8  # hours, kroner of a thousand, trainees: what is left of adding floats (and ``constants.ROUNDING``)
REFUSALS = range(Tally.REFUSED_UNWILLING, Tally.REFUSED_OTHERS_FIRST + 1)
TURNED_DOWN = range(Tally.TURNED_DOWN_NO_OPENING, Tally.TURNED_DOWN_FORMAL + 1)
MODELLED = range(Tally.JOBS_HOST, Tally.JOBS_ADVERT + 1)  # jobs with an employer who is an agent
HOURS = (
    Tally.HOURS_HAD,
    Tally.HOURS_STANDING,
    Tally.HOURS_NEW,
    Tally.HOURS_FOLLOW,
    Tally.HOURS_MATCHING,
    Tally.HOURS_IDLE,
    Tally.HOURS_FOLLOW_NEEDED,
)


def free(employer: Any, world: Any) -> float:
    """Room in usual trainees: what is not taken, one fewer where staff are tired."""
    tired = employer.goodwill < world.p.answer.tired_below and employer.slack > 1.0
    return employer.slack - tired - employer.trainees_load - employer.others_load


def is_out_of_reach(employer: Any, believed: float, world: Any) -> bool:
    """Whether an employer says that it never takes a refugee, and means this one too."""
    enough = believed >= world.p.ending.need(employer.sector)
    return employer.never and not (employer.never_language and enough)


def witnesses(lists: dict[str, type]) -> tuple[type, ...]:
    """Subclasses of these agents that write down what happens to them, and the others."""
    return *lists.values(), *(watch(lists[name]) for name, watch in WATCHES.items())


def _refugee(refugee: Any) -> type:
    class WatchedRefugee(refugee):
        """Writes down starts, months at a workplace and ends."""

        def begin_placement(self, world: Any, employer: Any, side: Any, told: Any, believed: Any, own_way: Any) -> None:
            room, never = free(employer, world), is_out_of_reach(employer, believed, world)
            refugee.begin_placement(self, world, employer, side, told, believed, own_way)
            world.seen.starts.append((world.month, room, self.placement_load, never))

        def go_on(self, world: Any) -> None:
            hours = world.p.requests.hours_of(self.work_practice)
            before = world.tally[Tally.EMPLOYER_HOURS]
            refugee.go_on(self, world)
            world.seen.supervision.append((world.month, world.tally[Tally.EMPLOYER_HOURS] - before, hours))

        def learn(self, world: Any) -> None:
            before = self.work_hours
            refugee.learn(self, world)
            if self.status == Status.PLACEMENT:
                world.seen.at_work.append((world.month, self.work_hours - before))

        def leave_placement(self, world: Any) -> None:
            world.seen.left_places.append(world.month)
            refugee.leave_placement(self, world)

        def take_job(self, world: Any, employer: Any, way: Any) -> None:
            refugee.take_job(self, world, employer, way)
            world.seen.hires.append((world.month, employer.id, self.id))

    return WatchedRefugee


def _employer(usual_employer: Any) -> type:
    class WatchedEmployer(usual_employer):
        """Writes down the posts that it opens and those that it fills."""

        def look_up_posts(self, world: Any) -> None:
            is_new = self.posts_month != world.month
            usual_employer.look_up_posts(self, world)
            if is_new:
                world.seen.opened[world.month, self.id] = (self.posts, self.adverts)

        def take_post(self, on_advert: Any, meets: Any) -> None:
            before = self.posts
            usual_employer.take_post(self, on_advert, meets)
            self.model.seen.taken.append((self.model.month, self.id, before - self.posts, bool(meets)))

    return WatchedEmployer


def _office(office: Any) -> type:
    class WatchedOffice(office):
        """Writes down the hours of each kind, and placements that began with an employer's initiative."""

        def plan(self, world: Any) -> None:
            before = world.tally[list(HOURS)]
            office.plan(self, world)
            given = dict(zip(HOURS, world.tally[list(HOURS)] - before, strict=True))
            teacher = world.practice[self.id].teacher_hours * world.p.offices.leave(world.month_of_year)
            needed = self.placed * world.p.offices.per_month
            taught = min(teacher, self.placed_onsite * world.p.offices.per_month)
            extra = world.practice[self.id].extra_posts * world.p.offices.post_hours
            world.seen.plans.append((world.month, self.id, given, self.hours_used, needed - taught, extra))

        def answer_idea(self, world: Any, employer: Any) -> None:
            before = len(world.seen.starts)
            office.answer_idea(self, world, employer)
            world.seen.from_ideas.extend([world.month] * (len(world.seen.starts) - before))
            world.seen.ideas_answered.append(world.month)

    return WatchedOffice


def _asker(asker: Any) -> type:
    class WatchedAsker(asker):
        """Records the room there was for each slot of the other groups."""

        def ask_for_slot(self, world: Any, employer: Any, merged: Any, which: Any) -> Any:
            room = free(employer, world)
            given_to = asker.ask_for_slot(self, world, employer, merged, which)
            if given_to:
                world.seen.others.append((world.month, room, world.p.competing.load_of(self.stream)))
            return given_to

    return WatchedAsker


WATCHES = {"refugees": _refugee, "employers": _employer, "offices": _office, "askers": _asker}


@dataclasses.dataclass
class Seen:
    """What the recording agents wrote down; the first of each entry is the month."""

    starts: list[tuple[int, float, float, bool]] = dataclasses.field(default_factory=list)  # room, load, never
    supervision: list[tuple[int, float, float]] = dataclasses.field(default_factory=list)
    at_work: list[tuple[int, float]] = dataclasses.field(default_factory=list)
    left_places: list[int] = dataclasses.field(default_factory=list)
    from_ideas: list[int] = dataclasses.field(default_factory=list)
    ideas_answered: list[int] = dataclasses.field(default_factory=list)
    others: list[tuple[int, float, float]] = dataclasses.field(default_factory=list)
    opened: dict[tuple[int, int], tuple[int, int]] = dataclasses.field(default_factory=dict)  # posts, of them adverts
    taken: list[tuple[int, int, int, bool]] = dataclasses.field(default_factory=list)  # employer, posts, meets a need
    hires: list[tuple[int, int, int]] = dataclasses.field(default_factory=list)  # employer, refugee
    plans: list[tuple[int, int, dict[Tally, float], float, float, float]] = dataclasses.field(
        default_factory=list
    )  # office, hours by kind, hours used, follow-up needed, hours of extra posts


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
    "placement_load",
    "recommended_by",
    "group",
    "experience",
    "age",
    "months",
    "persons",
    "is_head",
    "joins",
)
FIRMS = (
    "id",
    "never",
    "slack",
    "trainees",
    "trainees_load",
    "others_load",
    "goodwill",
    "pressure",
    "trust",
    "leaving",
    "has_idea",
    "posts_month",
    "posts",
    "adverts",
)
DESKS = ("side", "placed", "follow_up", "done", "delivered", "taught", "hours_used", "hours_idle")


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
    model = WatchedModel(dataclasses.replace(scenario, classes=witnesses(scenario.lists)), seed, people=True)
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
