"""Bad input ends in one sentence, exit status 1, nothing half-written."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from experiments import study as study_module
from experiments.compare import compare
from experiments.compose import main
from experiments.options import CompareOptions, RunOptions
from experiments.run import run

SHORT = ["municipality=vaga", "months=12", "replicates=2", "warm_up=0", "threads=1"]
SEL = Path("configs/municipality/sel.yaml").read_text(encoding="utf-8")


def refused(arguments: list[str], monkeypatch, capsys, *, options=RunOptions, program=run) -> str:
    """Call a program that must refuse; returns its sentence."""
    monkeypatch.setattr(sys, "argv", ["program", *arguments])
    with pytest.raises(SystemExit) as stop:
        main(options, program, "run")
    assert stop.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    sentence = said.err.strip()
    assert "\n" not in sentence, sentence
    assert "Traceback" not in sentence
    assert sentence.endswith("."), sentence
    assert "+" not in sentence or "append" not in sentence
    return sentence


CASES = {
    "municipality=mars": "choose from national",
    "policy=[follow_upp]": "choose from coordinated_requests",
    "policy=3": "must be a list of names",
    "engine=warp": "compiled or mesa",
    "record=all": "summary or people",
    "language.clasroom_gain=0.01": "Unknown option language.clasroom_gain",
    "+language.clasroom_gain=0.01": "Unknown option language.clasroom_gain",
    "++language.clasroom_gain=0.01": "Unknown option language.clasroom_gain",
    "+nonsense=1": "Unknown option nonsense",
    "language.classroom_gain=fast": "could not be converted",
    "language.classroom_gain=null": "language.classroom_gain",
    "language.classroom_gain=nan": "must lie between",
    "language.classroom_gain=inf": "must lie between",
    "language.classroom_gain=0.9": "must lie between 0 and 0.3",
    "~language.classroom_gain": "language.classroom_gain",
    "placements": "name=value",
    "--placements": "name=value",
    "months=[1": "name=value",
    "months=0": "months is 0",
    "months=-3": "months is -3",
    "months=100000": "months is 100000",
    "months=1.5": "could not be converted",
    "replicates=0": "replicates is 0",
    "replicates=-1": "replicates is -1",
    "replicates=100000000": "replicates is",
    "seed=-1": "seed is -1",
    "start=1066": "start is 1066",
    "arrivals=none": "must be one of series",
    "municipality=nowhere.yaml": "There is no municipality file",
    "policy=[follow_up] policies.follow_up.from_month=0": "from_month is 0",
    "policy=[follow_up] policies.follow_up.grade=Z": "grade is 'Z'",
}


@pytest.mark.parametrize("said", CASES)
def test_a_wrong_option_is_one_sentence(said: str, tmp_path, monkeypatch, capsys) -> None:
    sentence = refused([*said.split(" "), f"out={tmp_path / 'study'}"], monkeypatch, capsys)
    assert CASES[said] in sentence
    assert not (tmp_path / "study").exists(), "nothing is written"


FILES = {
    "missing key": (SEL.replace("    inhabitants: 5872", "    # no inhabitants"), "inhabitants"),
    "unknown key": (SEL.replace("    inhabitants: 5872", "    inhabitants: 5872\n    mayor: 1"), "mayor"),
    "negative settlement": (SEL.replace("      2016: 37", "      2016: -37"), "settled in 2016 is -37"),
    "missing year": (SEL.replace("      2016: 37", "      # 2016"), "2016"),
    "shares that do not sum": (SEL.replace("      retail: .23", "      retail: .33"), "sum to 1.1"),
    "share above one": (SEL.replace("        protected: .25", "        protected: 2.5", 1), "protected"),
    "text for a number": (SEL.replace("    inhabitants: 5872", "    inhabitants: many"), "inhabitants"),
    "no office": (SEL.replace("      after:", "      later:"), "offices must be programme and after"),
    "not YAML": ("a: [1", "not valid YAML"),
    "a list": ("- 1\n- 2\n", "keys and values"),
    "empty": ("", "municipality"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_wrong_municipality_file_is_one_sentence(case: str, tmp_path, monkeypatch, capsys) -> None:
    text, expected = FILES[case]
    assert text != SEL
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    sentence = refused([f"municipality={file}", f"out={tmp_path / 'study'}"], monkeypatch, capsys)
    assert expected in sentence
    assert not (tmp_path / "study").exists()


def test_unknown_policy_in_a_scenario(tmp_path, monkeypatch, capsys) -> None:
    arguments = ["scenarios=[follow_up+magic]", f"out={tmp_path / 'study'}"]
    sentence = refused(arguments, monkeypatch, capsys, options=CompareOptions, program=compare)
    assert "no policy 'magic'" in sentence


def test_no_scenario_at_all(tmp_path, monkeypatch, capsys) -> None:
    arguments = ["scenarios=[]", f"out={tmp_path / 'study'}"]
    assert "empty" in refused(arguments, monkeypatch, capsys, options=CompareOptions, program=compare)


def test_conflicting_policies(tmp_path, monkeypatch, capsys) -> None:
    def contradicting(made) -> None:
        for name, value in (("follow_up", 0.5), ("wage_subsidy", 0.6)):
            made.policies[name].changes["practice.prepared"] = {"set": value}
        run(made)

    arguments = ["policy=[follow_up,wage_subsidy]", f"out={tmp_path / 'study'}"]
    sentence = refused(arguments, monkeypatch, capsys, program=contradicting)
    assert "follow_up and wage_subsidy contradict each other: practice.prepared is set to 0.5 and to 0.6" in sentence
    assert not (tmp_path / "study").exists()


@pytest.mark.compiled
def test_a_folder_with_another_configuration_is_refused(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "study"
    monkeypatch.setattr(sys, "argv", ["run", *SHORT, f"out={out}"])
    main(RunOptions, run, "run")
    capsys.readouterr()
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    assert "another configuration" in refused([*SHORT, "seed=2", f"out={out}"], monkeypatch, capsys)
    assert before == {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}


def test_a_folder_with_something_else_is_refused(tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    assert "something else" in refused([*SHORT, f"out={tmp_path}"], monkeypatch, capsys)
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]


def test_a_file_is_no_folder(tmp_path, monkeypatch, capsys) -> None:
    file = tmp_path / "study"
    file.write_text("", encoding="utf-8")
    assert "is a file" in refused([*SHORT, f"out={file}"], monkeypatch, capsys)


def test_a_folder_that_cannot_be_made(tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "Cannot write" in refused([*SHORT, f"out={tmp_path / 'file' / 'study'}"], monkeypatch, capsys)


@pytest.mark.compiled
def test_a_full_disk_keeps_what_was_finished(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(study_module, "CHUNK", 1)
    write = study_module.write_parquet
    files: list[Path] = []

    def full(file: Path, frame) -> None:
        if len(files) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        files.append(file)
        write(file, frame)

    monkeypatch.setattr(study_module, "write_parquet", full)
    sentence = refused([*SHORT, f"out={tmp_path / 'study'}"], monkeypatch, capsys)
    assert "No space left on device" in sentence
    assert all(file.exists() for file in files)
    assert not list((tmp_path / "study").rglob("*.tmp"))


@pytest.mark.compiled
def test_two_processes_cannot_share_a_folder(tmp_path, monkeypatch, capsys) -> None:
    fcntl = pytest.importorskip("fcntl")
    out = tmp_path / "study"
    monkeypatch.setattr(sys, "argv", ["run", *SHORT, f"out={out}"])
    main(RunOptions, run, "run")
    capsys.readouterr()
    with (out / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "Another process" in refused([*SHORT, f"out={out}"], monkeypatch, capsys)


SELECTIONS = {
    "scenarios=null": "must be a list of names",
    "scenarios=[null]": "must be a list of names",
    "scenarios=3": "must be a list of names",
    "scenarios=[]": "scenarios is empty",
    "scenarios=[follow_up,follow_up]": "follow_up is there twice",
    "scenarios=[follow_up+wage_subsidy,wage_subsidy+follow_up]": "there twice (as follow_up+wage_subsidy)",
    "scenarios=[follow_up+follow_up]": "appears twice in follow_up+follow_up",
    "scenarios=[all_ten+follow_up]": "appears twice in all_ten+follow_up",
    "scenarios=[follow_up+]": "There is no policy ''",
    "scenarios=[recommendation_11]": "There is no policy 'recommendation_11'",
    "scenarios=[extra_staff:x]": "looks like extra_staff:0.5",
    "scenarios=[extra_staff:-1]": "must be 0 or more",
    "scenarios=[follow_up:2]": "follow_up has no size",
    "policy=[follow_up] scenarios=[follow_up]": "in force already",
    "until=[jobs]": "no outcome",
    "budget=0": "budget is 0",
    "scenarios=[follow_up] policies.follow_up.title.nb=''": "title lacks its text in 'nb'",
}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_an_odd_selection_of_measures_is_one_sentence(selection: str, tmp_path, monkeypatch, capsys) -> None:
    arguments = [*selection.split(" "), "replicates=0", f"out={tmp_path / 'study'}"]
    sentence = refused(arguments, monkeypatch, capsys, options=CompareOptions, program=compare)
    assert SELECTIONS[selection] in sentence
    assert not (tmp_path / "study").exists(), "nothing is half-written"
