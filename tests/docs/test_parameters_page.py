"""The page of all numbers: what is declared is fresh, and what verdicts hang on comes from the study."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions
from bygd.studies.study import Study
from experiments.command.read import read
from experiments.pages.parameters import NONE, TITLES, cells, declared, page
from experiments.pages.program import PagesOptions, write_pages
from tests.library.test_drivers import WORLDS, members, of_unit, over_members

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"
AGAIN = "python -m experiments.pages parameters=outputs/overview/sel"


def rows(text: str) -> dict[str, str]:
    """Rows of the tables of numbers, by number."""
    return {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}


def test_what_is_declared_stands_on_the_page() -> None:
    there = rows(PAGE.read_text(encoding="utf-8"))
    assert there.keys() == declared().keys(), AGAIN
    for name, one in declared().items():
        assert there[name].startswith("| " + " | ".join(cells(name, one)) + " |"), AGAIN


def test_every_process_has_a_title() -> None:
    assert {name.partition(".")[0] for name in declared()} == set(TITLES)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory) -> Path:
    """A made-up place of an overview in which follow-up hangs on trust."""
    folder = over_members(tmp_path_factory.mktemp("made") / "study", 5.0)
    made = read(CompareOptions, ["scenarios=[every_measure]", "municipality=sel", "ensemble=norway_2003_act"])
    (folder / "config.yaml").write_text(Study("compare", made, {}).fingerprint.config, encoding="utf-8")
    return folder


@pytest.fixture
def overview(made_up, tmp_path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(made_up, tmp_path / "study"))


def test_a_planted_dependence_stands_beside_its_number(overview) -> None:
    there = rows(page(overview))
    told = re.search(r" \| 8: \+(\d\.\d\d) \|$", there["answer.trust"])
    assert told
    assert float(told[1]) >= 0.99  # chance in the made-up runs keeps it from 1
    others = [line.removesuffix(" |").split(" | ")[-1] for name, line in there.items() if name != "answer.trust"]
    assert set(others) == {NONE}
    assert there["practice.prepared"].split(" | ")[-2] == "same"


def test_what_is_left_of_a_range_is_that_of_the_members(overview) -> None:
    design = pd.read_parquet(overview / "design.parquet")
    middle = 2.25 + 0.5 * (of_unit(members(8), "answer.trust") - 0.5) * 3.5
    design["answer.trust"] = middle
    design.to_parquet(overview / "design.parquet")
    left = [float(there.split(" | ")[-2]) for name, there in rows(page(overview)).items() if name == "answer.trust"]
    assert left == [pytest.approx(0.5, abs=0.06)]
    assert len(np.unique(middle)) == WORLDS


def test_a_folder_without_worlds_is_refused_in_a_sentence(overview, monkeypatch) -> None:
    (overview / "design.parquet").unlink()
    with pytest.raises(InputError, match="over an ensemble"):
        page(overview)
    with pytest.raises(InputError, match="There is no folder"):
        write_pages(PagesOptions(parameters=str(overview / "gone")))
