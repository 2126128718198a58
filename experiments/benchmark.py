"""Time both engines side by side in one process: ``python -m experiments.benchmark``.

Timings on shared machines are noise; the ratios, taken in turn in one process, are what counts. Each is the least of
several rounds, with the median beside it.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import platform
import statistics
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compose import main
from experiments.options import BenchmarkOptions, base_of
from experiments.study import announce_compiling
from sim import compiled
from sim.population import Description, Place
from sim.scenario import Scenario
from sim.tallies import Total

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (300, 3_000, 30_000, 100_000)


def timed(work: Callable[[], Any]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def grown(description: Description, refugees: int) -> Scenario:
    """Make a place of this many refugees in ten years, a fifth as many employers, all else in proportion."""
    place: Place = next(iter(description.places.values()))
    per_year = round(refugees / 10 / 0.73)  # .73 adults a person, joining partners included
    scale = refugees / 96
    big = dataclasses.replace(
        place,
        settled=dict.fromkeys(range(2012, 2024), per_year),
        enterprises=max(10, round(refugees / 5 / 0.323)),
        public_units={},
        inhabitants=round(place.inhabitants * scale),
    )
    return Scenario(Description(description.title, {"big": big}), months=120, warm_up=0)


def growth(description: Description, largest: int, rounds: int) -> list[dict[str, float]]:
    """Cost of a refugee-month at growing sizes."""
    rows = []
    for size in [one for one in SIZES if one <= largest]:
        batch = compiled.Batch(grown(description, size))
        runs = np.arange(max(1, 3000 // size))
        found = batch.simulate(1, runs)
        person_months = found.totals[:, Total.MONTHS_SEEN].sum()
        best = min(timed(functools.partial(batch.simulate, 1, runs)) for _ in range(min(3, rounds)))
        rows.append(
            {
                "refugees": float(found.totals[:, Total.ADULTS].mean()),
                "employers": len(batch.agents.employers),
                "ms_a_run": 1e3 * best / len(runs),
                "ns_a_refugee_month": 1e9 * best / person_months,
            }
        )
    return rows


def benchmark(made: BenchmarkOptions) -> None:
    """Print the table and write ``benchmark.json``."""
    from sim.model import results_of

    scenario = Scenario(made.municipality, tuple(base_of(made)))
    announce_compiling()
    compile_seconds = timed(lambda: compiled.run(scenario, 1, np.arange(0)))
    runs, few = np.arange(made.runs), np.arange(made.mesa_runs)
    times: dict[str, list[float]] = {"compiled": [], "two_threads": [], "mesa": []}
    for _ in range(made.rounds):  # in turn, so that a slow moment hits all alike
        times["compiled"].append(timed(lambda: compiled.run(scenario, 1, runs)) / made.runs)
        times["two_threads"].append(timed(lambda: compiled.run(scenario, 1, runs, threads=2)) / made.runs)
        times["mesa"].append(timed(lambda: results_of(scenario, 1, few)) / made.mesa_runs)
    ratios = [m / c for m, c in zip(times["mesa"], times["compiled"], strict=True)]
    gains = [c / t for c, t in zip(times["compiled"], times["two_threads"], strict=True)]
    report = {
        "municipality": made.municipality.title,
        "months": scenario.all_months,
        "compile_or_load_seconds": compile_seconds,
        "ms_a_run": {name: {"least": 1e3 * min(t), "median": 1e3 * statistics.median(t)} for name, t in times.items()},
        "mesa_over_compiled": {"least": min(ratios), "median": statistics.median(ratios)},
        "two_threads_gain": {"most": max(gains), "median": statistics.median(gains)},
        "growth": growth(made.municipality, made.largest, made.rounds),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    show(report)
    folder = Path(made.out or f"outputs/benchmark-{uuid.uuid4().hex[:8]}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmark.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    print(f"Written: {folder}/benchmark.json")


def show(report: dict[str, Any]) -> None:
    """Print a report."""
    print(f"{report['municipality']}, {report['months']} months (warm-up included), least / median of the rounds")
    for name, words in (("compiled", "compiled engine"), ("two_threads", "… two threads"), ("mesa", "Mesa engine")):
        t = report["ms_a_run"][name]
        print(f"  {words:<18}{t['least']:9.2f} / {t['median']:.2f} ms a run")
    ratio, gain = report["mesa_over_compiled"], report["two_threads_gain"]
    print(f"  Mesa / compiled   {ratio['least']:9.0f} / {ratio['median']:.0f} times, pair by pair")
    print(f"  two threads       {gain['most']:9.2f} (most) / {gain['median']:.2f} times as fast as one")
    print(f"  compile or load   {report['compile_or_load_seconds']:9.1f} s (the first time on a machine it compiles)")
    if report["growth"]:
        first = report["growth"][0]["ns_a_refugee_month"]
        print("  refugees employers    ms a run  ns a refugee-month  over the smallest")
        for row in report["growth"]:
            print(
                f"  {row['refugees']:8.0f} {row['employers']:9d} {row['ms_a_run']:11.1f} "
                f"{row['ns_a_refugee_month']:19.0f} {row['ns_a_refugee_month'] / first:18.2f}"
            )


if __name__ == "__main__":
    main(BenchmarkOptions, benchmark, "benchmark")
