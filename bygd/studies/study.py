"""A study: scenarios at points with the same replicates, simulated in parts, in a folder of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from bygd.compiling import announce_compiling
from bygd.errors import InputError
from bygd.scenarios.options import Common
from bygd.scenarios.settings import setting_notes
from bygd.scenarios.template import template_notes
from bygd.spoken import spoken
from bygd.statistics.comparison import good_runs, refuse_nothing_left
from bygd.studies import whole
from bygd.studies.executors import busy, cores_of, executor_of, workers_died
from bygd.studies.files import alone, provenance_of, write_parquet, write_text
from bygd.studies.folder import CONFIG, Fingerprint, fingerprint_of
from bygd.studies.opening import begin, refuse_foreign, stopped
from bygd.studies.package import describe
from bygd.studies.parts import KEYS, TABLES, Part, Parts, blocks_of, key_of
from bygd.studies.seals import FORMAT, About
from bygd.studies.stopping import Enough
from bygd.studies.tidy import write_outcomes
from bygd.studies.worker import Cell, Wanted, tables_of
from sim import compiled
from sim.points import DEFAULT
from sim.scenario import Scenario

CHUNK = 50  # runs in a part of a small study
PACK = 200  # runs in a part of a large one
ATTEMPTS = 3  # to go on when workers die


@dataclasses.dataclass
class Study:
    """Scenarios by name, at each point, simulated with the same replicates, in one folder.

    ``points``: name (``sim.points.point_of``) -> values of the numbers that are set otherwise. ``in_turn``: replicate
    *i* is simulated at point *i* mod *n* only: each run in one ensemble member.
    ``arguments``: of the command that repeats it, or that command as a text; default: the command line.
    ``progress``: called with the number of runs of each finished part, instead of a bar; if it raises, the study
    stops and keeps its finished parts.
    """

    program: str
    options: Common
    scenarios: dict[str, Scenario]
    points: dict[str, dict[str, float]] = dataclasses.field(default_factory=lambda: {DEFAULT: {}})
    monthly: bool = True  # keep the table of months
    curves: bool = True  # keep the table of months since settlement
    tidy: bool = True  # write the outcomes as a tidy table too
    in_turn: bool = False
    own_points: bool = False  # not those that the options describe, but those of the folder that it was read from
    arguments: list[str] | str | None = None
    progress: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        """Name the folder; nothing is written yet."""
        self.replicates = self.options.replicates
        self.failed = ""  # a sentence, once runs have failed
        stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        self.folder = Path(self.options.out or f"outputs/{self.program}-{stamp}-{uuid.uuid4().hex[:6]}")
        self._parts: Parts | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that this study keeps, the last one ``runs``."""
        people = getattr(self.options, "record", "summary") == "people"
        kept = {"curves": self.curves, "monthly": self.monthly, "people": people, "runs": True}
        return tuple(name for name, wanted in kept.items() if wanted)

    def about(self, table: str) -> About:
        """What a table of the whole study says that it is."""
        return {"format": FORMAT, "study": self.fingerprint.study, "seed": self.options.seed, "table": table}

    @property
    def parts(self) -> Parts:
        """Finished parts in the folder."""
        if self._parts is None or self._parts.folder != self.folder / "parts":
            self._parts = Parts(self.folder / "parts", self.fingerprint.study, self.options.seed, self.tables)
        return self._parts

    def run(self, enough: Enough | None = None) -> dict[str, pd.DataFrame]:
        """Simulate what is not there yet; returns the tables ``runs``, ``monthly``, ``curves`` (and ``people``)."""
        return {table: pd.read_parquet(self.folder / f"{table}.parquet") for table in self.simulate(enough)}

    def simulate(self, enough: Enough | None = None) -> list[str]:
        """Simulate what is not there yet and write the tables, piece by piece; returns their names.

        With ``enough`` (and no fixed number of replicates) runs are added until that says so.
        """
        with self.opened():
            return self._finish(self._simulate_until(enough))

    def _simulate_until(self, enough: Enough | None) -> dict[str, object]:
        """Simulate until ``enough`` says so, or as many replicates as were asked for; why so many."""
        if self.replicates or enough is None:
            self._simulate()
            return {"used": self.replicates, "reason": "fixed", "undecided": []}
        self.replicates = enough.first
        self._simulate()
        while more := min(enough.more(self._good_runs(enough.until)), enough.budget - self.replicates):
            self.replicates += more
            self._simulate()
        return enough.why(self.replicates)

    def simulate_first(self, replicates: int) -> None:
        """Simulate the first so many replicates, if they are not there, and write the tables of these alone.

        A study that grows before its reader's eyes; the whole of it is what ``simulate`` makes, however it grew.
        """
        whole, self.replicates = self.replicates, replicates
        try:
            with self.opened():
                self._simulate()
                self._finish({"used": replicates, "reason": "fixed", "undecided": []})
        finally:
            self.replicates = whole

    def counts(self, outcomes: list[str]) -> pd.DataFrame:
        """Simulate what is not there yet; returns the rows of ``runs`` with the counts of these outcomes only.

        Of a million runs all counts would fill the memory.
        """
        self.simulate()
        file = self.folder / "runs.parquet"
        wanted = {*KEYS, "failed", *(f"{name}_{part}" for name in outcomes for part in ("n", "of"))}
        return pd.read_parquet(file, columns=[name for name in pq.read_schema(file).names if name in wanted])

    def by_point(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Rows of ``runs.parquet`` of one point after the other, so that a large table is never held whole."""
        held: list[pd.DataFrame] = []
        for batch in pq.ParquetFile(self.folder / "runs.parquet").iter_batches(whole.ROWS):
            frame = batch.to_pandas()
            if "point" not in frame:
                frame["point"] = DEFAULT
            for point, rows in frame.groupby("point", sort=False):
                if held and held[-1]["point"].iloc[0] != point:
                    yield held[0]["point"].iloc[0], pd.concat(held, ignore_index=True)
                    held = []
                held.append(rows)
        yield held[0]["point"].iloc[0], pd.concat(held, ignore_index=True)

    def say(self, *lines: str) -> None:
        """Print the result, the folder, what the setting rests on, what is the template's, and how many runs failed.

        All tables are written: the folder is described.
        """
        if (self.folder / CONFIG).is_file():  # not of a study that nobody has begun
            describe(self.folder)
        notes = [*setting_notes(self.options), *template_notes(self.options.municipality)]
        print("\n".join([*lines, *map(spoken, [*notes, self.failed])]).rstrip("\n"))

    # --- the folder --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Create or continue the folder and lock it; ``InputError`` if it holds another study."""
        begun = False
        if (self.folder / CONFIG).exists():
            self.fingerprint.refuse_other(self.folder)
        else:
            refuse_foreign(self.folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with alone(self.folder / "lock"):
                begin(self)
                begun = self.parts.locked = True
                try:
                    yield
                finally:
                    self.parts.locked = False
        except KeyboardInterrupt as stop:  # says where, for who gave no folder does not know
            raise type(stop)(f" in {self.folder}") from None
        except OSError as error:
            raise stopped(self.folder, error, begun=begun) from None

    @functools.cached_property
    def fingerprint(self) -> Fingerprint:
        """Configuration and hash by which a folder knows its study."""
        return fingerprint_of(self.program, self.options, self.scenarios, self.points)

    # --- simulating --------------------------------------------------------------------------------------

    def there(self) -> dict[tuple[str, str], np.ndarray]:
        """Replicates that finished parts hold, by scenario and point."""
        keys = self.parts.where("runs", self.parts.finished())
        if not len(keys):
            return {}
        return {
            (str(scenario), str(point)): np.unique(rows["replicate"].to_numpy())
            for (scenario, point), rows in keys.groupby(["scenario", "point"], sort=False, observed=True)
        }

    def asked(self) -> dict[tuple[str, str], np.ndarray]:
        """Replicates that were asked for, by scenario and point."""
        turns = len(self.points) if self.in_turn else 1
        turn_of = {point: i % turns for i, point in enumerate(self.points)}
        return {cell: np.arange(turn_of[cell[1]], self.replicates, turns) for cell in self.cells()}

    def missing(self) -> list[Part]:
        """Parts still to simulate, by replicates first, so that all scenarios have equally many."""
        there, turns = self.there(), len(self.points) if self.in_turn else 1
        blocks: dict[tuple[int, int], list[tuple[str, str, int]]] = {}
        turn_of = {point: i % turns for i, point in enumerate(self.points)}
        lacking = {}
        for (scenario, point), asked in self.asked().items():
            had = there.get((scenario, point))
            lacking[scenario, point, turn_of[point]] = asked if had is None else np.setdiff1d(asked, had)
        size = self._size(sum(len(replicates) for replicates in lacking.values()))
        alike = min(len(self.scenarios), size)  # scenarios of a replicate share the months before they part
        for cell, replicates in lacking.items():
            for block in blocks_of(replicates // turns, size // alike):
                blocks.setdefault(block, []).append(cell)
        parts = []
        for (first, last), cells in sorted(blocks.items()):
            together = size // (last - first + 1)
            together -= together % alike
            rounds = turns * np.arange(first, last + 1)
            for i in range(0, len(cells), together):
                some = [Cell(scenario, point, rounds + start) for scenario, point, start in cells[i : i + together]]
                parts.append(Part(key_of(some), some))
        return parts

    def cells(self) -> list[tuple[str, str]]:
        """Scenarios and points, in the order of the tables: all scenarios of a point together."""
        return [(scenario, point) for point in self.points for scenario in self.scenarios]

    def _size(self, runs: int) -> int:
        """Runs in a part: more in a larger study, but few enough to keep all cores busy."""
        return max(CHUNK, min(PACK, runs // (8 * cores_of(self.options)) // CHUNK * CHUNK))

    def _simulate(self) -> None:
        work = self.missing()
        if not work:
            return
        engine = getattr(self.options, "engine", "compiled")
        if engine == "compiled":
            announce_compiling()
            if len(work) > 1:  # else nobody else waits for the compiler
                compiled.run(next(iter(self.scenarios.values())), 0, np.arange(0))
        with tqdm(
            total=sum(part.runs for part in work), unit="run", delay=1, disable=True if self.progress else None
        ) as bar:
            for attempt in range(ATTEMPTS):
                try:
                    self._compute(work, engine, bar)
                except Exception as error:
                    if not workers_died(error):
                        raise
                    before, work = len(work), self.missing()
                    if attempt == ATTEMPTS - 1 or len(work) == before:
                        what = type(error).__name__
                        raise InputError(
                            f"Workers died ({what}); what was finished is kept, the same command goes on."
                        ) from None
                else:
                    return

    def _compute(self, work: list[Part], engine: str, bar: tqdm) -> None:
        """Compute parts with the executor, and write each when it is finished."""
        wanted = Wanted(
            self.options.seed, engine, monthly=self.monthly, curves=self.curves, people="people" in self.tables
        )
        task = self.task()
        waiting: dict[Future[Any], Part] = {}
        try:
            with executor_of(self.options, compiled=engine == "compiled") as pool:
                try:
                    for part in work:
                        if len(waiting) >= busy(pool, self.options):
                            self._collect(waiting, bar)
                        scenarios = {cell.scenario: self.scenarios[cell.scenario] for cell in part.cells}
                        points = {cell.point: self.points[cell.point] for cell in part.cells}
                        waiting[pool.submit(task, part.cells, scenarios, points, wanted)] = part
                    while waiting:
                        self._collect(waiting, bar)
                except BaseException:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
        except OSError:
            raise  # nothing more can be written
        except BaseException:
            self._write_ready(waiting, bar)  # others were at work while one failed
            raise

    def _collect(self, waiting: dict[Future[Any], Part], bar: tqdm) -> None:
        """Wait for parts, write finished ones, and raise the error of one that failed."""
        wait(waiting, return_when=FIRST_COMPLETED)
        self._write_ready(waiting, bar)
        for future in waiting:
            if future.done():
                future.result()

    def _write_ready(self, waiting: dict[Future[Any], Part], bar: tqdm) -> None:
        """Write finished parts and free them; ``runs`` is written last and marks a part as complete."""
        ready = [item for item in waiting if item.done() and not item.cancelled() and item.exception() is None]
        for future in ready:
            part = waiting.pop(future)
            self.keep(part, future.result())
            bar.update(part.runs)
            if self.progress:
                self.progress(part.runs)

    def task(self) -> Callable[..., Any]:
        """What a worker does with cells; ``keep`` takes what it returns."""
        return tables_of

    def keep(self, part: Part, tables: Any) -> None:
        """Write down a part that is ready: its tables."""
        for table, frame in tables.items():
            write_parquet(self.parts.file(table, part.key), frame, self.parts.about(table, part.key))

    # --- whole tables --------------------------------------------------------------------------------------

    def _good_runs(self, outcomes: list[str]) -> dict[str, pd.DataFrame]:
        """Counts of some outcomes so far, by scenario, without replicates that failed anywhere."""
        columns = [*KEYS, "failed", "error", *(f"{name}_{part}" for name in outcomes for part in ("n", "of"))]
        runs = self.so_far(columns)
        refuse_nothing_left(runs, f"; {self.folder} keeps them")
        good = good_runs(runs.sort_values("replicate", kind="stable"))
        return {name: good[good["scenario"] == name] for name in self.scenarios}

    def so_far(self, columns: list[str]) -> pd.DataFrame:
        """Some columns of the runs so far."""
        groups = self.ordered("runs").groupby("part", sort=False, observed=True)
        return pa.concat_tables(
            self.parts.read("runs", str(key), columns).take(pa.array(rows["row"])) for key, rows in groups
        ).to_pandas()

    def order_of(self, keys: pd.DataFrame) -> np.ndarray:
        """Order of rows by points, scenarios and replicates."""
        orders = {"point": list(self.points), "scenario": list(self.scenarios)}
        point, scenario = (pd.Categorical(keys[name], categories=order).codes for name, order in orders.items())
        return np.lexsort((keys["replicate"], scenario, point))

    def ordered(self, table: str) -> pd.DataFrame:
        """Where the rows of each run lie (part, row, rows), by points, scenarios and replicates."""
        keys = self.parts.where(table, self.parts.finished())
        if not len(keys):
            return keys
        keys = keys[keys["replicate"] < self.replicates]
        keys = keys.iloc[self.order_of(keys)]
        return keys.drop_duplicates(list(KEYS))  # a run that two parts hold

    def _finish(self, why: dict[str, object]) -> list[str]:
        """Put the parts together; note how many runs and why."""
        tables = [table for table in TABLES if table in self.tables and whole.write(self, table)]
        about = self.folder / "provenance.json"
        write_text(about, json.dumps({**provenance_of(self.folder), "runs": why}, indent=2))
        self.failed = whole.failed(self)
        if self.tidy:
            write_outcomes(self.folder, self.about("outcomes"))
        describe(self.folder)
        return tables

    def labelled(self, rows: pa.Table) -> pa.Table:
        """Rows with the municipality in front, and the seed."""
        if list(self.points) == [DEFAULT]:
            rows = rows.drop_columns("point")
        municipality = "+".join(self.options.municipality.municipalities)
        rows = rows.add_column(0, "municipality", pa.array([municipality] * len(rows), pa.large_string()))
        return rows.add_column(2, "seed", pa.array(np.full(len(rows), self.options.seed, np.int64))).combine_chunks()
