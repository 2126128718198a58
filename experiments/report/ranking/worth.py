"""What each measure of a ranking contributes, and which pairs go well or badly together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Table, Text
from experiments.report.ranking import drawings
from experiments.report.ranking.data import CHANCE, Ranking, triple

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5  # pairs of each kind that are named; the drawing shows all


def worth(found: Ranking, outcome: str) -> list[Block]:
    """Share, alone and last of each measure."""
    return [
        Text(found.words("rank.outcome", outcome=found.outcome(outcome)), "strong"),
        Text(found.words("rank.worth.how")),
        *everything(found, outcome),
        Pictures([drawing(found, outcome)]),
        *([Text(found.words("rank.worth.apart", members=str(found.members)))] if found.told_apart else []),
        _worth_table(found, outcome),
    ]


def everything(found: Ranking, outcome: str) -> list[Block]:
    """What all measures do together."""
    words, total = found.words, found.part("shapley", outcome, kind="total").iloc[0]
    key = "rank.worth.total" if total["clear"] else "rank.worth.total_unclear"
    said = words(key, k=str(found.k), effect=found.effect(outcome, triple(total)), unit=found.unit(outcome))
    less = [Text(words("rank.less"))] if found.said["outcomes"][outcome]["direction"] < 0 else []
    return [Text(said), *less]


def drawing(found: Ranking, outcome: str) -> Picture:
    """Share, alone and last of each measure, drawn."""
    words = found.words
    tables = _kinds(found, outcome)
    rows = [(found.label(n), *(triple(table.loc[n]) for table in tables.values())) for n in found.numbers]
    chance = [triple(tables["shapley"].loc[n], *CHANCE) for n in found.numbers] if found.told_apart else []
    said = [
        words(
            "rank.worth.row",
            measure=found.name(n),
            **{kind: found.effect(outcome, triple(table.loc[n]), fine=True) for kind, table in tables.items()},
        )
        for n in found.numbers
    ]
    svg = drawings.worth(words, f"worth-{outcome}", rows, chance, found.unit(outcome))  # type: ignore[arg-type]
    return Picture(svg, found.outcome(outcome), " ".join(said), found.over("rank.worth.caption"))


def _kinds(found: Ranking, outcome: str) -> dict[str, pd.DataFrame]:
    return {
        kind: found.part("shapley", outcome, kind=kind).set_index("number") for kind in ("shapley", "alone", "last")
    }


def _worth_table(found: Ranking, outcome: str) -> Table:
    words, tables = found.words, _kinds(found, outcome)
    head = [words("rank.worth.head.measure"), *(words(f"rank.worth.head.{kind}") for kind in tables)]
    rows = [
        [found.label(n), *(found.cell(outcome, triple(table.loc[n]), fine=True) for table in tables.values())]
        for n in found.numbers
    ]
    if found.told_apart:
        head += [words("rank.worth.head.chance"), words("rank.worth.head.helps")]
        for n, row in zip(found.numbers, rows, strict=True):
            share = tables["shapley"].loc[n]
            low, high = triple(share, *CHANCE)[1:]
            interval = words.interval(low, high, found.decimals(outcome) + 1).replace(" ", "\u00a0")
            row += [interval, words("rank.worth.helps", n=found.helps(share), members=str(found.members))]
    return Table(found.over("rank.worth.table", unit=found.unit(outcome)), head, rows)


def pairs(found: Ranking, outcome: str) -> list[Block]:
    """Pairs that go badly, and that go well together."""
    words, table = found.words, found.part("interactions", outcome)
    if table.empty:
        return []
    clear = table[table["clear"] == 1]
    blocks: list[Block] = [Text(words("rank.pairs.how"))]
    for kind, rows in {"badly": clear[clear["value"] < 0], "well": clear[clear["value"] > 0]}.items():
        blocks += [Heading(words(f"rank.pairs.{kind}")), *_pairs(found, outcome, kind, rows)]
    blocks.append(Text(words("rank.pairs.sure", n=str(len(table)), clear=words.number(len(clear)))))
    cells = [
        (int(row["first"]), int(row["second"]), float(row["value"]), bool(row["clear"])) for _, row in table.iterrows()
    ]
    svg = drawings.pairs(words, f"pairs-{outcome}", found.k, cells)
    said = [
        words("rank.pairs.cell", first=str(first), second=str(second), value=words.number(value, 2, sign=True))
        for first, second, value, _ in cells
    ]
    caption = words("rank.pairs.caption", unit=found.unit(outcome))
    return [*blocks, Pictures([Picture(svg, words("rank.pairs.drawing"), " ".join(said), caption)])]


def _pairs(found: Ranking, outcome: str, kind: str, rows: pd.DataFrame) -> list[Block]:
    words = found.words
    if rows.empty:
        return [Text(words("rank.pairs.none"))]
    rows = rows.reindex(rows["value"].abs().sort_values(ascending=False).index)
    items = []
    for _, row in rows.head(SHOWN).iterrows():
        value, low, high = triple(row)
        near, far = sorted((abs(low), abs(high)))
        numbers = {"n": abs(value), "low": near, "high": far}
        texts = {name: words.number(n, found.decimals(outcome) + 1) for name, n in numbers.items()}
        names = {name: found.name(int(row[name])) for name in ("first", "second")}
        items.append(Item("", [words(f"rank.pairs.{kind}_pair", unit=found.unit(outcome), **names, **texts)]))
    more = len(rows) - SHOWN
    return [Items(items), *([Text(words("rank.pairs.more", n=str(more)), "note")] if more > 0 else [])]
