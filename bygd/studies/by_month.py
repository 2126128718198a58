"""Effects of a finished comparison by month, from the diaries of everybody in its first runs."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from bygd.compiling import announce_compiling
from bygd.scenarios.build import scenarios_of
from bygd.scenarios.catalogue import BASELINE
from bygd.scenarios.ensembles import members_of
from bygd.scenarios.options import CompareOptions
from bygd.statistics.by_month import Unfolding, unfolding
from bygd.studies.folder import options_of
from bygd.studies.lives import collect

CHUNK = 50


def unfoldings(folder: Path, runs: int) -> dict[str, Unfolding]:
    """Sums by scenario over the first runs of a study, simulated again with diaries, some runs at a time."""
    options: CompareOptions = options_of(folder, "compare")
    announce_compiling()
    scenarios, members = scenarios_of(options), list(members_of(options, options.ensemble).values())
    threads = options.threads or os.cpu_count() or 1
    results: dict[str, list[Unfolding]] = {name: [] for name in scenarios if name != BASELINE}
    for start in range(0, runs, CHUNK):
        some = np.arange(start, min(runs, start + CHUNK))
        lives = collect(scenarios, options.seed, some, threads, members)
        for name, parts in results.items():
            parts.append(unfolding(lives, name))
    return {
        name: Unfolding(*(np.concatenate(part) for part in zip(*parts, strict=True))) for name, parts in results.items()
    }
