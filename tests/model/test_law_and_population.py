"""The act of 2021 and another composition of refugees: what they set, what they leave alone, how they are told."""

from __future__ import annotations

import dataclasses
import sys

import numpy as np
import pytest
from omegaconf import OmegaConf

from bygd.errors import InputError
from bygd.scenarios.build import parameters_of
from bygd.scenarios.catalogue import choices
from bygd.scenarios.options import RunOptions
from experiments.benchmark.studies import StudiesOptions
from experiments.command.main import main
from experiments.command.read import read
from experiments.run import run
from sim.chance import Purpose, luck
from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.processes import LAWS, Parameters
from sim.rules.programme import Programme
from sim.scenario import Scenario
from sim.states import Household
from tests.support.random_towns import hamlet

LUCKS = np.linspace(0.0, 0.9999, 400)
SHORT = ["municipality=vaga", "months=12", "warm_up=0", "replicates=2", "threads=1"]


def numbers_of(*said: str) -> dict[str, float]:
    """Every number of the model, as these options set them."""
    made = parameters_of(read(RunOptions, list(said)))
    return {
        name: getattr(getattr(made, head), tail) for name in numbers(made) for head, _, tail in [name.partition(".")]
    }


def changed_by(*said: str) -> dict[str, float]:
    before, after = numbers_of(), numbers_of(*said)
    return {name: value for name, value in after.items() if value != before[name]}


# --- the law ----------------------------------------------------------------------------------------------


def test_the_default_is_the_act_of_2003_and_the_years_before_2022() -> None:
    assert numbers_of() == numbers_of("law=2003", "population=before_2022")
    assert parameters_of(read(RunOptions, [])) == Parameters()


def test_under_the_act_of_2003_schooling_does_not_matter() -> None:
    made = Programme()
    for u in LUCKS:
        assert made.duration_of(1, u) == made.duration_of(2, u) == made.duration_of(3, u)
    assert {made.duration_of(1, u) for u in LUCKS} == set(range(12, 37))


def test_the_act_of_2021_shortens_the_programme_of_track_3_only() -> None:
    before, after = Programme(), parameters_of(read(RunOptions, ["law=2021"])).programme
    for u in LUCKS:
        assert after.duration_of(1, u) == before.duration_of(1, u)
        assert after.duration_of(2, u) == before.duration_of(2, u)
        assert after.duration_of(3, u) < before.duration_of(3, u)
    lengths = [after.duration_of(3, u) for u in LUCKS]
    assert set(lengths) == set(range(3, 13)), "3 to 6 months, and up to 6 more"
    assert np.median(lengths) == 6


def test_in_a_run_only_those_with_track_3_get_another_length() -> None:
    runs = []
    for law in ("law=2003", "law=2021"):
        made = parameters_of(read(RunOptions, [law]))
        runs.append(IntegrationModel(Scenario(hamlet(persons=30), parameters=made, months=12, warm_up=0)).run())
    tracks = set()
    for one, other in zip(runs[0].refugees, runs[1].refugees, strict=True):
        if one.track:
            tracks.add(one.track)
            assert (one.length != other.length) == (one.track == 3)
            assert other.length == runs[1].p.programme.duration_of(
                one.track, luck(runs[1], one.luck_key, Purpose.LENGTH)
            )
    assert tracks == {1, 2, 3}


def test_a_number_that_is_stated_wins_over_the_law() -> None:
    for said in (["law=2021", "programme.educated_length=9"], ["programme.educated_length=9", "law=2021"]):
        assert changed_by(*said) == LAWS[2021] | {"programme.educated_length": 9.0}


@pytest.mark.parametrize("law", LAWS)
def test_laws_set_numbers_that_exist(law: int) -> None:
    assert set(LAWS[law]) <= set(numbers(Parameters()))
    assert changed_by(f"law={law}") == LAWS[law]


# --- the population ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", choices("population"))
def test_a_population_says_what_it_is_in_both_languages(name: str) -> None:
    made = read(RunOptions, [f"population={name}"])
    assert made.population.name == name
    for words in (made.population.title, made.population.description):
        assert words.en
        assert words.nb
    assert bool(made.population.warning.en) == bool(made.population.warning.nb) == (name != "before_2022")


def test_another_population_sets_who_comes_and_how_long_the_programme_is() -> None:
    changed = changed_by("population=ukraine_2022")
    assert {name.partition(".")[0] for name in changed} == {"settlement", "programme"}
    assert changed_by("population=ukraine_2022", "law=2021") == LAWS[2021] | changed, "it is meant with this law"
    stated = changed_by("population=ukraine_2022", "settlement.much_school=0.5")
    assert stated == {**changed, "settlement.much_school": 0.5}


def test_the_people_of_2022_are_those_of_the_sources() -> None:
    s = parameters_of(read(RunOptions, ["population=ukraine_2022"])).settlement
    men = s.single_men + s.couples_children + s.couples
    women = s.single_women + s.lone_parents + s.couples_children + s.couples
    assert (men, women) == (29, 71), "SSB 2022: 5,500 and 13,700"
    u = (np.arange(1000) + 0.5) / 1000
    of_couple, of_lone = (
        np.mean([s.children_of(kind.value, one) for one in u])
        for kind in (Household.COUPLE_CHILDREN, Household.LONE_PARENT)
    )
    children = s.couples_children * of_couple + s.lone_parents * of_lone
    assert children == pytest.approx(52, abs=1), "SSB 2022: nearly 10,000 of 29,000"
    assert s.under_46 == pytest.approx(0.170 + 0.299 + 0.335)


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_law_population_and_arrivals_work_together_and_are_written_down(tmp_path, monkeypatch, capsys) -> None:
    said = ["law=2021", "population=ukraine_2022", "arrivals=series_to_2023", "start=2022"]
    monkeypatch.setattr(sys, "argv", ["run", *SHORT, *said, f"out={tmp_path / 'study'}"])
    main(RunOptions, run, "run")
    notes = capsys.readouterr().err.strip().splitlines()
    notes = [one for one in notes if one.startswith("Note: ")]
    assert len(notes) == 4  # who comes, the act, the years, and figures that are stated and not used
    assert "population=ukraine_2022" in notes[0]
    config = OmegaConf.load(tmp_path / "study" / "config.yaml")
    assert config.law == 2021
    assert config.population.name == "ukraine_2022"
    assert config.programme.educated_length == 6.0
    assert config.settlement.much_school == 0.65


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_the_default_prints_no_note(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["run", *SHORT, f"out={tmp_path / 'study'}"])
    main(RunOptions, run, "run")
    assert "Note" not in capsys.readouterr().err


@pytest.mark.compiled
@pytest.mark.usefixtures("without_pictures")
def test_laws_and_populations_can_be_swept(tmp_path, monkeypatch) -> None:
    said = ["law=2003,2021", "population=before_2022,ukraine_2022", f"hydra.sweep.dir={tmp_path}"]
    monkeypatch.setattr(sys, "argv", ["run", "-m", *SHORT, *said])
    main(RunOptions, run, "run")
    configs = [OmegaConf.load(file) for file in tmp_path.glob("*/study/config.yaml")]
    assert {(one.law, one.population.name) for one in configs} == {
        (law, name) for law in (2003, 2021) for name in ("before_2022", "ukraine_2022")
    }


# --- what is not understood -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("population=mars", "There is no population 'mars'; choose from before_2022, ukraine_2022."),
        ("law=2005", "There is no law 2005; choose from 2003, 2021."),
        ("law=new", "There is no law new; choose from 2003, 2021."),
        ("law=null", "There is no law null; choose from 2003, 2021."),
        ("law=[2003]", "There is no law [2003]; choose from 2003, 2021."),
        ("population.warning.en=1.5.2 +population.nonsense=1", "Unknown option population.nonsense"),
    ],
)
def test_what_does_not_exist_is_one_sentence(said: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        read(RunOptions, said.split(" "))
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_program_that_does_not_have_them_refuses() -> None:
    assert "population" not in {field.name for field in dataclasses.fields(StudiesOptions)}
    for said in ("population=ukraine_2022", "law=2021"):
        with pytest.raises(InputError, match=f"Unknown option {said.partition('=')[0]}"):
            read(StudiesOptions, [said])
