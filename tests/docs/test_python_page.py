"""The page about Python: all its blocks and commands run, in order, in a fresh folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bygd
from tests.support.documents import ROOT, run_page

PAGE = ROOT / "docs" / "python.md"


@pytest.mark.compiled
@pytest.mark.slow
def test_the_page_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    run_page(PAGE, tmp_path, monkeypatch)
    said = capsys.readouterr().out
    assert "There is no municipality 'Sell' (is sel meant?)" in said
    assert "runs there 600, missing 0, failed 0" in said


def test_the_page_names_every_function() -> None:
    text = PAGE.read_text(encoding="utf-8")
    functions = {name for name in bygd.__all__ if name[0].islower()} | {"InputError"}
    assert functions <= set(re.findall(r"bygd\.(\w+)", text))
