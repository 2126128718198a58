"""Check a rule of your own and see what it changes: ``python -m experiments.lab my_rule.py``."""

from __future__ import annotations

import dataclasses
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from bygd.errors import InputError
from bygd.scenarios.declare import option
from bygd.scenarios.options import EnsembleOptions
from experiments.command.main import main
from experiments.command.progress import Steps
from experiments.command.words import word

if TYPE_CHECKING:
    from bygd.studies.study import Study
    from experiments.lab.checks import Bench, Line

INDENT = " " * 19


@dataclasses.dataclass
class LabOptions(EnsembleOptions):
    """Check a rule of your own (a subclass of an agent or a process, docs/rules.md), and show what it changes.

    The file is the first word: python -m experiments.lab my_rule.py
    """

    file: str = word("Python file that holds the rule", "", path=True)
    pattern: str = option(
        "", "Python file that holds a pattern card, CARD, which is judged with and without the rule", path=True
    )
    ensemble: str = option(
        "default",
        "default: the declared numbers in all runs; or an ensemble of configs/ensembles: in its members",
        path=True,
    )
    engine: str = option(
        "compiled",
        "compiled, or mesa: the checks only, in half a minute, because the month is not compiled",
        among=("compiled", "mesa"),
    )


def lab(options: LabOptions) -> None:
    """Check the rule, line by line; if nothing is wrong with it, show what it changes."""
    from bygd.statistics.comparison import by_scenario
    from experiments.display.results import write_results
    from experiments.display.tables import comparison_text
    from experiments.display.words import Words
    from experiments.lab.card import judged, load_card
    from experiments.lab.rulefile import check_name

    if not options.file:
        raise InputError("Name the file of your rule: python -m experiments.lab my_rule.py.")
    path = Path(options.file)
    check_name(path)
    card = load_card(Path(options.pattern)) if options.pattern else None
    steps = Steps("checking the rule", "simulating", "writing tables and figures")
    bench = checked(path, options.engine)
    if options.engine == "mesa":
        print("Nothing is wrong with it. Without engine=mesa the lab compiles the month too, and shows what changes.")
        return
    steps.next()
    study = study_of(options, bench)
    print(f"What {path.name} changes, on the same people with the same luck:\n", flush=True)
    tables = study.run()
    steps.next()
    table = write_results(study.folder, options, tables)
    text = comparison_text(Words("en"), table, options.municipality.title, options)
    study.say(text, f"All outcomes: {study.folder}/comparison.csv; figures: {study.folder}/figures")
    if card is not None:
        study.say(judged(card, by_scenario(tables, "runs")))


def checked(path: Path, engine: str) -> Bench:
    """Run the checks, print a line for each; ``InputError`` in the end if one of them failed."""
    from bygd.compiling import announce_compiling
    from experiments.lab.checks import BAD, examine

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
    given = textwrap.fill(line.words, 118, initial_indent=f"{line.mark} {line.check:<17}", subsequent_indent=INDENT)
    if not line.line:
        return given
    source = path.read_text(encoding="utf-8").splitlines()
    quoted = source[line.line - 1].strip() if line.line <= len(source) else ""
    return f"{given}\n{INDENT}{path.name}, line {line.line}: {quoted}"


def study_of(options: LabOptions, bench: Bench) -> Study:
    """The baseline and the same with the rule, as ``compare`` has them."""
    from bygd.scenarios.build import baseline_of
    from bygd.scenarios.ensembles import members_of
    from bygd.studies.study import Study

    rule = bench.loaded
    base = baseline_of(options)
    points = members_of(options, options.ensemble)
    hidden = [name for name in rule.declared_anew() if any(name in values for values in points.values())]
    if hidden:
        raise InputError(
            f"{bench.path.name} declares {', '.join(hidden)} anew, but each ensemble member sets it too; "
            "say ensemble=default."
        )
    scenarios = {"baseline": base, rule.name: rule.scenario(base)}
    return Study("lab", options, scenarios, points=points, monthly=False, in_turn=len(points) > 1)


if __name__ == "__main__":
    main(LabOptions, lab, "lab")
