"""All outcomes in one table, goals, differences by month, and who gains: what lies folded behind the brief."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bygd.commands import typed
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.settings import USUAL, told
from bygd.statistics.paired import Contrast, verdict
from experiments.display import drawings
from experiments.display.sureness import short
from experiments.report.blocks import Block, Heading, Picture, Pictures, Section, Table, Text
from experiments.report.comparison.data import Comparison, Effect, Scenario, threshold
from experiments.report.comparison.story import Story, any_seen, interval
from sim.outcomes import OUTCOMES

GOALS = {"work_or_education_direct": 55, "work_or_education_1y": 70}
EARLY = 24  # months since settlement from which an effect is said to grow, last or fade
LAST = 60  # months since settlement that are shown
OVER_MONTHS = {"work": ("work", "seen"), "stay": ("persons_there", "persons_seen")}
SCHOOLS = ("school_1", "school_2", "school_3")
HOUSEHOLDS = ("single_men", "single_women", "lone_parents", "couples_children", "couples")


def key_figures(story: Story) -> Section:
    """The main outcomes in one table; under it the national goals, and what local figures could show."""
    words, study = story.words, story.study
    work, *others = study.headline.asked
    names = told([work, "employed_1y", "employed_60m", *others], study.options)
    rows = [(words(f"outcome.{name}.name"), name) for name in study.known(names)]
    blocks: list[Block] = [
        Text(words("key.intro", n=words.spelled(len(rows))[0])),
        _effects(story, words("key.caption"), words("key.what"), rows),
    ]
    return Section("key", words("section.key"), [*blocks, *_own(story), *_goals(story)])


def _effects(story: Story, caption: str, what: str, rows: list[tuple[str, str]]) -> Table:
    """Outcomes (label, name) by scenario: level without, difference with its interval, and how sure it is."""
    study = story.study
    cells = []
    for label, name in rows:
        effects = [study.effect(item.name, name) for item in study.scenarios]
        cells.append([label, _level(story, effects[0]), *(_cell(story, effect) for effect in effects)])
    return story.table(caption, what, cells)


def _level(story: Story, effect: Effect) -> str:
    number = story.words.number(effect.found.baseline, 1)
    return (
        story.words("percent", number=number) if effect.in_people and math.isfinite(effect.found.baseline) else number
    )


def _cell(story: Story, effect: Effect) -> str:
    """``+6.7 (−4.1 to +16.5)``, and under it how sure that is."""
    if effect.tone == "not_observed":
        return short(story.words, effect.sure)
    text = story.points(effect.found, 1 if effect.in_people else 2)
    return f"{text['difference']} ({text['interval']})\n{short(story.words, effect.sure)}"


def _own(story: Story) -> list[Block]:
    """That local figures of so few people show chance, where they do."""
    study = story.study
    effects = [study.effect(item.name, study.headline.work) for item in study.scenarios]
    if study.provisional or not all(item.found.single > abs(item.found.difference) for item in effects):
        return []
    half = story.words.number(effects[0].people(effects[0].found.single))
    numbers = {"half": half, "observed": story.words.number(effects[0].observed)}
    return [Text(story.words("short.own", municipality=study.municipality, **numbers))]


def _goals(story: Story) -> list[Block]:
    """The two national goals, each beside levels that are counted by its own rule."""
    study, words, rows = story.study, story.words, []
    for outcome, goal in GOALS.items():
        if study.has(outcome) and any_seen([study.level(BASELINE, outcome).value]):
            names = [BASELINE, *(item.name for item in study.scenarios)]
            levels = [story.value(study.level(name, outcome)) for name in names]
            rows.append([words("goals.row", name=words(f"goals.{outcome}"), goal=str(goal)), *levels])
    if not rows:
        return []
    table = story.table(words("goals.caption"), words("key.what"), rows)
    return [Heading(words("goals.title")), Text(words("goals.intro"), "note"), table]


# --- month by month ----------------------------------------------------------------------------------------------


def curves(story: Story) -> Section:
    """Differences by months since settlement: one small multiple, a row a scenario, work beside staying."""
    words, study = story.words, story.study
    rows, texts = [], []
    for scenario in study.scenarios:
        levels = {name: _difference(story, scenario, name) for name in OVER_MONTHS}
        rows.append((story.label(scenario), list(levels.values())))
        texts.append(words("curves.row", scenario=scenario.letter, rows=_at_years(story, scenario)))
    titles = [words(f"curves.{name}") for name in OVER_MONTHS]
    band = threshold(OUTCOMES[study.headline.work])
    sheet = drawings.differences(words, "differences", titles, rows, words("curves.axis_months"), band)
    picture = Picture(sheet, words("curves.title"), words("curves.alt", rows=" ".join(texts)), words("curves.caption"))
    blocks: list[Block] = [Text(words("curves.intro")), Pictures([picture])]
    lines = [line for scenario in study.scenarios for line in _lasting(story, scenario)]
    blocks += [*lines, Text(words("curves.why", command=typed("unfolding")), "note")] if lines else []
    return Section("curves", words("section.curves"), blocks)


def _difference(story: Story, scenario: Scenario, name: str) -> drawings.Levels:
    """Difference by month with its interval; not a number where few are followed so long."""
    n, of = OVER_MONTHS[name]
    result = story.study.effect_by_month(scenario.name, n, of, LAST)
    seen = story.study.by_month(BASELINE, of).sum(axis=0)
    shown = [interval(item) if seen[m] >= 0.05 * seen.max() else (math.nan,) * 3 for m, item in enumerate(result)]
    value, low, high = np.array(shown, float).reshape(-1, 3).T
    return value, low, high


def _at_years(story: Story, scenario: Scenario) -> str:
    """Both differences at the end of each year, in words for those who do not see the drawing."""
    words, parts = story.words, []
    for name, (n, of) in OVER_MONTHS.items():
        result = story.study.effect_by_month(scenario.name, n, of, LAST)
        values = [
            words("curves.difference_row", months=str(m), **story.points(result[m]))
            for m in range(12, len(result), 12)
            if math.isfinite(result[m].difference)
        ]
        parts.append(f"{words(f'curves.{name}')}: {' '.join(values)}")
    return " ".join(parts)


def _lasting(story: Story, scenario: Scenario) -> list[Text]:
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
    text = words(f"curves.lasting.{key}", first=str(EARLY), last=str(LAST), **change)
    return [Text(words("scenario", letter=scenario.letter, title=text))]


def lasting(early: Contrast, late: Contrast, change: tuple[float, float, float]) -> str:
    """``grows``, ``fades``, ``lasts``, ``open``, or ``none``: there is no difference that matters at either end."""
    outcome = OUTCOMES[USUAL.work]
    if {verdict(outcome, item) for item in (early, late)} == {"no relevant difference"}:
        return "none"
    value, low, high = change
    if low > 0 or high < 0:
        return "grows" if value * early.difference > 0 else "fades"
    return "lasts" if max(-low, high) <= threshold(outcome) else "open"


# --- who -----------------------------------------------------------------------------------------------------------


def who(story: Story) -> Section:
    """Groups: who gains in employment, which households stay; a table each."""
    words, study = story.words, story.study
    parts: list[tuple[str, tuple[str, ...], Callable[[Comparison, str], str]]] = [
        ("who.title", ("all", "men", "women", *SCHOOLS, *HOUSEHOLDS), _work_outcome),
        ("who.stay_title", ("everybody", *HOUSEHOLDS), _stay_outcome),
    ]
    tables = []
    labels = words.part("who.groups")
    for title, groups, outcome_of in parts:
        names = {outcome_of(study, group): labels[group] for group in groups}
        rows = [(names[name], name) for name in study.known(told(names, study.options))]
        found = [study.effect(item.name, name).found.difference for item in study.scenarios for _, name in rows]
        if len(rows) > 1 and any_seen(found):
            tables.append(_effects(story, words(title, **story.spans), words("who.what"), rows))
    return Section("who", words("section.who"), [Text(words("who.intro", **story.spans)), *tables])


def _work_outcome(study: Comparison, group: str) -> str:
    return study.headline.work if group == "all" else f"{study.headline.work}_{group}"


def _stay_outcome(study: Comparison, group: str) -> str:
    return study.headline.stay if group == "everybody" else f"stay5_{group}"
