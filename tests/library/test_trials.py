"""Trials: files agree with targets and evidence, faults are told, scenarios are as the file says, effects by hand."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.evidence.targets import load, printed
from bygd.scenarios.catalogue import choices, folder_of
from bygd.scenarios.measures import read_measure
from bygd.scenarios.options import CalibrateOptions
from bygd.scenarios.own_files import load_yaml
from bygd.scenarios.trials import for_the_treated, of_scenario, played, read_trial, trial_of
from bygd.statistics.trials import EFFECTS, by_month, by_period, periods
from experiments.command.read import read
from sim.parameters import numbers
from sim.population import SIDES
from sim.rules.offices import Practice
from sim.rules.trial import Trial

TRIALS = choices("trials")


# --- files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TRIALS)
def test_what_is_published_is_what_evidence_and_targets_say(name: str) -> None:
    targets = {item.id: item for item in load("norway_2003_act")}
    for item in read_trial(name).published:
        if np.isfinite(printed(item.id)):
            assert item.value == printed(item.id)
        if item.id in targets:
            assert targets[item.id].trial == name
            assert (targets[item.id].value, targets[item.id].tolerance) == pytest.approx((item.value, item.error))


@pytest.mark.parametrize("name", TRIALS)
def test_every_number_of_a_trial_has_its_reason_beside_it(name: str) -> None:
    text = (folder_of("trials") / f"{name}.yaml").read_text(encoding="utf-8")
    practice = text.partition("practice:")[2].partition("published:")[0].splitlines()[1:]
    assert all("#" in line for line in practice if line.strip())


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "line": ({"until": 24}, "until is no line of a trial (is trial meant?)"),
    "title": ({"title": "Gothenburg"}, "language of title must be written as names and values"),
    "language": ({"title": {"en": "Gothenburg"}}, "title lacks its text in 'nb'"),
    "nobody": ({"trial": {"share": 0}}, "the share of those who take part is 0"),
    "no_controls": ({"trial": {"share": 1, "treated": 1.0}}, "treated must lie between 0 and 1"),
    "backwards": ({"trial": {"share": 1, "from_month": 24, "until": 12}}, "until must be later than from_month"),
    "half_month": ({"trial": {"share": 1, "from_month": 1.5}}, "must be whole numbers"),
    "too_short": ({"months": 47}, "months is 47, but must be 48 or more"),
    "too_long": ({"months": 445}, "months is 445, but must be a whole number up to 444"),
    "mistyped": ({"trial": {"shares": 1}}, "shares is no number of trial (is share meant?)"),
    "range": ({"trial": {"share": 1.5}}, "trial.share is 1.5, but must lie between 0 and 1"),
    "text": ({"practice": {"prepared": "yes"}}, "practice.prepared is 'yes', but must be a number"),
    "practice": ({"practice": {"prepare": 1}}, "prepare is no number of practice (is prepared meant?)"),
    "published": ({"published": {"id": "x"}}, "published must be a list"),
    "figure": ({"published": [{"id": "trial_gothenburg_effect"}]}, "lacks its line what"),
    "evidence": ({"published": ["id", "nowhere"]}, "there is no evidence 'nowhere'"),
    "evidence in a list": ({"published": ["id", ["a", "b"]]}, "there is no evidence"),
    "half a month": ({"published": ["last", 6.5]}, "must be whole months from 0 on"),
    "before it ends": ({"published": ["first", -2]}, "must be whole months from 0 on"),
    "what": ({"published": ["what", "both"]}, "what is 'both'; choose from effect, controls"),
    "order": ({"published": ["last", 0]}, "first is 0, but must be earlier than last, 0"),
    "error": ({"published": ["error", 0]}, "error is 0, but must be above 0"),
}


@pytest.mark.parametrize(("change", "sentence"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_in_one_sentence(change: dict[str, Any], sentence: str) -> None:
    stated = copy.deepcopy(load_yaml(folder_of("trials") / "gothenburg.yaml", "trial", ""))
    for line, value in change.items():
        if line == "published" and isinstance(value, list) and isinstance(value[0], str):
            stated["published"][0][value[0]] = value[1]
        else:
            stated[line] = value
    with pytest.raises(InputError) as told:
        trial_of("mine", stated)
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_line_that_is_missing_and_a_trial_that_is_not_there_are_told(tmp_path) -> None:
    stated = load_yaml(folder_of("trials") / "gothenburg.yaml", "trial", "")
    with pytest.raises(InputError, match="the line practice is missing"):
        trial_of("mine", {name: value for name, value in stated.items() if name != "practice"})
    with pytest.raises(InputError, match=r"There is no trial 'gotenburg' \(is gothenburg meant\?\)"):
        read_trial("gotenburg")
    file = tmp_path / "mine.yaml"
    file.write_text("title: no more\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.yaml: "):
        read_trial(str(file))


# --- scenarios --------------------------------------------------------------------------------------------------


def test_the_office_of_the_treated_alone_works_as_the_file_says() -> None:
    options, trial = read(CalibrateOptions, ["municipality=sel", "months=156"]), read_trial("gothenburg")
    scenario = played(options, [], trial)
    assert scenario.months == trial.months
    assert options.months == 156, "left as it was"
    assert dataclasses.asdict(scenario.parameters.trial) == trial.design
    office = dict(zip(SIDES, scenario.phases[-1].practices, strict=True))
    usual = dict(zip(SIDES, scenario.rows.practices, strict=True))
    for name in numbers(Practice()):
        assert getattr(office["programme"], name) == getattr(usual["programme"], name)
        assert getattr(office["trial"], name) == trial.practice.get(name, getattr(usual["programme"], name))


def test_without_treatment_the_same_groups_are_drawn_and_nobody_is_treated() -> None:
    options, trial = read(CalibrateOptions, ["municipality=sel", "months=156"]), read_trial("gothenburg")
    scenario = played(options, [], trial, treated=False)
    design = scenario.parameters.trial
    assert (design.share, design.treated, design.track, design.until) == (1.0, 0.5, 1.0, 24.0)
    assert design.from_month == design.until
    assert scenario.policies == ()
    for track in (1, 2, 3):
        for u, v in ((0.1, 0.2), (0.99, 0.7)):
            assert design.group_of(track, u, v) == Trial(**trial.design).group_of(track, u, v)


def test_rows_of_a_trial_and_of_no_trial_are_told_apart() -> None:
    runs = pd.DataFrame({"scenario": ["national", "trial_gothenburg", "trial_denmark"], "x": [1, 2, 3]})
    assert of_scenario(runs, "")["x"].tolist() == [1]
    assert of_scenario(runs, "denmark")["x"].tolist() == [3]
    assert of_scenario(runs.drop(columns="scenario"), "denmark")["x"].tolist() == [1, 2, 3]


def test_a_measure_is_taken_for_the_treated_alone_or_refused() -> None:
    own = for_the_treated(read_measure("follow_up"))
    assert set(own.changes) == {"practice.trial.protected", "practice.trial.prepared", "practice.trial.evaluated"}
    with pytest.raises(InputError, match=r"wage_subsidy changes .* which is no practice of an office"):
        for_the_treated(read_measure("wage_subsidy"))


# --- effects ----------------------------------------------------------------------------------------------------


def curves(treated_work: float, controls_work: float, others_work: float) -> pd.DataFrame:
    """Counts of two runs over 36 months, in each of which so many of 10, 10 and 20 work from month 12 on."""
    since = np.tile(np.arange(36), 2)
    late = (since >= 12).astype(float)
    return pd.DataFrame(
        {
            "replicate": np.repeat([0, 1], 36),
            "since": since,
            "seen": 40.0,
            "work": late * (treated_work + controls_work + others_work),
            "treated_seen": 10.0,
            "treated_work": late * treated_work,
            "controls_seen": 10.0,
            "controls_work": late * controls_work,
        }
    )


def test_effects_are_what_one_counts_by_hand() -> None:
    played_there, untreated = curves(6, 2, 8), curves(3, 3, 9)
    expected = {
        "trial": 40.0,  # 60 less 20 %
        "treated": 30.0,
        "controls": -10.0,
        "others": 100 * (10 - 12) / 30,
        "everybody": 100 * (16 - 15) / 40,
    }
    months = by_month(played_there, untreated, 24)
    assert list(months["effect"].unique()) == list(EFFECTS)
    for effect, value in expected.items():
        rows = months[months["effect"] == effect].set_index("since")
        assert rows.loc[11, "difference"] == 0
        assert rows.loc[12:, "difference"].to_numpy() == pytest.approx(value)
        assert rows.loc[24, "since_end"] == 0
    years = by_period(played_there, untreated, periods(6, 24, 36), None)
    table = years.set_index(["effect", "period"])["difference"]
    assert table["trial", "during"] == pytest.approx(40 * 12 / 18)
    assert table["trial", "year 1 after"] == pytest.approx(40)
    assert set(years["period"]) == {"during", "year 1 after"}


def test_months_in_which_nearly_nobody_is_seen_say_nothing() -> None:
    few = curves(6, 2, 8)
    few.loc[few["since"] == 35, [name for name in few if name.endswith(("seen", "work"))]] = 0
    months = by_month(few, few, 24)
    assert months["since"].max() == 34
    assert not months.isna().any().any()
