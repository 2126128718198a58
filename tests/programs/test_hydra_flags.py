"""What Hydra's flags and options do here: they act, or one sentence says what to do instead."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hydra.core.plugins import Plugins

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions, RunOptions, SweepOptions
from bygd.scenarios.yaml_text import parse
from experiments.command import objective
from experiments.command import sweep as sweeping
from experiments.command.main import main
from experiments.command.read import read
from experiments.compare import compare
from experiments.run import run
from experiments.sweep import sweep
from tests.support import climber

PROGRAMS = {"run": (RunOptions, run), "compare": (CompareOptions, compare), "sweep": (SweepOptions, sweep)}
SMALL = ["municipality=vaga", "months=48", "warm_up=0", "replicates=3"]


def typed(program: str, *arguments: str) -> int:
    """Exit status of a command; nothing may be left in the folder by one that is refused or only shows."""
    options, work = PROGRAMS[program]
    try:
        main(options, work, program, list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.parametrize("flag", [["--cfg", "job"], ["--cfg=job"], ["-c", "job"], ["--cfg", "job", "--resolve"]])
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_options_of_a_job_are_printed_as_yaml_and_no_folder_is_made(
    program: str, flag: list[str], tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    assert typed(program, "replicates=7", *flag, "answer.pressure=0.2") == 0
    said: Any = parse(capsys.readouterr().out)
    assert (said["replicates"], said["answer"]["pressure"], said["municipality"]["title"]) == (7, 0.2, "Sel")
    assert not [*tmp_path.iterdir()]


def test_what_is_printed_is_checked_as_before_a_run(capsys) -> None:
    assert typed("run", "--cfg", "job", "replicates=many") == 1
    assert capsys.readouterr().err.startswith("replicates is 'many', but must be")


@pytest.mark.parametrize("flag", [["--info"], ["-i"], ["--info", "plugins"], ["--info=all"]])
def test_info_says_what_there_is(flag: list[str], tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert typed("compare", *flag) == 0
    said = capsys.readouterr().out
    assert "policy (none): " in said
    assert "follow_up" in said
    assert "hydra/launcher=…: basic, joblib" in said
    assert "hydra/sweeper=…: basic" in said
    assert not [*tmp_path.iterdir()]


REFUSED = {
    "--config-dir": "names no folder",
    "--config-dir elsewhere": "no folder elsewhere",
    "-cd=elsewhere": "no folder elsewhere",
    "--config-dir ..": "has none of the folders in which names are looked up",
    "--config-path elsewhere": "experiment=my_study.yaml",
    "--config-name other": "experiment=my_study.yaml",
    "hydra.searchpath=[file://elsewhere]": "no folder elsewhere",
    "hydra.searchpath=[pkg://elsewhere]": "in folders alone, like file://elsewhere",
    "-m hydra.searchpath=[elsewhere] months=12,24": "no folder elsewhere",
    "hydra.run.dir=elsewhere": "out=…",
    "++hydra.run.dir=elsewhere": "out=…",
    "-m hydra.run.dir=elsewhere months=12,24": "out=…",
    "-m hydra.job.chdir=true months=12,24": "the folder in which the command was typed",
    "-m hydra.output_subdir=x months=12,24": "config.yaml",
    "-m hydra.sweeper.params={a:1} months=12,24": "by itself",
    "hydra.sweep.dir=elsewhere": "-m only",
    "hydra/launcher=joblib": "-m only",
    "--shell-completion install=bash": "bygd completion bash",
    "-sc query=bash": "bygd completion bash",
    "--package policy": "--cfg job prints all",
    "--hydra-help": "--help explains",
    "--experimental-rerun x": "resume FOLDER",
    "--run": "leave it out",
    "--cfg": "must be job",
    "--cfg hydra": "must be job",
    "--resolve": "leave it out",
    "-m --cfg job months=12,24": "leave out -m",
    "objective=employed_36m": "goes with -m",
    "-m objective=work months=12,24": "no outcome",
    "-m objective=[] months=12,24": "is empty",
    "-m out=same months=12,24": "out=same is one folder for several jobs",
    "-m out=one,two months=12,24": "out=one,two is one folder for several jobs",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_would_be_ignored_is_refused_in_one_sentence(words: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["run", *words.split()])
    assert typed("run", *words.split()) == 1
    said = capsys.readouterr().err.strip()
    assert REFUSED[words] in said
    assert "\n" not in said
    assert said.endswith(".")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("launcher", [[], ["hydra/launcher=joblib"]])
def test_a_mistake_in_a_job_is_one_sentence_too(launcher: list[str], tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["-m", "policy=[folow_up]", "months=12,24", *launcher]
    monkeypatch.setattr(sys, "argv", ["run", *words])
    assert typed("run", *words) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("There is no measure 'folow_up' (is follow_up")


# --- objective -------------------------------------------------------------------------------------------------------


def test_an_optimising_sweeper_finds_the_best(tmp_path, monkeypatch) -> None:
    """It goes where the returned value is larger, which no sweeper could do that is returned nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sweeping, "returned", lambda names, given: -((given.answer.pressure - 0.3) ** 2))
    words = ["-m", "answer.pressure=interval(0.1,0.5)", "objective=employed_36m"]
    monkeypatch.setattr(climber.Climber, "__module__", "hydra_plugins.climber")  # the one package that Hydra takes
    monkeypatch.setitem(sys.modules, "hydra_plugins.climber", climber)
    Plugins.instance().register(climber.Climber)
    sweeper = "hydra.sweeper._target_=hydra_plugins.climber.Climber"
    arguments = [*words, sweeper, f"hydra.sweep.dir={tmp_path / 's'}"]
    monkeypatch.setattr(sys, "argv", ["run", *arguments])
    jobs: list[Any] = []
    main(RunOptions, jobs.append, "run", arguments)
    assert len(jobs) == len(climber.Climber.returned) == 8
    assert climber.Climber.best == pytest.approx(0.3, abs=0.05)


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_a_job_returns_the_level_of_a_run_and_the_difference_of_a_comparison(tmp_path) -> None:
    import bygd

    one = read(RunOptions, [*SMALL, "ensemble=default", f"out={tmp_path / 'run'}"])
    run(one)
    level = bygd.study(tmp_path / "run").outcomes.set_index("outcome")["value"]
    assert objective.returned(["employed_36m"], one) == level["employed_36m"]
    assert objective.returned(["employed_36m", "kr_state"], one) == [level["employed_36m"], level["kr_state"]]
    assert objective.returned([], one) is None
    with pytest.raises(InputError, match="Nobody was observed for stay_120m"):
        objective.returned(["stay_120m"], one)
    two = read(CompareOptions, [*SMALL, "ensemble=default", "scenarios=[follow_up]", f"out={tmp_path / 'two'}"])
    compare(two)
    table = bygd.study(tmp_path / "two").differences.set_index("outcome")
    assert objective.returned(["employed_36m"], two) == table.loc["employed_36m", "difference"]


@pytest.mark.parametrize(
    "words", [["scenarios=[follow_up,matching]"], ["scenarios=[every_measure]"], ["municipalities=[sel,vaga]"]]
)
def test_the_objective_of_a_comparison_is_one_difference(words: list[str], tmp_path) -> None:
    given = read(CompareOptions, words)
    with pytest.raises(InputError, match="difference of one scenario"):
        objective.check_one(["employed_36m"], given)
    objective.check_one([], given)


def test_programs_that_return_nothing_say_so() -> None:
    with pytest.raises(InputError, match="sweep returns nothing"):
        objective.objective_of("sweep", ["objective=employed_36m", "n=4,8"])
    assert objective.objective_of("run", ["seed=1,2"]) == ([], ["seed=1,2"])
