r"""Commands as they are printed, to be typed: by the name under which Bygd was started, quoted for a shell.

Most arguments have one form that bash, zsh, fish, PowerShell and cmd read alike: bare, or in double quotation marks
(``portable``). Only what holds one of ``" $ ` % !`` or odd backslashes has a form of each family of shells.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator

MODULE = "python -m experiments."  # in a checkout; what is installed is started by one name
NAME = "bygd "
SHELLS = ("sh", "powershell", "cmd")  # sh: bash, zsh and fish too

BARE = re.compile(r"(?!-.*[.:])[\w./+-][\w./:+=-]*", re.ASCII | re.DOTALL)  # PowerShell parts -a.b and -a:b
BACKSLASHES = re.compile(r'\\(?=[\\$"`\n]|$)')  # what some shell does not take as it stands
MARKS = frozenset('"$`%!“”„‟‘’‚‛\n\r\0')  # PowerShell takes the curly ones for straight ones
PIECES = re.compile(r"'+|\\+|[^'\\]+")

_started_as = MODULE


@contextlib.contextmanager
def started_as_bygd() -> Iterator[None]:
    """Print commands as ``bygd compare …`` meanwhile, for that is what the user has typed."""
    global _started_as  # noqa: PLW0603
    before, _started_as = _started_as, NAME
    try:
        yield
    finally:
        _started_as = before


def typed(program: str, *arguments: object) -> str:
    """Command of a program with its arguments, to be typed in this machine's shell.

    ``program`` may be several words that need no quotes: ``study resume``.
    """
    return _command(program, arguments, shell_here())


def recorded(program: str, *arguments: object) -> str:
    """The same for a file that may travel: in the form that all shells share, else in that of ``sh``."""
    return _command(program, arguments, "sh")


def _command(program: str, arguments: Iterable[object], family: str) -> str:
    return " ".join([f"{_started_as}{program}", *(quoted(str(item), family) for item in arguments)])


def as_started(text: str) -> str:
    """A text whose commands are called as the user calls them."""
    return text.replace(MODULE, _started_as) if MODULE in text else text


def portable(argument: str) -> str:
    """The form of an argument that is the same in all ``SHELLS``; empty if there is none."""
    if BARE.fullmatch(argument):
        return argument
    if MARKS & set(argument) or BACKSLASHES.search(argument):
        return ""
    return f'"{argument}"'


def quoted(argument: str, family: str) -> str:
    """An argument as it is typed in one of ``SHELLS``."""
    return portable(argument) or {"sh": _for_sh, "powershell": _for_powershell, "cmd": _for_cmd}[family](argument)


def shell_here() -> str:
    """Family of the shell in which this process was started, one of ``SHELLS``.

    PowerShell puts folders of the user before those that Windows has in ``PSModulePath`` for all programs.
    """
    folders = list(filter(None, os.environ.get("PSModulePath", "").split(os.pathsep)))  # noqa: SIM112
    if os.name == "nt":
        return "powershell" if len(folders) > 2 else "cmd"
    return "powershell" if folders else "sh"


def apart(command: str) -> tuple[str, list[str]]:
    """Program and arguments of a command that was ``recorded``, under either name; ``ValueError``: odd."""
    import shlex

    words = shlex.split(command)
    if words[:1] == [NAME.strip()]:
        return words[1] if words[1:] else "", words[2:]
    return words[2].removeprefix("experiments.") if words[2:] else "", words[3:]


def _for_sh(argument: str) -> str:
    """Single quotation marks; backslashes and such marks in double ones, which fish reads as the others do."""
    pieces = PIECES.findall(argument)
    return "".join(_piece_for_sh(piece) for piece in pieces)


def _piece_for_sh(piece: str) -> str:
    if piece[0] == "\\":
        return '"' + "\\" * 2 * len(piece) + '"'
    return f'"{piece}"' if piece[0] == "'" else f"'{piece}'"


def _for_powershell(argument: str) -> str:
    """Single quotation marks, in which they alone are doubled; Windows PowerShell 5 loses a ``"`` all the same."""
    return "'" + re.sub("(['‘’‚‛])", r"\1\1", argument) + "'"


def _for_cmd(argument: str) -> str:
    """Double quotation marks as C programs read them, and a ^ before each sign that cmd would act on."""
    text = re.sub(r'(\\*)("|$)', lambda match: match[1] * 2 + (match[2] and r"\""), argument)
    return re.sub(r'([()%!^"<>&|])', r"^\1", f'"{text}"')
