"""The services' side: from request to job, hours and kroner, who pays, and whether the hours reach."""

from __future__ import annotations

import math

from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.comparison import members_of
from bygd.statistics.cost import PerExtra, per_extra
from bygd.statistics.paired import Contrast
from experiments.display import drawings
from experiments.report.blocks import Block, Box, Heading, Item, Items, Picture, Pictures, Section, Table, Text
from experiments.report.comparison.data import Scenario
from experiments.report.comparison.story import Story
from sim.outcomes import OUTCOMES, WAYS

STEPS = ("requests", "requests_yes", "placements_started", "placements_completed", "placements_hired")
COUNTED = {"requests": "requests", "started": "placements_started", "hired": "placements_hired"}  # in the sentence
PAYERS = ("municipality", "state", "employer")
IDLE = 1.25  # hours there are over hours asked for, from where on a smaller post is worth a look
HARDLY = 0.1  # of an effect: with a lower end below it, a price would be a number from the air
EFFECTS = {"work": "work_months", "stay": "persons_there_end"}


def path(story: Story) -> Section:
    """From request to job, baseline beside scenario."""
    words, study = story.words, story.study
    section = Section("path", words("section.path"), [Text(words("path.intro"))])
    for scenario in study.scenarios:
        blocks: list[Block] = []
        if study.has(*STEPS):
            blocks.append(Text(_sentence(story, scenario, "path.sentence", COUNTED)))
        pictures = [
            _pairs(story, scenario, "steps", list(STEPS), "path.title", 1),
            _pairs(story, scenario, "answers", list(words.part("path.answers")), "path.refusals_title", 0),
            _pairs(story, scenario, "ways", WAYS, "path.ways_title", 0),
        ]
        blocks.append(Pictures([item for item in pictures if item]))
        if study.has("displaced"):
            blocks.append(Text(_sentence(story, scenario, "path.displaced", {"displaced": "displaced"}), "note"))
        section.blocks += [Heading(story.title(scenario)), *blocks]
    return section


def _sentence(story: Story, scenario: Scenario, text: str, outcomes: dict[str, str]) -> str:
    """A text filled in with outcomes, with the measures and without."""
    numbers = {}
    for key, outcome in outcomes.items():
        for suffix, name in {"": scenario.name, "_base": BASELINE}.items():
            numbers[key + suffix] = story.words.number(story.study.level(name, outcome).value, 1)
    return story.words(text, **numbers)


def _pairs(
    story: Story, scenario: Scenario, name: str, outcomes: list[str], title: str, decimals: int
) -> Picture | None:
    """Values without and with, as bars; nothing where the study did not count them."""
    words, study = story.words, story.study
    labels = words.part(f"path.{name}")
    rows = [
        (labels[item], study.level(BASELINE, item).value, study.level(scenario.name, item).value)
        for item in study.known(outcomes)
    ]
    rows = [row for row in rows if any(math.isfinite(value) and value >= 0.5 / 10**decimals for value in row[1:])]
    if not rows:
        return None
    texts = [
        words("path.row", label=label, base=words.number(base, decimals), value=words.number(value, decimals))
        for label, base, value in rows
    ]
    alt = words("path.alt", title=words(title), scenario=story.title(scenario), rows=" ".join(texts))
    sheet = drawings.bars(words, f"{name}-{scenario.letter}", [(label, two) for label, *two in rows], decimals)
    return Picture(sheet, words(title), alt, words("path.caption"))


# --- costs --------------------------------------------------------------------------------------------------------


def costs(story: Story) -> Section:
    """Hours and kroner by payer, the price of one more, transfers apart, and the competing groups."""
    words, study = story.words, story.study
    section = Section("costs", words("section.costs"), [Text(words("costs.intro"))])
    for scenario in study.scenarios:
        section.blocks += [Heading(story.title(scenario)), _amounts(story, scenario)]
        prices = [_price(story, scenario, kind) for kind, outcome in EFFECTS.items() if study.has(outcome)]
        if prices:
            section.blocks += [Items(prices), Text(words("costs.per_note"), "note")]
    if study.has("kr_benefit", "kr_grant"):
        section.blocks += [Heading(words("costs.transfers_title")), Text(words("costs.transfers_intro"))]
        section.blocks += [_transfer(story, outcome) for outcome in words.part("costs.transfers")]
    section.blocks += _crowding(story)
    return section


def _amounts(story: Story, scenario: Scenario) -> Table:
    """Hours and kroner a year: without, with, difference."""
    words, study = story.words, story.study
    rows = []
    for outcome, label in words.part("costs.rows").items():
        if study.has(outcome):
            result = study.effect(scenario.name, outcome).found
            if result.baseline or result.scenario:
                rows.append([label, *_amount(story, outcome, result)])
    head = [words(f"costs.head.{name}") for name in ("what", "base", "value", "difference")]
    return Table(words("costs.caption", scenario=story.title(scenario)), head, rows)


def _transfer(story: Story, outcome: str) -> Table:
    """A grant or benefit by scenario: without, with, difference."""
    words, study = story.words, story.study
    rows = [
        [story.title(item), *_amount(story, outcome, study.effect(item.name, outcome).found)]
        for item in study.scenarios
    ]
    head = [words("costs.transfers_head"), *(words(f"costs.head.{name}") for name in ("base", "value", "difference"))]
    return Table(words("costs.transfers_caption", name=words(f"costs.transfers.{outcome}")), head, rows)


def _amount(story: Story, outcome: str, result: Contrast) -> list[str]:
    """Three cells: value without, value with, difference and its interval; kroner, not thousands of them."""
    words, unit = story.words, 1000.0 if OUTCOMES[outcome].scale < 1 else 1.0
    change = words.rounded(unit * result.difference, sign=True)
    if not math.isnan(result.low):
        low, high = (words.rounded(unit * item, sign=True) for item in (result.low, result.high))
        change += f" ({words('to', low=low, high=high)})"
    return [words.rounded(unit * result.baseline), words.rounded(unit * result.scenario), change]


def _price(story: Story, scenario: Scenario, kind: str) -> Item:
    """What one more month in work, or one more person there, costs each payer."""
    words, study, name = story.words, story.study, EFFECTS[kind]
    effect = [study.counts(item, name)[0] for item in (BASELINE, scenario.name)]
    more = study.effect(scenario.name, name).found
    lines = []
    for payer in PAYERS:
        cost = [study.counts(item, f"kr_{payer}")[0] for item in (BASELINE, scenario.name)]
        result = per_extra(*cost, *effect, members=members_of(study.runs[BASELINE]))
        hardly = result.kind == "interval" and more.low < HARDLY * more.difference
        if hardly or result.kind != "interval":
            return Item(words(f"costs.per_{kind}"), [words(f"costs.{'hardly' if hardly else result.kind}_{kind}")])
        lines.append(_price_line(story, payer, result))
    return Item(words(f"costs.per_{kind}"), lines)


def _price_line(story: Story, payer: str, result: PerExtra) -> str:
    words = story.words
    texts = {"payer": words(f"payer.{payer}")}
    near, far = (words.rounded(item) for item in sorted((abs(result.low), abs(result.high))))
    if result.low < 0 < result.high:
        return words("costs.either", low=words.rounded(-result.low), high=words.rounded(result.high), **texts)
    key = "costs.saves" if result.value < 0 else "costs.spends"
    return words(key, value=words.rounded(abs(result.value)), low=near, high=far, **texts)


def _crowding(story: Story) -> list[Block]:
    """What happens to the groups that compete for the same slots."""
    words, study = story.words, story.study
    if not study.has("others_placements", "others_placed"):
        return []
    items = []
    for scenario in study.scenarios:
        slots, share = (study.effect(scenario.name, name) for name in ("others_placements", "others_placed"))
        numbers = {"slots": words.number(slots.found.scenario, 1), "slots_base": words.number(slots.found.baseline, 1)}
        lines = [words("costs.crowding", **numbers, **story.points(slots.found))]
        if math.isfinite(share.found.baseline):
            shares = {"share": words.number(share.found.scenario), "share_base": words.number(share.found.baseline)}
            lines.append(words("costs.crowding_share", **shares))
        if slots.tone in {"lower", "higher"}:
            lines.append(words("costs.crowding_loses" if slots.tone == "lower" else "costs.crowding_gains"))
        items.append(story.item(scenario, slots, [" ".join(lines)]))
    return [Heading(words("costs.crowding_title")), Text(words("costs.crowding_intro")), Items(items)]


# --- hours --------------------------------------------------------------------------------------------------------


def hours(story: Story) -> Section | None:
    """Hours asked for against hours there are; nothing where the study did not count them."""
    words, study = story.words, story.study
    if not study.has("hours_asked", "hours_had"):
        return None
    section = Section("hours", words("section.hours"), [Text(words("hours.intro")), Text(_hours_of_file(story))])
    section.blocks += _warning(story)
    asked, had = _asked(story, BASELINE)
    section.blocks.append(Text(words("hours.base", asked=words.rounded(asked), had=words.rounded(had))))
    rows = [(words("without_measures"), *_asked(story, BASELINE))]
    rows += [(story.label(item), *_asked(story, item.name)) for item in study.scenarios]
    drawn, given = [], []
    for label, wanted, there in rows:
        texts = {"asked": words.rounded(wanted), "had": words.rounded(there)}
        drawn.append((label, wanted, there, words("hours.label", **texts)))
        given.append(words("hours.row", scenario=label, **texts))
    picture = Picture(
        drawings.capacity(words, "capacity", drawn),
        words("hours.title"),
        words("hours.alt", rows=" ".join(given)),
        words("hours.caption", without=words("without")),
    )
    items = [Item(story.title(item), [_hours_sentence(story, item)]) for item in study.scenarios]
    section.blocks += [Pictures([picture]), Items(items)]
    return section


def _hours_of_file(story: Story) -> str:
    """Adviser hours that the municipality's file states, from the least to the most of its offices."""
    words, parts = story.words, story.study.options.municipality.municipalities.values()
    stated = sorted(
        {office.hours_per_participant for municipality in parts for office in municipality.offices.values()}
    )
    low, high = words.plain(stated[0]), words.plain(stated[-1])
    return words("hours.file", hours=low if low == high else words("to", low=low, high=high))


def _asked(story: Story, name: str) -> tuple[float, float]:
    return story.study.level(name, "hours_asked").value, story.study.level(name, "hours_had").value


def _hours_sentence(story: Story, scenario: Scenario) -> str:
    words, study = story.words, story.study
    asked, had = _asked(story, scenario.name)
    shares = {}
    for key, outcome in {"follow": "follow_up", "new": "new_work_done"}.items():
        shares[key] = words.number(study.level(scenario.name, outcome).value)
        shares[f"{key}_base"] = words.number(study.level(BASELINE, outcome).value)
    used = words.rounded(study.level(scenario.name, "adviser_hours").value)
    text = words("hours.sentence", asked=words.rounded(asked), had=words.rounded(had), used=used, **shares)
    if not study.has("matching") or math.isnan(study.level(scenario.name, "matching").value):
        return text
    found = [words.number(study.level(name, "matching").value) for name in (scenario.name, BASELINE)]
    return f"{text} {words('hours.matching', matching=found[0], matching_base=found[1])}"


def _warning(story: Story) -> list[Block]:
    """A box for scenarios that ask for more hours than there are, or for far fewer."""
    words, items = story.words, []
    idle: list[Item] = []
    base, there = _asked(story, BASELINE)
    for scenario in story.study.scenarios:
        asked, had = _asked(story, scenario.name)
        if asked > had:
            lines = [words("hours.warning", asked=words.rounded(asked), over=words.rounded(asked - had))]
            key = "hours.warning_more" if asked > base else "hours.warning_fewer"
            lines += [words(key, n=words.rounded(abs(asked - base)))] if round(asked) != round(base) else []
            items.append(Item(story.title(scenario), [" ".join(lines)]))
        elif had > IDLE * asked and had > there:
            texts = {"asked": words.rounded(asked), "had": words.rounded(had), "over": words.rounded(had - asked)}
            idle.append(Item(story.title(scenario), [words("hours.idle", **texts)]))
    boxes: list[Block] = [Box("warning", words("hours.idle_title"), idle, words("hours.idle_last"))] if idle else []
    if not items:
        return boxes
    last = [words("hours.warning_counted")]
    last += [words("hours.warning_also", over=words.rounded(base - there))] if base > there else []
    return [Box("warning", words("hours.warning_title"), items, " ".join(last)), *boxes]
