"""One small model in each of several tools, and Bygd's own model: agent-months a second at growing sizes.

The small model is job search, stated in ``peer_models``. Each tool is timed in a process of its own; one that this
Python has not, in the Python of ``python=``, and one that neither has is left out and named.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path

from bygd.errors import InputError
from bygd.scenarios.declare import option
from bygd.scenarios.municipality import read_municipality
from experiments.benchmark.checkout import HERE, Checkout
from experiments.benchmark.machine import facts
from experiments.benchmark.peer_models import PEERS
from experiments.benchmark.timings import grown, paced
from experiments.display import markdown

SIZES = (100, 1_000, 20_000)
MODELS = Path(__file__).with_name("peer_models.py")
INSTALL = "python3.12 -m venv ../peers && ../peers/bin/pip install --only-binary :all: --group peers"
HEAD = "tool | " + " | ".join(f"{size:,} agents" for size in SIZES)
WORDS = (
    "Millions of agent-months in a second of the processor. What is comparable: Mesa to numba are one small model with "
    "the same expected result, written as the documents of each tool write models, so they say what a tool costs where "
    "a rule is one line. What is not: the rows of Bygd are its own model, with far more to do in a month of each "
    "refugee (offices, requests, employers, jobs); never read them as like for like."
)


@dataclasses.dataclass
class PeersOptions:
    """Time one small model in plain Mesa, NumPy, mesa-frames, Starsim and numba, and Bygd's own model."""

    python: str = option("", "Python with the tools that this one has not, like ../peers/bin/python", path=True)
    months: int = option(120, "months simulated", bounds=(2, 10_000))
    repeats: int = option(3, "how often each is timed; the fastest counts", bounds=(1, 100))
    page: str = option("", "page whose table of peers is renewed, like page=docs/speed.md", path=True)


def peers(options: PeersOptions) -> None:
    """Time one small model in plain Mesa, NumPy, mesa-frames, Starsim and numba, and Bygd's own model."""
    print(f"{facts()}\n{WORDS}\n{HEAD}")
    rows = []
    for row in rows_of(options):
        rows.append(row)
        print(" | ".join(row), flush=True)
    if options.page:
        markdown.renew(
            Path(options.page), {"peers": f"{WORDS}\n\n{markdown.table(HEAD, rows)}\n\nMeasured: {facts()}."}
        )
        print(f"Written: {options.page}")


def rows_of(options: PeersOptions) -> Iterator[list[str]]:
    """Rows of the table, one after the other; what is left out is said on the way."""
    others = [HERE._replace(python=str(Path(options.python).absolute()))] if options.python else []
    for name, (module, _) in PEERS.items():
        place = next((item for item in (HERE, *others) if has(item, module)), None)
        if place is None:
            print(f"{name} is left out, because it is not installed: {INSTALL}", file=sys.stderr)
            continue
        print(f"{name} …", file=sys.stderr, flush=True)
        yield [name, *(f"{timed(place, name, size, options)['speed'] / 1e6:.2f}" for size in SIZES)]
    print("Bygd …", file=sys.stderr, flush=True)
    costs = [paced(grown(read_municipality("sel"), size), max(1, 3000 // size), options.repeats) for size in SIZES]
    yield ["Bygd with all its rules, refugee-months", *(f"{1e3 / item['ns_a_refugee_month']:.2f}" for item in costs)]
    yield ["… its employers' months too", *(f"{item['agent_months'] / 1e6:.2f}" for item in costs)]


def has(place: Checkout, module: str) -> bool:
    """Whether a Python has a module; ``InputError`` if there is no such Python."""
    try:
        found, _ = place.call("-c", f"import importlib.util as u; print(u.find_spec({module!r}) is not None)")
    except OSError:
        raise InputError(f"There is no Python {place.python}; this makes one: {INSTALL}.") from None
    return found.strip() == "True"


def timed(place: Checkout, name: str, size: int, options: PeersOptions) -> dict[str, float]:
    """Speed of a tool, and the share in work that it found, in a process of its own."""
    call = f"speed({name!r}, {size}, {options.months}, {options.repeats})"
    return place.timing(call, file=MODELS)
