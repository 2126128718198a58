"""Bad input ends in one sentence, exit status 1, nothing half-written."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from filelock import FileLock

from bygd.scenarios.options import (
    CalibrateOptions,
    CompareOptions,
    RankOptions,
    RunOptions,
    SensitivityOptions,
    SweepOptions,
)
from bygd.studies import study
from bygd.studies.programs import run_study
from experiments.calibrate.__main__ import calibrate
from experiments.command.read import read
from experiments.compare import compare
from experiments.rank.__main__ import rank
from experiments.run import run
from experiments.sensitivity.__main__ import sensitivity
from experiments.sweep import sweep
from experiments.validate.figures import FiguresOptions, validate_figures
from tests.support.refusing import SHORT, refused

SEL = Path("configs/municipality/sel.yaml").read_text(encoding="utf-8")


CASES = {
    "municipality=mars": "choose from national",
    "municipality=Vågå": "no municipality 'Vågå' (is vaga meant?); choose from national",
    "municipality=Skjåk": "or name a file of your own",
    "municipality=skjåk.yaml": "There is no municipality file skjåk.yaml.",
    "policy=[follow_upp]": "(is follow_up meant?); choose from coordinated_requests",
    "policy=3": "There is no measure 3",
    "engine=warp": "compiled or mesa",
    "record=all": "summary or people",
    "language.clasroom_gain=0.01": "Unknown option language.clasroom_gain",
    "+language.clasroom_gain=0.01": "Unknown option language.clasroom_gain",
    "++language.clasroom_gain=0.01": "Unknown option language.clasroom_gain",
    "+nonsense=1": "Unknown option nonsense",
    "language.classroom_gain=fast": "classroom_gain is 'fast', but must be a number",
    "language.classroom_gain=null": "language.classroom_gain",
    "language.classroom_gain=nan": "must lie between",
    "language.classroom_gain=inf": "must lie between",
    "language.classroom_gain=0.9": "must lie between 0 and 0.3",
    "~language.classroom_gain": "language.classroom_gain",
    "placements": "name=value",
    "--placements": "name=value",
    "months=[1": "months is '[1', but must be a whole number",
    "policy=[follow_up": "lacks a ]; options look like name=value",
    "policy=[follow_up]]": "lacks a [",
    "“policy=[follow_up]”": "curly",
    "policy = [follow_up]": "without spaces",
    "replicate=2": "Unknown option replicate (is replicates meant?)",
    "months=0": "months is 0",
    "months=-3": "months is -3",
    "months=100000": "months is 100000",
    "months=1.5": "months is '1.5', but must be a whole number",
    "replicates=0": "replicates is 0",
    "replicates=-1": "replicates is -1",
    "replicates=100000000": "replicates is",
    "seed=-1": "seed is -1",
    "start=1066": "start is 1066",
    "arrivals=none": "must be one of series",
    "address=tcp://127.0.0.1:9": "say executor=dask as well",
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
    "missing key": (SEL.replace("    inhabitants: 5872", "    # no inhabitants"), "sel.inhabitants is missing"),
    "unknown key": (SEL.replace("    inhabitants: 5872", "    inhabitants: 5872\n    mayor: 1"), "mayor is unknown"),
    "negative settlement": (SEL.replace("      2016: 37", "      2016: -37"), "settled in 2016 is -37"),
    "missing year": (SEL.replace("      2016: 37", "      # 2016"), "2016"),
    "shares that do not sum": (SEL.replace("      retail: .23", "      retail: .33"), "sum to 1.1"),
    "share above one": (SEL.replace("        protected: .25", "        protected: 2.5", 1), "protected"),
    "text for a number": (SEL.replace("    inhabitants: 5872", "    inhabitants: many"), "inhabitants"),
    "no office": (SEL.replace("      after:", "      later:"), "offices must be programme and after"),
    "not YAML": ("a: [1", "not valid YAML: a bracket is opened in line 1"),
    "no colon": (SEL.replace("    inhabitants: 5872", "    inhabitants 5872"), "in line 46 a colon"),
    "a second colon": ("title: Sel: the valley\n", "in line 1 or the one before a colon"),
    "a tab": ("municipalities:\n\tsel:\n", "line 2 holds a tab; indent with spaces"),
    "no partner": ("title: 'Sel\n", "a quotation mark in line 1 has no partner"),
    "shifted": ("municipalities:\n   a: 1\n  b: 2\n", "in line 3 or just before it something begins too far left"),
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


def test_names_may_hold_all_letters(tmp_path) -> None:
    file = tmp_path / "min kommune på øya.yaml"
    file.write_text(SEL, encoding="utf-8")
    made = read(RunOptions, [f"municipality={file}", "out=søk/Åmot"])
    assert made.municipality.municipalities["sel"].inhabitants == 5872
    assert made.out == "søk/Åmot"


def test_unknown_policy_in_a_scenario(tmp_path, monkeypatch, capsys) -> None:
    arguments = ["scenarios=[follow_up+magic]", f"out={tmp_path / 'study'}"]
    sentence = refused(arguments, monkeypatch, capsys, options=CompareOptions, program=compare)
    assert "no measure 'magic'" in sentence


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
    run_study(read(RunOptions, [*SHORT, f"out={out}"])).run()
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
@pytest.mark.usefixtures("without_pictures")
def test_a_full_disk_keeps_what_was_finished(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(study, "CHUNK", 1)
    write = study.write_parquet
    files: list[Path] = []

    def full(file: Path, *table) -> None:
        if len(files) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        files.append(file)
        write(file, *table)

    monkeypatch.setattr(study, "write_parquet", full)
    sentence = refused([*SHORT, f"out={tmp_path / 'study'}"], monkeypatch, capsys)
    assert "No space left on device" in sentence
    assert all(file.exists() for file in files)
    assert not list((tmp_path / "study").rglob("*.tmp"))


@pytest.mark.compiled
def test_two_processes_cannot_share_a_folder(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "study"
    run_study(read(RunOptions, [*SHORT, f"out={out}"])).run()
    with FileLock(out / "lock"):
        assert "Another process" in refused([*SHORT, f"out={out}"], monkeypatch, capsys)


SELECTIONS = {
    "scenarios=null": "There is no measure 'null'",
    "scenarios=[null]": "There is no measure 'null'",
    "scenarios=3": "There is no measure 3",
    "scenarios=[]": "scenarios is empty",
    "scenarios=[follow_up,follow_up]": "follow_up is there twice",
    "scenarios=[follow_up+wage_subsidy,wage_subsidy+follow_up]": "there twice (as follow_up+wage_subsidy)",
    "scenarios=[follow_up+follow_up]": "appears twice in follow_up+follow_up",
    "scenarios=[all_ten+follow_up]": "appears twice in all_ten+follow_up",
    "scenarios=[follow_up+]": "There is no measure ''",
    "scenarios=[recommendation_11]": "There is no measure 'recommendation_11'",
    "scenarios=[extra_staff:0,5]": "with a point, like extra_staff:0.5",
    "scenarios=[follow-upp]": "(is follow_up meant?)",
    "scenarios=[extra_staff:x]": "looks like extra_staff:0.5",
    "scenarios=[extra_staff:-1]": "must be 0 or more",
    "scenarios=[follow_up:2]": "follow_up is done in full at 1",
    "scenarios=[follow_up:nan]": "must be 0 or more",
    "scenarios=[follow_up:0]": "changes nothing",
    "scenarios=[wage_subsidy:0]": "changes nothing",
    "scenarios=[follow_up:0.5,follow_up:.50]": "there twice (as follow_up:0.5)",
    "policy=[follow_up] scenarios=[follow_up]": "in force already",
    "until=[jobs]": "no outcome",
    "budget=0": "budget is 0",
    "budget=399": "budget is 399, but must be 400 or more: 2 runs in each of 200 ensemble members",
    "scenarios=[follow_up] policies.follow_up.title.nb=": "title lacks its text in 'nb'",
}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_an_odd_selection_of_measures_is_one_sentence(selection: str, tmp_path, monkeypatch, capsys) -> None:
    arguments = [*selection.split(" "), "replicates=0", f"out={tmp_path / 'study'}"]
    sentence = refused(arguments, monkeypatch, capsys, options=CompareOptions, program=compare)
    assert SELECTIONS[selection] in sentence
    assert not (tmp_path / "study").exists(), "nothing is half-written"


# --- programs that simulate long: told at the door ------------------------------------------------------------------

PROGRAMS = {
    "calibrate": (CalibrateOptions, calibrate),
    "compare": (CompareOptions, compare),
    "figures": (FiguresOptions, validate_figures),
    "rank": (RankOptions, rank),
    "sensitivity": (SensitivityOptions, sensitivity),
    "sweep": (SweepOptions, sweep),
}
AT_THE_DOOR = {
    "sweep vary=[answer.pressure] design=grid": "needs the values of answer.pressure",
    "sweep vary=[answer.pressure] design=saltelli n=7": "n is 7",
    "sweep vary=[answer.pressure:0.1:0.2,answer.pressure:0.3] design=grid": "names answer.pressure twice",
    "sweep vary=[answer.presure]": "is answer.pressure meant?",
    "sweep design=list points=3": "needs points, each a mapping",
    "sweep design=list points=[3]": "needs points, each a mapping",
    "sweep design=list points=[{answer.pressure:x}]": "answer.pressure is to be x, but must be a number",
    "sweep design=list points=[{answer.*:0.1}]": "whole name",
    "rank measures=[follow_up]": "must name 2 to 40",
    "rank measures=[follow_up,follow_up]": "appears twice",
    "rank outcomes=[employed_36m,employed_36m]": "names employed_36m twice",
    "rank budget_hours=lots": "budget_hours is 'lots', but must be a number",
    "sensitivity vary=[nothing.*]": "fits no number",
    "sensitivity outcomes=[]": "outcomes is empty",
    "sensitivity method=sobol blocks=7": "blocks is 7, but must be a power of two, like 8",
    "sensitivity method=samples samples=0": "samples is 0",
    "sensitivity samples=1": "samples is 1",
    "compare places=[sel]": "The option places is called municipalities now.",
    "compare municipalities=[sel,sel]": "names sel twice",
    "compare municipalities=[sel,mars]": "There is no municipality 'mars'",
    "compare municipalities=[sel] months=60": "say more than 60",
    "compare municipalities=[sel] parameters=unknown": "The option parameters is called ensemble now.",
    "compare municipalities=[sel] ensemble=unknown": "There is no ensemble 'unknown'",
    "compare scenarios=[every_measure,follow_up]": "follow_up is there twice",
    "compare beside_ensemble=default": "default is the declared numbers",
    "compare beside_ensemble=norway_2003_act": "which has the same members as ensemble",
    "compare beside_ensemble=norway_2021_act ensemble=default": "default is the declared numbers",
    "compare beside_ensemble=norway_2021_act member=17": "leave member out",
    "compare beside_ensemble=norway_2021_act municipalities=[sel,vaga]": "leave out municipalities",
    "compare beside_ensemble=norway_2021_act practice_of=vaga": "leave out practice_of",
    "compare beside_ensemble=unknown": "There is no ensemble 'unknown'",
    "compare practice_of=mars": "There is no municipality 'mars'",
    "compare practice_of=region": "two single municipalities",
    "compare practice_of=nordre_land scenarios=[follow_up]": "leave scenarios and ensemble out",
    "compare practice_of=each_other": "needs two municipalities",
    "compare practice_of=each_other municipalities=[sel]": "needs two municipalities",
    "figures figures=unknown": "There are no figures 'unknown'",
    "figures months=155": "must be 156 or more",
    "figures municipalities=[sel]": "with ensemble=default only",
    "figures ensemble=default municipalities=[sel,sel]": "names sel twice",
    "figures ensemble=default page=x.md": "leave out ensemble=default, or page",
    "sensitivity vary=[answer.pressure:0.1]": "answer.pressure has 1 value",
    "sensitivity ensemble=norway_2003_act": "say which member all points begin with",
    "sweep vary=[answer.pressure] ensemble=norway_2003_act": "say which member all points begin with",
    "sweep vary=[answer.pressure] member=17": "ensemble=default has no members",
    "calibrate free=[]": "free is empty",
    "calibrate free=[search.nothing]": "free names 'search.nothing', which fits no number",
    "calibrate free=[search.*]": "must name each number whole",
    "calibrate free=[search.applications,search.applications]": "names search.applications twice",
    "calibrate free=[programme.full_length]": "stays as declared",
    "calibrate fixed=[nothing.at_all]": "fixed names 'nothing.at_all'",
    "calibrate again=50": "at least the number of members",
    "calibrate figures=unknown": "There are no figures 'unknown'",
    "calibrate save=a/b": "letters, digits and _",
    "calibrate save=a/.csv": "a file that ends in .csv",
    "calibrate save=default": "letters, digits and _",
    "calibrate save=norway_2003_act": "is an ensemble norway_2003_act already",
}


@pytest.mark.parametrize("said", AT_THE_DOOR)
def test_what_cannot_be_done_is_told_before_anything_is_simulated(said: str, tmp_path, monkeypatch, capsys) -> None:
    program, *arguments = said.split(" ")
    options, call = PROGRAMS[program]
    out = tmp_path / "study"
    assert AT_THE_DOOR[said] in refused([*arguments, f"out={out}"], monkeypatch, capsys, options=options, program=call)
    assert not out.exists(), "nothing is written"


@pytest.mark.parametrize("program", ["calibrate", "compare municipalities=[sel,vaga]", "figures ensemble=default"])
def test_a_folder_with_letters_is_left_alone_by_all(program: str, tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    program, *more = program.split(" ")
    options, call = PROGRAMS[program]
    for out, expected in ((tmp_path, "holds something else"), (tmp_path / "letters.txt", "is a file")):
        assert expected in refused([*more, f"out={out}"], monkeypatch, capsys, options=options, program=call)
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.compiled
@pytest.mark.parametrize(
    "said", ["sweep vary=[answer.pressure]", "rank measures=[follow_up,wage_subsidy]", "sensitivity replicates=3"]
)
def test_an_outcome_that_nobody_reaches_is_told_after_some_runs(said: str, tmp_path, monkeypatch, capsys) -> None:
    program, *arguments = said.split(" ")
    options, call = PROGRAMS[program]
    arguments += ["municipality=vaga", "months=24", f"out={tmp_path / 'study'}"]
    sentence = refused(arguments, monkeypatch, capsys, options=options, program=call)
    assert "Nobody is observed for employed_36m" in sentence
    assert not (tmp_path / "study").exists()
