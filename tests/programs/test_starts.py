"""A program says what it is for, and what was mistyped, without loading what it only needs for its work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bygd.scenarios.catalogue import folder_of, load_own
from bygd.scenarios.yaml_text import dump, parse
from experiments.command.dispatch import HERE, programs

# Of scipy numba loads one module itself.
HEAVY = ("pandas", "pyarrow", "scipy.special", "scipy.stats", "scipy.linalg", "mesa", "networkx", "matplotlib", "hydra")
READS_YAML = ("omegaconf",)
ASK = """
import contextlib, io, json, runpy, sys
words, heavy = json.loads(sys.argv[1]), json.loads(sys.argv[2])
sys.argv = ["-m"]
import experiments
for line in words:
    before = {name for name in heavy if name in sys.modules}
    sys.argv = ["-m", *line[1:]]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_module(f"experiments.{line[0]}", run_name="__main__", alter_sys=True)
        except SystemExit as end:
            said.write(f"{end.code or ''}")
    print(json.dumps([" ".join(line), sorted({*heavy} & {*sys.modules} - before), said.getvalue().strip()]))
"""
SLOW_TO_EXPLAIN = {"benchmark"}  # what it times it loads first


def asked(lines: list[list[str]], heavy: tuple[str, ...]) -> list[list]:
    """What each line of words loads of what is heavy, and says; all in one process, so the first of them is blamed."""
    command = [sys.executable, "-c", ASK, json.dumps(lines), json.dumps(heavy)]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_no_program_loads_what_it_works_with_to_explain_itself() -> None:
    names = [name for name in programs() if name not in SLOW_TO_EXPLAIN]
    assert len(names) > 15
    for name, loaded, said in asked([[name, "--help"] for name in names], HEAVY + READS_YAML):
        assert loaded == [], name
        assert len(said) > 100, name


def test_a_typing_mistake_is_told_before_anything_is_loaded_for_the_work() -> None:
    mistakes = [
        ["compare", "replicate=20"],
        ["rank", "measure=[follow_up]"],
        ["sensitivity", "trajectory=3"],
        ["calibrate", "wave=2"],
        ["trial", "lke=gothenburg"],
        ["lab", "paterns=x"],
        ["lives", "no_folder", "langage=nb"],
        ["unfolding", "no_folder", "run=3"],
        ["report", "no_folder", "langage=nb"],
        ["obstacles", "diarys=3"],
        ["mechanisms", "mechanism=x"],
        ["demo", "replicate=20"],
        ["pages", "oddd"],
        ["study", "statu", "no_folder"],
    ]
    answers = asked(mistakes, HEAVY + READS_YAML)
    assert len(answers) == len(mistakes)
    for words, loaded, said in answers:
        assert loaded == [], words
        assert "meant" in said or "is not understood" in said or "must be" in said, said


OWN = [
    *folder_of("policy").parent.rglob("*.yaml"),
    *(file for file in HERE.rglob("*.yaml") if file.name != "formulas.yaml"),  # which repeats groups (<<)
]


@pytest.mark.parametrize("file", OWN, ids=lambda file: "/".join(file.parts[-3:]))
def test_files_of_our_own_say_the_same_to_both_readers(file: Path) -> None:
    """The fast one takes YAML 1.1: ``no`` would be false, ``1:30`` ninety, ``010`` eight."""
    assert repr(load_own(file)) == repr(parse(file.read_text(encoding="utf-8")))


def test_what_a_study_writes_of_its_options_says_the_same_to_both_readers(tmp_path: Path) -> None:
    odd = ["no", "1:30", "010", "0x1F", "1e3", ".inf", "~", "=", "<<", "2012-01-01", "æ\n#", "  ", "'", "1_000", "True"]
    file = tmp_path / "config.yaml"
    file.write_text(dump({"odd": odd, "by": {2012: 1e-05, "no": 1e22}, "none": [], "group": {}}), encoding="utf-8")
    assert repr(load_own(file)) == repr(parse(file.read_text(encoding="utf-8")))
