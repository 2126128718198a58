"""With ``language=nb`` what a planner meets is Norwegian: the usual mistakes, notes, steps, tables of the terminal."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

from bygd.scenarios.notes import notes_of
from bygd.scenarios.options import (
    CompareOptions,
    ExplorerOptions,
    MechanismsOptions,
    ObstaclesOptions,
    RankOptions,
    RunOptions,
)
from bygd.spoken import spoken, spoken_by
from bygd.statistics.comparison import comparison, overview_rows
from bygd.statistics.exchange import two_by_two
from bygd.studies.loaded import REFUSED
from experiments.command.main import main, parts
from experiments.command.read import read
from experiments.display import declared
from experiments.display.tables import comparison_text, exchange_text, outcome_table, overview_text
from experiments.display.words import Words
from experiments.municipality.__main__ import PARTS
from sim.outcomes import OUTCOMES
from tests.support.files import write_files
from tests.support.norwegian import english_in

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "compare": CompareOptions,
    "rank": RankOptions,
    "run": RunOptions,
    "explorer": ExplorerOptions,
    "obstacles": ObstaclesOptions,
    "mechanisms": MechanismsOptions,
}
MISTAKES = (
    "scenarioss=[follow_up]", "municipality=sell", "municipality=xx", "municipality=mine.yaml", "months=500",
    "months=x", "replicates=x", "replicates=-1", "seed=-1", "out", "member=-3", "setting=xx", "law=1999", "start=abc",
    "policy=[folow_up]", "policy=[follow_up:2]", "policy=[extra_staff:a]", "policy=[extra_staff:0,5]",
    "policy=[follow_up", "placement.detection=2", "placement.detection=0,5", "population=mars", "--hjelp",
    "setting=norway_2021_act months=60", "policy=follow_up,mentor_grant", "municipality=3435", "threads=1,5",
)  # fmt: skip
OF_COMPARE = (
    "scenarios=[folow_up]", "scenarios=[follow_up:2]", "scenarios=[extra_staff:a]", "scenarios=[all_ten:2]",
    "budget=10", "scenarios=[extra_staff,extra_staff]", "scenarios=[follow_up+follow_up]", "table=long",
    "scenarios=[]", "practice_of=x", "scenarios=follow_up,mentor_grant", "willingness=x", "extra_staff=1", "budget=0",
    "scenarios=[mine.yaml]", "municipalities=[sel,sel]", "municipalities=[sel,valga]", "ensemble=xx", "arrivals=x",
    "beside_ensemble=default", "beside_ensemble=norway_2003_act", "beside_ensemble=norway_2021_act member=17",
    "beside_ensemble=norway_2021_act municipalities=[sel,vaga]", "beside_ensemble=xx",
)  # fmt: skip


def nothing(options: object) -> None:
    """Nobody gets so far."""
    raise AssertionError(options)


def planned(options: CompareOptions) -> None:
    """Make the study of a comparison, without simulating it."""
    from bygd.studies.programs import compare_studies, compare_study

    (compare_studies if options.municipalities else compare_study)(options)


def told(capsys: pytest.CaptureFixture, call, *arguments: object) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as stop:
        call(*arguments)
    assert stop.value.code == 1
    return str(capsys.readouterr().err)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_usual_mistake_is_told_in_norwegian(mistake: str, capsys) -> None:
    for name, options in COMMANDS.items():
        said = told(capsys, main, options, nothing, name, [*mistake.split(" "), "language=nb"])
        assert not english_in(said), said
        assert "På engelsk" not in said


@pytest.mark.parametrize("mistake", OF_COMPARE)
def test_a_mistake_about_measures_is_told_in_norwegian(mistake: str, capsys) -> None:
    said = told(capsys, main, CompareOptions, planned, "compare", [mistake, "language=nb"])
    assert not english_in(said), said
    assert "På engelsk" not in said


@pytest.mark.parametrize(
    "typed",
    ["template mine.txt", "template there.yaml", "check nowhere.yaml", "check", "chek sel", "fetch", "fetch 1 year=-1"],
)
def test_mistakes_about_municipality_files_are_told_in_norwegian(typed: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.yaml").touch()
    monkeypatch.setattr(sys, "argv", ["municipality", *typed.split(" "), "language=nb"])
    said = told(capsys, parts, "", PARTS, "municipality")
    assert not english_in(said), said
    assert "På engelsk" not in said


def test_a_folder_that_is_none_is_told_in_norwegian(tmp_path, capsys) -> None:
    from experiments.report.__main__ import ReportOptions, report

    said = told(capsys, main, ReportOptions, report, "report", [str(tmp_path / "x"), "language=nb"])
    assert said.startswith("Det finnes ingen mappe")
    from experiments.lives import LivesOptions, lives

    said = told(capsys, main, LivesOptions, lives, "lives", [str(tmp_path), "language=nb"])
    assert "er ingen studiemappe" in said


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        ("policy/follow_up.yaml", "--config-dir own"),
        ("policy/Mentortilskudd.yaml", "--config-dir own"),
        ("policy/baseline.yaml", "--config-dir own"),
        ("policy/a+b.yaml", "--config-dir own"),
        ("setting/ours.yaml", "--config-dir own"),
        ("notes/ours.yaml", "--config-dir own"),
        ("notes/ours.yaml", "--config-dir nowhere"),
        ("policy/ours.yaml", "--config-dir="),
        ("policy/ours.yaml", "hydra.searchpath=[pkg://own]"),
    ],
)
def test_mistakes_about_folders_of_ones_own_are_told_in_norwegian(
    file: str, typed: str, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path / "own", {file: "\n"})
    said = told(capsys, main, RunOptions, nothing, "run", [*typed.split(" "), "language=nb"])
    assert not english_in(said), said
    assert "På engelsk" not in said


def test_that_a_worker_has_another_model_is_told_in_norwegian() -> None:
    assert declared.translated(REFUSED, "nb").startswith("En av Dasks arbeidsprosesser")


def test_what_has_no_norwegian_is_announced_and_english_stays_as_it_is(capsys) -> None:
    from bygd.errors import InputError

    def fails(_: object) -> None:
        raise InputError("The moon is full.")

    assert (
        told(capsys, main, RunOptions, fails, "run", ["language=nb"])
        == "På engelsk sier programmet: The moon is full.\n"
    )
    assert told(capsys, main, RunOptions, fails, "run", []) == "The moon is full.\n"


@pytest.mark.parametrize(
    "asked",
    [
        "setting=norway_2021_act", "law=2021", "population=ukraine_2022", "arrivals=series_to_2023 months=140",
        "trial.share=0.2", "search.outside=0.9 search.acquaintances=0.9", "start=2030",
        "municipality.municipalities.sel.labour_market_index={2015:1.2,2040:1.1}",
    ],
)  # fmt: skip
def test_notes_are_norwegian(asked: str) -> None:
    with spoken_by(lambda sentence: declared.translated(sentence, "nb")):
        notes = [(note, spoken(note)) for note in notes_of(read(RunOptions, asked.split(" ")))]
    assert not [note for note, own in notes if not own or english_in(own)]


def test_steps_of_planners_programs_are_norwegian() -> None:
    files = [
        *(f"{name}.py" for name in ("compare", "run", "obstacles", "mechanisms", "lives")),
        "rank/__main__.py",
        "report/__main__.py",
    ]
    steps = set()
    for file in [*files, "explorer/__main__.py"]:
        tree = ast.parse((ROOT / "experiments" / file).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Steps":
                steps |= {item.value for item in node.args if isinstance(item, ast.Constant)}
    assert len(steps) > 8
    assert not {step for step in steps if not declared.translated(step, "nb")}
    line = "Simulating … (step 1 of 4, next: x)"
    assert declared.translated(line, "nb") == "Simulating … (trinn 1 av 4, deretter: x)"


def test_every_outcome_has_its_norwegian() -> None:
    names = [declared.outcome_name(name, "nb") for name in OUTCOMES]
    assert not [name for name in names if english_in(name)]
    known = set(declared._outcomes("nb")["names"])
    used = {name if name in known else declared.pattern_name(name) for name in OUTCOMES}
    assert known == used, "no name is left over"
    units = {outcome.unit for outcome in OUTCOMES.values()} - {"%", "0-1"}
    assert not {unit for unit in units if declared.unit_name(unit, "nb") == unit and unit != "persons"}


def runs(share: int) -> pd.DataFrame:
    """Runs of two members in which so many of a hundred are counted."""
    counts = {f"{key}_{part}": [n] * 4 for key in OUTCOMES for part, n in (("n", share), ("of", 100))}
    return pd.DataFrame({"replicate": range(4), "point": ["a", "b"] * 2, "failed": [False] * 4, **counts})


def test_tables_of_the_terminal_are_norwegian() -> None:
    words, options = Words("nb"), read(CompareOptions, ["scenarios=[follow_up+extra_staff:0.5]"])
    both = {"baseline": runs(40), "follow_up+extra_staff:0.5": runs(43)}
    texts = [
        comparison_text(words, comparison(both), "Sel", options),
        overview_text(words, overview_rows(both, "sel"), "Sel", options),
        outcome_table(words, runs(40), "Sel", "baseline", options),
    ]
    practices = {
        "sel": {"baseline": runs(40), "practice_of_vaga": runs(43)},
        "vaga": {"baseline": runs(52), "practice_of_sel": runs(50)},
    }
    texts.append(exchange_text(words, two_by_two(practices), {"sel": "Sel", "vaga": "Vågå"}))
    assert not english_in("\n".join(texts))
    assert "½ stilling" in texts[1]
    assert "43,0" in texts[0]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ([], "\nPå norsk: python -m experiments.demo language=nb\n"),
        (["budget=400"], "\nPå norsk: python -m experiments.demo budget=400 language=nb\n"),
        (["language=nb"], ""),
        (["--help"], ""),
    ],
)
def test_the_demo_says_last_how_it_is_had_in_norwegian(words: list[str], end: str, monkeypatch, capsys) -> None:
    monkeypatch.setattr("experiments.command.main.main", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["demo", *words])
    runpy.run_module("experiments.demo", run_name="__main__")
    assert capsys.readouterr().out == end
