"""What there is to choose from, as data frames; and a measure of one's own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

import pandas as pd

from bygd.errors import LETTERS, InputError
from bygd.front_door.options import one_sentence
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.designs import fitting, ranges, stated
from bygd.scenarios.measures import read_measure
from bygd.scenarios.municipality import read_municipality
from sim.policy import WHOLE, Policy, Words, check_policy, only_adds
from sim.population import MEAN_YEARS


def municipalities() -> pd.DataFrame:
    """Municipalities of ``configs``, one row each: people, enterprises, persons settled a year (mean of 2012 to 2019).

    ``national`` and ``region`` hold several; their figures are sums, and ``code`` names all.
    """
    rows = []
    for name in choices("municipality"):
        whole = read_municipality(name)
        parts = list(whole.municipalities.values())
        rows.append(
            {
                "name": name,
                "title": whole.title,
                "municipalities": len(parts),
                "code": "+".join(str(item.code) for item in parts),
                "inhabitants": sum(item.inhabitants for item in parts),
                "enterprises": sum(item.enterprises for item in parts),
                "public_units": sum(sum(item.public_units.values()) for item in parts),
                "settled_a_year": sum(fmean(item.settled.get(year, 0) for year in MEAN_YEARS) for item in parts),
                "file": str(folder_of("municipality") / f"{name}.yaml"),
            }
        )
    return pd.DataFrame(rows)


def measures() -> pd.DataFrame:
    """Measures of ``configs``, one row each.

    ``recommendation``: number in the field note (0: none), ``lines`` there; ``grade`` of the evidence (A to D, X: an
    assumption); ``largest_size``: of ``follow_up:0.5`` 1 (it goes half of the way), where a measure only adds any
    (``extra_staff:2``); ``changes`` by number.
    """
    rows = []
    for name in choices("policy"):
        item = read_measure(name)
        rows.append(
            {
                "name": name,
                "title": item.title.en,
                "title_nb": item.title.nb,
                "recommendation": item.recommendation,
                "grade": item.grade,
                "lines": item.lines,
                "description": item.description.en,
                "description_nb": item.description.nb,
                "evidence": item.evidence.en,
                "from_month": item.from_month,
                "largest_size": math.inf if only_adds(item) else WHOLE,
                "changes": {target: dict(change) for target, change in item.changes.items()},
            }
        )
    return pd.DataFrame(rows)


@one_sentence
def numbers(pattern: str = "*") -> pd.DataFrame:
    """Numbers of the model whose name fits, like ``placement.*``, one row each.

    ``low`` and ``high`` bound what is plausible, ``allowed_low`` and ``allowed_high`` what is possible; ``source`` are
    lines of the field note or names of ``docs/evidence.md``, ``grade`` says how good it is (A to D, X: an assumption).
    """
    return pd.DataFrame(
        [
            {
                "name": name,
                "default": item.default,
                "low": item.plausible[0],
                "high": item.plausible[1],
                **{part: getattr(item, part) for part in ("unit", "meaning", "source", "grade")},
                "allowed_low": item.allowed[0],
                "allowed_high": item.allowed[1],
            }
            for name, item in fitting(str(pattern), "numbers").items()
        ]
    )


@one_sentence
def problem(vary: str | Sequence[str] | Mapping[str, Sequence[float] | None]) -> dict[str, Any]:
    """Numbers of the model as SALib describes what is varied: ``num_vars``, ``names`` and ``bounds``.

    ``vary``: names, which may hold ``*`` and ``?``, over their plausible ranges, or ``name:low:high``; or a mapping of
    names to low and high. ``bygd.outcomes_at`` simulates the points that are drawn from it.
    """
    if isinstance(vary, Mapping):
        for name, both in vary.items():
            if both is not None and (isinstance(both, str) or not isinstance(both, Iterable)):
                raise InputError(f"{name} is {both!r}, but must have a low and a high end, like (0.4, 0.8), or None.")
        bounds = ranges(stated({name: None if both is None else list(both) for name, both in vary.items()}))
    elif isinstance(vary, Iterable):
        bounds = ranges(stated([vary] if isinstance(vary, str) else list(vary)))
    else:
        raise InputError(f"vary is {vary!r}, but must name numbers of the model, like ['placement.detection'].")
    if not bounds:
        raise InputError("vary names no number; name at least one, like ['placement.detection'].")
    return {
        "num_vars": len(bounds),
        "names": list(bounds),
        "bounds": [list(map(float, both)) for both in bounds.values()],
    }


@one_sentence
def measure(
    changes: Mapping[str, float | Mapping[str, float]], *, title: str = "own measure", from_month: int = 1
) -> Policy:
    """Return a measure that changes numbers of the model; use it wherever a measure is named.

    ``changes``: by name of the number (``bygd.numbers()`` lists them) the value that it is set to, or how it is
    changed, like ``{"add": 0.1}``; also ``scale``, ``at_least``, ``at_most``.
    ``title``: what it is called; its name is the title in small letters with ``_`` between words.
    ``from_month``: first counted month in which it holds.
    """
    if not isinstance(changes, Mapping):
        raise InputError("A measure needs names and values, like bygd.measure({'practice.prepared': 0.9}).")
    if not isinstance(title, str) or not title.strip():
        raise InputError(f"title is {title!r}, but must be a text.")
    if isinstance(from_month, bool) or not isinstance(from_month, int):
        raise InputError(f"from_month is {from_month!r}, but must be a whole number.")
    words = Words(title, title)
    plain = {
        str(name): dict(change) if isinstance(change, Mapping) else {"set": change} for name, change in changes.items()
    }
    name = "_".join("".join(item if item.isalnum() else " " for item in title.lower().translate(LETTERS)).split())
    policy = Policy(words, words, 0, "", "X", Words("an assumption", "en antakelse"), plain, [], from_month, name)
    check_policy(policy)
    return policy
