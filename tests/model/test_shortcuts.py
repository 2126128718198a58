"""What is left out because it is certain changes nothing: over members, random towns, and both engines."""

import dataclasses
import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bygd.scenarios.ensembles import load as load_ensemble
from bygd.scenarios.ensembles import members_in, names
from sim import chance
from sim.chance import Purpose, draw, happens, poisson
from sim.compiled import Batch, run, run_together
from sim.engine_room import rule
from sim.model import results_of
from sim.points import at
from sim.processes import Parameters
from sim.scenario import Scenario
from tests.support.random_towns import hamlet, measure, parameters, random_scenario

ANYBODY = st.integers(0, 2**62)


@dataclasses.dataclass
class Now:
    """A world in which something may happen."""

    seed: int = 5
    replicate: int = 2
    month: int = 7


@given(ANYBODY, st.one_of(st.floats(-1.0, 2.0), st.sampled_from([0.0, 1.0, math.nextafter(1.0, 0.0)])))
def test_what_is_certain_happens_as_if_it_were_drawn(who: int, p: float) -> None:
    assert happens(Now(), who, Purpose.MOVE, 3, p) == (draw(Now(), who, Purpose.MOVE, 3) < p)


def poisson_in_full(world: Now, who: int, purpose: int, mean: float) -> int:
    """The count without the bound that is tried before the exponential."""
    count, part, left = 0, 0, mean
    while left > 0.0:
        m = min(left, 16.0)
        u = draw(world, who, purpose, part)
        p = total = math.exp(-m)
        k = 0
        while u >= total and k < 200:
            k += 1
            p *= m / k
            total += p
        count, left, part = count + k, left - 16.0, part + 1
    return count


@given(ANYBODY, st.one_of(st.floats(0.0, 60.0), st.floats(0.0, 1e-6), st.floats(0.9, 1.1)))
def test_a_count_is_the_same_without_the_bound(who: int, mean: float) -> None:
    assert poisson(Now(), who, Purpose.OPENING, mean) == poisson_in_full(Now(), who, Purpose.OPENING, mean)


@given(st.floats(0.0, 1.0))
def test_the_bound_is_below_the_exponential(mean: float) -> None:
    assert 1.0 - mean - chance.ROUNDING < math.exp(-mean)


@pytest.fixture
def in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of the readable engine that draw everything."""

    def always_drawn(world: Now, who: int, purpose: int, alternative: int, p: float) -> bool:
        return draw(world, who, purpose, alternative) < p

    replaced = 0
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.rules."):
            for rule_of_chance, plain in (("happens", always_drawn), ("poisson", poisson_in_full)):
                if hasattr(module, rule_of_chance):
                    monkeypatch.setattr(module, rule_of_chance, plain)
                    replaced += 1
    assert replaced > 10


def assert_same(one, other) -> None:
    for name in ("tally", "totals", "curve", "failed"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert len(one.diary) == len(other.diary)
    for a, b in zip(one.diary, other.diary, strict=True):
        assert np.array_equal(a, b)


@pytest.mark.compiled
@pytest.mark.usefixtures("in_full")
def test_random_towns_are_the_same_if_everything_is_drawn() -> None:
    for case in range(8):
        rng = np.random.default_rng([17, case])
        scenario = random_scenario(rng)
        assert_same(
            run(scenario, case, np.arange(1), people=True), results_of(scenario, case, np.arange(1), people=True)
        )


@pytest.mark.compiled
@pytest.mark.usefixtures("in_full")
def test_members_are_the_same_if_everything_is_drawn() -> None:
    town = hamlet(persons=12, enterprises=90)
    options = Parameters()
    options.municipality, options.setting = town, "norway_2003_act"  # type: ignore[attr-defined]
    table = load_ensemble(names()[0]).table
    for values in list(members_in(options, table, 6).values()):  # type: ignore[arg-type]
        scenario = at(Scenario(town, months=48, warm_up=1), values)
        assert_same(run(scenario, 3, np.arange(1), people=True), results_of(scenario, 3, np.arange(1), people=True))


def variants(base: Scenario) -> list[Scenario]:
    """Scenarios that part at different months: one at the very end, one never."""
    later = measure("later", {"practice.extra_posts": {"add": 1.0}}, from_month=7)
    last = measure("last", {"answer.base": {"add": 1.0}}, from_month=base.months)
    return [base.but(policies=chosen, name=str(i)).checked() for i, chosen in enumerate([(), (later,), (last,), ()])]


@pytest.mark.compiled
@pytest.mark.parametrize("people", [True, False])
def test_scenarios_together_are_what_each_is_alone(people: bool) -> None:
    base = Scenario(hamlet(persons=15, enterprises=80), months=36, warm_up=1)
    replicates = np.array([4, 0, 9])
    together = run_together(variants(base), 7, replicates, people=people)
    for scenario, result in zip(variants(base), together, strict=True):
        assert_same(result, run(scenario, 7, replicates, people=people))
    assert not np.array_equal(together[0].tally, together[1].tally)
    assert np.array_equal(together[0].tally[:, :6], together[1].tally[:, :6])


@pytest.mark.compiled
def test_what_scenarios_share_is_simulated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    months = []
    usual = Batch.advance

    def advance(self, seed, replicates, start, stop, out) -> None:
        months.append(stop - max(start, 0))
        usual(self, seed, replicates, start, stop, out)

    monkeypatch.setattr(Batch, "advance", advance)
    base = Scenario(hamlet(), months=24, warm_up=2)
    run_together(variants(base), 1, np.arange(2))
    assert sum(months) == 2 * (24 + 6 + 4 * 18)


@pytest.mark.compiled
def test_a_short_diary_of_scenarios_together_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    base = Scenario(hamlet(persons=20), parameters=parameters(answer__base=1.0), months=36, warm_up=1)
    whole = run_together(variants(base), 3, np.arange(2), people=True)
    monkeypatch.setattr("sim.compiled.DIARY_ROWS", 1)
    short = run_together(variants(base), 3, np.arange(2), people=True)
    for a, b in zip(whole, short, strict=True):
        assert_same(a, b)


@rule
def month_that_fails(world) -> None:
    """A month that looks beyond the end of a list, in one replicate and from the fourth month on."""
    if world.month >= 3 and world.replicate == 1:
        world.tally[len(world.tally)] += 1.0
    world.tally[0] += 1.0


@pytest.mark.compiled
def test_a_run_that_fails_before_scenarios_part_fails_in_all_and_the_others_go_on() -> None:
    base = Scenario(hamlet(), months=24, warm_up=1, month=month_that_fails)
    for result in run_together(variants(base), 1, np.arange(3)):
        assert result.failed.tolist() == [False, True, False]
        assert result.tally[0, :, 0].sum() == result.tally[2, :, 0].sum() == 24.0
