"""Measures combine without order, do nothing where nothing is left to do, begin when they begin, or are refused."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled import Results, run
from sim.model import IntegrationModel
from sim.parameters import numbers
from sim.policy import DOSE, ORDER, Phase, Policy, PolicyError, changed, check_policy, dosed, phase_of, stages_of
from sim.processes import Parameters
from sim.rules.offices import Practice
from sim.scenario import Scenario
from sim.tallies import Tally
from tests.support.random_towns import hamlet, measure

PRACTICES = [Practice(prepared=0.2), Practice(prepared=0.9)]


def phases(*policies: Policy, warm_up_months: int = 36) -> list[Phase]:
    for policy in policies:
        check_policy(policy)
    return [phase_of(stage, Parameters(), PRACTICES) for stage in stages_of(policies, warm_up_months)]


def refused(*policies: Policy) -> str:
    """Sentence with which these measures are refused."""
    with pytest.raises(PolicyError) as caught:
        phases(*policies)
    text = str(caught.value)
    assert re.fullmatch(r"[^\n]+\.", text), f"not one sentence: {text!r}"
    return text


# --- combining --------------------------------------------------------------------------------------------

amounts = st.floats(0.0, 2.0, allow_nan=False)
one_change = st.dictionaries(st.sampled_from(ORDER), amounts, min_size=1, max_size=4)


@pytest.mark.no_cover
@settings(max_examples=300)
@given(value=amounts, changes=st.lists(one_change, min_size=2, max_size=4))
def test_the_order_of_changes_does_not_matter(value: float, changes: list[dict[str, float]]) -> None:
    """Bit for bit: else ``a+b`` and ``b+a`` would be two runs (two settings of one number are refused)."""
    settings_made = {change["set"] for change in changes if "set" in change}
    for change in changes:
        if "set" in change:
            change["set"] = min(settings_made)
    results = {changed(value, list(order)) for order in itertools.permutations(changes)}
    assert len(results) == 1


def sized(change: dict[str, float], dose: float) -> dict[str, float]:
    return dosed(measure("part", {"answer.trust": change}), dose).changes["answer.trust"]


@pytest.mark.no_cover
@settings(max_examples=300)
@given(value=amounts, kind=st.sampled_from(ORDER), amount=amounts, dose=st.floats(0.0, 1.0))
def test_a_part_of_a_change_goes_so_far_of_the_way(value: float, kind: str, amount: float, dose: float) -> None:
    whole = changed(value, [{kind: amount}])
    assert changed(value, [sized({kind: amount}, dose)]) == pytest.approx(value + dose * (whole - value))
    assert changed(value, [sized({kind: amount}, 1.0)]) == whole  # bit for bit
    half = sized(sized({kind: amount}, dose), 0.5)
    assert changed(value, [half]) == pytest.approx(value + dose / 2 * (whole - value))


@pytest.mark.no_cover
@settings(max_examples=200)
@given(value=amounts, changes=st.lists(one_change, min_size=2, max_size=3), doses=st.lists(st.floats(0, 1), min_size=3))
def test_the_order_of_parts_does_not_matter(value: float, changes: list[dict], doses: list[float]) -> None:
    parts = [
        sized({kind: a for kind, a in change.items() if kind != "set"} or {"add": 0}, dose)
        for change, dose in zip(changes, doses, strict=False)
    ]
    assert len({changed(value, list(order)) for order in itertools.permutations(parts)}) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({DOSE: 0.5}, "has no change"),
        ({"at_least": 0.5, DOSE: 1.5}, "must have one from 0 to 1"),
        ({"at_least": 0.5, DOSE: -0.5}, "must have one from 0 to 1"),
        ({"at_least": 0.5, DOSE: "half"}, "is no number"),
    ],
)
def test_an_odd_part_is_refused(change: dict[str, Any], said: str) -> None:
    assert said in refused(measure("odd", {"practice.prepared": change}))


TARGETS = ["practice.prepared", "practice.known", "answer.trust", "ending.unevaluated", "search.applications"]
policies_drawn = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(TARGETS), one_change, min_size=1, max_size=3), st.integers(1, 3)),
    min_size=2,
    max_size=3,
)


@pytest.mark.no_cover
@settings(max_examples=40)
@given(drawn=policies_drawn)
def test_the_order_of_policies_does_not_matter(drawn: list[tuple[dict, int]]) -> None:
    """Neither for what they do together nor for whether they are refused."""
    made = [measure(f"policy{i}", changes, from_month) for i, (changes, from_month) in enumerate(drawn)]
    outcomes = []
    for order in itertools.permutations(made):
        try:
            outcomes.append(phases(*order))
        except PolicyError:
            outcomes.append(None)
    assert all(one == outcomes[0] for one in outcomes)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"set": 0.7}, 0.7),
        ({"scale": 0.5}, 0.2),
        ({"add": 0.25}, 0.65),
        ({"at_least": 0.6}, 0.6),
        ({"at_least": 0.3}, 0.4),
        ({"at_most": 0.3}, 0.3),
        ({"at_most": 0.5}, 0.4),
        ({"at_most": 0.6, "add": 0.5, "scale": 2.0, "set": 0.1}, 0.6),  # 0.1, 0.2, 0.7, 0.6
        ({"at_least": 0.9, "at_most": 0.5}, 0.5),  # a maximum comes last
    ],
)
def test_each_kind_of_change_does_what_it_says_in_the_fixed_order(change: dict[str, float], expected: float) -> None:
    assert changed(0.4, [change]) == pytest.approx(expected, abs=1e-15)


@given(value=amounts, best=amounts)
def test_a_minimum_does_nothing_where_practice_is_already_better(value: float, best: float) -> None:
    after = changed(value, [{"at_least": best}])
    assert after == max(value, best)
    assert (after == value) == (value >= best)


def test_a_minimum_reaches_the_offices_below_it_only() -> None:
    last = phases(measure("floor", {"practice.prepared": {"at_least": 0.5}}))[-1]
    assert [practice.prepared for practice in last.practices] == [0.5, 0.9]


def test_a_measure_changes_only_the_number_it_names_and_nothing_outside_the_run() -> None:
    given_, practices = Parameters(), [Practice(), Practice()]
    policy = measure("one", {"answer.trust": {"scale": 1.5}, "practice.known": {"add": 0.1}})
    last = phase_of(stages_of((policy,), 0)[-1], given_, practices)
    assert given_ == Parameters()
    assert practices == [Practice(), Practice()]
    differs = [name for name in numbers(given_) if _value(last.parameters, name) != _value(given_, name)]
    assert differs == ["answer.trust"]
    assert last.parameters.answer.trust == 1.5 * given_.answer.trust
    assert [_differing(practice) for practice in last.practices] == [["known"], ["known"]]


def _value(parameters: Parameters, name: str) -> float:
    process, _, last = name.partition(".")
    return getattr(getattr(parameters, process), last)


def _differing(practice: Practice) -> list[str]:
    return [name for name in numbers(practice) if getattr(practice, name) != getattr(Practice(), name)]


# --- refusing ---------------------------------------------------------------------------------------------


def test_two_measures_that_set_one_number_to_two_values_contradict() -> None:
    one = measure("fast", {"search.applications": {"set": 0.4}})
    two = measure("slow", {"search.applications": {"set": 0.2}})
    text = "Policies fast and slow contradict each other: search.applications is set to 0.4 and to 0.2."
    assert refused(one, two) == text
    assert refused(two, one) == text


def test_two_measures_that_set_one_number_to_one_value_agree() -> None:
    one = measure("one", {"search.applications": {"set": 0.4}})
    two = measure("two", {"search.applications": {"set": 0.4}, "search.women": {"set": 0.9}})
    last = phases(one, two)[-1]
    assert (last.parameters.search.applications, last.parameters.search.women) == (0.4, 0.9)


def test_measures_that_contradict_only_later_are_refused_at_once() -> None:
    one = measure("early", {"search.applications": {"set": 0.4}}, from_month=1)
    two = measure("late", {"search.applications": {"set": 0.2}}, from_month=60)
    assert "contradict" in refused(one, two)


def test_measures_that_together_leave_the_allowed_range_are_refused() -> None:
    """Each alone is possible."""
    one = measure("double", {"ending.unevaluated": {"scale": 1.9}})
    two = measure("more", {"ending.unevaluated": {"add": 0.3}})
    phases(one)
    phases(two)
    assert refused(one, two).startswith("With double+more: ending.unevaluated is 1.25 share, but must lie between")


def test_a_measure_that_is_too_much_for_one_office_is_refused() -> None:
    assert "practice.prepared is 1.1 share" in refused(measure("much", {"practice.prepared": {"add": 0.2}}))


BAD: list[tuple[str, Policy, str]] = [
    ("unknown number", measure("bad", {"answer.thrust": {"set": 1.0}}), "answer.thrust, which is no number"),
    ("unknown process", measure("bad", {"anser.trust": {"set": 1.0}}), "anser.trust, which is no number"),
    ("unknown practice", measure("bad", {"practice.hours": {"set": 1.0}}), "practice.hours, which is no number"),
    ("a whole process", measure("bad", {"answer": {"set": 1.0}}), "answer, which is no number"),
    ("unknown kind", measure("bad", {"answer.trust": {"times": 1.0}}), "'times', but must be one of set, scale"),
    ("nan", measure("bad", {"answer.trust": {"set": math.nan}}), "answer.trust set nan"),
    ("infinity", measure("bad", {"answer.trust": {"scale": math.inf}}), "answer.trust scale inf"),
    ("no changes", measure("bad", {}), "changes nothing"),
    ("an empty change", measure("bad", {"answer.trust": {}}), "answer.trust"),
    ("a text", measure("bad", {"answer.trust": {"set": "high"}}), "answer.trust"),  # type: ignore[dict-item]
    ("a truth", measure("bad", {"practice.onsite": {"set": True}}), "practice.onsite"),
    ("month zero", measure("bad", {"answer.trust": {"set": 1.0}}, from_month=0), "from_month is 0"),
]


@pytest.mark.parametrize(("kind", "policy", "part"), BAD, ids=[kind for kind, *_ in BAD])
def test_a_bad_measure_is_refused_in_one_sentence_with_its_name(kind: str, policy: Policy, part: str) -> None:
    text = refused(policy)
    assert "bad" in text
    assert part in text


def test_an_unknown_grade_is_refused() -> None:
    policy = measure("bad", {"answer.trust": {"set": 1.0}})
    policy.grade = "E"
    with pytest.raises(PolicyError, match="grade is 'E', but must be one of A, B, C, D, X"):
        phases(policy)


def test_a_scenario_refuses_measures_that_contradict_before_anything_runs() -> None:
    one, two = (measure(name, {"search.applications": {"set": rate}}) for name, rate in (("a", 0.2), ("b", 0.4)))
    with pytest.raises(PolicyError, match="contradict"):
        Scenario(hamlet(), (one, two)).checked()


# --- when -------------------------------------------------------------------------------------------------


def test_without_measures_there_is_one_phase_with_the_given_numbers() -> None:
    assert phases() == [Phase(0, Parameters(), PRACTICES)]


def test_measures_begin_in_the_counted_month_they_name() -> None:
    early = measure("early", {"search.applications": {"set": 0.4}}, from_month=1)
    late = measure("late", {"answer.trust": {"set": 1.0}}, from_month=13)
    made = phases(early, late, warm_up_months=36)
    assert [phase.month for phase in made] == [0, 36, 48]
    assert [phase.parameters.search.applications for phase in made] == [Parameters().search.applications, 0.4, 0.4]
    assert [phase.parameters.answer.trust for phase in made] == [2.0, 2.0, 1.0]


ALL_NUMBERS = [*numbers(Parameters()), *(f"practice.{name}" for name in numbers(Practice()))]
NOTHING = {"scale": 1.0, "add": 0.0}
STRONG = {"search.applications": {"set": 8.0}, "practice.known": {"set": 0.9}, "answer.base": {"add": 2.0}}


def may_change(name: str) -> bool:
    """Tell whether a measure may change this number (not what is settled before the first month)."""
    try:
        phases(measure("some", {name: NOTHING}))
    except PolicyError:
        return False
    return True


EVERYTHING = {name: NOTHING for name in ALL_NUMBERS if may_change(name)}


def test_measures_may_change_most_numbers_but_not_who_comes_and_who_is_there() -> None:
    refused_ = set(ALL_NUMBERS) - set(EVERYTHING)
    assert len(EVERYTHING) > 150
    assert {name for name in ALL_NUMBERS if name.startswith("practice.")} <= set(EVERYTHING)
    assert {name for name in ALL_NUMBERS if name.startswith("settlement.single")} <= refused_
    assert {"answer.never_private", "demand.staff_1"} <= refused_


def scenario(*policies: Policy) -> Scenario:
    return Scenario(hamlet(persons=25, enterprises=90), policies, months=36, warm_up=1).checked()


def outcome(*policies: Policy) -> Results:
    return run(scenario(*policies), 9, np.arange(6))


def model(*policies: Policy) -> IntegrationModel:
    return IntegrationModel(scenario(*policies), seed=9, people=True).run()


def arrays(results: Any) -> list[bytes]:
    return [array.tobytes() for array in (results.tally, results.totals, results.curve, results.failed)]


@pytest.mark.compiled
@pytest.mark.parametrize("from_month", [1, 7])
def test_a_measure_that_changes_nothing_leaves_every_byte_of_the_fast_engines_results(from_month: int) -> None:
    base = outcome()
    assert base.tally.any()
    assert not base.failed.any()
    assert arrays(outcome(measure("nothing", EVERYTHING, from_month))) == arrays(base)
    assert arrays(outcome(measure("strong", STRONG, from_month))) != arrays(base)


@pytest.mark.no_cover
def test_a_measure_that_changes_nothing_leaves_a_run_of_the_readable_engine() -> None:
    base, null = model(), model(measure("nothing", EVERYTHING))
    assert base.tallies.any()
    for name in ("tallies", "totals", "curve", "diary"):
        assert getattr(base, name).tobytes() == getattr(null, name).tobytes()


@pytest.mark.compiled
@pytest.mark.parametrize("from_month", [2, 13, 36])
def test_a_measure_changes_nothing_before_its_month_in_the_fast_engine(from_month: int) -> None:
    base, late = outcome(), outcome(measure("late", STRONG, from_month))
    assert late.tally[:, : from_month - 1].tobytes() == base.tally[:, : from_month - 1].tobytes()
    assert late.tally[:, from_month - 1 :].tobytes() != base.tally[:, from_month - 1 :].tobytes()


@pytest.mark.no_cover
@pytest.mark.parametrize("from_month", [2, 13])
def test_a_measure_changes_nothing_before_its_month_in_the_readable_engine(from_month: int) -> None:
    base, late = model(), model(measure("late", STRONG, from_month))
    month = base.counted_from + from_month - 1
    assert np.array_equal(late.tallies[:month], base.tallies[:month])
    assert not np.array_equal(late.tallies[month:], base.tallies[month:])


def in_force(from_month: int) -> list[bool]:
    """Counted months in which a measure from this month on takes standing hours."""
    return [month >= from_month for month in range(1, 37)]


@pytest.mark.compiled
@pytest.mark.parametrize("from_month", [1, 2, 36])
def test_a_measure_is_in_force_in_its_very_month_in_the_fast_engine(from_month: int) -> None:
    results = outcome(measure("hours", {"practice.outreach": {"set": 1.0}}, from_month))
    assert (results.tally[0, :, Tally.HOURS_STANDING_WANTED] > 0.0).tolist() == in_force(from_month)


@pytest.mark.parametrize("from_month", [1, 2, 36])
def test_a_measure_is_in_force_in_its_very_month_in_the_readable_engine(from_month: int) -> None:
    run_ = model(measure("hours", {"practice.outreach": {"set": 1.0}}, from_month))
    wanted = run_.tallies[run_.counted_from :, Tally.HOURS_STANDING_WANTED]
    assert (wanted > 0.0).tolist() == in_force(from_month)


@pytest.mark.no_cover
def test_a_measure_from_the_first_month_leaves_the_warm_up_alone() -> None:
    base, changed_run = model(), model(measure("strong", STRONG))
    warm = base.counted_from
    assert base.tallies[:warm].any()
    assert np.array_equal(changed_run.tallies[:warm], base.tallies[:warm])
    assert not np.array_equal(changed_run.tallies[warm:], base.tallies[warm:])


@pytest.mark.no_cover
def test_a_measure_after_the_end_is_no_measure() -> None:
    base, never = model(), model(measure("never", STRONG, from_month=37))
    assert np.array_equal(base.tallies, never.tallies)


@pytest.mark.no_cover
def test_two_measures_do_the_same_in_either_order() -> None:
    one = measure("one", {"search.applications": {"scale": 1.3}, "practice.prepared": {"at_least": 0.8}}, from_month=3)
    two = measure("two", {"search.applications": {"scale": 0.7, "add": 0.01}, "practice.prepared": {"scale": 0.5}})
    assert np.array_equal(model(one, two).tallies, model(two, one).tallies)
