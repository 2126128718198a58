"""A municipality file to fill in."""

from __future__ import annotations

import functools
from importlib.resources import files
from pathlib import Path

from bygd.commands import typed
from bygd.errors import InputError
from bygd.scenarios.catalogue import YAML, choices
from bygd.scenarios.parse import stated_in
from sim.parameters import GRADES, numbers
from sim.rules.offices import Practice

# --- the template -----------------------------------------------------------------------------------------


def template_text() -> str:
    """Text of a municipality file to fill in: hours, posts and firms first, optional lines of the offices last."""
    head = (files("configs") / "template" / "municipality.yaml").read_text(encoding="utf-8")
    lines = [
        "",
        "# MORE LINES FOR AN OFFICE. Copy one under programme: or after:, below hours_per_participant, without the #.",
        "# What you leave out is taken as written here. The letter says what a number rests on:",
        f"# {'; '.join(f'{grade} {words}' for grade, words in GRADES.items())}.",
    ]
    for name, item in numbers(Practice()).items():
        if name != "hours_per_participant":
            low, high = item.plausible
            what = f"{item.meaning} ({item.unit}; plausible: {low:g} to {high:g}) [{item.grade}]"
            lines.append(f"#        {f'{name}: {item.default:g}':<24}# {what}")
    return head + "\n".join(lines) + "\n"


def write_template(file: str) -> None:
    """Write a municipality file to fill in; an existing file is left alone."""
    if not file.lower().endswith(YAML):
        raise InputError(f"The file {file} must end in .yaml, like my_municipality.yaml.")
    try:
        with Path(file).open("x", encoding="utf-8") as handle:
            handle.write(template_text())
    except FileExistsError:
        raise InputError(f"{file} exists already and is left as it is; name another file.") from None
    print(f"Written: {file}. Change its numbers, then: {typed('municipality check', file)}")


@functools.cache
def _our_codes() -> dict[str, int]:
    """Codes of the municipalities that come with the program."""
    results: dict[str, int] = {}
    for name in choices("municipality"):
        ours = stated_in(str(files("configs") / "municipality" / f"{name}.yaml"), deep=False)
        results |= {key: fields["code"] for key, fields in ours.municipalities.items() if "code" in fields}
    return results
