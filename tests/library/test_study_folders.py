"""Study folders taken up again: status, resume after a kill, extend, repeat, merge, collect, export; ranking."""

from __future__ import annotations

import hashlib
import math
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions, RankOptions, RunOptions
from bygd.studies import study
from bygd.studies.export import _numbers
from bygd.studies.files import provenance_of, write_parquet
from bygd.studies.programs import compare_study, run_study
from experiments import study as command
from experiments.command.main import main
from experiments.command.read import read
from experiments.compare import compare
from experiments.rank.__main__ import rank
from experiments.run import run
from tests.support.killed import killed

SMALL = ["municipality=vaga", "months=24", "warm_up=0", "threads=1"]
pytestmark = pytest.mark.compiled


def digest(file: Path) -> str:
    """Hash of a table, rows sorted."""
    frame = pd.read_parquet(file)
    frame = frame.sort_values(list(frame.columns[:5])).reset_index(drop=True)
    return hashlib.sha256(pd.util.hash_pandas_object(frame).to_numpy().tobytes()).hexdigest()


def folder_of(municipality: Path, replicates: int = 4, *more: str) -> Path:
    """A finished study; without its figures, which take longer than all the rest."""
    run_study(read(RunOptions, [*SMALL, f"replicates={replicates}", *more, f"out={municipality}"])).run()
    return municipality


@pytest.mark.usefixtures("without_pictures")
def test_status_counts_what_is_there_and_what_is_missing(tmp_path, capsys) -> None:
    folder = folder_of(tmp_path / "a", 60)
    capsys.readouterr()
    command.manage(["status", str(folder)])
    assert "runs there 60, missing 0, failed 0" in capsys.readouterr().out
    min((folder / "parts").glob("runs-*-0000000-*")).unlink()
    command.manage(["status", str(folder)])
    said = capsys.readouterr().out
    assert "runs there 10, missing 50" in said
    assert f"resume {folder}" in said
    command.manage(["resume", str(folder)])
    assert digest(folder / "runs.parquet") == digest(folder_of(tmp_path / "b", 60) / "runs.parquet")


def test_a_part_that_was_made_twice_counts_once(tmp_path, monkeypatch) -> None:
    """Killed between the curves of a part and its runs, and taken up again with parts of another size."""

    def simulate(name: str) -> Path:
        made = compare_study(read(CompareOptions, [*SMALL, "replicates=12", f"out={tmp_path / name}"]))
        made.simulate()
        return tmp_path / name / "curves.parquet"

    monkeypatch.setattr(study, "CHUNK", 8)
    simulate("a")
    for file in (tmp_path / "a" / "parts").glob("runs-*"):
        file.unlink()
    monkeypatch.setattr(study, "CHUNK", 5)
    assert simulate("a").read_bytes() == simulate("b").read_bytes()


@pytest.mark.parametrize(
    ("chunk", "together", "ensemble"), [(50, 3, "default"), (50, 3, "norway_2003_act"), (2, 2, "default")]
)
def test_a_part_holds_all_scenarios_of_its_replicates(chunk, together, ensemble, tmp_path, monkeypatch) -> None:
    """They share the months before they part; where a part is too small for all, as many as it holds."""
    monkeypatch.setattr(study, "CHUNK", chunk)
    monkeypatch.setattr(study, "PACK", chunk)
    asked = [*SMALL, "scenarios=[follow_up,wage_subsidy]", f"ensemble={ensemble}", "replicates=120"]
    parts = compare_study(read(CompareOptions, [*asked, f"out={tmp_path / 'a'}"])).missing()
    assert sum(part.runs for part in parts) == 3 * 120
    assert all(chunk - together < part.runs <= chunk for part in parts[:-1])
    for part in parts:
        held = Counter((cell.point, replicate) for cell in part.cells for replicate in cell.replicates)
        assert set(held.values()) <= {together, 3 - together}, part.key


@pytest.mark.usefixtures("without_pictures")
def test_extend_gives_what_asking_for_more_at_once_gives(tmp_path) -> None:
    folder = folder_of(tmp_path / "a", 3)
    command.manage(["extend", str(folder), "replicates=+5"])
    assert digest(folder / "runs.parquet") == digest(folder_of(tmp_path / "b", 8) / "runs.parquet")


@pytest.mark.parametrize("words", [["resume"], ["extend", "replicates=+5"]])
@pytest.mark.usefixtures("without_pictures")
def test_a_study_goes_on_wherever_one_says(words, tmp_path, monkeypatch) -> None:
    """Where it was begun is no part of what it is."""
    folder, seen = folder_of(tmp_path / "a", 3), []
    min((folder / "parts").glob("runs-*")).unlink()

    def executor_of(options: RunOptions, **_: object) -> ThreadPoolExecutor:
        seen.append((options.executor, options.address, options.threads))
        return ThreadPoolExecutor(1)

    monkeypatch.setattr(study, "executor_of", executor_of)
    command.manage([words[0], str(folder), *words[1:], "executor=dask", "address=tls://head:1", "threads=7"])
    assert set(seen) == {("dask", "tls://head:1", 7)}


@pytest.mark.usefixtures("without_pictures")
def test_the_folder_tells_every_command_that_made_it(tmp_path) -> None:
    """Who repeats only the first gets fewer runs than lie there."""
    folder = folder_of(tmp_path / "a", 3)
    for more in (2, 1):
        command.manage(["extend", str(folder), f"replicates=+{more}"])
    typed = f"python -m experiments.study extend {folder} replicates=+"
    assert provenance_of(folder)["then"] == [typed + "2", typed + "1"]


def test_what_another_process_works_on_is_not_extended(tmp_path) -> None:
    """Else that process could not be taken up again by its own command."""
    folder = folder_of(tmp_path / "a", 3)
    before = [(folder / name).read_bytes() for name in ("config.yaml", "provenance.json")]
    with FileLock(folder / "lock"), pytest.raises(InputError, match="Another process works in"):
        command.manage(["extend", str(folder), "replicates=+5"])
    assert before == [(folder / name).read_bytes() for name in ("config.yaml", "provenance.json")]


def test_a_study_that_is_interrupted_names_its_folder(tmp_path, monkeypatch, capsys) -> None:
    """Who gave no folder would not find what was kept."""

    def stopped(_study: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(study.Study, "_simulate", stopped)
    with pytest.raises(SystemExit) as end:
        main(RunOptions, run, "run", [*SMALL, "replicates=3"])
    assert end.value.code == 128 + signal.SIGINT
    (folder,) = (tmp_path / "outputs").iterdir()
    assert f"what was finished is kept in outputs/{folder.name}." in capsys.readouterr().err


@pytest.mark.usefixtures("without_pictures")
def test_two_halves_make_a_whole(tmp_path, monkeypatch) -> None:
    whole, one, other = (folder_of(tmp_path / name, 120) for name in "abc")
    for folder, gone in ((one, "runs-*-0000000-*"), (other, "runs-*-0000050-*")):
        for file in (folder / "parts").glob(gone):
            file.unlink()
    command.manage(["merge", str(one), str(other), f"out={tmp_path / 'd'}"])
    assert digest(whole / "runs.parquet") == digest(tmp_path / "d" / "runs.parquet")


@pytest.mark.usefixtures("without_pictures")
def test_overlapping_folders_with_other_parts_are_joined_without_doubles(tmp_path, monkeypatch) -> None:
    """One has 0 to 89 in parts of 50, the other 30 to 119 in parts of 20; they must agree where they overlap."""
    whole, one = folder_of(tmp_path / "a", 120), folder_of(tmp_path / "b", 90)
    monkeypatch.setattr(study, "CHUNK", 20)
    other = folder_of(tmp_path / "c", 120)
    for file in (other / "parts").glob("*-0000000-*"):
        file.unlink()
    command.manage(["merge", str(one), str(other), f"out={tmp_path / 'd'}"])
    for table in ("runs", "monthly", "curves"):
        assert (whole / f"{table}.parquet").read_bytes() == (tmp_path / "d" / f"{table}.parquet").read_bytes()
    parts = [pd.read_parquet(file) for file in (tmp_path / "d" / "parts").glob("runs-*")]
    assert sorted(pd.concat(parts)["replicate"]) == list(range(120))
    edited = min((other / "parts").glob("runs-*-0000040-*"))
    frame = pd.read_parquet(edited)
    frame.loc[3, "requests_n"] += 1
    parts = run_study(read(RunOptions, [*SMALL, "replicates=120", f"out={other}"])).parts
    write_parquet(edited, frame, parts.about("runs", edited.stem.removeprefix("runs-")))
    with pytest.raises(InputError, match="differs between"):
        command.manage(["merge", str(one), str(other), f"out={tmp_path / 'e'}"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "d"], "nothing is half-written"


def test_a_row_is_repeated_with_its_diary(tmp_path, capsys) -> None:
    folder = folder_of(tmp_path / "a", 2)
    capsys.readouterr()
    command.manage(["repeat", str(folder), "1"])
    said = capsys.readouterr().out
    assert said.startswith("baseline, replicate 1, seed 1")
    assert said.count("settled") > 1


def test_measures_and_municipalities_are_one_column_each(tmp_path, capsys) -> None:
    for i, words in enumerate((["municipality=vaga", "policy=[follow_up]"], ["municipality=sel"])):
        folder_of(tmp_path / "sweep" / str(i), 1, *words)
    command.manage(["collect", str(tmp_path / "sweep"), f"out={tmp_path / 'all.parquet'}"])
    assert "which differ in municipality, policy:" in capsys.readouterr().out
    assert not [name for name in pd.read_parquet(tmp_path / "all.parquet") if name.startswith("policies")]


def test_folders_of_a_sweep_become_one_table_and_tables_csv(tmp_path, capsys) -> None:
    for seed in (1, 2):
        folder_of(tmp_path / "sweep" / str(seed), 2, f"seed={seed}")
    command.manage(["collect", str(tmp_path / "sweep"), f"out={tmp_path / 'all.parquet'}"])
    table = pd.read_parquet(tmp_path / "all.parquet")
    assert sorted(table["seed"]) == [1, 1, 2, 2]
    assert "differ in seed" in capsys.readouterr().out
    command.manage(["export", str(tmp_path / "sweep" / "1")])
    assert len(pd.read_csv(tmp_path / "sweep" / "1" / "runs.csv")) == 2


def test_swept_numbers_stay_numbers_in_one_table(tmp_path) -> None:
    for value in ("0.2", "0.4"):
        folder_of(tmp_path / "sweep" / value, 1, f"answer.pressure={value}")
    command.manage(["collect", str(tmp_path / "sweep"), f"out={tmp_path / 'all.parquet'}"])
    assert sorted(pd.read_parquet(tmp_path / "all.parquet")["answer.pressure"]) == [0.2, 0.4]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ([1, 2], [1, 2]),
        ([1, 2.5], [1.0, 2.5]),
        ([1.5, None], [1.5, math.nan]),
        ([True, False], [True, False]),
        ([True, None], ["True", "None"]),
        ([[], ["a"]], ["[]", "['a']"]),
        (["1", 2], ["1", "2"]),
    ],
)
def test_a_column_is_numbers_only_if_all_are(values: list, column: list) -> None:
    assert str(_numbers(values)) == str(column)


@pytest.fixture(scope="module")
def two_studies(tmp_path_factory) -> Path:
    """A folder with the studies a and b, of different seeds."""
    municipality = tmp_path_factory.mktemp("two")
    folder_of(municipality / "a", 2)
    folder_of(municipality / "b", 2, "seed=5")
    (municipality / "empty").mkdir()
    return municipality


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["status", "{}/nothing"], "There is no folder"),
        (["explode", "{}/a"], "is not understood"),
        (["repeat", "{}/a"], "study repeat FOLDER ROW"),
        (["merge", "{}/a", "out={}/c"], "study merge ONE OTHER out="),
        (["extend", "{}/a", "replicates=5"], "replicates=\\+200"),
        (["repeat", "{}/a", "7"], "rows 0 to 1"),
        (["merge", "{}/a", "{}/b", "out={}/c"], "asked different things \\(seed\\)"),
        (["merge", "{}/a", "{}/a", "out={}/a"], "is there already"),
        (["collect", "{}/nothing"], "There is no folder"),
        (["collect", "{}/a", "{}/nothing"], "There is no folder"),
        (["collect", "{}/empty"], "No finished study"),
        (["export", "{}/nothing"], "There is no folder"),
        (["export", "{}/nothing", "format=xlsx"], "There is no folder"),
        (["export", "{}/nothing", "format=netcdf"], "There is no folder"),
        (["export", "{}/empty"], "has no tables"),
    ],
)
def test_mistakes_are_one_sentence(words: list[str], sentence: str, two_studies) -> None:
    before = sorted(two_studies.rglob("*"))
    with pytest.raises(InputError, match=rf"^[^\n]*{sentence}[^\n]*\.$"):
        command.manage([word.format(two_studies) for word in words])
    assert sorted(two_studies.rglob("*")) == before, "nothing is half-written"


@pytest.mark.slow
@pytest.mark.usefixtures("without_pictures")
def test_a_killed_study_goes_on_and_gives_the_same_table(tmp_path) -> None:
    """SIGKILL when some parts are there, then resume: nothing lost, nothing mixed."""
    asked = ["municipality=sel", "months=60", "replicates=60", "threads=1", "scenarios=[follow_up]"]
    killed("compare", [*asked, f"out={tmp_path / 'cut'}"], tables=6, chunk=10)
    parts = list((tmp_path / "cut" / "parts").glob("runs-*.parquet"))
    assert 2 <= len(parts) < 12, "killed in the middle"
    command.manage(["resume", str(tmp_path / "cut")])
    compare(read(CompareOptions, [*asked, f"out={tmp_path / 'whole'}"]))
    for table in ("runs", "curves"):
        assert digest(tmp_path / "cut" / f"{table}.parquet") == digest(tmp_path / "whole" / f"{table}.parquet")


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_but_time(tmp_path, monkeypatch) -> None:
    """A real scheduler and two worker processes on this machine; one is killed as soon as a part has come back."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(study, "CHUNK", 20)
    here = folder_of(tmp_path / "threads", 200)
    write, written = study.write_parquet, []

    def kills(file: Path, *table) -> None:
        if not written:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        written.append(file)
        write(file, *table)

    monkeypatch.setattr(study, "write_parquet", kills)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = folder_of(tmp_path / "dask", 200, "executor=dask", f"address={cluster.scheduler_address}")
    assert len({file.name for file in written if file.name.startswith("runs-")}) == 10, "most parts came after it"
    assert digest(here / "runs.parquet") == digest(there / "runs.parquet")


def test_a_ranking_writes_its_tables(tmp_path, capsys) -> None:
    asked = [*SMALL, "months=72", "measures=[follow_up,wage_subsidy]", "also=[extra_staff:0.5]", "replicates=6"]
    rank(read(RankOptions, [*asked, "outcomes=[employed_36m]", f"out={tmp_path / 'r'}"]))
    combinations = pd.read_csv(tmp_path / "r" / "combinations.csv")
    assert list(combinations["combination"].astype(str)) == ["0", "1", "2", "1+2"]
    shapley = pd.read_csv(tmp_path / "r" / "shapley.csv").set_index(["kind", "measure"])["value"]
    assert shapley["shapley"].sum() == pytest.approx(shapley["total", "all"]), "shares add up to the whole"
    for name in ("shapley", "frontier", "interactions", "order"):
        assert (tmp_path / "r" / "figures" / f"{name}_employed_36m_nb.png").stat().st_size > 5000
    for language, words in {"en": "What each measure contributes", "nb": "Hva hvert tiltak bidrar med"}.items():
        assert words in (tmp_path / "r" / f"report_{language}.html").read_text(encoding="utf-8")
    assert "cannot be told from the best" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("measures=[follow_up]", "2 to 40"),
        ("measures=[follow_up,follow_up]", "appears twice"),
        ("outcomes=[adviser_hours]", "no outcome that is better or worse"),
        ("budget_hours=-1", "must be 0 or more"),
        ("also=[follow_up]", "appears twice"),
    ],
)
def test_an_odd_ranking_is_one_sentence(said: str, sentence: str, tmp_path) -> None:
    with pytest.raises(InputError, match=rf"^[^\n]*{sentence}[^\n]*\.$"):
        rank(read(RankOptions, [*SMALL, said, f"out={tmp_path / 'r'}"]))
