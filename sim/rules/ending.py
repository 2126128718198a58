"""Step 9. Placements end: evaluated or not, hired by the host or not, with somebody who vouches or without.

The host judges as any employer does (``hiring.judge``), but has tried the candidate: that removes the doubt (546-549).
A good placement is the key to further work, here or with a next employer (964-966).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, happens
from sim.constants import SCHOOL_STARTS
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Event, Sector, Way
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee
    from sim.world import World


@process
class Ending:
    """What makes a job of a placement."""

    language_practice: float = number(0.8, "log-odds", 0.2, 1.6, "lost at the end of language practice", "614-617", "C")
    evaluated: float = number(0.3, "log-odds", 0.0, 0.6, "gained by an evaluation", "831-833, 1019", "C")
    subsidy_odds: float = number(1.0, "odds ratio", 1.0, 2.0, "wage subsidy, where the employer knows of it (1: not used)", "p060, p064-p068 (sign)", "B")
    subsidy_months: float = number(6.0, "months", 3, 12, "how long a wage subsidy is paid", "p060", "A", allowed=(0.0, 36.0))
    unprepared: float = number(0.6, "share", 0.4, 0.8, "quality of a placement that nobody prepared", "786-806", "C")
    bad_costs: float = number(0.35, "share", 0.2, 0.5, "quality lost by a problem that nobody found", "858-861", "C")
    unevaluated: float = number(0.5, "share", 0.3, 0.8, "worth of a reference without evaluation", "964-966", "C")
    childcare: float = number(0.3, "probability", 0.1, 0.5, "an offer to a mother of a small child fails on childcare", "930-944: one case", "C")
    childcare_help: float = number(0.7, "share", 0.4, 0.9, "of these that help with childcare saves", "930-944", "C")
    ends: float = number(0.4, "share", 0.2, 0.6, "hires that are substitutes' or seasonal jobs", "540, 563-569; temp_job_g2 as floor", "C")
    need_industry: float = number(2.25, "level", 1.85, 2.65, "Norwegian for a job in manufacturing, hotels, food", "p022, 615-617", "B")
    need_shop: float = number(2.7, "level", 2.3, 3.1, "the same in a shop", "p022", "B")
    need_public: float = number(2.9, "level", 2.5, 3.3, "the same in care, kindergarten, school", "p022, 652-661", "B")
    need_outdoors: float = number(2.1, "level", 1.7, 2.5, "the same on a farm", "between the nearest; assumption")
    need_building: float = number(2.4, "level", 2.0, 2.8, "the same in construction", "between the nearest; assumption")
    need_other: float = number(2.55, "level", 2.15, 2.95, "the same elsewhere", "between the nearest; assumption")
    agreed_lowers: float = number(0.2, "level", 0.1, 0.3, "an agreed requirement for the job is lower by", "645-661", "C")
    task_spread: float = number(0.3, "share", 0.0, 0.6, "how far the need for a placement follows that for the job", "609-617; assumption")

    def need(self, sector: int) -> float:
        """Norwegian that a job in this trade needs, oral level."""
        if sector in (Sector.HOTEL_FOOD.value, Sector.MANUFACTURING.value):
            return self.need_industry
        if sector == Sector.RETAIL.value:
            return self.need_shop
        if sector in (Sector.CARE.value, Sector.KINDERGARTEN_SCHOOL.value):
            return self.need_public
        if sector == Sector.AGRICULTURE.value:
            return self.need_outdoors
        return self.need_building if sector == Sector.CONSTRUCTION.value else self.need_other

    def task_of(self, sector: int) -> float:
        """What the trade adds to or takes off the usual need for a placement."""
        return self.task_spread * (self.need(sector) - self.need_other)

    def quality(self, bad: int, prepared: float) -> float:
        """Quality of a placement, 0 to 1; ``prepared`` is the readiness."""
        readied = min(1.0, self.unprepared + (1.0 - self.unprepared) * prepared)
        return max(0.0, 1.0 - self.bad_costs * bad) * readied

    def tried_out(self, work_practice: bool, was_evaluated: bool) -> float:
        """Log-odds of being hired that the placement itself adds."""
        return (self.evaluated if was_evaluated else 0.0) - (0.0 if work_practice else self.language_practice)


@rule
def finish_placement(refugee: Refugee, world: World) -> None:
    """The agreed months are over."""
    e = world.p.ending
    who = refugee.luck_key
    employer = world.employers[refugee.host]
    office = world.offices[refugee.my_office(world)]
    practice = world.practice[office.id]
    side = refugee.placement_side
    evaluated = happens(world, who, Purpose.EVALUATED, 0, practice.evaluated * office.done)
    readiness = world.p.placement.readiness(refugee.placement_prepared, employer.trained)
    quality = e.quality(refugee.placement_bad, readiness)
    reference = quality * (e.unevaluated + (1.0 - e.unevaluated) * evaluated)
    if refugee.voucher < 0 or reference >= refugee.reference:
        refugee.reference = reference
        refugee.voucher = employer.id
    employer.judge_placement(refugee, world, evaluated)
    world.tally[Tally.ENDED] += 1.0
    world.tally[Tally.EVALUATED] += 1.0 if evaluated else 0.0
    refugee.note(world, Event.PLACEMENT_ENDED.value)
    if evaluated:
        refugee.note(world, Event.EVALUATED.value)
    refugee.leave_scar(world, employer)
    refugee.leave_placement(world)
    if not refugee.could_work(world):  # whether childcare is found shows later
        return
    reason = employer.judge(refugee, world, Way.HOST.value, 0.0, e.tried_out(refugee.work_practice, evaluated))
    if refugee.is_turned_down(world, reason):
        refugee.note(world, Event.TURNED_DOWN + reason)
    elif refugee.has_childcare(world, employer, side):
        world.tally[Tally.HIRED_BY_HOST] += 1.0
        refugee.take_job(world, employer, Way.HOST.value)


@rule
def has_childcare(refugee: Refugee, world: World, employer: Employer, side: int) -> bool:
    """Tell whether an offer does not fail on childcare that the services promised."""
    e = world.p.ending
    if not refugee.is_woman or refugee.child_months < 0 or refugee.child_months >= SCHOOL_STARTS:
        return True
    practice = world.practice[refugee.my_office(world)]
    u = draw(world, refugee.luck_key, Purpose.CHILDCARE, 0)
    if u >= e.childcare:
        return True
    if u >= e.childcare * (1.0 - e.childcare_help * practice.childcare):
        world.tally[Tally.NURSERY_PLACES] += 1.0
        return True
    world.tally[Tally.CHILDCARE_FAILED] += 1.0
    refugee.note(world, Event.CHILDCARE_FAILED.value)
    employer.get_no_answer(world, side, happens(world, refugee.luck_key, Purpose.CHILDCARE, 1, practice.honest))
    return False
