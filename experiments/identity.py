"""What makes one study another: a folder is continued by the same study only, and never with another model."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments.files import provenance_of
from experiments.options import Common, InputError
from sim.engine_room import layout, order_of, source_hash
from sim.processes import Parameters

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

NOT_CONFIG = ("out", "threads", "executor", "address")  # how, not what


@dataclasses.dataclass(frozen=True)
class Identity:
    """Options of a study (``config``: YAML), and a hash of what it simulates, whatever options that came from."""

    config: str
    asked: str

    @property
    def mark(self) -> str:
        """Twelve letters that another study has only if it may share the folder: same options, scenarios and model."""
        return hashlib.sha256(f"{self.config}\n{self.asked}\n{source_hash()}".encode()).hexdigest()[:12]

    def refuse_other(self, folder: Path) -> None:
        """Raise ``InputError`` if a folder holds another study, or one of another version of the model."""
        if names := differing((folder / "config.yaml").read_text(encoding="utf-8"), self.config):
            if names == ["replicates"]:
                raise InputError(
                    f"{folder} holds this study with another number of replicates; python -m experiments.study resume "
                    f"{folder} goes on with that number, extend adds to it, out=… makes a new folder."
                )
            raise InputError(
                f"{folder} holds another configuration ({', '.join(names)}); name a new folder with out=…."
            )
        before = provenance_of(folder)
        if before["source"] != source_hash():
            raise InputError(f"{folder} was made with another version of the model; name a new folder with out=….")
        if before.get("asked", self.asked) != self.asked:
            raise InputError(f"{folder} holds other scenarios or points; name a new folder with out=….")


def identity_of(
    program: str, made: Common, scenarios: dict[str, Scenario], points: dict[str, dict[str, float]]
) -> Identity:
    """Identity of what a program was asked for: its options, scenarios by name, and points."""
    plain: Any = OmegaConf.to_container(OmegaConf.structured(made))
    for name in NOT_CONFIG:
        plain.pop(name, None)
    digest = hashlib.sha256()
    for name, scenario in scenarios.items():
        processes = [type(getattr(scenario.parameters, part.name)) for part in dataclasses.fields(Parameters)]
        marks = [layout(kind).names[-1] for kind in (*scenario.lists.values(), *processes)]  # type: ignore[index]
        order = order_of(scenario.month).dtype.names
        digest.update(repr((name, scenario, list(scenario.kinds), marks, order)).encode())
    digest.update(repr([(point, sorted(values.items())) for point, values in points.items()]).encode())
    return Identity(OmegaConf.to_yaml({"program": program, **plain}), digest.hexdigest()[:16])


def differing(one: str, other: str) -> list[str]:
    """Names of the options in which two configurations (YAML) differ; of all where one cannot be read."""
    try:
        was, now = (dict(OmegaConf.to_container(OmegaConf.create(text))) for text in (one, other))  # type: ignore[arg-type]
    except (OmegaConfBaseException, YAMLError, TypeError, ValueError):
        return ["config.yaml cannot be read"]
    return sorted(str(name) for name in {*was, *now} if was.get(name) != now.get(name))
