"""Robust choice and the value of knowing as data frames: ``decision.csv``, ``acceptability.csv``, ``count_first.csv``.

Always for both outcomes that the project is about, work and still living there; never one score. A table has no rows
where all runs have the same numbers of the model, and values that are not numbers where the ensemble is too small:
20 members, two runs in some (for the value of knowing, one run each).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from bygd.scenarios.settings import USUAL
from bygd.statistics.comparison import PAYERS
from bygd.statistics.decision import counting
from bygd.statistics.decision.choices import Choices, choices_of, net_benefit_of
from bygd.statistics.decision.knowing import LEAST_CHANGE, Known, knowing
from bygd.statistics.decision.robust import LUCK, evpi, evpi_by_luck, p_best, reaches, robust
from bygd.statistics.paired import THRESHOLDS
from sim.outcomes import OUTCOMES

Runs = dict[str, pd.DataFrame]  # by scenario, baseline among them
WILLINGNESS = (0.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0, 50_000.0)  # kr; a month's wage is the end
NEEDED = (  # outcomes that the tables count besides the headline, net benefits among them
    "work_months",
    *(f"kr_{payer}" for payer in PAYERS),
    "placements_started",
    "placements_completed",
    "initiatives_taken_up",
)
LEAST_NARROWING = 0.05  # share below which an interval that becomes narrower is not worth a count
REST = "everything"  # all that differs between the members


def choice_tables_of(
    runs: Runs, design: pd.DataFrame, willingness: float = 0.0, both: Sequence[str] = USUAL.both
) -> dict[str, pd.DataFrame]:
    """All tables of a choice by the name of their file, without those that have no row.

    ``both``: work and who still lives there, as the setting of the study names them (``settings.headline_of``).
    """
    tables = {
        "decision": decision_table(runs, willingness, both),
        "acceptability": acceptability_table(runs),
        "count_first": count_first_table(runs, design, willingness, both),
    }
    return {name: table for name, table in tables.items() if len(table)}


class First(NamedTuple):
    """What to count first, by one criterion; ``what`` is empty where no count is told from luck.

    ``advised``: the scenario with the largest mean, ``baseline`` among them; ``shown``: the scenario whose interval is
    looked at, which is ``advised``, or the best of the others. ``changes``: share of the members in which another one
    would be advised after counting for four weeks; ``narrowing``: how much narrower the interval becomes then (not a
    number where these runs do not tell).
    """

    advised: str
    shown: str
    what: str
    changes: float
    narrowing: float


def first_to_count(decision: pd.DataFrame, count_first: pd.DataFrame, outcome: str) -> First:
    """Way of counting that is worth most after four weeks; where none changes the advice, that which narrows most.

    Only what so many ways of counting would seldom show by luck, any of them.

    ``decision``, ``count_first``: the tables of that name, with rows of ``outcome``.
    """
    means = decision.set_index("scenario")[f"{outcome}_mean"]
    advised, shown = str(means.idxmax()), str(means.drop("baseline").idxmax())
    ways = count_first[(count_first["outcome"] == outcome) & (count_first["kind"] == "way")]
    ways = ways[ways["scenario"] == shown]
    luck = LUCK / max(1, len(ways))  # the most striking of several is looked at (Bonferroni)
    changing = ways[(ways["evppi_p"] <= luck) & (ways["told"] == 1) & (ways["changes_counted"] >= LEAST_CHANGE)]
    narrowing = ways[(ways["narrowing_p"] <= luck) & (ways["narrowing_counted"] >= LEAST_NARROWING)]
    some, by = (changing, "evsi") if len(changing) else (narrowing, "narrowing_counted")
    if not len(some):
        return First(advised, shown, "", 0.0, math.nan)
    row = some.loc[some[by].idxmax()]
    narrower = float(row["narrowing_counted"]) if row["narrows"] else math.nan
    return First(advised, shown, str(row["what"]), float(row["changes_counted"]) if len(changing) else 0.0, narrower)


def least_of(outcome: str) -> float:
    """Smallest gain that matters, in the unit of the outcome."""
    return THRESHOLDS.get(OUTCOMES[outcome].unit, 0.0)


def criteria(runs: Runs, willingness: float = 0.0, outcomes: Sequence[str] = USUAL.both) -> dict[str, Choices]:
    """Choices by what they are judged by: each outcome that was observed, and net benefits (kroner a year).

    Net benefits, ``net_municipality`` … of each payer, need a ``willingness`` above 0 (kroner per month in work).
    """
    found = {name: choices_of(runs, name) for name in outcomes}
    if willingness > 0:
        found |= {f"net_{payer}": net_benefit_of(runs, payer, willingness) for payer in PAYERS}
    return {name: item for name, item in found.items() if item is not None}


def decision_table(runs: Runs, willingness: float = 0.0, both: Sequence[str] = USUAL.both) -> pd.DataFrame:
    """One row a scenario, doing nothing (``baseline``) first: how good it is by each criterion, over the members.

    For each of ``both`` outcomes (points) and, with a ``willingness``, ``net_municipality``,
    ``net_state``, ``net_employer`` (kroner a year): ``…_mean`` against doing nothing, ``…_p_best``, ``…_mean_regret``,
    ``…_regret_90``, ``…_largest_regret``, ``…_worst_tenth``; of outcomes also ``…_reaches``, the share of the members
    with at least the smallest gain that matters. ``reaches_without_harm``: the share with that gain in the
    first of both and no loss as large in the second.
    """
    judged = criteria(runs, willingness, both)
    if not judged:
        return pd.DataFrame()
    first = next(iter(judged.values()))
    columns: dict[str, Any] = {"scenario": first.names, "members": first.count, "runs": len(first.members)}
    for name, item in judged.items():
        columns |= {f"{name}_{part}": values for part, values in robust(item)._asdict().items()}
        if name in OUTCOMES:
            columns[f"{name}_reaches"] = reaches([item], [least_of(name)])
    if all(name in judged for name in both):
        work, stay = (judged[name] for name in both)
        columns["reaches_without_harm"] = reaches([work, stay], [least_of(both[0]), -least_of(both[1])])
    return pd.DataFrame(columns)


def acceptability_table(runs: Runs, willingness: Sequence[float] = WILLINGNESS) -> pd.DataFrame:
    """One row a payer, willingness to pay (kroner per month in work) and scenario: acceptability curve and frontier.

    ``net_benefit``: mean kroner a year against doing nothing; ``p_best``: share of the members in which it is the best
    (CEAC); ``frontier``: 1 for the scenario with the largest mean, whose ``p_best`` is the frontier (CEAF).
    """
    rows = []
    for payer in PAYERS:
        for amount in willingness:
            item = net_benefit_of(runs, payer, amount)
            if item is None:
                continue
            means, shares = item.means.mean(axis=1), p_best(item)
            for i, name in enumerate(item.names):
                row = {"payer": payer, "willingness": amount, "scenario": name, "net_benefit": means[i]}
                rows.append(row | {"p_best": shares[i], "frontier": int(i == item.best)})
    return pd.DataFrame(rows)


def count_first_table(
    runs: Runs, design: pd.DataFrame, willingness: float = 0.0, both: Sequence[str] = USUAL.both
) -> pd.DataFrame:
    """One row a criterion, thing to know and scenario: what knowing it would be worth, and how much it narrows.

    ``design``: numbers of each member (rows: points). ``kind`` is ``way`` (of counting: ``time_log``, ``case_files``,
    ``initiatives``, ``employers``), ``number`` (of the practice), ``all`` (all that an office can count) or
    ``everything`` (all that differs between members; ``evppi`` is the EVPI then).

    Of the choice among all scenarios, the same in each of their rows: ``changes`` and ``changes_counted`` (share of the
    members in which another scenario would be advised, if it were known exactly, or counted for four weeks), ``evppi``
    and ``evsi`` (unit of the criterion), ``evppi_luck`` (one in twenty shuffles give as much), ``evppi_p`` (share of
    them that give as much as ``evppi``), ``told`` (1: ``evppi`` is more than ``evppi_luck``).

    Of the scenario's effect: ``narrowing``, ``narrowing_counted`` (share, 0 to 1, by which its spread over the members
    becomes smaller; not numbers where that spread cannot be told from none), ``narrowing_luck``, ``narrowing_p``,
    ``narrows`` (1: more than ``narrowing_luck``).
    """
    judged = criteria(runs, willingness, both)
    if not judged:
        return pd.DataFrame()
    values = design.loc[runs["baseline"]["point"].unique()]
    errors = counting.looks(runs["baseline"])
    rows = []
    for name, item in judged.items():
        for thing in counting.countable(values):
            noise = [counting.noise_of(key, errors[key]) for key in map(counting.number_of, thing.columns)]
            found = knowing(item, values[list(thing.columns)].to_numpy(float), noise)
            about = {"outcome": name, "kind": thing.kind, "what": thing.name, "numbers": "+".join(thing.numbers)}
            rows += [about | row for row in _rows(item, found)]
        rows += _everything(name, item)
    return pd.DataFrame(rows)


def _rows(choices: Choices, found: Known) -> list[dict[str, Any]]:
    whole = {
        "evppi": found.evppi,
        "evppi_luck": found.evppi_luck,
        "evppi_p": found.evppi_p,
        "told": int(found.worth_telling),
    }
    whole |= {"evsi": found.evsi, "changes": found.changes, "changes_counted": found.changes_counted}
    parts = ("narrowing", "narrowing_luck", "narrowing_p", "narrows", "narrowing_counted")
    return [
        {"scenario": name, **whole, **{part: float(getattr(found, part)[i]) for part in parts}}
        for i, name in enumerate(choices.names)
        if i
    ]


def _everything(name: str, choices: Choices) -> list[dict[str, Any]]:
    value, luck, effects = evpi(choices), evpi_by_luck(choices), choices.drawn_in
    changes = float((effects.max(axis=0) > effects[choices.best] + 1e-9).mean()) if choices.enough else math.nan
    about = {"outcome": name, "kind": REST, "what": REST, "numbers": ""}
    whole = {"evppi": value, "evppi_luck": luck, "told": int(value > luck), "changes": changes}
    return [about | {"scenario": scenario} | whole for scenario in choices.names[1:]]


def value_of_knowing(
    runs: Runs, design: pd.DataFrame, groups: Mapping[str, Sequence[str]], outcome: str
) -> pd.DataFrame:
    """One row a group of numbers (columns of ``design``) and scenario: as ``count_first_table``, known exactly.

    Values are not numbers where the members are too few for so many numbers: 2 more than these, and 20.
    """
    item = choices_of(runs, outcome)
    if item is None:
        return pd.DataFrame()
    values = design.loc[runs["baseline"]["point"].unique()]
    rows = []
    for name, numbers in groups.items():
        found = knowing(item, values[list(numbers)].to_numpy(float))
        for row in _rows(item, found):
            left = {
                key: part for key, part in row.items() if key not in ("evsi", "changes_counted", "narrowing_counted")
            }
            rows.append({"what": name, "numbers": "+".join(numbers), **left})
    return pd.DataFrame(rows)
