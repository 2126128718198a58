"""Points of a design: numbers set otherwise, in the whole run, in every executor alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.options import CompareOptions
from bygd.studies.study import CHUNK, Study
from experiments.command.read import read
from sim.compiled import run
from sim.parameters import ParameterError
from sim.points import DEFAULT, Point, at, point_of
from sim.scenario import Scenario
from tests.support.random_towns import hamlet, parameters

SMALL = ["municipality=vaga", "months=24", "warm_up=0", "scenarios=[follow_up]", "threads=2"]


def test_a_point_is_named_by_its_values() -> None:
    assert point_of({}) == DEFAULT
    assert point_of({"a": 1, "b": 2.0}) == point_of({"b": 2, "a": 1.0}) != point_of({"a": 1.0})


def test_a_point_without_values_is_the_scenario_itself() -> None:
    scenario = Scenario(hamlet(), months=12)
    assert at(scenario, {}) is scenario


@pytest.mark.compiled
def test_a_point_is_the_same_as_stating_its_numbers() -> None:
    town = hamlet(persons=12, practice={"prepared": 0.8})
    stated = Scenario(town, (), parameters(placement__trouble=0.2, answer__never_private=0.1), months=36)
    plain = Scenario(hamlet(persons=12), months=36)
    values = {"placement.trouble": 0.2, "answer.never_private": 0.1, "practice.prepared": 0.8}
    one, other = (run(scenario, 1, np.arange(3)) for scenario in (stated, at(plain, values)))
    assert np.array_equal(one.tally, other.tally)
    assert not np.array_equal(one.tally, run(plain, 1, np.arange(3)).tally)


def test_one_office_can_be_meant() -> None:
    changed = at(Scenario(hamlet(), months=12), {"practice.after.prepared": 0.9})
    assert [practice.prepared for practice in changed.rows.practices] == [0.4, 0.9, 0.4]


def test_scenarios_of_one_point_are_what_each_is_alone() -> None:
    made = read(CompareOptions, ["municipality=sel", "scenarios=[follow_up,extra_staff,follow_up+extra_staff]"])
    values = {"placement.trouble": 0.2, "practice.after.prepared": 0.3, "practice.evaluated": 0.35}
    point, before = Point(values), [dataclasses.asdict(one.parameters) for one in scenarios_of(made).values()]
    together = {name: point.of(scenario) for name, scenario in scenarios_of(made).items()}
    for name, scenario in scenarios_of(made).items():
        alone = at(scenario, values)
        assert (together[name].name, together[name].phases) == (alone.name, alone.phases)
    one, both = together["follow_up"].phases[-1], together["follow_up+extra_staff"].phases[-1]
    assert one.practices != both.practices  # measures do not leak into each other, nor into the numbers beneath
    assert all(phases.phases[0] == together["baseline"].phases[0] for phases in together.values())
    assert before == [dataclasses.asdict(one.parameters) for one in scenarios_of(made).values()]


@pytest.mark.parametrize("name", ["placement.luck", "practice.luck", "practice.both.prepared", "luck"])
def test_an_unknown_number_is_one_sentence(name: str) -> None:
    with pytest.raises(ParameterError, match=rf"^There is no number {name}; .*\.$"):
        at(Scenario(hamlet(), months=12), {name: 0.5})


def study(folder, points: dict, *arguments: str) -> pd.DataFrame:
    made = read(CompareOptions, [*SMALL, *arguments, f"out={folder}"])
    return Study("test", made, scenarios_of(made), points=points, monthly=False, curves=False).run()["runs"]


@pytest.mark.compiled
def test_a_study_of_many_points_shares_parts_and_keeps_its_order(tmp_path) -> None:
    values = [{"placement.trouble": 0.05 + 0.002 * i} for i in range(32)]
    points = {point_of(one): one for one in values}
    runs = study(tmp_path / "a", points, "replicates=3")
    assert len(runs) == 2 * len(points) * 3
    assert len(list((tmp_path / "a" / "parts").iterdir())) == -(-len(runs) // (CHUNK // 3 * 3)), "parts are packed"
    keys = list(zip(runs["scenario"], runs["point"], runs["replicate"], strict=True))
    assert keys == [(s, p, r) for p in points for s in ("baseline", "follow_up") for r in range(3)]
    alone = study(tmp_path / "b", {list(points)[7]: values[7]}, "replicates=3")
    some = runs[runs["point"] == list(points)[7]].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, alone)


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_every_executor_gives_the_same_table(executor: str, tmp_path) -> None:
    points = {point_of(one): one for one in ({}, {"placement.trouble": 0.2})}
    here = study(tmp_path / "threads", points, "replicates=4")
    workers = {"processes": 2, "dask": 1}[executor]  # of Dask two are at work where one of them is killed
    there = study(tmp_path / executor, points, "replicates=4", f"executor={executor}", f"threads={workers}")
    pd.testing.assert_frame_equal(here, there)


def test_a_scheduler_that_does_not_answer_is_one_sentence(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("bygd.studies.executors.ANSWERS", "0.5s")
    with pytest.raises(InputError, match=r"^No Dask scheduler answers at tcp://127.0.0.1:9 \(.*; start one .*\.$"):
        study(tmp_path / "x", {DEFAULT: {}}, "replicates=2", "executor=dask", "address=tcp://127.0.0.1:9")
