"""``bygd.validate``: the program's numbers, with figures from a name, a file or a data frame."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import bygd
from bygd.errors import InputError
from bygd.evidence.beside import TIDY
from bygd.evidence.options import FiguresOptions
from bygd.evidence.sources import sources
from bygd.evidence.targets import load
from bygd.scenarios.catalogue import folder_of
from bygd.scenarios.options import CalibrateOptions
from experiments.command.read import read
from experiments.validate.figures import validate_figures

SHORT: Any = {"months": 60, "warm_up": 0, "threads": 1, "replicates": 4}
TYPED = ["months=60", "warm_up=0", "threads=1", "replicates=4"]
compiled = pytest.mark.compiled


def frame(**changes: Any) -> pd.DataFrame:
    """Two figures of Sel."""
    return pd.DataFrame(
        {
            "id": ["work_3y", "gap_3y"],
            "outcome": ["employed_36m", "difference(employed_36m_men, employed_36m_women)"],
            "value": [40.0, 20.0],
            "tolerance": [3.0, 5.0],
            "unit": [None, "points"],
            "municipality": "sel",
        }
        | changes
    )


@compiled
@pytest.mark.filterwarnings("ignore:Nobody was observed")
def test_declared_numbers_are_those_of_the_program(tmp_path: Path) -> None:
    words = ["ensemble=default", "municipalities=[sel,nordre_land]", "policy=[follow_up]", f"out={tmp_path}/a", *TYPED]
    validate_figures(read(FiguresOptions, words))
    wide = pd.read_csv(tmp_path / "a" / "figures.csv").set_index("id")
    table = bygd.validate(["sel", "nordre_land"], measures="follow_up", ensemble=None, **SHORT)
    assert tuple(table) == TIDY
    for name, rows in table.groupby("municipality"):
        told = wide.loc[rows["id"]]
        for column, theirs in {"value": name, "low": f"{name}_low", "high": f"{name}_high"}.items():
            np.testing.assert_allclose(rows[column], told[theirs], rtol=1e-12)
        for column in ("published", "tolerance", "outcome", "use", "unit", "publisher"):
            assert rows[column].tolist() == told[column].tolist()
    at_home = table[table["away"].notna()].set_index("id")
    np.testing.assert_allclose(at_home["away"], wide.loc[at_home.index, "away"], rtol=1e-12)
    assert at_home["within"].tolist() == (wide.loc[at_home.index, "verdict"] == "within").tolist()
    ratio = table[table["id"] == "ret04_2019_c0/ret04_2019_c2"]
    assert ratio["municipality"].tolist() == ["sel"]
    assert ratio["value"].notna().all()


@compiled
def test_members_are_those_of_the_program(tmp_path: Path) -> None:
    words = ["settled_per_year=20", "months=156", "warm_up=0", "threads=1", "replicates=4", f"out={tmp_path}/a"]
    validate_figures(read(FiguresOptions, words))
    told = pd.read_csv(tmp_path / "a" / "figures.csv").set_index("id")
    table = bygd.validate(**{**SHORT, "months": 156, "settled_per_year": 20}).set_index("id")
    here = table.loc[told.index]
    for column, theirs in {"value": "median", "low": "low", "high": "high", "away": "away"}.items():
        np.testing.assert_allclose(here[column], told[theirs], rtol=1e-12)
    assert here["within"].tolist() == told["within"].tolist()
    assert table.drop(told.index)["within"].isna().all(), "counted elsewhere"
    assert table["error"].isna().all()


@compiled
def test_figures_of_ones_own_are_a_frame_or_a_file(tmp_path: Path) -> None:
    frame().to_csv(tmp_path / "mine.csv", index=False)
    parts = {"tolerance": [{"stated": {"size": size, "because": "not stated"}} for size in (3.0, 5.0)]}
    said = {"use": "check", "grade": "X"} | dict.fromkeys(
        ("population", "moment", "source", "publisher", "differs"), "not stated"
    )
    entries = [
        {key: value for key, value in row.items() if value} | said
        for row in frame(**parts).astype(object).where(frame().notna(), None).to_dict("records")
    ]
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump({"title": "mine", "figures": entries}), encoding="utf-8")
    tables = [
        bygd.validate("sel", targets=item, ensemble=None, **SHORT)
        for item in (frame(), str(tmp_path / "mine.csv"), tmp_path / "mine.yaml")
    ]
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])
    one = bygd.run("sel", seed=2, **SHORT)
    assert tables[0]["value"][0] == one["employed_36m"]
    assert tables[0]["unit"].tolist() == ["%", "points"]
    assert tables[0]["away"][0] == (one["employed_36m"] - 40) / 3
    assert tables[0]["within"].dtype == "boolean"


@compiled
def test_a_municipality_of_ones_own_has_figures_of_its_own(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(folder_of("municipality") / "sel.yaml", "my_town.yaml")
    mine = frame(municipality="my_town.yaml")
    table = bygd.validate("my_town.yaml", targets=mine, ensemble=None, **SHORT)
    assert table["municipality"].tolist() == ["my_town", "my_town"]
    assert table["away"].notna().all()


@compiled
def test_a_figure_that_nobody_reaches_is_no_number_and_is_told() -> None:
    mine = frame(outcome=["employed_36m", "employed_60m"], unit=None)
    with pytest.warns(UserWarning, match="Nobody was observed for gap_3y; say more than 60 months"):
        table = bygd.validate("sel", targets=mine, ensemble=None, **SHORT)
    assert table["value"].isna().tolist() == [False, True]
    assert table["within"].isna().tolist() == [False, True]


def test_a_table_can_be_calibrated_to(tmp_path: Path) -> None:
    from bygd.evidence.calibration.task import task_of

    frame(use="calibration", municipality="national").to_csv(tmp_path / "mine.csv", index=False)
    words = [f"figures={tmp_path}/mine.csv", f"out={tmp_path}/out"]
    assert [item.id for item in task_of(read(CalibrateOptions, words)).targets] == ["work_3y", "gap_3y"]


def test_a_row_may_say_what_a_file_says() -> None:
    mine = frame(because="twelve men", others="we1_2013_all we1_2014_all", grade="A", population=["all", ""])
    first, second = load(mine)
    assert first.tolerance_parts["stated"].because == "twelve men"
    assert first.others == ("we1_2013_all", "we1_2014_all")
    assert first.id not in sources().index, "one's own figures are new"
    assert (first.grade, first.population, second.population) == ("A", "all", "not stated")


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"targets": "norway"}, "There are no figures 'norway'; choose from norway_2003_act,"),
    ({"targets": "nowhere.csv"}, "There are no figures 'nowhere.csv'"),
    ({"targets": 3}, "targets is 3, but must be a name, a file (.csv, .yaml) or a data frame."),
    ({"targets": "norway_2021_act"}, "are measured in setting=norway_2021_act; say that as well."),
    ({"targets": frame().drop(columns="tolerance")}, "needs the columns id, outcome, value, tolerance; tolerance is"),
    ({"targets": frame().iloc[:0]}, "The table of figures has no rows; write one for each figure."),
    ({"targets": pd.concat([frame(), frame()["id"]], axis=1)}, "has the column id twice."),
    ({"targets": frame(id="one")}, "figure one is there twice; keep one."),
    ({"targets": frame(outcome="employed_36")}, "figure work_3y: There is no outcome 'employed_36'; is employed_36m"),
    ({"targets": frame(unit=None)}, "figure gap_3y: say its unit, since it is a function of several outcomes."),
    ({"targets": frame(value=[40.0, np.nan])}, "figure gap_3y: the line value is missing."),
    ({"targets": frame(value="many")}, "value is 'many', but must be a number."),
    ({"targets": frame(tolerance=0)}, "the tolerance is 0; no model could be within it."),
    ({"targets": frame(use="fit")}, "use is 'fit'; choose from calibration, check."),
    ({"targets": frame(toleranse=3)}, "toleranse is no line of a figure; is tolerance meant?"),
    ({"targets": frame(municipality="my_town.yaml")}, "municipality is 'my_town.yaml'; choose from"),
    ({"targets": frame(municipality=None)}, "None of the figures was counted in sel, but in national: name that"),
    ({"municipality": ["sel", "sel"]}, "municipality is ['sel', 'sel'], but must be one name or file, or several"),
    ({"municipality": []}, "municipality is [], but must be one name or file"),
    ({"municipality": ["sel", "vaga"], "ensemble": "norway_2003_act"}, "in several members; say ensemble=None."),
    ({"replicates": 1}, "replicates is 1, but must be a whole number from 2"),
    ({"figures": "x"}, "There is no option 'figures'"),
]


@pytest.mark.parametrize(("given", "sentence"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_one_sentence(given: dict[str, Any], sentence: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    usual: dict[str, Any] = {"municipality": "sel", "targets": frame(), "ensemble": None, "months": 60}
    with pytest.raises(bygd.InputError) as stop:
        bygd.validate(**(usual | given))
    said = str(stop.value)
    assert sentence in said
    assert "\n" not in said
    assert said.endswith((".", "?"))
    assert not list(tmp_path.iterdir())


def test_figures_that_no_member_can_be_held_against_are_told_before_anything_is_simulated(tmp_path: Path) -> None:
    frame().to_csv(tmp_path / "mine.csv", index=False)
    with pytest.raises(InputError, match=r"None of the figures .* is a national one"):
        validate_figures(read(FiguresOptions, [f"figures={tmp_path}/mine.csv", "months=156", f"out={tmp_path}/a"]))
    assert not (tmp_path / "a").exists()
    ratio = frame().head(1).assign(over="vaga", unit="ratio")
    for ensemble in (None, "norway_2003_act"):
        with pytest.raises(InputError, match=r"ratios of two municipalities, like sel to vaga; name both\."):
            bygd.validate("sel", targets=ratio, ensemble=ensemble, **SHORT)


@pytest.mark.parametrize("odd", [None, 3.5, {"sel": 1}])
def test_a_municipality_that_is_none_is_one_sentence(odd: Any) -> None:
    with pytest.raises(InputError, match=r"^municipality is .*must be a name or a file"):
        bygd.validate(odd, **SHORT)


def test_texts_stay_texts_in_a_file(tmp_path: Path) -> None:
    mine = frame(moment="2019", id=["1", "2"], publisher="NA", others="we1_2012_all")
    mine.to_csv(tmp_path / "mine.csv", index=False)
    assert load(str(tmp_path / "mine.csv")) == load(mine)
    assert load(mine)[0].moment == "2019"


def test_a_unit_that_the_outcome_has_not_is_one_sentence() -> None:
    with pytest.raises(InputError, match=r"unit is 'months', but employed_36m is in %\."):
        load(frame(unit="months"))


@compiled
def test_one_member_is_allowed_as_much_as_the_program_allows_it(tmp_path: Path) -> None:
    words = ["member=3", "months=156", "warm_up=0", "threads=1", "replicates=4", f"out={tmp_path}/a"]
    validate_figures(read(FiguresOptions, words))
    told = pd.read_csv(tmp_path / "a" / "figures.csv").set_index("id")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = bygd.validate(member=3, **{**SHORT, "months": 156}).set_index("id").loc[told.index]
    np.testing.assert_allclose(table["away"], told["away"], rtol=1e-12)
    assert table["within"].tolist() == told["within"].tolist()
    assert (told["away"].abs() > 1).any()
