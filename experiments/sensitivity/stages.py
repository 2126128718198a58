"""Stages of a sensitivity analysis: screening, indices, verdicts in prior samples; tables, figures, text."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.scenarios.designs import design_of
from bygd.scenarios.options import SensitivityOptions
from bygd.statistics.sensitivity import conclusions, responses, results
from bygd.statistics.sensitivity.conclusions import Judged, Words
from bygd.statistics.sensitivity.indices import Factors, Shares, factors, shares, weights
from bygd.statistics.sensitivity.responses import Answer, Design, Table, answers_of, counts_of
from bygd.statistics.sensitivity.results import WORDS, Result
from bygd.studies.files import write_parquet
from bygd.studies.programs import STAGE_DESIGN, stage_study
from bygd.studies.seals import About
from experiments.command.progress import Steps
from experiments.sensitivity import pictures
from sim.parameters import Number
from sim.scenario import Scenario

LISTED = 10
SHARES = {
    "numbers": "numbers (expected outcome)",
    "luck": "luck, the same at all numbers",
    "interplay": "luck that works differently at other numbers",
}
FACTORS = {
    "numbers": "numbers (mean over scenarios)",
    "scenario": "scenario",
    "both": "scenario that works differently at other numbers",
    "luck": "luck",
}


class Task(NamedTuple):
    """What all stages share."""

    options: SensitivityOptions
    scenarios: dict[str, Scenario]
    folder: Path
    about: Callable[[str], About]  # what a table beside the stages says that it is

    @property
    def municipality(self) -> str:
        """Name of the municipality."""
        return self.options.municipality.title


def stages(task: Task, names: dict[str, Number]) -> None:
    """One stage after the other, each a study folder of its own."""
    options, result, screened = task.options, [], []
    if options.method == "morris" or (options.method == "sobol" and len(names) > options.strongest):
        screened = result = indices(
            task, "morris", responses.drawn("morris", names, options.trajectories, options.seed)
        )
    if options.method == "sobol":
        kept = {name: names[name] for name in (results.strongest(screened, options.strongest) if screened else names)}
        result = indices(task, "sobol", responses.drawn("saltelli", kept, options.blocks, options.seed))
    if options.samples:
        judge(task, responses.drawn("lhs", names, options.samples, options.seed), screened or result)
    print(f"Tables: {task.folder}/*.csv; figures: {task.folder}/figures")


def indices(task: Task, method: str, points: Design) -> list[Result]:
    """One stage of indices: simulate a design, compute, write, print."""
    options = task.options
    steps = Steps(f"simulating the points of {method}", "working out indices", "drawing figures")
    _, answers = simulate(task, method, points.values(), options.replicates)
    steps.next()
    result = [results.result(method, answer, points) for answer in answers]
    write(task, method, pd.concat([item.table() for item in result], ignore_index=True))
    steps.next()
    folder = task.folder / "figures"
    for scenario in task.scenarios:
        shown = [item for item in result if item.answer.scenario == scenario]
        name = file_name(scenario)
        pictures.bars(shown, points, task.municipality, folder / f"{method}_{name}")
        pictures.convergence(shown, task.municipality, folder / f"{method}_convergence_{name}")
    pictures.heat(result, points, task.municipality, folder / f"{method}_heat")
    n = len(points.unit) // (len(points.numbers) + (1 if method == "morris" else 2))
    print(
        f"{task.municipality}, {method}: {len(points.numbers)} numbers, {n} {WORDS[method][1]}, "
        f"{len(points.unit)} points × {options.replicates} seeds × {len(task.scenarios)} scenarios, {options.months} "
        f"months from {options.start}\n"
    )
    for item in result:
        print(listing(item), flush=True)
    return result


def judge(task: Task, points: Design, screened: list[Result]) -> None:
    """Samples over all ranges: shares of luck, and what each scenario's verdict depends on."""
    options = task.options
    steps = Steps("simulating prior samples", "judging scenarios", "drawing figures")
    table, answers = simulate(task, "samples", [{}, *points.values()], options.sample_runs)
    steps.next()
    share_out(task, answers)
    all_judged = [
        conclusions.judged(answer, table, points, looked_at(answer, points, screened, options.strongest))
        for answer in answers
        if answer.difference
    ]
    if not all_judged:
        return
    words = Words(points)
    write(task, "samples", words.world_table(all_judged))
    write(task, "verdicts", words.verdict_table(all_judged))
    write(task, "boxes", words.box_table(all_judged))
    write(task, "hangs_on", words.hanging_table(all_judged))
    steps.next()
    show_conclusions(task, all_judged, words, points)
    for each in all_judged:
        print("\n" + words.headline(each))
        for line in words.hangs_on(each):
            print(f"  {line}")
        for conclusion in each.conclusions:
            print(f"  {words.sentence(each, conclusion)}")
    print()


def share_out(task: Task, answers: list[Answer]) -> None:
    """Shares of luck in the variance of one run, and of the scenario if there are several."""
    result = [shares(answer.y[1:], weights(len(answer.y) - 1, answer.y.shape[1])) for answer in answers]
    labels = [f"{answer.outcome.label}: {answer.what}" for answer in answers]
    rows = [
        {"outcome": answer.outcome.name, "scenario": answer.scenario, "index": part, **getattr(item, part)._asdict()}
        | {"variance": item.variance[i]}
        for answer, item in zip(answers, result, strict=True)
        for i, part in enumerate(SHARES)
    ]
    write(task, "shares", pd.DataFrame(rows))
    of_baseline = {labels[at]: item for at, item in enumerate(result) if not answers[at].difference}
    pictures.parts(of_baseline, SHARES, task.municipality, task.folder / "figures" / "shares")
    size = f"{task.options.samples} prior samples × {task.options.sample_runs} seeds × {len(task.scenarios)} scenarios"
    print(f"{task.municipality}: {size}. Of the variance of one run:")
    for label, item in zip(labels, result, strict=True):
        print(f"  {label}: {said(item, SHARES)}")
    if len(task.scenarios) > 1:
        scenario_factor(task, answers)


def show_conclusions(task: Task, all_judged: list[Judged], words: Words, points: Design) -> None:
    """Figures of what the verdicts depend on: all scenarios, then each; a box only where there is one to tell."""
    folder = task.folder / "figures"
    pictures.verdicts(all_judged, task.municipality, folder / "verdicts")
    pictures.hanging_heat(all_judged, words, task.municipality, folder / "hangs_on")
    for scenario in dict.fromkeys(item.answer.scenario for item in all_judged):
        shown = [item for item in all_judged if item.answer.scenario == scenario]
        name = file_name(scenario)
        pictures.hanging(shown, words, task.municipality, folder / f"hangs_on_{name}")
        if any(item.told for item in shown):
            pictures.dependence(shown, words, points, task.municipality, folder / f"box_{name}")


def write(task: Task, name: str, table: pd.DataFrame) -> None:
    """Write a table of the analysis; nothing where there is nothing to say, not even columns."""
    file = task.folder / f"{name}.csv"
    if table.columns.empty:
        file.unlink(missing_ok=True)
    else:
        table.to_csv(file, index=False)


def file_name(scenario: str) -> str:
    """Name of a scenario in names of files."""
    return scenario.replace("+", "_and_").replace(":", "_")


def scenario_factor(task: Task, answers: list[Answer]) -> None:
    """Shares of variance with the scenario as one more factor."""
    result = {}
    for name in task.options.outcomes:
        mine = [item for item in answers if item.outcome.name == name]
        y = np.stack([item.y[1:] + mine[0].y[1:] * item.difference for item in mine], axis=1)
        result[mine[0].outcome.label] = factors(y, weights(len(y), y.shape[2]))
    rows = [
        {"outcome": outcome, "index": part, **item._asdict()}
        for outcome, row in zip(task.options.outcomes, result.values(), strict=True)
        for part, item in row._asdict().items()
    ]
    write(task, "scenario_factor", pd.DataFrame(rows))
    pictures.parts(result, FACTORS, task.municipality, task.folder / "figures" / "scenario_factor")
    print(f"With the scenario as one more factor ({len(task.scenarios)}, each as likely):")
    for label, row in result.items():
        print(f"  {label}: {said(row, FACTORS)}")


def said(item: Shares | Factors, parts: dict[str, str]) -> str:
    """Shares in words."""
    texts = []
    for part, label in parts.items():
        value, low, high = (100 * float(number) for number in getattr(item, part))
        texts.append(f"{value:.1f} % {label} ({low:.1f} to {high:.1f})")
    return ", ".join(texts)


def simulate(task: Task, stage: str, values: list[dict[str, float]], seeds: int) -> tuple[Table, list[Answer]]:
    """Simulate all scenarios at all points with the same seeds, in a study folder of its own."""
    options = copy.copy(task.options)
    options.replicates, options.out = seeds, str(task.folder / stage)
    table_of_points = design_of(values)
    design = task.folder / STAGE_DESIGN.format(stage)
    write_parquet(design, table_of_points, task.about(design.stem))
    names = list(table_of_points["point"])
    table = counts_of(stage_study(options).counts(options.outcomes), names, options.outcomes)
    return table, answers_of(table, options.outcomes, list(task.scenarios))


def looked_at(answer: Answer, points: Design, screened: list[Result], k: int) -> list[int]:
    """Columns of the numbers that a conclusion is held against: the strongest for this difference, if it was screened.

    The screening is other points of the model; fewer numbers leave luck less to find.
    """
    names = list(points.numbers)
    mine = [
        item for item in screened if item.answer.outcome == answer.outcome and item.answer.scenario == answer.scenario
    ]
    if not mine or len(names) <= k:
        return list(range(len(names)))
    return [names.index(mine[0].names[at]) for at in mine[0].order[:k]]


def listing(item: Result) -> str:
    """The strongest numbers as text."""
    head = f"{item.answer.what}, {item.answer.outcome.label}"
    if not item.seen:
        return f"{head}: the numbers move it less than these seeds can show; more replicates may.\n"
    first, last = ("µ*", "µ") if item.method == "morris" else ("total", "alone")
    other = item.by_index["mu" if item.method == "morris" else "first"]
    lines = [f"{head} ({'share of variance' if item.method == 'sobol' else item.answer.outcome.unit})"]
    for at in item.order[:LISTED]:
        value, low, high = (part[at] for part in item.main)
        lines.append(
            f"  {item.names[at]:<34}{first} {value:6.2f} ({low:.2f} … {high:.2f})   {last} {other.value[at]:+.2f}"
        )
    if item.trace is not None:
        blocks = WORDS[item.method][1]
        enough = (
            f"enough from {item.trace.enough}" if item.trace.reached else f"not enough yet, try n={item.trace.enough}"
        )
        lines.append(f"  {blocks}: {enough}")
    return "\n".join(lines) + "\n"
