"""The checks of the rule lab, in order: each ends in one line, and a fault in a sentence with its line."""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import re
import subprocess
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from experiments.lab import fast, luck
from experiments.lab.chronicle import Chronicle, chronicle
from experiments.lab.conservation import GROUPS
from experiments.lab.holding import BrokenError
from experiments.lab.language import not_a_formula, not_spoken
from experiments.lab.listening import Heard, listen
from experiments.lab.parity import between_models, engines_apart, scenarios_apart
from experiments.lab.rulefile import Rule, RuleError, line_in, load, words_of
from experiments.lab.towns import lively_town
from sim import compiled
from sim.model import IntegrationModel
from sim.scenario import Scenario

SEED = 7
RUNS = 3  # walked person by person through both engines
GOOD, BAD, LEFT = "✓", "✗", "–"
NEEDED = ("file", "runs")  # without these nothing more can be said


@dataclasses.dataclass
class Line:
    """One line of the lab's report."""

    mark: str
    check: str
    words: str
    line: int = 0


@dataclasses.dataclass
class Bench:
    """What lies on the table: the file, and what has been found out so far."""

    path: Path
    engine: str  # "mesa": nothing is compiled as a whole
    town: Scenario = dataclasses.field(default_factory=lambda: lively_town())  # noqa: PLW0108  (tests have a smaller one)
    rule: Rule | None = None
    heard: Heard = dataclasses.field(default_factory=Heard)
    speaks: bool = False  # what both engines understand
    compiles: bool = False
    beside: subprocess.Popen[bytes] | None = None  # what compiles the month meanwhile

    @functools.cached_property
    def told(self) -> Chronicle:
        """A run with the rule and recording agents."""
        return chronicle(self.mine, SEED)

    @functools.cached_property
    def mine(self) -> Scenario:
        """The town with the rule."""
        return self.loaded.scenario(self.town)

    @property
    def loaded(self) -> Rule:
        """The rule, once it has been loaded."""
        if self.rule is None:
            raise RuntimeError("load the rule first")
        return self.rule


Check = Callable[[Bench], Line]


def examine(path: Path, engine: str) -> Iterator[tuple[Line, Bench]]:
    """Check a student's file; stops where nothing more can be said."""
    bench = Bench(path, engine)
    before = fingerprint(bench.town)
    first: dict[str, Check] = {"file": _file, "language": _language, "runs": _runs}
    readable: dict[str, Check] = {  # in the readable engine alone, while another process compiles
        "repeats": _repeats,
        "chance": _chance,
        "no trace": lambda bench: _no_trace(bench, before),
        **{group: functools.partial(_conserves, group=group) for group in GROUPS},
    }
    both: dict[str, Check] = {"compiles": _compiles, "engines": _engines, "switched off": _switched_off}
    try:
        for check, work in first.items():
            line = _line_of(check, work, bench)
            yield line, bench
            if check in NEEDED and line.mark == BAD:
                return
        lines = {check: _line_of(check, work, bench) for check, work in readable.items()}
        for check in ("compiles", "repeats", "engines", "chance", "no trace", "switched off", *GROUPS):
            yield lines.get(check) or _line_of(check, both[check], bench), bench
    finally:
        if bench.beside:
            bench.beside.kill()
            bench.beside.wait()


def _line_of(check: str, work: Check, bench: Bench) -> Line:
    """What a check says, whatever a student's rule does in it."""
    try:
        line = work(bench)
    except RuleError as error:
        line = Line(BAD, check, error.words, error.line)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (here only)
        line = Line(BAD, check, f"it stops in this check: {words_of(error)}.", line_in(error, bench.path))
    line.check = check
    return line


def _good(words: str) -> Line:
    return Line(GOOD, "", words)


def _left(words: str) -> Line:
    return Line(LEFT, "", words)


def fingerprint(scenario: Scenario) -> str:
    """Hash of all that a run of the readable engine counts."""
    model = IntegrationModel(scenario, SEED).run()
    return hashlib.sha256(model.tallies.tobytes() + model.totals.tobytes() + model.curve.tobytes()).hexdigest()


def _file(bench: Bench) -> Line:
    """The file can be imported, and holds what the lab can use."""
    bench.rule = load(bench.path)
    held = [
        f"{cls.__name__} ({cls.__mro__[1].__name__})"
        for cls in (*bench.rule.subclasses, *bench.rule.processes.values())
    ]
    held += [f"{cls.__name__} ({name})" for name, (cls, _) in bench.rule.kinds.items()]
    held += ["a month of its own"] if bench.rule.month else []
    return _good(f"{bench.path.name} holds {' and '.join(held)}")


def _language(bench: Bench) -> Line:
    """Nothing that the engines compute differently; formulas that only compute."""
    rule = bench.loaded
    remarks = [item for function in rule.functions() for item in not_spoken(function)]
    formulas = [function for cls, function in rule.methods() if cls in rule.processes.values()]
    remarks += [item for function in formulas for item in not_a_formula(function)]
    drawn = {item.line: item for item in luck.said(rule)}  # what is wrong with np.random is the chance, not the np
    for item in sorted(remarks):
        raise RuleError(f"{drawn.get(item.line, item).words}.", item.line)
    bench.speaks = True
    if bench.engine == "compiled" and fast.COMPILED and not drawn:
        bench.beside = fast.compile_beside(bench.path)
    return _good("it says nothing that the two engines would compute differently")


def _runs(bench: Bench) -> Line:
    """It runs in the readable engine; every method was called."""
    rule = bench.loaded
    try:
        bench.heard = listen(rule, bench.mine, SEED)
    except Exception as error:  # noqa: BLE001  (whatever a student's rule does)
        named = (line for line, attr in _written(rule.tree) if f".{attr}" in str(error))
        line = line_in(error, bench.path) or next(named, 0)
        text = f"in the Mesa engine it stops{'' if line else _where(error)}: {words_of(error)}{_remedy(error)}"
        raise RuleError(f"{text}.", line or _first_event(rule)) from None
    for name, value in bench.heard.no_numbers:
        raise RuleError(
            f"{name} becomes {value:g}, which is no number any more: a logarithm of 0, say, or what grows without end.",
            _writes(rule, name.rpartition(".")[2]) or _first_event(rule),
        )
    called = {name for _, name in bench.heard.calls}
    silent = [function for _, function in rule.methods() if function.name not in called]
    if silent:
        names = ", ".join(function.name for function in silent)
        return Line(LEFT, "", f"nobody called {names}: nothing below says anything of it", silent[0].lineno)
    months = bench.town.all_months
    return _good(f"{months} months of two small towns in the Mesa engine")


def _where(error: Exception) -> str:
    """Which rule of the model stumbles over what the file has left behind."""
    frames = [item for item in traceback.extract_tb(error.__traceback__) if "rules" in Path(item.filename).parts]
    if not frames:
        return ""
    return f" in sim/rules/{Path(frames[-1].filename).name}, over something that your file has left behind"


def _remedy(error: Exception) -> str:
    """How a field is declared, after an error that asks for it; else nothing."""
    asked = re.search(r"\.(\w+), which \w+ does not declare", str(error))
    return f" in the class, like {asked[1]}: float" if asked else ""


def _compiles(bench: Bench) -> Line:
    """The compiler takes it."""
    if not bench.speaks:
        return _left("not tried before the line above is mended")
    fast.compile_alone(bench.loaded, bench.mine, bench.heard)
    if bench.engine == "mesa":
        return _left("each method compiles by itself; engine=mesa leaves out the whole month")
    if any(luck.said(bench.loaded)):
        return _left("each method compiles by itself; the whole month waits until its chance is mended")
    if bench.beside:
        bench.beside.wait()
    fast.compile_whole(bench.loaded, bench.mine)
    bench.compiles = True
    return _good("the compiler of the fast engine takes it")


def _repeats(bench: Bench) -> Line:
    """Twice the same, whatever the generators of Python hold."""
    rule = bench.loaded
    models, drawn = [], False
    for seed in (1, 2):
        elsewhere = luck.Elsewhere(seed)
        models.append(IntegrationModel(bench.mine, SEED).run())
        drawn = drawn or elsewhere.drawn
    result = between_models(*models)
    line = next((item.line for item in luck.said(rule)), _first_event(rule))
    if result:
        raise RuleError(
            f"the same seed gives another result the second time ({', '.join(result[:3])}): something in it does not "
            "come from agents, numbers and sim.chance.",
            line,
        )
    if drawn:
        raise RuleError("it draws from a generator of Python's or NumPy's own, which belongs to nobody.", line)
    return _good("the same seed gives the same result twice")


def _first_event(rule: Rule) -> int:
    return next(
        (function.lineno for _, function in rule.methods()), next((item.lineno for item in rule.functions()), 0)
    )


def _engines(bench: Bench) -> Line:
    """Both engines, person by person, bit for bit."""
    if not bench.compiles:
        why = "engine=mesa" if bench.engine == "mesa" and bench.speaks else "the month is not compiled"
        return _left(f"not compared: {why}")
    for replicate in range(RUNS):
        if apart := engines_apart(bench.mine, SEED, replicate):
            name = apart.names[0].rpartition(".")[2]
            raise RuleError(
                f"the engines differ: {apart}; look for a whole number that gets a part, or a trap of docs/rules.md.",
                _writes(bench.loaded, name) or _first_event(bench.loaded),
            )
    return _good(f"both engines agree on every field of every person in {RUNS} runs, bit for bit")


def _writes(rule: Rule, name: str) -> int:
    """Line in which the file writes a field; 0: nowhere."""
    return next((line for function in rule.functions() for line, attr in _written(function) if attr == name), 0)


def _written(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines that write fields, and their names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def _chance(bench: Bench) -> Line:
    """Only chance of its own, and of somebody."""
    for item in luck.said(bench.loaded):
        raise RuleError(f"{item.words}.", item.line)
    luck.check_heard(bench.loaded, bench.heard)
    if not bench.heard.own:
        return _good("it draws nothing itself")
    purposes = sorted({key[2] for key in bench.heard.own})
    return _good(
        f"{len(bench.heard.own)} draws, each of one person, month and purpose ({', '.join(map(str, purposes))}), "
        "and of no other rule"
    )


def _no_trace(bench: Bench, before: str) -> Line:
    """Importing the file, and a class with its state that does what ours does, change nothing at all."""
    rule = bench.loaded
    if fingerprint(bench.town) != before:
        writes = [
            node.lineno
            for node in rule.tree.body
            if isinstance(node, ast.Assign) and "." in ast.unparse(node.targets[0])
        ]
        raise RuleError(
            "importing the file changes the model itself, for everybody: subclass, and write into nothing of sim.",
            writes[0] if writes else 0,
        )
    idle = dataclasses.replace(bench.town, classes=tuple(map(_idle, rule.subclasses)), kinds=rule.kinds)
    if apart := scenarios_apart(bench.town, idle, SEED):
        raise RuleError(f"its new state alone changes the baseline: {apart}.", _first_event(rule))
    return _good("imported but not used, it leaves the baseline as it is, byte for byte")


def _idle(cls: type) -> type:
    """Make a class with the state of ``cls`` whose events are those of the model."""
    usual = next(part for part in cls.__mro__ if part.__module__ == "sim.agents")
    state = {name: item for part in cls.__mro__ for name, item in vars(part).get("__annotations__", {}).items()}
    new = {name: item for name, item in state.items() if name not in vars(usual).get("__annotations__", {})}
    return type(cls.__name__, (usual,), {"__annotations__": new, "__module__": cls.__module__})


def _switched_off(bench: Bench) -> Line:
    """At the numbers of ``OFF`` the rule is not there."""
    rule = bench.loaded
    if not rule.off:
        return _left(
            "not checked: the file has no OFF, the numbers at which the rule does nothing, like "
            'OFF = {"language.tiring": 0.0}'
        )
    off = rule.scenario(bench.town, off=True)
    numbers = ", ".join(f"{name}={value:g}" for name, value in rule.off.items())
    if apart := scenarios_apart(bench.town, off, SEED):
        name = apart.names[0].rpartition(".")[2]
        raise RuleError(
            f"with {numbers} it should do nothing, but {apart} differ from the baseline.",
            _writes(rule, name) or _first_event(rule),
        )
    engines = "in the Mesa engine"
    if bench.compiles:
        engines = "in both engines"
        item, other = (compiled.run(each, SEED, np.arange(RUNS)) for each in (bench.town, off))
        if not all(np.array_equal(getattr(item, name), getattr(other, name)) for name in ("tally", "totals", "curve")):
            raise RuleError(f"with {numbers} it does something in the compiled engine only.", _first_event(rule))
    return _good(f"with {numbers} the baseline is the same, byte for byte, {engines}")


def _conserves(bench: Bench, group: str) -> Line:
    """Nothing gets lost: the claims that the model itself has to pass."""
    rule = bench.loaded
    for claim in GROUPS[group]:
        try:
            claim(bench.told)
        except BrokenError as error:
            where = f" ({error})" if str(error) else ""
            events = ", ".join(f"{function.name} in line {function.lineno}" for _, function in rule.methods())
            raise RuleError(
                f'"{claim.__name__.replace("_", " ")}" no longer holds{where}; your file changes {events}.',
                _first_event(rule),
            ) from None
    return _good(f"{len(GROUPS[group])} claims hold in every month")
