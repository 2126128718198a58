"""The Tab key: what may stand where the user is typing, asked of the programs, and typed into real shells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bygd.scenarios.catalogue import choices
from experiments.command import dispatch
from experiments.command.completion import SCRIPTS
from experiments.command.dispatch import programs
from tests.support.typing_shell import TypingShell

ROOT = Path(__file__).parents[2]


def completed(*words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What may stand for the last of the words, after ``bygd`` and the others."""
    monkeypatch.setattr(sys, "argv", ["bygd"])
    dispatch.main([f"--complete={words[-1]}", *words[:-1]])
    return [line.partition("\t")[0] for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["compa"], ["compare"]),
        (["--v"], ["--version"]),
        (["no_program_begins_so"], []),
        (["compare", "scena"], ["scenarios="]),
        (["compare", "scenarios=[follow_up,men"], ["scenarios=[follow_up,mentor_grant"]),
        (["compare", '"scenarios=[mentor_grant+follow'], ["scenarios=[mentor_grant+follow_up"]),
        (["run", "policy=extra_staff:0.5+men"], ["policy=extra_staff:0.5+mentor_grant"]),
        (["run", "municipality=va"], ["municipality=vaga"]),
        (["run", "municipality=my_"], []),  # a file, which the shell completes
        (["run", "setting=norway_2021"], ["setting=norway_2021_act"]),
        (["mechanisms", "mechanisms="], ["mechanisms=norway_2021_act"]),
        (["demo", "scenarios=[follow"], ["scenarios=[follow_up"]),
        (["run", "law="], ["law=2003", "law=2021"]),
        (["run", "engine=m"], ["engine=mesa"]),
        (["run", "--cfg", ""], ["job"]),
        (["run", "seed=1", "se"], ["setting=", "settled_per_year=", "settlement.", "search."]),
        (["run", "language.classroom_g"], ["language.classroom_gain="]),
        (["compare", "language="], ["language=en", "language=nb"]),
        (["compare", "until=[employed_36m,employed_60"], ["until=[employed_36m,employed_60m"]),
        (["sensitivity", "vary=[language.pace,placement.detec"], ["vary=[language.pace,placement.detection"]),
        (["municipality", "te"], ["template"]),
        (["municipality", "fetch", "lang"], ["language="]),
        (["app", "--no"], ["--no-browser"]),
        (["app", "no_browser=t"], ["no_browser=true"]),
        (["completion", "po"], ["powershell"]),
    ],
)  # fmt: skip
def test_what_may_stand_at_the_cursor(words: list[str], found: list[str], capsys, monkeypatch) -> None:
    assert completed(*words, capsys=capsys, monkeypatch=monkeypatch) == found


def test_all_that_can_be_chosen_is_offered(capsys, monkeypatch) -> None:
    def offered(*words: str) -> list[str]:
        return completed(*words, capsys=capsys, monkeypatch=monkeypatch)

    assert offered("")[: len(programs())] == list(programs())
    assert offered("run", "municipality=") == [f"municipality={name}" for name in choices("municipality")]
    measures = {item.removeprefix("policy=") for item in offered("run", "policy=")}
    assert measures > {*choices("policy"), "all_ten", "recommendation_6"}
    for name in set(programs()) - {"benchmark", "pages"}:
        assert offered(name, ""), name


def test_a_script_is_printed_for_each_shell_and_no_other(capsys, monkeypatch) -> None:
    for shell, script in SCRIPTS.items():
        monkeypatch.setattr(sys, "argv", ["bygd"])
        dispatch.main(["completion", shell])
        assert capsys.readouterr().out.strip() == script.strip()
    with pytest.raises(SystemExit):
        dispatch.main(["completion", "tcsh"])
    assert "bash or zsh or fish or powershell" in capsys.readouterr().err


# --- real shells -----------------------------------------------------------------------------------------------------

START = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "-N", "-i"]}
LOAD = {
    "bash": 'eval "$(bygd completion bash)"',
    "zsh": 'autoload -U compinit; compinit -u -d dump; eval "$(bygd completion zsh)"',
    "fish": "bygd completion fish | source",
}


@pytest.fixture(params=START)
def shell(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TypingShell]:
    """A shell that has been told about ``bygd``, in a folder with one file."""
    if not shutil.which(request.param):
        pytest.skip(f"no {request.param} here")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    command = binaries / "bygd"
    call = "from experiments.command.dispatch import main; main()"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -c "{call}" "$@"\n')
    command.chmod(0o755)
    place = tmp_path / "place"
    place.mkdir()
    (place / "my_place.yaml").touch()
    monkeypatch.chdir(place)
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"HOME": str(place), "PATH": path, "PS1": "> ", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    typing = TypingShell(START[request.param], environment)
    try:
        typing.after(f'{LOAD[request.param]}; echo re""ady\n', "ready")
        yield typing
    finally:
        typing.close()


@pytest.mark.slow
def test_the_tab_key_completes_in_a_real_shell(shell: TypingShell) -> None:
    """Shells redraw only what changes, so what is looked for is the end of a word."""
    afresh = "\x15bygd "  # Ctrl-U: the line is empty
    shell.after("bygd compa\t", "re ")
    for keys, end in {
        'compare "scenarios=[follow_up,ment\t': "or_grant",
        "run municipality=my_\t": "place.yaml",
        "run setting=norway_2021\t": "_act",
        "run policy=extra_staff:0.5+ment\t": "or_grant",
        "run language.classroom_g\t": "ain=",
        "municipality temp\t": "late",
    }.items():
        shell.after(afresh + keys, end)


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_scripts_have_no_mistake_of_grammar(name: str, tmp_path: Path) -> None:
    if not shutil.which(name):
        pytest.skip(f"no {name} here")
    file = tmp_path / "script"
    file.write_text(SCRIPTS[name], encoding="utf-8")
    assert subprocess.run([name, "-n", str(file)], capture_output=True, check=True).stderr == b""


def test_the_script_of_powershell_closes_what_it_opens() -> None:
    text = re.sub(r"'[^']*'|\"[^\"]*\"", "", SCRIPTS["powershell"].partition("\n")[2])
    assert all(text.count(first) == text.count(last) for first, last in ("()", "{}"))
