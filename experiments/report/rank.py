"""Sections of a ranking: what measures contribute, pairs, what may be the best, cost, an order, how sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.ranking import ADDED
from experiments.report import certainty, opening, rank_charts
from experiments.report.blocks import Block, Box, Heading, Item, Items, Page, Picture, Pictures, Section, Table, Text
from experiments.report.rank_data import EFFECT, Ranking, triple
from sim.outcomes import OUTCOMES

COSTS = ("kr_municipality", "hours_asked")  # each drawn; the table of the frontier adds the state
PAYERS = ("kr_municipality", "kr_state", "hours_asked")
SMALL = 1000  # adults; with fewer, chance moves a share by more than the point and a half that measures do
SHOWN = 5  # pairs of each kind that are named; the drawing shows all
GAIN = ("gain", "gain_low", "gain_high")


def page(found: Ranking) -> Page:
    """The report of a ranking; the first outcome in full, the others in short."""
    words, (first, *others) = found.words, found.said["outcomes"]
    sections = [
        Section("measures", words("section.measures"), measures(found)),
        Section("worth", words("rank.worth.title"), worth(found, first)),
        Section("pairs", words("rank.pairs.title"), pairs(found, first)),
        Section("best", words("rank.best.title"), best(found, first)),
        Section("cost", words("rank.frontier.title"), frontier(found, first)),
        Section("order", words("rank.order.title"), order(found, first)),
        Section("others", words("rank.others.title"), others_in_short(found, others)),
        Section("sure", words("section.sure"), sure(found)),
        Section("limits", words("section.limits"), limits(found)),
    ]
    first_of_all = [*question(found), in_short(found, first)]
    title = words("rank.title", place=found.said["place"])
    return Page(title, found.paper, first_of_all, [one for one in sections if one.blocks])


# --- the opening ----------------------------------------------------------------


def question(found: Ranking) -> list[Block]:
    """What was asked, and what was simulated."""
    words, said = found.words, found.said
    key = "rank.all" if said["all_combinations"] else "rank.sampled"
    counts = {name: words.number(said[name]) for name in ("combinations", "orders")}
    blocks: list[Block] = [
        Text(words("rank.question", place=said["place"]), "lead"),
        Text(words(key, k=str(found.k), **counts)),
        *opening.setting(words, found.made, said["adults"], said["replicates"]),
    ]
    if said["with"][words.language]:
        blocks.append(Text(words("rank.also", measures=words.listing(said["with"][words.language]))))
    return [*blocks, Text(failed(found), "strong")] if said["failed"]["runs"] else blocks


def failed(found: Ranking) -> str:
    """How many runs failed, and what that means."""
    counts = found.said["failed"]
    if not counts["runs"]:
        return found.words("sure.no_failed")
    return found.words("rank.failed", **{name: found.words.number(n) for name, n in counts.items()})


def in_short(found: Ranking, outcome: str) -> Box:
    """The findings: all at once, what contributes, no single winner, where to begin."""
    words = found.words
    total = found.part("shapley", outcome, kind="total").iloc[0]
    lines = [found.sentence(outcome, triple(total))]
    if not total["clear"]:
        lines.append(words("rank.short.unclear"))
    items = [
        Item(words("rank.short.all", k=str(found.k)), lines),
        Item(words("rank.short.worth"), contributions(found, outcome)),
        Item(words("rank.short.best"), _best_in_short(found, outcome)),
    ]
    if len(found.part("order", outcome)):
        items.append(Item(words("rank.short.order"), [_order_in_short(found, outcome)]))
    title = words("rank.short.title", outcome=found.outcome(outcome).lower())
    return Box("short", title, items, " ".join([words("rank.short.sure"), *_weak(found)]))


def contributions(found: Ranking, outcome: str) -> list[str]:
    """Measures whose share is clearly above or below zero, the largest first."""
    table = found.part("shapley", outcome, kind="shapley", clear=1)
    table = table.reindex(table["value"].abs().sort_values(ascending=False).index)
    sides = {"up": table[table["value"] > 0], "down": table[table["value"] < 0]}
    said = [
        found.words(f"rank.short.{side}", measures=found.words.listing([found.name(int(n)) for n in rows["number"]]))
        for side, rows in sides.items()
        if len(rows)
    ]
    return said or [found.words("rank.short.neither")]


def _best_in_short(found: Ranking, outcome: str) -> list[str]:
    words, best_ = found.words, found.said["best"][outcome]
    few = best_["fewest"]
    texts = {"n": words.number(best_["inside"]), "of": words.number(found.said["combinations"])}
    texts["combination"] = found.combination(few["combination"])
    if best_["inside"] == 1:
        return [words("rank.short.only", **texts), found.sentence(outcome, triple(few, *EFFECT))]
    if few["combination"] == "0":
        return [words("rank.short.even_nothing", **texts)]
    return [words("rank.short.inside", **texts), found.sentence(outcome, triple(few, *EFFECT))]


def _order_in_short(found: Ranking, outcome: str) -> str:
    words, steps = found.words, _taken(found, outcome)
    names = [found.name(int(row["number"])) for _, row in steps.iterrows()]
    if not names:
        return words("rank.short.no_step")
    end = words(f"rank.short.end.{found.part('order', outcome).iloc[-1]['says']}")
    if len(names) == 1:
        return f"{words('rank.short.one_step', measure=names[0])} {end}"
    then = words("rank.short.then").join(names[1:])
    return f"{words('rank.short.steps', first=names[0], then=then)} {end}"


def _weak(found: Ranking) -> list[str]:
    """How many measures rest on weak evidence, if any."""
    weak = sum(any(policy.grade in "CDX" for policy in policies) for policies in found.policies)
    return [found.words("rank.weak", n=str(weak), k=str(found.k))] if weak else []


def measures(found: Ranking) -> list[Block]:
    """What each measure is, with the number that it has on the page."""
    language = found.words.language
    items = [
        Item(found.label(n), [getattr(policy.description, language) for policy in policies])
        for n, policies in zip(found.numbers, found.policies, strict=True)
    ]
    return [Text(found.words("measures.levels")), Text(found.words("rank.numbered")), Items(items)]


# --- what each is worth, and pairs ----------------------------------------------------------------


def worth(found: Ranking, outcome: str) -> list[Block]:
    """Share, alone and last of each measure."""
    return [
        Text(found.words("rank.outcome", outcome=found.outcome(outcome)), "strong"),
        Text(found.words("rank.worth.how")),
        *everything(found, outcome),
        Pictures([_worth(found, outcome)]),
        _worth_table(found, outcome),
    ]


def everything(found: Ranking, outcome: str) -> list[Block]:
    """What all measures do together."""
    words, total = found.words, found.part("shapley", outcome, kind="total").iloc[0]
    key = "rank.worth.total" if total["clear"] else "rank.worth.total_unclear"
    said = words(key, k=str(found.k), effect=found.effect(outcome, triple(total)), unit=found.unit(outcome))
    less = [Text(words("rank.less"))] if found.said["outcomes"][outcome]["direction"] < 0 else []
    return [Text(said), *less]


def _worth(found: Ranking, outcome: str) -> Picture:
    words = found.words
    tables = _kinds(found, outcome)
    rows = [(found.label(n), *(triple(table.loc[n]) for table in tables.values())) for n in found.numbers]
    said = [
        words(
            "rank.worth.row",
            measure=found.name(n),
            **{kind: found.effect(outcome, triple(table.loc[n]), fine=True) for kind, table in tables.items()},
        )
        for n in found.numbers
    ]
    svg = rank_charts.worth(words, f"worth-{outcome}", rows, found.unit(outcome))  # type: ignore[arg-type]
    return Picture(svg, found.outcome(outcome), " ".join(said), words("rank.worth.caption"))


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
    return Table(words("rank.worth.table", unit=found.unit(outcome)), head, rows)


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
    svg = rank_charts.pairs(words, f"pairs-{outcome}", found.k, cells)
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


# --- what may be the best, and what it costs ----------------------------------------------------------------


def best(found: Ranking, outcome: str) -> list[Block]:
    """The combinations that cannot be told from the best, and why no single one is named the winner."""
    words, said = found.words, found.said["best"][outcome]
    curse = _curse(found, outcome)
    if said["inside"] == 1:
        return [Text(_of(found, outcome, words("rank.best.only"), said["fewest"])), curse]
    inside = words("rank.best.inside", n=words.number(said["inside"]), of=words.number(found.said["combinations"]))
    lines = []
    for name, share in (("always", 1), ("never", 0)):
        having = [int(i) for i, one in said["shares"].items() if one == share]
        if having:
            lines.append(words(f"rank.best.{name}", measures=found.listing(having)))
    kept = {"few": said["fewest"], **{cost: said["cheapest"][cost] for cost in COSTS}}
    for combination, one in {one["combination"]: one for one in kept.values()}.items():
        names = [words(f"rank.best.{name}") for name, other in kept.items() if other["combination"] == combination]
        lines.append(_of(found, outcome, words.listing(names), one))
    beyond = [] if found.said["all_combinations"] else [Text(words("rank.best.sampled"))]
    points = Items([Item("", [line]) for line in lines])
    return [Text(inside), *beyond, points, Heading(words("rank.best.why")), curse]


def _of(found: Ranking, outcome: str, lead: str, one: dict[str, Any]) -> str:
    """A combination with its effect and costs, as a sentence."""
    texts = {"lead": lead[:1].upper() + lead[1:], "combination": found.combination(one["combination"])}
    texts |= {"effect": found.effect(outcome, triple(one, *EFFECT)), "unit": found.unit(outcome)}
    return found.words("rank.best.one", **texts, costs=costs(found, one))


def costs(found: Ranking, one: Any) -> str:
    """What a combination takes more or less than nothing, a year, from each payer."""
    return found.words.listing([amount(found, cost, float(one[f"{cost}_extra"])) for cost in PAYERS])


def amount(found: Ranking, cost: str, value: float) -> str:
    """An extra cost in words: kroner, or hours."""
    scale = 1 / OUTCOMES[cost].scale
    return found.words(f"rank.amount.{cost}", n=found.words.rounded(round(scale * value), sign=True))


def _curse(found: Ranking, outcome: str) -> Text:
    """What naming a winner would promise too much."""
    words, said = found.words, found.said["best"][outcome]
    decimals = found.decimals(outcome)
    numbers = {name: words.number(said[name], decimals, sign=True) for name in ("named", "honest")}
    texts = {"combination": found.signs(said["winner"]), "unit": found.unit(outcome)}
    texts["too_much"] = words.number(said["optimism"], decimals)
    kind = "curse" if numbers["named"] != numbers["honest"] and said["optimism"] > 0 else "no_curse"
    return Text(words(f"rank.best.{kind}", **texts, **numbers))


def frontier(found: Ranking, outcome: str) -> list[Block]:
    """Effect against cost, and what nothing cheaper reaches."""
    words, hours = found.words, found.said["hours"]
    texts = {name: words.number(hours[name]) for name in ("asked", "had")}
    blocks: list[Block] = [Text(words("rank.frontier.how")), Text(words("rank.frontier.hours", **texts))]
    clear = found.part("frontier", outcome, clear_step=1)
    drawn = [_frontier(found, outcome, cost, clear[clear["cost"] == cost]) for cost in COSTS]
    blocks += [Pictures(drawn), Text(words("rank.frontier.caption"), "note")]
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
    svg = rank_charts.frontier(words, f"cost-{cost}-{outcome}", cloud, points, axis)
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


# --- an order of introduction ----------------------------------------------------------------


def order(found: Ranking, outcome: str) -> list[Block]:
    """An order of introduction, step by step, and why it ends."""
    words = found.words
    if found.part("order", outcome).empty:
        return [Text(words("rank.order.not_known"))]
    limits_ = [words(f"rank.order.limit.{name}", n=words.number(n)) for name, n in found.said["budgets"].items()]
    budget = words("rank.order.budget", limits=words.listing(limits_)) if limits_ else words("rank.order.no_budget")
    blocks: list[Block] = [Text(words("rank.order.how")), Text(budget)]
    steps = _taken(found, outcome)
    if len(steps):
        blocks += [Items([_step(found, outcome, row) for _, row in steps.iterrows()], numbered=True)]
    blocks.append(Text(ending(found, outcome)))
    if len(steps) > 1:
        blocks.append(Pictures([_steps(found, outcome, steps)]))
    if limits_ or not len(steps):  # what a budget allows is not to be measured by what it forbids
        return blocks
    inside = found.said["best"][outcome]["order_ends_inside"]
    return [*blocks, Text(words(f"rank.order.{'inside' if inside else 'outside'}"))]


def _taken(found: Ranking, outcome: str) -> pd.DataFrame:
    """Steps that an order takes."""
    return found.part("order", outcome, says=ADDED) if "order" in found.tables else pd.DataFrame()


def _steps(found: Ranking, outcome: str, steps: pd.DataFrame) -> Picture:
    words = found.words
    effects = [triple(row, *EFFECT) for _, row in steps.iterrows()]
    before = [0.0, *(one[0] for one in effects)]
    labels = [found.label(int(row["number"])) for _, row in steps.iterrows()]
    rows = list(zip(labels, before, effects, strict=False))
    svg = rank_charts.order(words, f"order-{outcome}", rows, found.unit(outcome))
    said = [f"{found.name(int(row['number']))}: {added(found, outcome, row)}" for _, row in steps.iterrows()]
    return Picture(svg, found.outcome(outcome), " ".join(said), words("rank.order.caption"))


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


# --- other outcomes, and how sure ----------------------------------------------------------------


def others_in_short(found: Ranking, outcomes: list[str]) -> list[Block]:
    """Further outcomes: what contributes as drawings side by side, then each in a few sentences."""
    if not outcomes:
        return []
    drawn = Pictures([_worth(found, one) for one in outcomes])
    return [drawn, *(block for one in outcomes for block in _other(found, one))]


def _other(found: Ranking, outcome: str) -> list[Block]:
    """What contributes, what may be the best, an order in a line."""
    blocks: list[Block] = [Heading(found.outcome(outcome)), *everything(found, outcome)]
    blocks += [Text(line) for line in [*contributions(found, outcome), *_best_in_short(found, outcome)]]
    if found.said["best"][outcome]["inside"] > 1:
        blocks.append(_curse(found, outcome))
    if len(found.part("order", outcome)):
        blocks.append(Text(found.words("rank.others.order", order=_order_in_short(found, outcome))))
    return blocks


def sure(found: Ranking) -> list[Block]:
    """What the intervals hold and do not hold, failed runs, what the model's numbers rest on."""
    words = found.words
    runs = words("rank.sure.runs", runs=words.number(found.said["replicates"]))
    error = [] if found.said["all_combinations"] else [Text(words("rank.sure.sampled"))]
    return [
        Text(runs),
        Text(words("rank.sure.joint")),
        *error,
        Text(failed(found)),
        Text(" ".join([words("sure.chance"), *_weak(found)]), "strong"),
        Text(_size(found)),
        *certainty.grades(words),
        *certainty.own_numbers(words, found.made),
    ]


def _size(found: Ranking) -> str:
    """How many people a percentage point is, and whether local figures could show so few."""
    words, adults = found.words, found.said["adults"]
    n = words("numbers.one") if round(adults / 100) == 1 else words.plain(round(adults / 100, int(adults < 100)))
    said = words("rank.sure.size", place=found.said["place"], adults=words.number(adults), n=n)
    return f"{said} {words('rank.sure.small')}" if adults < SMALL else said


def limits(found: Ranking) -> list[Block]:
    """What is left out, what the page is not for, how to make it again."""
    words = found.words
    also = Text(words("rank.not_said"))
    return [also, *certainty.left_out(words), *certainty.repeat(words, found.paper, found.made.seed)]
