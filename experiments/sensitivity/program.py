"""Sensitivity analysis: ``python -m experiments.sensitivity municipality=sel scenarios=[follow_up]``."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments import figures
from experiments.compare import scenarios_of
from experiments.options import InputError, SensitivityOptions, base_of
from experiments.sensitivity import conclusions, design, pictures, results
from experiments.sensitivity.answers import BASELINE, Answer, Table, answers_of, counts_of
from experiments.sensitivity.conclusions import Words
from experiments.sensitivity.design import Design
from experiments.sensitivity.indices import Shares, shares, weights
from experiments.sensitivity.results import WORDS, Result
from experiments.study import Study, scenario_of
from sim.outcomes import OUTCOMES
from sim.points import point_of
from sim.scenario import Scenario

N = {"morris": 8, "sobol": 64}
LISTED = 10


class Task(NamedTuple):
    """What all stages share."""

    made: SensitivityOptions
    scenarios: dict[str, Scenario]
    folder: Path

    @property
    def place(self) -> str:
        """Name of the municipality."""
        return self.made.municipality.title


def sensitivity(made: SensitivityOptions) -> None:
    """Screen the numbers, compute indices, and judge each scenario in plausible worlds; tables and figures."""
    for name in made.outcomes:
        if name not in OUTCOMES:
            raise InputError(f"outcomes names {name!r}, which is no outcome; comparison.csv of any study lists them.")
    names = design.varied(made.vary)
    scenarios = scenarios_of(made) if made.scenarios else {BASELINE: scenario_of(made, base_of(made), BASELINE)}
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    task = Task(made, scenarios, Path(made.out or f"outputs/sensitivity-{stamp}-{uuid.uuid4().hex[:6]}"))
    found: list[Result] = []
    screened: list[Result] = []
    if made.method == "morris" or len(names) > made.strongest:
        n = (made.n if made.method == "morris" else 0) or N["morris"]
        screened = found = indices(task, "morris", design.morris(names, n, made.seed))
    if made.method == "sobol":
        kept = {name: names[name] for name in (results.strongest(screened, made.strongest) if screened else names)}
        found = indices(task, "sobol", design.saltelli(kept, made.n or N["sobol"], made.seed))
    if made.worlds:
        judge(task, design.worlds(names, made.worlds, made.seed), screened or found)
    print(f"Tables: {task.folder}/*.csv; figures: {task.folder}/figures")


def indices(task: Task, method: str, points: Design) -> list[Result]:
    """One stage of indices: simulate a design, compute, write, print."""
    made = task.made
    _, answers = simulate(task, method, points.values(), made.replicates)
    found = [results.result(method, answer, points) for answer in answers]
    pd.concat([one.table() for one in found], ignore_index=True).to_csv(task.folder / f"{method}.csv", index=False)
    for scenario in task.scenarios:
        shown = [one for one in found if one.answer.scenario == scenario]
        name = scenario.replace("+", "_and_").replace(":", "_")
        figures.save(pictures.bars(shown, task.place), task.folder / "figures", f"{method}_{name}")
    figures.save(pictures.heat(found, task.place), task.folder / "figures", f"{method}_heat")
    trace = pictures.convergence(found, task.place)
    if trace is not None:
        figures.save(trace, task.folder / "figures", f"{method}_convergence")
    n = len(points.unit) // (len(points.numbers) + (1 if method == "morris" else 2))
    print(
        f"{task.place}, {method}: {len(points.numbers)} numbers, {n} {WORDS[method][1]}, {len(points.unit)} points × "
        f"{made.replicates} seeds × {len(task.scenarios)} scenarios, {made.months} months from {made.start}\n"
    )
    for one in found:
        print(listing(one), flush=True)
    return found


def judge(task: Task, points: Design, screened: list[Result]) -> None:
    """Worlds over all ranges: shares of luck, and what each scenario's verdict depends on."""
    made = task.made
    table, answers = simulate(task, "worlds", [{}, *points.values()], made.world_runs)
    found = [shares(answer.y[1:], weights(len(answer.y) - 1, answer.y.shape[1])) for answer in answers]
    labels = [f"{answer.outcome.label}: {answer.what}" for answer in answers]
    share_table(answers, found).to_csv(task.folder / "shares.csv", index=False)
    figures.save(pictures.parts(labels, found, task.place), task.folder / "figures", "shares")
    print(f"{task.place}: {made.worlds} plausible worlds × {made.world_runs} seeds. Of the variance of one run:")
    for label, one in zip(labels, found, strict=True):
        print(
            f"  {label}: {100 * one.numbers.value:.0f} % numbers ({100 * one.numbers.low:.0f} to "
            f"{100 * one.numbers.high:.0f}), {100 * one.luck.value:.0f} % luck, {100 * one.interplay.value:.0f} % luck "
            "that works differently at other numbers"
        )
    all_judged = [
        conclusions.judged(answer, table, points, looked_at(answer, points, screened, made.strongest))
        for answer in answers
        if answer.difference
    ]
    if not all_judged:
        return
    words = Words(points)
    words.world_table(all_judged).to_csv(task.folder / "worlds.csv", index=False)
    words.verdict_table(all_judged).to_csv(task.folder / "verdicts.csv", index=False)
    words.box_table(all_judged).to_csv(task.folder / "boxes.csv", index=False)
    figures.save(pictures.dependence(all_judged, words, points, task.place), task.folder / "figures", "depends_on")
    for each in all_judged:
        print("\n" + words.headline(each))
        for conclusion in each.conclusions:
            print(f"  {words.sentence(each, conclusion)}")
            if flips := words.flips(each, conclusion):
                print(f"    {flips}")
    print()


def simulate(task: Task, stage: str, values: list[dict[str, float]], seeds: int) -> tuple[Table, list[Answer]]:
    """Simulate all scenarios at all points with the same seeds, in a study folder of its own."""
    made = copy.copy(task.made)
    made.replicates, made.out = seeds, str(task.folder / stage)
    names = [point_of(one) for one in values]
    points = dict(zip(names, values, strict=True))
    study = Study("sensitivity", made, task.scenarios, points=points, monthly=False, curves=False)
    table = counts_of(study.counts(made.outcomes), names, made.outcomes)
    return table, answers_of(table, made.outcomes, list(task.scenarios))


def looked_at(answer: Answer, points: Design, screened: list[Result], k: int) -> list[int]:
    """Columns of the numbers that a conclusion is held against: the strongest for this difference, if it was screened.

    The screening is other points of the model; fewer numbers leave luck less to find.
    """
    names = list(points.numbers)
    mine = [one for one in screened if one.answer.outcome == answer.outcome and one.answer.scenario == answer.scenario]
    if not mine or len(names) <= k:
        return list(range(len(names)))
    return [names.index(mine[0].names[at]) for at in mine[0].order[:k]]


def share_table(answers: list[Answer], found: list[Shares]) -> pd.DataFrame:
    """One row an answer and part of the variance."""
    return pd.DataFrame(
        [
            {
                "outcome": answer.outcome.name,
                "scenario": answer.scenario,
                "index": part,
                "value": getattr(one, part).value,
                "low": getattr(one, part).low,
                "high": getattr(one, part).high,
                "variance": one.variance[i],
            }
            for answer, one in zip(answers, found, strict=True)
            for i, part in enumerate(("numbers", "luck", "interplay"))
        ]
    )


def listing(one: Result) -> str:
    """The strongest numbers as text."""
    head = f"{one.answer.what}, {one.answer.outcome.label}"
    if not one.seen:
        return f"{head}: the numbers move it less than these seeds can show; more replicates may.\n"
    first, last = ("µ*", "µ") if one.method == "morris" else ("total", "alone")
    other = one.by_index["mu" if one.method == "morris" else "first"]
    lines = [f"{head} ({'share of variance' if one.method == 'sobol' else one.answer.outcome.unit})"]
    for at in one.order[:LISTED]:
        value, low, high = (part[at] for part in one.main)
        lines.append(
            f"  {one.names[at]:<34}{first} {value:6.2f} ({low:.2f} … {high:.2f})   {last} {other.value[at]:+.2f}"
        )
    if one.trace is not None:
        blocks = WORDS[one.method][1]
        enough = f"enough from {one.trace.enough}" if one.trace.reached else f"not enough yet, try n={one.trace.enough}"
        lines.append(f"  {blocks}: {enough}")
    return "\n".join(lines) + "\n"
