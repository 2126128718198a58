"""Waves of a calibration: simulate points of all numbers, fit an emulator, draw numbers that agree with the figures.

And so on from there. The last draws are simulated too, and weighted by what the simulation itself says. The result is
an ensemble of ensemble members, never one best fit.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.evidence.calibration import posterior
from bygd.evidence.calibration.emulator import Emulator, fit, strongest, terms
from bygd.evidence.calibration.task import Members, Task, Wave, task_of
from bygd.evidence.targets import measured, values_by_point
from bygd.scenarios.designs import unit
from bygd.scenarios.options import CalibrateOptions
from bygd.studies.study import Study
from experiments.calibrate import report
from experiments.command.progress import Steps
from sim.points import point_of as name_of

PARTICLES = 4000
ENOUGH = 3.0  # points of an emulator, for each of its coefficients
NEAR = 300  # points by which the point set is found
WIDER = 2.0  # the figures' standard deviations are this many times larger for the points of the waves between


def all_waves(options: CalibrateOptions) -> None:
    """Run all waves; write tables, figures and the ensemble."""
    task = task_of(options)
    steps = Steps(
        "simulating the declared numbers",
        *(f"wave {number} of {options.waves}" for number in range(1, options.waves + 1)),
        "weighing members",
        "finding one set of numbers",
        "recovering known numbers",
        "writing tables and figures",
    )
    centre = simulated(task, "centre", np.zeros((0, len(task.numbers))), options.centre, options.seed)[0]
    steps.next()
    waves = [wave(task, 1, unit("lhs", len(task.numbers), options.points, options.seed), 1, centre)]
    bends = strongest(waves[0].u, waves[0].fitted, task.tolerance, options.curved)
    curved = sorted({*task.free, *bends})
    for number in range(2, options.waves + 1):
        steps.next()
        emulator = emulated(task, curved, waves)
        sd = spread(task, emulator) * (WIDER if number < options.waves else 1.0)
        drawn = posterior.sample(emulator.values, task.figures, sd, len(task.numbers), PARTICLES, options.seed + number)
        runs = options.sure if number == options.waves else 1
        waves.append(wave(task, number, drawn[: options.again], runs, centre))
        report.say_wave(task, number, emulator, waves[-1])
    steps.next()
    members = chosen(task, emulator, waves[-1], noise_of(task) / math.sqrt(options.sure))
    steps.next()
    point = point_of(task, emulator, centre)
    shown = simulated(task, "point", point[None, :], options.centre, options.seed)[1]
    steps.next()
    coverage = recovered(task, emulator, centre)
    steps.next()
    report.write(task, emulator, waves, members, (point, shown), coverage, centre)


def simulated(task: Task, stage: str, u: np.ndarray, runs: int, seed: int) -> np.ndarray:
    """Simulate the declared numbers (row 0) and the points ``u``: points x figures, targets first, then checks."""
    options = copy.copy(task.options)
    options.replicates, options.seed, options.out = runs, seed, str(task.folder / stage)
    options.save = ""  # reads the results only
    values = [{}, *task.values(u)]
    points = {name_of(item): item for item in values}
    study = Study("calibrate", options, task.scenarios, points=points, monthly=False, curves=False)
    study.simulate()
    if study.failed:
        raise InputError(f"{study.failed} {study.folder}/failed.csv lists them; correct the plausible ranges.")
    columns = [name for name in task.columns() if len(values) > 1 or name != "point"]
    there = pd.read_parquet(study.folder / "runs.parquet", columns=columns)
    if len(values) == 1:
        there.insert(0, "point", next(iter(points)))
    index, result = values_by_point(task.every, there)
    result = result[index.get_indexer(pd.Index(list(points)))]
    for item, column in zip(task.every, result.T, strict=True):
        if not np.isfinite(column).all():
            raise InputError(
                f"{item.id} has no value at {np.sum(~np.isfinite(column))} of {len(points)} points of {stage}: nobody "
                "was observed there; say more runs, more months or a larger municipality."
            )
    return result


def wave(task: Task, number: int, u: np.ndarray, runs: int, centre: np.ndarray) -> Wave:
    """Simulate points; the luck that all points of a wave share shows in the declared numbers, and is taken out."""
    stage = {0: "recovery", -1: "near_defaults"}.get(number, f"wave_{number}")
    result = simulated(task, stage, u, runs, task.options.seed + 1 + number)
    return Wave(u, *task.parted(result[1:] - (result[0] - centre)))


def emulated(task: Task, curved: list[int], waves: list[Wave]) -> Emulator:
    """Emulator of the targets, from the points of all waves so far; those far from the figures only while needed."""
    near = waves[1:]
    if sum(len(item.u) for item in near) < ENOUGH * terms(len(task.numbers), len(curved)):
        near = waves
    u, y = (np.concatenate([getattr(item, name) for item in near]) for name in ("u", "fitted"))
    return fit(curved, u, y)


def spread(task: Task, emulator: Emulator) -> np.ndarray:
    """Standard deviation of a published figure around what the emulator says of a true model."""
    return np.hypot(task.tolerance, emulator.press)


def noise_of(task: Task) -> np.ndarray:
    """Standard deviation of each target over single runs, from those with the declared numbers."""
    columns = [name for name in task.columns() if name != "point"]
    runs = pd.read_parquet(task.folder / "centre" / "runs.parquet", columns=columns)
    return np.array([measured(item, runs).error for item in task.targets]) * math.sqrt(task.options.centre)


def chosen(task: Task, emulator: Emulator, last: Wave, noise: np.ndarray) -> Members:
    """``members`` points of the last wave, each at most once.

    The points were drawn by the emulator; what the simulation itself says of them weighs them. Its few runs have
    ``noise`` (a standard deviation a target), so that a point is not taken for its luck.
    """
    real = posterior.log_likelihood(last.fitted, task.figures, np.hypot(task.tolerance, noise))
    drawn = posterior.log_likelihood(emulator.values(last.u), task.figures, spread(task, emulator))
    weights = np.exp(real - drawn - (real - drawn).max())
    rows = posterior.without_repeats(weights, task.options.members, task.options.seed)
    stands_for = weights[rows] / posterior.inclusion(weights, task.options.members)[rows]
    return Members(rows, stands_for / stands_for.sum(), real[rows], posterior.effective_size(weights))


def point_of(task: Task, emulator: Emulator, centre: np.ndarray) -> np.ndarray:
    """One set of numbers where only the free ones leave their declared values: the medoid of such draws.

    The draws are simulated, and drawn anew by an emulator of the free numbers alone, which is far better there.
    """

    def whole(free: np.ndarray) -> np.ndarray:
        u = np.tile(task.defaults, (len(free), 1))
        u[:, task.free] = free
        return u

    def draws(item: Emulator, of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        sd = spread(task, item)
        return posterior.sample(
            lambda free: item.values(of(free)), task.figures, sd, len(task.free), PARTICLES, task.options.seed
        )

    tried = draws(emulator, whole)[: max(NEAR, 2 * terms(len(task.free), len(task.free)))]
    seen = wave(task, -1, whole(tried), 1, centre)
    local = fit(list(range(len(task.free))), tried, seen.fitted)
    return medoid(whole(draws(local, lambda free: free)))


def medoid(draws: np.ndarray) -> np.ndarray:
    """Draw that is nearest to all others (first 1,000)."""
    some = draws[:1000]
    distance = np.sqrt(np.sum((some[:, None, :] - some[None, :, :]) ** 2, axis=2))
    return some[np.argmin(distance.sum(axis=1))]


def recovered(task: Task, emulator: Emulator, centre: np.ndarray) -> pd.DataFrame:
    """Simulate members whose numbers are known, and calibrate to what they show, to see if the numbers are found.

    The members agree with the figures as roughly as the points of the waves between do; that is what is known of them
    before, besides the plausible ranges. One row a member and free number: true value, 90 % range, all from 0 to 1.
    """
    options, sd = task.options, spread(task, emulator)
    if not options.recoveries:
        return pd.DataFrame()
    dimensions = len(task.numbers)
    u = posterior.sample(emulator.values, task.figures, WIDER * sd, dimensions, PARTICLES, options.seed + 7)
    u = u[: options.recoveries]
    shown = wave(task, 0, u, options.sure, centre).fitted
    shown += task.tolerance * np.random.default_rng([options.seed, 8]).standard_normal(shown.shape)
    known, new = 1.0 / (WIDER * sd) ** 2, 1.0 / sd**2
    rows = []
    for i, (truth, figures) in enumerate(zip(u, shown, strict=True)):
        both = (known * task.figures + new * figures) / (known + new)
        result = posterior.sample(
            emulator.values, both, np.sqrt(1.0 / (known + new)), dimensions, PARTICLES // 2, options.seed + i
        )
        low, middle, high = posterior.ranges_of(result[:, task.free])
        for j, column in enumerate(task.free):
            rows.append((i, list(task.numbers)[column], truth[column], low[j], middle[j], high[j]))
    table = pd.DataFrame(rows, columns=["member", "number", "true", "low", "median", "high"])
    table["covered"] = table["true"].between(table["low"], table["high"])
    return table
