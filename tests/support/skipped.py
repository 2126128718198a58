"""What of the tests cannot run on this machine, why, and how to get it: told before the first test."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
NEEDED = os.environ.get("BYGD_BROWSER") == "needed"  # in CI tests of the page fail, and are not skipped
MODULES = {  # that a test may do without: what is skipped then
    "distributed": "tests of studies on Dask",
    "ipyvuetify": "tests of the page",
    "solara": "tests of the page",
}


def skipped() -> list[str]:
    """One line for each thing that is missing; none where every test can run."""
    lines = []
    if not CHROMIUM and not NEEDED:
        why = "no Chromium on this machine; tools/find_browser.sh installs it on Debian"
        lines.append(f"SKIPPED: tests of the page in a browser (tests/app/browser): {why}.")
    lines += [
        f"SKIPPED: {tests}: {name} is not installed; make install-dev installs it."
        for name, tests in MODULES.items()
        if not find_spec(name)
    ]
    if sys.platform == "win32":
        lines.append("SKIPPED: tests of signals, closed pipes and owners: Windows has others.")
    return lines
