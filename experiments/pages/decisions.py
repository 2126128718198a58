"""The page of every measure in several municipalities, ``docs/decisions.md``: effects, how sure, robust choice.

From the folder of one comparison in several municipalities over an ensemble; the folder is read only.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.settings import headline_of
from bygd.statistics.comparison import sure_in
from bygd.statistics.decision.tables import first_to_count
from bygd.studies.files import provenance_of
from bygd.studies.folder import options_of
from bygd.studies.look import stages_of
from experiments.display.markdown import table
from experiments.display.sureness import narrow
from experiments.display.words import Words

HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
NEEDED = ("comparison", "decision", "count_first")
HEADINGS = (
    "measure | in work | how sure (of 100) | still there | how sure (of 100) | best | regret: mean, 90 % | without harm"
)


def page(folder: Path) -> str:
    """The page, a part a municipality; ``InputError`` for a folder that is no such study."""
    places = stages_of(folder)
    if not places:
        raise InputError(f"{folder} is not a comparison in several municipalities; make one first.")
    return "\n".join([HEAD, *(line for place in places for line in part(place))])


def part(folder: Path) -> list[str]:
    """Heading, table and what to count first, of one municipality."""
    lacking = [name for name in NEEDED if not (folder / f"{name}.csv").is_file()]
    if lacking:
        raise InputError(f"{folder} lacks {lacking[0]}.csv; finish it with {typed('study resume', folder)}.")
    options, words = options_of(folder, "compare", any_model=True), Words("en")
    found: dict[str, pd.DataFrame] = {name: pd.read_csv(folder / f"{name}.csv") for name in NEEDED}
    effects = found["comparison"].set_index(["scenario", "outcome"], drop=False)
    choice = found["decision"].set_index("scenario")
    headline = headline_of(options)
    ranked = choice.drop(BASELINE)[f"{headline.work}_mean"].sort_values(ascending=False, kind="stable").index
    rows = [
        [
            words.title(str(name), options.policies),
            *(cell for outcome in headline.both for cell in _effect(words, effects.loc[(name, outcome)])),
            *_robust(words, choice.loc[name], headline.work),
        ]
        for name in ranked
    ]
    rows.append([words("without_measures"), *["·"] * 4, *_robust(words, choice.loc[BASELINE], headline.work)])
    about = f"{int(choice['runs'].iloc[0])} pairs of runs in {int(choice['members'].iloc[0])} sets of assumptions"
    made = provenance_of(folder)["made"][:10]
    return [
        f"## {options.municipality.title}",
        "",
        f"{about}, made {made}.",
        "",
        table(HEADINGS, rows),
        "",
        f"{_count(words, found['decision'], found['count_first'], headline.work)}",
        "",
    ]


def _effect(words: Words, row: Any) -> tuple[str, str]:
    return words.number(float(row["difference"]), 1, sign=True), narrow(words, sure_in(row))


def _robust(words: Words, row: Any, outcome: str) -> list[str]:
    best, mean, most, safe = (
        float(row[name])
        for name in (*(f"{outcome}_{end}" for end in ("p_best", "mean_regret", "regret_90")), "reaches_without_harm")
    )
    return [_of_100(best), f"{words.number(mean, 1)}, {words.number(most, 1)}", _of_100(safe)]


def _of_100(share: float) -> str:
    return "·" if math.isnan(share) else f"{100 * share:.0f}"


def _count(words: Words, decision: pd.DataFrame, count_first: pd.DataFrame, outcome: str) -> str:
    first = first_to_count(decision, count_first, outcome)
    if not first.what:
        return "What to count first: these runs tell no count from luck."
    text = f"What to count first: {words(f'count.ways.{first.what}.name')}"
    changes = f"; after four weeks another choice would be advised in {_of_100(first.changes)} of 100 sets"
    narrower = "" if math.isnan(first.narrowing) else f"; the interval becomes {_of_100(first.narrowing)} % narrower"
    return f"{text}{changes if first.changes else ''}{narrower}."
