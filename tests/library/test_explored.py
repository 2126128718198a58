"""Every combination from few runs of each: planted effects are found again, and intervals hold what they promise."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bygd.statistics.combinations.contrasts import every, fraction
from bygd.statistics.combinations.explored import Explored, terms, threes

LEVELS = 3


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6, 7, 8, 9, 10])
def test_a_fraction_tells_singles_and_pairs_from_each_other(k: int) -> None:
    some = fraction(k)
    design = terms(some, k)
    assert np.array_equal(design.T @ design, len(some) * np.eye(design.shape[1]))
    assert some[0] == 0
    assert len(some) == {9: 128, 10: 128}.get(k, len(some))


class Town:
    """Planted truth: what singles, pairs and threes do in each member; runs with chance of their own and of cells."""

    def __init__(self, k=6, members=60, *, between=2.0, chance=3.0, own=6.0, threes=0.3, seed=0):
        self.k, self.rng = k, np.random.default_rng(seed)
        self.members, self.chance, self.own = members, chance, own
        design = terms(every(k), k)
        sizes = np.r_[0.0, np.full(k, 1.0), np.full(design.shape[1] - k - 1, 0.2)]
        mean = self.rng.normal(size=(LEVELS, design.shape[1])) * sizes
        one = self.rng.normal(size=(LEVELS, design.shape[1], members)) * (sizes * between)[:, None] * 0.3
        beyond = self.rng.normal(size=(LEVELS, 2**k, 1)) * threes
        self.design, self.sizes = design, sizes
        self.truth = design @ (mean[:, :, None] + one) + beyond + 40.0

    def runs(self, masks):
        """One run in each member: counts out of a thousand."""
        shared = (
            self.rng.normal(size=(LEVELS, len(self.sizes), self.members)) * (self.sizes * self.chance)[:, None] * 0.2
        )
        value = self.truth[:, masks] + (self.design @ shared)[:, masks]
        value = value + self.own * self.rng.normal(size=value.shape)
        of = np.full(value.shape, 1000.0)
        return value / 100.0 * of, of

    def explored(self, times=1, further=1):
        first = [self.runs(every(self.k)) for _ in range(times)]
        n, of = (np.concatenate(item, axis=2) for item in zip(*first, strict=True))
        part = fraction(self.k)
        again = [self.runs(part) for _ in range(further)]
        again_n, again_of = (np.concatenate(item, axis=2) for item in zip(*again, strict=True))
        member = np.arange(self.members)
        return Explored(n, of, np.tile(member, times), again_n, again_of, np.tile(member, further), part, 100.0)


def cells_of(town):
    return np.arange(1, LEVELS * 2**town.k)


@pytest.mark.parametrize(("times", "further"), [(1, 1), (2, 1), (1, 3)])
def test_intervals_hold_95_of_100_members_and_shares_are_those_of_the_truth(times: int, further: int) -> None:
    inside, off = [], []
    for seed in range(30):
        town = Town(seed=seed)
        found, cells = town.explored(times, further).against(cells_of(town)), cells_of(town)
        truth = town.truth.reshape(-1, town.members)
        effects = truth[cells] - truth[0]
        inside.append(np.mean((found.low[:, None] < effects) & (effects < found.high[:, None])))
        off.append(found.above() - (effects > 0).mean(axis=1))
    assert 0.91 < np.mean(inside) < 0.98
    assert abs(np.mean(off)) < 0.02
    assert np.sqrt(np.mean(np.square(off))) < 0.15


def test_means_are_nearer_to_the_truth_than_those_of_the_cells_alone() -> None:
    town = Town(threes=0.3)
    found = town.explored()
    truth = town.truth.mean(axis=2).reshape(-1)
    effects = truth[1:] - truth[0]
    errors = [np.sqrt(np.mean((item[1:] - item[0] - effects) ** 2)) for item in (found.value, found.plain)]
    assert errors[0] < 0.8 * errors[1]
    assert found.against(cells_of(town)).chance.mean() == pytest.approx(errors[0], rel=0.5)


@pytest.mark.parametrize("threes", [0.0, 0.5, 2.0])
def test_what_pairs_leave_out_is_told(threes: float) -> None:
    assert Town(members=100, threes=threes).explored().unfitted.mean() == pytest.approx(threes, abs=0.25)


@pytest.mark.parametrize("k", [2, 3, 6, 10])
def test_what_threes_have_in_common_is_the_sum_of_their_products(k: int) -> None:
    sign = terms(every(k), k)[:, 1 : k + 1]
    each = [np.prod(sign[:, list(some)], axis=1) for some in itertools.combinations(range(k), 3)]
    assert np.array_equal(threes(every(k), k), np.sum(each, axis=0) if each else np.zeros(2**k))


def test_where_each_further_measure_adds_less_nothing_is_off() -> None:
    """Threes that are alike add up in the cell of no measure, from which all differences are taken."""
    off, errors = [], []
    for seed in range(12):
        town = Town(seed=seed, threes=0.0)
        town.truth += 0.08 * threes(every(town.k), town.k)[:, None]
        found, truth = town.explored().against(cells_of(town)), town.truth.mean(axis=2).reshape(-1)
        off.append((found.value - (truth[1:] - truth[0])).mean())
        errors.append(found.chance.mean())
    assert abs(np.mean(off)) < 2.5 * np.mean(errors) / np.sqrt(len(off))
    assert 0.08 * abs(threes(every(town.k), town.k)[0]) > 1.5, "else it could not be seen"


def test_without_chance_every_member_is_as_it_is() -> None:
    town = Town(chance=0.0, own=0.0, threes=0.0)
    found, cells = town.explored().against(cells_of(town)), cells_of(town)
    effects = town.truth.reshape(-1, town.members)[cells] - town.truth.reshape(-1, town.members)[0]
    assert found.members == pytest.approx(effects)
    assert found.above() == pytest.approx((effects > 0).mean(axis=1), abs=0.06)  # 60 members show the form that well


def test_where_nothing_does_anything_the_members_do_not_agree() -> None:
    town = Town(between=0.0)
    town.truth[:] = 40.0
    shares = town.explored().against(cells_of(town)).above()
    assert np.mean((shares < 0.01) | (shares > 0.99)) < 0.06


def test_the_difference_to_itself_is_nothing_and_turned_round_it_is_less() -> None:
    found = Town(members=10).explored()
    assert found.against(np.array([7]), 7).value == pytest.approx(0.0)
    assert found.against(np.array([7]), 7).above() == pytest.approx(0.5)
    one, other = found.against(np.array([7]), 100), found.against(np.array([100]), 7)
    assert one.value == pytest.approx(-other.value)
    assert one.above(0.5)[0] == pytest.approx(1 - other.above(-0.5)[0])


def test_dots_stand_for_equal_shares() -> None:
    found = Town(chance=0.0, own=0.0).explored().against(np.array([5]))
    dots = found.dots(20)[0]
    assert len(dots) == 20
    assert all(a <= b for a, b in itertools.pairwise(dots))
    assert np.mean(dots > 0) == pytest.approx(found.above()[0], abs=0.05)
