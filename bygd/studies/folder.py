"""A study folder: the fingerprint of its study, and the one reader of what it says.

``config.yaml`` holds the program and its options, ``provenance.json`` the command, the version of the model and the
fingerprint, ``design.parquet`` the numbers of each point of a study whose runs take several points in turn.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.catalogue import load_own
from bygd.scenarios.fill import filled
from bygd.scenarios.options import (
    CalibrateOptions,
    Common,
    CompareOptions,
    ExplorerOptions,
    MechanismsOptions,
    ObstaclesOptions,
    RankOptions,
    RunOptions,
    SensitivityOptions,
    SweepOptions,
)
from bygd.scenarios.own_files import by_file, load_yaml
from bygd.scenarios.yaml_text import YamlFault, dump, parse
from bygd.studies import worker
from bygd.studies.files import provenance_of
from bygd.studies.seals import FORMAT
from bygd.studies.tables import read_table, said_of
from sim.processes import Parameters
from sim.scenario import Scenario
from sim.source_identity import own_sources, source_hash

if TYPE_CHECKING:
    import pandas as pd

CONFIG, DESIGN = "config.yaml", "design.parquet"
NOT_CONFIG = (  # how, not what
    "out",
    "threads",
    "executor",
    "address",
    "municipalities",
    "text_language",
    "table",
    "beside",
)
OPTIONS: dict[str, type[Common]] = {
    "run": RunOptions,
    "compare": CompareOptions,
    "explorer": ExplorerOptions,
    "rank": RankOptions,
    "mechanisms": MechanismsOptions,
    "obstacles": ObstaclesOptions,
    "sweep": SweepOptions,
    "sensitivity": SensitivityOptions,
    "calibrate": CalibrateOptions,
}
ANEW = "make the study anew in another folder"


@dataclasses.dataclass(frozen=True)
class Fingerprint:
    """Options of a study (``config``: YAML), and a hash of the scenarios and points that they mean.

    Sources decide, not the versions of Python and packages, which ``provenance.json`` notes.
    """

    config: str
    simulated: str

    @property
    def study(self) -> str:
        """16-character hash that every table of the study carries, however many replicates it has."""
        sources = f"{source_hash()} {own_sources(worker.tables_of)} {FORMAT}"  # type: ignore[arg-type]
        return hashlib.sha256(f"{_without_replicates(self.config)}\n{self.simulated}\n{sources}".encode()).hexdigest()[
            :16
        ]

    @property
    def asked(self) -> str:
        """Digest of ``config.yaml``, however many replicates it says: who edits the file makes another study of it."""
        return _digest_of(self.config)

    @property
    def mark(self) -> str:
        """12-character hash, equal only for studies that may share a folder."""
        return hashlib.sha256(f"{self.config}\n{self.simulated}\n{source_hash()}".encode()).hexdigest()[:12]

    def refuse_other(self, folder: Path) -> None:
        """Raise ``InputError`` if a folder holds another study, or one of another version of the model."""
        if names := differing(config_text(folder), self.config):
            if names == ["replicates"]:
                raise InputError(
                    f"{folder} holds this study with another number of replicates; {typed('study resume', folder)} "
                    "goes on with that number, extend adds to it, out=… makes a new folder."
                )
            raise InputError(
                f"{folder} holds another configuration ({', '.join(names)}); name a new folder with out=…."
            )
        before = provenance_of(folder)
        _refuse_other_model(folder, before)
        if before.get("fingerprint", self.simulated) != self.simulated:
            raise InputError(f"{folder} holds other scenarios or points; name a new folder with out=….")
        if before.get("study") != self.study:
            raise InputError(
                f"{folder} holds tables of another format, which the version that wrote them (Bygd "
                f"{before.get('bygd', 'unknown')}) alone goes on with; name a new folder with out=…."
            )


def _without_replicates(config: str) -> str:
    return re.sub(r"(?m)^replicates: \d+\n", "", config)


def _digest_of(config: str) -> str:
    return hashlib.sha256(_without_replicates(config).encode()).hexdigest()


def fingerprint_of(
    program: str, options: Common, scenarios: dict[str, Scenario], points: dict[str, dict[str, float]]
) -> Fingerprint:
    """Fingerprint of a study: the options of its program, scenarios by name, and points."""
    plain = dataclasses.asdict(options)
    for name in NOT_CONFIG:
        plain.pop(name, None)
    digest = hashlib.sha256()
    for name, scenario in scenarios.items():
        processes = [type(getattr(scenario.parameters, part.name)) for part in dataclasses.fields(Parameters)]
        marks = [own_sources(kind) for kind in (*scenario.lists.values(), *processes)]
        order = own_sources(scenario.month)  # type: ignore[arg-type]
        digest.update(repr((name, scenario, list(scenario.kinds), marks, order)).encode())
    digest.update(repr([(point, sorted(values.items())) for point, values in points.items()]).encode())
    return Fingerprint(dump({"program": program, **plain}), digest.hexdigest()[:16])


def differing(item: str, other: str) -> list[str]:
    """Names of the options in which two configurations (YAML) differ; of all where one cannot be read."""
    if item == other:  # as nearly always, and reading them takes half a second
        return []
    try:
        was, now = (dict(parse(text)) for text in (item, other))
    except (YamlFault, TypeError, ValueError):
        return [f"{CONFIG} cannot be read"]
    return sorted(str(name) for name in {*was, *now} if was.get(name) != now.get(name))


# --- reading -----------------------------------------------------------------------------------------------


def refuse_absent(folder: Path) -> None:
    """Refuse what is no folder at all."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}; name one that a study has made.")


def config_of(folder: Path) -> dict[str, Any]:
    """What ``config.yaml`` of a study folder says: the program and its options.

    ``InputError`` if it cannot be read, or says something else than when the study was begun (but for replicates).
    """
    refuse_absent(folder)
    if not (folder / CONFIG).is_file():
        raise InputError(f"{folder} is no study folder: it has no {CONFIG}.")
    asked = said_of(folder, "asked")
    if asked and asked == _digest_of(config_text(folder)):
        return dict(_as_written(folder / CONFIG))
    try:
        config = load_yaml(folder / CONFIG, "study", "a program and its options")
    except InputError:
        raise _cannot_read(folder) from None
    if not config:
        raise _cannot_read(folder)
    if asked and asked != _digest_of(dump(config)):
        raise InputError(
            f"{folder}/{CONFIG} was changed since the study was begun, so the runs there are none of what it says now; "
            "undo the change, or begin another study with out=…."
        )
    return config


_as_written: Callable[[Path], dict[str, Any]] = by_file(load_own)  # what ``dump`` writes both readers read alike


def config_text(folder: Path) -> str:
    """Text of ``config.yaml``; ``InputError`` if it cannot be read, or is none."""
    try:
        return (folder / CONFIG).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise _cannot_read(folder) from None


def _cannot_read(folder: Path) -> InputError:
    return InputError(f"{folder}/{CONFIG} cannot be read; {ANEW}.")


def program_of(folder: Path) -> str:
    """Name of the program that made a study folder."""
    return str(config_of(folder).get("program", ""))


def options_of(folder: Path, *programs: str, any_model: bool = False) -> Any:
    """Options with which one of ``programs`` (none: any) made a study folder.

    ``InputError`` for a folder of another program, or of another version of the model (unless ``any_model``).
    """
    config = config_of(folder)
    made_by = config.pop("program", "something else")
    if made_by not in (programs or OPTIONS):
        whose = f" of {' or '.join(programs)}" if programs else " that can be taken up again"
        raise InputError(f"{folder} belongs to {made_by} and is no study{whose}.")
    if not any_model:
        _refuse_other_model(folder, provenance_of(folder))
    try:
        options = filled(OPTIONS[made_by], config, CONFIG)
    except InputError:
        raise InputError(f"{folder}/{CONFIG} is not understood by this version; {ANEW}.") from None
    options.out = str(folder)
    return options


def design_of(folder: Path) -> pd.DataFrame | None:
    """Numbers of each ensemble member of a study folder, by point; ``None`` if it holds none."""
    there = (folder / DESIGN).is_file()
    return read_table(folder, DESIGN.partition(".")[0]).drop(columns="row").set_index("point") if there else None


def _refuse_other_model(folder: Path, provenance: dict[str, Any]) -> None:
    if provenance["source"] != source_hash():
        version = provenance.get("bygd", "another version")
        raise InputError(
            f"{folder} was made with another version of the model (Bygd {version}), which alone reads it; "
            f"name a new folder with out=…."
        )
