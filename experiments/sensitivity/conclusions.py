"""What a conclusion depends on: the verdict of each plausible world, and the numbers that flip it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.sensitivity import indices
from experiments.sensitivity.answers import BASELINE, Answer, Counts, Table
from experiments.sensitivity.design import Design
from experiments.sensitivity.worlds import Box, Separation, box_of, separating
from sim.outcomes import OUTCOMES, THRESHOLDS, Outcome, contrast, verdict

LUCK = 0.05  # a box or a number that luck finds more often than this is not told
UNDECIDED = ("undecided", "not observed")


class Conclusion(NamedTuple):
    """One verdict on one scenario and outcome: in which worlds it holds, and what separates them from the others."""

    said: str
    holds: np.ndarray
    separations: list[Separation]
    box: Box | None


class Judged(NamedTuple):
    """All worlds' verdicts on one scenario and outcome."""

    answer: Answer  # differences in the worlds
    verdicts: np.ndarray  # one a world
    at_defaults: str
    columns: list[int]  # numbers that were looked at
    spread: tuple[float, float, float]  # mean difference, and the range of nine worlds of ten without luck
    conclusions: list[Conclusion]

    def counts(self) -> dict[str, int]:
        """Worlds by verdict, the most frequent first."""
        return pd.Series(self.verdicts).value_counts().to_dict()


def verdicts_of(outcome: Outcome, base: Counts, other: Counts) -> np.ndarray:
    """Verdict on the paired difference at each point."""
    rows = zip(base.n, base.of, other.n, other.of, strict=True)
    return np.array([verdict(outcome, contrast((a, b), (c, d), outcome.scale)) for a, b, c, d in rows], object)


def judged(answer: Answer, table: Table, design: Design, columns: list[int]) -> Judged:
    """Verdicts of all worlds and what separates them; point 0 of ``table`` and ``answer`` are the default numbers."""
    key = answer.outcome.name
    verdicts = verdicts_of(OUTCOMES[key], table[key, BASELINE], table[key, answer.scenario])
    default, verdicts = verdicts[0], verdicts[1:]
    x = design.unit[:, columns]
    found = []
    for said in dict.fromkeys(sorted(set(verdicts) - set(UNDECIDED))):
        holds = verdicts == said
        rarer = holds if holds.mean() <= 0.5 else ~holds
        found.append(Conclusion(said, holds, separating(x, holds), box_of(x, rarer)))
    found.sort(key=lambda one: -one.holds.sum())
    worlds = answer._replace(y=answer.y[1:])
    return Judged(worlds, verdicts, default, columns, spread(worlds.y), found)


def spread(y: np.ndarray) -> tuple[float, float, float]:
    """Mean over worlds, and 5 and 95 % of them, drawn together to the variance that is not luck."""
    means = y.mean(axis=1)
    middle, variance = means.mean(), means.var(ddof=1)
    numbers = max(0.0, float(indices.between(y[:, None], np.ones(len(y)), np.ones(y.shape[1]))))
    shrunk = middle + (means - middle) * np.sqrt(numbers / variance if variance > 0 else 0.0)
    low, high = np.percentile(shrunk, [5, 95])
    return float(middle), float(low), float(high)


class Words:
    """Sentences about worlds; ``design`` gives names, units and values."""

    def __init__(self, design: Design) -> None:
        self.numbers = list(design.numbers.values())
        self.names = list(design.numbers)

    def value(self, column: int, unit: float) -> float:
        """Value of a number at a place in its range."""
        low, high = self.numbers[column].plausible
        return low + unit * (high - low)

    def amount(self, column: int, unit: float) -> str:
        """The same with its unit."""
        kind = self.numbers[column].unit
        return f"{self.value(column, unit):.2g}" + ("" if kind in {"share", "probability", "0-1"} else f" {kind}")

    def headline(self, one: Judged) -> str:
        """How the worlds are divided."""
        counts = ", ".join(f"{said} in {many}" for said, many in one.counts().items())
        middle, low, high = one.spread
        unit = "points" if one.answer.outcome.unit == "%" else one.answer.outcome.unit
        return (
            f"{one.answer.what}, {one.answer.outcome.label}: of {len(one.verdicts)} plausible worlds {counts}. "
            f"Difference {middle:+.1f} {unit} on average, {low:+.1f} to {high:+.1f} in nine worlds of ten (no luck); "
            f"verdict at the default numbers: {one.at_defaults}."
        )

    def sentence(self, one: Judged, conclusion: Conclusion) -> str:
        """Where a verdict holds, in words."""
        many, worlds = int(conclusion.holds.sum()), len(conclusion.holds)
        claim = f"{_claim(one, conclusion.said)} in {many} of {worlds} plausible worlds"
        box = conclusion.box
        if box is None:
            return f"{claim}; too few of one kind to say where."
        if box.p > LUCK:
            return f"{claim}; where cannot be said: luck alone finds such a box in {100 * box.p:.0f} of 100 shuffles."
        where = " and ".join(self._side(one.columns[limit.column], limit.upper, limit.value) for limit in box.limits)
        start = "mostly where" if many <= worlds / 2 else f"the other {box.wanted} are mostly where"
        outside = f"{box.wanted - box.hits} of {worlds - box.inside} elsewhere"
        return f"{claim}; {start} {where} ({box.hits} of the {box.inside} worlds there, {outside})."

    def _side(self, column: int, upper: bool, value: float) -> str:
        return f"{self.names[column]} is {'below' if upper else 'above'} {self.amount(column, value)}"

    def flips(self, one: Judged, conclusion: Conclusion) -> str:
        """The numbers that separate the worlds more than luck would."""
        clear = [found for found in conclusion.separations if found.p <= LUCK]
        if not clear:
            many = len(conclusion.separations)
            return f"No single number of {many} separates them more than luck would." if many else ""
        return "It hangs on " + "; ".join(
            f"{self.names[one.columns[found.column]]} (holds in {100 * found.share_below:.0f} % of the worlds up to "
            f"{self.amount(one.columns[found.column], found.where)}, {100 * found.share_above:.0f} % above; "
            f"p = {found.p:.2g})"
            for found in clear[:5]
        )

    def verdict_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome, verdict and number that was looked at."""
        return pd.DataFrame(
            [
                {
                    **_key(one, conclusion),
                    "at_defaults": one.at_defaults,
                    "number": self.names[one.columns[found.column]],
                    "index": "ks_distance",
                    "value": found.distance,
                    "p": found.p,
                    "where": self.value(one.columns[found.column], found.where),
                    "rather": "above" if found.above else "below",
                    "share_below": found.share_below,
                    "share_above": found.share_above,
                }
                for one in all_judged
                for conclusion in one.conclusions
                for found in conclusion.separations
            ]
        )

    def world_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome and verdict: how many worlds, and the spread of the difference over worlds."""
        return pd.DataFrame(
            [
                {
                    "outcome": one.answer.outcome.name,
                    "scenario": one.answer.scenario,
                    "verdict": said,
                    "holds": many,
                    "worlds": len(one.verdicts),
                    "at_defaults": one.at_defaults,
                    **dict(zip(("difference", "low", "high"), one.spread, strict=True)),
                }
                for one in all_judged
                for said, many in one.counts().items()
            ]
        )

    def box_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome, verdict and number of its box: low and high of the box."""
        rows = []
        for one in all_judged:
            for conclusion in one.conclusions:
                box = conclusion.box
                if box is None:
                    continue
                for column in dict.fromkeys(limit.column for limit in box.limits):
                    at = one.columns[column]
                    low, high = self.numbers[at].plausible
                    ends = {limit.upper: self.value(at, limit.value) for limit in box.limits if limit.column == column}
                    rows.append(
                        {
                            **_key(one, conclusion),
                            "kind": "holds" if box.wanted == conclusion.holds.sum() else "fails",
                            "number": self.names[at],
                            "low": ends.get(False, low),
                            "high": ends.get(True, high),
                            "hits": box.hits,
                            "inside": box.inside,
                            "wanted": box.wanted,
                            "worlds": box.worlds,
                            "p": box.p,
                        }
                    )
        return pd.DataFrame(rows)


def _key(one: Judged, conclusion: Conclusion) -> dict[str, object]:
    return {"outcome": one.answer.outcome.name, "scenario": one.answer.scenario, "verdict": conclusion.said}


def _claim(one: Judged, said: str) -> str:
    """A verdict as a clause, with the least difference that counts."""
    unit = one.answer.outcome.unit
    least = {"%": "one point", "months": "half a month"}.get(unit, "")
    if said == "no relevant difference":
        return f"It changes nothing relevant (less than {least or 'nothing'})"
    return f"It is {said}" + (f" by more than {least}" if unit in THRESHOLDS else "")
