"""Every command of README and docs runs (made small), and every file they link to exists."""

from __future__ import annotations

import functools
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bygd.scenarios.options import (
    CalibrateOptions,
    CompareOptions,
    ExplorerOptions,
    MechanismsOptions,
    ObstaclesOptions,
    RankOptions,
    RunOptions,
    SensitivityOptions,
    SweepOptions,
)
from experiments import compare, lives, mechanisms, numbers, obstacles, run, sweep, unfolding
from experiments import study as look_after
from experiments.app import program
from experiments.benchmark import __main__ as benchmark
from experiments.command.main import main, parts
from experiments.command.read import read
from experiments.explorer.__main__ import explorer
from experiments.lab.__main__ import LabOptions, lab
from experiments.municipality import __main__ as municipality
from experiments.municipality import fetch
from experiments.pages import program as pages
from experiments.rank.__main__ import rank
from experiments.report.__main__ import ReportOptions, report
from experiments.sensitivity.__main__ import sensitivity
from experiments.trial.__main__ import TrialOptions, trial
from experiments.validate import __main__ as validate
from tests.support import documents
from tests.support.documents import ROOT
from tests.support.public_data import serving
from tests.support.random_towns import shorten_the_lab

WHOLE = ROOT / "docs" / "python.md"  # its commands go on from its blocks: it is run as a whole
TOOLS = ROOT / "docs" / "with_other_tools.md"  # .ci/tools runs it, with the tools that it names
CLUSTER = ROOT / "docs" / "cluster.md"  # .ci/cluster runs it, on SLURM
PAGES = [ROOT / "README.md", *sorted({*(ROOT / "docs").glob("*.md")} - {WHOLE})]
COMPARE = "months=26 replicates=2 warm_up=0"  # a measure of a page begins in month 25
FEW = "vary=[placement.b*,answer.pressure] strongest=2 trajectories=2 blocks=2 samples=10 sample_runs=2"
PROGRAMS = {
    "rank": (RankOptions, rank, "months=72 replicates=3 warm_up=0 measures=[follow_up,wage_subsidy]"),
    "explorer": (
        ExplorerOptions,
        explorer,
        "months=72 warm_up=0 members=4 replicates=4 measures=[follow_up,single_contact]",
    ),
    "obstacles": (ObstaclesOptions, obstacles.obstacles, "months=72 replicates=2 warm_up=0 only=[rivals,room]"),
    "mechanisms": (
        MechanismsOptions,
        mechanisms.mechanisms,
        "months=24 replicates=2 warm_up=0 scenarios=[follow_up] only=[english] beside=",
    ),
    "sensitivity": (SensitivityOptions, sensitivity, f"months=72 replicates=2 warm_up=0 {FEW}"),
    "sweep": (SweepOptions, sweep.sweep, "months=40 replicates=2 warm_up=0 n=2"),
    "trial": (TrialOptions, trial, "municipality=region months=60 replicates=2 warm_up=0"),
    "report": (ReportOptions, report, ""),
    "lab": (LabOptions, lab, ""),
    "run": (RunOptions, run.run, "months=24 replicates=2 warm_up=0"),
    "compare": (CompareOptions, compare.compare, COMPARE),
    "benchmark": (benchmark.TableOptions, benchmark.table, "only=[shared]"),
    "numbers": (numbers.NumbersOptions, numbers.list_numbers, ""),
    "lives": (lives.LivesOptions, lives.lives, ""),
    "unfolding": (unfolding.UnfoldingOptions, unfolding.unfold, ""),
    "app": (program.AppOptions, lambda asked: is_ready(program.prepare(asked)), ""),
    "pages": (pages.PagesOptions, pages.write_pages, ""),
}
PARTS = {"study": look_after.PARTS, "municipality": municipality.PARTS, "validate": validate.PARTS}


def is_ready(fault: str) -> None:
    """All that the page does before it waits for visitors; they are in tests/browser."""
    assert fault == "" or fault.startswith("Port ")  # somebody else's page may be open


def commands() -> list[tuple[str, str]]:
    """All commands in fenced console blocks: page and command, each once."""
    found: dict[str, str] = {}
    for page in PAGES:
        if page in {TOOLS, CLUSTER}:
            continue
        for language, text in documents.blocks(page):
            for command, _ in documents.commands(text) if language == "console" else ():
                found.setdefault(command, page.name)
    return [(page, command) for command, page in found.items()]


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Callable[[str], Path]:
    """Small studies of the names that commands take up, each simulated once."""
    asked = {
        "outputs/my_study": (CompareOptions, compare.compare, ["scenarios=[follow_up]"]),
        "outputs/my_run": (RunOptions, run.run, []),
        "outputs/follow_up": (CompareOptions, compare.compare, ["scenarios=[follow_up]", "months=72"]),
    }

    @functools.cache
    def made(name: str) -> Path:
        options, work, more = asked[name]
        folder = tmp_path_factory.mktemp("made") / "study"
        work(read(options, [*COMPARE.split(), *more, f"out={folder}"]))
        return folder

    return made


@pytest.fixture
def statistics(tmp_path, monkeypatch) -> Iterator[None]:
    """A server on loopback in place of SSB and IMDi."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serving() as server:
        monkeypatch.setattr(fetch, "addresses_of_today", lambda: server.addresses)
        yield


def small_part(program: str, part: str) -> list[str]:
    """What makes a part of a program small."""
    small = {"figures": ["municipality=region"], "cards": ["card=[5]", "months=24"]}
    return [*small[part], "replicates=2", "warm_up=0"] if program == "validate" else []


def observed(small: str, words: list[str]) -> str:
    """What makes a program small, with as many months as a command needs."""
    if any(word.startswith("municipalities=") for word in words):
        return small.replace("months=26", "months=72")
    if "setting=norway_2021_act" in words:  # of which no more is known
        return small.replace("months=72", "months=48")
    return small


def lay_out(words: list[str], folder: Path) -> None:
    """Put into an empty folder what a command reads there."""
    shutil.copytree(ROOT / "configs", folder / "configs")
    shutil.copytree(ROOT / "docs" / "tutorials" / "rules", folder / "docs" / "tutorials" / "rules")
    if not {"template", "fetch"} & set(words):
        shutil.copy(ROOT / "configs" / "municipality" / "sel.yaml", folder / "my_municipality.yaml")
    shutil.copy(ROOT / "docs" / "odd.md", folder / "docs")  # tables of it are renewed


def is_of_the_shell(words: list[str]) -> bool:
    """Whether a command is none of the programs; a target of make must be there, CI runs it."""
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert words[1] in targets
    return words[0] in {"make", "cp", "source"}


@pytest.mark.compiled
@pytest.mark.parametrize(("page", "command"), commands())
def test_a_documented_command_runs(page: str, command: str, study, tmp_path, monkeypatch, request) -> None:
    """Pictures are rendered in tests of each program; those of ``unfolding`` here."""
    words = shlex.split(command)
    lay_out(words, tmp_path)
    monkeypatch.chdir(tmp_path)
    shorten_the_lab(monkeypatch)
    for file in (ROOT / "docs" / "tutorials" / "rules").glob("*.py"):  # of the same name, in another folder
        monkeypatch.delitem(sys.modules, file.stem, raising=False)
    for name in {"outputs/my_study", "outputs/my_run", "outputs/follow_up"} & set(words):
        shutil.copytree(study(name), tmp_path / name)
    if is_of_the_shell(words):
        return
    assert words[:2] == ["python", "-m"], f"{page}: {command}"
    program = words[2].removeprefix("experiments.")
    if program != "unfolding":
        request.getfixturevalue("without_pictures")
    if "-m" in words[3:]:
        pytest.skip("sweeps have their own test")
    if "fetch" in words:
        request.getfixturevalue("statistics")
    if program in PARTS:
        monkeypatch.setattr(sys, "argv", [program, *words[3:], *small_part(program, words[3])])
        parts("", PARTS[program], program)
        return
    if program == "calibrate":
        assert read(CalibrateOptions, words[3:]), "tests/library/test_calibrate.py runs a small one"
        return
    options, work, small = PROGRAMS[program]
    monkeypatch.setattr(sys, "argv", [program, *words[3:], *observed(small, words).split()])
    main(options, work, program)


@pytest.mark.parametrize(("page", "command"), commands())
def test_a_documented_command_means_the_same_in_every_shell(page: str, command: str) -> None:
    """A bare [a,b] is a pattern in zsh and a list in PowerShell, and cmd knows no single quotation marks."""
    bare = re.sub(r'"[^"$`\\]*"', "", command)
    assert not set("[]{},*?$'`\\") & set(bare), f"{page}: {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
