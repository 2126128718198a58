"""The explorer as a program: what it simulates, killed and taken up again, and cells beside ``compare``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.options import ExplorerOptions
from bygd.scenarios.settings import USUAL
from bygd.statistics.combinations.contrasts import fraction
from bygd.studies.exploring import POSTS, explore, explorer_study, name_of
from bygd.studies.programs import explorer_in
from experiments import study as command
from experiments.command.read import read
from experiments.explorer.__main__ import PARTS, CheckOptions, check, explorer
from tests.support.killed import killed

SMALL = ["municipality=vaga", "months=72", "warm_up=0", "threads=1", "measures=[follow_up,single_contact]"]
FEW = [*SMALL, "members=5", "replicates=5"]


def data_of(folder: Path) -> dict:
    """What the page of a folder holds."""
    html = (folder / "explorer.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'id="given">(.*?)</script>', html, re.DOTALL)[1])["data"]


# --- what is simulated --------------------------------------------------------------------------------


def test_every_combination_is_asked_for_once_a_member_and_a_fraction_once_more() -> None:
    study = explorer_study(read(ExplorerOptions, ["municipality=sel"]))
    asked = study.asked()
    assert len(study.scenarios) == 1024 * len(POSTS)
    assert len(asked) == len(study.scenarios) * 100
    names = study.options.measures
    often = {name_of(names, int(mask), posts) for mask in fraction(10) for posts in POSTS}
    assert {scenario for (scenario, _), runs in asked.items() if len(runs) == 2} == often
    assert {len(runs) for runs in asked.values()} == {1, 2}
    assert sum(map(len, asked.values())) == 1024 * 5 * 100 + 128 * 5 * 100


def test_a_cell_means_what_compare_means_by_its_name() -> None:
    study = explorer_study(read(ExplorerOptions, ["municipality=sel", "members=4", "replicates=4"]))
    name = name_of(study.options.measures, 0b1000100001, 0.5)
    from bygd.scenarios.build import scenarios_of
    from bygd.scenarios.options import CompareOptions

    other = scenarios_of(read(CompareOptions, ["municipality=sel", f"scenarios=[{name}]"]))[name]
    assert study.scenarios[name].policies == other.policies
    assert study.scenarios["baseline"].policies == ()


ODD = {
    "measures=[follow_up]": "must name 2 to 10",
    "measures=[follow_up,follow_up]": "appears twice",
    "measures=[follow_up,extra_staff]": "varies by itself",
    "members=3 replicates=3": "tells nothing",
    "ensemble=default": "tells nothing",
    "members=8": "multiple of it",
    "policy=[extra_staff]": "in force already",
}


@pytest.mark.parametrize("asked", ODD)
def test_what_cannot_be_explored_is_one_sentence(asked: str) -> None:
    with pytest.raises(InputError, match=re.escape(ODD[asked])):
        explorer_study(read(ExplorerOptions, ["municipality=vaga", *asked.split()]))


# --- the program --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("explorer") / "whole"
    explorer(read(ExplorerOptions, [*FEW, f"out={folder}"]))
    return folder


@pytest.mark.compiled
def test_the_page_holds_the_means_of_the_runs(made: Path) -> None:
    runs = pd.read_parquet(made / "runs.parquet")
    once = runs[runs["replicate"] < 5]
    study = explorer_in(made)
    found = explore(study, study.counts(list(USUAL.shown)), USUAL.shown)
    by = once.groupby("scenario")[["employed_36m_n", "employed_36m_of"]].sum()
    plain = 100 * by["employed_36m_n"] / by["employed_36m_of"]
    assert found.quantities["employed_36m"].plain == pytest.approx(plain[list(study.scenarios)].to_numpy())
    held = data_of(made)
    assert held["about"]["members"] == 5
    assert set(held["headline"]) == set(USUAL.shown)
    assert [item["name"] for item in held["measures"]] == ["follow_up", "single_contact"]
    assert not (made / "outcomes.parquet").exists()  # half a gigabyte of the ten measures


@pytest.mark.compiled
@pytest.mark.slow
def test_killed_and_taken_up_again_it_is_the_same_page(made: Path, tmp_path) -> None:
    folder = tmp_path / "killed"
    killed("explorer", [*FEW, f"out={folder}"], tables=3, chunk=20)
    assert not (folder / "explorer.html").exists()
    command.manage(["resume", str(folder)])
    one, other = data_of(made), data_of(folder)
    for held in (one, other):
        for name in ("dated", "made_by", "compare"):
            held["about"].pop(name)
    assert one == other


@pytest.mark.compiled
def test_a_file_of_ones_own_is_explored_as_well(tmp_path) -> None:
    from bygd.scenarios.catalogue import folder_of

    own = tmp_path / "my_town.yaml"
    own.write_text((folder_of("municipality") / "vaga.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    explorer(read(ExplorerOptions, [*FEW, f"municipality={own}", f"out={tmp_path / 'e'}"][1:]))
    assert data_of(tmp_path / "e")["about"]["municipality"]


@pytest.mark.compiled
def test_a_member_in_which_a_run_fails_counts_nowhere(made: Path) -> None:
    study = explorer_in(made)
    counts = study.counts(list(USUAL.shown))
    counts.loc[counts.index[3], "failed"] = True
    found = explore(study, counts, USUAL.shown)
    assert (found.members, found.members_out, found.failed) == (4, 1, 1)
    counts["failed"] = True
    with pytest.raises(InputError, match="Runs failed in 5 of 5 members"):
        explore(study, counts, USUAL.shown)


@pytest.mark.no_cover
@pytest.mark.compiled
@pytest.mark.slow
def test_thirty_random_cells_agree_with_compare(tmp_path, capsys) -> None:
    folder = tmp_path / "e"
    more = ["measures=[follow_up,single_contact,coordinated_requests]", "members=40", "replicates=40"]
    explorer(read(ExplorerOptions, [*SMALL[:-1], *more, f"out={folder}"]))
    check(CheckOptions(folder, cells=30, replicates=200))
    table = pd.read_csv(folder / "check.csv")
    assert len(table) == 30 * len(USUAL.shown)
    assert table["agrees"].mean() > 0.8  # 95 of 100, but the thirty have most of their chance in common
    assert np.abs(table["z"]).max() < 5
    said = capsys.readouterr().out
    assert said.count("cells agree") == len(USUAL.shown)
    months = table[table["outcome"] == "months_in_work_60"]
    assert f"{months['z'].mean():+.1f} standard errors" in said


def test_the_parts_are_named() -> None:
    assert list(PARTS) == ["write", "check"]
