"""Simulate each setting once, in chunks on threads, and count at once what the cards ask for."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import numpy as np
from tqdm import tqdm

from bygd.compiling import announce_compiling
from bygd.errors import InputError
from bygd.studies.processes import cores
from experiments.cards.card import Card, Counts, Measured
from experiments.cards.measures import Measure, Sight
from experiments.cards.options import CardOptions
from experiments.cards.settings import Setting, scenarios_of
from sim import compiled
from sim.scenario import Scenario

CHUNK = 50  # runs simulated together; their diaries are in memory until they are counted
Counted = tuple[dict[Measure, "Counts"], np.ndarray]


def asked_of(cards: list[Card]) -> dict[Setting, list[Measure]]:
    """What has to be counted in each setting, in the order of the cards; of emergent ones in the null model too."""
    wanted: dict[Setting, list[Measure]] = {}
    for card in cards:
        null = [claim.without_relations() for claim in card.claims] if card.kind == "emergent" else []
        for claim in [*card.claims, *null]:
            for setting, measure in claim.asks:
                if measure not in wanted.setdefault(setting, []):
                    wanted[setting].append(measure)
    return wanted


def simulate(cards: list[Card], options: CardOptions) -> Measured:
    """Counts by run of everything that the cards ask for; replicates that failed anywhere are left out."""
    wanted = asked_of(cards)
    scenarios = scenarios_of(list(wanted), options)
    announce_compiling()
    for scenario in {item.classes: item for item in scenarios.values()}.values():
        compiled.run(scenario, 0, np.arange(0))
    parts = _in_chunks(wanted, scenarios, options)
    failed = np.any([np.concatenate([part[1] for part in parts[setting]]) for setting in wanted], axis=0)
    if failed.all():
        raise InputError("Every run failed; python -m experiments.run engine=mesa shows where.")
    if failed.any():
        print(f"{failed.sum()} of {len(failed)} replicates failed somewhere and are left out of all cards.")
    return {
        (setting, measure): (n[~failed], of[~failed])
        for setting, measures in wanted.items()
        for measure in measures
        for n, of in [_joined([part[0][measure] for part in parts[setting]])]
    }


def _joined(counts: list[Counts]) -> Counts:
    return np.concatenate([n for n, _ in counts]), np.concatenate([of for _, of in counts])


def _in_chunks(
    wanted: dict[Setting, list[Measure]], scenarios: dict[Setting, Scenario], options: CardOptions
) -> dict[Setting, list[Counted]]:
    """Count all settings chunk by chunk; the chunks come in the order of the replicates."""
    workers = options.threads or cores()
    runs = [np.arange(first, min(first + CHUNK, options.replicates)) for first in range(0, options.replicates, CHUNK)]
    work = [(setting, i) for setting in wanted for i in range(len(runs))]
    done: dict[tuple[Setting, int], Counted] = {}
    with (
        ThreadPoolExecutor(workers) as pool,
        tqdm(total=len(wanted) * options.replicates, unit="run", delay=1, disable=None) as bar,
    ):
        waiting: dict[Future[Counted], tuple[Setting, int]] = {}
        try:
            for setting, i in work:
                if len(waiting) >= 2 * workers:
                    _collect(waiting, done, bar)
                future = pool.submit(_count, scenarios[setting], options.seed, runs[i], wanted[setting])
                waiting[future] = (setting, i)
            while waiting:
                _collect(waiting, done, bar)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {setting: [done[setting, i] for i in range(len(runs))] for setting in wanted}


def _collect(waiting: dict[Future[Counted], tuple[Setting, int]], done: dict, bar: tqdm) -> None:
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        key = waiting.pop(future)
        done[key] = future.result()
        bar.update(len(done[key][1]))


def _count(scenario: Scenario, seed: int, replicates: np.ndarray, measures: list[Measure]) -> Counted:
    results = compiled.Batch(scenario).simulate(seed, replicates, people=True)
    sight = Sight(results, scenario)
    return {measure: measure(sight) for measure in measures}, results.failed
