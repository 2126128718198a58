"""An order in which to introduce the measures of a ranking, and why it ends."""

from __future__ import annotations

import pandas as pd

from bygd.statistics.combinations.steps import ADDED
from experiments.display.sureness import sentence
from experiments.report.blocks import Block, Item, Items, Picture, Pictures, Text
from experiments.report.ranking import drawings
from experiments.report.ranking.best import costs
from experiments.report.ranking.data import EFFECT, Ranking, triple

GAIN = ("gain", "gain_low", "gain_high")


def order(result: Ranking, outcome: str) -> list[Block]:
    """An order of introduction, step by step, and why it ends."""
    words = result.words
    if result.part("order", outcome).empty:
        return [Text(words("rank.order.not_known"))]
    limits_ = [words(f"rank.order.limit.{name}", n=words.number(n)) for name, n in result.said["budgets"].items()]
    budget = words("rank.order.budget", limits=words.listing(limits_)) if limits_ else words("rank.order.no_budget")
    blocks: list[Block] = [Text(words("rank.order.how")), Text(budget)]
    steps = taken(result, outcome)
    if len(steps):
        blocks += [Items([_step(result, outcome, row) for _, row in steps.iterrows()], numbered=True)]
    blocks.append(Text(ending(result, outcome)))
    if len(steps) > 1:
        blocks.append(Pictures([order_picture(result, outcome)]))
    if limits_ or not len(steps):  # what a budget allows is not to be measured by what it forbids
        return blocks
    inside = result.said["best"][outcome]["order_ends_inside"]
    return [*blocks, Text(words(f"rank.order.{'inside' if inside else 'outside'}"))]


def taken(result: Ranking, outcome: str) -> pd.DataFrame:
    """Steps that an order takes."""
    return result.part("order", outcome, says=ADDED) if "order" in result.tables else pd.DataFrame()


def order_picture(result: Ranking, outcome: str) -> Picture:
    """The steps that an order takes, drawn."""
    words, steps = result.words, taken(result, outcome)
    effects = [triple(row, *EFFECT) for _, row in steps.iterrows()]
    before = [0.0, *(item[0] for item in effects)]
    labels = [result.label(int(row["number"])) for _, row in steps.iterrows()]
    tones = [result.sure(outcome, row, GAIN).tone for _, row in steps.iterrows()]
    rows = list(zip(labels, tones, before, effects, strict=False))
    sheet = drawings.order(words, f"order-{outcome}", rows, result.unit(outcome))
    texts = [f"{result.name(int(row['number']))}: {added(result, outcome, row)}" for _, row in steps.iterrows()]
    caption = " ".join((result.over("rank.order.caption"), words("figures.colours")))
    return Picture(sheet, result.outcome(outcome), " ".join(texts), caption)


def added(result: Ranking, outcome: str, row: pd.Series) -> str:
    """What a step adds, as a sentence."""
    texts = {"gain": result.effect(outcome, triple(row, *GAIN)), "unit": result.unit(outcome)}
    effect = result.words.number(row["effect"], result.decimals(outcome), sign=True)
    text = result.words("rank.order.first" if row["step"] == 1 else "rank.order.added", effect=effect, **texts)
    return f"{text} {sentence(result.words, result.sure(outcome, row, GAIN, [int(row['number'])]))}"


def _step(result: Ranking, outcome: str, row: pd.Series) -> Item:
    words = result.words
    lines = [added(result, outcome, row), words("rank.order.costs", costs=costs(result, row))]
    if isinstance(row["as_good"], str):  # else empty
        others = [int(item) for item in row["as_good"].split("+")]
        lines.append(words("rank.order.as_good", measures=result.listing(others)))
    return Item(result.name(int(row["number"])), lines)


def ending(result: Ranking, outcome: str) -> str:
    """Why an order ends where it does."""
    words, row = result.words, result.part("order", outcome).iloc[-1]
    if not row["number"]:
        return words(f"rank.order.ends.{row['says']}")
    number = int(row["number"])
    texts = {"measure": result.name(number), "gain": result.effect(outcome, triple(row, *GAIN))}
    texts["sure"] = sentence(words, result.sure(outcome, row, GAIN), evidence=False)
    key = "rank.order.nothing" if row["step"] == 1 else f"rank.order.ends.{row['says']}"
    return words(key, unit=result.unit(outcome), **texts)
