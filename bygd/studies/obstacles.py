"""The study of obstacles taken away one at a time, and diaries of its first runs."""

from __future__ import annotations

import numpy as np

from bygd.scenarios import ensembles
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import ObstaclesOptions
from bygd.scenarios.removals import obstacle_scenarios
from bygd.statistics.lives import Lives
from bygd.studies.executors import cores_of
from bygd.studies.lives import collect
from bygd.studies.study import Study


def obstacles_study(options: ObstaclesOptions) -> Study:
    """The baseline, and the same without each obstacle."""
    points = ensembles.members_of(options, options.ensemble)
    scenarios = obstacle_scenarios(options)
    return Study("obstacles", options, scenarios, points, monthly=False, curves=False, in_turn=len(points) > 1)


def diaries_of(study: Study, runs: int) -> Lives:
    """Lives of everybody in the first runs of the baseline, with all that the diary records."""
    members, replicates = list(study.points.values()), np.arange(min(runs, study.replicates))
    scenarios = {BASELINE: study.scenarios[BASELINE]}
    return collect(scenarios, study.options.seed, replicates, cores_of(study.options), members)
