"""What all sections share: a study told in a language, with names of scenarios and sentences about effects."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from bygd.scenarios.settings import months_of
from bygd.statistics.paired import Contrast, Ratio
from experiments.display.sheet import Interval
from experiments.display.sureness import sentence, short
from experiments.display.words import MANY, Words, capital
from experiments.report.blocks import Item, Table
from experiments.report.comparison.data import Comparison, Effect, Scenario


@dataclasses.dataclass
class Story:
    """A study and a language."""

    study: Comparison
    words: Words

    @property
    def both(self) -> tuple[str, str]:
        """Outcomes that are told first: work, and who still lives there."""
        return self.study.headline.both

    @property
    def spans(self) -> dict[str, str]:
        """How long after settlement both are counted, in words and in months, for texts that say so."""
        (work, stay), words = self.both, self.words
        texts = {"years": words.years(work), "m": str(months_of(work)), "stay_years": words.years(stay)}
        return texts | {"stay_number": texts["stay_years"].partition(" ")[0]}

    # --- names -----------------------------------------------------------------------------------------------

    def measure(self, part: str) -> str:
        """Title of a part of a scenario."""
        return self.words.measure(part, self.study.options.policies)

    def title(self, scenario: Scenario) -> str:
        """Letter and measures of a scenario; of many measures the first and how many more."""
        if len(scenario.parts) <= MANY:
            return self.full_title(scenario)
        title = self.words.shortened(scenario.name, self.study.options.policies)
        return self.words("scenario", letter=scenario.letter, title=title)

    def full_title(self, scenario: Scenario) -> str:
        """Letter and all measures of a scenario."""
        title = self.words.scenario(scenario.name, self.study.options.policies)
        return self.words("scenario", letter=scenario.letter, title=title)

    def label(self, scenario: Scenario) -> str:
        """Title of a scenario, cut to what a drawing has room for."""
        return self.words.label(scenario.letter, scenario.name, self.study.options.policies)

    # --- sentences ---------------------------------------------------------------------------------------------

    def sentence(self, outcome: str, effect: Effect, *, evidence: bool = False) -> str:
        """An effect in natural frequencies, and how sure it is; with the evidence behind the measures if wanted."""
        unit = "people" if effect.in_people else "months"
        result, words = effect.found, self.words
        sure = sentence(words, effect.sure, evidence=evidence)
        if effect.tone == "not_observed":
            return sure
        item = effect.in_people and abs(round(result.difference)) == 1
        change = words(f"outcome.{outcome}.{'one' if item else 'many'}", more=words.more(result.difference, unit))
        if math.isnan(result.low):
            return words("finding.alone", change=change, sure=sure)
        return words("finding.span", change=change, span=words.span(result.low, result.high, unit), sure=sure)

    def item(self, scenario: Scenario, effect: Effect, lines: list[str]) -> Item:
        """A point about a scenario, marked with how sure an effect is."""
        return Item(self.title(scenario), lines, effect.tone, capital(short(self.words, effect.sure)))

    def table(self, caption: str, what: str, rows: list[list[str]]) -> Table:
        """A table of what is without the measures and with each scenario; ``rows``: label, without, scenarios."""
        titles = [self.title(item) for item in self.study.scenarios]
        return Table(caption, [what, self.words("without_measures"), *titles], rows)

    def value(self, result: Ratio, decimals: int = 0) -> str:
        """A level in figures; a dash where nobody was observed."""
        return self.words.number(result.value, decimals)

    def points(self, result: Contrast, decimals: int = 1) -> dict[str, str]:
        """Difference and its interval, written with signs."""
        return {
            "difference": self.words.number(result.difference, decimals, sign=True),
            "interval": self.words.interval(result.low, result.high, decimals),
        }


def interval(result: Contrast | Ratio) -> Interval:
    """What a chart draws of a difference or of a level."""
    value = result.difference if isinstance(result, Contrast) else result.value
    return value, result.low, result.high


def any_seen(values: Sequence[float]) -> bool:
    """Whether there is anything to draw."""
    return any(math.isfinite(value) for value in values)
