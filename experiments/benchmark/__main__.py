"""Time both engines side by side in one process: ``python -m experiments.benchmark``.

Timings on shared machines are noise; the ratios, taken in turn in one process, are what counts.
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from bygd.compiling import announce_compiling
from experiments.benchmark.timing import growth, measure
from experiments.command.main import main
from experiments.command.options import BenchmarkOptions
from sim.scenario import Scenario


def benchmark(made: BenchmarkOptions) -> None:
    """Print the table and write ``benchmark.json``."""
    announce_compiling()
    scenario = Scenario(made.municipality, tuple(made.policies[name] for name in made.policy))
    report = {"municipality": made.municipality.title, **measure(scenario, made.rounds, made.runs, made.mesa_runs)}
    report["growth"] = growth(made.municipality, made.largest, made.rounds)
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
