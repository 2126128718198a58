"""Enough runs: replicates are added in blocks until the answers are clear, or the budget is spent.

An outcome of a scenario is *decided* when the 99 % interval of its paired difference lies wholly beyond, or wholly
within, plus or minus the smallest difference that matters. It must be decided the same way at two looks in a row:
looking often would otherwise find by luck what is not there. The interval that is reported is the usual one of 95 %:
by simulation (``tests/library/test_stopping.py``) it covers the truth in 94 to 96 of 100 cases, and in 92 to 93 where
the effect lies just beyond the smallest that matters, because there luck decides when to stop. A fixed number of runs
has no such loss. Over ensemble members it takes at least two runs in each, so that how sure an answer is can be said; a
budget below that is refused.
"""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import TYPE_CHECKING

from bygd.errors import InputError
from bygd.statistics.comparison import contrast_of
from bygd.statistics.drivers import verdict_on
from bygd.statistics.paired import Contrast
from bygd.statistics.sureness import LEAST_RUNS
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

    from bygd.scenarios.options import CompareOptions

FIRST = 200  # runs before the first look
BLOCK = 100  # runs between two looks; later looks add about half of what is there
SURER = 2.576 / 1.96  # a 99 % interval over a 95 % one


@dataclasses.dataclass
class Enough:
    """Stopping rule: after each block, how many more runs; keeps what is undecided."""

    until: list[str]
    budget: int
    undecided: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse outcomes that do not exist."""
        for name in self.until:
            if name not in OUTCOMES:
                raise InputError(f"until names {name!r}, which is no outcome; comparison.csv of any study lists them.")

    @property
    def first(self) -> int:
        """Runs before the first look."""
        return min(FIRST, self.budget)

    def more(self, runs: dict[str, pd.DataFrame]) -> int:
        """Return how many more runs of each scenario (0: enough); ``runs``: rows of each scenario, same order."""
        n = len(runs["baseline"])
        now = {
            f"{name}.{key}": decided(key, contrast_of(runs["baseline"], frame, key))
            for name, frame in runs.items()
            if name != "baseline"
            for key in self.until
        }
        self.undecided = [item for item, result in now.items() if not result or self.before.get(item) != result]
        self.before = now
        block = max(BLOCK, n // (2 * BLOCK) * BLOCK)
        if not self.undecided:  # but chance is to be told apart from what differs between ensemble members
            members = runs["baseline"]["point"].nunique() if "point" in runs["baseline"] else 0
            block = max(0, LEAST_RUNS * members - n)
        return min(block, self.budget - n)

    def why(self, n: int) -> dict[str, object]:
        """What the report says of the number of runs."""
        return {"used": n, "reason": "budget" if self.undecided else "decided", "undecided": self.undecided}


def decided(key: str, result: Contrast) -> str:
    """Verdict by the 99 % interval; empty while undecided."""
    half = SURER * (result.high - result.difference)
    given = verdict_on(OUTCOMES[key], (result.difference, result.difference - half, result.difference + half))
    return "" if given == "undecided" else given


def refuse_few_runs(options: CompareOptions, members: int) -> None:
    """Refuse a budget of the stopping rule with which no answer could be said with words: two runs in each member."""
    least = LEAST_RUNS * members
    if members > 1 and not options.replicates and options.budget < least:
        raise InputError(
            f"budget is {options.budget}, but must be {least} or more: {LEAST_RUNS} runs in each of {members} ensemble "
            f"members, without which nobody can say how sure an answer is; for a quick look say "
            f"replicates={options.budget}."
        )
