"""Simulate in memory: runs of one scenario, a comparison, one run to watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

import pandas as pd

from bygd.errors import InputError
from bygd.front_door.options import OF_SETTING, EnsembleLike, Measures, Setting, checked_words, one_sentence, words_of
from bygd.front_door.results import Comparison, Run
from bygd.scenarios import designs
from bygd.scenarios.checks import check_outcomes
from bygd.scenarios.ensembles import from_member
from bygd.scenarios.options import CompareOptions, RunOptions
from bygd.scenarios.settings import headline_of
from bygd.statistics.sensitivity.responses import counts_of, values_of
from bygd.studies.in_memory import InMemory
from bygd.studies.programs import compare_study, point_study, run_study
from bygd.studies.stopping import Enough
from bygd.studies.study import Study
from sim.model import IntegrationModel
from sim.outcomes import OUTCOMES
from sim.points import at

type Points = pd.DataFrame | Sequence[Mapping[str, float]]


@one_sentence
def run(
    municipality: str | Path = "sel",
    *,
    measures: Measures = (),
    replicates: int = 200,
    seed: int = 1,
    ensemble: EnsembleLike | None = None,
    member: int | None = None,
    **setting: Unpack[Setting],
) -> Run:
    """Simulate one scenario, in memory.

    ``municipality``: a name (``bygd.municipalities()`` lists them) or a file of your own.
    ``measures``: in force from the beginning; names, files and objects of ``bygd.measure``, in a list or joined, like
    ``"follow_up+extra_staff:0.5"``.
    ``replicates``: runs, each with other people and other luck; the same ``seed`` gives the same result.
    ``ensemble``: a name, a file or a data frame; each run in one of its members, in turn, or all in ``member``.
    ``setting``: ``numbers={"placement.detection": 0.6}``, ``months=60`` and so on, as ``Setting`` lists them.
    ``bygd.InputError`` for whatever cannot be done; its text is one sentence.
    """
    words = words_of(RunOptions, municipality, ensemble, member, {**setting, "replicates": replicates, "seed": seed})
    words.set_in_force("measures", measures)
    study = run_study(checked_words(words), words.members)
    return Run(_in_memory(study, municipality, {"measures": measures, "ensemble": ensemble, **setting}), words.frame)


@one_sentence
def compare(
    municipality: str | Path,
    measures: Measures,
    *,
    policy: Measures = (),
    runs: int | None = None,
    replicates: int | None = None,
    seed: int = 1,
    ensemble: EnsembleLike | None = OF_SETTING,
    member: int | None = None,
    until: list[str] | None = None,
    budget: int | None = None,
    **setting: Unpack[Setting],
) -> Comparison:
    """Compare scenarios with the baseline, on the same people with the same luck, in memory.

    ``measures``: a list, each item a scenario, like ``["follow_up", "all_ten+extra_staff", [mine, "follow_up"]]``.
    ``policy``: measures in force from the beginning, in the baseline too.
    ``runs`` or ``replicates``: runs of each scenario; without it as many as the outcomes ``until`` need, at most
    ``budget``.
    All else as in ``bygd.run``. Without a word the ensemble is that of the setting; with ``ensemble=None`` all runs
    have the declared numbers.
    """
    if runs is not None and replicates is not None:
        raise InputError("runs and replicates are the same; say one of them.")
    wanted = {"replicates": runs if replicates is None else replicates, "until": until, "budget": budget, "seed": seed}
    given = {**setting, **{name: value for name, value in wanted.items() if value is not None}}
    words = words_of(CompareOptions, municipality, ensemble, member, given)
    words.set_in_force("policy", policy)
    words.set_scenarios(measures)
    study = compare_study(options := checked_words(words), words.members)
    call = {"measures": measures, "policy": policy, "ensemble": ensemble, **given}
    return Comparison(_in_memory(study, municipality, call), words.frame, Enough(options.until, options.budget))


@one_sentence
def outcomes_at(
    municipality: str | Path,
    points: Points,
    *,
    outcomes: str | Sequence[str] = (),
    measures: Measures = (),
    replicates: int = 20,
    seed: int = 1,
    ensemble: EnsembleLike | None = None,
    member: int | None = None,
    **setting: Unpack[Setting],
) -> pd.DataFrame:
    """One row a point, in their order, one column an outcome: its value over ``replicates`` runs, in its unit.

    This is the model as a function, for tools that draw points themselves. ``points``: a data frame with a column a
    number of the model, or mappings of names to values; ``practice.x`` is the practice of all offices. All else is as
    declared, or as in ``member`` of ``ensemble``, or as ``setting`` and ``measures`` say. All points have the same
    people and luck, so a difference between two is no chance of a draw. Without ``outcomes``: work, and who still
    lives there, as the setting counts them.
    ``bygd.InputError`` if a point cannot be simulated or shows nobody: such tools take a gap for a result.
    """
    rows = points.to_dict("records") if isinstance(points, pd.DataFrame) else _rows(points)
    table = designs.table_of("list", None, rows, 0, seed)
    words = words_of(RunOptions, municipality, ensemble, member, {**setting, "replicates": replicates, "seed": seed})
    words.set_in_force("measures", measures)
    options = checked_words(words)
    names = [outcomes] if isinstance(outcomes, str) else list(outcomes or headline_of(options).both)
    check_outcomes("outcomes", names)
    study = InMemory.of(point_study(options, from_member(options, designs.points_of(table), words.members)))
    study.simulate()
    (scenario,) = study.scenarios
    runs = study.table("runs")
    if len(study.points) == 1:
        runs["point"] = table["point"].iloc[0]
    counts = counts_of(runs, list(table["point"]), names)
    return pd.DataFrame({name: values_of(OUTCOMES[name], counts[name, scenario]).mean(axis=1) for name in names})


def _rows(points: Any) -> list[dict[str, float]]:
    """Points as they were given, each with its names; ``InputError`` for what is no list of mappings."""
    several = isinstance(points, Iterable) and not isinstance(points, str | Mapping)
    rows = list(points) if several else []
    if not several or not all(isinstance(item, Mapping) for item in rows):
        raise InputError("points must be a data frame or a list of mappings, like [{'placement.detection': 0.5}].")
    return [dict(item) for item in rows]


@one_sentence
def model(
    municipality: str | Path = "sel",
    *,
    measures: Measures = (),
    seed: int = 1,
    rng: Any = None,
    replicate: int = 0,
    people: bool = False,
    ensemble: EnsembleLike | None = None,
    member: int | None = None,
    **setting: Unpack[Setting],
) -> IntegrationModel:
    """Return one run as a Mesa model, before its first month: the same run as in ``bygd.run`` with this seed.

    ``rng`` is Mesa's word for ``seed``; ``people`` keeps a diary of every change of every person.
    """
    from sim.model import IntegrationModel

    given = seed if rng is None else rng
    if rng is not None and seed != 1:
        raise InputError("seed and rng are the same; say one of them.")
    if isinstance(given, (str, float, bool)):
        raise InputError(f"{'seed' if rng is None else 'rng'} is {given!r}, but must be a whole number.")
    if isinstance(replicate, bool) or not isinstance(replicate, int) or replicate < 0:
        raise InputError(f"replicate is {replicate!r}, but must be a whole number from 0.")
    words = words_of(RunOptions, municipality, ensemble, member, dict(setting))
    words.set_in_force("measures", measures)
    study = run_study(checked_words(words), words.members)
    (scenario,) = study.scenarios.values()
    point = list(study.points.values())[replicate % len(study.points)]
    return IntegrationModel(at(scenario, point), given, replicate, people=people)


def _in_memory(study: Study, municipality: Any, call: dict[str, Any]) -> InMemory:
    """The study in memory, and the call that its provenance says."""
    texts = [f"{name}={value!r}" for name, value in call.items() if name != "ensemble" or isinstance(value, str)]
    study.arguments = f"bygd.{study.program}({', '.join([repr(str(municipality)), *texts])})"
    return InMemory.of(study)
