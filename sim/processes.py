"""All processes together: every number of the model, by the name that overrides use (``language.classroom_gain``)."""

import copy
import dataclasses
import functools
from dataclasses import field

from sim.parameters import numbers
from sim.rules.answer import Answer
from sim.rules.competing import Competing
from sim.rules.counting import Money
from sim.rules.demand import Demand
from sim.rules.displaced import Displaced
from sim.rules.ending import Ending
from sim.rules.hiring import Hiring
from sim.rules.language import Language
from sim.rules.moving import Moving
from sim.rules.offices import Offices, Practice
from sim.rules.placement import Placement
from sim.rules.programme import Programme
from sim.rules.relations import Relations
from sim.rules.requests import Requests
from sim.rules.search import Search
from sim.rules.settlement import Settlement
from sim.rules.trial import Trial
from sim.rules.work import Work

LAWS: dict[int, dict[str, float]] = {  # numbers that an act sets; 2003: as declared
    2003: {},
    2021: {  # prog_len_edu: 3 to 6 months and up to 6 more; prog_len_noedu, 24 months and up to 12 more, is as before
        "programme.educated_length": 6.0,
        "programme.educated_extension": 6.0,
        "language.class_until": 18.0,  # Norwegian goes on after the programme, to a level; its months are an assumption
    },
}


WITHOUT_DISPLACED = (  # what is 0 in the setting of 2003, and what is of no effect there because that is 0
    "hiring.simple_posts",
    "hiring.simple_hotel",
    "hiring.simple_need",
    "hiring.english_helps",
    "search.simple_outside",
    "language.class_beside_job",
)


@dataclasses.dataclass
class Parameters:
    """The numbers of all processes; put an instance of a subclass in place of one to replace its formulas."""

    settlement: Settlement = field(default_factory=Settlement)
    displaced: Displaced = field(default_factory=Displaced)
    demand: Demand = field(default_factory=Demand)
    offices: Offices = field(default_factory=Offices)
    language: Language = field(default_factory=Language)
    competing: Competing = field(default_factory=Competing)
    requests: Requests = field(default_factory=Requests)
    answer: Answer = field(default_factory=Answer)
    placement: Placement = field(default_factory=Placement)
    ending: Ending = field(default_factory=Ending)
    hiring: Hiring = field(default_factory=Hiring)
    search: Search = field(default_factory=Search)
    work: Work = field(default_factory=Work)
    programme: Programme = field(default_factory=Programme)
    moving: Moving = field(default_factory=Moving)
    relations: Relations = field(default_factory=Relations)
    trial: Trial = field(default_factory=Trial)
    money: Money = field(default_factory=Money)


PROCESSES = tuple(part.name for part in dataclasses.fields(Parameters))


def copied(parameters: Parameters) -> Parameters:
    """Return the same numbers in processes of their own, to be changed (far cheaper than a deep copy)."""
    own = copy.copy(parameters)
    for name in PROCESSES:
        setattr(own, name, copy_of(getattr(parameters, name)))
    return own


def copy_of[T](process: T) -> T:
    """Return a process (or a practice) with the same numbers; ``copy.copy`` takes five times as long."""
    own = object.__new__(type(process))
    vars(own).update(vars(process))
    return own


def names_of(parameters: Parameters) -> frozenset[str]:
    """Names of all numbers, like ``language.classroom_gain``, also of processes that were replaced."""
    return _names(tuple((name, type(getattr(parameters, name))) for name in PROCESSES))


def idle(parameters: Parameters) -> frozenset[str]:
    """Names of numbers that act on nobody where nobody is under collective protection, and stay as declared there."""
    return frozenset(name for name in names_of(parameters) if name.startswith("displaced.")) | {*WITHOUT_DISPLACED}


@functools.cache
def _names(kinds: tuple[tuple[str, type], ...]) -> frozenset[str]:
    return frozenset(f"{process}.{name}" for process, kind in kinds for name in numbers(kind()))


__all__ = ["LAWS", "Parameters", "Practice", "copied", "idle", "names_of"]
