"""What a conclusion depends on: the verdict of each prior sample, and the numbers that flip it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.drivers import LUCK, UNDECIDED, flips, verdict_on
from bygd.statistics.paired import THRESHOLDS, contrast, verdict
from bygd.statistics.sensitivity import indices
from bygd.statistics.sensitivity.discovery import (
    LEAST,
    THIRD,
    Box,
    Separation,
    Tilt,
    box_of,
    mean_over,
    separating,
    tilts,
)
from bygd.statistics.sensitivity.indices import Estimate
from bygd.statistics.sensitivity.responses import Answer, Counts, Design, Table, distribution_of
from sim.outcomes import OUTCOMES, Outcome

ESTIMATE = "estimate "  # in front of above or below: by the estimate of each sample, whatever its interval


class Conclusion(NamedTuple):
    """One verdict on one scenario and outcome: in which samples it holds, and what separates them from the others."""

    said: str
    holds: np.ndarray
    separations: list[Separation]
    box: Box | None


class Hanging(NamedTuple):
    """A number on which the effect depends: mean effect where it is low and where it is high, each with a verdict."""

    tilt: Tilt  # its column is that of the design
    low: str
    high: str

    @property
    def clear(self) -> bool:
        """Whether luck is no likely reason."""
        return self.tilt.p <= LUCK

    @property
    def flips(self) -> bool:
        """Whether the verdict is one where the number is low, and another where it is high."""
        return self.clear and flips(self.low, self.high)


class Judged(NamedTuple):
    """All samples' verdicts on one scenario and outcome."""

    answer: Answer  # differences in the samples
    verdicts: np.ndarray  # one a sample
    at_defaults: str
    columns: list[int]  # numbers that were looked at
    spread: tuple[float, float, float]  # mean difference, and the range of nine samples of ten without luck
    mean: Estimate  # over samples and seeds
    on_average: str  # verdict on that
    hangs_on: list[Hanging]  # all numbers, the clearest first
    conclusions: list[Conclusion]

    @property
    def told(self) -> Conclusion | None:
        """The first conclusion with a box that luck does not explain."""
        return next((item for item in self.conclusions if item.box is not None and item.box.p <= LUCK), None)

    def counts(self) -> dict[str, int]:
        """Samples by verdict, the most frequent first."""
        return pd.Series(self.verdicts).value_counts().to_dict()


def verdicts_of(outcome: Outcome, base: Counts, other: Counts) -> np.ndarray:
    """Verdict on the paired difference at each point."""
    rows = zip(base.n, base.of, other.n, other.of, strict=True)
    return np.array([verdict(outcome, contrast((a, b), (c, d), outcome.scale)) for a, b, c, d in rows], object)


def judged(answer: Answer, table: Table, design: Design, columns: list[int]) -> Judged:
    """Verdicts of all samples and what separates them; point 0 of ``table`` and ``answer`` are the default numbers."""
    key, y = answer.outcome.name, answer.y[1:]
    verdicts = verdicts_of(OUTCOMES[key], table[key, BASELINE], table[key, answer.scenario])
    default, verdicts = verdicts[0], verdicts[1:]
    x = design.unit[:, columns]
    results = [_conclusion(given, holds, x) for given, holds in _classes(answer.outcome, verdicts, y.mean(axis=1))]
    results.sort(key=lambda item: -item.holds.sum())
    drawn = indices.weights(*y.shape)
    mean = Estimate(*(part[0] for part in mean_over(np.ones((len(y), 1)), y, drawn)))
    hanging = [
        Hanging(item, verdict_on(answer.outcome, item.low), verdict_on(answer.outcome, item.high))
        for item in tilts(design.unit, y, drawn)
    ]
    on_average = verdict_on(answer.outcome, mean)
    samples = answer._replace(y=y)
    return Judged(samples, verdicts, default, columns, spread(y), mean, on_average, hanging, results)


def _classes(outcome: Outcome, verdicts: np.ndarray, means: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Samples of each verdict; where runs decide few samples, those whose estimate lies beyond the threshold."""
    results = [(given, verdicts == given) for given in sorted(set(verdicts) - set(UNDECIDED))]
    if sum(holds.sum() for _, holds in results) >= len(verdicts) / 2:
        return results
    least = THRESHOLDS.get(outcome.unit, 0.0)
    return [(f"{ESTIMATE}above", means > least), (f"{ESTIMATE}below", means < -least)]


def _conclusion(text: str, holds: np.ndarray, x: np.ndarray) -> Conclusion:
    rarer = holds if holds.mean() <= 0.5 else ~holds
    return Conclusion(text, holds, separating(x, holds), box_of(x, rarer))


def spread(y: np.ndarray) -> tuple[float, float, float]:
    """Mean over samples, and 5 and 95 % of them, drawn together to the variance that is not luck."""
    means = y.mean(axis=1)
    middle, variance = means.mean(), means.var(ddof=1)
    numbers = max(0.0, float(indices.between(y[:, None], np.ones(len(y)), np.ones(y.shape[1]))))
    shrunk = middle + (means - middle) * np.sqrt(numbers / variance if variance > 0 else 0.0)
    low, high = np.percentile(shrunk, [5, 95])
    return float(middle), float(low), float(high)


class Words:
    """Sentences about samples; ``design`` gives names, units and values."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.numbers = list(design.numbers.values())
        self.names = list(design.numbers)

    def value(self, column: int, unit: float) -> float:
        """Value of a number at a position in its range, or at a share of its distribution."""
        return float(distribution_of(self.numbers[column]).quantiles(np.array(unit)))

    def amount(self, column: int, unit: float) -> str:
        """The same with its unit."""
        kind = self.numbers[column].unit
        return f"{float(f'{self.value(column, unit):.2g}'):g}" + (
            "" if kind in {"share", "probability", "0-1"} else f" {kind}"
        )

    def headline(self, item: Judged) -> str:
        """What the effect is over all samples, and how they are divided."""
        counts = ", ".join(f"{given} in {many}" for given, many in item.counts().items())
        _, low, high = item.spread
        return (
            f"{item.answer.what}, {item.answer.outcome.label}: {interval(item.mean)} {unit_of(item.answer)} on average "
            f"over {len(item.verdicts)} prior samples: {item.on_average}. {low:+.1f} to {high:+.1f} in "
            f"nine samples of ten (no luck). Samples one by one: {counts}; at the default numbers: {item.at_defaults}."
        )

    def hangs_on(self, item: Judged) -> list[str]:
        """The numbers on which the effect depends, or that there is none."""
        clear = [result for result in item.hangs_on if result.clear]
        if not clear:
            return [f"It depends on no single number of {len(item.hangs_on)} that luck would not explain."]
        return [self.hanging(item, result) for result in clear[:5]]

    def hanging(self, item: Judged, result: Hanging) -> str:
        """One of these numbers."""
        at, unit = result.tilt.column, unit_of(item.answer)
        return (
            f"{'FLIPS' if result.flips else 'shifts'} with {self.names[at]} ({self.numbers[at].meaning}; grade "
            f"{self.numbers[at].grade}): {interval(result.tilt.low)} {unit} below {self.amount(at, THIRD)} "
            f"({result.low}), {interval(result.tilt.high)} above {self.amount(at, 1 - THIRD)} ({result.high}); "
            f"p = {result.tilt.p:.2g}"
        )

    def hanging_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome and number: the mean difference where the number is low, and where it is high."""
        return pd.DataFrame(
            [
                {
                    "outcome": item.answer.outcome.name,
                    "scenario": item.answer.scenario,
                    "on_average": item.on_average,
                    "number": self.names[at],
                    "grade": self.numbers[at].grade,
                    "p": result.tilt.p,
                    "flips": result.flips,
                    "below": self.value(at, THIRD),
                    **_ends("below", result.tilt.low, result.low),
                    "above": self.value(at, 1 - THIRD),
                    **_ends("above", result.tilt.high, result.high),
                }
                for item in all_judged
                for result in item.hangs_on
                for at in [result.tilt.column]
            ]
        )

    def sentence(self, item: Judged, conclusion: Conclusion) -> str:
        """Where a verdict holds, in words."""
        many, samples = int(conclusion.holds.sum()), len(conclusion.holds)
        claim = f"{_claim(item, conclusion.said)} in {many} of {samples} prior samples"
        box = conclusion.box
        if box is None:
            few = min(many, samples - many) < LEAST
            return f"{claim}; {'too few of one kind' if few else 'no box is clear enough'} to say where."
        if box.p > LUCK:
            return f"{claim}; where cannot be said: luck alone finds such a box in {100 * box.p:.0f} of 100 shuffles."
        where = " and ".join(self._side(item.columns[limit.column], limit.upper, limit.value) for limit in box.limits)
        start = "mostly where" if many <= samples / 2 else f"the other {box.wanted} are mostly where"
        outside = f"{box.wanted - box.hits} of {samples - box.inside} elsewhere"
        return f"{claim}; {start} {where} ({box.hits} of the {box.inside} samples there, {outside})."

    def _side(self, column: int, upper: bool, value: float) -> str:
        return f"{self.names[column]} is {'below' if upper else 'above'} {self.amount(column, value)}"

    def verdict_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome, verdict and number that was looked at."""
        return pd.DataFrame(
            [
                {
                    **_key(item, conclusion),
                    "at_defaults": item.at_defaults,
                    "number": self.names[item.columns[result.column]],
                    "index": "ks_distance",
                    "value": result.distance,
                    "p": result.p,
                    "where": self.value(item.columns[result.column], result.where),
                    "rather": "above" if result.above else "below",
                    "share_below": result.share_below,
                    "share_above": result.share_above,
                }
                for item in all_judged
                for conclusion in item.conclusions
                for result in conclusion.separations
            ]
        )

    def world_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome and verdict: how many samples; mean difference, and its spread without luck."""
        return pd.DataFrame(
            [
                {
                    "outcome": item.answer.outcome.name,
                    "scenario": item.answer.scenario,
                    "verdict": given,
                    "holds": many,
                    "samples": len(item.verdicts),
                    "at_defaults": item.at_defaults,
                    "on_average": item.on_average,
                    **dict(zip(("difference", "low", "high"), item.mean, strict=True)),
                    **dict(zip(("spread_low", "spread_high"), item.spread[1:], strict=True)),
                }
                for item in all_judged
                for given, many in item.counts().items()
            ]
        )

    def box_table(self, all_judged: list[Judged]) -> pd.DataFrame:
        """One row a scenario, outcome, verdict and number of its box: low and high of the box."""
        rows = []
        for item in all_judged:
            for conclusion in item.conclusions:
                box = conclusion.box
                if box is None:
                    continue
                for column in dict.fromkeys(limit.column for limit in box.limits):
                    at = item.columns[column]
                    low, high = self.numbers[at].plausible
                    ends = {limit.upper: self.value(at, limit.value) for limit in box.limits if limit.column == column}
                    rows.append(
                        {
                            **_key(item, conclusion),
                            "kind": "holds" if box.wanted == conclusion.holds.sum() else "fails",
                            "number": self.names[at],
                            "low": ends.get(False, low),
                            "high": ends.get(True, high),
                            "hits": box.hits,
                            "inside": box.inside,
                            "wanted": box.wanted,
                            "samples": box.samples,
                            "p": box.p,
                        }
                    )
        return pd.DataFrame(rows)


def unit_of(answer: Answer) -> str:
    """Unit of a difference or an effect."""
    return "points" if answer.outcome.unit == "%" else answer.outcome.unit


def interval(item: Estimate) -> str:
    """A difference with its interval."""
    return f"{item.value:+.1f} ({item.low:+.1f} to {item.high:+.1f})"


def _ends(side: str, item: Estimate, text: str) -> dict[str, object]:
    value, low, high = (float(part) for part in item)
    return {f"{side}_mean": value, f"{side}_low": low, f"{side}_high": high, f"{side}_verdict": text}


def _key(item: Judged, conclusion: Conclusion) -> dict[str, object]:
    return {"outcome": item.answer.outcome.name, "scenario": item.answer.scenario, "verdict": conclusion.said}


def _claim(item: Judged, text: str) -> str:
    """A verdict as a clause, with the least difference that counts."""
    unit = item.answer.outcome.unit
    least = {"%": "one point", "months": "half a month"}.get(unit, "")
    if text.startswith(ESTIMATE):
        beyond = (
            f"{'more' if 'above' in text else 'less'} than {'' if 'above' in text else 'minus '}{least or 'nothing'}"
        )
        return f"The difference is estimated at {beyond}"
    if text == "no relevant difference":
        return f"It changes nothing relevant (less than {least or 'nothing'})"
    return f"It is {text}" + (f" by more than {least}" if unit in THRESHOLDS else "")
