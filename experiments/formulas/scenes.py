"""What events work out on their way, as curves: an employer weighs a request, is left in peace; somebody learns.

The events themselves are run, on plain agents. No chance enters: the chance of a yes is overheard, not its draw.
"""

from __future__ import annotations

import copy
import functools
from types import SimpleNamespace
from typing import Any, Never

from experiments.formulas.formula import Numbers
from sim.agents import Employer, Municipality, Refugee, ServiceOffice
from sim.engine_room import blank
from sim.states import Sector, Status

NOW = 24  # month of the scene
STAFF = 12  # of the employer


class _Weighed(Exception):  # noqa: N818  (no error: the sentence that was overheard)
    pass


def chance_of_yes(
    parameters: Numbers,
    told: float,
    trust: float,
    pressure: float,
    askers: float,
    goodwill: float,
    scar: float,
    trainees: float,
    known: float,
    meets: float,
    standing: float,
    month_of_year: float,
) -> float:
    """Chance that a willing hotel with room says yes, as ``sim.rules.answer.consider`` weighs it."""
    world, employer, refugee = _meeting(parameters)
    employer.trust, employer.goodwill, employer.pressure, employer.scar = [trust, trust], goodwill, pressure, scar
    employer.asked = [NOW if channel < askers else -1000 for channel in range(5)]
    employer.hosted, employer.trainees = int(known), int(trainees)
    employer.sector, employer.staff = int(Sector.HOTEL_FOOD), STAFF
    employer.latent, refugee.skill = (0, 0) if meets else (-1, 0)
    world.month_of_year = int(month_of_year)
    refugee.months = 99 if standing else 0  # after so long it is work practice, whatever the level
    own = copy.copy(parameters.answer)
    kind: Any = type(own)
    own.__class__ = _overheard(kind)
    world.p = copy.copy(parameters)
    world.p.answer = own
    try:
        employer.consider(refugee, world, told, 0, False, 0)
    except _Weighed as found:
        return float(parameters.answer.p_yes(found.args[0]))
    return 0.0  # no room


def _overhear(_: Any, worth: float) -> Never:
    raise _Weighed(worth)


@functools.cache
def _overheard(kind: type) -> type:
    return type(kind.__name__, (kind,), {"p_yes": _overhear})


def left_in_peace(parameters: Numbers, months: float, felt: str) -> float:
    """What an employer feels ``months`` after it happened, as ``sim.rules.relations.relax`` lets it pass."""
    world, employer, _ = _meeting(parameters)
    employer.pressure, employer.scar, employer.goodwill = 1.0, 1.0, 0.5
    for _ in range(int(months)):
        employer.relax(world)
    left: float = getattr(employer, felt)
    return left


def trust_left(parameters: Numbers, months: float, leaves: float) -> float:
    """Trust of an employer who meets nobody, where the contact person ``leaves`` in that month (0: stays)."""
    world, employer, _ = _meeting(parameters)
    employer.trust = [0.8, 0.8]
    for month in range(int(months)):
        world.offices[0].trust_reset = 1.0 if month + 1 == leaves else 0.0
        employer.relax(world)
    left: float = employer.trust[0]
    return left


def learned(parameters: Numbers, months: float, track: float) -> float:
    """Norwegian after so many months in class from January on, by ``sim.rules.language.learn``."""
    world, _, refugee = _meeting(parameters)
    refugee.track, refugee.in_programme = int(track), True
    refugee.pace = parameters.language.pace_of(int(track), 28.0, 0.0)
    for month in range(int(months)):
        world.month_of_year = month % 12 + 1
        refugee.learn(world)
    level: float = refugee.oral
    return level


def _meeting(parameters: Numbers) -> tuple[SimpleNamespace, Any, Any]:
    """A world of one municipality, one office, one employer with room, and one refugee in class."""
    kinds = (Municipality, ServiceOffice, Employer, Refugee)
    municipality, office, employer, refugee = (copy.copy(_plain(kind)) for kind in kinds)
    employer.capacity, employer.staff = 2, STAFF
    employer.agreed_luck = employer.aware_luck = employer.contact_luck = 0.5  # ways of working are those of nobody
    refugee.status, refugee.in_programme = Status.CLASS, True
    office.follow_up = office.done = 1.0
    world = SimpleNamespace(
        p=parameters,
        practice=[parameters.practice],
        municipalities=[municipality],
        offices=[office],
        employers=[employer],
        refugees=[refugee],
        month=NOW,
        month_of_year=11,
        seed=0,
        replicate=0,
    )
    return world, employer, refugee


@functools.cache
def _plain(kind: type) -> Any:
    agent = kind()
    blank(agent)
    return agent
