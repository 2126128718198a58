"""Step 1. Settlement: households arrive, and what people are like is drawn from their own luck.

Numbers of persons are given (IMDi's series or a scenario's); households are drawn until the persons are reached,
and what the last household of a year brings too many is taken off the next year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, draw, luck, normal
from sim.constants import MONTHS_A_YEAR, SCHOOL_STARTS, SECTORS
from sim.engine_room import rule
from sim.parameters import number, process
from sim.states import Event, Household, Status

if TYPE_CHECKING:
    from sim.agents import Municipality, Refugee
    from sim.world import World

NEVER = 1_000_000
ADULTS = 2  # of a household, at most
AGES = (18, 26, 36, 46)  # SSB's age classes: least age of each
# Keys of households: years since 1990, households of a year, persons of a household.
FIRST_YEAR = 1990
YEARS = 128
HOUSEHOLDS_A_YEAR = 1_048_576
KEYS_A_HOUSEHOLD = 4
FIRST_DISPLACED = 524_288  # number of the first displaced household of a year: so that one more changes nobody's luck


@process
class Settlement:
    """Who comes."""

    single_men: float = number(36.0, "per 100 adults", 25, 50, "single men", "hh_single_2015, hh_single_2017; the rest assumed")
    single_women: float = number(13.0, "per 100 adults", 8, 20, "single women", "assumption")
    lone_parents: float = number(8.0, "per 100 adults", 5, 12, "lone parents (women), one adult each", "assumption")
    couples_children: float = number(17.0, "couples per 100 adults", 12, 25, "couples with children", "hh_famkids_*; the rest assumed")
    couples: float = number(4.5, "couples per 100 adults", 2, 7, "couples without children", "hh_couple_*; the rest assumed")
    children_couple: float = number(3.0, "children", 2, 4, "mean children of a couple (1 to twice this less 1)", "assumption")
    children_lone: float = number(2.5, "children", 1.5, 3, "mean children of a lone parent", "assumption")
    reunification: float = number(
        0.25, "partners per adult settled", 0, 0.6, "partners who join a single adult later", "settled_2010_2018_1/_2: direction only"
    )
    joins_first: float = number(12.0, "months", 6, 18, "earliest arrival of a partner who joins", "assumption")
    joins_last: float = number(36.0, "months", 24, 48, "latest arrival of a partner who joins", "assumption")
    under_26: float = number(0.27, "share", 0.2, 0.35, "adults aged 18-25", "part_age_2016_1", "A")
    under_36: float = number(0.73, "share", 0.65, 0.8, "adults aged 18-35", "part_age_2016_2", "A")
    under_46: float = number(0.93, "share", 0.88, 0.96, "adults aged 18-45", "part_age_2016_3", "A")
    oldest: float = number(56.0, "years", 50, 64, "age of the oldest", "part_age_2016_3: about 1 in 14 is above 45; assumption")
    little_school: float = number(0.30, "share", 0.2, 0.4, "schooling track 1 (little or none)", "p021: 70 % low schooled; split assumed")
    much_school: float = number(0.22, "share", 0.12, 0.3, "schooling track 3 (upper secondary or more)", "p021; split assumed")
    wish_is_skill: float = number(0.5, "probability", 0.3, 0.8, "the wished trade is that of the skill", "assumption")
    child_age_most: float = number(120.0, "months", 90, 160, "age of the youngest child at arrival: 0 to this", "assumption")
    available_men: float = number(0.95, "share", 0.9, 1.0, "men who can take a job", "oth1_2016_m", "A")
    available_women: float = number(0.77, "share", 0.65, 0.9, "women without a child under six who can", "oth1_2016_w", "A")
    available_mothers: float = number(0.298, "share", 0.05, 0.6, "women with a child under six who can", "assumption")

    def kind_of(self, u: float) -> int:
        """Kind of household for a uniform draw; weights are households per 100 adults."""
        total = self.single_men + self.single_women + self.lone_parents + self.couples_children + self.couples
        x = u * total
        if x < self.single_men:
            return Household.SINGLE_MAN.value
        x -= self.single_men
        if x < self.single_women:
            return Household.SINGLE_WOMAN.value
        x -= self.single_women
        if x < self.lone_parents:
            return Household.LONE_PARENT.value
        x -= self.lone_parents
        if x < self.couples_children:
            return Household.COUPLE_CHILDREN.value
        return Household.COUPLE.value

    def children_of(self, kind: int, u: float) -> int:
        """Number of children: uniform from 1 to twice the mean less 1."""
        if kind == Household.COUPLE_CHILDREN.value:
            return 1 + int(u * (2.0 * self.children_couple - 1.0))
        if kind == Household.LONE_PARENT.value:
            return 1 + int(u * (2.0 * self.children_lone - 1.0))
        return 0

    def kind_in(self, u: float, year: int) -> int:
        """Kind of household in a calendar year: the same in all."""
        return self.kind_of(u)

    def month_in(self, u: float, year: int) -> int:
        """Month of arrival in a calendar year, from 0: all alike."""
        return int(MONTHS_A_YEAR * u)

    def joins_after(self, u: float) -> int:
        """Months after which a partner joins."""
        return int(self.joins_first + (self.joins_last - self.joins_first) * u)

    def p_joins(self) -> float:
        """Chance that a partner joins a single adult later, so that ``reunification`` of all adults are joined."""
        singles = self.single_men + self.single_women
        adults = singles + self.lone_parents + 2.0 * (self.couples_children + self.couples)
        return min(1.0, self.reunification * adults / singles) if singles > 0.0 else 0.0

    def age_at(self, u: float) -> float:
        """Age in years at settlement."""
        if u < self.under_26:
            return AGES[0] + (AGES[1] - AGES[0]) * u / self.under_26
        if u < self.under_36:
            return AGES[1] + (AGES[2] - AGES[1]) * (u - self.under_26) / (self.under_36 - self.under_26)
        if u < self.under_46:
            return AGES[2] + (AGES[3] - AGES[2]) * (u - self.under_36) / (self.under_46 - self.under_36)
        return AGES[3] + (self.oldest - AGES[3]) * (u - self.under_46) / (1.0 - self.under_46)

    def wishes_skill(self, u: float) -> bool:
        """Tell whether the wished trade is that of the skill."""
        return u < self.wish_is_skill

    def child_age(self, u: float) -> int:
        """Months of age of the youngest child at arrival."""
        return int(self.child_age_most * u)

    def track_of(self, u: float) -> int:
        """Schooling track 1, 2 or 3."""
        if u < self.little_school:
            return 1
        if u < 1.0 - self.much_school:
            return 2
        return 3

    def p_available(self, is_woman: bool, child_months: int) -> float:
        """Share of people like this who can take a job (a youngest child of ``child_months``; -1: none)."""
        if not is_woman:
            return self.available_men
        if 0 <= child_months < SCHOOL_STARTS:
            return self.available_mothers
        return self.available_women


@rule
def enrol(world: World) -> None:
    """Write down everybody who will ever arrive: who, where, when; called once, before month 0.

    ``world.people[year]`` becomes the number of those who are known by the end of that year.
    """
    n = 0
    for year in range(world.n_years):
        for municipality in world.municipalities:
            due = municipality.persons[year] - municipality.displaced[year] - municipality.too_many
            household = 0
            while due > 0:
                due -= municipality.expect(world, world.p.settlement, year, household, n)
                n = municipality.next_place(world, n)
                household += 1
            municipality.too_many = -due
            due = municipality.displaced[year] - municipality.too_many_displaced
            household = FIRST_DISPLACED
            while due > 0:
                due -= municipality.expect(world, world.p.displaced, year, household, n)
                n = municipality.next_place(world, n)
                household += 1
            municipality.too_many_displaced = -due
        world.people[year] = n


@rule
def next_place(municipality: Municipality, world: World, n: int) -> int:
    """Return the first empty place after the household that was written down from index ``n`` on."""
    return n + ADULTS if world.refugees[n + 1].has_luck else n + 1


@rule
def expect(municipality: Municipality, world: World, s: Settlement, year: int, household: int, n: int) -> int:
    """Write down one household from index ``n`` on (one adult or two); returns its persons at settlement.

    ``s`` says who comes: the process of all others, or that of the displaced, whose households have numbers of their own.
    """
    calendar = world.first_year + year
    family = ((municipality.code * YEARS + calendar - FIRST_YEAR) * HOUSEHOLDS_A_YEAR + household) * KEYS_A_HOUSEHOLD
    kind = s.kind_in(luck(world, family, Purpose.HOUSEHOLD), calendar)
    children = s.children_of(kind, luck(world, family, Purpose.CHILDREN))
    month = MONTHS_A_YEAR * year + s.month_in(luck(world, family, Purpose.ARRIVAL), calendar)
    couple = kind in (Household.COUPLE_CHILDREN.value, Household.COUPLE.value)
    size = children + (ADULTS if couple else 1)
    displaced = household >= FIRST_DISPLACED
    head = world.refugees[n]
    head.register(municipality.id, family, month, kind, children, displaced)
    head.is_head = True
    head.persons = size
    head.is_woman = kind in (Household.SINGLE_WOMAN.value, Household.LONE_PARENT.value)
    other = world.refugees[n + 1]
    if couple:
        other.register(municipality.id, family, month, kind, children, displaced)
        other.luck_key = family + 1
        other.is_woman = True
        head.partner = n + 1
        other.partner = n
    elif kind != Household.LONE_PARENT.value and luck(world, family, Purpose.JOINS) < s.p_joins():
        later = s.joins_after(luck(world, family + 1, Purpose.ARRIVAL))
        other.register(municipality.id, family, month + later, Household.COUPLE.value, 0, displaced)
        other.luck_key = family + 1
        other.is_woman = not head.is_woman
        other.joins = True
        other.persons = 1
        other.partner = n
    return size


@rule
def register(refugee: Refugee, municipality_id: int, family: int, month: int, kind: int, children: int, displaced: bool) -> None:
    """Fill in what is known of a person before arrival."""
    refugee.displaced = displaced
    refugee.has_luck = True
    refugee.municipality = municipality_id
    refugee.family = family
    refugee.luck_key = family
    refugee.settle_month = month
    refugee.household = kind
    refugee.children = children
    refugee.partner = -1
    refugee.host = -1
    refugee.employer = -1
    refugee.waits_for = -1
    refugee.voucher = -1
    refugee.recommended_by = -1
    refugee.behind = -1
    refugee.left_month = -1


@rule
def settle(refugee: Refugee, world: World) -> None:
    """Arrive; draw what fixes a person for life."""
    if refugee.joins:
        head = world.refugees[refugee.partner]
        if head.moved_away:
            refugee.settle_month = NEVER
            return
        head.partner = refugee.id
        refugee.children = 0
    if refugee.displaced:
        refugee.draw_traits(world, world.p.displaced)
    else:
        refugee.draw_traits(world, world.p.settlement)
    refugee.status = Status.CLASS
    refugee.in_programme = True
    if refugee.displaced:
        refugee.use_right(world)
    refugee.draw_group(world)
    refugee.counted = world.month >= world.counted_from
    refugee.note(world, Event.JOINED.value if refugee.joins else Event.SETTLED.value)


@rule
def draw_traits(refugee: Refugee, world: World, s: Settlement) -> None:
    """Draw what a person is like; ``s`` says what people like this are like."""
    who = refugee.luck_key
    refugee.age = s.age_at(luck(world, who, Purpose.AGE))
    if refugee.displaced:
        refugee.draw_origin(world)
    refugee.track = s.track_of(luck(world, who, Purpose.TRACK))
    refugee.skill = int(SECTORS * luck(world, who, Purpose.SKILL))
    refugee.wish = refugee.skill
    if not s.wishes_skill(luck(world, who, Purpose.WISH)):
        refugee.wish = int(SECTORS * draw(world, who, Purpose.WISH, 1))
    refugee.pace = world.p.language.pace_of(refugee.track, refugee.age, normal(world, who, Purpose.PACE))
    refugee.available_luck = luck(world, who, Purpose.AVAILABLE)
    refugee.help_need = world.p.answer.help_spread * normal(world, who, Purpose.HELP_NEED)
    refugee.child_months = -1
    if refugee.children > 0:
        refugee.child_months = s.child_age(luck(world, refugee.family, Purpose.CHILD_AGE))
    refugee.length = world.p.programme.duration_of(refugee.track, luck(world, who, Purpose.LENGTH))


@rule
def grow_older(refugee: Refugee) -> None:
    """One month passes for a person."""
    refugee.age += 1.0 / MONTHS_A_YEAR
    refugee.months += 1
    refugee.cv_gap = 0 if refugee.status in (Status.WORK, Status.PLACEMENT) else refugee.cv_gap + 1
    if refugee.child_months >= 0:
        refugee.child_months += 1


@rule
def p_can_work(refugee: Refugee, world: World, child_months: int) -> float:
    """Share of people like this who can take a job, with a youngest child of this age."""
    if refugee.displaced:
        return world.p.displaced.p_available(refugee.is_woman, child_months)
    return world.p.settlement.p_available(refugee.is_woman, child_months)


@rule
def can_work(refugee: Refugee, world: World) -> bool:
    """Tell whether care and health let this person take a job now: one luck for life against today's share."""
    return refugee.available_luck < refugee.p_can_work(world, refugee.child_months)


@rule
def could_work(refugee: Refugee, world: World) -> bool:
    """Tell the same of somebody whose children are looked after."""
    return refugee.available_luck < refugee.p_can_work(world, -1)
