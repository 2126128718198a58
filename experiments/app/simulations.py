"""Where choices are simulated: one queue for all visitors, first answers before finer ones.

A choice becomes a study folder of ``experiments.compare`` inside the page's own folder, so what is shown is what the
command finds, and nothing is simulated twice. The folder's name is a hash of all that decides the results, the model
and the visitor's own file included. A study is extended in stages; one worker takes the stage with the fewest runs
first. A choice that nobody looks at any more is stopped between two parts, and continued when it is chosen again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

import numpy as np

from bygd import errors
from bygd.compiling import announce_compiling
from bygd.scenarios.build import scenario_of
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.studies import lives
from bygd.studies.folder import options_of
from bygd.studies.programs import compare_study
from bygd.studies.study import Study
from bygd.studies.tables import read_table
from experiments.app.address import ENSEMBLES, MEASURES, RUNS, Choice, is_file, is_own
from experiments.app.faults import sentences_of
from experiments.app.measures import policies
from experiments.command import read
from experiments.display import style
from experiments.display.results import write_results
from experiments.display.words import Words
from experiments.report import page
from experiments.report.blocks import Block
from experiments.report.comparison.data import load
from experiments.report.comparison.story import Story
from sim import compiled

STAGES = (50, 200, RUNS)  # pairs of runs; each stage is written and drawn
READY = 4  # choices whose tables and drawings are kept in memory


class Stopped(Exception):  # noqa: N818  (no error: nobody looks at it any more)
    """Nobody looks at the choice any more."""


@dataclasses.dataclass
class Job:
    """A choice at work. ``runs``: pairs that are shown; ``done``: runs of the next stage so far, of ``whole``."""

    choice: Choice
    home: Path  # of the page: its studies, and the visitor's own files
    folder: Path = field(init=False)  # of the study, once that has begun
    wanted_by: set[str] = field(default_factory=set)
    runs: int = 0
    done: int = 0
    whole: int = 0
    faults: tuple[str, ...] = ()
    asked: float = field(default_factory=time.monotonic)
    study: Study | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)  # one at a time in the folder
    guests: int = 0  # who wait for the folder
    read: Any = None  # the ``Comparison`` of the runs so far
    drawn: dict[tuple[int, str, str], str] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether all runs are there."""
        return self.runs >= RUNS

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self.settled or bool(self.faults)

    @property
    def state(self) -> tuple[int, int, int, tuple[str, ...]]:
        """What a visitor sees of it: changes when there is something new to show."""
        return self.runs, self.done, self.whole, self.faults

    def advance(self) -> None:
        """Simulate the next stage."""
        with self.lock:
            if self.study is None:
                arguments = self.choice.arguments(self.home)
                study = compare_study(read.read(CompareOptions, arguments))
                study.folder = self.folder = self.home / study.fingerprint.mark
                study.arguments, study.progress = arguments, self._heed
                self.study = study
            stage = next(item for item in STAGES if item > self.runs)
            self.done, self.whole = 0, (stage - self.runs) * len(self.study.scenarios)
            self.study.simulate_first(stage)
            self.read, self.drawn = dataclasses.replace(load(self.folder), provisional=stage < RUNS), {}
            self.runs, self.done, self.whole = stage, 0, 0

    def _heed(self, runs: int) -> None:
        self.done += runs
        if not self.wanted_by:
            raise Stopped

    def blocks(self, language: str, section: str) -> str:
        """A section of the report (``first``: the question and the findings in short) as HTML, of the runs so far."""
        if section == "lives":
            self._simulate_lives()  # before the drawing, which others wait for
        with style.DRAWING:
            key = (self.runs, language, section)
            if key not in self.drawn:
                story = Story(self.read, Words(language))
                with style.styled():
                    options = None if section == "first" else page.SECTIONS[section](story)
                    result = opening_of(story) if section == "first" else options.blocks if options else []
                    self.drawn[key] = page.fragment(result)
            return self.drawn[key]

    def _simulate_lives(self) -> None:
        with self._between_stages():
            lives.ensure(self.folder)

    @contextlib.contextmanager
    def _between_stages(self) -> Iterator[None]:
        """Lock the folder; the queue begins no other stage of it meanwhile."""
        self.guests += 1
        try:
            with self.lock:
                yield
        finally:
            self.guests -= 1

    # --- what is carried away -----------------------------------------------------------------------------

    def report(self, language: str) -> bytes:
        """The report of the settled answer, the file that ``experiments.compare`` writes."""
        self._simulate_lives()
        with self._between_stages(), style.DRAWING:
            return page.write(self.folder, language).read_bytes()

    def table(self) -> bytes:
        """``comparison.csv``."""
        self._write()
        return (self.folder / "comparison.csv").read_bytes()

    def figures(self) -> bytes:
        """All figures of the study, in a ZIP file."""
        self._write()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted((self.folder / "figures").iterdir()):
                archive.write(file, file.name)
        return target.getvalue()

    def _write(self) -> None:
        with self._between_stages(), style.DRAWING:
            if not (self.folder / "figures").is_dir() or not (self.folder / "comparison.csv").is_file():
                tables = {name: read_table(self.folder, name) for name in ("runs", "curves")}
                options = options_of(self.folder, "compare")
                write_results(self.folder, options, tables)


def _warm_up(own: Path) -> None:
    """Read the measures and load (or make) the compiled model, which the first choice would have to wait for."""
    with contextlib.suppress(*errors.MISTAKES):  # the first choice says it
        options = read.read(RunOptions, [])
        announce_compiling()
        policies(own)
        compiled.run(scenario_of(options, [], "baseline"), 0, np.arange(0))


def opening_of(story: Story) -> list[Block]:
    """What stands above the sections: the findings in short, then of whom they are."""
    *facts, short = page.first(story)
    return [short, *facts[1:]]


class Desk:
    """All choices of all visitors. ``folder`` is the only place that is read and written."""

    def __init__(self, folder: Path) -> None:
        """Open the queue; its worker begins with what every first visitor would wait for."""
        self.folder = folder
        self.jobs: dict[tuple[Choice, bytes], Job] = {}
        self.news = threading.Condition()
        threading.Thread(target=self._work, name="desk", daemon=True).start()

    def want(self, visitor: str, choice: Choice) -> Job:
        """Note that a visitor looks at a choice now, and at no other; its job, begun anew if it could not be done."""
        with self.news:
            self._forget(visitor)
            job = self.jobs.setdefault((choice, self.own(choice)), Job(choice, self.folder))
            if job.faults:
                job.faults, job.study = (), None
            job.wanted_by.add(visitor)
            job.asked = time.monotonic()
            self._tidy()
            self.news.notify()
            return job

    def leave(self, visitor: str) -> None:
        """Note that a visitor has gone."""
        with self.news:
            self._forget(visitor)

    def own(self, choice: Choice) -> bytes:
        """What stands in the visitor's own files, which may be another the next time."""
        files = [self.folder / choice.municipality] if is_own(choice.municipality) else []
        files += [self.folder / MEASURES / name for name in choice.measures if is_file(name)]
        files += [self.folder / ENSEMBLES / choice.ensemble] if choice.ensemble else []
        with contextlib.suppress(OSError):  # simulating says it
            return b"\0".join(file.read_bytes() for file in files)
        return b""

    def _forget(self, visitor: str) -> None:
        for job in self.jobs.values():
            job.wanted_by.discard(visitor)

    def _tidy(self) -> None:
        """Keep in memory only what was asked for last; the folders stay."""
        idle = sorted(
            (key for key, job in self.jobs.items() if not job.wanted_by), key=lambda key: self.jobs[key].asked
        )
        for key in idle[: max(0, len(idle) - READY)]:
            del self.jobs[key]

    def _next(self) -> Job:
        """Wait for work: of all choices that somebody looks at, the one with the fewest runs, then the oldest."""
        with self.news:
            while True:
                open_ones = [job for job in self.jobs.values() if job.wanted_by and not job.finished]
                free = [job for job in open_ones if not job.guests]
                if free:
                    return min(free, key=lambda job: (job.runs, job.asked))
                self.news.wait(0.05 if open_ones else None)

    def _work(self) -> None:
        _warm_up(self.folder)
        while True:
            job = self._next()
            try:
                job.advance()
            except Stopped:
                job.done = job.whole = 0
            except Exception as error:  # noqa: BLE001  (whatever happens, the visitor reads a sentence and the desk lives on)
                job.faults = sentences_of(error, job.choice.municipality, self.folder)
