"""The texts of a language, and how it writes numbers, dates and differences."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.build import PRACTICE_OF
from bygd.scenarios.catalogue import ALL_TEN, BASELINE, ONE, STAFF, load_own, parts_of
from bygd.scenarios.settings import months_of
from experiments.display.style import LONGEST, legible
from sim.parameters import Number
from sim.policy import Policy, only_adds

FOLDER = Path(__file__).parent / "words"
LANGUAGES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
MINUS = "\u2212"
FRACTIONS = {0.25: "¼", 0.5: "½", 0.75: "¾"}
MANY = 3  # measures of a scenario that a heading has room for


@functools.cache
def texts(language: str, *more: Path) -> dict[str, Any]:
    """All texts of a language, of all its files; ``more``: folders with texts beside those of the report."""
    files = [file for folder in (FOLDER, *more) for file in sorted((folder / language).glob("*.yaml"))]
    found: dict[str, Any] = functools.reduce(_joined, map(load_own, files), {})
    result: dict[str, Any] = _by_month(found, found.get("numbers", {}).get("years", {}))
    return result


def _by_month(node: Any, years: Mapping[str, str]) -> Any:
    """Texts by outcome: ``employed_Nm`` stands for the outcome of each number of months in ``years``.

    In what stands there ``{N}`` is the months, ``{years}`` the same in words. A text of one of them wins.
    """
    if not isinstance(node, dict):
        return node
    result = {}
    for name, item in node.items():
        if "_Nm" not in str(name):
            result[name] = _by_month(item, years)
            continue
        for months, words in years.items():
            key = name.replace("_Nm", f"_{months}m")
            if key not in node:
                result[key] = _filled(item, {"{N}": months, "{years}": words})
    return result


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _filled(item, values) for name, item in node.items()}
    return functools.reduce(lambda text, pair: text.replace(*pair), values.items(), node)


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Both groups of texts in one; what both hold is a group in each."""
    both = {name: _joined(first[name], second[name]) for name in first.keys() & second.keys()}
    return first | second | both


class Words:
    """One language: ``words("key.own", more="2 more")`` fills a text; methods write what goes into it."""

    def __init__(self, language: str, *more: Path) -> None:
        """Load the texts (``more``: see ``texts``); ``InputError`` for a language that has none."""
        if language not in LANGUAGES:
            raise InputError(f"language is {language!r}, but must be {' or '.join(LANGUAGES)}.")
        self.language = language
        self.texts = texts(language, *more)

    def __call__(self, key: str, /, **values: str) -> str:
        """Text of a dotted key, with its fields filled; a field without a value is a ``KeyError``."""
        text: str = self.part(key)
        return text.format_map(values)

    def part(self, key: str) -> Any:
        """All that stands under a dotted key: a text, a list, or a group."""
        result: Any = self.texts
        for name in key.split("."):
            result = result[name]
        return result

    # --- numbers ------------------------------------------------------------------------------------------

    def number(self, value: float, decimals: int = 0, *, sign: bool = False) -> str:
        """A number as this language writes it; ``sign`` puts a plus before what is above zero."""
        if math.isnan(value):
            return self("numbers.unknown")
        value = round(value, decimals) + 0.0  # no minus before a zero
        text = f"{abs(value):,.{decimals}f}"
        text = text.replace(",", "\n").replace(".", self("numbers.decimal")).replace("\n", self("numbers.thousands"))
        before = MINUS if value < 0 else "+" if sign and value > 0 else ""
        return before + text

    def written(self, number: str) -> str:
        """A number of a table as this language writes it, from one with a point."""
        return number.replace(".", self("numbers.decimal"))

    def share(self, value: float, decimals: int = 0) -> str:
        """A share as a percentage: ``32.3 %``."""
        return self("percent", number=self.number(100 * value, decimals))

    def plain(self, value: float) -> str:
        """A number with the decimals that it needs."""
        decimals = max(0, min(4, len(f"{value:.4f}".rstrip("0").partition(".")[2])))
        return self.number(value, decimals)

    def rounded(self, value: float, *, sign: bool = False) -> str:
        """A sum of hours or kroner: three figures count, the rest is noise."""
        if not math.isfinite(value):
            return self("numbers.unknown")
        if abs(value) < 9.95:
            return self.number(value, 1, sign=sign) if value else self.number(value)
        unit = 10.0 ** max(0, math.floor(math.log10(abs(value))) - 2)
        return self.number(round(value / unit) * unit, sign=sign)

    def interval(self, low: float, high: float, decimals: int = 1, *, sign: bool = True) -> str:
        """``−0.3 to +1.2``; empty where there is no interval."""
        if math.isnan(low):
            return self("numbers.unknown")
        return self("to", low=self.number(low, decimals, sign=sign), high=self.number(high, decimals, sign=sign))

    # --- differences in words ------------------------------------------------------------------------------

    def more(self, value: float, unit: str = "people") -> str:
        """``2 more``, ``1 fewer``, ``no more and no fewer``; people are whole, months have a decimal."""
        decimals = _decimals(unit)
        value = round(value, decimals)
        if value == 0:
            return self(f"difference.{unit}.none")
        n = self.spelled(abs(value))[0] if decimals == 0 else self.number(abs(value), decimals)
        return self(f"difference.{unit}.{'up' if value > 0 else 'down'}", n=n)

    def span(self, low: float, high: float, unit: str = "people") -> str:
        """``between 1 fewer and 3 more``; rounded outwards, so that it never says more than is known."""
        decimals = _decimals(unit)
        step = 10**decimals
        low, high = math.floor(low * step + 1e-6) / step, math.ceil(high * step - 1e-6) / step
        if low == high:
            return self(f"difference.{unit}.about_none") if low == 0 else self.more(low, unit)
        near, far = (-low, high) if low < 0 < high else sorted((abs(low), abs(high)))
        ends = [self.number(item, decimals) for item in (near, far)] if decimals else self.spelled(near, far)
        side = "up" if high > 0 else "down"
        kind = "across" if low < 0 < high else f"from_none_{side}" if near == 0 else f"between_{side}"
        return self(f"difference.{unit}.{kind}", low=ends[0], high=ends[1])

    def years(self, outcome: str) -> str:
        """How long after settlement an outcome is counted, in words."""
        return self(f"numbers.years.{months_of(outcome)}")

    def spelled(self, *values: float) -> list[str]:
        """Whole numbers as the language writes them in a sentence: small ones as words, if all of them are small."""
        small: list[str] = self.part("numbers.small")
        if max(values) < len(small):
            return [small[round(value)] for value in values]
        return [self.number(value) for value in values]

    # --- names of measures --------------------------------------------------------------------------------

    def scenario(self, name: str, policies: Mapping[str, Policy]) -> str:
        """Title of a scenario: those of its parts, joined."""
        return " + ".join(self.measure(part, policies) for part in name.split("+"))

    def title(self, name: str, policies: Mapping[str, Policy]) -> str:
        """Title of a scenario in a picture, the baseline among them; its own name where it is no measure (the lab)."""
        if name == BASELINE:
            return self("without_measures")
        if name.startswith(PRACTICE_OF):
            return self("practice_of", municipality=capital(name.removeprefix(PRACTICE_OF).replace("_", " ")))
        parts = [part.partition(":")[0] for part in name.split("+")]
        known = all(part in policies or part == ALL_TEN or part.startswith(ONE) for part in parts)
        return self.scenario(name, policies) if known else name.replace("_", " ").replace("+", " + ")

    def labels(self, names: Iterable[str], policies: Mapping[str, Policy]) -> dict[str, str]:
        """Labels of the scenarios of a picture: the baseline first, the others by letter as in the report.

        One scenario alone has no letter.
        """
        first, *others = names
        return {first: legible(self.title(first, policies))} | {
            name: self.label(letter(i), name, policies) for i, name in enumerate(others)
        }

    def label(self, mark: str, name: str, policies: Mapping[str, Policy]) -> str:
        """Letter and title of a scenario, cut to what a drawing has room for; of many measures how many more."""
        whole = self("scenario", letter=mark, title=self.title(name, policies))
        if "+" in name and (name.count("+") >= MANY or len(whole) > LONGEST):
            room = LONGEST - len(self("scenario", letter=mark, title=""))
            whole = self("scenario", letter=mark, title=self.shortened(name, policies, room))
        return legible(whole)

    def shortened(self, name: str, policies: Mapping[str, Policy], room: int | None = None) -> str:
        """First measure of a scenario, its posts in short, how many more measures, and the sizes of these.

        Posts come first only where nothing else acts.
        With ``room`` for so many letters the title of the first is cut, never the sizes.
        """
        parts = sorted(name.split("+"), key=_is_staff)
        posts = [part for part in parts[1:] if _is_staff(part)]
        first, *others = (part for part in parts if part not in posts)
        texts = list(map(self._posts, posts))
        if others:
            sizes = [self._size(part, policies) for part in others if ":" in part]
            count = self("shortened_one" if len(others) == 1 else "shortened", n=str(len(others)))
            texts.append(f"{count} ({', '.join(sizes)})" if sizes else count)
        after = "".join(f" + {text}" for text in texts)
        title = self.title(first, policies)
        return (legible(title, max(room - len(after), 1)) if room else title) + after

    def _posts(self, part: str) -> str:
        """How many posts, in short: ``½ post``, ``1½ posts``."""
        size = float(part.partition(":")[2] or 1)
        sign = FRACTIONS.get(size % 1)
        number = f"{int(size) or ''}{sign}" if sign else self.plain(size)
        return self("posts_one" if size <= 1 else "posts", n=number)

    def _size(self, part: str, policies: Mapping[str, Policy]) -> str:
        """Size of a measure, as it stands behind its title: ``50 %`` of the way, or ``× 0.5`` of what is added."""
        name, _, size = part.partition(":")
        if only_adds(policies[name]):
            return f"× {self.plain(float(size))}"
        return f"{self.plain(100 * float(size))} %"

    def several(self, name: str, policies: Mapping[str, Policy]) -> str:
        """Titles of all measures that a name stands for (``recommendation_6``), as they stand in a sentence."""
        first, *others = (self.measure(part, policies) for part in parts_of(name))
        return self.listing([first, *(title[:1].lower() + title[1:] for title in others)])

    def measure(self, part: str, policies: Mapping[str, Policy]) -> str:
        """Title of a measure or of a name for several; a size (``extra_staff:0.5``) in words."""
        if part == ALL_TEN:
            return self("all_ten")
        if part.startswith(ONE):
            return self("all_of_one", n=part.removeprefix(ONE))
        name, _, size = part.partition(":")
        title: str = getattr(policies[name].title, self.language)
        if not size:
            return title
        in_words: dict[str, str] = self.part("sized_as").get(name, {})
        if found := in_words.get(f"{float(size):g}"):
            return found
        if only_adds(policies[name]):
            return self("sized", title=title, size=self.plain(float(size)))
        return self("in_part", title=title, share=self._size(part, policies))

    # --- numbers of the model -----------------------------------------------------------------------------

    def meaning(self, name: str, number: Number) -> str:
        """What a number of the model or of a practice means; as declared where there are no words for it."""
        known = self.part("numbers_of_measures") | self.part("number_names")
        return str(known.get(general(name), number.meaning))

    def amount(self, value: float, number: Number) -> str:
        """A value of a number of the model, three figures, with its unit."""
        text = self.plain(float(f"{value:.3g}"))
        return f"{text} {self.unit_of(number)}".strip()

    def unit_of(self, number: Number) -> str:
        """Unit of a number of the model; as declared where there are no words for it."""
        return str(self.part("number_units").get(number.unit, number.unit))

    # --- lists and dates ------------------------------------------------------------------------------------

    def listing(self, items: list[str]) -> str:
        """``a, b and c``."""
        if len(items) < 2:
            return "".join(items)
        return self("and", most=", ".join(items[:-1]), last=items[-1])

    def date(self, iso: str) -> str:
        """A day, from an ISO time stamp."""
        day = dt.datetime.fromisoformat(iso)
        return self("date", day=str(day.day), month=self.part("month_names")[day.month - 1], year=str(day.year))

    def month(self, start: int, number: int) -> str:
        """Calendar month of the counted month ``number`` (1: January of ``start``)."""
        years, month = divmod(number - 1, 12)
        return self("month_year", month=self.part("month_names")[month], year=str(start + years))


def _is_staff(part: str) -> bool:
    """Whether a part of a scenario is a number of posts."""
    return part.partition(":")[0] == STAFF


def letter(i: int) -> str:
    """Letter of scenario ``i`` (from 0) of a comparison."""
    return chr(ord("A") + i) if i < 26 else f"S{i + 1}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def general(name: str) -> str:
    """``practice.uptake`` of ``practice.after.uptake``: the number, whichever office has it."""
    parts = name.split(".")
    return f"{parts[0]}.{parts[-1]}"


def _decimals(unit: str) -> int:
    return 0 if unit == "people" else 1
