"""What is printed may go to ``head``, anywhere or nowhere; and what of a checkout counts as changed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bygd.studies import files
from experiments.command.terminal import CLOSED, for_a_reader


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe closes otherwise there")
def test_a_reader_who_has_read_enough_ends_a_program_without_a_word() -> None:
    command = [sys.executable, "-m", "experiments.numbers"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == ""
    assert program.returncode == CLOSED


SAID = "Sel → Vågå … −0.3 ± 1 «µ» Łódź \U0001f3d4 אבג \udce6"  # the last is half a letter, of a name of a file


@pytest.mark.parametrize(
    ("encoding", "seen"),
    [
        ("ascii", 'Sel -> Vaga ... -0.3 +/- 1 "u" Lodz ? ??? ?'),
        ("cp1252", "Sel -> Vågå … -0.3 ± 1 «µ» Lódz ? ??? ?"),
        ("latin-1", "Sel -> Vågå ... -0.3 ± 1 «µ» Lódz ? ??? ?"),
        ("utf-8", "Sel → Vågå … −0.3 ± 1 «µ» Łódź \U0001f3d4 אבג ?"),
    ],
)
def test_what_an_encoding_lacks_is_written_in_ascii(encoding: str, seen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows writes cp1252 into a file; the result of a study must get there."""
    there = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(there, encoding=encoding))
    with for_a_reader():
        sys.stdout.write(SAID)
    assert there.getvalue().decode(encoding) == seen


class Faulty(io.StringIO):
    """Somewhere that cannot be written to."""

    error = BrokenPipeError()

    def write(self, _: str) -> int:
        raise self.error


def test_a_reader_who_leaves_stops_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(sys, "stdout", Faulty())
    with pytest.raises(SystemExit) as end, for_a_reader():  # noqa: PT012  (the first print must not end it)
        sys.stdout.write("one municipality")
        sys.stdout.write("another one")
        done.append("the tables")
    assert (end.value.code, done) == (CLOSED, ["the tables"])
    assert isinstance(sys.stdout, Faulty)


def test_a_full_disk_under_what_is_printed_is_told_after_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Faulty()
    stream.error = OSError(28, "No space left on device")  # type: ignore[assignment]
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(OSError, match="All is done, but what was to be printed is lost: No space left"), for_a_reader():
        sys.stdout.write("one municipality")


@pytest.mark.parametrize("stream", ["stdout", "stderr", "stdin"])
def test_a_stream_that_was_closed_leads_nowhere(stream: str, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(sys, stream, None)
    with for_a_reader():
        sys.stdout.write("found")
        sys.stderr.write("warned")
    assert capsys.readouterr().out == ("" if stream == "stdout" else "found")


@pytest.mark.skipif(sys.platform == "win32", reason="another shell")
def test_without_output_the_work_is_done_and_its_files_stay_its_own(tmp_path: Path) -> None:
    """With ``>&-`` the first file that is opened would have the number of the output."""
    command = f"exec {sys.executable} -m experiments.municipality template {tmp_path / 'mine.yaml'} >&- <&-"
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False, env=dict(os.environ))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8").startswith("#")


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
