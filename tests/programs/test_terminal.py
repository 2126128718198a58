"""What is printed may go to ``head``; and what of a checkout counts as changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bygd.studies import files
from experiments.command.main import CLOSED


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe closes otherwise there")
def test_a_reader_who_has_read_enough_ends_a_program_without_a_word() -> None:
    command = [sys.executable, "-m", "experiments.numbers"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == ""
    assert program.returncode == CLOSED


def test_only_what_makes_results_marks_a_commit_as_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study file of one's own beside the README is no change; one in configs, or an edited rule, is."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.no"]
    (tmp_path / "bygd" / "studies").mkdir(parents=True)
    (tmp_path / "bygd" / "studies" / "files.py").write_text("", encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "bygd" / "studies" / "files.py"))
    commit = files.commit_of_code()
    assert len(commit) == 40
    (tmp_path / "my_study.yaml").write_text("n: 4", encoding="utf-8")
    assert files.commit_of_code() == commit
    (tmp_path / "bygd" / "studies" / "files.py").write_text("pass", encoding="utf-8")
    assert files.commit_of_code() == commit + "+"
