"""Does a rule compile, and if not, which line of it, and why in plain words."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from enum import IntEnum
from pathlib import Path
from typing import Any

import numba
import numpy as np

from experiments.lab.listening import Heard
from experiments.lab.rulefile import Rule, RuleError, load
from experiments.lab.towns import lively_town
from sim import compiled
from sim.engine_room import COMPILED, answer
from sim.scenario import Scenario

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
REASONS = (
    (r"Unknown attribute '(\w+)'", "there is no field, number or event {0} here: misspelt, or declare it"),
    (
        r"Cannot unify (\S+) and (\S+) for '(\w+?)(?:\.\d+)?'",
        "{2} is first one kind of value and then another: use two names",
    ),
    (r"[Uu]ntyped global name '(\w+)'", "{0} is nothing that the compiler knows"),
    (r"name '(\w+)' is not defined", "{0} is not defined"),
    (r"Use of unsupported opcode \((\w+)\)", "the compiler does not know this part of Python ({0})"),
    (r"cannot safely cast (\S+) to (\S+?)\.", "values of several kinds in one variable: keep to numbers"),
    (r"Invalid use of (\S+) with parameters", "{0} cannot be used with such values"),
    (r"No implementation of function Function\(<(?:built-in )?\w+ '?(\w+)", "{0} cannot be used with such values"),
)


def compile_alone(rule: Rule, scenario: Scenario, heard: Heard) -> None:
    """Compile each method by itself, for what it was called with in the readable engine: seconds, not a minute."""
    if not COMPILED:
        return
    batch = compiled.Batch(scenario)
    world = _world(scenario, batch)
    records = {kind: batch.agents[name] for name, kind in scenario.known.items()}
    for (cls, name), arguments in heard.calls.items():
        kinds = [_kind(item, cls, world, records) for item in arguments]
        if None in kinds:
            continue  # lists and arrays: only the whole month tells
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                numba.njit(getattr(cls, name)).compile(tuple(kinds))
        except Exception as error:  # noqa: BLE001  (numba's errors have many kinds)
            line, why = reason_of(error, rule)
            raise RuleError(f"the compiler refuses {name}: {why}.", line or rule.where(name)) from None


def compile_beside(path: Path) -> subprocess.Popen[bytes]:
    """Compile the month with the rule of a file in a process of its own, from where ``compile_whole`` finds it."""
    print("Compiling the month with your rule (once; about half a minute) …", file=sys.stderr, flush=True)
    work = f"import sys; from {__name__} import fill_cache; fill_cache(sys.argv[1])"
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-c", work, str(path)], stdin=nothing, stdout=nothing, stderr=nothing
    )  # what it says is said here too


def fill_cache(file: str) -> None:
    """Compile the month with the rule of a file, for whoever looks into the cache."""
    compiled.run(load(Path(file)).scenario(lively_town()), 0, np.arange(0))


def compile_whole(rule: Rule, scenario: Scenario) -> None:
    """Compile the month with the rule in it, or take it from the cache."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                compiled.run(scenario, 0, np.arange(0))
            except ModuleNotFoundError as error:  # the same text was compiled before, under another name of its file
                sys.modules.setdefault(str(error.name), rule.module)
                compiled.run(scenario, 0, np.arange(0))
    except Exception as error:  # noqa: BLE001  (as above)
        line, why = reason_of(error, rule)
        raise RuleError(f"the compiler refuses the month with your rule: {why}.", line) from None


def reason_of(error: Exception, rule: Rule) -> tuple[int, str]:
    """Line of the student's file that an error of the compiler is about (0: it names none), and why in plain words."""
    given = COLOURS.sub("", str(error))
    lines = re.findall(rf'{re.escape(rule.file.name)}(?:", line |:| \()(\d+)', given)
    for pattern, words in REASONS:
        if match := re.search(pattern, given):
            held = getattr(rule.module, match[1], None) if "global name" in pattern else None
            if isinstance(held, (dict, list, set, tuple, str)):
                why = f"{match[1]} is a {type(held).__name__}, and a rule knows numbers only: write if and elif"
            else:
                why = words.format(*match.groups())
            return int(lines[-1]) if lines else 0, why
    skipped = ("Failed in nopython", "During:", "File ", ">>>", "-")
    plain = [item.strip() for item in given.split("\n") if item.strip() and not item.strip().startswith(skipped)]
    return int(lines[-1]) if lines else 0, (plain or [type(error).__name__])[0][:160].rstrip(".:")


def _world(scenario: Scenario, batch: compiled.Batch) -> numba.types.Type:
    """Type of the world that a compiled rule sees."""
    out = batch.out(1, 0)
    numbers, practice = batch.p_table[0], batch.practices[0]
    counts = (out.tally[0, 0], out.totals[0], out.curve[0], out.diary[0], out.cursor[0], out.people[0])
    now = (0, 0, 0, 1, scenario.start - scenario.warm_up, scenario.n_years, 0, numbers, practice)
    return numba.typeof(compiled.world_type(batch.agents)(*now, *batch.agents.values(), *counts))


def _kind(value: Any, cls: type, world: Any, records: dict[type, np.ndarray]) -> Any:
    """Numba's type for an argument; ``None`` for what has no simple one."""
    if hasattr(value, "tallies"):
        return world
    for kind, array in records.items():
        if isinstance(value, kind):
            return numba.from_dtype(array.dtype)
    if isinstance(value, cls):
        return numba.from_dtype(answer(cls))
    simple = {
        bool: numba.types.boolean,
        int: numba.types.int64,
        float: numba.types.float64,
        np.float64: numba.types.float64,
    }
    return numba.types.int8 if isinstance(value, IntEnum) else simple.get(type(value))
