"""Plain words for ``--help``, made from the declarations."""

from __future__ import annotations

import dataclasses
import inspect
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from bygd.scenarios.catalogue import choices
from experiments.command.words import is_needed, usage
from sim.processes import Parameters


def help_text(options: type, name: str, groups: dict[str, Any]) -> str:
    """Explain a program: what it does, its options with defaults, what can be chosen (``groups``: defaults)."""
    how = usage(options, name) if not groups else f"python -m experiments.{name} [option=value …]"
    lines = [how, "", inspect.cleandoc(options.__doc__ or ""), "", "Options"]
    for field in dataclasses.fields(options):
        if "words" in field.metadata:
            lines += _entry(field.name, f"{field.metadata['words']}{_default(field, groups)}")
    lines += ["", "What can be chosen"] if groups else []
    for group in groups:
        lines += _entry(group, ", ".join(choices(group)))
    if issubclass(options, Parameters):
        lines += [
            "",
            "Every number of the model can be set by its name, like language.classroom_gain=0.006;",
            "python -m experiments.numbers lists them with unit, range, meaning and source.",
            "-m runs several scenarios, each in its own folder: -m policy=[follow_up],[wage_subsidy]",
        ]
    return "\n".join(lines)


def _default(field: dataclasses.Field, groups: dict[str, Any]) -> str:
    """Default of an option, in brackets."""
    if is_needed(field):
        return ""
    default = field.default_factory() if callable(field.default_factory) else field.default
    default = groups.get(field.name, default)
    shown = "" if default == "" else f"{default}".replace("'", "").replace(" ", "")
    return f" (default: {shown or 'none'})"


def parts_text(about: str, parts: Mapping[str, tuple[type, Any]], name: str) -> str:
    """Explain a program of several parts: usage and purpose of each."""
    lines = [about.strip(), "", "Parts"]
    for part, (_, program) in parts.items():
        lines += _entry(part, str(program.__doc__).partition("\n")[0])
    return "\n".join([*lines, "", f"python -m experiments.{name} PART --help explains one."])


def _entry(name: str, words: str) -> Iterable[str]:
    """A name with its explanation in a second column."""
    return textwrap.wrap(
        words, width=96, initial_indent=f"  {name + ' ':<14}", subsequent_indent=" " * 16, break_on_hyphens=False
    )
