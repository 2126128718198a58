"""What the visitor reads about one person or one employer of a run, as safe HTML."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from bygd.statistics.divergence import HOW, REFUSED, Row
from bygd.statistics.lives import FOUND
from experiments.app.board import group_of, office_name, portrait, reason_of, ties_of, trade
from experiments.app.observed_run import Request, Run
from experiments.display.words import Words, capital
from experiments.report.comparison.lives import phrase
from sim.states import Event, Reason, Status

JOBS = (Event.HIRED_BY_HOST, *FOUND)
SAID_ELSEWHERE = (Event.TAKEN_UP, Event.PREPARED)  # how a placement came about: said with the placement


def story(run: Run, words: Words, picked: tuple[str, int]) -> Markup:
    """Story of ``("person", 3)`` or ``("employer", 7)``."""
    kind, which = picked
    return _person(run, words, which) if kind == "person" else _employer(run, words, which)


def _page(title: str, lines: list[str], heading: str, dated: list[str], note: str) -> Markup:
    facts = Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)
    items = Markup("").join(Markup("<li>{}</li>").format(item) for item in dated)
    return Markup("<h3>{}</h3>{}<h4>{}</h4><ul class='events'>{}</ul><p class='small'>{}</p>").format(
        title, facts, heading, items, note
    )


# --- people ----------------------------------------------------------------------------------------------------


def _person(run: Run, words: Words, which: int) -> Markup:
    person = run.model.everybody[which]
    dated = [
        words("watch.dated", month=words.month(run.scenario.start, month), text=text)
        for month, text in life(run, words, which)
    ]
    lines = [f"{portrait(run, words, person)}.", _now(run, words, person)]
    heading = words("watch.life", n=words.number(len(dated)))
    return _page(words("watch.person", n=str(which + 1)), lines, heading, dated[::-1], words("watch.invented"))


def _now(run: Run, words: Words, person: Any) -> str:
    """What somebody does at the end of the month, where, and with how much Norwegian."""
    municipality = person.host if person.status == Status.PLACEMENT else person.employer
    doing = capital(words(f"lives.statuses.{group_of(person)}"))
    if municipality >= 0 and not person.moved_away:
        employer = run.model.employers[municipality]
        doing = words("watch.works_at", doing=doing, n=str(municipality + 1), trade=trade(words, employer))
    return words("watch.now", doing=doing, oral=words.number(person.oral, 1))


def life(run: Run, words: Words, which: int) -> list[tuple[int, str]]:
    """Life course so far: month (1: the first counted) and what happened, in order."""
    rows = run.diary(which)
    refusals = iter([item for item in run.model.asked if item.person == which and item.reason != Reason.YES])
    results = []
    for row in rows:
        event = Event(row.event)
        months = [other for other in rows if other.month == row.month]
        if _is_said_elsewhere(event, months):
            continue
        text = happening(words, row, months)
        if event in REFUSED:
            text = words("watch.by_employer", text=text, n=str(next(refusals).employer + 1))
        elif event == Event.PLACED or (event in JOBS and row.employer >= 0):
            text = words("watch.by_employer", text=text, n=str(row.employer + 1))
        results.append((row.month, text))
    return results


def _is_said_elsewhere(event: Event, month: list[Row]) -> bool:
    there = {row.event for row in month}
    return (
        event in SAID_ELSEWHERE
        or (event == Event.MOVED and Event.EMIGRATED in there)
        or (event == Event.WALKED_IN and Event.PLACED in there)
        or (event == Event.PROBLEM_MISSED and Event.BROKEN_OFF in there)
    )


def happening(words: Words, row: Row, month: list[Row]) -> str:
    """An event in the words of the report; ``month``: all that happened to this person then."""
    event = Event(row.event)
    own: dict[str, str] = words.part("watch.events")
    if event.name.lower() in own:
        return own[event.name.lower()]
    name = event.name.lower()
    if event == Event.PLACED:
        there = {other.event for other in month}
        name = f"{next((how for item, how in HOW.items() if item in there), 'placed')}:{row.trade}"
    elif event in JOBS:
        name = f"{name}:{row.trade}"
    elif event == Event.LEFT_PROGRAMME:
        name = f"{name}_{row.status}"
    return phrase(name, words.part("lives"))


# --- employers -------------------------------------------------------------------------------------------------


def _employer(run: Run, words: Words, which: int) -> Markup:
    employer = run.model.employers[which]
    requests = [item for item in run.model.asked if item.employer == which]
    lines = [
        words(
            "watch.firm",
            trade=capital(trade(words, employer)),
            kind=words(f"watch.{'public' if employer.is_public else 'private'}"),
            staff=words.number(employer.staff),
            room=words.number(employer.slack, 1),
        ),
        *_mind(run, words, employer),
        _answers(words, requests),
        *_here(run, words, which),
    ]
    dated = [_answer(run, words, item) for item in reversed(requests)]
    heading = words("watch.asked_title", n=words.number(len(requests)))
    return _page(words("watch.employer", n=str(which + 1)), lines, heading, dated, words("watch.invented_firm"))


def _mind(run: Run, words: Words, employer: Any) -> list[str]:
    """What an employer thinks of refugees or of the services, and who of them knows it."""
    if employer.never:
        return [words("watch.never_language" if employer.never_language else "watch.never")]
    offices = [office for office in run.offices if office.municipality == employer.municipality]
    trust = [
        words("watch.trust", office=office_name(run, office), n=words.number(employer.trust[office.side], 2))
        for office in offices
    ]
    knows = [office_name(run, office) for office in offices if employer.known_luck < office.known]
    known = words("watch.known_to", offices=words.listing(knows)) if knows else words("watch.unknown")
    goodwill = words("watch.goodwill", n=words.number(employer.goodwill, 2), asks=words.number(employer.pressure, 1))
    return [f"{words('watch.trust_title')} {', '.join(trust)}. {goodwill}", known]


def _answers(words: Words, requests: list[Request]) -> str:
    if not requests:
        return words("watch.never_asked")
    counted = Counter(reason_of(words, item) for item in requests)
    return words("watch.answers", answers=", ".join(f"{answer} {n}" for answer, n in counted.most_common()))


def _here(run: Run, words: Words, which: int) -> list[str]:
    here = ties_of(run.people).get(which, [])
    if not here:
        return []
    listed = [f"{words('watch.person', n=str(item.id + 1))} ({words(f'lives.statuses.{kind}')})" for item, kind in here]
    return [words("watch.here", people=words.listing(listed))]


def _answer(run: Run, words: Words, request: Request) -> str:
    """When, by whom and for whom an employer was asked, and the answer."""
    month = capital(words.month(run.scenario.start, request.month + 1 - run.scenario.warm_up_months))
    municipality = run.model.municipalities[run.model.employers[request.employer].municipality]
    office = run.model.offices[municipality.office_programme if request.side == 0 else municipality.office_after]
    how = "idea" if request.idea else "walked" if request.own_way else "office"
    who = words(f"watch.asked_by.{how}", office=office_name(run, office), n=str(request.person + 1))
    answer = reason_of(words, request)
    text = "watch.said_yes" if request.reason == Reason.YES else "watch.said_no"
    return f"{month}: {words(text, who=who, answer=answer)}"
