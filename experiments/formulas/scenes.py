"""What events work out on their way, as curves: an employer weighs a request or an application; somebody learns.

The events themselves are run, on plain agents. No chance enters: the chance of a yes is overheard, not its draw.
"""

from __future__ import annotations

import contextlib
import copy
import functools
from types import SimpleNamespace
from typing import Any

from experiments.formulas.formula import Numbers
from sim.agents import Employer, Municipality, Refugee, ServiceOffice
from sim.constants import REFUGEES
from sim.engine_room import blank
from sim.states import Sector, Status

NOW = 24  # month of the scene
STAFF = 30  # of the employer
UNDERSTANDS = 1e9  # hours at work after which dialect takes nothing off
YES, NO = 2.0, -1.0  # chances that every draw lies below, and that none does


class _Weighed(Exception):  # noqa: N818  (no error: the sentence that was overheard)
    pass


def chance_of_yes(
    parameters: Numbers,
    believed: float,
    trust: float,
    pressure: float,
    askers: float,
    goodwill: float,
    scar: float,
    trainees: float,
    known: float,
    meets: float,
    standing: float,
    in_turn: float,
    month_of_year: float,
) -> float:
    """Chance that a willing hotel with room says yes, as ``sim.rules.answer.consider`` weighs it."""
    world, employer, refugee = _meeting(parameters)
    employer.trust, employer.goodwill, employer.pressure, employer.scar = [trust, trust], goodwill, pressure, scar
    employer.asked = [NOW if channel < askers else -1000 for channel in range(5)]
    employer.hosted, employer.trainees_load = int(known), trainees
    employer.last_guests = REFUGEES if in_turn else 0
    employer.sector = int(Sector.HOTEL_FOOD)
    employer.latent, refugee.skill = (0, 0) if meets else (-1, 0)
    world.month_of_year = int(month_of_year)
    refugee.months = 99 if standing else 0  # after so long it is work practice, whatever the level
    heard = _overheard(world, parameters, "answer", "p_yes")
    try:
        employer.consider(refugee, world, believed, 0, False, 0)
    except _Weighed:
        return float(parameters.answer.p_yes(*heard["p_yes"]))
    return 0.0  # no room


def chance_of_job(
    parameters: Numbers,
    heard: float,
    way: float,
    hidden: float,
    sector: float,
    is_public: float,
    reference: float,
    vouched: float,
    tried: float,
    experience: float,
    gap: float,
    said: float,
    trust: float,
    pressure: float,
    goodwill: float,
    never: float,
    meets: float,
    own_trade: float,
    agreed: float,
) -> float:
    """Chance of being hired by an employer with a post, as ``sim.rules.hiring.judge`` weighs it.

    ``vouched``: this employer knows who vouches; ``tried``: it is this employer itself.
    """
    world, employer, refugee = _meeting(parameters)
    world.employers.append(copy.copy(employer))  # who vouches
    employer.trust, employer.goodwill, employer.pressure = [trust, trust], goodwill, pressure
    employer.sector, employer.is_public, employer.never = int(sector), bool(is_public), bool(never)
    employer.posts_month, employer.posts, employer.adverts = NOW, 1, 0 if hidden else 1
    refugee.skill = (int(sector) + (0 if own_trade else 1)) % len(Sector)
    employer.latent = refugee.skill if meets else -1
    refugee.oral, refugee.work_hours = heard, UNDERSTANDS
    refugee.reference, refugee.voucher = reference, 0 if tried else 1 if reference else -1
    refugee.experience, refugee.cv_gap = experience, int(gap)
    world.offices[0].agrees = 1.0 if agreed else 0.0
    overheard = _overheard(world, parameters, "hiring", "p_chosen", fits=YES, p_knows=YES if vouched else NO)
    with contextlib.suppress(_Weighed):
        employer.judge(refugee, world, int(way), said, 0.0)
    h = parameters.hiring
    return float(h.fits(*overheard["fits"]) * h.p_chosen(*overheard["p_chosen"]))


def _overheard(world: SimpleNamespace, parameters: Numbers, process: str, last: str, **given: float) -> dict[str, Any]:
    """What the formulas of a process are asked: ``last`` stops the event; each of ``given`` answers so instead."""
    heard: dict[str, Any] = {}

    def listen(name: str) -> Any:
        def overhear(_: Any, *inputs: float) -> float:
            heard[name] = inputs
            if name == last:
                raise _Weighed
            return given[name]

        return overhear

    own = copy.copy(getattr(parameters, process))
    kind: Any = type(own)
    own.__class__ = type(kind.__name__, (kind,), {name: listen(name) for name in (*given, last)})
    world.p = copy.copy(parameters)
    setattr(world.p, process, own)
    return heard


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
    employer.staff, employer.slack = STAFF, parameters.answer.slack_of(STAFF, 0.0)
    municipality.n_employers = 1
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
