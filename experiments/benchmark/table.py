"""Where users wait: the rows of ``docs/speed.md``, of this checkout, and of another one in turn with it.

Everything is measured in processes of its own, so that a checkout that does not know this program can stand beside
(``beside=``): the two alternate, and the best of the rounds counts. ``page=docs/speed.md`` renews the rows that were
measured, and keeps the others of that page.
"""

from __future__ import annotations

import dataclasses
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from bygd.errors import InputError
from bygd.scenarios.declare import many, option
from experiments.benchmark.checkout import HERE, Checkout, beside
from experiments.benchmark.machine import facts
from experiments.benchmark.measurements import PARTS, Numbers
from experiments.display import markdown

AT_MOST, AT_LEAST, OF_BEFORE = "at most", "at least", "of before"
HEAD = "what is waited for | `only=` | to reach | before | after | after : before | reached"


class Row(NamedTuple):
    """A row of the table: a number of a measurement; what it has to reach (``OF_BEFORE``: as a share of before)."""

    what: str
    part: str
    number: str
    unit: str = ""
    how: str = ""
    goal: float = 0.0

    def reached(self, before: float | None, after: float) -> str:
        """``yes`` or ``no``; nothing where there is no goal, or nothing to compare with."""
        if not self.how or (self.how == OF_BEFORE and before is None):
            return ""
        result = after / before if self.how == OF_BEFORE and before else after
        return "yes" if (result >= self.goal if self.how == AT_LEAST else result <= self.goal) else "**no**"

    def to_reach(self) -> str:
        """The goal in words."""
        if not self.how:
            return ""
        sign = "≥" if self.how == AT_LEAST else "≤"
        return (
            f"{sign} {self.goal:g} × before" if self.how == OF_BEFORE else f"{sign} {self.goal:g} {self.unit}".strip()
        )

    def cells(self, before: float | None, after: float) -> list[str]:
        """The row as cells of a table."""
        shown = "" if before is None else f"{before:.3g} {self.unit}".strip()
        ratio = "" if before is None else f"{after / before:.2f}"
        now = f"{after:.3g} {self.unit}".strip()
        return [self.what, self.part, self.to_reach(), shown, now, ratio, self.reached(before, after)]


ROWS = (
    Row("kernel : floor", "kernel", "over_floor", "", AT_MOST, 2.5),
    Row("one run of Sel", "kernel", "ms", "ms", OF_BEFORE, 0.75),
    Row("the floor of that run", "kernel", "floor", "ms"),
    Row("a draw", "kernel", "draw", "ns"),
    Row("a call of `exp`", "kernel", "exp", "ns"),
    Row("draws of a run", "counts", "draws"),
    Row("calls of `exp` of a run", "counts", "exps"),
    Row("two threads : one", "kernel", "gain", "", AT_LEAST, 1.95),
    Row("a refugee-month at 100,000 refugees", "large", "ns", "ns", OF_BEFORE, 0.75),
    Row("first compile", "compiling", "seconds", "s", OF_BEFORE, 0.45),
    Row("months walked by four scenarios of a replicate (516: one warm-up)", "shared", "walked", "", AT_MOST, 516),
    Row("`run`, one more replicate : kernel", "run", "over_kernel", "", AT_MOST, 1.2),
    Row("`compare` of 200 × 4 without reports", "compare", "rest", "s"),
    Row("… less 1.15 × its kernel", "compare", "less_kernel", "s", AT_MOST, 2.5),
    Row("… all of it, of the processor", "compare", "rest_processor", "s"),
    Row("both reports", "compare", "reports", "s", AT_MOST, 3),
    Row("… of the processor", "compare", "reports_processor", "s"),
    Row("`bygd.run` of 20 replicates : bare engine", "front_door", "run", "", AT_MOST, 1.1),
    Row("… with its table of outcomes", "front_door", "outcomes"),
    Row("`compare --help`", "starts", "help", "s", AT_MOST, 0.7),
    Row("a typing mistake", "starts", "mistake", "s", AT_MOST, 0.7),
    Row("`study status`", "starts", "status", "s", AT_MOST, 1.0),
    Row("`rank` of 1,024 × 100, scaled from 16 and 64 × 100", "rank", "clock", "s", AT_MOST, 150),
    Row("… both processors together", "rank", "processor", "s"),
    Row("runs of a calibration, scaled from 40 of them", "calibration", "minutes", "min", AT_MOST, 20),
    Row("… of both processors together", "calibration", "minutes_processor", "min"),
    Row("page: opening it", "visit", "open", "s"),
    Row("page: first answer", "visit", "first", "s", AT_MOST, 1),
    Row("page: settled answer", "visit", "settled", "s", AT_MOST, 8),
    Row("one rule edited: the lab's picture, of the processor", "lab", "seconds", "s", OF_BEFORE, 0.5),
)
BY_HAND = "make demo, make test, make test-fast and .ci/run are measured by hand: docs/speed.md."


@dataclasses.dataclass
class TableOptions:
    """Measure everything that users wait for, beside what is to be reached, and beside another checkout."""

    beside: str = option("", "another checkout, installed: measured in turn with this one, as before", path=True)
    only: list[str] = many([], f"some of {', '.join(PARTS)}; without it all")
    rounds: int = option(1, "how often everything is measured; the best counts", bounds=(1, 100))
    page: str = option("", "page whose rows are renewed, like page=docs/speed.md", path=True)


def table(options: TableOptions) -> None:
    """Measure everything that users wait for, beside what is to be reached, and beside another checkout."""
    if unknown := [name for name in options.only if name not in PARTS]:
        raise InputError(f"only has {unknown[0]!r}, but must be some of {', '.join(PARTS)}.")
    other = beside(options.beside) if options.beside else None
    parts = [name for name in PARTS if name in options.only or not options.only]
    print(f"{facts()}; load {os.getloadavg()[0]:.1f}\n{HEAD.replace('`', '')}")
    for number, name in enumerate(parts, start=1):
        step = f"{number} of {len(parts)}: {str(PARTS[name].__doc__).partition(chr(10))[0]}"
        print(step, file=sys.stderr, flush=True)
        before, after = in_turn(name, other, options.rounds)
        lines = {row.what: row.cells(before.get(row.number), after[row.number]) for row in ROWS if row.part == name}
        print("\n".join(" | ".join(cells) for cells in lines.values()), flush=True)
        if options.page:  # at once, so that what was measured is kept when somebody stops this
            renew(Path(options.page), lines)
    print(BY_HAND)


def in_turn(name: str, other: Checkout | None, rounds: int) -> tuple[Numbers, Numbers]:
    """Best of the rounds of the other checkout (nothing without one), and of this one."""
    best: tuple[Numbers, Numbers] = {}, {}
    goals = {row.number: row.how for row in ROWS if row.part == name}
    for _ in range(rounds):
        for checkout, least in zip((other, HERE), best, strict=True):
            if checkout is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                for number, value in PARTS[name](checkout, Path(folder)).items():
                    better = max if goals.get(number) == AT_LEAST else min
                    least[number] = better(value, least.get(number, value))
    return best


def renew(page: Path, lines: dict[str, list[str]]) -> None:
    """Renew rows of the table of a page; those that were not measured stay as they are."""
    kept = {row[0]: row for row in rows_of(markdown.read(page))}
    shown = [(kept | lines)[row.what] for row in ROWS if row.what in kept | lines]
    markdown.renew(page, {"rows": f"Last renewed: {facts()}.\n\n{markdown.table(HEAD, shown)}"})


def rows_of(content: str) -> list[list[str]]:
    """Cells of the rows that stand on a page."""
    return [line.split(" | ") for line in re.findall(r"^\| (.*) \|$", content, re.MULTILINE)]
