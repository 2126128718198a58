"""Step 15. Count, by the definitions of the sources.

"One year after" is November of the calendar year after leaving (SSB), wherever the person lives; direct transition
is the day of leaving (IMDi); who still lives there is counted in persons, 60 months after settlement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.constants import DECEMBER, MONTHS_A_YEAR, NOVEMBER
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Sector, Status
from sim.tallies import Curve, Tally, Total

if TYPE_CHECKING:
    from sim.agents import Employer, Refugee
    from sim.world import World

BENEFIT_IN_FULL = 25.0  # years of age, by the introduction act
GRANT_ENDS = (12, 24, 36, 48, 60)  # months since settlement at which each year of the grant ends
GROUPS_AT = 36  # months since settlement at which groups are compared
STAY_AT = 60  # months since settlement at which IMDi counts who still lives there
HOSTED_AFTER = 6  # months from the start of a placement, in the Danish studies
LATER_YEARS = 5  # calendar years after leaving: SSB's second status


@process
class Money:
    """Prices (kroner of 2017 to 2019). Grants and benefits are kept apart."""

    adviser_hour: float = number(450.0, "kr/h", 380, 600, "hour of an adviser", "assumption", "X", allowed=(0.0, 10000.0))
    teacher_hour: float = number(1440.0, "kr/h", 1280, 1600, "hour of a teacher", "p125", "A", allowed=(0.0, 10000.0))
    trainees_per_teacher: float = number(2.0, "trainees", 1, 4, "trainees who share a teacher's hour on site", "848-857", "C", allowed=(1.0, 20.0))
    employer_hour: float = number(320.0, "kr/h", 260, 420, "hour of an employer's staff", "assumption", "X", allowed=(0.0, 10000.0))
    subsidy_month: float = number(15200.0, "kr/month", 11400, 19000, "wage subsidy (40 % of an entry wage)", "p060 x 38,000", "B", allowed=(0.0, 100000.0))
    mentor_months: float = number(6.0, "months", 3, 6, "how long a mentor grant is paid", "p062", "A")
    course_hours: float = number(8.0, "h per supervisor", 4, 16, "course in supervising, time of the employer", "assumption")
    course: float = number(3000.0, "kr per supervisor", 1000, 6000, "course in supervising, what holding it costs", "assumption", "X", allowed=(0.0, 100000.0))
    involvement_hours: float = number(1.0, "h per placement", 0.5, 2, "an employer helps to judge the Norwegian", "assumption")
    nursery_place: float = number(25100.0, "kr a year", 20000, 30000, "a childcare place found for a paid offer", "p114 (note)", "A")
    benefit: float = number(187268.0, "kr a year", 187268, 199716, "introduction benefit from 25 on", "p112", "A")
    benefit_young: float = number(0.667, "share", 0.66, 0.67, "of it, below 25", "p112", "A")
    grant_1: float = number(185000.0, "kr per person", 168000, 235000, "integration grant, year 1", "p114", "A")
    grant_2: float = number(230000.0, "kr per person", 209000, 242000, "the same, year 2", "p115", "A")
    grant_3: float = number(167000.0, "kr per person", 152000, 175000, "the same, year 3", "p116", "A")
    grant_4: float = number(84000.0, "kr per person", 76000, 88000, "the same, year 4", "p117", "A")
    grant_5: float = number(70500.0, "kr per person", 64000, 74000, "the same, year 5", "p118", "A")

    def benefit_month(self, age: float) -> float:
        """Introduction benefit of one month."""
        return self.benefit / MONTHS_A_YEAR * (self.benefit_young if age < BENEFIT_IN_FULL else 1.0)

    def grant_month(self, months: int) -> float:
        """Integration grant for one person in one month, by months since settlement; five years."""
        if months >= GRANT_ENDS[4]:
            return 0.0
        if months < GRANT_ENDS[0]:
            return self.grant_1 / MONTHS_A_YEAR
        if months < GRANT_ENDS[1]:
            return self.grant_2 / MONTHS_A_YEAR
        if months < GRANT_ENDS[2]:
            return self.grant_3 / MONTHS_A_YEAR
        return (self.grant_4 if months < GRANT_ENDS[3] else self.grant_5) / MONTHS_A_YEAR


@rule
def count(refugee: Refugee, world: World) -> None:
    """Count one adult who has settled; of cohorts, who has emigrated is counted among the persons who left only."""
    status = refugee.status
    works = 1.0 if status == Status.WORK else 0.0
    if refugee.displaced:
        refugee.count_displaced(world, works)
    tally = world.tally
    tally[Tally.SETTLED] += 1.0
    tally[Tally.WORK] += works
    if refugee.in_programme:
        tally[Tally.PROGRAMME] += 1.0
    if status == Status.PLACEMENT:
        tally[Tally.PLACEMENT] += 1.0
    elif status == Status.EDUCATION:
        tally[Tally.EDUCATION] += 1.0
    elif status == Status.IDLE:
        tally[Tally.IDLE] += 1.0
    elif status == Status.OUT:
        tally[Tally.OUT] += 1.0
    if refugee.moved_away:
        tally[Tally.MOVED_AWAY] += 1.0
    else:
        tally[Tally.RESIDENTS_WORK] += works
    refugee.count_transfers(world)
    refugee.count_year(world)
    if refugee.counted and refugee.emigrated:
        refugee.count_stay(world)
    elif refugee.counted:
        refugee.count_cohort(world, works)


@rule
def count_transfers(refugee: Refugee, world: World) -> None:
    """Benefit paid to and grant received for those who live here."""
    if refugee.moved_away:
        return
    money = world.p.money
    if refugee.in_programme and refugee.status != Status.WORK:
        world.tally[Tally.KR_BENEFIT] += money.benefit_month(refugee.age)
    if refugee.is_head or refugee.joins:
        world.tally[Tally.PERSONS_THERE] += refugee.persons
        world.tally[Tally.KR_GRANT] += refugee.persons * money.grant_month(refugee.months)


@rule
def count_cohort(refugee: Refugee, world: World, works: float) -> None:
    """Count a person who settled in the counted period, by months since settlement."""
    m = refugee.months
    if m < world.curve.shape[0]:
        curve = world.curve
        curve[m, Curve.SEEN] += 1.0
        curve[m, Curve.WORK] += works
        if refugee.status == Status.EDUCATION:
            curve[m, Curve.STUDY] += 1.0
        if refugee.is_woman:
            curve[m, Curve.WOMEN_SEEN] += 1.0
            curve[m, Curve.WOMEN_WORK] += works
        if not refugee.moved_away:
            curve[m, Curve.RESIDENTS] += 1.0
            curve[m, Curve.RESIDENTS_WORK] += works
    total = world.totals
    total[Total.WORK_MONTHS] += works
    total[Total.MONTHS_SEEN] += 1.0
    if m == 0:
        total[Total.ADULTS] += 1.0
        total[Total.PERSONS] += refugee.persons
        if refugee.is_woman:
            total[Total.WOMEN] += 1.0
    if m == GROUPS_AT:
        refugee.count_groups(world, works)
    if m == STAY_AT:
        total[Total.MONTHS60_OF] += 1.0
        total[Total.MONTHS60] += refugee.experience
        if refugee.n_placements > 0:
            total[Total.EVER_PLACED60] += 1.0
    refugee.count_stay(world)
    refugee.count_trial(world, works)
    refugee.count_after_placement(world, works)
    if world.month_of_year == NOVEMBER and refugee.left_month >= 0:
        refugee.count_november(world, works)


@rule
def count_stay(refugee: Refugee, world: World) -> None:
    """Count the persons of a household who still live there, by months since settlement."""
    m = refugee.months
    if m < world.curve.shape[0] and (refugee.is_head or refugee.joins):
        curve = world.curve
        curve[m, Curve.PERSONS_SEEN] += refugee.persons
        if not refugee.moved_away:
            curve[m, Curve.PERSONS_THERE] += refugee.persons
            curve[m, Curve.AT_RISK] += refugee.persons
        elif refugee.moved_month == world.month:
            curve[m, Curve.AT_RISK] += refugee.persons
            curve[m, Curve.MOVED] += refugee.persons
    if m == STAY_AT and refugee.is_head:
        total = world.totals
        total[Total.STAY5_SINGLE_MEN_OF + 2 * refugee.household] += refugee.persons
        if not refugee.moved_away:
            total[Total.STAY5_SINGLE_MEN + 2 * refugee.household] += refugee.persons


@rule
def count_groups(refugee: Refugee, world: World, works: float) -> None:
    """In work now, by sex, schooling and household."""
    total = world.totals
    sex = 1 if refugee.is_woman else 0
    total[Total.SEEN36_MEN + 2 * sex] += 1.0
    total[Total.WORK36_MEN + 2 * sex] += works
    total[Total.SEEN36_SCHOOL_1 + 2 * (refugee.track - 1)] += 1.0
    total[Total.WORK36_SCHOOL_1 + 2 * (refugee.track - 1)] += works
    total[Total.SEEN36_SINGLE_MEN + 2 * refugee.household] += 1.0
    total[Total.WORK36_SINGLE_MEN + 2 * refugee.household] += works


@rule
def count_after_placement(refugee: Refugee, world: World, works: float) -> None:
    """Six months after the start of the first placement: in any job? (the Danish definition)."""
    if refugee.n_placements == 0 or world.month != refugee.first_host_month + HOSTED_AFTER:
        return
    total = world.totals
    total[Total.HOSTED] += 1.0
    total[Total.HOSTED_WORK] += works
    host = world.employers[refugee.first_host]
    if host.is_public:
        total[Total.HOSTED_PUBLIC] += 1.0
        total[Total.HOSTED_PUBLIC_WORK] += works
    elif host.sector == Sector.MANUFACTURING.value:
        total[Total.HOSTED_INDUSTRY] += 1.0
        total[Total.HOSTED_INDUSTRY_WORK] += works


@rule
def count_november(refugee: Refugee, world: World, works: float) -> None:
    """SSB's status one and five calendar years after leaving the programme."""
    years = world.month // MONTHS_A_YEAR - refugee.left_month // MONTHS_A_YEAR
    sex = 1 if refugee.is_woman else 0
    studies = 1.0 if refugee.status == Status.EDUCATION else 0.0
    total = world.totals
    if years == 1:
        total[Total.SEEN1_M + sex] += 1.0
        total[Total.WORK1_M + sex] += works
        total[Total.STUDY1_M + sex] += studies
    elif years == LATER_YEARS:
        total[Total.SEEN5_M + sex] += 1.0
        total[Total.WORK5_M + sex] += works
        total[Total.STUDY5_M + sex] += studies


@rule
def count_year(refugee: Refugee, world: World) -> None:
    """Persons in class in a calendar year, and those of them with any placement in it."""
    if refugee.in_programme:
        refugee.in_class_this_year = True
    if refugee.status == Status.PLACEMENT:
        refugee.placed_this_year = True
    if world.month_of_year == DECEMBER:
        if refugee.in_class_this_year and world.month >= world.counted_from:
            world.totals[Total.YEARS_IN_CLASS] += 1.0
            if refugee.placed_this_year:
                world.totals[Total.YEARS_PLACED] += 1.0
        refugee.in_class_this_year = False
        refugee.placed_this_year = False


@rule
def count_employer(employer: Employer, world: World) -> None:
    """Relations of the employers who are ever willing."""
    if not employer.never:
        world.tally[Tally.WILLING] += 1.0
        world.tally[Tally.TRUST] += employer.trust[0]
        world.tally[Tally.GOODWILL] += employer.goodwill
        world.tally[Tally.PRESSURE] += employer.pressure
        if world.month - employer.partner_month < world.p.offices.partner_months:
            world.tally[Tally.PARTNERS] += 1.0
            world.tally[Tally.TRUST_PARTNERS] += employer.trust[0]
            world.tally[Tally.GOODWILL_PARTNERS] += employer.goodwill


@rule
def pay(world: World) -> None:
    """Turn the month's hours into kroner, by payer."""
    money = world.p.money
    tally = world.tally
    tally[Tally.KR_MUNICIPALITY] += money.nursery_place * tally[Tally.NURSERY_PLACES]
    tally[Tally.KR_EMPLOYER] += money.employer_hour * (tally[Tally.EMPLOYER_HOURS] - tally[Tally.MENTOR_HOURS])
    tally[Tally.KR_STATE] += money.employer_hour * tally[Tally.MENTOR_HOURS]
    tally[Tally.KR_STATE] += money.subsidy_month * tally[Tally.SUBSIDY_MONTHS]
    tally[Tally.KR_STATE] += money.course * tally[Tally.COURSES]
    for office in world.offices:
        if office.placed_onsite > 0:  # else the teacher is in class, and costs no more than without
            there = world.practice[office.id].teacher_hours * world.p.offices.leave(world.month_of_year)
            tally[Tally.TEACHER_HOURS] += there
            tally[Tally.KR_MUNICIPALITY] += money.teacher_hour * there
        payer = Tally.KR_STATE if office.side == 1 else Tally.KR_MUNICIPALITY
        tally[payer] += money.adviser_hour * (office.hours_used + office.hours_idle)


@rule
def note(refugee: Refugee, world: World, event: int) -> None:
    """Write a line in the diary, if one is kept (rows of zero length: none); the cursor also counts what finds no room."""
    if world.diary.shape[0] == 0:
        return
    i = world.cursor[0]
    if i < world.diary.shape[0]:
        row = world.diary[i]
        row[0] = refugee.id
        row[1] = world.month
        row[2] = event
        row[3] = refugee.status
        row[4] = refugee.employer if refugee.host < 0 else refugee.host
        row[5] = refugee.oral
        row[6] = 1.0 if refugee.moved_away else 0.0
        row[7] = refugee.reference
    world.cursor[0] = i + 1
