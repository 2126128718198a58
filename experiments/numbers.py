"""List every number of the model: ``python -m experiments.numbers [part of a name]``."""

from __future__ import annotations

import dataclasses

from bygd.errors import InputError
from experiments.command.main import main
from experiments.command.words import word
from sim.parameters import GRADES, numbers
from sim.processes import Parameters, Practice


@dataclasses.dataclass
class NumbersOptions:
    """List every number of the model, a line each.

    A line says: name = value unit (plausible range, grade of evidence): what it is [source]. A source is lines of the
    field note (854-861), a name of docs/evidence.md (p056), or both.
    """

    part: str = word("part of a name; without it all", "")


_GRADES = "; ".join(f"{grade} {words}" for grade, words in GRADES.items())
NumbersOptions.__doc__ = f"{NumbersOptions.__doc__}Grades: {_GRADES}."


def list_numbers(made: NumbersOptions) -> None:
    """Print name, value, unit, plausible range, evidence grade, meaning and source."""
    listed = {**numbers(Parameters()), **{f"practice.{name}": one for name, one in numbers(Practice()).items()}}
    found = {name: one for name, one in listed.items() if made.part in name}
    if not found:
        raise InputError(f"No number has {made.part!r} in its name; without a word all are listed.")
    for name, one in found.items():
        low, high = one.plausible
        value = f"{one.default:g} {one.unit} ({low:g} to {high:g}, grade {one.grade})"
        print(f"{name} = {value}: {one.meaning} [{one.source}]")


if __name__ == "__main__":
    main(NumbersOptions, list_numbers, "numbers")
