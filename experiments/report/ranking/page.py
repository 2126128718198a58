"""Sections of a ranking: what measures contribute, pairs, what may be the best, cost, an order, how sure."""

from __future__ import annotations

from bygd.statistics.sureness import LEVELS, of_100, too_few
from experiments.display.sureness import reason_text, sentence, short
from experiments.report import certainty, opening
from experiments.report.blocks import Block, Box, Heading, Item, Items, Page, Pictures, Section, Text
from experiments.report.ranking import best, order, worth
from experiments.report.ranking.data import EFFECT, Ranking, triple

SMALL = 1000  # adults; with fewer, chance moves a share by more than the point and a half that measures do


def page(result: Ranking) -> Page:
    """The report of a ranking; the first outcome in full, the others in short."""
    words, (first, *others) = result.words, result.said["outcomes"]
    sections = [
        Section("measures", words("section.measures"), measures(result)),
        Section("worth", words("rank.worth.title"), worth.worth(result, first)),
        Section("pairs", words("rank.pairs.title"), worth.pairs(result, first)),
        Section("best", words("rank.best.title"), best.best(result, first)),
        Section("cost", words("rank.frontier.title"), best.frontier(result, first)),
        Section("order", words("rank.order.title"), order.order(result, first)),
        Section("others", words("rank.others.title"), others_in_short(result, others)),
        Section("sure", words("section.sure"), sure(result)),
        Section("limits", words("section.limits"), limits(result)),
    ]
    first_of_all = [*question(result), in_short(result, first)]
    title = words("rank.title", municipality=result.said["municipality"])
    return Page(title, result.paper, first_of_all, [item for item in sections if item.blocks])


# --- the opening ----------------------------------------------------------------


def question(result: Ranking) -> list[Block]:
    """What was asked, and what was simulated."""
    words, given = result.words, result.said
    key = "rank.all" if given["all_combinations"] else "rank.sampled"
    counts = {name: words.number(given[name]) for name in ("combinations", "orders")}
    blocks: list[Block] = [
        Text(words("rank.question", municipality=given["municipality"]), "lead"),
        Text(words(key, k=str(result.k), **counts)),
        *opening.setting(words, result.options, given["adults"], given["replicates"]),
    ]
    if result.options.also:
        also = [words.several(name, result.options.policies) for name in result.options.also]
        blocks.append(Text(words("rank.also", measures=words.listing(also))))
    return [*blocks, Text(failed(result), "strong")] if given["failed"]["runs"] else blocks


def failed(result: Ranking) -> str:
    """How many runs failed, and what that means."""
    counts = result.said["failed"]
    if not counts["runs"]:
        return result.words("sure.no_failed")
    return result.words("rank.failed", **{name: result.words.number(n) for name, n in counts.items()})


def in_short(result: Ranking, outcome: str) -> Box:
    """The findings: all at once, what contributes, no single winner, where to begin."""
    words = result.words
    total = result.part("shapley", outcome, kind="total").iloc[0]
    lines = [result.sentence(outcome, triple(total))]
    lines.append(sentence(words, result.sure(outcome, total, measures=result.numbers)))
    items = [
        Item(words("rank.short.all", k=str(result.k)), lines),
        Item(words("rank.short.worth"), contributions(result, outcome)),
        Item(words("rank.short.best"), _best_in_short(result, outcome)),
    ]
    if len(result.part("order", outcome)):
        items.append(Item(words("rank.short.order"), [_order_in_short(result, outcome)]))
    title = words("rank.short.title", outcome=result.outcome(outcome).lower())
    return Box("short", title, items, " ".join([result.over("rank.short.sure"), *_provisional(result), *_weak(result)]))


def contributions(result: Ranking, outcome: str) -> list[str]:
    """Measures that are likely to add something, then those that are likely to take something, the surest first.

    Over one set of numbers nothing is known of that: those whose share is above or below zero whatever the chance.
    """
    words, table = result.words, result.worth(outcome)
    sure = {int(row["number"]): result.sure(outcome, row) for _, row in table.iterrows()}
    clear = dict(zip(table["number"].astype(int), zip(table["clear"], table["value"], strict=True), strict=True))
    sides: dict[str, list[str]] = {"better": [], "worse": []}
    for number, item in sorted(sure.items(), key=lambda each: -each[1].share if each[1].side else 0.0):
        known, value = clear[number]
        side = item.side or (("better" if value > 0 else "worse") if known else "equal")
        if side in sides and (not item.side or of_100(item.share) >= LEVELS["likely"]):
            sides[side].append(f"{result.name(number)}, {short(words, item)}" if item.side else result.name(number))
    texts = [words(f"rank.short.{side}", measures="; ".join(names)) for side, names in sides.items() if names]
    return texts or [words("rank.short.neither")]


def _best_in_short(result: Ranking, outcome: str) -> list[str]:
    words, best_ = result.words, result.said["best"][outcome]
    few = best_["fewest"]
    texts = {"n": words.number(best_["inside"]), "of": words.number(result.said["combinations"])}
    texts["combination"] = result.combination(few["combination"])
    if best_["inside"] == 1:
        return [words("rank.short.only", **texts), result.sentence(outcome, triple(few, *EFFECT))]
    if few["combination"] == "0":
        return [words("rank.short.even_nothing", **texts)]
    return [words("rank.short.inside", **texts), result.sentence(outcome, triple(few, *EFFECT))]


def _order_in_short(result: Ranking, outcome: str) -> str:
    words, steps = result.words, order.taken(result, outcome)
    names = [result.name(int(row["number"])) for _, row in steps.iterrows()]
    if not names:
        return words("rank.short.no_step")
    end = words(f"rank.short.end.{result.part('order', outcome).iloc[-1]['says']}")
    if len(names) == 1:
        return f"{words('rank.short.one_step', measure=names[0])} {end}"
    then = words("rank.short.then").join(names[1:])
    return f"{words('rank.short.steps', first=names[0], then=then)} {end}"


def _provisional(result: Ranking) -> list[str]:
    """Why nothing is said with a word of sureness, where the members or runs are too few for it."""
    reason = too_few(result.members, result.said["replicates"])
    if not reason:
        return []
    why = reason_text(result.words, reason, result.members, result.said["replicates"])
    return [result.words("rank.short.provisional", why=why)]


def _weak(result: Ranking) -> list[str]:
    """How many measures rest on weak evidence, if any."""
    weak = sum(any(policy.grade in "CDX" for policy in policies) for policies in result.policies)
    return [result.words("rank.weak", n=str(weak), k=str(result.k))] if weak else []


def measures(result: Ranking) -> list[Block]:
    """What each measure is, with the number that it has on the page."""
    language = result.words.language
    items = [
        Item(result.label(n), [getattr(policy.description, language) for policy in policies])
        for n, policies in zip(result.numbers, result.policies, strict=True)
    ]
    return [Text(result.words("measures.levels")), Text(result.words("rank.numbered")), Items(items)]


# --- other outcomes, and how sure ----------------------------------------------------------------


def others_in_short(result: Ranking, outcomes: list[str]) -> list[Block]:
    """Further outcomes: what contributes as drawings side by side, then each in a few sentences."""
    if not outcomes:
        return []
    drawn = Pictures([worth.worth_picture(result, item) for item in outcomes])
    return [drawn, *(block for item in outcomes for block in _other(result, item))]


def _other(result: Ranking, outcome: str) -> list[Block]:
    """What contributes, what may be the best, an order in a line."""
    blocks: list[Block] = [Heading(result.outcome(outcome)), *worth.everything(result, outcome)]
    blocks += [Text(line) for line in [*contributions(result, outcome), *_best_in_short(result, outcome)]]
    if result.said["best"][outcome]["inside"] > 1:
        blocks.append(best.curse(result, outcome))
    if len(result.part("order", outcome)):
        blocks.append(Text(result.words("rank.others.order", order=_order_in_short(result, outcome))))
    return blocks


def sure(result: Ranking) -> list[Block]:
    """What the intervals hold and do not hold, failed runs, what the model's numbers rest on."""
    words = result.words
    members = result.members if result.members > 1 else 0
    hold = certainty.what_intervals_hold(words, result.options, members)
    runs = result.over("rank.sure.runs", runs=words.number(result.said["replicates"]))
    error = [] if result.said["all_combinations"] else [Text(words("rank.sure.sampled"))]
    return [
        Text(runs),
        Text(words("rank.sure.joint")),
        *error,
        Text(failed(result)),
        Text(" ".join([hold, *_weak(result)]), "strong"),
        Text(_size(result)),
        *certainty.grades(words),
        *certainty.own_numbers(words, result.options),
    ]


def _size(result: Ranking) -> str:
    """How many people a percentage point is, and whether local figures could show so few."""
    words, adults = result.words, result.said["adults"]
    n = words("numbers.one") if round(adults / 100) == 1 else words.plain(round(adults / 100, int(adults < 100)))
    text = words("rank.sure.size", municipality=result.said["municipality"], adults=words.number(adults), n=n)
    return f"{text} {words('rank.sure.small')}" if adults < SMALL else text


def limits(result: Ranking) -> list[Block]:
    """What is left out, what the page is not for, how to make it again."""
    words = result.words
    also = Text(words("rank.not_said"))
    return [also, *certainty.left_out(words), *certainty.repeat(words, result.paper, result.options.seed)]
