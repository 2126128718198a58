"""What the brief tells of a comparison: scenarios with both outcomes, what the study says, which is best, its costs."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from bygd.statistics.comparison import PAYERS
from bygd.statistics.sureness import Sureness
from experiments.display.kroner import who_pays
from experiments.report.comparison.data import Effect, Scenario
from experiments.report.comparison.story import Story

LEANS = {"virtually_certain", "very_likely", "likely"}


@dataclasses.dataclass(frozen=True)
class Told:
    """A scenario of the brief: its effects on both outcomes, and how sure these are."""

    scenario: Scenario
    title: str
    effects: dict[str, Effect]
    sure: dict[str, Sureness]

    def leans(self, side: str, outcome: str = "") -> bool:
        """Whether it is likely or more ``better`` (or ``worse``) in an outcome (default: in either of both)."""
        some = [self.sure[outcome]] if outcome else list(self.sure.values())
        return any(item.level in LEANS and item.side == side and item.tone != "small" for item in some)

    @property
    def gains(self) -> bool:
        """Whether it leans to the better in one outcome and to the worse in none."""
        return self.leans("better") and not self.leans("worse")

    @property
    def harms(self) -> bool:
        """Whether it leans to the worse in one outcome and to the better in none."""
        return self.leans("worse") and not self.leans("better")


def told_of(story: Story) -> list[Told]:
    """All scenarios of a study, in its order."""
    study = story.study
    result = []
    for item in study.scenarios:
        effects = {outcome: study.effect(item.name, outcome) for outcome in story.both}
        title = story.words("brief.quoted", title=story.title(item))
        result.append(Told(item, title, effects, {outcome: effect.sure for outcome, effect in effects.items()}))
    return result


def answer_of(told: list[Told]) -> str:
    """What the study says: ``gain``, ``harm`` (all of them), ``small``, ``open``, ``provisional``, ``not_observed``."""
    sure = [item for each in told for item in each.sure.values()]
    seen = [item for item in sure if item.provisional != "not_observed"]
    if not seen:
        return "not_observed"
    if any(item.provisional for item in seen):
        return "provisional"
    if any(item.gains for item in told):
        return "gain"
    if all(item.harms for item in told):
        return "harm"
    return "small" if all(item.tone == "small" for item in seen) else "open"


def best_of(told: list[Told], outcome: str) -> Told:
    """The scenario with the largest mean effect on an outcome; of those that lean to the better, if there are any."""
    some = [item for item in told if item.gains and item.leans("better", outcome)]
    some = some or [item for item in told if item.gains] or told
    return max(some, key=lambda item: or_least(item.effects[outcome].found.difference))


def or_least(value: float) -> float:
    """A value, or less than any where it is not known."""
    return value if math.isfinite(value) else -math.inf


# --- what it takes ----------------------------------------------------------------------------------------------------


def extra_kroner(story: Story, name: str) -> dict[str, float]:
    """What each payer pays more a year in a scenario, in thousand kroner."""
    known = [payer for payer in PAYERS if story.study.has(f"kr_{payer}")]
    return {payer: story.study.effect(name, f"kr_{payer}").found.difference for payer in known}


def kroner(story: Story, extra: Mapping[str, float], key: str = "brief.pays") -> list[str]:
    """What each payer pays more or less a year; nothing of who hardly does."""
    return who_pays(story.words, {payer: 1000.0 * value for payer, value in extra.items()}, key)


def hours(story: Story, name: str) -> tuple[float, float]:
    """Adviser hours a year: asked for, there."""
    if not story.study.has("hours_asked", "hours_had"):
        return math.nan, math.nan
    return story.study.level(name, "hours_asked").value, story.study.level(name, "hours_had").value


def costs(story: Story, name: str) -> str:
    """Kroner and hours of a scenario in a sentence."""
    return costs_text(story, extra_kroner(story, name), *hours(story, name))


def costs_text(story: Story, extra: Mapping[str, float], asked: float, had: float) -> str:
    """Kroner and hours in a sentence; of hours nothing where they are not known."""
    words = story.words
    lines = [line[:1].lower() + line[1:] for line in kroner(story, extra, "brief.pays_inside")]
    text = words("brief.costs", kroner=words.listing(lines)) if lines else words("brief.costs_none")
    if math.isfinite(asked):
        text = words("brief.hours", costs=text, asked=words.rounded(asked), had=words.rounded(had))
    return f"{text}."
