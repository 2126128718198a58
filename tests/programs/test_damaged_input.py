"""Ensembles and study folders that are damaged: one sentence, exit status 1, nothing half-written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bygd.errors import InputError
from bygd.scenarios import ensembles
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.studies.programs import run_study
from experiments import study as command
from experiments.command.main import parts
from experiments.command.read import read
from experiments.compare import compare
from experiments.report.__main__ import ReportOptions, report
from experiments.validate import __main__ as validate
from tests.support.refusing import SHORT, refused

WHOLE = "member,search.applications,language.talk\n0,0.1,0.2\n1,0.2,0.1\n"
ENSEMBLES = {
    "no members' names": (WHOLE.replace("member,", "w,"), "has no column member"),
    "empty": ("", "cannot be read"),
    "no members": ("member,search.applications\n", "holds no members"),
    "a text": (WHOLE.replace("0.2\n", "much\n"), "has much for language.talk in member 0"),
    "a gap": (WHOLE.replace("1,0.2,", "1,,"), "has nan for search.applications in member 1"),
    "out of range": (
        WHOLE.replace("0,0.1,", "0,-0.1,"),
        "has -0.1 for search.applications in member 0, which must be a number",
    ),
    "an unknown number": (WHOLE.replace("language.talk", "language.tlak"), "the number language.tlak"),
    "a member twice": (WHOLE.replace("\n1,", "\n0,"), "has the member 0 twice"),
}


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Path:
    """A folder for ensembles."""
    monkeypatch.setattr(ensembles, "folder_of", lambda _: tmp_path)
    (tmp_path / "mine.json").write_text("{}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("case", ENSEMBLES)
def test_a_damaged_ensemble_is_one_sentence(case: str, kept, monkeypatch, capsys) -> None:
    text, expected = ENSEMBLES[case]
    (kept / "mine.csv").write_text(text, encoding="utf-8")
    arguments = ["ensemble=mine", f"out={kept / 'study'}"]
    assert expected in refused(arguments, monkeypatch, capsys, options=CompareOptions, program=compare)
    assert not (kept / "study").exists()


def test_an_ensemble_needs_both_its_files(kept) -> None:
    (kept / "mine.csv").write_text(WHOLE, encoding="utf-8")
    assert len(ensembles.load("mine").table) == 2
    (kept / "mine.json").write_text("{", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ensembles.InputError, match=r"mine\.json beside it"):
            ensembles.load("mine")
        (kept / "mine.json").unlink(missing_ok=True)


def test_the_ensembles_that_come_with_the_model_are_whole() -> None:
    assert ensembles.names()
    for name in ensembles.names():
        assert len(ensembles.load(name).table) > 1


@pytest.mark.compiled
def test_damaged_study_folders_are_one_sentence(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "study"
    run_study(read(RunOptions, [*SHORT, f"out={out}"])).run()
    sentence = refused([f"folder={out}"], monkeypatch, capsys, options=ReportOptions, program=report)
    assert "is no study of compare" in sentence
    (out / "runs.parquet").unlink()
    for words, expected in {
        ("repeat", "0"): "is not finished",
        ("repeat", "²"): "is not finished",
        ("extend", "replicates=2"): "Say how many more",
        ("extend", "replicates=+2", "seed=3"): "it is said like: python -m experiments.study extend",
        ("status", "now"): "it is said like",
        ("status", "out=x"): "is not understood",
        ("extend",): "replicates is missing; it is said like",
    }.items():
        with pytest.raises(InputError, match=expected):
            command.manage([words[0], str(out), *words[1:]])
    command.manage(["resume", str(out)])
    with pytest.raises(InputError, match="Row ² is not there"):
        command.manage(["repeat", str(out), "²"])
    (out / "runs.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"resume .* makes it again"):
        command.manage(["repeat", str(out), "0"])
    for name, text in (("provenance.json", "{"), ("config.yaml", "a: [1")):
        (out / name).write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=name):
            command.manage(["status", str(out)])
        capsys.readouterr()
        assert name in refused([*SHORT, f"out={out}"], monkeypatch, capsys)


def test_the_page_of_a_validation_needs_its_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["validate", "figures", f"page={tmp_path}/none/x.md", f"out={tmp_path / 'study'}"])
    with pytest.raises(SystemExit):
        parts("", validate.PARTS, "validate")
    assert list(tmp_path.iterdir()) == []
