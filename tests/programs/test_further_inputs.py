"""Inputs of the kinds A to G that nobody listed before: one data file, one test a row.

``tests/support/further_inputs.yaml`` says of each what is given, what happened at first, and what should happen: an
exit status, words that the sentence holds or must not hold, values that are read, files that are equal. Rows with
``xfail`` fail today; whoever mends one takes the flag away.
"""

from __future__ import annotations

import contextlib
import io
import operator
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import yaml

from bygd.errors import MISTAKES
from bygd.scenarios import ensembles
from bygd.scenarios.municipality import read_municipality
from bygd.scenarios.options import CompareOptions, RunOptions, SweepOptions
from bygd.studies import study as studies
from bygd.studies.programs import compare_study, run_study
from experiments import study
from experiments.command.main import main, parts
from experiments.command.read import read
from experiments.lives import LivesOptions, lives
from experiments.municipality import __main__ as municipality
from experiments.numbers import NumbersOptions, list_numbers
from experiments.report.__main__ import ReportOptions, report
from experiments.sweep import sweep
from tests.app.browser.conftest import Server

ROOT = Path(__file__).parents[2]
ROWS = yaml.safe_load((ROOT / "tests/support/further_inputs.yaml").read_text(encoding="utf-8"))
TINY = ["municipality=vaga", "warm_up=0", "threads=1", "replicates=4"]
RUN = [*TINY, "months=12"]
TABLES = ("runs", "monthly", "curves")


class Seen(NamedTuple):
    """What a program did: its exit status, all it printed, what it read (``None``: it did not get so far)."""

    status: int
    text: str
    read: Any = None


# --- what is given ----------------------------------------------------------------------------------------------------


def put(place: Path, files: dict[str, Any]) -> None:
    """Write the files of a row.

    A text is written as it is; else ``like`` a file of ``configs`` with some lines swapped, a ``link``, a ``folder``,
    or a ``text``, so many ``times``, in an ``encoding``.
    """
    for name, given in files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(given, str):
            file.write_text(given, encoding="utf-8")
        elif "folder" in given:
            file.mkdir()
        elif "link" in given:
            file.symlink_to(given["link"].format(tmp=place))
        else:
            file.write_bytes(text_of(given).encode(given.get("encoding", "utf-8")))


def text_of(given: dict[str, Any]) -> str:
    """Text of a file; a line that is to be swapped must be there."""
    if "like" not in given:
        return str(given["text"]) * given.get("times", 1)
    text = (ROOT / "configs" / given["like"]).read_text(encoding="utf-8")
    for old, new in given["swap"]:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def harm(place: Path, steps: list[list[Any]]) -> None:
    """Do to files what disks, people and other programs do to them."""
    for step, name, *more in steps:
        file = next(iter(sorted(place.glob(name))), place / name)
        if step == "copy":
            for item in sorted(place.glob(name)):
                goal = place / more[0]
                shutil.copy(item, goal)
        elif step == "cut":
            file.write_bytes(file.read_bytes()[: more[0]])
        elif step == "swap":
            text = file.read_text(encoding="utf-8")
            assert more[0] in text
            file.write_text(text.replace(*more), encoding="utf-8")
        elif step == "save as":
            file.write_bytes(file.read_text(encoding="utf-8").encode(more[0], "replace"))
        elif step == "move":
            file.rename(place / more[0])
        elif step == "delete":
            shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
        else:
            raise AssertionError(step)


# --- studies that are there already -----------------------------------------------------------------------------------

STUDIES: dict[str, Callable[[str], Any]] = {
    "run": lambda out: run_study(read(RunOptions, [*RUN, f"out={out}"])),
    "seed2": lambda out: run_study(read(RunOptions, [*RUN, "seed=2", f"out={out}"])),
    "comparison": lambda out: compare_study(
        read(CompareOptions, [*TINY, "months=72", "ensemble=default", "scenarios=[follow_up]", f"out={out}"])
    ),
}


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Callable[[str], Path]:
    """Folder of a finished study of ``STUDIES``, in parts of two runs; simulated once."""
    home = tmp_path_factory.mktemp("finished")

    def folder(name: str) -> Path:
        if not (home / name).exists():
            with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(io.StringIO()):
                patch.setattr(studies, "CHUNK", 2)
                STUDIES[name](str(home / name)).run()
        return home / name

    return folder


# --- what happens -----------------------------------------------------------------------------------------------------

READ: list[Any] = []


def door(build: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A program that goes as far as ``build``; what it read is kept in ``READ``."""

    def program(options: Any) -> None:
        build(options)
        READ.append(options)

    return program


PROGRAMS = {
    "door compare": (CompareOptions, door(compare_study)),
    "door run": (RunOptions, door(run_study)),
    "lives": (LivesOptions, lives),
    "numbers": (NumbersOptions, list_numbers),
    "read compare": (CompareOptions, door(lambda options: None)),
    "read run": (RunOptions, door(lambda options: None)),
    "read sweep": (SweepOptions, door(lambda options: None)),
    "report": (ReportOptions, report),
    "sweep": (SweepOptions, sweep),
    "the same again": (RunOptions, door(lambda options: run_study(options).run())),
}
IN_PARTS = {"municipality": municipality.PARTS, "study": study.PARTS}


def called(program: str, words: list[str], monkeypatch, capsys, encoding: str = "") -> Seen:
    """Call a program in this process; whatever it raises beside ``SystemExit`` would be a traceback."""
    READ.clear()
    words = [*RUN, "out=run"] if program == "the same again" else words
    monkeypatch.setattr(sys, "argv", [program, *words])
    paper = io.TextIOWrapper(io.BytesIO(), encoding=encoding or "utf-8", write_through=True)
    if encoding:
        monkeypatch.setattr(sys, "stdout", paper)
    status = 0
    try:
        if program in IN_PARTS:
            parts("", IN_PARTS[program], program)
        else:
            options, work = PROGRAMS[program]
            main(options, work, program.rpartition(" ")[2])
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else bool(stop.code)
    said = capsys.readouterr()
    printed = paper.buffer.getvalue().decode(encoding) if encoding else said.out  # type: ignore[attr-defined]
    return Seen(status, printed + said.err, READ[0] if READ else None)


def looked_into(file: str, reader: Callable[[str], Any]) -> Seen:
    """Read a file as programs read it."""
    try:
        return Seen(0, "", reader(file))
    except MISTAKES as error:
        return Seen(1, str(error))


def typed(line: str, place: Path) -> Seen:
    """Type a line on a terminal; ``{python}``, ``{tmp}`` and ``{root}`` are put in."""
    line = line.format(python=shlex.quote(sys.executable), tmp=shlex.quote(str(place)), root=shlex.quote(str(ROOT)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", line], cwd=place, env=environment, capture_output=True, check=False, timeout=300
    )
    return Seen(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


# --- what should happen -----------------------------------------------------------------------------------------------


def hold(seen: Seen, expect: dict[str, Any], place: Path, finished: Callable[[str], Path] | None = None) -> None:
    """Compare what happened with what should happen."""
    assert "Traceback (most recent" not in seen.text, seen.text
    for words in expect.get("never", []):
        assert not re.search(words, seen.text, re.IGNORECASE | re.MULTILINE), f"{words!r} is in {seen.text}"
    for name, text in expect.get("text_of", {}).items():
        assert (place / name).read_text(encoding="utf-8") == text, name
    for path in expect.get("kept", []):
        assert finished
        study, _, name = path.partition("/")
        assert (place / path).read_bytes() == (finished(study) / name).read_bytes(), path
    if "refused" in expect:
        assert seen.status == 1, f"taken without a word: {seen.text}"
        assert len(seen.text.strip().splitlines()) == 1, seen.text
        says(seen.text, expect["refused"])
        return
    if "or_says" in expect and seen.status == 1:
        says(seen.text, expect["or_says"])
        return
    assert seen.status in expect.get("status", [0]), f"{seen.status}: {seen.text}"
    says(seen.text, expect.get("says", []))
    for path, value in expect.get("values", {}).items():
        assert value_at(seen.read, path) == value, path
    for study in expect.get("same", []):
        assert finished
        for table in TABLES:
            whole = finished(study) / f"{table}.parquet"
            assert not whole.exists() or (place / study / whole.name).read_bytes() == whole.read_bytes(), table


def says(text: str, wanted: list[str]) -> None:
    """Each of these (regular expressions, letters of any case) is in the text, wherever its lines break."""
    flat = " ".join(text.split())
    for words in wanted:
        assert re.search(words, flat, re.IGNORECASE), f"{words!r} is not in: {flat}"


def value_at(options: Any, path: str) -> Any:
    """Value of an option, like ``municipality.municipalities.vaga.settled.2012``."""
    for name in path.split("."):
        if isinstance(options, dict):
            options = options[int(name) if name.isdigit() and int(name) in options else name]
        else:
            options = getattr(options, name)
    return options


# --- the rows ---------------------------------------------------------------------------------------------------------


def rows(*ways: str) -> list[Any]:
    """Rows that are tried in one of these ways, with their marks."""
    results = []
    for row in ROWS:
        if row["way"] in ways:
            marks = [getattr(pytest.mark, name) for name in row.get("marks", [])]
            if row.get("xfail"):
                marks.append(pytest.mark.xfail(strict=False, reason=row["first"]))
            results.append(pytest.param(row, id=row["id"], marks=marks))
    return results


def test_the_rows_are_whole() -> None:
    names = [row["id"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert {row["kind"] for row in ROWS} == set("ABCDEFG")
    assert all(row["id"].startswith(row["kind"]) and row["first"] and row["expect"] for row in ROWS)
    for words in (row["expect"] for row in ROWS):
        assert not words.keys() - {"never", "text_of", "kept", "refused", "or_says", "status", "says", "values", "same"}


@pytest.mark.parametrize("row", rows("call"))
@pytest.mark.usefixtures("without_pictures")
def test_what_is_given_to_a_program(row, finished, tmp_path, monkeypatch, capsys) -> None:
    for name in row.get("begin", []):
        shutil.copytree(finished(name), tmp_path / name, dirs_exist_ok=True)
    put(tmp_path, row.get("files", {}))
    harm(tmp_path, row.get("harm", []))
    monkeypatch.chdir(tmp_path)
    for name, value in row.get("env", {}).items():
        monkeypatch.setenv(name, value)
    seen = called(row["program"], row.get("words", []), monkeypatch, capsys, row.get("encoding", ""))
    hold(seen, row["expect"], tmp_path, finished)


READERS: dict[str, Callable[[str], Any]] = {
    "file": read_municipality,
    "ensemble": lambda name: {"members": len(ensembles.load(name).table)},
}


@pytest.mark.parametrize("row", rows(*READERS))
def test_what_stands_in_a_file(row, tmp_path, monkeypatch) -> None:
    put(tmp_path, row["files"])
    monkeypatch.chdir(tmp_path)
    hold(looked_into(row["file"], READERS[row["way"]]), row["expect"], tmp_path)


@pytest.mark.parametrize("row", rows("shell"))
def test_what_is_typed_on_a_terminal(row, tmp_path) -> None:
    put(tmp_path, row.get("files", {}))
    hold(typed(row["line"], tmp_path), row["expect"], tmp_path)


@pytest.mark.parametrize("row", rows("text"))
def test_what_is_written_of_what_is_installed(row) -> None:
    hold(Seen(0, (ROOT / row["file"]).read_text(encoding="utf-8")), row["expect"], ROOT)


def test_the_lock_holds_what_is_declared() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    holds = {">=": operator.ge, "<": operator.lt, "==": operator.eq}
    for needed in project["dependencies"]:
        version = [int(part) for part in locked[re.match(r"[\w-]+", needed)[0].lower()].split(".")]
        for sign, bound in re.findall(r"(>=|<|==)([\d.]+)", needed):
            assert holds[sign](version, [int(part) for part in bound.split(".")]), needed


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator[tuple[int, list[str]]]:
    """Port of the page, as ``python -m experiments.app`` serves it, and whom the server has asked for something."""
    asked: list[str] = []

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                listener.accept()[0].close()
                asked.append("somebody else was asked")

    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")  # what goes out goes by here
        threading.Thread(target=listen, daemon=True).start()
        server = Server(tmp_path_factory.mktemp("app"))
        yield urlsplit(server.address).port or 80, asked
        server.close()


def sent(row: dict[str, Any], port: int) -> Seen:
    """Send a request letter by letter (no client refuses what is odd); status and text of the answer."""
    headers = {"Host": row["host"], "Connection": "close"} | row["headers"]
    lines = [f"{row['method']} {row['path']} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall("\r\n".join([*lines, "", ""]).replace("{port}", str(port)).encode())
        with line.makefile("rb") as answer:
            status = int(answer.readline().split()[1])
            return Seen(status, "" if status == 101 else answer.read().decode("utf-8", "replace"))


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.parametrize("row", rows("http"))
def test_what_is_asked_of_the_page(row, page, tmp_path) -> None:
    port, asked = page
    asked.clear()
    seen = sent(row, port)
    hold(Seen(seen.status, "\n".join([seen.text, *asked])), row["expect"], tmp_path)
