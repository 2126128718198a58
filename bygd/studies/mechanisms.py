"""The study of measures with all mechanisms of a setting, and without one at a time."""

from __future__ import annotations

from bygd.scenarios import ensembles
from bygd.scenarios.options import MechanismsOptions
from bygd.scenarios.removals import mechanism_scenarios
from bygd.studies.study import Study


def mechanisms_study(options: MechanismsOptions) -> Study:
    """The baseline and each set of measures; then each of them without one mechanism."""
    points = ensembles.members_of(options, options.ensemble)
    scenarios = mechanism_scenarios(options)
    return Study("mechanisms", options, scenarios, points, monthly=False, curves=False, in_turn=len(points) > 1)
