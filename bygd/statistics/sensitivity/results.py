"""Indices of one answer with everything that is shown of them: table, order, convergence."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.statistics.sensitivity import indices
from bygd.statistics.sensitivity.indices import Estimate
from bygd.statistics.sensitivity.responses import Answer, Design

TOP = 15  # numbers in a picture, and in the rule for enough runs
WIDE = 0.25  # widest interval that is good enough, as a share of the largest index
TRACE_DRAWS = 100
LEAST_BLOCKS = 3
WORDS = {"morris": ("mu_star", "trajectories"), "sobol": ("total", "blocks")}


class Trace(NamedTuple):
    """The main index with growing ``n``, and from where on there are enough runs."""

    n: np.ndarray
    value: np.ndarray  # n x numbers
    low: np.ndarray
    high: np.ndarray
    enough: int  # n from which on all shown intervals are narrow enough
    reached: bool  # else ``enough`` is a guess


@dataclasses.dataclass
class Result:
    """Indices of one answer; ``order``: numbers (columns of the design), the strongest first."""

    answer: Answer
    method: str
    names: list[str]
    by_index: dict[str, Estimate]
    seen: bool
    trace: Trace | None

    @property
    def main(self) -> Estimate:
        """Index that ranks."""
        return self.by_index[WORDS[self.method][0]]

    @property
    def order(self) -> np.ndarray:
        """Numbers by the main index, the strongest first."""
        return np.argsort(-self.main.value, kind="stable")

    def table(self) -> pd.DataFrame:
        """One row a number and index."""
        frames = [
            pd.DataFrame(
                {
                    "outcome": self.answer.outcome.name,
                    "scenario": self.answer.scenario,
                    "number": self.names,
                    "index": index,
                    "value": outcome_found.value,
                    "low": outcome_found.low,
                    "high": outcome_found.high,
                }
            )
            for index, outcome_found in self.by_index.items()
        ]
        return pd.concat(frames, ignore_index=True)


def result(method: str, answer: Answer, design: Design) -> Result:
    """Compute the indices of one answer by ``morris`` or ``sobol``, and how they converged."""
    blocks = _blocks(method, answer.y, design)
    by_index, seen = _indices(method, blocks, indices.DRAWS)
    trace = _trace(method, blocks, by_index[WORDS[method][0]]) if seen else None
    return Result(answer, method, list(design.numbers), by_index, seen, trace)


def _blocks(method: str, y: np.ndarray, design: Design) -> np.ndarray:
    """What is drawn from as a whole: effects of a trajectory, or a block of A, AB, B."""
    if method == "morris":
        return indices.elementary(design.unit, y)
    return y.reshape(-1, len(design.numbers) + 2, y.shape[1])


def _indices(method: str, blocks: np.ndarray, draws: int) -> tuple[dict[str, Estimate], bool]:
    drawn = indices.weights(len(blocks), blocks.shape[2], draws)
    if method == "sobol":
        outcome_found = indices.sobol(blocks, drawn)
        return {"total": outcome_found.total, "first": outcome_found.first}, outcome_found.seen
    effects = indices.morris(blocks, drawn)
    raw = Estimate(effects.raw, *np.full((2, len(effects.raw)), np.nan))
    main = {"mu_star": effects.mu_star, "mu": effects.mu, "sigma": effects.sigma, "mu_star_with_luck": raw}
    return main, bool(effects.mu_star.value.max() > 0)


def _trace(method: str, blocks: np.ndarray, main: Estimate) -> Trace | None:
    """Main index at growing numbers of blocks; ``None`` with fewer than two sizes."""
    sizes = _sizes(method, len(blocks))
    if len(sizes) < 2:
        return None
    outcome_found = [_indices(method, blocks[:n], TRACE_DRAWS)[0][WORDS[method][0]] for n in sizes[:-1]] + [main]
    value, low, high = (np.array([getattr(item, part) for item in outcome_found]) for part in Estimate._fields)
    shown = np.argsort(-main.value)[:TOP]
    width = (high - low)[:, shown].max(axis=1)
    limit = WIDE * main.value[shown].max()
    return Trace(sizes, value, low, high, *indices.needed(sizes, width, limit))


def _sizes(method: str, n: int) -> np.ndarray:
    """Prefixes of a design: every few trajectories; powers of two of a Sobol' sequence."""
    if method == "sobol":
        halves = [n // 2**k for k in range(5) if n % 2**k == 0 and n // 2**k >= 2 * LEAST_BLOCKS]
        return np.array(halves[::-1])
    return np.unique(np.linspace(LEAST_BLOCKS, n, min(6, max(1, n - LEAST_BLOCKS + 1))).round().astype(int))


def strongest(results: list[Result], k: int) -> list[str]:
    """The ``k`` numbers with the largest index relative to the largest of an answer, over all answers."""
    relative = [item.main.value / item.main.value.max() for item in results if item.seen and item.main.value.max() > 0]
    if not relative:
        return []
    order = np.argsort(-np.max(relative, axis=0), kind="stable")
    return [results[0].names[at] for at in order[:k]]
