"""``import bygd``: every mistake is one sentence, and leaves nothing behind."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import bygd

SHORT: Any = {"months": 36, "warm_up": 0, "threads": 1}
compiled = pytest.mark.compiled


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("run", {"municipality": "Sell"}, "There is no municipality 'Sell' (is sel meant?); choose from"),
    ("run", {"municipality": 7}, "There is no municipality 7; choose from"),
    ("run", {"municipality": "nowhere.yaml"}, "There is no municipality file nowhere.yaml."),
    ("run", {"municipality": Path("nowhere.txt")}, "There is no municipality 'nowhere.txt'"),
    ("run", {"measures": "folow_up"}, "There is no measure 'folow_up' (is follow_up meant?); choose from"),
    ("run", {"measures": "nowhere.yaml"}, "There is no measure file nowhere.yaml."),
    ("run", {"measures": 3}, "measures is 3, but must be names, files or measures, like measures=['follow_up']."),
    ("run", {"measures": ["follow_up", None]}, "measures holds None, but must hold names, files or measures."),
    ("run", {"measures": ["follow_up", "follow_up"]}, "The measure follow_up appears twice"),
    ("run", {"measures": "follow_up:1.5"}, "follow_up is done in full at 1"),
    ("run", {"measures": "extra_staff:half"}, "extra_staff:half is not understood; a measure"),
    ("run", {"numbers": {"placement.detecton": 1}}, "'placement.detecton' (is placement.detection meant?)"),
    ("run", {"numbers": {"placement.detection": math.nan}}, "is nan probability, but must lie between 0 and 1."),
    ("run", {"numbers": {"placement.detection": "high"}}, "is 'high', but must be a number between 0 and 1."),
    ("run", {"numbers": {"placement.detection": True}}, "is True, but must be a number between 0 and 1."),
    ("run", {"numbers": {"practice.prepared": 0.9}}, "belongs to the offices; change it with a measure"),
    ("run", {"numbers": ["placement.detection"]}, "numbers must say names and values, like"),
    ("run", {"replicates": -3}, "replicates is -3, but must be a whole number from 1 to 1000000."),
    ("run", {"replicates": 0}, "replicates is 0, but must be a whole number from 1 to 1000000."),
    ("run", {"replicates": 2.5}, "replicates is 2.5, but must be a whole number."),
    ("run", {"replicates": math.nan}, "replicates is nan, but must be a whole number."),
    ("run", {"replicates": True}, "replicates is True, but must be a whole number."),
    ("run", {"seed": -1}, "seed is -1, but must be a whole number from 0 to 4294967295."),
    ("run", {"months": "120"}, "months is '120', but must be a whole number."),
    ("run", {"months": 445}, "months is 445, but must be a whole number from 1 to 444."),
    ("run", {"start": 1800}, "start is 1800, but must be a year from 1990 to 2060."),
    ("run", {"arrivals": "many"}, "arrivals is 'many', but must be one of series, mean, series_to_2023, stated."),
    ("run", {"law": 1999}, "There is no law 1999; choose from 2003, 2021."),
    ("run", {"population": "ukraine"}, "There is no population 'ukraine'"),
    ("run", {"population": None}, "population is None, but must be a text."),
    ("run", {"month": 3}, "There is no option 'month' (is months meant?)."),
    ("run", {"until": ["employed_36m"]}, "There is no option 'until'."),
    ("run", {"ensemble": "norway"}, "There is no ensemble 'norway'"),
    ("run", {"ensemble": "nowhere.csv"}, "There is no ensemble file nowhere.csv."),
    ("run", {"ensemble": 3}, "ensemble is 3, but must be a name, a file (.csv) or a data frame."),
    ("run", {"ensemble": pd.DataFrame({"nothing": [1.0]})}, "has the number nothing, which the model does"),
    ("run", {"member": 3}, "member is 3, but ensemble=default has no members; name an ensemble as well."),
    ("run", {"member": -3}, "member is -3, but must be a whole number from 0."),
    ("run", {"ensemble": "norway_2003_act", "member": 1000}, "no such member; choose one of 0 to 199."),
    ("compare", {"measures": []}, "scenarios is empty; name at least one"),
    ("compare", {"measures": ["follow_up", "follow_up"]}, "The scenario follow_up is there twice; name it once."),
    ("compare", {"measures": ["follow_up"], "policy": "follow_up"}, "of follow_up is in force already"),
    ("compare", {"measures": ["follow_up", []]}, "measures holds a scenario without measures"),
    ("compare", {"measures": 5}, "measures is 5, but must be names, files or measures"),
    ("compare", {"measures": ["follow_up"], "until": 36}, "until is 36, but must be a list of names."),
    ("compare", {"measures": ["follow_up"], "until": ["employed"]}, "until names 'employed', which is no outcome"),
    ("compare", {"measures": ["follow_up"], "runs": 3, "replicates": 3}, "are the same; say one of them."),
    ("model", {"rng": "seven"}, "rng is 'seven', but must be a whole number."),
    ("model", {"rng": 7, "seed": 3}, "seed and rng are the same; say one of them."),
    ("model", {"seed": -7}, "seed is -7, but must be a whole number from 0 to 4294967295."),
    ("model", {"replicate": -1}, "replicate is -1, but must be a whole number from 0."),
    ("measure", {"changes": {}}, "changes nothing."),
    ("measure", {"changes": 0.9}, "A measure needs names and values, like bygd.measure({'practice.prepared': 0.9})."),
    ("measure", {"changes": {"practice.prepard": 0.9}}, "practice.prepard, which is no number of the model."),
    ("measure", {"changes": {"practice.prepared": {"times": 2}}}, "has 'times', but must be one of set, scale, add"),
    ("measure", {"changes": {"practice.prepared": math.nan}}, "nan is no number."),
    ("measure", {"changes": {"practice.prepared": 0.9}, "title": " "}, "title is ' ', but must be a text."),
    ("measure", {"changes": {"practice.prepared": 0.9}, "from_month": 0}, "from_month is 0, but must be 1 or more."),
    ("numbers", {"pattern": "placment.*"}, "numbers names 'placment.*', which fits no number"),
    ("study", {"folder": "nowhere"}, "There is no folder nowhere; name one that a study has made."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "sentence"), MISTAKES, ids=[f"{one[0]}-{i}" for i, one in enumerate(MISTAKES)]
)
def test_a_mistake_is_one_sentence(name: str, given: dict[str, Any], sentence: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    needed: dict[str, Any] = {"compare": {"municipality": "sel", "measures": ["follow_up"]}}.get(name, {})
    with pytest.raises(bygd.InputError) as stop:
        getattr(bygd, name)(**{**needed, **given})
    said = str(stop.value)
    assert sentence in said
    assert "\n" not in said
    assert said.endswith(".")
    assert not list(tmp_path.iterdir())


@compiled
def test_tables_that_are_not_kept_are_named(tmp_path) -> None:
    two = bygd.compare("vaga", "follow_up", ensemble=None, runs=2, **SHORT)
    for asked, sentence in (
        (lambda: two.monthly, "compare keeps no table monthly"),
        (lambda: two.by_member, "the same numbers"),
    ):
        with pytest.raises(bygd.InputError, match=sentence):
            asked()
    one = bygd.run("vaga", replicates=2, **SHORT)
    with pytest.raises(bygd.InputError, match=r"There is no outcome 'employed_36' \(is employed_36m meant"):
        one["employed_36"]
    there = one.to_folder(tmp_path / "a")
    with pytest.raises(bygd.InputError, match="is of run; only folders of compare"):
        there.differences  # noqa: B018
    with pytest.raises(bygd.InputError, match="holds another configuration"):
        bygd.run("vaga", replicates=2, seed=4, **SHORT).to_folder(tmp_path / "a")
