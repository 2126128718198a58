"""The readable engine: a Mesa model whose step is ``month(self)``.

>>> from sim.model import IntegrationModel                                            # doctest: +SKIP
>>> model = IntegrationModel(scenario, seed=1)                                        # doctest: +SKIP
>>> model.step(); model.agents_by_type                                                # doctest: +SKIP
"""

from __future__ import annotations

import functools
from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim.compiled import DIARY_COLUMNS, Results, check_diary, diary_rows
from sim.engine_room import blank, fields
from sim.month import before, month
from sim.outcomes import counts, levels
from sim.scenario import Scenario, check_seed
from sim.tallies import Curve, Tally, Total


@functools.cache
def mesa_class(cls: type) -> type:
    """Make a Mesa agent class of a class of ``sim.agents`` (or a student's subclass of one)."""

    def __init__(self: Any, model: mesa.Model, row: dict[str, Any]) -> None:  # noqa: N807
        mesa.Agent.__init__(self, model)
        blank(self)
        for name, value in row.items():
            setattr(self, name, list(value) if isinstance(value, list) else value)
        self.n_declared = len(vars(self)) + 1

    return type(cls.__name__, (cls, mesa.Agent), {"__init__": __init__, "__module__": cls.__module__})


class IntegrationModel(mesa.Model):
    """One run of a scenario with Mesa agents: plain attributes, ordinary Python, a debugger stops in any rule.

    Args:
        scenario: what is simulated (checked and laid out).
        seed: at least 0; with ``replicate`` it decides all chance.
        replicate: number of the run.
        people: keep a diary of every change of every person.

    Besides Mesa's own names, the model has those of ``sim.compiled.World``: it *is* the world that rules see.
    """

    def __init__(self, scenario: Scenario, seed: int = 1, replicate: int = 0, *, people: bool = False) -> None:
        check_seed(seed)
        super().__init__(rng=seed)
        self.scenario_run = scenario
        self.seed, self.replicate = seed, replicate
        self.month = 0
        self.first_year = scenario.start - scenario.warm_up
        self.n_years = scenario.n_years
        self.counted_from = scenario.warm_up_months
        rows = scenario.rows
        refugee, employer, office, asker, place = (mesa_class(cls) for cls in scenario.kinds)
        self.places = [place(self, row) for row in rows.municipalities]
        self.employers = [employer(self, row) for row in rows.employers]
        self.offices = [office(self, row) for row in rows.offices]
        self.askers = [asker(self, row) for row in rows.askers]
        self.everybody = [refugee(self, {"id": i}) for i in range(rows.capacity)]
        self.people = np.zeros(scenario.n_years, np.int64)
        self.tallies = np.zeros((scenario.all_months, len(Tally.__members__)))
        self.totals = np.zeros(len(Total))
        self.curve = np.zeros((scenario.months, len(Curve)))
        self.diary = np.zeros((diary_rows(scenario) if people else 0, DIARY_COLUMNS))
        self.cursor = np.zeros(1, np.int64)
        self.use_phase()
        self.refugees = self.everybody
        before(self)
        for nobody in self.everybody[self.people[-1] :]:
            nobody.remove()
        del self.everybody[self.people[-1] :]

    def use_phase(self) -> None:
        """Take the numbers that hold this month."""
        phase = [one for one in self.scenario_run.phases if one.month <= self.month][-1]
        self.p, self.practice = phase.parameters, phase.practices
        self.month_of_year = self.month % 12 + 1
        self.tally = self.tallies[min(self.month, len(self.tallies) - 1)]

    def step(self) -> None:
        """Simulate one month; a student who wants another order overrides this."""
        self.use_phase()
        if 2 * self.cursor[0] > len(self.diary):
            self.diary = np.concatenate([self.diary, np.zeros_like(self.diary)])
        self.refugees = self.everybody[: self.people[self.month // 12]]
        month(self)
        self.refuse_undeclared()
        check_diary(self.cursor, len(self.diary))
        self.month += 1

    def refuse_undeclared(self) -> None:
        """Raise ``AttributeError`` if a rule wrote to a field that no class declares (a record could not keep it)."""
        for agents in (self.everybody, self.employers, self.offices, self.askers, self.places):
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
        )


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
    )
