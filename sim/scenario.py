"""A scenario, checked and laid out: all that an engine needs to know."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.agents import KINDS, check_names
from sim.arrivals import STATED, check_arrivals, displaced_by_year, persons_by_year
from sim.engine_room import fields
from sim.month import month as usual_month
from sim.parameters import ParameterError, check
from sim.policy import Phase, Policy, Stage, check_policy, phase_of, stages_of
from sim.population import MAX_YEARS, Description, Rows, RowsOf, check_description, practices_of, rows_of
from sim.processes import Parameters, names_of

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass
class Scenario:
    """What is simulated: a municipality, measures, numbers, a time.

    ``months`` counts from January of ``start``; ``warm_up`` years go before and are counted in no cohort.
    ``classes`` may hold subclasses of the agents. ``kinds`` adds kinds of agents: name of the list -> class, and a
    function that gives their starting fields as those in ``sim.population.AGENTS`` do. ``month`` is the order of a
    month: a function of the world, decorated as a rule.
    """

    municipality: Description
    policies: tuple[Policy, ...] = ()
    parameters: Parameters = field(default_factory=Parameters)
    months: int = 120
    start: int = 2012
    warm_up: int = 3
    arrivals: str = "series"
    classes: tuple[type, ...] = ()
    kinds: dict[str, tuple[type, RowsOf]] = field(default_factory=dict, repr=False)
    month: Callable[[Any], None] = field(default=usual_month, repr=False)
    name: str = "baseline"

    def __post_init__(self) -> None:
        """Check everything once, at the door."""
        years = self.warm_up + (self.months + 11) // 12
        if self.months < 1 or years > MAX_YEARS:
            msg = f"months is {self.months}, but must lie between 1 and {12 * (MAX_YEARS - self.warm_up)}."
            raise ParameterError(msg)
        if not 1990 <= self.start <= 2060:
            msg = f"start is {self.start}, but must be a year from 1990 to 2060."
            raise ParameterError(msg)
        for name in self.kinds:
            if not name.isidentifier() or name[0] == "_" or "__" in name or name in KINDS:
                msg = f"{name!r} cannot be the name of a further list of agents; choose a word like 'volunteers'."
                raise ParameterError(msg)
        known = tuple(self.known.values())
        for cls in self.classes:
            if not issubclass(cls, known):
                msg = f"{cls.__name__} is no kind of agent; subclass one of {', '.join(one.__name__ for one in known)}."
                raise ParameterError(msg)
        for part in dataclasses.fields(Parameters):
            kind = type(getattr(Parameters(), part.name))
            if not isinstance(getattr(self.parameters, part.name), kind):
                msg = f"{part.name} is {getattr(self.parameters, part.name)!r}, but must be a {kind.__name__}."
                raise ParameterError(msg)
        self.shared: dict[str, Any] = {}  # what an engine makes once for this scenario and all that ``but`` makes of it
        check(self.parameters)
        check_description(self.municipality)
        check_arrivals(self.municipality, self.arrivals)
        processes = [type(getattr(self.parameters, part.name)) for part in dataclasses.fields(Parameters)]
        check_names(*self.lists.values(), *processes)  # type: ignore[arg-type]

    def checked(self) -> Scenario:
        """Return itself, once the measures have been combined too (``PolicyError`` if they contradict)."""
        _ = self.phases
        return self

    def but(
        self,
        *,
        policies: tuple[Policy, ...] | None = None,
        parameters: Parameters | None = None,
        municipality: Description | None = None,
        name: str = "",
    ) -> Scenario:
        """Return the same people and firms under other measures or numbers; what these do not touch is shared.

        ``municipality`` may differ from what it was in the practice of its offices only.
        """
        other = copy.copy(self)
        other.name = name or self.name
        vars(other).pop("phases", None)
        if policies is not None:
            vars(other).pop("stages", None)
            other.policies = policies
        if parameters is not None:
            check(parameters)
            if names_of(parameters) != names_of(self.parameters):
                vars(other).pop("stages", None)
            other.parameters = parameters
        if municipality is not None:
            check_description(municipality)
            other.municipality = municipality
            other.rows = dataclasses.replace(self.rows, practices=practices_of(municipality))
        return other

    def under(self, other: Scenario) -> Scenario:
        """Return these numbers under the measures and the name of ``other``, which has the same people and firms."""
        own = copy.copy(self)
        vars(own).pop("phases", None)
        own.name, own.policies, own.stages = other.name, other.policies, other.stages
        return own

    @property
    def known(self) -> dict[str, type]:
        """Kinds of agents by their list: those of the model, and the further ones."""
        return KINDS | {name: cls for name, (cls, _) in self.kinds.items()}

    @property
    def lists(self) -> dict[str, type]:
        """Class of the agents in each list of the world, with the given subclasses in place."""
        return {
            name: next((cls for cls in reversed(self.classes) if issubclass(cls, kind)), kind)
            for name, kind in self.known.items()
        }

    @property
    def warm_up_months(self) -> int:
        """Months before the first counted one."""
        return 12 * self.warm_up

    @property
    def all_months(self) -> int:
        """Months simulated, warm-up included."""
        return self.warm_up_months + self.months

    @property
    def n_years(self) -> int:
        """Calendar years simulated, the last perhaps in part."""
        return (self.all_months + 11) // 12

    @property
    def has_displaced(self) -> bool:
        """Whether anybody under collective protection is settled."""
        return any(sum(row["displaced"]) > 0 for row in self.rows.agents["municipalities"])

    @cached_property
    def rows(self) -> Rows:
        """Starting fields of the agents."""
        years = self.n_years - self.warm_up
        towns = self.municipality.municipalities.values()
        persons = [persons_by_year(one, self.start, years, self.warm_up, arrivals=self.arrivals) for one in towns]
        simulated = range(self.start - self.warm_up, self.start + years)
        displaced = [displaced_by_year(one, simulated) if self.arrivals == STATED else [] for one in towns]
        further = {name: rows for name, (_, rows) in self.kinds.items()}
        rows = rows_of(self.municipality, persons, simulated[0], further, displaced)
        for name, (cls, _) in self.kinds.items():
            for row in rows.agents[name]:
                if odd := (set(row) - set(fields(cls))) | (set(row) ^ set(rows.agents[name][0])):
                    msg = f"All {name} must start with the same fields, declared in {cls.__name__}: see {min(odd)!r}."
                    raise ParameterError(msg)
        return rows

    @cached_property
    def stages(self) -> list[Stage]:
        """What the measures change from each month on at which one starts: the same whatever the numbers are."""
        for policy in self.policies:
            check_policy(policy, self.parameters)
        return stages_of(self.policies, self.warm_up_months)

    @cached_property
    def phases(self) -> list[Phase]:
        """Numbers by phase: before, and from each month on at which a measure starts."""
        return [phase_of(stage, self.parameters, self.rows.practices) for stage in self.stages]


def check_seed(seed: int) -> None:
    """Raise ``ParameterError`` unless the seed is a whole number from 0 to 4294967295 (32 bits)."""
    if not 0 <= seed < 2**32:
        raise ParameterError(f"seed is {seed}, but must be a whole number from 0 to {2**32 - 1}.")
