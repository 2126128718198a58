"""Robust choice and the value of knowing: closed forms, planted truths, simulated ensembles of known truth."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from bygd.errors import InputError
from bygd.scenarios.options import CompareOptions
from bygd.scenarios.settings import USUAL
from bygd.statistics.decision import counting
from bygd.statistics.decision.choices import Choices, together
from bygd.statistics.decision.knowing import distinct, knowing, spline
from bygd.statistics.decision.robust import evpi, evpi_by_luck, p_best, reaches, robust, value_of, worst_tenth
from bygd.statistics.decision.tables import (
    NEEDED,
    acceptability_table,
    choice_tables_of,
    count_first_table,
    decision_table,
    first_to_count,
    value_of_knowing,
)
from bygd.statistics.paired import parted
from bygd.studies.columns import tables as documented
from bygd.studies.ranking import unvalued
from sim.outcomes import OUTCOMES

NAMES = ("baseline", "a", "b", "c")
MEAN, SLOPE, OTHER = 0.3, 1.0, 0.7  # of the linear model: mean + slope x first number + other x second


def noisy(truth: np.ndarray, runs: int, chance: float, rng: np.random.Generator) -> Choices:
    """Choices with so many runs a member; half of the chance is common to all but doing nothing."""
    rows, members = truth.shape
    label = np.tile(np.arange(members), runs)
    luck = chance * math.sqrt(0.5) * (rng.standard_normal((rows, runs * members)) + rng.standard_normal(runs * members))
    luck[0] = 0.0
    return Choices(NAMES[:rows], truth[:, label] + luck, label)


def worlds(rng: np.random.Generator, members: int = 200) -> np.ndarray:
    """True effects of doing nothing and three other choices."""
    common, own = rng.standard_normal(members), rng.standard_normal((3, members))
    return np.vstack([np.zeros(members), np.array([0.3, 0.2, -0.1])[:, None] + 0.6 * common + 0.5 * own])


def linear(rng: np.random.Generator, runs: int, chance: float, members: int = 200) -> tuple[np.ndarray, Choices]:
    """Four numbers, of which the first two have an effect, and one measure beside doing nothing."""
    numbers = rng.standard_normal((members, 4))
    effect = MEAN + SLOPE * numbers[:, 0] + OTHER * numbers[:, 1]
    return numbers, noisy(np.vstack([np.zeros(members), effect]), runs, chance, rng)


def known(spread: float) -> float:
    """Value of knowing what makes the effect differ so much: E max(0, effect) - max(0, mean), of a normal deviate."""
    z = MEAN / spread
    return float(spread * norm.pdf(z) + MEAN * norm.cdf(z) - MEAN)


def halves(choices: Choices) -> float:
    """EVPI where one half of the runs chooses and the other values: what is not done here."""
    rows = len(choices.names)
    by_run = choices.effects.reshape(rows, -1, choices.count)
    half = by_run.shape[1] // 2
    first, second = by_run[:, :half].mean(axis=1), by_run[:, half:].mean(axis=1)
    at = np.arange(choices.count)
    return float(second[first.argmax(axis=0), at].mean() - choices.means.mean(axis=1).max())


# --- robust choice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("runs", "chance"), [(2, 1.0), (4, 2.0), (10, 2.0)])
def test_chance_is_not_taken_for_value(runs: int, chance: float) -> None:
    """The truth lies far from a naive maximum, and from one half of the runs that chooses for the other."""
    rng = np.random.default_rng(runs)
    found: dict[str, list[float]] = {"truth": [], "here": [], "naive": [], "halves": []}
    off = []
    for _ in range(12):
        truth = worlds(rng)
        choices = noisy(truth, runs, chance, rng)
        values = {"truth": value_of(truth), "here": evpi(choices), "naive": value_of(choices.means)}
        for name, value in (values | {"halves": halves(choices)}).items():
            found[name].append(value)
        first = np.bincount(truth.argmax(axis=0), minlength=4) / truth.shape[1]
        off.append(np.abs(p_best(choices) - first).max())
    mean = {name: float(np.mean(values)) for name, values in found.items()}
    assert mean["here"] == pytest.approx(mean["truth"], rel=0.12)
    assert mean["naive"] > 1.2 * mean["truth"]
    assert mean["halves"] < 0.8 * mean["truth"]
    assert np.mean(off) < 0.1


def test_one_choice_is_drawn_in_as_everywhere_else() -> None:
    choices = noisy(worlds(np.random.default_rng(1))[:2], 3, 2.0, np.random.default_rng(2))
    alone = parted(choices.effects[1:], choices.members).drawn_in
    np.testing.assert_allclose(choices.drawn_in[1:], alone, atol=1e-9)
    np.testing.assert_allclose(together([choices])[0], choices.drawn_in, atol=1e-9)


def test_members_that_differ_by_chance_alone_are_not_told_apart() -> None:
    told = []
    for seed in range(20):
        choices = noisy(np.zeros((4, 60)), 4, 3.0, np.random.default_rng(seed))
        told.append(evpi(choices) > evpi_by_luck(choices))
        assert p_best(choices).max() < 0.99, "chance of the means is not forgotten"
    assert np.mean(told) <= 0.2


def test_a_planted_best_is_found_without_regret() -> None:
    truth = worlds(np.random.default_rng(3))
    truth[2] = truth.max(axis=0) + 1.0
    found = robust(noisy(truth, 3, 0.001, np.random.default_rng(4)))
    assert found.p_best.tolist() == [0.0, 0.0, 1.0, 0.0]
    assert found.mean_regret[2] == found.regret_90[2] == found.largest_regret[2] == 0.0
    assert (found.mean_regret[[0, 1, 3]] > 0.9).all()


def test_doing_nothing_is_a_choice_and_equals_share() -> None:
    truth = np.zeros((3, 40))
    truth[2] = -1.0
    choices = noisy(truth, 2, 0.0, np.random.default_rng(0))
    assert p_best(choices).tolist() == [0.5, 0.5, 0.0]
    assert robust(choices).mean_regret.tolist() == [0.0, 0.0, 1.0]


def test_evpi_is_the_mean_regret_of_the_best() -> None:
    choices = noisy(worlds(np.random.default_rng(5)), 4, 1.0, np.random.default_rng(6))
    assert evpi(choices) == pytest.approx(robust(choices).mean_regret[choices.best])


def test_the_worst_tenth_counts_a_part_of_a_member() -> None:
    effects = np.arange(25.0)[None, ::-1]
    assert worst_tenth(effects)[0] == pytest.approx((0 + 1 + 0.5 * 2) / 2.5)
    assert worst_tenth(np.arange(20.0)[None])[0] == 0.5


def test_satisficing_holds_for_all_outcomes_at_once() -> None:
    gain, loss = np.zeros((2, 2, 40))
    gain[1, :30], loss[1, 20:] = 2.0, -2.0
    both = [noisy(item, 2, 0.0, np.random.default_rng(0)) for item in (gain, loss)]
    assert reaches(both[:1], [1.0])[1] == pytest.approx(0.75)
    assert reaches(both, [1.0, -1.0])[1] == pytest.approx(0.5)
    assert reaches(both, [1.0, -1.0])[0] == 0.0


@pytest.mark.parametrize(("members", "runs"), [(19, 5), (50, 1)])
def test_too_small_an_ensemble_says_nothing_of_robustness(members: int, runs: int) -> None:
    choices = noisy(worlds(np.random.default_rng(7), members), runs, 1.0, np.random.default_rng(8))
    found = robust(choices)
    assert np.isfinite(found.mean).all()
    assert all(np.isnan(values).all() for values in found[1:])
    assert math.isnan(evpi(choices))
    assert math.isnan(evpi_by_luck(choices))
    assert np.isnan(reaches([choices], [1.0])).all()


def test_effects_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(InputError, match="2 choices x 3 runs"):
        Choices(("baseline", "a"), np.zeros((2, 4)), np.zeros(3))
    with pytest.raises(InputError, match="finite"):
        Choices(("baseline",), np.full((1, 2), math.nan), np.zeros(2))


# --- the value of knowing --------------------------------------------------------------------------------------------


def means_of(values: Iterator[tuple[float, ...]]) -> np.ndarray:
    """Means over simulated ensembles."""
    return np.mean(list(values), axis=0)


@pytest.mark.parametrize(("runs", "chance"), [(5, 0.01), (5, 2.0), (2, 1.0)])
def test_a_linear_normal_number_is_worth_what_the_closed_form_says(runs: int, chance: float) -> None:
    rng, spread, error = np.random.default_rng(9), math.hypot(SLOPE, OTHER), 0.7

    def ensembles() -> Iterator[tuple[float, ...]]:
        for _ in range(10):
            numbers, choices = linear(rng, runs, chance)
            found = knowing(choices, numbers[:, :1], [lambda x: np.full(len(x), error)])
            assert found.worth_telling
            assert found.narrows[1]
            yield found.evppi, found.evsi, found.changes, found.narrowing[1], found.narrowing_counted[1]

    evppi, evsi, changes, narrowing, counted = means_of(ensembles())
    seen = SLOPE / math.sqrt(1.0 + error**2)
    assert evppi == pytest.approx(known(SLOPE), rel=0.15)
    assert evsi == pytest.approx(known(seen), rel=0.15)
    assert changes == pytest.approx(norm.cdf(-MEAN / SLOPE), abs=0.05)
    assert narrowing == pytest.approx(1.0 - OTHER / spread, abs=0.08)
    assert counted == pytest.approx(1.0 - math.sqrt(1.0 - (seen / spread) ** 2), abs=0.06)


def test_a_number_without_influence_is_worth_nothing() -> None:
    rng = np.random.default_rng(10)
    told, values = [], []
    for _ in range(40):
        numbers, choices = linear(rng, 4, 1.0, 100)
        found = knowing(choices, numbers[:, 3:])
        told.append(found.worth_telling)
        values.append((found.evppi, found.narrowing[1]))
    assert np.mean(told) <= 0.15
    assert (np.median(values, axis=0) < 0.01).all()


def test_all_numbers_are_worth_what_perfect_information_is() -> None:
    numbers, choices = linear(np.random.default_rng(11), 10, 0.5)
    found = knowing(choices, numbers)
    assert found.evppi == pytest.approx(evpi(choices), rel=0.05)
    assert found.narrowing[1] > 0.9
    assert found.evsi == found.evppi, "counting is exact where no error is stated"


def test_a_curve_is_seen_that_no_straight_line_shows() -> None:
    rng = np.random.default_rng(12)
    x = rng.uniform(-1.0, 1.0, 200)
    choices = noisy(np.vstack([np.zeros(200), 3.0 * (x**2 - 0.33)]), 4, 0.3, rng)
    found = knowing(choices, x[:, None])
    assert found.worth_telling
    assert found.narrowing[1] > 0.7
    assert spline(x, 3).shape == (200, 3)


def test_a_better_count_is_worth_more_and_never_more_than_certainty() -> None:
    numbers, choices = linear(np.random.default_rng(13), 5, 0.5)
    values = [knowing(choices, numbers[:, :1], [lambda x, e=error: np.full(len(x), e)]) for error in (3.0, 1.0, 0.1)]
    worth = [item.evsi for item in values]
    assert worth == sorted(worth)
    assert worth[-1] <= values[-1].evppi
    assert worth[0] < 0.3 * worth[-1]


def test_one_run_a_member_tells_the_value_of_a_number_but_no_narrowing() -> None:
    numbers, choices = linear(np.random.default_rng(14), 1, 1.0)
    found = knowing(choices, numbers[:, :1])
    assert found.evppi == pytest.approx(known(SLOPE), rel=0.4)
    assert np.isnan(found.narrowing).all()
    assert not found.narrows.any()


def test_narrowing_is_not_told_of_a_spread_that_may_be_chance() -> None:
    rng = np.random.default_rng(15)
    choices = noisy(np.zeros((2, 100)), 2, 5.0, rng)
    assert np.isnan(knowing(choices, rng.standard_normal((100, 1))).narrowing).all()


def test_few_members_and_many_numbers_say_nothing() -> None:
    rng = np.random.default_rng(16)
    numbers, choices = linear(rng, 4, 1.0, 25)
    assert math.isnan(knowing(choices, rng.standard_normal((25, 24))).evppi)
    assert math.isfinite(knowing(choices, numbers).evppi)
    small = linear(rng, 4, 1.0, 19)
    assert math.isnan(knowing(small[1], small[0][:, :1]).evppi)


def test_numbers_in_the_same_order_are_one_number() -> None:
    x = np.random.default_rng(17).uniform(size=50)
    numbers = np.column_stack([np.ones(50), x, np.exp(3 * x), -x, x**2])
    assert distinct(numbers) == [1, 3]
    choices = noisy(np.vstack([np.zeros(50), x]), 2, 0.1, np.random.default_rng(0))
    assert knowing(choices, numbers[:, :1]).evppi == 0.0


# --- studies ---------------------------------------------------------------------------------------------------------


Made = tuple[dict[str, pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def study() -> Made:
    """Runs of a made-up comparison: the effect of ``a`` follows the hours, ``b`` always harms and costs the state."""
    rng, members, runs = np.random.default_rng(18), 60, 4
    hours, known = rng.uniform(0.8, 4.5, members), rng.uniform(0.15, 0.6, members)
    points = [f"member_{i}" for i in range(members)]
    design = pd.DataFrame(
        {"practice.hours_per_participant": hours, "practice.known": known, "hiring.x": rng.uniform(size=members)},
        index=points,
    )
    label = np.tile(np.arange(members), runs)
    base = pd.DataFrame({"point": np.array(points)[label], "replicate": np.arange(len(label)), "failed": False})
    for name in (*USUAL.both, *NEEDED):
        base[f"{name}_n"] = (100.0 if OUTCOMES[name].unit == "%" else 1e6) + rng.normal(0, 1, len(label))
        base[f"{name}_of"] = 200.0 if OUTCOMES[name].unit == "%" else 10.0
    frames = {"baseline": base, "a": base.copy(), "b": base.copy()}
    frames["a"]["employed_36m_n"] += 8.0 * (hours[label] - 2.2) + rng.normal(0, 1, len(label))
    frames["a"]["work_months_n"] += 100.0
    frames["a"]["kr_municipality_n"] += 1e6
    frames["b"]["employed_36m_n"] -= 6.0 + rng.normal(0, 1, len(label))
    frames["b"]["kr_state_n"] += 2e6
    return {name: frame.assign(scenario=name) for name, frame in frames.items()}, design


def test_tables_hold_what_the_dictionary_says(study: Made) -> None:
    runs, design = study
    tables = choice_tables_of(runs, design, 20_000.0)
    said = {name: [column.name for column in documented()[f"{name}.csv"]] for name in tables}
    assert {name: sorted(table) for name, table in tables.items()} == {name: sorted(said[name]) for name in said}
    assert list(tables) == ["decision", "acceptability", "count_first"]


def test_the_decision_table_is_of_both_outcomes_and_of_doing_nothing(study: Made) -> None:
    table = decision_table(study[0]).set_index("scenario")
    assert list(table.index) == ["baseline", "a", "b"]
    assert not [name for name in table if name.startswith("net_")]
    for outcome in ("employed_36m", "stay_60m"):
        assert table[f"{outcome}_p_best"].sum() == pytest.approx(1.0)
    assert table.loc["b", "employed_36m_p_best"] < 0.01
    assert table.loc["b", "employed_36m_reaches"] < 0.01
    assert 0.2 < table.loc["baseline", "employed_36m_p_best"] < 0.5


def test_who_pays_wants_the_cheapest_until_a_month_in_work_is_worth_its_price(study: Made) -> None:
    """``a`` costs the municipality 10 000 kroner for each month in work."""
    table = acceptability_table(study[0], [0.0, 5_000.0, 20_000.0]).set_index(["payer", "willingness", "scenario"])
    assert (table.groupby(["payer", "willingness"])["p_best"].sum().round(9) == 1.0).all()
    assert (table.groupby(["payer", "willingness"])["frontier"].sum() == 1).all()
    first = table[table["frontier"] == 1].reset_index().set_index(["payer", "willingness"])["scenario"]
    assert first.loc[("municipality", 20_000.0)] == "a"
    assert first.loc[("municipality", 5_000.0)] != "a"
    assert table.loc[("municipality", 20_000.0, "a"), "net_benefit"] == pytest.approx(100_000.0, rel=0.01)
    assert table.loc[("state", 20_000.0, "b"), "net_benefit"] == pytest.approx(-200_000.0, rel=0.01)


def test_the_hours_are_to_be_counted_first_where_they_decide(study: Made) -> None:
    runs, design = study
    table = count_first_table(runs, design)
    assert set(table["kind"]) == {"way", "number", "all", "everything"}
    found = first_to_count(decision_table(runs), table, "employed_36m")
    assert (found.shown, found.what) == ("a", "time_log")
    assert found.changes > 0.1
    assert found.narrowing > 0.2
    row = table[(table["outcome"] == "employed_36m") & (table["what"] == "known")].iloc[0]
    assert row["told"] == 0
    assert row["evppi_p"] > 0.01
    none = first_to_count(decision_table(runs), table, "stay_60m")
    assert none.what == ""


def test_the_value_of_any_number_can_be_asked_for(study: Made) -> None:
    groups = {"hours": ["practice.hours_per_participant"], "else": ["hiring.x"]}
    table = value_of_knowing(*study, groups, "employed_36m")
    hours, other = table[table["scenario"] == "a"]["evppi"]
    assert hours > 10 * other
    assert table.set_index("what").loc["hours", "told"].all()


def test_what_is_counted_is_looked_for_no_more(study: Made) -> None:
    design = study[1].assign(**{"practice.hours_per_participant": 1.6})
    assert [item.name for item in counting.countable(design)] == ["employers", "known", "all_counts"]
    assert counting.countable(design[["hiring.x"]]) == []


def test_offices_that_differ_have_a_number_each() -> None:
    design = pd.DataFrame({f"practice.sel.{side}.known": [0.2, 0.3] for side in ("programme", "after")})
    assert counting.countable(design)[0].columns == ("practice.sel.programme.known", "practice.sel.after.known")


def test_more_to_count_shows_more() -> None:
    values = np.array([0.2, 0.5])
    for number in ("prepared", "hours_per_participant"):
        few, many = (counting.noise_of(number, count)(values) for count in (5.0, 20.0))
        np.testing.assert_allclose(few, 2.0 * many)
    np.testing.assert_allclose(counting.noise_of("prepared", 25.0)(np.array([0.5])), [0.1])


def test_every_number_that_is_hardly_ever_counted_has_a_way(study: Made) -> None:
    assert sorted(sum(counting.COUNTS.values(), ())) == sorted(counting.UNCOUNTED)
    assert set(counting.looks(study[0]["baseline"])) == set(counting.UNCOUNTED)


def test_what_a_month_is_worth_needs_no_other_study() -> None:
    assert unvalued(CompareOptions(willingness=20_000.0)) == CompareOptions()
    for wrong in (-1.0, math.nan, math.inf):
        with pytest.raises(InputError, match="willingness is"):
            unvalued(CompareOptions(willingness=wrong))
