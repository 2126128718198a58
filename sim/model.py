"""The readable engine: a Mesa model whose step is ``month(self)``.

>>> from sim.model import IntegrationModel                                            # doctest: +SKIP
>>> model = IntegrationModel(scenario, seed=1)                                        # doctest: +SKIP
>>> model.step(); model.agents_by_type                                                # doctest: +SKIP
>>> model.run().datacollector.get_model_vars_dataframe()                              # doctest: +SKIP
"""

from __future__ import annotations

import copy
import copyreg
import functools
from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim.compiled import DIARY_COLUMNS, Results, check_diary, diary_rows
from sim.engine_room import blank, fields
from sim.month import before
from sim.outcomes import counts, levels
from sim.parameters import ParameterError
from sim.population import Description, example_place
from sim.scenario import Scenario, check_seed
from sim.tallies import Curve, Tally, Total

SERIES = {  # what ``model.datacollector`` collects at the end of each month: numbers of adults, but persons_there
    "settled": Tally.SETTLED,
    "in_programme": Tally.PROGRAMME,
    "in_placement": Tally.PLACEMENT,
    "in_work": Tally.WORK,
    "in_education": Tally.EDUCATION,
    "moved_away": Tally.MOVED_AWAY,
    "persons_there": Tally.PERSONS_THERE,  # who live there, children included
}


class RunOverError(RuntimeError):
    """A step after the last month of a run."""


class _MesaClass(type):
    """Type of the classes that ``mesa_class`` makes; pickle finds them by the class they are made of."""


@functools.cache
def mesa_class(cls: type) -> type:
    """Make a Mesa agent class of a class of ``sim.agents`` (or a student's subclass of one)."""

    def __init__(self: Any, model: mesa.Model, row: dict[str, Any]) -> None:  # noqa: N807
        mesa.Agent.__init__(self, model)
        blank(self)
        for name, value in row.items():
            setattr(self, name, list(value) if isinstance(value, list) else value)
        self.n_declared = len(vars(self)) + 1

    return _MesaClass(cls.__name__, (cls, mesa.Agent), {"__init__": __init__, "__module__": cls.__module__})


copyreg.pickle(_MesaClass, lambda cls: (mesa_class, (cls.__mro__[1],)))  # type: ignore[arg-type,return-value]


class IntegrationModel(mesa.Model):
    """One run of a scenario with Mesa agents: plain attributes, ordinary Python, a debugger stops in any rule.

    Args:
        scenario: what is simulated (checked and laid out); by default five years of a small made-up municipality.
        seed: at least 0; with ``replicate`` it decides all chance. ``None``: one is drawn, and kept as ``model.seed``.
        replicate: number of the run.
        rng: in place of ``seed``, whatever Mesa takes: a whole number, a sequence of them, a NumPy generator.
        people: keep a diary of every change of every person.

    Besides Mesa's own names, the model has those of the compiled engine's world: it *is* the world that rules see.
    ``running`` becomes false after the last month. ``model.lists`` holds all agents by the name of their list,
    refugees who will come later too.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        seed: int | None = 1,
        replicate: int = 0,
        *,
        rng: Any = None,
        people: bool = False,
    ) -> None:
        seed = seed_of(seed, rng)
        check_seed(seed)
        super().__init__(rng=seed)
        scenario = scenario or Scenario(Description("Example", {"example": example_place()}), months=60, warm_up=1)
        self.scenario_run = scenario
        self.seed, self.replicate = seed, replicate
        self.month = 0
        self.first_year = scenario.start - scenario.warm_up
        self.n_years = scenario.n_years
        self.counted_from = scenario.warm_up_months
        self.people = np.zeros(scenario.n_years, np.int64)
        self.tallies = np.zeros((scenario.all_months, len(Tally.__members__)))
        self.totals = np.zeros(len(Total))
        self.curve = np.zeros((scenario.months, len(Curve)))
        self.diary = np.zeros((diary_rows(scenario) if people else 0, DIARY_COLUMNS))
        self.cursor = np.zeros(1, np.int64)
        self.datacollector = mesa.DataCollector(
            {name: functools.partial(_now, column) for name, column in SERIES.items()}
        )
        self.use_phase()
        self.lists: dict[str, list[Any]] = {}
        for name, cls in scenario.lists.items():
            if hasattr(self, name):
                raise ParameterError(f"{name} is a name of the model's own; call the list of agents something else.")
            self.lists[name] = [mesa_class(cls)(self, row) for row in scenario.rows.agents[name]]
            setattr(self, name, self.lists[name])
        self.everybody = self.lists["refugees"]
        before(self)
        for nobody in self.everybody[self.people[-1] :]:
            nobody.remove()
        del self.everybody[self.people[-1] :]

    @property
    def scenario(self) -> None:
        """Mesa's experimental scenarios are not used: SolaraViz would hand one to a model that it starts anew."""

    @scenario.setter
    def scenario(self, _: object) -> None:
        pass

    def use_phase(self) -> None:
        """Take the numbers that hold this month."""
        phase = [one for one in self.scenario_run.phases if one.month <= self.month][-1]
        self.p, self.practice = phase.parameters, phase.practices
        self.month_of_year = self.month % 12 + 1
        self.tally = self.tallies[min(self.month, len(self.tallies) - 1)]

    def step(self) -> None:
        """Simulate one month; ``RunOverError`` after the last."""
        self.refuse_past_the_end()
        self.use_phase()
        if 2 * self.cursor[0] > len(self.diary):
            self.diary = np.concatenate([self.diary, np.zeros_like(self.diary)])
        self.refugees = self.everybody[: self.people[self.month // 12]]
        self.scenario_run.month(self)
        self.refuse_undeclared()
        check_diary(self.cursor, len(self.diary))
        self.month += 1
        self.running = self.month < self.scenario_run.all_months
        self.datacollector.collect(self)

    def _wrapped_step(self) -> None:
        """What Mesa calls ``model.step()``; refused here too, since after an error Mesa's clock takes no more steps."""
        self.refuse_past_the_end()
        super()._wrapped_step()

    def refuse_past_the_end(self) -> None:
        """Raise ``RunOverError`` if all months have been simulated."""
        months = self.scenario_run.all_months
        if self.month >= months:
            raise RunOverError(f"The run is over after its {months} months; make another model, or let months be more.")

    def __copy__(self) -> IntegrationModel:
        """Return a model of its own: a shallow copy would share agents and clock with this one."""
        return copy.deepcopy(self)

    def refuse_undeclared(self) -> None:
        """Raise ``AttributeError`` if a rule wrote to a field that no class declares (a record could not keep it)."""
        for agents in self.lists.values():
            for agent in agents:
                if len(vars(agent)) != agent.n_declared:
                    odd = set(vars(agent)) - self.usual_names(type(agent))
                    cls = type(agent).__name__
                    msg = f"a rule wrote to {cls}.{min(odd)}, which {cls} does not declare; misspelt, or declare it"
                    raise AttributeError(msg)

    def usual_names(self, cls: type) -> set[str]:
        """Attributes of an agent: what its class declares, and Mesa's own."""
        return {*fields(cls), "model", "unique_id", "pos", "n_declared"} | {name for name in dir(cls) if name[0] == "_"}

    def run(self) -> IntegrationModel:
        """Simulate all months that are left."""
        while self.month < self.scenario_run.all_months:
            self.step()
        return self

    def outcomes(self) -> pd.DataFrame:
        """Outcomes so far, one row each: value, n, of, unit, label, direction; of this one run, mostly chance."""
        return levels(counts(self._results()))

    def _results(self) -> Results:
        """What this run counted, from the first counted month on."""
        warm = self.scenario_run.warm_up_months
        return Results(
            np.array([self.replicate]),
            self.tallies[None, warm:],
            self.totals[None],
            self.curve[None],
            [self.diary[: self.cursor[0]]],
            np.zeros(1, np.bool_),
            self.scenario_run.has_displaced,
        )


def seed_of(seed: int | None, rng: Any) -> int:
    """Whole number that decides all chance of a run; drawn if neither ``seed`` nor ``rng`` is a whole number."""
    if rng is not None and seed not in (None, 1):
        raise ParameterError("Pass seed or rng, not both.")
    given = seed if rng is None else rng
    return int(given if isinstance(given, (int, np.integer)) else np.random.default_rng(given).integers(2**32))


def _now(column: Tally, model: IntegrationModel) -> int:
    """Count of the month that has just passed."""
    return int(model.tally[column])


def results_of(scenario: Scenario, seed: int, replicates: np.ndarray, *, people: bool = False) -> Results:
    """Run ``replicates`` (whole numbers) in turn in this engine; bit for bit what ``sim.compiled.run`` gives."""
    models = [IntegrationModel(scenario, seed, int(replicate), people=people).run() for replicate in replicates]
    warm = scenario.warm_up_months
    return Results(
        np.asarray(replicates, np.int64),
        np.array([model.tallies[warm:] for model in models]),
        np.array([model.totals for model in models]),
        np.array([model.curve for model in models]),
        [model.diary[: model.cursor[0]] for model in models] if people else [],
        np.zeros(len(models), np.bool_),
        scenario.has_displaced,
    )
