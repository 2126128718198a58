"""The same run twice, person by person: in both engines, or of two scenarios, and the first month that differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.compiled import Stepper
from sim.engine_room import fields
from sim.model import IntegrationModel
from sim.scenario import Scenario


class Apart(NamedTuple):
    """The first month in which two runs differ, and in what (``refugees.oral``, ``tally``)."""

    month: int
    names: list[str]

    def __str__(self) -> str:
        """In words."""
        more = f" and {len(self.names) - 3} more" if len(self.names) > 3 else ""
        return f"{', '.join(self.names[:3])}{more} from month {self.month + 1} on"


def state_of(agents: Any, name: str) -> Any:
    """One field of all agents of a kind as an array: of Mesa agents or of records."""
    if isinstance(agents, np.ndarray):
        return agents[name]
    return np.array([getattr(agent, name) for agent in agents])


def _unlike(label: str, a: Any, b: Any) -> list[str]:
    return [] if np.array_equal(a, b) else [label]


def differences(model: IntegrationModel, stepper: Stepper) -> list[str]:
    """Fields in which the two engines differ, bit for bit, now."""
    results = []
    for kind, plain in model.lists.items():
        records = stepper.agents[kind]
        if len(plain) == 0 == len(records):
            continue
        if len(plain) != len(records):
            results.append(kind)
            continue
        for name in fields(model.scenario_run.lists[kind]):
            results += _unlike(f"{kind}.{name}", state_of(plain, name), records[name])
    out = stepper.out
    results += _unlike("tally", model.tallies, out.tally[0])
    results += _unlike("totals", model.totals, out.totals[0])
    results += _unlike("curve", model.curve, out.curve[0])
    return results + _unlike("diary", model.diary, out.diary[0])


def between_models(item: IntegrationModel, other: IntegrationModel) -> list[str]:
    """Fields that both know in which two runs of the readable engine differ, bit for bit, now."""
    results = []
    for kind in (name for name in item.lists if name in other.lists):
        a, b = item.lists[kind], other.lists[kind]
        if len(a) != len(b):
            results.append(kind)
            continue
        mine, theirs = (fields(model.scenario_run.lists[kind]) for model in (item, other))
        for name in (name for name in mine if name in theirs):
            results += _unlike(f"{kind}.{name}", state_of(a, name), state_of(b, name))
    for name in ("tallies", "totals", "curve"):
        results += _unlike(name, getattr(item, name), getattr(other, name))
    return results


def no_numbers(model: IntegrationModel) -> Iterator[tuple[str, float]]:
    """Fields that are no number for somebody (NaN or endless), and what they are."""
    for kind, cls in model.scenario_run.lists.items():
        for name in fields(cls):
            values = np.asarray(state_of(model.lists[kind], name))
            if values.dtype.kind == "f" and not (fit := np.isfinite(values)).all():
                yield f"{kind}.{name}", float(values[~fit][0])


def engines_apart(scenario: Scenario, seed: int, replicate: int = 0) -> Apart | None:
    """Walk both engines through a scenario; the first month in which they differ, if they do."""
    model, stepper = IntegrationModel(scenario, seed, replicate), Stepper(scenario, seed, replicate)
    for month in range(scenario.all_months):
        model.step()
        stepper.step()
        if stepper.out.failed[0]:
            return Apart(month, ["the compiled engine, which fails,"])
        if result := differences(model, stepper):
            return Apart(month, result)
    return None


def scenarios_apart(item: Scenario, other: Scenario, seed: int, every: int = 12) -> Apart | None:
    """Walk two scenarios through the readable engine; the first month in which they differ, if they do.

    They are compared every year, and if they differ, again in every month.
    """
    a, b = IntegrationModel(item, seed), IntegrationModel(other, seed)
    for month in range(item.all_months):
        a.step()
        b.step()
        if (month + 1) % every and month + 1 < item.all_months:
            continue
        if result := between_models(a, b):
            return Apart(month, result) if every == 1 else scenarios_apart(item, other, seed, every=1)
    return None
