"""``docs/cluster.md`` without a cluster: the files to copy do what the page says, its commands are understood."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest

from bygd.scenarios.options import RunOptions
from experiments.command.flags import refuse_decided
from experiments.command.read import read
from tests.support.documents import ROOT, commands

PAGE = ROOT / "docs" / "cluster.md"
FILES = ROOT / "docs" / "cluster"
TYPED = [
    shlex.split(command)
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    for command, _ in commands(block)
]


def program(folder: Path, name: str, text: str) -> None:
    """A program of this name in the folder."""
    file = folder / name
    file.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
    file.chmod(0o755)


def test_each_file_is_shown_and_each_that_is_used_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert {file.name for file in FILES.iterdir() if file.is_file()} == set(re.findall(r"\(cluster/([\w.]+)\)", text))
    assert {words[words.index("run") - 1] for words in TYPED if words[0] == "sbatch"} == {"study.sbatch"}


@pytest.mark.parametrize("words", [words for words in TYPED if "run" in words], ids=" ".join)
def test_commands_of_the_page_are_understood(words: list[str]) -> None:
    given = words[words.index("run") + 1 :]
    refuse_decided(given)
    asked = read(RunOptions, [word for word in given if not word.startswith(("-m", "hydra", "municipality", "policy"))])
    assert asked.months == 24


def test_a_job_whose_time_is_nearly_over_stops_in_order_and_queues_again(tmp_path: Path) -> None:
    program(tmp_path, "scontrol", f'echo "$@" > {tmp_path}/asked')
    program(tmp_path, "bygd", f"trap 'echo stopped > {tmp_path}/stopped; exit 143' TERM; echo \"$@\"; sleep 60 & wait")
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SLURM_JOB_ID": "17"}
    command = ["bash", str(FILES / "study.sbatch"), "run", "out=my folder"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True) as job:
        try:
            assert job.stdout is not None
            assert job.stdout.readline() == "run out=my folder\n"
            time.sleep(0.2)  # it waits by then
            job.send_signal(signal.SIGUSR1)
            assert job.wait(20) == 0
        finally:
            os.killpg(job.pid, signal.SIGKILL)
    assert (tmp_path / "stopped").is_file()
    assert (tmp_path / "asked").read_text() == "requeue 17\n"


@pytest.mark.parametrize("status", [0, 3])
def test_a_job_ends_as_its_study_does(tmp_path: Path, status: int) -> None:
    program(tmp_path, "bygd", f"exit {status}")
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = ["bash", str(FILES / "study.sbatch"), "run", "out=my folder"]
    assert subprocess.run(command, env=environment, check=False).returncode == status


@pytest.mark.parametrize(
    ("words", "begun"),
    [
        (["run", "replicates=10"], False),
        ([], False),
        (["run", "-m", "policy=[],[follow_up]", "hydra.sweep.dir=many"], True),
        (["study", "resume", "my folder"], True),
        (["run", "beside_out=x", "out="], False),
    ],
)
def test_a_job_that_would_begin_from_nothing_again_is_refused(words: list[str], begun: bool, tmp_path: Path) -> None:
    program(tmp_path, "bygd", "echo begun")
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = ["bash", str(FILES / "study.sbatch"), *words]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert (done.stdout == "begun\n", done.returncode == 0) == (begun, begun)
    assert begun or done.stderr.startswith("Say out=FOLDER")


def test_a_command_runs_on_workers_that_are_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which jobs are asked for, that certificates lie where nobody else reads, and that the command is told all."""
    pytest.importorskip("distributed")
    asked: dict[str, Any] = {}

    class Cluster:
        scheduler_address = "tls://head:8786"

        def __init__(self, **options: Any) -> None:
            asked.update(options)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            asked["closed"] = True

        def adapt(self, **options: int) -> None:
            asked.update(options)

    dask_jobqueue = ModuleType("dask_jobqueue")
    dask_jobqueue.SLURMCluster = Cluster  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dask_jobqueue", dask_jobqueue)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    program(tmp_path, "bygd", f'echo "$@" > {tmp_path}/typed; env | grep -c ^DASK_.*TLS > {tmp_path}/tls; exit 3')
    main = runpy.run_path(str(FILES / "dask_workers.py"))["main"]
    assert main("100", "run", "replicates=2000") == 3
    typed = "run replicates=2000 executor=dask address=tls://head:8786 threads=100\n"
    assert (tmp_path / "typed").read_text() == typed
    assert (tmp_path / "tls").read_text() == "3\n"
    assert asked["security"].require_encryption
    assert (asked["maximum_jobs"], asked["closed"]) == (100, True)
    assert Path(asked["shared_temp_directory"]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [[], ["100"], ["run", "replicates=2000"], ["0", "run"]])
def test_what_cannot_be_workers_is_told_before_any_is_asked_for(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    dask_jobqueue = ModuleType("dask_jobqueue")
    dask_jobqueue.SLURMCluster = None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dask_jobqueue", dask_jobqueue)
    monkeypatch.setenv("HOME", str(tmp_path))
    main = runpy.run_path(str(FILES / "dask_workers.py"))["main"]
    with pytest.raises(SystemExit, match=r"^Say how many workers there may be, and a command of Bygd: .*\.$"):
        main(*words)
    assert not list(tmp_path.iterdir())
