"""An order in which to introduce the measures of a ranking, and why it ends."""

from __future__ import annotations

import pandas as pd

from bygd.statistics.combinations.steps import ADDED
from experiments.report.blocks import Block, Item, Items, Picture, Pictures, Text
from experiments.report.ranking import drawings
from experiments.report.ranking.best import costs
from experiments.report.ranking.data import EFFECT, Ranking, triple

GAIN = ("gain", "gain_low", "gain_high")


def order(found: Ranking, outcome: str) -> list[Block]:
    """An order of introduction, step by step, and why it ends."""
    words = found.words
    if found.part("order", outcome).empty:
        return [Text(words("rank.order.not_known"))]
    limits_ = [words(f"rank.order.limit.{name}", n=words.number(n)) for name, n in found.said["budgets"].items()]
    budget = words("rank.order.budget", limits=words.listing(limits_)) if limits_ else words("rank.order.no_budget")
    blocks: list[Block] = [Text(words("rank.order.how")), Text(budget)]
    steps = taken(found, outcome)
    if len(steps):
        blocks += [Items([_step(found, outcome, row) for _, row in steps.iterrows()], numbered=True)]
    blocks.append(Text(ending(found, outcome)))
    if len(steps) > 1:
        blocks.append(Pictures([order_picture(found, outcome)]))
    if limits_ or not len(steps):  # what a budget allows is not to be measured by what it forbids
        return blocks
    inside = found.said["best"][outcome]["order_ends_inside"]
    return [*blocks, Text(words(f"rank.order.{'inside' if inside else 'outside'}"))]


def taken(found: Ranking, outcome: str) -> pd.DataFrame:
    """Steps that an order takes."""
    return found.part("order", outcome, says=ADDED) if "order" in found.tables else pd.DataFrame()


def order_picture(found: Ranking, outcome: str) -> Picture:
    """The steps that an order takes, drawn."""
    words, steps = found.words, taken(found, outcome)
    effects = [triple(row, *EFFECT) for _, row in steps.iterrows()]
    before = [0.0, *(one[0] for one in effects)]
    labels = [found.label(int(row["number"])) for _, row in steps.iterrows()]
    rows = list(zip(labels, before, effects, strict=False))
    sheet = drawings.order(words, f"order-{outcome}", rows, found.unit(outcome))
    said = [f"{found.name(int(row['number']))}: {added(found, outcome, row)}" for _, row in steps.iterrows()]
    return Picture(sheet, found.outcome(outcome), " ".join(said), found.over("rank.order.caption"))


def added(found: Ranking, outcome: str, row: pd.Series) -> str:
    """What a step adds, as a sentence."""
    texts = {"gain": found.effect(outcome, triple(row, *GAIN)), "unit": found.unit(outcome)}
    effect = found.words.number(row["effect"], found.decimals(outcome), sign=True)
    return found.words("rank.order.first" if row["step"] == 1 else "rank.order.added", effect=effect, **texts)


def _step(found: Ranking, outcome: str, row: pd.Series) -> Item:
    words = found.words
    lines = [added(found, outcome, row), words("rank.order.costs", costs=costs(found, row))]
    if isinstance(row["as_good"], str):  # else empty
        others = [int(one) for one in row["as_good"].split("+")]
        lines.append(words("rank.order.as_good", measures=found.listing(others)))
    return Item(found.name(int(row["number"])), lines)


def ending(found: Ranking, outcome: str) -> str:
    """Why an order ends where it does."""
    words, row = found.words, found.part("order", outcome).iloc[-1]
    if not row["number"]:
        return words(f"rank.order.ends.{row['says']}")
    texts = {"measure": found.name(int(row["number"])), "gain": found.effect(outcome, triple(row, *GAIN))}
    key = "rank.order.nothing" if row["step"] == 1 else f"rank.order.ends.{row['says']}"
    return words(key, unit=found.unit(outcome), **texts)
