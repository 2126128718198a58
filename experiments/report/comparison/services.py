"""The services' side: from request to job, hours and kroner, who pays, and whether the hours reach."""

from __future__ import annotations

import math

from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.comparison import members_of
from bygd.statistics.cost import PerExtra, per_extra
from bygd.statistics.paired import Contrast
from experiments.display import drawings
from experiments.display.sureness import short
from experiments.report.blocks import Block, Box, Heading, Item, Items, Picture, Pictures, Section, Table, Text
from experiments.report.comparison.data import Scenario
from experiments.report.comparison.story import Story
from sim.outcomes import OUTCOMES

STEPS = ("requests", "requests_yes", "placements_started", "placements_completed", "placements_hired")
PAYERS = ("municipality", "state", "employer")
IDLE = 1.25  # hours there are over hours asked for, from where on a smaller post is worth a look
HARDLY = 0.1  # of an effect: with a lower end below it, a price would be a number from the air
EFFECTS = {"work": "work_months", "stay": "persons_there_end"}


def path(story: Story) -> Section:
    """From request to job: a year's steps, without measures and with each scenario."""
    words, study = story.words, story.study
    labels = words.part("path.steps") | {"displaced": words("path.displaced")}
    names = [BASELINE, *(item.name for item in study.scenarios)]
    rows = [
        [labels[step], *(story.value(study.level(name, step), 1) for name in names)]
        for step in study.known((*STEPS, "displaced"))
    ]
    blocks: list[Block] = [Text(words("path.intro"))]
    blocks += [story.table(words("path.title"), words("path.what"), rows)] if rows else []
    return Section("path", words("section.path"), blocks)


# --- costs --------------------------------------------------------------------------------------------------------


def costs(story: Story) -> Section:
    """Hours and kroner by payer, the price of one more, transfers apart, and the competing groups."""
    words, study = story.words, story.study
    blocks: list[Block] = [Text(words("costs.intro")), _amounts(story, "costs.rows", words("costs.caption"))]
    prices = [item for kind, outcome in EFFECTS.items() if study.has(outcome) for item in _prices(story, kind)]
    if prices:
        blocks += [Items(prices), Text(words("costs.per_note"), "note")]
    if study.has("kr_benefit", "kr_grant"):
        blocks += [Heading(words("costs.transfers_title")), Text(words("costs.transfers_intro"))]
        blocks.append(_amounts(story, "costs.transfers", words("costs.transfers_caption")))
    return Section("costs", words("section.costs"), [*blocks, *_crowding(story)])


def _amounts(story: Story, labels: str, caption: str) -> Table:
    """Hours and kroner a year: without, and what each scenario changes, with its interval."""
    words, study = story.words, story.study
    rows = []
    for outcome, label in words.part(labels).items():
        if not study.has(outcome):
            continue
        found = [study.effect(item.name, outcome).found for item in study.scenarios]
        if any(result.baseline or result.scenario for result in found):
            unit = 1000.0 if OUTCOMES[outcome].scale < 1 else 1.0
            changes = [_change(story, result, unit) for result in found]
            rows.append([label, words.rounded(unit * found[0].baseline), *changes])
    return story.table(caption, words("costs.what"), rows)


def _change(story: Story, result: Contrast, unit: float) -> str:
    """A difference and its interval; kroner, not thousands of them."""
    words = story.words
    change = words.rounded(unit * result.difference, sign=True)
    if math.isnan(result.low):
        return change
    low, high = (words.rounded(unit * item, sign=True) for item in (result.low, result.high))
    return f"{change}\n({words('to', low=low, high=high)})"


def _prices(story: Story, kind: str) -> list[Item]:
    """What one more costs each payer; scenarios of which the same is said stand together."""
    told: dict[tuple[str, ...], list[str]] = {}
    for scenario in story.study.scenarios:
        told.setdefault(tuple(_price(story, scenario, kind)), []).append(scenario.letter)
    name = story.words(f"costs.per_{kind}")
    return [
        Item(story.words("costs.per_of", what=name, letters=story.words.listing(letters)), list(lines))
        for lines, letters in told.items()
    ]


def _price(story: Story, scenario: Scenario, kind: str) -> list[str]:
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
            return [words(f"costs.{'hardly' if hardly else result.kind}_{kind}")]
        lines.append(_price_line(story, payer, result))
    return lines


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
    rows = []
    for outcome, label in words.part("costs.crowding_rows").items():
        effects = [study.effect(item.name, outcome) for item in study.scenarios]
        if math.isfinite(effects[0].found.baseline):
            sure = [
                words("costs.crowding_small") if item.tone == "small" else short(words, item.sure) for item in effects
            ]
            numbers = [words.number(item.found.difference, 1, sign=True) for item in effects]
            cells = [f"{number}\n{text}" for number, text in zip(numbers, sure, strict=True)]
            rows.append([label, words.number(effects[0].found.baseline, 1), *cells])
    table = story.table(words("costs.crowding_intro"), words("costs.what"), rows)
    return [Heading(words("costs.crowding_title")), table]


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
    section.blocks += [Pictures([picture]), _done(story)]
    return section


def _done(story: Story) -> Table:
    """What becomes of the hours that are needed."""
    words, study = story.words, story.study
    names = [BASELINE, *(item.name for item in study.scenarios)]
    rows = []
    for outcome, label in words.part("hours.rows").items():
        if study.has(outcome) and not all(math.isnan(study.level(name, outcome).value) for name in names):
            rows.append([label, *(words.rounded(study.level(name, outcome).value) for name in names)])
    return story.table(words("hours.done"), words("hours.what"), rows)


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
