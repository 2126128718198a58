"""The tidy table of outcomes, ``outcomes.parquet``: one row a run and outcome, made of ``runs.parquet``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bygd.studies.columns import labels
from bygd.studies.files import write_groups
from bygd.studies.seals import About
from sim.outcomes import OUTCOMES

TIDY = "outcomes.parquet"
ROWS = 5_000  # runs that are in memory at once
KEYS = ("municipality", "scenario", "seed", "point", "replicate")  # of a run, as far as the table has them


def write_outcomes(folder: Path, about: About) -> Path:
    """Write ``outcomes.parquet`` of a study folder, run by run, from its ``runs.parquet``; returns the file.

    A replicate that failed in a scenario is left out of all scenarios of the same point, so pairs stay pairs. Texts are
    dictionaries (pandas: categories), because they repeat. ``about``: what the table says that it is.
    """
    file = folder / "runs.parquet"
    there = pq.read_schema(file).names
    failed = _failed(pd.read_parquet(file, columns=[name for name in (*KEYS[3:], "failed") if name in there]))

    def groups() -> Iterator[pa.Table]:
        for batch in pq.ParquetFile(file).iter_batches(ROWS):
            runs = pa.Table.from_batches([batch])
            if failed is not None:
                keep = ~pd.MultiIndex.from_frame(runs.select(failed.names).to_pandas()).isin(failed)
                runs = runs.filter(pa.array(keep))
            yield _long(runs)

    write_groups(folder / TIDY, groups(), about)
    return folder / TIDY


def _failed(runs: pd.DataFrame) -> pd.MultiIndex | None:
    """Keys (point if there is one, replicate) of the replicates that failed in some scenario; ``None``: none did."""
    bad = runs[runs["failed"]].drop(columns="failed")
    return pd.MultiIndex.from_frame(bad.drop_duplicates()) if len(bad) else None


def _long(runs: pa.Table) -> pa.Table:
    """Rows of runs as one row a run and outcome, the outcomes in their order."""
    count, outcomes = len(runs), list(OUTCOMES.values())
    counts = {part: np.empty((count, len(outcomes))) for part in ("n", "of")}
    for part, values in counts.items():
        for at, item in enumerate(outcomes):
            values[:, at] = runs[f"{item.name}_{part}"].to_numpy()
    n, of = counts.values()
    value = np.divide(n, of, out=np.full_like(n, np.nan), where=of > 0) * [item.scale for item in outcomes]
    columns = {
        name: _repeated(runs[name].combine_chunks(), len(outcomes)) for name in KEYS if name in runs.column_names
    }
    words = labels()
    texts = {
        "outcome": [item.name for item in outcomes],
        "unit": [item.unit for item in outcomes],
        "label": [words[item.name] for item in outcomes],
    }
    which = pa.array(np.tile(np.arange(len(outcomes), dtype=np.int32), count))
    named = {name: _each(which, each) for name, each in texts.items()}
    return pa.table(
        {
            **columns,
            "outcome": named["outcome"],
            "value": pa.array(value.ravel(), from_pandas=True),
            "n": pa.array(n.ravel()),
            "of": pa.array(of.ravel()),
            "unit": named["unit"],
            "label": named["label"],
        }
    )


def _each(which: pa.Array, texts: list[str]) -> pa.DictionaryArray:
    """The text of each place as a dictionary; of one that holds a text twice the same rows are not the same bytes."""
    once = pa.array(texts).dictionary_encode()
    return pa.DictionaryArray.from_arrays(once.indices.take(which), once.dictionary)


def _repeated(column: pa.Array, times: int) -> pa.Array:
    """Each value of a column so many times; texts as a dictionary."""
    if not pa.types.is_large_string(column.type):
        return pa.array(np.repeat(column.to_numpy(), times))
    texts = column.dictionary_encode()
    return pa.DictionaryArray.from_arrays(pa.array(np.repeat(texts.indices.to_numpy(), times)), texts.dictionary)
