"""What stands between a person and a job: what employers answer, and by which way people come to jobs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bygd.commands import typed
from bygd.scenarios.catalogue import BASELINE
from experiments.display import drawings
from experiments.report.blocks import Code, Heading, Picture, Pictures, Section, Table, Text
from experiments.report.comparison.story import Story
from sim.outcomes import JOB_REASONS, REASONS, WAYS

HIRED = "applications_hired"  # what is not turned down, which no outcome counts
NAMED = 3  # reasons that a sentence names
LEAST = 1.0  # of 100: less is not drawn

Row = tuple[str, float]  # name of an outcome, and its percentage


def section(story: Story) -> Section | None:
    """Answers and ways without the measures, and what measures change of them; nothing where nobody counted them."""
    words, study = story.words, story.study
    if not study.has("requests_accepted", *REASONS, *JOB_REASONS, *WAYS):
        return None
    found = {
        "requests": _shares(story, ["requests_accepted", *REASONS]),
        "applications": _shares(story, [HIRED, *JOB_REASONS]),
    }
    if not all(found.values()):
        return None
    options = Section("obstacles", words("section.obstacles"), [Text(words("obstacles.intro"))])
    sentences = [_sentence(story, "placement", found["requests"]), _sentence(story, "job", found["applications"])]
    options.blocks += [Text(text) for text in (*sentences, _ways_sentence(story))]
    options.blocks.append(Pictures([_picture(story, name, rows) for name, rows in found.items()]))
    options.blocks += [Heading(words("obstacles.with_title")), _table(story)]
    options.blocks += [Text(words("obstacles.not_most"), "note"), Code(typed("obstacles"))]
    return options


def _share(story: Story, scenario: str, name: str) -> float:
    """Percentage of an outcome in a scenario; of applications that lead to a job, what no reason turns down."""
    if name != HIRED:
        return story.study.level(scenario, name).value
    return 100.0 - sum(story.study.level(scenario, reason).value for reason in JOB_REASONS)


def _shares(story: Story, names: Sequence[str]) -> list[Row]:
    """Outcomes of which there is something to see: the first stays first, then the most frequent."""
    rows = [(name, _share(story, BASELINE, name)) for name in names]
    rows = [row for row in rows if math.isfinite(row[1])]
    return [*rows[:1], *sorted([row for row in rows[1:] if row[1] >= LEAST], key=lambda row: -row[1])]


def _label(story: Story, name: str) -> str:
    texts = story.words.part("path.answers") | story.words.part("obstacles.turned_down")
    return str((texts | {HIRED: story.words("obstacles.hired")})[name])


def _sentence(story: Story, side: str, rows: Sequence[Row]) -> str:
    """How many of 100 succeed, and the reasons most often given to the others."""
    words, (yes, *reasons) = story.words, rows
    named = [
        words("obstacles.reason", reason=_label(story, name), share=words.number(value)) for name, value in reasons
    ]
    return words(f"obstacles.{side}_sentence", yes=words.number(yes[1]), reasons=words.listing(named[:NAMED]))


def _ways_sentence(story: Story) -> str:
    words = story.words
    most = max(WAYS, key=lambda name: _share(story, BASELINE, name))
    shares = {name: words.number(_share(story, BASELINE, f"jobs_{name}")) for name in ("host", "adviser")}
    return words("obstacles.ways_sentence", most=words.part("path.ways")[most], **shares)


def _picture(story: Story, name: str, rows: Sequence[Row]) -> Picture:
    """Bars of what happens to 100."""
    words = story.words
    title = words(f"obstacles.{name}_title")
    labelled = [(_label(story, outcome), [value]) for outcome, value in rows]
    texts = [words("obstacles.row", label=label, value=words.number(values[0])) for label, values in labelled]
    alt = words("obstacles.alt", title=title, rows=" ".join(texts))
    sheet = drawings.bars(words, f"obstacles-{name}", labelled, 0)
    return Picture(sheet, title, alt, words("obstacles.caption_here"))


def _table(story: Story) -> Table:
    """The same with each scenario, as whole numbers of 100."""
    words, study = story.words, story.study
    names = [BASELINE, *(scenario.name for scenario in study.scenarios)]
    rows = [
        [label, *(words.number(_share(story, scenario, name)) for scenario in names)]
        for name, label in words.part("obstacles.with_rows").items()
    ]
    head = [words("obstacles.with_head"), words("without_measures"), *(story.title(item) for item in study.scenarios)]
    return Table(words("obstacles.with_caption"), head, rows)
