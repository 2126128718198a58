"""Where parts of a study are computed: threads, processes, or Dask workers on one machine or many.

All three answer to ``submit`` as executors of the standard library do; workers send their rows back, and only the
process that was started writes. A Dask worker that dies costs time: its parts are computed again elsewhere.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor

from bygd.errors import InputError
from bygd.scenarios.options import Common
from bygd.studies.processes import Processes, cores

ANSWERS = "10s"  # in which a scheduler has to


def cores_of(options: Common) -> int:
    """Workers to keep busy."""
    return options.threads or cores()


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
        yield client.get_executor(pure=False, retries=3)


def workers_died(error: BaseException) -> bool:
    """Tell whether computing stopped because workers or their scheduler are gone, and not because of what they do."""
    return isinstance(error, (BrokenExecutor, CancelledError)) or type(error).__module__.startswith("distributed")
