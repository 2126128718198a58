"""A long study on a Dask scheduler with worker processes, and how much memory each process holds meanwhile.

A sweep of short runs in a small municipality. It is a study as any other: stopped or killed, the same command goes on.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bygd.errors import InputError
from bygd.scenarios.declare import option
from experiments.benchmark.machine import facts

PROC = Path("/proc")  # Linux
PAGE = 4096 / 1024 / 1024  # MiB
STUDY = ["municipality=vaga", "months=12", "warm_up=0", "vary=[answer.pressure,placement.detection]", "design=lhs"]
SHOWN = "outcome=requests"  # one that a year shows
STARTS = 60.0  # seconds that a scheduler may take
TOLD = 60.0  # seconds between two lines on the terminal


@dataclasses.dataclass
class LongOptions:
    """Simulate a long study on Dask workers, and write down how much memory each process holds meanwhile."""

    out: str = option("outputs/long", "folder of the study; the memory stands beside it, in a file .csv", path=True)
    runs: int = option(1_000_000, "runs of the study, about", bounds=(20, 100_000_000))
    points: int = option(1000, "points at which numbers are varied", bounds=(1, 100_000))
    workers: int = option(2, "worker processes", bounds=(1, 64))
    every: int = option(10, "seconds between two measurements", bounds=(1, 3600))


def long_study(options: LongOptions) -> None:
    """Simulate a long study on Dask workers, and write down how much memory each process holds meanwhile."""
    if not PROC.is_dir():
        raise InputError("How much memory other processes hold is read from /proc, which only Linux has.")
    print(facts())
    replicates = max(1, options.runs // options.points)
    asked = [*STUDY, SHOWN, f"n={options.points}", f"replicates={replicates}", f"out={options.out}", "executor=dask"]
    with contextlib.ExitStack() as stack:
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "scheduler.json"
        words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        watched = {"scheduler": stack.enter_context(_of_dask("dask_scheduler", *words))}
        address = _address_in(file)
        for number in range(options.workers):
            words = [address, "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"]
            watched[f"worker_{number + 1}"] = stack.enter_context(_of_dask("dask_worker", *words))
        command = [sys.executable, "-m", "experiments.sweep", *asked, f"address={address}"]
        study = stack.enter_context(subprocess.Popen(command))
        _watch(options, study, {"client": study.pid} | watched)
    if study.returncode:
        raise InputError(f"The study ended in {study.returncode}; the same command goes on.")


@contextlib.contextmanager
def _of_dask(program: str, *words: str) -> Iterator[int]:
    """A program of Dask's that ends with this block; its process."""
    command = [sys.executable, "-m", f"distributed.cli.{program}", *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def _address_in(file: Path) -> str:
    """Address of a scheduler, once it has written it down."""
    begin = time.monotonic()
    while time.monotonic() - begin < STARTS:
        with contextlib.suppress(OSError, ValueError):  # not there, or not whole
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise InputError("No Dask scheduler starts here; is Dask installed (make install-dev)?")


def resident(process: int) -> float:
    """MiB that a process and all that it has started hold; 0 once it has ended."""
    with contextlib.suppress(OSError):
        own = int((PROC / str(process) / "statm").read_text(encoding="utf-8").split()[1]) * PAGE
        threads = (PROC / str(process) / "task").glob("*/children")
        return own + sum(resident(int(child)) for file in threads for child in file.read_text().split())
    return 0.0


def _watch(options: LongOptions, study: subprocess.Popen[bytes], watched: dict[str, int]) -> None:
    """Write a row each time, and a line a minute, until the study has ended."""
    begin, told = time.monotonic(), -TOLD
    file = Path(f"{options.out}.csv")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8", newline="") as handle:
        table = csv.writer(handle, lineterminator="\n")
        table.writerow(names := ["seconds", "parts", *watched])
        while study.poll() is None:
            passed = time.monotonic() - begin
            parts = sum(1 for _ in (Path(options.out) / "parts").glob("runs-*.parquet"))
            row = [round(passed), parts, *(round(resident(process)) for process in watched.values())]
            table.writerow(row)
            handle.flush()
            if passed - told >= TOLD:
                told = passed
                print(", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True)), flush=True)
            with contextlib.suppress(subprocess.TimeoutExpired):
                study.wait(options.every)
