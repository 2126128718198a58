"""Matched lives of a study folder: simulated once, then read; and its effects by month, from more lives."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from bygd.compiling import announce_compiling
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.ensembles import members_of
from bygd.scenarios.options import CompareOptions
from bygd.statistics.by_month import Unfolding, unfolding
from bygd.statistics.lives import WHO, Lives, spells
from bygd.studies.executors import cores_of
from bygd.studies.files import write_parquet
from bygd.studies.folder import options_of
from bygd.studies.seals import FORMAT, DamagedError
from bygd.studies.tables import read_table, said_of
from sim.compiled import Batch
from sim.points import at
from sim.scenario import Scenario
from sim.states import Status

FILES = {"people": "lives_people.parquet", "events": "lives.parquet"}
WATCHED = 50  # replicates at once; of matched lives all there are


def read(folder: Path, options: CompareOptions) -> Lives | None:
    """Lives of a study folder with these options; ``None``: it holds none, or not those of all the runs it has now."""
    if not all((folder / file).exists() for file in FILES.values()):
        return None
    expected = {"replicates": runs_of(options)}
    tables = {name: file.partition(".")[0] for name, file in FILES.items()}
    try:
        return Lives(**{name: read_table(folder, table, None, expected) for name, table in tables.items()})
    except DamagedError:
        return None


def runs_of(options: CompareOptions) -> int:
    """How many runs of a comparison have their lives kept."""
    return min(WATCHED, options.replicates or options.budget)


def collect(
    scenarios: dict[str, Scenario],
    seed: int,
    replicates: np.ndarray,
    threads: int = 2,
    members: list[dict[str, float]] | None = None,
) -> Lives:
    """Simulate the scenarios with the compiled engine, with diaries; a run that fails anywhere is left out.

    ``members``: numbers of the model that replicates have in turn.
    """
    work = [
        (name, scenario, seed, part, members or [{}])
        for name, scenario in scenarios.items()
        for part in np.array_split(np.asarray(replicates, np.int64), threads)
    ]
    with ThreadPoolExecutor(threads) as pool:
        done = [pair for some in pool.map(_watch, *zip(*work, strict=True)) for pair in some]
    people, events = (pd.concat(frames, ignore_index=True) for frames in zip(*done, strict=True))
    good = people.groupby("replicate")["scenario"].nunique() == people["scenario"].nunique()
    keep = set(good[good].index)
    lives = Lives(*(frame[frame["replicate"].isin(keep)].reset_index(drop=True) for frame in (people, events)))
    in_work = spells(lives).query(f"status == {Status.WORK.value}").groupby(WHO)["months"].sum().rename("work_months")
    lives.people = lives.people.join(in_work, on=WHO).fillna({"work_months": 0}).astype({"work_months": "int32"})
    return lives


def _watch(
    name: str, scenario: Scenario, seed: int, replicates: np.ndarray, members: list[dict[str, float]]
) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """People and events of all runs that did not fail; of none nothing."""
    batch = Batch(scenario)
    seen, people, events = [], [], []
    for replicate in replicates:
        if len(members) > 1:
            batch = Batch(at(scenario, members[replicate % len(members)]))
        results = batch.simulate(seed, np.array([replicate]), people=True)
        if not results.failed[0]:
            seen.append(replicate)
            people.append(_people(batch, scenario))
            events.append(_events(batch, scenario, results.diary[0]))
    return [(_joined(name, seen, people), _joined(name, seen, events))] if seen else []


def _joined(scenario: str, replicates: list[int], runs: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """Columns of runs of a scenario as one table."""
    lengths = [len(run["luck_key"]) for run in runs]
    columns = {name: np.concatenate([run[name] for run in runs]) for name in runs[0]}
    return pd.DataFrame({"scenario": scenario, "replicate": np.repeat(replicates, lengths), **columns})


def _people(batch: Batch, scenario: Scenario) -> dict[str, np.ndarray]:
    """People settled in the counted period, as a run left them."""
    item = batch.agents["refugees"][batch.agents["refugees"]["counted"]]
    first = 1 - scenario.warm_up_months
    return {name: item[name] for name in ("luck_key", "is_woman", "track", "household", "children")} | {
        "age": np.round(item["age"] - item["months"] / 12.0, 6),
        "joins": item["joins"],
        "settle_month": item["settle_month"] + first,
        "last": np.full(len(item), scenario.months),
        "there_months": np.where(item["moved_away"], item["moved_month"] - item["settle_month"], item["months"] + 1),
    }


def _events(batch: Batch, scenario: Scenario, diary: np.ndarray) -> dict[str, np.ndarray]:
    """Diary of these people; ``trade`` is that of the employer, -1 where there is none."""
    refugees = batch.agents["refugees"]
    diary = diary[refugees["counted"][diary[:, 0].astype(np.int64)]]
    person, month, event, status, employer = diary[:, :5].astype(np.int64).T
    return {
        "luck_key": refugees["luck_key"][person],
        "month": (month + 1 - scenario.warm_up_months).astype(np.int32),
        "event": event.astype(np.int8),
        "status": status.astype(np.int8),
        "employer": employer.astype(np.int32),
        "trade": np.where(employer >= 0, batch.agents["employers"]["sector"][employer], -1).astype(np.int8),
        "oral": diary[:, 5],
        "reference": diary[:, 7],
    }


def watched(options: CompareOptions, runs: int, at_once: int) -> Iterator[Lives]:
    """Lives of the first runs of a comparison, so many at once."""
    announce_compiling()
    scenarios, members = scenarios_of(options), list(members_of(options, options.ensemble).values())
    for start in range(0, runs, at_once):
        some = np.arange(start, min(runs, start + at_once))
        yield collect(scenarios, options.seed, some, cores_of(options), members)


def unfoldings(folder: Path, runs: int) -> dict[str, Unfolding]:
    """The effects of a finished comparison by month, from everybody in its first runs; sums by scenario."""
    results: dict[str, list[Unfolding]] = {}
    for lives in watched(options_of(folder, "compare"), runs, WATCHED):
        for name in lives.scenarios[1:]:
            results.setdefault(name, []).append(unfolding(lives, name))
    return {
        name: Unfolding(*(np.concatenate(part) for part in zip(*parts, strict=True))) for name, parts in results.items()
    }


def ensure(folder: Path) -> Lives:
    """Lives of a study folder of ``compare``, simulated and written if they are not there yet."""
    options = options_of(folder, "compare")
    result = read(folder, options)
    if result is not None:
        return result
    (lives,) = watched(options, runs_of(options), WATCHED)
    about = {"format": FORMAT, "study": said_of(folder, "study"), "replicates": runs_of(options)}
    for name, file in FILES.items():
        write_parquet(folder / file, getattr(lives, name), about | {"table": file.partition(".")[0]})
    return lives
