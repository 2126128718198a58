"""Step 4. Language: class, workplace and on-site teaching move the oral level towards a ceiling.

At work Norwegian is learnt only if someone has time to talk (685-689, 543-546). Dialect and ways of working are one
state, the hours at Norwegian workplaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.constants import AUGUST, JULY
from sim.engine_room import exp, rule
from sim.parameters import number, process
from sim.states import Status

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World

PACE_AGE = 28.0  # years: at this age pace is that of the track


@process
class Language:
    """How Norwegian is learnt and heard. Level: CEFR as a number, A1 = 1 ... C2 = 6."""

    classroom_gain: float = number(
        0.00592, "levels/h", 0.004, 0.008, "gain in class at pace 1 and level 0", "p011-p018 as bound; fitted to p001", "D", allowed=(0.0, 0.3)
    )
    workplace_gain: float = number(0.0022, "levels/h", 0.0008, 0.004, "gain at work where someone has time to talk", "p023, p027, p070 (sign)", "D")
    onsite_gain: float = number(0.008, "levels/h", 0.005, 0.012, "gain from the teacher at the workplace", "649-650, 851-853")
    class_hours: float = number(48.0, "h/month", 25, 80, "hours of class", "p007, p125, p009", "A", allowed=(0.0, 200.0))
    class_beside: float = number(0.6, "share", 0.4, 0.8, "class hours left during a placement", "p029")
    class_beside_job: float = number(
        0.0, "share", 0.0, 0.6, "class hours kept beside a job, in the programme and as long as class goes on after it", "mn004: two days a week; 0 before 2022"
    )
    class_summer: float = number(0.2, "share", 0.0, 0.4, "class hours left in July and August", "p103", "B")
    onsite_hours: float = number(8.0, "h/month", 4, 12, "hours with the teacher at the workplace, per trainee", "m0450", "C", allowed=(0.0, 100.0))
    job_hours: float = number(110.0, "h/month", 90, 140, "hours in a job", "fulltime_imm", "A", allowed=(0.0, 250.0))
    job_talk: float = number(0.35, "share", 0.2, 0.6, "talk in a job, of that in a placement with time to talk", "assumption")
    speed_1: float = number(0.45, "times", 0.3, 0.6, "speed of track 1 (little schooling)", "p020, p021; assumption")
    speed_2: float = number(0.80, "times", 0.65, 0.95, "speed of track 2", "p020; assumption")
    speed_3: float = number(1.25, "times", 1.05, 1.5, "speed of track 3", "p020; assumption")
    spread: float = number(0.35, "log", 0.2, 0.5, "spread of learning pace", "assumption")
    age_slows: float = number(0.012, "log per year", 0.005, 0.02, "slower with age", "assumption")
    ceiling_1: float = number(3.4, "level", 3.0, 4.0, "ceiling of track 1", "p020", "B", allowed=(1.0, 6.0))
    ceiling_2: float = number(4.4, "level", 4.0, 5.0, "ceiling of track 2", "p020", "B", allowed=(1.0, 6.0))
    ceiling_3: float = number(5.4, "level", 5.0, 6.0, "ceiling of track 3", "p020", "B", allowed=(1.0, 6.0))
    talk: float = number(0.55, "share", 0.3, 0.8, "talk at a workplace with goodwill and purpose", "589-595, 687-689", "C")
    talk_grudging: float = number(0.5, "times", 0.3, 0.7, "talk without any goodwill, of that with full goodwill", "687-689; assumption", allowed=(0.0, 1.0))
    talk_aimless: float = number(0.7, "times", 0.5, 0.9, "talk in a placement without purpose", "789-806; assumption")
    talk_purpose: float = number(0.5, "times", 0.3, 0.7, "more talk in one with full purpose", "789-806; assumption")
    busy_silence: float = number(0.5, "share", 0.2, 0.8, "talk lost at the height of the season", "685-689", "C")
    class_until: float = number(
        0.0,
        "months",
        0.0,
        36.0,
        "since settlement, until which class goes on after a short programme (0: it ends with the programme)",
        "act of 2021 (sim.processes.LAWS); assumption",
        "X",
        allowed=(0.0, 60.0),
    )
    dialect: float = number(0.3, "level", 0.1, 0.6, "what dialect takes off a newcomer's level", "631-642", "C")
    dialect_hours: float = number(350.0, "h", 200, 600, "hours at work until that is down to 37 %", "631-642", "C", allowed=(1.0, 5000.0))
    loss: float = number(0.010, "levels/month", 0, 0.03, "loss without any Norwegian", "assumption")

    def pace_of(self, track: int, age: float, z: float) -> float:
        """Learning pace: 1 is an average schooled 28-year-old between track 2 and 3."""
        speed = self.speed_1 if track == 1 else (self.speed_2 if track == 2 else self.speed_3)
        return speed * exp(self.spread * z - self.age_slows * (age - PACE_AGE))

    def ceiling_of(self, track: int) -> float:
        """Level that is approached."""
        return self.ceiling_1 if track == 1 else (self.ceiling_2 if track == 2 else self.ceiling_3)

    def hours_in_class(self, status: int, month_of_year: int) -> float:
        """Hours of class this month for who is in class, in a placement or in work."""
        if status == Status.CLASS:
            hours = self.class_hours
        elif status == Status.PLACEMENT:
            hours = self.class_hours * self.class_beside
        elif status == Status.WORK:
            hours = self.class_hours * self.class_beside_job
        else:
            hours = 0.0
        return hours * self.class_summer if JULY <= month_of_year <= AUGUST else hours

    def talk_at_work(self, goodwill: float, purpose: float, busy: float) -> float:
        """How much of the hours at a workplace is talk that teaches."""
        willing = self.talk_grudging + (1.0 - self.talk_grudging) * goodwill
        aimed = self.talk_aimless + self.talk_purpose * purpose
        return self.talk * willing * aimed * (1.0 - self.busy_silence * busy)

    def gain(self, pace: float, oral: float, ceiling: float, in_class: float, at_work: float, onsite: float) -> float:
        """Gain in level this month; hours in class, talk-weighted hours at work, hours with a teacher on site."""
        taught = self.classroom_gain * in_class + self.workplace_gain * at_work + self.onsite_gain * onsite
        if pace * taught > ceiling:
            return ceiling - oral  # so much that the ceiling is reached within the month, and not passed
        return pace * (1.0 - oral / ceiling) * taught

    def heard(self, oral: float, work_hours: float) -> float:
        """Level as it is heard at a workplace: dialect and ways of working take off some at first."""
        return oral - self.dialect * exp(-work_hours / self.dialect_hours)


@rule
def learn(refugee: Refugee, world: World) -> None:
    """One month of Norwegian."""
    g = world.p.language
    in_class = 0.0
    if refugee.in_programme:
        in_class = g.hours_in_class(refugee.status, world.month_of_year)
    elif refugee.status in (Status.IDLE, Status.WORK) and refugee.months < g.class_until:
        in_class = g.hours_in_class(Status.CLASS if refugee.status == Status.IDLE else Status.WORK, world.month_of_year)
    at_work = 0.0
    onsite = 0.0
    if refugee.status == Status.PLACEMENT:
        employer = world.employers[refugee.host]
        hours = world.p.requests.hours_of(refugee.work_practice)
        busy = world.p.demand.busy(employer.sector, world.month_of_year)
        at_work = hours * g.talk_at_work(employer.goodwill, refugee.purpose, busy)
        onsite = g.onsite_hours * world.offices[refugee.my_office(world)].taught if refugee.placement_onsite else 0.0
        refugee.work_hours += hours
    elif refugee.status == Status.WORK:
        at_work = g.job_hours * g.job_talk
        refugee.work_hours += g.job_hours
    if in_class + at_work + onsite > 0.0:
        refugee.oral += g.gain(refugee.pace, refugee.oral, g.ceiling_of(refugee.track), in_class, at_work, onsite)
    elif refugee.oral > 1.0 and refugee.status != Status.EDUCATION:
        refugee.oral = max(1.0, refugee.oral - g.loss)
