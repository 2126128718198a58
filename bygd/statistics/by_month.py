"""An effect by month since settlement: how it comes about, by way to the job and by group."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from bygd.statistics.divergence import REQUESTS, partings
from bygd.statistics.lives import WHO, Lives, spells
from bygd.statistics.paired import Ratio, ratio
from sim.states import Event, Status

LAST = 60
YEARS = (6, 12, 18, 24, 36, 48, 60)
# In work by which way, 0: not in work.
ROUTES = {
    1: "hired by the host",
    2: "through a former host or employer",
    3: "through an adviser",
    4: "by applying",
    5: "beyond the modelled employers",
}
ROUTE_OF = {
    Event.HIRED_BY_HOST: 1,
    Event.FOUND_JOB_RETURN: 2,
    Event.FOUND_JOB_SENT: 2,
    Event.FOUND_JOB_ADVISER: 3,
    Event.FOUND_JOB_KNOWN: 4,
    Event.FOUND_JOB_ADVERT: 4,
    Event.FOUND_JOB_OUTSIDE: 5,
}
GROUPS: dict[str, tuple[str, ...]] = {
    "a placement more or fewer": REQUESTS,
    "another workplace": ("workplace",),
    "a problem mended, or none": ("problem", "mended"),
    "a placement not broken off": ("not_broken_off",),
    "hired by the host": ("hired", "childcare"),
    "brought by a former host or employer": ("found_return", "found_sent"),
    "brought by an adviser": ("found_adviser",),
    "applying with a better reference": ("found_reference",),
    "applying with more Norwegian": ("found_norwegian",),
    "applying, else": ("found_other",),
    "a job kept": ("kept_job",),
    "anything else": ("joined", "education", "programme", "health", "moved", "other"),
}
SIDES = ("both", "ahead", "behind", "neither")  # in work with and without; only with; only without; in neither
WAY = (
    "placements_started",
    "broken_off",
    "problems_never_found",
    "hired_by_host",
    "employed_6m_after_placement",
    "jobs_modelled",
    "jobs_adviser",
    "displaced",
    "follow_up",
    "matching",
    "contacts",
    "trust",
    "trust_partners",
    "goodwill",
    "goodwill_partners",
    "requests_accepted",
    "refused_distrust",
    "refused_staff_tired",
)


class Unfolding(NamedTuple):
    """One scenario against the baseline: sums over people, each runs x … x months since settlement."""

    people: np.ndarray  # runs
    routes: np.ndarray  # runs x routes x months: in work that way with the measures, less without
    sides: np.ndarray  # runs x sides x months
    groups: np.ndarray  # runs x groups x months: difference of those whose lives part there
    moves: np.ndarray  # runs x sides at month 24 x sides at month 60

    def of_100(self, sums: np.ndarray) -> Ratio:
        """Sums by run for each 100 people."""
        return ratio(sums, self.people, 100.0)

    @property
    def difference(self) -> np.ndarray:
        """In work with the measures less without: runs x months."""
        return self.routes.sum(axis=1)


def jobs(lives: Lives, who: pd.MultiIndex, settled: np.ndarray) -> np.ndarray:
    """How each person (of one scenario) came to the job, by months since settlement: one of ``ROUTES``, or 0."""
    result = np.zeros((len(who), LAST + 1), np.int8)
    all_spells = spells(lives)
    work = all_spells[all_spells["status"] == Status.WORK.value].sort_values("month")
    begins = lives.events[lives.events["event"].isin(ROUTE_OF)]
    begins = begins[[*WHO, "month", "event"]].sort_values("month", kind="stable")
    rows = pd.merge_asof(work, begins, on="month", by=WHO)
    at = who.get_indexer(pd.MultiIndex.from_frame(rows[WHO[1:]]))
    rows, at = rows[at >= 0], at[at >= 0]
    first = rows["month"].to_numpy() - settled[at]
    how = rows["event"].map(ROUTE_OF).to_numpy()
    for person, start, months, kind in zip(at, first, rows["months"], how, strict=True):
        result[person, max(0, start) : max(0, start + months)] = kind
    return result


def unfolding(lives: Lives, scenario: str) -> Unfolding:
    """Sums of the runs that ``lives`` holds."""
    keys = WHO[1:]
    people = lives.people[lives.people["scenario"].isin((lives.scenarios[0], scenario))]
    people = people[people["settle_month"] + LAST <= people["last"]].drop_duplicates(keys).set_index(keys).sort_index()
    who = pd.MultiIndex.from_frame(people.index.to_frame())
    settled = people["settle_month"].to_numpy()
    without, other = (jobs(lives.of(name), who, settled) for name in (lives.scenarios[0], scenario))
    table = partings(lives, scenario).set_index(keys).reindex(who)
    runs, of_run = np.unique(who.get_level_values(0), return_inverse=True)

    def by_run(values: np.ndarray) -> np.ndarray:
        sums = np.zeros((len(runs), *values.shape[1:]))
        np.add.at(sums, of_run, values)
        return sums

    gain = (other > 0).astype(int) - (without > 0)
    side = np.select([gain > 0, gain < 0, other > 0], [1, 2, 0], 3)
    routes = np.stack([(other == kind).astype(int) - (without == kind) for kind in ROUTES], axis=1)
    step = table["step"].to_numpy(str)
    groups = np.stack([gain * np.isin(step, steps)[:, None] for steps in GROUPS.values()], axis=1)
    moves = np.zeros((len(who), len(SIDES), len(SIDES)))
    moves[np.arange(len(who)), side[:, 24], side[:, LAST]] = 1
    sides = np.stack([side == k for k in range(len(SIDES))], axis=1)
    return Unfolding(by_run(np.ones(len(who))), by_run(routes), by_run(sides), by_run(groups), by_run(moves))


# --- tables ------------------------------------------------------------------------------------------------


def table(results: dict[str, Unfolding]) -> pd.DataFrame:
    """One row a scenario, part and month since settlement: of 100 people, with the interval of the mean."""
    rows = []
    for name, item in results.items():
        parts = {("difference", ""): item.difference}
        parts |= {("route", ROUTES[kind]): item.routes[:, i] for i, kind in enumerate(ROUTES)}
        parts |= {("side", side): item.sides[:, i] for i, side in enumerate(SIDES)}
        parts |= {("step", group): item.groups[:, i] for i, group in enumerate(GROUPS)}
        for (kind, part), sums in parts.items():
            for month in range(LAST + 1):
                value = item.of_100(sums[:, month])
                rows.append((name, kind, part, month, value.value, value.low, value.high))
    return pd.DataFrame(rows, columns=["scenario", "kind", "part", "since", "value", "low", "high"])


def trend(item: Unfolding, first: int = 24, last: int = LAST) -> Ratio:
    """Change of the difference between two months since settlement, of 100 people."""
    return item.of_100(item.difference[:, last] - item.difference[:, first])


def word(item: Unfolding) -> str:
    """Whether the effect grows, lasts or fades from month 24 to month 60."""
    change, start = trend(item), item.of_100(item.difference[:, 24])
    if math.isnan(change.low) or change.low <= 0 <= change.high:
        return "lasts, as far as these runs can tell"
    return "grows" if change.value * (start.value or 1.0) > 0 else "fades"
