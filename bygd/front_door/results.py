"""What simulations say, as data frames that are made when they are first asked for; and study folders read back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.errors import InputError, near
from bygd.front_door.options import one_sentence
from bygd.scenarios.catalogue import BASELINE, at_home
from bygd.scenarios.designs import design_of
from bygd.scenarios.ensembles import OWN, Ensemble
from bygd.scenarios.options import NONE, Common
from bygd.scenarios.settings import headline_of
from bygd.statistics.comparison import by_member, by_scenario, comparison, good_runs, outcome_frame
from bygd.statistics.decision.tables import (
    WILLINGNESS,
    acceptability_table,
    count_first_table,
    decision_table,
    value_of_knowing,
)
from bygd.statistics.sureness import evidence_by_scenario
from bygd.statistics.two_ensembles import both_ensembles
from bygd.studies.files import provenance_of
from bygd.studies.folder import DESIGN, options_of, program_of
from bygd.studies.in_memory import InMemory
from bygd.studies.package import describe
from bygd.studies.stopping import Enough
from bygd.studies.tables import read_table
from sim.outcomes import OUTCOMES


class Tables:
    """Tables of a study: one row a run, a run and month, a run and month since settlement."""

    options: Common

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name; ``InputError`` if it was not kept."""
        raise NotImplementedError

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: ``scenario``, ``replicate``, ``failed``, and of each outcome ``…_n`` and ``…_of``."""
        return self.table("runs")

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """One row a run and month: what was counted in it. A comparison keeps none."""
        return self.table("monthly")

    @cached_property
    def curves(self) -> pd.DataFrame:
        """One row a run and month since settlement: adults observed, in work, and so on."""
        return self.table("curves")

    @property
    def _by_scenario(self) -> dict[str, pd.DataFrame]:
        return by_scenario({"runs": self.runs}, "runs")

    def _only(self, program: str) -> None:
        """Refuse tables that only studies of this program have."""


class OfRun(Tables):
    """Tables of a study of ``run``."""

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row an outcome: value, 95 % interval, counts, unit, label, direction (1: more is better)."""
        self._only("run")
        return outcome_frame(good_runs(self.runs))


class OfCompare(Tables):
    """Tables of a study of ``compare``."""

    @cached_property
    def differences(self) -> pd.DataFrame:
        """One row a scenario and outcome, as in ``comparison.csv``: paired difference, intervals, how sure."""
        self._only("compare")
        evidence = evidence_by_scenario(self.options, [name for name in self._by_scenario if name != BASELINE])
        return comparison(self._by_scenario, evidence=evidence)

    @cached_property
    def by_member(self) -> pd.DataFrame:
        """One row a scenario, outcome and ensemble member: its paired difference."""
        self._only("compare")
        if "point" not in self.runs:
            raise InputError("All runs have the same numbers of the model; name an ensemble to see its members.")
        return by_member(self._by_scenario)

    @one_sentence
    def beside(self, other: OfCompare) -> pd.DataFrame:
        """One row a scenario and headline outcome, as in ``ensembles.csv``: what this and another ensemble say of it.

        ``other``: the same comparison in the members of another ensemble. ``InputError`` for any other one.
        """
        for name in ("setting", "months", "start", "seed"):
            if getattr(self.options, name) != getattr(other.options, name):
                raise InputError(f"The two comparisons differ in {name}; only the ensemble may differ.")
        if list(self._by_scenario) != list(other._by_scenario):
            raise InputError("The two comparisons have other scenarios; only the ensemble may differ.")
        ensembles = [getattr(item.options, "ensemble", NONE) for item in (self, other)]
        if NONE in ensembles or (ensembles[0] == ensembles[1] and ensembles[0] != OWN):
            raise InputError("beside sets two ensembles beside each other; name another one in one of the two.")
        return both_ensembles(self._by_scenario, other._by_scenario, headline_of(self.options).both)

    @one_sentence
    def decision(self, willingness: float = 0.0) -> pd.DataFrame:
        """One row a scenario, doing nothing first, as in ``decision.csv``: probability of best, regrets, worst tenth.

        ``willingness``: kroner that one more month in work is worth; with it also the net benefit of each payer.
        Values are not numbers where the ensemble is too small: fewer than 20 members, or one run in each.
        """
        return decision_table(self._over_members, _kroner(willingness), headline_of(self.options).both)

    @one_sentence
    def acceptability(self, willingness: Sequence[float] = WILLINGNESS) -> pd.DataFrame:
        """One row a payer, willingness (kroner per month in work) and scenario, as in ``acceptability.csv``."""
        return acceptability_table(self._over_members, [_kroner(item) for item in willingness])

    @one_sentence
    def count_first(self, willingness: float = 0.0) -> pd.DataFrame:
        """One row a criterion, thing that an office can count and scenario, as in ``count_first.csv``."""
        both = headline_of(self.options).both
        return count_first_table(self._over_members, self._numbers, _kroner(willingness), both)

    @one_sentence
    def worth_knowing(self, groups: dict[str, list[str]], outcome: str = "") -> pd.DataFrame:
        """One row a group of numbers and scenario: value of knowing them exactly (EVPPI), and expected narrowing.

        ``groups``: names of numbers of the model (columns of ``design``) under a name of your own; ``outcome``: without
        it work, as the setting counts it.
        """
        runs, numbers, outcome = self._over_members, self._numbers, outcome or headline_of(self.options).work
        if outcome not in OUTCOMES:
            raise InputError(f"There is no outcome {outcome!r}{near(str(outcome), OUTCOMES)}; outcomes lists them.")
        for name in [item for group in groups.values() for item in group]:
            if name not in numbers:
                raise InputError(f"No number {name!r} differs between the members{near(str(name), numbers)}.")
        return value_of_knowing(runs, numbers, groups, outcome)

    @property
    def design(self) -> pd.DataFrame:
        """Numbers of each point: ``row``, ``point`` and a column a number."""
        raise NotImplementedError

    @property
    def _numbers(self) -> pd.DataFrame:
        """Numbers of each member (rows: points)."""
        return self.design.drop(columns="row").set_index("point")

    @property
    def _over_members(self) -> dict[str, pd.DataFrame]:
        """Runs by scenario; refused where all have the same numbers of the model."""
        self._only("compare")
        if "point" not in self.runs:
            raise InputError(
                "All runs have the same numbers of the model; name an ensemble to decide over its members."
            )
        return self._by_scenario


def _kroner(value: float) -> float:
    if not (math.isfinite(value) and value >= 0):
        raise InputError(f"willingness is {value:g}, but must be 0 or more kroner.")
    return float(value)


class Simulated(Tables):
    """A study in memory."""

    def __init__(self, study: InMemory, ensemble: Ensemble | None = None, enough: Enough | None = None) -> None:
        self.options = study.options
        self._study, self._ensemble = study, ensemble
        self._enough = (enough.until, enough.budget) if enough else None
        study.simulate(enough)

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name; ``InputError`` if this study keeps none."""
        return self._study.table(name)

    def __repr__(self) -> str:
        """Say what was simulated."""
        options, study = self.options, self._study
        return (
            f"<{type(self).__name__}: {options.municipality.title}, {', '.join(study.scenarios)}; "
            f"{study.replicates} replicates of {options.months} months from {options.start}>"
        )

    @one_sentence
    def to_folder(self, folder: str | Path) -> StudyFolder:
        """Write the study folder that the program writes (without figures and report), and read it."""
        target = Path(at_home(str(folder)))
        enough = Enough(*self._enough) if self._enough else None
        self._study.to_folder(target, enough, self._ensemble)
        return StudyFolder(target)


class Run(Simulated, OfRun):
    """Runs of one scenario; ``one["employed_36m"]`` is the value of an outcome."""

    def __getitem__(self, outcome: str) -> float:
        if outcome not in OUTCOMES:
            raise InputError(f"There is no outcome {outcome!r}{near(str(outcome), OUTCOMES)}; outcomes lists them.")
        return float(self.outcomes["value"].iloc[list(OUTCOMES).index(outcome)])


class Comparison(Simulated, OfCompare):
    """Scenarios compared with the baseline, on the same people with the same luck."""

    @property
    def design(self) -> pd.DataFrame:
        """Numbers of each ensemble member: ``row``, ``point`` and a column a number."""
        return design_of(list(self._study.points.values()), list(self._study.points))

    @one_sentence
    def to_folder(self, folder: str | Path) -> StudyFolder:
        """Write the study folder that ``compare`` writes (without figures and report), and read it."""
        result = super().to_folder(folder)
        self.differences.to_csv(result.folder / "comparison.csv", index=False)
        describe(result.folder)
        return result


class StudyFolder(OfRun, OfCompare):
    """A finished study folder: its options, where it comes from, its tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = program_of(folder)
        self.options = options_of(folder)
        self.provenance: dict[str, Any] = provenance_of(folder)

    def __repr__(self) -> str:
        """Say which folder it is."""
        return f"<StudyFolder: {self.folder}, {self.program} of {self.options.municipality.title}>"

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name; ``InputError`` if the folder has none, or it cannot be read."""
        file = self.folder / f"{name}.parquet"
        if not file.is_file():
            why = "is not finished, or keeps none" if name != "runs" else "is not finished"
            raise InputError(f"{self.folder} has no {file.name}: the study {why}.")
        return read_table(self.folder, name)

    @property
    def design(self) -> pd.DataFrame:
        """Numbers of each point; ``InputError`` if all runs have the same."""
        return self.table(DESIGN.partition(".")[0])

    @cached_property
    def people(self) -> pd.DataFrame:
        """Every change of every person (``record=people``)."""
        return self.table("people")

    def _only(self, program: str) -> None:
        if self.program != program:
            raise InputError(f"{self.folder} is of {self.program}; only folders of {program} have this table.")


@one_sentence
def study(folder: str | Path) -> StudyFolder:
    """Read a study folder, of this version of the model."""
    return StudyFolder(Path(at_home(str(folder))))
