"""Step 13. Moving, by household: rare while rights are tied, more often just after the programme.

Movers stay in the data: the sources follow people wherever they live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Contract, Event, Household, Status
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World


@process
class Moving:
    """Hazard of moving away."""

    rate: float = number(0.00383, "per month", 0.0025, 0.006, "out-migration of an average household", "stay5_2015, p107; fitted", "A")
    single_men: float = number(2.32, "times", 1.3, 2.8, "single men", "stay5_2005_single_m / _couplekids, p109; fitted", "A")
    single_women: float = number(1.3, "times", 1.0, 1.6, "single women", "stay5_2005_single_w", "A")
    couples: float = number(1.1, "times", 0.9, 1.4, "couples without children", "stay5_2005_couple0", "A")
    children: float = number(0.8, "times", 0.6, 1.0, "households with children", "stay5_2005_couplekids", "A")
    least_central: float = number(1.6, "times", 1.2, 2.2, "centrality 0", "ret04_2019_c0, stay5_remote", "B")
    less_central: float = number(1.3, "times", 1.0, 1.8, "centrality 1", "ret04_2019_c1", "B")
    fairly_central: float = number(1.1, "times", 0.9, 1.4, "centrality 2", "ret04_2019_c2", "B")
    tied: float = number(0.22, "times", 0.1, 0.5, "while in the programme", "p106, move_timing", "A")
    employed: float = number(0.50, "times", 0.3, 0.8, "in work", "p111, m0489", "B")
    not_employed: float = number(1.15, "times", 1.0, 1.4, "without work", "p111", "B")
    boost: float = number(1.8, "times", 1.2, 2.5, "just after the programme", "move_timing", "B")
    boost_months: float = number(9.0, "months", 6, 12, "how long that lasts", "move_timing", "B")
    education: float = number(1.5, "times", 1.1, 2.0, "in education", "assumption")
    young: float = number(1.4, "times", 1.1, 1.8, "the young", "mover_age", "B")
    young_below: float = number(25.0, "years", 22, 28, "age below which people move as the young", "mover_age", "B")
    attachment: float = number(0.6, "per unit", 0.2, 1.2, "ties to the municipality", "p111, m0489, 838-847", "B")
    loses_job: float = number(0.6, "probability", 0.4, 0.8, "a job is lost by moving", "assumption")

    def rural(self, centrality: int) -> float:
        """Factor for the municipality; 1 in central ones."""
        if centrality == 0:
            return self.least_central
        if centrality == 1:
            return self.less_central
        return self.fairly_central if centrality == 2 else 1.0

    def household_factor(self, kind: int) -> float:
        """Factor for the kind of household."""
        if kind == Household.SINGLE_MAN.value:
            return self.single_men
        if kind == Household.SINGLE_WOMAN.value:
            return self.single_women
        return self.couples if kind == Household.COUPLE.value else self.children

    def person_factor(self, is_participant: bool, status: int, months_after: int, age: float, ties: float) -> float:
        """Factor for one adult; that of a household is the mean of its adults."""
        if is_participant:
            x = self.tied
        else:
            x = self.employed if status == Status.WORK else self.not_employed
            if months_after < self.boost_months:
                x *= self.boost
            if status == Status.EDUCATION:
                x *= self.education
        if age < self.young_below:
            x *= self.young
        return x * exp(-self.attachment * ties)

    def p_move(self, rural: float, kind: int, person: float) -> float:
        """Chance that a household moves away this month."""
        return 1.0 - exp(-self.rate * rural * self.household_factor(kind) * person)


@rule
def wish_to_move(refugee: Refugee, world: World) -> float:
    """How much one adult weighs for moving away."""
    return world.p.moving.person_factor(refugee.in_programme, refugee.status, world.month - refugee.left_month, refugee.age, refugee.attachment)


@rule
def consider_moving(refugee: Refugee, world: World) -> None:
    """A household (through its first adult) decides whether to move away."""
    m = world.p.moving
    person = refugee.wish_to_move(world)
    kind = refugee.household
    with_partner = refugee.partner >= 0
    if with_partner:
        person = (person + world.refugees[refugee.partner].wish_to_move(world)) / 2.0
        if refugee.children == 0:
            kind = Household.COUPLE.value
    p = m.p_move(m.rural(world.municipalities[refugee.municipality].centrality), kind, person)
    if happens(world, refugee.luck_key, Purpose.MOVE, 0, p):
        if with_partner:
            world.refugees[refugee.partner].move_away(world)
        refugee.move_away(world)


@rule
def move_away(refugee: Refugee, world: World) -> None:
    """Leave the municipality; rights to the programme end, a job is often lost."""
    if refugee.status == Status.PLACEMENT:
        refugee.leave_placement(world)
    refugee.moved_away = True
    refugee.moved_month = world.month
    refugee.waits_for = -1
    refugee.recommended_by = -1
    refugee.in_line = False
    if refugee.status == Status.WORK:
        refugee.employer = -1
        refugee.subsidy_left = 0  # the subsidy is the host's
        if refugee.contract == Contract.SUBSIDISED.value:
            refugee.contract = Contract.ORDINARY.value
        if happens(world, refugee.luck_key, Purpose.MOVE_JOB, 0, world.p.moving.loses_job):
            refugee.lose_job(world)
    if refugee.in_programme:
        refugee.leave_programme(world, False)
    world.tally[Tally.MOVES] += 1.0
    refugee.note(world, Event.MOVED.value)
