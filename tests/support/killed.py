"""A program in a process of its own that a signal ends: surely before it is finished, however fast the machine is."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import runpy, signal, sys, threading, time
from bygd.studies import study

program, tables, chunk, wait, told, *arguments = sys.argv[1:]
write, started, ended = study.write_parquet, [], []

def end():
    ended.append(told)
    signal.pthread_kill(threading.main_thread().ident, int(told))

def watched(file, *table):
    started.append(file)
    if len(started) == int(tables):
        threading.Timer(float(wait), end).start()
    if len(started) > int(tables) and not ended:
        time.sleep(1800)  # nothing more is written; the signal comes
    write(file, *table)

study.write_parquet, study.CHUNK = watched, int(chunk)
sys.argv = [program, *arguments]
runpy.run_module(f"experiments.{program}", run_name="__main__", alter_sys=True)
"""


def killed(
    program: str, arguments: list[str], *, tables: int, chunk: int, told: signal.Signals = signal.SIGKILL
) -> str:
    """Run a program with parts of ``chunk`` runs; kill it while, or soon after, it writes so many tables of parts.

    The moment is drawn: within the writing of that table, or while the next parts are simulated. What it said of it.
    """
    wait = random.SystemRandom().choice([0.0, 0.001, 0.01, 0.1])
    command = [sys.executable, "-c", PROGRAM, program, str(tables), str(chunk), str(wait), str(int(told)), *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=1800)
    ends = 128 + told if told == signal.SIGINT else -told
    assert done.returncode == ends, f"waited {wait} s: {done.stderr}"
    return done.stderr
