"""Write ``tests/support/baseline.json`` anew: ``python -m tests.support.refresh_baseline``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bygd.scenarios.build import scenario_of
from bygd.scenarios.catalogue import choices
from bygd.scenarios.options import RunOptions, base_of
from experiments.command.read import read
from sim import compiled
from sim.outcomes import counts

FILE = Path(__file__).parent / "baseline.json"
PLACES = ("sel", "vaga", "nordre_land", "region")
POLICY = tuple(name for name in choices("policy") if name not in {"nordre_land_practice", "extra_staff"})  # the ten


def summary(municipality: str) -> dict[str, list[float]]:
    """Sums of all counts over ten runs, of the default and of all policies together."""
    made = read(RunOptions, [f"municipality={municipality}", f"policy=[{','.join(POLICY)}]"])
    found = {}
    for name, policies in (("baseline", []), ("policies", base_of(made))):
        results = compiled.run(scenario_of(made, policies, name), 1, np.arange(10))
        found |= {f"{name}.{key}": [float(n.sum()), float(of.sum())] for key, (n, of) in counts(results).items()}
    return found


if __name__ == "__main__":
    FILE.write_text(
        json.dumps({municipality: summary(municipality) for municipality in PLACES}, indent=1), encoding="utf-8"
    )
