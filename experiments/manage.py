"""Look after study folders: ``python -m experiments.study status|resume|extend|repeat|merge|collect|export FOLDER``."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments import compare, rank, run, sweep
from experiments.asked import check_writable
from experiments.columns import tables
from experiments.compose import plain
from experiments.files import alone, note_command, provenance_of, write_groups, write_parquet, write_text
from experiments.identity import differing
from experiments.options import CompareOptions, InputError, RankOptions, RunOptions, SensitivityOptions, SweepOptions
from experiments.parts import KEYS, keys_of
from experiments.sensitivity import program as stages
from experiments.study import ROWS, TABLES, Study
from sim.engine_room import source_hash
from sim.points import DEFAULT, at
from sim.states import Event


class Program(NamedTuple):
    """A program whose folders can be taken up again from their own ``config.yaml``."""

    options: type
    study_of: Callable[[Any], Study]
    call: Callable[[Any], None]


PROGRAMS = {
    "run": Program(RunOptions, run.study_of, run.run),
    "compare": Program(CompareOptions, compare.study_of, compare.compare),
    "rank": Program(RankOptions, rank.study_of, rank.rank),
    "sensitivity": Program(SensitivityOptions, stages.study_of, stages.sensitivity),
    "sweep": Program(SweepOptions, sweep.study_of, sweep.sweep),
}
COMMANDS = {
    "status FOLDER": "what is there, what is missing, what failed",
    "resume FOLDER": "go on, from the folder's own config.yaml",
    "extend FOLDER replicates=+200": "add replicates",
    "repeat FOLDER ROW": "run one row of runs.parquet again in the Mesa engine, print its diary",
    "merge A B out=C": "join two folders of one study",
    "collect FOLDER … out=FILE": "one table from the folders of a sweep (-m)",
    "export FOLDER [decimal=comma]": "every table as CSV, and what the columns mean",
}
REASONS = {
    "fixed": "as many as were asked for",
    "decided": "as many as the answers needed",
    "budget": "as many as the budget allows",
}
HELP = "python -m experiments.study COMMAND FOLDER …\n\n" + "\n".join(
    f"  {how:<35}{what}" for how, what in COMMANDS.items()
)


def opened(folder: Path) -> tuple[Program, Any]:
    """Program and options of a study folder; refuses folders of other programs and of other versions."""
    file = folder / "config.yaml"
    if not file.is_file():
        raise InputError(f"{folder} is no study folder: it has no config.yaml.")
    config = _config(folder)
    name = config.pop("program", "")
    if name not in PROGRAMS:
        raise InputError(f"{folder} belongs to {name or 'something else'}; give its command again to go on.")
    if provenance_of(folder)["source"] != source_hash():
        raise InputError(f"{folder} was made with another version of the model; make it anew in another folder.")
    try:
        made: Any = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(PROGRAMS[name].options), config))
    except OmegaConfBaseException:
        raise InputError(f"{file} is not understood by this version; make the study anew in another folder.") from None
    made.out = str(folder)
    return PROGRAMS[name], made


def _config(folder: Path) -> dict[str, Any]:
    """What ``config.yaml`` of a folder says."""
    try:
        return dict(OmegaConf.to_container(OmegaConf.load(folder / "config.yaml")))  # type: ignore[arg-type]
    except (OmegaConfBaseException, YAMLError, TypeError, ValueError):
        raise InputError(f"{folder}/config.yaml cannot be read; make the study anew in another folder.") from None


def _study(folder: Path) -> Study:
    """Study of a folder, with as many replicates as were asked for or are there."""
    program, made = opened(folder)
    study = program.study_of(made)
    if study.replicates == 0:
        last = [int(found[1]) for file in _parts(folder) if (found := re.search(r"-(\d+)\.parquet$", file.name))]
        study.replicates = max(last) + 1 if last else 0
    return study


def _parts(folder: Path) -> list[Path]:
    return sorted((folder / "parts").glob("runs-*.parquet"))


def status(folder: Path) -> None:
    """Say what is there, what is missing, what failed, and how long the rest takes; stages one after the other."""
    if within := sorted(file.parent for file in folder.glob("*/config.yaml")):
        for stage in within:
            status(stage)
        return
    study = _study(folder)
    missing = sum(part.runs for part in study.missing())
    there = sum(len(replicates) for replicates in study.there().values())
    failed = sum(int(pd.read_parquet(file, columns=["failed"])["failed"].sum()) for file in _parts(folder))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    points = f"{len(study.points)} points, " * (len(study.points) > 1)
    print(f"{folder}: {study.program}, {len(study.scenarios)} scenarios, {points}{study.replicates} replicates")
    print(f"  runs there {there}, missing {missing}, failed {failed}; {size / 1e6:.1f} MB")
    why = provenance_of(folder).get("runs")
    if why is not None and not missing:
        print(f"  all runs are there ({REASONS.get(why['reason'], why['reason'])})")
        return
    if pace := _pace(folder):
        print(f"  about {missing * pace / 60:.0f} min at the pace so far")
    print(f"  go on with: python -m experiments.study resume {folder}")


def _pace(folder: Path) -> float:
    """Seconds a run, from the times at which parts were finished (a pause counts for little); 0 if nobody knows."""
    done = sorted((file.stat().st_mtime, pq.read_metadata(file).num_rows) for file in _parts(folder))
    gaps = sorted((later - earlier) / runs for (earlier, _), (later, runs) in pairwise(done))
    middle = gaps[len(gaps) // 10 : len(gaps) - len(gaps) // 10]
    return sum(middle) / len(middle) if middle else 0.0


def resume(folder: Path) -> None:
    """Go on where the study stopped."""
    program, made = opened(folder)
    program.call(made)


def extend(folder: Path, replicates: str) -> None:
    """Add replicates, then go on."""
    made = _in_one_piece(folder)
    if not re.fullmatch(r"replicates=\+[1-9]\d*", replicates):
        raise InputError("Say how many more, like replicates=+200.")
    if made.replicates == 0:
        raise InputError(f"{folder} has as many runs as its answers need; extend its budget in a new folder.")
    text = (folder / "config.yaml").read_text(encoding="utf-8")
    more = made.replicates + int(replicates.partition("+")[2])
    with alone(folder / "lock"):  # another process there would find a study that is not its own
        write_text(folder / "config.yaml", re.sub(r"(?m)^replicates: \d+$", f"replicates: {more}", text))
        note_command(folder, f"python -m experiments.study extend {folder} {replicates}")
    resume(folder)


def _in_one_piece(folder: Path) -> Any:
    """Options of a folder; refuses those whose later points depend on earlier runs."""
    _, made = opened(folder)
    if isinstance(made, SensitivityOptions):
        raise InputError(f"{folder} is of a sensitivity analysis, whose stages build on each other; use a new folder.")
    return made


def repeat(folder: Path, row: str) -> None:
    """Run one row again in the readable engine, and print what happened to everybody."""
    study = _study(folder)
    again = f"python -m experiments.study resume {folder}"
    if not (folder / "runs.parquet").is_file():
        raise InputError(f"{folder} is not finished and has no runs.parquet yet; {again} goes on.")
    try:
        runs = pd.read_parquet(folder / "runs.parquet")
    except (OSError, ValueError):
        raise InputError(f"{folder}/runs.parquet cannot be read; {again} makes it again from its parts.") from None
    if not re.fullmatch(r"\d+", row, re.ASCII) or int(row) >= len(runs):
        raise InputError(f"Row {row} is not there; runs.parquet has rows 0 to {len(runs) - 1}.")
    from sim.model import IntegrationModel

    one = runs.iloc[int(row)]
    scenario = at(study.scenarios[one["scenario"]], study.points[one.get("point", DEFAULT)])
    print(f"{one['scenario']}, replicate {one['replicate']}, seed {one['seed']}: month, person, event")
    model = IntegrationModel(scenario, int(one["seed"]), int(one["replicate"]), people=True).run()
    for line in model.diary[: model.cursor[0]]:
        print(f"{int(line[1]) + 1 - scenario.warm_up_months:>5} {int(line[0]):>5} {Event(int(line[2])).name.lower()}")


def merge(one: Path, other: Path, out: Path) -> None:
    """Join the parts of two folders of one study; runs that both have must be equal, and are kept once."""
    if differ := [name for name in differing(_asked(one), _asked(other)) if name != "replicates"]:
        raise InputError(
            f"{one} and {other} were asked different things ({', '.join(differ)}); only folders of one study can be "
            "merged, collect makes one table of several studies."
        )
    if out.exists():
        raise InputError(f"{out} is there already; name a new folder with out=….")
    check_writable(out)
    more = max((one, other), key=lambda folder: _in_one_piece(folder).replicates)
    making = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(one / "parts", making / "parts", ignore=shutil.ignore_patterns("*.tmp"))
    try:
        for table in TABLES:
            _add_parts(table, one, other, making)
    except InputError:
        shutil.rmtree(making)
        raise
    for name in ("config.yaml", "provenance.json"):
        shutil.copy2(more / name, making / name)
    making.replace(out)
    resume(out)


def _add_parts(table: str, one: Path, other: Path, making: Path) -> None:
    """Write what only ``other`` has of a table; refuse what both have, and not the same."""
    done = keys_of(one, "runs")  # a part without its runs is not finished
    there = keys_of(one, table)
    if not len(done) or not len(there):
        there = pd.DataFrame({name: [] for name in (*KEYS, "file")})
    there = there.merge(done[list(KEYS)].drop_duplicates(), on=KEYS) if len(done) else there
    of_one = pd.MultiIndex.from_frame(there[list(KEYS)].astype({"scenario": str, "point": str, "replicate": int}))
    for file in sorted((other / "parts").glob(f"{table}-*.parquet")):
        frame = pd.read_parquet(file)
        frame.index = _index(frame)
        both = frame.index.isin(of_one)
        if both.any():
            files = there.loc[of_one.isin(frame.index), "file"].unique()
            mine = pd.concat([pd.read_parquet(one / "parts" / name) for name in files])
            mine.index = _index(mine)
            mine = mine[mine.index.isin(frame.index)]
            if not mine.sort_index(kind="stable").equals(frame[both].sort_index(kind="stable")):
                raise InputError(f"{file.name} differs between {one} and {other}; one of them is damaged.")
        rest = frame[~both]
        if len(rest):
            digest = hashlib.sha256(repr(list(rest.index)).encode()).hexdigest()[:12]
            replicates = rest.index.get_level_values(2)
            name = f"{table}-{digest}-{replicates.min():07d}-{replicates.max():07d}.parquet"
            write_parquet(making / "parts" / name, rest)


def _index(frame: pd.DataFrame) -> pd.MultiIndex:
    """Which run each row belongs to."""
    which = "run" if "run" in frame else "replicate"
    return pd.MultiIndex.from_arrays([frame["scenario"], frame["point"], frame[which]], names=KEYS)


def _asked(folder: Path) -> str:
    """What a folder was asked."""
    opened(folder)
    return (folder / "config.yaml").read_text(encoding="utf-8")


def collect(folders: list[Path], out: Path) -> None:
    """One table from many study folders, with a column for every option in which they differ."""
    configs = sorted({file.parent for folder in folders for file in folder.rglob("config.yaml")})
    found = [folder for folder in configs if (folder / "runs.parquet").is_file()]
    if not found:
        raise InputError("No finished study lies in these folders.")
    for folder in set(configs) - set(found):
        print(f"{folder} is not finished and is left out.", file=sys.stderr)
    if len({provenance_of(folder)["source"] for folder in found}) > 1:
        raise InputError("These studies were made with different versions of the model; collect those of one version.")
    asked = [_flat(_config(folder)) for folder in found]
    names = dict.fromkeys(name for one in asked for name in one)
    differ = [name for name in names if len({json.dumps(one.get(name)) for one in asked}) > 1]
    chosen = [name for name in differ if not name.startswith("policies.")]  # what measures do follows from their names
    differ = chosen or differ
    there = {"replicates", *(name for folder in found for name in pq.read_schema(folder / "runs.parquet").names)}
    extra = [name for name in differ if name.partition(".")[0] not in there]
    everywhere = [folder for folder in found if "point" in pq.read_schema(folder / "runs.parquet").names]

    def groups() -> Iterator[pa.Table]:
        for folder, one in zip(found, asked, strict=True):
            for batch in pq.ParquetFile(folder / "runs.parquet").iter_batches(ROWS):
                frame = batch.to_pandas()
                frame.insert(0, "study", str(folder))
                if everywhere and "point" not in frame:
                    frame.insert(4, "point", DEFAULT)
                for at_column, name in enumerate(extra, start=1):
                    frame.insert(at_column, name, str(one.get(name)))
                yield pa.Table.from_pandas(frame, preserve_index=False)

    write_groups(out, groups())
    rows = pq.read_metadata(out).num_rows
    said = dict.fromkeys(name if name in extra else name.partition(".")[0] for name in differ)
    print(f"{rows} runs of {len(found)} studies, which differ in {', '.join(said) or 'nothing'}: {out}")


def _flat(tree: Any, prefix: str = "") -> dict[str, Any]:
    """Dotted names of everything that was asked."""
    if not isinstance(tree, dict):
        return {prefix: tree}
    return {
        name: value for key, one in tree.items() for name, value in _flat(one, f"{prefix}.{key}".lstrip(".")).items()
    }


def export(folder: Path, decimal: str = "point") -> None:
    """Write every table of a study as CSV beside it, and what the columns mean."""
    if decimal not in {"point", "comma"}:
        raise InputError(f"decimal is {decimal!r}, but must be point or comma.")
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise InputError(f"{folder} has no tables; finish it with python -m experiments.study resume {folder}.")
    style: dict[str, Any] = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"} if decimal == "comma" else {}
    for file in files:
        goal = file.with_suffix(".csv")
        temporary = goal.with_suffix(".csv.tmp")
        for i, batch in enumerate(pq.ParquetFile(file).iter_batches(ROWS)):
            batch.to_pandas().to_csv(temporary, index=False, mode="a" if i else "w", header=not i, **style)
        temporary.replace(goal)
        print(goal)
    rows = [(table, *one) for table, columns in tables().items() for one in columns]
    meanings = pd.DataFrame(rows, columns=["table", "column", "holds", "unit", "direction"])
    meanings.to_csv(folder / "columns.csv", index=False, **style)
    print(folder / "columns.csv")


def manage(words: list[str]) -> None:
    """Understand the command line."""
    command, *rest = words
    folders = [Path(one) for one in rest if "=" not in one]
    said = dict(one.partition("=")[::2] for one in rest if "=" in one)
    match command, folders, sorted(said):
        case "status", [folder], []:
            status(folder)
        case "resume", [folder], []:
            resume(folder)
        case "extend", [folder], ["replicates"]:
            extend(folder, f"replicates={said['replicates']}")
        case "repeat", [folder, row], []:
            repeat(folder, str(row))
        case "merge", [one, other], ["out"]:
            merge(one, other, Path(said["out"]))
        case "collect", [_, *_], [] | ["out"]:
            collect(folders, Path(said.get("out", "collected.parquet")))
        case "export", [folder], [] | ["decimal"]:
            export(folder, said.get("decimal", "point"))
        case _:
            how = [line for line in COMMANDS if line.split()[0] == command]
            hint = f"it is said like: python -m experiments.study {how[0]}" if how else "--help lists the commands"
            raise InputError(f"{' '.join(words)!r} is not understood; {hint}.")


def main() -> None:
    """Run a command."""
    plain(manage, HELP)
