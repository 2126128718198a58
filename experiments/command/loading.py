"""Ctrl-C and SIGTERM while a command loads: nothing is there to keep, so it ends at once, with a sentence.

What this file imports is loaded before it can help, so it imports next to nothing.
"""

import os
import signal
import sys


def end_if_told() -> None:
    """Let both signals end this process, if it was started as a command and nobody else has decided otherwise."""
    if sys.argv[:1] == ["-m"] or os.path.basename(sys.argv[0]).partition(".")[0] == "bygd":  # noqa: PTH119
        _end_if_nowhere()
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
                signal.signal(number, _end)


def _end_if_nowhere() -> None:
    """Whoever loads libraries in a folder that has been deleted gets their tracebacks."""
    try:
        os.getcwd()  # noqa: PTH109
    except OSError:
        os.write(2, b"The folder in which this was typed is not there any more; go to another one with cd.\n")
        os._exit(1)


def _end(number: int, _frame: object) -> None:
    try:
        os.write(2, b"\nInterrupted.\n")
    finally:
        os._exit(128 + number)
