"""Swap practice and labour market of two municipalities: ``python -m experiments.swap municipalities=[sel,nordre_land]``.

Same firms, people and luck with another practice: a paired difference, the model's answer to "what does the practice
do?". Another place with the same practice: other firms, other people, another centrality; never "the effect of" it.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from bygd.errors import InputError
from bygd.scenarios.build import scenario_of
from bygd.scenarios.checks import municipalities, short_names
from bygd.statistics.comparison import good_runs
from bygd.statistics.paired import contrast, ratio, verdict
from bygd.studies.files import check_folder
from bygd.studies.study import Study
from experiments.command.main import main
from experiments.command.options import SwapOptions
from experiments.display.tables import number_text
from experiments.overview import LEAST_MONTHS
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from sim.population import Description

SHOWN = (
    "employed_1y",
    "employed_36m",
    "months_in_work_60",
    "stay_60m",
    "requests_accepted",
    "follow_up",
    "hired_by_host",
)


def swap(made: SwapOptions) -> None:
    """Simulate both places with both practices; print and write the two-by-two table."""
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = Path(made.out or f"outputs/swap-{stamp}")
    check_folder(folder, short_names(made.municipalities))
    found = municipalities(made.municipalities)
    names, there = list(found), list(found.values())
    if len(there) != 2 or any(len(one.municipalities) != 1 for one in there):
        raise InputError("places must name two different single municipalities, like municipalities=[sel,nordre_land].")
    if made.months <= LEAST_MONTHS:
        raise InputError(f"months is {made.months}, but who settled must be seen for 60: say more than {LEAST_MONTHS}.")
    studies = []
    for name, municipality in found.items():
        one = copy.copy(made)
        one.municipality, one.out = municipality, str(folder / name)
        scenarios = {}
        for other, practice in found.items():
            one.municipality = with_practice(municipality, practice)
            scenarios[other] = scenario_of(one, [], other)
        one.municipality = municipality
        studies.append(Study("swap", one, scenarios, monthly=False))
    tables = {name: good_runs(study.run()["runs"]) for name, study in zip(names, studies, strict=True)}
    table = two_by_two(tables)
    table.to_csv(folder / "swap.csv", index=False)
    print(swap_text(table, names, [municipality.title for municipality in there]))
    print(f"Table: {folder}/swap.csv")


def with_practice(municipality: Description, other: Description) -> Description:
    """``place`` with the offices' practice of ``other``; firms, people and names stay."""
    (key, here), (donor,) = next(iter(municipality.municipalities.items())), other.municipalities.values()
    offices = {
        side: dataclasses.replace(office, name=here.offices[side].name) for side, office in donor.offices.items()
    }
    return dataclasses.replace(municipality, municipalities={key: dataclasses.replace(here, offices=offices)})


def two_by_two(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row an outcome and place: value with each practice, and the paired difference between them."""
    first, second = tables
    rows = []
    for key in SHOWN:
        outcome = OUTCOMES[key]
        for municipality, runs in tables.items():
            pair = [
                tuple(runs.loc[runs["scenario"] == name, f"{key}_{part}"].to_numpy(float) for part in ("n", "of"))
                for name in (first, second)
            ]
            found = contrast(pair[0], pair[1], outcome.scale)
            row = {
                "outcome": key,
                "municipality": municipality,
                "difference": found.difference,
                "low": found.low,
                "high": found.high,
            }
            for name, counts in zip((first, second), pair, strict=True):
                one = ratio(counts[0], counts[1], outcome.scale)
                row |= {f"practice_{name}": one.value, f"practice_{name}_half": one.high - one.value}
            rows.append(row | {"verdict": verdict(outcome, found), "runs": found.replicates})
    return pd.DataFrame(rows)


LINE = "{:<62}{:<14}{:>24}{:>24}{:>12}  {:<14}{}"


def swap_text(table: pd.DataFrame, municipalities: list[str], titles: list[str]) -> str:
    """The table, and the sentences that say what it shows and what not."""
    practices = [f"practice of {one}"[:23] for one in titles]
    lines = [
        f"Practice and labour market of {titles[0]} and {titles[1]}, swapped; {table['runs'].iloc[0]} runs of each",
        LINE.format("outcome", "firms, people", *practices, "difference", "95 %", "verdict"),
    ]
    for _, row in table.iterrows():
        outcome = OUTCOMES[row["outcome"]]
        values = [number_text(row[f"practice_{name}"], outcome.unit) for name in municipalities]
        interval = f"{number_text(row['low'], outcome.unit)} … {number_text(row['high'], outcome.unit)}"
        difference = number_text(row["difference"], outcome.unit)
        label, municipality = f"{outcome.label}, {outcome.unit}"[:61], titles[municipalities.index(row["municipality"])]
        lines.append(LINE.format(label, municipality, *values, difference, interval, row["verdict"]))
    return "\n".join([*lines, "", *sentences(table, municipalities, titles), ""])


def sentences(table: pd.DataFrame, municipalities: list[str], titles: list[str]) -> list[str]:
    """What the swap shows and does not show."""
    cell = table[table["outcome"] == "employed_36m"].set_index("municipality")
    one, two = titles
    effects = [cell.loc[municipality, "difference"] for municipality in municipalities]
    markets = [
        cell.loc[municipalities[1], f"practice_{name}"] - cell.loc[municipalities[0], f"practice_{name}"]
        for name in municipalities
    ]
    practice = (
        f"With the practice of {two} instead of that of {one}, {effects[0]:+.1f} of 100 adults are in work after 36 "
        f"months in {one} and {effects[1]:+.1f} in {two}: same firms, people and luck."
    )
    market = (
        f"With the same practice, {two} differs from {one} by {markets[0]:+.1f} and {markets[1]:+.1f} points: other "
        "firms, people, centrality and luck."
    )
    warning = (
        "It shows what the two practices, as employers described them in 2018, do in this model. It does not show why "
        f"the two municipalities differ, and is never the effect of {two}: practice, firms and date differ at once."
    )
    return [practice, market, warning]


if __name__ == "__main__":
    main(SwapOptions, swap, "swap")
