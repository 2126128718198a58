"""A study is a folder: what was asked (``config.yaml``), with which code (``provenance.json``), and the results.

Runs are simulated in chunks; each finished chunk lies at once as a part under ``parts/``, written under another name
and then renamed. The same command on the same folder skips finished parts; another configuration is refused. When
all parts are there, they become ``runs.parquet``, ``monthly.parquet``, ``curves.parquet`` (and ``people.parquet``).
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
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf
from tqdm import tqdm

from experiments.compose import parameters_of
from experiments.options import Common, InputError
from sim import __version__, compiled
from sim.engine_room import is_compiled_before, source_hash
from sim.outcomes import curves_table, monthly_table, runs_table
from sim.policy import Policy
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from experiments.enough import Enough
    from sim.compiled import Results

CHUNK = 50  # runs in a part
NOT_CONFIG = ("out", "threads")  # how, not what
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


@dataclasses.dataclass
class Study:
    """Scenarios by name, simulated with the same replicates, in one folder."""

    program: str
    made: Common
    scenarios: dict[str, Scenario]
    monthly: bool = True  # keep the table of months

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
                    _write_text(self.folder / "provenance.json", json.dumps(provenance(self.program), indent=2))
                    _write_text(file, config)
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

    def _chunks(self) -> list[tuple[str, np.ndarray, str]]:
        """Work: name of the scenario, replicates, key of the part (which names what is in it)."""
        work = []
        for first in range(0, self.replicates, CHUNK):
            replicates = np.arange(first, min(first + CHUNK, self.replicates))
            for name in self.scenarios:
                digest = hashlib.sha256(name.encode()).hexdigest()[:8]
                work.append((name, replicates, f"{digest}-{first:07d}-{replicates[-1]:07d}"))
        return work

    def _simulate(self) -> None:
        engine = getattr(self.made, "engine", "compiled")
        people = getattr(self.made, "record", "summary") == "people"
        work = [one for one in self._chunks() if not self._part("runs", one[2]).exists()]
        if not work:
            return
        if engine == "compiled":
            announce_compiling()
            compiled.run(next(iter(self.scenarios.values())), 0, np.arange(0))
        cores = self.made.threads or os.cpu_count() or 1
        pool = ThreadPoolExecutor(cores) if engine == "compiled" else ProcessPoolExecutor(cores, get_context("spawn"))
        simulate = _compiled_chunk if engine == "compiled" else _mesa_chunk
        total = sum(len(replicates) for _, replicates, _ in work)
        with pool, tqdm(total=total, unit="run", delay=2, disable=None) as bar:
            waiting: dict[Future[Results], tuple[str, str]] = {}
            try:
                for name, replicates, key in work:
                    if len(waiting) >= 2 * cores:
                        self._collect(waiting, bar)
                    future = pool.submit(simulate, self.scenarios[name], self.made.seed, replicates, people)
                    waiting[future] = (name, key)
                while waiting:
                    self._collect(waiting, bar)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _collect(self, waiting: dict[Future[Results], tuple[str, str]], bar: tqdm) -> None:
        """Write down the chunks that are ready."""
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            name, key = waiting.pop(future)
            results = future.result()
            self._write_part(name, key, results)
            bar.update(len(results.replicates))

    def _part(self, table: str, key: str) -> Path:
        return self.folder / "parts" / f"{table}-{key}.parquet"

    def _write_part(self, name: str, key: str, results: Results) -> None:
        """Write a chunk; ``runs`` comes last, it says that the part is complete."""
        tables = {"curves": curves_table(results)}
        if self.monthly:
            tables["monthly"] = monthly_table(results)
        if results.diary:
            tables["people"] = people_table(results, self.scenarios[name].warm_up_months)
        tables["runs"] = runs_table(results)
        for table, frame in tables.items():
            frame.insert(0, "scenario", name)
            write_parquet(self._part(table, key), frame)

    def _good_runs(self) -> dict[str, pd.DataFrame]:
        """Rows of the runs so far by scenario, without replicates that failed anywhere."""
        frames: dict[str, list[pd.DataFrame]] = {name: [] for name in self.scenarios}
        for name, _, key in self._chunks():
            if key not in self._runs:
                self._runs[key] = pd.read_parquet(self._part("runs", key))
            frames[name].append(self._runs[key])
        runs = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
        failed = {one for frame in runs.values() for one in frame.loc[frame["failed"], "replicate"]}
        return {name: frame[~frame["replicate"].isin(failed)] for name, frame in runs.items()}

    def _finish(self, why: dict[str, object]) -> dict[str, pd.DataFrame]:
        """Put the parts together, in the order of scenarios and replicates; note how many runs and why."""
        about = self.folder / "provenance.json"
        _write_text(about, json.dumps({**json.loads(about.read_text(encoding="utf-8")), "runs": why}, indent=2))
        work = sorted(self._chunks(), key=lambda one: (list(self.scenarios).index(one[0]), one[1][0]))
        made = {}
        for table in TABLES:
            files = [self._part(table, key) for _, _, key in work]
            if all(file.exists() for file in files):
                frame = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
                frame.insert(0, "municipality", "+".join(self.made.municipality.places))
                frame.insert(2, "seed", self.made.seed)
                write_parquet(self.folder / f"{table}.parquet", frame)
                made[table] = frame
        failed = made["runs"][made["runs"]["failed"]]
        for row in failed.itertuples():
            print(f"Run failed: scenario {row.scenario}, replicate {row.replicate}, seed {row.seed}.", file=sys.stderr)
        if len(failed) == len(made["runs"]):
            raise InputError("Every run failed; engine=mesa shows where.")
        if len(failed):
            print(f"{len(failed)} of {len(made['runs'])} runs failed and are left out of all figures.", file=sys.stderr)
        return made


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


def _compiled_chunk(scenario: Scenario, seed: int, replicates: np.ndarray, people: bool) -> Results:
    return compiled.Batch(scenario).simulate(seed, replicates, people=people)


def _mesa_chunk(scenario: Scenario, seed: int, replicates: np.ndarray, people: bool) -> Results:
    from sim.model import results_of

    return results_of(scenario, seed, replicates, people=people)


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


def _write_text(file: Path, text: str) -> None:
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
