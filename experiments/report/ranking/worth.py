"""What each measure of a ranking contributes, and which pairs go well or badly together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.display.sureness import sentence, short
from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Table, Text
from experiments.report.ranking import drawings
from experiments.report.ranking.data import CHANCE, Ranking, triple

if TYPE_CHECKING:
    import pandas as pd

SHOWN_KINDS = ("shapley", "alone", "last")
SHOWN = 5  # pairs of each kind that are named; the drawing shows all


def worth(result: Ranking, outcome: str) -> list[Block]:
    """Share, alone and last of each measure."""
    return [
        Text(result.words("rank.outcome", outcome=result.outcome(outcome)), "strong"),
        Text(result.words("rank.worth.how")),
        *everything(result, outcome),
        Pictures([worth_picture(result, outcome)]),
        *([Text(result.words("rank.worth.apart", members=str(result.members)))] if result.told_apart else []),
        _worth_table(result, outcome),
    ]


def everything(result: Ranking, outcome: str) -> list[Block]:
    """What all measures do together."""
    words, total = result.words, result.part("shapley", outcome, kind="total").iloc[0]
    effect = result.effect(outcome, triple(total))
    text = words("rank.worth.total", k=str(result.k), effect=effect, unit=result.unit(outcome))
    text = f"{text} {sentence(words, result.sure(outcome, total, measures=result.numbers))}"
    less = [Text(words("rank.less"))] if result.said["outcomes"][outcome]["direction"] < 0 else []
    return [Text(text), *less]


def worth_picture(result: Ranking, outcome: str) -> Picture:
    """Share, alone and last of each measure, drawn."""
    words = result.words
    tables, numbers = _kinds(result, outcome), _sorted(result, outcome)
    rows = [
        (
            result.label(n),
            result.sure(outcome, tables["shapley"].loc[n]).tone,
            *(triple(table.loc[n]) for table in tables.values()),
        )
        for n in numbers
    ]
    chance = [triple(tables["shapley"].loc[n], *CHANCE) for n in numbers] if result.told_apart else []
    texts = [
        words(
            "rank.worth.row",
            measure=result.name(n),
            **{kind: result.effect(outcome, triple(table.loc[n]), fine=True) for kind, table in tables.items()},
        )
        for n in numbers
    ]
    unit, reach = result.unit(outcome), _reach(result, outcome)
    sheet = drawings.worth(words, f"worth-{outcome}", rows, chance, unit, reach)  # type: ignore[arg-type]
    caption = " ".join((result.over("rank.worth.caption"), words("figures.colours")))
    return Picture(sheet, result.outcome(outcome), " ".join(texts), caption)


def _sorted(result: Ranking, outcome: str) -> list[int]:
    """Numbers of the measures, the largest share first."""
    return [int(n) for n in result.worth(outcome)["number"]]


def _reach(result: Ranking, outcome: str) -> tuple[float, float]:
    """What an axis must hold for all outcomes in the unit of this one, so that a point is as long in each drawing."""
    units = {name: result.unit(name) for name in result.said["outcomes"]}
    alike = [name for name, unit in units.items() if unit == units[outcome]]
    table = result.tables["shapley"]
    shown = table[table["outcome"].isin(alike) & table["kind"].isin(SHOWN_KINDS)][["low", "high"]].to_numpy()
    low, high = min(0.0, float(np.nanmin(shown))), max(0.0, float(np.nanmax(shown)))
    room = 0.03 * (high - low or 1.0)
    return low - room, high + room


def _kinds(result: Ranking, outcome: str) -> dict[str, pd.DataFrame]:
    return {kind: result.part("shapley", outcome, kind=kind).set_index("number") for kind in SHOWN_KINDS}


def _worth_table(result: Ranking, outcome: str) -> Table:
    words, tables, numbers = result.words, _kinds(result, outcome), _sorted(result, outcome)
    head = [words("rank.worth.head.measure"), *(words(f"rank.worth.head.{kind}") for kind in tables)]
    rows = [
        [result.label(n), *(result.cell(outcome, triple(table.loc[n]), fine=True) for table in tables.values())]
        for n in numbers
    ]
    if result.told_apart:
        head += [words("rank.worth.head.chance"), words("rank.worth.head.sure")]
        for n, row in zip(numbers, rows, strict=True):
            share = tables["shapley"].loc[n]
            low, high = triple(share, *CHANCE)[1:]
            interval = words.interval(low, high, result.decimals(outcome) + 1).replace(" ", "\u00a0")
            row += [interval, short(words, result.sure(outcome, share))]
    return Table(result.over("rank.worth.table", unit=result.unit(outcome)), head, rows)


def pairs(result: Ranking, outcome: str) -> list[Block]:
    """Pairs that go badly, and that go well together."""
    words, table = result.words, result.part("interactions", outcome)
    if table.empty:
        return []
    clear = table[table["clear"] == 1]
    blocks: list[Block] = [Text(words("rank.pairs.how"))]
    for kind, rows in {"badly": clear[clear["value"] < 0], "well": clear[clear["value"] > 0]}.items():
        blocks += [Heading(words(f"rank.pairs.{kind}")), *_pairs(result, outcome, kind, rows)]
    blocks.append(Text(words("rank.pairs.sure", n=str(len(table)), clear=words.number(len(clear)))))
    return [*blocks, Pictures([pairs_picture(result, outcome)])]


def pairs_picture(result: Ranking, outcome: str) -> Picture:
    """All pairs, drawn."""
    words, table = result.words, result.part("interactions", outcome)
    cells = [
        (int(row["first"]), int(row["second"]), float(row["value"]), result.sure(outcome, row).tone, bool(row["clear"]))
        for _, row in table.iterrows()
    ]
    sheet = drawings.pairs(words, f"pairs-{outcome}", result.k, cells)
    texts = [
        words("rank.pairs.cell", first=str(first), second=str(second), value=words.number(value, 2, sign=True))
        for first, second, value, *_ in cells
    ]
    caption = words("rank.pairs.caption", unit=result.unit(outcome))
    return Picture(sheet, words("rank.pairs.drawing"), " ".join(texts), caption)


def _pairs(result: Ranking, outcome: str, kind: str, rows: pd.DataFrame) -> list[Block]:
    words = result.words
    if rows.empty:
        return [Text(words("rank.pairs.none"))]
    rows = rows.reindex(rows["value"].abs().sort_values(ascending=False).index)
    items = []
    for _, row in rows.head(SHOWN).iterrows():
        value, low, high = triple(row)
        near, far = sorted((abs(low), abs(high)))
        numbers = {"n": abs(value), "low": near, "high": far}
        texts = {name: words.number(n, result.decimals(outcome) + 1) for name, n in numbers.items()}
        names = {name: result.name(int(row[name])) for name in ("first", "second")}
        items.append(Item("", [words(f"rank.pairs.{kind}_pair", unit=result.unit(outcome), **names, **texts)]))
    more = len(rows) - SHOWN
    return [Items(items), *([Text(words("rank.pairs.more", n=str(more)), "note")] if more > 0 else [])]
