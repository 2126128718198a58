"""Obstacles as text, for the terminal: by removal, by the reasons that are given, and by person."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from bygd.scenarios.options import Common
from bygd.scenarios.removals import SIDES, Removal
from bygd.scenarios.settings import USUAL, headline_of
from bygd.statistics.obstacles import NONE_MET, PLACEMENTS, first_of, shown_of
from experiments.display.declared import outcome_name
from experiments.display.words import Words
from sim.outcomes import OUTCOMES

USUALLY = (PLACEMENTS, "employed_36m", "employed_60m", "months_in_work_60")  # of what is told there, as there is room


def effects_text(words: Words, table: pd.DataFrame, removals: Mapping[str, Removal], options: Common) -> str:
    """What taking away each obstacle does, the largest first, beside how often it is the reason that is given."""
    texts = {"runs": str(int(table["replicates"].max())), "months": str(options.months), "start": str(options.start)}
    columns, way, answers = (words.part(f"tables.obstacles.{name}") for name in ("columns", "way", "answers"))
    headline = headline_of(options)
    told = USUALLY if headline == USUAL else shown_of(headline)
    line = "  {:<47}" + "{:>25}" * len(told) + "{:>9}"
    lines = [
        words("tables.obstacles.head", municipality=options.municipality.title, **texts),
        words("tables.obstacles.one"),
        _over(words, table),
    ]
    for side in SIDES:
        part = table[table["side"] == side]
        if part.empty:
            continue
        heads = [columns[name] for name in told]
        lines += ["", line.format(way[side], *heads, words("tables.obstacles.named")).rstrip()]
        levels = [_level(words, table, name) for name in told]
        lines.append(line.format(words("tables.obstacles.without"), *levels, "").rstrip())
        for name, rows in part.groupby("obstacle", sort=False):
            found = rows.set_index("outcome")
            cells = [_cell(words, found.loc[key], _decimals(key)) if key in found.index else "–" for key in told]
            named = found["named"].iloc[0]
            share = "" if math.isnan(named) else words.written(f"{named:.1f} %")
            title = getattr(removals[str(name)].title, words.language)
            lines.append(line.format(title[:46], *cells, share).rstrip())
    sorts = [
        words("tables.obstacles.way_by", way=way[side].lower(), column=columns[key])
        for side, key in first_of(headline).items()
    ]
    ways = words.listing(sorts)
    first, second = (answers[side] for side in SIDES)
    both = words("tables.obstacles.answers_or", first=first, second=second)
    lines += ["", words("tables.obstacles.sorted", ways=ways), words("tables.obstacles.named_means", answers=both)]
    return "\n".join(lines) + "\n"


def _over(words: Words, table: pd.DataFrame) -> str:
    if "members" not in table:
        return words("tables.obstacles.over_chance")
    return words("tables.obstacles.over_members", n=str(int(table["members"].max())))


def _level(words: Words, table: pd.DataFrame, name: str) -> str:
    values = table.loc[table["outcome"] == name, "baseline"]
    return words.written(f"{values.iloc[0]:.{_decimals(name)}f}") if len(values) else "–"


def _decimals(outcome: str) -> int:
    """Decimals of an outcome: one of a share, of what there is less of two."""
    return 1 if OUTCOMES[outcome].unit == "%" else 2


def _cell(words: Words, row: pd.Series, decimals: int) -> str:
    value, low, high = (f"{row[name] + 0.0:+.{decimals}f}" for name in ("difference", "low", "high"))
    return words.written(f"{value} ({low} … {high})")


def labels_text(words: Words, reasons: pd.DataFrame) -> str:
    """The reasons that employers give, with all obstacles in place, the most frequent first."""
    lines = [words("tables.obstacles.labels")]
    for side in SIDES:
        part = reasons[reasons["side"] == side]
        shown = [
            f"{_after_colon(outcome_name(row.reason, words.language))} {words.written(f'{row.value:.1f}')}"
            for row in part.itertuples()
            if row.value >= 0.05
        ]
        answers = words(f"tables.obstacles.answers.{side}")
        lines.append(words("tables.obstacles.labels_of", answers=answers, reasons=", ".join(shown)))
    return "\n".join(lines) + "\n"


def binding_text(words: Words, table: pd.DataFrame, months: int = USUAL.months) -> str:
    """Persons never placed and never hired, by the reason that each met most often."""
    lines = [words("tables.obstacles.binding", months=str(months))]
    for side in SIDES:
        part = table[table["side"] == side]
        if part.empty:
            continue
        never, followed = map(str, part[["never", "followed"]].iloc[0])
        shown = [f"{_reason(words, side, row.reason)} {row.share:.0f}" for row in part.itertuples() if row.share >= 0.5]
        texts = {"goal": words(f"tables.obstacles.goal.{side}"), "reasons": ", ".join(shown)}
        lines.append(words("tables.obstacles.never", never=never, followed=followed, **texts))
    lines.append(words("tables.obstacles.diary"))
    return "\n".join(lines) + "\n"


def _reason(words: Words, side: str, name: str) -> str:
    if name == NONE_MET:
        return words(f"tables.obstacles.none.{side}")
    met = words.part("tables.obstacles.met")
    return str(met[name]) if name in met else _after_colon(outcome_name(name, words.language))


def _after_colon(text: str) -> str:
    return text.partition(": ")[2]
