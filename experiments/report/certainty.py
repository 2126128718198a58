"""How sure the findings are, what the model leaves out, and how to repeat the study."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from bygd.commands import as_started
from bygd.evidence.sources import cited, sources
from bygd.scenarios.build import parameters_of
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.ensembles import load
from bygd.scenarios.options import Common, CompareOptions, RankOptions
from experiments.display.words import Words, general
from experiments.formulas.formula import declared
from experiments.report.blocks import Block, Box, Code, Heading, Item, Items, Section, Text
from experiments.report.comparison.drivers import named
from experiments.report.comparison.story import Story
from experiments.report.opening import simulated
from sim.parameters import numbers
from sim.policy import cost_lines
from sim.processes import Parameters

CEILING_SINGLE, CEILING_ANY = 4.0, 10.0  # points of employment a year after: largest effects ever seen


def sure(story: Story) -> Section:
    """Runs, pairing, failed runs, evidence, and effects too large to be believed."""
    words = story.words
    blocks: list[Block] = [*_ceilings(story), Text(_runs(story)), *_pairing(story), Text(_failed(story))]
    baseline = story.study.runs[BASELINE]
    members = baseline["point"].nunique() if "point" in baseline else 0
    blocks += [Text(what_intervals_hold(words, story.study.options, members), "strong"), *grades(words)]
    changed = _changed(story)
    if changed:
        blocks += [Heading(words("sure.changed_title")), Text(words("sure.changed_note"), "note"), Items(changed)]
    return Section("sure", words("section.sure"), [*blocks, *own_numbers(words, story.study.options)])


def grades(words: Words) -> list[Block]:
    """What the numbers of the model rest on."""
    counted = Counter(item.grade for item in declared().values())
    texts = [
        Item("", [words("sure.grades", n=str(n), words=words(f"sure.basis.{g}"))]) for g, n in sorted(counted.items())
    ]
    return [Heading(words("sure.grades_title")), Items(texts)]


def what_intervals_hold(words: Words, options: CompareOptions | RankOptions, members: int) -> str:
    """Chance alone (``members`` 0), or also what nobody has measured."""
    if not members:
        return words("sure.chance")
    made = words.date(load(options.ensemble, options.out).about["made"])
    return words("sure.members", members=str(members), made=made)


def _runs(story: Story) -> str:
    """How many runs, and why that many."""
    words, options = story.words, story.study.options
    decided = story.study.provenance.get("runs", {"reason": "fixed", "used": options.replicates, "undecided": []})
    names = [words.part("outcome").get(name, {}).get("name", name) for name in options.until]
    texts = {"runs": words.number(decided["used"]), "outcomes": "; ".join(names)}
    letters = {scenario.name: scenario.letter for scenario in story.study.scenarios}
    still = [item.rpartition(".") for item in decided["undecided"]]
    named = [(letters.get(item, item), words.part("outcome").get(key, {}).get("name", key)) for item, _, key in still]
    texts["undecided"] = "; ".join(words("scenario", letter=letter, title=name) for letter, name in named)
    return words(f"sure.runs_{decided['reason']}", **texts)


def _pairing(story: Story) -> list[Block]:
    """What the pairing of runs was worth."""
    words, study = story.words, story.study
    gains = [study.effect(item.name, story.both[0]).found.gain for item in study.scenarios]
    known = sorted(gain for gain in gains if math.isfinite(gain) and gain >= 1)
    if not known:
        return []
    least, most = words.number(known[0]), words.number(known[-1])
    if least == most:
        return [Text(words("sure.pairing_one", most=most, **story.spans))]
    return [Text(words("sure.pairing", least=least, most=most, **story.spans))]


def _failed(story: Story) -> str:
    study, words = story.study, story.words
    if not study.failed:
        return words("sure.no_failed")
    return words("sure.failed", failed=str(study.failed), all=words.number(study.failed + study.replicates))


def _ceilings(story: Story) -> list[Block]:
    """A box for effects that are larger than anything known."""
    words, study, items = story.words, story.study, []
    for scenario in study.scenarios:
        moved = study.effect(scenario.name, "employed_1y").found.difference
        if abs(moved) > CEILING_ANY:
            key, most = "sure.ceiling_any", CEILING_ANY
        elif abs(moved) > CEILING_SINGLE and len(scenario.measures) == 1:
            key, most = "sure.ceiling_single", CEILING_SINGLE
        else:
            continue
        difference = words.number(moved, 1, sign=True)
        items.append(
            Item("", [words(key, scenario=story.title(scenario), difference=difference, most=words.number(most))])
        )
    return [Box("warning", words("sure.ceiling_title"), items)] if items else []


def _changed(story: Story) -> list[Item]:
    """Numbers that the measures change, how, and how well they are known."""
    words, known = story.words, declared()
    items = []
    for name in story.study.measures:
        lines = []
        for target, change in story.study.options.policies[name].changes.items():
            number = known[general(target)]
            kinds = [words(f"sure.kinds.{kind}", amount=words.plain(amount)) for kind, amount in change.items()]
            given = words.listing(kinds)
            lines.append(
                words("sure.changed", meaning=words.meaning(target, number), changes=given, grade=number.grade)
            )
        items.append(Item(story.measure(name), lines))
    return items


def own_numbers(words: Words, options: Common) -> list[Block]:
    """Numbers that the user set otherwise than the model."""
    used = parameters_of(options)
    items = []
    for name, number in numbers(Parameters()).items():
        group, _, field = name.partition(".")
        value = float(getattr(getattr(used, group), field))
        if value != number.default:
            texts = {"value": words.plain(value), "default": words.plain(number.default)}
            items.append(Item("", [words("sure.own", meaning=words.meaning(name, number), **texts)]))
    return [Heading(words("sure.own_title")), Items(items)] if items else []


def _sources(story: Story) -> list[Item]:
    """What the ids in the measures' texts stand for."""
    study = story.study
    measures = [study.options.policies[name] for name in study.measures]
    texts = [item.evidence.en for item in measures]
    texts += [line.source for item in measures for line in cost_lines(item, parameters_of(study.options))]
    texts += [declared()[name].source for name in named(study)]
    table = sources()
    lines = []
    for key in sorted(cited(" ".join(texts))):
        row = table.loc[key]
        lines.append(Item(key, [f"{row['what']}: {row['value']} {row['unit']}. {row['source']}."]))
    return lines


def limits(story: Story) -> Section:
    """What is left out, what the report is not for."""
    return Section("limits", story.words("section.limits"), left_out(story.words))


def repeated(story: Story) -> Section:
    """What was simulated, the sources that are cited, and how to repeat the study."""
    words, study = story.words, story.study
    adults = study.level(BASELINE, "adults_settled").value
    blocks = [*simulated(words, study.options, adults, study.replicates), Heading(words("limits.sources_title"))]
    blocks.append(Text(words("limits.sources"), "note"))
    if listed := _sources(story):
        blocks.append(Items(listed))
    return Section("sources", words("section.sources"), [*blocks, *repeat(words, study.provenance, study.options.seed)])


def left_out(words: Words) -> list[Block]:
    """What the model leaves out, and what it is not for."""
    blocks: list[Block] = []
    for part in ("out", "not"):
        blocks += [
            Heading(words(f"limits.{part}_title")),
            Items([Item("", [item]) for item in words.part(f"limits.{part}")]),
        ]
    return blocks


def repeat(words: Words, paper: dict[str, Any], seed: int) -> list[Block]:
    """How to make the study again: command, version, commit."""
    facts = {"version": paper["bygd"], "source": paper["source"], "seed": str(seed)}
    text = words("limits.provenance", date=words.date(paper["made"]), **facts)
    if commit := paper.get("commit"):
        key = "limits.commit_changed" if commit.endswith("+") else "limits.commit"
        text += " " + words(key, commit=commit[:12])
    title, how = Heading(words("limits.repeat_title")), Text(words("limits.repeat"))
    commands = [paper["command"].strip(), *paper.get("then", [])]
    return [title, how, Code(as_started("\n".join(commands))), Text(text, "note")]
