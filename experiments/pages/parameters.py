"""The page of all numbers, what they rest on and which verdicts depend on them: ``docs/parameters.md``.

From a comparison of every measure over an ensemble; the folder is read only.
"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import numpy as np

from bygd.errors import InputError
from bygd.scenarios.catalogue import ALL_TEN, BASELINE, ONE, folder_of, load_own, recommendations
from bygd.statistics.comparison import good_runs, members_of
from bygd.statistics.drivers import Hanging, Search, search
from bygd.statistics.paired import contrast, verdict
from bygd.studies.files import provenance_of
from bygd.studies.folder import design_of, options_of
from bygd.studies.tables import read_table
from experiments.display.markdown import table
from experiments.display.words import Words, general
from experiments.formulas.formula import declared
from sim.outcomes import OUTCOMES
from sim.parameters import GRADES, Number

OUTCOME = "employed_36m"
NONE = "·"
TOGETHER = {ALL_TEN: "all", f"{ALL_TEN}+extra_staff": "all+"}  # scenario: label
TITLES = Words("en").part("formulas.processes") | {  # as on the page of rules, but for
    "displaced": "People under collective protection",
    "trial": "A virtual trial",
    "money": "Prices",
    "practice": "How an office works (the municipality's own)",
}
HEAD = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


class Verdicts:
    """The measures of a study: effect, verdict, and what it depends on."""

    def __init__(self, folder: Path) -> None:
        """Read a finished comparison."""
        options, self.paper = options_of(folder, "compare", any_model=True), provenance_of(folder)
        design = design_of(folder)
        if design is None or not (folder / "runs.parquet").is_file():
            raise InputError(f"{folder} is not a finished comparison over an ensemble; make one first.")
        columns = ["scenario", "point", "replicate", "failed", f"{OUTCOME}_n", f"{OUTCOME}_of"]
        runs = good_runs(read_table(folder, "runs", columns))
        self.municipality = options.municipality.title
        self.design = design
        self.runs = {str(name): frame for name, frame in runs.groupby("scenario", sort=False)}
        wanted = _alone() | TOGETHER
        self.labels = {name: label for name, label in wanted.items() if name in self.runs}
        base = self.runs[BASELINE]
        self.found: dict[str, Search] = {name: search(base, self.runs[name], OUTCOME, design) for name in self.labels}

    @property
    def members(self) -> int:
        """How many ensemble members."""
        return len(self.design)

    def width(self, name: str, number: Number) -> str:
        """Range that is left after calibration, of that before."""
        column = next((item for item in self.design if general(item) == name), None)
        if column is None or (self.design[column] == self.design[column].iloc[0]).all():
            return "same"
        low, high = np.percentile(self.design[column], [5, 95])
        return f"{(high - low) / (0.9 * (number.plausible[1] - number.plausible[0])):.2f}"

    def hanging(self, name: str) -> str:
        """Verdicts that depend on a number."""
        texts = [
            f"{self.labels[scenario]}: {_signed(item.correlation)}"
            for scenario, result in self.found.items()
            for item in result.found
            if general(item.number) == name
        ]
        return ", ".join(texts) or NONE

    def summary(self) -> str:
        """One row a measure: effect, verdict, and the numbers it depends on."""
        unit = "points" if OUTCOMES[OUTCOME].unit == "%" else OUTCOMES[OUTCOME].unit
        rows = []
        base = self.runs[BASELINE]
        for name, label in self.labels.items():
            pair = [
                (item[f"{OUTCOME}_n"].to_numpy(), item[f"{OUTCOME}_of"].to_numpy()) for item in (base, self.runs[name])
            ]
            result = contrast(pair[0], pair[1], OUTCOMES[OUTCOME].scale, members_of(base))
            effect = f"{_signed(result.difference)} ({_signed(result.low)} to {_signed(result.high)})"
            helps = (
                f"{100 * result.members.helps:.0f} of 100"
                if result.members and not math.isnan(result.members.helps)
                else ""
            )
            named = "; ".join(_said(item) for item in self.found[name].found) or "no single number"
            rows.append([label, f"`{name}`", f"{effect}: {verdict(OUTCOMES[OUTCOME], result)}", helps, named])
        head = f"| measure | mean effect, {unit} (95 % of members): verdict | better in | depends on"
        return table(head, rows)


def _alone() -> dict[str, str]:
    """Scenario of each of the ten recommendations, with its number."""
    return {
        names[0] if len(names) == 1 else f"{ONE}{number}": str(number) for number, names in recommendations().items()
    }


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _said(item: Hanging) -> str:
    low, high = item.low, item.high
    text = f"`{item.number}` {_signed(low.effect[0])} below {low.edge:.3g}, "
    text += f"{_signed(high.effect[0])} above {high.edge:.3g}"
    if item.flips:
        at = "" if math.isnan(item.turns) else f" at about {item.turns:.2g}"
        text += f", **flips** from {low.verdict} to {high.verdict}{at}"
    return text


def cells(name: str, item: Number) -> list[str]:
    """What is declared with a number, as the first cells of its row."""
    low, high = item.plausible
    text = [f"`{name}`", item.meaning, f"{item.default:g} {item.unit}", f"{low:g}–{high:g}", item.grade, item.source]
    return [part.replace("|", "/").replace("_*", "_\\*") for part in text]


def page(folder: Path) -> str:
    """The page, from a finished comparison."""
    verdicts = Verdicts(folder)
    paper: dict[str, Any] = verdicts.paper
    day = dt.datetime.fromisoformat(paper["made"])
    commit = paper.get("commit", "")
    known = declared()
    head = HEAD.format(
        command=paper["command"].strip(),
        municipality=verdicts.municipality,
        runs=len(verdicts.runs[BASELINE]),
        members=verdicts.members,
        made=f"{day.day} {day:%B %Y}",
        commit=f", commit {commit[:7]}" if commit else "",
        grades="; ".join(f"{grade} {words}" for grade, words in GRADES.items()),
        outcome=OUTCOMES[OUTCOME].label,
        varied=max(item.numbers for item in verdicts.found.values()),
    )
    lines = [head, "## What the ten verdicts depend on", "", verdicts.summary(), "", "Recommendations:", ""]
    lines += [f"{number}. {_title(number)}" for number in recommendations()]
    for group, title in TITLES.items():
        some = {name: item for name, item in known.items() if name.partition(".")[0] == group}
        rows = [[*cells(name, item), verdicts.width(name, item), verdicts.hanging(name)] for name, item in some.items()]
        columns = "number | what it is | value | plausible | grade | source | left | depends on it"
        lines += ["", f"## {title} (`{group}`): {len(some)}", "", table(columns, rows)]
    return "\n".join(lines) + "\n"


def _title(number: int) -> str:
    """What a recommendation is: the titles of its measures."""
    files = [folder_of("policy") / f"{name}.yaml" for name in recommendations()[number]]
    return "; ".join(load_own(file)["title"]["en"] for file in files)
