"""Step 11. Work: seasons, tenure and subsidies end jobs; work ties people to the municipality; a late exit for health.

The health exit is imposed, not explained: it stands for the fall after seven to ten years that registers show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens
from sim.constants import MONTHS_A_YEAR, OFFICES
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Contract, Event, Status
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee
    from sim.world import World

HEALTH_AGE = 38.0  # years: the age of which ``work.health`` is told


@process
class Work:
    """How jobs end, and what a job gives."""

    loss_early: float = number(0.032, "probability", 0.015, 0.045, "losing a job in its first year, per month", "p088 as scale", "A")
    loss_later: float = number(0.0135, "probability", 0.008, 0.020, "losing it later", "p089 as scale", "A")
    loss_women: float = number(1.15, "times", 1.0, 1.3, "women", "assumption")
    season_ends: float = number(0.30, "probability", 0.15, 0.5, "a seasonal or substitute's job ends, per month", "560-569", "C")
    season_months: float = number(4.0, "months", 3, 6, "after this many months", "560-569", "C")
    belonging: float = number(0.03, "attachment", 0.01, 0.06, "a month in work", "p111, m0489", "B")
    vouches_after: float = number(6.0, "months", 3, 9, "tenure after which an employer vouches for somebody", "964-966; assumption")
    reference: float = number(0.8, "share", 0.5, 1.0, "strength of that reference", "964-966; assumption")
    health: float = number(0.0029, "per month", 0.0015, 0.0045, "exit to lasting inactivity at 38 from year 7 (imposed)", "health_benefit_rate", "B")
    health_from: float = number(60.0, "months", 48, 84, "months of residence from which it grows", "157-160", "B")
    health_grows: float = number(24.0, "months", 12, 36, "over how many months", "157-160", "B", allowed=(1.0, 240.0))

    def p_lose(self, tenure: int, woman: bool, ends: bool) -> float:
        """Chance of losing a job this month; ``ends``: a seasonal or substitute's job."""
        if ends and tenure >= self.season_months:
            return self.season_ends
        p = self.loss_early if tenure < MONTHS_A_YEAR else self.loss_later
        return min(1.0, p * self.loss_women) if woman else p

    def p_health(self, months: int, age: float) -> float:
        """Chance of a lasting exit this month."""
        if months < self.health_from:
            return 0.0
        x = age / HEALTH_AGE
        return 1.0 - exp(-self.health * min(1.0, (months - self.health_from) / self.health_grows) * x * x)


@rule
def begin_work(refugee: Refugee, world: World, employer: Employer, contract: int, event: int) -> None:
    """Start a job with an employer: the only place where somebody gets one."""
    refugee.employer = employer.id
    refugee.begin_work_away(world, contract)
    refugee.note(world, event)


@rule
def begin_work_away(refugee: Refugee, world: World, contract: int) -> None:
    """Start a job (elsewhere if no employer was named before)."""
    refugee.status = Status.WORK
    refugee.contract = contract
    refugee.tenure = 0
    refugee.subsidy_left = 0
    refugee.waits_for = -1
    refugee.in_line = False
    refugee.recommended_by = -1


@rule
def keep_job(refugee: Refugee, world: World) -> None:
    """Have stayed long enough: the employer vouches from now on, and an adviser's word has proved good."""
    if refugee.employer < 0:
        return
    refugee.voucher = refugee.employer
    refugee.reference = max(refugee.reference, world.p.work.reference)
    refugee.note(world, Event.VOUCHED_FOR.value)
    if refugee.recommended_by >= 0:
        side = world.offices[refugee.recommended_by].side % OFFICES
        world.employers[refugee.employer].shift_trust(side, world.p.relations.kept)
        refugee.recommended_by = -1


@rule
def lose_job(refugee: Refugee, world: World) -> None:
    """Lose a job: the only place where somebody loses one; if soon, whose adviser recommended has disappointed."""
    r = world.p.relations
    if refugee.recommended_by >= 0 and refugee.employer >= 0 and refugee.tenure < r.disappoints_within:
        side = world.offices[refugee.recommended_by].side % OFFICES
        world.employers[refugee.employer].shift_trust(side, -r.disappointed)
    refugee.recommended_by = -1
    refugee.employer = -1
    refugee.contract = Contract.NONE.value
    refugee.subsidy_left = 0
    refugee.status = Status.CLASS if refugee.in_programme else Status.IDLE
    world.tally[Tally.LOST_JOB] += 1.0
    refugee.note(world, Event.LOST_JOB.value)


@rule
def work_on(refugee: Refugee, world: World) -> None:
    """One month in a job."""
    w = world.p.work
    refugee.experience += 1.0
    refugee.tenure += 1
    if not refugee.moved_away:
        refugee.attachment += w.belonging
    if refugee.subsidy_left > 0:
        refugee.subsidy_left -= 1
        world.tally[Tally.SUBSIDY_MONTHS] += 1.0
        if refugee.subsidy_left == 0:
            if refugee.contract == Contract.SUBSIDISED.value:
                refugee.contract = Contract.ORDINARY.value
            refugee.note(world, Event.SUBSIDY_ENDED.value)
    if refugee.tenure == int(w.vouches_after):
        refugee.keep_job(world)
    p = w.p_lose(refugee.tenure, refugee.is_woman, refugee.contract == Contract.ENDS.value)
    if refugee.contract == Contract.TEMPORARY.value:
        p = max(p, world.p.displaced.temporary_ends)
    if happens(world, refugee.luck_key, Purpose.LOSE_JOB, 0, p):
        refugee.lose_job(world)


@rule
def fall_ill(refugee: Refugee, world: World) -> None:
    """Leave for good with ill health."""
    if not happens(world, refugee.luck_key, Purpose.HEALTH, 0, world.p.work.p_health(refugee.months, refugee.age)):
        return
    if refugee.status == Status.PLACEMENT:
        refugee.leave_placement(world)
    if refugee.status == Status.WORK:
        refugee.recommended_by = -1  # nobody is disappointed by an illness
        refugee.lose_job(world)
    refugee.status = Status.OUT
    refugee.note(world, Event.HEALTH.value)
