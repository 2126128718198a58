"""A long study on a Dask scheduler with worker processes, and how much memory each process holds meanwhile.

A sweep of short runs in a small municipality. It is a study as any other: stopped or killed, the same command goes on.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import os
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
HERE = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]  # no other machine reaches them
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
    names = ["seconds", "parts", "client", "scheduler", *(f"worker_{i + 1}" for i in range(options.workers))]
    table = _table(Path(f"{options.out}.csv"), names)
    with contextlib.ExitStack() as stack:
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "scheduler.json"
        known = os.environ | _of_dask()

        def begun(*words: str, out: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
            return stack.enter_context(_begun([sys.executable, "-m", *words], known, out))

        words = ["--port", "0", "--protocol", "tls", "--scheduler-file", str(file)]
        watched = {"scheduler": begun("distributed.cli.dask_scheduler", *HERE, *words).pid}
        address = _address_in(file)
        for number in range(options.workers):
            words = [address, "--nthreads", "1", "--death-timeout", "60"]
            watched[names[4 + number]] = begun("distributed.cli.dask_worker", *words, *HERE).pid
        study = begun("experiments.sweep", *asked, f"address={address}", out=None)
        _watch(options, study, {"client": study.pid} | watched, table)
    if study.returncode:
        raise InputError(f"The study ended in {study.returncode}; the same command goes on.")


def _of_dask() -> dict[str, str]:
    """What Dask's processes read in their environment: certificates made for this one study, and no page."""
    try:
        from distributed.security import Security

        security = Security.temporary()
    except ImportError:  # of Dask, or of cryptography
        raise InputError("There is no Dask here; install it with make install-dev.") from None
    known = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}
    for role in ("client", "scheduler", "worker"):
        tls = security.get_tls_config_for_role(role)
        known["DASK_DISTRIBUTED__COMM__TLS__CA_FILE"] = tls["ca_file"]
        known |= {f"DASK_DISTRIBUTED__COMM__TLS__{role.upper()}__{key.upper()}": tls[key] for key in ("cert", "key")}
    return known | {f"DASK_DISTRIBUTED__{role}__HTTP__ROUTES": "[]" for role in ("SCHEDULER", "WORKER")}


@contextlib.contextmanager
def _begun(command: list[str], known: dict[str, str], out: int | None) -> Iterator[subprocess.Popen[bytes]]:
    """A program that ends with this block."""
    with subprocess.Popen(command, env=known, stdout=out, stderr=out) as process:
        try:
            yield process
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


def _table(file: Path, names: list[str]) -> Path:
    """File of the memory with its header, which stays where a study goes on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    header, text = ",".join(names) + "\n", file.read_text(encoding="utf-8") if file.is_file() else ""
    if text and not text.startswith(header):
        raise InputError(f"{file} is of another number of workers; say that number, or move the file.")
    if not text:
        file.write_text(header, encoding="utf-8")
    return file


def _watch(options: LongOptions, study: subprocess.Popen[bytes], watched: dict[str, int], file: Path) -> None:
    """Write a row each time, and a line a minute, until the study has ended."""
    begin, told = time.monotonic(), -TOLD
    with file.open("a", encoding="utf-8", newline="") as handle:
        table = csv.writer(handle, lineterminator="\n")
        while study.poll() is None:
            passed = time.monotonic() - begin
            held = {name: round(resident(process)) for name, process in watched.items()}
            parts = sum(1 for _ in (Path(options.out) / "parts").glob("runs-*.parquet"))
            row = {"seconds": round(passed), "parts": parts} | held
            table.writerow(row.values())
            handle.flush()
            if passed - told >= TOLD:
                told = passed
                print(", ".join(f"{name} {value}" for name, value in row.items()), flush=True)
            with contextlib.suppress(subprocess.TimeoutExpired):
                study.wait(options.every)
