"""A study is a folder: what was asked (``config.yaml``), with which code (``provenance.json``), and the results.

A run is a scenario at a point (numbers of the model set otherwise) with a replicate and a seed; engine, folder and
machine change nothing. Runs are simulated in parts; each finished part lies at once under ``parts/``, named by what it
holds, written under another name and then renamed. The same command on the same folder skips finished parts; another
configuration is refused. When all parts are there, they become ``runs.parquet``, ``monthly.parquet``,
``curves.parquet`` (and ``people.parquet``).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import uuid
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from omegaconf import OmegaConf
from tqdm import tqdm

from experiments.compose import parameters_of
from experiments.executors import cores_of, executor_of
from experiments.options import Common, InputError
from sim import __version__, compiled
from sim.engine_room import is_compiled_before, source_hash
from sim.outcomes import curves_table, monthly_table, runs_table
from sim.points import DEFAULT, at
from sim.policy import Policy
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from experiments.enough import Enough
    from sim.compiled import Results

CHUNK = 50  # runs of one scenario and point that are simulated in one go
PACK = 200  # runs in a part of a large study, where several scenarios or points share a part
LARGE = 64  # scenarios times points from which on they do
NOT_CONFIG = ("out", "threads", "executor", "address")  # how, not what
TABLES = ("runs", "monthly", "curves", "people")


def scenario_of(made: Common, policies: list[Policy], name: str) -> Scenario:
    """Check and lay out one scenario of a program's options."""
    return Scenario(
        made.municipality,
        tuple(policies),
        parameters_of(made),
        months=made.months,
        start=made.start,
        warm_up=made.warm_up,
        arrivals=made.arrivals,
        name=name,
    ).checked()


class Cell(NamedTuple):
    """What is simulated in one go: a scenario at a point, these replicates."""

    scenario: str
    point: str
    replicates: np.ndarray


class Part(NamedTuple):
    """A file's worth of cells; its key says what it holds."""

    key: str
    cells: list[Cell]

    @property
    def runs(self) -> int:
        """How many runs it holds."""
        return sum(len(cell.replicates) for cell in self.cells)


@dataclasses.dataclass
class Study:
    """Scenarios by name, at each point, simulated with the same replicates, in one folder.

    ``points``: name (``sim.points.point_of``) -> values of the numbers that are set otherwise.
    """

    program: str
    made: Common
    scenarios: dict[str, Scenario]
    points: dict[str, dict[str, float]] = dataclasses.field(default_factory=lambda: {DEFAULT: {}})
    monthly: bool = True  # keep the table of months
    curves: bool = True  # keep the table of months since settlement

    def __post_init__(self) -> None:
        """Name the folder; nothing is written yet."""
        self.replicates = self.made.replicates
        self._runs: dict[str, pd.DataFrame] = {}
        stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        self.folder = Path(self.made.out or f"outputs/{self.program}-{stamp}-{uuid.uuid4().hex[:6]}")

    def run(self, enough: Enough | None = None) -> dict[str, pd.DataFrame]:
        """Simulate what is not there yet; returns the tables ``runs``, ``monthly``, ``curves`` (and ``people``).

        With ``enough`` (and no fixed number of replicates) runs are added until that says so.
        """
        with self._open():
            why: dict[str, object] = {"used": self.replicates, "reason": "fixed", "undecided": []}
            if self.replicates == 0 and enough is not None:
                self.replicates = enough.first
                self._simulate()
                while more := enough.more(self._good_runs()):
                    self.replicates += more
                    self._simulate()
                why = enough.why(self.replicates)
            else:
                self._simulate()
            return self._finish(why)

    def say(self, *lines: str) -> None:
        """Tell the user where to look."""
        print("\n".join(lines))

    # --- the folder --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        """Create or continue the folder, for this process alone."""
        config = self._config()
        file = self.folder / "config.yaml"
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder} is a file; name another folder with out=….")
        if file.exists():
            self._refuse_other(file.read_text(encoding="utf-8"), config)
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise InputError(f"{self.folder} holds something else; name a new folder with out=….")
        try:
            (self.folder / "parts").mkdir(parents=True, exist_ok=True)
            with _alone(self.folder / "lock"):
                for old in (self.folder / "parts").glob("*.tmp"):
                    old.unlink()
                if not file.exists():
                    write_text(self.folder / "provenance.json", json.dumps(provenance(self.program), indent=2))
                    write_text(file, config)
                yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"Cannot write to {self.folder}: {reason}; what was finished is kept.") from None

    def _config(self) -> str:
        config = OmegaConf.structured(self.made)
        plain: Any = OmegaConf.to_container(config)
        for name in NOT_CONFIG:
            plain.pop(name, None)
        return OmegaConf.to_yaml({"program": self.program, **plain})

    def _refuse_other(self, there: str, config: str) -> None:
        if there != config:
            raise InputError(f"{self.folder} holds another configuration; name a new folder with out=….")
        before = json.loads((self.folder / "provenance.json").read_text(encoding="utf-8"))
        if before["source"] != source_hash():
            raise InputError(f"{self.folder} was made with another version of the model; name a new folder with out=….")

    # --- simulating --------------------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """All parts of the study, by replicates first, so that every scenario grows alike."""
        cells = [(scenario, point) for scenario in self.scenarios for point in self.points]
        parts = []
        for first in range(0, self.replicates, CHUNK):
            replicates = np.arange(first, min(first + CHUNK, self.replicates))
            together = max(1, PACK // len(replicates)) if len(cells) >= LARGE else 1
            for i in range(0, len(cells), together):
                some = cells[i : i + together]
                digest = hashlib.sha256("\n".join(f"{name}@{point}" for name, point in some).encode()).hexdigest()[:8]
                key = f"{digest}-{first:07d}-{replicates[-1]:07d}"
                parts.append(Part(key, [Cell(name, point, replicates) for name, point in some]))
        return parts

    def missing(self) -> list[Part]:
        """Parts that are not finished."""
        there = {file.name for file in (self.folder / "parts").glob("runs-*.parquet")}
        return [part for part in self.parts() if f"runs-{part.key}.parquet" not in there]

    def _simulate(self) -> None:
        work = self.missing()
        if not work:
            return
        engine = getattr(self.made, "engine", "compiled")
        wanted = Wanted(
            self.made.seed,
            engine,
            monthly=self.monthly,
            curves=self.curves,
            people=getattr(self.made, "record", "summary") == "people",
        )
        if engine == "compiled":
            announce_compiling()
            compiled.run(next(iter(self.scenarios.values())), 0, np.arange(0))
        busy = 2 * cores_of(self.made)
        with (
            executor_of(self.made, compiled=engine == "compiled") as pool,
            tqdm(total=sum(part.runs for part in work), unit="run", delay=2, disable=None) as bar,
        ):
            waiting: dict[Future[dict[str, pd.DataFrame]], Part] = {}
            try:
                for part in work:
                    if len(waiting) >= busy:
                        self._collect(waiting, bar)
                    names = {cell.scenario for cell in part.cells}
                    scenarios = {name: self.scenarios[name] for name in names}
                    points = {cell.point: self.points[cell.point] for cell in part.cells}
                    waiting[pool.submit(tables_of, part.cells, scenarios, points, wanted)] = part
                while waiting:
                    self._collect(waiting, bar)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _collect(self, waiting: dict[Future[dict[str, pd.DataFrame]], Part], bar: tqdm) -> None:
        """Write down the parts that are ready; ``runs`` comes last, it says that the part is complete."""
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            part = waiting.pop(future)
            for table, frame in future.result().items():
                write_parquet(self._part(table, part.key), frame)
            bar.update(part.runs)

    def _part(self, table: str, key: str) -> Path:
        return self.folder / "parts" / f"{table}-{key}.parquet"

    def _good_runs(self) -> dict[str, pd.DataFrame]:
        """Rows of the runs so far by scenario, without replicates that failed anywhere."""
        frames = []
        for part in self.parts():
            if part.key not in self._runs:
                self._runs[part.key] = pd.read_parquet(self._part("runs", part.key))
            frames.append(self._runs[part.key])
        good = good_runs(pd.concat(frames, ignore_index=True))
        return {name: good[good["scenario"] == name] for name in self.scenarios}

    def _finish(self, why: dict[str, object]) -> dict[str, pd.DataFrame]:
        """Put the parts together, in the order of scenarios, points and replicates; note how many runs and why."""
        about = self.folder / "provenance.json"
        write_text(about, json.dumps({**json.loads(about.read_text(encoding="utf-8")), "runs": why}, indent=2))
        parts = self.parts()
        made = {}
        for table in TABLES:
            files = [self._part(table, part.key) for part in parts]
            if all(file.exists() for file in files):
                made[table] = self._whole(table, files)
        self._tell_failed(made["runs"])
        return made

    def _whole(self, table: str, files: list[Path]) -> pd.DataFrame:
        """One table of all parts, written in row groups."""
        frame = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
        orders = {"scenario": list(self.scenarios), "point": list(self.points)}
        keys = [frame[name].map({one: i for i, one in enumerate(order)}) for name, order in orders.items()]
        within = frame["replicate"] if "replicate" in frame else frame["run"]
        rows = np.lexsort((within.to_numpy(), keys[1].to_numpy(), keys[0].to_numpy()))  # stable: months stay in order
        frame = frame.iloc[rows].reset_index(drop=True)
        if list(self.points) == [DEFAULT]:
            frame = frame.drop(columns="point")
        frame.insert(0, "municipality", "+".join(self.made.municipality.places))
        frame.insert(2, "seed", self.made.seed)
        write_parquet(self.folder / f"{table}.parquet", frame)
        return frame

    def _tell_failed(self, runs: pd.DataFrame) -> None:
        failed = runs[runs["failed"]]
        for row in failed.head(10).itertuples():
            print(f"Run failed: scenario {row.scenario}, replicate {row.replicate}, seed {row.seed}.", file=sys.stderr)
        if len(failed) == len(runs):
            raise InputError("Every run failed; engine=mesa shows where.")
        if len(failed):
            print(f"{len(failed)} of {len(runs)} runs failed and are left out of all figures.", file=sys.stderr)


class Wanted(NamedTuple):
    """What a worker simulates with, and which tables it sends back."""

    seed: int
    engine: str
    monthly: bool
    curves: bool
    people: bool


def tables_of(
    cells: list[Cell], scenarios: dict[str, Scenario], points: dict[str, dict[str, float]], wanted: Wanted
) -> dict[str, pd.DataFrame]:
    """Simulate cells one after the other; their tables, ``runs`` last. Runs on threads, in processes, on a cluster."""
    found: dict[str, list[pd.DataFrame]] = {}
    for cell in cells:
        scenario = at(scenarios[cell.scenario], points[cell.point])
        results = _simulated(scenario, cell.replicates, wanted)
        tables = {}
        if wanted.curves:
            tables["curves"] = curves_table(results)
        if wanted.monthly:
            tables["monthly"] = monthly_table(results)
        if results.diary:
            tables["people"] = people_table(results, scenario.warm_up_months)
        tables["runs"] = runs_table(results)
        for table, frame in tables.items():
            frame.insert(0, "scenario", cell.scenario)
            frame.insert(1, "point", cell.point)
            found.setdefault(table, []).append(frame)
    return {table: pd.concat(frames, ignore_index=True) for table, frames in found.items()}


def _simulated(scenario: Scenario, replicates: np.ndarray, wanted: Wanted) -> Results:
    if wanted.engine == "compiled":
        return compiled.Batch(scenario).simulate(wanted.seed, replicates, people=wanted.people)
    from sim.model import results_of

    return results_of(scenario, wanted.seed, replicates, people=wanted.people)


def good_runs(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of replicates that failed in no scenario: pairs stay pairs."""
    return table[~table["replicate"].isin(table.loc[table["failed"], "replicate"])]


def provenance(program: str) -> dict[str, Any]:
    """With which command, code and versions results are made, and when."""
    packages = ("mesa", "numpy", "numba", "pandas", "hydra-core")
    return {
        "bygd": __version__,
        "source": source_hash(),
        "commit": _commit(),
        "command": f"python -m experiments.{program} {' '.join(sys.argv[1:])}",
        "made": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: importlib.metadata.version(name) for name in packages},
    }


def people_table(results: Results, warm_up_months: int) -> pd.DataFrame:
    """One row a change of a person; months count from 1 (before the counted period: 0 and below)."""
    names = ["person", "month", "event", "status", "employer_id", "oral", "moved_away", "reference"]
    frames = [
        pd.DataFrame(rows, columns=names).assign(run=replicate)
        for replicate, rows in zip(results.replicates, results.diary, strict=True)
    ]
    table = pd.concat(frames, ignore_index=True)
    table["month"] += 1 - warm_up_months
    whole = ["person", "month", "event", "status", "employer_id"]
    return table.astype(dict.fromkeys(whole, "int32")).astype({"moved_away": bool})[["run", *names]]


def announce_compiling() -> None:
    """Say once that the model has to be compiled, if it has."""
    if not is_compiled_before():
        print("Compiling the model (once; about half a minute) …", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold the folder for this process; a second one is told so. The system lets go when the process ends."""
    with lock.open("w") as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # not on Windows
            pass
        except BlockingIOError:
            raise InputError(f"Another process works in {lock.parent}; wait for it or name a new folder.") from None
        yield


def write_text(file: Path, text: str) -> None:
    """Write under another name, then rename."""
    temporary = file.with_suffix(file.suffix + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def write_parquet(file: Path, frame: pd.DataFrame) -> None:
    """Write under another name, then rename: a file is whole or not there."""
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        frame.to_parquet(temporary, index=False, compression="zstd")
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _commit() -> str:
    """Commit of the checkout, with a + if something was changed; empty outside a checkout."""
    here = Path(__file__).parent
    try:
        ask = ["git", "-C", str(here)]
        head = subprocess.run([*ask, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        dirty = subprocess.run([*ask, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if dirty else "")


if __name__ == "__main__":
    from experiments.manage import main

    main()
