"""Tell matched lives, the same person under two policies: ``python -m experiments.lives STUDY_FOLDER [language=nb]``.

Chance belongs to people, so a person (replicate and luck) exists under every policy. ``Lives`` holds who was settled
in the counted period and what happened to them; ``experiments.partings`` finds where two lives part.
"""

from __future__ import annotations

import dataclasses
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments.compose import plain
from experiments.ensemble import worlds_of
from experiments.files import provenance_of, write_parquet
from experiments.options import CompareOptions, InputError
from experiments.scenarios import scenarios_of
from experiments.study import announce_compiling
from sim.compiled import Batch
from sim.engine_room import source_hash
from sim.points import at
from sim.scenario import Scenario
from sim.states import Event, Status

HELP = (
    "python -m experiments.lives STUDY_FOLDER [scenario=NAME] [language=en|nb]\n\n"
    "Same people, same luck, two policies: where their lives part, which step made the difference."
)
WATCHED = 50  # replicates, if the study has so many
WHO = ["scenario", "replicate", "luck_key"]
FILES = {"people": "lives_people.parquet", "events": "lives.parquet"}
LIFE = (
    Event.SETTLED,
    Event.JOINED,
    Event.PLACED,
    Event.PLACE_ENDED,
    Event.BROKEN_OFF,
    Event.HIRED_BY_HOST,
    Event.FOUND_JOB,
    Event.LOST_JOB,
    Event.STUDIES,
    Event.STUDIES_ENDED,
    Event.LEFT_PROGRAMME,
    Event.MOVED,
    Event.HEALTH,
)  # what makes two lives different; all other events say why


@dataclasses.dataclass
class Lives:
    """People settled in the counted period, and their events, by scenario and replicate; the baseline comes first.

    ``people``: one row a person, with months in work and months living there until ``last`` (the last month).
    ``events``: one row an event, in the order in which they happened; month 1 is the first counted one.
    """

    people: pd.DataFrame
    events: pd.DataFrame

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the baseline first."""
        return list(self.people["scenario"].unique())

    def of(self, scenario: str) -> Lives:
        """Only the lives of one scenario."""
        return Lives(*(frame[frame["scenario"] == scenario] for frame in (self.people, self.events)))

    def write(self, folder: Path) -> None:
        """Write both tables into a study folder."""
        for name, file in FILES.items():
            write_parquet(folder / file, getattr(self, name))


def read(folder: Path) -> Lives | None:
    """Lives of a study folder; ``None`` if it holds none."""
    if not all((folder / file).exists() for file in FILES.values()):
        return None
    return Lives(**{name: pd.read_parquet(folder / file) for name, file in FILES.items()})


def collect(
    scenarios: dict[str, Scenario],
    seed: int,
    replicates: np.ndarray,
    threads: int = 2,
    worlds: list[dict[str, float]] | None = None,
) -> Lives:
    """Simulate the scenarios with the compiled engine and watch everybody; a run that fails anywhere is left out.

    ``worlds``: numbers of the model that replicates have in turn.
    """
    work = [
        (name, scenario, seed, part, worlds or [{}])
        for name, scenario in scenarios.items()
        for part in np.array_split(np.asarray(replicates, np.int64), threads)
    ]
    with ThreadPoolExecutor(threads) as pool:
        done = [pair for some in pool.map(_watch, *zip(*work, strict=True)) for pair in some]
    people = pd.concat([people for people, _ in done], ignore_index=True)
    events = pd.concat([events for _, events in done], ignore_index=True)
    good = people.groupby("replicate")["scenario"].nunique() == people["scenario"].nunique()
    keep = set(good[good].index)
    lives = Lives(*(frame[frame["replicate"].isin(keep)].reset_index(drop=True) for frame in (people, events)))
    in_work = spells(lives).query(f"status == {Status.WORK.value}").groupby(WHO)["months"].sum().rename("work_months")
    lives.people = lives.people.join(in_work, on=WHO).fillna({"work_months": 0}).astype({"work_months": "int32"})
    return lives


def _watch(
    name: str, scenario: Scenario, seed: int, replicates: np.ndarray, worlds: list[dict[str, float]]
) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    batch = Batch(scenario)
    found = []
    for replicate in replicates:
        if len(worlds) > 1:
            batch = Batch(at(scenario, worlds[replicate % len(worlds)]))
        results = batch.simulate(seed, np.array([replicate]), people=True)
        if not results.failed[0]:
            who = {"scenario": name, "replicate": int(replicate)}
            pair = _people(batch, scenario), _events(batch, scenario, results.diary[0])
            found.append(tuple(frame.assign(**who)[[*who, *frame.columns]] for frame in pair))
    return found


def _people(batch: Batch, scenario: Scenario) -> pd.DataFrame:
    """People settled in the counted period, as a run left them."""
    one = batch.agents["refugees"][batch.agents["refugees"]["counted"]]
    first = 1 - scenario.warm_up_months
    there = np.where(one["moved_away"], one["moved_month"] - one["settle_month"], one["months"] + 1)
    columns: dict[str, Any] = {name: one[name] for name in ("luck_key", "is_woman", "track", "household", "children")}
    columns |= {
        "age": np.round(one["age"] - one["months"] / 12.0, 6),
        "joins": one["joins"],
        "settle_month": one["settle_month"] + first,
        "last": np.full(len(one), scenario.months),
        "there_months": there,
    }
    return pd.DataFrame({name: np.array(column) for name, column in columns.items()})


def _events(batch: Batch, scenario: Scenario, diary: np.ndarray) -> pd.DataFrame:
    """Diary of these people; ``trade`` is that of the employer, -1 where there is none."""
    person, month, event, status, employer = diary[:, :5].astype(np.int64).T
    table = pd.DataFrame(
        {
            "luck_key": batch.agents["refugees"]["luck_key"][person],
            "month": (month + 1 - scenario.warm_up_months).astype(np.int32),
            "event": event.astype(np.int8),
            "status": status.astype(np.int8),
            "employer": employer.astype(np.int32),
            "trade": np.where(employer >= 0, batch.agents["employers"]["sector"][employer], -1).astype(np.int8),
            "oral": diary[:, 5],
            "reference": diary[:, 7],
        }
    )
    return table[batch.agents["refugees"]["counted"][person]]


def spells(lives: Lives) -> pd.DataFrame:
    """What each person does at the end of each month, as spells: ``month`` is the first, ``months`` how many."""
    rows = lives.events[lives.events["event"].isin(LIFE)].copy()
    left = (rows["event"] == Event.LEFT_PROGRAMME).groupby([rows[name] for name in WHO]).cumsum() > 0
    ended = rows["event"].isin((Event.PLACE_ENDED, Event.BROKEN_OFF))  # written while the host is still known
    back = np.where(left, Status.IDLE.value, Status.CLASS.value)
    rows["status"] = np.where(ended, back, rows["status"])
    rows = rows.drop_duplicates([*WHO, "month"], keep="last")
    rows = rows.merge(lives.people[[*WHO, "last"]], on=WHO)
    until = rows.groupby(WHO)["month"].shift(-1).fillna(rows["last"] + 1)
    return rows.assign(months=(until - rows["month"]).astype(int))[[*WHO, "month", "months", "status"]]


# --- study folders -----------------------------------------------------------------------------------------


def options_of(folder: Path, program: str = "compare", options: type = CompareOptions) -> Any:
    """Options with which a folder of a program was made."""
    file = folder / "config.yaml"
    if not file.is_file():
        raise InputError(f"{folder} is no study folder; make one with python -m experiments.{program} out={folder}.")
    odd = f"{file} is not a configuration that this version understands; make the study anew in another folder."
    try:
        config: Any = OmegaConf.load(file)
        made_by = config.pop("program")
    except (OmegaConfBaseException, KeyError, TypeError):
        raise InputError(odd) from None
    except (YAMLError, ValueError):  # ValueError: not even a text
        raise InputError(f"{file} cannot be read; make the study anew in another folder.") from None
    if made_by != program:
        raise InputError(f"{folder} holds nothing to {program}; make a folder with python -m experiments.{program}.")
    try:
        made: Any = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(options), config))
    except OmegaConfBaseException:
        raise InputError(odd) from None
    return made


def ensure(folder: Path) -> Lives:
    """Lives of a study folder of ``compare``, simulated and written if they are not there yet."""
    made = options_of(folder)
    if provenance_of(folder)["source"] != source_hash():
        raise InputError(f"{folder} was made with another version of the model; make it anew in another folder.")
    found = read(folder)
    if found is not None:
        return found
    announce_compiling()
    lives = collect(
        scenarios_of(made),
        made.seed,
        np.arange(min(WATCHED, made.replicates or made.budget)),
        made.threads or os.cpu_count() or 1,
        list(worlds_of(made, made.parameters).values()),
    )
    lives.write(folder)
    return lives


def program(arguments: list[str]) -> None:
    """Print which step made the difference, and write ``lives_<language>.html`` into the folder."""
    from experiments.report.lives import page, steps_text

    plain = [one for one in arguments if "=" not in one]
    said = dict(one.split("=", 1) for one in arguments if "=" in one)
    unknown = [name for name in said if name not in {"scenario", "language"}]
    if len(plain) != 1 or unknown:
        raise InputError("Say one study folder, then scenario=NAME or language=nb if you like.")
    language, folder = said.get("language", "en"), Path(plain[0])
    if language not in {"en", "nb"}:
        raise InputError(f"language is {language!r}, but must be en or nb.")
    lives = ensure(folder)
    names = lives.scenarios[1:]
    if said.get("scenario", names[0]) not in names:
        raise InputError(f"{folder} has no scenario {said['scenario']!r}; choose from {', '.join(names)}.")
    chosen = [said["scenario"]] if "scenario" in said else names
    for name in chosen:
        print(steps_text(lives, options_of(folder), name, language))
    file = folder / f"lives_{language}.html"
    file.write_text(page(folder, language, chosen), encoding="utf-8")
    print(f"Matched lives: {file}")


def main() -> None:
    """Run the program."""
    plain(program, HELP)


if __name__ == "__main__":
    main()
