"""What benchmarks simulate: a municipality and measures, as the programs take them."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from bygd.compiling import announce_compiling
from bygd.scenarios.build import baseline_of
from bygd.scenarios.options import SweepOptions, many, option
from sim import compiled
from sim.policy import Policy
from sim.population import Description


@dataclasses.dataclass
class StudyOptions:
    """A municipality and measures."""

    municipality: Description = dataclasses.field(
        default_factory=lambda: Description(title=""), metadata={"words": "as in run"}
    )
    policies: dict[str, Policy] = dataclasses.field(default_factory=dict)
    policy: list[str] = many([], "measures in force from the beginning")
    months: int = option(120, "months simulated", bounds=(1, 444))
    warm_up: int = option(3, "years simulated before that", bounds=(0, 20))

    def study(self, **more: Any) -> SweepOptions:
        """Options of a study of this municipality, with more of them set."""
        same = {field.name: getattr(self, field.name) for field in dataclasses.fields(StudyOptions)}
        return SweepOptions(**same, **more)

    def compile(self) -> None:
        """Compile the model, or load what is compiled, so that no timing has that in it."""
        announce_compiling()
        options = self.study()
        compiled.run(baseline_of(options), 0, np.arange(0))
