"""What is waited for is said: which step of a program, how far it is, what comes next."""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from bygd.scenarios.options import RunOptions
from experiments.command import progress
from experiments.command.dispatch import HERE, programs
from experiments.command.main import main
from experiments.command.progress import Steps, heard
from experiments.command.read import read
from experiments.lives import LivesOptions
from experiments.run import run

AT_ONCE = {"numbers", "municipality", "completion"}  # they read one file, or none
ELSEWHERE = {"benchmark", "demo"}  # says each measurement as it comes; is compare


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal to which every step is said at once."""
    monkeypatch.setattr(progress, "QUIET", 0.0)
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=(shown := Terminal())))
    return shown


def said(shown: io.StringIO) -> list[str]:
    """Lines that were said, the last of them too."""
    if (timer := progress._Speaker.timer).ident:
        timer.join()
    return shown.getvalue().splitlines()


def test_a_step_is_said_with_how_far_it_is_and_what_comes_next(terminal: Terminal) -> None:
    with heard():
        assert said(terminal) == ["Reading what is asked for … (step 1 of 1)"]
        steps = Steps("simulating", "drawing figures")
        assert said(terminal)[1:] == ["Simulating … (step 1 of 2, next: drawing figures)"]
        steps.next()
        assert said(terminal)[2:] == ["Drawing figures … (step 2 of 2)"]
        steps.next()
    assert len(said(terminal)) == 3


def test_a_program_that_turns_out_to_have_no_steps_says_none(terminal: Terminal) -> None:
    with heard():
        said(terminal)
        Steps(*())
        assert len(said(terminal)) == 1


def test_a_quick_step_is_not_said(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET", 60.0)
    with heard():
        Steps("simulating", "drawing figures").next()
    assert said(terminal) == []


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_said_after_the_end(terminal: Terminal, fails: bool) -> None:
    with contextlib.suppress(ZeroDivisionError), heard():
        assert said(terminal)
        _ = 1 / (not fails)
    Steps("simulating")
    assert len(said(terminal)) == 1


def test_nothing_is_said_where_no_terminal_is(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=(pipe := io.StringIO())))
    with heard():
        Steps("simulating")
    assert said(pipe) == []


def test_each_program_is_heard_from_its_words_on(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    main(LivesOptions, lambda _: said(terminal), "lives", ["a_folder"])
    main(RunOptions, lambda _: said(terminal), "run", ["months=12"])
    assert said(terminal) == ["Reading what is asked for … (step 1 of 1)"] * 2


@pytest.mark.parametrize("name", sorted(set(programs()) - AT_ONCE - ELSEWHERE))
def test_each_program_names_its_steps(name: str) -> None:
    files = [HERE / f"{name}.py", *(HERE / name).glob("*.py")]
    assert any("progress import Steps" in file.read_text(encoding="utf-8") for file in files if file.is_file())


def short_of(source: str) -> list[str]:
    """Functions that name more steps than they go through."""
    results = []
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)):
        calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
        lists = [
            node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Steps"
        ]
        if calls.count("steps.next") < sum(len(item.args) - 1 for item in lists):
            results.append(function.name)
    return results


def test_each_step_that_is_named_is_begun() -> None:
    files = [file for file in HERE.rglob("*.py") if "progress import Steps" in file.read_text(encoding="utf-8")]
    assert len(files) > 15
    assert {file.name: short for file in files if (short := short_of(file.read_text(encoding="utf-8")))} == {}
    assert short_of("def a():\n    steps = Steps('x', *more, 'y')\n    steps.next()\n") == ["a"]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Steps]:
    """Lists of steps that a program has begun, in this order."""
    result: list[Steps] = []
    begin = Steps._begin

    def noted(steps: Steps) -> None:
        if steps not in result:
            result.append(steps)
        begin(steps)

    monkeypatch.setattr(Steps, "_begin", noted)
    return result


@pytest.mark.compiled
def test_a_program_goes_through_its_steps(tmp_path: Path, begun: list[Steps]) -> None:
    words = ["months=12", "warm_up=0", "replicates=2", f"out={tmp_path / 'study'}"]
    run(read(RunOptions, words))
    (steps,) = begun
    assert steps.words[steps.at] == "drawing figures"
