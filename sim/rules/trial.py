"""A virtual trial: some of those settled are drawn to an office of their own for some months, others are controls.

The office works as the programme's does, and with the measures of the trial besides (``practice.trial.*``). Chance
that belongs to people makes treated and controls comparable; ``experiments.trial`` reads the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chance import Purpose, luck
from sim.constants import MONTHS_A_YEAR
from sim.engine_room import rule
from sim.parameters import number, process
from sim.tallies import Curve, Total

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World


@process
class Trial:
    """Who takes part in a trial, and when; without a share nobody does."""

    # designs and no unknowns: their plausible ranges are single values, which no analysis varies
    share: float = number(0.0, "share", 0.0, 0.0, "of those settled who may, who take part", "design of a trial")
    treated: float = number(0.5, "share", 0.5, 0.5, "of those who take part, who are treated; the rest are controls", "design of a trial")
    from_month: float = number(12.0, "months", 12, 12, "since settlement, from which treatment is given", "design of a trial", allowed=(0.0, 120.0))
    until: float = number(24.0, "months", 24, 24, "since settlement, until which it is given", "design of a trial", allowed=(1.0, 120.0))
    track: float = number(0.0, "schooling", 0, 0, "schooling (1, 2 or 3) of those who may take part; 0: all", "design of a trial", allowed=(0.0, 3.0))

    def group_of(self, track: int, u: float, v: float) -> int:
        """0: takes no part, 1: is treated, 2: is a control; for two draws in [0, 1)."""
        if self.track >= 1.0 and int(self.track) != track:
            return 0
        if u >= self.share:
            return 0
        return 1 if v < self.treated else 2


@rule
def draw_group(refugee: Refugee, world: World) -> None:
    """Draw whether a person takes part, and in which group."""
    t = world.p.trial
    if t.share > 0.0:
        who = refugee.luck_key
        refugee.group = t.group_of(refugee.track, luck(world, who, Purpose.TRIAL), luck(world, who, Purpose.TREATED))


@rule
def is_treated(refugee: Refugee, world: World) -> bool:
    """Tell whether the office of the trial serves this person this month."""
    t = world.p.trial
    return refugee.group == 1 and t.from_month <= refugee.months < t.until


@rule
def count_trial(refugee: Refugee, world: World, works: float) -> None:
    """Count treated and controls, by months since settlement and over the year after the trial."""
    if refugee.group == 0:
        return
    m = refugee.months
    column = 2 * (refugee.group - 1)
    if m < world.curve.shape[0]:
        world.curve[m, Curve.TREATED_SEEN + column] += 1.0
        world.curve[m, Curve.TREATED_WORK + column] += works
    until = int(world.p.trial.until)
    if until <= m < until + MONTHS_A_YEAR:
        world.totals[Total.AFTER_TREATED_OF + column] += 1.0
        world.totals[Total.AFTER_TREATED + column] += works
