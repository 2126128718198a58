"""Tables and text of a ranking: what each measure is worth, pairs, the best, the frontier, an order."""

from __future__ import annotations

import dataclasses
import math
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from experiments import ranking
from experiments.ranking import Best, Estimates, Orders, Step, Values
from sim.outcomes import OUTCOMES

KINDS = ("shapley", "average", "alone", "last")


@dataclasses.dataclass
class Ranked:
    """A simulated ranking: values of outcomes (more is better) and of costs, by combination; what belongs to them."""

    measures: list[str]
    masks: np.ndarray
    orders: Orders | None  # None: all combinations
    outcomes: dict[str, Values]
    costs: dict[str, Values]
    budgets: dict[str, float]  # by cost
    about: dict[str, Any]

    @property
    def k(self) -> int:
        """Number of measures."""
        return len(self.measures)

    @property
    def replicates(self) -> int:
        """Replicates that count."""
        return next(iter(self.outcomes.values())).replicates

    def numbers(self, row: int) -> str:
        """Numbers of the measures of a combination: ``2+7``; ``0`` for nothing."""
        mask = int(self.masks[row])
        return "+".join(str(i + 1) for i in range(self.k) if mask >> i & 1) or "0"

    @cached_property
    def extra(self) -> dict[str, Estimates]:
        """Extra cost of each combination, by cost."""
        return {name: values.against(range(len(self.masks))) for name, values in self.costs.items()}

    @cached_property
    def best(self) -> dict[str, Best]:
        """Combinations not distinguishable from the best, by outcome."""
        return {name: ranking.best(values) for name, values in self.outcomes.items()}

    @cached_property
    def steps(self) -> dict[str, list[Step]]:
        """An order of introduction by outcome; none where not all combinations were simulated."""
        return {} if self.orders else {name: self._order(values) for name, values in self.outcomes.items()}

    def _order(self, values: Values) -> list[Step]:
        """Order by gain; under a budget also by gain for what is scarce, and the one that ends higher is taken."""
        limits = {name: limit for name, limit in self.budgets.items() if math.isfinite(limit)}
        allowed = np.ones(len(self.masks), bool)
        price = np.zeros(len(self.masks))
        for name, limit in limits.items():
            allowed &= self.extra[name].value <= limit
            price = np.maximum(price, self.extra[name].value / max(limit, 1e-9))
        found = [ranking.introduce(values, self.k, allowed)]
        if limits:

            def worth(gain: np.ndarray, now: int, rows: np.ndarray) -> np.ndarray:
                return gain / np.maximum(price[rows] - price[now], 1e-3)

            found.append(ranking.introduce(values, self.k, allowed, worth))
        return max(found, key=_reached)


def _reached(steps: list[Step]) -> float:
    """Effect after the last step that was taken."""
    taken = [step for step in steps if step.says == ranking.ADDED]
    return taken[-1].effect[0] if taken else 0.0


def tables_of(found: Ranked) -> dict[str, pd.DataFrame]:
    """All tables by the name of their file."""
    tables = {"combinations": combinations(found), "shapley": worth(found), "frontier": frontiers(found)}
    if not found.orders:
        tables |= {"interactions": interactions(found), "order": order(found)}
    return tables


def combinations(found: Ranked) -> pd.DataFrame:
    """One row a combination: measures as 0 and 1, outcomes, effects against nothing, extra costs."""
    rows = range(len(found.masks))
    has = ranking.members(found.masks, found.k).astype(int)
    columns: dict[str, Any] = {"combination": [found.numbers(row) for row in rows], "measures": has.sum(axis=1)}
    columns |= {name: has[:, i] for i, name in enumerate(found.measures)}
    for name, values in found.outcomes.items():
        effect = values.against(rows)
        columns[name] = OUTCOMES[name].direction * values.value
        columns |= {f"{name}_effect": effect.value, f"{name}_low": effect.low, f"{name}_high": effect.high}
        columns[f"{name}_may_be_best"] = found.best[name].inside.astype(int)
    for name, extra in found.extra.items():
        columns[name] = found.costs[name].value
        columns |= {f"{name}_extra": extra.value, f"{name}_low": extra.low, f"{name}_high": extra.high}
    return pd.DataFrame(columns)


def worth(found: Ranked) -> pd.DataFrame:
    """One row an outcome, measure and kind: Shapley share, average over all others, alone, last; and the total."""
    rows = []
    for name, values in found.outcomes.items():
        kinds, sampling = _kinds(found, values)
        total = kinds.pop("total")
        for kind, estimates in kinds.items():
            shares = _shares(estimates, total) if kind == "shapley" else np.full((found.k, 3), math.nan)
            for i, measure in enumerate(found.measures):
                one = {"number": i + 1, "measure": measure, "kind": kind, **_interval(estimates, i)}
                one |= dict(zip(("share", "share_low", "share_high"), shares[i], strict=True))
                rows.append({"outcome": name, "unit": unit_of(name), **one, "error_of_orders": sampling[kind][i]})
        rows.append({"outcome": name, "unit": unit_of(name), "measure": "all", "kind": "total", **_interval(total, 0)})
    table = pd.DataFrame(rows)
    return table.astype({"number": "Int64"}).dropna(axis=1, how="all")


def _kinds(found: Ranked, values: Values) -> tuple[dict[str, Estimates], dict[str, np.ndarray]]:
    """Estimates by kind, and the error that comes from sampling orders (not a number where none is sampled)."""
    unknown = np.full(found.k, math.nan)
    sampling = dict.fromkeys(KINDS, unknown)
    if found.orders:
        shapley, sampling["shapley"] = ranking.shapley_from(found.orders, values)
        rows = {"alone": found.orders.alone, "last": found.orders.last, "total": found.orders.total}
        return {"shapley": shapley, **{kind: values.estimate(one) for kind, one in rows.items()}}, sampling
    makers = (ranking.shapley, ranking.main_effects, ranking.alone, ranking.last, ranking.total)
    rows = {kind: make(found.k) for kind, make in zip((*KINDS, "total"), makers, strict=True)}
    return {kind: values.estimate(one) for kind, one in rows.items()}, sampling


def _shares(estimates: Estimates, total: Estimates) -> np.ndarray:
    """Per cent of the total, low and high; not a number where the total cannot be told from zero."""
    if not total.clear[0]:
        return np.full((len(estimates.value), 3), math.nan)
    draws = 100 * (estimates.value[:, None] + estimates.draws) / (total.value + total.draws)
    low, high = np.percentile(draws, [2.5, 97.5], axis=1)
    return np.column_stack([100 * estimates.value / total.value, low, high])


def _interval(estimates: Estimates, i: int) -> dict[str, Any]:
    return {
        "value": estimates.value[i],
        "low": estimates.low[i],
        "high": estimates.high[i],
        "clear": int(estimates.clear[i]),
    }


def unit_of(outcome: str) -> str:
    """Unit of an effect."""
    return "percentage points" if OUTCOMES[outcome].unit == "%" else OUTCOMES[outcome].unit


def interactions(found: Ranked) -> pd.DataFrame:
    """One row an outcome and pair: how much more the two do together than each for itself."""
    rows = []
    for name, values in found.outcomes.items():
        estimates = values.estimate(ranking.interactions(found.k))
        for p, (i, j) in enumerate(ranking.pairs(found.k)):
            who: dict[str, Any] = {
                "first": i + 1,
                "second": j + 1,
                "measure": found.measures[i],
                "with": found.measures[j],
            }
            rows.append({"outcome": name, "unit": unit_of(name), **who, **_interval(estimates, p)})
    return pd.DataFrame(rows)


def frontiers(found: Ranked) -> pd.DataFrame:
    """One row an outcome, cost and combination that nothing cheaper reaches, from the cheapest on."""
    rows = []
    for name, values in found.outcomes.items():
        effect = values.against(range(len(found.masks)))
        for cost, extra in found.extra.items():
            ahead = ranking.frontier(effect.value, extra.value)
            ahead = ahead[effect.value[ahead] >= 0]
            share = ranking.on_frontier(effect, extra)
            clear = set(ranking.clear_steps(values, ahead).tolist())
            for row in map(int, ahead):
                one: dict[str, Any] = {
                    "outcome": name,
                    "cost": cost,
                    "cost_unit": OUTCOMES[cost].unit,
                    "combination": found.numbers(row),
                }
                one |= {"effect": effect.value[row], "low": effect.low[row], "high": effect.high[row]}
                one |= {"extra": extra.value[row], "extra_low": extra.low[row], "extra_high": extra.high[row]}
                one |= {"share_of_draws": share[row], "clear_step": int(row in clear)}
                rows.append({**one, "may_be_best": int(found.best[name].inside[row])})
    return pd.DataFrame(rows)


def order(found: Ranked) -> pd.DataFrame:
    """One row an outcome and step: what it adds, what there is then, what it costs; the last row says why it ends."""
    rows = []
    for name, steps in found.steps.items():
        for number, step in enumerate(steps, start=1):
            one: dict[str, Any] = {"outcome": name, "unit": unit_of(name), "step": number, "says": step.says}
            one |= {"number": step.measure + 1, "measure": found.measures[step.measure] if step.measure >= 0 else ""}
            one["combination"] = found.numbers(step.row)
            one |= dict(zip(("gain", "gain_low", "gain_high"), step.gain, strict=True))
            one |= dict(zip(("effect", "low", "high"), step.effect, strict=True))
            for cost, extra in found.extra.items():
                one[f"{cost}_step"] = extra.value[step.row] - extra.value[step.before]
                one |= {f"{cost}_extra": extra.value[step.row]}
                one |= {f"{cost}_low": extra.low[step.row], f"{cost}_high": extra.high[step.row]}
            rows.append({**one, "as_good": "+".join(str(i + 1) for i in step.rivals)})
    return pd.DataFrame(rows)


# --- in words -------------------------------------------------------------------------------------------------------


def summary(found: Ranked, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """What the page says beside the tables: the study, and the best of each outcome."""
    budgets = {name: limit for name, limit in found.budgets.items() if math.isfinite(limit)}
    return {
        **found.about,
        "measures": found.measures,
        "combinations": len(found.masks),
        "all_combinations": found.orders is None,
        "orders": 2 * len(found.orders.orders) if found.orders else 0,
        "replicates": found.replicates,
        "budgets": budgets,
        "outcomes": {
            name: {"label": OUTCOMES[name].label, "unit": unit_of(name), "direction": OUTCOMES[name].direction}
            for name in found.outcomes
        },
        "best": {name: _best(found, name, tables["combinations"]) for name in found.outcomes},
    }


def _best(found: Ranked, name: str, table: pd.DataFrame) -> dict[str, Any]:
    """The winner, what naming it promises too much, and what those have in common that may be the best."""
    best = found.best[name]
    inside = table[best.inside]
    share = inside[found.measures].mean()
    few = inside.sort_values(["measures", f"{name}_effect"], ascending=[True, False]).iloc[0]
    cheap = {cost: _row(inside.loc[inside[f"{cost}_extra"].idxmin()], name) for cost in found.costs}
    ends = [step for step in found.steps.get(name, []) if step.says == ranking.ADDED]
    return {
        "inside": len(inside),
        "winner": found.numbers(best.winner),
        "named": best.named,
        "honest": best.honest,
        "optimism": best.optimism,
        "shares": {str(i + 1): float(share.iloc[i]) for i in range(found.k)},
        "fewest": _row(few, name),
        "cheapest": cheap,
        "order_ends_inside": bool(best.inside[ends[-1].row if ends else 0]),
    }


def _row(row: pd.Series, name: str) -> dict[str, Any]:
    """A combination with its effect and costs."""
    keys = [f"{name}_effect", f"{name}_low", f"{name}_high"]
    found = {
        "combination": row["combination"],
        **dict(zip(("effect", "low", "high"), map(float, row[keys]), strict=True)),
    }
    return found | {column: float(row[column]) for column in row.index if str(column).endswith("_extra")}


def text_of(found: Ranked, tables: dict[str, pd.DataFrame]) -> str:
    """The whole ranking as text."""
    about = found.about
    kind = "all combinations" if not found.orders else "combinations of sampled orders"
    lines = [
        (
            f"{about['place']}: {len(found.masks)} combinations ({kind}) of {found.k} measures, {found.replicates} "
            f"runs of each, {about['months']} months from {about['start']}; same people, same luck"
        ),
        "Effects are against none of the measures"
        + (f" (in force in all: {', '.join(about['with']['en'])})" if about["with"]["en"] else "")
        + "; in brackets 95 % intervals from the runs.",
    ]
    said = summary(found, tables)
    for name in found.outcomes:
        lines += ["", *_worth_text(found, tables, name), *_pairs_text(found, tables, name)]
        lines += [*_best_text(said["best"][name], found, name), *_frontier_text(tables, name)]
        lines += _order_text(found, tables, name)
    return "\n".join(lines) + "\n"


def _number(value: float, low: float = math.nan, high: float = math.nan) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:+.2f}" if math.isnan(low) else f"{value:+.2f} ({low:+.2f} … {high:+.2f})"


def _triple(row: Any, *names: str) -> str:
    return _number(*(row[name] for name in names or ("value", "low", "high")))


def _worth_text(found: Ranked, tables: dict[str, pd.DataFrame], name: str) -> list[str]:
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
    for i, measure in enumerate(found.measures):
        cells = [table[(table["kind"] == kind) & (table["measure"] == measure)].iloc[0] for kind in kinds]
        lines.append(f"{i + 1:>2} {measure[:24]:<24}" + "".join(f"{_triple(cell):>25}" for cell in cells))
    lines.append(f"{'':>2} {'all together':<24}{_triple(table[table['kind'] == 'total'].iloc[0]):>25}")
    if found.orders:
        error = table.loc[table["kind"] == "shapley", "error_of_orders"].max()
        lines.append(
            f"   Shapley shares from {2 * len(found.orders.orders)} sampled orders; standard error of that: {error:.2f}"
        )
    return lines


def _pairs_text(found: Ranked, tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    if found.orders:
        return []
    table = tables["interactions"][tables["interactions"]["outcome"] == name]
    clear = table[table["clear"] == 1]
    clear = clear.reindex(clear["value"].abs().sort_values(ascending=False).index)
    shown = [f"{row['first']}+{row['second']} {_triple(row)}" for _, row in clear.head(6).iterrows()]
    more = f", and {len(clear) - 6} more" if len(clear) > 6 else ""
    said = "; ".join(shown) + more if shown else "none"
    return [f"Pairs that do more (less) together than each for itself, of {len(table)}, all asked at once: {said}"]


def _best_text(best: dict[str, Any], found: Ranked, name: str) -> list[str]:
    always = [number for number, share in best["shares"].items() if share == 1]
    never = [number for number, share in best["shares"].items() if share == 0]
    few, unit = best["fewest"], unit_of(name)
    cheap = best["cheapest"]["kr_municipality"]
    return [
        f"{best['inside']} of {len(found.masks)} combinations cannot be told from the best (95 %)"
        + (f"; in all of them: {', '.join(always)}" if always else "")
        + (f"; in none: {', '.join(never)}" if never else "")
        + ".",
        (
            f"  fewest measures: {few['combination']}, {_triple(few, 'effect', 'low', 'high')}; cheapest for the "
            f"municipality: {cheap['combination']}, {_triple(cheap, 'effect', 'low', 'high')}, "
            f"{cheap['kr_municipality_extra']:+.0f} thousand kr a year"
        ),
        (
            f"  naming the first of them ({best['winner']}) would promise {best['named']:+.2f}; winners chosen on nine "
            f"tenths of the runs give {best['honest']:+.2f} on the rest: {best['optimism']:.2f} {unit} too much"
        ),
    ]


def _frontier_text(tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    lines = ["Most for the cost (each clearly better than the one before):"]
    table = tables["frontier"]
    for cost, part in table[(table["outcome"] == name) & (table["clear_step"] == 1)].groupby("cost", sort=False):
        steps = [f"{row['combination']} {row['effect']:+.1f} for {row['extra']:+.0f}" for _, row in part.iterrows()]
        lines.append(f"  {OUTCOMES[str(cost)].label} ({OUTCOMES[str(cost)].unit}): {'; '.join(steps)}")
    return lines


def _order_text(found: Ranked, tables: dict[str, pd.DataFrame], name: str) -> list[str]:
    if found.orders:
        return ["No order of introduction: that needs all combinations, so at most 12 measures."]
    limits = ", ".join(
        f"{OUTCOMES[one].label} at most {limit:+.0f} {OUTCOMES[one].unit}"
        for one, limit in found.budgets.items()
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
        if row["says"] == ranking.ADDED:
            what = (
                f"{row['number']:>2} {row['measure'][:24]:<24} adds {gain}, then {row['effect']:+.2f}; {costs}{as_good}"
            )
            lines.append(f"  {row['step']}. {what}")
        else:
            next_one = f": {row['number']} {row['measure']} {gain}" if row["measure"] else ""
            lines.append(f"  ends here, {row['says']}{next_one}")
    return lines
