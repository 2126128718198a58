"""While a command loads nothing is there to keep: Ctrl-C, SIGTERM and a folder that is gone end it, with a sentence.

What this file imports is loaded before it can help, so it imports next to nothing.
"""

import os
import signal
import sys


def prepare() -> None:
    """Let both signals end this process, if it was started as a command and nobody else has decided otherwise.

    Pictures of a command are written, never shown, so a backend that Matplotlib does not know here (a notebook's) is
    not asked for.
    """
    if sys.argv[:1] != ["-m"] and os.path.basename(sys.argv[0]).partition(".")[0] != "bygd":  # noqa: PTH119
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, _end)
    os.environ["MPLBACKEND"] = "agg"
    try:
        os.getcwd()  # noqa: PTH109  (numba and others ask for it while they load)
    except OSError as error:
        sys.exit(f"The folder in which you are cannot be used ({error.strerror}); go to another one with cd.")


def _end(number: int, _frame: object) -> None:
    try:
        os.write(2, b"\nInterrupted.\n")
    finally:
        os._exit(128 + number)
