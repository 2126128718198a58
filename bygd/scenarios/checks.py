"""Whether a request can be met, told before anything is simulated: outcomes, municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from bygd.compiling import announce_compiling
from bygd.errors import InputError
from bygd.scenarios.build import baseline_of
from bygd.scenarios.options import Common
from sim import compiled
from sim.outcomes import OUTCOMES, counts

TRIED = 200  # runs of the baseline, if not fewer are asked for


def check_outcomes(option: str, names: list[str]) -> None:
    """Refuse no outcome at all, one that does not exist, and one that is named twice."""
    if not names:
        raise InputError(f"{option} is empty; name at least one outcome, like {option}=[employed_36m].")
    for name in names:
        if name not in OUTCOMES:
            raise InputError(f"{option} names {name!r}, which is no outcome; docs/data.md lists them.")
        if names.count(name) > 1:
            raise InputError(f"{option} names {name} twice; name it once.")


def refuse_unobserved(option: str, names: Iterable[str], options: Common, runs: int) -> None:
    """Refuse outcomes for which nobody is observed in the first runs of the baseline: too few months or people.

    ``option`` names them; empty where nobody can choose. A study that is there already is left alone; so is the Mesa
    engine, in which a try costs as much as the study.
    """
    if getattr(options, "engine", "compiled") != "compiled" or (options.out and Path(options.out).exists()):
        return
    announce_compiling()
    runs = min(runs, TRIED)
    result = compiled.run(baseline_of(options), options.seed, np.arange(runs))
    good = ~result.failed
    seen = counts(result)
    for name in names:
        if good.any() and not seen[name][1][good].sum() > 0:  # where all fail, the study says why
            raise InputError(
                f"Nobody is observed for {name} in {runs} runs of {options.municipality.title} over {options.months} "
                f"months; say more months or replicates, a larger municipality"
                f"{f', or another {option}=…' if option else ''}."
            )
