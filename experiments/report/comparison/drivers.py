"""What the answers depend on: the assumptions that matter most for each scenario, from the comparison's own members."""

from __future__ import annotations

import math

from bygd.scenarios.settings import NONE, read_setting
from bygd.statistics.drivers import Hanging, Search
from experiments.display import drawings
from experiments.display.style import legible
from experiments.display.words import capital, general
from experiments.formulas.formula import declared
from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Section, Text
from experiments.report.comparison.data import Comparison, Scenario, threshold
from experiments.report.comparison.story import Story
from sim.outcomes import OUTCOMES

MOST = 3  # assumptions that are named of a scenario
FEW = 10  # runs in a member below which more would show more


def named(study: Comparison) -> list[str]:
    """Numbers of the model that the section names."""
    result = study.hanging or {}
    return list(dict.fromkeys(general(each.number) for item in result.values() for each in item.found[:MOST]))


def section(story: Story) -> Section:
    """For each scenario at most three numbers that stand out from chance, with what they rest on."""
    words = story.words
    options = Section("hangs", words("section.hangs"))
    result = story.study.hanging
    one_set = story.study.options.ensemble == NONE
    if one_set or result is None:
        own = read_setting(story.study.options.setting).setting.ensemble
        options.blocks.append(Text(words("hangs.none", ensemble=own) if one_set else words("hangs.unknown")))
        return options
    outcome = story.study.first_outcome
    about = next(iter(result.values()))
    texts = {"members": str(about.members), "numbers": str(about.numbers), "outcome": _name(story, outcome)}
    runs = story.study.replicates / max(1, about.members)
    options.blocks.append(Text(words("hangs.intro", runs=words.number(runs), **texts)))
    if runs < FEW:
        enough = f"replicates={2 * FEW * about.members}"
        options.blocks.append(Text(words("hangs.few", option=enough), "strong"))
    options.blocks += [block for item in story.study.scenarios for block in _scenario(story, item, result[item.name])]
    if any(item.found for item in result.values()):
        options.blocks.append(Pictures([_picture(story, outcome, result)]))
    text = "practice_varies" if story.study.practice_varies else "practice"
    options.blocks += [Text(words(f"hangs.{text}"), "note"), Text(words("hangs.chance"), "note")]
    return options


def _name(story: Story, outcome: str) -> str:
    return str(story.words.part("outcome").get(outcome, {}).get("name", OUTCOMES[outcome].label))


def _scenario(story: Story, scenario: Scenario, result: Search) -> list[Block]:
    """How many numbers stand out, and what is known of each."""
    words = story.words
    shown = result.found[:MOST]
    members = story.study.effect(scenario.name, story.study.first_outcome).found.members
    alike = members is not None and members.spread == 0.0
    key = "alike" if alike and not shown else str(len(shown))
    limit = words.number(result.limit, 2)
    texts = {"all": str(len(result.found)), "numbers": str(result.numbers), "limit": limit}
    blocks: list[Block] = [Heading(story.title(scenario)), Text(words(f"hangs.found.{key}", **texts))]
    items = [_item(story, item) for item in shown]
    return [*blocks, Items(items, numbered=True)] if items else blocks


def _item(story: Story, item: Hanging) -> Item:
    words, number = story.words, declared()[general(item.number)]
    outcome = OUTCOMES[story.study.first_outcome]
    unit = _unit(story)
    decimals = 1 if outcome.unit == "%" else 2
    up = item.correlation * (outcome.direction or 1) > 0
    side = words(f"hangs.{'high' if up else 'low'}")
    lines = [words("hangs.better" if outcome.direction else "hangs.larger", side=side)]
    ends = {}
    for name, end in (("low", item.low), ("high", item.high)):
        ends[f"{name}_edge"] = words.amount(end.edge, number)
        ends[name] = words.number(end.effect[0], decimals, sign=True)
        ends[f"{name}_interval"] = words.interval(end.effect[1], end.effect[2], decimals)
    lines.append(words("hangs.ends", unit=unit, **ends))
    if item.flips:
        about = "hangs.flips" if math.isnan(item.turns) else "hangs.flips_at"
        verdicts = {
            name: words(f"hangs.verdict.{getattr(item, name).verdict.replace(' ', '_')}") for name in ("low", "high")
        }
        lines.append(words(about, turns=words.amount(item.turns, number), **verdicts))
    low, high = number.plausible
    source = number.source.replace("assumption", words("measures.assumption")).removesuffix(".")
    texts = {"grade": number.grade, "words": words(f"grade.{number.grade}"), "source": source}
    lines.append(words("hangs.basis", low=words.plain(low), high=words.amount(high, number), **texts))
    return Item(capital(words.meaning(item.number, number)), lines)


def _unit(story: Story) -> str:
    """Unit of a difference in the first outcome."""
    unit = OUTCOMES[story.study.first_outcome].unit
    return {"%": story.words("key.axis_points"), "months": story.words("key.axis_months")}.get(unit, unit)


def _picture(story: Story, outcome: str, results: dict[str, Search]) -> Picture:
    words, rows, given = story.words, [], []
    for scenario in story.study.scenarios:
        for item in results[scenario.name].found[:MOST]:
            meaning = words.meaning(item.number, declared()[general(item.number)])
            label = words("scenario", letter=scenario.letter, title=meaning)
            rows.append((legible(label), item.low.effect, item.high.effect))
            values = {name: words.number(getattr(item, name).effect[0], 1, sign=True) for name in ("low", "high")}
            given.append(words("hangs.row", label=label, **values))
    unit = _unit(story)
    sheet = drawings.ends(words, "hangs", rows, threshold(OUTCOMES[outcome]), unit)
    alt = words("hangs.alt", outcome=_name(story, outcome), rows=" ".join(given))
    return Picture(sheet, words("hangs.picture", outcome=_name(story, outcome)), alt, words("hangs.caption"))
