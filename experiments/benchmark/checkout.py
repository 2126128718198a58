"""A checkout of the project with the interpreter that it is installed for: programs and timings are started there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import experiments
from bygd.errors import InputError
from experiments.benchmark.timings import Cost

NONE: Mapping[str, str] = MappingProxyType({})
TIMINGS = Path(__file__).with_name("timings.py")


class Checkout(NamedTuple):
    """Folder that holds ``sim``, ``bygd`` and ``experiments``, and the Python that runs them."""

    root: Path
    python: str

    def environment(self) -> dict[str, str]:
        """Variables of a process in which this checkout is imported, wherever it is started."""
        return os.environ | {"PYTHONPATH": str(self.root)}

    def call(
        self, *words: str, folder: Path | None = None, status: int = 0, variables: Mapping[str, str] = NONE
    ) -> tuple[str, Cost]:
        """What Python prints and takes, started in ``folder``; ``InputError`` if it ends with another status."""
        begun, start = processor_of_children(), time.perf_counter()
        done = subprocess.run(
            [self.python, *words], cwd=folder or self.root, env=self.environment() | dict(variables),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        taken = Cost(time.perf_counter() - start, processor_of_children() - begun)
        if done.returncode != status:
            last = (done.stderr.strip() or "nothing was said").splitlines()[-1]
            asked = " ".join(words).splitlines()[-1][-100:]
            raise InputError(f"{asked} ended with {done.returncode} in {self.root}: {last}")
        return done.stdout, taken

    def program(self, *words: str, folder: Path | None = None, status: int = 0) -> Cost:
        """What a program takes, like ``program("run", "replicates=5", folder=…)``."""
        return self.call("-m", f"experiments.{words[0]}", *words[1:], folder=folder, status=status)[1]

    def timing(
        self, call: str, *, folder: Path | None = None, file: Path = TIMINGS, variables: Mapping[str, str] = NONE
    ) -> dict[str, float]:
        """Numbers that a function of a file returns, like ``timing("kernel()")``, and the ``Cost`` of its process."""
        text = f"{file.read_text(encoding='utf-8')}\nimport json\nprint(json.dumps({call}))\n"
        printed, taken = self.call("-c", text, folder=folder, variables=variables)
        numbers: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return numbers | {"clock": taken.clock, "processor": taken.processor}


HERE = Checkout(Path(experiments.__path__[0]).parent, sys.executable)


def beside(folder: str) -> Checkout:
    """Return the checkout in a folder, installed in its own ``.venv``; ``InputError`` if there is none."""
    root = Path(folder).absolute()
    python = root / ".venv" / "bin" / "python"
    if not python.is_file():
        raise InputError(f"There is no {python}; name a checkout where make install was called.")
    return Checkout(root, str(python))


def processor_of_children() -> float:
    """Seconds of the processor that all processes have taken that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system
