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


def _unlike(a: dict[str, Any], b: dict[str, Any], names: dict[str, list[str]]) -> list[str]:
    """Fields (``names``) in which agents by kind differ, or a kind of which there are more on one side."""
    results = []
    for kind, own in names.items():
        if len(a[kind]) != len(b[kind]):
            results.append(kind)
        elif len(a[kind]):
            unlike = (name for name in own if not np.array_equal(state_of(a[kind], name), state_of(b[kind], name)))
            results += [f"{kind}.{name}" for name in unlike]
    return results


def differences(model: IntegrationModel, stepper: Stepper) -> list[str]:
    """Fields in which the two engines differ, bit for bit, now."""
    names = {kind: list(fields(model.scenario_run.lists[kind])) for kind in model.lists}
    counts = {"tally": model.tallies, "totals": model.totals, "curve": model.curve, "diary": model.diary}
    unlike = [name for name, value in counts.items() if not np.array_equal(value, getattr(stepper.out, name)[0])]
    return _unlike(model.lists, stepper.agents, names) + unlike


def between_models(item: IntegrationModel, other: IntegrationModel) -> list[str]:
    """Fields that both know in which two runs of the readable engine differ, bit for bit, now."""
    mine, theirs = (
        {kind: list(fields(model.scenario_run.lists[kind])) for kind in model.lists} for model in (item, other)
    )
    names = {kind: [name for name in own if name in theirs[kind]] for kind, own in mine.items() if kind in theirs}
    counts = ("tallies", "totals", "curve")
    unlike = [name for name in counts if not np.array_equal(getattr(item, name), getattr(other, name))]
    return _unlike(item.lists, other.lists, names) + unlike


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
