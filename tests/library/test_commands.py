"""Commands that are printed mean, in the shell in which they are typed, what they were printed for."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bygd import commands
from bygd.commands import apart, as_started, portable, quoted, recorded, shell_here, typed

ODD = st.text(alphabet=st.sampled_from("ab0=[],:./\\ \"'$`%!~^&|<>(){}*?#;@-+æ…’”"), max_size=12)
TYPICAL = [
    "scenarios=[follow_up,mentor_grant+extra_staff:0.5]",
    "policy=[]",
    "out=outputs/my study",
    r"municipality=C:\Users\Åse Øye\min kommune.yaml",
    "policies.extra_staff.changes={posts: 1}",
    "--port=8801",
    "-m",
    "",
]
ASK = "import sys; sys.stdout.buffer.write(chr(0).join(sys.argv[1:]).encode('utf-8', 'surrogateescape'))"


def read_by(shell: list[str], texts: list[str]) -> list[str]:
    """Arguments that a program gets if a shell is given these texts."""
    line = f"{shlex.quote(sys.executable)} -c {shlex.quote(ASK)} {' '.join(texts)}"
    env = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run([*shell, line], capture_output=True, check=True, env=env)
    return done.stdout.decode().split("\0")


def words_of_windows(line: str) -> list[str]:
    """Arguments that a program of Windows reads from its command line, by the rules of its C library."""
    words, inside, there, at = [""], False, False, 0
    while at < len(line):
        slashes = len(line) - at - len(line[at:].lstrip("\\"))
        at += slashes
        if line[at : at + 1] == '"':
            words[-1] += "\\" * (slashes // 2) + '"' * (slashes % 2)
            inside ^= slashes % 2 == 0
            there, at = True, at + 1
        elif slashes:
            words[-1], there = words[-1] + "\\" * slashes, True
        elif line[at].isspace() and not inside:
            words += [""] if there else []
            there, at = False, at + 1
        else:
            words[-1], there, at = words[-1] + line[at], True, at + 1
    return words if there else words[:-1]


def words_of_cmd(line: str) -> list[str]:
    """The same for what is typed in cmd: a sign after ^ is a letter, unless both stand between quotation marks."""
    letters, inside, signs = [], False, iter(line)
    for sign in signs:
        if sign == "^" and not inside:
            letters.append(next(signs))
            continue
        assert inside or sign not in "&|<>()", "cmd would act on it"
        assert sign != "%", "cmd would put the value of a variable there"
        inside ^= sign == '"'
        letters.append(sign)
    return words_of_windows("".join(letters))


def words_of_powershell(line: str) -> list[str]:
    """Arguments as PowerShell reads them: bare, in single marks that are doubled inside, or in double ones."""
    single, double = "['‘’‚‛]", '["“”„]'
    kinds = rf"{single}((?:[^'‘’‚‛]|{single}{{2}})*){single}|{double}([^\"“”„$`]*){double}|([\w./+-][\w./:+=-]*)"
    words, at = [], 0
    while at < len(line):
        match = re.compile(rf"(?:{kinds})(?:\s|$)").match(line, at)
        assert match, line[at:]
        words.append(re.sub(rf"({single})\1", r"\1", match[1]) if match[1] is not None else match[2] or match[3] or "")
        at = match.end()
    return words


@given(st.lists(ODD, min_size=1, max_size=4))
@example(TYPICAL)
@example(["\\\\server\\share\\", "it's", 'say "no"', "100%", "a\\'\\\\'b"])
def test_every_shell_reads_what_was_meant(arguments: list[str]) -> None:
    def line(family: str) -> str:
        return " ".join(quoted(item, family) for item in arguments)

    assert shlex.split(line("sh")) == arguments
    assert words_of_cmd(line("cmd")) == arguments
    assert words_of_powershell(line("powershell")) == arguments
    assert apart(recorded("study repeat", *arguments)) == ("study", ["repeat", *arguments])


def test_the_reader_of_windows_in_these_tests_reads_what_python_writes_for_it() -> None:
    for words in (TYPICAL, ['a"b', "c\\", 'd\\\\"e f', "g h\\"]):
        assert words_of_windows(subprocess.list2cmdline(words)) == words


@pytest.mark.parametrize("shell", [["bash", "-c"], ["zsh", "-f", "-c"], ["fish", "-N", "-c"]], ids=lambda one: one[0])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ODD, min_size=40, max_size=40))
@example(TYPICAL)
@example(["\\\\server\\share\\", "\\'", "\\\\'\\", "!!", "$HOME"])
def test_real_shells_read_it_too(shell: list[str], arguments: list[str]) -> None:
    if not shutil.which(shell[0]):
        pytest.skip(f"no {shell[0]} here")
    assert read_by(shell, [quoted(item, "sh") for item in arguments]) == arguments


@pytest.mark.parametrize("argument", TYPICAL)
def test_what_is_usual_has_one_form_for_all(argument: str) -> None:
    assert portable(argument)
    assert {quoted(argument, family) for family in commands.SHELLS} == {portable(argument)}


def test_the_shell_is_found_by_what_powershell_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PSModulePath", raising=False)
    assert shell_here() == "sh"
    monkeypatch.setenv("PSModulePath", "/home/me/.local/share/powershell/Modules")
    assert shell_here() == "powershell"
    monkeypatch.setattr(commands.os, "name", "nt")
    monkeypatch.setattr(commands.os, "pathsep", ";")
    assert shell_here() == "cmd"
    monkeypatch.setenv("PSModulePath", r"C:\Users\me\Modules;C:\Program Files\Modules;C:\Windows\Modules")
    assert shell_here() == "powershell"


def test_commands_carry_the_name_under_which_bygd_was_started() -> None:
    sentence = "There is no number x; python -m experiments.numbers lists them."
    assert typed("numbers") == "python -m experiments.numbers"
    assert as_started(sentence) == sentence
    with commands.started_as_bygd():
        assert typed("study resume", "my study") == 'bygd study resume "my study"'
        assert apart('bygd study resume "my study"') == ("study", ["resume", "my study"])
        assert as_started(sentence) == "There is no number x; bygd numbers lists them."
