"""The brief: one page of A4 that a planner forwards. What, for how many of 100, how sure, what it costs, what next.

``section`` is the first thing of the report, and all of ``brief_<language>.html``. What it says depends on the answer
(``answer_of``): gain, harm, small, open, provisional, not observed. Always both outcomes, never one score.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.settings import setting_words
from experiments.display import drawings
from experiments.display.sureness import in_two, number, sentence, short, smallest
from experiments.display.words import capital
from experiments.report import opening
from experiments.report.blocks import Block, Box, Heading, Item, Items, Picture, Pictures, Section, Table, Text
from experiments.report.comparison import advice, two_ensembles
from experiments.report.comparison.data import threshold
from experiments.report.comparison.story import Story
from experiments.report.comparison.told import (
    Told,
    answer_of,
    best_of,
    costs,
    extra_kroner,
    hours,
    kroner,
    or_least,
    told_of,
)
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import numpy as np

ROOM = 4  # scenarios that the page has room for


def section(story: Story) -> Section:
    """The whole brief; its heading is the answer."""
    words, told = story.words, told_of(story)
    answer = answer_of(told)
    shown = _shown(story, told)
    blocks: list[Block] = [Text(_facts(story), "note")]
    if basis := getattr(setting_words(story.study.options), words.language):
        blocks.append(Text(words("brief.setting", basis=basis), "note"))
    if opening.other_world(words, story.study.options):
        blocks.append(Text(words("brief.warned"), "strong"))
    blocks += [Text(_lead(story, told, answer), "lead")]
    if beside := two_ensembles.sentence(story):
        blocks.append(Text(beside))
    blocks += [Heading(words("brief.next")), Items(advice.steps(story, told, answer), numbered=True)]
    blocks.append(_table(story, shown, answer))
    if len(shown) < len(told):
        blocks.append(Text(words("brief.more", n=words.number(len(told) - len(shown))), "note"))
    if pictures := _pictures(story, shown):
        blocks += [Text(_key(story), "note"), Pictures(pictures)]
    case = [Item("", [line]) for line in _case(story, told, answer)]
    blocks.append(Box("case", words("brief.case"), case))
    return Section("brief", _headline(story, told, answer), blocks, style="brief")


def _headline(story: Story, told: list[Told], answer: str) -> str:
    """The answer in a line; where the advice is another number of posts than the best has, both."""
    words, best = story.words, best_of(told, story.both[0])
    posts = advice.posts_of(story, told, answer) if answer == "gain" else None
    if posts is None or posts.than_best in {"same", "none"}:
        return words(f"brief.headline.{advice.kind_of(told, answer)}", title=story.title(best.scenario))
    key = posts.than_best if posts.least else "without"
    post = {} if key == "without" else {"post": advice.post(story, posts.least)}
    return words(f"brief.headline_posts.{key}", letter=best.scenario.letter, **post)


def _shown(story: Story, told: list[Told]) -> list[Told]:
    """Scenarios that the page has room for: the best by either outcome, in the order of the study."""
    if len(told) <= ROOM:
        return told
    by = [sorted(told, key=lambda item: -or_least(item.effects[outcome].found.difference)) for outcome in story.both]
    first = list(dict.fromkeys(item.scenario.name for pair in zip(*by, strict=True) for item in pair))[:ROOM]
    return [item for item in told if item.scenario.name in first]


# --- sentences -------------------------------------------------------------------------------------------------------


def _facts(story: Story) -> str:
    study, words = story.study, story.words
    adults = words.number(study.level(BASELINE, "adults_settled").value)
    texts = {"municipality": study.municipality, "adults": adults, "first": str(study.options.start)}
    members = study.effect(study.scenarios[0].name, story.both[0]).found.members
    sets = words("terminal.members", n=words.number(members.count)) if members else words("terminal.one_set")
    texts |= {"runs": words.number(study.replicates), "members": sets}
    return words("brief.facts", **texts)


def _effects(story: Story, item: Told) -> str:
    """Both outcomes of a scenario in natural frequencies, each with how sure it is."""
    words, parts = story.words, []
    for outcome in story.both:
        sure, found = item.sure[outcome], item.effects[outcome].found
        if sure.provisional == "not_observed":
            parts.append(words(f"brief.unseen.{outcome}"))
        else:
            text = words(f"brief.effect.{outcome}", more=words.more(found.difference))
            known = not sure.provisional or in_two(words, sure)[1]
            parts.append(words("brief.surely", effect=text, sure=short(words, sure)) if known else text)
    return words("brief.both", work=parts[0], stay=parts[1])


def _lead(story: Story, told: list[Told], answer: str) -> str:
    words = story.words
    best, stays = (best_of(told, outcome) for outcome in story.both)
    texts = {"title": best.title, "effects": _effects(story, best), "n": words.spelled(len(told))[0], **story.spans}
    if answer == "provisional":
        first = next(item for each in told for item in each.sure.values() if item.provisional != "not_observed")
        return words(
            "brief.lead.provisional", why=sentence(words, dataclasses.replace(first, better=math.nan)), **texts
        )
    text = words(f"brief.lead.{answer}" if len(told) > 1 or answer == "gain" else f"brief.lead.{answer}_one", **texts)
    if answer == "gain" and stays is not best and stays.leans("better", story.both[1]):
        text += " " + words("brief.lead.stays", title=stays.title, effects=_effects(story, stays))
    return text


# --- the table -------------------------------------------------------------------------------------------------------


def _table(story: Story, told: list[Told], answer: str) -> Table:
    """One row a scenario: both outcomes with how sure, evidence, kroner by payer, hours."""
    words = story.words
    head = [words(f"brief.head.{name}") for name in ("what", *story.both, "kroner", "hours")]
    rows = []
    for item in told:
        evidence = next(iter(item.sure.values())).evidence
        title = story.title(item.scenario)
        if evidence:
            title += "\n" + words("sureness.evidence", word=words(f"sureness.evidence_word.{evidence}"))
        amounts = "\n".join(kroner(story, extra_kroner(story, item.scenario.name))) or words("brief.no_kroner")
        rows.append(
            [title, *(_cell(story, item, outcome) for outcome in story.both), amounts, _hours_cell(story, item)]
        )
    alone = answer == "provisional" and advice.kind_of(told, answer) == "one_set"
    return Table(words("brief.caption_provisional" if alone else "brief.caption"), head, rows)


def _cell(story: Story, item: Told, outcome: str) -> str:
    words, sure, found = story.words, item.sure[outcome], item.effects[outcome].found
    if sure.provisional == "not_observed":
        return short(words, sure)
    lines = [words.number(found.difference, 1, sign=True), short(words, sure)]
    if not sure.provisional and not sure.equal:
        even = sure.level == "as_likely_as_not"
        share = sure.by_more if even else sure.size_share
        side = words(f"sureness.side.{'better' if even else sure.side}")
        lines.append(words("brief.by_more", side=side, smallest=smallest(words, sure), of=number(words, share)))
    return "\n".join(lines)


def _hours_cell(story: Story, item: Told) -> str:
    asked, had = hours(story, item.scenario.name)
    if math.isnan(asked):
        return story.words("numbers.unknown")
    return story.words("brief.hours_cell", asked=story.words.rounded(asked), had=story.words.rounded(had))


# --- the picture -----------------------------------------------------------------------------------------------------


def _key(story: Story) -> str:
    return story.words(
        "brief.dots", dots=str(drawings.DOTS), band=story.words.plain(threshold(OUTCOMES[story.both[0]]))
    )


def _pictures(story: Story, told: list[Told]) -> list[Picture]:
    """Quantile dots over the ensemble, one drawing an outcome, on one scale; none where there are no members."""
    words, pictures = story.words, []
    shown = {outcome: rows for outcome in story.both if (rows := _dots(story, told, outcome))}
    band = threshold(OUTCOMES[story.both[0]])
    scale = drawings.dot_scale([values for rows in shown.values() for _, values in rows], band)
    for outcome, rows in shown.items():
        title, axis = words(f"brief.picture.{outcome}"), words(f"brief.axis.{outcome}")
        sheet = drawings.quantile_dots(words, f"brief-{outcome}", rows, band, axis, scale)
        texts = []
        for label, values in rows:
            counted = drawings.quantiles(values)
            up, down = sum(x > band for x in counted), sum(x < -band for x in counted)
            numbers = {"up": str(up), "down": str(down), "same": str(len(counted) - up - down)}
            texts.append(words("brief.dots_row", scenario=label, **numbers))
        pictures.append(Picture(sheet, title, words("brief.dots_alt", title=title, rows=" ".join(texts))))
    return pictures


def _dots(story: Story, told: list[Told], outcome: str) -> list[tuple[str, np.ndarray]]:
    """Label and effects over the members, of each scenario where they are known."""
    return [
        (story.label(item.scenario), members.split.drawn_in[0])
        for item in told
        if (members := item.effects[outcome].found.members) is not None and not math.isnan(members.helps)
        if members.split is not None
    ]


# --- the case paper --------------------------------------------------------------------------------------------------


def _case(story: Story, told: list[Told], answer: str) -> list[str]:
    """Three sentences that can stand in a case paper; they propose what the advice does."""
    words, best = story.words, best_of(told, story.both[0])
    sure, found = best.sure[story.both[0]], best.effects[story.both[0]].found
    title = words("brief.quoted", title=words.title(best.scenario.name, story.study.options.policies))
    texts = {"municipality": story.study.municipality, "title": title, "effects": _effects(story, best)}
    texts |= {"members": words.number(sure.members), "n": words.spelled(len(told))[0], **story.spans}
    first = words(f"brief.said.{advice.kind_of(told, answer)}", **texts)
    if answer == "not_observed":
        return [first]
    spent, low, high = costs(story, best.scenario.name), found.low, found.high
    posts = advice.posts_of(story, told, answer) if answer == "gain" else None
    if posts and posts.than_best in {"fewer", "more"}:
        given = {"rest": advice.beside(story, posts), "parts": advice.effects(story, posts)}
        given |= {name: texts[name] for name in ("municipality", "members")}
        if posts.least:
            first = words("brief.said.posts", post=advice.post(story, posts.least), **given)
        else:
            first = words("brief.said.without", **given)
        spent = advice.posts_costs(story, posts)
        if story.both[0] in posts.rows:
            low, high = (float(posts.rows[story.both[0]][end]) for end in ("low", "high"))
    evidence = words(f"sureness.evidence_word.{sure.evidence or 'limited'}")
    if math.isnan(low):
        return [first, spent, words("brief.said.evidence", evidence=evidence)]
    key = "brief.said.doubt" if found.members is not None else "brief.said.doubt_chance"
    return [first, spent, words(key, evidence=evidence, span=words.span(low, high))]


def title_of(story: Story) -> str:
    """Title of the page: the question."""
    return capital(story.words("brief.title", municipality=story.study.municipality))
