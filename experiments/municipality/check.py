"""What a municipality file means, and what is missing, odd or assumed in it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from bygd.commands import typed
from bygd.scenarios.expectations import Expected, expected_of, post_words
from bygd.scenarios.options import Common
from bygd.scenarios.parse import Stated, stated_in
from bygd.scenarios.settings import lacks
from bygd.scenarios.settled import KNOWN, LATE, listed, unused_years
from bygd.scenarios.template import HOURS, LINES, untouched
from experiments.municipality.template import _our_codes
from sim.parameters import numbers
from sim.population import MEAN_YEARS, OFFICES, SERIES_END, WITH_STAFF, Office
from sim.rules.offices import Practice

FIRMS = (0.06, 0.3)  # enterprises per inhabitant; Sel 0.14, Vågå 0.18, Norway 0.11
INHABITANTS = (200, 750_000)
LARGEST_SHARE = 0.5
MOST_SETTLED = 0.05  # of the inhabitants, in one year
ALWAYS = (
    f"For all: {WITH_STAFF:.1%} of the enterprises have staff; who comes is the Norwegian mix of the years to 2021, "
    "and under collective protection that of 2022 and 2023; what employers and trainees do was not measured in your "
    "municipality."
)


# --- the check --------------------------------------------------------------------------------------------


def check(text: str) -> bool:
    """Print what a municipality file means and what is wrong with it; tell whether it can be used."""
    stated = stated_in(text)
    known = {key: expected_of(fields) for key, fields in stated.municipalities.items()}

    def of_all(part: Callable[[str, Stated, Expected], list[str]]) -> list[str]:
        titles = {key: f"{key}: " if len(known) > 1 else "" for key in known}
        return [titles[key] + line for key in known for line in part(key, stated, known[key])]

    print(f"{stated.title or 'No title'} ({text})")
    _group("HOURS AND POSTS", of_all(hours))
    _group("FIRMS", of_all(firms))
    _group("TO BE MENDED: the file cannot be used before", stated.faults)
    _group("ODD: look again", of_all(odd))
    _group("ASSUMED: right only if it is so with you", [*of_all(assumed), ALWAYS] if known else [])
    _group("WHAT FOLLOWS", of_all(follows))
    if stated.faults:
        print(f"\nNot usable yet: {len(stated.faults)} to mend.")
    else:
        late = any(lacks(fields["settled"]) for fields in stated.municipalities.values())
        more = ["setting=norway_2021_act"] if late else []
        print(f"\nUsable: {typed('run', f'municipality={text}', *more)}")
    return not stated.faults


def _group(heading: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{heading}")
    for line in lines:
        print(textwrap.fill(line, width=110, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False))


def hours(key: str, stated: Stated, known: Expected) -> list[str]:
    """What the stated hours mean in posts; planners say first: those are not our hours."""
    fields = stated.municipalities[key]
    people = {"programme": "about {:.0f} participants", "after": "up to {:.0f} people"}
    lines = []
    for side, office in _offices(fields).items():
        line = (
            f"{_name(fields, side)}: {office.hours_per_participant:g} h a month for employers and placements, for each "
        )
        line += "participant" if side == "programme" else f"person, who counts as {known.after_weight:g} participants"
        if (key, side, "hours_per_participant") not in stated.lines:
            line += " (nothing is stated: the model's number)"
        if side in known.hours:
            number = people[side].format(known.participants if side == "programme" else known.after)
            total = known.hours[side]
            line += f". With {number} these are {total:.0f} hours a month, {post_words(total / known.post_hours)}"
        lines.append(line + ".")
    if known.participants and lines:
        tenth = known.post_hours / 10
        lines.append(
            f"Not your hours? A post is {known.post_hours:g} h a month: for each tenth of a post ({tenth:g} h) that is "
            f"really there for this in the programme's office, state {tenth / known.participants:.1f}. "
            f"In July and August {known.summer:.0%} of it is left."
        )
    return lines


def firms(key: str, stated: Stated, known: Expected) -> list[str]:
    """How many employers that makes, and how many could take somebody."""
    if not known.private:
        return []
    public = f" and {known.public} workplaces of the municipality" if known.public is not None else ""
    enterprises = stated.municipalities[key]["enterprises"]
    lines = [f"{enterprises} enterprises: {known.private} private employers with staff ({WITH_STAFF:.1%}){public}."]
    if known.slots is not None:
        lines.append(
            f"About {known.willing:.0f} of them would ever take a refugee, with about {known.slots:.0f} slots at a "
            "time in all; pupils, students and NAV's others want the same slots."
        )
    return lines


def odd(key: str, stated: Stated, known: Expected) -> list[str]:
    """What is possible but unusual, one sentence each."""
    fields = stated.municipalities[key]
    lines = [line for side in _offices(fields) for line in _odd_practice(fields, side, known)]
    lines += _odd_people(fields, known) + _odd_firms(fields)
    for name, ours in _our_codes().items():
        if fields.get("code") == ours and key != name:
            lines.append(
                f"The code {ours} is that of {name}: the same people and firms. Right for two practices in one "
                "municipality, otherwise state your own SSB number."
            )
    return lines


def _odd_practice(fields: dict[str, Any], side: str, known: Expected) -> list[str]:
    office = fields["offices"][side]
    lines = []
    for name, item in numbers(Practice()).items():
        (low, high), value = item.plausible, getattr(office, name)
        if name == HOURS and _a_post(known.hours.get(side, 0.0) - office.extra_posts * known.post_hours, known):
            continue
        if not low <= value <= high and item.allowed[0] <= value <= item.allowed[1]:
            what = f"{name} is {value:g} {item.unit} ({item.meaning})"
            posts = " (or what makes a tenth of a post to one)" if name == HOURS else ""
            lines.append(f"{_name(fields, side)}, {what}; plausible is {low:g} to {high:g}{posts}.")
    return lines


def _a_post(hours_of_office: float, known: Expected) -> bool:
    """Whether an office's hours are a usual part of a post, however few or many its participants are."""
    return known.post_hours / 10 <= hours_of_office <= known.post_hours


def _odd_people(fields: dict[str, Any], known: Expected) -> list[str]:
    settled, inhabitants = fields.get("settled", {}), fields.get("inhabitants", 0)
    lines = []
    if known.persons is not None and known.persons < 1:
        lines.append(f"Fewer persons than one a year are settled ({known.persons:.1f}): runs show mostly chance.")
    absent = [str(year) for year in range(MEAN_YEARS.stop, SERIES_END + 1) if settled and year not in settled]
    if late := [year for year in settled if year > SERIES_END and year not in fields.get("displaced", {})]:
        lines.append(
            f"displaced is not stated for {listed(late)}: all who were settled then count as refugees of other origin "
            "in setting=norway_2021_act. State how many of them are under collective protection, 0 if none."
        )
    if absent and not lacks(settled):
        lines.append(
            f"settled has no {' and '.join(absent)}: the mean of {MEAN_YEARS[0]} to {MEAN_YEARS[-1]} is taken."
        )
    if never := [year for year in unused_years(settled, Common()) if year not in KNOWN]:
        lines.append(f"Persons settled in {listed(never)} are stated, but used by no run from {Common().start}.")
    if inhabitants > 0:
        if not INHABITANTS[0] <= inhabitants <= INHABITANTS[1]:
            lines.append(f"{inhabitants} inhabitants: no Norwegian municipality is like that.")
        many = [f"{year}: {persons}" for year, persons in settled.items() if persons > MOST_SETTLED * inhabitants]
        if many:
            lines.append(f"More than {MOST_SETTLED:.0%} of the inhabitants are settled in a year ({', '.join(many)}).")
    return lines


def _odd_firms(fields: dict[str, Any]) -> list[str]:
    enterprises, inhabitants = fields.get("enterprises"), fields.get("inhabitants", 0)
    lines = []
    if enterprises and inhabitants > 0 and not FIRMS[0] <= enterprises / inhabitants <= FIRMS[1]:
        low, high = (100 * limit for limit in FIRMS)
        line = (
            f"{100 * enterprises / inhabitants:.1f} enterprises for 100 inhabitants; usual are {low:.0f} to {high:.0f}"
        )
        if FIRMS[0] <= enterprises / WITH_STAFF / inhabitants <= FIRMS[1]:
            line += f". Are these the ones with staff? Then state {enterprises / WITH_STAFF:.0f}"
        lines.append(line + ".")
    if "public_units" in fields and not any(fields["public_units"].values()):
        lines.append("The municipality has no workplace of its own that could take a trainee.")
    for name, share in fields.get("sectors", {}).items():
        if LARGEST_SHARE < share <= 1:
            lines.append(f"{share:.0%} of the enterprises are in one sector, {name}.")
    return lines


def assumed(key: str, stated: Stated, _: Expected) -> list[str]:
    """What nobody has stated: lines left out, at the model's default or as in the template."""
    fields = stated.municipalities[key]
    texts = {side: _assumed_practice(key, side, stated) for side in _offices(fields)}
    if len(texts) == len(OFFICES) and texts[OFFICES[0]] == texts[OFFICES[1]]:
        lines = [f"Both offices{text}" for text in texts[OFFICES[0]]]
    else:
        lines = [f"{_name(fields, side)}{text}" for side in texts for text in texts[side]]
    if same := untouched(fields):
        lines.append(f"Still as in the template: {len(same)} of {LINES} lines ({', '.join(same)}).")
    return lines


def _assumed_practice(key: str, side: str, stated: Stated) -> list[str]:
    office, known = stated.municipalities[key]["offices"][side], numbers(Practice())
    left = [name for name, item in known.items() if getattr(office, name) == item.default]
    as_default = [f"{name} {known[name].default:g} ({known[name].meaning})" for name in left if known[name].default]
    not_done = [name for name in left if not known[name].default and (key, side, name) not in stated.lines]
    texts = []
    if as_default:
        texts.append(f", as the model takes it: {'; '.join(as_default)}.")
    if not_done:
        texts.append(f", taken as not done because nothing is stated: {', '.join(not_done)}.")
    if office.assumed:
        texts.append(
            f", counted by nobody (assumed), and so different in each ensemble member in which measures are compared: "
            f"{', '.join(office.assumed)}. Take out of the list assumed what you have counted."
        )
    return texts


def follows(key: str, stated: Stated, known: Expected) -> list[str]:
    """What the file means for people and hours."""
    lines = []
    if known.persons is not None:
        lines.append(
            f"{stated.municipalities[key].get('name', 'The municipality')} settles {known.persons:.1f} persons a year "
            f"({known.years[0]} to {known.years[-1]}), about {known.adults:.1f} adults with those who join them later, "
            f"and has about {known.participants:.0f} participants at a time, less those who move or leave for a job."
        )
    fields = stated.municipalities[key]
    settled, displaced = fields.get("settled", {}), fields.get("displaced", {})
    if late := sorted(set(LATE) & set(settled)):
        lines.append(
            f"Persons settled in {listed(late)} are used only with setting=norway_2021_act: "
            f"{sum(settled[year] for year in late)}, of whom {sum(displaced.get(year, 0) for year in late)} under "
            "collective protection."
        )
    if known.hours:
        total = sum(known.hours.values())
        lines.append(
            f"Both offices together have at most {total:.0f} adviser hours a month for employers and placements; "
            f"following up one trainee well takes {known.per_month:g}, so they reach for "
            f"{total / known.per_month:.0f} trainees and nothing else."
        )
    if known.slots is not None and known.participants:
        lines.append(
            f"There are {known.slots / known.participants:.1f} slots for each participant; the office knows "
            f"about {known.known or 0.0:.0f} of the {known.willing:.0f} willing employers."
        )
    return lines


def _offices(fields: dict[str, Any]) -> dict[str, Office]:
    """Offices that are stated, that of the programme first."""
    stated = fields.get("offices", {})
    return {side: stated[side] for side in OFFICES if side in stated}


def _name(fields: dict[str, Any], side: str) -> str:
    words = {"programme": "In the programme", "after": "After it"}[side]
    name = fields["offices"][side].name
    return f"{words} ({name})" if name else words
