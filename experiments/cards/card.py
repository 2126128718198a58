"""What a card is: a finding of the field note as a claim "A > B", what is compared, and how it is judged."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from bygd.statistics.paired import Contrast, contrast
from experiments.cards.measures import Measure
from experiments.cards.settings import Setting
from sim.policy import Words

Counts = tuple[np.ndarray, np.ndarray]
Measured = dict[tuple["Setting", "Measure"], Counts]
FINDINGS = {
    "holds": Words("holds", "holder"),
    "does not hold": Words("does not hold", "holder ikke"),
    "undecided": Words("undecided", "uavgjort"),
}
KINDS = {"emergent": Words("emergent", "følger av flere regler"), "by form": Words("by form", "følger av én formel")}


@dataclasses.dataclass(frozen=True)
class Quantity:
    """What is compared: its name, its unit in both languages, and what turns a ratio of counts into the unit."""

    name: Words
    unit: Words
    scale: float = 1.0


def percent(en: str, nb: str) -> Quantity:
    """Share in per cent."""
    return Quantity(Words(en, nb), Words("%", "%"), 100.0)


def points(en: str, nb: str) -> Quantity:
    """Difference of two shares in percentage points."""
    return Quantity(Words(en, nb), Words("points", "prosentpoeng"), 100.0)


@dataclasses.dataclass(frozen=True)
class Side:
    """One side of a claim: a quantity measured in a setting, perhaps less the same in another setting or group."""

    words: Words
    setting: Setting
    measure: Measure
    less: tuple[Setting, Measure] | None = None

    @property
    def asks(self) -> list[tuple[Setting, Measure]]:
        """What has to be simulated and counted."""
        return [(self.setting, self.measure), *([self.less] if self.less else [])]

    def counts(self, measured: Measured) -> Counts:
        """Counts by run; a difference of two ratios comes as one value a run."""
        n, of = measured[self.setting, self.measure]
        if self.less is None:
            return n, of
        return by_run(n, of) - by_run(*measured[self.less]), np.ones(len(n))


def by_run(n: np.ndarray, of: np.ndarray) -> np.ndarray:
    """What each run says of a ratio of sums: their mean is the ratio, their spread gives its interval."""
    if of.sum() <= 0:
        return np.full(len(n), math.nan)
    ratio = n.sum() / of.sum()
    return ratio + (n - ratio * of) / of.mean()


@dataclasses.dataclass(frozen=True)
class Claim:
    """A > B in one quantity. ``by_form`` names the formula of ``sim.rules`` that says it directly, if one does."""

    quantity: Quantity
    a: Side
    b: Side
    by_form: str = ""

    def judge(self, measured: Measured) -> Judged:
        """Set A beside B, run by run."""
        result = contrast(self.b.counts(measured), self.a.counts(measured), self.quantity.scale)
        return Judged(self, result, finding_of(result.low, result.high))


@dataclasses.dataclass(frozen=True)
class Judged:
    """A claim with what was measured (in ``found``, B is the baseline and A the scenario)."""

    claim: Claim
    found: Contrast
    finding: str

    @property
    def standardised(self) -> tuple[float, float, float]:
        """Difference, low and high in standard deviations of the difference in single runs."""
        spread = self.found.single / 1.96
        if not spread > 0:
            return math.nan, math.nan, math.nan
        return self.found.difference / spread, self.found.low / spread, self.found.high / spread


@dataclasses.dataclass(frozen=True)
class Card:
    """A finding of the field note as one or more claims that must all hold.

    ``lines`` of the note (or ids of evidence) say where it is from; ``if_not`` is what to think if it does not hold.
    """

    number: int
    title: Words
    lines: str
    claims: tuple[Claim, ...]
    if_not: Words

    @property
    def kind(self) -> str:
        """Emergent, unless one formula says each of its claims directly."""
        return "by form" if all(claim.by_form for claim in self.claims) else "emergent"

    def judge(self, measured: Measured) -> JudgedCard:
        """Judge all claims."""
        return JudgedCard(self, [claim.judge(measured) for claim in self.claims])


@dataclasses.dataclass(frozen=True)
class JudgedCard:
    """A card with what was measured."""

    card: Card
    claims: list[Judged]

    @property
    def finding(self) -> str:
        """All claims must hold; one on the wrong side is enough for "does not hold"."""
        return together([item.finding for item in self.claims])


def finding_of(low: float, high: float) -> str:
    """Judge A - B by its interval: right of zero, left of zero, or zero inside (or nothing observed)."""
    if low > 0:
        return "holds"
    return "does not hold" if high < 0 else "undecided"


def together(findings: list[str]) -> str:
    """Finding of several claims: the worst of them."""
    for worst in ("does not hold", "undecided"):
        if worst in findings:
            return worst
    return "holds"
