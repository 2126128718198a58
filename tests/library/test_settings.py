"""One word chooses law, years, people, figures and prices together; what is typed wins."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.evidence.calibration.task import task_of
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.ensembles import members_in
from bygd.scenarios.notes import notes_of
from bygd.scenarios.options import (
    CalibrateOptions,
    CompareOptions,
    RankOptions,
    RunOptions,
    SensitivityOptions,
    SweepOptions,
)
from bygd.scenarios.settings import (
    SETTING,
    USUAL,
    headline_of,
    is_beyond,
    read_setting,
    setting_words,
    told,
    told_months,
)
from bygd.statistics.sensitivity import responses
from experiments.command.read import read
from sim.outcomes import OUTCOMES
from sim.parameters import numbers
from sim.processes import Parameters, idle

NEW = "norway_2021_act"


def test_the_default_is_the_setting_of_2003_and_changes_nothing() -> None:
    assert SETTING == "norway_2003_act"
    chosen = read_setting(SETTING)
    assert (chosen.options, chosen.numbers) == ({}, {})
    assert read(RunOptions, []) == read(RunOptions, [f"setting={SETTING}"])
    assert not notes_of(read(RunOptions, []))


@pytest.mark.parametrize("name", choices("setting"))
def test_a_setting_names_options_and_numbers_that_there_are(name: str) -> None:
    chosen = read_setting(name)
    kinds = (RankOptions, CompareOptions, SweepOptions, CalibrateOptions)
    assert set(chosen.options) <= {item.name for kind in kinds for item in dataclasses.fields(kind)}
    assert set(chosen.numbers) <= set(numbers(Parameters()))
    texts = [getattr(chosen.setting, part) for part in ("title", "description")]
    assert all(text.en and text.nb for text in texts)


def test_one_word_sets_what_belongs_together() -> None:
    options = read(CompareOptions, [f"setting={NEW}"])
    assert (options.law, options.start, options.arrivals, options.months) == (2021, 2022, "stated", 48)
    assert options.money.benefit == 237000.0
    assert options.programme.educated_length == 6.0, "of the act"
    assert options.until == ["employed_36m", "stay_36m"]


def test_every_setting_names_first_what_it_tells() -> None:
    for name in choices("setting"):
        setting = read_setting(name).setting
        assert all(set(line) <= set(OUTCOMES) and len(line) >= 2 for line in setting.headline)
        assert not [one for line in setting.headline for one in line if is_beyond(one, setting.horizon)]
    assert USUAL == ("employed_36m", "stay_60m", ("months_in_work_60",))


@pytest.mark.parametrize(("months", "seen"), [(48, 36), (47, 24), (36, 24), (24, 12), (12, 12)])
def test_what_is_named_first_can_be_seen_in_so_many_months(months: int, seen: int) -> None:
    options = read(CompareOptions, [f"setting={NEW}", f"months={months}"])
    assert headline_of(options) == (f"employed_{seen}m", f"stay_{seen}m", ())
    assert options.until == [f"employed_{seen}m", f"stay_{seen}m"]
    assert read(RankOptions, [f"setting={NEW}", f"months={months}"]).outcomes == options.until
    assert read(SweepOptions, [f"setting={NEW}", f"months={months}"]).outcome == f"employed_{seen}m"
    assert headline_of(read(CompareOptions, [f"months={months}"])) == USUAL


def test_what_is_typed_wins() -> None:
    typed = [f"setting={NEW}", "months=24", "money.benefit=1", "law=2003", "until=[employed_12m]"]
    options = read(CompareOptions, typed)
    assert (options.months, options.money.benefit, options.law) == (24, 1.0, 2003)
    assert options.programme.educated_length == 24.0
    assert options.until == ["employed_12m"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "are calibrated to figures of 2022 to 2024"),
        (["ensemble=default"], "are those of one set of numbers"),
        ([f"ensemble={SETTING}"], "are not calibrated here"),
    ],
)
def test_a_result_says_what_its_numbers_rest_on(typed, said) -> None:
    options = read(CompareOptions, [f"setting={NEW}", *typed])
    assert options.ensemble == (typed[0].partition("=")[2] if typed else NEW)
    assert any(said in note and "how measures act" in note for note in notes_of(options))


def test_the_numbers_of_the_setting_are_the_point_of_its_ensemble() -> None:
    file = folder_of("ensembles") / f"{NEW}.json"
    point = json.loads(file.read_text(encoding="utf-8"))["point"]
    numbers = read_setting(NEW).numbers
    assert {name: numbers[name] for name in point} == point


def test_a_run_takes_declared_numbers_in_every_setting() -> None:
    assert read(RunOptions, [f"setting={NEW}"]).ensemble == "default"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (["months=60"], "months is 60, but at most 48 in setting=norway_2021_act: what is published reaches 40"),
        (["until=[stay_60m]"], "until names stay_60m, which is not told in setting=norway_2021_act"),
        (["until=[months_in_work_60]"], "until names months_in_work_60, which is not told"),
        (["setting=norway_2031_act"], "There is no setting 'norway_2031_act'"),
    ],
)
def test_what_does_not_fit_the_setting_is_refused_with_the_reason(typed: list[str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(CompareOptions, [f"setting={NEW}", *typed])


def test_outcomes_beyond_the_horizon_are_not_told() -> None:
    options = read(RunOptions, [f"setting={NEW}"])
    left = set(OUTCOMES) - set(told(OUTCOMES, options))
    assert {"employed_48m", "stay_60m", "employed_5y", "months_in_work_60", "ever_placed_60", "stay5_couples"} <= left
    assert {"employed_36m", "stay_36m", "employed_1y", "work_direct", "follow_up"}.isdisjoint(left)
    assert told(OUTCOMES, read(RunOptions, [])) == list(OUTCOMES)
    assert is_beyond("employed_36m_men", 24)
    assert not is_beyond("employed_36m_men", 40)


def test_the_old_options_say_what_they_miss() -> None:
    (note,) = notes_of(read(RunOptions, ["law=2021"]))
    assert "only the length of the programme" in note
    assert "setting=norway_2021_act" in note


SEL = (Path(__file__).parents[2] / "configs" / "municipality" / "sel.yaml").read_text(encoding="utf-8")


def test_a_municipality_without_late_years_cannot_be_simulated_in_the_new_setting(tmp_path) -> None:
    lines = [
        line for line in SEL.splitlines() if not line.strip().startswith(("2022:", "2023:", "2024:", "displaced:"))
    ]
    file = tmp_path / "old.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="Sel states nobody who was settled after 2021"):
        read(RunOptions, [f"municipality={file}", f"setting={NEW}"])
    assert read(RunOptions, [f"municipality={file}"]).arrivals == "series"


def late(tmp_path: Path, *without: str) -> str:
    """A file of a municipality that states the years from 2022 on alone, and none of the lines that begin so."""
    lines = [
        line
        for line in SEL.splitlines()
        if not line.strip().startswith((*map("{}:".format, range(2012, 2022)), *without))
    ]
    file = tmp_path / "late.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return f"municipality={file}"


def test_a_municipality_that_begins_in_2022_is_asked_for_the_setting(tmp_path) -> None:
    with pytest.raises(InputError, match="Sel states persons settled from 2022 to 2024; say setting=norway_2021_act"):
        read(RunOptions, [late(tmp_path)])
    assert read(RunOptions, [late(tmp_path), f"setting={NEW}"]).arrivals == "stated"


def test_who_states_nobody_under_collective_protection_is_told(tmp_path) -> None:
    text = SEL.partition("    displaced:")[0]
    (tmp_path / "plain.yaml").write_text(text, encoding="utf-8")
    notes = notes_of(read(RunOptions, [f"municipality={tmp_path / 'plain.yaml'}", f"setting={NEW}"]))
    assert any(note.startswith("Note: Sel states no displaced") for note in notes)
    assert not any("displaced" in note for note in notes_of(read(RunOptions, [f"setting={NEW}"])))


def test_other_numbers_of_people_keep_the_share_under_collective_protection() -> None:
    options = read(RunOptions, [f"setting={NEW}", "municipality=national", "settled_per_year=100"])
    (national,) = options.municipality.municipalities.values()
    assert set(national.settled.values()) == {100}
    assert national.displaced == {2022: 88, 2023: 89, 2024: 84, 2025: 82}


def test_numbers_that_act_on_nobody_in_a_setting_are_not_varied_there() -> None:
    old, new = (responses.varied([], read(SensitivityOptions, [f"setting={name}"])) for name in (SETTING, NEW))
    assert not {name for name in old if name in idle(Parameters())}
    assert {"displaced.search", "displaced.emigration", "hiring.simple_posts", "search.applications"} <= set(new)
    assert not {"money.benefit", "programme.educated_length"} & set(new), "set by act and setting"
    varied = {name for name, item in numbers(Parameters()).items() if item.plausible[0] < item.plausible[1]}
    assert {name for name in old if not name.startswith("practice.")} == varied - idle(Parameters())


def test_calibration_has_numbers_of_its_own_in_the_new_setting() -> None:
    options = read(CalibrateOptions, [f"setting={NEW}", "points=100", "again=200"])
    task = task_of(options)
    assert (options.months, options.figures, options.municipality.title) == (48, NEW, "A typical Norwegian place")
    assert len(task.targets) == 20
    assert len(task.free) == len(options.free) >= 12
    assert not {"displaced.job_from", "language.class_until", "money.benefit"} & set(task.numbers)
    options.months = 24
    with pytest.raises(InputError, match="months is 24, but must be 30 or more"):
        task_of(options)


def test_an_ensemble_of_the_setting_varies_what_the_setting_sets_and_another_does_not() -> None:
    table = pd.DataFrame({"hiring.simple_posts": [0.1, 0.6], "search.applications": [2.0, 3.0]}, index=[0, 1])
    options = read(CompareOptions, [f"setting={NEW}"])
    options.ensemble = NEW
    assert [one["hiring.simple_posts"] for one in members_in(options, table).values()] == [0.1, 0.6]
    options.ensemble = SETTING
    assert "hiring.simple_posts" not in members_in(options, table)["member_0"]
    typed = read(CompareOptions, [f"setting={NEW}", "hiring.simple_posts=0.5"])
    typed.ensemble = NEW
    assert "hiring.simple_posts" not in members_in(typed, table)["member_0"]


def test_nothing_is_drawn_beyond_the_horizon() -> None:
    curves = pd.DataFrame({"since": range(60), "seen": 1.0})
    chosen = {name: read(CompareOptions, [f"setting={name}"]) for name in ("norway_2003_act", "norway_2021_act")}
    assert len(told_months(curves, chosen["norway_2003_act"])) == 60
    assert told_months(curves, chosen["norway_2021_act"])["since"].max() == 40


def test_members_of_another_world_are_not_calibrated_here() -> None:
    chosen = read(CompareOptions, ["setting=norway_2021_act", "ensemble=norway_2003_act"])
    assert "not calibrated" in setting_words(chosen).en
