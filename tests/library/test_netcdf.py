"""A calibration as one NetCDF file: groups and dimensions of ArviZ's schema, and what the tables say."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray

from bygd.errors import InputError
from bygd.studies.files import write_parquet
from experiments import study

NUMBERS = pd.DataFrame(
    {
        "number": ["moving.rate", "search.women"],
        "meaning": ["out-migration", "search of women"],
        "unit": ["per month", "times"],
        "grade": ["A", "X"],
        "source": ["a register", None],
        "free": [True, False],
        "declared": [0.004, 0.6],
        "plausible_low": [0.002, 0.5],
        "plausible_high": [0.006, 0.9],
    }
)
TARGETS = pd.DataFrame(
    {
        "id": ["w0", "stay"],
        "use": ["calibration", "check"],
        "outcome": ["work_direct", "stay_60m"],
        "unit": ["%", "%"],
        "published": [24.3, 82.0],
        "tolerance": [1.5, 1.0],
    }
)
PRIOR = pd.DataFrame(
    {
        "draw": [0, 1],
        "moving.rate": [0.002, 0.006],
        "search.women": [0.5, 0.9],
        "w0": [10.0, 30.0],
        "stay": [70.0, 90.0],
    }
)
ABOUT = {
    "made": "2026-11-30T05:34:00+00:00",
    "bygd": "0.5.0",
    "source": "abc",
    "command": "calibrate",
    "effective": 1.5,
}


def made(folder: Path) -> Path:
    """A finished calibration of two numbers, two figures and two members."""
    folder.mkdir()
    NUMBERS.to_csv(folder / "numbers.csv", index=False)
    TARGETS.to_csv(folder / "targets.csv", index=False)
    (folder / "ensemble.json").write_text(json.dumps(ABOUT), encoding="utf-8")
    write_parquet(folder / "prior.parquet", PRIOR)
    members = PRIOR.assign(weight=[0.75, 0.25], log_likelihood=[-1.0, -2.0], w0=[24.0, 25.0])
    write_parquet(folder / "posterior.parquet", members)
    return folder


def test_a_calibration_opens_as_a_tree_of_groups(tmp_path, capsys) -> None:
    folder = made(tmp_path / "calibration")
    study.manage(["export", str(folder), "format=netcdf"])
    study.manage(["export", str(folder), "format=netcdf"])  # nobody has worked in it
    assert capsys.readouterr().out == f"{folder}/calibration.nc\n" * 2
    with xarray.open_datatree(folder / "calibration.nc") as tree:
        assert set(tree.children) == {
            "prior", "prior_predictive", "posterior", "sample_stats", "posterior_predictive", "observed_data",
            "constant_data",
        }  # fmt: skip
        rate = tree["posterior"]["moving.rate"]
        assert rate.dims == ("chain", "draw")
        assert rate.to_numpy().tolist() == [[0.002, 0.006]]
        assert rate.attrs["units"] == "per month"
        assert list(rate.attrs["plausible"]) == [0.002, 0.006]
        assert tree["sample_stats"]["weight"].sum() == 1
        shown = tree["posterior_predictive"]["figure"]
        assert shown.dims == ("chain", "draw", "figure_id")
        assert shown.sel(figure_id="w0").to_numpy().tolist() == [[24.0, 25.0]]
        assert tree["observed_data"]["figure"].sel(figure_id="stay") == 82.0
        assert tree["constant_data"]["fitted"].to_numpy().tolist() == [1, 0]
        assert tree["prior"].attrs["source"] == "abc"


def test_what_is_no_calibration_or_cannot_be_written_is_one_sentence(tmp_path, monkeypatch) -> None:
    folder = made(tmp_path / "calibration")
    with pytest.raises(InputError, match="leave out decimal=comma"):
        study.manage(["export", str(folder), "format=netcdf", "decimal=comma"])
    (folder / "calibration.nc").write_bytes(b"mine")
    with pytest.raises(InputError, match="not as export wrote it"):
        study.manage(["export", str(folder), "format=netcdf"])
    (folder / "calibration.nc").unlink()
    (folder / "targets.csv").unlink()
    with pytest.raises(InputError, match=r"has no targets\.csv; format=netcdf is for"):
        study.manage(["export", str(folder), "format=netcdf"])
    assert not list(folder.glob("calibration*"))


def test_the_folder_is_told_of_before_a_package_that_is_missing(tmp_path, monkeypatch) -> None:
    for package in ("xarray", "h5netcdf", "xlsxwriter"):
        monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / "empty").mkdir()
    for kind in ("csv", "xlsx", "netcdf"):
        with pytest.raises(InputError, match="There is no folder nope"):
            study.manage(["export", "nope", f"format={kind}"])
        with pytest.raises(InputError, match="has no "):
            study.manage(["export", str(tmp_path / "empty"), f"format={kind}"])
    folder = made(tmp_path / "calibration")
    with pytest.raises(InputError, match=r"needs xarray and h5netcdf; install"):
        study.manage(["export", str(folder), "format=netcdf"])
    assert not list(folder.glob("calibration*"))


def test_weights_are_those_of_the_table(tmp_path) -> None:
    from bygd.studies.netcdf import groups_of

    groups = groups_of(made(tmp_path / "calibration"))
    weighted = groups["posterior"]["search.women"].weighted(groups["sample_stats"]["weight"]).mean()
    assert float(weighted) == pytest.approx(np.average([0.5, 0.9], weights=[0.75, 0.25]))
