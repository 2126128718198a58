"""A shell in a terminal of its own, into which is typed as a person would."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping

LAST = 60.0  # seconds


class TypingShell:
    """An interactive shell; ``after`` types and returns what is seen once a text is there."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        """Start it."""
        import pty

        self.terminal, its = pty.openpty()
        self.process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *command], stdin=its, stdout=its, stderr=its, env=environment
        )
        os.close(its)
        self.seen = ""

    def after(self, keys: str, text: str) -> str:
        """Type, and wait until ``text`` is seen; what is seen till then. ``TimeoutError`` if it does not come."""
        self.seen = ""
        os.write(self.terminal, keys.encode())
        end = time.monotonic() + LAST
        while text not in self.seen:
            if time.monotonic() > end:
                raise TimeoutError(self.seen)
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.seen += os.read(self.terminal, 65536).decode(errors="replace")
        return self.seen

    def close(self) -> None:
        """End it."""
        os.close(self.terminal)  # which hangs up
        self.process.wait(LAST)
