"""Sentences about mistyped arguments of a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable

LIKE = (
    'options look like name=value, without spaces, and lists stand in quotes, like "scenarios=[follow_up,mentor_grant]"'
)
CURLY = "“”„«»‘’‚"
PLAIN = re.compile(r"[^\W\d]\w*=(?=.*[^\x00-\x7f])[\w./\\:~ -]+")  # name=text, and letters beyond a to z in the text


def quoted(argument: str) -> str:
    """``out=søk`` as ``out='søk'``: Hydra takes letters beyond a to z in quotation marks only."""
    if not PLAIN.fullmatch(argument):
        return argument
    name, _, text = argument.partition("=")
    return f"{name}='{text}'"


def argument_fault(argument: str, options: Iterable[str]) -> str:
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
