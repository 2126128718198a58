"""Pictures of the page for docs/app.md: ``python tools/screenshots.py`` (``nb``: Norwegian; needs Chromium)."""

# ruff: noqa: INP001
from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.app.browser.conftest import Server  # noqa: E402
from tests.conftest import CHROMIUM  # noqa: E402

LAST = 300_000  # milliseconds
SIZE = {"width": 1366, "height": 900}


def main() -> None:
    """Open the page and photograph its views."""
    target = ROOT / "docs" / "img"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tool:
        server = Server(Path(folder))
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for language in sys.argv[1:] or ["en"]:
            page.goto(f"{server.address}?lang={language}&show=key")
            page.wait_for_selector("[data-section=first]:not(.stale)[data-runs='1000']", timeout=LAST)
            page.wait_for_selector("[data-section=key]:not(.stale)[data-runs='1000']", timeout=LAST)
            page.screenshot(path=target / f"app_compare_{language}.png")
            page.goto(f"{server.address}?lang={language}&view=watch")
            year = page.get_by_role("button", name="One year" if language == "en" else "Ett år")
            for _ in range(3):
                year.click(timeout=LAST)
                page.wait_for_timeout(4000)
            page.screenshot(path=target / f"app_watch_{language}.png")
            page.goto(f"{server.address}?lang={language}&view=rules")
            page.wait_for_selector(".room svg", timeout=LAST)
            page.wait_for_timeout(5000)
            page.screenshot(path=target / f"app_rules_{language}.png")
        browser.close()
        server.close()


if __name__ == "__main__":
    main()
