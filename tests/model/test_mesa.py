"""The readable engine is a Mesa model like others: it starts, ends, is copied, collected and shown as Mesa has it."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import TYPE_CHECKING

import mesa
import numpy as np
import pytest

from experiments.lab.parity import between_models
from sim.model import SERIES, IntegrationModel, RunOverError
from sim.parameters import ParameterError
from sim.scenario import Scenario
from tests.support.random_towns import hamlet

if TYPE_CHECKING:
    from collections.abc import Callable


def short() -> Scenario:
    return Scenario(hamlet(persons=12), months=24, warm_up=0)


def test_a_model_needs_no_argument() -> None:
    model = IntegrationModel().run()
    assert model.totals.sum() > 0, "people came, and were counted"
    assert {agent.model for agent in model.agents} == {model}


def test_running_ends_with_the_last_month_and_a_step_past_it_is_refused_every_time() -> None:
    model = IntegrationModel(short())
    model.run_model()
    assert (model.running, model.month, model.steps) == (False, 24, 24)
    for _ in range(2):
        with pytest.raises(RunOverError, match="The run is over after its 24 months"):
            model.step()
    with pytest.raises(RunOverError):
        model.run_for(1)
    assert (model.month, len(model.datacollector.model_vars["in_work"])) == (24, 24)


def test_a_whole_number_as_rng_is_the_seed() -> None:
    assert between_models(IntegrationModel(short(), rng=7).run(), IntegrationModel(short(), seed=7).run()) == []
    assert between_models(IntegrationModel(short(), rng=7).run(), IntegrationModel(short(), seed=8).run()) != []


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.PCG64, np.random.SeedSequence, lambda n: [n, 1]])
def test_whatever_mesa_takes_as_rng_decides_the_seed(make: Callable[[int], object]) -> None:
    assert IntegrationModel(short(), rng=make(3)).seed == IntegrationModel(short(), rng=make(3)).seed
    assert IntegrationModel(short(), rng=make(3)).seed != IntegrationModel(short(), rng=make(4)).seed


def test_without_a_seed_one_is_drawn_and_kept() -> None:
    drawn = [IntegrationModel(short(), seed=None) for _ in range(2)]
    assert drawn[0].seed != drawn[1].seed
    assert between_models(drawn[0].run(), IntegrationModel(short(), seed=drawn[0].seed).run()) == []


def test_seed_and_rng_together_are_refused() -> None:
    with pytest.raises(ParameterError, match="seed or rng, not both"):
        IntegrationModel(short(), seed=3, rng=4)


def test_the_data_collector_holds_each_month_what_the_model_counts() -> None:
    model = IntegrationModel(short()).run()
    table = model.datacollector.get_model_vars_dataframe()
    for name, column in SERIES.items():
        assert table[name].tolist() == model.tallies[:, column].tolist(), name
    assert table["settled"].iloc[-1] > 0


COPIES: dict[str, Callable[[IntegrationModel], IntegrationModel]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),  # noqa: S301  (our own)
}


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_is_a_model_of_its_own_that_goes_on_as_the_original(way: str) -> None:
    model = IntegrationModel(short(), seed=5, people=True)
    for _ in range(13):
        model.step()
    other = COPIES[way](model)
    assert all(agent.model is other for agent in other.agents)
    assert set(other.agents) == {agent for agents in other.lists.values() for agent in agents}
    other.run()
    assert (model.month, model.steps, other.month, other.steps) == (13, 13, 24, 24), "the original has not moved"
    whole = IntegrationModel(short(), seed=5, people=True).run()
    assert between_models(other, whole) == between_models(model.run(), whole) == []
    assert np.array_equal(other.diary, whole.diary)
    assert other.datacollector.model_vars == whole.datacollector.model_vars


@pytest.mark.parametrize("asked", [{"rng": [1, 2, 3]}, {"iterations": 3}])
def test_the_batch_runner_of_mesa_makes_replicates_that_differ(asked: dict[str, object]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Mesa's own, of iterations
        rows = mesa.batch_run(IntegrationModel, {"scenario": [short()]}, display_progress=False, **asked)
    assert len({tuple(row[name] for name in SERIES) for row in rows}) == 3
    assert {row["Step"] for row in rows} == {24}, "it stops where the run is over"


@pytest.mark.no_cover
def test_solara_viz_shows_it_steps_it_and_starts_it_anew() -> None:
    solara, vuetify = pytest.importorskip("solara"), pytest.importorskip("ipyvuetify")
    from mesa.visualization import SolaraViz, make_plot_component

    scenario = Scenario(hamlet(persons=12), months=3, warm_up=0)
    shown = solara.reactive(IntegrationModel(scenario, seed=3))

    @solara.component
    def page() -> None:
        with solara.AppLayout():
            SolaraViz(
                shown, components=[make_plot_component("in_work")], model_params={"scenario": scenario, "seed": 3}
            )

    _, context = solara.render(page(), handle_error=False)
    press = {button.children[0]: button for button in context.find(vuetify.Btn).widgets}
    for _ in range(3):
        press["Step"].click()
    assert (shown.value.month, shown.value.running) == (3, False)
    press["Reset"].click()
    assert (shown.value.month, shown.value.running) == (0, True)
    assert between_models(shown.value, IntegrationModel(scenario, seed=3)) == []
    context.close()
