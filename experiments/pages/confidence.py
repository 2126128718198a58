"""The page of how sure we are, ``docs/sure.md``, from what was checked.

Every figure on it is read from the page that it leads to, in the folder that is named, and the words of sureness are
tried on ensembles of known truth; nothing is copied by hand.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

import pandas as pd

from bygd.errors import InputError
from bygd.statistics import known_truth
from bygd.statistics.sureness import LEAST_MEMBERS, LEAST_RUNS, LEVELS
from experiments.display.markdown import table
from experiments.display.words import Words
from experiments.pages.parameters import declared
from sim.parameters import GRADES

WORDS = Words("en")
PAGE = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


class Pages:
    """The pages of a folder, to be searched."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self.folder = folder

    def all(self, name: str, pattern: str) -> list[re.Match[str]]:
        """Find every passage of a page; ``InputError`` if there is no such page, or nothing like it on the page."""
        file = self.folder / f"{name}.md"
        if not file.is_file():
            raise InputError(f"There is no page {file}.")
        results = list(re.finditer(pattern, file.read_text(encoding="utf-8"), re.MULTILINE))
        if not results:
            raise InputError(
                f"{file} has nothing like {pattern!r}; experiments/pages/confidence.py must look for something else."
            )
        return results

    def one(self, name: str, pattern: str) -> str:
        """First such passage, in one line."""
        return " ".join(self.all(name, pattern)[0][1].split())


def page(folder: Path) -> str:
    """The page, from those of a folder."""
    pages = Pages(folder)
    municipality, pairs, members = pages.all("parameters", r"^(\w+), (\d+) pairs of runs in (\d+) ensemble members")[
        0
    ].groups()
    return PAGE.format(
        fitted=pages.one("validation", r"^## Fitted: (\d+ of \d+) within"),
        checked=pages.one("validation", r"^## Only checked, never fitted: (\d+ of \d+) within"),
        numbers=len(declared()),
        grades=_grades(),
        runs=f"{int(pages.one('calibration', r'(\d+) runs of A typical')):,}",
        recovery=pages.one("calibration", r"^Recovery: (of \d+ members.*? % of cases)").replace("of", "Of", 1) + ".",
        missed=_missed(pages),
        emergent=pages.one("cards", r"^(Emergent: \d+ of \d+ cards hold)") + ".",
        by_form=pages.one("cards", r"^(By form: \d+ of \d+ cards hold)") + ".",
        failing=_failing(pages),
        members=members,
        study=f"{municipality}, {pairs} pairs of runs in {members} ensemble members",
        measures=_measures(pages),
        least_members=LEAST_MEMBERS,
        words=", ".join(f"{WORDS('sureness.level.' + key)} from {LEVELS[key]}" for key in known_truth.WORDS),
        **_calibration(),
        lasting=pages.one("follow_up", r"(\*\*It [^*]+\*\*(?:.|\n)*?)\s*These are means"),
    )


def _grades() -> str:
    """How many numbers there are of each grade."""
    counts = Counter(item.grade for item in declared().values())
    return table("grade | rests on | numbers", [[grade, text, str(counts[grade])] for grade, text in GRADES.items()])


@functools.cache
def _calibration() -> dict[str, str]:
    """Shares that words of sureness say and true ones, on ensembles of known truth, and how many these are."""
    effects = known_truth.simulated()
    large = effects[(effects["chance"] >= known_truth.LARGE) & (effects["runs"] == LEAST_RUNS)]
    found, little = (known_truth.calibration(item) for item in (effects, large))
    rows = [
        [WORDS(f"sureness.level.{word}"), *_said_and_true(found.loc[word]), *_said_and_true(little.loc[word])]
        for word in known_truth.WORDS
    ]
    head = "word | effects | said, of 100 | true, of 100 | of these with two runs and large chance | said | true"
    return {"calibration": table(head, rows), "simulated": f"{len(effects):,}"}


def _said_and_true(row: pd.Series) -> list[str]:
    return [f"{row['effects']:.0f}", f"{100 * row['said']:.1f}", f"{100 * row['true']:.1f}"]


def _missed(pages: Pages) -> str:
    """Rows of the published figures that the members miss."""
    result = pages.all("validation", r"^\| (`.*) \| (.*) \| (.*) \| .* \| \*\*missed\*\*.*$")
    return "\n".join(f"| {item[1]} | {item[2]} | {item[3]} |" for item in result)


def _failing(pages: Pages) -> str:
    """Cards that do not hold."""
    result = pages.all("cards", r"^\| \*\*(\d+)\*\* \| \*\*(.*)\*\* \(.*\*\*(does not hold|undecided)\*\* \|$")
    return "\n".join(f"- Card {item[1]}, {item[3]}: {item[2]}." for item in result)


def _measures(pages: Pages) -> str:
    """Effect and verdict of each measure."""
    result = pages.all("parameters", r"^\| (\d+|all\+?) \| (`[^|]*`) \| ([^|]*) \| ([^|]*) \| [^|]* \|$")
    return "\n".join(f"| {item[1]} | {item[2]} | {item[3]} | {item[4]} |" for item in result)
