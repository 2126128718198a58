"""What a municipality's description leads one to expect, by arithmetic alone: people, hours, employers, slots.

Nothing is simulated; a run differs by chance, by those who move, and by those who leave the programme for a job.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from statistics import NormalDist, fmean
from typing import Any

from sim.population import MEAN_YEARS, SERIES_END, WITH_STAFF
from sim.processes import Parameters
from sim.rules.answer import Answer
from sim.rules.settlement import Settlement
from sim.states import Household

GRID = [(i + 0.5) / 40 for i in range(40)]
TAKE_PART = 0.7  # of those under collective protection, in the programme (ukr_part_share)
ON_BENEFIT = 10.0  # months, these (n008)


@dataclasses.dataclass
class Expected:
    """Expected numbers of one municipality; ``None``: the file does not say enough."""

    post_hours: float
    summer: float
    after_weight: float
    per_month: float
    persons: float | None = None
    years: list[int] = dataclasses.field(default_factory=list)
    adults: float | None = None
    participants: float | None = None
    after: float | None = None
    hours: dict[str, float] = dataclasses.field(default_factory=dict)
    private: int = 0
    public: int | None = None
    willing: float | None = None
    known: float | None = None
    slots: float | None = None


def expected_of(fields: dict[str, Any]) -> Expected:
    """What follows from the fields of a municipality, as far as they are stated and make sense."""
    p = Parameters()
    o = p.offices
    adults, months, at_private, at_public = usual()
    result = Expected(o.post_hours, o.summer_hours, o.after_weight, o.per_month)
    settled, displaced = fields.get("settled", {}), fields.get("displaced", {})
    result.years = years_of(settled)
    if result.years:
        result.persons = fmean(settled[year] for year in result.years)
        from_ukraine = 0.0 if result.years == [*MEAN_YEARS] else fmean(displaced.get(year, 0) for year in result.years)
        more = from_ukraine * adults_per_person(p.displaced)
        fewer = (result.persons - from_ukraine) * adults
        result.adults = fewer + more
        result.participants = (fewer * months + more * TAKE_PART * ON_BENEFIT) / 12.0
        result.after = result.adults * o.after_months / 12.0
        weights = {"programme": result.participants, "after": o.after_weight * result.after}
        for side, office in fields.get("offices", {}).items():
            if side in weights:
                hours = office.hours_per_participant * weights[side]
                result.hours[side] = hours + office.extra_posts * o.post_hours
    if "enterprises" in fields:
        result.private = max(1, round(fields["enterprises"] * WITH_STAFF))
    if "enterprises" in fields and "public_units" in fields:
        result.public = sum(fields["public_units"].values())
        private, public = (1.0 - p.answer.p_never(is_public) for is_public in (False, True))
        result.willing = private * result.private + public * result.public
        result.slots = private * result.private * at_private + public * result.public * at_public
        known = [office.known for office in fields.get("offices", {}).values()]
        result.known = result.willing * known[0] if known else None
    return result


def years_of(settled: dict[int, int]) -> list[int]:
    """Years whose mean says how many come: 2012 to 2019, else what is stated from 2022 on; none if neither is there."""
    years = [*MEAN_YEARS] if all(year in settled for year in MEAN_YEARS) else [y for y in settled if y > SERIES_END]
    return sorted(years) if all(settled[year] >= 0 for year in years) else []


@functools.cache
def usual() -> tuple[float, float, float, float]:
    """Adults for one settled person, months of the programme, trainees at once of a private and a public employer."""
    p = Parameters()
    months = fmean(p.programme.duration_of(p.settlement.track_of(v), u) for u in GRID for v in GRID)
    staff = [p.demand.staff_of(u, v) for u in GRID for v in GRID]
    units = range(int(p.demand.unit_least), int(p.demand.unit_least + p.demand.unit_wide))
    return adults_per_person(p.settlement), months, trainees_at_once(p.answer, staff), trainees_at_once(p.answer, units)


def trainees_at_once(a: Answer, staff: Iterable[int]) -> float:
    """Mean number of usual trainees for whom employers with so many staff have room; whole ones only."""
    luck = [NormalDist().inv_cdf(u) for u in GRID]
    room = {size: fmean(int(a.slack_of(size, z)) for z in luck) for size in set(staff)}
    return fmean(room[size] for size in staff)


def adults_per_person(s: Settlement) -> float:
    """Adults for one settled person, children included, with partners who join later."""
    couples = s.couples_children + s.couples
    adults = s.single_men + s.single_women + s.lone_parents + 2.0 * couples
    children = s.couples_children * fmean(s.children_of(Household.COUPLE_CHILDREN.value, u) for u in GRID)
    children += s.lone_parents * fmean(s.children_of(Household.LONE_PARENT.value, u) for u in GRID)
    return (adults + s.p_joins() * (s.single_men + s.single_women)) / (adults + children)
