"""The model as a function of its numbers, for tools that draw points themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol

import bygd
from bygd.scenarios.designs import known, unit

NAMES = ["placement.detection", "answer.pressure"]


def test_a_problem_has_plausible_ranges_or_those_that_are_stated() -> None:
    problem = bygd.problem(NAMES)
    assert problem == {
        "num_vars": 2,
        "names": NAMES,
        "bounds": [list(map(float, known()[name].plausible)) for name in NAMES],
    }
    assert bygd.problem("answer.pressure:0.1:0.3")["bounds"] == [[0.1, 0.3]]
    assert bygd.problem({"answer.pressure": (0.1, 0.3), "placement.detection": None})["bounds"][0] == [0.1, 0.3]
    assert len(bygd.problem("language.*")["names"]) > 10


def test_salib_draws_from_a_problem_the_design_that_bygd_draws() -> None:
    problem = bygd.problem(NAMES)
    low, high = np.array(problem["bounds"]).T
    theirs = sobol.sample(problem, 8, calc_second_order=False, seed=3)
    assert theirs == pytest.approx(low + unit("saltelli", 2, 8, 3) * (high - low))


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ("search.nothing", "fits no number"),
        ({"answer.pressure": [0.1]}, "a range has two"),
        ({"answer.pressure": [0.3, 0.1]}, "upside down"),
    ],
)
def test_a_problem_that_cannot_be_is_one_sentence(vary, words) -> None:
    with pytest.raises(bygd.InputError, match=words):
        bygd.problem(vary)


@pytest.mark.compiled
def test_outcomes_are_those_of_single_runs_in_the_order_of_the_points() -> None:
    few = {"months": 40, "warm_up": 0, "replicates": 3, "seed": 5, "threads": 1}
    points = pd.DataFrame({"placement.detection": [0.9, 0.4, 0.9], "answer.pressure": [0.1, 0.4, 0.1]})
    found = bygd.outcomes_at("vaga", points, outcomes=["employed_36m", "asks_per_start"], **few)
    assert list(found) == ["employed_36m", "asks_per_start"]
    assert found.iloc[0].equals(found.iloc[2].rename(0))
    for row, numbers in enumerate(points.to_dict("records")):
        one = bygd.run("vaga", numbers=numbers, **few)
        for name in found:
            assert found[name].iloc[row] == pytest.approx(one[name])
    alone = bygd.outcomes_at("vaga", [points.iloc[1].to_dict()], outcomes="employed_36m", measures="follow_up", **few)
    assert alone["employed_36m"].iloc[0] == pytest.approx(
        bygd.run("vaga", numbers=points.iloc[1].to_dict(), measures="follow_up", **few)["employed_36m"]
    )


@pytest.mark.parametrize(
    ("points", "more", "words"),
    [
        ([], {}, "needs points"),
        ([{"x.y": 1}], {}, "fits no number"),
        ([{"placement.detection": 9}], {}, "must be a number between"),
        ([{"placement.detection": 0.5}], {"outcomes": "work"}, "which is no outcome"),
        ([{"placement.detection": 0.5 + i / 1000} for i in range(60)], {"replicates": 10**6}, "more than 50000000"),
    ],
)
def test_points_that_cannot_be_simulated_are_one_sentence(points, more, words) -> None:
    with pytest.raises(bygd.InputError, match=words):
        bygd.outcomes_at("vaga", points, **more)


@pytest.mark.compiled
def test_a_point_that_shows_nobody_is_refused() -> None:
    with pytest.raises(bygd.InputError, match="nobody was observed there"):
        bygd.outcomes_at("vaga", [{"placement.detection": 0.5}], months=12, warm_up=0, replicates=1)


@pytest.mark.parametrize("points", [{"placement.detection": 0.5}, [1, 2], "placement.detection", 3])
def test_points_that_are_no_list_of_mappings_are_refused(points) -> None:
    with pytest.raises(bygd.InputError, match="points must be a data frame or a list of mappings"):
        bygd.outcomes_at("vaga", points)


@pytest.mark.parametrize(
    ("vary", "sentence"),
    [
        ({"placement.detection": 0.5}, "must have a low and a high end"),
        (3, "must name numbers"),
        ([], "names no number"),
    ],
)
def test_what_cannot_be_varied_is_one_sentence(vary, sentence) -> None:
    with pytest.raises(bygd.InputError, match=sentence):
        bygd.problem(vary)
