"""What a study folder says: scenarios, and every number of the report, through ``sim.outcomes``."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.build import parameters_of
from bygd.scenarios.catalogue import BASELINE, parts_of
from bygd.scenarios.options import CompareOptions
from bygd.scenarios.settings import USUAL, Headline, headline_of, told_months
from bygd.statistics.comparison import members_of
from bygd.statistics.curves import by_run, differences
from bygd.statistics.decision.tables import choice_tables_of
from bygd.statistics.drivers import Search, search
from bygd.statistics.paired import THRESHOLDS, Contrast, Ratio, contrast, mean_of, ratio
from bygd.statistics.sensitivity.responses import Counts, values_of
from bygd.statistics.sureness import Sureness, evidence_by_scenario, sureness
from bygd.studies import two_ensembles
from bygd.studies.files import provenance_of
from bygd.studies.folder import design_of, options_of
from bygd.studies.tables import read_table
from experiments.display.words import letter
from experiments.report.comparison.lives import Matched, matched
from sim.outcomes import OUTCOMES, Outcome
from sim.policy import PolicyError, check_policy

NEEDED = ("adults_settled", "employed_1y", *USUAL.both)  # without these there is no report


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A scenario of the study: its name in the tables, its letter, its parts as named, and all their measures."""

    name: str
    letter: str
    parts: tuple[str, ...]
    measures: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Effect:
    """Difference that a scenario makes in one outcome, and how many were observed in a run."""

    outcome: Outcome
    found: Contrast
    observed: float
    provisional: bool = False
    evidence: str = ""

    @functools.cached_property
    def sure(self) -> Sureness:
        """How sure it is; ``provisional`` while more runs are to come that may change it."""
        return sureness(self.outcome, self.found, evidence=self.evidence, unfinished=self.provisional)

    @property
    def tone(self) -> str:
        """Key of its colour and mark, see ``Sureness.tone``."""
        return self.sure.tone

    @property
    def amount(self) -> str:
        """Whether an amount a year changes, see ``finding_of_amount``; ``provisional`` while more runs are to come."""
        return "provisional" if self.provisional else finding_of_amount(self.found)

    @property
    def in_people(self) -> bool:
        """Whether the outcome is a share, whose differences are people."""
        return self.outcome.unit == "%"

    def people(self, difference: float) -> float:
        """A difference in percentage points as people of those observed; other units as they are."""
        return difference / 100 * self.observed if self.in_people else difference


def finding_of_amount(result: Contrast) -> str:
    """``higher`` or ``lower`` for an amount a year that changes for certain and by one in a hundred, else ``none``.

    ``nothing`` where it may be either.
    """
    enough = 0.01 * abs(result.baseline)
    if math.isnan(result.low) or (result.low > 0) == (result.high < 0):
        return "none" if max(abs(result.low), abs(result.high)) <= enough else "nothing"
    if abs(result.difference) < enough:
        return "none"
    return "higher" if result.difference > 0 else "lower"


def threshold(outcome: Outcome) -> float:
    """Difference below which an outcome's change does not matter (0: none is set)."""
    return THRESHOLDS.get(outcome.unit, 0.0)


def once[**P, T](work: Callable[P, T]) -> Callable[P, T]:
    """Let a method of a study remember its results: a report asks for many of them twice, and in each language."""

    @functools.wraps(work)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        study, *given = args
        known = vars(study).setdefault("_known", {})
        key = (work.__name__, *given, *kwargs.items())
        if key not in known:
            known[key] = work(*args, **kwargs)
        return cast("T", known[key])

    return remembering


@dataclasses.dataclass
class Comparison:
    """A study folder of ``experiments.compare``; failed pairs of runs are left out.

    ``provisional``: more runs are to come, so nothing is called better or worse yet.
    """

    folder: Path
    options: CompareOptions
    provenance: dict[str, Any]
    runs: dict[str, pd.DataFrame]
    curves: dict[str, pd.DataFrame]
    failed: int
    provisional: bool = False

    @property
    def municipality(self) -> str:
        """Name of the municipality."""
        return self.options.municipality.title

    @functools.cached_property
    def headline(self) -> Headline:
        """Outcomes that are told first, by the setting and the months of the study."""
        return headline_of(self.options)

    @property
    def replicates(self) -> int:
        """Pairs of runs that count."""
        return len(self.runs[BASELINE])

    @property
    def scenarios(self) -> list[Scenario]:
        """Scenarios besides the baseline, in the order of the study."""
        names = [name for name in self.runs if name != BASELINE]
        return [
            Scenario(name, letter(i), tuple(name.split("+")), tuple(parts_of(name))) for i, name in enumerate(names)
        ]

    @property
    def measures(self) -> list[str]:
        """Measures of all scenarios by name, each once."""
        return list(dict.fromkeys(name.partition(":")[0] for item in self.scenarios for name in item.measures))

    def has(self, *outcomes: str) -> bool:
        """Whether the study counted these outcomes."""
        return all(name in OUTCOMES and f"{name}_n" in self.runs[BASELINE] for name in outcomes)

    def known(self, outcomes: Iterable[str]) -> list[str]:
        """Those of ``outcomes`` that the study counted."""
        return [name for name in outcomes if self.has(name)]

    def counts(self, scenario: str, outcome: str) -> tuple[np.ndarray, np.ndarray]:
        """Counts of an outcome by run: n, of."""
        frame = self.runs[scenario]
        return frame[f"{outcome}_n"].to_numpy(float), frame[f"{outcome}_of"].to_numpy(float)

    @once
    def level(self, scenario: str, outcome: str) -> Ratio:
        """Value of an outcome in a scenario, in its unit."""
        return ratio(*self.counts(scenario, outcome), OUTCOMES[outcome].scale, members_of(self.runs[scenario]))

    @once
    def effect(self, scenario: str, outcome: str) -> Effect:
        """Difference of a scenario to the baseline, pair by pair."""
        base, other = self.counts(BASELINE, outcome), self.counts(scenario, outcome)
        which = OUTCOMES[outcome]
        result = contrast(base, other, which.scale, members_of(self.runs[BASELINE]))
        return Effect(which, result, float(base[1].mean()), self.provisional, self.evidence[scenario])

    @functools.cached_property
    def evidence(self) -> dict[str, str]:
        """Evidence behind each scenario: ``limited``, ``medium``, ``robust``."""
        return evidence_by_scenario(self.options, [name for name in self.runs if name != BASELINE])

    @property
    def first_outcome(self) -> str:
        """The first outcome that was asked for and counted."""
        return next((name for name in self.options.until if self.has(name)), self.headline.work)

    @functools.cached_property
    def practice_varies(self) -> bool:
        """Whether the offices' practice differs between the members."""
        design = design_of(self.folder)
        return design is not None and any(str(name).startswith("practice.") for name in design)

    @functools.cached_property
    def hanging(self) -> dict[str, Search] | None:
        """What each scenario's effect on the first outcome depends on; ``None``: the folder holds no members."""
        design, base = design_of(self.folder), self.runs[BASELINE]
        if design is None or "point" not in base:
            return None
        return {item.name: search(base, self.runs[item.name], self.first_outcome, design) for item in self.scenarios}

    @functools.cached_property
    def dose(self) -> pd.DataFrame | None:
        """Effects by number of posts, if the comparison made that table."""
        file = self.folder / "dose.csv"
        return pd.read_csv(file).fillna({"with": ""}) if file.is_file() else None

    @functools.cached_property
    def beside(self) -> Comparison | None:
        """The same in the members of the second ensemble, once it has as many runs: one that was added to may not."""
        done = self.options.beside_ensemble and (self.folder / two_ensembles.FILE).is_file()
        second = load(self.folder / two_ensembles.FOLDER) if done and not self.provisional else None
        fewer = second and second.replicates + second.failed < self.replicates + self.failed
        return None if fewer else second

    @functools.cached_property
    def choice(self) -> dict[str, pd.DataFrame]:
        """Tables ``decision`` and ``count_first``; none where all runs have the same numbers.

        Those of the folder where they are of these runs: they take long to make.
        """
        files = {name: self.folder / f"{name}.csv" for name in ("decision", "count_first")}
        if not self.provisional and all(file.is_file() for file in files.values()):
            tables = {name: pd.read_csv(file) for name, file in files.items()}
            judged = "evppi_p" in tables["count_first"]  # not of an older version
            current = judged and f"{self.headline.work}_mean" in tables["decision"]
            if current and tables["decision"]["runs"].iloc[0] == self.replicates:
                return {
                    name: table.fillna({"numbers": ""}) if name == "count_first" else table
                    for name, table in tables.items()
                }
        design = design_of(self.folder)
        if design is None or "point" not in self.runs[BASELINE]:
            return {}
        return choice_tables_of(self.runs, design, both=self.headline.both)

    @functools.cached_property
    def matched(self) -> Matched | None:
        """Matched lives, if the folder holds them."""
        return matched(self.folder, self.options)

    @once
    def by_month(self, scenario: str, column: str) -> np.ndarray:
        """Column of the curves: runs x months since settlement."""
        return by_run(self.curves[scenario], column)

    @once
    def effect_by_month(self, scenario: str, n: str, of: str, last: int) -> list[Contrast]:
        """Paired difference of a share by months since settlement, percentage points, up to month ``last``."""
        members = members_of(self.runs[BASELINE].sort_values("replicate"))
        base, other = (frame[frame["since"] <= last] for frame in (self.curves[BASELINE], self.curves[scenario]))
        return differences(base, other, n, of, members)

    @once
    def change(self, scenario: str, n: str, of: str, first: int, last: int) -> tuple[float, float, float] | None:
        """How the difference changes between two months since settlement, with its interval; ``None``: not followed."""
        names = [(name, column) for name in (scenario, BASELINE) for column in (n, of)]
        other_n, other_of, base_n, base_of = (self.by_month(*name)[:, [first, last]].T for name in names)
        if min(base_of.sum(axis=1).min(), other_of.sum(axis=1).min()) <= 0:
            return None
        share = OUTCOMES[self.headline.work]
        effects = values_of(share, Counts(other_n, other_of)) - values_of(share, Counts(base_n, base_of))
        changes = effects[1] - effects[0]
        members = members_of(self.runs[BASELINE].sort_values("replicate"))
        return mean_of(changes, members)


def load(folder: Path) -> Comparison:
    """Read a study folder; ``InputError`` says in one sentence what is wrong with it."""
    options, provenance = options_of(folder, "compare", any_model=True), provenance_of(folder)
    if options.practice_of:
        raise InputError(
            f"{folder} compares the practice of {options.practice_of}; of that there is no report, only tables."
        )
    runs, curves = (_table(folder, name) for name in ("runs", "curves"))
    _refuse_another_version(folder, options, runs)
    if set(runs["scenario"]) - {BASELINE} == set() or BASELINE not in set(runs["scenario"]):
        raise InputError(f"{folder} compares nothing with a baseline; the report needs both.")
    failed = sorted(set(runs.loc[runs["failed"], "replicate"]))
    if len(failed) == runs["replicate"].nunique():
        raise InputError(f"Every pair of runs in {folder} failed; there is nothing to report.")
    kept = [frame[~frame["replicate"].isin(failed)] for frame in (runs, told_months(curves, options))]
    by_name = [{name: frame[frame["scenario"] == name] for name in dict.fromkeys(runs["scenario"])} for frame in kept]
    return Comparison(folder, options, provenance, by_name[0], by_name[1], len(failed))


def _refuse_another_version(folder: Path, options: CompareOptions, runs: pd.DataFrame) -> None:
    """Refuse a study that knows other numbers, people or outcomes than this version."""
    try:
        for policy in options.policies.values():
            check_policy(policy, parameters_of(options))
        same = bool(options.population.name) and all(f"{name}_n" in runs for name in NEEDED)
    except PolicyError:
        same = False
    if not same:
        raise InputError(f"{folder} was made by another version of the model; make it again in a new folder.")


def _table(folder: Path, name: str) -> pd.DataFrame:
    file = folder / f"{name}.parquet"
    if not file.is_file():
        raise InputError(f"The study in {folder} is not finished; give the same command again, it goes on.")
    return read_table(folder, name)
