"""Ensemble members in a comparison: both parts of the uncertainty, and each run in its member."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from bygd.scenarios import ensembles
from bygd.scenarios.options import CompareOptions, SweepOptions
from bygd.statistics.paired import between_members, contrast
from bygd.studies.lives import collect
from bygd.studies.programs import compare_study, sweep_study
from bygd.studies.study import Study
from experiments.command.read import read
from experiments.compare import compare
from sim.parameters import numbers
from sim.points import at
from sim.processes import Practice

HERE = {"search.applications": 2.0}, {"search.applications": 4.0}, {"search.applications": 3.0, "moving.rate": 0.005}


def effects(spread: float, chance: float, runs: int, seed: int, mean: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Made-up effects of runs in 100 members."""
    draw = np.random.default_rng(seed)
    members = np.tile(np.arange(100), runs)
    return mean + (spread * draw.standard_normal(100))[members] + chance * draw.standard_normal(len(members)), members


def test_points_begin_with_one_member_and_what_is_varied_wins(tmp_path) -> None:
    pd.DataFrame({"member": [3, 17], "search.applications": [2.0, 4.0], "practice.quota": [0.1, 0.4]}).to_csv(
        tmp_path / "mine.csv", index=False
    )
    words = ["municipality=vaga", f"ensemble={tmp_path}/mine.csv", "vary=[search.applications:1:2]"]
    options = read(SweepOptions, [*words, "member=17", "n=4"])
    plain = read(SweepOptions, [*words[::2], "n=4"])
    with_member, without = sweep_study(options).points, sweep_study(plain).points
    assert list(with_member) == list(without), "points are named by what is varied"
    for name, values in without.items():
        assert values.items() <= with_member[name].items()
        assert all("quota" in key for key in with_member[name].keys() - values.keys())
    assert ensembles.from_member(options, {"default": {}})["default"]["search.applications"] == 4.0


def test_spread_between_members_and_chance_are_told_apart() -> None:
    found = [between_members(*effects(0.8, 3.0, 20, seed)) for seed in range(60)]
    assert np.mean([one.spread**2 for one, _, _ in found]) == pytest.approx(0.64, rel=0.1)
    assert np.mean([one.chance for one, _, _ in found]) == pytest.approx(1.96 * 3 / math.sqrt(2000), rel=0.02)
    low, high = np.mean([[low, high] for _, low, high in found], axis=0)
    assert (low, high) == pytest.approx((1 - 1.96 * 0.8, 1 + 1.96 * 0.8), abs=0.15)
    assert np.mean([one.helps for one, _, _ in found]) == pytest.approx(0.894, abs=0.02)  # Phi(1 / 0.8)


def test_chance_alone_makes_no_members() -> None:
    found = [between_members(*effects(0.0, 3.0, 6, seed)) for seed in range(60)]
    assert np.median([one.spread for one, _, _ in found]) < 0.4
    widths = [high - low for _, low, high in found]
    assert np.mean(widths) < 4 * 2 * 1.96 * 3 / math.sqrt(600)


@pytest.mark.parametrize(("spread", "runs"), [(0.8, 6), (0.8, 20), (0.3, 6)])
def test_the_interval_covers_92_to_97_of_100_worlds_however_little_is_known_of_their_spread(
    spread: float, runs: int
) -> None:
    draw = np.random.default_rng(5)
    covered = []
    for seed in range(150):
        _, low, high = between_members(*effects(spread, 1.9, runs, seed))
        new = 1.0 + spread * draw.standard_normal(200)
        covered.append(np.mean((new > low) & (new < high)))
    assert 0.915 < np.mean(covered) < 0.975


def test_one_run_a_world_cannot_tell_them_apart() -> None:
    found, low, high = between_members(*effects(0.5, 1.0, 1, 0))
    assert math.isnan(found.spread)
    assert math.isnan(found.helps)
    assert low < 1 < high


def test_an_interval_over_members_is_wider_than_that_of_their_mean() -> None:
    values, members = effects(1.0, 2.0, 10, 1)
    of = np.full(len(values), 100.0)
    base = np.full(len(values), 40.0), of
    other = 40.0 + values, of
    mean, over = contrast(base, other, 100.0), contrast(base, other, 100.0, members)
    assert over.difference == mean.difference
    assert over.high - over.low > 3 * (mean.high - mean.low)
    assert over.members is not None
    assert over.members.count == 100
    assert contrast(base, other, 100.0, np.zeros(len(values))).members is None


def mine(folder, monkeypatch) -> None:
    """An ensemble of three members."""
    (folder / "ensembles").mkdir()
    pd.DataFrame(HERE).fillna({"moving.rate": 0.0038}).to_csv(folder / "ensembles" / "mine.csv", index_label="member")
    (folder / "ensembles" / "mine.json").write_text('{"made": "2026-01-01T00:00:00+00:00"}')
    monkeypatch.setattr(ensembles, "folder_of", lambda group: folder / group)


SHORT = ["municipality=vaga", "scenarios=[follow_up]", "months=72", "warm_up=1", "ensemble=mine"]


@pytest.mark.compiled
def test_each_run_is_simulated_in_its_world(tmp_path, monkeypatch) -> None:
    mine(tmp_path, monkeypatch)
    made = read(CompareOptions, [*SHORT, "replicates=8", f"out={tmp_path}/one"])
    study = compare_study(made)
    runs = study.run()["runs"]
    assert dict(zip(runs["replicate"], runs["point"], strict=True)) == {r: f"member_{r % 3}" for r in range(8)}
    made.out = f"{tmp_path}/two"
    alone = Study("compare", made, study.scenarios, points={"member_1": study.points["member_1"]}, monthly=False)
    other = alone.run()["runs"]
    columns = ["scenario", "replicate", "employed_36m_n", "stay_60m_n", "requests_n"]
    both = runs[runs["point"] == "member_1"][columns].merge(other[columns], on=columns)
    assert len(both) == 6  # replicates 1, 4, 7 of two scenarios
    made.out, made.replicates = f"{tmp_path}/three", 11
    longer = compare_study(made).run()["runs"]
    assert runs[columns].merge(longer[columns], on=columns).shape[0] == len(runs)


@pytest.mark.compiled
def test_numbers_of_the_user_are_the_same_in_all_members(tmp_path, monkeypatch) -> None:
    mine(tmp_path, monkeypatch)
    made = read(CompareOptions, [*SHORT, "search.applications=2.5"])
    assert ensembles.members_of(made, "mine")["member_2"] == {"moving.rate": 0.005}
    assert ensembles.members_of(made, "default") == {"default": {}}


@pytest.mark.compiled
def test_a_comparison_over_members_says_both_parts(tmp_path, monkeypatch, capsys) -> None:
    mine(tmp_path, monkeypatch)
    made = read(CompareOptions, [*SHORT, "replicates=12", f"out={tmp_path}/one"])
    compare(made)
    table = pd.read_csv(tmp_path / "one" / "comparison.csv").set_index("outcome")
    assert table.loc["employed_36m", "members"] == 3
    assert 0 <= table.loc["employed_36m", "share_of_members_better"] <= 1
    assert "sets of assumptions" in capsys.readouterr().out
    assert "sets of assumptions" in (tmp_path / "one" / "report_en.html").read_text()
    lives = pd.read_parquet(tmp_path / "one" / "lives_people.parquet")
    scenarios = compare_study(made).scenarios
    one = collect({"baseline": scenarios["baseline"]}, made.seed, np.array([4]), 1, list(HERE))
    same = lives[(lives["scenario"] == "baseline") & (lives["replicate"] == 4)]
    assert sorted(one.people["luck_key"]) == sorted(same["luck_key"])


# --- practice that nobody has counted ---------------------------------------------------------------------------------


def test_practice_keeps_the_order_of_two_offices_and_the_ends_of_the_range() -> None:
    one = numbers(Practice())["protected"]
    low, high = one.plausible
    national = np.linspace(low, high, 41)
    little, much = (ensembles.around(said, national, one) for said in (0.15, 0.6))
    assert np.all(little[1:-1] < much[1:-1])
    assert (little[0], little[-1], much[0], much[-1]) == (low, high, low, high)
    assert np.median(much) == pytest.approx(0.6), "half of the members lie on either side of what the file says"
    np.testing.assert_allclose(ensembles.around((low + high) / 2, national, one), national)
    assert np.all(ensembles.around(0.9, national, one) <= 0.9), "what a file says may lie beyond the plausible range"


def test_worlds_vary_what_is_assumed_of_practice_and_keep_what_is_counted() -> None:
    made = read(CompareOptions, ["municipality=sel", "scenarios=[follow_up]"])
    members = ensembles.members_of(made, made.ensemble)
    hours = {member["practice.hours_per_participant"] for member in members.values()}
    assert len(hours) > len(members) / 2
    for office in made.municipality.municipalities["sel"].offices.values():
        office.assumed = ["known"]
    counted = ensembles.members_of(made, made.ensemble)
    assert {name for member in counted.values() for name in member if name.startswith("practice.")} == {
        "practice.known"
    }
    made.municipality.municipalities["sel"].offices["after"].assumed = []
    named = {name for member in ensembles.members_of(made, made.ensemble).values() for name in member}
    assert {name for name in named if name.startswith("practice.")} == {"practice.sel.programme.known"}


def test_each_municipality_of_several_has_its_own_practice_in_a_world() -> None:
    made = read(CompareOptions, ["municipality=region", "scenarios=[follow_up]"])
    values = next(iter(ensembles.members_of(made, made.ensemble).values()))
    scenario = compare_study(made).scenarios["baseline"]
    there = at(scenario, values)
    for i, (key, municipality) in enumerate(there.municipality.municipalities.items()):
        for j, side in enumerate(municipality.offices):
            name = f"practice.{key}.{side}.protected"
            wanted = values.get(name, values.get("practice.protected"))
            assert there.rows.practices[3 * i + j].protected == municipality.offices[side].protected == wanted
    assert scenario.municipality.municipalities["nordre_land"].offices["after"].protected != wanted, (
        "the scenario itself stays"
    )
