"""How many cores there are to use, and worker processes that end when this one does, however it dies."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import active_children, get_context, parent_process
from types import TracebackType
from typing import Any


def cores() -> int:
    """Cores that this process may use: by affinity, limits of a container, and what SLURM gives a task."""
    from joblib import cpu_count

    given = os.environ.get("SLURM_CPUS_PER_TASK", "")
    return max(1, min(cpu_count(), int(given) if given.isdecimal() else cpu_count()))


class Processes(ProcessPoolExecutor):
    """Worker processes; Ctrl-C, which a terminal sends to all of them, is for the one that started them."""

    def __init__(self, workers: int) -> None:
        if hasattr(signal, "pthread_sigmask"):
            from multiprocessing.resource_tracker import ensure_running

            ensure_running()  # it lets signals through again while it starts
        super().__init__(workers, get_context("spawn"), _end_with_parent)

    def submit[T](self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Give work to a process, and start it if need be, deaf to Ctrl-C already while it loads."""
        with _deaf():
            return super().submit(work, *args, **kwargs)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is being done; who was stopped does not."""
        if kind and issubclass(kind, KeyboardInterrupt):
            for child in active_children():
                child.terminate()
        super().__exit__(kind, error, trace)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows; there a process is deaf once it has loaded
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
