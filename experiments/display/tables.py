"""Tables as text, for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from bygd.scenarios.ensembles import NONE
from bygd.scenarios.options import Common, CompareOptions
from bygd.scenarios.settings import USUAL, Headline, headline_of, months_of
from bygd.statistics.comparison import outcome_frame
from bygd.statistics.exchange import market_differences
from experiments.display.declared import outcome_name, unit_name, verdict_name
from experiments.display.sureness import bare, number
from experiments.display.words import Words
from sim.outcomes import OUTCOMES

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
    "jobs_modelled",
    "displaced",
    "follow_up",
    "others_placed",
    "adviser_hours",
    "kr_state",
)


def number_text(words: Words, value: float, unit: str) -> str:
    """Write a value: whole hours and kroner, two decimals where values are small, four where they would be zero."""
    if math.isnan(value):
        return "–"
    if unit.startswith("h "):
        return f"{value:,.0f}".replace(",", " ")
    if unit in {"%", "1000 kr a year"}:
        return words.written(f"{value:.1f}")
    return words.written(f"{value:.4f}" if 0 < abs(value) < 0.005 else f"{value:.2f}")


def outcome_table(words: Words, runs: pd.DataFrame, municipality: str, name: str, options: Common) -> str:
    """Main outcomes of one scenario, with intervals and how many were observed."""
    labels = {name: outcome_name(name, words.language) for name in OUTCOMES}
    wide = 1 + max(map(len, labels.values()))
    texts = {"runs": str(len(runs)), "months": str(options.months), "start": str(options.start)}
    title = words.title(name, options.policies)
    heads = words.part("tables.run.columns")
    lines = [
        words("tables.run.head", municipality=municipality, scenario=title, **texts),
        "",
        f"{heads[0]:<{wide}}{heads[1]:<19}{heads[2]:>9}  {heads[3]:^17}{heads[4]:>16}",
    ]
    for row in outcome_frame(runs).query("of > 0").itertuples():
        value, low, high = (number_text(words, item, row.unit) for item in (row.value, row.low, row.high))
        unit, seen = unit_name(row.unit, words.language), words.written(f"{row.of / len(runs):.1f}")
        span = words("to", low=low, high=high)
        lines.append(f"{labels[row.outcome]:<{wide}}{unit:<19}{value:>9}  {span:^17}{seen:>16}")
    return "\n".join(lines) + "\n"


LINE = "{:<54}{:>9}{:>9}{:>11}  {:^15}{:^15}{}"


def comparison_text(words: Words, table: pd.DataFrame, municipality: str, options: Common) -> str:
    """Headline outcomes of each scenario as text, about 120 characters wide."""
    headline = headline_of(options)
    named = dict.fromkeys([*(name for name in headline.both if name not in HEADLINES), *HEADLINES])
    texts = {"runs": str(table["replicates"].max()), "months": str(options.months), "start": str(options.start)}
    lines = [words("tables.full.head", municipality=municipality, **texts)]
    columns = list(words.part("tables.full.columns"))
    if "members" in table:
        lines.append(words("tables.full.members", n=str(int(table["members"].max()))))
        columns[4] = words("tables.full.of_sets")
    for name in dict.fromkeys(table["scenario"]):
        title = words.title(name, options.policies)
        lines += ["", words("tables.full.scenario", scenario=title), LINE.format(*columns)]
        part = table[table["scenario"] == name].set_index("outcome", drop=False)
        lines += [_comparison_line(words, part.loc[key]) for key in named if key in part.index]
        lines += [
            members_line(words, part.loc[key]) for key in headline.asked if key in part.index and "members" in part
        ]
        if "employed_1y" in part.index and not math.isnan(part.loc["employed_1y", "one_municipality_low"]):
            ends = part.loc["employed_1y", ["one_municipality_low", "one_municipality_high"]]
            low, high = (f"{end:+.0f}" for end in ends)
            lines.append(words("tables.full.own", low=low, high=high))
    return "\n".join(lines) + "\n"


def members_line(words: Words, row: pd.Series) -> str:
    """With how many sets of assumptions it helps, and both parts of the uncertainty apart."""
    outcome = outcome_name(row["outcome"], words.language)
    if math.isnan(row["members_sd"]):
        return words("tables.full.few", outcome=outcome)
    parts = {"sd": row["members_sd"], "chance": row["chance_half"]}
    texts = {name: words.written(f"{value:.2f}") for name, value in parts.items()}
    texts["unit"] = unit_name(row["unit"], words.language)
    return words("tables.full.helps", outcome=outcome, of=number(words, row["share_of_members_better"]), **texts)


def _comparison_line(words: Words, row: pd.Series) -> str:
    unit, name = row["unit"], outcome_name(row["outcome"], words.language)
    label = f"{name.replace(' (November)', '').replace(' (november)', '')}, {unit_name(unit, words.language)}"
    label = name if len(label) > 53 else label
    difference = number_text(words, row["difference"], unit)
    sign = "" if difference.startswith(("-", "–")) else "+"
    ends = {end: number_text(words, row[end], unit) for end in ("low", "high", "independent_low", "independent_high")}
    return LINE.format(
        label[:53],
        number_text(words, row["baseline"], unit),
        number_text(words, row["scenario_value"], unit),
        sign + difference,
        f"{ends['low']} … {ends['high']}",
        f"{ends['independent_low']} … {ends['independent_high']}",
        verdict_name(row["verdict"], words.language),
    )


ROOM = 43  # letters of a scenario's title in an overview
OVERVIEW = "{:<44}{:>7}{:>15}  {:<24}{:>8}{:>8}{:>15}  {:<24}{:>8}{:>20}{:>20}{:>6}{:>8}"


def overview_text(words: Words, table: pd.DataFrame, municipality: str, options: CompareOptions) -> str:
    """Overview of one municipality as text."""
    first, (work, stay) = table.iloc[0], headline_of(options).both
    helps = words("tables.overview.helps") if f"{work}_share_of_members_better" in table else ""
    over = words(f"tables.overview.over_{'members' if options.ensemble != NONE else 'chance'}")
    texts = {"work_months": str(months_of(work)), "stay_months": str(months_of(stay)), "months": str(options.months)}
    texts |= {key: words.written(f"{first[f'{name}_baseline']:.1f}") for key, name in (("work", work), ("stay", stay))}
    what, in_work, living, *rest = words.part("tables.overview.columns")
    lines = [
        words("tables.overview.head", municipality=municipality, over=over, **texts),
        OVERVIEW.format(what, in_work, "", "", helps, living, "", "", helps, *rest),
    ]
    for _, row in table.iterrows():
        cells = []
        for key in (work, stay):
            values = (row[f"{key}_{end}"] for end in ("difference", "low", "high"))
            difference, low, high = (words.written(f"{value:+.2f}") for value in values)
            share = row.get(f"{key}_share_of_members_better", math.nan)
            cells += [difference, f"{low} … {high}", verdict_name(row[f"{key}_verdict"], words.language)]
            cells.append("" if math.isnan(share) else f"{bare(words, share)} %")
        cells += [cost_text(words, row, payer) for payer in ("municipality", "state")]
        title = words.title(row["scenario"], options.policies)
        if len(title) > ROOM:
            title = words.shortened(row["scenario"], options.policies, ROOM)
        lines.append(OVERVIEW.format(title, *cells, row["replicates"], f"{row[f'{work}_pairing_gain']:.0f}×"))
    return "\n".join(lines) + "\n"


def cost_text(words: Words, row: pd.Series, payer: str) -> str:
    """Cost per extra month in work as text; words where there is no finite interval."""
    kinds = words.part("tables.overview.cost")
    if row[f"kr_{payer}_kind"] in kinds:
        return str(kinds[row[f"kr_{payer}_kind"]])
    low, high = (words.written(f"{row[f'kr_{payer}_{end}'] / 1000:.1f}") for end in ("low", "high"))
    return words("tables.overview.thousand", low=low, high=high)


EXCHANGE = "{:<62}{:<16}{:>24}{:>24}{:>12}  {:<14}{}"


def exchange_text(words: Words, table: pd.DataFrame, titles: dict[str, str], headline: Headline = USUAL) -> str:
    """Two municipalities with the practice of each other: their table (``two_by_two``), and what it shows."""
    practices = [words("tables.exchange.practice", municipality=item)[:23] for item in titles.values()]
    runs = words.listing([str(item) for item in dict.fromkeys(table["replicates"])])
    municipalities = words.listing(list(titles.values()))
    what, whose, *rest = words.part("tables.exchange.columns")
    lines = [
        words("tables.exchange.head", municipalities=municipalities, runs=runs),
        EXCHANGE.format(what, whose, *practices, *rest),
    ]
    for _, row in table.iterrows():
        unit, verdict = OUTCOMES[row["outcome"]].unit, verdict_name(row["verdict"], words.language)
        values = [number_text(words, row[f"practice_{name}"], unit) for name in titles]
        low, high, difference = (number_text(words, row[name], unit) for name in ("low", "high", "difference"))
        label = f"{outcome_name(row['outcome'], words.language)}, {unit_name(unit, words.language)}"[:61]
        title = titles[row["municipality"]]
        lines.append(EXCHANGE.format(label, title, *values, difference, f"{low} … {high}", verdict))
    return "\n".join([*lines, "", *sentences(words, table, titles, headline), ""])


def sentences(words: Words, table: pd.DataFrame, titles: dict[str, str], headline: Headline) -> list[str]:
    """What the exchange shows and does not show."""
    one, two = titles.values()
    effects = table.loc[table["outcome"] == headline.work, "difference"].to_list()
    texts = {"one": one, "two": two, "months": str(headline.months)}

    def told(key: str, values: Sequence[float]) -> str:
        first, second = (words.written(f"{value:+.1f}") for value in values)
        return words(f"tables.exchange.{key}", first=first, second=second, **texts)

    practice = told("found", effects)
    market = told("market", market_differences(table, headline.work))
    return [practice, market, words("tables.exchange.warning", two=two)]
