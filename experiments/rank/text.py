"""A ranking in words: what is kept for the page (``rank.json``), and the text for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bygd.statistics.combinations.steps import ADDED
from bygd.statistics.combinations.tables import KINDS, Ranked, margin_of, unit_of
from bygd.statistics.sureness import LEAST_MEMBERS, LEAST_RUNS, too_few
from experiments.display.declared import outcome_name, unit_name
from experiments.display.style import legible
from experiments.display.sureness import reason_text
from experiments.display.words import Words
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from sim.policy import Policy

TITLE = 34  # letters of a measure's title in a table
SHOWN = 6  # pairs that are told


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


class Text:
    """A ranking for the terminal, in the language of ``words``."""

    def __init__(
        self, words: Words, result: Ranked, tables: dict[str, pd.DataFrame], policies: Mapping[str, Policy]
    ) -> None:
        self.words, self.result, self.tables = words, result, tables
        self.titles = {name: legible(words.title(name, policies), TITLE) for name in result.measures}

    def __call__(self, key: str, **values: str) -> str:
        """A text of ``ranked``."""
        return self.words(f"ranked.{key}", **values)

    def number(self, value: float, low: float = math.nan, high: float = math.nan) -> str:
        """A difference, with its interval where there is one."""
        if math.isnan(value):
            return "–"
        text = f"{value:+.2f}" if math.isnan(low) else f"{value:+.2f} ({low:+.2f} … {high:+.2f})"
        return self.words.written(text)

    def triple(self, row: Any, *names: str) -> str:
        """The same of columns of a row."""
        return self.number(*(row[name] for name in names or ("value", "low", "high")))

    def unit(self, name: str) -> str:
        """Unit of an effect."""
        unit = unit_of(name)
        return self.words.part("rank.units").get(unit, unit_name(unit, self.words.language))

    def cost(self, name: str) -> dict[str, str]:
        """What a cost is called, and its unit."""
        language = self.words.language
        return {"cost": outcome_name(name, language), "unit": unit_name(OUTCOMES[name].unit, language)}


def text_of(words: Words, result: Ranked, tables: dict[str, pd.DataFrame], policies: Mapping[str, Policy]) -> str:
    """The whole ranking as text."""
    say, about = Text(words, result, tables, policies), result.about
    texts = {name: str(about[name]) for name in ("municipality", "months", "start")}
    texts |= {"n": str(len(result.masks)), "k": str(result.k), "runs": str(result.replicates)}
    also = words.listing([words.title(name, policies) for name in about["with"]])
    several = result.members > 1
    over = say("over_members", n=str(result.members)) if several else say("over_chance")
    lines = [
        say(
            "head",
            kind=words("ranked.kind.sampled" if result.orders else "ranked.kind.all"),
            members=say("members", n=str(result.members)) if several else "",
            **texts,
        ),
        say("effects", also=say("also", measures=also) if also else "", over=over),
        *_provisional(say),
    ]
    given = summary(result, tables)
    for name in result.outcomes:
        lines += ["", *_worth_text(say, name), *_pairs_text(say, name)]
        lines += [*_best_text(say, given["best"][name], name), *_frontier_text(say, name)]
        lines += _order_text(say, name)
    return "\n".join(lines) + "\n"


def _provisional(say: Text) -> list[str]:
    """Why nothing is said with a word of sureness, and what would give it."""
    result = say.result
    if not (reason := too_few(result.members, result.replicates)):
        return []
    more = f"members={LEAST_MEMBERS} replicates={LEAST_RUNS * LEAST_MEMBERS}"
    return [say("provisional", why=reason_text(say.words, reason, result.members, result.replicates), more=more)]


def _worth_text(say: Text, name: str) -> list[str]:
    result, outcome = say.result, OUTCOMES[name]
    table = say.tables["shapley"][say.tables["shapley"]["outcome"] == name]
    kinds = [kind for kind in KINDS if (table["kind"] == kind).any()]
    less = say("less") if outcome.direction < 0 else ""
    lines = [say("outcome", outcome=outcome_name(name, say.words.language), unit=say.unit(name), less=less)]
    lines.append(_row_text("", say("measure"), [say.words(f"ranked.kinds.{kind}") for kind in kinds]))
    for i, measure in enumerate(result.measures):
        cells = [table[(table["kind"] == kind) & (table["measure"] == measure)].iloc[0] for kind in kinds]
        lines.append(_row_text(f"{i + 1}", say.titles[measure], map(say.triple, cells)))
    total = table[table["kind"] == "total"].iloc[0]
    lines.append(_row_text("", say("together"), [say.triple(total)]))
    if result.told_apart:
        lines += _apart_text(say, table, total)
    if result.orders:
        error = table.loc[table["kind"] == "shapley", "error_of_orders"].max()
        texts = {"n": str(2 * len(result.orders.orders)), "error": say.words.written(f"{error:.2f}")}
        lines.append(say("error", **texts))
    return lines


def _row_text(number: str, title: str, cells: Iterable[str]) -> str:
    return f"{number:>2} {title:<{TITLE}}" + "".join(f"{cell:>25}" for cell in cells)


def _apart_text(say: Text, table: pd.DataFrame, total: pd.Series) -> list[str]:
    """Members and chance apart, and in how many members each measure helps."""
    result, words = say.result, say.words
    average = say("apart_average") if (table["kind"] == "average").any() else ""
    *heads, helps_in = words.part("ranked.apart")
    lines = [f"{_row_text('', heads[0], heads[1:])}   {helps_in}{average}"]
    for i, measure in enumerate([*result.measures, "all"], start=1):
        part = table[table["measure"] == measure].set_index("kind")
        row = total if measure == "all" else part.loc["shapley"]
        helps = say("helps", n=str(members_of(result, row)), all=str(result.members))
        if measure != "all" and average:
            helps += f" ({members_of(result, part.loc['average'])})"
        named = ("", say("together")) if measure == "all" else (f"{i}", say.titles[measure])
        chance, between = (
            say.triple(row, "value", "chance_low", "chance_high"),
            words.written(f"{row['members_sd']:.2f}"),
        )
        lines.append(f"{_row_text(*named, [chance, between])}   {helps}")
    return lines


def members_of(result: Ranked, row: pd.Series) -> int:
    """Number of members in which something helps."""
    return round(result.members * row["helps"])


def _pairs_text(say: Text, name: str) -> list[str]:
    if say.result.orders:
        return []
    table = say.tables["interactions"][say.tables["interactions"]["outcome"] == name]
    clear = table[table["clear"] == 1]
    clear = clear.reindex(clear["value"].abs().sort_values(ascending=False).index)
    shown = [f"{row['first']}+{row['second']} {say.triple(row)}" for _, row in clear.head(SHOWN).iterrows()]
    text = "; ".join(shown) or say("none")
    if len(clear) > SHOWN:
        text = say("pairs_more", pairs=text, n=str(len(clear) - SHOWN))
    return [say("pairs", n=str(len(table)), pairs=text)]


def _best_text(say: Text, best: dict[str, Any], name: str) -> list[str]:
    result, written = say.result, say.words.written
    always = [number for number, share in best["shares"].items() if share == 1]
    never = [number for number, share in best["shares"].items() if share == 0]
    few, cheap, several = best["fewest"], best["cheapest"]["kr_municipality"], result.members > 1
    inside = {
        "on_average": say("on_average") if several else "",
        "always": say("always", numbers=", ".join(always)) if always else "",
        "never": say("never", numbers=", ".join(never)) if never else "",
    }
    named = {
        "few": few["combination"],
        "few_effect": say.triple(few, "effect", "low", "high"),
        "cheap": cheap["combination"],
        "cheap_effect": say.triple(cheap, "effect", "low", "high"),
        "cost": f"{cheap['kr_municipality_extra']:+.0f}",
    }
    promised = {key: written(f"{best[key]:+.2f}") for key in ("named", "honest")}
    promised |= {"optimism": written(f"{best['optimism']:.2f}"), "unit": say.unit(name), "winner": best["winner"]}
    return [
        say("inside", n=str(best["inside"]), all=str(len(result.masks)), **inside),
        say("named", **named),
        *_near_text(say, best, name),
        say("winner", units=say.words(f"ranked.units.{'sets' if several else 'runs'}"), **promised),
    ]


def _near_text(say: Text, best: dict[str, Any], name: str) -> list[str]:
    """In how many members the named combinations are the best, or nearly."""
    if not say.result.told_apart:
        return []
    rows = {best["winner"]: best["winner_near"], best["fewest"]["combination"]: best["fewest"]["near"]}
    rows |= {item["combination"]: item["near"] for item in best["cheapest"].values()}
    text = "; ".join(say("near_in", combination=combination, n=f"{near:.0f}") for combination, near in rows.items())
    limit = margin_of(name)
    margin = say("margin", margin=say.words.written(f"{limit:g}"), unit=say.unit(name)) if limit else ""
    return [say("near", margin=margin, n=str(say.result.members), combinations=text)]


def _frontier_text(say: Text, name: str) -> list[str]:
    lines, table = [say("frontier")], say.tables["frontier"]
    for cost, part in table[(table["outcome"] == name) & (table["clear_step"] == 1)].groupby("cost", sort=False):
        steps = [
            say(
                "frontier_step",
                combination=row["combination"],
                effect=say.words.written(f"{row['effect']:+.1f}"),
                extra=f"{row['extra']:+.0f}",
            )
            for _, row in part.iterrows()
        ]
        lines.append(say("frontier_line", steps="; ".join(steps), **say.cost(str(cost))))
    return lines


def _order_text(say: Text, name: str) -> list[str]:
    result = say.result
    if result.orders:
        return [say("no_order")]
    limits = ", ".join(
        say("limit", limit=f"{limit:+.0f}", **say.cost(item))
        for item, limit in result.budgets.items()
        if math.isfinite(limit)
    )
    lines = [say("order", limits=f" ({limits})" if limits else "")]
    table = say.tables["order"]
    return lines + [_step_text(say, row) for _, row in table[table["outcome"] == name].iterrows()]


def _step_text(say: Text, row: pd.Series) -> str:
    """A step of an order, or why it ends."""
    gain = say.triple(row, "gain", "gain_low", "gain_high")
    if row["says"] != ADDED:
        measure = f"{row['number']} {say.titles[row['measure']]}" if row["measure"] else ""
        then = say("end_next", measure=measure, gain=gain) if measure else ""
        return say("end", says=say.words(f"ranked.says.{row['says']}"), next=then)
    names = {"municipality": "kr_municipality_extra", "state": "kr_state_extra", "hours": "hours_asked_extra"}
    costs = say("costs", **{key: f"{row[column]:+.0f}" for key, column in names.items()})
    texts = {"n": str(row["step"]), "measure": f"{row['number']:>2} {say.titles[row['measure']]:<{TITLE}}"}
    texts |= {"gain": gain, "effect": say.words.written(f"{row['effect']:+.2f}"), "costs": costs}
    as_good = say("as_good", numbers=row["as_good"].replace("+", ", ")) if row["as_good"] else ""
    return say("step", as_good=as_good, **texts)
