"""Outcomes of a scenario, and paired differences of scenarios to their baseline: one row an outcome."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.settings import USUAL
from bygd.statistics.cost import PerExtra, per_extra
from bygd.statistics.paired import Contrast, contrast, ratio, verdict
from bygd.statistics.sureness import Sureness, sureness
from sim.outcomes import OUTCOMES, Outcome, levels

ENDS = ("difference", "low", "high", "independent_low", "independent_high")


def by_scenario(tables: dict[str, pd.DataFrame], name: str) -> dict[str, pd.DataFrame]:
    """Rows of a table by scenario, without pairs of which a run failed: pairs stay pairs."""
    refuse_nothing_left(tables["runs"])
    failed = tables["runs"].loc[tables["runs"]["failed"], "replicate"]
    good = tables[name][~tables[name]["replicate"].isin(failed)]
    return {str(scenario): rows for scenario, rows in good.groupby("scenario", sort=False)}


def comparison(
    runs: dict[str, pd.DataFrame], outcomes: Iterable[str] = tuple(OUTCOMES), evidence: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """One row a scenario and outcome: baseline, scenario, paired difference with both intervals, how sure it is.

    ``evidence`` behind each scenario, as in ``sureness.evidence_by_scenario``.
    """
    base = runs["baseline"]
    rows, members = [], members_of(base)
    for name, frame in runs.items():
        if name == "baseline":
            continue
        for key in outcomes:
            outcome = OUTCOMES[key]
            if base[f"{key}_of"].sum() <= 0 and frame[f"{key}_of"].sum() <= 0:
                continue
            result = contrast_of(base, frame, key, members)
            rows.append(
                {
                    "scenario": name,
                    "outcome": key,
                    "label": outcome.label,
                    "unit": outcome.unit,
                    "baseline": result.baseline,
                    "scenario_value": result.scenario,
                    **{part: getattr(result, part) for part in ENDS},
                    "one_municipality_low": result.difference - result.single,
                    "one_municipality_high": result.difference + result.single,
                    "replicates": result.replicates,
                    "pairing_gain": result.gain,
                    "verdict": verdict(outcome, result),
                    **member_columns(result),
                    **sure_columns(outcome, result, (evidence or {}).get(name, "")),
                }
            )
    return pd.DataFrame(rows)


def contrast_of(base: pd.DataFrame, other: pd.DataFrame, key: str, members: np.ndarray | None = None) -> Contrast:
    """Contrast of one outcome between the runs of two scenarios."""
    counts = [(item[f"{key}_n"].to_numpy(float), item[f"{key}_of"].to_numpy(float)) for item in (base, other)]
    return contrast(counts[0], counts[1], OUTCOMES[key].scale, members)


def members_of(runs: pd.DataFrame) -> np.ndarray | None:
    """Member of each run (numbers from 0); ``None`` where all runs have the same numbers of the model."""
    return pd.factorize(runs["point"])[0] if "point" in runs else None


def member_columns(result: Contrast) -> dict[str, float]:
    """Both parts of the uncertainty apart: how the effect differs between members, and chance of its mean."""
    item = result.members
    return {} if item is None else {"members": item.count, "members_sd": item.spread, "chance_half": item.chance}


def sure_columns(outcome: Outcome, result: Contrast, evidence: str = "") -> dict[str, object]:
    """How sure a difference is, in two parts, and the evidence behind it (``bygd.statistics.sureness``)."""
    sure = sureness(outcome, result, evidence=evidence)
    return {
        "share_of_members_better": sure.better,
        "smallest_difference": sure.smallest,
        "share_better_by_more": sure.by_more,
        "share_worse_by_more": sure.worse_by_more,
        "likelier": sure.side,
        "how_sure": sure.level,
        "how_sure_by_more": sure.size_level,
        "provisional": sure.provisional,
        "evidence": sure.evidence,
    }


def sure_in(row: Mapping[Any, Any]) -> Sureness:
    """How sure a difference is, from its row of ``comparison`` (or of ``comparison.csv``)."""
    members = row.get("members", 0)
    evidence = row["evidence"] if isinstance(row["evidence"], str) else ""
    outcome = OUTCOMES[str(row["outcome"])]
    return sure_of(row, outcome, int(members) if members > 0 else 1, int(row["replicates"]), evidence)


def sure_of(row: Mapping[Any, Any], outcome: Outcome, members: int, runs: int, evidence: str = "") -> Sureness:
    """What ``sure_columns`` wrote in a row that also has ``difference``, ``low`` and ``high``, read back."""
    shares = {
        "better": "share_of_members_better",
        "by_more": "share_better_by_more",
        "worse_by_more": "share_worse_by_more",
        "smallest": "smallest_difference",
    }
    return Sureness(
        **{name: float(row.get(column, math.nan)) for name, column in shares.items()},
        unit=outcome.unit,
        direction=outcome.direction,
        members=members,
        runs=runs,
        provisional=row["provisional"] if isinstance(row["provisional"], str) else "",  # an empty cell is no text
        equal=all(float(row[end]) == 0 for end in ("difference", "low", "high")),
        evidence=evidence,
    )


PAYERS = ("municipality", "state", "employer")
KEPT = ("baseline", "difference", "low", "high", "verdict", "pairing_gain", "smallest_difference")
SURE = ("share_of_members_better", "share_better_by_more", "share_worse_by_more", "likelier", "how_sure", "provisional")


def overview_rows(
    runs: dict[str, pd.DataFrame],
    municipality: str,
    evidence: Mapping[str, str] | None = None,
    outcomes: Sequence[str] = tuple(USUAL.asked),
) -> pd.DataFrame:
    """One row a scenario: differences with intervals, how sure they are, kroner per extra month in work, runs.

    ``evidence`` behind each scenario, as in ``sureness.evidence_by_scenario``; ``outcomes`` of the setting.
    """
    table = comparison(runs, outcomes)
    if len(table):  # else nobody was observed
        table = table.set_index(["scenario", "outcome"])
    base = runs["baseline"]
    rows = []
    for name in [item for item in runs if item != "baseline"]:
        row: dict[str, object] = {"municipality": municipality, "scenario": name}
        for key in [item for item in outcomes if (name, item) in table.index]:
            result = table.loc[(name, key)]
            row |= {f"{key}_{part}": result[part] for part in (*KEPT, *SURE)}
        for payer in PAYERS:
            cost = extra_cost(base, runs[name], payer, "work_months")
            row |= {f"kr_{payer}_per_month": cost.value, f"kr_{payer}_low": cost.low, f"kr_{payer}_high": cost.high}
            row[f"kr_{payer}_kind"] = cost.kind
        rows.append(row | {"evidence": (evidence or {}).get(name, ""), "replicates": len(base)})
    return pd.DataFrame(rows)


def extra_cost(base: pd.DataFrame, other: pd.DataFrame, payer: str, effect: str) -> PerExtra:
    """Extra kroner of one payer per extra unit of an effect (``work_months``, ``persons_there_end``)."""
    counts = (frame[f"{name}_n"].to_numpy(float) for name in (f"kr_{payer}", effect) for frame in (base, other))
    return per_extra(*counts, members=members_of(base))


def refuse_nothing_left(runs: pd.DataFrame, where: str = "") -> None:
    """Raise ``InputError`` if some run of every replicate (at every point) failed, so that nothing can be said.

    ``where``: what the sentence says of where to look.
    """
    by = [name for name in ("point", "replicate") if name in runs]
    if not runs["failed"].any() or not runs.groupby(by)["failed"].any().all():
        return
    which = "Every run" if runs["failed"].all() else "Some run of every replicate"
    why = f" ({runs.loc[runs['failed'], 'error'].iloc[0].rstrip('.')})" if "error" in runs else ""
    raise InputError(f"{which} failed{why}, so nothing can be said{where}.")


def good_runs(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of replicates that failed in no scenario: pairs stay pairs."""
    return table[~table["replicate"].isin(table.loc[table["failed"], "replicate"])]


def outcome_frame(runs: pd.DataFrame) -> pd.DataFrame:
    """One row an outcome of the rows of one scenario: value, 95 % interval (low, high), n, of, unit, label, direction.

    Values are not a number where nobody was observed.
    """
    counts = _counts(runs)
    table, members = levels(counts), members_of(runs)
    ends = [ratio(*counts[outcome.name], outcome.scale, members) for outcome in OUTCOMES.values()]
    table.insert(2, "low", [item.low for item in ends])
    table.insert(3, "high", [item.high for item in ends])
    return table


def by_member(runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a scenario, outcome and ensemble member: the paired difference in it alone, its interval from chance."""
    counts = {name: _counts(frame) for name, frame in runs.items()}
    member_of, members = pd.factorize(runs["baseline"]["point"])
    alone = [np.flatnonzero(member_of == at) for at in range(len(members))]
    rows = []
    for name in [item for item in runs if item != "baseline"]:
        for outcome in OUTCOMES.values():
            pair = [counts[item][outcome.name] for item in ("baseline", name)]
            for member, at in zip(members, alone, strict=True):
                (base_n, base_of), (other_n, other_of) = ((n[at], of[at]) for n, of in pair)
                if base_of.sum() <= 0 and other_of.sum() <= 0:
                    continue
                one = contrast((base_n, base_of), (other_n, other_of), outcome.scale)
                told = (name, outcome.name, member, outcome.label, outcome.unit, one.baseline, one.scenario)
                rows.append((*told, one.difference, one.low, one.high, one.replicates))
    columns = ["scenario", "outcome", "member", "label", "unit", "baseline", "scenario_value"]
    return pd.DataFrame(rows, columns=[*columns, "difference", "low", "high", "replicates"])


def _counts(runs: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Numerator and denominator of each outcome, run by run."""
    return {name: (runs[f"{name}_n"].to_numpy(float), runs[f"{name}_of"].to_numpy(float)) for name in OUTCOMES}
