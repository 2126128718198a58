"""The same study by Mesa's own runner and by Bygd.

Mesa's way is ``mesa.batch_run`` over the readable engine, with a data collector and a table at the end. All ways
simulate the same runs, and it is checked that they found the same.
"""

from __future__ import annotations

import dataclasses
import statistics
import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

import mesa
import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.declare import many, option
from bygd.scenarios.options import SweepOptions
from bygd.studies.processes import cores
from bygd.studies.study import Study
from experiments.benchmark.machine import StudyOptions, facts, timed
from sim.model import IntegrationModel
from sim.scenario import Scenario


@dataclasses.dataclass
class StudiesOptions(StudyOptions):
    """Time the same study by Mesa's own runner and by Bygd, one core and all cores."""

    scenarios: list[str] = many(["follow_up"], "what is simulated beside the baseline, as in compare")
    replicates: int = option(50, "runs of each scenario", bounds=(1, 100_000))
    large: int = option(
        1000, "runs of each scenario in a study as it is usual with the compiled engine", bounds=(1, 100_000)
    )
    rounds: int = option(2, "how often everything is timed, in turn; medians are shown", bounds=(1, 100))


class Way(NamedTuple):
    """One way to make the study: its name, how many processes or threads, runs of each scenario, and the work."""

    name: str
    cores: int
    replicates: int
    work: Callable[[], pd.DataFrame]


def by_mesa(scenarios: dict[str, Scenario], seed: int, replicates: int, processes: int) -> pd.DataFrame:
    """Simulate with Mesa's batch runner; one row a run, in the order of scenarios and replicates."""
    rows = mesa.batch_run(
        IntegrationModel,
        {"scenario": list(scenarios.values()), "replicate": range(replicates)},
        number_processes=processes,
        rng=[seed],
        max_steps=next(iter(scenarios.values())).all_months,
        display_progress=False,
    )
    return pd.DataFrame(rows).sort_values("RunId", ignore_index=True)[["replicate", "persons_there", "in_work"]]


def by_bygd(options: SweepOptions, **changes: Any) -> pd.DataFrame:
    """Simulate through a study folder, as ``compare`` does; one row a run."""
    with tempfile.TemporaryDirectory() as folder:
        asked = dataclasses.replace(options, out=f"{folder}/study", **changes)
        runs = Study("benchmark", asked, scenarios_of(asked), monthly=False).run()["runs"]
    return runs[["replicate", "persons_there_end_n"]].rename(columns={"persons_there_end_n": "persons_there"})


def ways_of(options: SweepOptions, large: int) -> list[Way]:
    """All ways, the slowest first."""
    scenarios, few, n = scenarios_of(options), options.replicates, cores()
    return [
        Way("mesa.batch_run", 1, few, lambda: by_mesa(scenarios, options.seed, few, 1)),
        Way("mesa.batch_run", n, few, lambda: by_mesa(scenarios, options.seed, few, n)),
        Way("Bygd, engine=mesa", 1, few, lambda: by_bygd(options, engine="mesa", threads=1)),
        Way("Bygd, engine=mesa", n, few, lambda: by_bygd(options, engine="mesa", threads=n)),
        Way("Bygd, compiled", 1, few, lambda: by_bygd(options, threads=1)),
        Way("Bygd, compiled", n, few, lambda: by_bygd(options, threads=n)),
        Way("Bygd, compiled", 1, large, lambda: by_bygd(options, threads=1, replicates=large)),
        Way("Bygd, compiled", n, large, lambda: by_bygd(options, threads=n, replicates=large)),
    ]


def check_same(results: dict[str, pd.DataFrame], replicates: int) -> None:
    """Refuse to compare times of ways that did not simulate the same."""
    first: np.ndarray | None = None
    for name, table in results.items():
        persons = table.loc[table["replicate"] < replicates, "persons_there"].to_numpy(float)
        first = persons if first is None else first
        if not np.array_equal(persons, first):
            raise InputError(f"{name} found other numbers than the first way; a benchmark of these says nothing.")


def studies(options: StudiesOptions) -> None:
    """Time the same study by Mesa's own runner and by Bygd, one core and all cores."""
    options.compile()
    asked = options.study(scenarios=options.scenarios, replicates=options.replicates)
    ways = ways_of(asked, max(options.large, options.replicates))
    seconds: list[list[float]] = [[] for _ in ways]
    results: dict[str, pd.DataFrame] = {}

    for _ in range(options.rounds):
        for i, way in enumerate(ways):
            label = f"{way.name} ({way.cores} cores, {way.replicates} runs)"
            seconds[i].append(timed(lambda way=way, label=label: results.update({label: way.work()})))  # type: ignore[misc]
    check_same(results, options.replicates)
    show(options, ways, seconds)


def show(options: StudiesOptions, ways: list[Way], seconds: list[list[float]]) -> None:
    """Print the table: medians over the rounds, ratios round by round."""
    n = len(options.scenarios) + 1
    a_run = [[1000 * item / (n * way.replicates) for item in times] for way, times in zip(ways, seconds, strict=True)]
    print(facts())
    print(
        f"{options.municipality.title}, baseline and {', '.join(options.scenarios)}, {options.months} months "
        "and the warm-up"
    )
    print("                                                          times as fast as mesa.batch_run on")
    print(f"                     cores    runs  seconds  ms a run           1 core  {cores():>4} cores")
    for way, times, own in zip(ways, seconds, a_run, strict=True):
        against = [statistics.median(m / o for m, o in zip(mesas, own, strict=True)) for mesas in a_run[:2]]
        print(
            f"{way.name:<20}{way.cores:>6}{n * way.replicates:>8}{statistics.median(times):>9.2f}"
            f"{statistics.median(own):>10.2f}{against[0]:>17.1f}{against[1]:>12.1f}"
        )
