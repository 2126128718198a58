"""Files that tests write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SEL = Path("configs/municipality/sel.yaml").read_text(encoding="utf-8")


def own(folder: Path, *changes: tuple[str, str], text: str = SEL, name: str = "own.yaml") -> str:
    """A file with this text, changed."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def write_files(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write texts by their paths in a folder; returns the folder."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
