"""Engines without a study: both timed in turn, and runs of growing and of national size in the compiled one.

In turn, in one process, so that a slow moment of the machine hits all alike.
"""

from __future__ import annotations

import dataclasses
import json
import platform
import statistics
import uuid
from pathlib import Path
from typing import Any

import numpy as np

from bygd.compiling import announce_compiling
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.options import option
from experiments.benchmark.machine import StudyOptions, alone, facts, timed
from sim import compiled
from sim.population import WITH_STAFF, Description, MunicipalityDescription
from sim.scenario import Scenario
from sim.tallies import Total

SIZES = (300, 3_000, 30_000, 100_000)


@dataclasses.dataclass
class EngineOptions(StudyOptions):
    """Time both engines side by side, without a study, and a refugee-month at growing sizes."""

    rounds: int = option(5, "how often each timing is repeated; the least and the median are shown", bounds=(1, 1000))
    runs: int = option(200, "runs of the compiled engine in one timing", bounds=(1, 100000))
    mesa_runs: int = option(2, "runs of the Mesa engine in one timing", bounds=(1, 1000))
    largest: int = option(
        100_000, "refugees in the largest run of the growth table; 0: no growth table", bounds=(0, 1000000)
    )
    out: str = option("", "folder for benchmark.json; without it a new one under outputs/", path=True)


def engines(options: EngineOptions) -> None:
    """Time both engines side by side, and a refugee-month at growing sizes; write ``benchmark.json``."""
    announce_compiling()
    policies = tuple(options.policies[name] for name in options.policy)
    scenario = Scenario(options.municipality, policies, months=options.months, warm_up=options.warm_up)
    report = {
        "municipality": options.municipality.title,
        **measure(scenario, options.rounds, options.runs, options.mesa_runs),
    }
    report["growth"] = growth(options.municipality, options.largest, options.rounds)
    show(report)
    folder = Path(options.out or f"outputs/benchmark-{uuid.uuid4().hex[:8]}")
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


def paced(scenario: Scenario, runs: int, repeats: int) -> dict[str, Any]:
    """What runs of a scenario cost, the cheapest of some rounds, and how long laying it out takes (``prepared``, s)."""
    batches: list[compiled.Batch] = []
    prepared = timed(lambda: batches.append(compiled.Batch(scenario)))
    results: list[compiled.Results] = []
    best = min(timed(lambda: results.append(batches[0].simulate(1, np.arange(runs)))) for _ in range(1 + repeats))
    totals = results[0].totals
    return {
        "refugees": float(totals[:, Total.ADULTS].mean()),
        "employers": len(batches[0].agents["employers"]),
        "ms_a_run": 1e3 * best / runs,
        "ns_a_refugee_month": 1e9 * best / float(totals[:, Total.MONTHS_SEEN].sum()),
        "prepared": prepared,
    }


def growth(description: Description, largest: int, rounds: int) -> list[dict[str, Any]]:
    """Cost of a refugee-month at growing sizes."""
    sizes = [item for item in SIZES if item <= largest]
    return [paced(grown(description, size), max(1, 3000 // size), min(3, rounds)) for size in sizes]


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


# --- national size -----------------------------------------------------------------------------------------


@dataclasses.dataclass
class NationalOptions:
    """Time one run of national size, and how much memory it needs: the municipality ``national``, grown."""

    refugees: int = option(160_000, "adults who come in ten years, about", bounds=(100, 1_000_000))
    employers: int = option(30_000, "employers, about", bounds=(10, 300_000))


def simulate(options: NationalOptions) -> dict[str, Any]:
    """Simulate one run of ten years."""
    scenario = grown(read_municipality("national"), options.refugees, options.employers)
    compiled.run(scenario, 0, np.arange(0))  # load what is compiled
    return paced(scenario, 1, 0)


def national(options: NationalOptions) -> None:
    """Time one run of national size, and how much memory it needs, in a process of its own."""
    announce_compiling()
    result, _, most = alone(simulate, options)
    print(facts())
    print(f"{result['refugees']:.0f} refugees in ten years, {result['employers']} employers, one run on one core")
    print(f"  laying it out     {result['prepared']:8.1f} s")
    print(
        f"  the run           {result['ms_a_run'] / 1e3:8.1f} s ({result['ns_a_refugee_month']:.0f} ns a refugee-month)"
    )
    print(f"  most memory       {most:8.0f} MiB (the whole process)")
