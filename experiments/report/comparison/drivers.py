"""What the answers hang on: the assumptions that matter most for each scenario, from the comparison's own members."""

from __future__ import annotations

import functools
import math

from bygd.scenarios import ensembles
from bygd.statistics.drivers import Hanging, Search
from experiments.display import drawings
from experiments.display.words import general
from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Section, Text
from experiments.report.comparison.data import Comparison, Scenario, threshold
from experiments.report.comparison.story import LONGEST, Story
from sim.outcomes import OUTCOMES
from sim.parameters import Number, numbers
from sim.processes import Parameters, Practice

MOST = 3  # assumptions that are named of a scenario
FEW = 10  # runs in a member below which more would show more


def named(study: Comparison) -> list[str]:
    """Numbers of the model that the section names."""
    found = study.hanging or {}
    return list(dict.fromkeys(general(each.number) for one in found.values() for each in one.found[:MOST]))


def section(story: Story) -> Section:
    """For each scenario at most three numbers that stand out from chance, with what they rest on."""
    words = story.words
    made = Section("hangs", words("section.hangs"))
    found = story.study.hanging
    if story.study.made.ensemble == ensembles.NONE or found is None:
        key = "none" if story.study.made.ensemble == ensembles.NONE else "unknown"
        there = ensembles.names()
        made.blocks.append(Text(words(f"hangs.{key}", ensemble=there[-1] if there else ensembles.NONE)))
        return made
    outcome = story.study.first_outcome
    about = next(iter(found.values()))
    texts = {"members": str(about.members), "numbers": str(about.numbers), "outcome": _name(story, outcome)}
    runs = story.study.replicates / max(1, about.members)
    made.blocks.append(Text(words("hangs.intro", runs=words.number(runs), **texts)))
    if runs < FEW:
        enough = f"replicates={2 * FEW * about.members}"
        made.blocks.append(Text(words("hangs.few", option=enough), "strong"))
    made.blocks += [block for one in story.study.scenarios for block in _scenario(story, one, found[one.name])]
    if any(one.found for one in found.values()):
        made.blocks.append(Pictures([_picture(story, outcome, found)]))
    said = "practice_varies" if story.study.practice_varies else "practice"
    made.blocks += [Text(words(f"hangs.{said}"), "note"), Text(words("hangs.chance"), "note")]
    return made


def _name(story: Story, outcome: str) -> str:
    return str(story.words.part("outcome").get(outcome, {}).get("name", OUTCOMES[outcome].label))


def _scenario(story: Story, scenario: Scenario, found: Search) -> list[Block]:
    """How many numbers stand out, and what is known of each."""
    words = story.words
    shown = found.found[:MOST]
    members = story.study.effect(scenario.name, story.study.first_outcome).found.members
    alike = members is not None and members.spread == 0.0
    key = "alike" if alike and not shown else str(len(shown))
    limit = words.number(found.limit, 2)
    texts = {"all": str(len(found.found)), "numbers": str(found.numbers), "limit": limit}
    blocks: list[Block] = [Heading(story.title(scenario)), Text(words(f"hangs.found.{key}", **texts))]
    items = [_item(story, one) for one in shown]
    return [*blocks, Items(items, numbered=True)] if items else blocks


def _item(story: Story, one: Hanging) -> Item:
    words, number = story.words, declared()[general(one.number)]
    outcome = OUTCOMES[story.study.first_outcome]
    unit = _unit(story)
    decimals = 1 if outcome.unit == "%" else 2
    up = one.correlation * (outcome.direction or 1) > 0
    side = words(f"hangs.{'high' if up else 'low'}")
    lines = [words("hangs.better" if outcome.direction else "hangs.larger", side=side)]
    ends = {}
    for name, end in (("low", one.low), ("high", one.high)):
        ends[f"{name}_edge"] = words.amount(end.edge, number)
        ends[name] = words.number(end.effect[0], decimals, sign=True)
        ends[f"{name}_interval"] = words.interval(end.effect[1], end.effect[2], decimals)
    lines.append(words("hangs.ends", unit=unit, **ends))
    if one.flips:
        about = "hangs.flips" if math.isnan(one.turns) else "hangs.flips_at"
        verdicts = {
            name: words(f"hangs.verdict.{getattr(one, name).verdict.replace(' ', '_')}") for name in ("low", "high")
        }
        lines.append(words(about, turns=words.amount(one.turns, number), **verdicts))
    low, high = number.plausible
    source = number.source.replace("assumption", words("measures.assumption"))
    texts = {"grade": number.grade, "words": words(f"grade.{number.grade}"), "source": source}
    lines.append(words("hangs.basis", low=words.plain(low), high=words.amount(high, number), **texts))
    return Item(_capital(words.meaning(one.number, number)), lines)


def _unit(story: Story) -> str:
    """Unit of a difference in the first outcome."""
    unit = OUTCOMES[story.study.first_outcome].unit
    return {"%": story.words("key.axis_points"), "months": story.words("key.axis_months")}.get(unit, unit)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@functools.cache
def declared() -> dict[str, Number]:
    """Numbers of the model and of an office's practice by name."""
    return numbers(Parameters()) | {f"practice.{name}": one for name, one in numbers(Practice()).items()}


def _picture(story: Story, outcome: str, found: dict[str, Search]) -> Picture:
    words, rows, said = story.words, [], []
    for scenario in story.study.scenarios:
        for one in found[scenario.name].found[:MOST]:
            meaning = words.meaning(one.number, declared()[general(one.number)])
            label = words("scenario", letter=scenario.letter, title=meaning)
            rows.append(
                (label if len(label) <= LONGEST else label[: LONGEST - 1] + "…", one.low.effect, one.high.effect)
            )
            values = {name: words.number(getattr(one, name).effect[0], 1, sign=True) for name in ("low", "high")}
            said.append(words("hangs.row", label=label, **values))
    unit = _unit(story)
    svg = drawings.ends(words, "hangs", rows, threshold(OUTCOMES[outcome]), unit)
    alt = words("hangs.alt", outcome=_name(story, outcome), rows=" ".join(said))
    return Picture(svg, words("hangs.picture", outcome=_name(story, outcome)), alt, words("hangs.caption"))
