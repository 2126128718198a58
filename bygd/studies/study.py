"""A study: scenarios at points with the same replicates, simulated in parts, in a folder of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import itertools
import json
import sys
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
from bygd.scenarios.designs import design_of
from bygd.scenarios.options import Common
from bygd.scenarios.template import template_notes
from bygd.statistics.comparison import good_runs
from bygd.studies.executors import cores_of, executor_of, workers_died
from bygd.studies.files import alone, provenance, write_groups, write_parquet, write_text
from bygd.studies.folder import DESIGN, Fingerprint, fingerprint_of
from bygd.studies.parts import KEYS, Part, blocks_of, gathered, key_of, keys_of
from bygd.studies.stopping import Enough
from bygd.studies.worker import Cell, Wanted, tables_of
from sim import compiled
from sim.points import DEFAULT
from sim.scenario import Scenario

CHUNK = 50  # runs in a part of a small study
PACK = 200  # runs in a part of a large one
ROWS = 10_000  # rows that are in memory at once when parts become a table
HELD = 64 * 2**20  # bytes of parts that are in memory then, about
ATTEMPTS = 3  # to go on when workers die
TABLES = ("runs", "monthly", "curves", "people")


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
    in_turn: bool = False
    arguments: list[str] | str | None = None
    progress: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        """Name the folder; nothing is written yet."""
        self.replicates = self.options.replicates
        self.failed = ""  # a sentence, once runs have failed
        stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        self.folder = Path(self.options.out or f"outputs/{self.program}-{stamp}-{uuid.uuid4().hex[:6]}")

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
        while more := enough.more(self._good_runs(enough.until)):
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
        for batch in pq.ParquetFile(self.folder / "runs.parquet").iter_batches(ROWS):
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
        """Print the result, the folder, what is the template's, and how many runs failed."""
        print("\n".join([*lines, *template_notes(self.options.municipality), self.failed]).rstrip("\n"))

    # --- the folder --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Create or continue the folder and lock it; ``InputError`` if it holds another study."""
        file = self.folder / "config.yaml"
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder} is a file; name another folder with out=….")
        if file.exists():
            self.fingerprint.refuse_other(self.folder)
        elif self.folder.exists() and any(item.name != "lock" for item in self.folder.iterdir()):
            raise InputError(f"{self.folder} holds something else; name a new folder with out=….")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with alone(self.folder / "lock"):
                if file.exists():  # perhaps only since we looked
                    self.fingerprint.refuse_other(self.folder)
                (self.folder / "parts").mkdir(exist_ok=True)
                for old in [*self.folder.glob("*.tmp"), *(self.folder / "parts").glob("*.tmp")]:
                    old.unlink()
                if not file.exists():
                    about = {**provenance(self.program, self.arguments), "fingerprint": self.fingerprint.simulated}
                    write_text(self.folder / "provenance.json", json.dumps(about, indent=2))
                    write_text(file, self.fingerprint.config)
                if self.in_turn and not (self.folder / DESIGN).exists():
                    write_parquet(self.folder / DESIGN, design_of(list(self.points.values()), list(self.points)))
                yield
        except KeyboardInterrupt as stop:  # says where, for who gave no folder does not know
            raise type(stop)(f" in {self.folder}") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"Cannot write to {self.folder}: {reason}; what was finished is kept.") from None

    @functools.cached_property
    def fingerprint(self) -> Fingerprint:
        """Configuration and hash by which a folder knows its study."""
        return fingerprint_of(self.program, self.options, self.scenarios, self.points)

    # --- simulating --------------------------------------------------------------------------------------

    def there(self) -> dict[tuple[str, str], np.ndarray]:
        """Replicates that finished parts hold, by scenario and point."""
        keys = keys_of(self.folder, "runs")
        if not len(keys):
            return {}
        return {
            (str(scenario), str(point)): np.sort(rows["replicate"].to_numpy())
            for (scenario, point), rows in keys.groupby(["scenario", "point"], sort=False, observed=True)
        }

    def missing(self) -> list[Part]:
        """Parts still to simulate, by replicates first, so that all scenarios have equally many."""
        there, turns = self.there(), len(self.points) if self.in_turn else 1
        blocks: dict[tuple[int, int], list[tuple[str, str, int]]] = {}
        turn_of = {point: i % turns for i, point in enumerate(self.points)}
        lacking = {}
        for scenario, point in self.cells():
            asked = np.arange(turn_of[point], self.replicates, turns)
            had = there.get((scenario, point))
            lacking[scenario, point, turn_of[point]] = asked if had is None else np.setdiff1d(asked, had)
        size = self._size(sum(len(replicates) for replicates in lacking.values()))
        for cell, replicates in lacking.items():
            for block in blocks_of(replicates // turns, size):
                blocks.setdefault(block, []).append(cell)
        parts = []
        for (first, last), cells in sorted(blocks.items()):
            together = max(1, size // (last - first + 1))
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
            total=sum(part.runs for part in work), unit="run", delay=2, disable=True if self.progress else None
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
            self.options.seed,
            engine,
            monthly=self.monthly,
            curves=self.curves,
            people=getattr(self.options, "record", "summary") == "people",
        )
        task, busy = self.task(), 2 * cores_of(self.options)
        waiting: dict[Future[Any], Part] = {}
        try:
            with executor_of(self.options, compiled=engine == "compiled") as pool:
                try:
                    for part in work:
                        if len(waiting) >= busy:
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
            write_parquet(self.folder / "parts" / f"{table}-{part.key}.parquet", frame)

    # --- whole tables --------------------------------------------------------------------------------------

    def _good_runs(self, outcomes: list[str]) -> dict[str, pd.DataFrame]:
        """Counts of some outcomes so far, by scenario, without replicates that failed anywhere."""
        columns = [*KEYS, "failed", *(f"{name}_{part}" for name in outcomes for part in ("n", "of"))]
        good = good_runs(self._so_far(columns).sort_values("replicate", kind="stable"))
        return {name: good[good["scenario"] == name] for name in self.scenarios}

    def _so_far(self, columns: list[str]) -> pd.DataFrame:
        """Some columns of the runs so far."""
        groups = self._ordered("runs")[0].groupby("file", sort=False, observed=True)
        read = functools.partial(pq.read_table, columns=columns)
        return pa.concat_tables(
            read(self.folder / "parts" / str(file)).take(pa.array(rows["row"])) for file, rows in groups
        ).to_pandas()

    def order_of(self, keys: pd.DataFrame) -> np.ndarray:
        """Order of rows by points, scenarios and replicates."""
        orders = {"point": list(self.points), "scenario": list(self.scenarios)}
        point, scenario = (pd.Categorical(keys[name], categories=order).codes for name, order in orders.items())
        return np.lexsort((keys["replicate"], scenario, point))

    def _ordered(self, table: str) -> tuple[pd.DataFrame, list[str]]:
        """Where the rows of each run lie (file, row, rows), by points, scenarios and replicates; and the files."""
        keys = keys_of(self.folder, table)
        if not len(keys):
            return keys, []
        keys = keys[keys["replicate"] < self.replicates]
        keys = keys.iloc[self.order_of(keys)]
        keys = keys.drop_duplicates(list(KEYS))  # a part that was killed before its runs were written is made again
        return keys[["file", "row", "rows"]], list(keys["file"].unique())

    def _finish(self, why: dict[str, object]) -> list[str]:
        """Put the parts together; note how many runs and why."""
        about = self.folder / "provenance.json"
        write_text(about, json.dumps({**json.loads(about.read_text(encoding="utf-8")), "runs": why}, indent=2))
        options = [table for table in TABLES if self._whole(table)]
        self._tell_failed()
        return options

    def _whole(self, table: str) -> bool:
        """Write one table of all parts, about ``ROWS`` rows (of whole runs) at a time; ``False`` if there is none."""
        order, files = self._ordered(table)
        if not files:
            return False
        columns = len(pq.read_schema(self.folder / "parts" / files[0]).names)
        ends = order["rows"].cumsum().to_numpy()
        size = 8 * columns * int(ends[-1]) // len(files)
        read = functools.lru_cache(max(2, HELD // size))(
            lambda file: pq.ParquetFile(self.folder / "parts" / file).read()
        )
        cuts = np.flatnonzero(np.diff((ends - 1) // ROWS)) + 1
        pieces = (order.iloc[i:j] for i, j in itertools.pairwise([0, *cuts, len(order)]))
        write_groups(self.folder / f"{table}.parquet", (self._labelled(gathered(some, read)) for some in pieces))
        return True

    def _labelled(self, rows: pa.Table) -> pa.Table:
        """Rows with the municipality in front, and the seed."""
        if list(self.points) == [DEFAULT]:
            rows = rows.drop_columns("point")
        municipality = "+".join(self.options.municipality.municipalities)
        rows = rows.add_column(0, "municipality", pa.array([municipality] * len(rows), pa.large_string()))
        return rows.add_column(2, "seed", pa.array(np.full(len(rows), self.options.seed, np.int64))).combine_chunks()

    def _tell_failed(self) -> None:
        """Say how many runs failed, and write them down with the command that repeats each."""
        keys = [
            name for name in (*KEYS, "seed", "failed", "error") if name != "point" or list(self.points) != [DEFAULT]
        ]
        runs = pd.read_parquet(self.folder / "runs.parquet", columns=keys)
        failed = runs[runs["failed"]].drop(columns="failed")
        self.failed = f"{len(failed)} of {len(runs)} runs failed and are left out." if len(failed) else ""
        file = self.folder / "failed.csv"
        file.unlink(missing_ok=True)
        if len(failed) == len(runs):
            raise InputError(f"Every run failed ({failed['error'].iloc[0].rstrip('.')}); engine=mesa shows where.")
        if len(failed):
            command = [f"python -m experiments.study repeat {self.folder} {row}" for row in failed.index]
            failed.rename_axis("row").assign(repeat=command).to_csv(file)
            for row in failed.head(10).itertuples():
                print(
                    f"Run failed: scenario {row.scenario}, replicate {row.replicate}, seed {row.seed}.", file=sys.stderr
                )
            print(f"{self.failed[:-1]} of all figures; {file} lists them.", file=sys.stderr)
