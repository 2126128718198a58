"""Tables as text, for the terminal."""

from __future__ import annotations

import math

import pandas as pd

from bygd.scenarios.ensembles import NONE
from bygd.scenarios.options import Common, CompareOptions
from bygd.scenarios.settings import USUAL, Headline, headline_of, months_of
from bygd.statistics.comparison import outcome_frame
from bygd.statistics.exchange import market_differences
from experiments.display.sureness import bare, number
from experiments.display.words import Words
from sim.outcomes import OUTCOMES

WORDS = Words("en")
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


def number_text(value: float, unit: str) -> str:
    """Write a value: whole hours and kroner, two decimals where values are small, four where they would be zero."""
    if math.isnan(value):
        return "–"
    if unit.startswith("h "):
        return f"{value:,.0f}".replace(",", " ")
    if unit in {"%", "1000 kr a year"}:
        return f"{value:.1f}"
    return f"{value:.4f}" if 0 < abs(value) < 0.005 else f"{value:.2f}"


def outcome_table(runs: pd.DataFrame, municipality: str, name: str, options: Common) -> str:
    """Main outcomes of one scenario, with intervals and how many were observed."""
    wide = 1 + max(len(outcome.label) for outcome in OUTCOMES.values())
    lines = [
        f"{municipality}, {name}: {len(runs)} runs of {options.months} months from {options.start}",
        "",
        f"{'outcome':<{wide}}{'unit':<15}{'value':>9}  {'95 % interval':^17}{'observed a run':>15}",
    ]
    for row in outcome_frame(runs).query("of > 0").itertuples():
        value, low, high = (number_text(item, row.unit) for item in (row.value, row.low, row.high))
        lines.append(
            f"{row.label:<{wide}}{row.unit:<15}{value:>9}  {low + ' to ' + high:^17}{row.of / len(runs):>15.1f}"
        )
    return "\n".join(lines) + "\n"


COLUMNS = ("outcome", "baseline", "scenario", "difference", "95 % paired", "independent")
LINE = "{:<54}{:>9}{:>9}{:>11}  {:^15}{:^15}{}"


def comparison_text(table: pd.DataFrame, municipality: str, options: Common) -> str:
    """Headline outcomes of each scenario as text, about 120 characters wide."""
    headline = headline_of(options)
    named = dict.fromkeys([*(name for name in headline.both if name not in HEADLINES), *HEADLINES])
    lines = [
        (
            f"{municipality}: {table['replicates'].max()} pairs of runs, {options.months} months from {options.start}; "
            "same people, same luck"
        )
    ]
    columns = list(COLUMNS)
    if "members" in table:
        count = int(table["members"].max())
        lines.append(
            f"Each pair with one of {count} sets of assumptions, in turn; intervals cover 95 % of them, and chance."
        )
        columns[-2] = "95 % of sets"
    for name in dict.fromkeys(table["scenario"]):
        lines += ["", f"baseline → {name.replace('_', ' ').replace('+', ' + ')}", LINE.format(*columns, "verdict")]
        part = table[table["scenario"] == name].set_index("outcome")
        lines += [_comparison_line(part.loc[key]) for key in named if key in part.index]
        lines += [members_line(part.loc[key]) for key in headline.asked if key in part.index and "members" in part]
        if "employed_1y" in part.index and not math.isnan(part.loc["employed_1y", "one_municipality_low"]):
            low, high = part.loc["employed_1y", ["one_municipality_low", "one_municipality_high"]]
            lines.append(
                f"In its own figures one municipality would see {low:+.0f} to {high:+.0f} points in employment one "
                "year after the programme: mostly chance, so few are they."
            )
    return "\n".join(lines) + "\n"


def members_line(row: pd.Series) -> str:
    """With how many sets of assumptions it helps, and both parts of the uncertainty apart."""
    if math.isnan(row["members_sd"]):
        return f"{row['label']}: too few runs to tell sets of assumptions from chance."
    return (
        f"{row['label']}: better in {number(WORDS, row['share_of_members_better'])} sets of assumptions; "
        f"between them ± {row['members_sd']:.2f} (standard deviation), chance of the mean "
        f"± {row['chance_half']:.2f} {row['unit']}."
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


OVERVIEW = "{:<44}{:>7}{:>15}  {:<22}{:>6}{:>8}{:>15}  {:<22}{:>6}{:>20}{:>20}{:>6}{:>8}"


def overview_text(table: pd.DataFrame, municipality: str, options: CompareOptions) -> str:
    """Overview of one municipality as text."""
    first, (work, stay) = table.iloc[0], headline_of(options).both
    helps = "helps" if f"{work}_share_of_members_better" in table else ""
    over = (
        "intervals that cover 95 % of sets of assumptions, and chance; helps: with so many of them"
        if options.ensemble != NONE
        else "95 % intervals of chance"
    )
    lines = [
        (
            f"{municipality}: employed after {months_of(work)} months {first[f'{work}_baseline']:.1f} %, still there "
            f"after {months_of(stay)} months {first[f'{stay}_baseline']:.1f} %; differences in points with {over}; "
            f"{options.months} months"
        ),
        OVERVIEW.format(
            *("measure", "work", "", "", helps, "stay", "", "", helps),
            *("kr/month (munic.)", "kr/month (state)", "runs", "pairing"),
        ),
    ]
    for _, row in table.iterrows():
        cells = []
        for key in (work, stay):
            cells += [f"{row[f'{key}_difference']:+.2f}", f"{row[f'{key}_low']:+.2f} … {row[f'{key}_high']:+.2f}"]
            share = row.get(f"{key}_share_of_members_better", math.nan)
            cells += [row[f"{key}_verdict"], "" if math.isnan(share) else f"{bare(WORDS, share)} %"]
        cells += [cost_text(row, payer) for payer in ("municipality", "state")]
        gain = row[f"{work}_pairing_gain"]
        lines.append(OVERVIEW.format(row["scenario"][:43], *cells, row["replicates"], f"{gain:.0f}×"))
    return "\n".join(lines) + "\n"


def cost_text(row: pd.Series, payer: str) -> str:
    """Cost per extra month in work as text; words where there is no finite interval."""
    words = {"unbounded": "no clear gain", "dearer": "a loss", "none": "–"}
    if row[f"kr_{payer}_kind"] in words:
        return words[row[f"kr_{payer}_kind"]]
    low, high = (f"{row[f'kr_{payer}_{end}'] / 1000:.1f}" for end in ("low", "high"))
    return f"{low} … {high} k"


EXCHANGE = "{:<62}{:<14}{:>24}{:>24}{:>12}  {:<14}{}"


def exchange_text(table: pd.DataFrame, titles: dict[str, str], headline: Headline = USUAL) -> str:
    """Two municipalities with the practice of each other: their table (``two_by_two``), and what it shows."""
    practices = [f"practice of {item}"[:23] for item in titles.values()]
    runs = " and ".join(map(str, dict.fromkeys(table["replicates"])))
    lines = [
        f"Practice and labour market of {' and '.join(titles.values())}, exchanged; {runs} runs of each",
        EXCHANGE.format("outcome", "firms, people", *practices, "difference", "95 %", "verdict"),
    ]
    for _, row in table.iterrows():
        outcome = OUTCOMES[row["outcome"]]
        values = [number_text(row[f"practice_{name}"], outcome.unit) for name in titles]
        low, high, difference = (number_text(row[name], outcome.unit) for name in ("low", "high", "difference"))
        label, title = f"{outcome.label}, {outcome.unit}"[:61], titles[row["municipality"]]
        lines.append(EXCHANGE.format(label, title, *values, difference, f"{low} … {high}", row["verdict"]))
    return "\n".join([*lines, "", *sentences(table, titles, headline), ""])


def sentences(table: pd.DataFrame, titles: dict[str, str], headline: Headline) -> list[str]:
    """What the exchange shows and does not show."""
    item, two = titles.values()
    effects = table.loc[table["outcome"] == headline.work, "difference"].to_list()
    markets = market_differences(table, headline.work)
    practice = (
        f"With the practice of {two} instead of that of {item}, {effects[0]:+.1f} of 100 adults are in work after "
        f"{headline.months} months in {item} and {effects[1]:+.1f} in {two}: same firms, people and luck."
    )
    market = (
        f"With the same practice, {two} differs from {item} by {markets[0]:+.1f} and {markets[1]:+.1f} points: other "
        "firms, people, centrality and luck."
    )
    warning = (
        "It shows what the two practices, as employers described them in 2018, do in this model. It does not show why "
        f"the two municipalities differ, and is never the effect of {two}: practice, firms and date differ at once."
    )
    return [practice, market, warning]
