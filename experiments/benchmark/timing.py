"""How both engines are timed: in turn, in one process, so that a slow moment of the machine hits all alike."""

from __future__ import annotations

import dataclasses
import functools
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from sim import compiled
from sim.population import WITH_STAFF, Description, MunicipalityDescription
from sim.scenario import Scenario
from sim.tallies import Total

SIZES = (300, 3_000, 30_000, 100_000)


def timed(work: Callable[[], Any]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def grown(description: Description, refugees: int, employers: int = 0) -> Scenario:
    """A municipality of this many refugees in ten years, employers (0: a fifth as many), all else in proportion."""
    municipality: MunicipalityDescription = next(iter(description.municipalities.values()))
    per_year = round(refugees / 10 / 0.69)  # .69 adults a person, partners who join within the ten years included
    scale = per_year / statistics.mean(municipality.settled[year] for year in range(2012, 2022))
    big = dataclasses.replace(
        municipality,
        settled=dict.fromkeys(range(2012, 2024), per_year),
        enterprises=max(10, round((employers or refugees / 5) / WITH_STAFF)),
        public_units={},
        inhabitants=round(municipality.inhabitants * scale),
    )
    return Scenario(Description(description.title, {"big": big}), months=120, warm_up=0)


def growth(description: Description, largest: int, rounds: int) -> list[dict[str, float]]:
    """Cost of a refugee-month at growing sizes."""
    rows = []
    for size in [item for item in SIZES if item <= largest]:
        batch = compiled.Batch(grown(description, size))
        runs = np.arange(max(1, 3000 // size))
        result = batch.simulate(1, runs)
        person_months = result.totals[:, Total.MONTHS_SEEN].sum()
        best = min(timed(functools.partial(batch.simulate, 1, runs)) for _ in range(min(3, rounds)))
        rows.append(
            {
                "refugees": float(result.totals[:, Total.ADULTS].mean()),
                "employers": len(batch.agents["employers"]),
                "ms_a_run": 1e3 * best / len(runs),
                "ns_a_refugee_month": 1e9 * best / person_months,
            }
        )
    return rows


def measure(scenario: Scenario, rounds: int, runs: int, mesa_runs: int) -> dict[str, Any]:
    """Milliseconds a run of each engine, and the ratios pair by pair."""
    from sim.model import results_of

    many, few = np.arange(runs), np.arange(mesa_runs)
    compile_seconds = timed(lambda: compiled.run(scenario, 1, np.arange(0)))
    times: dict[str, list[float]] = {"compiled": [], "two_threads": [], "mesa": []}
    for _ in range(rounds):
        times["compiled"].append(timed(lambda: compiled.run(scenario, 1, many)) / runs)
        times["two_threads"].append(timed(lambda: compiled.run(scenario, 1, many, threads=2)) / runs)
        times["mesa"].append(timed(lambda: results_of(scenario, 1, few)) / mesa_runs)
    ratios = [m / c for m, c in zip(times["mesa"], times["compiled"], strict=True)]
    gains = [c / t for c, t in zip(times["compiled"], times["two_threads"], strict=True)]
    return {
        "months": scenario.all_months,
        "compile_or_load_seconds": compile_seconds,
        "ms_a_run": {name: {"least": 1e3 * min(t), "median": 1e3 * statistics.median(t)} for name, t in times.items()},
        "mesa_over_compiled": {"least": min(ratios), "median": statistics.median(ratios)},
        "two_threads_gain": {"most": max(gains), "median": statistics.median(gains)},
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
