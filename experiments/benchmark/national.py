"""A run of national size in the compiled engine, in a process of its own: ``python -m benchmarks.national``."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from bygd.compiling import announce_compiling
from bygd.scenarios.options import option
from experiments.benchmark.machine import alone, facts
from experiments.benchmark.timing import grown, timed
from experiments.command.main import main
from experiments.command.options import BenchmarkOptions
from experiments.command.read import read
from sim import compiled
from sim.tallies import Total


@dataclasses.dataclass
class NationalOptions:
    """Time one run of national size, and how much memory it needs: the place ``national``, grown."""

    refugees: int = option(160_000, "adults who come in ten years, about", bounds=(100, 1_000_000))
    employers: int = option(30_000, "employers, about", bounds=(10, 300_000))


class Found(NamedTuple):
    """What was simulated, and how long laying it out and the run took."""

    refugees: int
    employers: int
    person_months: float
    prepared: float
    seconds: float


def simulate(made: NationalOptions) -> Found:
    """One run of ten years."""
    municipality = read(BenchmarkOptions, ["municipality=national"]).municipality
    scenario = grown(municipality, made.refugees, made.employers)
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


def national(made: NationalOptions) -> None:
    """Print size, time and memory."""
    announce_compiling()
    found, _, most = alone(simulate, made)
    print(facts())
    print(f"{found.refugees} refugees in ten years, {found.employers} employers, one run on one core")
    pace = 1e9 * found.seconds / found.person_months
    print(f"  laying it out     {found.prepared:8.1f} s")
    print(f"  the run           {found.seconds:8.1f} s ({pace:.0f} ns a refugee-month)")
    print(f"  most memory       {most:8.0f} MiB (the whole process)")


if __name__ == "__main__":
    main(NationalOptions, national, "experiments.benchmark.national")
