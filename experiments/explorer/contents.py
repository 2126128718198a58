"""What the page of the explorer holds: numbers of every cell as packed arrays, words about the study.

A cell is a combination of measures (bit i: measure i) at a number of posts: cell ``level * 2^k + combination``.
Everything is worked out here; the page looks up, sorts and draws.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from bygd.commands import apart, recorded
from bygd.scenarios.catalogue import STAFF, parts_of
from bygd.scenarios.options import ExplorerOptions
from bygd.scenarios.settings import Headline, headline_of, setting_words
from bygd.statistics.combinations.best import frontier
from bygd.statistics.combinations.explored import Differences, Explored
from bygd.statistics.paired import THRESHOLDS
from bygd.statistics.sureness import LEAST_MEMBERS, evidence_of, of_100
from bygd.studies.exploring import POSTS, Exploration, Exploring
from bygd.studies.files import provenance_of
from experiments.display.words import LANGUAGES, Words
from sim.outcomes import GROUPS, OUTCOMES

PAYERS = ("kr_municipality", "kr_state", "kr_employer")
HOURS = ("hours_asked", "hours_had")
OTHERS = ("work_months", "adults_settled")
DOTS = 20
NOTHING = 255  # in a table of shares: there is no such step
NOT_OF_COMPARE = ("members", "replicates", "measures", "out", "threads", "executor", "address")


def who_of(headline: Headline) -> list[str]:
    """Outcomes of groups that stand beside work; none where work is counted at other months than theirs."""
    return [name for group in GROUPS if (name := f"{headline.work}_{group}") in OUTCOMES]


def wanted(headline: Headline) -> list[str]:
    """All outcomes that the page is made of."""
    return [*headline.shown, *who_of(headline), *PAYERS, *HOURS, *OTHERS]


def contents(study: Exploration, found: Exploring) -> dict[str, Any]:
    """All that the page is made of, as JSON holds it; arrays are packed (``packed``)."""
    options: Any = study.options
    quantities = found.quantities
    cells = np.arange(next(iter(quantities.values())).value.size)
    told = headline_of(options)
    headline = {name: quantities[name] for name in told.shown if name in quantities}
    paper = provenance_of(study.folder)
    return {
        "about": {
            "municipality": options.municipality.title,
            "start": options.start,
            "months": options.months,
            "basis": {language: getattr(setting_words(options), language) for language in LANGUAGES},
            "members": found.members,
            "members_out": found.members_out,
            "provisional": found.members < LEAST_MEMBERS,
            "least": LEAST_MEMBERS,
            "evidence_of_posts": evidence_of([options.policies[STAFF]], options),
            "runs": found.runs,
            "further": options.further,
            "failed": found.failed,
            "seed": options.seed,
            "bygd": paper["bygd"],
            "dated": {language: Words(language).date(paper["made"]) for language in LANGUAGES},
            "made_by": without(paper["command"].strip(), ("out",)),
            "compare": compare_command(paper["command"]),
            "adults": found.level("adults_settled") / (options.months / 12),
            "base": {name: found.level(name) for name in (*headline, *HOURS)},
        },
        "posts": list(POSTS),
        "measures": [measure(options, name) for name in options.measures],
        "headline": {name: in_full(item, cells, THRESHOLDS[OUTCOMES[name].unit]) for name, item in headline.items()},
        "who": {name: in_short(quantities[name], cells) for name in who_of(told) if name in quantities},
        "kroner": {name: in_short(quantities[name], cells) for name in PAYERS},
        "work_months": in_short(quantities["work_months"], cells),
        "hours": {name: packed(quantities[name].value) for name in HOURS},
        "steps": {name: packed_shares(steps(item)) for name, item in headline.items()},
        "frontier": frontiers(headline, quantities),
        "quality": {name: quality(item) for name, item in headline.items()},
    }


# --- measures and commands -----------------------------------------------------------------------------------------


def measure(options: ExplorerOptions, name: str) -> dict[str, Any]:
    """Name, titles, what it is and the evidence behind it."""
    parts = [options.policies[part.partition(":")[0]] for part in parts_of(name)]
    return {
        "name": name,
        "title": {language: Words(language).several(name, options.policies) for language in LANGUAGES},
        "text": {language: " ".join(getattr(part.description, language) for part in parts) for language in LANGUAGES},
        "evidence": evidence_of(parts, options),
    }


def compare_command(made_by: str) -> str:
    """Command that compares scenarios as this study was made; ``SCENARIOS`` stands for their names."""
    _, arguments = apart(without(made_by, NOT_OF_COMPARE))
    return recorded("compare", *arguments, "scenarios=[SCENARIOS]")


def without(command: str, options: tuple[str, ...]) -> str:
    """A command without some of its options."""
    program, arguments = apart(command)
    return recorded(program, *(item for item in arguments if item.partition("=")[0] not in options))


# --- numbers of all cells --------------------------------------------------------------------------------------------


def in_short(item: Explored, cells: np.ndarray) -> dict[str, Any]:
    """Difference of each cell to nothing, its interval, and the share of members in which it is above zero."""
    return _short(item.against(cells))


def _short(found: Differences) -> dict[str, Any]:
    arrays = {"value": found.value, "low": found.low, "high": found.high}
    return {name: packed(array) for name, array in arrays.items()} | {"better": packed_shares(found.above())}


def in_full(item: Explored, cells: np.ndarray, threshold: float) -> dict[str, Any]:
    """The same, the shares of a gain and of a loss that matter, and dots for equal shares of the members."""
    found = item.against(cells)
    return {
        **_short(found),
        "threshold": threshold,
        "more": packed_shares(found.above(threshold)),
        "less": packed_shares(1.0 - found.above(-threshold)),
        "dots": packed(found.dots(DOTS), np.int8),
    }


def steps(item: Explored) -> np.ndarray:
    """Cells x (measures, posts): share of members in which it is better with the measure than without.

    The last column is one step more of posts, not a number where there is none.
    """
    cells = np.arange(item.value.size)
    result = np.full((len(cells), item.k + 1), math.nan)
    for i in range(item.k):
        without = cells[cells >> i & 1 == 0]
        result[without, i] = result[without | 1 << i, i] = item.against(without | 1 << i, without).above()
    lower = cells[: -item.size]
    result[lower, -1] = item.against(lower + item.size, lower).above()
    return result


def frontiers(headline: dict[str, Explored], quantities: dict[str, Explored]) -> dict[str, dict[str, list[int]]]:
    """Cells that nothing cheaper (or as cheap) reaches, from the cheapest on, by outcome and payer."""
    kroner = {payer: quantities[payer].value - quantities[payer].value[0] for payer in PAYERS}
    kroner["all"] = np.sum([*kroner.values()], axis=0)
    return {
        name: {payer: frontier(item.value, cost).tolist() for payer, cost in kroner.items()}
        for name, item in headline.items()
    }


def quality(item: Explored) -> dict[str, float]:
    """What the fit of measures and pairs leaves out, and how much too good the best of all cells looks."""
    return {"unfitted": round(float(item.unfitted.mean()), 3), "optimism": round(item.optimism(), 3)}


# --- packing ---------------------------------------------------------------------------------------------------------


def packed(values: np.ndarray, kind: type = np.int16) -> dict[str, Any]:
    """Whole numbers (little-endian, base64) and the step that they count; the error is at most half a step."""
    most = float(np.abs(values).max(initial=0.0))
    step = most / np.iinfo(kind).max or 1.0
    whole = np.round(values / step).astype(np.dtype(kind).newbyteorder("<"))
    return {"step": step, "bits": 8 * whole.itemsize, "data": base64.b64encode(whole.tobytes()).decode()}


def packed_shares(shares: np.ndarray) -> str:
    """Shares as how many of 100 (``sureness.of_100``), a byte each; ``NOTHING`` where there is none."""
    whole = [NOTHING if math.isnan(share) else of_100(share) for share in shares.ravel().tolist()]
    return base64.b64encode(bytes(whole)).decode()
