"""The lab as a program: checks one after the other, and then what the rule changes."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from bygd.compiling import announce_compiling
from bygd.errors import InputError
from bygd.scenarios.build import baseline_of
from bygd.scenarios.ensembles import members_of
from bygd.statistics.comparison import by_scenario
from bygd.studies.study import Study
from experiments.display.results import write_results
from experiments.display.tables import comparison_text
from experiments.lab.card import judged, load_card
from experiments.lab.checks import BAD, Bench, Line, examine
from experiments.lab.rulefile import check_name

if TYPE_CHECKING:
    from experiments.command.options import LabOptions

INDENT = " " * 19


def lab(made: LabOptions) -> None:
    """Check the rule, line by line; if nothing is wrong with it, show what it changes."""
    if not made.file:
        raise InputError("Name the file of your rule: python -m experiments.lab my_rule.py.")
    path = Path(made.file)
    check_name(path)
    card = load_card(Path(made.pattern)) if made.pattern else None
    bench = checked(path, made.engine)
    if made.engine == "mesa":
        print("Nothing is wrong with it. Without engine=mesa the lab compiles the month too, and shows what changes.")
        return
    study = study_of(made, bench)
    print(f"What {path.name} changes, on the same people with the same luck:\n", flush=True)
    tables = study.run()
    table = write_results(study.folder, made, tables, study.failed)
    text = comparison_text(table, made.municipality.title, made)
    study.say(text, f"All outcomes: {study.folder}/comparison.csv; figures: {study.folder}/figures")
    if card is not None:
        study.say(judged(card, by_scenario(tables, "runs")))


def checked(path: Path, engine: str) -> Bench:
    """Run the checks, print a line for each; ``InputError`` in the end if one of them failed."""
    if engine == "compiled":
        announce_compiling()
    faults, bench = 0, None
    for line, bench in examine(path, engine):  # noqa: B007  (the last one is kept)
        print(told(line, path), flush=True)
        faults += line.mark == BAD
    print()
    if faults or bench is None:
        what = "One check failed" if faults == 1 else f"{faults} checks failed"
        raise InputError(f"{what}; mend the first fault and run the lab again, then it shows what the rule changes.")
    return bench


def told(line: Line, path: Path) -> str:
    """A line of the report; with a fault the line of the file that it is about."""
    said = textwrap.fill(line.words, 118, initial_indent=f"{line.mark} {line.check:<17}", subsequent_indent=INDENT)
    if not line.line:
        return said
    source = path.read_text(encoding="utf-8").splitlines()
    quoted = source[line.line - 1].strip() if line.line <= len(source) else ""
    return f"{said}\n{INDENT}{path.name}, line {line.line}: {quoted}"


def study_of(made: LabOptions, bench: Bench) -> Study:
    """The baseline and the same with the rule, as ``compare`` has them."""
    rule = bench.loaded
    base = baseline_of(made)
    points = members_of(made, made.ensemble)
    hidden = [name for name in rule.declared_anew() if any(name in values for values in points.values())]
    if hidden:
        raise InputError(
            f"{bench.path.name} declares {', '.join(hidden)} anew, but each plausible world sets it too; "
            "say ensemble=default."
        )
    scenarios = {"baseline": base, rule.name: rule.scenario(base)}
    return Study("lab", made, scenarios, points=points, monthly=False, in_turn=len(points) > 1)
