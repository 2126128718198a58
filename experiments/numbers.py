"""List every number of the model: ``python -m experiments.numbers [part of a name]``."""

from __future__ import annotations

import dataclasses
from fnmatch import fnmatchcase

from bygd.errors import InputError
from experiments.command.main import main
from experiments.command.words import word
from experiments.formulas.formula import declared
from sim.parameters import GRADES


@dataclasses.dataclass
class NumbersOptions:
    """List every number of the model, a line each.

    A line says: name = value unit (plausible range, grade of evidence): what it is [source]. A source is lines of the
    field note (854-861), a name of docs/evidence.md (p056), or both.
    """

    part: str = word("part of a name, or a pattern like placement.*; without it all", "")


_GRADES = "; ".join(f"{grade} {words}" for grade, words in GRADES.items())
NumbersOptions.__doc__ = f"{NumbersOptions.__doc__}Grades: {_GRADES}."


def list_numbers(options: NumbersOptions) -> None:
    """Print name, value, unit, plausible range, evidence grade, meaning and source."""
    results = {
        name: item for name, item in declared().items() if fnmatchcase(name.lower(), f"*{options.part.lower()}*")
    }
    if not results:
        raise InputError(f"No number has {options.part!r} in its name; without a word all are listed.")
    for name, item in results.items():
        low, high = item.plausible
        value = f"{item.default:g} {item.unit} ({low:g} to {high:g}, grade {item.grade})"
        print(f"{name} = {value}: {item.meaning} [{item.source}]")


if __name__ == "__main__":
    main(NumbersOptions, list_numbers, "numbers")
