"""How long a visitor of the page waits, and what many changes cost (needs Chromium)."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bygd.errors import InputError
from bygd.scenarios.options import many, option
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
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise InputError("There is no Chromium here; tools/find_browser.sh installs it on Debian.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise InputError("Measuring the page needs playwright: make install-dev, or pip install playwright.") from None

    print(f"{facts()}; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tool:
        command = [sys.executable, "-m", "experiments.app", "--port", "0", "--no-browser", "--folder", folder]
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                given = server.stdout.readline() if server.stdout else ""
                address = re.findall(r"http://\S+/", given)[0]
                print(f"server ready {time.perf_counter() - began:.1f} s")
                browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                _visit(browser.new_page(), address, options, server.pid)
                browser.close()
            finally:
                server.terminate()


def _visit(page: Any, address: str, options: PageOptions, server: int) -> None:
    began = time.perf_counter()
    page.goto(f"{address}?measures={options.measures[0]}")
    page.wait_for_selector(FIRST, timeout=LAST)
    print(f"opening the page until the first answer {time.perf_counter() - began:.1f} s")
    waits: dict[str, list[float]] = {"first answer": [], "key figures too": [], "settled answer": []}
    for measure in options.measures:
        began = time.perf_counter()
        _choose(page, measure, 10)
        waits["first answer"].append(time.perf_counter() - began)
        page.wait_for_selector("[data-section=key]:not(.stale)", timeout=LAST)
        waits["key figures too"].append(time.perf_counter() - began)
        page.wait_for_selector(f"{FIRST}:not(.stale)[data-runs='1000']", timeout=LAST)
        waits["settled answer"].append(time.perf_counter() - began)
    for name, result in waits.items():
        print(f"{name}: median {median(result):.1f} s, {min(result):.1f} to {max(result):.1f}")
    before = resident(server)
    for i in range(options.changes):
        _choose(page, options.measures[i % len(options.measures)], 11 + i)
        if (i + 1) % 10 == 0:
            print(f"memory of the server after {i + 1} changes: {resident(server):.0f} MiB ({before:.0f} before them)")


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
