"""``import bygd``: what it gives is what the programs give, and it writes nothing."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import bygd
from bygd.scenarios.catalogue import choices
from bygd.scenarios.ensembles import load
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.studies.programs import compare_study, run_study
from bygd.studies.stopping import Enough
from experiments import study as command
from experiments.command.read import read
from experiments.report import page
from sim.compiled import Batch
from sim.outcomes import counts
from sim.scenario import Scenario

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "numpy", "numba", "mesa", "hydra", "matplotlib", "omegaconf")
SHORT: Any = {"months": 36, "warm_up": 0, "threads": 1}
TYPED = ["municipality=sel", "months=36", "warm_up=0", "threads=1"]
compiled = pytest.mark.compiled


# --- the import and its names --------------------------------------------------------------------------------


def test_the_import_is_light_and_quick() -> None:
    script = "import sys, time; t = time.perf_counter(); import bygd; print(time.perf_counter() - t); "
    script += f"print(*[one for one in {HEAVY} if one in sys.modules])"
    took, loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")[:2]
    assert loaded == ""
    assert float(took) < 0.3


def test_every_name_is_there_and_says_what_it_is() -> None:
    assert dir(bygd) == sorted(bygd.__all__)
    for name in bygd.__all__:
        assert getattr(bygd, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        bygd.nothing  # noqa: B018


# --- what there is -------------------------------------------------------------------------------------------


def test_lists_hold_everything_that_can_be_chosen() -> None:
    assert list(bygd.municipalities()["name"]) == choices("municipality")
    assert list(bygd.measures()["name"]) == choices("policy")
    numbers = bygd.numbers().set_index("name")
    assert len(numbers) > 200
    assert {"placement.detection", "practice.prepared"} <= set(numbers.index)
    assert "practice.after.prepared" not in numbers.index
    row = numbers.loc["placement.detection"]
    assert row["low"] <= row["default"] <= row["high"]
    assert set(bygd.numbers("placement.*")["name"]) == {one for one in numbers.index if one.startswith("placement.")}
    sized = bygd.measures().set_index("name")["largest_size"]
    assert sized["extra_staff"] == math.inf
    assert sized["follow_up"] == sized["wage_subsidy"] == 1


# --- the same as the programs --------------------------------------------------------------------------------


def plain(folder: Path) -> dict[str, Any]:
    return yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))


@compiled
def test_a_run_is_the_study_that_the_program_makes(tmp_path) -> None:
    typed = ["population=ukraine_2022", "law=2021", "placement.detection=0.6", "programme.extension=3", "seed=3"]
    options = read(
        RunOptions, [*TYPED, *typed, "policy=[follow_up,wage_subsidy]", "replicates=60", f"out={tmp_path / 'a'}"]
    )
    run_study(options).run()
    with pytest.warns(UserWarning, match="population=ukraine_2022 is another composition"):
        one = bygd.run(
            "sel", measures="follow_up+wage_subsidy", population="ukraine_2022", law=2021, seed=3, replicates=60,
            numbers={"placement.detection": 0.6, "programme.extension": 3}, **SHORT,
        )  # fmt: skip
    there = one.to_folder(tmp_path / "b")
    for table in ("runs", "monthly", "curves"):
        assert (tmp_path / "a" / f"{table}.parquet").read_bytes() == (tmp_path / "b" / f"{table}.parquet").read_bytes()
        pd.testing.assert_frame_equal(getattr(one, table), getattr(there, table))
    assert plain(tmp_path / "a") == plain(tmp_path / "b")
    pd.testing.assert_frame_equal(one.outcomes, there.outcomes)


@compiled
def test_a_comparison_is_the_study_that_the_program_makes(tmp_path, capsys) -> None:
    typed = ["scenarios=[follow_up,single_contact+extra_staff:0.5]", "policy=[mentor_grant]", "replicates=204"]
    options = read(CompareOptions, [*TYPED, *typed, f"out={tmp_path / 'a'}"])
    compare_study(options).run()
    before = sorted(Path.cwd().rglob("outputs"))
    two = bygd.compare("sel", ["follow_up", "single_contact+extra_staff:0.5"], policy="mentor_grant", runs=204, **SHORT)
    assert sorted(Path.cwd().rglob("outputs")) == before
    two.to_folder(tmp_path / "b")
    for table in ("runs", "curves", "design"):
        assert (tmp_path / "a" / f"{table}.parquet").read_bytes() == (tmp_path / "b" / f"{table}.parquet").read_bytes()
    assert plain(tmp_path / "a") == plain(tmp_path / "b")
    pd.testing.assert_frame_equal(two.differences, bygd.study(tmp_path / "a").differences)
    assert two.by_member["member"].nunique() == 200
    row = two.by_member.query("scenario == 'follow_up' and member == 'member_3' and outcome == 'employed_24m'").iloc[0]
    base, other = (two.runs.query("scenario == @name and point == 'member_3'") for name in ("baseline", "follow_up"))
    shares = [rows["employed_24m_n"].sum() / rows["employed_24m_of"].sum() for rows in (base, other)]
    assert row["difference"] == pytest.approx(100 * (shares[1] - shares[0]))
    assert row["replicates"] == 2  # 204 runs in turn in 200 members: 3 and 203
    command.manage(["status", str(tmp_path / "b")])
    assert "runs there 612, missing 0, failed 0" in capsys.readouterr().out
    command.manage(["repeat", str(tmp_path / "b"), "0"])
    assert "baseline, replicate 0, seed 1" in capsys.readouterr().out


@compiled
def test_runs_are_added_until_the_answers_are_clear_as_the_program_does(tmp_path) -> None:
    told = {"until": ["employed_36m"], "budget": 400}
    options = read(
        CompareOptions, [*TYPED, "scenarios=[follow_up]", "until=[employed_36m]", "budget=400", f"out={tmp_path / 'a'}"]
    )
    study = compare_study(options)
    study.run(Enough(options.until, options.budget))
    two = bygd.compare("sel", "follow_up", **told, **SHORT)
    there = two.to_folder(tmp_path / "b")
    assert len(two.runs) == 2 * study.replicates
    assert (tmp_path / "a" / "runs.parquet").read_bytes() == (tmp_path / "b" / "runs.parquet").read_bytes()
    assert there.provenance["runs"] == json.loads((tmp_path / "a" / "provenance.json").read_text())["runs"]
    assert there.provenance["command"].startswith("bygd.compare('sel', measures='follow_up'")


@compiled
def test_measures_and_ensembles_of_ones_own_go_into_the_folder_too(tmp_path, monkeypatch) -> None:
    """An object, a file, a data frame: other programs read the folder without them."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "configs" / "policy" / "follow_up.yaml").read_text(encoding="utf-8")
    Path("mine.yaml").write_text(text, encoding="utf-8")
    mine = bygd.measure(
        {"practice.prepared": 0.9, "practice.programme.extra_posts": {"add": 1}}, title="Better, prepared"
    )
    frame = load("norway_2003_act").table.head(10)
    two = bygd.compare("sel", ["mine.yaml", [mine, "follow_up"]], ensemble=frame, runs=30, **SHORT)
    assert list(two.differences["scenario"].unique()) == ["mine", "better_prepared+follow_up"]
    there = two.to_folder("outputs/mine")
    assert (there.folder / "comparison.csv").is_file()
    pd.testing.assert_frame_equal(two.by_member, there.by_member)
    command.manage(["extend", "outputs/mine", "replicates=+10"])
    again = bygd.study("outputs/mine")
    assert len(again.runs) == 3 * 40
    assert again.by_member["member"].nunique() == 10
    assert page.write(Path("outputs/mine"), "en").is_file()
    same = bygd.compare("sel", [Path("mine.yaml")], ensemble="outputs/mine/ensemble.csv", runs=30, **SHORT)
    rows = two.differences.query("scenario == 'mine'").reset_index(drop=True)
    pd.testing.assert_frame_equal(same.differences, rows)


@compiled
def test_one_member_is_what_its_runs_are_in_turn() -> None:
    whole = bygd.run("vaga", ensemble="norway_2003_act", replicates=204, **SHORT).runs
    alone = bygd.run("vaga", ensemble="norway_2003_act", member=3, replicates=204, **SHORT).runs
    assert set(alone["point"]) == {"member_3"}
    rows = whole[whole["point"] == "member_3"]
    assert list(rows["replicate"]) == [3, 203]
    pd.testing.assert_frame_equal(
        rows.reset_index(drop=True), alone[alone["replicate"].isin([3, 203])].reset_index(drop=True)
    )


@compiled
def test_a_size_and_a_list_mean_what_they_say() -> None:
    """Half a post on top of a measure, however it is written; all ten are ten and more."""
    ways: list[Any] = ["follow_up+extra_staff:0.5", ["follow_up", "extra_staff:0.5"], ["extra_staff:0.5", "follow_up"]]
    values = [bygd.run("vaga", measures=way, replicates=4, **SHORT)["adviser_hours"] for way in ways]
    assert len(set(values)) == 1
    half = bygd.measure({"practice.programme.extra_posts": {"add": 0.5}})
    assert bygd.run("vaga", measures=["follow_up", half], replicates=4, **SHORT)["adviser_hours"] == values[0]
    assert bygd.run("vaga", measures="follow_up", replicates=4, **SHORT)["adviser_hours"] < values[0]
    assert len(bygd.run("vaga", measures="all_ten", replicates=1, **SHORT).options.policy) > 9


@compiled
def test_outcomes_are_ratios_of_sums_with_their_intervals() -> None:
    one = bygd.run("vaga", replicates=40, **SHORT)
    columns = ["outcome", "value", "low", "high", "n", "of", "unit", "label", "direction"]
    assert list(one.outcomes.columns) == columns
    row = one.outcomes.set_index("outcome").loc["employed_24m"]
    n, of = one.runs["employed_24m_n"], one.runs["employed_24m_of"]
    assert (row["n"], row["of"]) == (n.sum(), of.sum())
    assert one["employed_24m"] == row["value"] == 100.0 * (n.sum() / of.sum())
    assert row["low"] < row["value"] < row["high"]
    assert math.isnan(one["employed_60m"])  # nobody is seen for so long in 36 months
    wide = bygd.run("vaga", replicates=40, ensemble="norway_2003_act", **SHORT).outcomes
    assert (wide["high"] - wide["low"]).sum() > 0


def test_a_model_is_the_run_of_its_seed_and_replicate() -> None:
    model = bygd.model("vaga", measures="follow_up", rng=7, replicate=2, months=24, warm_up=0)
    assert model.month == 0
    table = model.run().outcomes().set_index("outcome")
    assert table.loc["employed_12m", "of"] > 0
    assert [policy.name for policy in model.scenario_run.policies] == ["follow_up"]
    again = bygd.model("vaga", measures=["follow_up"], seed=7, replicate=2, months=24, warm_up=0).run()
    pd.testing.assert_frame_equal(table.reset_index(), again.outcomes())


@compiled
def test_a_model_counts_what_the_compiled_run_counts() -> None:
    setting: Any = {"months": 24, "warm_up": 1, "ensemble": "norway_2003_act"}
    model = bygd.model("vaga", rng=7, replicate=2, **setting).run()
    runs = bygd.run("vaga", seed=7, replicates=3, **setting).runs.iloc[2]
    for _, row in model.outcomes().iterrows():
        assert (row["n"], row["of"]) == (runs[f"{row['outcome']}_n"], runs[f"{row['outcome']}_of"]), row["outcome"]


@compiled
def test_a_file_that_changes_is_read_again(tmp_path) -> None:
    file = tmp_path / "town.yaml"
    text = (ROOT / "configs" / "municipality" / "vaga.yaml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    before = bygd.run(file, replicates=1, **SHORT).options.municipality
    assert bygd.run(str(file), replicates=1, **SHORT).options.municipality is before
    title = before.title
    file.write_text(text.replace(f"title: {title}", f"title: New {title}", 1), encoding="utf-8")
    assert bygd.run(file, replicates=1, **SHORT).options.municipality.title == f"New {title}"


# --- names of the user's own, speed --------------------------------------------------------------------------

FOREIGN = {"sim": "sim.py", "configs": "configs/__init__.py", "experiments": "experiments/__init__.py"}


def python(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script from a folder, which Python searches first, with this checkout on its path."""
    import os

    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def test_modules_of_the_users_with_the_same_names_hide_nothing(tmp_path) -> None:
    for file in FOREIGN.values():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("raise SystemExit('a module of the user was imported')")
    script = "import bygd; print(len(bygd.model('vaga', measures='follow_up', months=2, warm_up=0).run().outcomes()))"
    done = python(tmp_path, script)
    assert int(done.stdout) > 50, done.stderr
    for name, file in FOREIGN.items():
        sentence = f"{tmp_path / file} has the name of a package of Bygd: while bygd is loaded, {name} means Bygd's"
        assert done.stderr.count(sentence) == 1
    assert done.stderr.count("UserWarning") == len(FOREIGN)
    commands = python(tmp_path, "import bygd, experiments.numbers, experiments.run; print('read')")
    assert commands.stdout == "read\n", commands.stderr


@pytest.mark.parametrize("name", FOREIGN)
def test_a_module_that_was_imported_before_is_named(name: str, tmp_path) -> None:
    file = tmp_path / FOREIGN[name]
    file.parent.mkdir(exist_ok=True)
    file.write_text("")
    done = python(tmp_path, f"import {name}\nimport bygd")
    sentence = f"Bygd has a package called {name}, but {file} was imported first; import bygd before it, or rename it."
    assert sentence in done.stderr.splitlines()[-1]


def test_a_folder_without_modules_disturbs_nobody(tmp_path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "mine.yaml").write_text("a: 1")
    done = python(tmp_path, "import bygd, configs; print(len(bygd.municipalities()))")
    assert (int(done.stdout), done.stderr) == (5, "")


@compiled
@pytest.mark.slow
def test_a_run_costs_little_more_than_the_engine() -> None:
    municipality = bygd.run("sel", replicates=20).options.municipality

    def by_hand() -> None:
        counts(Batch(Scenario(municipality, months=120).checked()).simulate(1, np.arange(20)))

    def by_door() -> None:
        bygd.run("sel", replicates=20, months=120, seed=1)

    by_hand()
    took: dict[str, list[float]] = {"hand": [], "door": []}
    for _ in range(10):
        for name, work in (("hand", by_hand), ("door", by_door)):
            start = time.process_time()
            work()
            took[name].append(time.process_time() - start)
    assert min(took["door"]) <= 1.5 * min(took["hand"])
