"""Both engines without a study, timed in turn, and the cost of a refugee-month at growing sizes."""

from __future__ import annotations

import dataclasses
import json
import uuid
from pathlib import Path
from typing import Any

from bygd.compiling import announce_compiling
from bygd.scenarios.options import option
from experiments.benchmark.study_options import StudyOptions
from experiments.benchmark.timing import growth, measure
from sim.scenario import Scenario


@dataclasses.dataclass
class EngineOptions(StudyOptions):
    """Time both engines side by side, without a study, and a refugee-month at growing sizes."""

    rounds: int = option(5, "how often each timing is repeated; the least and the median are shown", bounds=(1, 1000))
    runs: int = option(200, "runs of the compiled engine in one timing", bounds=(1, 100000))
    mesa_runs: int = option(2, "runs of the Mesa engine in one timing", bounds=(1, 1000))
    largest: int = option(
        100_000, "refugees in the largest run of the growth table; 0: no growth table", bounds=(0, 1000000)
    )
    out: str = option("", "folder for benchmark.json; without it a new one under outputs/")


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
