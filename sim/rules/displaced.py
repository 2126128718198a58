"""People under collective protection, from Ukraine since 2022: who they are, and what the act of 2021 is for them.

Without them (in every year before 2022) no number of this process has any effect. Who comes is drawn by the formulas of
``settlement`` with the numbers that stand here; everything else of a life is as for others, but where a number is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, happens, luck
from sim.constants import MONTHS_A_YEAR
from sim.engine_room import rule
from sim.parameters import number, process
from sim.rules.settlement import Settlement
from sim.states import Event, Household, Status

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World

FIRST = 2022  # the year in which collective protection began
HALF = 0.5  # of fluent English
RETIRED = 67.0  # years: age of retirement
AGED = 56.0  # years: "above 55", as IMDi publishes, and beyond the programme


@process
class Displaced(Settlement):
    """Who comes from Ukraine. Kinds of household are those of 2022; later more single men come besides."""

    single_men: float = number(14.0, "per 100 adults", 8, 20, "single men, settled in 2022", "ukr_settled_m_2022 with the couples; split assumed")
    single_women: float = number(32.0, "per 100 adults", 25, 40, "single women", "ukr_settled_m_2022; split assumed")
    lone_parents: float = number(22.0, "per 100 adults", 15, 30, "lone parents (women), one adult each", "ukr_settled_m_2022; split assumed")
    couples_children: float = number(12.0, "couples per 100 adults", 8, 18, "couples with children", "assumption")
    couples: float = number(5.0, "couples per 100 adults", 2, 8, "couples without children", "assumption")
    children_couple: float = number(1.6, "children", 1.2, 2.2, "mean children of a couple (1 to twice this less 1)", "SSB 2022: 52 children to 100 adults")
    children_lone: float = number(1.5, "children", 1.2, 2.0, "mean children of a lone parent", "SSB 2022: 52 children to 100 adults")
    reunification: float = number(0.0, "partners per adult settled", 0, 0.1, "partners who join later: they are settled themselves", "assumption")
    under_26: float = number(0.17, "share", 0.12, 0.22, "adults up to 55 aged 18-25", "part_age_2024_1", "A")
    under_36: float = number(0.469, "share", 0.42, 0.52, "adults up to 55 aged 18-35", "part_age_2024_2", "A")
    under_46: float = number(0.804, "share", 0.75, 0.85, "adults up to 55 aged 18-45", "part_age_2024_3", "A")
    little_school: float = number(0.03, "share", 0.01, 0.08, "schooling track 1 (little or none)", "assumption")
    much_school: float = number(0.65, "share", 0.5, 0.85, "schooling track 3 (upper secondary or more)", "ukr_edu_tert: over half tertiary", "A")
    available_women: float = number(0.85, "share", 0.7, 0.95, "women without a child under six who can", "ukr_emp_before; assumption")
    available_mothers: float = number(0.5, "share", 0.2, 0.8, "women with a child under six who can", "ukr_emp_before; assumption")
    more_men: float = number(
        0.28, "share", 0.2, 0.36, "households settled after 2022 that are further single men", "ukr_settled_m_2023 against ukr_settled_m_2022", "A"
    )
    above_55: float = number(0.38, "share", 0.3, 0.46, "adults without children above 55, settled in 2022", "ukr_settled_55_2022", "A")
    above_55_later: float = number(0.25, "share", 0.18, 0.32, "the same, settled later", "ukr_settled_55_2023", "A")
    eldest: float = number(76.0, "years", 70, 82, "age of the eldest of these", "assumption", allowed=(57.0, 100.0))
    english_fluent: float = number(0.10, "share", 0.05, 0.2, "fluent in English", "n009", "B")
    english_none: float = number(0.50, "share", 0.4, 0.65, "with hardly any English; half of it for those between", "n010", "B")
    takes_part: float = number(0.80, "share", 0.65, 0.95, "who use their right to a programme, up to 55 years", "ukr_part_share", "B")
    takes_part_old: float = number(0.15, "share", 0.0, 0.4, "the same above 55, who have none but where a municipality gives it", "n004; assumption")
    full_length: float = number(12.0, "months", 9, 14, "usual programme, tracks 1 and 2", "p113, n008", "A", allowed=(1.0, 60.0))
    educated_length: float = number(11.0, "months", 6, 14, "usual programme, track 3 (upper secondary or more)", "p113, n008", "A", allowed=(1.0, 60.0))
    extension: float = number(6.0, "months", 3, 12, "longest extension, tracks 1 and 2", "n006", "A", allowed=(1.0, 24.0))
    educated_extension: float = number(6.0, "months", 3, 12, "longest extension, track 3", "n006", "A", allowed=(1.0, 24.0))
    leaves_for_job: float = number(0.8, "probability", 0.4, 0.98, "leaves the programme for a job, per month in it", "n035; assumption")
    job_from: float = number(0.0, "months", 0, 3, "months before a job may end the programme", "n035", "B")
    search: float = number(1.0, "times", 0.6, 1.8, "search for work, of that of others", "ukr_emp_before, ukr_anyjob; assumption")
    search_women: float = number(0.85, "times", 0.6, 1.0, "women's search", "ukr_emp_r1_m, ukr_emp_r1_all; assumption")
    in_programme: float = number(2.0, "times", 0.5, 3.0, "search during the programme: 15 hours a week of it are for work", "n001, w0_2023_ukr; assumption")
    search_from: float = number(3.0, "months", 0, 5, "months before a participant searches", "n022, n035; assumption")
    place_from: float = number(4.0, "months", 1, 4, "months in the programme before a placement", "n002", "A")
    study: float = number(0.25, "times", 0.05, 0.6, "education directly after the programme, of that of others", "w0_2023_ukr_ed", "A")
    study_later: float = number(0.15, "times", 0.02, 0.4, "beginning education later, of that of others", "w0_2023_ukr_ed; assumption")
    temporary: float = number(0.35, "share", 0.15, 0.6, "found jobs, neither seasonal nor subsidised, that are temporary", "ukr_temp_2024", "A")
    temporary_ends: float = number(0.05, "probability", 0.02, 0.1, "a temporary job ends, per month", "n020; assumption")
    emigration: float = number(0.004, "probability", 0.002, 0.008, "a household leaves Norway, per month, back to Ukraine included", "ukr_emig_2023", "A")
    first_month: float = number(4.0, "months", 3, 5, "of 2022, in which the first are settled", "act of 2021, ch. 6A; mn007", "A", allowed=(1.0, 12.0))

    def kind_in(self, u: float, year: int) -> int:
        """Kind of household in a calendar year: more single men after the first."""
        more = self.more_men if year > FIRST else 0.0
        if u < more:
            return Household.SINGLE_MAN.value
        return self.kind_of((u - more) / (1.0 - more))

    def month_in(self, u: float, year: int) -> int:
        """Month of arrival in a calendar year, from 0: nobody before the first month of 2022."""
        closed = int(self.first_month) - 1 if year <= FIRST else 0
        return closed + int((MONTHS_A_YEAR - closed) * u)

    def share_above_55(self, year: int) -> float:
        """Share of the adults without children who are above 55."""
        return self.above_55_later if year > FIRST else self.above_55

    def old_age(self, u: float) -> float:
        """Age in years of one above 55."""
        return AGED + (self.eldest - AGED) * u

    def english_of(self, u: float) -> float:
        """English: 1 fluent, 0 hardly any, a half between."""
        if u < self.english_fluent:
            return 1.0
        return 0.0 if u >= 1.0 - self.english_none else HALF

    def p_takes_part(self, age: float) -> float:
        """Share who take part in the programme."""
        return self.takes_part_old if age >= AGED else self.takes_part

    def usual_length(self, track: int) -> float:
        """Usual months of the programme."""
        return self.educated_length if track == 3 else self.full_length

    def longest_extension(self, track: int) -> float:
        """Months by which it can be extended."""
        return self.educated_extension if track == 3 else self.extension

    def effort(self, usual: float, is_participant: bool, months: int) -> float:
        """Search effort, of what is ``usual`` outside the programme."""
        if not is_participant:
            return self.search * usual
        return 0.0 if months < self.search_from else self.search * self.in_programme * usual

    def times_for(self, woman: bool) -> float:
        """How much somebody looks for work, by sex."""
        return self.search_women if woman else 1.0


@rule
def draw_origin(refugee: Refugee, world: World) -> None:
    """Draw what is particular to people from Ukraine."""
    d = world.p.displaced
    who = refugee.luck_key
    year = world.first_year + world.month // MONTHS_A_YEAR
    if refugee.children == 0 and luck(world, who, Purpose.ABOVE_55) < d.share_above_55(year):
        refugee.age = d.old_age(luck(world, who, Purpose.AGE))


@rule
def use_right(refugee: Refugee, world: World) -> None:
    """Take part in the programme, or not: a right and no duty; who is past the age of retirement looks for no work."""
    d = world.p.displaced
    who = refugee.luck_key
    refugee.english = d.english_of(luck(world, who, Purpose.ENGLISH))
    usual, longest = d.usual_length(refugee.track), d.longest_extension(refugee.track)
    refugee.length = world.p.programme.drawn_length(usual, longest, luck(world, who, Purpose.LENGTH))
    if refugee.age >= RETIRED or luck(world, who, Purpose.TAKES_PART) >= d.p_takes_part(refugee.age):
        refugee.in_programme = False
        refugee.status = Status.OUT if refugee.age >= RETIRED else Status.IDLE


@rule
def consider_emigrating(refugee: Refugee, world: World) -> None:
    """A household (through its first adult) leaves Norway, perhaps, wherever it lives; not in a month of arrival."""
    if refugee.months == 0 or (refugee.partner >= 0 and world.refugees[refugee.partner].months == 0):
        return
    if happens(world, refugee.luck_key, Purpose.EMIGRATE, 0, world.p.displaced.emigration):
        if refugee.partner >= 0:
            world.refugees[refugee.partner].emigrate(world)
        refugee.emigrate(world)


@rule
def emigrate(refugee: Refugee, world: World) -> None:
    """Leave Norway: nobody counts one among residents from now on."""
    if not refugee.moved_away:
        refugee.move_away(world)
    if refugee.status == Status.WORK:
        refugee.recommended_by = -1  # nobody is disappointed
        refugee.lose_job(world)
    refugee.status = Status.OUT
    refugee.emigrated = True
    refugee.note(world, Event.EMIGRATED.value)
