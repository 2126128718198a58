"""A study in memory: simulated as in a folder, with nothing written until a folder is asked for."""

from __future__ import annotations

import contextlib
import dataclasses
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from bygd.errors import InputError
from bygd.scenarios.ensembles import OWN, Ensemble, write_ensemble
from bygd.statistics.comparison import refuse_nothing_left
from bygd.studies.executors import cores_of
from bygd.studies.parts import KEYS, Part
from bygd.studies.stopping import Enough
from bygd.studies.study import Study
from bygd.studies.worker import Done, Tables, simulated_cells, tables_from, tables_of

type Found = Tables | list[Done]


@dataclasses.dataclass
class InMemory(Study):
    """A study whose parts are kept in memory; ``simulate`` simulates them, ``table`` puts them together.

    With months the engine's own arrays are kept, and tables are made when they are asked for, since making tables costs
    half as much as simulating; without months the tables, because they are far smaller.
    """

    kept: dict[str, tuple[Part, Found]] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, study: Study) -> InMemory:
        """Return the same study, in memory."""
        return cls(**{field.name: getattr(study, field.name) for field in dataclasses.fields(Study)})

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """No folder is opened."""
        yield

    def there(self) -> dict[tuple[str, str], np.ndarray]:
        """Replicates that are kept, by scenario and point."""
        results: dict[tuple[str, str], list[np.ndarray]] = {}
        for part, _ in self.kept.values():
            for cell in part.cells:
                results.setdefault((cell.scenario, cell.point), []).append(cell.replicates)
        return {cell: np.sort(np.concatenate(some)) for cell, some in results.items()}

    def _size(self, runs: int) -> int:
        """Runs in a part: no more than keep all cores busy, since a part is no file here."""
        return min(super()._size(runs), -(-runs // cores_of(self.options)) or 1)

    def task(self) -> Callable[..., Any]:
        """What a worker does with cells."""
        return simulated_cells if self.monthly else tables_of

    def keep(self, part: Part, tables: Any) -> None:
        """Keep a part that is ready."""
        self.kept[part.key] = part, tables

    @property
    def names(self) -> list[str]:
        """Tables that there are, the last one ``runs``."""
        return [name for name in self.tables if name != "people"]

    def table(self, name: str) -> pd.DataFrame:
        """A whole table, as a folder has it; ``InputError`` if this study keeps none of that name."""
        if name not in self.names:
            raise InputError(f"{self.program} keeps no table {name}.")
        rows = pa.concat_tables(_tables(result, [name])[name] for _, result in self.kept.values())
        if len(self.kept) > 1:  # the rows of one part are in their order
            rows = rows.take(pa.array(self.order_of(rows.select(KEYS).to_pandas())))
        return self.labelled(rows).to_pandas()

    def to_folder(self, folder: Path, enough: Enough | None = None, ensemble: Ensemble | None = None) -> Study:
        """Write what was simulated as a study folder, as its command does; returns the study there.

        ``ensemble``: one that has no file yet; it is written beside the tables.
        """
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(Study)}
        study = Study(**{**fields, "options": dataclasses.replace(self.options, out=str(folder))})
        with study.opened():
            for part, result in self.kept.values():
                study.keep(part, _tables(result, self.names))
            if ensemble is not None:
                write_ensemble(ensemble, folder / OWN)
        study.simulate(enough)
        return study

    def so_far(self, columns: list[str]) -> pd.DataFrame:
        """Some columns of the runs so far; ``point`` where there are several."""
        runs = self.table("runs")
        return runs[[name for name in columns if name in runs]]

    def _finish(self, why: dict[str, object]) -> list[str]:
        """Note why so many runs; warn of those that failed; ``InputError`` if all did."""
        self.why = why
        errors = [error for _, result in self.kept.values() for error in _errors(result)]
        failed = [error for error in errors if error]
        if failed:
            refuse_nothing_left(self.so_far([*KEYS, "failed", "error"]), "; bygd.model shows where")
            self.failed = f"{len(failed)} of {len(errors)} runs failed and are left out."
            warnings.warn(f"{self.failed[:-1]}; the column error says why.", stacklevel=2)
        return self.names


def _tables(result: Found, names: list[str]) -> Tables:
    """Tables of a part."""
    return result if isinstance(result, dict) else tables_from(result, names)


def _errors(result: Found) -> list[str]:
    """Why each run of a part failed; empty where it did not."""
    if isinstance(result, dict):
        return [str(error) for error in result["runs"]["error"].to_pylist()]
    return [error for item in result for error in item.errors]
