"""The matched lives as a piece of a page: which step made the difference, and twelve people side by side.

``section`` gives the piece for the report, ``page`` a page of its own, ``steps_text`` the table for a terminal.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bygd.scenarios.options import CompareOptions
from bygd.statistics.divergence import EACH, chosen, each_partings, partings, steps
from bygd.statistics.lives import Lives, spells
from bygd.studies.folder import options_of
from bygd.studies.lives import read
from experiments.display.style import STATUS_COLOURS
from experiments.display.words import Words, texts
from sim.states import Status

HERE = Path(__file__).parent
SHOWN = 9  # steps that the page names; the terminal names all
FEW = 5  # a step with fewer people has no mean of its own
AGES = (25, 35, 45)  # ends of the groups of age, so that nobody can be recognised
# A bar is drawn in units of a telephone's width; its height says how near to work a month is.
LEFT, WIDE = 2.0, 350.0
HEIGHTS = {Status.WORK: 22, Status.PLACEMENT: 16, Status.EDUCATION: 13, Status.CLASS: 10, Status.IDLE: 6, Status.OUT: 4}


def title_of(options: CompareOptions, scenario: str, language: str) -> str:
    """Title of a scenario in a language."""
    return Words(language).scenario(scenario, options.policies)


class Matched(NamedTuple):
    """Matched lives of a study, and of each scenario where they part from those of the baseline."""

    lives: Lives
    options: CompareOptions
    tables: dict[str, pd.DataFrame]


def matched(folder: Path, options: CompareOptions, scenarios: list[str] | None = None) -> Matched | None:
    """Matched lives of a study folder with these options; ``None`` if it holds none. ``scenarios``: default all."""
    lives = read(folder, options)
    if lives is None:
        return None
    return Matched(lives, options, each_partings(lives, scenarios or lives.scenarios[1:]))


def section(found: Matched, language: str, words: Mapping[str, Any] | None = None) -> str:
    """HTML of matched lives."""
    lives, options, tables = found
    known = words or texts(language)
    say = known["lives"]
    largest = max(tables, key=lambda name: abs(tables[name]["gain_work_months"].sum()))
    return (
        _environment()
        .get_template("lives.html")
        .render(
            title=known["section"]["lives"],
            say=say,
            intro=_intro(lives, say, Words(language)),
            tables=[_step_table(table, title_of(options, name, language), say) for name, table in tables.items()],
            people_title=say["people_title"].format(scenario=title_of(options, largest, language)),
            groups=_groups(lives, largest, tables[largest], options.start, say),
            legend=[(say["statuses"][status.name.lower()], colour) for status, colour in STATUS_COLOURS.items()],
        )
    )


def page(folder: Path, language: str, scenarios: list[str]) -> str:
    """A page of its own with the matched lives of a study folder."""
    found = matched(folder, options_of(folder, "compare", any_model=True), scenarios)
    body = section(found, language) if found else None
    title = texts(language)["section"]["lives"]
    return _environment().get_template("lives_page.html").render(body=body, title=title, language=language)


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _intro(lives: Lives, say: Mapping[str, Any], words: Words) -> str:
    base = lives.of(lives.scenarios[0]).people
    people, runs = len(base), base["replicate"].nunique()
    return say["intro"].format(people=words.number(people), runs=words.number(runs), months=base["last"].iloc[0])


# --- the table ---------------------------------------------------------------------------------------------


def number_text(value: float, say: Mapping[str, Any], decimals: int = 1, *, sign: bool = False) -> str:
    """A number in the language, with a proper minus; a dash where it is not known."""
    if math.isnan(value):
        return "–"
    text = f"{round(value, decimals) + 0.0:{'+' if sign else ''}.{decimals}f}"
    if not text.strip("+0."):
        text = text.lstrip("+")
    return text.replace("-", "−").replace(".", say["decimal"])


def _interval(row: pd.Series, name: str, say: Mapping[str, Any], decimals: int, *, sign: bool) -> str:
    low, high = (number_text(row[f"{name}_{end}"], say, decimals, sign=sign) for end in ("low", "high"))
    return "" if math.isnan(row[f"{name}_low"]) or low == high else f"({low} … {high})"


def _summary(result: pd.DataFrame, people: int, say: Mapping[str, Any]) -> str:
    """The table in a sentence or two."""
    row = result.iloc[0]
    if row["n"] == 0:
        return say["nobody"]
    of_100 = {
        "people": row["n"],
        "more": row["more"],
        "less": row["less"],
        "equal": row["n"] - row["more"] - row["less"],
    }
    decimals = 0 if 10 * row["n"] >= people else 1
    numbers = {name: number_text(100 * n / people, say, decimals) for name, n in of_100.items()}
    numbers |= {
        name: number_text(row[key], say, 0, sign=True)
        for name, key in (("adds", "adds"), ("low", "adds_low"), ("high", "adds_high"))
    }
    text = say["summary"].format(**numbers)
    return text if not math.isnan(row["share"]) else f"{text} {say['no_share']}"


def _step_table(table: pd.DataFrame, title: str, say: Mapping[str, Any]) -> dict[str, Any]:
    """Rows of the table on the page: the steps that move most months, the others together."""
    parted = table[table["step"] != ""]
    moved = parted["gain_work_months"].abs().groupby(parted["step"]).sum()
    moved = moved[parted["step"].value_counts().reindex(moved.index) >= FEW]
    named = ["", *moved.sort_values(ascending=False, kind="stable").index[:SHOWN]]
    result = steps(table.assign(step=table["step"].where(table["step"].isin(named), "other")))
    return {
        "title": say["table_title"].format(scenario=title),
        "summary": _summary(result, len(table), say),
        "rows": [_cells(row, say) for _, row in result.iterrows()] if len(parted) else [],
    }


def _cells(row: pd.Series, say: Mapping[str, Any]) -> dict[str, Any]:
    columns = (("people", 1, False), ("gain", 1, True), ("there", 1, True), ("share", 0, False))
    few = row["n"] < FEW
    cells = [
        ("–", "")
        if few and name in {"gain", "there"}
        else (number_text(row[name], say, decimals, sign=sign), _interval(row, name, say, decimals, sign=sign))
        for name, decimals, sign in columns
    ]
    return {"step": say["all"] if row["step"] == "all" else say["steps"][row["step"]], "cells": cells}


def steps_text(lives: Lives, options: CompareOptions, scenario: str, language: str) -> str:
    """Which step made the difference, as text; every step that occurs."""
    say = texts(language)["lives"]
    table = partings(lives, scenario)
    result = steps(table)
    wide = max(len(say["steps"][step]) for step in say["steps"]) + 1
    head = "".join(f"{say['columns'][name]:>27}" for name in ("people", "gain", "there", "share"))
    lines = [
        say["table_title"].format(scenario=title_of(options, scenario, language)),
        _summary(result, len(table), say),
        "",
        f"{say['columns']['step']:<{wide}}{head}",
    ]
    for _, row in result.iterrows():
        item = _cells(row, say)
        lines.append(f"{item['step']:<{wide}}" + "".join(f"{f'{a} {b}'.strip():>27}" for a, b in item["cells"]))
    return "\n".join(lines) + "\n"


# --- people ------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Bar:
    """One row of months: rectangles (x, wide, high, colour), where the person had moved away, what stands above."""

    label: str
    parts: list[tuple[str, str, int, str]]
    away: tuple[str, str] | None


def _groups(
    lives: Lives, scenario: str, table: pd.DataFrame, start: int, say: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The chosen people by kind, with a remark where fewer lose than there is room for."""
    people = chosen(table)
    sides = [_known(lives.of(name), people) for name in (lives.scenarios[0], scenario)]
    months = int(lives.people["last"].max())
    groups = []
    for kind, title in say["kinds"].items():
        some = people[people["kind"] == kind]
        remark = ""
        if kind == "loss" and len(some) < EACH:
            remark = say["fewer"].format(n=len(some)) if len(some) else say["none"]
        cards = [_card(item, sides, months, start, say) for item in some.itertuples()]
        groups.append({"title": title, "remark": remark, "cards": cards})
    return groups


def _known(lives: Lives, people: pd.DataFrame) -> dict[tuple[int, int], tuple[Any, list[Any]]]:
    """Of the chosen people in one scenario: who they are, and their spells."""
    who = ["replicate", "luck_key"]
    few = Lives(*(frame.merge(people[who], on=who) for frame in (lives.people, lives.events)))
    results: dict[tuple[int, int], tuple[Any, list[Any]]] = {
        (item.replicate, item.luck_key): (item, []) for item in few.people.itertuples()
    }
    for spell in spells(few).itertuples():
        results[spell.replicate, spell.luck_key][1].append(spell)
    return results


def _card(item: Any, sides: list[dict], months: int, start: int, say: Mapping[str, Any]) -> dict[str, Any]:
    """One person: a description, two bars, a mark, a sentence."""
    known = [side.get((item.replicate, item.luck_key)) for side in sides]
    who = next(person for person, _ in (result for result in known if result))
    scale = WIDE / months
    bars = [
        _bar(result, who.settle_month, scale, say, title)
        for result, title in zip(known, (say["baseline"], say["measures"]), strict=True)
    ]
    month = item.month - who.settle_month
    seen = who.last - who.settle_month + 1
    counts = {
        f"{part}_{side}": getattr(item, f"{part}_months_{side}")
        for part in ("work", "there")
        for side in ("before", "after")
    }
    return {
        "who": describe(who, start, say),
        "bars": bars,
        "x": f"{LEFT + scale * month:.1f}",
        "ticks": [(f"{LEFT + scale * 12 * year:.1f}", year) for year in range(months // 12 + 1)],
        "alt": say["alt"].format(months=seen, month=month, **counts),
        "sentence": say["sentence"].format(month=month, before=phrase(item.before, say), after=phrase(item.after, say)),
    }


def _bar(results: tuple[Any, list[Any]] | None, settled: int, scale: float, say: Mapping[str, Any], title: str) -> Bar:
    if results is None:
        return Bar(f"{title}: {say['alt_none']}", [], None)
    who, some = results
    parts = [
        (
            f"{LEFT + scale * (spell.month - settled):.1f}",
            f"{scale * spell.months:.1f}",
            HEIGHTS[Status(spell.status)],
            STATUS_COLOURS[Status(spell.status)],
        )
        for spell in some
    ]
    label = say["in_work"].format(who=title, work=who.work_months)
    seen = who.last - settled + 1
    if who.there_months == seen:
        return Bar(label, parts, None)
    away = f"{LEFT + scale * who.there_months:.1f}", f"{scale * (seen - who.there_months):.1f}"
    return Bar(label + say["away"].format(there=who.there_months), parts, away)


def describe(who: Any, start: int, say: Mapping[str, Any]) -> str:
    """Who somebody is, in groups so wide that nobody can be recognised."""
    group = sum(who.age >= limit for limit in AGES)
    return say["who"].format(
        sex=say["woman"] if who.is_woman else say["man"],
        age=say["ages"][group],
        schooling=say["schooling"][who.track - 1],
        household=say["joins"] if who.joins else say["children"][min(who.children, len(say["children"]) - 1)],
        year=start + (who.settle_month - 1) // 12,
    )


def phrase(happens: str, say: Mapping[str, Any]) -> str:
    """What happens on one side of a divergence, in words (``placed:3``: with its trade)."""
    name, _, trade = happens.partition(":")
    return say["phrases"][name].format(trade=say["trades"][int(trade)] if trade else "")
