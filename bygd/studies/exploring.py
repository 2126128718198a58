"""The study behind the explorer: all combinations of measures, each with several sizes of extra staff.

Each of them is simulated once in every ensemble member (``replicates``: more often), and some combinations again
(``further``): a fraction from which all effects of single measures and of pairs can be told (resolution V, Box and
Hunter 1961). Several runs in a member tell chance from what differs between members, and these are enough for it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import pandas as pd

from bygd.errors import InputError
from bygd.scenarios import ensembles
from bygd.scenarios.build import variants
from bygd.scenarios.catalogue import STAFF, with_posts
from bygd.scenarios.measures import measures, read_measure
from bygd.scenarios.options import ExplorerOptions, base_of
from bygd.statistics.combinations.contrasts import every, fraction
from bygd.statistics.combinations.explored import Explored
from bygd.statistics.dose import POSTS
from bygd.studies.study import Study
from sim.outcomes import OUTCOMES
from sim.policy import Policy
from sim.scenario import Scenario

MOST = 10  # measures: 1,024 combinations
LEAST_MEMBERS = 4  # from which anything can be said of how members differ


def name_of(named: list[str], mask: int, posts: float) -> str:
    """Name of a scenario as ``compare`` understands it; bit i of ``mask``: whether measure i is in force."""
    return with_posts("+".join(name for i, name in enumerate(named) if mask >> i & 1), posts)


@dataclasses.dataclass
class Exploration(Study):
    """Of the scenarios in ``again`` each member has ``further`` runs more than of the others."""

    again: frozenset[str] = frozenset()
    further: int = 0

    def __post_init__(self) -> None:
        """Count the further runs among the replicates, which are those of the longest cell."""
        super().__post_init__()
        self.replicates += self.further * len(self.points)

    def asked(self) -> dict[tuple[str, str], np.ndarray]:
        """Replicates that were asked for, by scenario and point."""
        turns = len(self.points)
        return {
            (scenario, point): replicates
            if scenario in self.again
            else replicates[replicates < self.replicates - turns]
            for (scenario, point), replicates in super().asked().items()
        }


def explorer_study(options: ExplorerOptions) -> Exploration:
    """All combinations with all sizes of extra staff; odd selections are refused."""
    k = len(options.measures)
    if not 2 <= k <= MOST:
        raise InputError(f"measures names {k}, but must name 2 to {MOST} measures.")
    if any(part.partition(":")[0] == STAFF for name in options.measures for part in name.split("+")):
        raise InputError(f"measures names {STAFF}, which the explorer varies by itself; leave it out.")
    points = ensembles.members_of(options, options.ensemble, options.members)
    if options.member >= 0:
        raise InputError("The explorer tells how sure an effect is from members of an ensemble; leave member out.")
    if len(points) < LEAST_MEMBERS:
        raise InputError(
            f"The explorer tells how sure an effect is from members of an ensemble, and {len(points)} tells nothing; "
            f"say members={LEAST_MEMBERS} or more, with an ensemble of as many."
        )
    if options.replicates % len(points):
        raise InputError(
            f"replicates is {options.replicates}, but must be as many as there are members, {len(points)}, or a "
            "multiple of it."
        )
    again = frozenset(name_of(options.measures, int(mask), posts) for mask in fraction(k) for posts in POSTS)
    return Exploration(
        "explorer",
        options,
        explored(options),
        points,
        monthly=False,
        curves=False,
        tidy=False,  # of half a million runs half a gigabyte that nobody reads
        in_turn=True,
        again=again,
        further=options.further,
    )


def explored(options: ExplorerOptions) -> dict[str, Scenario]:
    """Each combination with each number of posts, by name; nothing at all is the baseline."""
    base, each = base_of(options), [measures(options, name) for name in options.measures]
    options.policies = {**options.policies, STAFF: read_measure(STAFF)}
    staff = {posts: measures(options, name_of([], 0, posts)) if posts else [] for posts in POSTS}
    sets: dict[str, list[Policy]] = {}
    for posts in POSTS:
        for mask in map(int, every(len(each))):
            in_force = [policy for i, some in enumerate(each) if mask >> i & 1 for policy in some]
            sets[name_of(options.measures, mask, posts)] = [*base, *in_force, *staff[posts]]
    measures(options, "+".join([*options.measures, STAFF]))  # each once
    return variants(options, sets)


@dataclasses.dataclass
class Exploring:
    """What was simulated: quantities that were observed, by outcome, and how many members count."""

    quantities: dict[str, Explored]
    runs: int  # simulated, all cells
    failed: int  # of these
    members: int  # that count: in which no run failed
    members_out: int

    def level(self, name: str) -> float:
        """Value of a quantity without any measure."""
        return float(self.quantities[name].value[0])


def explore(study: Exploration, counts: pd.DataFrame, outcomes: Iterable[str]) -> Exploring:
    """Quantities, from the counts of these outcomes in all runs; a member in which a run failed counts nowhere."""
    turns = len(study.points)
    bad = set(counts.loc[counts["failed"], "replicate"] % turns)
    good = np.array([member for member in range(turns) if member not in bad])
    if len(good) < LEAST_MEMBERS:
        raise InputError(
            f"Runs failed in {len(bad)} of {turns} members, so nothing can be said; failed.csv lists them."
        )
    cell_of = {name: at for at, name in enumerate(study.scenarios)}
    cell = counts["scenario"].map(cell_of).to_numpy()
    failed = int(counts["failed"].sum())
    counts = counts.iloc[np.lexsort((counts["replicate"], cell))]
    counts = counts[np.isin(counts["replicate"] % turns, good)]
    early = counts["replicate"] < study.replicates - study.further * turns
    first, further = counts[early], counts[~early]
    member, again = (np.searchsorted(good, np.unique(some["replicate"]) % turns) for some in (first, further))
    quantities = {}
    for name in outcomes:
        (n, of), (again_n, again_of) = (_counts(some, name) for some in (first, further))
        if of.sum(axis=2).all():
            part = fraction(len(study.options.measures))  # type: ignore[attr-defined]
            quantities[name] = Explored(n, of, member, again_n, again_of, again, part, OUTCOMES[name].scale)
    runs = sum(len(replicates) for replicates in study.asked().values())
    return Exploring(quantities, runs, failed, len(good), turns - len(good))


def _counts(rows: pd.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Counts of an outcome: levels x combinations x runs."""
    runs = rows["replicate"].nunique()
    n, of = (rows[f"{name}_{part}"].to_numpy(float).reshape(len(POSTS), -1, runs) for part in ("n", "of"))
    return n, of
