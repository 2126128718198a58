"""Dask workers: small messages, only the same model, and as many parts handed out as there are workers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bygd.errors import InputError
from bygd.scenarios.options import RunOptions
from bygd.studies import executors
from bygd.studies.executors import OnDask, busy


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A scheduler and three workers, all in this process."""
    distributed = pytest.importorskip("distributed")
    options = {"processes": False, "dashboard_address": None}
    with (
        distributed.LocalCluster(n_workers=3, threads_per_worker=1, **options) as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


def test_work_is_done_on_workers(client: Any) -> None:
    pool = OnDask(client)
    assert pool.submit(divmod, 17, 5).result() == (3, 2)
    threads = {pool.submit(threading.get_ident).result() for _ in range(3)}
    assert threading.get_ident() not in threads
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result()


def test_as_much_is_handed_out_as_keeps_the_workers_busy_that_there_are(client: Any) -> None:
    options = RunOptions(threads=2)
    assert busy(OnDask(client), options) == 6, "three workers, not the two cores of this machine"
    with ThreadPoolExecutor(1) as pool:
        assert busy(pool, options) == 4


def test_a_worker_of_another_model_is_refused(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    of_client, here = executors.source_hash(), threading.get_ident()
    monkeypatch.setattr(
        executors, "source_hash", lambda: of_client if threading.get_ident() == here else "an older version"
    )
    with pytest.raises(InputError, match="another version of the model"):
        OnDask(client).submit(divmod, 17, 5).result()


def test_a_message_holds_no_more_than_a_few_kilobytes(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler remembers a thousand of them to each worker."""
    pool, sizes = OnDask(client), []
    monkeypatch.setattr(
        pool, "_pool", type("Pool", (), {"submit": lambda _self, *words: sizes.append(len(words[-1]))})()
    )
    pool.submit(divmod, {f"point {i}": 0.5 for i in range(1000)}, 5)
    assert 0 < sizes[0] < 5000


def test_a_scheduler_without_workers_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    distributed = pytest.importorskip("distributed")
    options = {"processes": False, "dashboard_address": None}
    with distributed.LocalCluster(n_workers=0, **options) as cluster, distributed.Client(cluster) as found:
        OnDask(found)
    assert "has no workers yet" in capsys.readouterr().err
