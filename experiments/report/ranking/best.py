"""Which combinations of a ranking may be the best, and what the effect costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.display.words import capital
from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Table, Text
from experiments.report.ranking import drawings
from experiments.report.ranking.data import EFFECT, Ranking, triple
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

COSTS = ("kr_municipality", "hours_asked")  # each drawn; the table of the frontier adds the state
PAYERS = ("kr_municipality", "kr_state", "hours_asked")


def best(result: Ranking, outcome: str) -> list[Block]:
    """The combinations that cannot be told from the best, and why no single one is named the winner."""
    words, given = result.words, result.said["best"][outcome]
    cursed = curse(result, outcome)
    if given["inside"] == 1:
        return [Text(_of(result, outcome, words("rank.best.only"), given["fewest"])), cursed]
    counts = {"n": words.number(given["inside"]), "of": words.number(result.said["combinations"])}
    inside = result.over("rank.best.inside", **counts)
    lines = []
    for name, share in (("always", 1), ("never", 0)):
        having = [int(i) for i, item in given["shares"].items() if item == share]
        if having:
            lines.append(words(f"rank.best.{name}", measures=result.listing(having)))
    kept = {"few": given["fewest"], **{cost: given["cheapest"][cost] for cost in COSTS}}
    for combination, item in {item["combination"]: item for item in kept.values()}.items():
        names = [words(f"rank.best.{name}") for name, other in kept.items() if other["combination"] == combination]
        lines.append(_of(result, outcome, words.listing(names), item))
    lines += [_near(result, outcome, kept.values())] if result.told_apart else []
    beyond = [] if result.said["all_combinations"] else [Text(words("rank.best.sampled"))]
    points = Items([Item("", [line]) for line in lines])
    return [Text(inside), *beyond, points, Heading(words("rank.best.why")), cursed]


def _of(result: Ranking, outcome: str, lead: str, item: dict[str, Any]) -> str:
    """A combination with its effect and costs, as a sentence."""
    texts = {"lead": capital(lead), "combination": result.combination(item["combination"])}
    texts |= {"effect": result.effect(outcome, triple(item, *EFFECT)), "unit": result.unit(outcome)}
    return result.words("rank.best.one", **texts, costs=costs(result, item))


def _near(result: Ranking, outcome: str, kept: Iterable[dict[str, Any]]) -> str:
    """In how many members the named combinations, and the one that looks best, are the best or nearly."""
    words, given = result.words, result.said["best"][outcome]
    near = {given["winner"]: given["winner_near"]} | {item["combination"]: item["near"] for item in kept}
    each = [
        words("rank.best.near_one", combination=result.signs(combination), n=words.number(n))
        for combination, n in near.items()
    ]
    margin = result.said["outcomes"][outcome]["margin"]
    texts = {"each": words.listing(each), "members": str(result.members)}
    if not margin:
        return words("rank.best.near_exactly", **texts)
    return words("rank.best.near", margin=words.plain(margin), unit=result.unit(outcome), **texts)


def costs(result: Ranking, item: Any) -> str:
    """What a combination takes more or less than nothing, a year, from each payer."""
    return result.words.listing([amount(result, cost, float(item[f"{cost}_extra"])) for cost in PAYERS])


def amount(result: Ranking, cost: str, value: float) -> str:
    """An extra cost in words: kroner, or hours."""
    scale = 1 / OUTCOMES[cost].scale
    return result.words(f"rank.amount.{cost}", n=result.words.rounded(round(scale * value), sign=True))


def curse(result: Ranking, outcome: str) -> Text:
    """What naming a winner would promise too much."""
    words, given = result.words, result.said["best"][outcome]
    decimals = result.decimals(outcome)
    numbers = {name: words.number(given[name], decimals, sign=True) for name in ("named", "honest")}
    texts = {"combination": result.signs(given["winner"]), "unit": result.unit(outcome)}
    texts["too_much"] = words.number(given["optimism"], decimals)
    kind = "curse" if numbers["named"] != numbers["honest"] and given["optimism"] > 0 else "no_curse"
    return Text(result.over(f"rank.best.{kind}", **texts, **numbers))


def frontier(result: Ranking, outcome: str) -> list[Block]:
    """Effect against cost, and what nothing cheaper reaches."""
    words, hours = result.words, result.said["hours"]
    texts = {name: words.number(hours[name]) for name in ("asked", "had")}
    blocks: list[Block] = [Text(words("rank.frontier.how")), Text(words("rank.frontier.hours", **texts))]
    clear = result.part("frontier", outcome, clear_step=1)
    drawn = [frontier_picture(result, outcome, [cost]) for cost in COSTS]
    blocks += [Pictures(drawn), Text(result.over("rank.frontier.caption"), "note")]
    chosen = clear[clear["cost"].isin(COSTS)].drop_duplicates("combination").sort_values("effect")
    if chosen.empty:
        return [*blocks, Text(words("rank.frontier.none"))]
    every = result.tables["combinations"].set_index("combination")
    rows = []
    for _, row in chosen.iterrows():
        extra = [every.loc[row["combination"], f"{cost}_extra"] for cost in PAYERS]
        amounts = [words.rounded(float(item), sign=True) for item in extra]
        rows.append([result.signs(row["combination"]), result.cell(outcome, triple(row, *EFFECT)), *amounts])
    head = [words("rank.frontier.head.combination"), words("rank.frontier.head.effect", unit=result.unit(outcome))]
    head += [words(f"rank.frontier.head.{cost}") for cost in PAYERS]
    return [*blocks, Table(words("rank.frontier.table"), head, rows)]


def frontier_picture(result: Ranking, outcome: str, costs: Sequence[str]) -> Picture:
    """Effect against each cost, drawn; titled by the first."""
    words, every = result.words, result.tables["combinations"]
    maybe: np.ndarray = every[f"{outcome}_may_be_best"].to_numpy() == 1
    panels, given = [], []
    for cost in costs:
        rows = [row for _, row in result.part("frontier", outcome, clear_step=1, cost=cost).iterrows()]
        steps = [(float(row["extra"]), triple(row, *EFFECT), row["combination"]) for row in rows]
        cloud = every[f"{cost}_extra"].to_numpy(), every[f"{outcome}_effect"].to_numpy(), maybe
        panels.append((cloud, steps, words(f"rank.frontier.axis.{cost}")))
        for at, effect, label in steps:
            texts = {"effect": result.effect(outcome, effect), "amount": amount(result, cost, at)}
            given.append(words("rank.frontier.row", combination=result.signs(label), **texts))
    upright = words("rank.frontier.upright", unit=result.unit(outcome))
    sheet = drawings.frontier(words, f"cost-{costs[0]}-{outcome}", panels, upright)
    return Picture(sheet, words(f"rank.frontier.cost.{costs[0]}"), " ".join(given) or words("rank.frontier.none"))
