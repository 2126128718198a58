"""Step 10. Job search elsewhere: fewer call-backs, references and experience help, lock-in while placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw
from sim.constants import NEARLY_CERTAIN
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Contract, Event, Status
from sim.tallies import Tally

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World

# Which employer a diary names; no result depends on it.
ADDRESSES = 40  # tried, at most
LARGE = 20.0  # staff from which an employer is taken wherever it is met
OTHER_TRADE = 0.4  # of the wished trade's chance


@process
class Search:
    """Hazard of finding a job without the host."""

    rate: float = number(0.28, "per month", 0.15, 0.5, "job finding at full search and good Norwegian", "emp1_2016_m, emp_c1516_2022; fitted", "A")
    call_back: float = number(0.72, "share", 0.6, 0.8, "call-backs with a foreign name", "p056-p058", "A")
    women: float = number(0.59, "times", 0.5, 0.95, "women's search", "emp1_2016_w, gap5_2013_mw; fitted", "A")
    in_programme: float = number(0.40, "times", 0.15, 0.6, "search during the programme", "w0_2016_all; fitted", "A")
    programme_from: float = number(10.0, "months", 6, 14, "months before a participant searches", "assumption")
    locked_in: float = number(0.4, "times", 0.2, 0.8, "search during a placement", "p071", "B")
    studying: float = number(0.55, "times", 0.3, 0.8, "search while in education", "wboth_2012_all", "B")
    reference: float = number(0.3, "share", 0, 0.8, "more with a good reference", "964-966", "C")
    experience: float = number(0.6, "share", 0.2, 1.0, "more with full experience", "964-966", "C")
    experience_months: float = number(24.0, "months", 12, 36, "work after which experience is full", "964-966; assumption", allowed=(1.0, 120.0))
    age_from: float = number(35.0, "years", 30, 40, "age from which finding gets harder", "assumption")
    age_slows: float = number(0.012, "share per year", 0.005, 0.02, "how fast", "assumption")
    away: float = number(1.15, "times", 1.0, 1.4, "job finding of those who moved", "assumption")
    seasonal: float = number(0.22, "share", 0.1, 0.35, "found jobs that are seasonal, in a mean month", "m0498, m0500; temp_job_g2", "B")
    needs_spread: float = number(0.4, "level", 0.2, 0.6, "how sharp the jobs' language needs are", "p022; assumption", "X", allowed=(0.01, 3.0))
    jobs_1: float = number(0.35, "share", 0.25, 0.45, "jobs that need the least Norwegian", "p022; assumption")
    jobs_2: float = number(0.25, "share", 0.15, 0.35, "jobs that need more", "p022; assumption")
    jobs_3: float = number(0.30, "share", 0.2, 0.4, "jobs that need spoken B1", "p022; assumption")
    jobs_4: float = number(0.10, "share", 0.05, 0.2, "jobs that need the most", "p022; assumption")
    level_1: float = number(2.0, "level", 1.7, 2.3, "Norwegian that the first of these need", "p022; assumption")
    level_2: float = number(2.5, "level", 2.2, 2.8, "the same, the second", "p022; assumption")
    level_3: float = number(3.0, "level", 2.7, 3.3, "the same, the third", "p022", "B")
    level_4: float = number(4.0, "level", 3.5, 4.5, "the same, the fourth", "p022; assumption")

    def reach(self, heard: float) -> float:
        """Share of jobs within reach at this level of Norwegian."""
        w = self.needs_spread
        return (
            self.jobs_1 / (1.0 + exp(-(heard - self.level_1) / w))
            + self.jobs_2 / (1.0 + exp(-(heard - self.level_2) / w))
            + self.jobs_3 / (1.0 + exp(-(heard - self.level_3) / w))
            + self.jobs_4 / (1.0 + exp(-(heard - self.level_4) / w))
        )

    def intensity(self, status: int, is_participant: bool, months: int) -> float:
        """Search effort."""
        effort = 1.0
        if status == Status.PLACEMENT:
            effort = self.locked_in
        elif status == Status.EDUCATION:
            effort = self.studying
        if is_participant:
            if months < self.programme_from:
                return 0.0
            effort *= self.in_programme
        return effort

    def p_job(self, heard: float, references: float, months_worked: float, woman: bool, age: float, season: float, effort: float, has_moved: bool) -> float:
        """Chance of finding a job this month."""
        hazard = self.rate * self.call_back * self.reach(heard) * season * effort
        most = self.experience_months
        hazard *= 1.0 + self.reference * min(1.0, references) + self.experience * min(months_worked, most) / most
        hazard *= max(0.0, 1.0 - self.age_slows * max(0.0, age - self.age_from))
        if woman:
            hazard *= self.women
        if has_moved:
            hazard *= self.away
        return 1.0 - exp(-hazard)

    def p_seasonal(self, season: float) -> float:
        """Chance that a found job is seasonal: more of them in the high season."""
        return min(NEARLY_CERTAIN, self.seasonal * season)


@rule
def search_job(refugee: Refugee, world: World) -> None:
    """Look for a job in the labour market around."""
    s = world.p.search
    effort = s.intensity(refugee.status, refugee.in_programme, refugee.months)
    if effort <= 0.0 or not refugee.can_work(world):
        return
    heard = world.p.language.heard(refugee.oral, refugee.work_hours)
    season = 1.0 if refugee.moved_away else world.p.demand.season(refugee.wish, world.month_of_year)
    p = s.p_job(heard, refugee.reference, refugee.experience, refugee.is_woman, refugee.age, season, effort, refugee.moved_away)
    if draw(world, refugee.luck_key, Purpose.FIND_JOB, 0) >= p:
        return
    if refugee.status == Status.PLACEMENT:
        refugee.leave_placement(world)
    contract = Contract.ORDINARY.value
    if draw(world, refugee.luck_key, Purpose.SEASONAL, 0) < s.p_seasonal(season):
        contract = Contract.ENDS.value
    world.tally[Tally.FOUND_JOB] += 1.0
    j = -1 if refugee.moved_away else refugee.employer_around(world)
    if j >= 0:
        refugee.begin_work(world, world.employers[j], contract, Event.FOUND_JOB.value)
    else:
        refugee.begin_work_away(world, contract)
        refugee.note(world, Event.FOUND_JOB.value)


@rule
def employer_around(refugee: Refugee, world: World) -> int:
    """Return an employer of the labour market, larger ones more often, those of the wished trade first."""
    who = refugee.luck_key
    market = world.municipalities[refugee.municipality].labour_market
    total = 0.0
    for municipality in world.municipalities:
        if municipality.labour_market == market:
            total += municipality.n_employers
    x = draw(world, who, Purpose.JOB_TARGET, 0) * total
    home = refugee.municipality
    for municipality in world.municipalities:
        if municipality.labour_market == market:
            if x < municipality.n_employers:
                home = municipality.id
                break
            x -= municipality.n_employers
    last = -1
    for k in range(ADDRESSES):
        j = world.municipalities[home].pick(world, who, Purpose.JOB_TARGET, 1 + k)
        if j >= 0:
            last = j
            employer = world.employers[j]
            weight = min(1.0, employer.staff / LARGE) * (1.0 if employer.sector == refugee.wish else OTHER_TRADE)
            if draw(world, who, Purpose.JOB_TARGET, 100 + k) < weight:
                break
    return last
