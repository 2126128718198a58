"""Two municipalities with the practice of each other, as text for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bygd.statistics.exchange import market_differences
from experiments.display.tables import number_text
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

LINE = "{:<62}{:<14}{:>24}{:>24}{:>12}  {:<14}{}"


def exchange_text(table: pd.DataFrame, titles: dict[str, str]) -> str:
    """The table of ``two_by_two``, and the sentences that say what it shows and what not."""
    practices = [f"practice of {item}"[:23] for item in titles.values()]
    runs = " and ".join(map(str, dict.fromkeys(table["runs"])))
    lines = [
        f"Practice and labour market of {' and '.join(titles.values())}, exchanged; {runs} runs of each",
        LINE.format("outcome", "firms, people", *practices, "difference", "95 %", "verdict"),
    ]
    for _, row in table.iterrows():
        outcome = OUTCOMES[row["outcome"]]
        values = [number_text(row[f"practice_{name}"], outcome.unit) for name in titles]
        low, high, difference = (number_text(row[name], outcome.unit) for name in ("low", "high", "difference"))
        label, title = f"{outcome.label}, {outcome.unit}"[:61], titles[row["municipality"]]
        lines.append(LINE.format(label, title, *values, difference, f"{low} … {high}", row["verdict"]))
    return "\n".join([*lines, "", *sentences(table, *titles.values()), ""])


def sentences(table: pd.DataFrame, item: str, two: str) -> list[str]:
    """What the exchange shows and does not show."""
    effects = table.loc[table["outcome"] == "employed_36m", "difference"].to_list()
    markets = market_differences(table, "employed_36m")
    practice = (
        f"With the practice of {two} instead of that of {item}, {effects[0]:+.1f} of 100 adults are in work after 36 "
        f"months in {item} and {effects[1]:+.1f} in {two}: same firms, people and luck."
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
