"""Towns in which displaced people and others are settled, and what tests ask of them."""

from __future__ import annotations

import functools
from typing import Any

from sim.model import IntegrationModel
from sim.population import Description
from sim.processes import Parameters
from sim.scenario import Scenario
from sim.states import Status
from tests.support.random_towns import hamlet


def town(persons: int = 60, displaced: int = 50, **fields: Any) -> Description:
    years = dict.fromkeys(range(2012, 2025), persons)
    fields = {"enterprises": 150, "inhabitants": 3000, "settled": years} | fields
    return hamlet(**fields, displaced=dict.fromkeys((2022, 2023, 2024), displaced))


def scenario(numbers: Parameters | None = None, months: int = 36, **fields: Any) -> Scenario:
    return Scenario(
        town(**fields), (), numbers or Parameters(), months=months, start=2022, warm_up=1, arrivals="stated"
    )


@functools.cache
def ended() -> IntegrationModel:
    return IntegrationModel(scenario(), people=True).run()


def displaced_adults(model: IntegrationModel) -> list[Any]:
    return [one for one in model.everybody if one.displaced and one.status != Status.ABROAD]
