"""What is typed as the value of an option, by the option's declared kind.

A text is taken as typed, letter by letter, and so is each name of a list. Only mappings, and options that may be
anything, are read by Hydra's grammar.
"""

from __future__ import annotations

import dataclasses
import os
import re
import threading
import typing
from collections.abc import Callable, Container
from itertools import pairwise
from pathlib import Path
from typing import Any

from bygd.errors import InputError, not_a
from bygd.scenarios.catalogue import at_home, is_file
from bygd.scenarios.search_path import located
from bygd.scenarios.yaml_text import number

PARSING = threading.Lock()  # Hydra's grammar has one state for the whole process
CURLY = "“”„«»‘’‚"
LIKE = (
    'options look like name=value, without spaces, and lists stand in quotes, like "scenarios=[follow_up,mentor_grant]"'
)
ITEM = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,]*?))\s*,""")  # of a list: in quotation marks, or up to a comma


def value_of(name: str, kind: Any, given: Any) -> Any:
    """Value of the option ``name``, from a text as typed or from what a file holds; ``InputError`` if it does not fit.

    Numbers of a list and a mapping are checked too. Names of the search path become the files that they stand for.
    """
    return located(name, _value_of(name, kind, given))


def _value_of(name: str, kind: Any, given: Any) -> Any:
    if kind in READ:
        return READ[kind](name, given)
    whole, inner = typing.get_origin(kind), typing.get_args(kind)
    if whole is list and isinstance(given, str) and inner[0] in READ:
        given = listed(name, given)
    elif isinstance(given, str):
        given = parsed(name, given)
    if whole is dict:
        if not isinstance(given, dict):
            raise InputError(f"{name} must be a mapping, like {name}={{…}}.")
        return {value_of(name, inner[0], key): value_of(f"{name}.{key}", inner[1], given[key]) for key in given}
    if whole is list:
        return _items(name, inner[0], given)
    return _without_commas(name, [given] if isinstance(given, str) and given else given)


def _items(name: str, kind: Any, given: Any) -> list[Any]:
    """Values of a list; a number alone needs no brackets."""
    given = given if isinstance(given, (list, tuple)) else [given]
    if kind is str and not all(isinstance(item, str) for item in given):
        raise InputError(f"{name} must be a list of names, like {name}=[follow_up].")
    return [value_of(name, kind, item) if kind in READ else item for item in _without_commas(name, given)]


def _without_commas[T](name: str, given: T) -> T:
    """The value, unless it is a list in which a comma has parted a number: ``[extra_staff:0,5]``."""
    for item, after in pairwise(map(str, given)) if isinstance(given, (list, tuple)) else ():
        if re.fullmatch(r".*:-?\d+", item, re.DOTALL) and re.match(r"\d", after):
            raise InputError(
                f"{name} holds {item},{after}, a number with a comma; write it with a point, like extra_staff:0.5."
            )
    return given


def listed(name: str, text: str) -> list[str]:
    """Items of ``[a,b]``, each as typed or, without the marks, in quotation marks; one alone needs no brackets."""
    if text[:1] not in ("[", *CURLY):
        if "," in text and not is_file(at_home(text)):
            raise InputError(f'{name} names several; a list stands in brackets, like "{name}=[{text}]".')
        return [text] if text else []
    items = list(ITEM.finditer(text[1:-1] + ",")) if text[1:-1].strip() else []
    bare = "".join(item[3] or "" for item in items)
    if text[0] != "[" or text[-1] != "]" or len(text) == 1 or bare.count("[") != bare.count("]"):
        raise InputError(fault_of(f"{name}={text}"))
    return [next(part for part in item.groups() if part is not None) for item in items]


def parsed(name: str, text: str) -> Any:
    """What a text means in Hydra's grammar: a list, a mapping, a number, a text."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        with PARSING:
            override = OverridesParser.create().parse_override(f"{name}={text}")
    except HydraException:
        if re.search(r":\s*-?\d+,\d", text):
            raise InputError(f"{name}={text} holds a number with a comma; write it with a point, like 0.5.") from None
        raise InputError(fault_of(f"{name}={text}")) from None
    if override.is_sweep_override():
        raise InputError(f'{name} names several; a list stands in brackets, like "{name}=[{text}]".')
    return override.value()


def is_there(item: dataclasses.Field, argument: str) -> bool:
    """Whether a positional argument that is a path names what is there, like the folder ``seed=3``."""
    return bool(item.metadata.get("path") or "Path" in str(item.type)) and os.path.exists(argument)  # noqa: PTH110


def fault_of(argument: str, options: Container[str] = ()) -> str:
    """One sentence for an argument that cannot be read by a program with these options."""
    if argument.endswith((".yaml", ".yml")) and "experiment" in options:
        return f"{argument!r} is not understood; a study file is named with experiment={argument}."
    if any(mark in argument for mark in CURLY):
        return f'{argument!r} holds curly quotation marks; type straight ones (").'
    for opening, closing in ("[]", "{}"):
        missing = argument.count(opening) - argument.count(closing)
        if missing:
            lacks = f"lacks a {closing if missing > 0 else opening}"
            return f"{argument!r} {lacks}; {LIKE}."
    return f"{argument!r} is not understood; {LIKE}."


# --- texts, switches, numbers -------------------------------------------------------------------------------------


def _text(name: str, given: Any) -> str:
    if not isinstance(given, str):
        raise InputError(f"{name} is {given!r}, but must be a text; put it in quotation marks.")
    return given


def _path(name: str, given: Any) -> Path:
    return Path(at_home(_text(name, given)))


def _switch(name: str, given: Any) -> bool:
    text = str(given).lower()
    if text not in {"true", "false"}:
        raise not_a(name, given, "bool")
    return text == "true"


def _whole(name: str, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, (int, str)) or "_" in str(given):
        raise not_a(name, given, "int")
    return int(_real(name, given, "int", int))


def _real(name: str, given: Any, kind: str = "float", read: Callable[[Any], float] = number) -> float:
    if isinstance(given, (int, float, str)) and not isinstance(given, bool) and str(given).isascii():
        try:
            return read(given)
        except (ValueError, OverflowError):
            pass
    raise not_a(name, given, kind)


READ: dict[Any, Callable[[str, Any], Any]] = {str: _text, Path: _path, bool: _switch, int: _whole, float: _real}
