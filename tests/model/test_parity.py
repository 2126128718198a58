"""The two engines are one model: every field of every agent, every count, every month, bit for bit."""

import os

import numpy as np
import pytest

from sim.compiled import Stepper, run
from sim.model import IntegrationModel, results_of
from sim.scenario import Scenario
from tests.support.random_towns import differences, hamlet, parameters, random_scenario

pytestmark = pytest.mark.compiled
PAIRS = int(os.environ.get("BYGD_PARITY_PAIRS", "24"))


def walk(stepper: Stepper, months: int) -> None:
    for _ in range(months):
        stepper.step()


def test_a_diary_that_fills_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = Scenario(hamlet(persons=20), parameters=parameters(answer__base=1.0), months=48, warm_up=1)
    whole = run(scenario, 3, np.arange(2), people=True)
    monkeypatch.setattr("sim.compiled.DIARY_ROWS", 1)
    short = run(scenario, 3, np.arange(2), people=True)
    plain = results_of(scenario, 3, np.arange(2), people=True)
    for a, b, c in zip(whole.diary, short.diary, plain.diary, strict=True):
        assert len(a) > scenario.rows.capacity
        assert np.array_equal(a, b)
        assert np.array_equal(a, c)
    stepper = Stepper(scenario, 3, people=True)
    with pytest.raises(OverflowError, match="the diary has"):
        walk(stepper, scenario.all_months)


@pytest.mark.parametrize("case", range(PAIRS))
def test_engines_agree_bit_for_bit(case: int) -> None:
    rng = np.random.default_rng([2026, case])
    scenario = random_scenario(rng)
    seed, replicate = int(rng.integers(0, 2**31)), int(rng.integers(0, 1000))
    model = IntegrationModel(scenario, seed, replicate, people=True)
    stepper = Stepper(scenario, seed, replicate, people=True)
    assert len(model.everybody) == stepper.n
    for month in range(scenario.all_months):
        model.step()
        stepper.step()
        assert not stepper.out.failed[0], f"the compiled engine failed in month {month}"
        assert differences(model, stepper) == [], f"in month {month} of case {case}"
