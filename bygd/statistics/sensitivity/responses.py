"""From counts of runs to ``y[point, seed]``: each outcome under the baseline, and the paired difference to it.

An outcome is a ratio of sums over runs. What each run adds to it is its pseudo-value (delta method, as in
``sim.outcomes``): the pseudo-values of a point have the ratio as their mean. The difference of two scenarios is taken
run by run, on common seeds.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.designs import acting, distributions, fitting, known, quantiles, stated, unit
from bygd.scenarios.distributions import Distribution
from bygd.scenarios.options import Common
from sim.outcomes import OUTCOMES, Outcome
from sim.parameters import Number, numbers
from sim.processes import Parameters

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5  # points or runs that a sentence lists


class Counts(NamedTuple):
    """One outcome of one scenario: points x seeds, ``n`` out of ``of``."""

    n: np.ndarray
    of: np.ndarray


class Answer(NamedTuple):
    """What indices are computed of: an outcome under ``scenario`` (``baseline``, or a difference to it)."""

    outcome: Outcome
    scenario: str
    y: np.ndarray  # points x seeds

    @property
    def difference(self) -> bool:
        """Whether this is a scenario less the baseline."""
        return self.scenario != BASELINE

    @property
    def what(self) -> str:
        """Words for titles."""
        name = self.scenario.replace("_", " ").replace("+", " + ")
        return f"{name} less baseline" if self.difference else "baseline"


Table = dict[tuple[str, str], Counts]  # by outcome and scenario


def counts_of(runs: pd.DataFrame, points: list[str], outcomes: list[str]) -> Table:
    """Counts of each outcome and scenario, in the order of ``points`` and seeds; refuses failed and lacking runs."""
    refuse_failed(runs)
    results: Table = {}
    for scenario, frame in runs.groupby("scenario", sort=False):
        for key in outcomes:
            n, of = (_square(frame, f"{key}_{part}", points) for part in ("n", "of"))
            results[key, str(scenario)] = Counts(n, of)
    for key in outcomes:
        _refuse_unobserved(key, results, points)
    return results


def refuse_failed(runs: pd.DataFrame) -> None:
    """Raise ``InputError`` if runs failed: without them the seeds are not the same at all points."""
    failed = runs[runs["failed"]]
    if len(failed):
        which = ", ".join(
            f"{row.scenario} at point {row.point} with replicate {row.replicate}" for row in failed[:SHOWN].itertuples()
        )
        raise InputError(
            f"{len(failed)} of {len(runs)} runs failed ({_listed(which, len(failed))}), so no index is computed; "
            "leave the number out that breaks the model (vary=…), or correct its plausible range."
        )


def _listed(which: str, many: int) -> str:
    return which + (f" and {many - SHOWN} more" if many > SHOWN else "")


def _square(frame: pd.DataFrame, column: str, points: list[str]) -> np.ndarray:
    wide = frame.pivot_table(index="point", columns="replicate", values=column, sort=True, dropna=False)
    return wide.reindex(points).to_numpy(float)


def _refuse_unobserved(key: str, result: Table, points: list[str]) -> None:
    """Refuse points where a value is not there or not a number: one of them makes every index wrong."""
    bad = set()
    for (outcome, _), counts in result.items():
        if outcome == key:
            lacking = ~(np.isfinite(counts.n) & np.isfinite(counts.of)).all(axis=1) | ~(counts.of.sum(axis=1) > 0)
            bad |= set(np.flatnonzero(lacking))
    if bad:
        which = ", ".join(points[at] for at in sorted(bad)[:SHOWN])
        raise InputError(
            f"{key} has no value at {len(bad)} of {len(points)} points ({_listed(which, len(bad))}): nobody was "
            "observed there; say other outcomes=…, more months or more replicates."
        )


def answers_of(table: Table, outcomes: list[str], scenarios: list[str]) -> list[Answer]:
    """Each outcome under the baseline, then each scenario's difference to it."""
    results = []
    for name in [BASELINE, *(item for item in scenarios if item != BASELINE)]:
        for key in outcomes:
            y = values_of(OUTCOMES[key], table[key, name])
            results.append(
                Answer(OUTCOMES[key], name, y - values_of(OUTCOMES[key], table[key, BASELINE]) * (name != BASELINE))
            )
    return results


def values_of(outcome: Outcome, counts: Counts) -> np.ndarray:
    """Pseudo-values of one outcome: points x seeds, in its unit."""
    n, of = counts
    value = n.sum(axis=1, keepdims=True) / of.sum(axis=1, keepdims=True)
    return outcome.scale * (value + (n - value * of) / of.mean(axis=1, keepdims=True))


# --- at which points --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn(Number):
    """A number with a distribution of its own; ``plausible`` are the least and the largest value that is drawn."""

    distribution: Distribution


def distribution_of(number: Number) -> Distribution:
    """How a number is drawn: uniform over its plausible range, where nothing else is said."""
    if isinstance(number, Drawn):
        return number.distribution
    return Distribution("uniform", number.plausible, number.allowed)


def drawn_by(number: Number, distribution: Distribution) -> Number:
    """Return the number with this distribution in place of its plausible range."""
    if distribution.family == "uniform":
        return replace(number, plausible=distribution.ends)
    about = {item.name: getattr(number, item.name) for item in fields(Number)}
    return Drawn(**{**about, "plausible": distribution.ends}, distribution=distribution)


class Design(NamedTuple):
    """Points in 0 to 1 (points x numbers) of the numbers that are varied: shares of the distribution of each."""

    numbers: dict[str, Number]
    unit: np.ndarray

    def values(self) -> list[dict[str, float]]:
        """Values of the numbers at each point."""
        return quantiles({name: distribution_of(item) for name, item in self.numbers.items()}, self.unit)


def varied(vary: Any, options: Common) -> dict[str, Number]:
    """Numbers that ``vary`` names; without it, all that act in a run of ``options``, but measures not in force.

    A range or distribution that it says, as in a sweep (``name:low:high``, ``name:normal:mean:sd``), takes the place of
    the plausible range.

    ``practice.x`` is the practice of all offices: by default those that describe an office as it works now.
    """
    if vary:
        every = known()
        results = {name: drawn_by(every[name], item) for name, item in distributions(stated(vary)).items()}
    else:
        practice = fitting("practice.*")
        now = {name: item for name, item in practice.items() if item.default > 0}
        results = acting(numbers(Parameters()) | now, options)
    return {name: item for name, item in results.items() if item.plausible[0] < item.plausible[1]}


def drawn(design: str, names: dict[str, Number], n: int, seed: int) -> Design:
    """Points of ``morris`` (``n`` trajectories), ``saltelli`` (blocks of A, each AB and B) or ``lhs`` (samples)."""
    if design == "morris":
        names = {name: drawn_by(item, distribution_of(item).at_morris()) for name, item in names.items()}
    return Design(names, unit(design, len(names), n, seed))
