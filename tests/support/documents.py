"""Pages of documentation, run as a reader would: their console and Python blocks in order, in a fresh folder.

A Python or YAML block that begins with a name, like ``# my_rule.py``, is what the reader saves under that name. Other
Python blocks are run, in one namespace for the whole page; other YAML is only read. In a console block ``#`` after two
spaces begins a remark; a command with the remark ``fails …`` must end in exit status 1. Commands run as they stand: a
page that is long to run says small numbers, or its test has fewer replicates.
"""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = {"make", "source", "git", "cd"}  # what a reader does before, and CI by itself


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """All console, Python, YAML and R blocks, also those in folded solutions."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"^```(console|python|yaml|r)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [Block(*one) for one in found]


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Commands of a console block, each with its remark; a backslash goes on in the next line."""
    for line in text.replace("\\\n", " ").splitlines():
        command, _, remark = line.partition("  #")
        if command.strip():
            yield command.strip(), remark.strip()


def run_page(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *, replicates: tuple[int, int] = (0, 0)
) -> None:
    """Do all that a page says, in ``folder``; where a command says the first number of replicates, with the second."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    modules = set(sys.modules)
    namespace: dict[str, Any] = {"__name__": "__page__"}
    try:
        for language, text in blocks(page):
            name = re.match(r"# ([\w/.]+\.\w+)\n", text)
            if language == "console":
                for command, remark in commands(text):
                    run_command(
                        command.replace(*(f"replicates={n}" for n in replicates)),
                        fails=remark.startswith("fails"),
                        monkeypatch=monkeypatch,
                    )
            elif name:
                (folder / name[1]).write_text(text, encoding="utf-8")
            elif language == "python":
                exec(compile(text, page.name, "exec"), namespace)  # noqa: S102  (that is what a reader does with it)
    finally:
        for one in set(sys.modules) - modules:
            if str(getattr(sys.modules[one], "__file__", None) or "").startswith(str(folder)):
                del sys.modules[one]


def run_command(command: str, *, fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one command in this process, where what is compiled is at hand; pytest in one of its own."""
    words = shlex.split(command)
    if words[0] in LEFT_OUT:
        return
    if words[0] in {"cp", "mkdir"}:
        taken = [
            ROOT / word if (ROOT / word).exists() and not Path(word).exists() else Path(word) for word in words[1:]
        ]
        shutil.copy(*taken) if words[0] == "cp" else taken[-1].mkdir(parents=True, exist_ok=True)
        return
    if words[0] == "bygd":
        words = ["python", "-m", f"experiments.{words[1]}", *words[2:]]
    assert words[0] == "python", command
    if words[1:3] == ["-m", "pytest"]:
        subprocess.run([sys.executable, *words[1:], "-p", "no:cacheprovider", "-q"], check=True)
        return
    status: object = 0
    try:
        if words[1] == "-m":
            monkeypatch.setattr(sys, "argv", [words[2], *words[3:]])
            runpy.run_module(words[2], run_name="__main__", alter_sys=True)
        else:
            monkeypatch.setattr(sys, "argv", words[1:])
            runpy.run_path(words[1], run_name="__main__")
    except SystemExit as error:
        status = error.code
    assert bool(status) == fails, f"{command} ended in {status!r}"
