"""Compiled code that is kept: damaged files are made anew, old ones go, and nobody else's are executed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import code_cache, engine_room

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and links are others there")


# --- damaged files ----------------------------------------------------------------------------------------


def half(x: float) -> float:
    return 0.5 * x


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.compiled
@pytest.mark.parametrize("damage", [lambda _: b"", lambda content: content[:-1], flipped], ids=["empty", "cut", "bit"])
@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_a_damaged_file_is_compiled_anew_with_one_line(
    kind: str,
    damage: Callable[[bytes], bytes],
    cache_folders: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys,
) -> None:
    folder = code_cache.cache_folder("0123456789abcdef")
    monkeypatch.setattr(engine_room, "_cache_folder", lambda: folder)
    monkeypatch.setattr(code_cache.KeptCode, "told", False)
    kept = engine_room.compiled(half)
    assert kept(3.0) == 1.5
    for _ in range(2):
        (file,) = Path(folder).rglob(f"*.{kind}")
        file.write_bytes(damage(file.read_bytes()))
        assert engine_room.compiled(half)(3.0) == 1.5
    assert capsys.readouterr().err.count("damaged; it is compiled anew") == 1
    loaded = engine_room.compiled(half)
    assert loaded(3.0) == 1.5
    assert sum(loaded.stats.cache_hits.values()) == 1, "what was made anew is kept"


# --- old versions -----------------------------------------------------------------------------------------


def test_versions_that_nobody_uses_are_removed(cache_folders: tuple[Path, Path]) -> None:
    root = cache_folders[0] / "bygd"
    for days in range(8):
        folder = root / f"{days:016x}"
        folder.mkdir(parents=True)
        (folder / "code").touch()
        os.utime(folder, (0, time.time() - days * 86400 - 60))
    (root / "not of ours").mkdir()
    os.utime(root / "not of ours", (0, 0))
    (root / "aaaaaaaaaaaaaaaa").symlink_to(cache_folders[1])
    code_cache.cache_folder("0123456789abcdef")
    left = {item.name for item in root.iterdir()}
    assert left == {"not of ours", "aaaaaaaaaaaaaaaa", "0123456789abcdef", *(f"{days:016x}" for days in range(3))}
    assert cache_folders[1].exists()


def test_a_version_in_use_is_not_old(cache_folders: tuple[Path, Path]) -> None:
    folder = Path(code_cache.cache_folder("0123456789abcdef"))
    os.utime(folder, (0, 0))
    code_cache.cache_folder("0123456789abcdef")
    assert folder.stat().st_mtime > time.time() - 3600


# --- whose it is ------------------------------------------------------------------------------------------


def in_the_way(cache_folders: tuple[Path, Path]) -> Path:
    """Where the temporary cache will be, with no other to take."""
    cache_folders[0].rmdir()
    cache_folders[0].write_text("in the way", encoding="utf-8")
    return cache_folders[1] / f"bygd-cache-{os.getuid()}"


def test_the_temporary_cache_follows_no_link(cache_folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Anybody may lay one there, and what the folder behind it holds would be executed."""
    here = in_the_way(cache_folders)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    here.symlink_to(tmp_path / "elsewhere")
    assert code_cache.cache_folder("0123456789abcdef") == ""
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_temporary_cache_is_no_folder_that_others_may_write_to(cache_folders: tuple[Path, Path]) -> None:
    here = in_the_way(cache_folders)
    here.mkdir()
    here.chmod(0o777)
    assert code_cache.cache_folder("0123456789abcdef") == ""
    here.chmod(0o700)
    assert code_cache.cache_folder("0123456789abcdef") == str(here / "0123456789abcdef")


def test_a_folder_of_another_user_is_not_taken(
    cache_folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with ``sudo``, which leaves HOME as it was: the other would give the code that root executes."""
    monkeypatch.setattr(code_cache.os, "getuid", lambda: 12345)
    assert code_cache.cache_folder("0123456789abcdef") == ""
