"""The program that plays a trial: a small one whole, own numbers and measures, bad requests."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.trials import read_trial
from bygd.statistics.trials import EFFECTS
from experiments.command.read import read
from experiments.trial.__main__ import TrialOptions, trial
from experiments.trial.play import trial_of

SMALL = ["municipality=region", "ensemble=default", "months=60", "replicates=6", "threads=2", "track=0"]


@pytest.mark.compiled
def test_a_small_trial_whole(tmp_path, capsys) -> None:
    options = read(TrialOptions, [*SMALL, f"out={tmp_path}/one"])
    trial(options)
    said = capsys.readouterr().out
    assert all(words in said for words in EFFECTS.values())
    assert "Published" not in said, "it is a trial of one's own"
    folder = tmp_path / "one"
    table, months = pd.read_csv(folder / "trial.csv"), pd.read_parquet(folder / "trial.parquet")
    assert set(table["effect"]) == set(months["effect"]) == set(EFFECTS)
    assert (table["low"] <= table["difference"]).all()
    assert (table["difference"] <= table["high"]).all()
    before = months[(months["since"] < options.trial.from_month) & (months["effect"] == "treated")]
    assert (before["difference"].abs() < 5).all(), "hardly anything before treatment: the same people, the same luck"
    about = json.loads((folder / "trial.json").read_text(encoding="utf-8"))
    assert about["design"]["track"] == 0
    assert about["treated"] > 0
    assert len(about["effects"]) == len(table)
    assert (folder / "figures" / "trial.png").stat().st_size > 10_000
    trial(options)  # everything is there: the same text
    assert capsys.readouterr().out == said


def test_a_trial_as_filed_keeps_what_is_published_and_one_s_own_does_not() -> None:
    filed = read_trial("gothenburg")
    assert trial_of(read(TrialOptions, [])) == filed
    own = trial_of(read(TrialOptions, ["share=0.5", "measures=[follow_up,extra_staff:0.5]"]))
    assert own.design == {**filed.design, "share": 0.5}
    assert own.published == ()
    assert [policy.name for policy in own.policies] == ["trial_follow_up", "trial_extra_staff"]
    assert own.policies[1].changes == {"practice.trial.extra_posts": {"add": 0.5}}


BAD = {
    "like=gothenborg": r"There is no trial 'gothenborg' \(is gothenburg meant\?\)",
    "trial.share=0.5": r"say share=… in place of trial\.share=…",
    "share=-2": "share is -2, but must not be negative",
    "share=0": "the share of those who take part is 0",
    "treated=1": "treated must lie between 0 and 1",
    "until=6": "until must be later than from_month",
    "months=40": "months is 40, but must be 48 or more",
    "measures=[wage_subsidy]": "which is no practice of an office",
    "measures=[nothing]": "There is no measure 'nothing'",
    "track=5": "trial.track is 5, but must lie between 0 and 3",
}


@pytest.mark.parametrize(("word", "sentence"), BAD.items(), ids=BAD)
def test_a_bad_request_is_told_in_one_sentence(word: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as told:
        trial_of(read(TrialOptions, [word]))
    assert "\n" not in str(told.value)
