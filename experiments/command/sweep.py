"""Several runs of a command (``-m``): Hydra's grammar says which, and each writes to a folder of its own."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import DictConfig

from bygd.errors import MISTAKES, InputError
from bygd.scenarios.catalogue import searched, searched_files
from experiments.command.objective import check_one, objective_of, returned
from experiments.command.read import ARGUMENT, composed, with_description
from experiments.command.values import fault_of


class Told(BaseException):
    """A mistake of the user's in a job; none of the errors that Hydra reports in its own way, with a traceback."""


FREE, DOT = "++", "-"  # Hydra takes any name after ++, but a dotted one only where no other stands for its beginning


def sweep(options: type, program: Callable[[Any], None], name: str, arguments: list[str]) -> None:
    """Let Hydra sweep over options of the program ``name``; what is not swept over means the same in all jobs.

    Each job returns what ``objective=…`` names, so that a sweeper may look for the best.
    """
    objective, arguments = objective_of(name, arguments)
    overrides = [*map(_free, arguments)]
    _refuse_one_folder(overrides)
    folder = f"outputs/sweep-{uuid.uuid4().hex[:8]}"
    node = {"output_subdir": None, "run": {"dir": "."}, "sweep": {"dir": folder, "subdir": "${hydra.job.num}"}}
    ConfigStore.instance().store(name="sweep", node={"hydra": node})
    files = searched_files()
    typed, sys.argv[1:] = sys.argv[1:], ["--multirun", *overrides]

    def job(_: DictConfig) -> float | list[float] | None:
        sys.argv[1:] = typed  # that is the command of the results
        here = HydraConfig.get()
        try:
            with searched(files):  # a launcher may have begun another process
                given = composed(options, with_description(_values(list(here.overrides.task))))
            if not given.out:
                given.out = str(Path(here.runtime.output_dir) / "study")
            check_one(objective, given)
            program(given)
            return returned(objective, given)
        except MISTAKES as error:
            raise Told(error) from None

    try:
        hydra.main(version_base="1.3", config_path=None, config_name="sweep")(job)()
    except Told as told:
        raise told.args[0] from None


def _refuse_one_folder(overrides: list[str]) -> None:
    """Refuse one folder for several jobs, before the first is simulated."""
    parsed = OverridesParser.create().parse_overrides(overrides)
    several = [item.key_or_group for item in parsed if item.is_sweep_override()]
    named = [item for item in overrides if item.startswith(f"{FREE}out=")]
    if named and set(several) - {"out"}:
        raise InputError(
            f"{named[-1].removeprefix(FREE)} is one folder for several jobs; leave it out, or say where all lie "
            "with hydra.sweep.dir=…."
        )


def _free(argument: str) -> str:
    """An option as Hydra takes it without knowing it; Hydra's own options stay."""
    if argument.startswith("hydra"):
        return argument
    try:
        OverridesParser.create().parse_override(argument)
        name, text = ARGUMENT.fullmatch(argument).groups()  # type: ignore[union-attr]
    except (HydraException, AttributeError):
        raise InputError(
            f"{fault_of(argument).removesuffix('.')}; with -m what holds a comma, a blank or letters beyond a to z "
            "stands in two pairs of quotation marks, like \"out='søk (1)'\"."
        ) from None
    return f"{FREE}{name.replace('.', DOT)}={text}"


def _values(overrides: list[str]) -> dict[str, Any]:
    """Values by name, of the overrides of a job."""
    parsed = OverridesParser.create().parse_overrides(overrides)
    return {item.key_or_group.replace(DOT, "."): item.value() for item in parsed}
