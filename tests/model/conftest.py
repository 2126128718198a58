"""What tests of the model share."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def cache_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A cache folder of the user's own and a temporary one, both empty."""
    own, temporary = tmp_path / "own", tmp_path / "temporary"
    own.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(own))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return own, temporary
