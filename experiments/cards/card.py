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
WITHOUT = {  # by whether a card holds in the model, and in the null model
    (True, True): Words("holds without relations too", "holder også uten relasjoner"),
    (True, False): Words("holds only with relations", "holder bare med relasjoner"),
    (False, True): Words("holds only without relations", "holder bare uten relasjoner"),
    (False, False): Words("holds neither with nor without relations", "holder verken med eller uten relasjoner"),
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

    def without_relations(self) -> Side:
        """Return the same side in the null model."""
        less = (self.less[0].without_relations(), self.less[1]) if self.less else None
        return dataclasses.replace(self, setting=self.setting.without_relations(), less=less)


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

    @property
    def asks(self) -> list[tuple[Setting, Measure]]:
        """What has to be simulated and counted."""
        return [*self.a.asks, *self.b.asks]

    def without_relations(self) -> Claim:
        """Return the same claim about the null model."""
        return dataclasses.replace(self, a=self.a.without_relations(), b=self.b.without_relations())

    def judge(self, measured: Measured) -> Judged:
        """Set A beside B, run by run; in the null model too, if that was simulated."""
        result = contrast(self.b.counts(measured), self.a.counts(measured), self.quantity.scale)
        finding = finding_of(result.low, result.high)
        null = self.without_relations()
        if null.asks == self.asks or not set(null.asks) <= set(measured):
            return Judged(self, result, finding)
        ones = np.ones(result.replicates)
        of_relations = contrast(
            (null.difference(measured), ones), (self.difference(measured), ones), self.quantity.scale
        )
        return Judged(self, result, finding, null.judge(measured), of_relations)

    def difference(self, measured: Measured) -> np.ndarray:
        """What each run says of A - B."""
        return by_run(*self.a.counts(measured)) - by_run(*self.b.counts(measured))


@dataclasses.dataclass(frozen=True)
class Judged:
    """A claim with what was measured (in ``found``, B is the baseline and A the scenario).

    ``null`` is the same claim judged in the null model without relations, and ``of_relations`` what relations add to
    A - B: its baseline is the null model, its scenario the model, run by run.
    """

    claim: Claim
    found: Contrast
    finding: str
    null: Judged | None = None
    of_relations: Contrast | None = None

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

    @property
    def null_finding(self) -> str:
        """The same in the null model; empty if that was not simulated."""
        found = [item.null.finding for item in self.claims if item.null]
        return together(found) if found else ""

    @property
    def without(self) -> Words | None:
        """What the null model says of the card."""
        return WITHOUT[self.finding == "holds", self.null_finding == "holds"] if self.null_finding else None


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
