"""The next steps of the brief, one advice that agrees with its headline: what to ask for, to count, not to do.

The headline names the best of what was compared. Where the dose was simulated, the advice is the smallest number of
posts beside the same measures that is very likely better in one outcome and likely worse in none; ``Posts.than_best``
says how that relates to the best.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from bygd.scenarios.catalogue import parts_of
from bygd.scenarios.measures import sized
from bygd.scenarios.settings import read_setting
from bygd.statistics.comparison import PAYERS
from bygd.statistics.dose import POSTS, curve, is_sure, smallest_sure
from bygd.statistics.sureness import LEAST_MEMBERS, LEAST_RUNS
from bygd.studies.dose import STAFF, sets_with_staff, with_posts
from experiments.display.sureness import number
from experiments.display.words import Words
from experiments.report import opening
from experiments.report.blocks import Item
from experiments.report.comparison import count_first
from experiments.report.comparison.story import Story
from experiments.report.comparison.told import LEANS, Told, best_of, costs, costs_text, hours

LONG = 120  # months in which everything is seen, where the setting goes so far
NAMED = 3  # scenarios that a sentence names of many
SHORT, AMPLE = 1.05, 1.5  # hours asked for by hours there are, and the reverse, from which it is said


@dataclasses.dataclass(frozen=True)
class Posts:
    """How many posts to ask for beside some measures.

    ``least``: the smallest number that is very likely better in one outcome and likely worse in none (NaN: none);
    ``held``: how many the best of what was compared has; ``rows``: of the dose by outcome, at ``least``.
    """

    rest: str
    least: float
    held: float
    rows: dict[str, Any]

    @property
    def than_best(self) -> str:
        """Whether it is ``fewer``, ``more`` or the ``same`` as the best has; ``none`` where no number is."""
        if math.isnan(self.least):
            return "none"
        return "same" if self.least == self.held else "fewer" if self.least < self.held else "more"


def posts_of(story: Story, told: list[Told], answer: str) -> Posts | None:
    """How many posts to ask for, by the dose; ``None`` where that was not simulated, or not of the best measures."""
    best, dose = best_of(told, story.both[0]), story.study.dose
    if dose is None or best.sure[story.both[0]].provisional:
        return None
    rests = list(dict.fromkeys(dose["with"]))
    own = next(iter(sets_with_staff([best.scenario.name])), best.scenario.name)
    if own not in rests and answer == "gain":
        return None
    rest = own if own in rests else rests[0]
    held = dict(map(sized, parts_of(best.scenario.name))).get(STAFF, 0.0) if rest == own else math.nan
    curves = {outcome: curve(dose, rest, outcome) for outcome in story.both}
    seen = {outcome: rows for outcome, rows in curves.items() if len(rows)}
    if all(math.isnan(smallest_sure(rows)) for rows in seen.values()):
        return Posts(rest, math.nan, held, {})
    for posts in POSTS:
        at = {outcome: rows[rows["posts"] == posts].iloc[0] for outcome, rows in seen.items()}
        worse = any(row["likelier"] == "worse" and row["how_sure"] in LEANS for row in at.values())
        if any(map(is_sure, at.values())) and not worse:
            return Posts(rest, posts, held, at)
    return Posts(rest, math.nan, held, {})


def kind_of(told: list[Told], answer: str) -> str:
    """The answer, but ``one_set`` where it is provisional because all runs have the same numbers."""
    seen = [sure.provisional for item in told for sure in item.sure.values() if sure.provisional != "not_observed"]
    return "one_set" if answer == "provisional" and set(seen) == {"one_set"} else answer


def steps(story: Story, told: list[Told], answer: str) -> list[Item]:
    """What to ask for, what to count, what not to do."""
    words = story.words
    if answer in {"provisional", "not_observed"}:
        sure = told[0].sure[story.both[0]]
        months = min(LONG, read_setting(story.study.options.setting).setting.longest)
        runs = max(LEAST_RUNS * LEAST_MEMBERS, LEAST_RUNS * sure.members)
        run = words(f"brief.run.{kind_of(told, answer)}", runs=str(runs), months=str(months))
        lines = {"run": [run], "not": _not(story, told, answer)}
    else:
        ask = _ask(story, told, answer)
        lines = {"ask": ask, "count": [count_first.sentence(story)], "not": _not(story, told, answer)}
    return [Item(words(f"brief.step.{name}"), [" ".join(item)]) for name, item in lines.items() if item]


def _ask(story: Story, told: list[Told], answer: str) -> list[str]:
    """The smallest number of posts that is very likely better, or the best scenario and what it takes, or nothing."""
    words, best, posts = story.words, best_of(told, story.both[0]), posts_of(story, told, answer)
    if posts and posts.rows:
        return _ask_posts(story, best, posts, answer)
    if answer != "gain":
        rest = [words("brief.posts.none", rest=beside(story, posts))] if posts else []
        return [words(f"brief.ask.{answer}"), *rest]
    text = words("brief.ask.trial" if posts else "brief.ask.best", title=best.title)
    asked, had = hours(story, best.scenario.name)
    lacking = [words("brief.ask.hours")] if asked > SHORT * had else []
    return [text, costs(story, best.scenario.name), *lacking]


def _ask_posts(story: Story, best: Told, posts: Posts, answer: str) -> list[str]:
    words = story.words
    key = "brief.posts.ask" if posts.least else "brief.posts.ask_none"
    lines = [words(key, post=post(story, posts.least), rest=beside(story, posts), parts=effects(story, posts))]
    for outcome in story.both:
        if outcome not in posts.rows or is_sure(posts.rows[outcome]):
            continue
        needed = smallest_sure(curve(story.study.dose, posts.rest, outcome))
        known = "no_" if math.isnan(needed) else ""
        given = {} if known else {"post": post(story, needed)}
        lines.append(words(f"brief.posts.{known}{outcome}", **given))
    lines.append(posts_costs(story, posts))
    if answer == "gain" and posts.than_best == "fewer":
        lines.append(words("brief.posts.fewer", letter=best.scenario.letter))
    return lines


def effects(story: Story, posts: Posts) -> str:
    """Both outcomes with so many posts, each with how sure it is."""
    words, texts = story.words, []
    for outcome, row in posts.rows.items():
        difference = words.number(float(row["difference"]), 1, sign=True)
        of = number(words, float(row["share_of_members_better"]))
        texts.append(words(f"brief.posts.effect_{outcome}", difference=difference, of=of))
    return words.listing(texts)


def posts_costs(story: Story, posts: Posts) -> str:
    """Kroner and hours with so many posts in a sentence."""
    row = next(iter(posts.rows.values()))
    extra = {payer: float(row[f"kr_{payer}_extra"]) for payer in PAYERS if f"kr_{payer}_extra" in row}
    return costs_text(story, extra, float(row["hours_asked"]), float(row["hours_had"]))


def post(story: Story, posts: float) -> str:
    """A number of posts in a sentence."""
    if not posts:
        return story.words("brief.posts.no_post")
    title = story.words.measure(f"{STAFF}:{posts:g}", story.study.options.policies)
    return title[:1].lower() + title[1:]


def beside(story: Story, posts: Posts) -> str:
    """The measures beside the posts, as the end of a sentence."""
    if not posts.rest:
        return ""
    return " " + story.words("brief.posts.with", rest=story.words.title(posts.rest, story.study.options.policies))


def some_of(words: Words, told: list[Told]) -> str:
    """Titles of scenarios in a sentence, of many the first and how many more."""
    titles = [item.title for item in told]
    if len(titles) > NAMED + 1:
        titles = [*titles[:NAMED], words("brief.not.more", n=str(len(titles) - NAMED))]
    return words.listing(titles)


def _not(story: Story, told: list[Told], answer: str) -> list[str]:
    """Scenarios that ask for more hours than there are, that are likely worse, or that bring far more than is used.

    Not the one that the headline names, nor what is asked for: what these lack stands beside the advice.
    """
    words, lines = story.words, []
    named = {best_of(told, story.both[0]).scenario.name} if answer == "gain" else set()
    if (posts := posts_of(story, told, answer)) and posts.rows:
        named.add(with_posts(posts.rest, posts.least))
    short_of, worse, ample = [], [], []
    for item in told:
        asked, had = hours(story, item.scenario.name)
        if asked > SHORT * had and item.scenario.name not in named:
            short_of.append((item, asked, had))
        elif item.leans("worse"):
            worse.append(item)
        if had > AMPLE * asked and any(part.partition(":")[0] == STAFF for part in item.scenario.measures):
            ample.append((item, asked, had))
    if short_of:
        item, asked, had = max(short_of, key=lambda each: each[1] - each[2])
        short_of.sort(key=lambda each: each[2] - each[1])  # that lacks most first
        texts = {"titles": some_of(words, [each for each, *_ in short_of])}
        texts |= {"title": item.title, "asked": words.rounded(asked), "had": words.rounded(had)}
        lines.append(words("brief.not.hours" if len(short_of) > 1 else "brief.not.hours_one", **texts))
    if worse:
        lines.append(words("brief.not.worse", titles=some_of(words, worse)))
    lost = [item for item in told if opening.crowding(story, item.scenario)]
    if lost:
        lines.append(
            words("brief.not.crowding", titles=some_of(words, lost), lost=opening.crowding(story, lost[0].scenario))
        )
    for item, asked, had in ample[:1]:
        given = {"asked": words.rounded(asked), "had": words.rounded(had)}
        lines.append(words("brief.not.ample", title=item.title, **given))
    return lines
