"""Commands that are told to stop, workers that outlive nobody, folders that are locked, cores that one may use."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bygd.errors import InputError
from bygd.studies import executors
from bygd.studies.files import alone
from bygd.studies.processes import cores
from experiments.command import main
from tests.support.killed import ROOT

signals = pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
TOLD = pytest.mark.parametrize(("told", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a program that has this text as its file, in a group of processes of its own."""
    started = []

    def begin(text: str) -> subprocess.Popen[str]:
        file = tmp_path / "program.py"
        file.write_text(text, encoding="utf-8")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        program = subprocess.Popen(
            [sys.executable, str(file)], **pipes, text=True, env=environment, start_new_session=True
        )
        started.append(program)
        return program

    yield begin
    for program in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)  # what is left of it, whatever became of itself
        program.communicate()


# --- while a command loads ----------------------------------------------------------------------------------


def loading(folder: Path, then: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """A command that does ``then`` where it loads NumPy."""
    (folder / "numpy.py").write_text(f"import os, signal\n{then}\nraise SystemExit(7)\n", encoding="utf-8")
    command = f"{before} exec {sys.executable} -m experiments.numbers"
    environment = os.environ | {"PYTHONPATH": f"{folder}:{ROOT}"}
    return subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True, env=environment)


@signals
@TOLD
def test_a_command_that_is_still_loading_ends_with_a_sentence(tmp_path: Path, told: int, status: int) -> None:
    done = loading(tmp_path, f"os.kill(os.getpid(), {int(told)})")
    assert done.returncode == status
    assert (done.stdout, done.stderr) == ("", "\nInterrupted.\n")


@signals
def test_a_command_whose_starter_ignores_ctrl_c_does_so_too(tmp_path: Path) -> None:
    """As with ``nohup``, or in the background of a script."""
    assert loading(tmp_path, "os.kill(os.getpid(), signal.SIGINT)", "trap '' INT;").returncode == 7


def test_who_imports_the_commands_keeps_the_own_handlers() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


# --- while it works -----------------------------------------------------------------------------------------


@signals
@TOLD
def test_a_command_that_works_says_what_is_kept(told: signal.Signals, status: int, capsys) -> None:
    with pytest.raises(SystemExit) as end, main.in_one_sentence():
        signal.raise_signal(told)
    assert end.value.code == status
    assert capsys.readouterr().err == "\nInterrupted; what was finished is kept.\n"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, "afterwards as before"


WORKERS = """
import signal, time
from bygd.studies.processes import Processes

if __name__ == "__main__":
    from experiments.command.main import in_one_sentence

    with in_one_sentence(), Processes(2) as pool:
        blocked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result()
        assert signal.SIGINT in blocked, "deaf to Ctrl-C before it was loaded"
        busy = [pool.submit(time.sleep, 1000) for _ in range(3)]
        print("at work", flush=True)
        busy[0].result()
"""


@signals
@TOLD
def test_workers_end_with_a_command_that_is_stopped(start: Start, told: signal.Signals, status: int) -> None:
    """A terminal sends Ctrl-C to all of them: one sentence all the same, also of the worker that is still loading."""
    program = start(WORKERS)
    assert program.stdout.readline() == "at work\n"
    os.killpg(program.pid, told) if told == signal.SIGINT else program.send_signal(told)
    out, err = program.communicate(timeout=300)  # ends when nobody holds the pipes any more
    assert (program.returncode, out, err) == (status, "", "\nInterrupted; what was finished is kept.\n")


@signals
def test_workers_end_with_a_command_that_is_killed(start: Start) -> None:
    program = start(WORKERS)
    assert program.stdout.readline() == "at work\n"
    program.kill()
    assert program.communicate(timeout=300)[0] == ""
    assert program.returncode == -signal.SIGKILL


# --- locks --------------------------------------------------------------------------------------------------


def test_a_folder_is_for_one_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with alone(lock), pytest.raises(InputError, match="Another process works in"), alone(lock):
        pass
    with alone(lock):
        pass


LOCKED = """
import sys, time
from pathlib import Path
from bygd.studies.files import alone

with alone(Path(sys.argv[0]).parent / "lock"):
    print("locked", flush=True)
    time.sleep(1000)
"""


def test_a_process_that_is_killed_leaves_no_lock(start: Start, tmp_path: Path) -> None:
    program = start(LOCKED)
    assert program.stdout.readline() == "locked\n"
    with pytest.raises(InputError, match="Another process works in"), alone(tmp_path / "lock"):
        pass
    program.kill()
    program.communicate()
    with alone(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()


@signals
@pytest.mark.parametrize("answer", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_where_nothing_can_be_locked_a_warning_is_given(answer: int, tmp_path: Path, monkeypatch, capsys) -> None:
    """File systems of clusters."""

    def refuses(_file: int, _how: int) -> None:
        raise OSError(answer, os.strerror(answer))

    monkeypatch.setattr("fcntl.flock", refuses)
    with alone(tmp_path / "lock"):
        assert capsys.readouterr().err == (
            f"{tmp_path} lies where files cannot be locked: let no other program write to it.\n"
        )


@signals
def test_a_disk_that_fails_is_not_taken_for_one_without_locks(tmp_path: Path, monkeypatch) -> None:
    def refuses(_file: int, _how: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("fcntl.flock", refuses)
    with pytest.raises(OSError, match="Input/output"), alone(tmp_path / "lock"):
        pass


# --- cores --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "given", "used"), [(8, "", 8), (8, "3", 3), (2, "16", 2), (8, "0", 1), (8, "4(x2)", 8), (1, "1", 1)]
)
def test_no_more_cores_are_used_than_one_may(limit: int, given: str, used: int, monkeypatch) -> None:
    monkeypatch.setattr("joblib.cpu_count", lambda: limit)
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", given)
    assert cores() == used


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="there is no affinity")
def test_a_process_that_is_bound_to_one_core_uses_one() -> None:
    text = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])"
    text += "; from bygd.studies.processes import cores; print(cores())"
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"1\n"


def test_nobody_else_counts_cores() -> None:
    files = [file for top in ("sim", "bygd", "experiments") for file in (ROOT / top).rglob("*.py")]
    counting = [file.relative_to(ROOT).as_posix() for file in files if "cpu_count" in file.read_text(encoding="utf-8")]
    assert counting == ["bygd/studies/processes.py"]


# --- Dask ---------------------------------------------------------------------------------------------------


def test_the_scheduler_that_is_started_takes_orders_from_this_process_alone(monkeypatch) -> None:
    distributed = pytest.importorskip("distributed")
    asked = {}

    def cluster(**how: object) -> None:
        asked.update(how)
        raise OSError("it has seen enough")

    monkeypatch.setattr(distributed, "LocalCluster", cluster)
    with pytest.raises(InputError, match="it has seen enough"), executors._dask("", 1):
        pass
    assert asked["security"].require_encryption
    assert asked["security"].tls_ca_file == asked["security"].tls_scheduler_cert, "nobody else can have signed one"


def test_without_certificates_no_scheduler_is_started(monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(InputError, match=r"pip install .\./bygd-….whl\[cluster\]. of"), executors._dask("", 1):
        pass
