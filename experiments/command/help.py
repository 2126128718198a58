"""Plain words for ``--help``, made from the declarations."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import Any

from sim.processes import Parameters


def help_text(options: type, name: str, groups: dict[str, tuple[Any, list[str]]]) -> str:
    """Explain a program: what it does, its options with defaults, what can be chosen (by default, and all)."""
    module = name if "." in name else f"experiments.{name}"
    lines = [f"python -m {module} [option=value …]", "", str(options.__doc__ or "").strip(), "", "Options"]
    for field in dataclasses.fields(options):
        if "words" not in field.metadata:
            continue
        default = field.default_factory() if callable(field.default_factory) else field.default
        if field.name in groups:
            default = groups[field.name][0]
        shown = "" if default == "" else f"{default}".replace("'", "").replace(" ", "")
        lines += textwrap.wrap(
            f"{field.metadata['words']} (default: {shown or 'none'})",
            width=96,
            initial_indent=f"  {field.name + ' ':<14}",
            subsequent_indent=" " * 16,
        )
    lines += ["", "What can be chosen"] if groups else []
    for group, (_, names) in groups.items():
        lines += textwrap.wrap(
            ", ".join(names),
            width=96,
            initial_indent=f"  {group:<14}",
            subsequent_indent=" " * 16,
            break_on_hyphens=False,
        )
    if issubclass(options, Parameters):
        lines += [
            "",
            "Every number of the model can be set by its name, like language.classroom_gain=0.006;",
            "python -m experiments.numbers lists them with unit, range, meaning and source.",
            "-m runs several scenarios, each in its own folder: -m policy=[follow_up],[wage_subsidy]",
        ]
    return "\n".join(lines)
