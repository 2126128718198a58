"""Where parts of a study are computed: threads, processes, or Dask workers on one machine or many.

All three answer to ``submit`` as executors of the standard library do; workers send their rows back, and only the
process that was started writes. A Dask worker that dies costs time: its parts are computed again elsewhere.
So that memory is bounded whatever the size of a study, no more is handed out than keeps the workers busy (``busy``).
"""

from __future__ import annotations

import contextlib
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bygd.errors import InputError
from bygd.scenarios.options import Common
from bygd.spoken import spoken
from bygd.studies.loaded import LOADED, REFUSED, ByValue, of_same_model
from bygd.studies.processes import Processes, cores

if TYPE_CHECKING:
    from distributed import Client

ANSWERS = "10s"  # in which a scheduler has to
EACH = 2  # parts handed out for each worker: the one that it computes, and the next


def cores_of(options: Common) -> int:
    """Workers to keep busy."""
    return options.threads or cores()


class OnDask(Executor):
    """A Dask client as an executor; each task is computed by the version of the model that this process has."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pool = client.get_executor(pure=False, retries=3)
        self._model, self._checked = LOADED, ByValue(of_same_model)
        if not self.workers():
            print(spoken("The Dask scheduler has no workers yet; the study begins with the first."), file=sys.stderr)

    def workers(self) -> int:
        """Threads of all workers that the scheduler has now; they come and go."""
        return int(self._client.scheduler_info(n_workers=0)["total_threads"])

    def submit[T](self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Give work to the scheduler, in one small piece: it remembers a thousand messages to each worker."""
        from distributed.protocol.pickle import dumps

        packed = zlib.compress(dumps((work, args, kwargs)), 1)
        return self._pool.submit(self._checked, self._model, REFUSED, packed)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for what is being done, or forget it."""
        self._pool.shutdown(wait=wait and not cancel_futures)


def busy(pool: Executor, options: Common) -> int:
    """Parts that are handed out at once: enough to keep all workers busy, also those that came since."""
    workers = cores_of(options)
    return EACH * (max(workers, pool.workers()) if isinstance(pool, OnDask) else workers)


@contextlib.contextmanager
def executor_of(options: Common, *, compiled: bool) -> Iterator[Executor]:
    """Open the executor that the options name; the Mesa engine needs processes."""
    workers = cores_of(options)
    if options.executor == "dask":
        with _dask(options.address, workers) as pool:
            yield pool
    elif options.executor == "processes" or not compiled:
        with Processes(workers) as pool:
            yield pool
    else:
        with ThreadPoolExecutor(workers) as pool:
            yield pool


@contextlib.contextmanager
def _dask(address: str, workers: int) -> Iterator[Executor]:
    """Connect to a scheduler, or start one with worker processes on this machine.

    The one that is started takes orders from this process alone: whoever else reaches its port, and every user of this
    machine does, lacks the certificate that is made for it and forgotten with it.
    """
    try:
        from distributed import Client, LocalCluster
        from distributed.security import Security

        ours = None if address else Security.temporary()
    except ImportError:  # of Dask, or of cryptography, which makes certificates
        raise InputError(
            "executor=dask needs Dask; install it with make install-dev, or pip install './bygd-….whl[cluster]' of a "
            "release."
        ) from None
    with contextlib.ExitStack() as stack:
        try:
            if address:
                client = stack.enter_context(Client(address, timeout=ANSWERS))
            else:
                cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, security=ours)
                client = stack.enter_context(Client(stack.enter_context(cluster)))
        except (OSError, ValueError) as error:
            where = f"at {address}" if address else "on this machine"
            raise InputError(
                f"No Dask scheduler answers {where} ({error}); start one and give its address, or leave address out."
            ) from None
        try:
            yield OnDask(client)
        except ImportError as error:
            if error.msg != REFUSED:
                raise
            raise InputError(REFUSED) from None


def workers_died(error: BaseException) -> bool:
    """Tell whether computing stopped because workers or their scheduler are gone, and not because of what they do."""
    return isinstance(error, (BrokenExecutor, CancelledError)) or type(error).__module__.startswith("distributed")
