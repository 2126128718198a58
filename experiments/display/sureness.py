"""How sure an effect is, in words and numbers: the only place where a ``Sureness`` becomes text.

``sentence(words, sure)`` is for a report or page: "In the model very likely better (98 of 100), likely by more than
1 of 100 (81 of 100). Evidence: limited."; ``short(words, sure)`` for a mark or a column of a table: "very likely
better (98 of 100)". Both say *provisional*, and no word of probability, where ``sure.provisional`` says why. Equal
certainty gets equal words, in ``Words("en")`` as in ``Words("nb")``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from bygd.statistics.sureness import LEAST_MEMBERS, LEAST_RUNS, LEVELS, Sureness, level, of_100
from experiments.display.words import Words


def sentence(words: Words, sure: Sureness, *, evidence: bool = True) -> str:
    """Both parts of the verdict with their numbers, and the evidence (where ``sure`` has it and it is wanted)."""
    text = _provisional(words, sure) if sure.provisional else _parts(words, sure)
    return f"{text} {evidence_text(words, sure.evidence)}" if evidence and sure.evidence else text


def short(words: Words, sure: Sureness) -> str:
    """Direction in a few words with its number: a mark, or a column of a table."""
    text, of = in_two(words, sure)
    return words("sureness.short", text=text, of=of) if of else text


def narrow(words: Words, sure: Sureness) -> str:
    """The same as ``short`` where a heading says that numbers are of 100: "very likely better (98)"."""
    text, of = in_two(words, sure, bare)
    return words("sureness.short", text=text, of=of) if of else text


def in_two(words: Words, sure: Sureness, number_of: Callable[[Words, float], str] | None = None) -> tuple[str, str]:
    """Both halves of ``short``: the words, and the number in brackets after them (empty where there is none).

    ``number_of``: how the number is written, without it ``number``.
    """
    if sure.provisional == "not_observed":
        return words("sureness.mark.not_observed"), ""
    about = _direction(words, sure)
    if about and number_of:
        about["of"] = number_of(words, sure.better if sure.level == "as_likely_as_not" else sure.share)
    if sure.provisional:
        return words("sureness.mark.provisional"), words("sureness.mark.so_far", **about) if about else ""
    return (words("sureness.short_equal"), "") if sure.equal else (about["text"], about["of"])


def evidence_text(words: Words, evidence: str) -> str:
    """The mark of the evidence behind measures: "Evidence: limited."."""
    return words("sureness.evidence", word=words(f"sureness.evidence_word.{evidence}"))


def number(words: Words, share: float) -> str:
    """A share of members as so many of 100; never all or none of them."""
    n = of_100(share)
    if n in {0, 100}:
        return words("sureness.nearly_all" if n else "sureness.hardly_any")
    return words("sureness.of", n=str(n))


def bare(words: Words, share: float) -> str:
    """``number`` without "of 100"."""
    n = of_100(share)
    key = {0: "hardly_any", 100: "nearly_all"}.get(n, "n")
    return words(f"sureness.bare.{key}", n=str(n))


def smallest(words: Words, sure: Sureness) -> str:
    """The smallest difference that matters, as it stands after "by more than"."""
    return smallest_text(words, sure.unit, sure.smallest)


def smallest_text(words: Words, unit: str, value: float) -> str:
    """The same of a ``value`` in the ``unit`` of an outcome."""
    if value == 0:
        return words("sureness.smallest.nothing")
    key = unit if unit in words.part("sureness.smallest") else "total"
    name = words.part("sureness.units").get(unit, "")
    return words(f"sureness.smallest.{key}", n=words.plain(_figures(value)), unit=name)


def _figures(value: float) -> float:
    """Two figures, and whole numbers above ten."""
    return float(f"{value:.2g}") if value < 10 else float(round(value))


def _direction(words: Words, sure: Sureness) -> dict[str, str]:
    """Word, side and number; where it is about as likely as not, the side is always the better (higher) one."""
    if sure.side in {"", "equal"}:
        return {}
    even = sure.level == "as_likely_as_not"
    side = "better" if sure.direction else "higher"
    side, share = (side, sure.better) if even else (sure.side, sure.share)
    texts = {"side": words(f"sureness.side.{side}"), "of": number(words, share)}
    return texts | {"text": words(f"sureness.towards.{sure.level}", **texts) if sure.level else texts["side"]}


def _parts(words: Words, sure: Sureness) -> str:
    if sure.equal:
        return words("sureness.equal") + words("sureness.size_none")
    text = words("sureness.direction", **_direction(words, sure))
    if sure.smallest == 0:  # any difference matters
        return text + words("sureness.size_none")
    least = {"smallest": smallest(words, sure)}
    if sure.level == "as_likely_as_not":
        sides = ("better", "worse") if sure.direction else ("higher", "lower")
        parts = zip(("", "other_"), sides, (sure.by_more, sure.worse_by_more), strict=True)
        both = {key: item for name, side, share in parts for key, item in _size(words, name, side, share).items()}
        return text + words("sureness.size_even", **least, **both)
    but = of_100(sure.size_share) < LEVELS["as_likely_as_not"]
    size = _size(words, "", sure.side, sure.size_share)
    return text + words("sureness.size_but" if but else "sureness.size", **least, **size)


def _size(words: Words, name: str, side: str, share: float) -> dict[str, str]:
    """Word, side and number of one part of the size; ``name`` goes before the names of these."""
    return {
        f"{name}level": words(f"sureness.level.{level(share)}"),
        f"{name}side": words(f"sureness.side.{side}"),
        f"{name}of": number(words, share),
    }


def why_provisional(words: Words, sure: Sureness) -> str:
    """Why there is no word of sureness."""
    return reason_text(words, sure.provisional, sure.members, sure.runs)


def reason_text(words: Words, reason: str, members: int, runs: int) -> str:
    """A reason of ``PROVISIONAL`` as a sentence, of so many members and runs in all of them."""
    counts = {
        "members": words.number(members),
        "runs": words.number(runs),
        "least": words.number(LEAST_MEMBERS),
        "least_runs": words.number(LEAST_RUNS * members),
    }
    return words(f"sureness.provisional.{reason}", **counts)


def _provisional(words: Words, sure: Sureness) -> str:
    text = why_provisional(words, sure)
    if math.isnan(sure.better) or sure.provisional == "not_observed":
        return text
    if sure.equal:
        return text + words("sureness.so_far_equal")
    more = {"smallest": smallest(words, sure), "size_of": number(words, sure.size_share)}
    return text + words("sureness.so_far", **_direction(words, sure), **more)
