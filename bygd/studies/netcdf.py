"""A calibration as one NetCDF file in the form that ArviZ reads: prior, posterior, observed data, what the model shows.

Groups and dimensions are those of ArviZ's schema (chain, draw); each number of the model is a variable under its own
name, and the figures are one variable over their ids. It opens with ``arviz.from_netcdf`` and ``xarray.open_datatree``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from bygd.errors import InputError
from bygd.studies.export import Written
from bygd.studies.folder import refuse_absent
from bygd.studies.tables import read_table

NETCDF = "calibration.nc"
FIGURE = "figure"  # a variable, and its dimension
TABLES = ("prior.parquet", "posterior.parquet", "targets.csv", "numbers.csv", "ensemble.json")
OF_SAMPLE = {
    "weight": "share that the member stands for; without it all members count the same, as in comparisons of Bygd",
    "log_likelihood": "of all fitted figures, with the tolerances and the chance of the runs as standard deviations",
}
MEMBERS = "members of the ensemble: draws of the last wave, taken by their weights, each at most once"
SHOWN = "figures as the model shows them, without the tolerance that a register's figure has around a true model"
GROUPS = {
    "prior": "points of the first wave: every number over its plausible range, independently of the others",
    "prior_predictive": SHOWN,
    "posterior": MEMBERS,
    "sample_stats": MEMBERS,
    "posterior_predictive": SHOWN,
    "observed_data": "published figures",
    "constant_data": "tolerance of each figure; fitted 1, only checked 0",
}


def export_netcdf(folder: Path) -> Path:
    """Write ``calibration.nc`` of a finished calibration; returns the file.

    ``InputError`` if the folder is of no finished calibration, if xarray or h5netcdf is missing, or if somebody has
    worked in a file of that name.
    """
    _refuse_unfinished(folder)
    tree_of = _xarray().DataTree.from_dict
    written = Written(folder)
    written.refuse_others([NETCDF])
    temporary = folder / f"{NETCDF}.tmp"
    try:
        tree_of(groups_of(folder)).to_netcdf(temporary, engine="h5netcdf")
        return written.put(temporary)
    finally:
        temporary.unlink(missing_ok=True)


def _xarray() -> Any:
    """The package, if it can write."""
    try:
        import h5netcdf  # noqa: F401
        import xarray
    except ImportError:
        raise InputError(
            "format=netcdf needs xarray and h5netcdf; install them with make install-dev, or pip install "
            '"./bygd-….whl[arviz]" of a release.'
        ) from None
    return xarray


def _refuse_unfinished(folder: Path) -> None:
    refuse_absent(folder)
    if missing := [name for name in TABLES if not (folder / name).is_file()]:
        raise InputError(
            f"{folder} has no {missing[0]}; format=netcdf is for the folder of a finished calibration "
            "(python -m experiments.calibrate)."
        )


def groups_of(folder: Path) -> dict[str, Any]:
    """Groups of a finished calibration by name, each an ``xarray.Dataset``; all groups say where they come from."""
    numbers = pd.read_csv(folder / "numbers.csv", index_col="number")
    figures = pd.read_csv(folder / "targets.csv", index_col="id")
    prior, posterior = (read_table(folder, name).set_index("draw") for name in ("prior", "posterior"))
    about = json.loads((folder / "ensemble.json").read_text(encoding="utf-8"))
    sampled = {"effective_draws_of_the_last_wave": about["effective"]}
    groups = {
        "prior": _numbers(prior, numbers),
        "prior_predictive": _figures(prior, figures),
        "posterior": _numbers(posterior, numbers),
        "sample_stats": _sampled({name: posterior[name] for name in OF_SAMPLE}, OF_SAMPLE).assign_attrs(sampled),
        "posterior_predictive": _figures(posterior, figures),
        "observed_data": _published({FIGURE: figures["published"]}, figures),
        "constant_data": _published(
            {"tolerance": figures["tolerance"], "fitted": (figures["use"] == "calibration").astype("int8")}, figures
        ),
    }
    shared = {
        "created_at": about["made"],
        "creation_library": "bygd",
        "creation_library_version": about["bygd"],
        "inference_library": "bygd",
        "inference_library_version": about["bygd"],
        "source": about["source"],
        "command": about["command"],
    }
    return {name: group.assign_attrs(shared, comment=GROUPS[name]) for name, group in groups.items()}


def _numbers(draws: pd.DataFrame, numbers: pd.DataFrame) -> Any:
    """Numbers of the model at each draw, with meaning, unit and plausible range."""
    group = _sampled({name: draws[name] for name in numbers.index}, numbers["meaning"].to_dict())
    for row in numbers.fillna("").itertuples():
        group[row.Index].attrs |= {
            "units": row.unit,
            "grade": row.grade,
            "source": row.source,
            "plausible": [row.plausible_low, row.plausible_high],
            "declared": row.declared,
            "fitted": int(row.free),
        }
    return group


def _sampled(columns: dict[str, pd.Series], words: dict[str, str]) -> Any:
    """Columns as variables over one chain and its draws."""
    from xarray import Dataset

    draws = next(iter(columns.values())).index.to_numpy()
    variables = {
        name: (("chain", "draw"), column.to_numpy(float)[None, :], {"long_name": words[name]})
        for name, column in columns.items()
    }
    return Dataset(variables, {"chain": [0], "draw": draws})


def _figures(draws: pd.DataFrame, figures: pd.DataFrame) -> Any:
    """What the model shows at each draw: chain x draw x figure."""
    from xarray import Dataset

    values = draws[list(figures.index)].to_numpy(float)[None, :, :]
    coordinates = {"chain": [0], "draw": draws.index.to_numpy(), **_coordinates(figures)}
    return Dataset({FIGURE: (("chain", "draw", "figure_id"), values)}, coordinates)


def _published(columns: dict[str, pd.Series], figures: pd.DataFrame) -> Any:
    """One value a figure."""
    from xarray import Dataset

    variables = {name: ("figure_id", column.to_numpy()) for name, column in columns.items()}
    return Dataset(variables, _coordinates(figures))


def _coordinates(figures: pd.DataFrame) -> dict[str, Any]:
    """Ids of the figures; outcome and unit of each beside them."""
    return {
        "figure_id": figures.index.to_numpy(str),
        "outcome": ("figure_id", figures["outcome"].to_numpy(str)),
        "unit": ("figure_id", figures["unit"].to_numpy(str)),
    }
