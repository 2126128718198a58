"""Nothing is skipped without a word at the top of a test run, and how to get it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import skipped

ROOT = Path(__file__).parents[2]


def test_every_module_that_a_test_may_do_without_is_told() -> None:
    asked = {
        ast.literal_eval(node.args[0])
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip"
    }
    assert asked == set(skipped.MODULES)


def test_what_is_missing_is_a_line_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skipped, "CHROMIUM", "/usr/bin/chromium")
    monkeypatch.setattr(skipped, "find_spec", lambda name: name != "distributed")
    monkeypatch.setattr(skipped.sys, "platform", "linux")
    assert skipped.skipped() == [
        "SKIPPED: tests of studies on Dask: distributed is not installed; make install-dev installs it."
    ]
    monkeypatch.setattr(skipped, "CHROMIUM", "")
    monkeypatch.setattr(skipped, "NEEDED", False)
    assert "tools/find_browser.sh" in skipped.skipped()[0]
    monkeypatch.setattr(skipped, "NEEDED", True)
    assert len(skipped.skipped()) == 1, "CI does not skip them"


def test_a_test_run_says_it_first(tmp_path: Path) -> None:
    """Under -q too, where pytest shows no header."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/docs/test_skipped.py"]
    environment = {"PATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}  # nobody's Chromium is in an empty folder
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("SKIPPED: tests of the page in a browser"), done.stdout
