"""A municipality's file from public statistics: the template's text with counted lines, and whose each line is."""

from __future__ import annotations

import textwrap
from typing import Any

from bygd.commands import recorded
from bygd.errors import LETTERS
from bygd.public_data import imdi, nace
from bygd.public_data.gather import Facts
from bygd.public_data.klass import OLD_CLASS, History
from bygd.public_data.tables import INHABITANTS, Firms
from bygd.scenarios.lines import Stated, with_comments, with_group, with_lines
from bygd.scenarios.template import template
from experiments.display.words import Words
from experiments.municipality.template import template_text
from sim.population import WITH_STAFF

KEY = "my_municipality"  # of the template
TOP = f"municipalities.{KEY}"
OWN_SECTORS = ("care", "kindergarten_school")  # in which the municipality's own units are counted among the others
FROM_UKRAINE = {2022: 27115 / 30887, 2023: 29811 / 33420}  # of all settled in Norway (IMDi: mn109, mn110)
WIDTH = 118


def key_of(name: str) -> str:
    """Short name of a municipality in tables: ``nordre_land``."""
    plain = "".join(letter if letter.isalnum() else "_" for letter in name.lower().translate(LETTERS))
    return "_".join(part for part in plain.split("_") if part) or KEY


def own_units(inhabitants: int) -> dict[str, int]:
    """The municipality's own workplaces: the template's, scaled by inhabitants; at least one of each."""
    known = template()
    return {
        name: max(1, round(units * inhabitants / known["inhabitants"])) for name, units in known["public_units"].items()
    }


def private(firms: Firms, own: dict[str, int]) -> dict[str, int]:
    """Private establishments with employees by sector, less the municipality's own units where those are among them."""
    return {
        name: max(0, firms.with_staff[name] - (own.get(name, 0) if name in OWN_SECTORS else 0)) for name in nace.SECTORS
    }


def firm_lines(firms: Firms, own: dict[str, int], day: str, words: Words) -> dict[str, Stated]:
    """Lines of establishments, by their key in a municipality: ``enterprises`` and the shares of the eight sectors."""
    counts = private(firms, own)
    total = sum(counts.values())
    said = {"firms": str(total), "year": str(firms.year), "day": day}
    lines = {"enterprises": Stated(round(total / WITH_STAFF), words("fetch.file.firms", **said))}
    for name, share in nace.shares(counts).items():
        key = "sector_own" if name in OWN_SECTORS else "sector"
        more = {"there": str(firms.with_staff[name]), "own": str(own.get(name, 0)), "number": str(counts[name])}
        lines[f"sectors.{name}"] = Stated(share, words(f"fetch.file.{key}", **said, **more))
    return lines


def file_text(facts: Facts, out: str, day: str, words: Words) -> str:
    """Text of the file; ``out``: its name, for the command with which it is checked."""
    here, people = facts.history.value, facts.people.value
    own = own_units(people.number)
    known = template()
    klass = words("fetch.file.klass", day=facts.history.day)
    firms = facts.firms.value
    lines = {
        "title": Stated(here.name, klass),
        f"{TOP}.name": Stated(here.name, klass),
        f"{TOP}.code": Stated(int(here.number), klass),
        f"{TOP}.inhabitants": Stated(
            people.number, words("fetch.file.table", table=INHABITANTS, year=str(people.year), day=facts.people.day)
        ),
        f"{TOP}.centrality": _centrality(facts, words),
        **{f"{TOP}.{key}": line for key, line in firm_lines(firms, own, facts.firms.day, words).items()},
    }
    text = with_lines(_body(template_text(words)), lines)
    units = {"number": known["public_units"], "inhabitants": words.number(known["inhabitants"])}
    text = with_group(
        text,
        f"{TOP}.public_units",
        {
            name: Stated(
                number,
                words("fetch.file.units", number=str(units["number"][name]), inhabitants=str(units["inhabitants"])),
            )
            for name, number in own.items()
        },
    )
    text = with_group(text, f"{TOP}.settled", _settled(facts, words))
    text = with_group(text, f"{TOP}.displaced", _displaced(facts, words))
    text = with_comments(text, f"{TOP}.enterprises", _wrapped(firms_detail(firms, own, words)))
    text = text.replace(f"  {KEY}:", f"  {key_of(here.name)}:", 1)
    return "\n".join([*_head(here, out, day, words), text])


def firms_detail(firms: Firms, own: dict[str, int], words: Words) -> str:
    """Which establishments are counted, which are not, and their sizes."""
    in_all = words("fetch.file.in_all", number=str(firms.in_all)) if firms.in_all else ""
    return words(
        "fetch.file.firms_detail",
        in_all=in_all,
        firms=str(sum(private(firms, own).values())),
        public=str(firms.with_staff[nace.PUBLIC]),
        own=", ".join(f"{name} {own.get(name, 0)}" for name in OWN_SECTORS),
        sizes=", ".join(f"{size}: {number}" for size, number in firms.sizes.items()),
        unshown=words("fetch.file.unshown", codes=", ".join(firms.unshown)) if firms.unshown else "",
    )


def numbers_before(history: History) -> str:
    """Numbers that the municipality had before, with the year from which each did not hold."""
    pairs = zip(history.spans, history.spans[1:], strict=False)
    return "; ".join(f"{', '.join(before.numbers)} (–{int(now.day[:4]) - 1})" for now, before in pairs)


def _body(text: str) -> str:
    """The template without what stands before its first line: it speaks of typical numbers."""
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("municipalities:"))
    return "\n".join(lines[first:]) + "\n"


def _head(here: History, out: str, day: str, words: Words) -> list[str]:
    check = recorded("municipality check", out)
    lines = words("fetch.file.head", name=here.name, number=here.number, day=day, check=check).splitlines()
    lines += _wrapped(words("fetch.file.was", numbers=before)) if (before := numbers_before(here)) else []
    if here.parts:
        parts = ", ".join(f"{number} {name}" for number, name in here.parts.items())
        lines += _wrapped(words("fetch.file.parts", parts=parts))
    return [f"# {line}" for line in lines]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _centrality(facts: Facts, words: Words) -> Stated:
    found = facts.centrality.value
    if found is None:
        number = facts.history.value.number
        return Stated(template()["centrality"], words("fetch.file.no_centrality", number=number))
    taken = OLD_CLASS[found[0]]
    says = words("fetch.file.centrality", group=str(found[0]), taken=str(taken), day=facts.centrality.day)
    return Stated(taken, says)


def _settled(facts: Facts, words: Words) -> dict[Any, Stated]:
    return {
        year: Stated(
            item.persons, words(f"fetch.file.{item.known}", numbers=", ".join(item.numbers), day=facts.settled.day)
        )
        for year, item in facts.settled.value.items()
    }


def _displaced(facts: Facts, words: Words) -> dict[Any, Stated]:
    """Of those settled, as many under collective protection as in all of Norway that year (later: the last known)."""
    last = max(FROM_UKRAINE)
    return {
        year: Stated(round(FROM_UKRAINE.get(year, FROM_UKRAINE[last]) * item.persons), words("fetch.file.displaced"))
        for year, item in facts.settled.value.items()
        if year >= min(FROM_UKRAINE)
    }


def assumed_years(facts: Facts) -> list[int]:
    """Years whose persons settled are chosen, in part or in whole."""
    return [year for year, item in facts.settled.value.items() if item.known != imdi.COUNTED]


def firms_number(facts: Facts) -> int:
    """Private establishments with employees."""
    return sum(private(facts.firms.value, own_units(facts.people.value.number)).values())
