"""HTML pages of one file each, from a command's own templates and the head that all share (``head.html``)."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

GENERATOR = '<meta name="generator" content="Bygd">'  # by which a page is known


@functools.cache
def templates(folder: Path) -> Environment:
    """Templates of a folder, which may include ``head.html`` (``language``, ``title``, ``css``, perhaps ``policy``)."""
    folders = [folder, Path(__file__).parent]
    return Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
