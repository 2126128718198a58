"""Tables of a ranking: what each measure is worth, pairs, the best, the frontier, an order."""

from __future__ import annotations

import dataclasses
import math
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from bygd.statistics.combinations import best as best_
from bygd.statistics.combinations import contrasts
from bygd.statistics.combinations.best import Best, clear_steps, frontier, on_frontier
from bygd.statistics.combinations.orders import Orders, shapley_from
from bygd.statistics.combinations.steps import ADDED, Step, introduce
from bygd.statistics.combinations.values import Estimates, Values
from bygd.statistics.comparison import sure_columns
from bygd.statistics.paired import THRESHOLDS, Contrast
from sim.outcomes import OUTCOMES, Outcome

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

    @property
    def members(self) -> int:
        """Ensemble members that the replicates are in; 1: all have the same numbers of the model."""
        return next(iter(self.outcomes.values())).members

    @property
    def told_apart(self) -> bool:
        """Whether members and chance can be told apart: several members, with two runs or more in one of them."""
        return 1 < self.members < self.replicates

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
        return {name: best_.best(values) for name, values in self.outcomes.items()}

    @cached_property
    def near_best(self) -> dict[str, np.ndarray]:
        """Number of members in which each combination is the best, or too little behind to matter, by outcome."""
        return {name: best_.near_best(values, margin_of(name)) for name, values in self.outcomes.items()}

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
        results = [introduce(values, self.k, allowed)]
        if limits:

            def worth(gain: np.ndarray, now: int, rows: np.ndarray) -> np.ndarray:
                return gain / np.maximum(price[rows] - price[now], 1e-3)

            results.append(introduce(values, self.k, allowed, worth))
        return max(results, key=_reached)


def _reached(steps: list[Step]) -> float:
    """Effect after the last step that was taken."""
    taken = [step for step in steps if step.says == ADDED]
    return taken[-1].effect[0] if taken else 0.0


def tables_of(result: Ranked) -> dict[str, pd.DataFrame]:
    """All tables by the name of their file."""
    tables = {"combinations": combinations(result), "shapley": worth(result), "frontier": frontiers(result)}
    if not result.orders:
        tables |= {"interactions": interactions(result), "order": order(result)}
    return tables


def combinations(result: Ranked) -> pd.DataFrame:
    """One row a combination: measures as 0 and 1, outcomes, effects against nothing, extra costs."""
    rows = range(len(result.masks))
    has = contrasts.members(result.masks, result.k).astype(int)
    columns: dict[str, Any] = {"combination": [result.numbers(row) for row in rows], "measures": has.sum(axis=1)}
    columns |= {name: has[:, i] for i, name in enumerate(result.measures)}
    for name, values in result.outcomes.items():
        effect = values.against(rows)
        columns[name] = OUTCOMES[name].direction * values.value
        columns |= {f"{name}_effect": effect.value, f"{name}_low": effect.low, f"{name}_high": effect.high}
        if result.told_apart:
            columns |= {f"{name}_{part}": item for part, item in _apart(effect).items()}
            columns[f"{name}_near_best_in"] = result.near_best[name]
        columns[f"{name}_may_be_best"] = result.best[name].inside.astype(int)
    for name, extra in result.extra.items():
        columns[name] = result.costs[name].value
        columns |= {f"{name}_extra": extra.value, f"{name}_low": extra.low, f"{name}_high": extra.high}
    return pd.DataFrame(columns)


def worth(result: Ranked) -> pd.DataFrame:
    """One row an outcome, measure and kind: Shapley share, average over all others, alone, last; and the total.

    Over members also both parts of the uncertainty apart, and the share of the members where it helps.
    """
    rows = []
    for name, values in result.outcomes.items():
        kinds, sampling = _kinds(result, values)
        total = kinds.pop("total")
        for kind, estimates in kinds.items():
            shares = _shares(estimates, total) if kind == "shapley" else np.full((result.k, 3), math.nan)
            for i, measure in enumerate(result.measures):
                item = {"number": i + 1, "measure": measure, "kind": kind, **_interval(estimates, i)}
                item |= sure(name, values, estimates, i)
                item |= dict(zip(("share", "share_low", "share_high"), shares[i], strict=True))
                rows.append({"outcome": name, "unit": unit_of(name), **item, "error_of_orders": sampling[kind][i]})
        all_ = {"measure": "all", "kind": "total", **_interval(total, 0), **sure(name, values, total, 0)}
        rows.append({"outcome": name, "unit": unit_of(name), **all_})
    table = pd.DataFrame(rows)
    return table.astype({"number": "Int64"}).dropna(axis=1, how="all")


def _kinds(result: Ranked, values: Values) -> tuple[dict[str, Estimates], dict[str, np.ndarray]]:
    """Estimates by kind, and the error that comes from sampling orders (not a number where none is sampled)."""
    unknown = np.full(result.k, math.nan)
    sampling = dict.fromkeys(KINDS, unknown)
    if result.orders:
        shapley, sampling["shapley"] = shapley_from(result.orders, values)
        kinds = {"shapley": shapley}
    else:
        k = result.k
        kinds = {
            "shapley": values.estimate(contrasts.shapley(k)),
            "average": values.estimate(contrasts.main_effects(k)),
        }
    ends = contrasts.ends(result.masks, result.k)
    return kinds | {kind: values.estimate(item) for kind, item in ends.items()}, sampling


def _shares(estimates: Estimates, total: Estimates) -> np.ndarray:
    """Per cent of the total, low and high; not a number where the total cannot be told from zero."""
    if not total.clear[0]:
        return np.full((len(estimates.value), 3), math.nan)
    draws = 100 * (estimates.value[:, None] + estimates.draws) / (total.value + total.draws)
    low, high = np.percentile(draws, [2.5, 97.5], axis=1)
    return np.column_stack([100 * estimates.value / total.value, low, high])


def _interval(estimates: Estimates, i: int) -> dict[str, Any]:
    names = ("value", "low", "high")
    result = {name: getattr(estimates, name)[i] for name in names} | {"clear": int(estimates.clear[i])}
    return result | {name: item[i] for name, item in _apart(estimates).items()}


def more_is_better(name: str) -> Outcome:
    """An outcome as a ranking has it: where less is better, the reduction."""
    return dataclasses.replace(OUTCOMES[name], direction=1)


def sure(name: str, values: Values, estimates: Estimates, i: int) -> dict[str, object]:
    """How sure one of the estimates of an outcome is, in two parts."""
    return _sure_columns(name, estimates.contrast(i, float(values.value[0])))


def _sure_columns(name: str, result: Contrast) -> dict[str, object]:
    columns = sure_columns(more_is_better(name), result)
    del columns["evidence"]  # of the measures, which the table does not know
    return columns


def _apart(estimates: Estimates) -> dict[str, np.ndarray]:
    """Members and chance apart; not numbers where there is one member."""
    if np.isnan(estimates.helps).all():
        return {}
    names = ("chance_low", "chance_high", "members_sd", "helps")
    return {name: getattr(estimates, name) for name in names}


def margin_of(outcome: str) -> float:
    """How far behind the best is too little to matter; 0 where nobody has said."""
    return THRESHOLDS.get(OUTCOMES[outcome].unit, 0.0)


def unit_of(outcome: str) -> str:
    """Unit of an effect."""
    return "percentage points" if OUTCOMES[outcome].unit == "%" else OUTCOMES[outcome].unit


def interactions(result: Ranked) -> pd.DataFrame:
    """One row an outcome and pair: how much more the two do together than each for itself."""
    rows = []
    for name, values in result.outcomes.items():
        estimates = values.estimate(contrasts.interactions(result.k))
        for p, (i, j) in enumerate(contrasts.pairs(result.k)):
            who: dict[str, Any] = {
                "first": i + 1,
                "second": j + 1,
                "measure": result.measures[i],
                "with": result.measures[j],
            }
            item = _interval(estimates, p) | sure(name, values, estimates, p)
            rows.append({"outcome": name, "unit": unit_of(name), **who, **item})
    return pd.DataFrame(rows)


def frontiers(result: Ranked) -> pd.DataFrame:
    """One row an outcome, cost and combination that nothing cheaper reaches, from the cheapest on."""
    rows = []
    for name, values in result.outcomes.items():
        effect = values.against(range(len(result.masks)))
        for cost, extra in result.extra.items():
            ahead = frontier(effect.value, extra.value)
            ahead = ahead[effect.value[ahead] >= 0]
            share = on_frontier(effect, extra)
            clear = set(clear_steps(values, ahead).tolist())
            for row in map(int, ahead):
                item: dict[str, Any] = {
                    "outcome": name,
                    "cost": cost,
                    "cost_unit": OUTCOMES[cost].unit,
                    "combination": result.numbers(row),
                }
                item |= {"effect": effect.value[row], "low": effect.low[row], "high": effect.high[row]}
                item |= {"extra": extra.value[row], "extra_low": extra.low[row], "extra_high": extra.high[row]}
                item |= {"share_of_draws": share[row], "clear_step": int(row in clear)}
                rows.append({**item, "may_be_best": int(result.best[name].inside[row])})
    return pd.DataFrame(rows)


def order(result: Ranked) -> pd.DataFrame:
    """One row an outcome and step: what it adds, what there is then, what it costs; the last row says why it ends."""
    rows = []
    for name, steps in result.steps.items():
        for number, step in enumerate(steps, start=1):
            item: dict[str, Any] = {"outcome": name, "unit": unit_of(name), "step": number, "says": step.says}
            item |= {"number": step.measure + 1, "measure": result.measures[step.measure] if step.measure >= 0 else ""}
            item["combination"] = result.numbers(step.row)
            item |= dict(zip(("gain", "gain_low", "gain_high"), step.gain, strict=True))
            item |= dict(zip(("effect", "low", "high"), step.effect, strict=True))
            for cost, extra in result.extra.items():
                item[f"{cost}_step"] = extra.value[step.row] - extra.value[step.before]
                item |= {f"{cost}_extra": extra.value[step.row]}
                item |= {f"{cost}_low": extra.low[step.row], f"{cost}_high": extra.high[step.row]}
            if step.contrast is not None:
                item |= _sure_columns(name, step.contrast)
            rows.append({**item, "as_good": "+".join(str(i + 1) for i in step.rivals)})
    return pd.DataFrame(rows)
