"""Dask workers: small messages, only the same model, and as many parts handed out as there are workers."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bygd.scenarios.options import RunOptions
from bygd.studies import executors, loaded
from bygd.studies.executors import OnDask, busy
from bygd.studies.loaded import ByValue
from sim import source_identity
from tests.support.files import write_files


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
    monkeypatch.setattr(executors, "LOADED", "a newer version")
    pool = OnDask(client)
    monkeypatch.undo()
    with pytest.raises(ImportError, match="another version of the model"):
        pool.submit(divmod, 17, 5).result()


def test_files_that_change_meanwhile_change_nothing(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process has the model that it has loaded, not the one that lies on the disk since."""
    monkeypatch.setattr(source_identity, "source_hash", lambda **_: "edited since")
    monkeypatch.setattr(loaded, "source_hash", lambda **_: "edited since")
    assert OnDask(client).submit(divmod, 17, 5).result() == (3, 2)


OLD = """
import pickle, sys
sys.path.insert(0, sys.argv[1])
{before}
function = pickle.loads(bytes.fromhex(sys.stdin.readline()))
try:
    function("{model}", "refused", b"")
except ImportError as error:
    print(error)
"""


OLDER = ["bygd/__init__.py", "bygd/studies/__init__.py", "bygd/studies/worker.py"]


@pytest.mark.parametrize(
    ("before", "has"),
    [("sys.modules['bygd'] = None", []), ("", OLDER), ("import bygd.studies.worker", OLDER)],
    ids=["no Bygd", "older", "older, upgraded since"],
)
def test_a_worker_of_an_older_version_or_without_bygd_is_refused_too(
    before: str, has: list[str], tmp_path: Path
) -> None:
    """It has none of the names that this version has; and what it has loaded stays, though Bygd is upgraded there."""
    pytest.importorskip("distributed")
    write_files(tmp_path, dict.fromkeys(has, "\n") | {"started/here.txt": "\n"})
    if before and has:
        before += f"\nopen({str(tmp_path / 'bygd/studies/loaded.py')!r}, 'w').write({f'LOADED = {loaded.LOADED!r}'!r})"
    sent = pickle.dumps(ByValue(loaded.of_same_model)).hex()
    program = OLD.format(before=before, model=loaded.LOADED)
    command = [sys.executable, "-c", program, str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, input=sent, env=environment, cwd=tmp_path / "started", capture_output=True, text=True, check=False
    )
    assert done.stdout == "refused\n", done.stderr


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
