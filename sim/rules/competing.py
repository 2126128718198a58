"""Step 5. Competing requests: pupils, students and NAV's others ask the same employers (§3.3).

Who asks first gets the slot. Every request adds to the pressure on the employer, also one that is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, happens, poisson
from sim.constants import FIRST_STREAM, MONTHS_A_YEAR, OFFICES
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Stream
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Asker, Employer
    from sim.world import World

PEAKS = 2  # months of each
PUPILS_PEAKS = (3, 10)  # months of the requests: March and October
STUDENTS_PEAKS = (1, 8)  # January and August
PER_1000_A_YEAR = 12000.0  # 1,000 inhabitants, in 12 months
ADDRESSES = 64  # tried for one slot, at most


@process
class Competing:
    """Volume, load, length and standing of the other groups' requests."""

    pupils: float = number(
        10.0, "per 1,000 inhabitants and year", 5, 20, "requests for pupils, one week", "731-733, p053: no figure", "X", allowed=(0.0, 1000.0)
    )
    students: float = number(
        7.0,
        "per 1,000 inhabitants and year",
        3.5,
        14,
        "requests for upper secondary and students, a day a week",
        "733-737, 751-754",
        "X",
        allowed=(0.0, 1000.0),
    )
    nav_others: float = number(
        9.0, "per 1,000 inhabitants and year", 4.5, 18, "requests for NAV's others and work training", "720-722, 730", "X", allowed=(0.0, 1000.0)
    )
    peak: float = number(4.0, "times", 2.0, 5.5, "requests for pupils and students in each of their two peak months", "assumption", allowed=(0.0, 6.0))
    pupils_load: float = number(0.25, "trainees", 0.1, 0.4, "supervision that a pupil takes", "assumption")
    students_load: float = number(0.5, "trainees", 0.3, 0.7, "supervision that a student takes", "assumption")
    nav_load: float = number(1.0, "trainees", 0.7, 1.0, "supervision that NAV's others take", "assumption")
    students_months: float = number(4.0, "months", 3, 5, "length of a student's slot", "assumption", allowed=(1.0, 11.0))
    nav_months: float = number(4.5, "months", 3, 6, "length of a slot of NAV's others", "p028, p030", "B", allowed=(1.0, 11.0))
    pupils_yes: float = number(0.70, "probability", 0.5, 0.9, "yes to a pupil, if there is room", "assumption")
    students_yes: float = number(0.60, "probability", 0.4, 0.8, "yes to a student, if there is room", "assumption")
    nav_yes: float = number(0.33, "probability", 0.2, 0.5, "yes to NAV's others, if there is room", "p031", "B")
    future_need: float = number(0.15, "probability", 0.0, 0.3, "more yes to students where a skill is needed", "751-754", "C")
    tries: float = number(4.0, "employers", 2, 6, "employers asked for one slot, at most", "744-749; assumption", allowed=(1.0, 12.0))
    in_turn: float = number(0.3, "share", 0.0, 0.6, "fewer slots for who had the last one, where an employer takes groups in turn", "725-726", "C")
    merged_weight: float = number(0.3, "times", 0.1, 0.6, "pressure of one of their requests when it is coordinated", "765-767", "C")

    def volume(self, stream: int, inhabitants: int, month_of_year: int) -> float:
        """Mean number of requests this month."""
        quiet = (MONTHS_A_YEAR - PEAKS * self.peak) / (MONTHS_A_YEAR - PEAKS)
        if stream == Stream.PUPILS.value:
            swing = self.peak if month_of_year in PUPILS_PEAKS else quiet
            return self.pupils * inhabitants / PER_1000_A_YEAR * swing
        if stream == Stream.STUDENTS.value:
            swing = self.peak if month_of_year in STUDENTS_PEAKS else quiet
            return self.students * inhabitants / PER_1000_A_YEAR * swing
        return self.nav_others * inhabitants / PER_1000_A_YEAR

    def load_of(self, stream: int) -> float:
        """Supervision taken, in trainees."""
        if stream == Stream.PUPILS.value:
            return self.pupils_load
        return self.students_load if stream == Stream.STUDENTS.value else self.nav_load

    def months_of(self, stream: int, u: float) -> int:
        """How long a slot is taken, in whole months (pupils: one)."""
        if stream == Stream.PUPILS.value:
            return 1
        mean = self.students_months if stream == Stream.STUDENTS.value else self.nav_months
        return int(mean + u)

    def p_slot(self, stream: int, needs_skill: bool) -> float:
        """Chance of a yes where there is room."""
        if stream == Stream.PUPILS.value:
            return self.pupils_yes
        if stream == Stream.STUDENTS.value:
            return min(1.0, self.students_yes + (self.future_need if needs_skill else 0.0))
        return self.nav_yes


@rule
def compete(asker: Asker, world: World) -> None:
    """Send out this month's requests of one stream in one municipality."""
    c = world.p.competing
    municipality = world.municipalities[asker.municipality]
    n = poisson(world, asker.luck_key, Purpose.COMPETING, c.volume(asker.stream, municipality.inhabitants, world.month_of_year))
    for i in range(n):
        office = world.offices[municipality.office_programme]
        merged = happens(world, asker.luck_key, Purpose.COMPETING_ROUTE, i, office.coordinates)
        asked = 0
        k = 0
        while asked < c.tries and k < ADDRESSES:
            j = municipality.pick(world, asker.luck_key, Purpose.COMPETING_TARGET, ADDRESSES * i + k)
            k += 1
            if j < 0 or (merged and not world.employers[j].has_room(world, c.load_of(asker.stream))):
                continue  # one channel knows where there is room
            asked += 1
            world.tally[Tally.OTHERS_ASKED] += 1.0
            if asker.ask_for_slot(world, world.employers[j], merged, 16 * i + asked):
                break


@rule
def ask_for_slot(asker: Asker, world: World, employer: Employer, merged: bool, which: int) -> bool:
    """Ask one employer for one slot; true if it is given."""
    c = world.p.competing
    by_contact = asker.stream == Stream.NAV_OTHERS.value and employer.has_one_contact(world)
    channel = 0 if merged or by_contact else OFFICES + asker.stream
    employer.hear_request(world, channel, c.merged_weight if merged else 1.0)
    load = c.load_of(asker.stream)
    p = c.p_slot(asker.stream, employer.latent >= 0)
    if employer.last_guests == FIRST_STREAM + asker.stream:
        p *= 1.0 - c.in_turn
    if not employer.has_room(world, load) or not happens(world, asker.luck_key, Purpose.COMPETING_ANSWER, which, p):
        return False
    months = c.months_of(asker.stream, draw(world, asker.luck_key, Purpose.COMPETING_ANSWER, which + 8 * 65536))
    employer.others_load += load
    employer.leaving[(world.month + months) % MONTHS_A_YEAR] += load
    employer.last_guests = FIRST_STREAM + asker.stream
    asker.slots += 1
    world.tally[Tally.PUPILS_PLACED + asker.stream] += 1.0
    return True


@rule
def hear_request(employer: Employer, world: World, channel: int, weight: float) -> None:
    """Be asked: recent requests press, and the channel is remembered for a year."""
    employer.pressure += weight
    employer.asked[channel] = world.month


@rule
def others_leave(employer: Employer, world: World) -> None:
    """Slots of the other groups that end before this month."""
    slot = world.month % MONTHS_A_YEAR
    if employer.leaving[slot] > 0.0:
        employer.others_load = max(0.0, employer.others_load - employer.leaving[slot])
        employer.leaving[slot] = 0.0
