"""Step 15, under the act of 2021: count displaced people by the calendar of the sources.

Their figures are of a month (a register in April 2023, in June 2024) and not of months since settlement, and of people who
live in Norway then, whether here or elsewhere. Everybody counts, also who was settled before the counted period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.constants import MONTHS_A_YEAR
from sim.engine_room import rule
from sim.states import Contract, Sector, Status
from sim.tallies import Total

if TYPE_CHECKING:
    from sim.agents import Refugee
    from sim.world import World

# Months since January 2022, from 0.
YEAR_0 = 2022
JANUARY_2023 = 12
APRIL_2023 = 15
OCTOBER_2023 = 21
DECEMBER_2023 = 23
FEBRUARY_2024 = 25
MARCH_2024 = 26
APRIL_2024 = 27
JUNE_2024 = 29
# Ages of the sources, in years.
GROWN = 20.0
ABOVE_55 = 56.0
RETIRED = 67.0
YEARS_OF_RESIDENCE = (1, 2)
COUPLE = 2.0  # adults


@rule
def calendar_month(refugee: Refugee, world: World) -> int:
    """Months since January 2022."""
    return world.month + MONTHS_A_YEAR * (world.first_year - YEAR_0)


@rule
def count_leaver(refugee: Refugee, world: World) -> None:
    """End the programme in 2023, for the sources directly to work, to education or neither; months in it."""
    when = refugee.calendar_month(world)
    works = 1.0 if refugee.status == Status.WORK else 0.0
    studies = 1.0 if refugee.status == Status.EDUCATION else 0.0
    total = world.totals
    if JANUARY_2023 <= when <= DECEMBER_2023:
        if refugee.displaced:
            total[Total.DISPLACED_LEFT_2023] += 1.0
            total[Total.DISPLACED_WORK0_2023] += works
            total[Total.DISPLACED_STUDY0_2023] += studies
        else:
            total[Total.OTHERS_LEFT_2023] += 1.0
            total[Total.OTHERS_WORK0_2023] += works
            total[Total.OTHERS_STUDY0_2023] += studies
    if refugee.displaced and when <= MARCH_2024:
        total[Total.DISPLACED_ENDED] += 1.0
        total[Total.DISPLACED_MONTHS] += refugee.months + 1.0


@rule
def count_displaced(refugee: Refugee, world: World, works: float) -> None:
    """Count one displaced adult in the months of the sources."""
    when = refugee.calendar_month(world)
    if refugee.months == 0:
        refugee.count_arrival(world, when)
    if when < APRIL_2023 or when > JUNE_2024:
        return
    total = world.totals
    of_working_age = refugee.age < RETIRED
    ended = refugee.left_month >= 0
    if when == FEBRUARY_2024 and ended and refugee.left_month <= world.month - (FEBRUARY_2024 - DECEMBER_2023):
        total[Total.DISPLACED_GONE_OF] += 1.0
        if refugee.emigrated:
            total[Total.DISPLACED_GONE] += 1.0
    if refugee.emigrated or not of_working_age:
        return
    if when == DECEMBER_2023 and ended and refugee.age < ABOVE_55:
        total[Total.DISPLACED_AFTER_OF] += 1.0
        total[Total.DISPLACED_AFTER] += works
    if when == MARCH_2024:
        refugee.count_in_march(world, works)
    if refugee.age >= GROWN:
        refugee.count_stock(world, when, works)


@rule
def count_arrival(refugee: Refugee, world: World, when: int) -> None:
    """Persons settled in 2022 and 2023, by sex and age; boys are half of the children."""
    total = world.totals
    old = 1.0 if refugee.age >= ABOVE_55 else 0.0
    children = refugee.persons - (1.0 if refugee.partner < 0 else COUPLE) if refugee.is_head else 0.0
    male = (0.0 if refugee.is_woman else 1.0 - old) + children / 2.0
    if 0 <= when < JANUARY_2023:
        total[Total.DISPLACED_PERSONS_2022] += 1.0 - old + children
        total[Total.DISPLACED_MALE_2022] += male
        total[Total.DISPLACED_ABOVE_55_2022] += old
    elif JANUARY_2023 <= when <= DECEMBER_2023:
        total[Total.DISPLACED_PERSONS_2023] += 1.0 - old + children
        total[Total.DISPLACED_MALE_2023] += male
        total[Total.DISPLACED_ABOVE_55_2023] += old


@rule
def count_in_march(refugee: Refugee, world: World, works: float) -> None:
    """March 2024: who took part in the programme, takes part, works, and was registered as a jobseeker before."""
    total = world.totals
    total[Total.DISPLACED_2024_03_OF] += 1.0
    if refugee.in_programme or refugee.left_month >= 0:
        total[Total.DISPLACED_TOOK_PART] += 1.0
    if refugee.in_programme:
        total[Total.DISPLACED_IN_PROGRAMME] += 1.0
    total[Total.DISPLACED_WORK_2024_03] += works
    if refugee.registered:
        total[Total.DISPLACED_BY_OFFICE] += works


@rule
def count_stock(refugee: Refugee, world: World, when: int, works: float) -> None:
    """Residents of 20 to 66 in a month of the sources: in work, in which trade, for a time."""
    total = world.totals
    if when == APRIL_2023:
        total[Total.DISPLACED_2023_04_OF] += 1.0
        total[Total.DISPLACED_2023_04] += works
    elif when == OCTOBER_2023:
        total[Total.DISPLACED_2023_10_OF] += 1.0
        total[Total.DISPLACED_2023_10] += works
    elif when == APRIL_2024:
        total[Total.DISPLACED_2024_04_OF] += 1.0
        total[Total.DISPLACED_2024_04] += works
        trade = world.employers[refugee.employer].sector if refugee.employer >= 0 else refugee.wish
        if trade == Sector.HOTEL_FOOD.value:
            total[Total.DISPLACED_HOTEL] += works
    elif when == JUNE_2024:
        total[Total.DISPLACED_2024_06_OF] += 1.0
        total[Total.DISPLACED_2024_06] += works
        if refugee.contract in (Contract.ENDS.value, Contract.TEMPORARY.value):
            total[Total.DISPLACED_TEMPORARY] += works
        sex = 1 if refugee.is_woman else 0
        years = refugee.months // MONTHS_A_YEAR
        if years == YEARS_OF_RESIDENCE[0]:
            total[Total.DISPLACED_R1_MEN_OF + 2 * sex] += 1.0
            total[Total.DISPLACED_R1_MEN + 2 * sex] += works
        elif years == YEARS_OF_RESIDENCE[1]:
            total[Total.DISPLACED_R2_MEN_OF + 2 * sex] += 1.0
            total[Total.DISPLACED_R2_MEN + 2 * sex] += works
