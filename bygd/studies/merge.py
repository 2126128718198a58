"""Join the parts of two folders of one study."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from bygd.errors import InputError
from bygd.studies.files import check_writable, write_parquet
from bygd.studies.folder import config_text, differing
from bygd.studies.opening import refuse_inside_parts
from bygd.studies.parts import KEYS, Parts, key_of
from bygd.studies.programs import options_in_one_piece, study_in
from bygd.studies.two_ensembles import FOLDER, begun_of
from bygd.studies.worker import Cell


def merge(item: Path, other: Path, out: Path) -> None:
    """Join the parts of two folders of one study; runs that both have must be equal, and are kept once.

    Both folders stay as they are. Whole tables are written when the study is taken up again. Runs in the members of a
    second ensemble (``beside_ensemble``) are joined as well, as far as they are there.
    """
    if differ := [name for name in differing(_asked(item), _asked(other)) if name != "replicates"]:
        raise InputError(
            f"{item} and {other} were asked different things ({', '.join(differ)}); only folders of one study can be "
            "merged, collect makes one table of several studies."
        )
    if out.exists():
        raise InputError(f"{out} is there already; name a new folder with out=….")
    check_writable(out)
    refuse_inside_parts(out)
    one, two = _parts_of(item, other)
    second = [folder for begun in (item, other) for folder in begun_of(options_in_one_piece(begun))[1:]]
    beside = _parts_of(second[0], second[-1]) if second else None
    out.parent.mkdir(parents=True, exist_ok=True)
    making = out.with_name(f".{out.name}-{uuid.uuid4().hex[:6]}.tmp")  # nobody else's
    try:
        making.mkdir()
        _join(one, two, making / "parts")
        _say_what(item, other, making)
        if beside:
            (making / FOLDER).mkdir()
            _join(*beside, making / FOLDER / "parts")
            _say_what(second[0], second[-1], making / FOLDER)
        making.replace(out)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def _say_what(item: Path, other: Path, making: Path) -> None:
    """Take over what was asked, from the folder of which more was asked."""
    more = max((item, other), key=lambda folder: options_in_one_piece(folder).replicates)
    for name in ("config.yaml", "provenance.json"):
        shutil.copy2(more / name, making / name)


def _parts_of(item: Path, other: Path) -> tuple[Parts, Parts]:
    """Parts of two folders; ``InputError`` unless they are of one study."""
    one, two = (study_in(folder).parts for folder in (item, other))
    if one.about("", "") != two.about("", ""):
        raise InputError(f"{item} and {other} hold other scenarios or points; only folders of one study can be merged.")
    return one, two


def _join(one: Parts, two: Parts, goal: Path) -> None:
    """Write the finished parts of both; those of ``two`` without what ``one`` has, which must be the same."""
    goal.mkdir()
    mine = one.finished()
    for table in one.tables:
        for key in mine:
            shutil.copy2(one.file(table, key), goal)
    known = one.where("runs", mine)
    part_of = dict(zip(_index(known), known["part"], strict=True)) if mine else {}
    for key in two.finished():
        tables = {table: two.read(table, key) for table in two.tables}
        runs = _index(tables["runs"].to_pandas())
        both = [run for run in runs if run in part_of]
        for table, rows in tables.items():
            theirs = [one.read(table, part) for part in dict.fromkeys(part_of[run] for run in both)]
            if both and not _same(rows, theirs, both):
                folders = f"{one.folder.parent} and {two.folder.parent}"
                raise InputError(f"{two.file(table, key).name} differs between {folders}; one of them is damaged.")
        rest = [run for run in runs if run not in part_of]
        _write(goal, two, tables, rest)


def _same(rows: pa.Table, others: list[pa.Table], runs: list[tuple[str, str, int]]) -> bool:
    """Whether these runs have the same rows in a table and in others."""
    frames = [table.to_pandas() for table in (rows, pa.concat_tables(others))]
    kept = [
        frame[_index(frame).isin(runs)].sort_values(list(KEYS), kind="stable", ignore_index=True) for frame in frames
    ]
    return kept[0].equals(kept[1])


def _write(goal: Path, parts: Parts, tables: dict[str, pa.Table], runs: list[tuple[str, str, int]]) -> None:
    """Write these runs of a part as a part of their own."""
    if not runs:
        return
    cells: dict[tuple[str, str], list[int]] = {}
    for scenario, point, replicate in runs:
        cells.setdefault((scenario, point), []).append(replicate)
    key = key_of([Cell(*cell, np.array(replicates)) for cell, replicates in cells.items()])
    for table, rows in tables.items():
        chosen = rows.filter(pa.array(_index(rows.select(list(KEYS)).to_pandas()).isin(runs)))
        write_parquet(goal / parts.file(table, key).name, chosen, parts.about(table, key))


def _index(frame: pd.DataFrame) -> pd.MultiIndex:
    """Which run each row belongs to."""
    return pd.MultiIndex.from_frame(frame[list(KEYS)].astype({"scenario": object, "point": object}))


def _asked(folder: Path) -> str:
    """Text of a folder's ``config.yaml``."""
    options_in_one_piece(folder)
    return config_text(folder)
