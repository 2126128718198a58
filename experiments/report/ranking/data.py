"""What a folder of ``experiments.rank`` says, in a language: names of measures, effects, tables by outcome."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.catalogue import parts_of
from bygd.scenarios.options import RankOptions
from bygd.statistics.combinations.tables import more_is_better
from bygd.statistics.comparison import sure_of
from bygd.statistics.sureness import Sureness, evidence_of
from bygd.studies.files import provenance_of
from bygd.studies.folder import options_of
from experiments.display.sheet import Interval
from experiments.display.style import legible
from experiments.display.words import Words
from sim.policy import Policy

TABLES = ("combinations", "shapley", "frontier")
OF_ALL = ("interactions", "order")  # only where all combinations were simulated
AS_TEXT = {"combination": str, "as_good": str, "says": str}
LONGEST = 54  # letters of a label that a drawing has room for
NAMED = 3  # measures of a combination that a sentence has room for
VALUE = ("value", "low", "high")
EFFECT = ("effect", "low", "high")
CHANCE = ("value", "chance_low", "chance_high")


@dataclasses.dataclass
class Ranking:
    """A finished folder of ``experiments.rank``, told in a language. Measures are numbered from 1."""

    options: RankOptions
    paper: dict[str, Any]
    said: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    words: Words

    @property
    def k(self) -> int:
        """Number of measures."""
        return len(self.said["measures"])

    @property
    def members(self) -> int:
        """Ensemble members that the runs are in; 1: all have the same numbers of the model."""
        return int(self.said["members"])

    @property
    def told_apart(self) -> bool:
        """Whether members and chance can be told apart."""
        return bool(self.said["told_apart"])

    @property
    def numbers(self) -> range:
        """Numbers of the measures."""
        return range(1, self.k + 1)

    @property
    def policies(self) -> list[list[Policy]]:
        """What each measure is made of."""
        return [
            [self.options.policies[part.partition(":")[0]] for part in parts_of(name)] for name in self.said["measures"]
        ]

    def part(self, table: str, outcome: str, **other: object) -> pd.DataFrame:
        """Rows of a table that belong to an outcome (and to ``other`` columns); none where there is no such table."""
        result = self.tables.get(table)
        if result is None:
            return pd.DataFrame()
        for column, value in {"outcome": outcome, **other}.items():
            result = result[result[column] == value]
        return result

    def over(self, key: str, **values: str) -> str:
        """A text about intervals; where they hold ensemble members, the one of that key and ``_members``."""
        if self.members == 1:
            return self.words(key, **values)
        return self.words(f"{key}_members", members=str(self.members), **values)

    def sure(self, outcome: str, row: Any, ends: Sequence[str] = VALUE, measures: Iterable[int] = ()) -> Sureness:
        """How sure the effect in a row of a table is; ``measures``: numbers of those whose evidence it rests on."""
        effect = dict(zip(("difference", "low", "high"), triple(row, *ends), strict=True))
        policies = [policy for number in measures for policy in self.policies[number - 1]]
        evidence = evidence_of(policies, self.options) if policies else ""
        runs = int(self.said["replicates"])
        return sure_of({**row, **effect}, more_is_better(outcome), self.members, runs, evidence)

    def worth(self, outcome: str) -> pd.DataFrame:
        """Shares of the measures in an outcome, the largest first."""
        return self.part("shapley", outcome, kind="shapley").sort_values("value", ascending=False)

    # --- names ---------------------------------------------------------------------------------------------------

    def title(self, number: int) -> str:
        """Title of a measure."""
        return self.words.several(self.said["measures"][number - 1], self.options.policies)

    def label(self, number: int) -> str:
        """Number and title, cut to what a drawing has room for."""
        return legible(self.words("rank.label", number=str(number), title=self.title(number)), LONGEST)

    def name(self, number: int) -> str:
        """Title and number as they stand in a sentence."""
        return self.words("rank.name", number=str(number), title=self.title(number))

    def listing(self, numbers: list[int]) -> str:
        """Some measures in a sentence: by name, or by number where there are many."""
        if len(numbers) > NAMED:
            return self.words("rank.numbers", numbers=self.words.listing([str(item) for item in numbers]))
        return self.words.listing([self.name(item) for item in numbers])

    def combination(self, text: str) -> str:
        """A combination (``2+7``) in a sentence."""
        return self.words("rank.nothing") if text == "0" else self.listing([int(item) for item in text.split("+")])

    def signs(self, text: str) -> str:
        """A combination in a table or drawing: ``2 + 7``."""
        return self.words("rank.nothing") if text == "0" else text.replace("+", "\u00a0+ ")

    def outcome(self, outcome: str) -> str:
        """Name of an outcome."""
        known = self.words.part("outcome")
        return str(known[outcome]["name"] if outcome in known else self.said["outcomes"][outcome]["label"])

    def unit(self, outcome: str) -> str:
        """Unit of an effect on an outcome."""
        unit = self.said["outcomes"][outcome]["unit"]
        return str(self.words.part("rank.units").get(unit, unit))

    # --- effects -------------------------------------------------------------------------------------------------

    def effect(self, outcome: str, result: Interval, *, fine: bool = False) -> str:
        """An effect with its interval: ``+2.2 (+1.3 to +3.1)``; ``fine`` shows one more decimal."""
        value, low, high = result
        decimals = self.decimals(outcome) + fine
        interval = self.words.interval(low, high, decimals)
        return self.words("rank.effect", value=self.words.number(value, decimals, sign=True), interval=interval)

    def cell(self, outcome: str, result: Interval, *, fine: bool = False) -> str:
        """An effect that is not broken between lines."""
        return self.effect(outcome, result, fine=fine).replace(" ", "\u00a0")

    def decimals(self, outcome: str) -> int:
        """Decimals that an effect is shown with."""
        return 1 if self.said["outcomes"][outcome]["unit"] == "percentage points" else 2

    def sentence(self, outcome: str, result: Interval) -> str:
        """An effect as a sentence: in natural frequencies where the language has words for the outcome."""
        words, (value, low, high) = self.words, result
        known = words.part("outcome").get(outcome)
        if known is None:
            return words("rank.sentence_plain", effect=self.effect(outcome, result), unit=self.unit(outcome))
        people = self.said["outcomes"][outcome]["unit"] == "percentage points"
        unit = "people" if people else "months"
        key = "one" if people and abs(round(value)) == 1 else "many"
        change = words(f"outcome.{outcome}.{key}", more=words.more(value, unit))
        return words("rank.sentence", change=change, span=words.span(low, high, unit))


def triple(row: Any, *names: str) -> Interval:
    """Value, low and high of a row."""
    value, low, high = names or VALUE
    return float(row[value]), float(row[low]), float(row[high])


def load(folder: Path, words: Words) -> Ranking:
    """Read a ranking; ``InputError`` says in one sentence what is wrong with its folder."""
    options, paper = options_of(folder, "rank", any_model=True), provenance_of(folder)
    if not (folder / "rank.json").is_file():
        raise InputError(f"The ranking in {folder} is not finished; give the same command again, it goes on.")
    try:
        given = json.loads((folder / "rank.json").read_text(encoding="utf-8"))
        names = [*TABLES, *(OF_ALL if given["all_combinations"] else ())]
        tables = {name: pd.read_csv(folder / f"{name}.csv", dtype=AS_TEXT) for name in names}
    except (OSError, ValueError, KeyError):
        raise InputError(f"The tables of {folder} cannot be read; give the same command again.") from None
    if "provisional" not in tables["shapley"]:
        raise InputError(f"{folder} was ranked by an older version; give the same command again.")
    return Ranking(options, paper, given, tables, words)
