"""What is drawn of a run: people by what they do, offices, employers, and this month's requests between them.

Everything here is a function of the run; the browser (``board.vue``) only places it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from types import SimpleNamespace
from typing import Any

from experiments.app.observed_run import AWAY, GROUPS, Request, Run, group_of
from experiments.display.style import STATUS_COLOURS
from experiments.display.words import Words
from experiments.report.comparison.lives import describe
from sim.states import Event, Household, Reason, Sector, Status

HOUSEHOLDS = ("single_men", "single_women", "lone_parents", "couples_children", "couples")  # as Household numbers them
COLOURS = {status.name.lower(): colour for status, colour in STATUS_COLOURS.items()} | {
    AWAY: "#FFFFFF",
    "out": "#6b6b6b",
}
DARK = ("out",)  # groups whose colour needs white letters
NEWS = frozenset(Event) - {Event.NOT_SENT_OUT, Event.EVALUATED, Event.PREPARED, Event.SUBSIDY_ENDED}


@dataclasses.dataclass(frozen=True)
class Filter:
    """Which people are shown in full; the others stay, paler. Empty: all."""

    group: str = ""
    sex: str = ""
    household: str = ""
    year: int = 0
    now: bool = False  # only those to whom something happened this month

    def takes(self, person: Any, year: int, *, news: bool) -> bool:
        """Tell whether a person is shown."""
        return (
            self.group in {"", group_of(person)}
            and self.sex in {"", "women" if person.is_woman else "men"}
            and self.household in {"", HOUSEHOLDS[Household(person.household)]}
            and self.year in {0, year}
            and (news or not self.now)
        )


def board(run: Run, words: Words, chosen: Filter, picked: tuple[str, int] | None = None) -> dict[str, Any]:
    """All that is drawn, as plain lists and texts. ``picked``: ``("person", 3)`` or ``("employer", 7)``."""
    requests = run.requests(now=True) if run.month else []
    marks = marks_of(run, requests)
    people = run.people
    shown = {item.id for item in people if chosen.takes(item, settled_in(run, item), news=item.id in marks)}
    ties = ties_of(people)
    asked = defaultdict(list)
    for item in requests:
        asked[item.employer].append(item)
    employers = [run.model.employers[j] for j in sorted({*ties, *asked}, key=lambda j: _order(run, j))]
    return {
        "groups": [
            {
                "key": group,
                "label": words(f"lives.statuses.{group}"),
                "letter": words(f"watch.letters.{group}"),
                "colour": COLOURS[group],
                "dark": group in DARK,
                "people": [_person(run, words, item, marks, shown) for item in people if group_of(item) == group],
            }
            for group in GROUPS
        ],
        "offices": [_office(words, office, run) for office in run.offices],
        "employers": [_employer(words, item, ties[item.id], asked[item.id], shown) for item in employers],
        "links": links_of(run, requests, shown, picked),
        "picked": "".join(map(str, (picked[0][0], picked[1]))) if picked else "",
        "others": words("watch.others", **_others(run, words, len(employers))),
        "shown": words("watch.shown", n=words.number(len(shown)), all=words.number(len(people))),
    }


def _order(run: Run, j: int) -> tuple[int, int, int]:
    employer = run.model.employers[j]
    return employer.municipality, employer.sector, j


def settled_in(run: Run, person: Any) -> int:
    """Calendar year in which somebody was settled."""
    return int(run.model.first_year + person.settle_month // 12)


def marks_of(run: Run, requests: list[Request]) -> dict[int, str]:
    """Who had something this month: a yes, a no, or another event."""
    marks = {person: "event" for person, row in (run.this_month() if run.month else []) if Event(row.event) in NEWS}
    for item in requests:
        if marks.get(item.person) != "yes":
            marks[item.person] = "yes" if item.reason == Reason.YES else "no"
    return marks


def ties_of(people: list[Any]) -> dict[int, list[tuple[Any, str]]]:
    """By employer: who is in a placement or works there."""
    result = defaultdict(list)
    for item in people:
        if item.status == Status.PLACEMENT and item.host >= 0:
            result[item.host].append((item, "placement"))
        elif item.status == Status.WORK and item.employer >= 0 and not item.moved_away:
            result[item.employer].append((item, "work"))
    return result


def links_of(
    run: Run, requests: list[Request], shown: set[int], picked: tuple[str, int] | None
) -> list[dict[str, Any]]:
    """Lines of the board: requests of this month, who is placed where, and all that belongs to what is picked.

    ``office``: through which office a request went; empty for those who went themselves, and for who is there already.
    """
    new = {(item.person, item.employer) for item in requests if item.reason == Reason.YES}
    results = [(item.person, item.employer, _kind(item), _office_of(run, item)) for item in requests]
    for employer, here in ties_of(run.people).items():
        results += [(item.id, employer, kind, "") for item, kind in here if (item.id, employer) not in new]
    return [
        {"person": f"p{person}", "employer": f"e{employer}", "kind": kind, "office": office, "bold": bold}
        for person, employer, kind, office in results
        for bold in [picked in {("person", person), ("employer", employer)}]
        if (person in shown and kind != "work") or bold
    ]


def _kind(request: Request) -> str:
    if request.reason != Reason.YES:
        return "no"
    return "idea" if request.idea else "yes"


def _office_of(run: Run, request: Request) -> str:
    municipality = run.model.municipalities[run.model.employers[request.employer].municipality]
    office = municipality.office_programme if request.side == 0 else municipality.office_after
    return "" if request.own_way else f"o{office}"


# --- who and what is on the board ------------------------------------------------------------------------------


def portrait(run: Run, words: Words, person: Any) -> str:
    """Who somebody is, in the groups of the report."""
    who = SimpleNamespace(
        is_woman=person.is_woman,
        age=person.age - person.months / 12.0,
        track=person.track,
        household=person.household,
        joins=person.joins,
        children=person.children,
        settle_month=person.settle_month + 1 - run.scenario.warm_up_months,
    )
    return describe(who, run.scenario.start, words.part("lives"))


def _person(run: Run, words: Words, person: Any, marks: dict[int, str], shown: set[int]) -> dict[str, Any]:
    mark = marks.get(person.id, "")
    title = words("watch.person", n=str(person.id + 1))
    doing = words(f"lives.statuses.{group_of(person)}")
    news = f" {words(f'watch.marks.{mark}')}" if mark else ""
    return {
        "key": f"p{person.id}",
        "id": person.id,
        "n": str(person.id + 1),
        "mark": mark,
        "dim": person.id not in shown,
        "tip": f"{title}: {portrait(run, words, person)}; {doing}.{news}",
    }


def trade(words: Words, employer: Any) -> str:
    """Trade of an employer, as a noun."""
    return words(f"watch.trades.{Sector(employer.sector).name.lower()}")


def _employer(
    words: Words, employer: Any, here: list[tuple[Any, str]], asked: list[Request], shown: set[int]
) -> dict[str, Any]:
    answers = Counter("yes" if item.reason == Reason.YES else "no" for item in asked)
    reasons = {reason_of(words, item) for item in asked if item.reason != Reason.YES}
    tokens = [
        {"text": f"{words(f'watch.letters.{kind}')}\u2009{item.id + 1}", "kind": kind, "dim": item.id not in shown}
        for item, kind in here
    ]
    text = words("watch.refused_why", reasons=words.listing(sorted(reasons))) if reasons else ""
    name = words("watch.employer", n=str(employer.id + 1))
    inside = words.listing([f"{words(f'lives.statuses.{kind}')} {item.id + 1}" for item, kind in here])
    return {
        "key": f"e{employer.id}",
        "id": employer.id,
        "n": str(employer.id + 1),
        "trade": trade(words, employer),
        "tokens": tokens,
        "yes": answers["yes"],
        "no": answers["no"],
        "why": ", ".join(sorted(reasons)),
        "dim": not any(item.id in shown for item, _ in here) and not any(item.person in shown for item in asked),
        "tip": " ".join(filter(None, (f"{name}: {trade(words, employer)}.", f"{inside}." if inside else "", text))),
    }


def reason_of(words: Words, request: Request) -> str:
    """Why an employer said no, or ``yes``."""
    answers: dict[str, str] = words.part("path.answers")
    return answers["requests_accepted" if request.reason == Reason.YES else f"refused_{request.reason.name.lower()}"]


def _office(words: Words, office: Any, run: Run) -> dict[str, Any]:
    used, had = office.hours_used, office.hours_had
    side = "programme" if office.side == 0 else "after"
    numbers = {"used": words.number(used), "had": words.number(had)}
    served = office.participants if office.side == 0 else office.after
    return {
        "key": f"o{office.id}",
        "name": office_name(run, office),
        "serves": words(f"watch.serves.{side}"),
        "share": min(1.0, used / had) if had > 0 else 0.0,
        "lines": [
            words("watch.hours", **numbers),
            words("watch.served", n=words.number(served)),
            words("watch.follow_up", n=words.number(100 * office.follow_up)),
            *([words("watch.vacant")] if office.vacant > 0 else []),
        ],
    }


def office_name(run: Run, office: Any) -> str:
    """Name of an office in its municipality's file."""
    municipality = list(run.scenario.municipality.municipalities.values())[office.municipality]
    side = "programme" if office.side == 0 else "after"
    return municipality.offices[side].name or f"{municipality.name} ({side})"


def _others(run: Run, words: Words, drawn: int) -> dict[str, str]:
    """Employers that are not drawn: how many, and how many of all were asked at least once."""
    asked = len({item.employer for item in run.requests()})
    everyone = len(run.model.employers)
    return {"n": words.number(everyone - drawn), "all": words.number(everyone), "asked": words.number(asked)}
