"""Which numbers are varied, over which ranges, at which points."""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase
from typing import NamedTuple

import numpy as np
from SALib.sample import sobol
from SALib.sample.morris import sample as trajectories
from scipy.stats import qmc

from experiments.options import InputError
from sim.parameters import Number, numbers
from sim.policy import FIXED_AT_START
from sim.processes import Parameters, Practice

LEVELS = 4  # of a Morris design


class Design(NamedTuple):
    """Points in 0 to 1 (points x numbers) of the numbers that are varied."""

    numbers: dict[str, Number]
    unit: np.ndarray

    def values(self) -> list[dict[str, float]]:
        """Values of the numbers at each point."""
        low, high = np.array([one.plausible for one in self.numbers.values()]).T
        names = list(self.numbers)
        return [dict(zip(names, map(float, row), strict=True)) for row in low + self.unit * (high - low)]


def varied(vary: list[str]) -> dict[str, Number]:
    """Numbers that globs name; without any, all but those fixed at the start and measures not in force.

    ``practice.x`` is the practice of all offices: by default those that describe an office as it works now.
    """
    known = numbers(Parameters())
    practice = {f"practice.{name}": one for name, one in numbers(Practice()).items()}
    if not vary:
        now = {name: one for name, one in practice.items() if one.default > 0}
        found = {name: one for name, one in known.items() if name not in FIXED_AT_START} | now
    else:
        everything = known | practice
        found = {}
        for glob in vary:
            fitting = {name: one for name, one in everything.items() if fnmatchcase(name, glob)}
            if not fitting:
                near = difflib.get_close_matches(glob, everything, n=1, cutoff=0.3)
                hint = f"; is {near[0]} meant?" if near else ";"
                raise InputError(
                    f"vary names {glob!r}, which fits no number{hint} python -m experiments.numbers lists them."
                )
            found |= fitting
    return {name: one for name, one in found.items() if one.plausible[0] < one.plausible[1]}


def _problem(names: dict[str, Number]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def morris(names: dict[str, Number], n: int, seed: int) -> Design:
    """``n`` trajectories (SALib)."""
    return Design(names, trajectories(_problem(names), n, num_levels=LEVELS, seed=seed))


def saltelli(names: dict[str, Number], n: int, seed: int) -> Design:
    """``n`` blocks of A, each AB and B (SALib; scrambled Sobol' sequence)."""
    return Design(names, sobol.sample(_problem(names), n, calc_second_order=False, seed=seed))


def worlds(names: dict[str, Number], n: int, seed: int) -> Design:
    """``n`` worlds spread over all ranges (Latin hypercube)."""
    return Design(names, qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(n))
