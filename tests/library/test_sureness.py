"""Few members or few runs make an answer provisional, in a comparison as in a ranking."""

from __future__ import annotations

import pytest

from bygd.statistics.paired import Contrast, Members
from bygd.statistics.sureness import EVIDENCE, LEVELS, level, of_100, sureness, too_few
from sim.outcomes import OUTCOMES


@pytest.mark.parametrize(
    ("members", "runs", "reason"),
    [
        (1, 1, "one_run"),
        (1, 500, "one_set"),
        (20, 100, "members"),
        (99, 990, "members"),
        (100, 199, "runs"),
        (100, 200, ""),
        (200, 399, "runs"),
        (200, 400, ""),
    ],
)
def test_a_hundred_members_and_two_runs_in_each_are_the_least(members: int, runs: int, reason: str) -> None:
    assert too_few(members, runs) == reason
    about = Members(members, 1.0, 0.5, runs) if members > 1 else None
    found = Contrast(40.0, 42.0, 2.0, 1.0, 3.0, 1.0, 3.0, 9.0, runs, 1.0, about)
    sure = sureness(OUTCOMES["employed_36m"], found)
    assert sure.provisional == reason
    assert sureness(OUTCOMES["employed_36m"], found, unfinished=True).provisional == (reason or "unfinished")
    if reason:
        assert (sure.level, sure.size_level) == ("", "")


def test_a_word_goes_with_the_number_that_stands_beside_it() -> None:
    for n in range(101):
        assert of_100(n / 100) + of_100(1 - n / 100) == 100
        assert LEVELS[level(n / 100)] <= n
    assert [level(share) for share in (0.985, 0.984, 0.895, 0.655)] == [
        "virtually_certain",
        "very_likely",
        "very_likely",
        "likely",
    ]
    assert EVIDENCE == ("limited", "medium", "robust")
