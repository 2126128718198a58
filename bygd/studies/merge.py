"""Join the parts of two folders of one study."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd

from bygd.errors import InputError
from bygd.studies.files import check_writable, write_parquet
from bygd.studies.folder import differing
from bygd.studies.parts import KEYS, keys_of
from bygd.studies.programs import options_in_one_piece
from bygd.studies.study import TABLES


def merge(item: Path, other: Path, out: Path) -> None:
    """Join the parts of two folders of one study; runs that both have must be equal, and are kept once.

    Whole tables are written when the study is taken up again.
    """
    if differ := [name for name in differing(_asked(item), _asked(other)) if name != "replicates"]:
        raise InputError(
            f"{item} and {other} were asked different things ({', '.join(differ)}); only folders of one study can be "
            "merged, collect makes one table of several studies."
        )
    if out.exists():
        raise InputError(f"{out} is there already; name a new folder with out=….")
    check_writable(out)
    more = max((item, other), key=lambda folder: options_in_one_piece(folder).replicates)
    making = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(item / "parts", making / "parts", ignore=shutil.ignore_patterns("*.tmp"))
    try:
        for table in TABLES:
            _add_parts(table, item, other, making)
    except InputError:
        shutil.rmtree(making)
        raise
    for name in ("config.yaml", "provenance.json"):
        shutil.copy2(more / name, making / name)
    making.replace(out)


def _add_parts(table: str, item: Path, other: Path, making: Path) -> None:
    """Write what only ``other`` has of a table; refuse what both have, and not the same."""
    done = keys_of(item, "runs")  # a part without its runs is not finished
    there = keys_of(item, table)
    if not len(done) or not len(there):
        there = pd.DataFrame({name: [] for name in (*KEYS, "file")})
    there = there.merge(done[list(KEYS)].drop_duplicates(), on=KEYS) if len(done) else there
    of_one = pd.MultiIndex.from_frame(there[list(KEYS)].astype({"scenario": str, "point": str, "replicate": int}))
    for file in sorted((other / "parts").glob(f"{table}-*.parquet")):
        frame = pd.read_parquet(file)
        frame.index = _index(frame)
        both = frame.index.isin(of_one)
        if both.any():
            files = there.loc[of_one.isin(frame.index), "file"].unique()
            mine = pd.concat([pd.read_parquet(item / "parts" / name) for name in files])
            mine.index = _index(mine)
            mine = mine[mine.index.isin(frame.index)]
            if not mine.sort_index(kind="stable").equals(frame[both].sort_index(kind="stable")):
                raise InputError(f"{file.name} differs between {item} and {other}; one of them is damaged.")
        rest = frame[~both]
        if len(rest):
            digest = hashlib.sha256(repr(list(rest.index)).encode()).hexdigest()[:12]
            replicates = rest.index.get_level_values(2)
            name = f"{table}-{digest}-{replicates.min():07d}-{replicates.max():07d}.parquet"
            write_parquet(making / "parts" / name, rest)


def _index(frame: pd.DataFrame) -> pd.MultiIndex:
    """Which run each row belongs to."""
    return pd.MultiIndex.from_frame(frame[list(KEYS)])


def _asked(folder: Path) -> str:
    """Text of a folder's ``config.yaml``."""
    options_in_one_piece(folder)
    return (folder / "config.yaml").read_text(encoding="utf-8")
