"""What the same comparison says in the members of a second ensemble: a table of the report, a sentence of the brief."""

from __future__ import annotations

from collections.abc import Iterator

from bygd.statistics.two_ensembles import said
from bygd.studies.two_ensembles import names_of
from experiments.display.sureness import short
from experiments.report.blocks import Section, Table, Text
from experiments.report.comparison import advice
from experiments.report.comparison.data import Effect
from experiments.report.comparison.story import Story
from experiments.report.comparison.told import Told, told_of

ADVICE = {  # what both make of a scenario, by its kind in either of them
    ("gain", "gain"): "for",
    ("harm", "harm"): "against",
    ("gain", "harm"): "parted",
    ("harm", "gain"): "parted",
    ("open", "open"): "neither",
}


def section(story: Story) -> Section | None:
    """Each scenario and outcome in either ensemble, and whether both say the same; nothing without a second one."""
    if (second := _second(story)) is None:
        return None
    words, told = story.words, told_of(story)
    rows = [
        [
            words("both.what", title=one.title, outcome=words(f"terminal.outcome.{outcome}")),
            *(_side(story, item.effects[outcome]) for item in (one, other)),
            words(f"both.says.{says}"),
        ]
        for one, other in zip(told, told_of(second), strict=True)
        for outcome, says in _outcomes(one, other)
    ]
    first, beside = names_of(story.study.options)
    head = [words("both.column"), first, beside, words("both.column_says")]
    sentences = [_advice(story, second), words("both.intro", first=first, second=beside)]
    return Section("two_ensembles", words("section.two_ensembles"), [*map(Text, sentences), _table(story, head, rows)])


def sentence(story: Story) -> str:
    """Which advice holds in both ensembles, and which does not; empty without a second one."""
    second = _second(story)
    return "" if second is None else _advice(story, second)


def _second(story: Story) -> Story | None:
    """The same comparison in the second ensemble, in the same language."""
    beside = story.study.beside
    return None if beside is None else Story(beside, story.words)


def _table(story: Story, head: list[str], rows: list[list[str]]) -> Table:
    return Table(story.words("both.caption"), head, rows)


def _outcomes(one: Told, other: Told) -> Iterator[tuple[str, str]]:
    """Outcomes that are observed in both, with what both say of them."""
    for outcome, sure in one.sure.items():
        beside = other.sure[outcome]
        if "not_observed" not in {sure.provisional, beside.provisional}:
            provisional = sure.provisional or beside.provisional
            yield outcome, said(provisional, sure.side, beside.side, sure.level, beside.level)


def _side(story: Story, effect: Effect) -> str:
    """Difference, what covers 95 % of the members, and how sure; each in a line."""
    words, found = story.words, effect.found
    n = words.number(found.difference, 1, sign=True)
    return "\n".join([words("both.span", n=n, span=words.interval(found.low, found.high)), short(words, effect.sure)])


def _advice(story: Story, second: Story) -> str:
    """One sentence: scenarios that both speak for, against, or do not agree on."""
    words, sorts = story.words, dict[str, list[Told]]()
    first, beside = names_of(story.study.options)
    for one, other in zip(told_of(story), told_of(second), strict=True):
        if says := {says for _, says in _outcomes(one, other)}:
            pair = _kind(one), _kind(other)
            sorts.setdefault("provisional" if "provisional" in says else ADVICE.get(pair, "one"), []).append(one)
    parts = [
        words(f"both.advice.{name}", titles=advice.some_of(words, sorts[name]))
        for name in words.part("both.advice")
        if name in sorts
    ]
    return words("both.sentence", first=first, second=beside, parts="; ".join(parts)) if parts else ""


def _kind(item: Told) -> str:
    """What one ensemble makes of a scenario."""
    return "gain" if item.gains else "harm" if item.harms else "open"
