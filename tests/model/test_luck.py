"""Luck belongs to people and employers: one more, or one less, leaves that of all others as it was."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from sim.agents import Employer
from sim.chance import Purpose
from sim.engine_room import fields
from sim.model import IntegrationModel
from sim.population import Description
from sim.rules import hiring
from sim.scenario import Scenario
from tests.support.random_towns import hamlet, measure, parameters, state_of

# --- one more, one less -----------------------------------------------------------------------------------

# No placements, posts enough for everybody, and all of them advertised: what one takes, nobody misses.
ALONE = parameters(
    answer__never_private=1.0,
    answer__never_public=1.0,
    answer__never_language=0.0,
    demand__openings=0.1,
    demand__months_open=3.5,
    demand__advertised_private=1.0,
    demand__advertised_public=1.0,
    demand__latent_seen=0.0,
    demand__latent_mapped=0.0,
    **dict.fromkeys((f"demand__staff_{n}" for n in (1, 5, 10, 20)), 0.0),
    demand__unit_least=60.0,
    hiring__rivals=2.0,
    hiring__never=0.0,
)
NO_ADVISERS = {"matching": 0.0}
ROWS_IN_THE_LIST = {"id", "partner", "behind"}  # indices that depend on how many others there are


def person(model: IntegrationModel, refugee: Any) -> dict[str, Any]:
    """Every field of a person; the partner by key, not by place in the list."""
    found = {name: getattr(refugee, name) for name in fields(type(refugee)) if name not in ROWS_IN_THE_LIST}
    return found | {"partner": model.everybody[refugee.partner].luck_key if refugee.partner >= 0 else -1}


def lives(model: IntegrationModel, months: int) -> dict[int, list[dict[str, Any]]]:
    """Every field of every person in every month, by whose luck it is."""
    found: dict[int, list[dict[str, Any]]] = {refugee.luck_key: [] for refugee in model.everybody}
    assert len(found) == len(model.everybody), "two people share their luck"
    for _ in range(months):
        model.step()
        for refugee in model.everybody:
            found[refugee.luck_key].append(person(model, refugee))
    return found


def start(municipality: Description, **options: Any) -> IntegrationModel:
    chosen = {"months": 36, "warm_up": 0, "parameters": ALONE} | options
    return IntegrationModel(Scenario(municipality, **chosen), seed=11)


def settled_in_2012(persons: int) -> IntegrationModel:
    settled = dict.fromkeys(range(2012, 2024), 8) | {2012: persons}
    town = hamlet(enterprises=30, settled=settled, practice=NO_ADVISERS)
    return start(town, months=72)


def families(model: IntegrationModel) -> set[int]:
    return {refugee.family for refugee in model.everybody}


def test_one_household_more_changes_nobody_elses_life() -> None:
    before = settled_in_2012(12)
    after = next(  # just enough persons more for one household more, and nothing carried into the next year
        model
        for model in (settled_in_2012(12 + extra) for extra in range(1, 9))
        if len(families(model)) == len(families(before)) + 1 and families(before) < families(model)
    )
    usual, more = lives(before, 72), lives(after, 72)
    assert usual.keys() < more.keys()
    later = [refugee for refugee in before.everybody if 12 <= refugee.settle_month < 72]
    assert sum(refugee.experience > 0 for refugee in later) > 5  # those whose place in the list has changed
    assert sum(refugee.moved_away for refugee in later) > 0
    for key, life in usual.items():
        assert more[key] == life


class Judge(Employer):
    """Remembers whom it has judged."""

    def judge(self, refugee: Any, world: Any, way: int, said: float, extra: float) -> int:
        """Judge somebody for a job."""
        world.met.add((self.id, refugee.luck_key))
        return hiring.judge(self, refugee, world, way, said, extra)


def test_who_never_met_an_employer_lives_on_as_before_when_it_closes() -> None:
    municipality = hamlet(persons=12, enterprises=120, practice=NO_ADVISERS)
    open_world = start(municipality, months=48, classes=(Judge,))
    open_world.met = set()  # type: ignore[attr-defined]
    usual = lives(open_world, 48)
    met: set[tuple[int, int]] = open_world.met  # type: ignore[attr-defined]
    jobs = [month["employer"] for life in usual.values() for month in life if month["employer"] >= 0]
    closing = min(set(jobs), key=lambda employer: sum(one == employer for one, _ in met))
    closed_world = start(municipality, months=48)
    closed_world.employers[closing].closed = True
    changed = lives(closed_world, 48)
    never_met = [key for key in usual if (closing, key) not in met]
    assert sum(usual[key][-1]["experience"] > 0 for key in never_met) >= 5
    assert all(changed[key] == usual[key] for key in never_met)
    assert any(changed[key] != usual[key] for key in usual if key not in never_met)
    assert not any(month["employer"] == closing for life in changed.values() for month in life)


def picks(model: IntegrationModel) -> dict[tuple[int, int, int], int]:
    """Employer at every address that people and groups would look at this month."""
    municipality = model.municipalities[0]
    who = [refugee.luck_key for refugee in model.everybody] + [asker.luck_key for asker in model.askers]
    purposes = (Purpose.TARGET, Purpose.WALK_TARGET, Purpose.SEAT, Purpose.COMPETING_TARGET)
    return {
        (key, purpose, k): municipality.pick(model, key, purpose, k)
        for key in who
        for purpose in purposes
        for k in range(8)
    }


def test_a_closed_employer_leaves_an_empty_address_and_all_others_where_they_were() -> None:
    model = start(hamlet(persons=6, enterprises=60))
    before = picks(model)
    closed = 5
    assert closed in before.values()
    model.employers[closed].closed = True
    assert picks(model) == {which: -1 if employer == closed else employer for which, employer in before.items()}


def test_an_employer_more_changes_only_the_picks_that_meet_it() -> None:
    few, many = start(hamlet(persons=6, enterprises=60)), start(hamlet(persons=6, enterprises=63))
    n = len(few.employers)
    assert (len(many.employers), many.municipalities[0].addresses) == (n + 1, few.municipalities[0].addresses)
    before, after = picks(few), picks(many)
    differ = {which for which in before if before[which] != after[which]}
    assert differ
    assert differ == {which for which, employer in after.items() if employer == n}
    assert {before[which] for which in differ} == {-1}


def test_an_employer_more_leaves_all_other_employers_what_they_were() -> None:
    """Private firms and public units keep their luck, their trade, their staff, their will and their trust."""
    few, many = start(hamlet(enterprises=60)), start(hamlet(enterprises=63))
    for public in (False, True):
        before = [one for one in few.employers if one.is_public == public]
        after = [one for one in many.employers if one.is_public == public]
        assert len(after) == len(before) + (0 if public else 1)
        for one, same in zip(before, after, strict=False):
            for name in ("luck_key", "sector", "staff", "never", "slack", "known_luck", "trust", "latent"):
                assert getattr(one, name) == getattr(same, name), (public, one.id, name)


def test_nobody_shares_luck_with_a_neighbour() -> None:
    """Municipalities with neighbouring codes: no two people, and no two employers, have one key."""
    towns = [hamlet(persons=30, enterprises=90, code=900 + i, key=f"town{i}").municipalities for i in range(3)]
    municipality = Description("Towns", {key: one for town in towns for key, one in town.items()})
    model = start(municipality, months=120, warm_up=3)
    for agents in (model.everybody, model.employers, model.offices, model.askers):
        keys = [agent.luck_key for agent in agents]
        assert len(keys) > 5
        assert len(set(keys)) == len(keys)


def test_keys_do_not_run_out_in_the_largest_place_that_is_allowed() -> None:
    """200,000 households in a year, 400,000 employers: still below the next year's and the next code's keys."""
    towns = hamlet(code=900, key="one").municipalities | hamlet(code=901, key="two").municipalities
    model = start(Description("Towns", towns))
    one, two = model.municipalities
    last, following = model.employers[0], model.employers[two.first_employer]
    families_met = []
    for municipality, year, household in ((one, 0, 0), (one, 0, 199_999), (one, 1, 0), (one, 39, 199_999), (two, 0, 0)):
        municipality.expect(model, model.p.settlement, year, household, 0)
        families_met.append(model.everybody[0].family)
    assert families_met == sorted(set(families_met))
    last.id = one.first_employer + 399_999
    last.open_business(model)
    assert last.luck_key < following.luck_key


# --- runs -------------------------------------------------------------------------------------------------


def after(seed: int, replicate: int, **options: Any) -> IntegrationModel:
    chosen: dict[str, Any] = {"months": 30, "warm_up": 1} | options
    return IntegrationModel(Scenario(hamlet(persons=10), **chosen), seed, replicate, people=True).run()


@functools.cache
def usual(months: int) -> IntegrationModel:
    return after(3, 4, months=months)


def test_the_same_seed_gives_the_same_run() -> None:
    one, two = usual(30), after(3, 4)
    assert one.tallies.any()
    assert np.array_equal(one.tallies, two.tallies)
    assert np.array_equal(one.diary, two.diary)
    assert [person(one, refugee) for refugee in one.everybody] == [person(two, refugee) for refugee in two.everybody]


@pytest.mark.parametrize("other", [(3, 5), (4, 4), (4, 3)])
def test_another_seed_or_replicate_gives_another_run(other: tuple[int, int]) -> None:
    one, two = usual(30), after(*other)
    assert not np.array_equal(one.tallies, two.tallies)
    assert not np.array_equal(state_of(one.employers, "known_luck"), state_of(two.employers, "known_luck"))


MEASURES = {
    "everything an office does": measure(
        "offices", {f"practice.{name}": {"set": 1.0} for name in ("coordination", "prepared", "evaluated", "uptake")}
    ),
    "a wage subsidy": measure(
        "subsidy", {"ending.subsidy_odds": {"set": 5.0}, "practice.awareness_growth": {"set": 0.05}}
    ),
    "people stay": measure("stay", {"moving.rate": {"scale": 0.1}}),
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_person_has_the_same_luck_under_every_policy(name: str) -> None:
    base, changed = usual(96), after(3, 4, months=96, policies=(MEASURES[name],))
    assert not np.array_equal(base.tallies, changed.tallies), "the measure did nothing, so nothing was tested"
    same = [(a, b) for a, b in zip(base.everybody, changed.everybody, strict=True) if a.status and b.status]
    assert len(same) > 20
    for a, b in same:
        for trait in (
            *("luck_key", "age", "track", "skill", "wish", "pace", "length", "available_luck", "child_months"),
            *("help_need", "group"),
        ):
            assert getattr(a, trait) == getattr(b, trait)
    for a, b in zip(base.employers, changed.employers, strict=True):
        for trait in ("luck_key", "sector", "staff", "never", "slack", "known_luck", "aware_luck", "onsite_luck"):
            assert getattr(a, trait) == getattr(b, trait)


def test_settling_more_people_leaves_the_employers_alone() -> None:
    few, many = start(hamlet(persons=3)), start(hamlet(persons=9))
    names = [name for name in fields(type(few.employers[0])) if name != "id"]
    assert [[getattr(one, name) for name in names] for one in few.employers] == [
        [getattr(one, name) for name in names] for one in many.employers
    ]


def test_nothing_is_drawn_from_a_generator_with_a_state() -> None:
    """Mesa's own generators and NumPy's global one are there, but no rule touches them."""
    model = IntegrationModel(Scenario(hamlet(persons=10), months=24, warm_up=0), seed=1)
    states = (model.random.getstate, lambda: model.rng.bit_generator.state, lambda: str(np.random.get_state()))  # noqa: NPY002
    before = [state() for state in states]
    model.run()
    assert model.tallies.any()
    assert [state() for state in states] == before
