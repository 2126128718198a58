"""What is measured of a checkout, a function each: numbers by name. Least of the rounds counts, most of the gain."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from experiments.benchmark.checkout import Checkout
from experiments.benchmark.page import visitor, waits
from experiments.benchmark.timings import MEASURES

type Numbers = dict[str, float]

# Draws, and calls of exp, of one run of Sel, as ``timings.counts`` counted them at commit 71ab89f: the floor stays.
DRAWS, EXPS = 151_847, 65_491
RANKED = ["follow_up", "wage_subsidy", "mentor_grant", "single_contact", "flexible_rules", "proactive_contact"]
ALL = 2**10  # combinations that rank simulates without options
SHORT, LONG = 200, 1000  # replicates of two runs, whose difference is the marginal time


def kernel(checkout: Checkout, folder: Path) -> Numbers:
    """One run of Sel, over the floor: what its draws, its calls of exp and passing everybody cost alone."""
    found = checkout.timing("kernel()", folder=folder)
    floor = 1e-6 * (DRAWS * found["draw"] + EXPS * found["exp"]) + found["loops"]
    return found | {"floor": floor, "over_floor": found["ms"] / floor}


def counts(checkout: Checkout, folder: Path) -> Numbers:
    """Draws and calls of exp that a run of Sel makes."""
    return checkout.timing("counts()", folder=folder)


def large(checkout: Checkout, folder: Path) -> Numbers:
    """Cost of a refugee-month at 100,000 refugees."""
    return checkout.timing("large()", folder=folder)


def compiling(checkout: Checkout, folder: Path) -> Numbers:
    """Compiling where nothing is compiled yet."""
    return checkout.timing("first_compile()", folder=folder, variables={"XDG_CACHE_HOME": str(folder / "empty")})


def shared(checkout: Checkout, folder: Path) -> Numbers:
    """Months that four scenarios of one replicate walk through."""
    return checkout.timing("shared()", folder=folder)


def run(checkout: Checkout, folder: Path) -> Numbers:
    """One more replicate of ``run``, on one thread, over a run of the bare engine."""
    few, many = (
        checkout.program("run", f"replicates={n}", "threads=1", f"out={folder}/run_{n}", folder=folder).processor
        for n in (SHORT, LONG)
    )
    return {"over_kernel": 1e3 * (many - few) / (LONG - SHORT) / checkout.timing("kernel()", folder=folder)["ms"]}


def compare(checkout: Checkout, folder: Path) -> Numbers:
    """Seconds of ``compare``: without its reports, the same less 1.15 times its kernel, and both reports."""
    words = [f"scenarios=[{','.join(MEASURES)}]", "replicates=200", f"out={folder}/compare"]
    found = checkout.timing(f"compare({words})", folder=folder)
    rest = found["clock"] - found["reports"] - found["kernel"]
    processor = found["processor"] - found["reports_processor"] - found["kernel_processor"]
    return found | {"rest": rest, "rest_processor": processor, "less_kernel": rest - 1.15 * found["kernel"]}


def front_door(checkout: Checkout, folder: Path) -> Numbers:
    """``bygd.run`` of 20 replicates over the bare engine."""
    return checkout.timing("front_door()", folder=folder)


def starts(checkout: Checkout, folder: Path) -> Numbers:
    """Where nothing is simulated: seconds of the processor, the same as on the clock of a quiet machine."""
    checkout.program("run", "replicates=20", f"out={folder}/study", folder=folder)
    ways: dict[str, Callable[[], float]] = {
        "help": lambda: checkout.program("compare", "--help", folder=folder).processor,
        "mistake": lambda: checkout.program("compare", "scenarois=[follow_up]", folder=folder, status=1).processor,
        "status": lambda: checkout.program("study", "status", f"{folder}/study", folder=folder).processor,
    }
    return {name: min(way() for _ in range(3)) for name, way in ways.items()}


def rank(checkout: Checkout, folder: Path) -> Numbers:
    """``rank`` of ten measures with 100 runs of each combination, from those of four and of six."""
    seconds = {
        2**n: checkout.program("rank", f"measures=[{','.join(RANKED[:n])}]", f"out={folder}/rank_{n}", folder=folder)
        for n in (4, 6)
    }
    (few, first), (many, second) = seconds.items()
    longer = (ALL - few) / (many - few)
    return {name: a + longer * (b - a) for name, a, b in zip(first._fields, first, second, strict=True)}


def calibration(checkout: Checkout, folder: Path) -> Numbers:
    """The runs of one calibration, from those of a few points."""
    return checkout.timing("calibration()", folder=folder)


def visit(checkout: Checkout, folder: Path) -> Numbers:
    """Waits of a visitor of the page: medians."""
    with visitor(checkout, folder) as (browser, address, _):
        return {name: median(result) for name, result in waits(browser, address, RANKED[:3]).items()}


def lab(checkout: Checkout, folder: Path) -> Numbers:
    """From a rule that was never compiled to the lab's picture."""
    rule = (checkout.root / "docs" / "tutorials" / "rules" / "good_formula.py").read_text(encoding="utf-8")
    file = folder / "my_rule.py"
    file.write_text(rule.replace("number(0.5,", f"number({0.4 + time.time() % 1 / 10:.6f},"), encoding="utf-8")
    return {"seconds": checkout.program("lab", str(file), f"out={folder}/lab", folder=folder).processor}


PARTS: dict[str, Callable[[Checkout, Path], Numbers]] = {
    "kernel": kernel,
    "counts": counts,
    "large": large,
    "compiling": compiling,
    "shared": shared,
    "run": run,
    "compare": compare,
    "front_door": front_door,
    "starts": starts,
    "rank": rank,
    "calibration": calibration,
    "visit": visit,
    "lab": lab,
}
