"""What the study machinery costs, over the bare runs.

A study (folder, parts on the disk, whole tables, chunks as chosen by default) against the same runs with
``sim.compiled.Batch`` on as many threads, whose results are thrown away. In turn, so that a slow moment hits both.
Time on the clock is what a user waits; on a machine that others use too, time of the processor says more.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from bygd.errors import InputError
from bygd.scenarios.options import many, option
from bygd.studies.executors import cores_of
from bygd.studies.processes import cores
from bygd.studies.programs import all_scenarios
from bygd.studies.study import Study
from experiments.benchmark.machine import StudyOptions, facts, timed
from sim import compiled
from sim.points import DEFAULT, at, point_of

MEASURES = [
    "follow_up", "wage_subsidy", "coordinated_requests", "employer_involvement", "flexible_rules", "proactive_contact",
    "single_contact", "supervision_course",
]  # fmt: skip


class Shape(NamedTuple):
    """A kind of study: combinations of the first so many measures, points, runs of each; which tables are kept."""

    measures: int
    points: int
    replicates: int
    monthly: bool
    curves: bool


SHAPES = {
    "run": Shape(measures=0, points=1, replicates=2000, monthly=True, curves=True),
    "compare": Shape(measures=2, points=1, replicates=600, monthly=False, curves=True),
    "rank": Shape(measures=8, points=1, replicates=50, monthly=False, curves=False),
    "few_runs": Shape(measures=1, points=200, replicates=8, monthly=False, curves=False),  # unfavourable
}


@dataclasses.dataclass
class OverheadOptions(StudyOptions):
    """Time studies of several shapes against the same runs without any study around them."""

    measures: list[str] = many(MEASURES, "what scenarios are combinations of")
    only: str = option("", f"one shape of study: {', '.join(SHAPES)}; without it all of them")
    threads: int = option(0, "threads of both; 0: one a core", bounds=(0, 1024))
    rounds: int = option(3, "how often each pair is timed; the median ratio is what counts", bounds=(1, 100))


def study_of(options: OverheadOptions, shape: Shape, folder: str) -> Study:
    """A study of this shape."""
    chosen = options.measures[: shape.measures]
    names = ["+".join(some) for size in range(shape.measures) for some in itertools.combinations(chosen, size + 1)]
    asked = options.study(scenarios=names, replicates=shape.replicates, threads=options.threads, out=f"{folder}/study")
    values = [{"placement.trouble": 0.05 + 0.0005 * i} for i in range(shape.points)]
    points = {point_of(item): item for item in values} if shape.points > 1 else {DEFAULT: {}}
    return Study("benchmark", asked, all_scenarios(asked), points, monthly=shape.monthly, curves=shape.curves)


def simulate_bare(study: Study) -> None:
    """Simulate the runs of a study without keeping results, in as few batches as keep all threads busy."""
    threads = cores_of(study.options)
    cells = study.cells()
    pieces = np.array_split(np.arange(study.replicates), -(-4 * threads // len(cells)))

    def work(cell: tuple[str, str], replicates: np.ndarray) -> None:
        name, point = cell
        compiled.Batch(at(study.scenarios[name], study.points[point])).simulate(study.options.seed, replicates)

    with ThreadPoolExecutor(threads) as pool:
        collections.deque(pool.map(work, *zip(*itertools.product(cells, pieces), strict=True)), maxlen=0)


class Cost(NamedTuple):
    """Seconds on the clock, and of the processor (all threads)."""

    clock: float
    processor: float


def cost(work: Callable[[], Any]) -> Cost:
    """What ``work`` takes."""
    before = time.process_time()
    return Cost(timed(work), time.process_time() - before)


def pair(options: OverheadOptions, shape: Shape) -> tuple[Cost, Cost]:
    """What a study takes, and what its runs alone take."""
    with tempfile.TemporaryDirectory() as folder:
        study = study_of(options, shape, folder)
        return cost(study.simulate), cost(lambda: simulate_bare(study))


def overhead(options: OverheadOptions) -> None:
    """Time studies of several shapes in turn with the same runs without a study around them."""
    if options.only not in {"", *SHAPES}:
        raise InputError(f"only is {options.only!r}, but must be one of {', '.join(SHAPES)}.")
    options.compile()
    shapes = {name: shape for name, shape in SHAPES.items() if options.only in {"", name}}
    print(facts())
    print(
        f"{options.municipality.title}, {options.months} months and the warm-up, {options.threads or cores()} threads"
    )
    print(
        "shape      scenarios  points  runs of each      runs    bare s    overhead: median (least to most)  processor"
    )
    for name, shape in shapes.items():
        pairs = [pair(options, shape) for _ in range(options.rounds)]
        clock, processor = ([100 * (study[i] / alone[i] - 1) for study, alone in pairs] for i in (0, 1))
        scenarios = 2**shape.measures
        bare = statistics.median(item.clock for _, item in pairs)
        print(
            f"{name:<11}{scenarios:>9}{shape.points:>8}{shape.replicates:>14}"
            f"{scenarios * shape.points * shape.replicates:>10}{bare:>10.2f}"
            f"{statistics.median(clock):>14.1f} % ({min(clock):.1f} to {max(clock):.1f})"
            f"{statistics.median(processor):>12.1f} %",
            flush=True,
        )
