"""Which combinations of a ranking may be the best, and what the effect costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Table, Text
from experiments.report.ranking import drawings
from experiments.report.ranking.data import EFFECT, Ranking, triple
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

COSTS = ("kr_municipality", "hours_asked")  # each drawn; the table of the frontier adds the state
PAYERS = ("kr_municipality", "kr_state", "hours_asked")


def best(found: Ranking, outcome: str) -> list[Block]:
    """The combinations that cannot be told from the best, and why no single one is named the winner."""
    words, said = found.words, found.said["best"][outcome]
    cursed = curse(found, outcome)
    if said["inside"] == 1:
        return [Text(_of(found, outcome, words("rank.best.only"), said["fewest"])), cursed]
    counts = {"n": words.number(said["inside"]), "of": words.number(found.said["combinations"])}
    inside = found.over("rank.best.inside", **counts)
    lines = []
    for name, share in (("always", 1), ("never", 0)):
        having = [int(i) for i, one in said["shares"].items() if one == share]
        if having:
            lines.append(words(f"rank.best.{name}", measures=found.listing(having)))
    kept = {"few": said["fewest"], **{cost: said["cheapest"][cost] for cost in COSTS}}
    for combination, one in {one["combination"]: one for one in kept.values()}.items():
        names = [words(f"rank.best.{name}") for name, other in kept.items() if other["combination"] == combination]
        lines.append(_of(found, outcome, words.listing(names), one))
    lines += [_near(found, outcome, kept.values())] if found.told_apart else []
    beyond = [] if found.said["all_combinations"] else [Text(words("rank.best.sampled"))]
    points = Items([Item("", [line]) for line in lines])
    return [Text(inside), *beyond, points, Heading(words("rank.best.why")), cursed]


def _of(found: Ranking, outcome: str, lead: str, one: dict[str, Any]) -> str:
    """A combination with its effect and costs, as a sentence."""
    texts = {"lead": lead[:1].upper() + lead[1:], "combination": found.combination(one["combination"])}
    texts |= {"effect": found.effect(outcome, triple(one, *EFFECT)), "unit": found.unit(outcome)}
    return found.words("rank.best.one", **texts, costs=costs(found, one))


def _near(found: Ranking, outcome: str, kept: Iterable[dict[str, Any]]) -> str:
    """In how many members the named combinations, and the one that looks best, are the best or nearly."""
    words, said = found.words, found.said["best"][outcome]
    near = {said["winner"]: said["winner_near"]} | {one["combination"]: one["near"] for one in kept}
    each = [
        words("rank.best.near_one", combination=found.signs(combination), n=words.number(n))
        for combination, n in near.items()
    ]
    margin = found.said["outcomes"][outcome]["margin"]
    texts = {"each": words.listing(each), "members": str(found.members)}
    if not margin:
        return words("rank.best.near_exactly", **texts)
    return words("rank.best.near", margin=words.plain(margin), unit=found.unit(outcome), **texts)


def costs(found: Ranking, one: Any) -> str:
    """What a combination takes more or less than nothing, a year, from each payer."""
    return found.words.listing([amount(found, cost, float(one[f"{cost}_extra"])) for cost in PAYERS])


def amount(found: Ranking, cost: str, value: float) -> str:
    """An extra cost in words: kroner, or hours."""
    scale = 1 / OUTCOMES[cost].scale
    return found.words(f"rank.amount.{cost}", n=found.words.rounded(round(scale * value), sign=True))


def curse(found: Ranking, outcome: str) -> Text:
    """What naming a winner would promise too much."""
    words, said = found.words, found.said["best"][outcome]
    decimals = found.decimals(outcome)
    numbers = {name: words.number(said[name], decimals, sign=True) for name in ("named", "honest")}
    texts = {"combination": found.signs(said["winner"]), "unit": found.unit(outcome)}
    texts["too_much"] = words.number(said["optimism"], decimals)
    kind = "curse" if numbers["named"] != numbers["honest"] and said["optimism"] > 0 else "no_curse"
    return Text(found.over(f"rank.best.{kind}", **texts, **numbers))


def frontier(found: Ranking, outcome: str) -> list[Block]:
    """Effect against cost, and what nothing cheaper reaches."""
    words, hours = found.words, found.said["hours"]
    texts = {name: words.number(hours[name]) for name in ("asked", "had")}
    blocks: list[Block] = [Text(words("rank.frontier.how")), Text(words("rank.frontier.hours", **texts))]
    clear = found.part("frontier", outcome, clear_step=1)
    drawn = [_frontier(found, outcome, cost, clear[clear["cost"] == cost]) for cost in COSTS]
    blocks += [Pictures(drawn), Text(found.over("rank.frontier.caption"), "note")]
    chosen = clear[clear["cost"].isin(COSTS)].drop_duplicates("combination").sort_values("effect")
    if chosen.empty:
        return [*blocks, Text(words("rank.frontier.none"))]
    every = found.tables["combinations"].set_index("combination")
    rows = []
    for _, row in chosen.iterrows():
        extra = [every.loc[row["combination"], f"{cost}_extra"] for cost in PAYERS]
        amounts = [words.rounded(float(one), sign=True) for one in extra]
        rows.append([found.signs(row["combination"]), found.cell(outcome, triple(row, *EFFECT)), *amounts])
    head = [words("rank.frontier.head.combination"), words("rank.frontier.head.effect", unit=found.unit(outcome))]
    head += [words(f"rank.frontier.head.{cost}") for cost in PAYERS]
    return [*blocks, Table(words("rank.frontier.table"), head, rows)]


def _frontier(found: Ranking, outcome: str, cost: str, steps: pd.DataFrame) -> Picture:
    words, every = found.words, found.tables["combinations"]
    points = [(float(row["extra"]), triple(row, *EFFECT), row["combination"]) for _, row in steps.iterrows()]
    maybe: np.ndarray = every[f"{outcome}_may_be_best"].to_numpy() == 1
    cloud = every[f"{cost}_extra"].to_numpy(), every[f"{outcome}_effect"].to_numpy(), maybe
    axis = words(f"rank.frontier.axis.{cost}"), words("rank.frontier.upright", unit=found.unit(outcome))
    svg = drawings.frontier(words, f"cost-{cost}-{outcome}", cloud, points, axis)
    said = [
        words(
            "rank.frontier.row",
            combination=found.signs(label),
            effect=found.effect(outcome, effect),
            amount=amount(found, cost, at),
        )
        for at, effect, label in points
    ]
    return Picture(svg, words(f"rank.frontier.cost.{cost}"), " ".join(said) or words("rank.frontier.none"))
