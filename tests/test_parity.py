"""The two engines are one model: every field of every agent, every count, every month, bit for bit."""

import os

import numpy as np
import pytest

from sim.compiled import Stepper
from sim.model import IntegrationModel
from tests.worlds import differences, random_scenario

pytestmark = pytest.mark.compiled
PAIRS = int(os.environ.get("BYGD_PARITY_PAIRS", "24"))


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
