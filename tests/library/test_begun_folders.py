"""A study folder that was begun, moved on, taken away, made from Python: what goes on, and what is said."""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import bygd
from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.studies import lives, opening
from bygd.studies import study as studies
from bygd.studies.programs import compare_study, run_study
from bygd.studies.study import Study
from experiments import study as command
from experiments.command.read import read
from experiments.report import page
from sim import source_identity

pytestmark = pytest.mark.compiled
ROOT = Path(__file__).parents[2]
SMALL = ["municipality=vaga", "months=12", "warm_up=0", "threads=1", "replicates=4"]
TABLES = ("runs.parquet", "monthly.parquet", "curves.parquet")
BEGINNING = """
import os, runpy, signal, sys, threading
from bygd.studies import study

wait, *arguments = sys.argv[1:]
begin = study.begin

def begins(item):
    threading.Timer(float(wait), os.kill, (os.getpid(), signal.SIGKILL)).start()
    begin(item)

study.begin = begins
sys.argv = ["run", *arguments]
runpy.run_module("experiments.run", run_name="__main__")
signal.pause()  # however fast the machine is
"""


class KilledError(BaseException):
    """The process ends here."""


@functools.cache
def described(*more: str) -> Study:
    """A small study, described once: reading options takes longer than simulating it."""
    return run_study(read(RunOptions, [*SMALL, *more]))


def study_at(folder: Path, *more: str) -> Study:
    """A small study in a folder."""
    once = described(*more)
    study = dataclasses.replace(once, options=dataclasses.replace(once.options, out=str(folder)))
    study.fingerprint = once.fingerprint
    return study


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A finished study."""
    folder = tmp_path_factory.mktemp("begun") / "whole"
    study_at(folder).simulate()
    return folder


def same(folder: Path, whole: Path) -> bool:
    """Whether both have the same tables."""
    return all((folder / name).read_bytes() == (whole / name).read_bytes() for name in TABLES)


# --- the first moments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [0, 1, 3])
def test_a_study_killed_before_its_configuration_is_written_goes_on(step, tmp_path, whole, monkeypatch) -> None:
    """After the lock, the folder of parts, provenance.json; in the middle of config.yaml."""
    write, made = opening.write_text, []

    def killed(file: Path, text: str) -> None:
        made.append(file)
        if len(made) == step:
            raise KilledError
        if step == 3 and file.name == "config.yaml":
            file.with_name("config.yaml.tmp").write_text(text[:20], encoding="utf-8")
            raise KilledError
        write(file, text)

    if step == 0:
        monkeypatch.setattr(studies, "begin", lambda _: made.append(1) or (_ for _ in ()).throw(KilledError))
    monkeypatch.setattr(opening, "write_text", killed)
    with pytest.raises(KilledError):
        study_at(tmp_path / "a").simulate()
    monkeypatch.undo()
    assert made
    assert not (tmp_path / "a" / "config.yaml").exists()
    study_at(tmp_path / "a").simulate()
    assert same(tmp_path / "a", whole)
    assert not list((tmp_path / "a").rglob("*.tmp"))


@pytest.mark.slow
def test_three_kills_in_the_first_moments_cost_nothing(tmp_path, whole) -> None:
    for low, high in ((0.0, 0.002), (0.0, 0.05), (0.05, 0.2)):
        wait = str(random.SystemRandom().uniform(low, high))
        words = [sys.executable, "-c", BEGINNING, wait, *SMALL, f"out={tmp_path / 'a'}"]
        done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True, timeout=600)
        assert done.returncode == -signal.SIGKILL, f"waited {wait} s: {done.stderr}"
    study_at(tmp_path / "a").simulate()
    assert same(tmp_path / "a", whole)


@pytest.mark.parametrize("name", ["notes.txt", "runs.parquet", "parts/mine.txt", "config.yaml.old"])
def test_a_folder_of_something_else_is_refused(name: str, tmp_path) -> None:
    file = tmp_path / "a" / name
    file.parent.mkdir(parents=True)
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds something else; name a new folder with out=….$"):
        study_at(tmp_path / "a").simulate()
    assert [item for item in (tmp_path / "a").rglob("*") if item.is_file()] == [file]


@pytest.mark.parametrize("gone", ["", "parts"])
def test_who_deletes_the_folder_of_a_running_study_is_told_the_truth(gone: str, tmp_path) -> None:
    study = study_at(tmp_path / "a")
    study.progress = lambda _: shutil.rmtree(tmp_path / "a" / gone)
    with pytest.raises(InputError, match=r"was deleted while the study ran, with all that was finished") as said:
        study.simulate()
    assert "kept" not in str(said.value)


# --- versions --------------------------------------------------------------------------------------------


def test_other_versions_go_on_with_a_warning_and_are_noted(tmp_path, whole, capsys) -> None:
    shutil.copytree(whole, tmp_path / "a")
    file = tmp_path / "a" / "provenance.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    now = about["packages"]["numpy"]
    about |= {"python": "3.12.0", "packages": {**about["packages"], "numpy": "2.0.0"}}
    file.write_text(json.dumps(about), encoding="utf-8")
    for _ in range(2):
        capsys.readouterr()
        study_at(tmp_path / "a").simulate()
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "was begun with Python 3.12.0, numpy 2.0.0, and goes on with Python" in said
        assert f"numpy {now}" in said
    noted = json.loads(file.read_text(encoding="utf-8"))
    assert noted["python"] == "3.12.0"
    assert [item["numpy"] for item in noted["continued_with"]] == [now]
    assert same(tmp_path / "a", whole)


def test_versions_are_not_part_of_what_a_study_is(monkeypatch) -> None:
    before = described().fingerprint
    monkeypatch.setattr(source_identity.np, "__version__", "0.0")
    monkeypatch.setattr(source_identity.numba, "__version__", "0.0")
    monkeypatch.setattr(source_identity.platform, "python_version", lambda: "0.0")
    after = run_study(described().options).fingerprint
    assert (after.study, after.simulated, after.mark) == (before.study, before.simulated, before.mark)


def test_a_folder_of_another_format_names_the_version_that_reads_it(tmp_path, whole) -> None:
    shutil.copytree(whole, tmp_path / "a")
    file = tmp_path / "a" / "provenance.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**about, "study": "older", "bygd": "0.1"}), encoding="utf-8")
    with pytest.raises(InputError, match=r"tables of another format, which the version that wrote them \(Bygd 0\.1\)"):
        study_at(tmp_path / "a").simulate()


@pytest.mark.parametrize(
    ("words", "change"),
    [
        (["status"], ("seed: 1", "seed: 2")),
        (["resume"], ("months: 12", "months: 13")),
        (["extend", "replicates=+1"], ("law: 2003", "law: 2020")),
        (["repeat", "0"], ("warm_up: 0", "warm_up: 1")),
        (["collect", "out=never.parquet"], ("engine: compiled", "engine: mesa")),
    ],
)
def test_a_study_whose_configuration_was_edited_is_taken_for_no_other(words, change, tmp_path, whole) -> None:
    shutil.copytree(whole, tmp_path / "a")
    file = tmp_path / "a" / "config.yaml"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match=r"config\.yaml was changed since the study was begun, .*; undo the change"):
        command.manage([words[0], str(tmp_path / "a"), *words[1:]])
    with pytest.raises(InputError, match=r"config\.yaml was changed since"):
        bygd.study(tmp_path / "a").table("runs")


def test_an_editor_may_write_the_configuration_in_its_own_way(tmp_path, whole) -> None:
    """A byte order mark, a remark, other ends of lines: it says the same."""
    shutil.copytree(whole, tmp_path / "a")
    file = tmp_path / "a" / "config.yaml"
    text = file.read_text(encoding="utf-8").replace("seed: 1\n", "seed: 1  # mine\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    command.manage(["status", str(tmp_path / "a")])
    study_at(tmp_path / "a").simulate()
    assert same(tmp_path / "a", whole)


# --- made from Python ------------------------------------------------------------------------------------


def test_points_of_ones_own_are_kept_and_every_command_knows_them(tmp_path, capsys) -> None:
    from sim.points import point_of

    plain = study_at(tmp_path / "a", "replicates=2")
    points = {point_of(values): values for values in ({"placement.detection": x} for x in (0.2, 0.4))}
    Study("run", plain.options, plain.scenarios, points=points).simulate()
    design = pd.read_parquet(tmp_path / "a" / "design.parquet")
    assert design["placement.detection"].tolist() == [0.2, 0.4]
    runs = pd.read_parquet(tmp_path / "a" / "runs.parquet")
    assert set(runs["point"]) == set(design["point"])
    for words in (["status"], ["extend", "replicates=+1"], ["repeat", "3"]):
        command.manage([words[0], str(tmp_path / "a"), *words[1:]])
    said = capsys.readouterr().out
    assert "2 points, 2 replicates" in said
    assert "3 replicates at 2 points" in said
    assert len(pd.read_parquet(tmp_path / "a" / "runs.parquet")) == 6


def test_scenarios_of_ones_own_are_left_to_their_script(tmp_path) -> None:
    plain, longer = study_at(tmp_path / "a"), study_at(tmp_path / "a", "months=14")
    Study("run", plain.options, longer.scenarios).simulate()
    with pytest.raises(InputError, match=r"does not describe; the Python script that made it goes on with it\.$"):
        command.manage(["status", str(tmp_path / "a")])


# --- beside the tables -----------------------------------------------------------------------------------


def test_lives_are_those_of_the_runs_there_are(tmp_path) -> None:
    folder = tmp_path / "a"
    compare_study(read(CompareOptions, [*SMALL, "scenarios=[follow_up]", "ensemble=default", f"out={folder}"])).run()
    assert set(lives.ensure(folder).people["replicate"]) == set(range(4))
    options = lives.options_of(folder, "compare")
    text = (folder / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(text.replace("replicates: 4", "replicates: 6"), encoding="utf-8")
    assert lives.read(folder, lives.options_of(folder, "compare")) is None, "those of fewer runs are not told"
    assert set(lives.ensure(folder).people["replicate"]) == set(range(6))
    assert len(lives.read(folder, lives.options_of(folder, "compare")).people["replicate"].unique()) == 6
    assert lives.runs_of(options) == 4


def test_collect_overwrites_only_what_it_has_made(tmp_path, whole) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    before = (whole / "runs.parquet").read_bytes()
    another = r"is there already, and collect has not made it; name another file"
    for out, words in {mine: another, whole / "runs.parquet": another, tmp_path: "is a folder; name a file"}.items():
        with pytest.raises(InputError, match=words):
            command.manage(["collect", str(whole), f"out={out}"])
    assert mine.read_text(encoding="utf-8") == "mine"
    assert (whole / "runs.parquet").read_bytes() == before
    for _ in range(2):
        command.manage(["collect", str(whole), f"out={tmp_path / 'all.parquet'}"])
    assert len(pd.read_parquet(tmp_path / "all.parquet")) == 4


def test_a_report_overwrites_only_a_report(tmp_path) -> None:
    mine = tmp_path / "letter.html"
    mine.write_text("<!DOCTYPE html><p>mine</p>", encoding="utf-8")
    with pytest.raises(InputError, match=r"is there already, and is no report; name another file with out=….$"):
        page.write(tmp_path, "en", mine)
    with pytest.raises(InputError, match=r"is a folder; name a file"):
        page.write(tmp_path, "en", tmp_path)
    assert mine.read_text(encoding="utf-8") == "<!DOCTYPE html><p>mine</p>"
