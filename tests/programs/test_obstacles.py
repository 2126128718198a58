"""Obstacles taken away one at a time: what is simulated, what the tables say, in which order, for whom."""

from __future__ import annotations

import functools
import math

import numpy as np
import pandas as pd
import pytest

from bygd.errors import InputError
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import ObstaclesOptions
from bygd.scenarios.removals import obstacle_scenarios, read_removals
from bygd.scenarios.settings import USUAL as HEADLINE
from bygd.scenarios.settings import headline_of
from bygd.statistics.lives import Lives
from bygd.statistics.obstacles import SHOWN, binding, effects, first_of, labels, shown_of
from bygd.studies.programs import study_in
from experiments.command.read import read
from experiments.display.obstacle_tables import binding_text, effects_text, labels_text
from experiments.display.words import LANGUAGES, Words
from experiments.obstacles import obstacles
from sim.model import results_of
from sim.outcomes import JOB_REASONS, OUTCOMES, REASONS, counts
from sim.states import Event
from tests.support.norwegian import english_in

USUAL = read_removals("road_to_job")
SMALL = ("municipality=vaga", "warm_up=0", "ensemble=default")


# --- what is simulated ------------------------------------------------------------------------------------------


@functools.cache
def reasons(name: str) -> dict[str, float]:
    """Answers by reason in one short run of the readable engine."""
    options = read(ObstaclesOptions, [*SMALL, "months=30", "settled_per_year=40"])
    found = counts(results_of(obstacle_scenarios(options)[name], 1, np.arange(1)))
    return {key: float(found[key][0].sum()) for key in (*REASONS, *JOB_REASONS, "requests")}


OFTEN = ("placement_language", "no_need", "job_language", "rivals")  # named in nearly every short run


@pytest.mark.parametrize("name", [*OFTEN, "never", "season", "name"])
def test_an_obstacle_that_is_gone_is_no_reason_any_more(name) -> None:
    before, after = reasons(BASELINE), reasons(name)
    assert after["requests"] > 0
    for label in USUAL[name].labels:
        assert after[label] <= 0.1 * before[label]
        assert before[label] > 0 or name not in OFTEN


# --- what the tables say ------------------------------------------------------------------------------------------


def made_up(shift: float = 0.0, seed: int = 1) -> pd.DataFrame:
    """Counts of thirty runs, each outcome higher by ``shift``."""
    luck = np.random.default_rng(seed)
    columns: dict[str, object] = {"replicate": np.arange(30), "failed": False}
    for name in OUTCOMES:
        columns |= {f"{name}_n": luck.uniform(20, 30, 30) + shift, f"{name}_of": np.full(30, 80.0)}
    return pd.DataFrame(columns)


def test_the_largest_obstacle_of_each_side_comes_first_beside_how_often_it_is_named() -> None:
    shifts = {"room": 1.0, "hours": 3.0, "name": 2.0, "rivals": 5.0, "season": -1.0}
    runs = {BASELINE: made_up()} | {name: made_up(shift) for name, shift in shifts.items()}
    table = effects(runs, {name: USUAL[name] for name in shifts})
    assert list(dict.fromkeys(table["obstacle"])) == ["hours", "room", "season", "rivals", "name"]
    assert set(table["outcome"]) == set(SHOWN) >= set(first_of(HEADLINE).values())
    found = table.set_index(["obstacle", "outcome"])
    assert found.loc[("rivals", "employed_36m"), "difference"] == pytest.approx(100 * 5 / 80)
    base = runs[BASELINE]
    room = 100 * base["refused_no_room_n"].sum() / base["refused_no_room_of"].sum()
    assert found.loc[("room", "employed_36m"), "named"] == pytest.approx(room)
    assert math.isnan(found.loc[("hours", "employed_36m"), "named"]), "no reason of a no is lack of hours"


def test_labels_are_all_reasons_of_both_sides_the_most_frequent_first() -> None:
    table = labels(made_up())
    assert set(table["reason"]) == {*REASONS, *JOB_REASONS}
    for side, part in table.groupby("side", sort=False):
        assert part["value"].is_monotonic_decreasing, side
    assert list(table["side"].unique()) == ["placement", "job"]


PERSON = {"scenario": BASELINE, "replicate": 0, "settle_month": 1, "last": 60, "there_months": 60}


def lives(events: dict[int, list[tuple[int, Event]]], **others: dict[int, int]) -> Lives:
    """People with what happens to them: month and event, by person; ``others``: columns that differ, by person."""
    people = pd.DataFrame([{**PERSON, "luck_key": who} for who in events])
    for column, given in others.items():
        people[column] = people["luck_key"].map(given).fillna(people[column]).astype(int)
    rows = [
        {"scenario": BASELINE, "replicate": 0, "luck_key": who, "month": month, "event": event.value}
        for who, some in events.items()
        for month, event in some
    ]
    return Lives(people, pd.DataFrame(rows))


def test_the_binding_reason_is_the_one_met_most_often() -> None:
    room, language, hours = Event.REFUSED_NO_ROOM, Event.REFUSED_LANGUAGE, Event.NOT_SENT_OUT
    found = binding(
        lives(
            {
                1: [(9, room), (10, language), (11, room)],
                2: [(9, room), (10, language)],  # as often: the last one
                3: [(8, room), (9, Event.PLACED), (20, Event.FOUND_JOB_KNOWN)],
                4: [(9, hours), (1 + HEADLINE.months, Event.PLACED)],  # too late
                5: [(9, Event.TURNED_DOWN_RIVALS)],
                6: [(9, room)],  # moves away
                7: [(30, room)],  # is not followed long enough
            },
            there_months={6: HEADLINE.months - 1},
            settle_month={7: 30},
        )
    )
    placed = found[found["side"] == "placement"].set_index("reason")
    assert placed["persons"].to_dict() == {"refused_no_room": 1, "refused_language": 1, "not_sent_out": 1, "none": 1}
    assert set(placed["never"]) == {4}
    assert set(placed["followed"]) == {5}
    hired = found[found["side"] == "job"].set_index("reason")
    assert hired["persons"].to_dict() == {"none": 3, "turned_down_rivals": 1}
    assert "no room" in binding_text(Words("en"), found)


# --- the program ----------------------------------------------------------------------------------------------------


@pytest.mark.compiled
def test_the_program_writes_tables_and_figures_and_says_both(tmp_path, capsys) -> None:
    folder = tmp_path / "study"
    more = ["months=72", "replicates=3", "diaries=2", "only=[room,hours,rivals]", f"out={folder}"]
    obstacles(read(ObstaclesOptions, [*SMALL, *more]))
    said = capsys.readouterr().out
    table = pd.read_csv(folder / "obstacles.csv")
    assert set(table["obstacle"]) == {"room", "hours", "rivals"}
    assert len(pd.read_csv(folder / "labels.csv")) == len(REASONS) + len(JOB_REASONS)
    assert {"side", "reason", "persons"} <= set(pd.read_csv(folder / "binding.csv"))
    for name in ("obstacles", "labels"):
        for language in LANGUAGES:
            assert (folder / "figures" / f"{name}_{language}.png").stat().st_size > 10_000
    for text in ("Other applicants", "No room", "On the way to a job", "labels", "never placed", "same luck"):
        assert text in said
    assert list(study_in(folder).scenarios) == [BASELINE, "room", "hours", "rivals"], "the folder knows its study"


@pytest.mark.compiled
def test_too_few_months_are_told_before_anything_is_simulated(tmp_path) -> None:
    options = read(ObstaclesOptions, [*SMALL, "months=20", "replicates=2", "only=[room]", f"out={tmp_path / 'study'}"])
    with pytest.raises(InputError, match="Nobody is observed for employed_24m"):
        obstacles(options)
    assert not (tmp_path / "study").exists()


TODAY = ("setting=norway_2021_act", "ensemble=default")
OF_OTHERS = {  # numbers of people under collective protection, and those that others have in their place
    "displaced.available_mothers": "settlement.available_mothers",
    "displaced.search_women": "search.women",
    "displaced.temporary_ends": "work.loss_early",
    "displaced.emigration": "moving.rate",
}


def test_what_is_taken_away_is_taken_away_for_people_under_collective_protection_too() -> None:
    changed = [set(removal.changes) for removal in USUAL.values()]
    for number, of_others in OF_OTHERS.items():
        assert [number in some for some in changed] == [of_others in some for some in changed]


@pytest.mark.compiled
@pytest.mark.parametrize("months", [48, 36])
def test_another_setting_tells_what_it_tells_first(months: int, tmp_path, capsys) -> None:
    folder = tmp_path / "study"
    more = [f"months={months}", "municipality=sel", "replicates=3", "diaries=1", "only=[hours,moving]"]
    options = read(ObstaclesOptions, [*TODAY, *more, f"out={folder}"])
    obstacles(options)
    work, stay = headline_of(options).both
    table = pd.read_csv(folder / "obstacles.csv")
    assert set(table["outcome"]) == set(shown_of(headline_of(options))) == {"placements_per_adult", work, stay}
    said = capsys.readouterr().out
    years = {48: 36, 36: 24}[months]
    for text in (f"work, {years} months, points", f"there, {years} months, points", f"in {years} months (diaries)"):
        assert text in said
    assert "60 months" not in said


def test_texts_hold_all_obstacles_and_both_ways_to_measure() -> None:
    runs = {BASELINE: made_up()} | {name: made_up(1.0, i) for i, name in enumerate(USUAL)}
    options = read(ObstaclesOptions, list(SMALL))
    said = effects_text(Words("en"), effects(runs, USUAL), USUAL, options)
    assert all(removal.title.en[:46] in said for removal in USUAL.values())
    assert max(map(len, said.splitlines())) <= 160
    assert "somebody else was chosen" in labels_text(Words("en"), labels(made_up()))
    own = effects_text(Words("nb"), effects(runs, USUAL), USUAL, options) + labels_text(Words("nb"), labels(made_up()))
    assert not english_in(own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_way_has_words(language) -> None:
    words = Words(language)
    assert set(words.part("obstacles.turned_down")) == set(JOB_REASONS)
    assert set(words.part("path.answers")) == {"requests_accepted", *REASONS}
