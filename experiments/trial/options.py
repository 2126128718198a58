"""What a trial is asked."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from bygd.scenarios.declare import many, option
from bygd.scenarios.options import EnsembleOptions

AS_FILED = -1.0


@dataclasses.dataclass
class TrialOptions(EnsembleOptions):
    """Play a trial: some of those settled are treated, others are controls; beside it the same without treatment."""

    CHOSEN: ClassVar[dict[str, str]] = {"municipality": "national"}
    like: str = option("gothenburg", "trial of configs/trials, or a file of your own (my_trial.yaml)", path=True)
    share: float = option(AS_FILED, "share of those who may, who take part; -1: as the file says")
    treated: float = option(AS_FILED, "share of these who are treated, the rest are controls; -1: as the file says")
    from_month: float = option(AS_FILED, "months since settlement when treatment begins; -1: as the file says")
    until: float = option(AS_FILED, "months since settlement when it ends; -1: as the file says")
    track: float = option(AS_FILED, "schooling (1, 2 or 3) of those who may, 0: all; -1: as the file says")
    measures: list[str] = many(
        [], "what the treated get, like [follow_up,extra_staff:0.5], in place of the practice that the file says"
    )
    months: int = option(84, "months simulated, from January of start", bounds=(1, 444))
    replicates: int = option(200, "runs with treatment and without, in the members in turn", bounds=(2, 1_000_000))
