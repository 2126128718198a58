"""Sweeps: points x scenarios x replicates, from the command line or a file, in one folder that can be extended."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE, choices
from bygd.scenarios.options import SweepOptions
from bygd.statistics.paired import contrast, ratio, verdict
from bygd.statistics.sweeps import ratios, rows_of
from bygd.studies.programs import sweep_study
from bygd.studies.study import Study
from experiments import study as command
from experiments.command.main import main
from experiments.command.read import read
from experiments.display.sweep_figure import strongest
from experiments.sweep import differences_of, levels_of, sweep
from sim.outcomes import OUTCOMES

SMALL = ["municipality=vaga", "months=48", "warm_up=0", "threads=2"]
GRID = ["vary=[answer.pressure:0.1:0.3,practice.protected:0.2:0.6]", "design=grid", "scenarios=[follow_up]"]


def table_of_runs(rng: np.random.Generator, runs: int) -> pd.DataFrame:
    """Made-up counts of a baseline and a scenario at one point."""
    frames = []
    for name in ("baseline", "follow_up"):
        frame = pd.DataFrame(
            {"scenario": name, "point": "p", "replicate": range(runs), "failed": False}, index=range(runs)
        )
        counts = {}
        for key in OUTCOMES:
            counts[f"{key}_of"] = rng.integers(5, 20, runs).astype(float)
            counts[f"{key}_n"] = rng.binomial(counts[f"{key}_of"].astype(int), 0.4).astype(float)
        frames.append(pd.concat([frame, pd.DataFrame(counts)], axis=1))
    return pd.concat(frames, ignore_index=True)


def test_all_outcomes_at_once_are_what_each_is_alone() -> None:
    runs = table_of_runs(np.random.default_rng(1), 30)
    for row in rows_of(runs, ["baseline", "follow_up"]):
        key = row["outcome"]
        pairs = [
            tuple(runs.loc[runs["scenario"] == name, f"{key}_{part}"].to_numpy() for part in ("n", "of"))
            for name in ("baseline", row["scenario"])
        ]
        alone, found = ratio(*pairs[1], OUTCOMES[key].scale), contrast(*pairs, OUTCOMES[key].scale)
        assert [row["value"], row["low"], row["high"]] == pytest.approx([alone.value, alone.low, alone.high])
        if row["scenario"] == "follow_up":
            assert row["difference"] == pytest.approx(found.difference, abs=1e-9)
            assert row["difference_high"] == pytest.approx(found.high, abs=1e-9)
            assert row["verdict"] == verdict(OUTCOMES[key], found)


def test_a_replicate_that_failed_anywhere_is_left_out_of_its_point_and_counted() -> None:
    runs = table_of_runs(np.random.default_rng(2), 10)
    runs.loc[(runs["scenario"] == "follow_up") & (runs["replicate"] == 3), "failed"] = True
    rows = pd.DataFrame(rows_of(runs, ["baseline", "follow_up"]))
    assert set(rows["replicates"]) == {9}
    assert rows.groupby("scenario")["failed"].first().to_dict() == {"baseline": 0, "follow_up": 1}
    without = ratios(runs[(runs["scenario"] == "baseline") & (runs["replicate"] != 3)])
    assert rows.iloc[0]["value"] == pytest.approx(without.value[0])


@pytest.mark.compiled
def test_a_sweep_writes_tables_and_a_figure_and_can_be_extended(tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "s"
    monkeypatch.setattr(sys, "argv", ["sweep", *SMALL, *GRID, "replicates=4", f"out={out}"])
    main(SweepOptions, sweep, "sweep")
    assert "4 points of 2 numbers × 2 scenarios × 4 runs" in capsys.readouterr().out
    plan, runs, rows = (
        pd.read_parquet(out / "design.parquet"), pd.read_parquet(out / "runs.parquet"), pd.read_csv(out / "sweep.csv"),
    )  # fmt: skip
    keys = ["municipality", "scenario", "point", "replicate", "seed"]
    assert len(runs) == 4 * 2 * 4 == len(runs.drop_duplicates(keys))
    assert set(runs["point"]) == set(plan["point"])
    assert not rows.duplicated(["scenario", "point", "outcome"]).any()
    joined = rows.merge(plan, on="point", suffixes=("", "_planned"))
    assert np.allclose(joined["answer.pressure"], joined["answer.pressure_planned"])
    assert rows.loc[rows["scenario"] == "baseline", "difference"].isna().all()
    assert rows.loc[rows["scenario"] == "follow_up", "verdict"].notna().all()
    for picture in ("sweep", "sweep_differences"):
        assert (out / "figures" / f"{picture}.png").stat().st_size > 5000
    parts = {file.name: file.stat().st_mtime_ns for file in (out / "parts").iterdir()}
    command.manage(["extend", str(out), "replicates=+3"])
    assert parts.items() <= {file.name: file.stat().st_mtime_ns for file in (out / "parts").iterdir()}.items(), "kept"
    sweep(read(SweepOptions, [*SMALL, *GRID, "replicates=7", f"out={tmp_path / 'once'}"]))
    assert (out / "runs.parquet").read_bytes() == (tmp_path / "once" / "runs.parquet").read_bytes()
    assert (out / "sweep.csv").read_bytes() == (tmp_path / "once" / "sweep.csv").read_bytes()


@pytest.mark.compiled
def test_runs_come_back_point_by_point(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("bygd.studies.whole.ROWS", 5)
    study: Study = sweep_study(read(SweepOptions, [*SMALL, *GRID, "replicates=3", f"out={tmp_path / 's'}"]))
    whole = study.run()["runs"]
    pieces = dict(study.by_point())
    assert list(pieces) == list(study.points)
    pd.testing.assert_frame_equal(pd.concat(pieces.values(), ignore_index=True), whole)


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("name", choices("experiment"))
def test_every_experiment_file_runs_small(name: str, tmp_path) -> None:
    small = ["n=2", "replicates=2", "months=72", "warm_up=0", f"out={tmp_path / name}"]
    sweep(read(SweepOptions, [f"experiment={name}", *small]))
    assert len(pd.read_csv(tmp_path / name / "sweep.csv"))


@pytest.mark.compiled
def test_an_outcome_that_nobody_reaches_is_told(tmp_path) -> None:
    made = read(SweepOptions, [*SMALL, *GRID, "replicates=2", "outcome=employed_120m", f"out={tmp_path / 's'}"])
    with pytest.raises(InputError, match="Nobody is observed for employed_120m"):
        sweep(made)


def test_a_file_holds_what_would_be_typed_and_what_is_typed_wins(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "municipality: vaga\nscenarios: [follow_up, extra_staff:0.5]\nplacement.detection: 0.4\ndesign: grid\n"
        "vary:\n  answer.pressure: [0.1, 0.2]\n  practice.protected: [0.3]\nreplicates: 7\nseed: 3\n",
        encoding="utf-8",
    )
    typed = [
        "municipality=vaga", "scenarios=[follow_up,extra_staff:0.5]", "placement.detection=0.4", "design=grid",
        "vary={answer.pressure:[0.1,0.2],practice.protected:[0.3]}", "replicates=9", "seed=3",
    ]  # fmt: skip
    assert read(SweepOptions, [f"experiment={file}", "replicates=9"]) == read(SweepOptions, typed)


BAD = {
    "experiment=none": "There is no experiment 'none'; choose from",
    "experiment=none.yaml": "There is no experiment file none.yaml",
    "design=spiral": "design is 'spiral'",
    "vary=[language.talk] outcome=joy": "no outcome",
    "vary=[language.*] n=1000 replicates=100000": "more than 50000000",
    "vary=[language.*] n=0": "n is 0",
    "vary=[language.talk] scenarios=[follow_up,follow_up]": "is there twice",
    "vary=[placement.detection:0.9:0.4]": "upside down (0.9 to 0.4)",
    "vary=[placement.detection:0.4]": "has 1 value,",
    "vary=[placement]": "placement.* are all of that part",
    "vary=[language.talk] scenario=[follow_up]": "Unknown option scenario (is scenarios meant?)",
    "vary=[language.talk] scenarios=[followup]": "no measure 'followup' (is follow_up meant?)",
    "my_study.yaml": "named with experiment=my_study.yaml",
}


@pytest.mark.parametrize("said", BAD)
def test_a_sweep_that_cannot_be_is_one_sentence(said: str, tmp_path) -> None:
    with pytest.raises(InputError) as stop:
        sweep(read(SweepOptions, [*said.split(" "), f"out={tmp_path / 's'}"]))
    assert BAD[said] in str(stop.value)
    assert str(stop.value).endswith(".")
    assert not (tmp_path / "s").exists()


def test_a_description_that_is_none_is_one_sentence(tmp_path) -> None:
    for text, words in {
        "- 1\n": "must hold options and values",
        "n: 4\na: [1": "not valid YAML: a bracket is opened in line 2",
        "n: 4\nn: 8\n": "line 2 holds n a second time, the first is in line 1",
        "nonsense: 1": "Unknown",
    }.items():
        file = Path(tmp_path / "bad.yaml")
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read(SweepOptions, [f"experiment={file}"])
    file.write_bytes(b"# m\xe5l\nn: 4\n")
    with pytest.raises(InputError, match="not in UTF-8"):
        read(SweepOptions, [f"experiment={file}"])


def test_what_a_measure_changes_is_told_beside_the_outcome() -> None:
    """The baseline rises with a number, and the measure's effect falls with it: two lines, two signs."""
    rows = pd.DataFrame(
        {"scenario": name, "search.applications": x, "value": x + 9 * (name != BASELINE), "low": 0.0, "high": 1.0,
         "difference": -x if name != BASELINE else np.nan, "difference_low": -x, "difference_high": -x}
        for x in range(10) for name in (BASELINE, "follow_up")
    )  # fmt: skip
    outcome = OUTCOMES["employed_36m"]
    levels, differences = levels_of(rows, outcome), differences_of(rows, outcome)
    assert strongest(levels, BASELINE, ["search.applications"]) == "  baseline: search.applications +1.00"
    assert (
        strongest(differences, "follow_up", ["search.applications"])
        == "  follow up less baseline: search.applications -1.00"
    )
    assert list(differences.rows["scenario"].unique()) == ["follow_up"]
    assert (levels.unit, differences.unit) == ("%", "points")
