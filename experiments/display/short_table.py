"""What ``compare`` prints: five rows a scenario (title, difference, how sure, kroner, hours), within 100 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from bygd.scenarios.settings import headline_of
from bygd.statistics.comparison import PAYERS, sure_in
from experiments.display.kroner import who_pays
from experiments.display.style import legible
from experiments.display.sureness import narrow, why_provisional
from experiments.display.words import Words, letter
from sim.policy import Policy

WIDE = 100
LABEL = 12  # letters of the first column
HOURS = ("hours_asked", "hours_had")


def shown(options: Any) -> list[str]:
    """Outcomes that the table of a study is made of."""
    return [*headline_of(options).both, *(f"kr_{payer}" for payer in PAYERS), *HOURS]


def short_table(
    words: Words, table: pd.DataFrame, municipality: str, options: Any, policies: Mapping[str, Policy]
) -> str:
    """The scenarios of a ``comparison`` with the outcomes ``shown``, as text in the language of ``words``."""
    both = headline_of(options).both
    first, names = table.iloc[0], list(dict.fromkeys(table["scenario"]))
    several = "members" in table
    members = words("terminal.members", n=words.number(first["members"])) if several else words("terminal.one_set")
    about = {"runs": words.number(table["replicates"].max()), "months": str(options.months), "members": members}
    given = words("terminal.setting", municipality=municipality, start=str(options.start), **about)
    lines = [*wrapped([given, words("terminal.over" if several else "terminal.over_chance")]), ""]
    lines.append(_line("", *(words(f"terminal.outcome.{outcome}") for outcome in both)))
    for i, name in enumerate(names):
        rows = table[table["scenario"] == name].set_index("outcome", drop=False)
        lines += _scenario(words, letter(i), name, rows, policies, both)
    return "\n".join([*lines, *_why(words, table, both)]) + "\n"


def wrapped(texts: Iterable[str]) -> list[str]:
    """Lines of texts, none longer than the terminal is wide, but for a path that is."""
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, WIDE, break_long_words=False, break_on_hyphens=False) or [""]
    ]


def _scenario(
    words: Words, mark: str, name: str, rows: pd.DataFrame, policies: Mapping[str, Policy], both: Sequence[str]
) -> list[str]:
    """Title, difference, how sure, kroner, hours."""
    title = legible(words("scenario", letter=mark, title=words.title(name, policies)), WIDE)
    seen = [rows.loc[outcome] if outcome in rows.index else None for outcome in both]
    unknown = words("sureness.mark.not_observed")
    sure = [unknown if row is None else narrow(words, sure_in(row)) for row in seen]
    paid = {
        payer: 1000.0 * float(rows.loc[f"kr_{payer}", "difference"]) for payer in PAYERS if f"kr_{payer}" in rows.index
    }
    hours = {key: _level(words, rows, key) for key in HOURS}
    row = {key: words(f"terminal.row.{key}") for key in ("difference", "sure", "kroner", "hours")}
    return [
        title,
        _line(row["difference"], *(_difference(words, item) for item in seen)),
        _line(row["sure"], *sure),
        _line(row["kroner"], "; ".join(who_pays(words, paid)) or words("brief.no_kroner")),
        _line(row["hours"], words("terminal.hours", asked=hours["hours_asked"], had=hours["hours_had"])),
    ]


def _difference(words: Words, row: pd.Series | None) -> str:
    if row is None or math.isnan(row["difference"]):
        return words("numbers.unknown")
    n = words.number(row["difference"], 1, sign=True)
    if math.isnan(row["low"]):
        return words("terminal.change", n=n)
    return words("terminal.change_span", n=n, span=words.interval(row["low"], row["high"]))


def _level(words: Words, rows: pd.DataFrame, key: str) -> str:
    return words.rounded(float(rows.loc[key, "scenario_value"])) if key in rows.index else words("numbers.unknown")


def _line(label: str, first: str, second: str = "") -> str:
    room = (WIDE - LABEL) // 2
    return f" {label:<{LABEL - 1}}{first:<{room}}{second}".rstrip()


def _why(words: Words, table: pd.DataFrame, both: Sequence[str]) -> list[str]:
    """Why the answer is provisional, where it is; said once."""
    for _, row in table[table["outcome"].isin(both)].iterrows():
        sure = sure_in(row)
        if sure.provisional and sure.provisional != "not_observed":
            return ["", *wrapped([why_provisional(words, sure)])]
    return []
