"""Which model this process has loaded, whatever has become of its files since; and a Dask worker's look at its own.

A worker may live for weeks, while Bygd is upgraded in the folder that it was started from.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any

from bygd.studies.worker import tables_of  # loads the model
from sim.source_identity import own_sources, source_hash

LOADED = hashlib.sha256(f"{source_hash()} {own_sources(tables_of)}".encode()).hexdigest()[:16]  # type: ignore[arg-type]
REFUSED = (
    "A Dask worker has another version of the model than this command; start the workers anew, with the same version "
    "of Bygd."
)


def of_same_model(model: str, refused: str, packed: bytes) -> Any:
    """Do the work on a worker; ``ImportError`` where its rows would be those of another model than ``model``.

    Sent by value, so it uses what every worker has: one that has loaded a model without this module is older.
    """
    import importlib
    import sys
    import zlib

    from distributed.protocol.pickle import loads

    own = "bygd.studies.loaded"
    try:
        older = "bygd.studies.worker" in sys.modules and own not in sys.modules
        there = "" if older else importlib.import_module(own).LOADED
    except (ImportError, AttributeError):  # no Bygd, or an older one
        there = ""
    if there != model:
        raise ImportError(refused)
    work, args, kwargs = loads(zlib.decompress(packed))
    return work(*args, **kwargs)


class ByValue:
    """A function of a module that is sent as what it does, since a worker of another version lacks its name."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function, self._sent = function, _by_value(function)

    def __call__(self, *args: Any) -> Any:
        """Call the function."""
        return self._function(*args)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes]]:
        """Arrive as the function itself."""
        return pickle.loads, (self._sent,)


def _by_value(function: Callable[..., Any]) -> bytes:
    import inspect

    import cloudpickle

    module = inspect.getmodule(function)
    cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(function))
    finally:
        cloudpickle.unregister_pickle_by_value(module)
