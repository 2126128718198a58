"""What all stages of a calibration share: numbers, targets, and how simulated points become figures."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bygd.errors import InputError
from bygd.evidence import mappings
from bygd.evidence.targets import Target, load_for, scenarios_of
from bygd.scenarios.catalogue import folder_of
from bygd.scenarios.designs import fitting
from bygd.scenarios.options import NONE, CalibrateOptions
from bygd.scenarios.settings import refuse_short
from bygd.statistics.sensitivity.responses import Design, Drawn, varied
from bygd.studies.files import check_folder, check_writable
from sim.parameters import Number
from sim.scenario import Scenario

PLACE = "national"


class Wave(NamedTuple):
    """Simulated points (points x numbers, 0 to 1) and their figures, with the luck that all share taken out."""

    u: np.ndarray
    fitted: np.ndarray  # points x targets
    checks: np.ndarray  # points x checks


class Members(NamedTuple):
    """Points of the last wave that were taken as ensemble members, and what the simulation says of them."""

    rows: np.ndarray  # of the last wave
    weights: np.ndarray  # what each stands for, beside the others; the sum is 1
    log_likelihood: np.ndarray  # of all fitted figures, at each
    effective: float  # equally weighted draws that the whole last wave is worth


class Task(NamedTuple):
    """What is calibrated, and to what."""

    options: CalibrateOptions
    folder: Path
    scenarios: dict[str, Scenario]  # the national composition, and there each trial of which a figure is published
    numbers: dict[str, Number]  # all that are varied
    free: list[int]  # columns of those that are fitted
    targets: list[Target]
    checks: list[Target]

    @property
    def every(self) -> list[Target]:
        """Targets, then checks."""
        return [*self.targets, *self.checks]

    @property
    def figures(self) -> np.ndarray:
        """Published values of the targets, each in its unit."""
        return np.array([item.value for item in self.targets])

    @property
    def tolerance(self) -> np.ndarray:
        """Standard deviations of the targets around a true model, each in the unit of its target."""
        return np.array([item.tolerance for item in self.targets])

    @property
    def defaults(self) -> np.ndarray:
        """Declared numbers, each from 0 to 1 of its range."""
        low, high = self.ranges
        return (np.array([item.default for item in self.numbers.values()]) - low) / (high - low)

    @property
    def ranges(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest plausible values, one each a number, in its unit."""
        low, high = np.array([item.plausible for item in self.numbers.values()]).T
        return low, high

    def scaled(self, u: np.ndarray) -> np.ndarray:
        """Numbers in their own units, from points x numbers between 0 and 1."""
        low, high = self.ranges
        return low + u * (high - low)

    def values(self, u: np.ndarray) -> list[dict[str, float]]:
        """Numbers of the model at points (points x numbers, 0 to 1)."""
        return Design(self.numbers, u).values()

    def columns(self) -> list[str]:
        """Columns of ``runs.parquet`` that the figures need."""
        names = mappings.needed([item.mapping for item in self.every])
        return ["scenario", "point", "failed", *(f"{name}_{part}" for name in names for part in ("n", "of"))]

    def parted(self, result: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Targets and checks apart, from points x figures: points x targets, points x checks."""
        return result[:, : len(self.targets)], result[:, len(self.targets) :]


def task_of(options: CalibrateOptions) -> Task:
    """Check what was asked for."""
    numbers = _numbers(options)
    _check_sizes(options)
    known_here = [item for item in load_for(options) if item.municipality == PLACE and not item.over]
    targets = [item for item in known_here if item.use == "calibration"]
    if not targets:
        raise InputError(f"{options.figures} holds no figure with use: calibration.")
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = Path(options.out or f"outputs/calibrate-{stamp}-{uuid.uuid4().hex[:6]}")
    check_folder(folder, ["centre"])
    if options.save:
        check_save(options.save, folder)
    return Task(
        options,
        folder,
        scenarios_of(options, PLACE, known_here),
        numbers,
        [list(numbers).index(name) for name in options.free],
        targets,
        [item for item in known_here if item.use == "check"],
    )


def _numbers(options: CalibrateOptions) -> dict[str, Number]:
    """Numbers that are varied; each of ``free`` must be one of them."""
    if not options.free:
        raise InputError("free is empty; name the numbers that are to be fitted, like free=[search.applications].")
    fixed = {name for glob in options.fixed for name in fitting(glob, "fixed")}
    for name in options.free:
        if name not in fitting(name, "free"):
            raise InputError(f"free names {name!r}, but must name each number whole.")
        if name in fixed:
            raise InputError(f"free names {name}, which stays as declared (fixed); leave it out of one of the two.")
        if options.free.count(name) > 1:
            raise InputError(f"free names {name} twice; name it once.")
    free = varied(options.free, options)
    result = free | varied(options.vary, options) if options.vary else varied([], options) | free
    for name, item in result.items():
        if isinstance(item, Drawn):
            raise InputError(
                f"{name} is to be {item.distribution.family}, but a calibration begins with every value as likely; say "
                f"a range, like {name}:{item.plausible[0]:.3g}:{item.plausible[1]:.3g}."
            )
    return {name: item for name, item in result.items() if name not in fixed}


def _check_sizes(options: CalibrateOptions) -> None:
    """Refuse what only a later wave would notice."""
    refuse_short(options)
    if options.again < options.members:
        raise InputError(f"again is {options.again}, but must be at least the number of members, {options.members}.")


def kept_at(save: str) -> Path:
    """Table of members that ``save`` names: in ``configs/ensembles``, or a path of one's own that ends in .csv."""
    own = save.lower().endswith(".csv")
    return Path(save) if own else folder_of("ensembles") / f"{save}.csv"


def check_save(save: str, folder: Path) -> None:
    """Refuse a name or path where no ensemble can be kept, or where something else is; ``folder``: of this one."""
    there = kept_at(save)
    if (
        not there.suffix
        or (there.name != Path(save).name and not re.fullmatch(r"[A-Za-z0-9_-]+", save))
        or save == NONE
    ):
        raise InputError(
            f"save is {save!r}, but must be a name of letters, digits and _, like save=my_members, or a file that ends "
            "in .csv, like save=worlds/my_members.csv."
        )
    about, made_here = there.with_suffix(".json"), folder / "ensemble.csv"
    found = there if there.exists() else about
    if found.exists() and not _same(found, made_here.with_suffix(found.suffix)):
        raise InputError(
            f"There is an ensemble {there.stem} already ({found}), of another calibration; say another name, or move "
            "its two files away first."
        )
    check_writable(there)


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()
