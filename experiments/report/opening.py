"""The opening: title, question, findings in short, and the measures in words."""

from __future__ import annotations

from bygd.scenarios.build import parameters_of
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import Common
from bygd.scenarios.settings import SETTING, read_setting, setting_words
from bygd.scenarios.template import LINES, untouched_in
from experiments.display.sureness import short
from experiments.display.words import Words, capital
from experiments.report.blocks import Block, Box, Card, Item, Section, Text
from experiments.report.comparison.data import Scenario
from experiments.report.comparison.story import Story
from sim.policy import Policy, cost_lines
from sim.processes import LAWS, Parameters


def question(story: Story) -> list[Block]:
    """What was asked, of whom, and when."""
    study, words = story.study, story.words
    adults = study.level(BASELINE, "adults_settled").value
    lead = Text(words("question", municipality=study.municipality), "lead")
    return [lead, *setting(words, study.options, adults, study.replicates)]


def setting(words: Words, options: Common, adults: float, runs: int) -> list[Block]:
    """What was simulated, and warnings where that is not what the model was made for."""
    return [*simulated(words, options, adults, runs), *other_world(words, options)]


def simulated(words: Words, options: Common, adults: float, runs: int) -> list[Block]:
    """Who was simulated, when, how often; by which law; what is in force anyway."""
    results: list[Block] = [
        Text(
            words(
                "facts",
                first=words.month(options.start, 1),
                last=words.month(options.start, options.months),
                months=str(options.months),
                adults=words.number(adults),
                runs=words.number(runs),
            )
        )
    ]
    chosen = read_setting(options.setting).setting
    whose = options.population if options.setting == SETTING else chosen
    who = {name: getattr(getattr(whose, name), words.language) for name in ("title", "description")}
    results.append(
        Text(
            words(
                "who_comes", population=who["title"], description=who["description"], law=words(f"act.of_{options.law}")
            )
        )
    )
    if options.policy:
        names = [words.measure(name, options.policies) for name in options.policy]
        results.append(Text(words("in_force", measures=words.listing(names))))
    return results


def other_world(words: Words, options: Common) -> list[Block]:
    """A box where the study is about other people or another law than the model was made for."""
    warning = getattr(options.population.warning, words.language)
    texts = [words("other_world.population", warning=warning)] if warning else []
    texts += [capital(text) for text in [getattr(setting_words(options), words.language)] if text]
    length_only = LAWS[options.law] and options.arrivals != "stated"
    texts += [words("other_world.law", law=words(f"act.of_{options.law}"))] if length_only else []
    texts += [words("other_world.series")] if options.arrivals == "series_to_2023" else []
    boxes: list[Block] = [Box("warning", words("other_world.title"), [Item("", texts)])] if texts else []
    return boxes + _template(words, options)


def _template(words: Words, options: Common) -> list[Block]:
    """A box where lines of the municipality are the template's."""
    texts = [
        words("template.lines", municipality=name, n=str(len(lines)), all=str(LINES), lines=", ".join(lines))
        for name, lines in untouched_in(options.municipality).items()
    ]
    return [Box("warning", words("template.title"), [Item("", texts)])] if texts else []


def in_short(story: Story) -> Box:
    """One or two sentences for each scenario: work, and harm elsewhere or else who still lives there."""
    items = [_short(story, scenario) for scenario in story.study.scenarios]
    works = [story.study.effect(item.name, story.both[0]) for item in story.study.scenarios]
    work, last = works[0], ""
    if not story.study.provisional and all(item.found.single > abs(item.found.difference) for item in works):
        last = story.words(
            "short.own",
            municipality=story.study.municipality,
            half=story.words.number(work.people(work.found.single)),
            observed=story.words.number(work.observed),
        )
    return Box("short", story.words("short.title"), items, last)


def _short(story: Story, scenario: Scenario) -> Item:
    study, words = story.study, story.words
    effects = {name: study.effect(scenario.name, name) for name in story.both}
    work = effects[story.both[0]]
    seen = [name for name, effect in effects.items() if effect.tone != "not_observed"]
    lines = [story.sentence(name, effects[name], evidence=name == seen[-1]) for name in seen]
    lines = [*lines, *_troubles(story, scenario)] if seen else [words("short.nothing")]
    mark = short(words, work.sure)
    text = words("short.work", mark=mark) if seen else capital(mark)
    return Item(story.full_title(scenario), lines, work.tone, text)


def crowding(story: Story, scenario: Scenario) -> str:
    """That other groups lose slots by a scenario, where they do; else empty."""
    study = story.study
    if not study.has("others_placements"):
        return ""
    others = study.effect(scenario.name, "others_placements")
    if others.amount != "lower":
        return ""
    return story.words("short.crowding", slots=story.words.number(-others.found.difference, 1))


def _troubles(story: Story, scenario: Scenario) -> list[str]:
    """What a scenario does elsewhere that must not be overlooked."""
    study, words, result = story.study, story.words, []
    if lost := crowding(story, scenario):
        result.append(lost)
    if study.has("hours_asked", "hours_had"):
        asked, had = (study.effect(scenario.name, name) for name in ("hours_asked", "hours_had"))
        if asked.found.scenario > had.found.scenario and asked.amount == "higher":
            texts = {"asked": asked.found.scenario, "had": had.found.scenario, "more": asked.found.difference}
            result.append(words("short.hours", **{key: words.rounded(value) for key, value in texts.items()}))
    return result


def measures(story: Story) -> Section:
    """Every measure that some scenario has: what it is, what it rests on, what it takes."""
    section = Section("measures", story.words("section.measures"), [Text(story.words("measures.levels"))])
    section.blocks += [_card(story, name) for name in story.study.measures]
    return section


def _card(story: Story, name: str) -> Card:
    words = story.words
    policy = story.study.options.policies[name]
    number = policy.recommendation
    text = "measures.recommendation_number" if number else "measures.recommendation_none"
    facts = [
        (words("measures.recommendation"), [words(text, n=str(number), lines=policy.lines)]),
        (words("measures.grade"), [words(f"grade.{policy.grade}"), getattr(policy.evidence, words.language)]),
    ]
    if policy.from_month > 1:
        month = words.month(story.study.options.start, policy.from_month)
        facts.append((words("measures.start"), [words("measures.start_month", month=month)]))
    facts.append((words("measures.costs"), cost_sentences(words, policy, parameters_of(story.study.options))))
    return Card(getattr(policy.title, words.language), getattr(policy.description, words.language), facts)


def cost_sentences(words: Words, policy: Policy, parameters: Parameters) -> list[str]:
    """What a measure costs, and who pays: a sentence for each kind; one if it costs nothing."""
    lines = []
    for line in cost_lines(policy, parameters):
        texts = {"what": capital(getattr(line.what, words.language)), "payer": words(f"payer.{line.payer}")}
        texts["source"] = line.source.replace("assumption", words("measures.assumption"))
        if line.amount:
            units = words.part("units") | (words.part("units_of_one") if line.amount == 1 else {})
            texts |= {"amount": words.plain(line.amount), "unit": units.get(line.unit, line.unit)}
        text = words("measures.cost_amount" if line.amount else "measures.cost", **texts)
        lines.append(text if line.counted else words("measures.not_counted", text=text))
    return lines or [words("measures.no_costs")]
