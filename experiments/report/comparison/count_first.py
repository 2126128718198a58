"""What to count first in a municipality: what an office can count itself, and what that would be worth to a choice.

``sentence`` is for the brief, ``section`` for the report.
"""

from __future__ import annotations

import math

import pandas as pd

from bygd.scenarios import ensembles
from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.decision.counting import ALL, COUNTS, looks
from bygd.statistics.decision.tables import First, first_to_count
from experiments.display import drawings
from experiments.display.style import legible
from experiments.display.words import capital
from experiments.report.blocks import Block, Heading, Item, Items, Picture, Pictures, Section, Table, Text
from experiments.report.comparison.story import Story

WAYS = (*COUNTS, ALL)
LEAST = 100  # members below which nothing is advised
FEW = 10  # observations in four weeks below which a longer list is asked for


def first(story: Story, outcome: str = "") -> First | None:
    """What to count first, judged by an outcome; ``None`` where the study cannot say (``sentence`` says why)."""
    if _why_not(story):
        return None
    tables, outcome = story.study.choice, outcome or story.both[0]
    return first_to_count(tables["decision"], tables["count_first"], outcome) if _seen(story, outcome) else None


def sentence(story: Story) -> str:
    """What to count first, in one or two sentences, by employment; also where nothing can be said, and why."""
    words, found = story.words, first(story)
    if found is None:
        return words(
            f"count.none.{_why_not(story)}", least=str(LEAST), replicates=str(2 * _members(story)), **story.spans
        )
    if not found.what:
        return words("count.first.nothing")
    texts = {"what": words(f"count.ways.{found.what}.name"), "scenario": _title(story, found.shown)}
    lines = []
    if found.changes:
        lines.append(words("count.first.changes", n=_of_100(story, found.changes), **texts))
    if math.isfinite(found.narrowing):
        key = "also_narrows" if found.changes else "narrows"
        lines.append(words(f"count.first.{key}", n=_of_100(story, found.narrowing), **texts))
    return " ".join(lines)


def section(story: Story) -> Section | None:
    """The sentence, bars of what each count would do, both outcomes beside each other, and how to count in four weeks.

    None where a study of one set of numbers, or too small a one, cannot say; ``sentence`` does.
    """
    words, found = story.words, first(story)
    blocks: list[Block] = [Text(sentence(story), "lead")]
    if found is None:
        return Section("count", words("section.count"), blocks)
    key = "nothing" if found.advised == BASELINE else "intro"
    blocks.append(
        Text(words(f"count.{key}", scenario=_title(story, found.shown), members=str(_members(story)), **story.spans))
    )
    if any(row is not None and row["narrows"] for row in (_row(story, story.both[0], way) for way in _ways(story))):
        blocks.append(Pictures([_picture(story, found)]))
    blocks += [_table(story), Heading(words("count.how")), _how(story)]
    return Section("count", words("section.count"), [*blocks, Text(words("count.note"), "note")])


# --- what is known ---------------------------------------------------------------------------------------------------


def _members(story: Story) -> int:
    table = story.study.choice.get("decision")
    return 0 if table is None else int(table["members"].iloc[0])


def _seen(story: Story, outcome: str) -> bool:
    return outcome in set(story.study.choice["count_first"]["outcome"])


def _why_not(story: Story) -> str:
    """Why nothing can be said, empty where something can.

    ``ensemble``: all runs have the same numbers; ``unobserved``: too few months; ``few`` members, or runs in each;
    ``counted``: everything is counted here.
    """
    tables = story.study.choice
    if story.study.options.ensemble == ensembles.NONE or not tables:
        return "ensemble"
    if "count_first" not in tables or not _seen(story, story.both[0]):
        return "unobserved"
    about = tables["decision"].iloc[0]
    if about["members"] < LEAST or about["runs"] < 2 * about["members"]:
        return "few"
    return "" if (tables["count_first"]["kind"] == "way").any() else "counted"


def _title(story: Story, name: str) -> str:
    return next((story.title(item) for item in story.study.scenarios if item.name == name), story.words("count.doing"))


def _of_100(story: Story, share: float) -> str:
    return story.words.number(100.0 * share)


def _row(story: Story, outcome: str, way: str) -> pd.Series | None:
    """Row of a way of counting for the scenario that is looked at in an outcome."""
    found, table = first(story, outcome), story.study.choice["count_first"]
    if found is None:
        return None
    rows = table[(table["outcome"] == outcome) & (table["what"] == way) & (table["scenario"] == found.shown)]
    return rows.iloc[0] if len(rows) else None


def _ways(story: Story) -> list[str]:
    there = set(story.study.choice["count_first"]["what"])
    return [way for way in WAYS if way in there]


# --- blocks ----------------------------------------------------------------------------------------------------------


def _picture(story: Story, found: First) -> Picture:
    """Bars of how much narrower the interval becomes: after four weeks, and if it were known exactly."""
    words, rows, given = story.words, [], []
    for way in _ways(story):
        row, name = _row(story, story.both[0], way), capital(words(f"count.ways.{way}.short"))
        told = row is not None and bool(row["narrows"])
        parts = ("narrowing_counted", "narrowing")
        values = [100.0 * float(row[part]) if told and row is not None else math.nan for part in parts]
        rows.append((legible(name), values))
        given.append(words("count.row", label=name, counted=words.number(values[0]), known=words.number(values[1])))
    names = [words("count.bar.counted"), words("count.bar.known")]
    title = words("count.picture", scenario=_title(story, found.shown), **story.spans)
    alt = words("count.alt", scenario=_title(story, found.shown), rows=" ".join(given))
    return Picture(drawings.bars(words, "count", rows, 0, names=names), title, alt, words("count.caption"))


def _table(story: Story) -> Table:
    """Of each way of counting, for both outcomes: in how many sets the advice changes, how much narrower."""
    words = story.words
    rows = []
    for way in _ways(story):
        cells = [capital(words(f"count.ways.{way}.short"))]
        for outcome in story.both:
            row = _row(story, outcome, way)
            cells += _cells(story, row) if row is not None else [words("numbers.unknown")] * 2
        rows.append(cells)
    head = [words("count.head.what")]
    for outcome in story.both:
        head += [
            words(f"count.head.{part}", outcome=words(f"count.outcome.{outcome}")) for part in ("changes", "narrower")
        ]
    return Table(words("count.table"), head, rows)


def _cells(story: Story, row: pd.Series) -> list[str]:
    words = story.words
    changes = (
        words("count.cell.changes", n=_of_100(story, row["changes_counted"])) if row["told"] else words("count.dash")
    )
    if math.isnan(row["narrowing"]):
        return [changes, words("count.untold")]
    return [
        changes,
        words("count.cell.narrower", n=_of_100(story, row["narrowing_counted"]))
        if row["narrows"]
        else words("count.dash"),
    ]


def _how(story: Story) -> Items:
    """How to count each in four weeks, what to write into the municipality's file, and how much there is to count."""
    words, seen = story.words, looks(story.study.runs[BASELINE])
    items = []
    for way in [way for way in _ways(story) if way != ALL]:
        amounts = {name: words.number(seen[name], 0 if seen[name] >= 1 else 1) for name in COUNTS[way]}
        lines = [words(f"count.ways.{way}.how", **amounts)]
        if min(seen[name] for name in COUNTS[way]) < FEW:
            lines.append(words(f"count.longer.{way}"))
        items.append(
            Item(capital(words(f"count.ways.{way}.name")), [*lines, words("count.file", names=", ".join(COUNTS[way]))])
        )
    return Items(items)
