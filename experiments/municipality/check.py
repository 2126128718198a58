"""What a municipality file means, and what is missing, odd or assumed in it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from bygd.commands import typed
from bygd.scenarios.expectations import Expected, expected_of
from bygd.scenarios.options import Common
from bygd.scenarios.parse import Stated, stated_in
from bygd.scenarios.settings import lacks
from bygd.scenarios.settled import KNOWN, LATE, unused_years
from bygd.scenarios.template import HOURS, LINES, untouched
from bygd.spoken import spoken
from experiments.display.words import Words
from experiments.municipality.template import _our_codes
from sim.parameters import Number, numbers
from sim.population import MEAN_YEARS, OFFICES, SERIES_END, WITH_STAFF, Office
from sim.rules.offices import Practice

FIRMS = (0.06, 0.3)  # enterprises per inhabitant; Sel 0.14, Vågå 0.18, Norway 0.11
INHABITANTS = (200, 750_000)
LARGEST_SHARE = 0.5
MOST_SETTLED = 0.05  # of the inhabitants, in one year
PARTS = (0.1, 0.2, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1.0)  # of a post, that have words


# --- the check --------------------------------------------------------------------------------------------


def check(text: str, words: Words) -> bool:
    """Print what a municipality file means and what is wrong with it; tell whether it can be used."""
    stated = stated_in(text)
    known = {key: expected_of(fields) for key, fields in stated.municipalities.items()}

    def of_all(part: Callable[[Words, str, Stated, Expected], list[str]]) -> list[str]:
        titles = {key: f"{key}: " if len(known) > 1 else "" for key in known}
        return [titles[key] + line for key in known for line in part(words, key, stated, known[key])]

    def group(name: str, lines: list[str]) -> None:
        if lines:
            print(f"\n{words(f'check.group.{name}')}")
        for line in lines:
            print(textwrap.fill(line, 110, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False))

    print(f"{stated.title or words('check.no_title')} ({text})")
    group("hours", of_all(hours))
    group("firms", of_all(firms))
    group("faults", [spoken(fault) for fault in stated.faults])
    group("odd", of_all(odd))
    always = words("check.always", share=words.share(WITH_STAFF, 1))
    group("assumed", [*of_all(assumed), always] if known else [])
    group("follows", of_all(follows))
    if stated.faults:
        print("\n" + words("check.unusable", n=str(len(stated.faults))))
    else:
        late = any(lacks(fields["settled"]) for fields in stated.municipalities.values())
        more = ["setting=norway_2021_act"] * late + [f"language={words.language}"] * (words.language != "en")
        print("\n" + words("check.usable", command=typed("run", f"municipality={text}", *more)))
    return not stated.faults


def hours(words: Words, key: str, stated: Stated, known: Expected) -> list[str]:
    """What the stated hours mean in posts; planners say first: those are not our hours."""
    fields = stated.municipalities[key]
    number: dict[str, Callable[[], float | None]] = {
        "programme": lambda: known.participants,
        "after": lambda: known.after,
    }
    lines = []
    for side, office in _offices(fields).items():
        texts = {"office": _name(words, fields, side), "hours": words.written(f"{office.hours_per_participant:g}")}
        line = words(f"check.hours.{side}", **texts, weight=words.written(f"{known.after_weight:g}"))
        if (key, side, "hours_per_participant") not in stated.lines:
            line += words("check.hours.unsaid")
        if side in known.hours:
            people = words(f"check.hours.people.{side}", n=f"{number[side]():.0f}")
            posts = post_words(words, known.hours[side] / known.post_hours)
            line += words("check.hours.total", people=people, hours=f"{known.hours[side]:.0f}", posts=posts)
        lines.append(line + ".")
    if known.participants and lines:
        tenth = known.post_hours / 10
        about = {"post": known.post_hours, "tenth": tenth}
        texts = {name: words.written(f"{value:g}") for name, value in about.items()}
        texts["stated"] = f"{tenth / known.participants:.1f}"  # as it is typed
        lines.append(words("check.hours.yours", summer=words.share(known.summer), **texts))
    return lines


def post_words(words: Words, posts: float) -> str:
    """Words for a number of posts: ``about a fifth of a post``."""
    if posts < 0.075:
        return words("check.posts.least")
    if posts > 1.25:
        return words("check.posts.several", n=words.written(f"{posts:.1f}"))
    near = min(range(len(PARTS)), key=lambda i: abs(PARTS[i] - posts))
    return words("check.posts.about", part=words.part("check.posts.parts")[near])


def firms(words: Words, key: str, stated: Stated, known: Expected) -> list[str]:
    """How many employers that makes, and how many could take somebody."""
    if not known.private:
        return []
    public = words("check.firms.public", n=str(known.public)) if known.public is not None else ""
    texts = {"n": str(stated.municipalities[key]["enterprises"]), "private": str(known.private), "public": public}
    lines = [words("check.firms.private", share=words.share(WITH_STAFF, 1), **texts)]
    if known.slots is not None:
        lines.append(words("check.firms.willing", willing=f"{known.willing:.0f}", slots=f"{known.slots:.0f}"))
    return lines


def odd(words: Words, key: str, stated: Stated, known: Expected) -> list[str]:
    """What is possible but unusual, one sentence each."""
    fields = stated.municipalities[key]
    lines = [line for side in _offices(fields) for line in _odd_practice(words, fields, side, known)]
    lines += _odd_people(words, fields, known) + _odd_firms(words, fields)
    for name, ours in _our_codes().items():
        if fields.get("code") == ours and key != name:
            lines.append(words("check.odd.code", code=str(ours), name=name))
    return lines


def _odd_practice(words: Words, fields: dict[str, Any], side: str, known: Expected) -> list[str]:
    office = fields["offices"][side]
    lines = []
    for name, item in numbers(Practice()).items():
        (low, high), value = item.plausible, getattr(office, name)
        if name == HOURS and _a_post(known.hours.get(side, 0.0) - office.extra_posts * known.post_hours, known):
            continue
        if not low <= value <= high and item.allowed[0] <= value <= item.allowed[1]:
            ends = {"low": words.written(f"{low:g}"), "high": words.written(f"{high:g}")}
            texts = {"office": _name(words, fields, side), "name": name, "value": _amount(words, value, item)}
            texts |= {"meaning": words.meaning(f"practice.{name}", item)}
            posts = words("check.odd.posts") if name == HOURS else ""
            lines.append(words("check.odd.practice", posts=posts, **ends, **texts))
    return lines


def _amount(words: Words, value: float, item: Number) -> str:
    """A value with its unit."""
    return f"{words.written(f'{value:g}')} {words.unit_of(item)}".rstrip()


def _a_post(hours_of_office: float, known: Expected) -> bool:
    """Whether an office's hours are a usual part of a post, however few or many its participants are."""
    return known.post_hours / 10 <= hours_of_office <= known.post_hours


def _odd_people(words: Words, fields: dict[str, Any], known: Expected) -> list[str]:
    settled, inhabitants = fields.get("settled", {}), fields.get("inhabitants", 0)
    lines = []
    if known.persons is not None and known.persons < 1:
        lines.append(words("check.odd.few", n=words.written(f"{known.persons:.1f}")))
    absent = [str(year) for year in range(MEAN_YEARS.stop, SERIES_END + 1) if settled and year not in settled]
    if late := [year for year in settled if year > SERIES_END and year not in fields.get("displaced", {})]:
        lines.append(words("check.odd.displaced", years=words.listing([*map(str, late)])))
    if absent and not lacks(settled):
        ends = {"first": str(MEAN_YEARS[0]), "last": str(MEAN_YEARS[-1])}
        lines.append(words("check.odd.absent", years=words.listing(absent), **ends))
    if never := [year for year in unused_years(settled, Common()) if year not in KNOWN]:
        lines.append(words("check.odd.unused", years=words.listing([*map(str, never)]), start=str(Common().start)))
    if inhabitants > 0:
        if not INHABITANTS[0] <= inhabitants <= INHABITANTS[1]:
            lines.append(words("check.odd.inhabitants", n=str(inhabitants)))
        many = [f"{year}: {persons}" for year, persons in settled.items() if persons > MOST_SETTLED * inhabitants]
        if many:
            lines.append(words("check.odd.many", share=words.share(MOST_SETTLED), years=", ".join(many)))
    return lines


def _odd_firms(words: Words, fields: dict[str, Any]) -> list[str]:
    enterprises, inhabitants = fields.get("enterprises"), fields.get("inhabitants", 0)
    lines = []
    if enterprises and inhabitants > 0 and not FIRMS[0] <= enterprises / inhabitants <= FIRMS[1]:
        low, high = (f"{100 * limit:.0f}" for limit in FIRMS)
        staff = ""
        if FIRMS[0] <= enterprises / WITH_STAFF / inhabitants <= FIRMS[1]:
            staff = words("check.odd.staff", n=f"{enterprises / WITH_STAFF:.0f}")
        n = words.written(f"{100 * enterprises / inhabitants:.1f}")
        lines.append(words("check.odd.firms", n=n, low=low, high=high, staff=staff))
    if "public_units" in fields and not any(fields["public_units"].values()):
        lines.append(words("check.odd.no_public"))
    for name, share in fields.get("sectors", {}).items():
        if LARGEST_SHARE < share <= 1:
            lines.append(words("check.odd.sector", share=words.share(share), name=name))
    return lines


def assumed(words: Words, key: str, stated: Stated, _: Expected) -> list[str]:
    """What nobody has stated: lines left out, at the model's default or as in the template."""
    fields = stated.municipalities[key]
    texts = {side: _assumed_practice(words, key, side, stated) for side in _offices(fields)}
    if len(texts) == len(OFFICES) and texts[OFFICES[0]] == texts[OFFICES[1]]:
        lines = [words("check.assumed.both") + text for text in texts[OFFICES[0]]]
    else:
        lines = [f"{_name(words, fields, side)}{text}" for side in texts for text in texts[side]]
    if same := untouched(fields):
        lines.append(words("check.assumed.template", n=str(len(same)), all=str(LINES), lines=", ".join(same)))
    return lines


def _assumed_practice(words: Words, key: str, side: str, stated: Stated) -> list[str]:
    office, known = stated.municipalities[key]["offices"][side], numbers(Practice())
    left = [name for name, item in known.items() if getattr(office, name) == item.default]
    meanings = {name: words.meaning(f"practice.{name}", known[name]) for name in left}
    as_default = [
        words("check.assumed.line", name=name, value=words.written(f"{known[name].default:g}"), meaning=meanings[name])
        for name in left
        if known[name].default
    ]
    not_done = [name for name in left if not known[name].default and (key, side, name) not in stated.lines]
    texts = []
    if as_default:
        texts.append(words("check.assumed.default", lines="; ".join(as_default)))
    if not_done:
        texts.append(words("check.assumed.not_done", names=", ".join(not_done)))
    if office.assumed:
        texts.append(words("check.assumed.counted", names=", ".join(office.assumed)))
    return texts


def follows(words: Words, key: str, stated: Stated, known: Expected) -> list[str]:
    """What the file means for people and hours."""
    lines, fields = [], stated.municipalities[key]
    if known.persons is not None:
        counts = {"persons": f"{known.persons:.1f}", "adults": f"{known.adults:.1f}"}
        texts = {name: words.written(value) for name, value in counts.items()}
        texts |= {"first": str(known.years[0]), "last": str(known.years[-1])}
        name = fields.get("name", words("check.follows.somebody"))
        lines.append(words("check.follows.people", name=name, participants=f"{known.participants:.0f}", **texts))
    settled, displaced = fields.get("settled", {}), fields.get("displaced", {})
    if late := sorted(set(LATE) & set(settled)):
        counted = (sum(settled[year] for year in late), sum(displaced.get(year, 0) for year in late))
        n, of_these = map(str, counted)
        lines.append(words("check.follows.late", years=words.listing([*map(str, late)]), n=n, displaced=of_these))
    if known.hours:
        total = sum(known.hours.values())
        texts = {"hours": f"{total:.0f}", "one": words.written(f"{known.per_month:g}")}
        lines.append(words("check.follows.hours", trainees=f"{total / known.per_month:.0f}", **texts))
    if known.slots is not None and known.participants:
        texts = {
            "slots": words.written(f"{known.slots / known.participants:.1f}"),
            "known": f"{known.known or 0.0:.0f}",
        }
        lines.append(words("check.follows.slots", willing=f"{known.willing:.0f}", **texts))
    return lines


def _offices(fields: dict[str, Any]) -> dict[str, Office]:
    """Offices that are stated, that of the programme first."""
    stated = fields.get("offices", {})
    return {side: stated[side] for side in OFFICES if side in stated}


def _name(words: Words, fields: dict[str, Any], side: str) -> str:
    office, name = words(f"check.office.{side}"), fields["offices"][side].name
    return words("check.office_named", office=office, name=name) if name else office
