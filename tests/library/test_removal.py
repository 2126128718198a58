"""An obstacle that is taken away changes the numbers that it says, in all months and members, and nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bygd.errors import InputError
from bygd.scenarios.build import baseline_of
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.options import ObstaclesOptions
from bygd.scenarios.removals import SIDES, Without, obstacle_scenarios, read_removals
from experiments.command.read import read
from sim.outcomes import JOB_REASONS, REASONS
from sim.parameters import ParameterError, numbers
from sim.points import at
from sim.policy import FIXED_AT_START, Phase
from sim.processes import Parameters
from sim.rules.offices import Practice

USUAL = read_removals("road_to_job")
SMALL = ("municipality=vaga", "months=24", "warm_up=0", "ensemble=default")


def asked(*more: str) -> ObstaclesOptions:
    """Options of a small study."""
    return read(ObstaclesOptions, [*SMALL, *more])


def values(phase: Phase) -> dict[str, float]:
    """All numbers of a phase by name; those of offices by office."""
    found = {}
    for name in numbers(Parameters()):
        head, _, number = name.partition(".")
        found[name] = float(getattr(getattr(phase.parameters, head), number))
    for i, practice in enumerate(phase.practices):
        found |= {f"practice.{name}@{i}": float(getattr(practice, name)) for name in numbers(Practice())}
    return found


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_is_long_and_both_sides_are_in_it() -> None:
    assert len(USUAL) >= 25
    assert {removal.side for removal in USUAL.values()} == set(SIDES)


def test_every_reason_of_a_no_has_an_obstacle_of_its_side() -> None:
    labels = {side: [] for side in SIDES}
    for removal in USUAL.values():
        labels[removal.side] += removal.labels
    assert sorted(labels["placement"]) == sorted(REASONS)
    assert sorted(labels["job"]) == sorted(JOB_REASONS)


def test_titles_are_short_different_and_in_both_languages() -> None:
    for language in ("en", "nb"):
        titles = [getattr(removal.title, language) for removal in USUAL.values()]
        assert len(set(titles)) == len(titles)
        assert max(map(len, titles)) <= 56, "they are rows of a figure"
    assert all(removal.title.en != removal.title.nb for removal in USUAL.values())


# --- what is changed ------------------------------------------------------------------------------------------------


def test_a_removal_changes_what_it_says_and_nothing_else() -> None:
    scenarios = obstacle_scenarios(asked())
    before = values(scenarios[BASELINE].phases[0])
    for name, removal in USUAL.items():
        (phase,) = scenarios[name].phases
        after = values(phase)
        changed = {number.partition("@")[0] for number in after if after[number] != before[number]}
        assert changed == set(removal.changes), name


def test_some_numbers_are_fixed_before_the_first_month_and_changed_all_the_same() -> None:
    fixed = {number for removal in USUAL.values() for number in removal.changes if number in FIXED_AT_START}
    assert {"answer.never_private", "answer.slack_small", "answer.help_spread"} <= fixed


def test_a_removal_comes_after_the_numbers_of_a_member_and_after_measures() -> None:
    options = asked("only=[placement_language,hours]", "policy=[follow_up,extra_staff]")
    there = {"answer.required": 1.7, "practice.hours_per_participant": 2.0}
    for name, scenario in obstacle_scenarios(options).items():
        moved = at(scenario, there)
        gone = name == "placement_language"
        assert [phase.parameters.answer.required for phase in moved.phases] == [0.0 if gone else 1.7] * len(
            moved.phases
        )
        hours = {practice.hours_per_participant for phase in moved.phases for practice in phase.practices}
        assert hours == {8.0 if name == "hours" else 2.0}
        assert moved.policies == scenario.policies, "measures stay in force"


def test_the_baseline_is_the_usual_scenario_and_people_and_firms_are_the_same() -> None:
    options = asked("only=[room]")
    scenarios = obstacle_scenarios(options)
    assert dataclasses.asdict(scenarios[BASELINE]) == dataclasses.asdict(baseline_of(options))
    assert scenarios["room"].rows.agents == scenarios[BASELINE].rows.agents
    assert repr(scenarios["room"]) != repr(scenarios[BASELINE]), "a folder tells them apart"


def test_a_number_beyond_what_is_allowed_is_one_sentence() -> None:
    odd = dataclasses.replace(USUAL["room"], changes={"answer.break_even": {"add": 5.0}})
    with pytest.raises(ParameterError, match="Without room: "):
        Without.of(baseline_of(asked()), odd).checked()


# --- asking for some, and a list of one's own ---------------------------------------------------------------------


def test_some_are_asked_for_in_the_order_of_the_list() -> None:
    assert list(obstacle_scenarios(asked("only=[rivals,room]"))) == [BASELINE, "room", "rivals"]


ODD = {"only=[rivalz]": "There is no obstacle 'rivalz' (is rivals meant?)", "only=[room,room]": "names room twice"}


@pytest.mark.parametrize("words", ODD)
def test_an_odd_selection_is_one_sentence(words) -> None:
    with pytest.raises(InputError) as refused:
        obstacle_scenarios(asked(words))
    assert ODD[words] in str(refused.value)


OWN = """slow:
  side: placement
  title: {en: Slow, nb: Sen}
  stands_for: {en: It is fast., nb: Det går fort.}
  changes: {requests.waits: {set: 1}}
"""
FAULTS = {
    "side: placement": ("side: home", "side 'home', but must have placement or job"),
    "nb: Sen": ("nb: ''", "lacks a title"),
    "changes: {requests.waits: {set: 1}}": ("changes: {}", "changes nothing"),
    "requests.waits": ("requests.wait", "requests.wait, which is no number of the model (is requests.waits meant?)"),
    "{set: 1}": ("{sett: 1}", "must change requests.waits by set, scale"),
    "set: 1": ("set: much", "by 'much', which is no number"),
    "slow:": ("baseline:", "cannot be the name of an obstacle"),
    "  side": ("  labels: [refused_nothing]\n  side", "the label 'refused_nothing', which is no outcome"),
    "title": ("titel", "titel is unknown"),
    OWN: ("", "names no obstacle"),
}


def test_a_list_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(OWN, encoding="utf-8")
    found = obstacle_scenarios(asked(f"obstacles={file}"))["slow"]
    assert found.phases[0].parameters.requests.waits == 1


@pytest.mark.parametrize("part", FAULTS)
def test_what_is_wrong_with_a_list_is_one_sentence(part, tmp_path: Path) -> None:
    text, sentence = FAULTS[part]
    file = tmp_path / "mine.yaml"
    file.write_text(OWN.replace(part, text, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_removals(str(file))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
