"""Where compiled code is kept: a folder of this user, each file with a checksum, those of old versions removed.

What lies in such a folder is executed, so nobody else may have put it there. A file that is cut short or otherwise not
what was written is thrown away with its function's others, and the function is compiled anew. Hashes of the source,
which would be the longest step of a start, lie beside them.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import io
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from numba.core.caching import FunctionCache, IndexDataCacheFile

DAY = 24 * 3600  # seconds
KEPT = 2  # versions that were not used within a day


def cache_folder(version: str) -> str:
    """Where code of this version is kept; empty where nothing can be written (then it is compiled anew)."""
    for root in (_home_cache, _temporary_cache):
        try:
            folder = root() / version
            new = not folder.exists()
            folder.mkdir(mode=0o700, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                os.utime(folder)  # used today
        except (OSError, RuntimeError):  # no home, or nothing can be written there
            continue
        if new:
            with contextlib.suppress(OSError):  # another process does the same
                _prune(folder)
        return str(folder)
    return ""


def _home_cache() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bygd"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_foreign(folder, folder.stat())  # a link of one's own to a larger disk is fine
    return folder


def _temporary_cache() -> Path:
    """Folder in a place where everybody may make folders and links of any name."""
    folder = Path(tempfile.gettempdir()) / f"bygd-cache-{getattr(os, 'getuid', lambda: 0)()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    _refuse_foreign(folder, facts)
    if not stat.S_ISDIR(facts.st_mode) or (hasattr(os, "getuid") and facts.st_mode & 0o077):
        raise PermissionError(str(folder))
    return folder


def _refuse_foreign(folder: Path, facts: os.stat_result) -> None:
    if hasattr(os, "getuid") and facts.st_uid != os.getuid():
        raise PermissionError(str(folder))


def remembered(key: str, work_out: Callable[[], str]) -> str:
    """SHA-256 that ``work_out`` returns, kept under a ``key`` made of all that it depends on."""
    try:
        folder = _home_cache() / "source_hashes"
        folder.mkdir(mode=0o700, exist_ok=True)
        file = folder / key
        result = file.read_text(encoding="ascii", errors="replace") if file.exists() else ""
    except (OSError, RuntimeError):  # no home, or nothing can be read there
        return work_out()
    if not re.fullmatch(r"[0-9a-f]{64}", result):
        result = work_out()
        with contextlib.suppress(OSError):
            _remember(file, result)
    return result


def _remember(file: Path, text: str) -> None:
    """Put a text into a file, which is whole or not there; its neighbours that are older than a day are removed."""
    for other in file.parent.iterdir():
        if other.lstat().st_mtime < time.time() - DAY:
            other.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="ascii") as whole:
        whole.write(text)
    Path(whole.name).replace(file)


def _prune(folder: Path) -> None:
    """Remove the folders of other versions, except those used within a day and the last ones before."""
    others = [item for item in folder.parent.iterdir() if re.fullmatch(r"[0-9a-f]{16}", item.name) and item != folder]
    used = {item: item.lstat().st_mtime for item in others}
    old = sorted((item for item in others if used[item] < time.time() - DAY), key=used.__getitem__, reverse=True)
    for item in old[KEPT:]:
        shutil.rmtree(item, ignore_errors=True)


class _Checked(IndexDataCacheFile):
    """Files of a function's compiled code, each with a SHA-256 of the rest at its end (pickle reads no further)."""

    @contextlib.contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        with super()._open_for_write(filepath) as file:
            yield (whole := io.BytesIO())
            file.write(whole.getvalue() + hashlib.sha256(whole.getvalue()).digest())

    def _load_index(self) -> Any:
        with contextlib.suppress(FileNotFoundError):
            _check(self._index_path)
        return super()._load_index()

    def _load_data(self, name: str) -> Any:
        _check(self._data_path(name))
        return super()._load_data(name)


def _check(file: str) -> None:
    """``ValueError`` if a file does not end with the SHA-256 of the rest."""
    whole = Path(file).read_bytes()
    if hashlib.sha256(whole[:-32]).digest() != whole[-32:]:
        raise ValueError(f"{file} is damaged")


def _discard(index: Path) -> None:
    """Remove the compiled code of a function, by its index."""
    for file in [index, *index.parent.glob(f"{glob.escape(index.stem)}.*.nbc")]:
        file.unlink(missing_ok=True)


class KeptCode(FunctionCache):
    """Compiled code of a function, kept in files; what cannot be read or written costs time, and stops nobody."""

    told = False  # once for all functions

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file = _Checked(self._cache_path, self._impl.filename_base, stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load compiled code; ``None`` if there is none, or if it is damaged (then it is removed)."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001  (numba and pickle raise whatever the bytes make them do)
            with contextlib.suppress(OSError):
                _discard(Path(self._cache_file._index_path))  # noqa: SLF001
            if not KeptCode.told:
                KeptCode.told = True
                sys.stderr.write("Compiled code in the cache is damaged; it is compiled anew (about half a minute) …\n")
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep compiled code, if there is room for it."""
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)
