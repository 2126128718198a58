"""A run of national size in the compiled engine, in a process of its own."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from bygd.compiling import announce_compiling
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.options import option
from experiments.benchmark.machine import alone, facts
from experiments.benchmark.timing import grown, timed
from sim import compiled
from sim.tallies import Total


@dataclasses.dataclass
class NationalOptions:
    """Time one run of national size, and how much memory it needs: the municipality ``national``, grown."""

    refugees: int = option(160_000, "adults who come in ten years, about", bounds=(100, 1_000_000))
    employers: int = option(30_000, "employers, about", bounds=(10, 300_000))


class Found(NamedTuple):
    """What was simulated, and how long laying it out and the run took."""

    refugees: int
    employers: int
    person_months: float
    prepared: float
    seconds: float


def simulate(options: NationalOptions) -> Found:
    """One run of ten years."""
    scenario = grown(read_municipality("national"), options.refugees, options.employers)
    compiled.run(scenario, 0, np.arange(0))  # load what is compiled
    kept: list[compiled.Batch] = []
    prepared = timed(lambda: kept.append(compiled.Batch(scenario)))
    results: list[compiled.Results] = []
    seconds = timed(lambda: results.append(kept[0].simulate(1, np.arange(1))))
    totals = results[0].totals[0]
    return Found(
        int(totals[Total.ADULTS]),
        len(scenario.rows.agents["employers"]),
        float(totals[Total.MONTHS_SEEN]),
        prepared,
        seconds,
    )


def national(options: NationalOptions) -> None:
    """Time one run of national size, and how much memory it needs."""
    announce_compiling()
    result, _, most = alone(simulate, options)
    print(facts())
    print(f"{result.refugees} refugees in ten years, {result.employers} employers, one run on one core")
    pace = 1e9 * result.seconds / result.person_months
    print(f"  laying it out     {result.prepared:8.1f} s")
    print(f"  the run           {result.seconds:8.1f} s ({pace:.0f} ns a refugee-month)")
    print(f"  most memory       {most:8.0f} MiB (the whole process)")
