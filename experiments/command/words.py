"""Arguments of commands that compose no scenario: positional ones and ``name=value``, read into a dataclass.

``word`` declares a positional argument, ``option`` a named one. ``--name value`` is
``name=value``, and ``--name`` alone sets a switch.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
import textwrap
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, field
from typing import Any

from bygd.errors import InputError, near
from bygd.scenarios.catalogue import known_names
from bygd.scenarios.declare import check_values, expand_home, typed_name
from experiments.command.values import is_there, value_of
from sim.processes import Parameters

YES = "true"


def word(
    words: str, default: Any = MISSING, *, among: tuple[str, ...] = (), several: bool = False, path: bool = False
) -> Any:
    """Declare a positional argument; required if it has no default, unless it is a list (``several``).

    ``path``: it names a file or a folder.
    """
    metadata = {"words": words, "word": True, "among": among, "several": several, "path": path}
    return field(default_factory=list, metadata=metadata) if several else field(default=default, metadata=metadata)


def usage(options: type, name: str) -> str:
    """Usage of a command: ``python -m experiments.lives FOLDER [language=…]``."""
    parts = [f"python -m experiments.{name}"]
    for item in dataclasses.fields(options):
        given = item.name.upper() if item.metadata.get("word") else f"{item.name}=…"
        given += " …" * item.metadata.get("several", False)
        parts.append(given if is_needed(item) else f"[{given}]")
    return " ".join(parts)


def is_needed(item: dataclasses.Field) -> bool:
    """Whether an argument is required."""
    return item.default is MISSING and (item.default_factory is MISSING)


def understood(options: type, name: str, words: list[str]) -> Any:
    """Read the words of a command into its options; ``InputError`` for one that is unknown, missing or too many."""
    fields = {item.name: item for item in dataclasses.fields(options)}
    stated, bare = _apart(fields, words)
    for item in fields.values():
        if not item.metadata.get("word") or item.name in stated:
            continue
        if item.metadata.get("several"):
            stated[item.name], bare = bare, []
        elif bare:
            stated[item.name] = bare.pop(0)
    unknown = [key for key in stated if key not in fields]
    missing = [item.name for item in fields.values() if is_needed(item) and not stated.get(item.name)]
    if bare or unknown:
        hint = near(unknown[0], list(fields)) if unknown else ""
        raise InputError(f"{' '.join(words)!r} is not understood{hint}; it is said like: {usage(options, name)}.")
    if missing:
        raise InputError(f"{missing[0]} is missing; it is said like: {usage(options, name)}.")
    kinds = typing.get_type_hints(options)
    given = options(**{key: value_of(key, kinds[key], text) for key, text in stated.items()})
    check_values(given)
    expand_home(given)
    return given


def _apart(fields: dict[str, dataclasses.Field], words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Named arguments, and positional ones."""
    texts: dict[str, Any] = {}
    bare: list[str] = []
    rest, places = iter(words), [item for item in fields.values() if item.metadata.get("word")]
    for item in rest:
        free = [place for place in places if place.name not in texts]
        more = free[len(bare) :] or [place for place in free if place.metadata["several"]]
        if more and is_there(more[0], item):
            bare.append(item)
            continue
        name, equals, value = item.partition("=")
        flag = item.startswith("--")
        name = name.removeprefix("--").replace("-", "_") if flag else name
        if equals:
            texts[name] = value
        elif flag:
            texts[name] = YES if name in fields and fields[name].type == "bool" else next(rest, "")
        else:
            bare.append(item)
    return texts, bare


# --- help --------------------------------------------------------------------------------------------------------


def _refuse_no_docstrings() -> None:
    if sys.flags.optimize > 1:
        raise InputError("Help is made of what python -OO (PYTHONOPTIMIZE=2) leaves out; ask for it without.")


def help_text(options: type, name: str, groups: dict[str, Any]) -> str:
    """Explain a program: what it does, its options with defaults, what can be chosen (``groups``: defaults)."""
    _refuse_no_docstrings()
    how = usage(options, name) if not groups else f"python -m experiments.{name} [option=value …]"
    lines = [how, "", inspect.cleandoc(options.__doc__ or ""), "", "Options"]
    for item in dataclasses.fields(options):
        if "words" in item.metadata:
            lines += _entry(typed_name(item), f"{item.metadata['words']}{_default(item, groups)}")
    lines += ["", "What can be chosen"] if groups else []
    for group in groups:
        lines += _entry(group, ", ".join(known_names(group)))
    if issubclass(options, Parameters):
        lines += [
            "",
            "Every number of the model can be set by its name, like language.classroom_gain=0.006;",
            "python -m experiments.numbers lists them with unit, range, meaning and source.",
            "-m runs several scenarios, each in its own folder: -m policy=[follow_up],[wage_subsidy]",
            "--config-dir FOLDER looks names up there too: policy=[my_measure] is FOLDER/policy/my_measure.yaml",
            "--cfg job prints all options as they will be used, --info what can be chosen and what of Hydra acts.",
        ]
    return "\n".join(lines)


def _default(item: dataclasses.Field, groups: dict[str, Any]) -> str:
    """Default of an option, in brackets."""
    if is_needed(item):
        return ""
    default = item.default_factory() if callable(item.default_factory) else item.default
    default = groups.get(item.name, default)
    shown = "" if default == "" else f"{default}".replace("'", "").replace(" ", "")
    return f" (default: {shown or 'none'})"


def parts_text(about: str, parts: Mapping[str, tuple[type, Any]], name: str) -> str:
    """Explain a program of several parts: usage and purpose of each."""
    _refuse_no_docstrings()
    lines = [about.strip(), "", "Parts"]
    for part, (_, program) in parts.items():
        lines += _entry(part, str(program.__doc__).partition("\n")[0])
    return "\n".join([*lines, "", f"python -m experiments.{name} PART --help explains one."])


def _entry(name: str, words: str) -> Iterable[str]:
    """A name with its explanation in a second column."""
    return textwrap.wrap(
        words, width=96, initial_indent=f"  {name + ' ':<14}", subsequent_indent=" " * 16, break_on_hyphens=False
    )
