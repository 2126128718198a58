"""Which of the eight sectors an industry belongs to: two-digit codes of NACE (SN2007, and SN2025).

The bounds are those of the sections, so a code that a later edition adds between them has its sector too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from sim.states import Sector

PUBLIC = "public"  # public administration: the municipality's own hosts are stated apart, as public_units
SECTORS = tuple(sector.name.lower() for sector in Sector)
DIVISION = re.compile(r"\d\d")
PARTS = 1000  # shares have three decimals


class Row(NamedTuple):
    """Codes from ``first`` to ``last``, and the sector that they are."""

    first: int
    last: int
    sector: str
    what: str


TABLE = (
    Row(0, 0, "other", "unknown industry"),
    Row(1, 4, "agriculture", "agriculture, forestry, fishing"),
    Row(5, 34, "manufacturing", "mining and manufacturing"),
    Row(35, 40, "other", "energy, water, waste"),
    Row(41, 44, "construction", "construction"),
    Row(45, 48, "retail", "wholesale and retail trade, repair of vehicles"),
    Row(49, 54, "other", "transport, storage, post"),
    Row(55, 57, "hotel_food", "accommodation and food service"),
    Row(58, 83, "other", "information, finance, property, business services"),
    Row(84, 84, PUBLIC, "public administration: left out"),
    Row(85, 85, "kindergarten_school", "education"),
    Row(86, 87, "care", "health, and care with accommodation"),
    Row(88, 89, "kindergarten_school", "social work without accommodation, kindergartens and after-school among it"),
    Row(90, 99, "other", "culture, sport, associations, repair, personal services, households"),
)


def sector_of(code: str) -> str:
    """Sector of a two-digit code, or ``PUBLIC``; ``ValueError`` for what is no such code."""
    if not DIVISION.fullmatch(code):
        raise ValueError(code)
    return next(row.sector for row in TABLE if row.first <= int(code) <= row.last)


def by_sector(counts: Mapping[str, int]) -> dict[str, int]:
    """Establishments by sector (and ``PUBLIC``), from those by two-digit code; totals are passed over."""
    result = dict.fromkeys((*SECTORS, PUBLIC), 0)
    for code, number in counts.items():
        if DIVISION.fullmatch(code):
            result[sector_of(code)] += number
    return result


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Shares of the eight sectors, in thousandths that sum to 1 (largest remainders); ``ValueError`` for nothing."""
    total = sum(counts[name] for name in SECTORS)
    if total <= 0:
        raise ValueError(total)
    exact = {name: PARTS * counts[name] / total for name in SECTORS}
    parts = {name: math.floor(value) for name, value in exact.items()}
    for name in sorted(SECTORS, key=lambda item: parts[item] - exact[item])[: PARTS - sum(parts.values())]:
        parts[name] += 1
    return {name: parts[name] / PARTS for name in SECTORS}
