"""What measures do with all mechanisms of a setting and without one at a time, on the same runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.removals import WITHOUT
from bygd.statistics.comparison import contrast_of, members_of
from bygd.statistics.paired import mean_of, paired_effects
from sim.outcomes import OUTCOMES


def effects(
    runs: Mapping[str, pd.DataFrame], names: Sequence[str], mechanisms: Iterable[str], outcomes: Sequence[str]
) -> pd.DataFrame:
    """One row a mechanism, scenario and outcome; the mechanism "" is none taken away.

    ``runs``: of each scenario, and of each without a mechanism (``scenario|without mechanism``); ``names``: scenarios
    without the baseline. Columns: ``baseline`` (level without measures), ``difference`` (what the measures do) with its
    95 % interval (``low``, ``high``: ensemble members, and chance), and ``change``: of that difference when the
    mechanism goes, run by run, with its own (``change_low``, ``change_high``); all in the unit of the outcome. A row of
    the scenario ``baseline`` has the change of the level itself.
    """
    members = members_of(runs[BASELINE])
    rows = []
    for outcome in outcomes:
        whole: dict[str, np.ndarray] = {}
        for mechanism in ["", *mechanisms]:
            ending = f"{WITHOUT}{mechanism}" if mechanism else ""
            base = runs[f"{BASELINE}{ending}"]
            for name in [BASELINE, *names]:
                before, after = (runs[BASELINE], base) if name == BASELINE else (base, runs[f"{name}{ending}"])
                found = contrast_of(before, after, outcome, members)
                row = {
                    "mechanism": mechanism,
                    "scenario": name,
                    "outcome": outcome,
                    "unit": OUTCOMES[outcome].unit,
                    "baseline": found.baseline if name != BASELINE else found.scenario,
                    "difference": found.difference if name != BASELINE else np.nan,
                    "low": found.low if name != BASELINE else np.nan,
                    "high": found.high if name != BASELINE else np.nan,
                }
                effect = paired_effects(_counts(before, outcome), _counts(after, outcome), OUTCOMES[outcome].scale)
                if mechanism:
                    changes = effect - (whole[name] if name != BASELINE else 0.0)
                    row |= dict(zip(("change", "change_low", "change_high"), mean_of(changes, members), strict=True))
                else:
                    whole[name] = effect
                rows.append(row)
    return pd.DataFrame(rows)


def _counts(runs: pd.DataFrame, outcome: str) -> tuple[np.ndarray, np.ndarray]:
    return runs[f"{outcome}_n"].to_numpy(float), runs[f"{outcome}_of"].to_numpy(float)
