"""What is compared: the baseline and sets of measures, by the names that users give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.catalogue import parts_of
from experiments.options import CompareOptions, InputError, SensitivityOptions, SweepOptions, base_of, measures
from experiments.study import scenario_of

if TYPE_CHECKING:
    from sim.scenario import Scenario


def scenarios_of(made: CompareOptions | SensitivityOptions | SweepOptions) -> dict[str, Scenario]:
    """The baseline and what is compared with it, by name; odd selections are refused."""
    base = base_of(made)
    if not made.scenarios:
        raise InputError("scenarios is empty; name at least one, like scenarios=[follow_up].")
    scenarios = {"baseline": scenario_of(made, base, "baseline")}
    sets: dict[frozenset[str], str] = {}
    for name in made.scenarios:
        same = sets.setdefault(frozenset(parts_of(name)), name)
        if name in scenarios or same != name:
            raise InputError(
                f"The scenario {name} is there twice{'' if same == name else f' (as {same})'}; name it once."
            )
        scenarios[name] = scenario_of(made, [*base, *measures(made, name)], name)
    return scenarios
