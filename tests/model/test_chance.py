"""Chance: the generator is Philox4x32-7, draws are uniform and independent, and each decides one thing.

Whose luck it is, ``test_luck`` asks.
"""

from __future__ import annotations

import dataclasses
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.lab.towns import lively_town
from sim import chance
from sim.chance import FOR_LIFE, Purpose, draw, luck, monthly_normal, normal, philox, poisson, uniform
from sim.model import IntegrationModel

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
    "SLACK": 130,
    "NEVER_BECAUSE": 131,
    "HELP_NEED": 132,
    "ADVERTISED": 133,
    "LATENT_POST": 134,
    "APPLICATIONS": 135,
    "WAY": 136,
    "SEAT": 137,
    "JOB_LANGUAGE": 138,
    "CHOSEN": 139,
    "VOUCHED": 140,
    "GO_BACK": 141,
    "SENT_ON": 142,
    "CONTACTS": 143,
    "CONTACT_TARGET": 144,
    "RETURN_TO_HOST": 145,
    "TRIAL": 150,
    "TREATED": 151,
    "ABOVE_55": 13,
    "ENGLISH": 14,
    "TAKES_PART": 15,
    "EMIGRATE": 112,
    "SIMPLE_POST": 146,
    "TEMPORARY": 147,
}
ALL_ONES = 0xFFFFFFFF
VECTORS = [  # Random123, kat_vectors: philox4x32 7: counter, key, four words
    ((0, 0, 0, 0), (0, 0), (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48)),
    ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A),
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


def decided_by() -> dict[tuple[int, int, int, int], set[str]]:
    """Lines of the rules that draw each number (who, month, purpose, alternative) in a town where much happens."""
    found: dict[tuple[int, int, int, int], set[str]] = {}
    usual, here = chance.uniform, threading.get_ident()  # a page of another test may simulate beside it
    passed_on = {"pick", "known_employer", "employer_met"}  # their callers say what for

    def uniform(seed: int, replicate: int, who: int, month: int, purpose: int, alternative: int) -> float:
        if threading.get_ident() != here:
            return usual(seed, replicate, who, month, purpose, alternative)
        frame: Any = sys._getframe(1)  # who asks is what this is about
        sites = []
        while frame.f_code.co_filename == chance.__file__ or frame.f_code.co_name in passed_on:
            if frame.f_code.co_filename != chance.__file__:
                sites.append(f"{Path(frame.f_code.co_filename).stem}:{frame.f_lineno}")
            frame = frame.f_back
        sites.append(f"{Path(frame.f_code.co_filename).stem}:{frame.f_lineno}")
        found.setdefault((int(who), int(month), int(purpose), int(alternative)), set()).add(" in ".join(sites))
        return usual(seed, replicate, who, month, purpose, alternative)

    chance.uniform = uniform
    try:
        IntegrationModel(dataclasses.replace(lively_town(), months=36, warm_up=0), seed=7).run()
    finally:
        chance.uniform = usual
    return found


def test_no_luck_decides_two_things() -> None:
    """A number that is drawn in two places would tie two decisions to each other."""
    twice = {(Purpose(key[2]).name, *sorted(sites)) for key, sites in decided_by().items() if len(sites) > 1}
    assert twice == set()
