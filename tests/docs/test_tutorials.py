"""Every tutorial is walked through: all its commands and Python blocks, in order, in a fresh folder."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

from tests.support.documents import ROOT, blocks, run_page
from tests.support.random_towns import shorten_the_lab

TUTORIALS = ROOT / "docs" / "tutorials"
PAGES = sorted(TUTORIALS.glob("*.md"))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a reader's checkout has it; the lab's town is smaller there."""
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    shutil.copytree(TUTORIALS, tmp_path / "docs" / "tutorials")
    shorten_the_lab(monkeypatch)
    return tmp_path


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_can_be_followed(page: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_page(page, checkout, monkeypatch, replicates=(400, 20))  # of planners, who wait a minute for each


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_of_a_tutorial_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def code(text: str) -> str:
    return ast.dump(ast.parse(text))


def test_rules_that_students_copy_are_those_in_the_folder() -> None:
    """What the page shows and what the tests of the lab check is one text."""
    shown = {
        name[1]: text for _, text in blocks(TUTORIALS / "students.md") if (name := re.match(r"# (\w+\.py)\n", text))
    }
    for mine, example in (("my_hiring.py", "good_formula.py"), ("my_rule.py", "good_state.py")):
        assert code(shown[mine]) == code((TUTORIALS / "rules" / example).read_text(encoding="utf-8")), mine
