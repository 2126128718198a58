"""People under collective protection, from Ukraine since 2022: who they are, and what the act of 2021 is for them.

Without them (in every year before 2022) no number of this process has any effect. Who comes is drawn by the formulas of
``settlement`` with the numbers that stand here; everything else of a life is as for others, but where a number is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, luck
from sim.constants import MONTHS_A_YEAR
from sim.engine_room import rule
from sim.parameters import number, process
from sim.rules.settlement import Settlement
from sim.states import Household

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World

FIRST = 2022  # the year in which collective protection began
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
    first_month: float = number(4.0, "month", 3, 5, "of 2022, in which the first are settled", "act of 2021, ch. 6A; mn007", "A", allowed=(1.0, 12.0))

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


@rule
def draw_origin(refugee: Refugee, world: World) -> None:
    """Draw what is particular to people from Ukraine."""
    d = world.p.displaced
    who = refugee.luck_key
    year = world.first_year + world.month // MONTHS_A_YEAR
    if refugee.children == 0 and luck(world, who, Purpose.ABOVE_55) < d.share_above_55(year):
        refugee.age = d.old_age(luck(world, who, Purpose.AGE))
