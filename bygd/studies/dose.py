"""How many posts a set of measures needs: the same comparison with none, a quarter, a half, one and two posts.

A comparison with staff (``extra_staff`` among its scenarios) is followed by a smaller one in a folder of its own,
``dose``, of the numbers of posts that it does not hold itself; both have the same people, members and luck.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from bygd.scenarios.catalogue import BASELINE, STAFF, parts_of, with_posts
from bygd.scenarios.measures import sized
from bygd.scenarios.settings import headline_of
from bygd.statistics.comparison import by_scenario
from bygd.statistics.dose import POSTS, dose_rows

if TYPE_CHECKING:
    import pandas as pd

    from bygd.scenarios.options import CompareOptions
    from bygd.studies.study import Study

FOLDER = "dose"
LEAST = 20  # runs of each scenario, where there is hardly time for them


def sets_with_staff(scenarios: list[str]) -> list[str]:
    """What acts beside the posts in each scenario that has some, once; empty: the posts alone."""
    rests: dict[frozenset[tuple[str, float]], str] = {}
    for name in scenarios:
        parts = name.split("+")
        rest = [part for part in parts if part.partition(":")[0] != STAFF]
        if len(rest) < len(parts):
            rests.setdefault(_set_of("+".join(rest)), "+".join(rest))
    return list(rests.values())


def dose_of(study: Study, tables: dict[str, pd.DataFrame]) -> pd.DataFrame | None:
    """Table of the dose of a comparison that is done (``bygd.statistics.dose``); ``None`` for one without staff.

    ``None`` also where nobody was seen long enough. What is lacking is simulated; it takes no longer than the
    comparison took, with fewer runs if need be.
    """
    options: Any = study.options
    rests, outcomes = sets_with_staff(list(study.scenarios)), headline_of(options).shown
    runs = by_scenario(tables, "runs")
    if not rests or not any(runs[BASELINE][f"{name}_of"].sum() > 0 for name in outcomes):
        return None
    known = {_set_of(name): name for name in study.scenarios if name != BASELINE} | {frozenset(): BASELINE}
    wanted = {(rest, posts): with_posts(rest, posts) for rest in rests for posts in POSTS}
    lacking = [name for name in dict.fromkeys(wanted.values()) if name != BASELINE and _set_of(name) not in known]
    replicates = tables["runs"]["replicate"].max() + 1
    if lacking:
        most = replicates * len(study.scenarios) // (1 + len(lacking))
        replicates = min(replicates, max(most, LEAST))
        more = _study(options, lacking, str(study.folder / FOLDER), int(replicates)).run()
        runs |= {name: rows for name, rows in by_scenario(more, "runs").items() if name != BASELINE}
    runs = {name: rows[rows["replicate"] < replicates] for name, rows in runs.items()}
    shared = set.intersection(*(set(rows["replicate"]) for rows in runs.values()))  # failed in none
    runs = {name: rows[rows["replicate"].isin(shared)] for name, rows in runs.items()}
    at = {key: known.get(_set_of(name), name) if name != BASELINE else BASELINE for key, name in wanted.items()}
    return dose_rows(runs, at, outcomes)


def _study(options: CompareOptions, scenarios: list[str], folder: str, replicates: int) -> Study:
    from bygd.studies.programs import compare_study

    return compare_study(dataclasses.replace(options, scenarios=scenarios, out=folder, replicates=replicates))


def _set_of(name: str) -> frozenset[tuple[str, float]]:
    return frozenset(map(sized, parts_of(name))) if name else frozenset()
