"""What is timed inside a process; the text of this file is handed to the interpreter of either checkout.

``Checkout.timing`` starts one of these functions there, and reads the numbers that it returns. So they use only what
both checkouts have. Ratios of two timings of one process
are of processor time, which other programs disturb little; only threads and waiting are on the clock.
"""

from __future__ import annotations

import dataclasses
import runpy
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

RUNS = 100  # of the compiled engine in one timing
ROUNDS = 4  # the least of them counts
COUNTED = 20  # replicates over which the draws of a run are counted
MEASURES = ["follow_up", "wage_subsidy", "mentor_grant"]  # compared with the baseline
FEW = 40  # points of a calibration
MANY = 2_000_000  # draws, and calls of exp, that are timed


class Cost(NamedTuple):
    """Seconds on the clock, and of the processor (all threads)."""

    clock: float
    processor: float


def cost(work: Callable[[], Any]) -> Cost:
    """What ``work`` takes."""
    start = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - start[0], time.process_time() - start[1])


def sel() -> Any:
    """Sel as ``run`` has it without options: ten years, and three of warm-up."""
    from bygd.scenarios.municipality import read_municipality
    from sim.scenario import Scenario

    return Scenario(read_municipality("sel"), (), months=120, warm_up=3)


def grown(description: Any, refugees: int, employers: int = 0) -> Any:
    """A municipality of this many refugees in ten years, employers (0: a fifth as many), all else in proportion."""
    from sim.population import WITH_STAFF, Description
    from sim.scenario import Scenario

    municipality = next(iter(description.municipalities.values()))
    per_year = round(refugees / 10 / 0.69)  # .69 adults a person, partners who join within the ten years included
    scale = per_year / statistics.mean(municipality.settled[year] for year in range(2012, 2022))
    others: dict[str, Any] = {"displaced": {}} if hasattr(municipality, "displaced") else {}
    big = dataclasses.replace(
        municipality,
        **others,
        settled=dict.fromkeys(range(2012, 2024), per_year),
        enterprises=max(10, round((employers or refugees / 5) / WITH_STAFF)),
        public_units={},
        inhabitants=round(municipality.inhabitants * scale),
    )
    return Scenario(Description(description.title, {"big": big}), months=120, warm_up=0)


# --- the engine ------------------------------------------------------------------------------------------------


def first_compile() -> dict[str, float]:
    """Compile the model; the caller says where nothing is compiled yet."""
    from sim import compiled

    scenario = sel()
    return {"seconds": cost(lambda: compiled.run(scenario, 1, np.arange(0))).processor}


def kernel() -> dict[str, float]:
    """One run of Sel (ms), how much faster two threads are, and what a draw, an exp (ns) and the loops (ms) cost."""
    from sim import compiled

    scenario, runs = sel(), np.arange(RUNS)
    compiled.run(scenario, 1, np.arange(0))
    one, two = [], []
    for _ in range(ROUNDS):
        one.append(cost(lambda: compiled.run(scenario, 1, runs)))
        two.append(cost(lambda: compiled.run(scenario, 1, runs, threads=2)))
    gain = max(alone.clock / both.clock for alone, both in zip(one, two, strict=True))
    return {"ms": 1e3 * min(item.processor for item in one) / RUNS, "gain": gain} | ideal(scenario)


def ideal(scenario: Any) -> dict[str, float]:
    """What a draw and an exp cost (ns), and passing everybody of a run once a month (ms), with nothing around them."""
    import numba

    from sim.chance import uniform
    from sim.compiled import Batch
    from sim.engine_room import exp

    @numba.njit
    def draws(n: int) -> float:
        total = 0.0
        for i in range(n):
            total += uniform(1, 0, i, 3, 50, 0)
        return total

    @numba.njit
    def exps(n: int) -> float:
        total = 0.0
        for i in range(n):
            total += exp(-1e-6 * i)
        return total

    @numba.njit
    def loops(months: int, people: np.ndarray, employers: np.ndarray) -> int:
        total = 0
        for month in range(months):
            for item in people:
                total += item > month
            for item in employers:
                total += item > month
        return total

    agents = Batch(scenario).agents
    known = agents["refugees"][: people_of(scenario)]
    lists: list[Any] = [known["id"], agents["employers"]["id"]]  # a field of each, where it lies
    draws(1), exps(1), loops(1, *lists)
    return {
        "draw": 1e9 * min(cost(lambda: draws(MANY)).processor for _ in range(ROUNDS)) / MANY,
        "exp": 1e9 * min(cost(lambda: exps(MANY)).processor for _ in range(ROUNDS)) / MANY,
        "loops": 1e3 * min(cost(lambda: loops(scenario.all_months, *lists)).processor for _ in range(ROUNDS)),
    }


def people_of(scenario: Any) -> int:
    """Refugees of a run, on the average."""
    from sim.compiled import Stepper

    return round(statistics.mean(Stepper(scenario, 1, replicate).n for replicate in range(COUNTED)))


def counts() -> dict[str, float]:
    """Draws, and calls of exp, of one run of Sel: counted in the readable engine, mean of the first replicates."""
    from sim import engine_room

    seen = {"uniform": 0, "exp": 0}

    def counted(name: str, plain: Callable[..., float]) -> Callable[..., float]:
        def call(*arguments: float) -> float:
            seen[name] += 1
            return plain(*arguments)

        return call

    engine_room.exp = counted("exp", engine_room.exp)  # before the rules take them from there
    from sim import chance

    chance.uniform = counted("uniform", chance.uniform)
    from sim.model import results_of

    results_of(sel(), 1, np.arange(COUNTED))
    return {"draws": seen["uniform"] / COUNTED, "exps": seen["exp"] / COUNTED}


def large() -> dict[str, float]:
    """Cost of a refugee-month (ns) in a municipality of 100,000 refugees in ten years."""
    from bygd.scenarios.municipality import read_municipality

    return {"ns": paced(grown(read_municipality("sel"), 100_000), 1, 1)["ns_a_refugee_month"]}


def paced(scenario: Any, runs: int, repeats: int) -> dict[str, Any]:
    """What runs of a scenario cost, the cheapest of some rounds, and how long laying it out takes (``prepared``, s)."""
    from sim import compiled
    from sim.tallies import Total

    compiled.run(scenario, 0, np.arange(0))
    batches: list[Any] = []
    prepared = cost(lambda: batches.append(compiled.Batch(scenario))).clock
    results: list[Any] = []
    best = min(
        cost(lambda: results.append(batches[0].simulate(1, np.arange(runs)))).processor for _ in range(1 + repeats)
    )
    totals = results[0].totals
    return {
        "refugees": float(totals[:, Total.ADULTS].mean()),
        "employers": len(batches[0].agents["employers"]),
        "ms_a_run": 1e3 * best / runs,
        "ns_a_refugee_month": 1e9 * best / float(totals[:, Total.MONTHS_SEEN].sum()),
        "agent_months": runs / best * len(batches[0].agents["employers"]) * scenario.all_months
        + float(totals[:, Total.MONTHS_SEEN].sum()) / best,  # a second, employers too
        "prepared": prepared,
    }


# --- what lies around it ---------------------------------------------------------------------------------------


def shared() -> dict[str, float]:
    """Months that four scenarios of one replicate walk through; with the warm-up in common, and without."""
    import bygd
    from sim import compiled

    walked, advance = [], compiled.Batch.advance

    def watched(batch: Any, seed: int, replicates: np.ndarray, start: int, stop: int, out: Any) -> None:
        walked.append((stop - max(start, 0)) * len(replicates))
        advance(batch, seed, replicates, start, stop, out)

    compiled.Batch.advance = watched  # type: ignore[assignment, method-assign]
    _ = bygd.compare("sel", MEASURES, replicates=COUNTED, ensemble=None, threads=1).differences
    scenario = sel()
    least = scenario.warm_up_months + (1 + len(MEASURES)) * scenario.months
    return {"walked": sum(walked) / COUNTED, "least": least}


def front_door() -> dict[str, float]:
    """``bygd.run`` of 20 replicates, and the same with its table of outcomes, over the bare engine."""
    import bygd
    from sim import compiled

    scenario, runs = sel(), np.arange(20)
    ways: dict[str, Callable[[], Any]] = {
        "bare": lambda: compiled.run(scenario, 1, runs),
        "run": lambda: bygd.run("sel", replicates=20, threads=1),
        "outcomes": lambda: bygd.run("sel", replicates=20, threads=1).outcomes,
    }
    for work in ways.values():
        work()
    least = {name: min(cost(work).processor for _ in range(ROUNDS)) for name, work in ways.items()}
    return {name: least[name] / least["bare"] for name in ("run", "outcomes")}


def compare(words: list[str]) -> dict[str, float]:
    """What both reports of ``compare`` take, its kernel alone, and all that is done here beside the command."""
    from experiments.report import page

    module: Any = page  # whose function takes other arguments in a checkout of before
    write, reports = module.write_each, list[Cost]()

    def timed(*given: Any) -> Any:
        results: list[Any] = []
        reports.append(cost(lambda: results.append(write(*given))))
        return results[0]

    module.write_each = timed
    sys.argv = ["compare", *words]
    runpy.run_module("experiments.compare", run_name="__main__")
    from sim import compiled

    kernel = cost(lambda: compiled.run(sel(), 1, np.arange(200 * (1 + len(MEASURES))), threads=2))
    (both,) = reports
    return {
        "reports": both.clock,
        "reports_processor": both.processor,
        "kernel": kernel.clock,
        "kernel_processor": kernel.processor,
    }


def calibration() -> dict[str, float]:
    """Minutes that the runs of ``calibrate`` take, by those of a few points of its first wave; no emulator."""
    import tempfile

    from bygd.evidence.calibration.task import task_of
    from bygd.scenarios.designs import unit
    from bygd.scenarios.options import CalibrateOptions
    from bygd.studies.study import Study
    from experiments.command.read import read
    from sim.points import point_of

    with tempfile.TemporaryDirectory() as folder:
        options = read(CalibrateOptions, ["replicates=1", f"out={folder}/study"])
        task = task_of(options)
        points = task.values(unit("lhs", len(task.numbers), FEW, 1))
        study = Study(
            "calibrate", options, task.scenarios, {point_of(item): item for item in points}, monthly=False, curves=False
        )
        taken = cost(study.simulate)
    later = (options.waves - 2 + options.sure) * options.again  # the last wave has several runs a point
    times = (options.centre + options.points + later) / FEW
    return {"minutes": times * taken.clock / 60, "minutes_processor": times * taken.processor / 60}
