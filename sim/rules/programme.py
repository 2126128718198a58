"""Step 12. The programme and after: 24 months (12 to 36), then work, education, without work, and back.

The law of 2021 lets schooling decide how long it is (``sim.processes.LAWS``); the numbers here are those of 2003.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens, luck
from sim.constants import NEARLY_CERTAIN
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Event, Status
from sim.tallies import Total

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World

# Who is counted as having reached B1 (p001): those who leave after the usual time.
B1 = 3.0
B1_FROM = 24
B1_TO = 36


@process
class Programme:
    """Length of the programme, education after it."""

    full_length: float = number(24.0, "months", 18, 30, "usual length, tracks 1 and 2", "introduction act 2003", "A", allowed=(1.0, 60.0))
    educated_length: float = number(
        24.0, "months", 18, 30, "usual length, track 3 (upper secondary or more)", "introduction act 2003", "A", allowed=(1.0, 60.0)
    )
    extension: float = number(12.0, "months", 6, 12, "longest extension, tracks 1 and 2", "introduction act 2003", "A", allowed=(1.0, 24.0))
    educated_extension: float = number(12.0, "months", 6, 12, "longest extension, track 3", "introduction act 2003", "A", allowed=(1.0, 24.0))
    shorter: float = number(0.14, "share", 0.08, 0.2, "breaks off", "assumption")
    earliest: float = number(12.0, "months", 6, 18, "earliest month in which it is broken off", "assumption", allowed=(0.0, 60.0))
    earliest_part: float = number(0.5, "share", 0.3, 0.7, "of a shorter programme, what is done before it is broken off", "assumption")
    longer: float = number(0.28, "share", 0.2, 0.4, "is extended: by a month, up to the longest", "assumption")
    leaves_for_job: float = number(0.35, "probability", 0.2, 0.5, "leaves for a job, per month", "assumption")
    job_from: float = number(12.0, "months", 6, 18, "months before a job may end the programme", "assumption")
    study_young: float = number(0.44, "probability", 0.25, 0.6, "education after the programme, the young", "ed0_2016_all", "A")
    study_middle: float = number(0.21, "probability", 0.1, 0.35, "the same, those between", "ed0_2016_all", "A")
    study_older: float = number(0.06, "probability", 0.02, 0.12, "the same, the older", "ed0_2016_all", "A")
    young_below: float = number(27.0, "years", 25, 29, "age below which people study as the young", "assumption")
    older_from: float = number(36.0, "years", 33, 40, "age from which they study as the older", "assumption")
    study_scale: float = number(1.92, "times", 0.8, 2.2, "scale of the three", "ed0_2016_all; fitted", "A")
    study_men: float = number(1.37, "times", 1.0, 1.6, "men", "ed1only_2016_m; assumption")
    study_women: float = number(0.9, "times", 0.7, 1.2, "women", "ed1only_2016_w; assumption")
    study_oral: float = number(1.8, "level", 1.4, 2.2, "Norwegian below which education is less likely", "assumption")
    study_little: float = number(0.8, "times", 0.6, 1.0, "below that", "assumption")
    study_later: float = number(0.0758, "probability", 0.01, 0.10, "begins education later, without work, per month", "ed1only_2016_all; fitted", "A")
    later_below: float = number(36.0, "years", 30, 45, "age below which somebody begins later", "assumption")
    study_blocked: float = number(0.8, "share", 0.5, 1.0, "of those who cannot work, who cannot study either", "gap1_2013_mw, ed1only_2016_w; assumption")
    study_ends: float = number(0.022, "probability", 0.015, 0.04, "education ends, per month", "assumption")

    def duration_of(self, track: int, u: float) -> int:
        """Months of the programme, for a luck that is fixed for life."""
        usual = self.educated_length if track == 3 else self.full_length
        most = self.educated_extension if track == 3 else self.extension
        return self.drawn_length(usual, most, u)

    def drawn_length(self, usual: float, most: float, u: float) -> int:
        """Months of a programme of a usual length that may be extended by so many; shorter for who breaks off."""
        if u < self.shorter:
            earliest = min(self.earliest, self.earliest_part * usual)
            return int(earliest) + int((usual - earliest) * u / self.shorter)
        if u < self.shorter + self.longer:
            return int(usual) + 1 + int(most * (u - self.shorter) / self.longer)
        return int(usual)

    def p_study(self, age: float, woman: bool, oral: float) -> float:
        """Chance of education directly after the programme."""
        p = self.study_middle if age < self.older_from else self.study_older
        if age < self.young_below:
            p = self.study_young
        p *= self.study_scale * (self.study_women if woman else self.study_men)
        return min(NEARLY_CERTAIN, p * (self.study_little if oral < self.study_oral else 1.0))


@rule
def attend(refugee: Refugee, world: World) -> None:
    """One month with the rights and duties of a participant; leave when it is over, or for a job."""
    g = world.p.programme
    job_from = world.p.displaced.job_from if refugee.displaced else g.job_from
    p = world.p.displaced.leaves_for_job if refugee.displaced else g.leaves_for_job
    early = refugee.status == Status.WORK and refugee.months >= job_from and happens(world, refugee.luck_key, Purpose.LEAVE_EARLY, 0, p)
    if early or refugee.months >= refugee.length:
        refugee.leave_programme(world, True)


@rule
def leave_programme(refugee: Refugee, world: World, may_study: bool) -> None:
    """Leave the programme; what happens on that day is the direct transition that IMDi counts."""
    refugee.in_programme = False
    refugee.left_month = world.month
    if refugee.status != Status.WORK and may_study and refugee.is_free_to_study(world):
        p = world.p.programme.p_study(refugee.age, refugee.is_woman, refugee.oral)
        if refugee.displaced:
            p *= world.p.displaced.study
        if happens(world, refugee.luck_key, Purpose.STUDY, 0, p):
            if refugee.status == Status.PLACEMENT:
                refugee.leave_placement(world)
            refugee.status = Status.EDUCATION
    if refugee.status == Status.CLASS:
        refugee.status = Status.IDLE
    refugee.note(world, Event.LEFT_PROGRAMME.value)
    refugee.count_leaver(world)
    if not refugee.counted:
        return
    sex = 1 if refugee.is_woman else 0
    world.totals[Total.LEFT_M + sex] += 1.0
    if refugee.status == Status.WORK:
        world.totals[Total.WORK0_M + sex] += 1.0
    if refugee.status == Status.EDUCATION:
        world.totals[Total.STUDY0_M + sex] += 1.0
    if B1_FROM <= refugee.months <= B1_TO:
        world.totals[Total.B1_OF] += 1.0
        if refugee.oral >= B1:
            world.totals[Total.B1_N] += 1.0


@rule
def is_free_to_study(refugee: Refugee, world: World) -> bool:
    """Tell whether care and health let this person study: most of those who cannot work can not."""
    return refugee.can_work(world) or luck(world, refugee.luck_key, Purpose.STUDY) >= world.p.programme.study_blocked


@rule
def study_or_not(refugee: Refugee, world: World) -> None:
    """After the programme: begin education, or end it."""
    g = world.p.programme
    if refugee.status == Status.IDLE and refugee.age < g.later_below:
        p = g.study_later * world.p.displaced.study_later if refugee.displaced else g.study_later
        if refugee.is_free_to_study(world) and happens(world, refugee.luck_key, Purpose.STUDY_LATER, 0, p):
            refugee.status = Status.EDUCATION
            refugee.note(world, Event.STUDIES.value)
    elif refugee.status == Status.EDUCATION and happens(world, refugee.luck_key, Purpose.STUDY_END, 0, g.study_ends):
        refugee.status = Status.IDLE
        refugee.note(world, Event.STUDIES_ENDED.value)
