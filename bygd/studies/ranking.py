"""The study of all combinations of measures, and its counts as arrays."""

from __future__ import annotations

import dataclasses
import math
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios import ensembles
from bygd.scenarios.build import variants
from bygd.scenarios.checks import check_outcomes
from bygd.scenarios.measures import measures
from bygd.scenarios.options import CompareOptions, RankOptions, base_of
from bygd.scenarios.settings import headline_of
from bygd.statistics.combinations.contrasts import every
from bygd.statistics.combinations.orders import Orders, sampled_orders
from bygd.statistics.combinations.tables import Ranked
from bygd.statistics.combinations.values import Values
from bygd.statistics.comparison import good_runs, members_of
from bygd.statistics.decision.tables import NEEDED, choice_tables_of
from bygd.studies.study import Study
from sim.outcomes import OUTCOMES
from sim.policy import Policy
from sim.scenario import Scenario

MOST_IN_ALL = 12
MOST = 40
COSTS = ("kr_municipality", "kr_state", "hours_asked")
FRONT = 10  # combinations by each outcome that are told as a choice
Tables = dict[str, pd.DataFrame]


def counted(options: RankOptions) -> list[str]:
    """Outcomes that a ranking counts: those by which it ranks, costs, and what the tables of a choice need."""
    return [*options.outcomes, *COSTS, "hours_had", "adults_settled", *headline_of(options).both, *NEEDED]


@dataclasses.dataclass
class Design:
    """Which combinations are simulated: of ``measures`` (names of scenarios), by whole numbers of bits."""

    measures: list[str]
    orders: Orders | None

    @property
    def k(self) -> int:
        """Number of measures."""
        return len(self.measures)

    @cached_property
    def masks(self) -> np.ndarray:
        """Combinations, 0 (nothing) first."""
        return every(self.k) if self.orders is None else self.orders.masks

    def name(self, mask: int) -> str:
        """Name of a combination's scenario."""
        return "+".join(self.measures[i] for i in range(self.k) if mask >> i & 1) or "baseline"


def rank_study(options: RankOptions) -> Study:
    """All combinations, or those of sampled orders."""
    points = ensembles.members_of(options, options.ensemble, options.members)
    scenarios = combined_scenarios(options, design_of(options))
    in_turn = len(points) > 1
    return Study("rank", as_simulated(options), scenarios, points, monthly=False, curves=False, in_turn=in_turn)


def design_of(options: RankOptions) -> Design:
    """Combinations to simulate; odd selections are refused."""
    k = len(options.measures)
    if not 2 <= k <= MOST:
        raise InputError(f"measures names {k}, but must name 2 to {MOST} measures.")
    check_outcomes("outcomes", options.outcomes)
    for name in options.outcomes:
        if not OUTCOMES[name].direction:
            raise InputError(f"outcomes names {name!r}, which is no outcome that is better or worse; try employed_36m.")
    for name in ("budget_hours", "budget_municipality", "budget_state"):
        if math.isnan(getattr(options, name)) or getattr(options, name) < 0:
            raise InputError(f"{name} is {getattr(options, name):g}, but must be 0 or more.")
    measures(options, "+".join([*options.measures, *options.also]))  # each once, each size understood
    return Design(options.measures, None if k <= MOST_IN_ALL else sampled_orders(k, options.orders, options.seed))


def as_simulated(options: RankOptions) -> RankOptions:
    """Options without those that only read the results: another budget needs no other study."""
    plain = RankOptions()
    names = ("outcomes", "budget_hours", "budget_municipality", "budget_state")
    return unvalued(dataclasses.replace(options, **{name: getattr(plain, name) for name in names}))


def unvalued[T: (CompareOptions, RankOptions)](options: T) -> T:
    """Options without what a month in work is worth, which only reads the results; refused where it makes no sense."""
    if not (math.isfinite(options.willingness) and options.willingness >= 0):
        raise InputError(f"willingness is {options.willingness:g}, but must be 0 or more kroner.")
    return dataclasses.replace(options, willingness=0.0)


def combined_scenarios(options: RankOptions, design: Design) -> dict[str, Scenario]:
    """Each combination as a scenario; what does not depend on the measures is laid out once for all."""
    always = [*base_of(options), *(policy for name in options.also for policy in measures(options, name))]
    each = [measures(options, name) for name in design.measures]

    def policies(mask: int) -> list[Policy]:
        return [*always, *(policy for i in range(design.k) if mask >> i & 1 for policy in each[i])]

    return variants(options, {design.name(mask): policies(mask) for mask in map(int, design.masks)})


def ranked(options: RankOptions, design: Design, everything: pd.DataFrame) -> Ranked:
    """Counts of the runs that count, as arrays of combinations x replicates, with the words that belong to them."""
    runs = good_runs(everything)
    if runs.empty:
        raise InputError("Some run of every replicate failed, so nothing can be ranked; failed.csv lists them.")
    row_of = {design.name(int(mask)): row for row, mask in enumerate(design.masks)}
    runs = runs.assign(row=runs["scenario"].map(row_of)).sort_values(["row", "replicate"])
    shape = len(design.masks), -1
    members = members_of(runs[runs["row"] == 0])

    def values(name: str, direction: int) -> Values:
        n, of = (runs[f"{name}_{part}"].to_numpy(float).reshape(shape) for part in ("n", "of"))
        if not of.sum(axis=1).all():
            raise InputError(f"{name} was not observed in {options.months} months; say more months or another outcome.")
        return Values(n, of, direction * OUTCOMES[name].scale, members=members, seed=options.seed)

    return Ranked(
        design.measures,
        design.masks,
        design.orders,
        {name: values(name, OUTCOMES[name].direction) for name in dict.fromkeys(options.outcomes)},
        {name: values(name, 1) for name in COSTS},
        {
            "kr_municipality": options.budget_municipality,
            "kr_state": options.budget_state,
            "hours_asked": options.budget_hours,
        },
        {**about_of(options), **counts_of(everything, runs)},
    )


def front_runners(result: Ranked) -> list[int]:
    """Rows of the combinations that a choice is among: nothing, and the best by each outcome that may be the best.

    At most ``FRONT`` by each: over hundreds of combinations that differ by chance alone, no probability means anything.
    """
    rows = {0}
    for name, values in result.outcomes.items():
        inside = np.flatnonzero(result.best[name].inside)
        rows |= set(inside[np.argsort(-values.value[inside], kind="stable")][:FRONT].tolist())
    return sorted(rows)


def choice_tables(
    options: RankOptions, result: Ranked, everything: pd.DataFrame, values: pd.DataFrame | None
) -> Tables:
    """``decision``, ``acceptability`` and ``count_first`` of the front-runners; none over one set of numbers.

    ``values``: numbers of each member (rows: points).
    """
    if result.members == 1 or values is None:
        return {}
    design, runs = design_of(options), good_runs(everything)
    names = [design.name(int(result.masks[row])) for row in front_runners(result)]
    by_name = {name: runs[runs["scenario"] == name].sort_values("replicate") for name in names}
    return choice_tables_of(by_name, values, options.willingness, headline_of(options).both)


def counts_of(everything: pd.DataFrame, runs: pd.DataFrame) -> dict[str, Any]:
    """How many runs failed and do not count, and what the municipality is like without the measures."""
    plain = runs[runs["row"] == 0]
    failed = {
        "runs": int(everything["failed"].sum()),
        "of": len(everything),
        "replicates": everything["replicate"].nunique(),
        "replicates_out": everything["replicate"].nunique() - runs["replicate"].nunique(),
    }
    names = {"asked": "hours_asked", "had": "hours_had", "adults": "adults_settled"}
    level = {key: float(plain[f"{name}_n"].sum() / plain[f"{name}_of"].sum()) for key, name in names.items()}
    return {"failed": failed, "hours": {key: level[key] for key in ("asked", "had")}, "adults": level["adults"]}


def about_of(options: RankOptions) -> dict[str, Any]:
    """What a reader has to know of the study."""
    return {
        "municipality": options.municipality.title,
        "months": options.months,
        "start": options.start,
        "parameters": options.ensemble,
        "with": options.also,
    }
