"""A ranking in words: what is kept for the page (``rank.json``), and the text for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bygd.statistics.combinations.steps import ADDED
from bygd.statistics.combinations.tables import KINDS, Ranked, margin_of, unit_of
from bygd.statistics.sureness import LEAST_MEMBERS, LEAST_RUNS, too_few
from experiments.display.sureness import reason_text
from experiments.display.words import Words
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


def summary(result: Ranked, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """What the page says beside the tables: the study, and the best of each outcome."""
    budgets = {name: limit for name, limit in result.budgets.items() if math.isfinite(limit)}
    return {
        **result.about,
        "measures": result.measures,
        "combinations": len(result.masks),
        "all_combinations": result.orders is None,
        "orders": 2 * len(result.orders.orders) if result.orders else 0,
        "replicates": result.replicates,
        "members": result.members,
        "told_apart": result.told_apart,
        "budgets": budgets,
        "outcomes": {
            name: {"label": OUTCOMES[name].label, "unit": unit_of(name), "direction": OUTCOMES[name].direction}
            | {"margin": margin_of(name)}
            for name in result.outcomes
        },
        "best": {name: _best(result, name, tables["combinations"]) for name in result.outcomes},
    }


def _best(result: Ranked, name: str, table: pd.DataFrame) -> dict[str, Any]:
    """The winner, what naming it promises too much, and what those have in common that may be the best."""
    best = result.best[name]
    inside = table[best.inside]
    share = inside[result.measures].mean()
    few = inside.sort_values(["measures", f"{name}_effect"], ascending=[True, False]).iloc[0]
    cheap = {cost: _row(inside.loc[inside[f"{cost}_extra"].idxmin()], name) for cost in result.costs}
    ends = [step for step in result.steps.get(name, []) if step.says == ADDED]
    return {
        "inside": len(inside),
        "winner": result.numbers(best.winner),
        "winner_near": float(result.near_best[name][best.winner]) if result.told_apart else None,
        "named": best.named,
        "honest": best.honest,
        "optimism": best.optimism,
        "shares": {str(i + 1): float(share.iloc[i]) for i in range(result.k)},
        "fewest": _row(few, name),
        "cheapest": cheap,
        "order_ends_inside": bool(best.inside[ends[-1].row if ends else 0]),
    }


def _row(row: pd.Series, name: str) -> dict[str, Any]:
    """A combination with its effect and costs."""
    keys = [f"{name}_effect", f"{name}_low", f"{name}_high"]
    results = {
        "combination": row["combination"],
        **dict(zip(("effect", "low", "high"), map(float, row[keys]), strict=True)),
    }
    if f"{name}_near_best_in" in row:
        results["near"] = float(row[f"{name}_near_best_in"])
    return results | {column: float(row[column]) for column in row.index if str(column).endswith("_extra")}


def text_of(result: Ranked, tables: dict[str, pd.DataFrame]) -> str:
    """The whole ranking as text."""
    about = result.about
    kind = "all combinations" if not result.orders else "combinations of sampled orders"
    lines = [
        (
            f"{about['municipality']}: {len(result.masks)} combinations ({kind}) of {result.k} measures, "
            f"{result.replicates} runs of each, {about['months']} months from {about['start']}; same people, same luck"
            + (f", with {result.members} sets of assumptions in turn" if result.members > 1 else "")
        ),
        "Effects are against none of the measures"
        + (f" (in force in all: {', '.join(about['with'])})" if about["with"] else "")
        + f"; in brackets {_what_intervals_hold(result)}.",
        *_provisional(result),
    ]
    given = summary(result, tables)
    for name in result.outcomes:
        lines += ["", *_worth_text(result, tables, name), *_pairs_text(result, tables, name)]
        lines += [*_best_text(given["best"][name], result, name), *_frontier_text(tables, name)]
        lines += _order_text(result, tables, name)
    return "\n".join(lines) + "\n"


def _provisional(result: Ranked) -> list[str]:
    """Why nothing is said with a word of sureness, and what would give it."""
    if not (reason := too_few(result.members, result.replicates)):
        return []
    more = f"members={LEAST_MEMBERS} replicates={LEAST_RUNS * LEAST_MEMBERS}"
    why = reason_text(Words("en"), reason, result.members, result.replicates)
    return [f"{why} So no word of sureness is said; {more} gives that, in longer time."]


def _what_intervals_hold(result: Ranked) -> str:
    if result.members > 1:
        return f"95 % of {result.members} sets of assumptions, and chance"
    return "95 % intervals from the runs"


def _number(value: float, low: float = math.nan, high: float = math.nan) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:+.2f}" if math.isnan(low) else f"{value:+.2f} ({low:+.2f} … {high:+.2f})"


def _triple(row: Any, *names: str) -> str:
    return _number(*(row[name] for name in names or ("value", "low", "high")))


def _worth_text(result: Ranked, tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    outcome = OUTCOMES[name]
    less = ", less is better: shown as reduction" if outcome.direction < 0 else ""
    table = tables["shapley"][tables["shapley"]["outcome"] == name]
    kinds = [kind for kind in KINDS if (table["kind"] == kind).any()]
    heads = {
        "shapley": "Shapley share",
        "average": "average over others",
        "alone": "added to nothing",
        "last": "added to all",
    }
    lines = [f"== {outcome.label}, {unit_of(name)}{less}"]
    lines.append(f"{'':>2} {'measure':<24}" + "".join(f"{heads[kind]:>25}" for kind in kinds))
    for i, measure in enumerate(result.measures):
        cells = [table[(table["kind"] == kind) & (table["measure"] == measure)].iloc[0] for kind in kinds]
        lines.append(f"{i + 1:>2} {measure[:24]:<24}" + "".join(f"{_triple(cell):>25}" for cell in cells))
    total = table[table["kind"] == "total"].iloc[0]
    lines.append(f"{'':>2} {'all together':<24}{_triple(total):>25}")
    if result.told_apart:
        lines += _apart_text(result, table, total)
    if result.orders:
        error = table.loc[table["kind"] == "shapley", "error_of_orders"].max()
        lines.append(
            f"   Shapley shares from {2 * len(result.orders.orders)} sampled orders; their standard error: {error:.2f}"
        )
    return lines


def _apart_text(result: Ranked, table: pd.DataFrame, total: pd.Series) -> list[str]:
    """Members and chance apart, and in how many members each measure helps."""
    average = " (average over others)" if (table["kind"] == "average").any() else ""
    lines = [f"{'':>2} {'Shapley share':<24}{'chance alone':>25}{'between sets, sd':>25}   helps in{average}"]
    for i, measure in enumerate([*result.measures, "all"], start=1):
        part = table[table["measure"] == measure].set_index("kind")
        row = total if measure == "all" else part.loc["shapley"]
        helps = f"{members_of(result, row)} of {result.members} sets"
        if measure != "all" and average:
            helps += f" ({members_of(result, part.loc['average'])})"
        label = f"{'':>2} {'all together':<24}" if measure == "all" else f"{i:>2} {measure[:24]:<24}"
        lines.append(
            f"{label}{_triple(row, 'value', 'chance_low', 'chance_high'):>25}{row['members_sd']:>25.2f}   {helps}"
        )
    return lines


def members_of(result: Ranked, row: pd.Series) -> int:
    """Number of members in which something helps."""
    return round(result.members * row["helps"])


def _pairs_text(result: Ranked, tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    if result.orders:
        return []
    table = tables["interactions"][tables["interactions"]["outcome"] == name]
    clear = table[table["clear"] == 1]
    clear = clear.reindex(clear["value"].abs().sort_values(ascending=False).index)
    shown = [f"{row['first']}+{row['second']} {_triple(row)}" for _, row in clear.head(6).iterrows()]
    more = f", and {len(clear) - 6} more" if len(clear) > 6 else ""
    text = "; ".join(shown) + more if shown else "none"
    return [f"Pairs that do more (less) together than each for itself, of {len(table)}, all asked at once: {text}"]


def _best_text(best: dict[str, Any], result: Ranked, name: str) -> list[str]:
    always = [number for number, share in best["shares"].items() if share == 1]
    never = [number for number, share in best["shares"].items() if share == 0]
    few, unit = best["fewest"], unit_of(name)
    cheap = best["cheapest"]["kr_municipality"]
    units, on_average = ("sets", " on average over the sets of assumptions") if result.members > 1 else ("runs", "")
    return [
        f"{best['inside']} of {len(result.masks)} combinations cannot be told from the best{on_average} (95 %)"
        + (f"; in all of them: {', '.join(always)}" if always else "")
        + (f"; in none: {', '.join(never)}" if never else "")
        + ".",
        (
            f"  fewest measures: {few['combination']}, {_triple(few, 'effect', 'low', 'high')}; cheapest for the "
            f"municipality: {cheap['combination']}, {_triple(cheap, 'effect', 'low', 'high')}, "
            f"{cheap['kr_municipality_extra']:+.0f} thousand kr a year"
        ),
        *_near_text(best, result, name),
        (
            f"  naming the first of them ({best['winner']}) would promise {best['named']:+.2f}; winners chosen on nine "
            f"tenths of the {units} give {best['honest']:+.2f} on the rest: {best['optimism']:.2f} {unit} too much"
        ),
    ]


def _near_text(best: dict[str, Any], result: Ranked, name: str) -> list[str]:
    """In how many members the named combinations are the best, or nearly."""
    if not result.told_apart:
        return []
    rows = {best["winner"]: best["winner_near"], best["fewest"]["combination"]: best["fewest"]["near"]}
    rows |= {item["combination"]: item["near"] for item in best["cheapest"].values()}
    text = "; ".join(f"{combination} in {near:.0f}" for combination, near in rows.items())
    margin = f", or less than {margin_of(name):g} behind (in {unit_of(name)})" if margin_of(name) else ""
    return [f"  the best{margin}, of {result.members} sets of assumptions: {text}"]


def _frontier_text(tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    lines = ["Most for the cost (each clearly better than the one before):"]
    table = tables["frontier"]
    for cost, part in table[(table["outcome"] == name) & (table["clear_step"] == 1)].groupby("cost", sort=False):
        steps = [f"{row['combination']} {row['effect']:+.1f} for {row['extra']:+.0f}" for _, row in part.iterrows()]
        lines.append(f"  {OUTCOMES[str(cost)].label} ({OUTCOMES[str(cost)].unit}): {'; '.join(steps)}")
    return lines


def _order_text(result: Ranked, tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    if result.orders:
        return ["No order of introduction: that needs all combinations, so at most 12 measures."]
    limits = ", ".join(
        f"{OUTCOMES[item].label} at most {limit:+.0f} {OUTCOMES[item].unit}"
        for item, limit in result.budgets.items()
        if math.isfinite(limit)
    )
    lines = [f"An order of introduction{f' ({limits})' if limits else ''}:"]
    for _, row in tables["order"][tables["order"]["outcome"] == name].iterrows():
        costs = (
            f"{row['kr_municipality_extra']:+.0f} k kr municipality, {row['kr_state_extra']:+.0f} k kr state, "
            f"{row['hours_asked_extra']:+.0f} h asked a year"
        )
        gain = _triple(row, "gain", "gain_low", "gain_high")
        as_good = f"; as good here: {row['as_good'].replace('+', ', ')}" if row["as_good"] else ""
        if row["says"] == ADDED:
            what = (
                f"{row['number']:>2} {row['measure'][:24]:<24} adds {gain}, then {row['effect']:+.2f}; {costs}{as_good}"
            )
            lines.append(f"  {row['step']}. {what}")
        else:
            next_one = f": {row['number']} {row['measure']} {gain}" if row["measure"] else ""
            lines.append(f"  ends here, {row['says']}{next_one}")
    return lines
