"""Tables for the terminal and for files."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.ensemble import NONE
from sim.contrasts import Contrast, contrast, ratio, verdict
from sim.costs import per_extra
from sim.outcomes import OUTCOMES, Outcome

if TYPE_CHECKING:
    from experiments.options import Common, CompareOptions
    from sim.costs import PerExtra

HEADLINES = (
    "employed_1y",
    "work_or_education_1y",
    "employed_36m",
    "employed_60m",
    "months_in_work_60",
    "stay_36m",
    "stay_60m",
    "placements_per_adult",
    "asks_per_start",
    "broken_off",
    "hired_by_host",
    "follow_up",
    "others_placed",
    "adviser_hours",
    "kr_state",
)


def number_text(value: float, unit: str) -> str:
    """Write a value: whole hours and kroner, two decimals where values are small, four where they would be zero."""
    if math.isnan(value):
        return "–"
    if unit.startswith("h "):
        return f"{value:,.0f}".replace(",", " ")
    if unit in {"%", "1000 kr a year"}:
        return f"{value:.1f}"
    return f"{value:.4f}" if 0 < abs(value) < 0.005 else f"{value:.2f}"


def outcome_table(runs: pd.DataFrame, place: str, name: str, made: Common) -> str:
    """Main outcomes of one scenario, with intervals and how many were observed."""
    wide = 1 + max(len(outcome.label) for outcome in OUTCOMES.values())
    lines = [
        f"{place}, {name}: {len(runs)} runs of {made.months} months from {made.start}",
        "",
        f"{'outcome':<{wide}}{'unit':<15}{'value':>9}  {'95 % interval':^17}{'observed a run':>15}",
    ]
    for key, outcome in OUTCOMES.items():
        n, of = runs[f"{key}_n"].to_numpy(), runs[f"{key}_of"].to_numpy()
        if of.sum() <= 0:
            continue
        found = ratio(n, of, outcome.scale)
        low, high = number_text(found.low, outcome.unit), number_text(found.high, outcome.unit)
        lines.append(
            f"{outcome.label:<{wide}}{outcome.unit:<15}{number_text(found.value, outcome.unit):>9}"
            f"  {low + ' to ' + high:^17}{of.mean():>15.1f}"
        )
    return "\n".join(lines) + "\n"


def comparison(runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a scenario and outcome: baseline, scenario, paired difference with both intervals, verdict."""
    base = runs["baseline"]
    rows = []
    for name, frame in runs.items():
        if name == "baseline":
            continue
        for key, outcome in OUTCOMES.items():
            pair = [(one[f"{key}_n"].to_numpy(), one[f"{key}_of"].to_numpy()) for one in (base, frame)]
            if pair[0][1].sum() <= 0 and pair[1][1].sum() <= 0:
                continue
            found = contrast(pair[0], pair[1], outcome.scale, worlds_of(base))
            rows.append(
                {
                    "scenario": name,
                    "outcome": key,
                    "label": outcome.label,
                    "unit": outcome.unit,
                    "baseline": found.baseline,
                    "scenario_value": found.scenario,
                    "difference": found.difference,
                    "low": found.low,
                    "high": found.high,
                    "independent_low": found.independent_low,
                    "independent_high": found.independent_high,
                    "one_municipality_low": found.difference - found.single,
                    "one_municipality_high": found.difference + found.single,
                    "replicates": found.replicates,
                    "pairing_gain": found.gain,
                    "verdict": verdict(outcome, found),
                    **world_columns(outcome, found),
                }
            )
    return pd.DataFrame(rows)


def worlds_of(runs: pd.DataFrame) -> np.ndarray | None:
    """World of each run (numbers from 0); ``None`` where all runs have the same numbers of the model."""
    return pd.factorize(runs["point"])[0] if "point" in runs else None


def world_columns(outcome: Outcome, found: Contrast) -> dict[str, float]:
    """Both parts of the uncertainty apart: how the effect differs between worlds, and chance of its mean."""
    one = found.worlds
    if one is None:
        return {}
    better = one.helps if outcome.direction >= 0 else 1.0 - one.helps
    return {"worlds": one.count, "worlds_sd": one.spread, "chance_half": one.chance, "share_of_worlds_better": better}


ASKED = ("employed_36m", "months_in_work_60", "stay_60m")
COLUMNS = ("outcome", "baseline", "scenario", "difference", "95 % paired", "independent")
LINE = "{:<54}{:>9}{:>9}{:>11}  {:^15}{:^15}{}"


def comparison_text(table: pd.DataFrame, place: str, made: Common) -> str:
    """Headline outcomes of each scenario as text, about 120 characters wide."""
    lines = [
        (
            f"{place}: {table['replicates'].max()} pairs of runs, {made.months} months from {made.start}; "
            "same people, same luck"
        )
    ]
    columns = list(COLUMNS)
    if "worlds" in table:
        count = int(table["worlds"].max())
        lines.append(
            f"Each pair in one of {count} plausible worlds, in turn; intervals cover 95 % of them, and chance."
        )
        columns[-2] = "95 % of worlds"
    for name in dict.fromkeys(table["scenario"]):
        lines += ["", f"baseline → {name.replace('_', ' ').replace('+', ' + ')}", LINE.format(*columns, "verdict")]
        part = table[table["scenario"] == name].set_index("outcome")
        lines += [_comparison_line(part.loc[key]) for key in HEADLINES if key in part.index]
        lines += [worlds_line(part.loc[key]) for key in ASKED if key in part.index and "worlds" in part]
        if "employed_1y" in part.index and not math.isnan(part.loc["employed_1y", "one_municipality_low"]):
            low, high = part.loc["employed_1y", ["one_municipality_low", "one_municipality_high"]]
            lines.append(
                f"In its own figures one municipality would see {low:+.0f} to {high:+.0f} points in employment one "
                "year after the programme: mostly chance, so few are they."
            )
    return "\n".join(lines) + "\n"


def worlds_line(row: pd.Series) -> str:
    """In how many plausible worlds it helps, and both parts of the uncertainty apart."""
    if math.isnan(row["worlds_sd"]):
        return f"{row['label']}: too few runs to tell worlds from chance."
    return (
        f"{row['label']}: better in {100 * row['share_of_worlds_better']:.0f} of 100 plausible worlds; between worlds "
        f"± {row['worlds_sd']:.2f} (standard deviation), chance of the mean ± {row['chance_half']:.2f} {row['unit']}."
    )


def _comparison_line(row: pd.Series) -> str:
    unit = row["unit"]
    label = f"{row['label'].replace(' (November)', '')}, {unit}"
    label = row["label"] if len(label) > 53 else label
    difference = number_text(row["difference"], unit)
    sign = "" if difference.startswith(("-", "–")) else "+"
    return LINE.format(
        label[:53],
        number_text(row["baseline"], unit),
        number_text(row["scenario_value"], unit),
        sign + difference,
        f"{number_text(row['low'], unit)} … {number_text(row['high'], unit)}",
        f"{number_text(row['independent_low'], unit)} … {number_text(row['independent_high'], unit)}",
        row["verdict"],
    )


PAYERS = ("municipality", "state", "employer")
SHOWN = ("employed_36m", "months_in_work_60", "stay_60m")


def overview_rows(runs: dict[str, pd.DataFrame], place: str) -> pd.DataFrame:
    """One row a scenario: differences with intervals and verdicts, cost per extra month in work by payer, runs."""
    table = comparison(runs).set_index(["scenario", "outcome"])
    base = runs["baseline"]
    rows = []
    for name in [one for one in runs if one != "baseline"]:
        row: dict[str, object] = {"municipality": place, "scenario": name}
        for key in [one for one in SHOWN if (name, one) in table.index]:
            found = table.loc[(name, key)]
            for part in ("baseline", "difference", "low", "high", "verdict", "pairing_gain", "share_of_worlds_better"):
                if part in found:
                    row[f"{key}_{part}"] = found[part]
        for payer in PAYERS:
            cost = extra_cost(base, runs[name], payer, "work_months")
            row |= {f"kr_{payer}_per_month": cost.value, f"kr_{payer}_low": cost.low, f"kr_{payer}_high": cost.high}
            row[f"kr_{payer}_kind"] = cost.kind
        rows.append(row | {"runs": len(base)})
    return pd.DataFrame(rows)


def extra_cost(base: pd.DataFrame, other: pd.DataFrame, payer: str, effect: str) -> PerExtra:
    """Extra kroner of one payer per extra unit of an effect (``work_months``, ``persons_there_end``)."""
    counts = (frame[f"{name}_n"].to_numpy(float) for name in (f"kr_{payer}", effect) for frame in (base, other))
    return per_extra(*counts, worlds=worlds_of(base))


OVERVIEW = "{:<44}{:>7}{:>15}  {:<22}{:>6}{:>8}{:>15}  {:<22}{:>6}{:>20}{:>20}{:>6}{:>8}"


def overview_text(table: pd.DataFrame, place: str, made: CompareOptions) -> str:
    """Overview of one municipality as text."""
    first = table.iloc[0]
    helps = "helps" if "employed_36m_share_of_worlds_better" in table else ""
    over = (
        "intervals that cover 95 % of worlds, and chance; helps: in so many of them"
        if made.parameters != NONE
        else "95 % intervals of chance"
    )
    lines = [
        (
            f"{place}: employed after 36 months {first['employed_36m_baseline']:.1f} %, still there after 60 months "
            f"{first['stay_60m_baseline']:.1f} %; differences in points with {over}; {made.months} months"
        ),
        OVERVIEW.format(
            *("measure", "work", "", "", helps, "stay", "", "", helps),
            *("kr/month (munic.)", "kr/month (state)", "runs", "pairing"),
        ),
    ]
    for _, row in table.iterrows():
        cells = []
        for key in ("employed_36m", "stay_60m"):
            cells += [f"{row[f'{key}_difference']:+.2f}", f"{row[f'{key}_low']:+.2f} … {row[f'{key}_high']:+.2f}"]
            share = row.get(f"{key}_share_of_worlds_better", math.nan)
            cells += [row[f"{key}_verdict"], "" if math.isnan(share) else f"{100 * share:.0f} %"]
        cells += [cost_text(row, payer) for payer in ("municipality", "state")]
        gain = row["employed_36m_pairing_gain"]
        lines.append(OVERVIEW.format(row["scenario"][:43], *cells, row["runs"], f"{gain:.0f}×"))
    return "\n".join(lines) + "\n"


def cost_text(row: pd.Series, payer: str) -> str:
    """Cost per extra month in work as text; words where there is no finite interval."""
    words = {"unbounded": "no clear gain", "dearer": "a loss", "none": "–"}
    if row[f"kr_{payer}_kind"] in words:
        return words[row[f"kr_{payer}_kind"]]
    low, high = (f"{row[f'kr_{payer}_{end}'] / 1000:.1f}" for end in ("low", "high"))
    return f"{low} … {high} k"
