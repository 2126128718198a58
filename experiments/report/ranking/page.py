"""Sections of a ranking: what measures contribute, pairs, what may be the best, cost, an order, how sure."""

from __future__ import annotations

from bygd.scenarios import ensembles
from experiments.report import certainty, opening
from experiments.report.blocks import Block, Box, Heading, Item, Items, Page, Pictures, Section, Text
from experiments.report.ranking import best, order, worth
from experiments.report.ranking.data import EFFECT, Ranking, triple

SMALL = 1000  # adults; with fewer, chance moves a share by more than the point and a half that measures do


def page(found: Ranking) -> Page:
    """The report of a ranking; the first outcome in full, the others in short."""
    words, (first, *others) = found.words, found.said["outcomes"]
    sections = [
        Section("measures", words("section.measures"), measures(found)),
        Section("worth", words("rank.worth.title"), worth.worth(found, first)),
        Section("pairs", words("rank.pairs.title"), worth.pairs(found, first)),
        Section("best", words("rank.best.title"), best.best(found, first)),
        Section("cost", words("rank.frontier.title"), best.frontier(found, first)),
        Section("order", words("rank.order.title"), order.order(found, first)),
        Section("others", words("rank.others.title"), others_in_short(found, others)),
        Section("sure", words("section.sure"), sure(found)),
        Section("limits", words("section.limits"), limits(found)),
    ]
    first_of_all = [*question(found), in_short(found, first)]
    title = words("rank.title", municipality=found.said["municipality"])
    return Page(title, found.paper, first_of_all, [one for one in sections if one.blocks])


# --- the opening ----------------------------------------------------------------


def question(found: Ranking) -> list[Block]:
    """What was asked, and what was simulated."""
    words, said = found.words, found.said
    key = "rank.all" if said["all_combinations"] else "rank.sampled"
    counts = {name: words.number(said[name]) for name in ("combinations", "orders")}
    blocks: list[Block] = [
        Text(words("rank.question", municipality=said["municipality"]), "lead"),
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
    lines += [words("rank.short.helps", n=found.helps(total), members=str(found.members))] if found.told_apart else []
    items = [
        Item(words("rank.short.all", k=str(found.k)), lines),
        Item(words("rank.short.worth"), contributions(found, outcome)),
        Item(words("rank.short.best"), _best_in_short(found, outcome)),
    ]
    if len(found.part("order", outcome)):
        items.append(Item(words("rank.short.order"), [_order_in_short(found, outcome)]))
    title = words("rank.short.title", outcome=found.outcome(outcome).lower())
    return Box("short", title, items, " ".join([found.over("rank.short.sure"), *_weak(found)]))


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
    words, steps = found.words, order.taken(found, outcome)
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


# --- other outcomes, and how sure ----------------------------------------------------------------


def others_in_short(found: Ranking, outcomes: list[str]) -> list[Block]:
    """Further outcomes: what contributes as drawings side by side, then each in a few sentences."""
    if not outcomes:
        return []
    drawn = Pictures([worth.drawing(found, one) for one in outcomes])
    return [drawn, *(block for one in outcomes for block in _other(found, one))]


def _other(found: Ranking, outcome: str) -> list[Block]:
    """What contributes, what may be the best, an order in a line."""
    blocks: list[Block] = [Heading(found.outcome(outcome)), *worth.everything(found, outcome)]
    blocks += [Text(line) for line in [*contributions(found, outcome), *_best_in_short(found, outcome)]]
    if found.said["best"][outcome]["inside"] > 1:
        blocks.append(best.curse(found, outcome))
    if len(found.part("order", outcome)):
        blocks.append(Text(found.words("rank.others.order", order=_order_in_short(found, outcome))))
    return blocks


def sure(found: Ranking) -> list[Block]:
    """What the intervals hold and do not hold, failed runs, what the model's numbers rest on."""
    words = found.words
    runs = found.over("rank.sure.runs", runs=words.number(found.said["replicates"]))
    error = [] if found.said["all_combinations"] else [Text(words("rank.sure.sampled"))]
    return [
        Text(runs),
        Text(words("rank.sure.joint")),
        *error,
        Text(failed(found)),
        Text(" ".join([_what_intervals_hold(found), *_weak(found)]), "strong"),
        Text(_size(found)),
        *certainty.grades(words),
        *certainty.own_numbers(words, found.made),
    ]


def _what_intervals_hold(found: Ranking) -> str:
    """Chance alone, or also what nobody has measured."""
    if found.members == 1:
        return found.words("sure.chance")
    made = found.words.date(ensembles.load(found.made.ensemble).about["made"])
    return found.words("sure.members", members=str(found.members), made=made)


def _size(found: Ranking) -> str:
    """How many people a percentage point is, and whether local figures could show so few."""
    words, adults = found.words, found.said["adults"]
    n = words("numbers.one") if round(adults / 100) == 1 else words.plain(round(adults / 100, int(adults < 100)))
    said = words("rank.sure.size", municipality=found.said["municipality"], adults=words.number(adults), n=n)
    return f"{said} {words('rank.sure.small')}" if adults < SMALL else said


def limits(found: Ranking) -> list[Block]:
    """What is left out, what the page is not for, how to make it again."""
    words = found.words
    also = Text(words("rank.not_said"))
    return [also, *certainty.left_out(words), *certainty.repeat(words, found.paper, found.made.seed)]
