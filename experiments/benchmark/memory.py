"""Memory of studies of growing size, each in a process of its own.

A sweep: baseline and one measure at many points, streamed, as ``experiments.sweep`` does it. The runs are short
(``months=1``, no warm-up), so that a million fit into half an hour; a row of ``runs.parquet`` is as wide as ever.
"""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from bygd.compiling import announce_compiling
from bygd.errors import InputError
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.declare import many, option
from bygd.scenarios.municipality import read_municipality
from bygd.studies.study import Study
from experiments.benchmark.machine import StudyOptions, alone, facts, peak
from experiments.benchmark.timings import grown, paced
from sim.points import point_of

MIB = 1024 * 1024


@dataclasses.dataclass
class MemoryOptions(StudyOptions):
    """Measure the most memory that studies of growing size hold at once."""

    scenarios: list[str] = many(["follow_up"], "what is simulated beside the baseline, as in compare")
    runs: list[int] = dataclasses.field(
        default_factory=lambda: [2_000, 50_000, 200_000],
        metadata={"words": "runs of the studies, about; a million is runs=[1000000]"},
    )
    replicates: int = option(500, "runs of each scenario at each point", bounds=(1, 1_000_000))
    months: int = option(1, "months simulated", bounds=(1, 444))
    warm_up: int = option(0, "years simulated before that", bounds=(0, 20))
    curves: bool = option(False, "keep the table of months since settlement too, as compare does")
    monthly: bool = option(False, "keep the table of months too, as run does")


class Size(NamedTuple):
    """A study on the disk: its runs, its files, and the most memory until the tables were written (MiB)."""

    runs: int
    mib: float
    parts: int
    written: float


def simulate(options: MemoryOptions, runs: int) -> Size:
    """Simulate a study of about so many runs, then go through its rows point by point."""
    points = [{"placement.trouble": 0.05 + 0.4 * i / runs} for i in range(points_of(options, runs))]
    with tempfile.TemporaryDirectory() as folder:
        asked = options.study(scenarios=options.scenarios, replicates=options.replicates, out=f"{folder}/study")
        study = Study(
            "benchmark",
            asked,
            scenarios_of(asked),
            {point_of(item): item for item in points},
            monthly=options.monthly,
            curves=options.curves,
        )
        study.simulate()
        written = peak()
        rows = sum(len(frame) for _, frame in study.by_point())
        files = [file for file in Path(folder).rglob("*") if file.is_file()]
        parts = sum(file.parent.name == "parts" for file in files)
        return Size(rows, sum(file.stat().st_size for file in files) / MIB, parts, written)


def points_of(options: MemoryOptions, runs: int) -> int:
    """Points of a study of about so many runs."""
    return max(1, round(runs / options.replicates / (len(options.scenarios) + 1)))


def memory(options: MemoryOptions) -> None:
    """Measure the most memory that studies of growing size hold at once."""
    if not options.runs or min(options.runs) < 1:
        raise InputError("runs must be a list of whole numbers above 0, like runs=[50000,200000].")
    options.compile()
    print(facts())
    print(
        f"{options.municipality.title}, baseline and {', '.join(options.scenarios)}, {options.replicates} runs of each "
        f"at each point, {options.months} months, {options.warm_up} years of warm-up"
    )
    print("     runs   points    parts   MiB on disk   seconds    peak MiB: tables written    read point by point")
    for runs in options.runs:
        (size, seconds, most) = alone(simulate, options, runs)
        print(
            f"{size.runs:>9}{points_of(options, runs):>9}{size.parts:>9}{size.mib:>14.0f}{seconds:>10.1f}"
            f"{size.written:>28.0f}{most:>23.0f}",
            flush=True,
        )


# --- national size -----------------------------------------------------------------------------------------


@dataclasses.dataclass
class NationalOptions:
    """Time one run of national size, and how much memory it needs: the municipality ``national``, grown."""

    refugees: int = option(160_000, "adults who come in ten years, about", bounds=(100, 1_000_000))
    employers: int = option(30_000, "employers, about", bounds=(10, 300_000))


def simulate_national(options: NationalOptions) -> dict[str, Any]:
    """Simulate one run of ten years."""
    scenario = grown(read_municipality("national"), options.refugees, options.employers)
    return paced(scenario, 1, 0)


def national(options: NationalOptions) -> None:
    """Time one run of national size, and how much memory it needs, in a process of its own."""
    announce_compiling()
    result, _, most = alone(simulate_national, options)
    print(facts())
    print(f"{result['refugees']:.0f} refugees in ten years, {result['employers']} employers, one run on one core")
    print(f"  laying it out     {result['prepared']:8.1f} s")
    print(
        f"  the run           {result['ms_a_run'] / 1e3:8.1f} s ({result['ns_a_refugee_month']:.0f} ns a refugee-month)"
    )
    print(f"  most memory       {most:8.0f} MiB (the whole process)")
