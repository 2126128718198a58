"""The page in a real browser: the server in a process of its own, Chromium without a window."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """They take seconds, and the page simulates with the compiled engine."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.compiled)


class Visitor:
    """A browser tab: its page, and everything that went wrong in it."""

    def __init__(self, page, address):
        self.page, self.address, self.faults = page, address, []
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._look)

    def _look(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"asks {request.url}")

    def open(self, query=""):
        """Go to an address of the page and wait until it is there."""
        self.page.goto(f"{self.address}?{query}")
        self.page.wait_for_selector(".bygd main")
        return self.page


def leave(page):
    """Close a tab as people do: the page says goodbye, and the server does not work for it for half a minute more."""
    page.goto("about:blank")
    page.context.close()


class Server:
    """The page as ``python -m experiments.app`` serves it."""

    def __init__(self, folder):
        self.folder = folder
        environment = {**os.environ, "NUMBA_DISABLE_JIT": "0"}
        command = [sys.executable, "-m", "experiments.app", "--port", "0", "--no-browser", "--folder", str(folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        said = self.process.stdout.readline()
        found = re.search(r"http://localhost:\d+/", said)
        assert found, f"the server said {said!r}"
        self.address = found[0]

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    one = Server(tmp_path_factory.mktemp("app"))
    yield one
    one.close()


@pytest.fixture
def visitor(server, browser):
    """A visitor who must meet no error in the console and no request to anywhere else."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    context.set_default_timeout(30_000)
    one = Visitor(context.new_page(), server.address)
    yield one
    faults = [*one.faults]
    leave(one.page)
    assert faults == []
