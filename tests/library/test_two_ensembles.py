"""A second ensemble beside the first: what both say of each scenario, in one table and in words."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.front_door.results import OfCompare
from bygd.scenarios.options import CompareOptions
from bygd.statistics.two_ensembles import KEYS, SAID, SIDES, both_ensembles, said
from bygd.studies import study as studies
from bygd.studies.files import provenance_of
from bygd.studies.merge import merge
from bygd.studies.two_ensembles import options_beside
from experiments import study as command
from experiments.command.read import read
from experiments.compare import compare
from experiments.display.two_ensembles import both_text
from experiments.display.words import LANGUAGES, Words
from tests.support.killed import killed

WORK = "employed_36m"


def runs(effect: float | np.ndarray, seed: int, members: int = 100, each: int = 4) -> dict[str, pd.DataFrame]:
    """Made-up counts of a baseline and a scenario in so many members, of 1000 persons a run."""
    draw = np.random.default_rng(seed)
    base = 400 + draw.normal(0, 5, members * each)
    plain = {"replicate": np.arange(members * each), "failed": False, "point": np.arange(members * each) % members}
    return {
        name: pd.DataFrame({**plain, f"{WORK}_n": base + more, f"{WORK}_of": 1000.0})
        for name, more in {"baseline": 0.0, "follow_up": effect + draw.normal(0, 3, len(base))}.items()
    }


MIXED = np.tile(np.where(np.arange(100) % 2, 30.0, -30.0), 4)  # half of the members say more, half say less


@pytest.mark.parametrize(
    ("effects", "says"),
    [((50, 60), "same"), ((50, -50), "different"), ((50, MIXED), "one"), ((MIXED, MIXED), "neither")],
)
def test_both_say_the_same_or_not(effects: tuple[float, float], says: str) -> None:
    table = both_ensembles(runs(effects[0], 1), runs(effects[1], 2), [WORK])
    assert list(table) == [*KEYS, *SIDES, "provisional", *(f"beside_{name}" for name in SIDES), "says"]
    (row,) = table.to_dict("records")
    assert row["says"] == says
    assert [row["difference"], row["beside_difference"]] == pytest.approx(
        [np.mean(item) / 10 for item in effects], abs=0.1
    )


def test_few_members_say_nothing_yet_and_nobody_observed_leaves_no_row() -> None:
    few = runs(50, 1, members=10)
    for pair in ((few, runs(50, 2)), (runs(50, 2), few)):
        (row,) = both_ensembles(*pair, [WORK]).to_dict("records")
        assert (row["says"], row["provisional"]) == ("provisional", "members")
    nobody = {name: frame.assign(**{f"{WORK}_n": 0.0, f"{WORK}_of": 0.0}) for name, frame in few.items()}
    assert both_ensembles(nobody, few, [WORK]).empty


def comparing(effect: float, seed: int, **options: object) -> OfCompare:
    """A comparison of made-up runs, as the library has one."""
    result = OfCompare()
    result.options = CompareOptions(months=120, **options)  # type: ignore[arg-type]
    result.runs = pd.concat([frame.assign(scenario=name) for name, frame in runs(effect, seed).items()])
    result.runs = result.runs.assign(stay_60m_n=1.0, stay_60m_of=2.0)
    return result


def test_the_library_sets_two_comparisons_beside_each_other_and_refuses_others() -> None:
    one = comparing(50, 1, ensemble="a.csv")
    table = one.beside(comparing(60, 2, ensemble="b.csv"))
    assert table.set_index("outcome").loc[WORK, "says"] == "same"
    for other in (comparing(60, 2, start=2013), comparing(60, 2, ensemble="a.csv")):
        with pytest.raises(InputError, match=r"differ in start|two ensembles"):
            one.beside(other)


def test_every_pair_of_words_is_said() -> None:
    assert said("", "better", "better", "very_likely", "likely") == "same"
    assert said("", "equal", "better", "", "likely") == "different"
    assert said("", "better", "worse", "as_likely_as_not", "likely") == "one"
    assert said("", "better", "worse", "as_likely_as_not", "as_likely_as_not") == "neither"
    assert said("runs", "better", "worse", "", "likely") == "provisional"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_has_words(language: str) -> None:
    words, options = Words(language), CompareOptions(beside_ensemble="worlds/mine.csv")
    table = both_ensembles(runs(50, 1), runs(60, 2), [WORK])
    for says in SAID:
        lines = both_text(words, table.assign(says=says), options, Path("outputs/one"))
        assert "mine" in lines[1] + lines[2]
        assert words(f"both.says.{says}") in " ".join(" ".join(lines).split())
        assert "outputs/one/ensembles.csv" in lines[-1]


def test_the_second_is_the_same_comparison_with_as_many_runs_as_its_words_need() -> None:
    options = CompareOptions(beside_ensemble="norway_2021_act", seed=7)
    beside = options_beside(options, Path("outputs/one"), 600)
    assert (beside.ensemble, beside.beside_ensemble, beside.replicates, beside.seed) == ("norway_2021_act", "", 600, 7)
    assert options_beside(options, Path("outputs/one"), 100).replicates == 400, "two in each of 200 members"
    options.replicates = 100
    assert options_beside(options, Path("outputs/one"), 100).replicates == 100, "as asked for"


# --- a folder of both ------------------------------------------------------------------------------------


def asked(folder: Path) -> list[str]:
    """A small comparison in two small ensembles."""
    files = {}
    for name in ("norway_2003_act", "norway_2021_act"):
        table = pd.read_csv(Path("configs/ensembles") / f"{name}.csv")
        table.head(3).to_csv(files.setdefault(name, folder / f"{name}.csv"), index=False)
    first, second = files.values()
    names = [f"ensemble={first}", f"beside_ensemble={second}"]
    return ["municipality=vaga", "months=72", "warm_up=0", "threads=1", "replicates=6", "scenarios=[follow_up]", *names]


def contents(folder: Path) -> dict[str, bytes]:
    """All that is the same whenever and wherever it was made."""
    kept = [item for item in folder.rglob("*") if item.is_file() and item.parent.name != "parts"]
    dated = {"provenance.json", "datapackage.json", "lock"}
    return {
        str(item.relative_to(folder)): item.read_bytes()
        for item in kept
        if item.name not in dated and item.suffix != ".html"
    }


@pytest.mark.slow
@pytest.mark.compiled
def test_interrupted_in_the_first_then_in_the_second_both_go_on(tmp_path, monkeypatch, capsys) -> None:
    small, cut, whole = asked(tmp_path), tmp_path / "cut", tmp_path / "whole"
    stop = {"chunk": 4, "told": signal.SIGINT}
    said = [killed("compare", [*small, f"out={cut}"], tables=3, **stop)]
    assert not (cut / "runs.parquet").exists()
    command.manage(["status", str(cut)])
    said.append(killed("study", ["resume", str(cut)], tables=5, **stop))
    assert (cut / "runs.parquet").exists()
    assert not (cut / "beside_ensemble" / "runs.parquet").exists()
    assert all(f"what was finished is kept in {cut}." in text for text in said)
    command.manage(["status", str(cut)])
    assert capsys.readouterr().out.count(f"go on with: python -m experiments.study resume {cut}\n") == 2
    command.manage(["resume", str(cut)])
    monkeypatch.setattr(studies, "CHUNK", 4)
    compare(read(CompareOptions, [*small, f"out={whole}"]))
    assert contents(cut) == contents(whole)
    assert {"ensembles.csv", "beside_ensemble/outcomes.parquet"} <= set(contents(cut))
    first, second = (provenance_of(folder)["command"] for folder in (cut, cut / "beside_ensemble"))
    assert first == second


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_more_replicates_are_for_both(tmp_path, capsys) -> None:
    folder = tmp_path / "study"
    compare(read(CompareOptions, [*asked(tmp_path), f"out={folder}"]))
    command.manage(["extend", str(folder), "replicates=+3"])
    capsys.readouterr()
    command.manage(["status", str(folder)])
    assert capsys.readouterr().out.count("9 replicates") == 2
    table = pd.read_csv(folder / "ensembles.csv")
    assert set(table["replicates"]) == set(table["beside_replicates"]) == {9}


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_two_halves_are_merged_in_both_ensembles_and_nothing_is_simulated_again(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(studies, "CHUNK", 3)  # a part is one run of both scenarios
    small, (first, second, both, whole) = asked(tmp_path), (tmp_path / name for name in ("a", "b", "both", "whole"))
    compare(read(CompareOptions, [*small, f"out={whole}"]))
    compare(read(CompareOptions, [*small, "replicates=3", f"out={first}"]))
    shutil.copytree(whole, second)
    for file in [*second.rglob("parts/*-000000[0-2].parquet"), *second.rglob("runs.parquet")]:
        file.unlink()
    merge(first, second, both)
    parts = [sorted(file.relative_to(folder) for file in folder.rglob("parts/*")) for folder in (both, whole)]
    assert parts[0] == parts[1]
    assert len(parts[0]) == 24, "six runs, two tables of each, in two ensembles"
    merge(both, first, tmp_path / "again")  # of what was merged, and not taken up since, nothing is forgotten
    assert sorted(file.relative_to(tmp_path / "again") for file in (tmp_path / "again").rglob("parts/*")) == parts[1]
    before = {file: file.stat().st_mtime_ns for file in both.rglob("parts/*")}
    command.manage(["resume", str(both)])
    assert {file: file.stat().st_mtime_ns for file in both.rglob("parts/*")} == before
    assert contents(both) == contents(whole)
    shutil.rmtree(first / "beside_ensemble")  # one of both was not yet there
    merge(first, second, tmp_path / "some")
    assert len(list((tmp_path / "some" / "beside_ensemble" / "parts").iterdir())) == 6
