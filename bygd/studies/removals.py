"""The study of what is taken away one at a time, obstacles or mechanisms; and diaries of its first runs."""

from __future__ import annotations

import numpy as np

from bygd.scenarios import ensembles
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import MechanismsOptions, ObstaclesOptions
from bygd.scenarios.removals import MECHANISMS, OBSTACLES, mechanism_scenarios, obstacle_scenarios
from bygd.statistics.lives import Lives
from bygd.studies.executors import cores_of
from bygd.studies.lives import collect
from bygd.studies.study import Study


def removals_study(options: MechanismsOptions | ObstaclesOptions) -> Study:
    """The baseline (and each set of measures), and the same without each obstacle, or mechanism."""
    points = ensembles.members_of(options, options.ensemble)
    if isinstance(options, MechanismsOptions):
        program, scenarios = MECHANISMS, mechanism_scenarios(options)
    else:
        program, scenarios = OBSTACLES, obstacle_scenarios(options)
    return Study(program, options, scenarios, points, monthly=False, curves=False, in_turn=len(points) > 1)


def diaries_of(study: Study, runs: int) -> Lives:
    """Lives of everybody in the first runs of the baseline, with all that the diary records."""
    members, replicates = list(study.points.values()), np.arange(min(runs, study.replicates))
    scenarios = {BASELINE: study.scenarios[BASELINE]}
    return collect(scenarios, study.options.seed, replicates, cores_of(study.options), members)
