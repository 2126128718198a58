"""An explorer with planted numbers, for tests of its page: nothing is simulated."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bygd.scenarios.options import ExplorerOptions
from bygd.scenarios.settings import headline_of
from bygd.statistics.combinations.contrasts import every, fraction
from bygd.statistics.combinations.explored import Explored, terms
from bygd.studies.exploring import POSTS, Exploration, Exploring, explorer_study
from bygd.studies.files import provenance
from experiments.command.read import read
from experiments.explorer.contents import HOURS, PAYERS, wanted
from sim.outcomes import OUTCOMES

FOUR = "measures=[follow_up,coordinated_requests,single_contact,recommendation_6]"


def planted(folder: Path, *asked: str, seed: int = 1) -> tuple[Exploration, Exploring]:
    """A study that is not simulated, and numbers of all its cells."""
    words = ["municipality=vaga", *asked, f"out={folder}"]
    study = explorer_study(read(ExplorerOptions, words))
    folder.mkdir(exist_ok=True)
    about = provenance("explorer", words)
    (folder / "provenance.json").write_text(json.dumps(about), encoding="utf-8")
    rng, members = np.random.default_rng(seed), len(study.points)
    k = (len(study.scenarios) // len(POSTS)).bit_length() - 1
    quantities = {name: _quantity(name, k, members, rng) for name in wanted(headline_of(study.options))}
    return study, Exploring(quantities, 1234, 0, members, 0)


def _quantity(name: str, k: int, members: int, rng: np.random.Generator) -> Explored:
    unit = {**dict.fromkeys(PAYERS, 150.0), **dict.fromkeys(HOURS, 200.0), "work_months": 20.0}.get(name, 1.5)
    design, posts = terms(every(k), k), np.array(POSTS)
    weights = np.zeros((len(POSTS), design.shape[1], members))
    weights[:, 1 : k + 1] = unit * rng.normal(0.4, 0.6, (k, 1)) + 0.4 * unit * rng.normal(size=(k, members))
    weights[:, 0] = weights[:, 1 : k + 1].sum(axis=1) + 30.0 * unit + unit * posts[:, None]
    truth, scale, of = design @ weights, OUTCOMES[name].scale, 40.0

    def runs(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        value = truth[:, rows] + unit * rng.normal(size=(len(POSTS), len(rows), members))
        return value * of / scale, np.full(value.shape, of)

    part = fraction(k)
    return Explored(*runs(every(k)), np.arange(members), *runs(part), np.arange(members), part, scale)
