"""List every number of the model: ``python -m experiments.numbers [part of a name]``.

A line says: name = value unit (plausible range, grade of evidence): what it is [source]. A source is lines of the field
note (854-861), a name of docs/evidence.md (p056), or both.
"""

from __future__ import annotations

import sys

from experiments.command.terminal import for_a_reader
from sim.parameters import GRADES, numbers
from sim.processes import Parameters, Practice


def main() -> None:
    """Print name, value, unit, plausible range, evidence grade, meaning and source."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    if part in {"-h", "--help"}:
        print(f"{__doc__}Grades: {'; '.join(f'{grade} {words}' for grade, words in GRADES.items())}.")
        return
    listed = {**numbers(Parameters()), **{f"practice.{name}": one for name, one in numbers(Practice()).items()}}
    found = {name: one for name, one in listed.items() if part in name}
    if not found:
        sys.exit(f"No number has {part!r} in its name; without a word all are listed.")
    with for_a_reader():
        for name, one in found.items():
            low, high = one.plausible
            value = f"{one.default:g} {one.unit} ({low:g} to {high:g}, grade {one.grade})"
            print(f"{name} = {value}: {one.meaning} [{one.source}]")


if __name__ == "__main__":
    main()
