"""The brief: one page of A4 that a planner forwards. What, for how many of 100, how sure, what it costs, what next.

``section`` is the first thing of the report, and all of ``brief_<language>.html``. What it says depends on the answer
(``answer_of``): gain, harm, small, open, provisional, not observed. Always both outcomes, never one score.
"""

from __future__ import annotations

import dataclasses
import math

from bygd.scenarios.catalogue import BASELINE
from bygd.statistics.comparison import PAYERS
from bygd.statistics.dose import curve, smallest_sure
from bygd.statistics.sureness import LEAST_MEMBERS, LEAST_RUNS, Sureness
from bygd.studies.dose import STAFF, sets_with_staff, with_posts
from experiments.display import drawings
from experiments.display.kroner import who_pays
from experiments.display.sureness import number, sentence, short, smallest
from experiments.display.words import capital
from experiments.report import opening
from experiments.report.blocks import Block, Box, Heading, Item, Items, Picture, Pictures, Section, Table, Text
from experiments.report.comparison import count_first
from experiments.report.comparison.data import Effect, Scenario, threshold
from experiments.report.comparison.story import Story
from sim.outcomes import OUTCOMES

BOTH = ("employed_36m", "stay_60m")
ROOM = 4  # scenarios that the page has room for
LEANS = {"virtually_certain", "very_likely", "likely"}
SHORT, AMPLE = 1.05, 1.5  # hours asked for by hours there are, and the reverse, from which it is said


@dataclasses.dataclass(frozen=True)
class Told:
    """A scenario of the brief: its effects on both outcomes, and how sure these are."""

    scenario: Scenario
    title: str
    effects: dict[str, Effect]
    sure: dict[str, Sureness]

    def leans(self, side: str, outcome: str = "") -> bool:
        """Whether it is likely or more ``better`` (or ``worse``) in an outcome (default: in either of both)."""
        some = [self.sure[outcome]] if outcome else list(self.sure.values())
        return any(item.level in LEANS and item.side == side and item.tone != "small" for item in some)

    @property
    def gains(self) -> bool:
        """Whether it leans to the better in one outcome and to the worse in none."""
        return self.leans("better") and not self.leans("worse")

    @property
    def harms(self) -> bool:
        """Whether it leans to the worse in one outcome and to the better in none."""
        return self.leans("worse") and not self.leans("better")


def told_of(story: Story) -> list[Told]:
    """All scenarios of a study, in its order."""
    study = story.study
    result = []
    for item in study.scenarios:
        effects = {outcome: study.effect(item.name, outcome) for outcome in BOTH}
        title = story.words("brief.quoted", title=story.title(item))
        result.append(Told(item, title, effects, {outcome: effect.sure for outcome, effect in effects.items()}))
    return result


def answer_of(told: list[Told]) -> str:
    """What the study says: ``gain``, ``harm`` (all of them), ``small``, ``open``, ``provisional``, ``not_observed``."""
    sure = [item for each in told for item in each.sure.values()]
    seen = [item for item in sure if item.provisional != "not_observed"]
    if not seen:
        return "not_observed"
    if any(item.provisional for item in seen):
        return "provisional"
    if any(item.gains for item in told):
        return "gain"
    if all(item.harms for item in told):
        return "harm"
    return "small" if all(item.tone == "small" for item in seen) else "open"


def best_of(told: list[Told], outcome: str) -> Told:
    """The scenario with the largest mean effect on an outcome; of those that lean to the better, if there are any."""
    some = [item for item in told if item.gains and item.leans("better", outcome)]
    some = some or [item for item in told if item.gains] or told
    return max(some, key=lambda item: _or_least(item.effects[outcome].found.difference))


def _or_least(value: float) -> float:
    return value if math.isfinite(value) else -math.inf


def section(story: Story) -> Section:
    """The whole brief; its heading is the answer."""
    words, told = story.words, told_of(story)
    answer = answer_of(told)
    best = best_of(told, BOTH[0])
    shown = _shown(told)
    blocks: list[Block] = [Text(_facts(story), "note")]
    if opening.other_world(words, story.study.options):
        blocks.append(Text(words("brief.warned"), "strong"))
    blocks += [Text(_lead(story, told, answer), "lead"), _table(story, shown)]
    if len(shown) < len(told):
        blocks.append(Text(words("brief.more", n=words.number(len(told) - len(shown))), "note"))
    if pictures := _pictures(story, shown):
        blocks += [Text(_key(story), "note"), Pictures(pictures)]
    blocks += [Heading(words("brief.next")), Items(_steps(story, told, answer), numbered=True)]
    case = [Item("", [line]) for line in _case(story, told, answer)]
    blocks.append(Box("case", words("brief.case"), case))
    title = words(f"brief.headline.{answer}", title=story.title(best.scenario))
    return Section("brief", title, blocks, style="brief")


def _shown(told: list[Told]) -> list[Told]:
    """Scenarios that the page has room for: the best by either outcome, in the order of the study."""
    if len(told) <= ROOM:
        return told
    by = [sorted(told, key=lambda item: -_or_least(item.effects[outcome].found.difference)) for outcome in BOTH]
    first = list(dict.fromkeys(item.scenario.name for pair in zip(*by, strict=True) for item in pair))[:ROOM]
    return [item for item in told if item.scenario.name in first]


# --- sentences -------------------------------------------------------------------------------------------------------


def _facts(story: Story) -> str:
    study, words = story.study, story.words
    adults = words.number(study.level(BASELINE, "adults_settled").value)
    texts = {"municipality": study.municipality, "adults": adults, "first": str(study.options.start)}
    members = study.effect(study.scenarios[0].name, BOTH[0]).found.members
    texts |= {"runs": words.number(study.replicates), "members": words.number(members.count if members else 1)}
    return words("brief.facts", **texts)


def _effects(story: Story, item: Told) -> str:
    """Both outcomes of a scenario in natural frequencies, each with how sure it is."""
    words, parts = story.words, []
    for outcome in BOTH:
        sure, found = item.sure[outcome], item.effects[outcome].found
        if sure.provisional == "not_observed":
            parts.append(words(f"brief.unseen.{outcome}"))
        else:
            parts.append(words(f"brief.effect.{outcome}", more=words.more(found.difference), sure=short(words, sure)))
    return words("brief.both", work=parts[0], stay=parts[1])


def _lead(story: Story, told: list[Told], answer: str) -> str:
    words = story.words
    best, stays = (best_of(told, outcome) for outcome in BOTH)
    texts = {"title": best.title, "effects": _effects(story, best), "n": words.spelled(len(told))[0]}
    if answer == "provisional":
        first = next(item for each in told for item in each.sure.values() if item.provisional != "not_observed")
        return words(
            "brief.lead.provisional", why=sentence(words, dataclasses.replace(first, better=math.nan)), **texts
        )
    text = words(f"brief.lead.{answer}" if len(told) > 1 or answer == "gain" else f"brief.lead.{answer}_one", **texts)
    if answer == "gain" and stays is not best and stays.leans("better", BOTH[1]):
        text += " " + words("brief.lead.stays", title=stays.title, effects=_effects(story, stays))
    return text


def _kroner(story: Story, name: str) -> list[str]:
    """What each payer pays more or less a year; nothing of who hardly does."""
    paid = [payer for payer in PAYERS if story.study.has(f"kr_{payer}")]
    return who_pays(
        story.words, {payer: 1000.0 * story.study.effect(name, f"kr_{payer}").found.difference for payer in paid}
    )


def _hours(story: Story, name: str) -> tuple[float, float]:
    """Adviser hours a year: asked for, there."""
    if not story.study.has("hours_asked", "hours_had"):
        return math.nan, math.nan
    return story.study.level(name, "hours_asked").value, story.study.level(name, "hours_had").value


def _costs(story: Story, name: str) -> str:
    """Kroner and hours of a scenario in a sentence."""
    words = story.words
    kroner = [line[:1].lower() + line[1:] for line in _kroner(story, name)]
    text = words("brief.costs", kroner=words.listing(kroner)) if kroner else words("brief.costs_none")
    asked, had = _hours(story, name)
    if math.isnan(asked):
        return text
    return f"{text} {words('brief.hours', asked=words.rounded(asked), had=words.rounded(had))}"


# --- the table -------------------------------------------------------------------------------------------------------


def _table(story: Story, told: list[Told]) -> Table:
    """One row a scenario: both outcomes with how sure, evidence, kroner by payer, hours."""
    words = story.words
    head = [words(f"brief.head.{name}") for name in ("what", *BOTH, "kroner", "hours")]
    rows = []
    for item in told:
        evidence = next(iter(item.sure.values())).evidence
        title = story.title(item.scenario)
        if evidence:
            title += "\n" + words("sureness.evidence", word=words(f"sureness.evidence_word.{evidence}"))
        kroner = "\n".join(_kroner(story, item.scenario.name)) or words("brief.no_kroner")
        rows.append([title, *(_cell(story, item, outcome) for outcome in BOTH), kroner, _hours_cell(story, item)])
    return Table(words("brief.caption"), head, rows)


def _cell(story: Story, item: Told, outcome: str) -> str:
    words, sure, found = story.words, item.sure[outcome], item.effects[outcome].found
    if sure.provisional == "not_observed":
        return short(words, sure)
    lines = [words.number(found.difference, 1, sign=True), short(words, sure)]
    if not sure.provisional and not sure.equal:
        even = sure.level == "as_likely_as_not"
        share = sure.by_more if even else sure.size_share
        lines.append(words("brief.by_more", smallest=smallest(words, sure), of=number(words, share)))
    return "\n".join(lines)


def _hours_cell(story: Story, item: Told) -> str:
    asked, had = _hours(story, item.scenario.name)
    if math.isnan(asked):
        return story.words("numbers.unknown")
    return story.words("brief.hours_cell", asked=story.words.rounded(asked), had=story.words.rounded(had))


# --- the picture -----------------------------------------------------------------------------------------------------


def _key(story: Story) -> str:
    return story.words("brief.dots", dots=str(drawings.DOTS), band=story.words.plain(threshold(OUTCOMES[BOTH[0]])))


def _pictures(story: Story, told: list[Told]) -> list[Picture]:
    """Quantile dots over the ensemble, one drawing an outcome; none where there are no members to draw."""
    words, pictures = story.words, []
    for outcome in BOTH:
        rows = [
            (story.label(item.scenario), members.split.drawn_in[0])
            for item in told
            if (members := item.effects[outcome].found.members) is not None and not math.isnan(members.helps)
            if members.split is not None
        ]
        if not rows:
            continue
        band, title = threshold(OUTCOMES[outcome]), words(f"brief.picture.{outcome}")
        sheet = drawings.quantile_dots(words, f"brief-{outcome}", rows, band, words(f"brief.axis.{outcome}"))
        texts = []
        for label, values in rows:
            counted = drawings.quantiles(values)
            up, down = sum(x > band for x in counted), sum(x < -band for x in counted)
            numbers = {"up": str(up), "down": str(down), "same": str(len(counted) - up - down)}
            texts.append(words("brief.dots_row", scenario=label, **numbers))
        pictures.append(Picture(sheet, title, words("brief.dots_alt", title=title, rows=" ".join(texts))))
    return pictures


# --- next steps ------------------------------------------------------------------------------------------------------


def _steps(story: Story, told: list[Told], answer: str) -> list[Item]:
    """What to ask for, what to count, what not to do."""
    words = story.words
    if answer in {"provisional", "not_observed"}:
        sure = told[0].sure[BOTH[0]]
        runs = max(LEAST_RUNS * LEAST_MEMBERS, LEAST_RUNS * sure.members)
        lines = {"run": [words(f"brief.run.{answer}", runs=str(runs))], "not": _not(story, told)}
    else:
        lines = {"ask": _ask(story, told, answer), "count": [count_first.sentence(story)], "not": _not(story, told)}
    return [Item(words(f"brief.step.{name}"), [" ".join(item)]) for name, item in lines.items() if item]


def _ask(story: Story, told: list[Told], answer: str) -> list[str]:
    """The smallest number of posts that is very likely better, or the best scenario and what it takes, or nothing."""
    words, best = story.words, best_of(told, BOTH[0])
    if posts := _posts(story, best):
        return posts
    if answer == "gain":
        return [words("brief.ask.best", title=best.title), _costs(story, best.scenario.name)]
    return [words(f"brief.ask.{answer}")]


def _posts(story: Story, best: Told) -> list[str]:
    """How many posts to ask for, by the dose; nothing where that was not simulated with enough members."""
    words, dose = story.words, story.study.dose
    if dose is None or best.sure[BOTH[0]].provisional:
        return []
    rests = list(dict.fromkeys(dose["with"]))
    rest = next(iter(sets_with_staff([best.scenario.name])), rests[0])
    rest = rest if rest in rests else rests[0]
    found = {outcome: smallest_sure(curve(dose, rest, outcome)) for outcome in BOTH}
    if all(math.isnan(posts) for posts in found.values()):
        return [words("brief.posts.none", rest=_rest(story, rest))]
    texts = []
    for outcome, posts in found.items():
        if math.isnan(posts):
            texts.append(words(f"brief.posts.no_{outcome}"))
            continue
        rows = curve(dose, rest, outcome)
        row = rows[rows["posts"] == posts].iloc[0]
        difference = words.number(float(row["difference"]), 1, sign=True)
        of = number(words, float(row["share_of_members_better"]))
        texts.append(words(f"brief.posts.{outcome}", post=_post(story, posts), difference=difference, of=of))
    least = min(posts for posts in found.values() if not math.isnan(posts))
    key = "brief.posts.ask" if least else "brief.posts.ask_none"
    lines = [words(key, post=_post(story, least), rest=_rest(story, rest))]
    lines.append(words("brief.posts.why", parts=words.listing(texts)))
    name = with_posts(rest, least)
    return [*lines, _costs(story, name)] if any(item.name == name for item in story.study.scenarios) else lines


def _post(story: Story, posts: float) -> str:
    if not posts:
        return story.words("brief.posts.no_post")
    title = story.words.measure(f"{STAFF}:{posts:g}", story.study.options.policies)
    return title[:1].lower() + title[1:]


def _rest(story: Story, rest: str) -> str:
    if not rest:
        return ""
    return " " + story.words("brief.posts.with", rest=story.words.title(rest, story.study.options.policies))


def _not(story: Story, told: list[Told]) -> list[str]:
    """Scenarios that ask for more hours than there are, that are likely worse, or that bring far more than is used."""
    words, lines = story.words, []
    short_of, worse, ample = [], [], []
    for item in told:
        asked, had = _hours(story, item.scenario.name)
        if asked > SHORT * had:
            short_of.append((item, asked, had))
        elif item.leans("worse"):
            worse.append(item)
        if had > AMPLE * asked and any(part.partition(":")[0] == STAFF for part in item.scenario.measures):
            ample.append((item, asked, had))
    if short_of:
        item, asked, had = max(short_of, key=lambda each: each[1] - each[2])
        texts = {"titles": words.listing([each.title for each, *_ in short_of])}
        texts |= {"title": item.title, "asked": words.rounded(asked), "had": words.rounded(had)}
        lines.append(words("brief.not.hours" if len(short_of) > 1 else "brief.not.hours_one", **texts))
    if worse:
        lines.append(words("brief.not.worse", titles=words.listing([item.title for item in worse])))
    lost = [item for item in told if opening.crowding(story, item.scenario)]
    if lost:
        titles = words.listing([item.title for item in lost])
        lines.append(words("brief.not.crowding", titles=titles, lost=opening.crowding(story, lost[0].scenario)))
    for item, asked, had in ample[:1]:
        hours = {"asked": words.rounded(asked), "had": words.rounded(had)}
        lines.append(words("brief.not.ample", title=item.title, **hours))
    return lines


# --- the case paper --------------------------------------------------------------------------------------------------


def _case(story: Story, told: list[Told], answer: str) -> list[str]:
    """Three sentences that can stand in a case paper."""
    words, best = story.words, best_of(told, BOTH[0])
    sure, found = best.sure[BOTH[0]], best.effects[BOTH[0]].found
    title = words("brief.quoted", title=words.title(best.scenario.name, story.study.options.policies))
    texts = {"municipality": story.study.municipality, "title": title, "effects": _effects(story, best)}
    texts |= {"members": words.number(sure.members), "n": words.spelled(len(told))[0]}
    first = words(f"brief.said.{answer}", **texts)
    if answer == "not_observed":
        return [first]
    costs = words("brief.said.costs", title=title, costs=_costs(story, best.scenario.name))
    evidence = words(f"sureness.evidence_word.{sure.evidence or 'limited'}")
    if math.isnan(found.low):
        return [first, costs, words("brief.said.evidence", evidence=evidence)]
    span = words.span(found.low, found.high)
    return [first, costs, words("brief.said.doubt", evidence=evidence, span=span)]


def title_of(story: Story) -> str:
    """Title of the page: the question."""
    return capital(story.words("brief.title", municipality=story.study.municipality))
