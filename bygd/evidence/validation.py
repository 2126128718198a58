"""What is simulated to be held against published figures."""

from __future__ import annotations

from collections.abc import Sequence

from bygd.evidence.options import FiguresOptions
from bygd.evidence.targets import Target, scenarios_of
from bygd.scenarios import ensembles
from bygd.studies.study import Study


def figures_study(
    options: FiguresOptions, name: str, targets: Sequence[Target], members: dict[str, dict[str, float]] | None = None
) -> Study:
    """One municipality, by its ``name``, in which targets are measured, and there each trial of which one is.

    ``members``: instead of those of the option ``ensemble``.
    """
    points = ensembles.members_of(options, options.ensemble) if members is None else members
    scenarios = scenarios_of(options, name, targets)
    return Study("validate", options, scenarios, points, monthly=False, curves=False, in_turn=len(points) > 1)
