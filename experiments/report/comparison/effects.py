"""Key figures, goals, curves, and who gains."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.comparison import members_of
from bygd.statistics.curves import share_curve, stay_curve
from bygd.statistics.paired import Contrast, Members, verdict
from experiments.display import drawings
from experiments.display.sureness import in_two
from experiments.display.words import Words, capital
from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Section, Text
from experiments.report.comparison.data import Effect, Scenario, threshold
from experiments.report.comparison.story import KEY, Story, any_seen, interval
from sim.outcomes import OUTCOMES

GOALS = {"work_or_education_direct": 55, "work_or_education_1y": 70}
FLOOR = 40  # per cent, where the axis of who still lives there begins
EARLY = 24  # months since settlement from which an effect is said to grow, last or fade
LAST = 60  # months since settlement that are shown
SCHOOLS = ("school_1", "school_2", "school_3")
HOUSEHOLDS = ("single_men", "single_women", "lone_parents", "couples_children", "couples")


def key_figures(story: Story) -> Section:
    """Each key figure: what is known of the effect, and what the municipality would see itself."""
    section = Section("key", story.words("section.key"), [Text(story.words("key.intro"))])
    for outcome in story.study.known(KEY):
        section.blocks += _key_figure(story, outcome)
    section.blocks += _goals(story)
    return section


def _key_figure(story: Story, outcome: str) -> list[Block]:
    study, words = story.study, story.words
    effects = {scenario.letter: study.effect(scenario.name, outcome) for scenario in study.scenarios}
    name = words(f"outcome.{outcome}.name")
    blocks: list[Block] = [Heading(name), Text(words(f"outcome.{outcome}.note"), "note")]
    blocks.append(Items([_key_item(story, item, outcome, effects[item.letter]) for item in study.scenarios]))
    if any_seen([effect.found.difference for effect in effects.values()]):
        pictures = [_known(story, outcome, name, effects)]
        if any(effect.dots for effect in effects.values()):
            pictures.append(_own(story, outcome, name, effects))
        blocks.append(Pictures(pictures))
    return blocks


def _key_item(story: Story, scenario: Scenario, outcome: str, effect: Effect) -> Item:
    words, result = story.words, effect.found
    lines = [story.sentence(outcome, effect)]
    if effect.tone == "not_observed":
        return story.item(scenario, effect, lines)
    lines.append(
        words(
            "key.levels",
            without=words("without_measures"),
            base=_level(story, result.baseline, effect),
            scenario=_level(story, result.scenario, effect),
            unit=words("key.axis_points" if effect.in_people else "key.axis_months"),
            **{"with": words("with")},
            **story.points(result, 1 if effect.in_people else 2),
        )
    )
    if result.members is not None and not math.isnan(result.members.spread):
        lines.append(_members_sentence(story, effect, result.members))
    if not math.isnan(result.single):
        lines.append(_own_sentence(story, outcome, effect))
    return story.item(scenario, effect, lines)


def _level(story: Story, value: float, effect: Effect) -> str:
    number = story.words.number(value, 1)
    return story.words("percent", number=number) if effect.in_people else number


def _members_sentence(story: Story, effect: Effect, members: Members) -> str:
    """Both parts of the uncertainty apart: what differs between ensemble members, and chance."""
    decimals = 1 if effect.in_people else 2
    return story.words(
        "key.members",
        low=story.words.number(effect.found.low, decimals, sign=True),
        high=story.words.number(effect.found.high, decimals, sign=True),
        chance=story.words.number(members.chance, decimals),
        unit=story.words("key.axis_points" if effect.in_people else "key.axis_months"),
    )


def _own_sentence(story: Story, outcome: str, effect: Effect) -> str:
    words = story.words
    middle, low, high = effect.own
    observed = words.number(effect.observed)
    if not effect.in_people:
        span = words.span(low, high, "months")
        return words("key.own_months", more=words.more(middle, "months"), observed=observed, span=span)
    return words(
        "key.own",
        more=words.more(effect.people(middle)),
        observed=observed,
        people=words(f"outcome.{outcome}.people"),
        span=words.span(effect.people(low), effect.people(high)),
        low=words.number(low, sign=True),
        high=words.number(high, sign=True),
    )


def _known(story: Story, outcome: str, name: str, effects: dict[str, Effect]) -> Picture:
    words, scenarios = story.words, story.study.scenarios
    rows = [(story.label(item), interval(effects[item.letter].found), effects[item.letter].tone) for item in scenarios]
    parts = [
        words("key.known_row", scenario=item.letter, **story.points(effects[item.letter].found)) for item in scenarios
    ]
    unit = words("key.axis_points" if OUTCOMES[outcome].unit == "%" else "key.axis_months")
    sheet = drawings.intervals(words, f"known-{outcome}", rows, threshold(OUTCOMES[outcome]), unit)
    over = next(iter(effects.values())).found.members
    texts = {"runs": words.number(story.study.replicates), "members": str(over.count if over else 1)}
    caption = words("key.known_caption_members" if over else "key.known_caption", **texts)
    return Picture(sheet, words("key.known_title"), words("key.known_alt", name=name, rows=" ".join(parts)), caption)


def _own(story: Story, outcome: str, name: str, effects: dict[str, Effect]) -> Picture:
    words = story.words
    rows = [(story.label(item), effects[item.letter].dots) for item in story.study.scenarios]
    texts = []
    for item in story.study.scenarios:
        drawn = effects[item.letter].dots
        up, down = sum(x > 0 for x in drawn), sum(x < 0 for x in drawn)
        numbers = {"up": str(up), "down": str(down), "same": str(len(drawn) - up - down)}
        texts.append(words("key.own_row", scenario=item.letter, **numbers))
    effect = next(iter(effects.values()))
    people = words(f"outcome.{outcome}.people")
    axis = "key.axis_own_months"
    if effect.in_people:
        axis = "key.axis_adults" if people == words("outcome.employed_36m.people") else "key.axis_persons"
    unit = words(axis, observed=words.number(effect.observed)) if effect.in_people else words(axis)
    title = words("key.own_title", municipality=story.study.municipality)
    alt = words("key.own_alt", name=name, rows=" ".join(texts))
    return Picture(drawings.dots(words, f"own-{outcome}", rows, unit), title, alt, words("key.own_caption"))


def _goals(story: Story) -> list[Block]:
    """The two national goals, each beside levels that are counted by its own rule."""
    study, words = story.study, story.words
    pictures = []
    for outcome, goal in GOALS.items():
        if not study.has(outcome) or not any_seen([study.level(BASELINE, outcome).value]):
            continue
        rows = [(words("without_measures"), interval(study.level(BASELINE, outcome)))]
        rows += [(story.label(item), interval(study.level(item.name, outcome))) for item in study.scenarios]
        sentence = " ".join(words("goals.row", scenario=label, value=words.number(item[0], 1)) for label, item in rows)
        text = words("goals.goal", goal=str(goal))
        sheet = drawings.levels(words, f"goal-{outcome}", rows, (goal, text), words("goals.axis"))
        name = words(f"goals.{outcome}")
        alt = words("goals.alt", name=name, goal=str(goal), rows=sentence)
        pictures.append(Picture(sheet, name, alt, words(f"goals.{outcome}_note")))
    if not pictures:
        return []
    return [Heading(words("goals.title")), Text(words("goals.intro"), "note"), Pictures(pictures)]


# --- month by month ----------------------------------------------------------------------------------------------


def curves(story: Story) -> Section:
    """Curves over months since settlement, each scenario beside the baseline."""
    words, study = story.words, story.study
    section = Section("curves", words("section.curves"), [Text(words("curves.intro"))])
    members = members_of(study.runs[BASELINE].sort_values("replicate"))
    first = study.curves[BASELINE]
    base = (share_curve(first, "work", "seen", members), stay_curve(first, members))
    stays = []
    for scenario in study.scenarios:
        frame = study.curves[scenario.name]
        pictures = [
            _levels(story, scenario, (base[0], share_curve(frame, "work", "seen", members))),
            _difference(story, scenario),
        ]
        section.blocks += [Heading(story.title(scenario)), Pictures(pictures), *_lasting(story, scenario)]
        stays.append(_staying(story, scenario, (base[1], stay_curve(frame, members))))
    if any(isinstance(block, Text) for block in section.blocks[1:]):
        section.blocks.append(Text(words("curves.why"), "note"))
    section.blocks += [Heading(words("curves.stay")), Pictures(stays)]
    return section


def _levels(story: Story, scenario: Scenario, pair: tuple[drawings.Levels, drawings.Levels]) -> Picture:
    words = story.words
    axis = (words("curves.axis_months"), words("curves.axis_adults"))
    base, other = (_cut(levels) for levels in pair)
    sheet = drawings.curves(words, f"levels-{scenario.letter}", _named(words, base, other), axis)
    alt = words("curves.levels_alt", rows=_at_years(story, base, other))
    return Picture(sheet, words("curves.levels"), alt)


def _staying(story: Story, scenario: Scenario, pair: tuple[drawings.Levels, drawings.Levels]) -> Picture:
    words = story.words
    axis = (words("curves.axis_months"), words("curves.axis_persons"))
    base, other = (_cut(levels) for levels in pair)
    lowest = min([x for part in (*base, *other) for x in part if math.isfinite(x)] or [FLOOR])
    floor = FLOOR if lowest > FLOOR else 0
    sheet = drawings.curves(words, f"stay-{scenario.letter}", _named(words, base, other), axis, floor=floor)
    alt = words("curves.stay_alt", rows=_at_years(story, base, other))
    caption = words("curves.stay_note", floor=str(floor)) if floor else ""
    return Picture(sheet, story.title(scenario), alt, caption)


def _difference(story: Story, scenario: Scenario) -> Picture:
    words = story.words
    result = story.study.effect_by_month(scenario.name, "work", "seen", LAST)
    seen = story.study.by_month(BASELINE, "seen").sum(axis=0)
    shown = [interval(item) if seen[m] >= 0.05 * seen.max() else (math.nan,) * 3 for m, item in enumerate(result)]
    values = np.array(shown, float).reshape(-1, 3).T
    axis = (words("curves.axis_months"), words("curves.axis_points"))
    band = threshold(OUTCOMES["employed_36m"])
    sheet = drawings.curves(
        words, f"difference-{scenario.letter}", [("", (values[0], values[1], values[2]))], axis, band=band
    )
    texts = [
        words("curves.difference_row", months=str(m), **story.points(result[m]))
        for m in range(12, len(result), 12)
        if math.isfinite(values[0][m])
    ]
    return Picture(sheet, words("curves.difference"), words("curves.difference_alt", rows=" ".join(texts)))


def _lasting(story: Story, scenario: Scenario) -> list[Block]:
    """Whether the effect on employment grows, lasts or fades; nothing where nobody is followed so long."""
    study, words = story.study, story.words
    seen = study.by_month(BASELINE, "seen").sum(axis=0)
    if len(seen) <= LAST or seen[LAST] < 0.05 * seen.max():
        return []
    result = study.change(scenario.name, "work", "seen", EARLY, LAST)
    if result is None or math.isnan(result[1]) or study.provisional:
        return []
    effects = study.effect_by_month(scenario.name, "work", "seen", LAST)
    key = lasting(effects[EARLY], effects[LAST], result)
    change = {"change": words.number(result[0], 1, sign=True), "interval": words.interval(result[1], result[2], 1)}
    return [Text(words(f"curves.lasting.{key}", first=str(EARLY), last=str(LAST), **change))]


def lasting(early: Contrast, late: Contrast, change: tuple[float, float, float]) -> str:
    """``grows``, ``fades``, ``lasts``, ``open``, or ``none``: there is no difference that matters at either end."""
    outcome = OUTCOMES["employed_36m"]
    if {verdict(outcome, item) for item in (early, late)} == {"no relevant difference"}:
        return "none"
    value, low, high = change
    if low > 0 or high < 0:
        return "grows" if value * early.difference > 0 else "fades"
    return "lasts" if max(-low, high) <= threshold(outcome) else "open"


def _at_years(story: Story, base: drawings.Levels, other: drawings.Levels) -> str:
    words = story.words
    return " ".join(
        words(
            "curves.levels_row",
            months=str(m),
            base=words.number(base[0][m]),
            scenario=words.number(other[0][m]),
            without=words("without"),
            **{"with": words("with")},
        )
        for m in range(12, min(len(base[0]), len(other[0])), 12)
        if math.isfinite(base[0][m]) and math.isfinite(other[0][m])
    )


def _named(words: Words, base: drawings.Levels, other: drawings.Levels) -> list[tuple[str, drawings.Levels]]:
    return [(words("without"), base), (words("with"), other)]


def _cut(levels: drawings.Levels) -> drawings.Levels:
    return levels[0][: LAST + 1], levels[1][: LAST + 1], levels[2][: LAST + 1]


# --- who -----------------------------------------------------------------------------------------------------------


def who(story: Story) -> Section:
    """Groups: who gains in employment, which households stay."""
    words = story.words
    section = Section("who", words("section.who"), [Text(words("who.intro"))])
    for scenario in story.study.scenarios:
        parts: list[tuple[str, str, tuple[str, ...], Callable[[str], str]]] = [
            ("work", "who.title", ("all", "men", "women", *SCHOOLS, *HOUSEHOLDS), _work_outcome),
            ("stay", "who.stay_title", ("everybody", *HOUSEHOLDS), _stay_outcome),
        ]
        results = [_groups(story, scenario, *part) for part in parts]
        shown = [entry for entry in results if entry]
        if shown:
            section.blocks.append(Heading(story.title(scenario)))
            section.blocks.append(Items([item for item, _ in shown]))
            section.blocks.append(Pictures([picture for _, picture in shown]))
    return section


def _work_outcome(group: str) -> str:
    return "employed_36m" if group == "all" else f"employed_36m_{group}"


def _stay_outcome(group: str) -> str:
    return "stay_60m" if group == "everybody" else f"stay5_{group}"


def _groups(
    story: Story, scenario: Scenario, name: str, title: str, groups: tuple[str, ...], outcome_of: Callable[[str], str]
) -> tuple[Item, Picture] | None:
    """Sentence and drawing of one outcome by group; nothing where the study did not count groups."""
    words, study = story.words, story.study
    counted = {
        group: study.effect(scenario.name, outcome_of(group)) for group in groups if study.has(outcome_of(group))
    }
    if len(counted) < 2 or not any_seen([effect.found.difference for effect in counted.values()]):
        return None
    labels = words.part("who.groups")
    told: dict[str, list[str]] = {}
    for group, effect in counted.items():
        text, of = in_two(words, effect.sure)
        named = words("who.sure_group", group=labels[group], of=of) if of else labels[group]
        told.setdefault(capital(text), []).append(named)
    lines = [words("who.sure", text=text, groups=words.listing(groups)) for text, groups in told.items()]
    rows = [(labels[group], interval(effect.found), effect.tone) for group, effect in counted.items()]
    texts = [words("who.row", group=labels[group], **story.points(item.found)) for group, item in counted.items()]
    alt = words("who.alt", title=words(title), scenario=story.title(scenario), rows=" ".join(texts))
    sheet = drawings.intervals(words, f"who-{name}-{scenario.letter}", rows, 1.0, words("key.axis_points"), beside=True)
    return Item(words(title), [" ".join(lines)]), Picture(sheet, words(title), alt, words("who.caption"))
