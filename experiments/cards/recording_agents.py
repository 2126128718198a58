"""Agents that write down what no table of the model holds, and do nothing else otherwise.

A row of the diary begins with person, month and event, and has four numbers more here; the events of recording
agents begin at 101. The same request, or application for a job, is also put again, with one circumstance changed and
the same luck.
"""

from typing import Any

from sim.agents import Employer, Refugee
from sim.engine_room import rule
from sim.rules import answer, hiring, placement, relations
from sim.states import JobReason, Reason
from sim.tallies import Tally

REQUEST = 101  # reason, employer, how busy, sum of the marks below
NO_TO_IDEA = 102  # 1: an honest no, 0: silence; employer; side of the office
PLACEMENT_OVER = 103  # problems that nobody found, employer, mean follow-up
PLACEMENT_MONTH = 104  # which month of the placement, employer, hours of supervision, hours at the workplace
APPLICATION = 105  # reason, employer, way, sum of the marks of an application below
WEIGHED = 1  # a willing employer with room for this candidate
YES_TO_NEW_PERSON = 2  # the same request from the next person in the post
YES_IF_ASKED_MORE = 4  # the same request after one request more
SMALL = 8  # below ten staff
HOSTED = 16  # has had somebody in placement
WALKED_IN = 32  # asked without an office
# marks of an application: a yes to the same person ...
IN_NORWEGIAN = 1  # whose Norwegian is enough for any job
WITH_NATIVE_NAME = 2
EXPERIENCED = 4  # with full experience from work in Norway
WITHOUT_GAP = 8  # who has not been long without work
VOUCHED_FOR = 16  # for whom somebody vouches whom this employer knows
AS_STRANGER = 32  # whom this employer has not tried, and for whom nobody vouches
FLUENT = 6.0  # CEFR level, C2


@rule
def write(world: Any, who: Any, event: Any, what: Any, employer: Any, x: Any, y: Any) -> None:
    """Write a row of the diary, if one is kept; the warm-up is left out."""
    if world.month < world.counted_from or world.diary.shape[0] == 0:
        return
    i = world.cursor[0]
    if i < world.diary.shape[0]:
        row = world.diary[i]
        row[0] = who
        row[1] = world.month
        row[2] = event
        row[3] = what
        row[4] = employer
        row[5] = x
        row[6] = y
    world.cursor[0] = i + 1


@rule
def log_odds_missing(refugee: Any, world: Any, k: Any) -> float:
    """What the k-th obstacle of an application costs, if it counts in log-odds; 0 for any other."""
    h = world.p.hiring
    if k == 2:
        return h.foreign_name
    if k == 3:
        return h.experience - h.experienced(refugee.experience)
    if k == 4:
        return h.idle(refugee.cv_gap)
    return h.reference if k == 5 else 0.0


class WatchedEmployer(Employer):
    """Writes down each request, and what it would have said to the same request in other circumstances."""

    def consider(self, refugee: Any, world: Any, told: Any, side: Any, own_way: Any, which: Any) -> int:
        """Answer as usual."""
        r = world.p.relations
        trust = self.trust[side]
        pressure = self.pressure
        reason = Reason.YES.value
        marks = 0
        for k in range(3):
            if k == 1:
                self.trust[side] = trust - r.turnover * (trust - r.usual)
            if k == 2:
                self.trust[side] = trust
                self.pressure = pressure + 1.0
            given = answer.consider(self, refugee, world, told, side, own_way, which)
            if k == 0:
                reason = given
            elif given == Reason.YES.value:
                marks += YES_TO_NEW_PERSON if k == 1 else YES_IF_ASKED_MORE
        self.pressure = pressure
        office = world.offices[refugee.my_office(world)]
        mentor = 1.0 if self.has_mentor(world, office) else 0.0
        gap = self.language_gap(world, office, told)
        load = self.expected_load(world, gap, refugee.help_need, mentor)
        if reason != Reason.UNWILLING.value and self.has_room(world, load):
            marks += WEIGHED
        if self.staff < 10:
            marks += SMALL
        if self.hosted > 0:
            marks += HOSTED
        if own_way:
            marks += WALKED_IN
        busy = world.p.demand.busy(self.sector, world.month_of_year)
        write(world, refugee.id, REQUEST, reason, self.id, busy, marks)
        return reason

    def judge(self, refugee: Any, world: Any, way: Any, said: Any, extra: Any) -> int:
        """Judge as usual."""
        oral = refugee.oral
        reference = refugee.reference
        voucher = refugee.voucher
        reason = JobReason.YES.value
        marks = 0
        for k in range(7):
            refugee.oral = FLUENT if k == 1 else oral
            if k == 5:
                refugee.reference = 0.0  # what a full one is worth is added
            if k == 6:
                refugee.voucher = -1
            given = hiring.judge(self, refugee, world, way, said, extra + log_odds_missing(refugee, world, k))
            if k == 0:
                reason = given
                if reason == JobReason.NO_OPENING.value:
                    break
            elif given == JobReason.YES.value:
                marks += 1 << (k - 1)
        refugee.reference = reference
        refugee.voucher = voucher
        write(world, refugee.id, APPLICATION, reason, self.id, way, marks)
        return reason

    def get_no_answer(self, world: Any, side: Any, honest: Any) -> None:
        """Be told no, or nothing, as usual."""
        relations.get_no_answer(self, world, side, honest)
        write(world, -1, NO_TO_IDEA, 1.0 if honest else 0.0, self.id, side, 0.0)


class WatchedRefugee(Refugee):
    """Writes down each month of a placement and its end."""

    def go_on(self, world: Any) -> None:
        """One month of a placement, as usual."""
        before = world.tally[Tally.EMPLOYER_HOURS]
        host = self.host
        placement.go_on(self, world)
        spent = world.tally[Tally.EMPLOYER_HOURS] - before
        write(
            world,
            self.id,
            PLACEMENT_MONTH,
            self.placement_months,
            host,
            spent,
            world.p.requests.hours_of(self.work_practice),
        )

    def leave_scar(self, world: Any, employer: Any) -> None:
        """End a placement, as usual."""
        placement.leave_scar(self, world, employer)
        write(
            world,
            self.id,
            PLACEMENT_OVER,
            self.placement_bad,
            employer.id,
            self.placement_follow / max(1, self.placement_months),
            0.0,
        )


WITNESSES = (WatchedEmployer, WatchedRefugee)
