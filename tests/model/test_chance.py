"""Chance belongs to people and employers: one more, or one less, leaves the luck of all others as it was."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chance import FOR_LIFE, Purpose, draw, luck, monthly_normal, normal, philox, poisson, uniform
from sim.engine_room import fields
from sim.model import IntegrationModel
from sim.population import Description
from sim.scenario import Scenario
from tests.support.random_towns import hamlet, measure, parameters, state_of

# Numbers of purposes, for ever. A new purpose is added here; a number is never changed or given to another one.
NUMBERS = {
    "HOUSEHOLD": 1,
    "ARRIVAL": 2,
    "CHILDREN": 3,
    "JOINS": 4,
    "AGE": 5,
    "TRACK": 6,
    "SKILL": 7,
    "WISH": 8,
    "PACE": 9,
    "AVAILABLE": 10,
    "CHILD_AGE": 11,
    "LENGTH": 12,
    "SECTOR": 20,
    "STAFF": 21,
    "WILLING": 22,
    "SOCIAL": 23,
    "TRUST": 24,
    "KNOWN": 25,
    "AWARE": 26,
    "CAPACITY": 27,
    "AGREED": 28,
    "ONSITE": 29,
    "LATENT": 30,
    "LATENT_SKILL": 31,
    "PHASE": 32,
    "OPENING": 33,
    "CONTACT": 34,
    "COURSE": 35,
    "TURNOVER": 40,
    "SEEK": 41,
    "SERVED": 42,
    "COMPETING": 50,
    "COMPETING_TARGET": 51,
    "COMPETING_ANSWER": 52,
    "COMPETING_ROUTE": 53,
    "N_ASKS": 60,
    "TARGET": 61,
    "ROUTE": 62,
    "ANSWER": 63,
    "TOLD": 64,
    "INVOLVED": 65,
    "WALK_IN": 66,
    "WALK_TARGET": 67,
    "WAIT": 68,
    "PREPARED": 69,
    "PLACEMENT_LENGTH": 70,
    "PROBLEM": 80,
    "FOUND": 82,
    "BREAK_OFF": 83,
    "EVALUATED": 84,
    "HIRED": 85,
    "CHILDCARE": 86,
    "CONTRACT": 87,
    "FIND_JOB": 90,
    "JOB_TARGET": 91,
    "SEASONAL": 92,
    "LOSE_JOB": 93,
    "HEALTH": 94,
    "LEAVE_EARLY": 100,
    "STUDY": 101,
    "STUDY_LATER": 102,
    "STUDY_END": 103,
    "MOVE": 110,
    "MOVE_JOB": 111,
    "INITIATIVE": 120,
    "INITIATIVE_TARGET": 121,
    "INITIATIVE_ACCEPT": 122,
    "UPTAKE": 123,
    "HONEST": 124,
}
ALL_ONES = 0xFFFFFFFF
VECTORS = [  # Random123, kat_vectors: philox4x32 10: counter, key, four words
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def at(month: int = 3, seed: int = 7, replicate: int = 0) -> Any:
    """As much of a world as chance looks at."""
    return SimpleNamespace(seed=seed, replicate=replicate, month=month)


# --- the generator ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("counter", "key", "words"), VECTORS)
def test_philox_gives_its_published_words(counter: tuple, key: tuple, words: tuple) -> None:
    assert tuple(int(word) for word in philox(*key, *counter)) == words


@settings(max_examples=60)
@given(
    key=st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    who=st.integers(0, 2**63 - 1),
    month=st.integers(0, 2**32 - 1),
    purpose=st.integers(0, 255),
    alternative=st.integers(0, 2**24 - 1),
)
def test_a_draw_is_53_bits_of_philox_for_who_month_purpose_and_alternative(
    key: tuple, who: int, month: int, purpose: int, alternative: int
) -> None:
    """What the compiled engine calls is the generator that the vectors check; no two arguments share a bit."""
    words = philox(*key, who % 2**32, who // 2**32, month, purpose + 256 * alternative)
    expected = ((int(words[0]) >> 5) * 2**26 + (int(words[1]) >> 6)) / 2**53
    assert uniform(*key, who, month, purpose, alternative) == expected
    assert 0.0 <= expected < 1.0


def test_draws_fill_the_unit_interval_evenly() -> None:
    u = np.array([draw(at(), who, Purpose.MOVE, 0) for who in range(8000)])
    counts = np.histogram(u, 20, (0.0, 1.0))[0]
    assert u.min() >= 0.0
    assert u.max() < 1.0
    assert ((counts - 400.0) ** 2 / 400.0).sum() < 43.8  # chi-square, 19 degrees, one in a thousand


@pytest.mark.parametrize("neighbour", range(6), ids=["seed", "replicate", "who", "month", "purpose", "alternative"])
def test_neighbouring_draws_know_nothing_of_each_other(neighbour: int) -> None:
    n = 4000
    first = np.array([uniform(5, 1, 10 + who, 6, 7, 8) for who in range(0, 2 * n, 2)])
    step = np.eye(6, dtype=int)[neighbour].tolist()
    second = np.array(
        [
            uniform(5 + step[0], 1 + step[1], 10 + who + step[2], 6 + step[3], 7 + step[4], 8 + step[5])
            for who in range(0, 2 * n, 2)
        ]
    )
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.0 / np.sqrt(n)


def test_luck_is_for_life_and_a_draw_is_for_a_month() -> None:
    assert len({luck(at(month), 5, Purpose.AGE) for month in range(50)}) == 1
    assert len({draw(at(month), 5, Purpose.AGE, 0) for month in range(50)}) == 50
    assert len({normal(at(month), 5, Purpose.PACE) for month in range(50)}) == 1
    assert len({draw(at(seed=seed, replicate=r), 5, Purpose.AGE, 0) for seed in range(5) for r in range(5)}) == 25
    assert len({luck(at(seed=seed, replicate=r), 5, Purpose.AGE) for seed in range(5) for r in range(5)}) == 25
    assert FOR_LIFE > 12 * 40  # no month of any run


@pytest.mark.parametrize("mean", [0.3, 2.5, 15.9, 16.1, 40.0])
def test_poisson_has_its_mean_and_variance(mean: float) -> None:
    n = 4000
    counts = np.array([poisson(at(), who, Purpose.N_ASKS, mean) for who in range(n)])
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / n)
    assert abs(counts.var() - mean) < 4 * np.sqrt((mean + 2 * mean * mean) / n)


def test_a_larger_mean_never_gives_a_smaller_count() -> None:
    means = [0.0, 0.01, 0.5, 1.0, 2.5, 7.0, 15.9, 16.0, 16.1, 25.0, 32.0, 33.0, 50.0]
    counts = np.array([[poisson(at(), who, Purpose.N_ASKS, mean) for mean in means] for who in range(200)])
    assert (counts[:, 0] == 0).all()
    assert (np.diff(counts, axis=1) >= 0).all()
    assert (counts[:, -1] > counts[:, 1]).all()


@pytest.mark.parametrize("kind", ["for life", "this month"])
def test_normal_draws_have_the_moments_of_a_standard_normal(kind: str) -> None:
    n = 20000
    if kind == "for life":
        z = np.array([normal(at(), who, Purpose.PACE) for who in range(n)])
    else:
        z = np.array([monthly_normal(at(), who, Purpose.TOLD, 3) for who in range(n)])
    assert abs(z.mean()) < 4 / np.sqrt(n)
    assert abs(z.var() - 1.0) < 4 * np.sqrt(2 / n)
    assert abs((z**3).mean()) < 4 * np.sqrt(15 / n)
    assert abs((z**4).mean() - 3.0) < 4 * np.sqrt(96 / n)


# --- purposes ---------------------------------------------------------------------------------------------


def test_purposes_keep_their_numbers() -> None:
    """A removed purpose stays in ``NUMBERS``, so that its number is not given away."""
    assert {name: NUMBERS.get(name) for name in Purpose.__members__} == {one.name: one.value for one in Purpose}
    retired = {number for name, number in NUMBERS.items() if name not in Purpose.__members__}
    assert retired & {one.value for one in Purpose} == set()


def test_no_two_purposes_share_a_number_and_all_fit_in_a_byte() -> None:
    values = [one.value for one in Purpose.__members__.values()]
    assert len(set(values)) == len(values)
    assert all(0 < value < 256 for value in values)


# --- one more, one less -----------------------------------------------------------------------------------

ALONE = parameters(answer__never_private=1.0, answer__never_public=1.0)  # no placement: people never meet
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
    town = hamlet(enterprises=30, settled=dict.fromkeys(range(2012, 2024), 8) | {2012: persons})
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


def test_who_never_met_an_employer_lives_on_as_before_when_it_closes() -> None:
    municipality = hamlet(persons=12, enterprises=30)
    open_world = start(municipality, months=60)
    usual = lives(open_world, 60)
    worked_at = {key: {month["employer"] for month in life} - {-1} for key, life in usual.items()}
    jobs = [employer for employers in worked_at.values() for employer in employers]
    largest = max(set(jobs), key=jobs.count)
    closed_world = start(municipality, months=60)
    closed_world.employers[largest].closed = True
    changed = lives(closed_world, 60)
    never_met = [key for key, employers in worked_at.items() if largest not in employers and employers]
    assert len(never_met) >= 3
    assert all(changed[key] == usual[key] for key in never_met)
    assert any(changed[key] != usual[key] for key in worked_at if largest in worked_at[key])
    assert not any(month["employer"] == largest for life in changed.values() for month in life)


def picks(model: IntegrationModel) -> dict[tuple[int, int, int], int]:
    """Employer at every address that people and groups would look at this month."""
    municipality = model.municipalities[0]
    who = [refugee.luck_key for refugee in model.everybody] + [asker.luck_key for asker in model.askers]
    purposes = (Purpose.TARGET, Purpose.WALK_TARGET, Purpose.JOB_TARGET, Purpose.COMPETING_TARGET)
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
            for name in ("luck_key", "sector", "staff", "never", "capacity", "known_luck", "trust", "latent"):
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
        municipality.expect(model, year, household, 0)
        families_met.append(model.everybody[0].family)
    assert families_met == sorted(set(families_met))
    last.id = one.first_employer + 399_999
    last.open_business(model)
    assert last.luck_key < following.luck_key


# --- runs -------------------------------------------------------------------------------------------------


def after(seed: int, replicate: int, **options: Any) -> IntegrationModel:
    chosen: dict[str, Any] = {"months": 30, "warm_up": 1} | options
    return IntegrationModel(Scenario(hamlet(persons=10), **chosen), seed, replicate, people=True).run()


def test_the_same_seed_gives_the_same_run() -> None:
    one, two = after(3, 4), after(3, 4)
    assert one.tallies.any()
    assert np.array_equal(one.tallies, two.tallies)
    assert np.array_equal(one.diary, two.diary)
    assert [person(one, refugee) for refugee in one.everybody] == [person(two, refugee) for refugee in two.everybody]


@pytest.mark.parametrize("other", [(3, 5), (4, 4), (4, 3)])
def test_another_seed_or_replicate_gives_another_run(other: tuple[int, int]) -> None:
    one, two = after(3, 4), after(*other)
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
    base, changed = after(3, 4, months=96), after(3, 4, months=96, policies=(MEASURES[name],))
    assert not np.array_equal(base.tallies, changed.tallies), "the measure did nothing, so nothing was tested"
    same = [(a, b) for a, b in zip(base.everybody, changed.everybody, strict=True) if a.status and b.status]
    assert len(same) > 20
    for a, b in same:
        for trait in ("luck_key", "age", "track", "skill", "wish", "pace", "length", "available_luck", "child_months"):
            assert getattr(a, trait) == getattr(b, trait)
    for a, b in zip(base.employers, changed.employers, strict=True):
        for trait in ("luck_key", "sector", "staff", "never", "capacity", "known_luck", "aware_luck", "onsite_luck"):
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
