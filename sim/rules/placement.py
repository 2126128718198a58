"""Step 8. Placements go on: supervision falls, problems happen, and are found or never found.

Kind ("greie") employers do not say that they have a problem; only contact finds it (814-823, 1017-1021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Event, Status
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee
    from sim.world import World


@process
class Placement:
    """Problems, and what follow-up does."""

    trouble: float = number(0.14, "per month", 0.05, 0.25, "hazard of a problem", "859-861; assumption")
    trouble_gap: float = number(0.45, "log per level", 0.2, 0.8, "more problems where Norwegian is missing", "582-595", "C")
    prevents: float = number(0.4, "share", 0.2, 0.6, "problems that preparation prevents", "786-788", "C")
    voiced: float = number(0.25, "probability", 0, 0.6, "the employer says so unasked", "1017-1019, 818-823", "C")
    detection: float = number(0.85, "probability", 0.4, 1, "full follow-up finds a problem", "854-861", "C")
    breaks: float = number(0.28, "probability", 0.1, 0.5, "a problem that nobody finds ends the placement", "858-861", "C")
    goodwill_found: float = number(0.02, "goodwill", 0, 0.05, "lost by a problem that is mended", "705-710", "C")
    goodwill_missed: float = number(0.15, "goodwill", 0.05, 0.30, "lost by a problem that nobody finds", "705-710", "C")
    belonging: float = number(0.01, "attachment", 0, 0.03, "a month at a workplace", "838-847", "C")
    belonging_follow: float = number(0.03, "attachment", 0, 0.06, "a month of full follow-up: being asked about", "838-847", "C")
    course: float = number(0.25, "share", 0, 0.5, "of what preparation does, that a course for the supervisor adds", "1004-1008", "C")
    oversold: float = number(0.8, "level", 0.5, 1.2, "overstatement that the employer resents", "618-625", "C")

    def readiness(self, is_prepared: bool, is_trained: bool) -> float:
        """How well a placement is prepared: 1 by the office, more where the supervisor took a course."""
        return (1.0 if is_prepared else 0.0) + (self.course if is_trained else 0.0)

    def p_trouble(self, gap: float, prepared: float) -> float:
        """Chance of a problem this month; ``prepared`` is the readiness."""
        hazard = self.trouble * exp(self.trouble_gap * gap) * (1.0 - self.prevents * prepared)
        return 1.0 - exp(-hazard)

    def p_found(self, follow_up: float) -> float:
        """Chance that a problem is found: the employer says so, or follow-up sees it."""
        return 1.0 - (1.0 - self.voiced) * (1.0 - self.detection * follow_up)


@rule
def go_on(refugee: Refugee, world: World) -> None:
    """One month of a placement."""
    t = world.p.placement
    who = refugee.luck_key
    employer = world.employers[refugee.host]
    office = world.offices[refugee.my_office(world)]
    follow = office.follow_up
    gap = employer.language_gap(world, office, refugee.is_heard(world))
    hours = world.p.requests.hours_of(refugee.work_practice)
    spent = hours * world.p.answer.supervision(refugee.placement_months, gap, employer.learned + refugee.help_need)
    world.tally[Tally.EMPLOYER_HOURS] += spent
    if refugee.placement_mentor and refugee.placement_months < world.p.money.mentor_months:
        world.tally[Tally.MENTOR_HOURS] += world.p.answer.mentor_relief * spent
    refugee.placement_months += 1
    refugee.placement_follow += follow
    refugee.attachment += t.belonging + t.belonging_follow * follow
    refugee.followed += follow
    if refugee.placement_months == 1:
        employer.discount += world.p.answer.discounts * (refugee.oversold - employer.discount)
        if refugee.oversold > t.oversold:
            employer.shift_trust(refugee.placement_side, -world.p.relations.oversold)
    if not happens(world, who, Purpose.PROBLEM, 0, t.p_trouble(gap, t.readiness(refugee.placement_prepared, employer.trained))):
        return
    world.tally[Tally.PROBLEMS] += 1.0
    if happens(world, who, Purpose.FOUND, 0, t.p_found(follow)):
        world.tally[Tally.PROBLEMS_FOUND] += 1.0
        refugee.note(world, Event.PROBLEM_FOUND.value)
        employer.goodwill = max(0.0, employer.goodwill - t.goodwill_found)
        employer.shift_trust(refugee.placement_side, world.p.relations.found)
        return
    refugee.placement_bad += 1
    refugee.note(world, Event.PROBLEM_MISSED.value)
    employer.goodwill = max(0.0, employer.goodwill - t.goodwill_missed)
    employer.shift_trust(refugee.placement_side, -world.p.relations.missed)
    if happens(world, who, Purpose.BREAK_OFF, 0, t.breaks):
        world.tally[Tally.BROKEN_OFF] += 1.0
        refugee.note(world, Event.BROKEN_OFF.value)
        refugee.leave_scar(world, employer)
        refugee.leave_placement(world)


@rule
def leave_scar(refugee: Refugee, world: World, employer: Employer) -> None:
    """A bad placement without follow-up raises the threshold for years."""
    if refugee.placement_bad > 0 and refugee.placement_follow < world.p.relations.alone_below * refugee.placement_months:
        employer.scar += 1.0


@rule
def leave_placement(refugee: Refugee, world: World) -> None:
    """End a placement: the only place where somebody loses a host."""
    employer = world.employers[refugee.host]
    employer.trainees -= 1
    employer.trainees_load = max(0.0, employer.trainees_load - refugee.placement_load)
    employer.hosted += 1
    refugee.host = -1
    refugee.status = Status.CLASS if refugee.in_programme else Status.IDLE
