"""What benchmarks share: the machine, time and memory of a piece of work, and the study that is simulated."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.metadata
import math
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bygd.compiling import announce_compiling
from bygd.scenarios.build import baseline_of
from bygd.scenarios.declare import many, option
from bygd.scenarios.options import SweepOptions
from bygd.studies.processes import Processes, cores
from sim import compiled
from sim.policy import Policy
from sim.population import Description

STATUS = Path("/proc/self/status")


def facts() -> str:
    """Date, cores, system and versions, in one line."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("mesa", "numba", "pandas"))
    today = dt.datetime.now().astimezone().date()
    return (
        f"{today}, {cores()} cores ({platform.machine()}, {platform.system()}), "
        f"Python {platform.python_version()}, {versions}"
    )


def peak() -> float:
    """Most memory (MiB, resident) that this process has held at once; no number where the system does not tell."""
    if STATUS.exists():  # the other figure starts with what the parent process had
        lines = STATUS.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return math.nan
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


class Alone(NamedTuple):
    """What a piece of work gave, in seconds without starting the process, and the most memory of that process."""

    result: Any
    seconds: float
    peak: float


def alone(work: Callable[..., Any], *arguments: Any) -> Alone:
    """Do the work in a new process, so that nobody else's memory counts."""
    with Processes(1) as pool:
        return pool.submit(_measured, work, arguments).result()


def _measured(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Alone:
    start = time.perf_counter()
    result = work(*arguments)
    return Alone(result, time.perf_counter() - start, peak())


def timed(work: Callable[[], Any]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@dataclasses.dataclass
class StudyOptions:
    """A municipality and measures."""

    municipality: Description = dataclasses.field(
        default_factory=lambda: Description(title=""), metadata={"words": "as in run"}
    )
    policies: dict[str, Policy] = dataclasses.field(default_factory=dict)
    policy: list[str] = many([], "measures in force from the beginning")
    months: int = option(120, "months simulated", bounds=(1, 444))
    warm_up: int = option(3, "years simulated before that", bounds=(0, 20))

    def study(self, **more: Any) -> SweepOptions:
        """Options of a study of this municipality, with more of them set."""
        same = {field.name: getattr(self, field.name) for field in dataclasses.fields(StudyOptions)}
        return SweepOptions(**same, **more)

    def compile(self) -> None:
        """Compile the model, or load what is compiled, so that no timing has that in it."""
        announce_compiling()
        compiled.run(baseline_of(self.study()), 0, np.arange(0))
