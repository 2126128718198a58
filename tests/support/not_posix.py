"""Run by ``python -c`` before a program: what Windows does not have is gone, for modules of Bygd and for ``os``."""

from __future__ import annotations

import builtins
import os
import signal
from collections.abc import Mapping
from typing import Any

MODULES = ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "readline", "curses", "syslog", "posix")
OF_OS = (
    "chown fork forkpty geteuid getgid getgroups getlogin getloadavg getpgid getuid killpg mkfifo nice "
    "register_at_fork sched_getaffinity sched_setaffinity setsid fchmod fchown lchown posix_fadvise statvfs"
)
OF_SIGNAL = (
    "SIGALRM SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGUSR1 SIGUSR2 alarm pause pthread_kill pthread_sigmask sigwait"
)
STOREYS = {"sim", "bygd", "experiments", "configs"}

_import = builtins.__import__


def _refusing(name: str, globals: Mapping[str, Any] | None = None, *rest: Any, **more: Any) -> Any:  # noqa: A002
    asker = str((globals or {}).get("__name__", "")).partition(".")[0]
    if name in MODULES and asker in STOREYS:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _import(name, globals, *rest, **more)


def hide() -> None:
    """Hide them, in this process; child processes are whole again."""
    builtins.__import__ = _refusing
    for module, names in ((os, OF_OS), (signal, OF_SIGNAL)):
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)
