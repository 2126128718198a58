"""Rank measures by simulating all their combinations: ``python -m experiments.rank municipality=sel``.

Up to 12 measures: every combination. More: the combinations that random orders of introduction pass through.
"""

from __future__ import annotations

import dataclasses
import json
import math
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import ensemble, rank_figures
from experiments.asked import check_outcomes, refuse_unobserved
from experiments.catalogue import parts_of
from experiments.compose import main
from experiments.options import InputError, RankOptions, base_of, measures
from experiments.rank_tables import Ranked, tables_of
from experiments.rank_text import summary, text_of
from experiments.ranking.contrasts import every
from experiments.ranking.orders import Orders, sampled_orders
from experiments.ranking.values import Values
from experiments.report import page as report
from experiments.study import Study, good_runs, scenario_of
from experiments.tables import worlds_of
from sim.outcomes import OUTCOMES
from sim.policy import Policy, check_policy
from sim.scenario import Scenario

MOST_IN_ALL = 12
MOST = 40
COSTS = ("kr_municipality", "kr_state", "hours_asked")
LEVELS = ("hours_had", "adults_settled")


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


def study_of(made: RankOptions) -> Study:
    """All combinations, or those of sampled orders."""
    points = ensemble.worlds_of(made, made.parameters, made.worlds)
    scenarios = scenarios_of(made, design_of(made))
    in_turn = len(points) > 1
    return Study("rank", as_simulated(made), scenarios, points, monthly=False, curves=False, in_turn=in_turn)


def rank(made: RankOptions) -> None:
    """Simulate the combinations, write tables, figures and pages, print what they say."""
    design = design_of(made)
    study = study_of(made)
    refuse_unobserved("outcomes", made.outcomes, made, made.replicates)
    found = ranked(made, design, study.counts([*made.outcomes, *COSTS, *LEVELS]))
    tables = tables_of(found)
    write(study.folder, found, tables)
    rank_figures.save_all(study.folder / "figures", found, tables, study.failed)
    study.say(text_of(found, tables), f"Tables: {study.folder}/*.csv; figures: {study.folder}/figures")
    if found.replicates > 1:  # one run has no interval, and no report
        reports = [report.write(study.folder, language) for language in ("en", "nb")]
        print(f"Report to mail, English and Norwegian: {reports[0]}, {reports[1].name}")


def design_of(made: RankOptions) -> Design:
    """Combinations to simulate; odd selections are refused."""
    k = len(made.measures)
    if not 2 <= k <= MOST:
        raise InputError(f"measures names {k}, but must name 2 to {MOST} measures.")
    check_outcomes("outcomes", made.outcomes)
    for name in made.outcomes:
        if not OUTCOMES[name].direction:
            raise InputError(f"outcomes names {name!r}, which is no outcome that is better or worse; try employed_36m.")
    for name in ("budget_hours", "budget_municipality", "budget_state"):
        if math.isnan(getattr(made, name)) or getattr(made, name) < 0:
            raise InputError(f"{name} is {getattr(made, name):g}, but must be 0 or more.")
    measures(made, "+".join([*made.measures, *made.also]))  # each once, each size understood
    return Design(made.measures, None if k <= MOST_IN_ALL else sampled_orders(k, made.orders, made.seed))


def as_simulated(made: RankOptions) -> RankOptions:
    """Options without those that only read the results: another budget needs no other study."""
    plain = RankOptions()
    names = ("outcomes", "budget_hours", "budget_municipality", "budget_state")
    return dataclasses.replace(made, **{name: getattr(plain, name) for name in names})


def scenarios_of(made: RankOptions, design: Design) -> dict[str, Scenario]:
    """Each combination as a scenario; what does not depend on the measures is laid out once for all."""
    always = [*base_of(made), *(policy for name in made.also for policy in measures(made, name))]
    each = [measures(made, name) for name in design.measures]
    whole = scenario_of(made, [*always, *(policy for some in each for policy in some)], "all")
    for policy in whole.policies:
        check_policy(policy, whole.parameters)
    _ = whole.rows

    def policies(mask: int) -> tuple[Policy, ...]:
        return *always, *(policy for i in range(design.k) if mask >> i & 1 for policy in each[i])

    return {design.name(mask): whole.but(policies=policies(mask)) for mask in map(int, design.masks)}


def ranked(made: RankOptions, design: Design, everything: pd.DataFrame) -> Ranked:
    """Counts of the runs that count, as arrays of combinations x replicates, with the words that belong to them."""
    runs = good_runs(everything)
    if runs.empty:
        raise InputError("Some run of every replicate failed, so nothing can be ranked; failed.csv lists them.")
    place = {design.name(int(mask)): row for row, mask in enumerate(design.masks)}
    runs = runs.assign(row=runs["scenario"].map(place)).sort_values(["row", "replicate"])
    shape = len(design.masks), -1
    worlds = worlds_of(runs[runs["row"] == 0])

    def values(name: str, direction: int) -> Values:
        n, of = (runs[f"{name}_{part}"].to_numpy(float).reshape(shape) for part in ("n", "of"))
        if not of.sum(axis=1).all():
            raise InputError(f"{name} was not observed in {made.months} months; say more months or another outcome.")
        return Values(n, of, direction * OUTCOMES[name].scale, worlds=worlds, seed=made.seed)

    return Ranked(
        design.measures,
        design.masks,
        design.orders,
        {name: values(name, OUTCOMES[name].direction) for name in dict.fromkeys(made.outcomes)},
        {name: values(name, 1) for name in COSTS},
        {"kr_municipality": made.budget_municipality, "kr_state": made.budget_state, "hours_asked": made.budget_hours},
        {**about_of(made), **counts_of(everything, runs)},
    )


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


def about_of(made: RankOptions) -> dict[str, Any]:
    """What a reader has to know of the study."""
    return {
        "place": made.municipality.title,
        "months": made.months,
        "start": made.start,
        "parameters": made.parameters,
        "titles": {language: [title_of(made, name, language) for name in made.measures] for language in ("en", "nb")},
        "with": {language: [title_of(made, name, language) for name in made.also] for language in ("en", "nb")},
    }


def title_of(made: RankOptions, name: str, language: str) -> str:
    """Title of a measure in a language; of several together: all of theirs."""
    and_, decimal = ("and", ".") if language == "en" else ("og", ",")
    titles: list[str] = []
    for part in parts_of(name):
        measure, _, size = part.partition(":")
        title = getattr(made.policies[measure].title, language)
        title = f"{title} (× {size.replace('.', decimal)})" if size else title
        titles.append(title if not titles else title[0].lower() + title[1:])
    return f" {and_} ".join([", ".join(titles[:-1]), titles[-1]]) if len(titles) > 1 else titles[0]


def write(folder: Path, found: Ranked, tables: dict[str, pd.DataFrame]) -> None:
    """Write the tables, and ``rank.json`` with what is said of them."""
    tables["combinations"].to_parquet(folder / "combinations.parquet", index=False)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    said = json.dumps(summary(found, tables), indent=2, ensure_ascii=False)
    (folder / "rank.json").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main(RankOptions, rank, "rank")
