"""Distributions of numbers that are varied: quantiles as SciPy has them, the same in a sweep and in ``sensitivity``."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import bygd
from bygd.errors import InputError
from bygd.scenarios import designs
from bygd.scenarios.distributions import TAIL, TAIL_AT_MORRIS, distribution
from bygd.scenarios.options import CalibrateOptions, SensitivityOptions
from bygd.statistics.sensitivity import conclusions, indices, responses
from bygd.statistics.sensitivity.responses import Design, drawn, varied
from experiments.command.read import read

WIDE = (-1000.0, 1000.0)
BOTH = ["answer.base:normal:-0.5:0.2", "search.applications:lognormal:3:1.5"]
U = np.array([0.1, 0.25, 0.5, 0.8])


def table(kind: str, vary: object, n: int = 8) -> pd.DataFrame:
    return designs.table_of(kind, vary, [], n, 1)


def values(design: Design) -> np.ndarray:
    """Points x numbers."""
    return pd.DataFrame(design.values()).to_numpy()


@pytest.mark.parametrize(
    ("family", "parameters", "theirs"),
    [
        ("uniform", [2.0, 5.0], stats.uniform(2, 3)),
        ("triangular", [1.0, 2.0, 5.0], stats.triang(0.25, 1, 4)),
        ("triangular", [1.0, 1.0, 5.0], stats.triang(0, 1, 4)),
        ("triangular", [1.0, 5.0, 5.0], stats.triang(1, 1, 4)),
        ("normal", [3.0, 2.0], stats.norm(3, 2)),
        ("lognormal", [3.0, 2.0], stats.lognorm(np.log(2), scale=3)),
    ],
)
def test_values_are_quantiles(family: str, parameters: list[float], theirs) -> None:
    one = distribution("x", family, parameters, WIDE)
    tail = TAIL if family in {"normal", "lognormal"} else 0.0
    assert one.quantiles(U) == pytest.approx(theirs.ppf(tail + U * (1 - 2 * tail)))
    assert one.ends == pytest.approx(theirs.ppf([tail, 1 - tail]))


def test_what_is_not_allowed_is_cut_and_the_rest_is_drawn_from_as_it_is() -> None:
    one = distribution("x", "normal", [0.9, 0.2], (0.0, 1.0))
    theirs = stats.truncnorm((stats.norm.ppf(TAIL)), 0.5, loc=0.9, scale=0.2)
    assert one.quantiles(U) == pytest.approx(theirs.ppf(U))
    assert one.ends[1] == pytest.approx(1.0)
    assert one.ends[1] <= 1.0


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli", "morris"])
def test_uniform_is_the_range_bit_for_bit(kind: str) -> None:
    same = ["answer.pressure:uniform:0.1:0.3", "practice.protected:0.2:0.6"]
    as_range = ["answer.pressure:0.1:0.3", "practice.protected:0.2:0.6"]
    pd.testing.assert_frame_equal(table(kind, same), table(kind, as_range), check_exact=True)
    options = SensitivityOptions()
    assert varied(same, options) == varied(as_range, options)


@pytest.mark.parametrize("kind", ["lhs", "saltelli", "morris"])
def test_sensitivity_draws_what_a_sweep_draws_from_a_list_or_a_mapping(kind: str) -> None:
    said = {"answer.base": ["normal", -0.5, 0.2], "search.applications": ["lognormal", 3, 1.5]}
    sweep = table(kind, BOTH)
    pd.testing.assert_frame_equal(sweep, table(kind, said), check_exact=True)
    mine = drawn(kind, varied(BOTH, SensitivityOptions()), 8, 1)
    assert (values(mine) == sweep.iloc[:, 2:].to_numpy()).all()


def test_morris_stands_at_the_ends_of_the_middle_of_what_has_no_end() -> None:
    normal, skew = values(drawn("morris", varied(BOTH, SensitivityOptions()), 20, 1)).T
    levels = stats.norm.ppf([TAIL_AT_MORRIS, *np.array([1, 2]) / 3 * 0.95 + TAIL_AT_MORRIS, 1 - TAIL_AT_MORRIS])
    assert np.unique(normal.round(9)) == pytest.approx(-0.5 + 0.2 * levels)
    assert np.unique(skew.round(9)) == pytest.approx(3 * 1.5**levels)
    triangle = drawn("morris", varied(["answer.base:triangular:-1:-0.5:0"], SensitivityOptions()), 20, 1)
    assert (values(triangle).min(), values(triangle).max()) == (-1, 0), "what has ends goes to them"
    step = np.mean(np.diff(levels[[0, 2]]).tolist() + np.diff(levels[[1, 3]]).tolist()) / (2 / 3)
    assert step == pytest.approx(np.sqrt(12), rel=0.05), "as over a range with the same standard deviation"


def test_sobol_indices_of_a_linear_function_of_normal_numbers_are_their_shares_of_variance() -> None:
    """Variance of 3 x + y, with standard deviations 0.2 and 0.8: 0.36 + 0.64; a uniform one besides adds nothing."""
    vary = ["answer.base:normal:-0.5:0.2", "search.applications:normal:10:0.8", "answer.pressure:0.1:0.3"]
    points = drawn("saltelli", varied(vary, SensitivityOptions()), 1024, 1)
    x = values(points)
    y = np.repeat((3 * x[:, 0] + x[:, 1])[:, None], 2, axis=1).reshape(-1, 5, 2)
    found = indices.sobol(y, indices.weights(len(y), 2, draws=50))
    for estimate in (found.first, found.total):
        assert estimate.value == pytest.approx([0.36, 0.64, 0], abs=0.02)
    a = x[::5]  # the first point of every block: independent draws
    assert a.std(axis=0)[:2] == pytest.approx([0.2, 0.8], rel=0.02), "0.1 % at each end is hardly missed"


def test_words_about_samples_name_values_of_the_distribution() -> None:
    words = conclusions.Words(drawn("lhs", varied(BOTH, SensitivityOptions()), 4, 1))
    assert [words.value(0, 0.5), words.value(1, 0.5)] == pytest.approx([-0.5, 3.0])
    assert words.value(0, 1 / 3) == pytest.approx(stats.norm(-0.5, 0.2).ppf(1 / 3), abs=1e-3)


BAD = {
    "There is no distribution 'norml' (is normal meant?); choose from uniform:low:high, ": "norml:0.2:0.1",
    "answer.pressure is to be normal, which needs 2 values: answer.pressure:normal:mean:sd.": "normal:0.2",
    "answer.pressure is to be lognormal, which needs 2 values: answer.pressure:lognormal:median:factor.": "lognormal",
    "The distribution of answer.pressure holds much, but must hold numbers.": "normal:much:0.1",
    "is to be normal:3:0.1, but must lie between 0 and 2.5.": "normal:3:0.1",
    "is to be uniform:-1:0.1, but must lie between 0 and 2.5.": "uniform:-1:0.1",
    "is to be lognormal:0:1.5, but must lie between 0 and 2.5.": "lognormal:0:1.5",
    "is to be normal:0.2:0, but its sd must be above 0.": "normal:0.2:0",
    "is to be lognormal:0.2:1, but its factor must be above 1.": "lognormal:0.2:1",
    "is to be normal:0.2:1e+06, of which hardly anything lies between 0 and 2.5; say a range.": "normal:0.2:1e6",
    "is to be uniform:0.3:0.1, but must be said from the lower end to the higher: low:high.": "uniform:0.3:0.1",
    "from the lower end to the higher: low:mode:high.": "triangular:0.1:0.4:0.3",
    "is to be triangular:0.1:0.1:0.1, but must be said": "triangular:0.1:0.1:0.1",
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_cannot_be_is_one_sentence(sentence: str) -> None:
    for asked in (lambda vary: table("lhs", vary), lambda vary: responses.varied(vary, SensitivityOptions())):
        with pytest.raises(InputError) as stop:
            asked([f"answer.pressure:{BAD[sentence]}"])
        said = str(stop.value)
        assert sentence in said
        assert said.endswith(".")
        assert "\n" not in said


def test_where_only_values_or_ranges_can_be_said_a_distribution_is_refused() -> None:
    from bygd.evidence.calibration.task import task_of

    for asked, sentence in {
        (lambda: table("grid", BOTH)): "design=grid combines values, but answer.base is to be normal; say design=lhs",
        (lambda: bygd.problem(BOTH)): "answer.base is to be normal, but only a range can be said here",
        (lambda: task_of(read(CalibrateOptions, [f"vary=[{BOTH[0]}]"]))): "say a range, like answer.base:-1.12:0.118.",
    }.items():
        with pytest.raises(InputError, match=re.escape(sentence)):
            asked()
