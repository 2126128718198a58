"""How long a visitor of the page waits, and what many changes cost (needs Chromium)."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.declare import many, option
from experiments.benchmark.checkout import HERE, Checkout
from experiments.benchmark.machine import facts

FIRST, LAST = "[data-section=first]", 300_000  # milliseconds
MIB = 1024


@dataclasses.dataclass
class PageOptions:
    """Measure the page: time to the first and to the settled answer, and memory after many changes of choice."""

    measures: list[str] = many(
        ["follow_up", "wage_subsidy", "mentor_grant", "single_contact", "long_term_agreements"],
        "measures to go through",
    )
    changes: int = option(50, "changes of choice after which memory is looked at", bounds=(2, 10_000))


def page(options: PageOptions) -> None:
    """Measure how long a visitor of the page waits (needs Chromium)."""
    print(f"{facts()}; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, visitor(HERE, Path(folder)) as (visit, address, server):
        for name, result in waits(visit, address, options.measures).items():
            print(f"{name}: median {median(result):.1f} s, {min(result):.1f} to {max(result):.1f}")
        before = resident(server)
        for i in range(options.changes):
            _choose(visit, options.measures[i % len(options.measures)], 11 + i)
            if (i + 1) % 10 == 0:
                print(
                    f"memory of the server after {i + 1} changes: {resident(server):.0f} MiB ({before:.0f} before them)"
                )


@contextlib.contextmanager
def visitor(checkout: Checkout, folder: Path) -> Iterator[tuple[Any, str, int]]:
    """A browser's empty page, the address that a checkout serves, and the process that does."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise InputError("There is no Chromium here; tools/find_browser.sh installs it on Debian.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise InputError("Measuring the page needs playwright: make install-dev, or pip install playwright.") from None

    command = [checkout.python, "-m", "experiments.app", "--port", "0", "--no-browser", "--folder", str(folder)]
    with (
        sync_playwright() as tool,
        subprocess.Popen(
            command,
            cwd=folder,
            env=checkout.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as server,
    ):
        try:
            given = server.stdout.readline() if server.stdout else ""
            address = re.findall(r"http://\S+/", given)[0]
            browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            yield browser.new_page(), address, server.pid
            browser.close()
        finally:
            server.terminate()


def waits(visit: Any, address: str, measures: list[str]) -> dict[str, list[float]]:
    """Seconds until the page is open, and after each choice of a measure until an answer, and a settled one."""
    began = time.perf_counter()
    visit.goto(f"{address}?measures={measures[0]}")
    visit.wait_for_selector(FIRST, timeout=LAST)
    results: dict[str, list[float]] = {"open": [time.perf_counter() - began], "first": [], "key": [], "settled": []}
    for measure in measures:
        began = time.perf_counter()
        _choose(visit, measure, 10)
        results["first"].append(time.perf_counter() - began)
        visit.wait_for_selector("[data-section=key]:not(.stale)", timeout=LAST)
        results["key"].append(time.perf_counter() - began)
        visit.wait_for_selector(f"{FIRST}:not(.stale)[data-runs='1000']", timeout=LAST)
        results["settled"].append(time.perf_counter() - began)
    return results


def _choose(page: Any, measure: str, people: int) -> None:
    """Go to another choice inside the open page, as a click does, and wait for its answer."""
    query = f"/?measures={measure}&people={people}"
    page.evaluate("there => {history.pushState({}, '', there); dispatchEvent(new PopStateEvent('popstate'))}", query)
    texts = [f"[{measure}]", f"year={people} "]
    page.wait_for_function(
        "told => told.every(part => document.querySelector('.command').innerText.includes(part))", arg=texts
    )
    page.wait_for_selector(f"{FIRST}:not(.stale)", timeout=LAST)


def resident(process: int) -> float:
    """Memory that a process holds, MiB."""
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) / MIB
