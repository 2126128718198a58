"""Which numbers are varied, over which ranges, at which points."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bygd.scenarios.designs import fitting, unit
from sim.parameters import Number, numbers
from sim.processes import Parameters


class Design(NamedTuple):
    """Points in 0 to 1 (points x numbers) of the numbers that are varied."""

    numbers: dict[str, Number]
    unit: np.ndarray

    def values(self) -> list[dict[str, float]]:
        """Values of the numbers at each point."""
        low, high = np.array([item.plausible for item in self.numbers.values()]).T
        names = list(self.numbers)
        return [dict(zip(names, map(float, row), strict=True)) for row in low + self.unit * (high - low)]


def varied(vary: list[str]) -> dict[str, Number]:
    """Numbers that globs name; without any, all but measures not in force.

    ``practice.x`` is the practice of all offices: by default those that describe an office as it works now.
    """
    if vary:
        results = {name: item for glob in vary for name, item in fitting(glob).items()}
    else:
        practice = fitting("practice.*")
        now = {name: item for name, item in practice.items() if item.default > 0}
        results = numbers(Parameters()) | now
    return {name: item for name, item in results.items() if item.plausible[0] < item.plausible[1]}


def drawn(design: str, names: dict[str, Number], n: int, seed: int) -> Design:
    """Points of ``morris`` (``n`` trajectories), ``saltelli`` (blocks of A, each AB and B) or ``lhs`` (samples)."""
    return Design(names, unit(design, len(names), n, seed))
